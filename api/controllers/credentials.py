"""Tokens, feed addresses and sign-in links of accounts."""

from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.params import RawBody
from msgspec import Meta, Struct
from msgspec.structs import fields, replace

from api.access import ADMINISTER, Principal
from api.controllers.carrying import carried
from api.controllers.conventions import (
    API,
    CodePath,
    IdempotencyKey,
    IfMatch,
    author,
    etag,
    json_body,
    problems,
)
from api.controllers.lists import listed
from api.controllers.resources import answered, current
from api.credentials import READ_SCOPE, SIGN_IN_HOURS, Issued, credential, enter, new_secret, revoke, rotate_feed
from api.schemas import shown, wire
from api.tables import AccountCode, Credential, FeedKind, Purpose
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.store import Answer
from governance.values import Line, refusal
from governance.work import Author, Stored, Work, instant

S = TypeVar("S", bound=Struct)

_FORMS = wire(Credential)
_DAYS = {"api": 365, "sign-in": SIGN_IN_HOURS // 24}


class CredentialInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What to issue. Of an API token the ``subject`` is the one programme that it writes; ``days`` is until it expires.

    A feed needs its ``subject``: the code of a person, post, organization or programme, of a body whose meetings it has (the
    ``feed`` is then ``body``), or a query such as ``status=overdue&agency=MIC``; without ``feed`` it is a post or a person. The
    ``options`` are what its address takes, such as ``lang=en&components=vtodo&alarm=5``. It does not expire.
    Calendar programs call it by its ``label``, else by what it is of.
    """

    account: AccountCode
    purpose: Literal["api", "feed", "sign-in"]
    label: Line | None = None
    subject: Line | None = None
    scope: Literal["read", "write"] = "write"
    days: Literal[1, 7, 30, 90, 365] | None = None
    feed: FeedKind | None = None
    options: Line | None = None


class Rotation(Struct, kw_only=True, forbid_unknown_fields=True):
    """For how many days the old address of a feed still opens it, so that readers can go over; 0 ends it at once."""

    keep_days: Annotated[int, Meta(ge=0, le=90)] = 0


class IssuedOut(Struct):
    """A new credential and its secret, shown this once. ``address`` is what to open or to paste, where it is one.

    Where the request was carried out before, under the same key, there is neither: revoke it, and issue another under a new key.
    """

    credential: _FORMS.out  # type: ignore[name-defined]  # made of the table
    secret: str | None
    address: str | None


class Credentials(Controller):
    """Issue, list and revoke. Secrets are shown once and kept nowhere."""

    path = "/credentials"
    tags = ["credentials"]  # noqa: RUF012
    opt = {"access": ADMINISTER}  # noqa: RUF012

    @get(
        "/",
        opt={"lists": Credential, "out": _FORMS.page},
        responses=problems(),
        operation_id="list_credential",
        summary="List: credential",
    )
    async def listed(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """Every credential, without its secret."""
        return await listed(request, Credential)

    @get(
        "/{code:str}", opt={"out": _FORMS.out}, responses=problems(404), operation_id="get_credential", summary="Read: credential"
    )
    async def one(self, state: State, code: CodePath) -> Response[Any]:
        """One credential, without its secret."""
        return answered(await state.store.get(Credential, code))

    @post(
        "/",
        opt={"body": CredentialInput},
        responses=problems(409, 413, 415, 422),
        operation_id="issue_credential",
        summary="Issue a credential",
    )
    async def issued(
        self, request: Request[Principal, Any, Any], state: State, body: RawBody, idempotency_key: IdempotencyKey = None
    ) -> Response[IssuedOut]:
        """Issue a token, a feed address or a one-time sign-in link.

        Sent again with its key, it is answered without the secret, which was shown the first time and is kept nowhere.
        """
        sent, by, secret = json_body(body), author(request, "issue"), new_secret()
        made = _ordered(_order(sent.raw), by, secret)

        def add(work: Work) -> Answer:
            stored = enter(work, made)
            kept = IssuedOut(shown(*stored), None, None)
            return Answer(201, tuple(_headers(stored).items()), msgspec.json.encode(kept).decode())

        answer = await carried(request, sent, add, by, idempotency_key)
        told = msgspec.json.decode(answer.content, type=IssuedOut)
        if told.credential.code == made.code:
            told = replace(told, secret=secret, address=_address(state.settings.public_url, made.purpose, secret))
        return Response(told, headers=answer.headers)

    @post(
        "/{code:str}/rotation",
        opt={"body": Rotation},
        responses=problems(404, 412, 413, 415, 422, 428),
        operation_id="rotate_feed",
        summary="Give a calendar another address",
    )
    async def rotated(
        self, request: Request[Principal, Any, Any], state: State, code: CodePath, body: RawBody, if_match: IfMatch = None
    ) -> Response[IssuedOut]:
        """Give a feed a new secret address. Its name, what it is of and every UID stay; the old one ends when it is told to."""
        asked = _read(Rotation, json_body(body).raw)
        stored = await current(state, Credential, code, if_match)
        by = author(request, "rotate")
        return _shown_once(state, await rotate_feed(state.store, by, code, stored.version, asked.keep_days))

    @post(
        "/{code:str}/revocation",
        status_code=200,
        opt={"out": _FORMS.out},
        responses=problems(404, 412, 428),
        operation_id="revoke_credential",
        summary="Revoke a credential",
    )
    async def revoked(
        self, request: Request[Principal, Any, Any], state: State, code: CodePath, if_match: IfMatch = None
    ) -> Response[Any]:
        """Revoke: from the next request on the secret opens nothing. The credential stays on record."""
        stored = await current(state, Credential, code, if_match)
        return answered(await revoke(state.store, author(request, "revoke"), code, stored.version))


def _ordered(order: CredentialInput, by: Author, secret: str) -> Credential:
    feed = order.purpose == "feed"
    days = order.days or _DAYS.get(order.purpose)
    return credential(
        by,
        secret,
        order.account,
        Purpose(order.purpose),
        instant(by.at + timedelta(days=days)) if days and not feed else None,
        label=order.label,
        subject=order.subject,
        scope=READ_SCOPE if feed else order.scope,
        feed=order.feed,
        options=order.options,
    )


def _shown_once(state: State, made: Issued) -> Response[IssuedOut]:
    address = _address(state.settings.public_url, made.stored.entity.purpose, made.secret)
    return Response(IssuedOut(shown(*made.stored), made.secret, address), headers=_headers(made.stored))


def _headers(stored: Stored[Credential]) -> dict[str, str]:
    location = f"{API}/credentials/{stored.entity.code}"
    return {"ETag": etag(stored.version), "Location": location, "Cache-Control": "no-store"}


def _address(public_url: str, purpose: str, secret: str) -> str | None:
    match purpose:
        case "feed":
            return f"{public_url}/feeds/{secret}.ics"
        case "sign-in":
            return f"{public_url}/sign-in/{secret}"
        case _:
            return None


def _order(raw: dict[str, Any]) -> CredentialInput:
    """What was ordered.

    Raises
    ------
    InvalidError
        With every problem.
    """
    values, faults = _parsed(CredentialInput, raw)
    if values.get("purpose") == "feed" and "subject" not in {fault.place for fault in faults} and not values.get("subject"):
        faults.append(Problem("subject", _("a feed needs the code of what it is the calendar of, or a query")))
    return _made(CredentialInput, values, faults)


def _read(kind: type[S], raw: dict[str, Any]) -> S:
    return _made(kind, *_parsed(kind, raw))


def _made(kind: type[S], values: dict[str, Any], faults: list[Problem]) -> S:
    if faults:
        raise InvalidError(faults)
    return kind(**values)


def _parsed(kind: type[Struct], raw: dict[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """What each field says, and every problem."""
    known = {f.name: f for f in fields(kind)}
    faults = [
        Problem(name, _("there is no field {name}; the fields are {fields}", name=name, fields=tuple(known)))
        for name in raw
        if name not in known
    ]
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in raw:
            faults += [Problem(name, _("is required"))] if field.required else []
            continue
        try:
            values[name] = msgspec.convert(raw[name], field.type)
        except msgspec.ValidationError:
            faults.append(Problem(name, refusal(field.type, raw[name])))
    return values, faults
