"""What changed, for programs that follow: a thin line for each ledger entry, as a page or as a stream of events.

A change says which thing changed and where to read it, never what it says: who may read it is decided where it is read.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import Any

import msgspec
from msgspec import Struct

from api.credentials import is_live
from api.tables import KINDS as ACCESS
from api.tables import Account, Credential
from governance.ledger import Entry
from governance.store import Store
from governance.values import Entity
from governance.work import State

LOOK = 1.0
"""Seconds between two looks at the head of the ledger, however many wait for it to move."""
QUIET = 15.0
"""Seconds after which a silent stream says that it is still there."""
LONGEST = 3600.0
"""Seconds after which a stream ends; whoever follows comes again with the last number that they saw."""
AT_ONCE = 500
MOST_STREAMS = 200
"""Streams that one process keeps open."""

_UNSEEN = frozenset(kind.kind for kind in ACCESS)


class Change(Struct, frozen=True):
    """One change of one thing. ``seq`` is its place in the ledger; ``path`` is where to read the thing, None if it is gone."""

    seq: int
    at: str
    action: str
    kind: str
    code: str
    path: str | None


def seen(entries: Iterable[Entry], kinds: Iterable[type[Entity]], base: str) -> list[Change]:
    """The changes that a reader is told of: of everything but accounts and what opens them.

    >>> entry = Entry(seq=7, at="", account="a", action="create", kind="person", code="A", before=None, after="{}")
    >>> from governance.model import Person
    >>> seen([entry], [Person], "/api/v1")[0].path
    '/api/v1/persons/A'
    """
    paths = {kind.kind: kind.path for kind in kinds if kind.kind not in _UNSEEN}
    return [
        Change(e.seq, e.at, e.action, e.kind, e.code, None if e.action == "delete" else f"{base}/{paths[e.kind]}/{e.code}")
        for e in entries
        if e.kind in paths
    ]


def frame(change: Change) -> bytes:
    r"""A change as a server-sent event, its number the id.

    >>> frame(Change(7, "", "create", "person", "A", None)).split(b"\n")[:2]
    [b'id: 7', b'event: change']
    """
    return b"id: %d\nevent: change\ndata: %b\n\n" % (change.seq, msgspec.json.encode(change))


class Watch:
    """One look at the ledger for all who wait for it to move."""

    def __init__(self, state: Callable[[], Awaitable[State]], pause: float = LOOK) -> None:
        self._state = state
        self._pause = pause
        self._looking: asyncio.Task[State] | None = None
        self.open = 0
        self.closing = False

    async def beyond(self, seq: int, patience: float) -> State | None:
        """The state once the ledger is beyond an entry, or None if it is not within so many seconds or the service stops."""
        clock = asyncio.get_running_loop().time
        until = clock() + patience
        while clock() < until and not self.closing:
            state = await self._look()
            if state.head.seq > seq:
                return state
        return None

    async def _look(self) -> State:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._after_a_pause())
        return await asyncio.shield(self._looking)

    async def _after_a_pause(self) -> State:
        await asyncio.sleep(self._pause)
        return await self._state()


class Follower(Struct, frozen=True):
    """Who follows, by which credential: asked again at each look, so that a revoked token hears nothing more."""

    account: str
    credential: str

    def may(self, state: State, now: Any) -> bool:
        """Whether the credential still opens the stream."""
        credential = state.records.find(Credential, self.credential)
        account = state.records.find(Account, self.account)
        return credential is not None and is_live(credential, now) and account is not None and not account.disabled


async def stream(
    store: Store,
    watch: Watch,
    who: Follower,
    now: Callable[[], Any],
    after: int,
    *,
    base: str,
    quiet: float = QUIET,
    longest: float = LONGEST,
) -> AsyncGenerator[bytes]:
    """Events behind an entry, the old ones first, then each as it comes, until the reader leaves or may no more."""
    watch.open += 1
    clock = asyncio.get_running_loop().time
    until = clock() + longest
    try:
        yield b"retry: 3000\n\n"
        state: State | None = await store.state()
        while not watch.closing and (state is None or who.may(state, now())):
            entries = await store.entries(after, AT_ONCE)
            for change in seen(entries, store.kinds, base):
                yield frame(change)
            after = entries[-1].seq if entries else after
            if len(entries) < AT_ONCE:
                if clock() >= until:
                    return
                state = await watch.beyond(after, min(quiet, until - clock()))
                if state is None:
                    state = await store.state()
                    yield b": still here\n\n"
    finally:
        watch.open -= 1
