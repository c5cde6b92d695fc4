"""Calls over HTTP/1.1 on connections that stay open: little work for each, so that what is timed is whoever answers."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import NamedTuple
from urllib.request import urlopen

TICKS = os.sysconf("SC_CLK_TCK")
NUMBER = "{number}"
"""Where a load says this, each request says a number of its own."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, or nothing."""
        for line in self.head.split(b"\r\n")[1:]:
            found, _colon, value = line.partition(b":")
            if found.strip().lower() == name.lower().encode():
                return value.strip().decode()
        return ""


class Line(asyncio.Protocol):
    """One connection, on which one request is under way at a time."""

    def __init__(self) -> None:
        self._had, self._whole, self._answer = bytearray(), 0, None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._had += data
        if not self._whole and (end := self._had.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._had[:end]).lower()
            at = head.find(b"content-length:")
            self._whole = end + 4 + (int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0)
        if self._whole and len(self._had) >= self._whole and self._answer is not None:
            head, _blank, body = bytes(self._had).partition(b"\r\n\r\n")
            self._had, self._whole, answer, self._answer = bytearray(), 0, self._answer, None
            answer.set_result(Answer(int(head[9:12]), head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None:
            self._answer.set_exception(exc or ConnectionError("the connection was closed"))

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        """Send a request; what comes back."""
        self._answer: asyncio.Future[Answer] | None = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def close(self) -> None:
        self._transport.close()


async def lines(port: int, number: int) -> list[Line]:
    """So many connections to this machine."""
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Line, "127.0.0.1", port))[1] for _ in range(number)]


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request as it travels."""
    said = {"Host": "127.0.0.1", **(headers or {}), **({"Content-Length": str(len(body))} if body else {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
    return "\r\n".join(lines).encode() + body


class Load(NamedTuple):
    """Somebody who answers: the process, the port, and what is asked."""

    process: int
    port: int
    asked: bytes


class Spent(NamedTuple):
    """How long an answer took under load: by the clock, all connections together; of the processor; the slowest of 100."""

    clock: float
    processor: float
    p99: float


async def loaded(load: Load, seconds: float, connections: int) -> Spent:
    """Ask on every connection anew as soon as it is answered."""
    taken: list[float] = []
    opened, numbers = await lines(load.port, connections), count()

    def asked() -> bytes:
        return load.asked.replace(NUMBER.encode(), b"%d" % next(numbers))

    async def asking(line: Line, end: float) -> None:
        while perf_counter() < end:
            begun = perf_counter()
            answer = await line.ask(asked())
            taken.append(perf_counter() - begun)
            assert answer.status == 200, answer

    begun, worked = perf_counter(), processor(load.process)
    await asyncio.gather(*(asking(line, begun + seconds) for line in opened))
    clock, worked = perf_counter() - begun, processor(load.process) - worked
    for line in opened:
        line.close()
    return Spent(clock / len(taken), worked / len(taken), quantile(taken, 0.99))


def in_turn(loads: Sequence[Load], seconds: float = 1.0, rounds: int = 7, connections: int = 32) -> list[Spent]:
    """What each spends, asked in turn; the best of its rounds."""
    found: list[list[Spent]] = [[] for _ in loads]
    for turn in range(rounds + 1):
        for spent, load in zip(found, loads, strict=True):
            made = asyncio.run(loaded(load, seconds if turn else seconds / 4, connections))
            spent.extend([made] if turn else [])
    return [Spent(*(min(column) for column in zip(*spent, strict=True))) for spent in found]


def processor(process: int) -> float:
    """Seconds that a process had the processor for, with all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, ready: str, environ: Mapping[str, str], cwd: Path) -> Iterator[int]:
    """A server in a process of its own, from when it answers until the end of the block; the process."""
    log = (cwd / f"log-{port}").open("wb")
    with subprocess.Popen(command, env={**os.environ, **environ}, cwd=cwd, stdout=log, stderr=log) as process:
        try:
            end = monotonic() + 120
            while not answers(f"http://127.0.0.1:{port}{ready}"):
                if process.poll() is not None or monotonic() > end:
                    sys.exit(f"{' '.join(command)} did not start:\n{Path(log.name).read_text(errors='replace')}")
                sleep(0.1)
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


def answers(address: str) -> bool:
    """Whether anybody answers at an address."""
    try:
        with urlopen(address, timeout=30):
            return True
    except OSError as refused:
        return hasattr(refused, "code")  # a refusal is an answer
