"""How a change that was sent is carried out: once for a key, or only tried and told."""

from collections.abc import Callable
from typing import Annotated, Any

from anyio.to_thread import run_sync
from litestar import Request, Response
from litestar.params import QueryParameter
from msgspec import Struct

from api.controllers.conventions import request_digest
from api.effects import TriedOut, told
from api.http import Body
from api.routing import Constant
from governance.store import Answer, Around, Once, Store
from governance.work import Author, Work

DryRun = Annotated[
    bool, QueryParameter(description="Change nothing: say what would be written, and which dates would move by how much.")
]


def trial(answer: type[Struct], said: str = "Of a dry run: what it would do.") -> dict[int, Constant]:
    """What an address that makes something answers where it made nothing, for its documentation."""
    return {200: Constant(answer, description=said, generate_examples=False)}


async def carried(
    request: Request[Any, Any, Any],
    sent: Body,
    change: Callable[[Work], Answer],
    by: Author,
    key: str | None,
    around: Around | None = None,
) -> Response[Any]:
    """Carry a change out in one unit of work; with a key once, however often it is sent."""
    store: Store = request.app.state.store
    if key is None:
        return created(await store.commit(change, by, around))
    return created(await store.commit_once(change, by, Once(by.account, key, request_digest(request, sent)), around))


async def tried(request: Request[Any, Any, Any], change: Callable[[Work], Any], by: Author) -> Response[TriedOut]:
    """Only try a change, with everything that would refuse it, and tell what it would do."""
    store: Store = request.app.state.store
    work, _answer = await store.tried(change, by)
    return Response(await run_sync(told, work, request.app.state.clock.today()), status_code=200)


def created(answer: Answer) -> Response[Any]:
    """The answer to a POST, the first time and every time that it is repeated."""
    return Response(answer.body.encode(), status_code=answer.status, headers=dict(answer.headers), media_type="application/json")
