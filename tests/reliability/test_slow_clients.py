"""Bar 23: who never finishes a request, or never reads an answer, holds neither a line nor a request, and nobody waits for it."""

import asyncio
import json
import re
import shutil
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.reliability.service import Service, services
from tests.reliability.witness import head
from tests.support import Place

EACH = 40
"""Clients of each kind: more than 300 in all."""
SOON = 15.0
"""Seconds in which all are let go by a service whose patience is one second, on a machine that does other things."""
POST = "POST /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\nContent-Type: application/json\r\n"
BODY = '{"code": "SLOW", "programme": "P", "title_vi": "Chậm", "title_en": "Slow"}'.encode()


def slow(token: str) -> dict[str, tuple[bytes, bytes]]:
    """What clients say at once, and what they add again and again."""
    known = f"{POST}Authorization: Bearer {token}\r\n"
    return {
        "silent": (b"", b""),
        "half a head": (b"GET /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", b""),
        "a head letter by letter": (b"GET /api/v1/tasks HTTP/1.1\r\nX-Slow: ", b"x"),
        "half a body": (f"{known}Content-Length: 5000\r\n\r\n".encode() + BODY, b""),
        "a body letter by letter": (f"{known}Content-Length: 5000\r\n\r\n".encode(), b" "),
        "pieces without end": (f"{known}Transfer-Encoding: chunked\r\n\r\n".encode(), b"1\r\n \r\n"),
        "refused, and going on": (f"{POST}Content-Length: 99999\r\n\r\n".encode(), b" "),
        "another request begun": (b"OPTIONS / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /api", b""),
    }


SAID = {
    "silent": "", "half a head": "408", "a head letter by letter": "408", "half a body": "408", "a body letter by letter": "408",
    "pieces without end": "408", "refused, and going on": "401", "another request begun": "204 408",
}  # fmt: skip


async def told(port: int, first: bytes, more: bytes) -> bytes:
    """What a slow client is told until it is let go."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)
    received, ended = b"", False
    while not ended:
        try:
            some = await asyncio.wait_for(reader.read(65536), 0.1)
            received, ended = received + some, not some
        except TimeoutError:
            writer.write(more)
        except ConnectionError:
            ended = True
    writer.close()
    return received


async def crowd(service: Service) -> dict[str, list[bytes]]:
    """What all of them are told; meanwhile others are answered as ever."""
    kinds = slow(service.opened.tokens["secretariat"])
    async with asyncio.timeout(SOON), asyncio.TaskGroup() as group:
        tasks = {what: [group.create_task(told(service.port, *words)) for _each in range(EACH)] for what, words in kinds.items()}
        for _ask in range(10):
            await asyncio.sleep(0.1)
            assert b" 200 " in (await asyncio.to_thread(asked, service))[:20]
    return {what: [each.result() for each in of] for what, of in tasks.items()}


def asked(service: Service) -> bytes:
    with service.client() as client:
        return f"HTTP {client.get('tasks/P.1').status_code} ".encode()


@pytest.fixture(scope="module")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose patience is one second."""
    folder = tmp_path_factory.mktemp("impatient")
    path = shutil.copy(sqlite_template, folder / "egov.sqlite")
    with services(Place("sqlite", str(path)), folder, variant="impatient") as [found]:
        yield found


def test_who_never_finishes_a_request_is_told_so_and_let_go_and_nobody_waits_for_it(service: Service) -> None:
    before, lines = head(service), held(service)
    found = asyncio.run(crowd(service))
    said = {what: Counter(" ".join(re.findall(r"HTTP/1.1 (\d+)", each.decode())) for each in of) for what, of in found.items()}
    assert said == {what: Counter({expected: EACH}) for what, expected in SAID.items()}
    for answer in (found["half a head"][0], found["half a body"][0]):
        start, _blank, body = answer.partition(b"\r\n\r\n")
        assert (b"application/problem+json" in start, b"connection: close" in start.lower()) == (True, True)
        problem = json.loads(body)
        assert (problem["type"], problem["status"]) == ("urn:egov-portfolio:problem:too-slow", 408)
        assert problem["detail"] == problem["detail_en"] != problem["detail_vi"]
    assert problem["request_id"]
    assert held(service) <= lines
    assert head(service) == before
    paced(service)
    assert service.complaints() == ""


def statuses(received: bytes) -> str:
    return " ".join(re.findall(r"HTTP/1.1 (\d+)", received.decode()))


def held(service: Service) -> int:
    """The lines and files that the service has open."""
    assert service.process
    return len(list(Path(f"/proc/{service.process.pid}/fd").iterdir()))


def paced(service: Service) -> None:
    """What comes steadily is taken though it takes longer than the service waits for what does not; so is who listens."""

    async def send() -> bytes:
        parts = [b" " * 6_000] * 6 + [BODY]
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        auth = f"Authorization: Bearer {service.opened.tokens['secretariat']}\r\nConnection: close\r\n"
        writer.write(f"{POST}{auth}Content-Length: {sum(map(len, parts))}\r\n\r\n".encode())
        for part in parts:
            await asyncio.sleep(0.3)
            writer.write(part)
        answer = await reader.read()
        writer.close()
        return answer

    began = time.perf_counter()
    with service.client() as client, client.stream("GET", "changes/stream?after=0") as stream:
        following = stream.iter_lines()
        assert next(following)
        assert asyncio.run(send()).startswith(b"HTTP/1.1 201 ")
        assert time.perf_counter() - began > 1.8
        assert any('"SLOW"' in line for line in following)


LARGE, ANSWERS = "/docs/openapi.json", 6
"""An answer of two megabytes, and how often it is asked for at once: more than the systems at both ends hold on the way."""
ASKING = f"GET {LARGE} HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def reader(port: int) -> socket.socket:
    """Somebody who has asked for a lot and reads none of it by himself."""
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(f"{ASKING}\r\n".encode() * (ANSWERS - 1) + f"{ASKING}Connection: close\r\n\r\n".encode())
    return line


def read(line: socket.socket, pause: float = 0) -> int:
    """The bytes that come until the line ends, read with pauses."""
    come = 0
    with line, suppress(ConnectionError):
        while some := line.recv(1 << 18, socket.MSG_WAITALL):
            come += len(some)
            time.sleep(pause)
    return come


def test_who_does_not_read_an_answer_is_let_go_and_who_reads_slowly_gets_all_of_it(service: Service) -> None:
    all_of_it, lines = read(reader(service.port)), held(service)
    began = time.perf_counter()
    deaf = [reader(service.port) for _each in range(EACH)]
    assert read(reader(service.port), pause=0.05) == all_of_it > 5_000_000
    assert time.perf_counter() - began > 1.5, "longer than the service waits for who does not read"
    while held(service) > lines and time.perf_counter() - began < SOON:
        time.sleep(0.1)
    assert held(service) <= lines
    assert max(map(read, deaf)) < all_of_it
    assert service.complaints() == ""
