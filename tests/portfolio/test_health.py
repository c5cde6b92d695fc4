"""Open ends, links that say nothing and links that loop."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import Schedule, schedule
from portfolio.errors import CycleError
from portfolio.health import loops, open_ends, redundant_links
from tests.portfolio.charts import plan
from tests.strategies import lived_plans, network, plans

Plan = dict[str, Any]


def ends(text: str, **given: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for end in open_ends(plan(text, **given)):
        found.setdefault(end.task, []).append(end.gap.value)
    return found


def redundant(text: str, **given: Any) -> dict[str, str]:
    return {
        f"{found.link.predecessor}-{found.link.successor}:{found.link.relation.value}": " ".join(found.way)
        for found in redundant_links(plan(text, **given))
    }


def test_a_chain_has_one_open_end_of_each_kind() -> None:
    assert ends("a 1\nb 2 a\nc 1 b") == {"a": ["no-predecessor"], "c": ["no-successor"]}


def test_a_task_bound_at_one_end_only_hangs_at_the_other() -> None:
    assert ends("a 1\nb 2 a:FF\nc 1 b:SS") == {
        "a": ["no-predecessor"],
        "b": ["open-start", "open-finish"],
        "c": ["no-successor"],
    }


def test_both_ends_of_a_milestone_are_one() -> None:
    assert ends("a 1\nm 0 a:FF\nb 1 m:SS") == {"a": ["no-predecessor"], "b": ["no-successor"]}


def test_a_link_on_a_summary_counts_for_all_that_it_binds() -> None:
    assert ends("""
        a 1
        S - a
        b 1 in=S
        c 1 in=S
        d 1 S
        e 1 S:SS
        T - e:FF
        f 1 in=T
    """) == {
        "a": ["no-predecessor"],
        "d": ["no-successor"],
        "f": ["no-predecessor", "no-successor"],
    }  # fmt: skip


def test_what_is_finished_hangs_nowhere_and_what_is_begun_no_longer_at_its_start() -> None:
    assert ends("a 1 began=2 ended=2\nb 3 began=3", data_date=4) == {"b": ["no-successor"]}


def test_the_direct_link_beside_a_chain_says_nothing() -> None:
    assert redundant("a 1\nb 2 a\nc 1 a b") == {"a-c:FS": "a b c"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a 1\nb 2 a a:SS", {"a-b:SS": "a b"}),
        ("a 1\nb 2 a a:FF", {"a-b:FF": "a b"}),
        ("a 1\nb 2 a a:SF", {"a-b:SF": "a b"}),
        ("a 1\nb 2 a:SS a:FF", {}),
        ("a 1\nb 2 a+1\nc 1 a+2 b+1", {"a-c:FS": "a b c"}),
        ("a 1\nb 2 a+1\nc 1 a+3 b+1", {}),
        ("a 1\nb 2 a+1\nc 1 a+2e b+1", {}),
        ("a 1\nb 2 a+3\nc 1 a b-3", {"a-c:FS": "a b c"}),
        ("a 1\nb 2 a-1\nc 1 a b", {}),
        ("a 1\nb 2 a-1\nc 1 a-1 b", {"a-c:FS": "a b c"}),
        ("a 1\nb 2 a:SS\nc 1 a b", {}),
        ("a 1\nb 2 a:SS\nc 1 a:SS b", {"a-c:SS": "a b c"}),
        ("a 1\nb 2 a:FF\nc 1 a b", {"a-c:FS": "a b c"}),
        ("a 1\nb 2 a:FF\nc 1 a b:SS", {}),
        ("a 1\nb 0 a:FF\nc 1 a b:SS", {"a-c:FS": "a b c"}),
        ("a 1 on=every\nb 2 a:FF\nc 1 a b", {"a-c:FS": "a b c"}),
        ("a 1 on=every\nb 2 a:FF\nc 1 a b on=every", {}),
        ("a 1 on=every\nb 2 a\nc 1 a b on=every", {"a-c:FS": "a b c"}),
        ("a 1\nb 2 a:FF\nc 0 a b", {}),
    ],
)
def test_a_link_is_redundant_only_where_a_way_says_as_much_at_the_same_ends(text: str, found: dict[str, str]) -> None:
    assert redundant(text) == found


def test_a_way_goes_through_summaries_as_their_links_do() -> None:
    assert redundant("""
        a 1
        S -
        b 2 in=S a
        c 1 in=S
        d 1 b S
        e 1 a S:SS
    """) == {"b-d:FS": "b S d"}  # fmt: skip
    assert redundant("a 1\nS - a\nb 2 in=S a") == {"a-b:FS": "a S b"}


def test_a_way_through_work_that_has_begun_says_nothing_for_sure() -> None:
    assert redundant("a 3\nb 2 a began=2\nc 1 a b", data_date=4) == {}
    assert redundant("a 3\nb 2 a began=2 ended=3\nc 1 a b", data_date=4) == {}


def test_of_two_links_that_say_the_same_one_stays() -> None:
    assert redundant("m 0\nb 1 m m:SS") == {"m-b:FS": "m b"}


def dates(made: Schedule) -> dict[str, tuple[Any, ...]]:
    return {
        code: (d.early_start, d.early_finish, d.late_start, d.late_finish, d.total_float, d.free_float, d.violates)
        for code, d in made.tasks.items()
    }


def with_other_days(plan: Plan, days: list[int]) -> Plan:
    return {**plan, "tasks": [replace(t, duration=d if t.duration else 0) for t, d in zip(plan["tasks"], days)]}


days_of_work = st.lists(st.integers(1, 6), min_size=9, max_size=9)


@settings(deadline=None, max_examples=150)
@given(plans(groups=1), days_of_work)
def test_without_the_redundant_links_every_date_is_the_same_whatever_tasks_take(plan: Plan, days: list[int]) -> None:
    gone = {found.link for found in redundant_links(network(plan))}
    other = with_other_days(plan, days)
    less = {**other, "links": [link for link in plan["links"] if link not in gone]}
    assert dates(schedule(network(less))) == dates(schedule(network(other)))


@settings(deadline=None, max_examples=150)
@given(lived_plans(), days_of_work, st.sampled_from(["retained", "override"]))
def test_nor_does_it_matter_what_has_happened_and_what_is_part_of_what(plan: Plan, days: list[int], progress: Any) -> None:
    try:
        gone = {found.link for found in redundant_links(network(plan))}
    except CycleError:
        return
    other = with_other_days(plan, days)
    less = {**other, "links": [link for link in plan["links"] if link not in gone]}
    assert dates(schedule(network(less), progress=progress)) == dates(schedule(network(other), progress=progress))


def test_loops_are_told_once_each_in_order() -> None:
    assert loops([("b", "a"), ("a", "b"), ("x", "x"), ("y", "z"), ("c", "a")]) == (("a", "b", "a"), ("x", "x"))
    assert loops([("a", "b"), ("b", "c")]) == ()
