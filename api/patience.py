"""The end of patience: whoever keeps us waiting for the rest of a request is told so and let go.

The server by itself waits for ever for the rest of a head or a body, and each such line holds a socket, and in a body a request
under way.
"""

from asyncio import TimerHandle, Transport
from functools import partial

import h11
from litestar.types import ASGIApp, Receive, ReceiveMessage, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.errors import HttpError, unread
from governance.messages import _

PATIENCE = 20.0
"""Seconds in which a request has come from its first byte to its last, and in which a new line has said anything."""
PACE = 5_000
"""Bytes a second that are never too slow: each byte that came buys its part of a second."""
_LATE = _("the rest of the request did not come in time; send it again without a pause")
_TOLD = unread("too-slow", _LATE)


class Impatient(H11Protocol):
    """One line to a client, which ends when the client owes the rest of a request for too long.

    Once all of a request is there, nothing of this counts: how long the answer takes, and who follows a stream for hours.
    """

    _until = 0.0
    _timer: TimerHandle | None = None
    _given_up = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as the server itself has it
        """Begin to wait."""
        super().connection_made(transport)
        self.app = partial(self._heard, self.app)
        self._wait(0)

    def data_received(self, data: bytes) -> None:
        """Wait on for as long as that was worth, if something is still missing."""
        super().data_received(data)
        self._wait(len(data))

    def on_response_complete(self) -> None:
        """Wait for what is left of a request that was answered before its end, but no longer than for any other."""
        super().on_response_complete()
        self._wait(0)
        if self._given_up:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """There is nobody to wait for."""
        super().connection_lost(exc)
        self._rest()

    def _owes(self) -> bool:
        state = self.conn.their_state
        return state is h11.SEND_BODY or (state is h11.IDLE and (self.cycle is None or bool(self.conn.trailing_data[0])))

    def _wait(self, came: int) -> None:
        if not self._owes():
            self._rest()
        elif self._timer is None:
            self._until = self.loop.time() + PATIENCE
            self._timer = self.loop.call_at(self._until, self._too_late)
        else:
            self._until += came / PACE

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        if self._until > self.loop.time():
            self._timer = self.loop.call_at(self._until, self._too_late)
        elif self.conn.their_state is h11.SEND_BODY and not self.cycle.response_started:
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
