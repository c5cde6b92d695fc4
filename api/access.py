"""Who may do what: accounts, secrets, sessions, and the one guard that stands before every address.

A secret has 256 random bits and is kept only as its SHA-256, under which it is looked up. A secret works for one purpose:
an API token opens no page, a session opens no API, a feed address opens nothing but its calendar.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, NamedTuple, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import HTTPScope
from msgspec.structs import replace

from api.errors import HttpError
from api.settings import Settings
from api.tables import Account, AccountRole, Credential, Purpose
from governance.errors import InvalidError, Problem, StaleVersionError
from governance.messages import Text, _
from governance.model import Person, Post
from governance.records import Records
from governance.store import Store
from governance.values import Entity
from governance.work import Author, Stored, Work, instant
from portfolio.model import Constraint, Dependency, Estimate, Frame, Progress
from portfolio.whatif.scenarios import Scenario, ScenarioChange

SESSION_HOURS = 8
"""How long a session lasts, used or not: none is left open longer, so none idles longer either."""
SIGN_IN_HOURS = 24
READ_SCOPE, WRITE_SCOPE = "read", "write"
READ_ONLY = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Access:
    """What an address asks for: how the caller shows who they are, the roles that may pass, and whether it only computes.

    What only computes changes nothing whatever its method, so that a token that only reads may ask for it. So may whoever is in
    ``tries``, if the request is for a dry run.
    """

    by: Literal["nothing", "token", "session"]
    roles: frozenset[AccountRole] = frozenset()
    computes: bool = False
    tries: frozenset[AccountRole] = frozenset()

    def asked(self, dry_run: Sequence[str]) -> "Access":
        """What is asked for, by all that a request says of a dry run; where that is not plain, it is none.

        >>> TRIED_OR_WRITTEN.asked(["true"]) == COMPUTE, TRIED_OR_WRITTEN.asked(["true", "false"]) == COMPUTE
        (True, False)
        """
        tried = self.tries and len(dry_run) == 1 and dry_run[0] in {"true", "True", "1"}
        return Access(self.by, self.tries, computes=True) if tried else self


OPEN = Access("nothing")
EVERYBODY = frozenset(AccountRole)
READ = Access("token", EVERYBODY)
COMPUTE = Access("token", EVERYBODY, computes=True)
WRITE = Access("token", frozenset({AccountRole.SECRETARIAT}))
TRIED_OR_WRITTEN = Access("token", WRITE.roles, tries=EVERYBODY)
PLAN = Access("token", frozenset({AccountRole.SECRETARIAT, AccountRole.PLANNER}))
AUDIT = Access("token", frozenset({AccountRole.SECRETARIAT, AccountRole.AUDITOR}))
ADMINISTER = WRITE
PAGE = Access("session", EVERYBODY)

PLANNED: frozenset[type[Entity]] = frozenset({Estimate, Dependency, Constraint, Frame, Progress, Scenario, ScenarioChange})
"""What planners write; everything else is the secretariat's."""


def writers(kind: type[Entity]) -> Access:
    """Who writes things of a kind."""
    return PLAN if kind in PLANNED else WRITE


def called(role: AccountRole) -> Text:
    """A role as a reader knows it, with its code.

    >>> called(AccountRole.AUDITOR).vi
    'Kiểm toán (auditor)'
    """
    name = {
        AccountRole.SECRETARIAT: Text("Ban Thư ký", "Secretariat"),
        AccountRole.PLANNER: Text("Chuyên viên kế hoạch", "Planner"),
        AccountRole.MEMBER: Text("Ủy viên", "Member"),
        AccountRole.AUDITOR: Text("Kiểm toán", "Auditor"),
    }[role]
    return Text(f"{name.vi} ({role.value})", f"{name.en} ({role.value})")


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever makes this request: an account, in its role of this moment, by one credential."""

    account: Account
    credential: Credential

    @property
    def role(self) -> AccountRole:
        """The role that the account has now."""
        return self.account.role


def new_secret() -> str:
    """A secret that nobody guesses: 256 bits, in characters that an address can carry."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret.

    >>> hashed("a")[:8]
    'ca978112'
    """
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


async def holder(store: Store, secret: str, purpose: Purpose, now: datetime) -> Principal | None:
    """Whoever holds a live secret of this purpose, or None: unknown, revoked, used and expired look the same."""
    found = await store.page(Credential, {"hash": hashed(secret)}, None, 1)
    if not found or found[0].entity.purpose is not purpose or not is_live(found[0].entity, now):
        return None
    credential = found[0].entity
    account: Account = (await store.get(Account, credential.account)).entity
    return None if account.disabled else Principal(account, credential)


def is_live(credential: Credential, now: datetime) -> bool:
    """Whether a credential still opens something."""
    unused = credential.revoked_at is None and credential.used_at is None
    return unused and (credential.expires_at is None or instant(now) < credential.expires_at)


# The guard


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a request pass or refuse it, before its body is read. An address that does not say who may use it is closed."""
    access = handler.opt.get("access")
    if not isinstance(access, Access):
        raise HttpError("forbidden", _("this address is open to nobody"))
    access = access.asked(connection.query_params.getall("dry_run", []))
    if access.by == "nothing":
        return
    principal = await (_bearer(connection) if access.by == "token" else _session(connection))
    if principal.role not in access.roles:
        needed = tuple(called(role) for role in AccountRole if role in access.roles)
        message = _("this needs the role {needed}; yours is {role}", needed=needed, role=called(principal.role))
        raise HttpError("forbidden", message)
    if (
        access.by == "token"
        and not access.computes
        and cast("HTTPScope", connection.scope)["method"] not in READ_ONLY
        and principal.credential.scope == READ_SCOPE
    ):
        raise HttpError("forbidden", _("this token only reads; ask for one that also writes"))
    connection.scope["user"] = principal


async def _bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    scheme, _space, secret = connection.headers.get("authorization", "").partition(" ")
    challenge = {"WWW-Authenticate": 'Bearer realm="egov"'}
    if scheme.lower() != "bearer" or not secret:
        message = _("send the header Authorization: Bearer with a token; egov account token CODE issues one")
        raise HttpError("unauthenticated", message, headers=challenge)
    found = await _holder(connection, secret.strip(), Purpose.API)
    if found is None:
        message = _("this token is unknown, expired or revoked; egov account token CODE issues another")
        raise HttpError(
            "unauthenticated", message, headers={"WWW-Authenticate": challenge["WWW-Authenticate"] + ', error="invalid_token"'}
        )
    return found


async def _session(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    secret = connection.cookies.get(cookie_name(connection.app.state.settings))
    found = await _holder(connection, secret, Purpose.SESSION) if secret else None
    if found is None:
        raise HttpError("unauthenticated", _("open a one-time sign-in link first; egov account sign-in CODE makes one"))
    return found


async def _holder(connection: ASGIConnection[Any, Any, Any, Any], secret: str, purpose: Purpose) -> Principal | None:
    state = connection.app.state
    return await holder(state.store, secret, purpose, state.clock.now())


def cookie_name(settings: Settings) -> str:
    """The session cookie's name; with https the prefix makes browsers insist on Secure, this host and the whole site."""
    return "__Host-egov" if settings.secure else "egov"


def same_origin(request: Request[Any, Any, Any]) -> None:
    """Refuse a form that another site's page sent in the reader's name.

    Raises
    ------
    HttpError
        When the browser says that the form came from elsewhere.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    here = request.app.state.settings.public_url
    if (site is not None and site != "same-origin") or (site is None and origin is not None and origin != here):
        raise HttpError("forbidden", _("this form came from another site; open the page here and send it again"))


# Issuing and revoking


async def add_account(store: Store, author: Author, *, code: str, name: str, role: str) -> None:
    """Open an account.

    Raises
    ------
    InvalidError, DuplicateCodeError
        When it cannot be.
    """
    account = Account.parse({"code": code, "name": name, "role": role})
    await store.commit(lambda work: work.create(account), author)


async def issue_token(store: Store, author: Author, *, account: str, label: str, days: int, scope: str = WRITE_SCOPE) -> str:
    """Issue an API token for so many days; the answer is the only time that it is seen."""
    expires = author.at + timedelta(days=days)
    return (await issue(store, author, account=account, purpose=Purpose.API, label=label, expires=expires, scope=scope)).secret


async def issue_sign_in(store: Store, author: Author, *, account: str) -> str:
    """Make a one-time sign-in link's secret, good for a day."""
    expires = author.at + timedelta(hours=SIGN_IN_HOURS)
    return (await issue(store, author, account=account, purpose=Purpose.SIGN_IN, label="sign-in", expires=expires)).secret


async def issue_feed(store: Store, author: Author, *, account: str, subject: str, label: str) -> str:
    """Make the secret of a calendar feed of a post or a person. It does not expire: an address is pasted once.

    Raises
    ------
    InvalidError
        When no post and no person has the code ``subject``.
    """
    return (
        await issue(store, author, account=account, purpose=Purpose.FEED, label=label, subject=subject, scope=READ_SCOPE)
    ).secret


class Issued(NamedTuple):
    """A credential as it was stored, and its secret, which is kept nowhere."""

    stored: Stored[Credential]
    secret: str


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
    credential = _credential(author, secret, account, purpose, expires, **more)

    def add(work: Work) -> Stored[Credential]:
        _check_holder(work.records, credential)
        return work.create(credential)

    return Issued(await store.commit(add, author), secret)


def _credential(author: Author, secret: str, account: str, purpose: Purpose, expires: datetime | None, **more: Any) -> Credential:
    return Credential.parse(
        {
            "code": f"{purpose.value}-{secrets.token_hex(6)}",
            "account": account,
            "purpose": purpose.value,
            "hash": hashed(secret),
            "created_at": instant(author.at),
            "expires_at": instant(expires) if expires else None,
            **more,
        }
    )


def _check_holder(records: Records, credential: Credential) -> None:
    faults = []
    if records.find(Account, credential.account) is None:
        faults.append(Problem("account", _("no account has the code {code}", code=credential.account)))
    subject = credential.subject
    is_feed = credential.purpose is Purpose.FEED
    if is_feed and not (records.find(Post, subject) or records.find(Person, subject)):
        faults.append(
            Problem("subject", _("a feed is that of a post or a person, and none has the code {code}", code=subject or ""))
        )
    if faults:
        raise InvalidError(faults)


async def feed_is_valid(store: Store, secret: str, now: datetime) -> bool:
    """Whether a feed secret still opens its calendar."""
    return await holder(store, secret, Purpose.FEED, now) is not None


async def revoke(store: Store, author: Author, code: str) -> None:
    """Make a credential useless from now on. One that is revoked already stays so.

    Raises
    ------
    UnknownCodeError
        When no credential has this code.
    """
    stored = await store.get(Credential, code)
    if stored.entity.revoked_at is not None:
        return
    ended = replace(stored.entity, revoked_at=instant(author.at))
    await store.commit(lambda work: work.replace(ended, stored.version), author)


async def sign_in(store: Store, secret: str, now: datetime) -> str | None:
    """Use up a one-time secret and open a session: its secret, or None when there is nothing to use.

    Link and session change in one unit of work under the link's version: a link opens one session, whoever else comes.
    """
    found = await store.page(Credential, {"hash": hashed(secret)}, None, 1)
    if await holder(store, secret, Purpose.SIGN_IN, now) is None:
        return None
    link, session = found[0], new_secret()
    author = Author(account=link.entity.account, at=now, action="sign-in")
    expires = now + timedelta(hours=SESSION_HOURS)
    opened = _credential(author, session, link.entity.account, Purpose.SESSION, expires, label="browser", scope=WRITE_SCOPE)
    used = replace(link.entity, used_at=instant(now))

    def use(work: Work) -> None:
        work.replace(used, link.version)
        work.create(opened)

    try:
        await store.commit(use, author)
    except StaleVersionError:
        return None
    return session
