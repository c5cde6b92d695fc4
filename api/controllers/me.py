"""Who I am, what I may, and what of mine is open: the account of the token that is sent."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, delete, get, put
from litestar.datastructures import State
from litestar.params import RawBody
from msgspec import Meta, Struct

from api.access import EVERYBODY, READ, Access, Principal
from api.controllers.conventions import CodePath, json_body, problems
from api.controllers.signing import door, end_own
from api.errors import HttpError
from api.passwords import LONGEST
from api.sessions import own_sessions
from api.signing import Attempt, Change, change_password
from governance.errors import InvalidError, Problem
from governance.messages import _

OWN = Access("token", EVERYBODY)
Said = Annotated[str, Meta(min_length=1, max_length=LONGEST)]


class RightOut(Struct):
    """A role and where it holds: everywhere, or for these programmes and these bodies with all below them."""

    role: str
    everywhere: bool
    programmes: list[str]
    bodies: list[str]


class MeOut(Struct):
    """Who the token says that you are. ``programme`` is the only one that the token writes, where it is bound to one."""

    account: str
    name: str
    role: str
    person: str | None
    rights: list[RightOut]
    scope: str
    programme: str | None
    credential: str
    expires_at: str | None


class SessionOut(Struct):
    """An open session in a browser: how and when it began, when it was last used, and when it ends at the latest."""

    code: str
    opened_by: str | None
    created_at: str
    last_used_at: str | None
    expires_at: str | None


class PasswordChange(Struct, forbid_unknown_fields=True):
    """The current password, and the one that comes in its place: 15 characters at least."""

    current: Said
    new: Said


class Me(Controller):
    """The account of the token: its rights, its open sessions, its password."""

    path = "/me"
    tags = ["me"]  # noqa: RUF012 - the framework's way

    @get("/", opt={"access": READ}, responses=problems(), operation_id="get_me", summary="Who I am")
    async def me(self, request: Request[Principal, Any, Any]) -> MeOut:
        """The account and the roles of the token that was sent, and where they hold."""
        user, token = request.user, request.user.credential
        rights = [
            RightOut(role.value, reach.everywhere, sorted(reach.programmes), sorted(reach.bodies))
            for role, reach in user.rights.items()
        ]
        account, scope = user.account, token.scope or "write"
        return MeOut(
            account.code, account.name, account.role.value, account.person, rights, scope, token.subject, token.code,
            token.expires_at,
        )  # fmt: skip

    @get("/sessions", opt={"access": READ}, responses=problems(), operation_id="list_my_sessions", summary="My open sessions")
    async def sessions(self, request: Request[Principal, Any, Any], state: State) -> list[SessionOut]:
        """The sessions of the account in browsers, the latest first."""
        found = own_sessions(await state.store.state(), request.user.account.code, state.clock.now())
        used = await state.uses.all()
        return [SessionOut(s.code, s.subject, s.created_at, used.get(s.code), s.expires_at) for s in found]

    @delete(
        "/sessions/{code:str}",
        opt={"access": OWN},
        responses=problems(404),
        operation_id="end_my_session",
        summary="End one of my sessions",
    )
    async def ended(self, request: Request[Principal, Any, Any], state: State, code: CodePath) -> None:
        """From the next request on it opens nothing. A session of another account is not there."""
        await end_own(state, request.user.account.code, code)

    @put(
        "/password",
        opt={"access": OWN, "body": PasswordChange},
        status_code=204,
        responses=problems(413, 415, 422, 429),
        operation_id="change_my_password",
        summary="Change my password",
    )
    async def password(self, request: Request[Principal, Any, Any], state: State, body: RawBody) -> Response[None]:
        """Keep another password; every session of the account ends. Tokens stay as they are."""
        sent, account = _change(json_body(body).raw), request.user.account
        if account.password_hash is None:
            message = _("the account has no password yet: choose one after a one-time sign-in link, or by egov account password")
            raise HttpError("forbidden", message)
        address = request.client.host if request.client else ""
        attempt = Attempt(account.code, sent.current, address, state.clock.now())
        await change_password(door(state), attempt, account, Change(sent.current, sent.new))
        return Response(None, status_code=204)


def _change(raw: dict[str, Any]) -> PasswordChange:
    """What was sent.

    Raises
    ------
    InvalidError
        With every problem; never with a password.
    """
    known = ("current", "new")
    faults = [
        Problem(name[:80], _("there is no field {name}; the fields are {fields}", name=name[:80], fields=known))
        for name in raw
        if name not in known
    ]
    for name in known:
        value = raw.get(name)
        if not isinstance(value, str) or not 1 <= len(value) <= LONGEST:
            faults.append(Problem(name, _("give text of 1 to {most} characters", most=LONGEST)))
    if faults:
        raise InvalidError(faults)
    return msgspec.convert(raw, PasswordChange)
