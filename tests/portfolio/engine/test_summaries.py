"""Summary tasks: what they span, and what a link or a date on one of their ends binds."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from portfolio.cpm import Cause, schedule
from portfolio.dates import Miss
from portfolio.engine.summaries import Role
from portfolio.limits import Holds, Limit
from portfolio.model import ConstraintKind, DeadlineKind
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.charts import chart, drawn, july, plan
from tests.strategies import network, whole_plans


def test_a_summary_spans_its_children() -> None:
    made = schedule(plan("""
        S  -
        a  2 in=S
        b  2 a in=S
        z  9
    """))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFssMTWTFss
        S  ====
        a  XX
        b    XX
        z  XXXXX--XXXX
    """)
    assert (made.tasks["S"].total_float, made.tasks["S"].free_float, made.tasks["S"].summary) == (5, 5, True)


def test_a_programme_with_nothing_but_a_summary_of_anothers_tasks_has_no_end() -> None:
    made = schedule(plan("""
        S  - of=Q
        a  2 in=S of=P
    """))  # fmt: skip
    assert (made.finish_of("Q"), made.finish_of("P"), made.finish) == (None, july(3), july(3))


def test_a_link_on_its_start_end_binds_every_childs_start() -> None:
    made = schedule(plan("""
        p  2
        S  - p
        a  1 in=S
        T  - in=S
        b  2 in=T
    """))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFss
        S    ==
        T    ==
        a    X
        b    XX
        p  XX
    """)
    assert [(d.predecessor, d.on) for d in made.tasks["b"].driven_by] == [("p", "S")]
    assert made.links[0].driving


def test_of_two_links_on_its_start_that_ask_for_one_night_each_drives_what_could_not_be_a_day_earlier_for_it() -> None:
    made = schedule(plan("""
        a    5
        b    6
        gate 0 SNET=7 on=every
        S    - a gate
        sign 0 b in=S
        work 1 in=S
    """))  # fmt: skip
    assert chart(made) == drawn("""
              MTWTFssMTWTFss
        S            =
        a     XXXXX
        b     XXXXX--X
        gate       o
        sign         o
        work         X
    """)
    said = {code: [driver.predecessor for driver in made.tasks[code].driven_by] for code in ("sign", "work")}
    assert said == {"sign": ["b", "gate"], "work": ["a", "gate"]}  # on Friday evening nothing would keep sign from a's end


def test_a_link_from_its_finish_end_waits_for_the_last_child() -> None:
    made = schedule(plan("""
        S  -
        a  1 in=S
        b  3 in=S
        z  1 S+1
    """))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFss
        S  ===
        a  X
        b  XXX
        z      X
    """)
    assert (made.tasks["a"].total_float, made.tasks["a"].free_float, made.critical) == (2, 2, ("b", "z"))


def test_a_link_on_its_finish_end_binds_the_last_childs_finish() -> None:
    made = schedule(plan("""
        p  5
        S  - p:FF
        a  1 in=S
        b  3 in=S
    """))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFss
        S  =====
        a  X
        b    XXX
        p  XXXXX
    """)
    assert [(d.predecessor, d.on) for d in made.tasks["b"].driven_by] == [("p", "S")]
    assert made.critical == ("p", "b")
    assert (made.links[0].driving, made.links[0].float) == (True, 0)
    assert schedule(made.network, critical="longest-path").critical == ("p", "b")


def test_of_its_children_the_one_that_finishes_last_leaves_what_the_link_on_its_finish_end_leaves() -> None:
    made = schedule(plan("""
        p  2
        S  - p:FF
        a  1 in=S
        b  3 in=S due=6
        c  2 in=S
        d  9 in=S began=2 ended=13
        z  9
    """))  # fmt: skip
    assert (made.tasks["p"].free_float, made.tasks["p"].total_float) == (1, 3)


def test_of_children_that_finish_together_the_one_with_the_smaller_code_is_bound() -> None:
    assert chart(schedule(plan("""
        S  - FNET=5
        a  2 in=S
        b  2 in=S
    """))) == drawn("""
           MTWTFss
        S  ====
        a    XX
        b  XX
    """)  # fmt: skip


def test_a_link_on_the_finish_end_of_one_that_is_finished_binds_nothing_any_more() -> None:
    made = schedule(plan("""
        p  5
        S  - p:FF
        a  1 in=S began=3 ended=3
        b  1 in=S began=2 ended=2
    """, data_date=9))  # fmt: skip
    assert (made.tasks["S"].early_finish, made.tasks["S"].critical) == (july(3), False)
    assert (made.links[0].driving, made.links[0].float) == (False, -8)


def test_a_link_from_its_start_end_waits_for_the_first_child() -> None:
    made = schedule(plan("""
        S  -
        a  1 in=S SNET=4
        b  3 in=S SNET=3
        z  3 S:SS+2
    """))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFssMTWTFss
        S   ===
        a    X
        b   XXX
        z     XX--X
    """)
    assert (made.tasks["a"].total_float, made.tasks["b"].total_float) == (3, 0)
    assert schedule(made.network, critical="longest-path").critical == ("b", "z")


def test_a_summary_whose_parts_are_finished_without_dates_bounds_nothing_by_its_start() -> None:
    made = schedule(plan("""
        S  -
        a  1 in=S done
        z  1 S:SS+9
    """, data_date=9))  # fmt: skip
    assert made.tasks["z"].early_start == july(9)


def test_nor_by_its_finish_so_nobody_knows_what_is_left_of_the_link() -> None:
    made = schedule(plan("""
        S  -
        a  1 in=S done
        z  1 S+9
    """, data_date=9))  # fmt: skip
    assert (made.tasks["z"].early_start, made.links[0].float, made.links[0].driving) == (july(9), None, False)


@pytest.mark.parametrize(("outer", "inner"), [("S", "T"), ("T", "S")])
def test_each_of_two_summaries_binds_the_child_that_finishes_last_in_it(outer: str, inner: str) -> None:
    made = schedule(plan(f"""
        {outer}  - FNET=13
        {inner}  - FNET=6 in={outer}
        a  1 in={inner}
        b  2 in={inner}
        c  7 in={outer}
    """))  # fmt: skip
    ends = {code: made.tasks[code].early_finish for code in "abc"}
    assert ends == {"a": july(2), "b": july(6), "c": july(13)}


def test_dates_on_a_summary_bind_its_children() -> None:
    made = schedule(plan("""
        S  - SNET=4 due=5
        a  1 in=S
        b  3 in=S
    """))  # fmt: skip
    assert (made.tasks["a"].early_start, made.tasks["a"].late_finish, made.tasks["a"].free_float) == (july(4), july(5), 1)
    assert made.tasks["b"].total_float == made.tasks["S"].total_float == -1
    assert made.tasks["a"].driven_by[0].on == "S"
    assert made.tasks["S"].violates == (Miss(DeadlineKind.INSTRUMENT, july(5), 1),)


def test_must_dates_on_a_summary_hold_its_first_start_and_its_last_finish() -> None:
    made = schedule(plan("""
        S  - MSO=3
        a  1 in=S
        T  - MFO=6
        b  1 in=T
        c  2 in=T
    """))  # fmt: skip
    assert (made.tasks["a"].early_start, made.tasks["a"].late_start) == (july(3), july(3))
    assert (made.tasks["b"].early_finish, made.tasks["c"].early_finish, made.tasks["c"].total_float) == (july(2), july(6), 0)
    assert made.tasks["c"].driven_by[0].on == "T"
    assert made.tasks["b"].driven_by[0].cause is Cause.START


def test_a_summary_that_is_to_be_late_makes_its_parts_late() -> None:
    assert chart(schedule(plan("""
        S - ALAP
        a 1 in=S
        z 4
    """))) == drawn("""
           MTWTFss
        S     =
        a     X
        z  XXXX
    """)  # fmt: skip


def test_what_waits_for_the_start_of_one_waits_for_where_it_starts_once_its_parts_are_late() -> None:
    late = "S  -\na 1 in=S ALAP\nz 1 S:SS SNET=6"
    made = schedule(plan(late))
    assert (made.tasks["S"].early_start, made.links[0].float, made.links[0].driving) == (july(6), 0, True)
    assert [driver.cause for driver in made.tasks["z"].driven_by] == [Cause.LINK, Cause.CONSTRAINT]
    assert (made.tasks["a"].total_float, made.tasks["a"].free_float) == (0, 0)
    made = schedule(plan(f"{late}\nb 1 x in=S\nx 1"))
    assert (made.tasks["S"].early_start, made.links[0].float, made.links[0].driving) == (july(3), 3, False)
    assert [(hold.limit, hold.task) for hold in Holds(made).of("a")] == [(Limit.LINK, "z"), (Limit.END, None)]


def test_one_that_begins_with_a_milestone_may_begin_on_the_evening_of_its_last_day() -> None:
    days = {"": date(2026, 6, 1)}
    tasks = [
        TaskSpec("P", 5),
        TaskSpec("S", 0, constraints=((ConstraintKind.SNLT, date(2026, 6, 5)),)),
        TaskSpec("S.1", 0, parent="S"),
        TaskSpec("S.2", 3, parent="S"),
    ]
    links = [LinkSpec("P", "S.1"), LinkSpec("S.1", "S.2")]
    made = schedule(Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", days))
    assert (made.tasks["S"].early_start, made.tasks["S"].violates) == (date(2026, 6, 5), ())
    assert {code: dates.total_float for code, dates in made.tasks.items()} == dict.fromkeys(made.tasks, 0)
    sooner = replace(tasks[1], constraints=((ConstraintKind.SNLT, date(2026, 6, 4)),))
    made = schedule(Network.build([tasks[0], sooner, *tasks[2:]], links, {"vn": WorkCalendar()}, "vn", days))
    assert [miss.days for miss in made.tasks["S"].violates] == [1]
    assert {made.tasks[code].total_float for code in ("P", "S.1")} == {-1}


@given(whole_plans())
def test_a_link_on_the_start_of_one_leaves_what_it_leaves_the_child_that_has_least(drawing: dict[str, Any]) -> None:
    made = schedule(network(drawing))
    columns, wiring = made.columns, made.network.wiring
    for (code, role), node in wiring.nodes.items():
        for arc in wiring.into(node) if role is Role.OPEN else ():
            mark = columns.bound(arc)
            rooms = [columns.room(wiring.task_node[leaf], mark, to_finish=False) for leaf in made.network.leaves(code)]
            assert columns.link_float(arc) == (None if mark < 0 else min(rooms))
            fixed = [columns.fixes(wiring.task_node[leaf], mark, to_finish=False) for leaf in made.network.leaves(code)]
            assert columns.drives(arc) == any(fixed)
