"""Run the service: one uvicorn process, its limits set, its port checked first."""

import gc
import logging
import socket
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TextIO

import uvicorn
from h11 import LocalProtocolError
from litestar import Litestar
from litestar.types import ASGIApp, Receive, Scope, Send

from api.app import SYSTEM, create_app
from api.oswords import because
from api.patience import Impatient
from api.settings import Settings
from governance.errors import UnavailableError
from governance.messages import _

GRACE = 10
"""Seconds that requests under way get when the service is told to stop."""
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
"""Of the lines of the log."""


def serve(settings: Settings, host: str, port: int, *, ready: Callable[[], None] | None = None, access_log: bool = True) -> None:
    """Serve until told to stop; ``ready`` is called once the service answers. The log goes to standard error.

    Raises
    ------
    UnavailableError
        When another program has the port.
    """
    listening = claim(host, port)
    logging.basicConfig(format=FORMAT, level=logging.WARNING)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line says these, and each would ask
    logging._srcfile = None  # nor from where in the code it comes; see the HOWTO of logging
    logging.getLogger("egov").setLevel(logging.INFO if access_log else logging.WARNING)
    app = create_app(settings)
    if access_log:
        app.state.rim = app.state.rim._replace(say=Lines(sys.stderr, SYSTEM.now).say)
    config = uvicorn.Config(
        _heard(app),
        http=Impatient,
        log_level="warning",
        access_log=False,  # ours masks secret addresses
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=16 * 1024,
        lifespan="on",
    )
    server = _Announcing(config, ready, app)
    try:
        server.run(sockets=[listening])
    finally:
        listening.close()


class Lines:
    """The line of each request, written as ``logging`` would, which would take three times as long."""

    def __init__(self, out: TextIO, now: Callable[[], datetime]) -> None:
        self._out, self._now = out, now
        self._second: datetime | None = None
        self._written = ""

    def say(self, line: str) -> None:
        """Write a line."""
        now = self._now()
        second = now.replace(microsecond=0)
        if second != self._second:
            self._second, self._written = second, f"{second.astimezone():%Y-%m-%d %H:%M:%S}"
        try:
            self._out.write(f"{self._written},{now.microsecond // 1000:03d} INFO egov.access {line}\n")
            self._out.flush()
        except (OSError, ValueError):  # nobody reads any more: no reason to answer nobody
            pass


def _heard(app: ASGIApp) -> ASGIApp:
    """The service without a complaint of ours where the server has refused the rest of a request before we had answered."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except LocalProtocolError:
            while (await receive())["type"] != "http.disconnect":
                pass

    return serve


class _Announcing(uvicorn.Server):
    """A server that says when it is ready, and tells its streams to end when it is told to stop."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None] | None, app: Litestar) -> None:
        super().__init__(config)
        self._ready = ready
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.freeze()
        gc.enable()
        if self.started and self._ready:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.watch.closing = True
        await super().shutdown(sockets)


def claim(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done, so that a taken one is told at once.

    Raises
    ------
    UnavailableError
        Naming the port and the way out.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # named, or asyncio leaves TCP_NODELAY off: 40 ms
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as refused:
        listening.close()
        raise UnavailableError(
            _("port {port} on {host} cannot be used ({why}); choose another: make demo PORT={other}, or egov … --port {other}",
              port=str(port), host=host, why=because(refused), other=str(port % 65535 + 1))
        ) from None  # fmt: skip
    return listening
