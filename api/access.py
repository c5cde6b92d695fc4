"""Who may do what: the roles that an address asks for, and the one guard that stands before every address.

What a role is allowed to write is bounded by where it holds (:mod:`api.rights`): the guard lets a request pass, and the unit of
work refuses what lies beyond, whatever the address that it came through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, cast

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import HTTPScope

from api.credentials import READ_SCOPE, Held, held_in
from api.errors import HttpError
from api.rights import NO_BOUNDS, NOWHERE, Bounds, Rights, rights
from api.sessions import live
from api.settings import Settings
from api.tables import Account, AccountRole, Credential, Purpose
from governance.messages import Message, Text, _
from governance.past import HANOI
from governance.values import Entity
from governance.work import State
from portfolio.model import Constraint, Dependency, Estimate, Frame, Progress
from portfolio.whatif.model import Scenario, ScenarioChange

READ_ONLY = frozenset({"GET", "HEAD", "OPTIONS"})
_SEEN = "egov_seen"


@dataclass(frozen=True, slots=True)
class Access:
    """What an address asks for: how the caller shows who they are, the roles that may pass, and whether it only computes.

    What only computes changes nothing whatever its method, so that a token that only reads may ask for it. So may whoever is in
    ``tries``, if the request is for a dry run. A role in ``granted`` passes where a grant names it, not as an account's own role.
    ``whole`` asks for a role that holds everywhere.
    """

    by: Literal["nothing", "token", "session"]
    roles: frozenset[AccountRole] = frozenset()
    computes: bool = False
    tries: frozenset[AccountRole] = frozenset()
    granted: frozenset[AccountRole] = frozenset()
    whole: bool = False

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self

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
REPORT = Access("token", PLAN.roles, granted=frozenset({AccountRole.MEMBER}))
AUDIT = Access("token", frozenset({AccountRole.SECRETARIAT, AccountRole.AUDITOR}))
ADMINISTER = Access("token", WRITE.roles, whole=True)
PAGE = Access("session", EVERYBODY)

PLANNED: frozenset[type[Entity]] = frozenset({Estimate, Dependency, Constraint, Frame, Scenario, ScenarioChange})
"""What planners write."""
REPORTED: frozenset[type[Entity]] = frozenset({Progress})
"""What planners write, and members for the bodies and programmes that a grant names; everything else is the secretariat's."""


def writers(kind: type[Entity]) -> Access:
    """Who writes things of a kind."""
    return REPORT if kind in REPORTED else PLAN if kind in PLANNED else WRITE


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
    """Whoever makes this request: an account with its rights of this moment, by one credential with its secret.

    ``bounds`` are where it may write at the address that it came to.
    """

    account: Account
    credential: Credential
    rights: Rights
    secret: str
    bounds: Bounds = NO_BOUNDS

    @property
    def role(self) -> AccountRole:
        """The account's own role, as it is now."""
        return self.account.role

    @property
    def person(self) -> str | None:
        """The person that the account is, where that is on record."""
        return self.account.person

    def under(self, access: Access) -> Bounds | None:
        """Where it may do what an address asks for, or None where none of its roles passes."""
        held = [
            reach for role, reach in self.rights.items() if role in access.roles or (role in access.granted and reach.granted)
        ]
        if not held:
            return None
        only = self.credential.subject if self.credential.purpose is Purpose.API else None
        found = NOWHERE
        for reach in held:
            found |= reach
        return Bounds(found, only)


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
    bounds = passing(access, principal)
    if (
        access.by == "token"
        and not access.computes
        and cast("HTTPScope", connection.scope)["method"] not in READ_ONLY
        and principal.credential.scope == READ_SCOPE
    ):
        raise HttpError("forbidden", _("this token only reads; ask for one that also writes"))
    connection.scope["user"] = replace(principal, bounds=bounds)


def passing(access: Access, principal: Principal) -> Bounds:
    """Where somebody may do what an address asks for.

    Raises
    ------
    HttpError
        When that is nowhere, or when it is to be everywhere and is not.
    """
    bounds = principal.under(access)
    if bounds is None:
        raise HttpError("forbidden", needed(access, principal))
    if access.whole and not bounds.everywhere:
        message = _("this needs a role that holds everywhere, and a token that is not bound to a programme; you act {where}",
                    where=bounds.said)  # fmt: skip
        raise HttpError("forbidden", message)
    return bounds


def needed(access: Access, principal: Principal) -> Message:
    """Why no role of the caller passes, and which one would."""
    needed = tuple(called(role) for role in AccountRole if role in access.roles)
    if principal.role in access.granted:
        return _("the role {role} does this only for a body or a programme that a grant names: ask the secretariat for one",
                 role=called(principal.role))  # fmt: skip
    return _("this needs the role {needed}; yours is {role}", needed=needed, role=called(principal.role))


async def _bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    scheme, _space, secret = connection.headers.get("authorization", "").partition(" ")
    challenge = {"WWW-Authenticate": 'Bearer realm="egov"'}
    if scheme.lower() != "bearer" or not secret:
        message = _("send the header Authorization: Bearer with a token; egov account token CODE issues one")
        raise HttpError("unauthenticated", message, headers=challenge)
    state = connection.app.state
    known = cast("dict[str, Any]", connection.scope)[_SEEN] = await state.store.state()
    found = held_in(known, secret.strip(), Purpose.API, state.clock.now())
    if found is None:
        message = _("this token is unknown, expired or revoked; egov account token CODE issues another")
        raise HttpError(
            "unauthenticated", message, headers={"WWW-Authenticate": challenge["WWW-Authenticate"] + ', error="invalid_token"'}
        )
    state.uses.note(found.credential.entity.code, state.clock.now())
    return _principal(connection, found, secret.strip())


def seen(connection: ASGIConnection[Any, Any, Any, Any]) -> State:
    """Everything as it was when this request was let in by its token: what only reads need not look again."""
    found: State = cast("dict[str, Any]", connection.scope)[_SEEN]
    return found


async def _session(connection: ASGIConnection[Any, Any, Any, Any]) -> Principal:
    state = connection.app.state
    secret = connection.cookies.get(cookie_name(state.settings))
    found = await live(state.store, state.uses, secret, state.clock.now()) if secret else None
    if found is None or secret is None:
        raise HttpError(
            "unauthenticated", _("sign in at /sign-in first, or open a one-time link; egov account sign-in CODE makes one")
        )
    return _principal(connection, found, secret)


def _principal(connection: ASGIConnection[Any, Any, Any, Any], found: Held, secret: str) -> Principal:
    account = found.account.entity
    day = connection.app.state.clock.now().astimezone(HANOI).date()
    return Principal(account, found.credential.entity, rights(found.records, account, day), secret)


def cookie_name(settings: Settings) -> str:
    """The session cookie's name; with https the prefix makes browsers insist on Secure, this host and the whole site."""
    return "__Host-egov" if settings.secure else "egov"
