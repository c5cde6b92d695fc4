"""Bar 6: two writers who each add half a cycle: exactly one is accepted, and the other is told the cycle."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api.database import SafeEngine
from api.postgres import SafePostgresEngine
from api.registry import KINDS, store_for
from api.sqlite import Desk, SafeSQLiteEngine
from governance.errors import CycleError, DomainError
from governance.store import Store
from governance.work import Work
from portfolio.model import Dependency
from tests.conftest import Run
from tests.reliability.writers import PROCESSES, half_a_cycle, race
from tests.support import AUTHOR, Place, gathered, small_world, task

ROUNDS = 200
MUTANT_ROUNDS = 10


@contextmanager
def stores(run: Run[Any], *engines: SafeEngine, rules: bool = True) -> Iterator[list[Store]]:
    """A store over each engine, over a small world."""
    made = [store_for(engine) if rules else Store(engine, KINDS) for engine in engines]
    run(made[0].commit(small_world, AUTHOR))
    try:
        yield made
    finally:
        for engine in engines:
            run(engine.aclose())


def no_more_links(work: Work) -> None:
    for link in work.records.all(Dependency):
        work.delete(Dependency, link.code, None)


def failed_rounds(run: Run[Any], mine: Store, theirs: Store, rounds: int) -> int:
    """In how many rounds it was not so that one was accepted and one was told the cycle."""
    failed = 0
    for _round in range(rounds):
        one, other = run(gathered(mine.commit(half_a_cycle("A", "B"), AUTHOR), theirs.commit(half_a_cycle("B", "A"), AUTHOR)))
        refused = [outcome for outcome in (one, other) if isinstance(outcome, Exception)]
        failed += not (len(refused) == 1 and isinstance(refused[0], CycleError))
        run(mine.commit(no_more_links, AUTHOR))
    return failed


def test_of_two_halves_of_a_cycle_one_is_refused_in_every_one_of_two_hundred_rounds(database: Place, run: Run[Any]) -> None:
    with stores(run, database.engine(), database.engine()) as (mine, theirs):
        assert failed_rounds(run, mine, theirs, ROUNDS) == 0
        assert run(mine.verify()) is None


def test_the_same_within_one_store(database: Place, run: Run[Any]) -> None:
    with stores(run, database.engine()) as (mine,):
        assert failed_rounds(run, mine, mine, MUTANT_ROUNDS) == 0


def test_the_same_between_two_processes(database: Place, run: Run[Any]) -> None:
    rounds = 60
    with stores(run, database.engine()) as (store,):
        run(store.commit(lambda work: [work.create(task(f"{side}{n}")) for n in range(rounds) for side in "LR"], AUTHOR))
        start = PROCESSES.Barrier(2)
        pipes = [PROCESSES.Pipe(duplex=False) for _side in range(2)]
        processes = [PROCESSES.Process(target=race, args=(database, side, rounds, start, pipes[side][1])) for side in range(2)]
        for process in processes:
            process.start()
        outcomes = [here.recv() for here, _there in pipes]
        for process in processes:
            process.join()
            process.close()
        assert [sorted(pair) for pair in zip(*outcomes)] == [["accepted", "refused"]] * rounds
        assert len(run(store.records())[1].all(Dependency)) == rounds
        assert run(store.verify()) is None


# ---- each protection taken away is noticed


class Deferred(SafeSQLiteEngine):
    """A mutant: a unit begins as a reader."""

    begin_statement = "BEGIN DEFERRED"

    def __init__(self, path: str) -> None:
        super().__init__(path, timeout=0.2)


class NoTurn:
    """A mutant of the lock: everybody has it."""

    async def acquire(self) -> None:
        """Take it, whoever else has it."""

    def release(self) -> None:
        """Give it back."""


class WithoutTurn(SafeSQLiteEngine):
    """A mutant: the writers of a process do not wait for each other."""

    def desk(self) -> Desk:
        """The connections, without the queue."""
        desk = super().desk()
        desk.turn = NoTurn()  # type: ignore[assignment]
        return desk


class WithoutLock(SafePostgresEngine):
    """A mutant: READ COMMITTED without the lock."""

    lock_statement = ""


class OldSnapshot(SafePostgresEngine):
    """A mutant: the lock under REPEATABLE READ, whose snapshot is older than the lock."""

    begin_statement = "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE"


def test_without_immediate_it_is_noticed(on_sqlite: Place, run: Run[Any]) -> None:
    with stores(run, Deferred(on_sqlite.url), Deferred(on_sqlite.url)) as (mine, theirs):
        assert failed_rounds(run, mine, theirs, MUTANT_ROUNDS) > 0


def test_without_the_queue_of_writers_it_is_noticed(on_sqlite: Place, run: Run[Any]) -> None:
    with stores(run, WithoutTurn(on_sqlite.url)) as (mine,), pytest.raises(Exception):  # noqa: B017, PT011
        assert failed_rounds(run, mine, mine, MUTANT_ROUNDS) == 0


@pytest.mark.postgres
@pytest.mark.parametrize("mutant", [WithoutLock, OldSnapshot])
def test_without_the_lock_or_with_a_snapshot_older_than_it_it_is_noticed(
    on_postgres: Place, run: Run[Any], mutant: type[SafePostgresEngine]
) -> None:
    with stores(run, mutant(on_postgres.url), mutant(on_postgres.url)) as (mine, theirs):
        assert failed_rounds(run, mine, theirs, MUTANT_ROUNDS) > 0


def test_without_the_rule_the_cycle_is_stored(database: Place, run: Run[Any]) -> None:
    with stores(run, database.engine(), database.engine(), rules=False) as (mine, theirs):
        assert failed_rounds(run, mine, theirs, 1) == 1


@pytest.mark.postgres
def test_even_without_the_lock_the_chain_of_the_ledger_lets_only_one_of_two_at_once_through(
    on_postgres: Place, run: Run[Any]
) -> None:
    with stores(run, WithoutLock(on_postgres.url), WithoutLock(on_postgres.url)) as (mine, theirs):
        for _round in range(MUTANT_ROUNDS):
            both = gathered(mine.commit(half_a_cycle("A", "B"), AUTHOR), theirs.commit(half_a_cycle("B", "A"), AUTHOR))
            assert sum(isinstance(outcome, DomainError) for outcome in run(both)) == 1
            run(mine.commit(no_more_links, AUTHOR))
        assert run(mine.verify()) is None
