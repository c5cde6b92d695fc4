"""One test for each trap of the libraries under the storage: what would lose, lock, leak or lie, and does not."""

import asyncio
import sqlite3 as any_sqlite
import threading
from collections.abc import Iterator
from contextvars import Context
from datetime import date
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import pytest
from piccolo.engine.exceptions import TransactionError

from api.database import SafeEngine
from api.piccolo_app import APPS
from api.postgres import SafePostgresEngine
from api.registry import KINDS, store_for
from api.sqlite import SafeSQLiteEngine
from api.sqlite_shim import choose, safe_for_wal, sqlite3
from governance import columns
from governance.database import Trouble
from governance.errors import UnavailableError
from governance.store import Store
from portfolio.model import Task
from tests.conftest import Run
from tests.support import AUTHOR, Place, example, gathered, one_of_each, past, program, small_world, task

EVERY_TABLE = [table for app in APPS for table in app.table_classes]


# ---- the version of SQLite


def test_the_sqlite_in_use_is_free_of_the_wal_reset_bug() -> None:
    assert safe_for_wal(sqlite3.sqlite_version_info)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 7, 0), False), ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False),
        ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True),
    ],
)  # fmt: skip
def test_exactly_the_fixed_versions_are_trusted(version: tuple[int, int, int], safe: bool) -> None:
    assert safe_for_wal(version) is safe


def test_an_unsafe_version_is_refused_before_anything_is_written(tmp_path: Path, run: Run[Any]) -> None:
    path = tmp_path / "egov.sqlite"
    engine = SafeSQLiteEngine(path, version=(3, 40, 1))
    with pytest.raises(UnavailableError, match=r"3\.40\.1.*pysqlite3"):
        run(past(engine, "CREATE TABLE t (a INTEGER)"))
    assert not path.exists()
    run(engine.aclose())


def test_without_a_safe_sqlite_the_system_one_is_left_for_the_engine_to_refuse() -> None:
    old = ModuleType("sqlite3")
    vars(old)["sqlite_version_info"] = (3, 40, 1)

    def load(name: str) -> ModuleType:
        if name == "sqlite3":
            return old
        raise ImportError(name)

    assert choose(load) is old


# ---- settings that make it durable


def test_every_connection_has_the_durable_settings(on_sqlite: Place, run: Run[Any]) -> None:
    engine = on_sqlite.engine()
    assert isinstance(engine, SafeSQLiteEngine)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 30_000}

    async def settings() -> Iterator[dict[str, object]]:
        async with engine.unit() as unit:
            writer = {name: (await unit.rows(f"PRAGMA {name}"))[0][0] for name in wanted}
        return iter([writer, {name: (await engine.rows(f"PRAGMA {name}"))[0][0] for name in wanted}])

    assert list(run(settings())) == [wanted, wanted]
    run(engine.aclose())


@pytest.mark.postgres
def test_every_wait_on_postgresql_is_bounded_and_reads_cannot_write(on_postgres: Place, run: Run[Any]) -> None:
    engine = on_postgres.engine()
    wanted = {
        "statement_timeout": "8s", "lock_timeout": "3s", "idle_in_transaction_session_timeout": "15s",
        "default_transaction_read_only": "on", "synchronous_commit": "on",
    }  # fmt: skip
    assert {name: run(engine.rows(f"SHOW {name}"))[0][0] for name in wanted} == wanted

    async def isolation() -> Any:
        async with engine.unit() as unit:
            return await unit.rows("SELECT current_setting('transaction_isolation'), current_setting('transaction_read_only')")

    assert run(isolation()) == [("read committed", "off")]
    run(engine.aclose())


# ---- BEGIN, COMMIT, ROLLBACK


FAILED_BEGIN = """
import asyncio, sys
from api.database import engine_for
from api.sqlite_shim import sqlite3

async def main():
    other = sqlite3.connect(sys.argv[1], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    engine = engine_for(sys.argv[1])
    engine.timeout = 0.01
    for _ in range(20):
        try:
            async with engine.unit():
                raise AssertionError("began")
        except sqlite3.OperationalError as error:
            assert "locked" in str(error), error
        assert engine.current_transaction.get() is None
    import threading
    print(threading.active_count(), len(__import__("os").listdir("/proc/self/fd")) if sys.platform == "linux" else 0)
    other.execute("COMMIT")
    async with engine.unit() as unit:
        await unit.rows("SELECT 1")
    # and not a word of closing

asyncio.run(main())
"""


def test_twenty_failed_begins_leak_neither_thread_nor_file_and_the_process_exits(on_sqlite: Place) -> None:
    done = program(FAILED_BEGIN, on_sqlite.url, timeout=20)
    assert done.returncode == 0, done.stderr
    threads, files = map(int, done.stdout.split())
    assert threads <= 3
    assert files <= 20


DEFERRED = """
CREATE TABLE "parent" ("code" VARCHAR(9) NOT NULL PRIMARY KEY);
CREATE TABLE "child" ("code" VARCHAR(9) NOT NULL REFERENCES "parent" ("code") DEFERRABLE INITIALLY DEFERRED)
"""

FAILED_COMMITS = """
import asyncio, sys
from api.database import engine_for

async def main():
    engine = engine_for(sys.argv[1])
    async with engine.unit() as unit:
        for statement in sys.argv[2].split(";"):
            await unit.rows(statement)
    for number in range(100):
        try:
            async with engine.unit() as unit:
                await unit.rows("INSERT INTO child VALUES ('%d')" % number)
        except Exception as error:
            assert engine.refusal(error).trouble.value == "dangling", error
        else:
            raise AssertionError("committed")
        assert engine.current_transaction.get() is None
    for pool in [pools[0] for _guard, pools in getattr(engine, "_pools", {}).values()]:
        assert pool._queue.qsize() == engine.pool_size, pool._queue.qsize()
    async with engine.unit() as unit:
        await unit.rows("INSERT INTO parent VALUES ('a')")
        await unit.rows("INSERT INTO child VALUES ('a')")
    print(await engine.rows("SELECT * FROM child"))
    await engine.aclose()

asyncio.run(main())
"""


def test_a_hundred_failed_commits_lose_nothing_and_leave_everything_free(empty_database: Place) -> None:
    done = program(FAILED_COMMITS, empty_database.url, DEFERRED, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[('a',)]"


def test_what_is_acknowledged_after_a_failed_commit_is_there_for_other_processes(empty_database: Place, run: Run[Any]) -> None:
    engine, other = empty_database.engine(), empty_database.engine()
    run(past(engine, *DEFERRED.split(";")))

    async def some_fail() -> int:
        stored = 0
        for number in range(30):
            parent = number % 3 != 0
            try:
                await past(
                    engine, *[f"INSERT INTO parent VALUES ('{number}')"] * parent, f"INSERT INTO child VALUES ('{number}')"
                )
                stored += 1
            except Exception as error:
                refusal = engine.refusal(error)
                assert refusal is not None
                assert refusal.trouble is Trouble.DANGLING
        return stored

    assert run(some_fail()) == 20
    assert run(other.rows("SELECT count(*) FROM child")) == [(20,)]
    run(engine.aclose())
    run(other.aclose())


def test_a_cancelled_unit_undoes_its_work_and_frees_the_writer(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))

    async def cancelled_after(seconds: float) -> None:
        async def work() -> None:
            async with engine.unit() as unit:
                await unit.rows('UPDATE "task" SET "title_en" = \'lost\' WHERE "code" = \'A\'')
                await asyncio.sleep(5)

        running = asyncio.create_task(work())
        await asyncio.sleep(seconds)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    for step in range(12):
        run(cancelled_after(step * 0.001))
        assert engine.current_transaction.get() is None
    run(store.commit(lambda work: work.create(task("D")), AUTHOR))
    assert run(engine.rows('SELECT count(*) FROM "task" WHERE "title_en" = \'lost\'')) == [(0,)]
    assert run(store.verify()) is None


def test_units_do_not_nest(engine: SafeEngine, run: Run[Any]) -> None:
    async def nested() -> None:
        async with engine.unit(), engine.unit():
            pass

    with pytest.raises(TransactionError, match="nest"):
        run(nested())
    run(past(engine, "SELECT 1"))


def test_a_unit_belongs_to_its_task_and_ends_with_it(engine: SafeEngine, run: Run[Any]) -> None:
    async def another_task_uses_it() -> None:
        async with engine.unit():
            await asyncio.create_task(engine.rows("SELECT 1"))

    async def used_after_its_end() -> None:
        async with engine.unit() as unit:
            pass
        await unit.rows("SELECT 1")

    async def a_task_that_outlives_it() -> None:
        async def later() -> None:
            await asyncio.sleep(0.05)
            await engine.rows("SELECT 1")

        async with engine.unit():
            running = asyncio.create_task(later())
        await running

    for misuse in (another_task_uses_it, used_after_its_end, a_task_that_outlives_it):
        with pytest.raises(TransactionError, match=r"another task|is over"):
            run(misuse())
    run(past(engine, "SELECT 1"))


# ---- many at once


def test_fifty_writers_that_read_and_then_write_lose_nothing_and_none_is_refused(store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))

    def add_one(work: Any) -> None:
        stored = work.get(Task, "A")
        work.replace(task("A", ordinal=stored.entity.ordinal + 1), stored.version)

    async def writer() -> None:
        for _time in range(4):
            await store.commit(add_one, AUTHOR)

    assert run(gathered(*(writer() for _each in range(50)))) == [None] * 50
    assert run(store.get(Task, "A")).entity.ordinal == 200
    assert run(store.verify()) is None


def test_sixty_four_first_reads_at_once_open_one_connection(on_sqlite: Place, run: Run[Any]) -> None:
    engine = on_sqlite.engine()
    before = threading.active_count()
    found = run(gathered(*(engine.rows('SELECT count(*) FROM "task"') for _each in range(64))))
    assert found == [[(0,)]] * 64
    assert threading.active_count() - before <= 1
    run(engine.aclose())
    assert threading.active_count() == before


@pytest.mark.postgres
def test_sixty_four_first_reads_at_once_open_one_pool(on_postgres: Place, run: Run[Any]) -> None:
    engine = on_postgres.engine()
    assert isinstance(engine, SafePostgresEngine)
    found = run(gathered(*(engine.rows('SELECT count(*) FROM "task"') for _each in range(64))))
    assert found == [[(0,)]] * 64
    backends = run(engine.rows("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"))
    assert backends[0][0] <= engine.pool_size
    run(engine.aclose())


@pytest.mark.postgres
def test_a_full_pool_refuses_in_time_instead_of_waiting_for_ever(on_postgres: Place, run: Run[Any]) -> None:
    engine = SafePostgresEngine(on_postgres.url, pool_size=1)
    store = store_for(engine)

    async def second_while_first() -> None:
        async with engine.unit():
            await asyncio.create_task(store.head(), context=Context())

    started = perf_counter()
    with pytest.raises(UnavailableError):
        run(second_while_first())
    assert 4 < perf_counter() - started < 9
    run(store.commit(small_world, AUTHOR))
    run(engine.aclose())


def test_one_engine_works_in_one_event_loop_after_another(database: Place) -> None:
    engine = database.engine()
    before = set(threading.enumerate())

    async def once() -> None:
        await store_for(engine).records()
        await past(engine, "SELECT 1")
        if isinstance(engine, SafePostgresEngine):
            await engine.aclose()

    for _loop in range(3):
        asyncio.run(once())
    asyncio.run(engine.aclose())
    left = [thread for thread in set(threading.enumerate()) - before if thread.name.startswith("sqlite-")]
    for thread in left:
        thread.join(5)  # that of a loop that is gone ends by itself, a moment later
    assert not [thread for thread in left if thread.is_alive()]


# ---- rows


def test_reading_rows_costs_little_more_than_sqlite_itself(on_sqlite: Place, run: Run[Any]) -> None:
    engine = on_sqlite.engine()
    store = store_for(engine)
    run(store.commit(small_world, AUTHOR))
    run(store.commit(lambda work: [work.create(task(f"T{n}")) for n in range(3_000)], AUTHOR))
    plain = any_sqlite.connect(on_sqlite.url)
    sql = 'SELECT * FROM "task"'

    def best(of: Any) -> float:
        times = []
        for _time in range(5):
            started = perf_counter()
            assert len(of()) == 3_003
            times.append(perf_counter() - started)
        return min(times)

    ours, theirs = best(lambda: run(engine.run_ddl(sql))), best(lambda: plain.execute(sql).fetchall())
    plain.close()
    assert ours < 5 * theirs, f"{ours / theirs:.1f} times"
    run(engine.aclose())


def test_dates_booleans_and_numbers_come_back_as_they_went_in(engine: SafeEngine, run: Run[Any]) -> None:
    store = Store(engine, KINDS)
    wanted = [example(kind) for kind in KINDS if any(field.base in (date, bool, int) for field in columns.fields(kind))]

    run(store.commit(one_of_each, AUTHOR))
    fresh = Store(engine, KINDS)
    for entity in wanted:
        assert run(fresh.get(type(entity), entity.code)).entity == entity
    days = run(engine.rows('SELECT "day", "working" FROM "calendar_day"'))
    assert days == [(date(2018, 7, 1), False)]
    assert type(days[0][1]) is bool
