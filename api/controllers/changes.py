"""What changed since, for programs that follow: page by page, or as server-sent events."""

import re
from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.datastructures import State
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream
from msgspec import Struct

from api.access import READ, Principal
from api.changes import MOST_STREAMS, Change, Follower, seen, stream
from api.controllers.conventions import API, malformed, problems
from api.controllers.lists import linked
from api.errors import HttpError
from api.http import BODILESS
from governance.errors import InvalidError, Problem
from governance.ledger import Head
from governance.messages import _

After = Annotated[
    int | None,
    QueryParameter(
        ge=0,
        le=2**53,
        required=False,
        schema_extra={"minimum": 0},  # of what may be left out the framework tells no bound of nought
        description="Only changes behind this ledger entry.",
    ),
]
Limit = Annotated[int, QueryParameter(ge=1, le=1000, description="How many ledger entries to look at, at most.")]
NUMBER = "^[0-9]{1,16}$"
"""What an event's id looks like."""
LastEventId = Annotated[
    str | None,
    HeaderParameter(
        name="Last-Event-ID",
        required=False,
        max_length=20,
        schema_extra={"pattern": NUMBER},
        description="The last event that was seen; it goes before `after`.",
    ),
]


_UNKEPT = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


Seconds = Annotated[
    int,
    QueryParameter(
        ge=0, le=3600, description="After how many seconds the stream ends; with 0, once what there is has been told."
    ),
]


class ChangesPage(Struct):
    """Changes, oldest first. ``next`` is the ``after`` of the page that follows, which may be empty, ``head`` the last entry."""

    items: list[Change]
    next: int
    head: int


class Changes(Controller):
    """Follow what changes."""

    path = "/changes"
    tags = ["changes"]  # noqa: RUF012 - the framework's way
    opt = {"access": READ}  # noqa: RUF012

    @get("/", responses=problems(422), operation_id="list_change", summary="List what changed since")
    async def listed(
        self, request: Request[Principal, Any, Any], state: State, after: After = None, limit: Limit = 100
    ) -> Response[ChangesPage]:
        """Which things changed behind a ledger entry, and where to read them."""
        entries = await state.store.entries(after or 0, limit)
        head = await state.store.head()
        _written("after", after or 0, head)
        following = entries[-1].seq if entries else max(after or 0, head.seq)
        page = ChangesPage(seen(entries, state.store.kinds, API), following, head.seq)
        return Response(page, headers=linked(request, "after", {"next": str(following) if len(entries) == limit else None}))

    @get(
        "/stream",
        responses=problems(422),
        operation_id="stream_change",
        summary="Follow what changes",
        media_type="text/event-stream",
    )
    async def streamed(
        self,
        request: Request[Principal, Any, Any],
        state: State,
        after: After = None,
        last: LastEventId = None,
        seconds: Seconds = 3600,
    ) -> Stream:
        """Server-sent events: the changes behind ``Last-Event-ID`` or ``after``, then each as it comes; without either, from now.

        An event's id is its ledger entry, so a reader that comes again misses nothing and gets nothing twice. A stream ends
        after an hour or as many seconds as are asked for, when the service stops, and when the token is revoked.
        """
        if state.watch.open >= MOST_STREAMS:
            raise HttpError("too-many-readers", _("try again in a minute, or read page by page at {path}", path=f"{API}/changes"))
        head = await state.store.head()
        start = _number(last) if last is not None else head.seq if after is None else after
        _written("after" if last is None else "Last-Event-ID", start, head)
        if request.scope.get(BODILESS):
            return Stream([], media_type="text/event-stream", headers=_UNKEPT)
        who = Follower(request.user.account.code, request.user.credential.code)
        events = stream(state.store, state.watch, who, state.clock.now, start, base=API, longest=seconds)
        return Stream(events, media_type="text/event-stream", headers=_UNKEPT)


def _written(place: str, seq: int, head: Head) -> None:
    """Refuse to follow from an entry that is not written: whoever saw it saw another ledger, and would miss what comes."""
    if seq > head.seq:
        why = _(
            "the ledger ends at entry {last}; a later one was of another, or came before an old copy was put back: read anew",
            last=head.seq,
        )
        raise InvalidError([Problem(place, why)])


def _number(text: str) -> int:
    if not re.fullmatch(NUMBER, text):
        fault = Problem("Last-Event-ID", _("is the number of a ledger entry"))
        raise malformed(_("the header Last-Event-ID cannot be read"), [fault])
    return int(text)
