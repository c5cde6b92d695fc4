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
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from tempfile import TemporaryFile

ROOT = Path(__file__).parents[1]
PACKAGES = ("governance", "portfolio", "seed", "api")
LONGEST = 1 << 17
"""Bytes of a request: arguments and an environment."""


def run(*arguments: str, env: Mapping[str, str], said: str = "", timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run ``python -m api.cli`` with these arguments to its end, and ``said`` to its standard input."""
    with _asked() as line, ExitStack() as files:
        streams = [files.enter_context(TemporaryFile("w+", encoding="utf-8")) for _stream in ("in", "out", "err")]
        streams[0].write(said)
        streams[0].seek(0)
        asked = json.dumps({"arguments": arguments, "env": dict(env), "cwd": str(ROOT)}).encode()
        socket.send_fds(line, [asked], [stream.fileno() for stream in streams])
        process = int(line.recv(LONGEST))
        line.settimeout(timeout)
        try:
            code = os.waitstatus_to_exitcode(int(line.recv(LONGEST)))
        except TimeoutError as late:
            os.kill(process, signal.SIGKILL)
            raise subprocess.TimeoutExpired(list(arguments), timeout) from late
        for stream in streams[1:]:
            stream.seek(0)
        return subprocess.CompletedProcess(arguments, code, streams[1].read(), streams[2].read())


def _asked() -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    line.connect(_loaded())
    return line


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
    os.chdir(asked["cwd"])
    sys.argv = ["egov", *asked["arguments"]]
    code = 0
    try:
        runpy.run_module("api.cli", run_name="__main__", alter_sys=True)
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
