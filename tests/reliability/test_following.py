"""The stream of changes on the real service: nothing missed, nothing twice, over kills, revocations and stops."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from api.changes import Follower as Reader
from api.changes import Watch, stream
from api.database import engine_for
from api.registry import store_for
from api.tables import Credential, Purpose
from tests.api.world import NOW, settle
from tests.reliability.service import Service, services
from tests.support import Place

CHANGES = 20
SOON = 10.0
"""Seconds in which what happened must have been heard."""


class Follower:
    """Follows the stream in a thread of its own, as a browser does: it comes again with the last number that it saw."""

    def __init__(self, service: Service, after: int) -> None:
        self.service, self.last = service, after
        self.heard: list[dict[str, Any]] = []
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _follow(self) -> None:
        while not self.ended.is_set():
            with suppress(httpx.TransportError), self.service.client("member") as client:
                headers = {"Last-Event-ID": str(self.last)}
                with client.stream("GET", "changes/stream", headers=headers, timeout=30) as answer:
                    if answer.status_code == 401:
                        self.ended.set()
                        return
                    for line in answer.iter_lines():
                        if line.startswith("data: "):
                            self.heard.append(json.loads(line[6:]))
                            self.last = self.heard[-1]["seq"]
            time.sleep(0.05)

    def hears(self, code: str) -> None:
        """Wait until it has heard of a thing."""
        until = time.monotonic() + SOON
        while not any(each["code"] == code for each in self.heard):
            assert time.monotonic() < until, f"nothing was heard of {code}"
            time.sleep(0.05)


def add(client: httpx.Client, number: int) -> str:
    """Add a person."""
    code = f"p{number}"
    client.post("persons", json={"code": code, "name": f"Người {number}"}).raise_for_status()
    return code


@contextmanager
def followed(place: Place, folder: Path) -> Iterator[tuple[Service, Follower]]:
    """A service with a program that follows it from now on."""
    with services(place, folder) as [service], service.client("auditor") as auditor:
        yield service, Follower(service, auditor.get("ledger?limit=1").json()["head"]["seq"])


def test_whoever_follows_hears_every_change_once_though_the_service_is_killed_in_between(database: Place, tmp_path: Path) -> None:
    with followed(database, tmp_path) as (service, follower):
        made: list[str] = []
        for number in range(CHANGES):
            if number == CHANGES // 2:
                service.kill()
                service.start()
            with service.client("secretariat") as client:
                made.append(add(client, number))
        follower.hears(made[-1])
        assert [each["code"] for each in follower.heard] == made
        follower.ended.set()


def test_a_revoked_token_hears_nothing_more(on_sqlite: Place, tmp_path: Path) -> None:
    with followed(on_sqlite, tmp_path) as (service, follower), service.client("secretariat") as client:
        follower.hears(add(client, 1))
        token = next(c for c in client.get("credentials?account=member").json()["items"] if c["purpose"] == "api")
        client.post(f"credentials/{token['code']}/revocation", headers={"If-Match": "*"}).raise_for_status()
        assert follower.ended.wait(SOON)
        add(client, 2)
        assert [each["code"] for each in follower.heard] == ["p1"]


def test_a_service_that_is_told_to_stop_ends_its_streams_and_stops_at_once(on_sqlite: Place, tmp_path: Path) -> None:
    with followed(on_sqlite, tmp_path) as (service, follower):
        with service.client("secretariat") as client:
            follower.hears(add(client, 1))
        took = service.stop()
        follower.ended.set()
        assert took < 5.0, f"it took {took:.1f} s"
        assert service.complaints() == ""


def test_a_silent_stream_says_that_it_is_still_there_so_that_proxies_keep_the_line_open(on_sqlite: Place) -> None:
    settle(on_sqlite.url)

    async def heard() -> list[bytes]:
        engine = engine_for(on_sqlite.url)
        store = store_for(engine)
        state = await store.state()
        token = next(each for each in state.records.all(Credential) if each.purpose is Purpose.API)
        reader = Reader(token.account, token.code)
        events = stream(store, Watch(store.state, pause=0.02), reader, lambda: NOW, state.head.seq, base="/api/v1", quiet=0.1)
        said = [await anext(events) for _each in range(3)]
        await events.aclose()
        await engine.aclose()
        return said

    assert asyncio.run(heard()) == [b"retry: 3000\n\n", b": still here\n\n", b": still here\n\n"]
