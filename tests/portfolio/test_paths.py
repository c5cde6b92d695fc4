"""The ways to the finish, ranked, and what is nearly critical."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import schedule
from portfolio.errors import CycleError
from portfolio.limits import Holds, Limit
from portfolio.model import LagCalendar
from portfolio.paths import FloatPath, float_paths, near_critical
from tests.portfolio.charts import july, plan
from tests.strategies import lived_plans, network, plans

Plan = dict[str, Any]
quick = settings(deadline=None, max_examples=100)


def paths(text: str, group: str | None = None, **given: Any) -> list[tuple[int, str]]:
    return [(path.float, " ".join(path.tasks)) for path in float_paths(schedule(plan(text, **given)), group)]


def test_the_first_path_is_the_critical_one_and_each_further_one_runs_into_an_earlier() -> None:
    made = schedule(plan("""
        a 3
        b 4 a
        c 2 a
        x 1
        d 1 b c x
    """))  # fmt: skip
    found = float_paths(made)
    assert [(path.rank, path.float, path.tasks) for path in found] == [
        (1, 0, ("a", "b", "d")),
        (2, 2, ("c",)),
        (3, 6, ("x",)),
    ]
    assert [path.holds[0].limit for path in found] == [Limit.END, Limit.LINK, Limit.LINK]
    assert found[1].holds[0].task == "d"
    assert made.critical == found[0].tasks


def test_of_two_critical_ways_the_one_that_finishes_last_comes_first() -> None:
    assert paths("a 3\nb 3\nc 1 b") == [(0, "b c"), (1, "a")]
    assert paths("b 3\na 3") == [(0, "a"), (0, "b")]


def test_a_path_to_a_missed_deadline_comes_before_the_one_to_the_end() -> None:
    text = """
        a 3
        b 1 a due=3
        z 9
    """
    assert paths(text) == [(-2, "a b"), (0, "z")]
    last = float_paths(schedule(plan(text)))[0].holds
    assert [(hold.limit, hold.day) for hold in last] == [(Limit.DEADLINE, july(3))]


def test_a_path_goes_through_summaries() -> None:
    assert paths("""
        a 2
        S - a
        b 1 in=S
        c 2 in=S
        d 1 S
        e 1 S:FF
    """) == [(0, "a c d"), (1, "e"), (1, "b")]  # fmt: skip


def test_a_path_of_a_programme_begins_in_another_one_that_drives_it() -> None:
    text = "a 3 of=P\nb 2 a of=Q\nc 1 of=Q"
    assert paths(text, "Q") == [(0, "a b"), (4, "c")]
    assert paths(text, "P") == [(0, "a")]


def test_only_so_many_are_told_as_are_asked_for() -> None:
    assert len(float_paths(schedule(plan("a 1\nb 2\nc 3")), most=2)) == 2


def test_finished_work_is_on_no_path() -> None:
    assert paths("a 3 began=2 ended=4\nb 1 a", data_date=5) == [(0, "b")]


def test_the_near_critical_band_is_counted_beyond_the_critical() -> None:
    net = plan("a 9\nb 8\nc 6\nd 1\nz 1 began=2 ended=2", data_date=2)
    assert near_critical(schedule(net), 3) == ("c", "b")
    assert set(near_critical(schedule(net, threshold=1), 2)) == {"c"}
    assert set(near_critical(schedule(net, critical="longest-path"), 1)) == {"b"}


def test_what_holds_a_task_comes_from_links_dates_and_the_end() -> None:
    made = schedule(plan("""
        a 1
        b 1 a
        c 1 FNLT=9
        d 1 SNLT=6
        e 9
        f 1 extended=10 due=3
        g 2 began=2 left=1 FNLT=10
        S - FNLT=10
        h 1 in=S
        T - SNLT=9
        i 1 in=T
        j 1
        U - j
        k 2 in=U
        V -
        l 1 in=V
        m 3 V
        W -
        n 1 in=W
        o 9 W:SS
        p 1
        X - p:FF
        q 9 in=X
        r 0 SNLT=4
        Y - FNLT=10 due=11
        s 1 in=Y
        Z -
        t 1 in=Z due=3
        u 1 Z:SS
    """))  # fmt: skip
    holds = Holds(made)

    def of(code: str) -> list[tuple[Any, ...]]:
        return [(h.limit.value, h.rule or h.task, h.day, h.on) for h in holds.of(code)]

    assert of("a") == [("link", "b", july(12), None)]
    assert of("b") == [("end", None, july(12), None)]
    assert of("c") == [("constraint", "FNLT", july(9), None)]
    assert of("d") == [("constraint", "SNLT", july(6), None)]
    assert of("f") == [("deadline", "extension", july(10), None)]
    assert of("g") == [("constraint", "FNLT", july(10), None)]
    assert of("h") == [("constraint", "FNLT", july(10), "S")]
    assert of("i") == [("constraint", "SNLT", july(9), "T")]
    assert of("j") == [("link", "k", july(11), None)]
    assert of("l") == [("link", "m", july(10), "V")]
    assert of("n") == [("link", "o", july(2), "W")]
    assert of("p") == [("link", "q", july(12), None), ("end", None, july(12), None)]
    assert of("s") == [("constraint", "FNLT", july(10), "Y")]
    assert of("t") == [("deadline", "instrument", july(3), None)]
    assert of("r") == [("constraint", "SNLT", july(4), None)]


def test_what_is_finished_nothing_holds() -> None:
    assert Holds(schedule(plan("a 1 began=2 ended=2", data_date=3))).of("a") == ()


def one_calendar(plan: Plan) -> Plan:
    """The plan on one calendar, without milestones, whose half days a float in whole days does not tell."""
    tasks = [replace(task, calendar="", duration=task.duration or 1) for task in plan["tasks"]]
    links = [replace(link, lag_calendar=LagCalendar.PLAN) for link in plan["links"]]
    return {**plan, "tasks": tasks, "links": links}


def joined(path: FloatPath, links: Any) -> bool:
    pairs = {(link.predecessor, link.successor) for link in links}
    return all(pair in pairs for pair in pairwise(path.tasks))


@quick
@given(plans(), st.booleans())
def test_floats_never_fall_and_every_task_is_on_one_path(plan: Plan, whole: bool) -> None:
    made = schedule(network(plan), against="portfolio" if whole else "programme")
    found = float_paths(made)
    assert sorted(code for path in found for code in path.tasks) == sorted(made.tasks)
    assert [path.float for path in found] == sorted(path.float for path in found)
    taken: set[str] = set()
    for path in found:
        assert path.float == min(made.tasks[code].total_float for code in path.tasks)
        assert joined(path, made.links)
        taken |= set(path.tasks)
        assert path.holds
        assert all(hold.link is None or hold.task in taken for hold in path.holds[:1])


@quick
@given(plans(single=True))
def test_on_one_calendar_all_of_a_path_may_lose_the_same_and_its_links_drive(plan: Plan) -> None:
    made = schedule(network(one_calendar(plan)))
    driving = [link for link in made.links if link.driving]
    for path in float_paths(made):
        assert {made.tasks[code].total_float for code in path.tasks} == {path.float}
        assert joined(path, driving)


@quick
@given(plans(dated=False, single=True, groups=1))
def test_the_first_path_leads_from_the_start_to_the_finish_and_is_critical(plan: Plan) -> None:
    made = schedule(network(one_calendar(plan)))
    first = float_paths(made)[0]
    assert set(first.tasks) <= set(made.critical)
    assert made.tasks[first.tasks[0]].driven_by[0].link is None
    assert made.finish in {made.tasks[code].early_finish for code in first.tasks}
    assert [hold.limit for hold in first.holds][-1] is Limit.END


@quick
@given(lived_plans())
def test_with_history_and_summaries_every_unfinished_task_is_on_one_path(plan: Plan) -> None:
    try:
        made = schedule(network(plan))
    except CycleError:
        return
    left = sorted(code for code, d in made.tasks.items() if d.state != "finished" and not d.summary)
    found = float_paths(made)
    assert sorted(code for path in found for code in path.tasks) == left
    assert [path.float for path in found] == sorted(path.float for path in found)
    assert all(path.holds for path in found)
