"""Critical tasks in chains: the worst first, each to the date that its float counts to."""

from typing import Any

import pytest
from hypothesis import given

from portfolio.cpm import schedule
from portfolio.errors import CycleError
from portfolio.reports.chains import chains
from tests.portfolio.charts import july, plan
from tests.strategies import lived_plans, network

TWO = plan("""
    a 3
    b 4 a due=4
    c 9
    d 1 c
""")


def test_the_worst_chain_comes_first_and_the_rest_by_float() -> None:
    made = schedule(TWO)
    found = chains(made, made.critical).chains
    assert [(chain.number, chain.float < 0, chain.tasks) for chain in found] == [(1, True, ("a", "b")), (2, False, ("c", "d"))]
    first, second = (chain.bound for chain in found)
    assert (first.task, first.hold.limit, first.hold.day) == ("b", "deadline", july(4))
    assert (second.task, second.hold.limit) == ("d", "end")


def test_a_chain_that_runs_into_another_says_so() -> None:
    made = schedule(plan("a 5\nx 4\nb 2 a x due=3"))
    first, second = chains(made, made.critical).chains
    assert first.tasks == ("a", "b")
    assert (second.tasks, second.into) == (("x",), "b")
    assert second.bound.task == "b"


@pytest.mark.parametrize("pin", ["MSO=9", "MFO=9", "ALAP"])
def test_what_only_a_date_pins_is_no_step(pin: str) -> None:
    made = schedule(plan(f"a 8\nb 4 a\np 1 {pin}"))
    assert "p" in made.critical
    found = chains(made, made.critical)
    assert [chain.tasks for chain in found.chains] == [("a", "b")]
    assert found.pinned == ("p",)


def test_a_pinned_task_that_the_path_goes_through_is_a_step() -> None:
    made = schedule(plan("a 5\np 1 a MSO=4\nb 2 p"))
    found = chains(made, made.critical)
    assert found.pinned == ()
    assert found.chains[0].tasks[:2] == ("a", "p")


def test_the_longest_path_follows_what_drives() -> None:
    made = schedule(TWO, critical="longest-path")
    assert [chain.tasks for chain in chains(made, made.critical).chains] == [("c", "d")]


@given(lived_plans())
def test_every_critical_task_is_on_one_chain_or_pinned_and_chains_get_no_worse(told: dict[str, Any]) -> None:
    try:
        made = schedule(network(told))
    except CycleError:
        return
    found = chains(made, made.critical)
    placed = [code for chain in found.chains for code in chain.tasks] + list(found.pinned)
    assert sorted(placed) == sorted(made.critical)
    floats = [chain.float for chain in found.chains]
    assert floats == sorted(floats)


def test_the_longest_path_of_a_programme_leads_to_its_own_finish_not_to_that_of_another() -> None:
    made = schedule(plan("a 3 of=P\nb 9 of=P\nc 20 a of=Q"), critical="longest-path")
    assert made.critical_of("P") == ("a", "b")
    assert made.longest_path_of("P") == ("b",)


def test_a_chain_begins_after_the_finished_work_that_drives_it() -> None:
    made = schedule(plan("a 3 ended=6\nb 3 a"))
    assert [chain.tasks for chain in chains(made, made.critical).chains] == [("b",)]
