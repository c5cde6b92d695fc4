"""The scheduling laws, on plans that Hypothesis draws, with witnesses that share no arithmetic with the engine."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import Schedule, schedule
from portfolio.errors import CycleError
from portfolio.explain import explain
from portfolio.model import ConstraintKind, LagCalendar, Relation
from portfolio.network import LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio import oracle
from tests.strategies import lived_plans, network, plans

Plan = dict[str, Any]
slow = settings(deadline=None, max_examples=60)
quick = settings(deadline=None, max_examples=80)
MIRROR = date(2018, 8, 1)
ALWAYS_OPEN = {"a": WorkCalendar("1111111", name="a")}


def early(made: Schedule) -> dict[str, tuple[Any, Any]]:
    return {code: (dates.early_start, dates.early_finish) for code, dates in made.tasks.items()}


@slow
@given(plans())
def test_early_dates_are_the_least_that_keep_the_law_of_ends(plan: Plan) -> None:
    built = network(plan)
    told = oracle.answer(built)
    assert told
    found = {code: (start.toordinal(), finish.toordinal()) for code, (start, finish) in early(schedule(built)).items()}
    assert found == {code: (dates.early_start, dates.early_finish) for code, dates in told.items()}


@slow
@given(plans())
def test_late_dates_are_the_greatest_that_keep_the_law_of_ends(plan: Plan) -> None:
    built = network(plan)
    told = oracle.answer(built)
    assert told
    for code, dates in schedule(built).tasks.items():
        assert (dates.late_start.toordinal(), dates.late_finish.toordinal()) == (told[code].late_start, told[code].late_finish)
        assert (dates.total_float, dates.free_float) == (told[code].total, told[code].free)


@quick
@given(plans(), st.randoms())
def test_order_never_matters(plan: Plan, random: Any) -> None:
    tasks, links = list(plan["tasks"]), list(plan["links"])
    random.shuffle(tasks)
    random.shuffle(links)
    one, other = schedule(network(plan)), schedule(network(plan, tasks=tasks, links=links))
    assert (dict(one.tasks), one.links, one.critical) == (dict(other.tasks), other.links, other.critical)


@quick
@given(plans(dated=False, groups=1))
def test_where_every_day_is_worked_the_plan_is_as_long_as_the_longest_path_of_networkx(plan: Plan) -> None:
    built = network(plan, calendars=ALWAYS_OPEN, tasks=[replace(task, calendar="") for task in plan["tasks"]])
    graph: nx.DiGraph[str] = nx.DiGraph()
    days = {task.code: task.duration for task in built.tasks.values()}
    graph.add_weighted_edges_from(("start", code, 0) for code in days)
    graph.add_weighted_edges_from((code, "finish", days[code]) for code in days)
    for link in built.links:
        a, b = link.predecessor, link.successor
        weight = link.lag + days[a] * link.from_finish - days[b] * link.to_finish
        graph.add_edge(a, b, weight=max(weight, graph.get_edge_data(a, b, {}).get("weight", weight)))
    finish = schedule(built).columns.end_of(None) >> 1
    assert finish - built.starts["P0"].toordinal() == nx.dag_longest_path_length(graph)


@quick
@given(plans(dated=False, single=True, groups=1), st.integers(1, 60))
def test_shifting_the_start_shifts_everything_by_as_many_working_days(plan: Plan, by: int) -> None:
    weeks = plan["calendars"]["a"]
    links = [replace(link, lag_calendar=LagCalendar.PLAN) for link in plan["links"]]
    first = weeks.index(plan["starts"]["P0"])
    one = schedule(network(plan, links=links, starts={"P0": weeks.day(first)}))
    other = schedule(network(plan, links=links, starts={"P0": weeks.day(first + by)}))
    for code, dates in one.tasks.items():
        assert weeks.index(other.tasks[code].early_start) - weeks.index(dates.early_start) == by
        assert weeks.index(other.tasks[code].late_finish) - weeks.index(dates.late_finish) == by
        assert other.tasks[code].total_float == dates.total_float


@quick
@given(plans(dated=False, groups=1))
def test_reversing_the_plan_swaps_the_passes(plan: Plan) -> None:
    swap = {Relation.FS: Relation.FS, Relation.SS: Relation.FF, Relation.FF: Relation.SS, Relation.SF: Relation.SF}
    tasks = [replace(task, duration=task.duration or 1, calendar="") for task in plan["tasks"]]
    links = [LinkSpec(x.successor, x.predecessor, swap[x.relation], x.lag) for x in plan["links"]]
    one = schedule(network(plan, tasks=tasks, calendars=ALWAYS_OPEN))
    other = schedule(network(plan, tasks=tasks, links=links, calendars=ALWAYS_OPEN))
    assert one.finish is not None
    for code, dates in one.tasks.items():
        assert one.finish - dates.late_finish == other.tasks[code].early_start - plan["starts"]["P0"]


@quick
@given(plans(dated=False, single=True, groups=1))
def test_reversing_the_calendar_too_swaps_the_passes_where_days_are_closed_and_opened(plan: Plan) -> None:
    swap = {Relation.FS: Relation.FS, Relation.SS: Relation.FF, Relation.FF: Relation.SS, Relation.SF: Relation.SF}
    weeks = plan["calendars"]["a"]
    tasks = [replace(task, duration=task.duration or 1) for task in plan["tasks"]]
    one = schedule(network(plan, tasks=tasks, links=[replace(x, lag_calendar=LagCalendar.PLAN) for x in plan["links"]]))
    assert one.finish

    def mirrored(day: date) -> date:
        return MIRROR - (day - MIRROR)

    back = WorkCalendar(
        "".join(weeks.week[mirrored(date(2018, 7, 2) + timedelta(days=i)).weekday()] for i in range(7)),
        map(mirrored, weeks.closed),
        map(mirrored, weeks.opened),
    )
    links = [LinkSpec(x.successor, x.predecessor, swap[x.relation], x.lag, LagCalendar.PLAN) for x in plan["links"]]
    other = schedule(
        network(plan, tasks=tasks, links=links, calendars={"a": back}, starts={"P0": mirrored(one.finish)}),
    )
    for code, dates in one.tasks.items():
        assert mirrored(dates.late_finish) == other.tasks[code].early_start
        assert mirrored(dates.late_start) == other.tasks[code].early_finish


@quick
@given(plans())
def test_adding_a_link_never_makes_an_early_date_earlier(plan: Plan) -> None:
    before, after = early(schedule(network(plan, links=plan["links"][1:]))), early(schedule(network(plan)))
    assert all(after[code][0] >= start and after[code][1] >= finish for code, (start, finish) in before.items())


@quick
@given(plans())
def test_a_delay_within_the_total_float_keeps_every_end_and_a_delay_within_the_free_float_moves_nobody(plan: Plan) -> None:
    plan["tasks"] = [replace(task, deadlines=(), constraints=_early_kinds(task)) for task in plan["tasks"]]
    made = schedule(network(plan))
    for task in plan["tasks"]:
        dates = made.tasks[task.code]
        if task.duration == 0:
            continue
        for delay, followers in ((dates.total_float, False), (dates.free_float, True)):
            calendar = made.network.calendar_of(task)
            start = calendar.day(calendar.index(dates.early_start) + delay)
            held = replace(task, constraints=((ConstraintKind.SNET, start),))
            later = schedule(network(plan, tasks=[held if t.code == task.code else t for t in plan["tasks"]]))
            assert later.tasks[task.code].early_start == start
            for other in plan["tasks"]:
                if other.code != task.code and followers:
                    assert later.tasks[other.code].early_finish == made.tasks[other.code].early_finish
            assert {g: later.finish_of(g) for g in made.columns.ends} == {g: made.finish_of(g) for g in made.columns.ends}


def _early_kinds(task: TaskSpec) -> tuple[Any, ...]:
    return tuple((kind, day) for kind, day in task.constraints if kind in (ConstraintKind.SNET, ConstraintKind.FNET))


@quick
@given(plans(), st.booleans())
def test_where_nothing_is_late_free_float_lies_between_none_and_the_total(plan: Plan, whole: bool) -> None:
    made = schedule(network(plan), against="portfolio" if whole else "programme")
    late = any(dates.total_float < 0 for dates in made.tasks.values())
    for dates in made.tasks.values():
        assert dates.free_float >= 0
        assert late or dates.free_float <= dates.total_float
        assert dates.interfering_float == dates.total_float - dates.free_float


@quick
@given(plans())
def test_something_is_late_exactly_where_a_date_is_missed(plan: Plan) -> None:
    made = schedule(network(plan))
    missed = any(dates.violates for dates in made.tasks.values())
    assert missed == any(dates.total_float < 0 for dates in made.tasks.values())


@quick
@given(plans())
def test_every_date_has_a_cause_and_every_explanation_ends_at_one_that_is_no_link(plan: Plan) -> None:
    made = schedule(network(plan))
    for code in made.tasks:
        steps = explain(made, {}, code).steps
        assert steps[0].task == code
        assert [step.driver.predecessor for step in steps[:-1]] == [step.task for step in steps[1:]]
        assert steps[-1].driver.link is None
        assert explain(made, {}, code).sentence.render("vi").endswith(".")


@quick
@given(plans(dated=False, single=True))
def test_every_programme_has_a_critical_path_by_both_measures_and_the_longest_is_within_it(plan: Plan) -> None:
    built = network(plan, links=[replace(link, lag_calendar=LagCalendar.PLAN) for link in plan["links"]])
    floats, longest = schedule(built), schedule(built, critical="longest-path")
    assert longest.critical
    assert set(longest.critical) <= set(floats.critical)
    ranked = {code: i for i, code in enumerate(floats.critical)}
    for link in floats.links:
        if link.predecessor in ranked and link.successor in ranked:
            assert ranked[link.predecessor] < ranked[link.successor]


@quick
@given(plans(groups=1), st.integers(-2, 3), st.data())
def test_a_link_between_summaries_is_that_link_between_all_their_children(plan: Plan, lag: int, data: st.DataObject) -> None:
    codes = [task.code for task in plan["tasks"]]
    cut = data.draw(st.integers(1, len(codes)))
    above = {code: "S" if i < cut else "Z" for i, code in enumerate(codes)}
    parents = [TaskSpec(code, 0, "", "P0") for code in sorted(set(above.values()))]
    tasks = [replace(task, parent=above[task.code]) for task in plan["tasks"]] + parents
    inner = [
        link for link in plan["links"] if link.relation is not Relation.FS or above[link.predecessor] == above[link.successor]
    ]
    joined = [LinkSpec("S", "Z", Relation.FS, lag, LagCalendar.PLAN)] if len(parents) == 2 else []
    each = [LinkSpec(a, b, Relation.FS, lag, LagCalendar.PLAN) for a in codes[:cut] for b in codes[cut:]]
    one = schedule(network(plan, tasks=tasks, links=[*inner, *joined]))
    other = schedule(network(plan, tasks=tasks, links=[*inner, *each]))
    for code in codes:
        mine, theirs = (replace(made.tasks[code], driven_by=()) for made in (one, other))
        assert mine == theirs


@quick
@given(lived_plans(), st.sampled_from(["retained", "override"]), st.booleans(), st.randoms())
def test_whatever_has_happened_and_whatever_is_part_of_what_the_laws_hold(
    plan: Plan, progress: Any, whole: bool, random: Any
) -> None:
    try:
        built = network(plan)
    except CycleError:
        return
    made = schedule(built, progress=progress, against="portfolio" if whole else "programme")
    random.shuffle(plan["tasks"])
    random.shuffle(plan["links"])
    again = schedule(network(plan), progress=progress, against=made.against)
    assert (dict(made.tasks), made.links, made.critical) == (dict(again.tasks), again.links, again.critical)
    late = any(dates.total_float < 0 for dates in made.tasks.values())
    for code, dates in made.tasks.items():
        spec = built.tasks[code]
        assert dates.early_start <= dates.early_finish
        assert dates.free_float >= 0
        assert late or dates.free_float <= dates.total_float
        assert dates.driven_by
        assert explain(made, {}, code).root.driver.link is None
        if dates.state == "planned" and not dates.summary:
            assert dates.early_start >= plan["data_date"]
        if dates.state == "finished" and not dates.summary:
            assert not dates.critical
            assert dates.late_finish == dates.early_finish
        if spec.actual_start and not dates.summary:
            assert dates.late_start <= dates.early_start == spec.actual_start
            assert dates.total_float < 0 or dates.late_start == spec.actual_start
        assert dates.late_start <= dates.late_finish
        for leaf in built.leaves(code):
            assert dates.early_start <= made.tasks[leaf].early_start
            assert dates.early_finish >= made.tasks[leaf].early_finish
    _check_links(made, progress)


def _check_links(made: Schedule, progress: str) -> None:
    """No link between unfinished tasks is broken, and one that drives leaves nothing."""
    for link in made.links:
        successor = made.tasks[link.successor]
        answered = progress == "override" and "started" in {made.tasks[c].state for c in made.network.leaves(link.successor)}
        assert not link.driving or link.float == 0
        if link.float is not None and not answered and successor.state == "planned":
            assert link.float >= 0


@quick
@given(lived_plans())
def test_the_longest_path_of_what_has_happened_ends_at_the_end(plan: Plan) -> None:
    try:
        made = schedule(network(plan), critical="longest-path", against="portfolio")
    except CycleError:
        return
    left = [dates for dates in made.tasks.values() if dates.state != "finished" and not dates.summary]
    assert bool(made.critical) == bool(left)
    assert not left or max(dates.early_finish for dates in left) in {made.tasks[code].early_finish for code in made.critical}
