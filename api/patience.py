"""The end of patience: whoever keeps us waiting for the rest of a request, or does not take an answer, is let go.

The server by itself waits for ever for the rest of a head or a body, and for the reader of an answer. Each such line holds a
socket, and what was not sent or read yet.
"""

from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable
from functools import partial

import h11
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.errors import HttpError, unread
from governance.messages import _

PATIENCE = 20.0
"""Seconds in which a request has come from its first byte to its last, an answer has gone, and a new line has said anything."""
PACE = 5_000
"""Bytes a second that are never too slow: each byte that came or went buys its part of a second."""
_LATE = _("the rest of the request did not come in time; send it again without a pause")
_TOLD = unread("too-slow", _LATE)


class Waiting:
    """A wait for somebody, which ends by ``end``. ``moved`` tells the bytes that came or went since it was last asked."""

    def __init__(self, loop: AbstractEventLoop, moved: Callable[[], int], end: Callable[[], None]) -> None:
        self._loop, self._moved, self._end = loop, moved, end
        self._until = 0.0
        self._timer: TimerHandle | None = None

    def begin(self) -> None:
        """Wait from now on, unless that began already."""
        if self._timer is None:
            self._moved()
            self._until = self._loop.time() + PATIENCE
            self._timer = self._loop.call_at(self._until, self._look)

    def rest(self) -> None:
        """There is nothing to wait for."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        now = self._loop.time()
        self._until = min(self._until + self._moved() / PACE, now + PATIENCE)  # so that a quick start buys no long rest
        if self._until > now:
            self._timer = self._loop.call_at(self._until, self._look)
        else:
            self._timer = None
            self._end()


class Impatient(H11Protocol):
    """One line to a client, which ends when the client owes the rest of a request, or leaves an answer unread, for too long.

    Between the two nothing of this counts: how long the answer takes, and who follows a stream for hours and reads it.
    """

    _given_up = False
    _came = 0
    _unread = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the server itself has it
        """Begin to wait."""
        super().connection_made(transport)
        self.app = partial(self._heard, self.app)
        transport.set_write_buffer_limits(0)  # so that we are told of whatever is not taken
        self._request = Waiting(self.loop, self._received, self._too_late)
        self._answer = Waiting(self.loop, self._taken, transport.abort)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait on for as long as that was worth, if something is still missing."""
        super().data_received(data)
        self._came += len(data)
        self._wait()

    def on_response_complete(self) -> None:
        """Wait for what is left of a request that was answered before its end, but no longer than for any other."""
        super().on_response_complete()
        self._wait()
        if self._given_up:
            self.transport.close()

    def pause_writing(self) -> None:
        """Wait for the client to take what is written."""
        super().pause_writing()
        self._answer.begin()

    def resume_writing(self) -> None:
        """The client took it all."""
        super().resume_writing()
        self._answer.rest()

    def connection_lost(self, exc: Exception | None) -> None:
        """There is nobody to wait for."""
        super().connection_lost(exc)
        self._request.rest()
        self._answer.rest()

    def _owes(self) -> bool:
        state = self.conn.their_state
        return state is h11.SEND_BODY or (state is h11.IDLE and (self.cycle is None or bool(self.conn.trailing_data[0])))

    def _wait(self) -> None:
        if self._owes():
            self._request.begin()
        else:
            self._request.rest()

    def _received(self) -> int:
        came, self._came = self._came, 0
        return came

    def _taken(self) -> int:
        before, self._unread = self._unread, self.transport.get_write_buffer_size()
        return max(0, before - self._unread)

    def _too_late(self) -> None:
        if self.conn.their_state is h11.SEND_BODY and not self.cycle.response_started:
            self._given_up = True
            self.cycle.message_event.set()  # it is refused where it is read
        else:
            if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0] and not self.transport.is_closing():
                self._tell()
            self.transport.close()

    def _tell(self) -> None:
        headers = [("content-type", "application/problem+json"), ("content-length", str(len(_TOLD))), ("connection", "close")]
        for event in (h11.Response(status_code=408, headers=headers), h11.Data(data=_TOLD), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")

    async def _heard(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """The service, to which the end of patience is a refusal like any other."""

        async def heard() -> ReceiveMessage:
            message = await receive()
            if self._given_up and message["type"] == "http.request":
                raise HttpError("too-slow", _LATE, headers={"Connection": "close"})
            return message

        await app(scope, heard, send)
