"""Bar 7: of two editors of the same version one wins and one is told; what the other fields say is untouched."""

from itertools import permutations
from random import Random
from typing import Any

import msgspec
import pytest

from api.registry import store_for
from governance.errors import StaleVersionError
from governance.store import Store
from governance.work import Stored
from portfolio.model import Task
from tests.conftest import Run
from tests.support import AUTHOR, Place, gathered, small_world, task

EDITS: list[dict[str, Any]] = [{"title_en": "by the first"}, {"ordinal": 7}]
ORDERS = sorted(
    {order for order in permutations("rRwW") if order.index("r") < order.index("w") and order.index("R") < order.index("W")}
)
"""Every interleaving of two editors' reads (r, R) and writes (w, W)."""


async def edit(store: Store, read: Stored[Task], change: dict[str, Any], *, checked: bool = True) -> bool:
    """Write one editor's change of what they read; whether it was taken."""
    edited = msgspec.structs.replace(read.entity, **change)
    try:
        await store.commit(lambda work: work.replace(edited, read.version if checked else None), AUTHOR)
    except StaleVersionError as told:
        return bool((told.given, told.code) != (read.version, "A"))
    return True


async def interleaved(stores: list[Store], order: tuple[str, ...], *, checked: bool = True) -> list[bool]:
    """Two editors in a given order; for each whether the change was taken."""
    read: list[Any] = [None, None]
    taken = [False, False]
    for step in order:
        who = int(step.isupper())
        if step.lower() == "r":
            read[who] = await stores[who].get(Task, "A")
        else:
            taken[who] = await edit(stores[who], read[who], EDITS[who], checked=checked)
    return taken


def overlaps(order: tuple[str, ...]) -> bool:
    """Whether both read before either wrote."""
    return max(order.index("r"), order.index("R")) < min(order.index("w"), order.index("W"))


def lost(run: Run[Any], stores: list[Store], order: tuple[str, ...], *, checked: bool = True) -> bool:
    """Whether a change that was taken is not there in the end, or an editor was refused without need."""
    run(stores[0].commit(reset, AUTHOR))
    taken = run(interleaved(stores, order, checked=checked))
    expected = {field: value for who, change in enumerate(EDITS) if taken[who] for field, value in change.items()}
    found = run(stores[1].get(Task, "A")).entity
    return bool(found != task("A", **expected)) or sum(taken) != (1 if overlaps(order) else 2)


def reset(work: Any) -> None:
    """Task A as it was at first."""
    work.replace(task("A"), None)


@pytest.fixture
def two(database: Place, run: Run[Any]) -> Any:
    """Two stores over one database, as two processes have them."""
    engines = [database.engine(), database.engine()]
    stores = [store_for(engine) for engine in engines]
    run(stores[0].commit(small_world, AUTHOR))
    yield stores
    for engine in engines:
        run(engine.aclose())


def test_there_are_six_interleavings_of_which_four_overlap() -> None:
    assert (len(ORDERS), sum(map(overlaps, ORDERS))) == (6, 4)


def test_in_no_interleaving_is_a_change_lost_or_refused_without_need(two: list[Store], run: Run[Any]) -> None:
    for order in ORDERS * 5:
        assert not lost(run, two, order), order
    assert run(two[0].verify()) is None


def test_of_two_writes_at_the_same_moment_exactly_one_is_taken(two: list[Store], run: Run[Any]) -> None:
    chance = Random(2018)
    for _round in range(60):
        run(two[0].commit(reset, AUTHOR))
        read = [run(store.get(Task, "A")) for store in two]
        edits = [edit(store, seen, change) for store, seen, change in zip(two, read, EDITS)]
        chance.shuffle(edits)
        assert sorted(run(gathered(*edits))) == [False, True]


def test_without_the_version_the_other_editors_change_is_lost(two: list[Store], run: Run[Any]) -> None:
    assert any(lost(run, two, order, checked=False) for order in ORDERS)
