"""What the processes of the reliability tests do; they are started from a server that has imported everything already."""

import asyncio
import multiprocessing
from collections.abc import Callable
from itertools import pairwise
from multiprocessing.connection import Connection
from typing import Any

from api.database import SafeEngine
from api.registry import store_for
from governance.errors import CycleError
from governance.store import Store
from governance.work import Work
from portfolio.model import Dependency, Task
from tests.support import AUTHOR, Place, task

BATCH = 6

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.reliability.writers"])

Makes = Callable[[str], SafeEngine]


def batch(name: str) -> Callable[[Work], str]:
    """A change that is whole or not at all: some tasks in a chain of links, and one more of the counter."""

    def change(work: Work) -> str:
        codes = [f"{name}.{number}" for number in range(BATCH)]
        for code in codes:
            work.create(task(code))
        for before, after in pairwise(codes):
            work.create(Dependency(predecessor=before, successor=after))
        counter = work.get(Task, "A")
        work.replace(task("A", ordinal=counter.entity.ordinal + 1), counter.version)
        return name

    return change


def write_until_killed(place: Place, makes: Makes | None, name: str, acknowledged: Connection) -> None:
    """Four writers at once, for ever; every batch is told once it is stored."""

    async def writer(store: Store, number: int) -> None:
        for turn in range(10_000):
            acknowledged.send(await store.commit(batch(f"{name}-{number}-{turn}"), AUTHOR))

    async def writers() -> None:
        store = store_for(makes(place.url) if makes else place.engine())
        await asyncio.gather(*(writer(store, number) for number in range(4)))

    asyncio.run(writers())


def half_a_cycle(predecessor: str, successor: str) -> Callable[[Work], Any]:
    """A change that adds one link."""
    return lambda work: work.create(Dependency(predecessor=predecessor, successor=successor))


def race(place: Place, side: int, rounds: int, start: Any, results: Connection) -> None:
    """In every round add half of a cycle, at the same moment as another process adds the other half."""

    async def run() -> list[str]:
        engine = place.engine()
        store = store_for(engine)
        await store.records()
        outcomes = []
        for number in range(rounds):
            ends = (f"L{number}", f"R{number}")
            start.wait(30)
            try:
                await store.commit(half_a_cycle(*(ends if side else ends[::-1])), AUTHOR)
                outcomes.append("accepted")
            except CycleError:
                outcomes.append("refused")
        await engine.aclose()
        return outcomes

    results.send(asyncio.run(run()))
