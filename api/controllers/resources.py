"""One controller for every kind of governed thing: list, read, create, replace, amend, delete.

The kinds differ only in their entity class and in who may use them, so there is one factory and no copy.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from litestar import Controller, Request, Response, delete, get, patch, post, put
from litestar.datastructures import State
from litestar.params import RawBody

from api.access import Access, seen
from api.controllers.carrying import Change, Changing, trial
from api.controllers.conventions import (
    API,
    CodePath,
    IdempotencyKey,
    IfMatch,
    etag,
    expected_version,
    json_body,
    known_at,
    problems,
)
from api.controllers.lists import PAGES, listed
from api.controllers.looking import SEQ, KnownOn
from api.effects import TriedOut
from api.http import tell
from api.openapi_words import VERBS
from api.routing import Constant
from api.schemas import shown, wire
from api.writing import Check, anything, dangling, kept, put_in, whole
from governance.columns import secrets
from governance.errors import InvalidError, StaleVersionError, kind_name
from governance.past import Known
from governance.store import Answer
from governance.values import Entity
from governance.work import State as Found
from governance.work import Stored, Work


def documented(kind: type[Entity], verb: str, access: Access, *refusals: int) -> dict[str, Any]:
    """What a handler's decorator is given: who may, what is sent and answered, and which refusals there are."""
    forms = wire(kind)
    return {
        "opt": {
            "access": access,
            "body": {"create": forms.whole, "replace": forms.whole, "amend": forms.part}.get(verb),
            "out": {"list": PAGES.get(kind, forms.page), "delete": TriedOut}.get(verb, forms.out),
            **({"lists": kind} if verb == "list" else {}),
            "tried": verb in ("replace", "amend"),
        },
        "responses": {**problems(*refusals), **BESIDE.get(verb, {})},
        "operation_id": f"{verb}_{kind.kind}",
        "summary": VERBS[verb](kind_name(kind.kind)).render("en"),
    }


BESIDE: Mapping[str, Mapping[int, Constant]] = {
    "create": trial(TriedOut),
    "delete": {204: Constant(None, description="It is gone.")},
}
"""What is answered beside what the method answers as a rule."""
BEYOND = (422,)
"""The refusal of what is asked as known at a ledger entry that is not there yet."""


def readable(kind: type[Entity], read: Access) -> type[Controller]:
    """The controller of a kind that is read here, one by one and in lists, and written some other way."""

    class Readable(Controller):
        path = f"/{kind.path}"
        tags = [kind.path]  # noqa: RUF012 - the framework's way

        @get("/", **documented(kind, "list", read, *(() if secrets(kind) else BEYOND)))
        async def listed(self, request: Request[Any, Any, Any]) -> Response[bytes]:
            return await listed(request, kind)

        if secrets(kind):  # such things are in no past state

            @get("/{code:str}", **documented(kind, "get", read, 404))
            async def one(self, state: State, code: CodePath) -> Response[Any]:
                return answered(await state.store.get(kind, code))

        else:

            @get("/{code:str}", **documented(kind, "get", read, 404, *BEYOND))
            async def one(self, request: Request[Any, Any, Any], code: CodePath, known_on: KnownOn = None) -> Response[Any]:
                then = known_at(known_on)
                return answered(there(seen(request), kind, code)) if then is None else await remembered(request, kind, code, then)

    Readable.__name__ = Readable.__qualname__ = f"{kind.__name__}Resource"
    return Readable


async def remembered(request: Request[Any, Any, Any], kind: type[Entity], code: str, known_on: Known) -> Response[Any]:
    """A thing as it was known: without an ETag, for no change can be based on it.

    Raises
    ------
    UnknownCodeError, InvalidError
        When it was not there then, or when the ledger has no such entry yet.
    """
    then = await request.app.state.store.state_at(known_on, kind)
    then.records.get(kind, code)
    tell(request.scope, SEQ, str(then.head.seq))
    return Response(shown(*then.stored(kind, code)))


def resource(kind: type[Entity], read: Access, write: Access, check: Check = anything) -> type[Controller]:
    """The controller of one kind; ``check`` runs in the unit of work, before each change."""

    class Resource(readable(kind, read)):  # type: ignore[misc]
        @post("/", **documented(kind, "create", write, 409, 413, 415, 422))
        async def create(self, change: Changing, body: RawBody, idempotency_key: IdempotencyKey = None) -> Response[Any]:
            sent = json_body(body)
            entity = await understood(change.state, kind, sent.raw)
            return await change.carried("create", adding(entity, check), sent, idempotency_key)

        @put("/{code:str}", **documented(kind, "replace", write, 404, 409, 412, 413, 415, 422, 428))
        async def replaced(self, change: Changing, body: RawBody, code: CodePath, if_match: IfMatch = None) -> Response[Any]:
            sent = json_body(body)
            stored = expected(change.seen, kind, code, if_match)
            entity = await understood(change.state, kind, sent.raw, stored.entity)
            return await changed(change, "replace", stored, entity, check)

        @patch("/{code:str}", **documented(kind, "amend", write, 404, 409, 412, 413, 415, 422, 428))
        async def amended(self, change: Changing, body: RawBody, code: CodePath, if_match: IfMatch = None) -> Response[Any]:
            sent = json_body(body)
            stored = expected(change.seen, kind, code, if_match)
            entity = await understood(change.state, kind, {**kept(stored.entity), **sent.raw}, stored.entity)
            return await changed(change, "amend", stored, entity, check)

        @delete("/{code:str}", **documented(kind, "delete", write, 404, 409, 412, 422, 428), status_code=200)
        async def deleted(self, change: Changing, code: CodePath, if_match: IfMatch = None) -> Response[Any]:
            return await changed(change, "delete", expected(change.seen, kind, code, if_match), None, check)

    Resource.__name__ = Resource.__qualname__ = f"{kind.__name__}Resource"
    return Resource


def adding(entity: Entity, check: Check) -> Callable[[Work], Answer]:
    """What adds a thing in a unit of work, and answers with it."""

    def add(work: Work) -> Answer:
        made = put_in(work, None, entity, check)
        assert made is not None, "what is added is there"
        headers = (("ETag", etag(made.version)), ("Location", f"{API}/{entity.path}/{entity.code}"))
        return Answer(201, headers, msgspec.json.encode(shown(*made)).decode())

    return add


async def changed(change: Change, action: str, before: Stored[Any], after: Entity | None, check: Check) -> Response[Any]:
    """Put a thing in the place of the one that was read, or take that away; or only try it."""

    def put_or_take(work: Work) -> Stored[Any] | None:
        return put_in(work, before, after, check)

    if change.dry:
        return await change.tried(action, put_or_take)
    made = await change.made(action, put_or_take, upon=before)
    return Response(None, status_code=204) if made is None else answered(made)


def answered(stored: Stored[Any]) -> Response[Any]:
    """A thing as it is read, with its version as ETag."""
    return Response(shown(*stored), headers={"ETag": etag(stored.version)})


async def understood(state: State, kind: type[Entity], raw: Mapping[str, Any], before: Entity | None = None) -> Entity:
    """The entity that was sent.

    Raises
    ------
    InvalidError
        With every problem, references that lead nowhere among them.
    """
    try:
        return whole(kind, raw, before)
    except InvalidError as refused:
        _head, records = await state.store.records()
        raise InvalidError([*refused.problems, *dangling(kind, raw, records, refused)]) from None


async def current(state: State, kind: type[Entity], code: str, if_match: str | None) -> Stored[Any]:
    """What there is, if it is the version that the change is meant for.

    Raises
    ------
    UnknownCodeError, StaleVersionError, HttpError
        When there is none, when it is another version, or when the header is missing.
    """
    return expected(await state.store.state(), kind, code, if_match)


def there(found: Found, kind: type[Entity], code: str) -> Stored[Any]:
    """A thing in a state.

    Raises
    ------
    UnknownCodeError
    """
    found.records.get(kind, code)
    stored = found.stored(kind, code)
    assert stored is not None
    return stored


def expected(found: Found, kind: type[Entity], code: str, if_match: str | None) -> Stored[Any]:
    """The same as :func:`current` in a state, such as the one in which the request was let in."""
    stored = there(found, kind, code)
    version = expected_version(if_match, stored.version)
    if version != stored.version:
        raise StaleVersionError(kind.kind, code, version, stored.version)
    return stored
