"""What it costs to get the schedule of 100,000 tasks and 250,000 links out of a database, beside only reading them.

The tables are the real ones, filled past the ledger; rows stand in no order. Ours begins at the database and ends with dates,
floats and critical tasks. Beside it, in turn: a reader in C that steps through the same columns with the very SQLite that we
use; ``COPY`` of the same columns on PostgreSQL; and Piccolo objects that are made into a networkx graph and walked there and
back in plain days, without calendars. *With dates*: where 2 % of the tasks have a constraint, which is read as a thing.

On SQLite all happens in this process, and times are what it has the processor for; on PostgreSQL, where a server works too,
they are by the clock. Every schedule is asserted to be that of the generator's columns, which never saw a database.
"""

import asyncio
import ctypes
import ctypes.util
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]
import networkx as nx
import numpy as np

from api.database import SafeEngine, engine_for, migrate
from api.registry import store_for
from api.sqlite_shim import sqlite3
from governance import statements as sql
from governance.columns import column_names, fields, to_row
from governance.gathering import Wanted
from governance.model import Organization, OrganizationClass
from governance.store import Store
from governance.values import Entity
from portfolio.cpm import Schedule, schedule
from portfolio.model import (
    Calendar,
    CalendarDay,
    Constraint,
    ConstraintKind,
    Dependency,
    Estimate,
    Frame,
    LagCalendar,
    Portfolio,
    Programme,
    ProgrammeKind,
    Relation,
    Task,
)
from portfolio.plancolumns import WANTED, WHOLE, Told, planned
from portfolio.tables import TABLES
from tests.benchmarks.graphs import MONDAY, WEEKS, Graph, calendars, graph, network, sheet
from tests.benchmarks.measuring import Report, await_quiet
from tests.conftest import a_server, named

SIZE, ROUNDS = 100_000, 9
MOST_READER, MOST_COPY, LEAST_OBJECTS = 2.5, 3.0, 30.0
RELATIONS = (Relation.FS, Relation.SS, Relation.FF, Relation.SF)  # as the generator numbers them
READ = WANTED[1:]


def things(plan: Graph) -> Iterator[Entity]:
    """The plan as what is governed."""
    g, shuffled = plan.given, np.random.default_rng(5).permutation(plan.size).tolist()
    both: dict[str, Any] = {"title_vi": "kế hoạch", "title_en": "plan"}
    yield Organization(code="NCEG", name_vi="Ủy ban", name_en="Committee", classification=OrganizationClass.MINISTRY)
    for (name, calendar), week in zip(calendars(plan).items(), WEEKS, strict=True):
        yield Calendar(code=name, week=week, **both)
        for day in sorted(calendar.closed):
            yield CalendarDay(calendar=name, day=day, working=False, reason_vi="nghỉ", reason_en="off")
    yield Portfolio(code="EGOV", committee="NCEG", calendar="C0", **both)
    yield Programme(code="P", portfolio="EGOV", type=ProgrammeKind.PLAN, **both)
    yield Frame(programme="P", start=MONDAY)
    for i in shuffled:
        yield Task(code=f"T{i:07}", programme="P", title_vi=f"nhiệm vụ số {i}", title_en=f"task number {i}")
    days, on = g["dur"].tolist(), g["cal"].tolist()
    for i in shuffled:
        points = {"optimistic": days[i], "most_likely": days[i], "pessimistic": days[i] + 5}
        yield Estimate(task=f"T{i:07}", calendar=f"C{on[i]}", **points)
    for a, b, kind, lag in zip(*(g[name].tolist() for name in ("pred", "succ", "typ", "lag")), strict=True):
        ends: dict[str, Any] = {"predecessor": f"T{a:07}", "successor": f"T{b:07}", "relation": RELATIONS[kind]}
        yield Dependency(lag=lag, lag_calendar=LagCalendar.SUCCESSOR, **ends)
    for i in np.flatnonzero(g["rel"]).tolist():
        yield Constraint(task=f"T{i:07}", type=ConstraintKind.SNET, day=MONDAY + timedelta(int(g["rel"][i])))


Rows = dict[type[Entity], list[tuple[Any, ...]]]


def rows(plan: Graph) -> Rows:
    """The plan as rows of tables, each kind after what it refers to."""
    made: Rows = {}
    for thing in things(plan):
        made.setdefault(type(thing), []).append(to_row(thing, 1, 1))
    return made


async def migrated(url: str) -> None:
    engine = engine_for(url)
    await migrate(engine)
    await engine.aclose()


def fill_sqlite(path: Path, filled: Rows) -> None:
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA synchronous=OFF")
    for kind, of in filled.items():
        raw.executemany(sql.spoken(sql.insert(kind), "sqlite"), of)
    raw.commit()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


async def fill_postgres(url: str, filled: Rows) -> None:
    await migrated(url)
    raw = await asyncpg.connect(url)
    for kind, of in filled.items():
        await raw.copy_records_to_table(kind.kind, records=of, columns=column_names(kind))
    await raw.execute("VACUUM ANALYZE")
    await raw.close()


async def ours(store: Store) -> Schedule:
    """From the database to the schedule."""
    _head, (codes, tasks, estimates, links), rest = await store.gather(WANTED, WHOLE)
    return schedule(planned(Told(codes, tasks, estimates, links, rest), MONDAY).network)


def same(found: Schedule, plan: Graph) -> None:
    """Assert that a schedule is the one of the generator's columns."""
    right = schedule(network(sheet(plan), calendars(plan)))
    assert (found.finish, len(found.network.links)) == (right.finish, plan.links)
    for name in ("start", "finish", "totals", "free", "critical"):
        mine, theirs = (np.array(list(getattr(each.columns, name)))[each.network.wiring.rank] for each in (found, right))
        assert np.array_equal(mine, theirs), name


# ------------------------------------------------------------------------------------------------------------------ peers
def selected(wanted: Wanted) -> str:
    """The rows of what we read, as any reader would ask for them."""
    where = " AND ".join(f"\"{name}\" = '{value}'" for name, value in wanted.where)
    return f'SELECT {sql.names(wanted.fields)} FROM "{wanted.kind.kind}"' + (f" WHERE {where}" if where else "")


def c_reader(folder: Path) -> Any:
    """A reader in C over the SQLite that we use, or None without a compiler."""
    if not shutil.which("gcc"):
        return None
    made = folder / "reader.so"
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", made, Path(__file__).with_name("reader.c")], check=True)
    inside = sys.modules.get(f"{sqlite3.__name__.partition('.')[0]}._sqlite3")
    where = inside.__file__ if inside else ctypes.util.find_library("sqlite3")
    library = ctypes.CDLL(where, mode=ctypes.RTLD_GLOBAL)
    library.sqlite3_libversion.restype = ctypes.c_char_p
    assert library.sqlite3_libversion().decode() == sqlite3.sqlite_version
    reader = ctypes.CDLL(str(made)).read_columns
    reader.restype = ctypes.c_int64
    return reader


def stepping(reader: Any, path: Path, counts: Sequence[int]) -> Callable[[], Awaitable[None]]:
    """Read the columns with C, into memory that is there already."""
    asked = []
    for wanted, count in zip(READ, counts, strict=True):
        base = {field.name: field.base for field in fields(wanted.kind)}
        kinds = "".join("i" if base[name] is int else "t" for name in wanted.fields)
        memory = [np.zeros(count * (4 if kind == "i" else 12), np.uint8) for kind in kinds]
        pointers = (ctypes.c_void_p * len(kinds))(*(column.ctypes.data for column in memory))
        asked.append((selected(wanted).encode(), kinds.encode(), pointers, count, memory))

    async def read() -> None:
        for statement, kinds, pointers, count, _memory in asked:
            assert reader(str(path).encode(), statement, kinds, pointers) == count

    return read


async def objects(engine: SafeEngine) -> int:
    """Rows as objects, a graph of them, and a walk there and back in plain days; says how long the plan is."""
    read: list[list[Any]] = []
    for kind in (Task, Estimate, Dependency):
        TABLES[kind.kind]._meta._db = engine
        read.append(await TABLES[kind.kind].objects())
    tasks, estimates, links = read
    graph: Any = nx.MultiDiGraph()
    days = {estimate.task: estimate.most_likely for estimate in estimates}
    graph.add_nodes_from(task.code for task in tasks)
    graph.add_edges_from((link.predecessor, link.successor, link.relation, {"lag": link.lag}) for link in links)
    order = list(nx.topological_sort(graph))
    early, late = dict.fromkeys(order, 0), dict[str, int]()
    for code in order:
        for before, _code, relation, lag in graph.in_edges(code, keys=True, data="lag"):
            bound = early[before] + (days[before] if relation[0] == "F" else 0) + lag - (days[code] if relation[1] == "F" else 0)
            early[code] = max(early[code], bound)
    end: int = max(early[code] + days[code] for code in order)
    for code in reversed(order):
        late[code] = end - days[code]
        for _code, after, relation, lag in graph.out_edges(code, keys=True, data="lag"):
            bound = late[after] + (days[after] if relation[1] == "F" else 0) - lag - (days[code] if relation[0] == "F" else 0)
            late[code] = min(late[code], bound)
    assert all(early[code] <= late[code] for code in order)
    return end


def copying(raw: Any) -> Callable[[], Awaitable[None]]:
    """``COPY`` of the columns, to memory."""

    async def read() -> None:
        for wanted in READ:
            await raw.copy_from_query(selected(wanted), output=BytesIO())

    return read


async def in_turn(clock: Callable[[], float], *sides: Callable[[], Awaitable[object]], rounds: int = ROUNDS) -> list[float]:
    """The least seconds of each side, over rounds in which they run in turn."""
    best = [inf] * len(sides)
    await_quiet()
    for _ in range(rounds):
        for at, side in enumerate(sides):
            begun = clock()
            made = await side()
            best[at] = min(best[at], clock() - begun)
            del made
    return best


async def on_sqlite(path: Path, plan: Graph, reader: Any, report: Report, *, bar: bool, what: str) -> None:
    engine = engine_for(path)
    store = store_for(engine)
    same(await ours(store), plan)
    if reader:
        step = stepping(reader, path, [plan.size, plan.size, plan.links])
        took, peer = await in_turn(process_time, lambda: ours(store), step)
        report.within(f"SQLite to schedule{what}; peer: only read, in C", took, peer, MOST_READER if bar else None)
    if bar:
        took, peer = await in_turn(process_time, lambda: ours(store), lambda: objects(engine), rounds=2)
        report.beat("SQLite to schedule; peer: Piccolo objects + networkx", took, peer, LEAST_OBJECTS)
    await engine.aclose()


async def on_postgres(url: str, plan: Graph, report: Report) -> None:
    engine, raw = engine_for(url), await asyncpg.connect(url)
    store = store_for(engine)
    same(await ours(store), plan)
    took, peer = await in_turn(perf_counter, lambda: ours(store), copying(raw))
    report.within("PostgreSQL to schedule; peer: only COPY", took, peer, MOST_COPY)
    await raw.close()
    await engine.aclose()


def main() -> bool:
    """Measure, assert and print."""
    drawn = graph("layered", SIZE)
    plan = replace(drawn, given={**drawn.given, "rel": np.zeros_like(drawn.given["rel"])})
    report, filled = Report("peer"), rows(drawn)
    dated: Rows = {Constraint: filled.pop(Constraint)}
    with TemporaryDirectory() as home:
        path, reader = Path(home) / "plan.sqlite", c_reader(Path(home))
        if reader is None:
            report.missing.append("the reader in C: there is no gcc")
        asyncio.run(migrated(str(path)))
        fill_sqlite(path, filled)
        asyncio.run(on_sqlite(path, plan, reader, report, bar=True, what=""))
        fill_sqlite(path, dated)
        asyncio.run(on_sqlite(path, drawn, reader, report, bar=False, what=", with dates"))
    with a_server() as server:
        if server is None:
            report.missing.append("PostgreSQL: give EGOV_TEST_POSTGRES_URL, or install the server")
        else:
            database = named(server, f"egov_bench_{uuid4().hex[:8]}")
            asyncio.run(made_or_dropped(server, "CREATE", database))
            try:
                asyncio.run(fill_postgres(database, filled))
                asyncio.run(on_postgres(database, plan, report))
            finally:
                asyncio.run(made_or_dropped(server, "DROP", database))
    return report.printed()


async def made_or_dropped(server: str, what: str, database: str) -> None:
    """Make a database on a server, or drop it."""
    name = database.partition("?")[0].rpartition("/")[2]
    raw = await asyncpg.connect(server)
    await raw.execute(f'{what} DATABASE "{name}"')
    await raw.close()


if __name__ == "__main__":
    main()
