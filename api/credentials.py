"""Secrets and what is kept of them: issued, looked up, revoked.

A secret has 256 random bits and is kept only as its SHA-256, under which it is looked up. A secret works for one purpose:
an API token opens no page, a session opens no API, a feed address opens nothing but its calendar.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from msgspec.structs import replace

from api.feeds.scope import problems_of
from api.tables import Account, Credential, Purpose
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.records import Records
from governance.store import Store
from governance.work import Author, State, Stored, Work, instant
from portfolio.model import Programme

SIGN_IN_HOURS = 24
READ_SCOPE, WRITE_SCOPE = "read", "write"


def new_secret() -> str:
    """A secret that nobody guesses: 256 bits, in characters that an address can carry."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret.

    >>> hashed("a")[:8]
    'ca978112'
    """
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


class Held(NamedTuple):
    """A live credential and its account, as they are kept now, and the state that they were found in."""

    credential: Stored[Credential]
    account: Stored[Account]
    records: Records


async def held(store: Store, secret: str, purpose: Purpose, now: datetime) -> Held | None:
    """The live credential with this secret and purpose, or None: unknown, revoked, used, expired and disabled look the same."""
    return held_in(await store.state(), secret, purpose, now)


def held_in(state: State | Work, secret: str, purpose: Purpose, now: datetime) -> Held | None:
    """The same in a state, or in a unit of work.

    A session ends when its account changes: it was opened for what the account was then.
    """
    found = state.records.by(Credential, "hash", hashed(secret))
    if not found or found[0].purpose is not purpose or not is_live(found[0], now):
        return None
    find = state.find if isinstance(state, Work) else state.stored
    credential, account = find(Credential, found[0].code), find(Account, found[0].account)
    if credential is None or account is None or account.entity.disabled:
        return None
    if purpose is Purpose.SESSION and account.changed_seq > credential.changed_seq:
        return None
    return Held(credential, account, state.records)


def is_live(credential: Credential, now: datetime) -> bool:
    """Whether a credential still opens something."""
    unused = credential.revoked_at is None and credential.used_at is None
    return unused and (credential.expires_at is None or instant(now) < credential.expires_at)


# Issuing and revoking


class Issued(NamedTuple):
    """A credential as it was stored, and its secret, which is kept nowhere."""

    stored: Stored[Credential]
    secret: str


async def add_account(store: Store, author: Author, **said: str | None) -> None:
    """Open an account; ``said`` are its fields.

    Raises
    ------
    InvalidError, DuplicateCodeError
        When it cannot be.
    """
    account = Account.parse(said)
    await store.commit(lambda work: work.create(account), author)


async def issue_token(
    store: Store, author: Author, *, account: str, label: str, days: int, scope: str = WRITE_SCOPE, programme: str | None = None
) -> str:
    """Issue an API token for so many days; the answer is the only time that it is seen. With ``programme`` it writes only there.

    Raises
    ------
    InvalidError
        When there is no such account or programme.
    """
    expires = author.at + timedelta(days=days)
    made = await issue(
        store, author, account=account, purpose=Purpose.API, label=label, expires=expires, scope=scope, subject=programme
    )
    return made.secret


async def issue_sign_in(store: Store, author: Author, *, account: str) -> str:
    """Make a one-time sign-in link's secret, good for a day."""
    expires = author.at + timedelta(hours=SIGN_IN_HOURS)
    return (await issue(store, author, account=account, purpose=Purpose.SIGN_IN, label="sign-in", expires=expires)).secret


async def issue_feed(
    store: Store,
    author: Author,
    *,
    account: str,
    subject: str,
    label: str | None = None,
    feed: str | None = None,
    options: str | None = None,
) -> str:
    """Make the secret of a calendar feed. It does not expire: an address is pasted once.

    ``feed`` is what it is of; without it a post or a person. ``options`` are how it is to say it. Programs that show it call it
    by its ``label``, else by what it is of.

    Raises
    ------
    InvalidError
        When there is nothing with the code ``subject``; when a query or an option cannot be.
    """
    said = {"label": label, "subject": subject, "scope": READ_SCOPE, "feed": feed, "options": options}
    return (await issue(store, author, account=account, purpose=Purpose.FEED, expires=None, **said)).secret


async def rotate_feed(store: Store, author: Author, code: str, version: int | None = None, keep_days: int = 0) -> Issued:
    """Give a feed a new secret: its name, what it is of and every UID in it stay. The old secret ends after so many days.

    Without days to keep it, it ends at once: that is for an address that got into wrong hands.

    Raises
    ------
    UnknownCodeError, StaleVersionError
        When there is no such credential, or it is at another version.
    InvalidError
        When it is no feed, or has ended.
    """
    secret = new_secret()

    def rotate(work: Work) -> Stored[Credential]:
        old = work.get(Credential, code).entity
        if old.purpose is not Purpose.FEED:
            raise InvalidError([Problem("purpose", _("only a feed is rotated: issue a new credential, and revoke this one"))])
        if not is_live(old, author.at):
            raise InvalidError([Problem("revoked_at", _("this feed has ended: issue a new one"))])
        ends = min(filter(None, (instant(author.at + timedelta(days=keep_days)), old.expires_at)))
        ended = replace(old, expires_at=ends) if keep_days else replace(old, revoked_at=instant(author.at))
        work.replace(ended, version)
        same = {name: getattr(old, name) for name in ("label", "subject", "scope", "feed", "options")}
        return work.create(credential(author, secret, old.account, Purpose.FEED, old.expires_at, **same))

    return Issued(await store.commit(rotate, author), secret)


async def issue(
    store: Store, author: Author, *, account: str, purpose: Purpose, expires: datetime | None = None, **more: Any
) -> Issued:
    """Make a credential; ``more`` are its label, subject and scope.

    Raises
    ------
    InvalidError
        Naming every field that cannot be, such as a subject that is no post and no person.
    """
    secret = new_secret()
    made = credential(author, secret, account, purpose, instant(expires) if expires else None, **more)
    return Issued(await store.commit(lambda work: enter(work, made), author), secret)


def enter(work: Work, made: Credential) -> Stored[Credential]:
    """Put a new credential on record.

    Raises
    ------
    InvalidError
        When its account or its subject cannot be.
    """
    _check_holder(work.records, made)
    return work.create(made)


def credential(author: Author, secret: str, account: str, purpose: Purpose, expires: str | None, **more: Any) -> Credential:
    """A credential of an account, as yet in no database; ``expires`` is a moment as text."""
    return Credential.parse(
        {
            "code": f"{purpose.value}-{secrets.token_hex(6)}",
            "account": account,
            "purpose": purpose.value,
            "hash": hashed(secret),
            "created_at": instant(author.at),
            "expires_at": expires,
            **more,
        }
    )


def _check_holder(records: Records, made: Credential) -> None:
    faults = []
    if records.find(Account, made.account) is None:
        faults.append(Problem("account", _("no account has the code {code}", code=made.account)))
    subject = made.subject
    if made.purpose is Purpose.FEED:
        faults += problems_of(records, made)
    else:
        given = [name for name in ("feed", "options") if getattr(made, name) is not None]
        faults += [Problem(name, _("only a feed takes this: leave it out")) for name in given]
    if made.purpose is Purpose.API and subject is not None and records.find(Programme, subject) is None:
        faults.append(Problem("subject", _("a token is bound to a programme, and none has the code {code}", code=subject)))
    if faults:
        raise InvalidError(faults)


async def feed_is_valid(store: Store, secret: str, now: datetime) -> bool:
    """Whether a feed secret still opens its calendar."""
    return await held(store, secret, Purpose.FEED, now) is not None


async def revoke(store: Store, author: Author, code: str, version: int | None = None) -> Stored[Credential]:
    """Make a credential useless from now on, if it is at a ``version``, where one is given. One that is revoked stays so.

    Raises
    ------
    UnknownCodeError, StaleVersionError
        When no credential has this code, or it is at another version.
    """
    return await store.commit(lambda work: end(work, code, author, version), author)


def end(work: Work, code: str, author: Author, version: int | None = None) -> Stored[Credential]:
    """The same in a unit of work."""
    stored = work.get(Credential, code)
    if stored.entity.revoked_at is not None:
        return stored
    return work.replace(replace(stored.entity, revoked_at=instant(author.at)), version or stored.version)
