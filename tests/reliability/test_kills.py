"""Bar 2: a process killed at any moment loses nothing that it acknowledged, and leaves nothing half done."""

import sqlite3
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from api.database import check_schema
from api.registry import store_for
from api.sqlite import SafeSQLiteEngine, SQLiteUnit
from governance.records import Records
from portfolio.model import Dependency, Task
from tests.conftest import Run
from tests.reliability.writers import BATCH, PROCESSES, Makes, write_until_killed
from tests.support import AUTHOR, Place, small_world, task

KILLS = 20
BACK = 3.0
"""Seconds until the database takes changes again."""


def killed(place: Place, name: str, seconds: float, makes: Makes | None = None) -> list[str]:
    """Let a process write, kill it after so many seconds of writing, and answer what it acknowledged."""
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=write_until_killed, args=(place, makes, name, there))
    process.start()
    there.close()
    acknowledged = [here.recv()]  # it is writing
    time.sleep(seconds)
    process.kill()
    process.join()
    try:
        while True:
            acknowledged.append(here.recv())
    except EOFError:
        pass
    finally:
        here.close()
        process.close()
    return acknowledged


def partial(records: Records) -> list[str]:
    """The batches of which some is there and some is not."""
    tasks = Counter(each.code.rpartition(".")[0] for each in records.all(Task) if "." in each.code)
    links = Counter(each.predecessor.rpartition(".")[0] for each in records.all(Dependency))
    return [name for name in tasks | links if (tasks[name], links[name]) != (BATCH, BATCH - 1)]


def test_twenty_kills_under_load_lose_nothing_acknowledged_and_leave_nothing_half_done(database: Place, run: Run[Any]) -> None:
    engine = database.engine()
    run(store_for(engine).commit(small_world, AUTHOR))
    run(engine.aclose())
    chance, acknowledged = Random(2018), list[str]()
    for number in range(KILLS):
        acknowledged += killed(database, f"k{number}", chance.uniform(0, 0.12))
        started = time.perf_counter()
        engine = database.engine()
        run(check_schema(engine))
        store = store_for(engine)
        run(store.commit(lambda work: work.replace(task("B", ordinal=work.get(Task, "B").entity.ordinal + 1), None), AUTHOR))
        assert time.perf_counter() - started < BACK
        assert run(store.verify()) is None
        _head, records = run(store.records())
        assert partial(records) == []
        stored = {each.code.rpartition(".")[0] for each in records.all(Task) if "." in each.code}
        assert set(acknowledged) <= stored
        assert records.get(Task, "A").ordinal == len(stored)
        assert records.get(Task, "B").ordinal == number + 1
        run(engine.aclose())
    assert len(acknowledged) >= KILLS
    if database.kind == "sqlite":
        sound(Path(database.url))


def sound(path: Path) -> None:
    """The file passes SQLite's own full checks."""
    with sqlite3.connect(path) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    plain.close()


class EachByItself(SQLiteUnit):
    """A mutant: every statement is stored by itself."""

    async def commit(self) -> None:
        """Nothing is left to commit."""

    async def rolled_back(self) -> bool:
        """Nothing can be undone."""
        return True


class WithoutTransaction(SafeSQLiteEngine):
    """A mutant engine."""

    begin_statement = "SELECT 1"

    def unit(self) -> SQLiteUnit:
        """A unit that is none."""
        return EachByItself(self)


@pytest.mark.slow
def test_without_a_transaction_a_kill_soon_leaves_half_a_batch(on_sqlite: Place, run: Run[Any]) -> None:
    engine = on_sqlite.engine()
    run(store_for(engine).commit(small_world, AUTHOR))
    chance = Random(2018)
    for number in range(60):
        killed(on_sqlite, f"m{number}", chance.uniform(0, 0.05), WithoutTransaction)
        broken = run(store_for(engine).verify())
        if broken is not None or partial(run(store_for(engine).records())[1]):
            break
    else:
        pytest.fail("no kill was noticed")
    run(engine.aclose())
