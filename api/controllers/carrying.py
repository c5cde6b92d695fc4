"""How a change that was sent is carried out: once for a key, or only tried and told."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from anyio.to_thread import run_sync
from litestar import Request, Response
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Struct

from api.access import seen
from api.controllers.conventions import OnDocument, OnMeeting, author, request_digest, resting
from api.effects import TriedOut, told
from api.http import Body
from api.routing import Constant
from governance.store import Answer, Around, Once, Store
from governance.work import Author, Stored, Work
from governance.work import State as Found

T = TypeVar("T")

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


class Change:
    """A change that a request asks for: on what it rests, and whether only to say what it would do."""

    def __init__(
        self,
        request: Request[Any, Any, Any],
        document: OnDocument = None,
        meeting: OnMeeting = None,
        dry_run: DryRun = False,
    ) -> None:
        self._request, self._document, self._meeting, self.dry = request, document, meeting, dry_run

    @property
    def state(self) -> State:
        """What the service holds."""
        return self._request.app.state

    @property
    def seen(self) -> Found:
        """The state of things in which the request was let in."""
        return seen(self._request)

    async def carried(self, action: str, do: Callable[[Work], Answer], sent: Body, key: str | None) -> Response[Any]:
        """Carry it out, with a key once; or only try it.

        Raises
        ------
        DomainError
            When what it rests on is not there, and whatever ``do`` raises.
        """
        if self.dry:
            return await self.tried(action, do)
        by = self._author(action)
        return await carried(self._request, sent, resting(do, by), by, key)

    async def tried(self, action: str, do: Callable[[Work], Any]) -> Response[TriedOut]:
        """Only try it. The same errors as :meth:`carried`."""
        by = self._author(action)
        return await tried(self._request, resting(do, by), by)

    async def made(self, action: str, do: Callable[[Work], T], *, upon: Stored[Any]) -> T:
        """Carry it out upon a thing as it was read. The same errors as :meth:`carried`."""
        by, store = self._author(action), self.state.store
        done: T = await store.commit(resting(do, by), by, upon=upon)
        return done

    def _author(self, action: str) -> Author:
        return author(self._request, action, self._document, self._meeting)


Changing = NamedDependency[Change]
CHANGE = {"change": Provide(Change, sync_to_thread=False)}
"""What a router gives its handlers that change things."""
