"""Sessions of people in a browser: how one begins, stays, changes its number and ends, and the token of its forms.

A session is a credential whose secret has two parts, ``FAMILY.TURN``. The family stays from signing in to signing out, and
is what the tokens of forms are made of; the turn changes every half hour, and the whole secret with it. A session ends when it
is signed out or revoked, when nobody used it for an hour, eight hours after signing in, and at any change of its account.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from msgspec.structs import replace

from api.credentials import Held, credential, end, held, held_in, is_live, new_secret
from api.tables import Account, Credential, Purpose
from api.traces import Uses
from governance.errors import StaleVersionError
from governance.store import Store
from governance.work import Author, State, Stored, Work, instant

LONGEST = timedelta(hours=8)
IDLE = timedelta(hours=1)
TURN = timedelta(minutes=30)
GRACE = timedelta(minutes=1)
"""How long the number before still opens the session: requests that were under way at the turn carry it."""

BY_LINK, BY_PASSWORD = "one-time link", "password"
"""What a session was opened with: its ``subject``."""


async def live(store: Store, uses: Uses, secret: str, now: datetime) -> Held | None:
    """The session with this secret that somebody used within the last hour, or None; to ask is to use it."""
    found = await held(store, secret, Purpose.SESSION, now)
    if found is None:
        return None
    session = found.credential.entity
    since = instant(now - IDLE)
    if session.created_at < since and not uses.noted_since(session.code, now - IDLE):
        last = await uses.last(session.code)
        if last is None or instant(last) < since:
            return None
    uses.note(session.code, now)
    return found


def opened(work: Work, author: Author, account: str, how: str, *, instead_of: str | None = None) -> str:
    """Open a session in a unit of work, under a number of its own: its secret. The session of ``instead_of`` ends."""
    before = held_in(work, instead_of, Purpose.SESSION, author.at) if instead_of else None
    if before is not None:
        end(work, before.credential.entity.code, author)
    secret = f"{new_secret()}.{new_secret()}"
    expires = instant(author.at + LONGEST)
    work.create(credential(author, secret, account, Purpose.SESSION, expires, label="browser", subject=how, scope="write"))
    return secret


async def sign_in(store: Store, secret: str, now: datetime, *, instead_of: str | None = None) -> str | None:
    """Use up a one-time secret and open a session: its secret, or None when there is nothing to use.

    Link and session change in one unit of work under the link's version: a link opens one session, whoever else comes.
    """
    found = await held(store, secret, Purpose.SIGN_IN, now)
    if found is None:
        return None
    link, author = found.credential, Author(account=found.account.entity.code, at=now, action="sign-in")

    def use(work: Work) -> str:
        work.replace(replace(link.entity, used_at=instant(now)), link.version)
        return opened(work, author, link.entity.account, BY_LINK, instead_of=instead_of)

    try:
        return await store.commit(use, author)
    except StaleVersionError:
        return None


async def turned(store: Store, kept: Stored[Credential], secret: str, now: datetime) -> str | None:
    """A new number for a session that had its own for half an hour: the new secret; None while it is not time."""
    if instant(now - TURN) < kept.entity.created_at or kept.entity.expires_at is None:
        return None
    family = secret.partition(".")[0]
    author = Author(account=kept.entity.account, at=now, action="session")
    secret = f"{family}.{new_secret()}"
    same = {name: getattr(kept.entity, name) for name in ("label", "subject", "scope")}
    new = credential(author, secret, kept.entity.account, Purpose.SESSION, kept.entity.expires_at, **same)

    def turn(work: Work) -> None:
        work.replace(replace(kept.entity, expires_at=min(instant(now + GRACE), kept.entity.expires_at or "")), kept.version)
        work.create(new)

    try:
        await store.commit(turn, author)
    except StaleVersionError:  # another request of the same moment came first; its answer carries the new number
        return None
    return secret


def form_token(secret: str) -> str:
    """What the forms of a session carry: nobody makes it who has not the session's own secret.

    >>> form_token("family.one") == form_token("family.two"), form_token("family.one") == form_token("other.one")
    (True, False)
    """
    return hmac.new(secret.partition(".")[0].encode("utf-8", "replace"), b"egov form", sha256).hexdigest()


def is_form_token(secret: str, given: str) -> bool:
    """Whether a form carries the token of this session."""
    return hmac.compare_digest(form_token(secret).encode(), given.encode("utf-8", "replace"))


def own_sessions(state: State, account: str, now: datetime) -> list[Credential]:
    """The sessions of an account that are open, the latest first; numbers that were turned are not told again."""
    kept = state.stored(Account, account)
    mine = [each for each in state.records.by(Credential, "account", account) if each.purpose is Purpose.SESSION]
    grace = instant(now + GRACE)
    found = [
        each
        for each in mine
        if is_live(each, now)
        and (each.expires_at or "") > grace
        and kept is not None
        and (stored := state.stored(Credential, each.code)) is not None
        and stored.changed_seq > kept.changed_seq
    ]
    return sorted(found, key=lambda each: each.created_at, reverse=True)


def changed_password(work: Work, account: str, kept: str) -> None:
    """Keep another password of an account; its sessions end with the change.

    Raises
    ------
    UnknownCodeError
        When there is no such account.
    """
    stored = work.get(Account, account)
    work.replace(replace(stored.entity, password_hash=kept), stored.version)
