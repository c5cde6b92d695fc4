"""Answers that are given again as they are, for as long as asking anew would make them again.

What such an answer says follows from the ledger, the day and the address alone. So the same request with the same token gets
the same bytes while the ledger's head and the day stand. That the token is revoked, its account disabled or its role taken away
stands in the ledger too, whichever process wrote it, and moves the head; that it expires is looked at each time.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, cast

from litestar import Request
from litestar.types import HTTPScope, Message, Receive, Scope, Send

from api.access import Principal, seen
from api.computed import Kept
from api.http import BODILESS, tag_of, told
from api.shell import Headers, Inner, header, matches, unchanged
from api.tables import Credential
from api.traces import Uses
from governance.errors import DomainError
from governance.ledger import Head
from governance.past import HANOI
from governance.store import Store

LARGEST = 256 * 1024
"""Bytes of an answer that is kept."""
MOST = 128
"""Answers that are kept."""
_SAID = "egov_steady"
_VARYING = frozenset({b"authorization", b"accept", b"accept-language"})
"""The headers that an answer may go by."""


class _Times(NamedTuple):
    """The status day by which something was answered, and the moments between which who asked may and the same roles hold."""

    today: date
    since: datetime
    until: datetime


class _Made(NamedTuple):
    """An answer as it goes out, whole and for whoever has it already, and what it stands on."""

    head: Head
    times: _Times
    credential: str
    tag: str
    start: Message
    unchanged: Message
    body: bytes


def steady(request: Request[Principal, Any, Any], head: Head | None = None) -> None:
    """Say of the answer to a request that it follows from the state in which its guard let it in, and from the day.

    With the ``head`` of another state, that it follows from that one.
    """
    at = seen(request).head
    if head is None or head == at:
        said: list[tuple[Head, Credential]] = cast("dict[str, Any]", request.scope).get(_SAID, [])
        said.append((at, request.user.credential))


class Steady:
    """The answers that one service keeps. ``now`` and ``today`` are its clock, ``dress`` adds the headers of every answer."""

    def __init__(
        self,
        store: Store,
        uses: Uses,
        now: Callable[[], datetime],
        today: Callable[[], date],
        dress: Callable[[Headers, Headers], Headers],
    ) -> None:
        self._store, self._uses, self._now, self._today, self._dress = store, uses, now, today, dress
        self._kept = Kept[bytes, _Made](MOST)

    async def given(self, scope: HTTPScope, send: Send) -> bool:
        """Answer a GET or a HEAD as before; or say that this does not stand."""
        made = self._kept.get(_asked(scope))
        if made is None or not await self._stands(made):
            return False
        wanted = header(scope, b"if-none-match")
        has = wanted and matches(wanted.decode("latin-1"), made.tag)
        await send(made.unchanged if has else made.start)
        body = b"" if has or scope["method"] == "HEAD" else made.body
        await send({"type": "http.response.body", "body": body, "more_body": False})
        return True

    def keeping(self, inner: Inner) -> Inner:
        """``inner``, whose answers are kept if they may be."""

        async def kept(scope: Scope, receive: Receive, send: Send) -> None:
            said: list[tuple[Head, Credential]] = []
            cast("dict[str, Any]", scope)[_SAID] = said
            asked, times = cast("HTTPScope", scope), _times(self._today(), self._now())
            await inner(scope, receive, self._sending(asked, said, times, send))

        return kept

    async def _stands(self, made: _Made) -> bool:
        now, times = self._now(), made.times
        if not times.since <= now < times.until or times.today != self._today():
            return False
        try:
            state = await self._store.state()
        except DomainError:
            return False  # it is told by whoever needs it
        if state.head != made.head:
            return False
        self._uses.note(made.credential, now)
        return True

    def _sending(self, scope: HTTPScope, said: list[tuple[Head, Credential]], times: _Times, send: Send) -> Send:
        start: Message | None = None

        async def sending(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message if said and message["status"] == 200 else None
            elif start is not None and message["type"] == "http.response.body":
                body = message["body"]
                if not message.get("more_body") and BODILESS not in scope and len(body) <= LARGEST:
                    self._kept[_asked(scope)] = self._made(said[0], times, start, told(scope), body)
                start = None
            await send(message)

        return sending

    def _made(self, said: tuple[Head, Credential], times: _Times, start: Message, more: Headers, body: bytes) -> _Made:
        (head, token), own = said, list(cast("Headers", cast("dict[str, Any]", start)["headers"]))
        tag = next((value.decode() for name, value in own if name.lower() == b"etag"), "")
        if not tag:
            tag = tag_of(body)
            own.append((b"etag", tag.encode()))
        headers = self._dress(own, more)
        out = cast("Message", {**start, "headers": headers})
        return _Made(head, _held(times, token), token.code, tag, out, unchanged(headers), body)


def _times(today: date, now: datetime) -> _Times:
    """The times within which an answer of now holds: roles go by the day in Hà Nội."""
    day = datetime.combine(now.astimezone(HANOI).date(), time(), HANOI)
    return _Times(today, day, day + timedelta(days=1))


def _held(times: _Times, token: Credential) -> _Times:
    """These times, for as long as a token holds."""
    return times._replace(until=min(times.until, datetime.fromisoformat(token.expires_at))) if token.expires_at else times


def _asked(scope: HTTPScope) -> bytes:
    """What makes two requests the same. No secret is kept: it is a digest."""
    asked = sha256(scope["raw_path"] + b"?" + scope["query_string"])
    for name, value in scope["headers"]:
        if name in _VARYING:
            asked.update(b"\n" + name + b":" + value)
    return asked.digest()
