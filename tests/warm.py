"""The real command in a process of its own, without the second or two that each takes to load what it is made of.

One process of each test run loads every module of the program and does nothing else; a command is a fork of it, with its own
arguments, environment, folder and streams, which ends as a process does. ``tests/journeys/test_warm.py`` holds that a reader
cannot tell it from one that was started cold.
"""

import atexit
import gc
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from tempfile import TemporaryFile
from typing import IO, Any

ROOT = Path(__file__).parents[1]
PACKAGES = ("governance", "portfolio", "seed", "api")
LONGEST = 1 << 17
"""Bytes of a request: arguments and an environment."""


class Started:
    """A process that runs ``python -m`` a module, as :class:`subprocess.Popen` has one."""

    def __init__(self, *arguments: str, env: Mapping[str, str], streams: Sequence[IO[Any]], module: str = "api.cli") -> None:
        self.args = (module, *arguments)
        self.returncode: int | None = None
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.connect(_loaded())
        asked = json.dumps({"module": module, "arguments": arguments, "env": dict(env)}).encode()
        socket.send_fds(self._line, [asked], [stream.fileno() for stream in streams])
        self.pid = int(self._line.recv(LONGEST))

    def wait(self, timeout: float | None = None) -> int:
        """How it ended, as soon as it has."""
        if self.returncode is None:
            self._line.settimeout(timeout)
            try:
                self.returncode = os.waitstatus_to_exitcode(int(self._line.recv(LONGEST)))
            except OSError as late:
                raise subprocess.TimeoutExpired(self.args, timeout or 0) from late
            self._line.close()
        return self.returncode

    def poll(self) -> int | None:
        """How it ended, if it has."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Tell it something, if it is there."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def run(*arguments: str, env: Mapping[str, str], said: str = "", timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run ``python -m api.cli`` with these arguments to its end, and ``said`` to its standard input."""
    with ExitStack() as files:
        given, out, err = (files.enter_context(TemporaryFile("w+", encoding="utf-8")) for _stream in range(3))
        given.write(said)
        given.seek(0)
        process = Started(*arguments, env=env, streams=(given, out, err))
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
            process.wait()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


@cache
def _loaded() -> str:
    """Where the process that has loaded the program listens; it ends with this one."""
    address = f"\0egov-warm-{os.getpid()}"  # abstract: no file
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(address)
    listener.listen(64)
    alive, held = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm", str(listener.fileno()), str(alive)], cwd=ROOT, pass_fds=(listener.fileno(), alive),
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    listener.close()
    os.close(alive)

    def end() -> None:
        os.close(held)
        process.wait(10)

    atexit.register(end)
    return address


# ---- the process that has loaded the program


def serve(listener: socket.socket, alive: int) -> None:
    """Run what is asked for until nobody is left to ask."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__") and "migrations" not in module.name and module.name != "api.piccolo_conf":
                import_module(module.name)
    gc.freeze()  # what is loaded stays as it is, also in the memory that forks share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while alive not in select([listener, alive], [], [])[0]:
        line, _address = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            os.close(alive)
            _answer(line)
        line.close()


def _answer(line: socket.socket) -> None:
    """Have a process do what is asked, and tell its number and then how it ended."""
    message, streams, *_rest = socket.recv_fds(line, LONGEST, 3)
    asked = json.loads(message)
    process = os.fork()
    if process:
        line.send(str(process).encode())
        line.send(str(os.waitpid(process, 0)[1]).encode())
        os._exit(0)
    line.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["env"])
    sys.argv = [asked["module"], *asked["arguments"]]
    code = 0
    try:
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # what follows in another process only takes the loaded modules apart


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
