"""What would have to move for this to finish by a day?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import schedule
from portfolio.errors import CycleError, UnknownCodeError
from portfolio.model import ConstraintKind
from portfolio.network import Due, Network
from portfolio.sooner import FinishBy, finish_by
from tests.portfolio import oracle
from tests.portfolio.charts import july, plan
from tests.strategies import lived_plans, network, plans

Plan = dict[str, Any]
CHART = """
    a 3
    b 4 a SNET=6
    c 2 a
    d 1 b c+1
"""


def asked(text: str, code: str, day: int, **given: Any) -> FinishBy:
    return finish_by(schedule(plan(text, **given)), {}, code, july(day))


def test_every_task_on_a_chain_that_is_too_late_has_to_move() -> None:
    told = asked(CHART, "d", 10)
    assert told.days == 2
    assert [(mover.task, mover.finish, mover.days) for mover in told.movers] == [
        ("a", july(3), 1),
        ("b", july(9), 2),
        ("d", july(10), 2),
    ]
    assert told.sentence.render("en") == (
        "d finishes on 12/07/2018, 2 working days after 10/07/2018. What would have to move: "
        "a by 03/07/2018, 1 working day earlier; b by 09/07/2018, 2 working days earlier; "
        "d by 10/07/2018, 2 working days earlier. The ground: b starts on 06/07/2018: it may not start before 06/07/2018. "
        "Any one of these would do alone: the link b → d (FS) is dropped; b takes 2 working days less than its 4."
    )
    assert told.sentence.render("vi").startswith("d hoàn thành ngày 12/07/2018, chậm 2 ngày làm việc so với ngày 10/07/2018. ")


def test_a_constraint_may_be_what_has_to_go() -> None:
    told = asked("a 2 SNET=9\nb 1 a", "b", 6)
    assert "the constraint SNET on a is dropped" in [lever.message.render("en") for lever in told.levers]
    above = asked("S - SNET=9\na 2 in=S", "a", 6)
    assert [(lever.task, lever.constraint) for lever in above.levers] == [("S", ConstraintKind.SNET)]
    for text, of in (("a 1 ALAP\nz 5", "a"), ("S - ALAP\na 1 in=S\nz 5", "S")):
        assert [(lever.task, lever.constraint) for lever in asked(text, "a", 4).levers] == [(of, ConstraintKind.ALAP)]


def test_where_two_ways_are_too_long_no_single_change_does() -> None:
    told = asked("a 4\nb 4\nc 1 a b", "c", 4)
    assert [mover.task for mover in told.movers] == ["a", "b", "c"]
    assert told.levers == ()
    assert "No single change that was tried would do" in str(told.sentence)


def test_what_is_in_time_or_over_needs_nothing_to_move() -> None:
    in_time = asked(CHART, "d", 12)
    assert (in_time.days, in_time.movers) == (0, ())
    assert str(in_time.sentence) == "d finishes on 12/07/2018, which is by 12/07/2018: nothing has to move."
    over = asked("a 1 began=2 ended=9", "a", 4, data_date=10)
    assert str(over.sentence) == "a was finished on 09/07/2018, and history does not move."
    assert (over.days, over.movers) == (3, ())


def test_what_is_left_of_work_under_way_can_take_less() -> None:
    told = asked("a 9 began=2 left=5\nb 1 a", "b", 12, data_date=9)
    assert [(lever.task, lever.days) for lever in told.levers if lever.days] == [("a", 2)]


def test_a_summary_finishes_with_its_last_part() -> None:
    told = asked("S -\na 1 in=S\nb 4 in=S", "S", 3)
    assert [mover.task for mover in told.movers] == ["b"]
    assert [(lever.task, lever.days) for lever in told.levers] == [("b", 2)]


def test_a_milestone_moves_by_whole_days() -> None:
    told = asked("a 3\nm 0 a", "m", 3)
    assert [(mover.task, mover.finish, mover.days) for mover in told.movers] == [("a", july(3), 1), ("m", july(3), 1)]


def test_a_day_before_all_days_is_answered_too() -> None:
    told = finish_by(schedule(plan(CHART + "m 0 d")), {}, "m", date.min)
    assert {mover.finish for mover in told.movers} == {date.min}


def test_an_unknown_task_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="choose from a"):
        asked("a 1", "x", 3)


def without_late_dates(net: Network, code: str, day: date) -> Network:
    """The plan in which nothing but the day asked for bounds a late date."""
    tasks = [replace(spec, constraints=(), deadlines=(Due(day),) if spec.code == code else ()) for spec in net.tasks.values()]
    return Network.build(tasks, net.links, net.calendars, net.default, net.starts, net.data_date)


@settings(deadline=None, max_examples=60)
@given(plans(most=5), st.data())
def test_those_that_cannot_stay_are_those_whose_latest_place_on_the_grid_is_before_their_earliest(
    drawn: Plan, data: st.DataObject
) -> None:
    drawn["tasks"] = [
        replace(t, constraints=tuple(c for c in t.constraints if c[0] in (ConstraintKind.SNET, ConstraintKind.FNET)))
        for t in drawn["tasks"]
    ]
    net = network(drawn)
    made = schedule(net)
    code = data.draw(st.sampled_from(sorted(net.tasks)))
    day = made.tasks[code].early_finish - timedelta(days=data.draw(st.integers(1, 9)))
    first, far = oracle.Oracle(net).early, (max(net.starts.values()).toordinal() + 120, 1)
    last = oracle.Oracle(without_late_dates(net, code, day)).latest(dict.fromkeys(net.tasks, far))
    assert {mover.task for mover in finish_by(made, {}, code, day).movers} == {c for c in net.tasks if last[c] < first[c]}


@settings(deadline=None, max_examples=80)
@given(lived_plans(), st.integers(1, 20), st.data())
def test_each_change_that_is_named_does_it_alone(drawn: Plan, earlier: int, data: st.DataObject) -> None:
    try:
        made = schedule(network(drawn))
    except CycleError:
        return
    code = data.draw(st.sampled_from(sorted(made.tasks)))
    day = made.tasks[code].early_finish - timedelta(days=earlier)
    told = finish_by(made, {}, code, day)
    assert bool(told.movers) == (made.tasks[code].state != "finished")
    for lever in told.levers:
        tasks = [_changed(spec, lever) if spec.code == lever.task else spec for spec in drawn["tasks"]]
        links = [link for link in drawn["links"] if link != lever.link]
        assert schedule(network(drawn, tasks=tasks, links=links)).tasks[code].early_finish <= day


def _changed(spec: Any, lever: Any) -> Any:
    if lever.constraint:
        return replace(spec, constraints=tuple(c for c in spec.constraints if c[0] is not lever.constraint))
    if not lever.days:
        return spec
    if spec.remaining is None and spec.actual_start is None:
        return replace(spec, duration=spec.duration - lever.days)
    return replace(spec, remaining=lever.left)
