"""What the tests of the whole service ask of it and of its database, and hold against what its clients were told."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from api.sqlite_shim import sqlite3
from tests.reliability.callers import Caller, Crowd, Known, counter, creator, visitor
from tests.reliability.service import Service
from tests.support import Place


def everything(client: httpx.Client, path: str, **where: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(path, params={"limit": "500", **where, **({"cursor": cursor} if cursor else {})}).json()
        found, cursor = found + page["items"], page["next"]
    return found


def head(service: Service) -> int:
    """The ledger's last sequence number."""
    with service.client("auditor") as client:
        return int(client.get("ledger?limit=1").json()["head"]["seq"])


def verified(service: Service, anchor: str | None = None) -> str:
    """The head that ``egov ledger verify`` prints in a process of its own; the ledger must be whole, and ``anchor`` in it."""
    done = service.command("ledger", "verify", *(["--head", anchor] if anchor else []))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split()[-1]


def sound(place: Place) -> None:
    """The database's own full checks, where it has any."""
    if place.kind == "sqlite":
        with sqlite3.connect(place.url) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        plain.close()


@contextmanager
def crowd(service: Service, known: Known) -> Iterator[Crowd]:
    """Six clients: three make and link tasks, two raise the same number, one signs in."""
    links = iter(service.opened.links)
    scripts = [*(creator(f"c{number}", known) for number in range(3)), counter(known), counter(known), visitor(links, known)]
    made = Crowd([Caller(service, script) for script in scripts])
    try:
        yield made
    finally:
        made.enough.set()
        made.close()


def unlike(service: Service, known: Known, begun: int) -> list[str]:
    """Every way in which what is stored is not exactly what the clients know."""
    with service.client() as client:
        tasks = {each["code"]: (each["version"], each["title_en"]) for each in everything(client, "tasks")}
        links = {each["code"] for each in everything(client, "dependencies")}
        sessions = len(everything(client, "credentials", purpose="session"))
        shared = client.get("tasks/P.5").json()
    ours = {code: task for code, task in tasks.items() if code.startswith("c")}
    raised = shared["version"] - 1
    facts = {
        "tasks lost or altered": {code for code, task in known.tasks.items() if ours.get(code) != task},
        "tasks nobody made": ours.keys() - known.tasks.keys(),
        "links lost": known.links - links,
        "links nobody made": {code for code in links if code.startswith("c")} - known.links,
        "sessions": sessions != known.sessions,
        "raised without a version": shared["ordinal"] != raised,
        "raised, and lost": not known.raised <= raised <= known.raised + known.doubtful,
        "entries of the ledger": head(service) - begun != known.entries + raised,
    }
    return [f"{what}: {found}" for what, found in facts.items() if found]


def answered_at_last(service: Service, crowd: Crowd, known: Known) -> None:
    """Each client sends its last request again, and each is answered."""
    for caller in crowd.callers:
        known.repeated += caller.again
        assert caller.ask(head(service))
