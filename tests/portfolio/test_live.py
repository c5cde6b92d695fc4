"""A schedule that is kept while its plan changes is at every moment the schedule of the plan as it stands."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import Schedule, schedule
from portfolio.engine import kernel
from portfolio.engine.compiled import PLAIN, compiled
from portfolio.engine.wiring import wired
from portfolio.errors import CycleError, InvalidError, UnknownCodeError
from portfolio.live import Change, Live
from portfolio.model import ConstraintKind, LagCalendar, Relation
from portfolio.network import Due, LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.charts import july, plan
from tests.strategies import constraints, days, network, plans, whole_plans

FIRST = date(2018, 7, 2)


def agrees(live: Live, **how: Any) -> Schedule:
    """The schedule of the plan as it stands, which the live one must say too."""
    plan = live.network
    full = schedule(plan, **how)
    moving = [code for code, i in plan.wiring.task_node.items() if full.columns.moves(i)]
    assert {code: live.floats_of(code) for code in moving} == {
        code: (full.tasks[code].total_float, full.tasks[code].free_float) for code in moving
    }
    for code in plan.tasks:
        assert live.finish_of(code) == full.tasks[code].early_finish
    return full


@st.composite
def changes(draw: st.DrawFn, plan: Network) -> Change:
    """A change of a few tasks and links; it may close a loop."""
    tasks = []
    for code in draw(st.lists(st.sampled_from(sorted(plan.tasks)), max_size=2, unique=True)):
        spec = plan.tasks[code]
        more: dict[str, Any] = draw(
            st.one_of(
                st.integers(0, 6).map(lambda n: {"duration": n}),
                constraints.map(lambda said: {"constraints": said}),
                days.map(lambda day: {"deadlines": (Due(day),)}),
                st.just({"done": True}),
            )
        )
        if not plan.is_summary(code) and not (spec.milestone and more.get("duration")):
            tasks.append(replace(spec, **more))
    codes = sorted(plan.tasks)
    pairs = st.tuples(st.sampled_from(codes), st.sampled_from(codes)).filter(lambda pair: pair[0] != pair[1])
    new = st.builds(
        lambda pair, relation, lag: LinkSpec(*pair, relation, lag), pairs, st.sampled_from(Relation), st.integers(-2, 3)
    )
    known = st.lists(st.sampled_from(list(plan.links)), max_size=1) if plan.links else st.just([])
    links = draw(st.lists(new, max_size=1)) if len(codes) > 1 else []
    links += [replace(link, lag=draw(st.integers(-2, 3))) for link in draw(known)]
    dropped = [link for link in draw(known) if link not in links]
    return Change(tasks, links, [link for link in dropped if not any(_ends(link) == _ends(other) for other in links)])


def _ends(link: LinkSpec) -> tuple[str, str, Relation]:
    return link.predecessor, link.successor, link.relation


@settings(deadline=None)  # the first example waits for the compiler
@given(whole_plans(), st.sampled_from(["programme", "portfolio"]), st.sampled_from(["retained", "override"]), st.data())
def test_after_each_change_it_says_what_the_whole_plan_would(
    drawn: dict[str, Any], against: str, progress: str, data: st.DataObject
) -> None:
    how: dict[str, Any] = {"against": against, "progress": progress}
    plan = network(drawn)
    live = Live(replace(plan, wiring=wired(plan, plan.wiring.sheet, data.draw(st.sampled_from([PLAIN, compiled()])))), **how)
    for _round in range(3):
        before = agrees(live, **how)
        try:
            undo = live.change(data.draw(changes(live.network)))
        except CycleError:
            assert agrees(live, **how).tasks["t0"] == before.tasks["t0"]
            continue
        agrees(live, **how)
        if data.draw(st.booleans()):
            live.change(undo)
            after = agrees(live, **how)
            assert dict(after.tasks) == dict(before.tasks)
            assert after.links == before.links


def ruled(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan with all lags on its one calendar."""
    return {**plan, "links": [replace(link, lag_calendar=LagCalendar.PLAN) for link in plan["links"]]}


@settings(deadline=None)
@given(plans(single=True, groups=1, most=6).map(ruled), st.data())
def test_where_one_calendar_rules_late_dates_are_tails_and_say_the_same(drawn: dict[str, Any], data: st.DataObject) -> None:
    live = Live(network(drawn))
    for _round in range(4):
        agrees(live)
        with suppress(CycleError):
            live.change(data.draw(changes(live.network)))


def test_a_moved_end_touches_nobody_where_one_calendar_rules() -> None:
    tasks = [TaskSpec(f"T{i:02}", 3) for i in range(40)] + [TaskSpec("end", 1)]
    links = [LinkSpec(f"T{i:02}", f"T{i + 1:02}") for i in range(39)]
    live = Live(Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", {"": FIRST}))
    live.hold()
    late = live.passes.places[kernel.LATE_AT :: kernel.PLACE]
    live.change(Change(tasks=[TaskSpec("T00", 9)]))
    assert live.floats_of("end") == (40 * 3 + 6 - 1, 40 * 3 + 6 - 1)
    after = live.passes.places[kernel.LATE_AT :: kernel.PLACE]
    changed = [i for i, (a, b) in enumerate(zip(late, after, strict=True)) if a != b]
    assert [live.network.wiring.codes[i] for i in changed] == ["T00"]
    agrees(live)


def test_a_summary_binds_one_of_its_own_children_after_links_of_others_have_moved() -> None:
    live = Live(plan("""
        p 3
        S - p:FF
        a 1 in=S
        b 2 in=S
        w 1 b
    """))  # fmt: skip
    live.change(Change(links=[LinkSpec("a", "w")]))
    assert (live.finish_of("b"), live.finish_of("w")) == (july(4), july(5))


def chain(size: int = 5) -> Live:
    tasks = [TaskSpec(f"T{i}", 2) for i in range(size)]
    links = [LinkSpec(f"T{i}", f"T{i + 1}") for i in range(size - 1)]
    return Live(Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", {"": FIRST}))


def test_a_loop_is_refused_by_name_and_changes_nothing() -> None:
    live = chain()
    before = live.finish_of("T4")
    with pytest.raises(CycleError) as refused:
        live.change(Change(tasks=[TaskSpec("T0", 9)], links=[LinkSpec("T0", "T3"), LinkSpec("T4", "T2")]))
    assert refused.value.cycle == ("T2", "T3", "T4", "T2")
    assert live.finish_of("T4") == before
    assert len(live.network.links) == 4


def test_a_loop_of_several_new_links_is_named_whole() -> None:
    tasks = [TaskSpec(f"T{i}", 1) for i in range(4)]
    live = Live(Network.build(tasks, [LinkSpec("T0", "T1")], {"vn": WorkCalendar()}, "vn", {"": FIRST}))
    with pytest.raises(CycleError) as refused:
        live.change(Change(links=[LinkSpec("T1", "T2"), LinkSpec("T2", "T3"), LinkSpec("T3", "T0")]))
    assert refused.value.cycle == ("T0", "T1", "T2", "T3", "T0")
    assert len(live.network.links) == 1
    agrees(live)


def test_links_may_run_against_the_first_numbering() -> None:
    tasks = [TaskSpec(f"T{i}", 1) for i in range(6)]
    live = Live(Network.build(tasks, [], {"vn": WorkCalendar()}, "vn", {"": FIRST}))
    for i in range(5):
        live.change(Change(links=[LinkSpec(f"T{i + 1}", f"T{i}")]))
        agrees(live)
    assert live.finish_of("T0") == FIRST + timedelta(days=7)
    with pytest.raises(CycleError):
        live.change(Change(links=[LinkSpec("T0", "T5")]))


def test_many_links_can_be_added_to_one_task() -> None:
    size = 200
    tasks = [TaskSpec(f"T{i:03}", 1 + i % 4) for i in range(size)]
    live = Live(Network.build(tasks, [LinkSpec("T000", "T001")], {"vn": WorkCalendar()}, "vn", {"": FIRST}))
    for i in range(2, size):
        live.change(Change(links=[LinkSpec("T000", f"T{i:03}"), LinkSpec(f"T{i:03}", "T001", lag=i % 3)]))
    agrees(live)
    live.change(Change(dropped=[LinkSpec("T000", "T001")]))
    agrees(live)


def test_a_task_that_is_not_there_and_one_that_cannot_be_are_refused() -> None:
    live = chain()
    with pytest.raises(UnknownCodeError):
        live.change(Change(tasks=[TaskSpec("T9", 1)]))
    with pytest.raises(UnknownCodeError):
        live.change(Change(links=[LinkSpec("T1", "T9")]))
    with pytest.raises(InvalidError):
        live.change(Change(tasks=[TaskSpec("T1", -1), TaskSpec("T2", 3, constraints=((ConstraintKind.SNET, None),))]))
    agrees(live)


@pytest.mark.parametrize("late", [False, True])
def test_a_change_that_leaves_the_years_is_refused_and_changes_nothing(late: bool) -> None:
    lazy = ((ConstraintKind.ALAP, None),) if late else ()
    tasks = [TaskSpec("A", 2, constraints=lazy), TaskSpec("B", 3)]
    live = Live(Network.build(tasks, [LinkSpec("A", "B")], {"vn": WorkCalendar()}, "vn", {"": FIRST}))
    huge = 3_000_000
    for change in (
        Change(tasks=[TaskSpec("B", huge)]),
        Change(tasks=[TaskSpec("A", huge), TaskSpec("B", huge)]),
        Change(links=[LinkSpec("A", "B", lag=huge)]),
        Change(links=[LinkSpec("A", "B", lag=-(10**12))]),
        Change(tasks=[TaskSpec("B", 10**12)]),
    ):
        with pytest.raises(InvalidError):
            live.change(change)
        agrees(live)
        assert live.finish_of("B") == FIRST + timedelta(days=4)


def kept(text: str) -> Live:
    return Live(plan(text))


def test_the_beginning_of_a_group_waits_for_another_part_when_the_first_is_late() -> None:
    live = kept("S -\na 2 in=S x\nb 2 in=S y\nz 1 S:SS\nx 1\ny 2")
    live.change(Change(tasks=[TaskSpec("x", 5)]))
    assert live.finish_of("z") == july(4)
    agrees(live)


def test_a_group_begins_once_one_of_its_parts_is_done_no_more() -> None:
    live = kept("S -\na 2 in=S done\nz 1 S:SS")
    live.change(Change(tasks=[TaskSpec("a", 2, parent="S", constraints=((ConstraintKind.SNET, july(5)),))]))
    assert live.finish_of("z") == july(5)
    agrees(live)


def test_what_binds_the_finish_of_a_group_that_is_finished_binds_nothing() -> None:
    live = kept("S - p:FF\na 2 in=S began=2 ended=3\np 4\nq 1 p")
    live.change(Change(tasks=[TaskSpec("p", 9)]))
    assert (live.finish_of("S"), live.finish_of("q")) == (july(3), july(13))
    agrees(live)


def test_a_link_that_does_not_stand_can_be_dropped() -> None:
    live = chain()
    live.change(Change(dropped=[LinkSpec("T0", "T4")]))
    assert len(live.network.links) == 4
    agrees(live)


def test_what_begins_under_progress_override_waits_for_nothing_any_more() -> None:
    live = Live(plan("a 5\nb 2 a", data_date=2), progress="override")
    live.change(Change(tasks=[TaskSpec("b", 2, actual_start=july(2), remaining=2)]))
    assert (live.finish_of("a"), live.finish_of("b")) == (july(6), july(3))
    agrees(live, progress="override")
