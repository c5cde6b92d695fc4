"""What the service answers in a second, beside FastAPI with SQLAlchemy, beside the bare driver, and beside a constant.

All stand under uvicorn as ``egov serve`` sets it up, one process each, and are asked in turn by the same 32 connections; on
PostgreSQL each has a pool of ten. The list is the first hundred tasks of a portfolio of 10,000, every field, and the peers' is
asserted equal, thing by thing. Ours asks for a token, reads the ledger's head, and logs, as it always does; the peers ask nobody
who they are. Asked the same again while nothing has changed, ours gives the bytes that it gave before, once it has seen that
ledger, day and token stand: the rows of reading tell what finding that out costs. Beside them stands what an answer costs that
was not given before: each request names other languages, so that it is another one, of a schedule that is there.

The writers are fifty, each on a connection of its own: they read a task, count it up and write it back with the version that
they read, and begin anew when somebody else was first.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]

from api.credentials import add_account, issue_token
from api.database import engine_for, migrate
from api.registry import store_for
from governance import columns
from governance.work import Author, Work
from portfolio.model import Task
from tests.benchmarks.bench_reading import things
from tests.benchmarks.calling import NUMBER, Line, Load, Spent, free_port, in_turn, lines, quantile, request, running
from tests.benchmarks.graphs import graph
from tests.benchmarks.measuring import Report, await_quiet
from tests.conftest import a_server, named
from tests.support import ROOT

TASKS = 10_000
WRITERS, EACH, WRITTEN = 50, 12, 20
LEAST_FASTAPI = {"sqlite": 8.0, "postgres": 4.0}
MOST_BARE = {"sqlite": 1 / 0.85, "postgres": 1 / 0.65}
MOST_CONSTANT, MOST_WRITE = 2.0, 0.3
PEER = ROOT / ".venv" / "bench" / "bin" / "python"
AUTHOR = Author("bench", datetime(2018, 7, 5, 2, 0, tzinfo=UTC))
LIST, PATH = "/api/v1/tasks?limit=100", "/api/v1/programmes/P/critical-path"


async def filled(url: str) -> str:
    """Fill a database through the store; a token that writes."""
    engine = engine_for(url)
    await migrate(engine)
    store = store_for(engine)

    def fill(work: Work) -> None:
        for thing in things(graph("layered", TASKS)):
            work.create(thing)

    await store.commit(fill, AUTHOR)
    await add_account(store, AUTHOR, code="us", name="us", role="secretariat")
    token = await issue_token(store, AUTHOR, account="us", label="bench", days=9_000)
    await engine.aclose()
    return token


class Ours(NamedTuple):
    """Our service, served."""

    process: int
    port: int
    token: str

    def load(self, path: str, *, anew: bool = False) -> Load:
        other = {"Accept-Language": f"vi, x-{NUMBER}"} if anew else {}
        return Load(self.process, self.port, request("GET", path, {"Authorization": f"Bearer {self.token}", **other}))


@contextmanager
def ours(url: str, home: Path) -> Iterator[Ours]:
    """A database of 10,000 tasks, and ``egov serve`` over it."""
    token, port = asyncio.run(filled(url)), free_port()
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    environ = {"EGOV_HOME": str(home), "EGOV_DATABASE_URL": url if "://" in url else f"sqlite:///{url}", "PYTHONPATH": str(ROOT)}
    with running(command, port, "/", environ, home) as process:
        yield Ours(process, port, token)


@contextmanager
def peer(url: str, home: Path, constant: bytes) -> Iterator[tuple[int, int]]:
    """The peers over the same database: their process and their port."""
    port, file = free_port(), home / "constant"
    file.write_bytes(constant)
    said = json.dumps({"url": url, "fields": fields(), "constant": str(file)})
    command = [str(PEER), str(ROOT / "tests/benchmarks/peer_service.py"), str(port)]
    with running(command, port, "/constant", {"PEER": said}, home) as process:
        yield process, port


def fields() -> list[tuple[str, str, bool]]:
    """What a task in a list is made of: name, type, whether it may be null."""
    own = [(field.name, field.base.__name__, field.nullable) for field in columns.fields(Task)]
    return [*own, ("version", "int", False), ("seq", "int", False)]


def fetched(load: Load) -> Any:
    """What is answered to a load, once."""

    async def once() -> bytes:
        [line] = await lines(load.port, 1)
        answer = await line.ask(load.asked)
        line.close()
        assert answer.status == 200, answer
        return answer.body

    return asyncio.run(once())


# ---- reading


def reading(kind: str, us: Ours, url: str, home: Path, report: Report) -> None:
    """The list and the critical path, each beside what answers the same."""
    listed, path = us.load(LIST), us.load(PATH)
    constant = fetched(path)
    assert len(json.loads(constant)["path"]) > 10
    if not PEER.exists():
        report.missing.append(f"{kind}, beside peers: there is no {PEER.relative_to(ROOT)}; make bench makes it")
        return
    with peer(url, home, constant) as (process, port):
        orm, bare, same = (Load(process, port, request("GET", each)) for each in ("/orm", "/bare", "/constant"))
        right = json.loads(fetched(listed))["items"]
        assert len(right) == 100
        assert all(json.loads(fetched(each))["items"] == right for each in (orm, bare))
        assert fetched(same) == constant
        await_quiet()
        told(kind, in_turn((listed, orm, bare)), report)
        computed, anew, fixed = in_turn((path, us.load(PATH, anew=True), same))
        what = f"{kind}: critical path of {TASKS:,} tasks, {len(constant) // 1000} KB, beside a constant"
        report.within(what, computed.clock, fixed.clock, MOST_CONSTANT)
        report.within("  the same by the processor time of the server", computed.processor, fixed.processor)
        report.within("  an answer that was not given before", anew.clock, fixed.clock)


def told(kind: str, spent: list[Spent], report: Report) -> None:
    """The rows of the list."""
    mine, orm, bare = spent
    report.beat(f"{kind}: list of 100 tasks, beside FastAPI + SQLAlchemy objects", mine.clock, orm.clock, LEAST_FASTAPI[kind])
    report.within(f"{kind}: list of 100 tasks, beside the bare driver", mine.clock, bare.clock, MOST_BARE[kind])
    report.beat("  processor time of the server, beside FastAPI", mine.processor, orm.processor)
    report.within("  processor time of the server, beside the bare driver", mine.processor, bare.processor)
    report.within("  the slowest of a hundred, beside FastAPI", mine.p99, orm.p99)


# ---- writing


class Writing(NamedTuple):
    """What the writers saw: how long each acknowledged change took, how often another was first, and what they counted."""

    taken: list[float]
    overtaken: int
    seconds: float
    counts: dict[str, int]


async def written(us: Ours, codes: list[str]) -> Writing:
    """Fifty writers, each until it has changed something so many times."""
    taken: list[float] = []
    overtaken, counts = 0, dict.fromkeys(codes, 0)
    headers = {"Authorization": f"Bearer {us.token}", "Content-Type": "application/json"}

    async def writer(line: Line, number: int) -> None:
        nonlocal overtaken
        done = 0
        while done < EACH:
            code = codes[(number + done * 7) % len(codes)]
            read = await line.ask(request("GET", f"/api/v1/tasks/{code}", headers))
            count = int(json.loads(read.body)["note_en"] or 0)
            body = json.dumps({"note_vi": str(count + 1), "note_en": str(count + 1)}).encode()
            begun = perf_counter()
            answer = await line.ask(request("PATCH", f"/api/v1/tasks/{code}", {**headers, "If-Match": read.header("ETag")}, body))
            if answer.status == 412:
                overtaken += 1
                continue
            assert answer.status == 200, answer
            taken.append(perf_counter() - begun)
            counts[code] += 1
            done += 1

    opened, begun = await lines(us.port, WRITERS), perf_counter()
    await asyncio.gather(*(writer(line, number) for number, line in enumerate(opened)))
    seconds = perf_counter() - begun
    for code in codes:
        found = json.loads((await opened[0].ask(request("GET", f"/api/v1/tasks/{code}", headers))).body)
        assert (found["note_en"], found["version"]) == (str(counts[code]), counts[code] + 1), code
    for line in opened:
        line.close()
    return Writing(taken, overtaken, seconds, counts)


def synced(folder: Path, tries: int = 100) -> float:
    """The median seconds in which the disk of a folder has 4 KB for good."""
    taken, path = [], folder / "synced"
    with path.open("wb", buffering=0) as file:
        for _ in range(tries):
            begun = perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            taken.append(perf_counter() - begun)
    path.unlink()
    return median(taken)


def writing(kind: str, us: Ours, home: Path, report: Report) -> None:
    """The writers, and what one commit costs on this disk."""
    codes = [each["code"] for each in json.loads(fetched(us.load(LIST)))["items"]][:WRITTEN]
    await_quiet()
    found = asyncio.run(written(us, codes))
    assert sum(found.counts.values()) == len(found.taken) == WRITERS * EACH
    what = f"{kind}: {WRITERS} writers with versions, {len(found.taken)} changes, {found.overtaken} overtaken"
    report.within(f"{what}: p99", quantile(found.taken, 0.99), MOST_WRITE, 1.0)
    report.within("  one change, all together; beside one write and fsync", found.seconds / len(found.taken), synced(home))


# ---- all of it


@contextmanager
def databases(home: Path) -> Iterator[Iterator[tuple[str, str, Path]]]:
    """Databases to fill on each kind: its name, its address, and a folder for the service."""
    with a_server() as server:

        def made(kind: str) -> tuple[str, str, Path]:
            folder = home / uuid4().hex[:8]
            folder.mkdir()
            if kind == "sqlite":
                return kind, str(folder / "egov.sqlite"), folder
            name = f"egov_bench_{uuid4().hex[:8]}"
            asyncio.run(_create(str(server), name))
            return kind, named(str(server), name), folder

        yield (made(kind) for kind in ("sqlite", "postgres") if kind == "sqlite" or server)


async def _create(server: str, name: str) -> None:
    raw = await asyncpg.connect(server)
    await raw.execute(f'CREATE DATABASE "{name}"')
    await raw.close()


def main() -> bool:
    """Measure, assert and print."""
    report = Report("peer")
    with TemporaryDirectory() as home, databases(Path(home)) as each:
        kinds = set()
        for kind, url, folder in each:
            kinds.add(kind)
            with ours(url, folder) as us:
                reading(kind, us, url, folder, report)
                writing(kind, us, folder, report)
        if "postgres" not in kinds:
            report.missing.append("PostgreSQL: there is no server here")
    return report.printed()
