"""Plans in which everything occurs at once, against brute force on a grid of days that shares no arithmetic with the engine.

Calendars, all relations, lags on every calendar, leads, milestones, summaries in summaries with links, dates and deadlines on
them, tasks as late as possible, several programmes, history with and without a data date, and both rules of progress.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import Cause, Schedule, TaskDates, schedule
from portfolio.model import ConstraintKind
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.oracle import Bind, Oracle, answer, dates, oracles
from tests.strategies import network, whole_plans

Plan = dict[str, Any]
rules = st.sampled_from(["retained", "override"])
ends = st.sampled_from(["programme", "portfolio"])


@settings(deadline=None, max_examples=250)
@given(whole_plans(), rules, ends)
def test_all_dates_and_floats_are_those_that_brute_force_finds(plan: Plan, progress: Any, against: Any) -> None:
    built = network(plan)
    told = answer(built, progress, against)
    if told is None:
        return
    made = schedule(built, progress=progress, against=against)
    assert {code: figures(made.tasks[code]) for code in told} == told


def figures(told: TaskDates) -> tuple[int, ...]:
    days = (told.early_start, told.early_finish, told.late_start, told.late_finish)
    return (*(day.toordinal() for day in days), told.total_float, told.free_float)


@settings(deadline=None, max_examples=150)
@given(whole_plans(), rules)
def test_what_drives_a_task_would_be_broken_a_day_earlier(plan: Plan, progress: Any) -> None:
    for made, witness in pairs(plan, progress):
        for code, places in witness.choices.items():
            drivers = made.tasks[code].driven_by
            assert drivers
            if drivers[0].constraint is ConstraintKind.ALAP:
                continue
            task, here = witness.leaves[code], places.index(witness.early[code])
            day_before = places[here - (2 if task.duration == 0 else 1)]
            breaking = {name(bind) for bind in witness.binds if witness.breaks(bind, code, day_before, witness.early)}
            at_once = {name(bind) for bind in witness.binds if witness.breaks(bind, code, places[here - 1], witness.early)}
            named = {ends_of(driver.link) for driver in drivers if driver.link}
            assert at_once <= named <= breaking
            starts = {driver.cause for driver in drivers} & {Cause.START, Cause.DATA_DATE}
            assert task.started or bool(starts) == (day_before.start < witness.goes_on(task))


@settings(deadline=None, max_examples=150)
@given(whole_plans(), rules)
def test_a_links_float_is_the_days_by_which_its_follower_could_be_earlier(plan: Plan, progress: Any) -> None:
    for made, witness in pairs(plan, progress):
        binds = {name(bind): bind for bind in witness.binds}
        for link in made.links:
            bind = binds[link.predecessor, link.successor, link.relation]
            bound, code = witness.bound(bind, witness.early), link.successor
            assert (link.float is None) == (bound is None)
            if bound and code in witness.choices and not witness.leaves[code].started:
                days = spare(witness, code, bind.link.to_finish, bound)
                assert (link.float, link.driving) == (days, days == 0 and not held(made.tasks[code]))


@settings(deadline=None, max_examples=150)
@given(whole_plans(), rules, st.randoms())
def test_the_order_in_which_things_are_given_never_matters(plan: Plan, progress: Any, random: Any) -> None:
    made = schedule(network(plan), progress=progress)
    tasks, links = list(plan["tasks"]), list(plan["links"])
    random.shuffle(tasks)
    random.shuffle(links)
    again = schedule(network(plan, tasks=tasks, links=links), progress=progress)
    assert (dict(made.tasks), made.links, made.critical) == (dict(again.tasks), again.links, again.critical)


@settings(deadline=None, max_examples=100)
@given(whole_plans(), rules, st.integers(-60, 60))
def test_whole_weeks_later_everything_is_as_it_was(plan: Plan, progress: Any, weeks: int) -> None:
    by = timedelta(weeks=weeks)
    one, other = schedule(network(plan), progress=progress), schedule(network(moved(plan, by)), progress=progress)
    for code, told in one.tasks.items():
        again = other.tasks[code]
        days = (told.early_start, told.early_finish, told.late_start, told.late_finish)
        assert (again.early_start, again.early_finish, again.late_start, again.late_finish) == tuple(day + by for day in days)
        floats = (told.total_float, told.free_float, told.critical, told.state, told.undated)
        assert (again.total_float, again.free_float, again.critical, again.state, again.undated) == floats
    assert [(link.driving, link.float) for link in one.links] == [(link.driving, link.float) for link in other.links]


def moved(value: Any, by: timedelta) -> Any:
    """The same thing with every date in it moved."""
    match value:
        case date():
            return value + by
        case WorkCalendar():
            return WorkCalendar(value.week, moved(value.closed, by), moved(value.opened, by), value.name)
        case dict():
            return {key: moved(item, by) for key, item in value.items()}
        case Due():
            return Due(*(moved(item, by) for item in value))
        case list() | tuple() | frozenset():
            return type(value)(moved(item, by) for item in value)
        case TaskSpec():
            return TaskSpec(**{field.name: moved(getattr(value, field.name), by) for field in fields(value)})
    return value


@settings(deadline=None, max_examples=100)
@given(whole_plans(), rules)
def test_a_summary_spans_its_children_and_has_what_the_least_of_them_has_left(plan: Plan, progress: Any) -> None:
    made = schedule(network(plan), progress=progress)
    for code in made.network.children:
        leaves = [made.tasks[leaf] for leaf in made.network.leaves(code)]
        left = [leaf for leaf in leaves if leaf.state != "finished"]
        told = made.tasks[code]
        assert told.early_start == min(leaf.early_start for leaf in leaves)
        assert told.early_finish == max(leaf.early_finish for leaf in leaves)
        assert told.total_float == min((leaf.total_float for leaf in left), default=0)
        assert told.critical == any(leaf.critical for leaf in leaves)


def held(told: TaskDates) -> bool:
    return told.driven_by[0].constraint is ConstraintKind.ALAP


def spare(witness: Oracle, code: str, to_finish: bool, bound: tuple[int, int]) -> int:
    places = witness.choices[code]
    here, step = places.index(witness.early[code]), 2 if witness.leaves[code].duration == 0 else 1
    kept = [witness.kept(code, place[to_finish], bound) for place in places[here::-step]]
    return kept.index(False) - 1


def pairs(plan: Plan, progress: Any) -> Iterator[tuple[Schedule, Oracle]]:
    """The schedule of a plan and its witness, if there is one."""
    built = network(plan)
    told = [(oracle, dates(oracle, "programme")) for oracle in oracles(built, progress)]
    made = schedule(built, progress=progress)
    if all(found == told[0][1] for _oracle, found in told):
        yield made, told[0][0]


def name(bind: Bind) -> tuple[str, str, str]:
    return ends_of(bind.link)


def ends_of(link: LinkSpec) -> tuple[str, str, str]:
    return link.predecessor, link.successor, link.relation
