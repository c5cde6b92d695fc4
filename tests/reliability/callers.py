"""Clients that load the service and remember what it acknowledged; each is a script that asks and is told the answer.

A request whose answer never came is sent again unchanged once the service is back, as a careful client does. After that
nobody is in doubt: what is stored must be what the clients know, to the ledger entry.
"""

import threading
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx

from tests.reliability.service import Service


class Asked(NamedTuple):
    """A request; ``again`` says that it was sent before and the answer was lost."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Told(NamedTuple):
    """An answer, whether its request had been sent before, and where the ledger then ended."""

    response: httpx.Response
    again: bool
    head: int

    @property
    def late(self) -> bool:
        """Whether the change had been stored already when its answer was lost."""
        return self.again and self.response.status_code == 201 and bool(self.response.json()["seq"] <= self.head)


Script = Generator[Asked, Told, None]


@dataclass
class Known:
    """What the clients know to be stored; ``repeated`` requests lost their answer, ``late`` ones were stored before they did."""

    tasks: dict[str, tuple[int, str]] = field(default_factory=dict)
    links: set[str] = field(default_factory=set)
    entries: int = 0
    sessions: int = 0
    raised: int = 0
    doubtful: int = 0
    repeated: int = 0
    late: int = 0


def creator(name: str, known: Known) -> Script:
    """Makes tasks, amends each once, and links it to the one before; all of them its own."""
    for number in range(10_000):
        code, title = f"{name}.{number}", f"{name} {number}"
        body = {"code": code, "programme": "Q", "title_vi": title, "title_en": title}
        told = yield Asked("POST", "tasks", body, (("Idempotency-Key", f"task {code}".replace(" ", "-")),))
        assert (told.response.status_code, told.response.json()["version"]) == (201, 1), told.response.text
        known.tasks[code] = (1, title)
        known.entries += 1
        known.late += told.late
        title += " amended"
        told = yield Asked("PATCH", f"tasks/{code}", {"title_en": title}, (("If-Match", '"1"'),))
        answer = told.response.json()
        assert told.response.status_code == 200 or (told.again and answer["current_version"] == 2), told.response.text
        known.tasks[code] = (2, title)
        known.entries += 1
        known.late += told.response.status_code != 200
        if number:
            ends = {"predecessor": f"{name}.{number - 1}", "successor": code}
            told = yield Asked("POST", "dependencies", ends, (("Idempotency-Key", f"link-{code}"),))
            assert told.response.status_code == 201, told.response.text
            known.links.add(told.response.json()["code"])
            known.entries += 1
            known.late += told.late


def counter(known: Known) -> Script:
    """Raises the ordinal of a task that others raise too, and reads it again when somebody came first."""
    while True:
        seen = (yield Asked("GET", "tasks/P.5")).response
        assert seen.status_code == 200, seen.text
        more = {"ordinal": seen.json()["ordinal"] + 1}
        told = yield Asked("PATCH", "tasks/P.5", more, (("If-Match", seen.headers["etag"]),))
        assert told.response.status_code in (200, 412), told.response.text
        known.raised += told.response.status_code == 200
        known.doubtful += told.again and told.response.status_code == 412


def visitor(links: Iterable[str], known: Known) -> Script:
    """Uses up one-time links; each is two changes in one: the link is used, and a session is open."""
    for link in links:
        told = yield Asked("POST", f"/sign-in/{link}")
        assert told.response.status_code == 303 or (told.again and told.response.status_code == 404), told.response.text
        known.sessions += 1
        known.late += told.response.status_code != 303
        known.entries += 2


class Caller:
    """One client: it asks as its script says until told to stop, or until the service is gone."""

    def __init__(self, service: Service, script: Script) -> None:
        self.client = service.client()
        self.url = service.url
        self.script = script
        self.asked = next(script)
        self.again = False
        self.answers = 0
        self.broken: BaseException | None = None

    def ask(self, head: int = 0) -> bool:
        """Send the next request, or again the one whose answer was lost; whether an answer came. The ledger ends at ``head``."""
        address = f"{self.url}{self.asked.path}" if self.asked.path.startswith("/") else self.asked.path
        try:
            response = self.client.request(self.asked.method, address, json=self.asked.body, headers=dict(self.asked.headers))
        except httpx.TransportError:
            self.again = True
            return False
        told, self.again = Told(response, self.again, head), False
        self.client.cookies.clear()
        self.answers += 1
        self.asked = self.script.send(told)
        return True

    def load(self, enough: threading.Event) -> None:
        """Ask and ask."""
        with suppress(StopIteration):
            try:
                while not enough.is_set() and self.ask():
                    pass
            except AssertionError as wrong:
                self.broken = wrong


class Crowd:
    """Callers at work at the same time."""

    def __init__(self, callers: list[Caller]) -> None:
        self.callers = callers
        self.enough = threading.Event()
        self.threads: list[threading.Thread] = []

    def begin(self) -> None:
        """All of them begin."""
        self.enough.clear()
        self.threads = [threading.Thread(target=caller.load, args=(self.enough,)) for caller in self.callers]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        """Wait until each was told its last answer, or that there is none."""
        self.enough.set()
        for thread in self.threads:
            thread.join()
        for caller in self.callers:
            if caller.broken is not None:
                raise caller.broken

    def close(self) -> None:
        """Close their connections."""
        for caller in self.callers:
            caller.client.close()
