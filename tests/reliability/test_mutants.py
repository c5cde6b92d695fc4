"""Each protection of the engines taken away in turn: what it protects from happens, and the check that looks for it says so.

The mutants of the writers' locks stand in ``test_cycle_race``, that of the transaction in ``test_kills``, that of the version
in ``test_lost_updates``, and those of the chain in ``tests/governance/test_ledger``.
"""

from typing import Any

import pytest

from api.database import SafeEngine
from api.postgres import PostgresUnit, SafePostgresEngine
from api.registry import store_for
from api.sqlite import SafeSQLiteEngine, SQLiteUnit
from api.sqlite_shim import sqlite3
from api.unit import OutsideUnitError
from governance.errors import UnavailableError
from portfolio.model import Task
from tests.conftest import Run
from tests.support import AUTHOR, Place, past, small_world

DEFERRED = (
    """CREATE TABLE "parent" ("code" VARCHAR(9) NOT NULL PRIMARY KEY)""",
    """CREATE TABLE "child" ("code" VARCHAR(9) NOT NULL REFERENCES "parent" ("code") DEFERRABLE INITIALLY DEFERRED)""",
)
ORPHAN = "INSERT INTO \"child\" VALUES ('orphan')"


class WithoutFinally:
    """A mutant of the end of a unit: after a failed commit nothing is given back, as in the library."""

    async def _end(self: Any, *, failed: bool) -> None:
        if failed:
            await self.rolled_back()
        else:
            await self.commit()
        await self.give_back(in_doubt=False)


class LeakySQLiteUnit(WithoutFinally, SQLiteUnit):
    """It keeps the writer's turn."""


class LeakyPostgresUnit(WithoutFinally, PostgresUnit):
    """It keeps the pool's connection."""


class LeakySQLite(SafeSQLiteEngine):
    """A mutant engine."""

    def __init__(self, path: str) -> None:
        super().__init__(path, timeout=0.3)

    def unit(self) -> SQLiteUnit:
        return LeakySQLiteUnit(self)


class LeakyPostgres(SafePostgresEngine):
    """A mutant engine."""

    def __init__(self, url: str) -> None:
        super().__init__(url, pool_size=2)

    def unit(self) -> PostgresUnit:
        return LeakyPostgresUnit(self)


async def commits_after_failed_ones(engine: SafeEngine, failures: int = 3) -> bool:
    """Whether a good unit is still taken after some that could not be committed."""
    for _failure in range(failures):
        try:
            await past(engine, ORPHAN)
        except Exception as error:
            if engine.refusal(error) is None and not isinstance(error, UnavailableError):
                raise
    try:
        await past(engine, "INSERT INTO \"parent\" VALUES ('good')")
    except (UnavailableError, TimeoutError):
        return False
    return True


@pytest.mark.parametrize("leaky", [False, True], ids=["as it is", "without finally"])
def test_a_unit_that_gives_nothing_back_after_a_failed_commit_soon_lets_nobody_in(
    empty_database: Place, run: Run[Any], leaky: bool
) -> None:
    made = empty_database.engine()
    run(past(made, *DEFERRED))
    run(made.aclose())
    mutants: dict[str, type[LeakySQLite | LeakyPostgres]] = {"sqlite": LeakySQLite, "postgres": LeakyPostgres}
    engine = mutants[empty_database.kind](empty_database.url) if leaky else empty_database.engine()
    assert run(commits_after_failed_ones(engine)) is not leaky
    for _guard, pools in getattr(engine, "_pools", {}).values() if leaky else ():
        pools[0].terminate()
    run(engine.aclose())


class KeepsWhatIsInDoubt(SQLiteUnit):
    """A mutant: a connection whose commit failed is used again as it is."""

    async def give_back(self, *, in_doubt: bool) -> None:
        await super().give_back(in_doubt=False)


class Trusting(SafeSQLiteEngine):
    """A mutant engine."""

    def unit(self) -> SQLiteUnit:
        return KeepsWhatIsInDoubt(self)


def test_a_connection_in_doubt_that_is_used_again_is_still_in_its_old_transaction(tmp_path: Any, run: Run[Any]) -> None:
    for engine, begins_again in ((SafeSQLiteEngine(tmp_path / "a"), True), (Trusting(tmp_path / "b"), False)):
        run(past(engine, *DEFERRED))
        with pytest.raises(sqlite3.IntegrityError):
            run(past(engine, ORPHAN))
        if begins_again:
            run(past(engine, "INSERT INTO \"parent\" VALUES ('good')"))
        else:
            with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
                run(past(engine, "INSERT INTO \"parent\" VALUES ('good')"))
        run(engine.aclose())


class Normal(SafeSQLiteEngine):
    """A mutant: a power cut takes acknowledged changes with it."""

    synchronous = "NORMAL"


def test_less_than_full_synchronisation_is_noticed(on_sqlite: Place, run: Run[Any]) -> None:
    for engine, level in ((SafeSQLiteEngine(on_sqlite.url), 2), (Normal(on_sqlite.url), 1)):
        assert run(engine.rows("PRAGMA synchronous")) == [(level,)]
        run(engine.aclose())


class OpenReader(SafeSQLiteEngine):
    """A mutant: the reader may write."""

    def opened(self, *, writing: bool) -> sqlite3.Connection:
        return super().opened(writing=True)


class OpenPool(SafePostgresEngine):
    """A mutant: connections may write at once."""

    async def opened_pool(self) -> Any:
        pool = await super().opened_pool()
        pool._connect_kwargs["server_settings"] = {}
        return pool


def test_a_guard_that_lets_a_write_past_the_unit_is_noticed_by_the_ledger(database: Place, run: Run[Any]) -> None:
    forged = 'UPDATE "task" SET "title_en" = \'forged\' WHERE "code" = \'A\''
    guarded = database.engine()
    store = store_for(guarded)
    run(store.commit(small_world, AUTHOR))
    with pytest.raises(OutsideUnitError):
        run(guarded.run_ddl(forged))
    assert run(store.verify()) is None
    mutants = {"sqlite": OpenReader, "postgres": OpenPool}
    open_ = mutants[database.kind](database.url)
    run(open_.run_ddl(forged))
    assert run(store.verify()).seq == run(store.get(Task, "A")).changed_seq
    run(open_.aclose())
    run(guarded.aclose())
