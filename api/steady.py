"""Answers that are given again as they are, for as long as asking anew would make them again.

What such an answer says follows from the ledger, the day and the address alone. So the same request with the same token gets
the same bytes while the ledger's head and the day stand. That the token is revoked, its account disabled or its role taken away
stands in the ledger too, whichever process wrote it, and moves the head; that it expires is looked at each time.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple, cast

from litestar import Request
from litestar.types import HTTPScope, Message, Receive, Scope, Send

from api.access import Principal, seen
from api.computed import Kept
from api.credentials import is_live
from api.http import BODILESS, tag_of, told
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

Inner = Callable[[Scope, Receive, Send], Awaitable[None]]


class _Made(NamedTuple):
    """An answer, and what it stands on."""

    head: Head
    days: tuple[date, date]
    credential: Credential
    start: Message
    told: list[tuple[bytes, bytes]]
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
    """The answers that one service keeps. ``now`` and ``today`` are its clock."""

    def __init__(self, store: Store, uses: Uses, now: Callable[[], datetime], today: Callable[[], date]) -> None:
        self._store, self._uses, self._now, self._today = store, uses, now, today
        self._kept = Kept[bytes, _Made](MOST)

    async def serve(self, inner: Inner, scope: HTTPScope, receive: Receive, send: Send) -> None:
        """Answer a GET as before if that stands, else through ``inner``."""
        asked = _asked(scope)
        made = self._kept.get(asked)
        if made is not None and await self._stands(made):
            told(scope).extend(made.told)
            await send(made.start)
            await send({"type": "http.response.body", "body": made.body, "more_body": False})
            return
        said: list[tuple[Head, Credential]] = []
        cast("dict[str, Any]", scope)[_SAID] = said
        await inner(scope, receive, self._keeping(asked, said, self._days(), scope, send))

    def _days(self) -> tuple[date, date]:
        """The status day and the day by which roles hold."""
        return self._today(), self._now().astimezone(HANOI).date()

    async def _stands(self, made: _Made) -> bool:
        now = self._now()
        if made.days != self._days() or not is_live(made.credential, now):
            return False
        try:
            state = await self._store.state()
        except DomainError:
            return False  # it is told by whoever needs it
        if state.head != made.head:
            return False
        self._uses.note(made.credential.code, now)
        return True

    def _keeping(
        self, asked: bytes, said: list[tuple[Head, Credential]], days: tuple[date, date], scope: HTTPScope, send: Send
    ) -> Send:
        start: Message | None = None

        async def keeping(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message if said and message["status"] == 200 else None
            elif start is not None and message["type"] == "http.response.body":
                body = message["body"]
                if not message.get("more_body") and BODILESS not in scope and len(body) <= LARGEST:
                    head, credential = said[0]
                    self._kept[asked] = _Made(head, days, credential, _tagged(start, body), list(told(scope)), body)
                start = None
            await send(message)

        return keeping


def _asked(scope: HTTPScope) -> bytes:
    """What makes two requests the same. No secret is kept: it is a digest."""
    asked = sha256(scope["raw_path"] + b"?" + scope["query_string"])
    for name, value in scope["headers"]:
        if name in _VARYING:
            asked.update(b"\n" + name + b":" + value)
    return asked.digest()


def _tagged(start: Message, body: bytes) -> Message:
    """The beginning of an answer with its ETag, so that it is not worked out each time."""
    headers = list(cast("dict[str, Any]", start)["headers"])
    if not any(name.lower() == b"etag" for name, _ in headers):
        headers.append((b"etag", tag_of(body).encode()))
    return cast("Message", {**start, "headers": headers})
