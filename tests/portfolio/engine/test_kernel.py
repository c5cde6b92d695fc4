"""The kernel is one law in two forms: as plain Python over lists, and compiled over arrays."""

import pickle
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numba import types

from portfolio.cpm import schedule
from portfolio.engine import counting
from portfolio.engine.calendars import MARGIN, NARROW, column_of
from portfolio.engine.compiled import LARGE, PLAIN, SOURCES, Runner, compiled, fastest, native, runner, stamp
from portfolio.engine.sheet import sheet_of
from portfolio.engine.wiring import wired
from portfolio.errors import InvalidError
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import ELAPSED, WorkCalendar
from tests.strategies import calendars, network, whole_plans

FIRST = date(2018, 7, 2)
WEEK = {"all": ELAPSED}


def run_by(plan: Network, run: Runner) -> Network:
    """The same plan, computed by another runner."""
    return replace(plan, wiring=wired(plan, plan.wiring.sheet, run))


def everything(plan: Network, **how: Any) -> dict[str, Any]:
    made = schedule(plan, **how)
    return {
        "tasks": dict(made.tasks),
        "links": made.links,
        "critical": made.critical,
        "longest": made.longest_path_of(),
        "finish": made.finish,
    }


@settings(deadline=None)  # the first example waits for the compiler
@given(whole_plans(), st.sampled_from(["programme", "portfolio"]), st.sampled_from(["retained", "override"]))
def test_compiled_and_plain_say_the_same(drawn: dict[str, Any], against: str, progress: str) -> None:
    plan = network(drawn)
    how = {"against": against, "progress": progress}
    assert everything(run_by(plan, compiled()), **how) == everything(run_by(plan, PLAIN), **how)


@given(whole_plans())
def test_columns_alone_make_the_same_plan_as_objects(drawn: dict[str, Any]) -> None:
    plan = network(drawn)
    sheet = sheet_of(plan)
    alone = Network.of(sheet, plan.calendars, plan.default, plan.starts, plan.data_date)
    assert [replace(task, calendar=task.calendar or plan.default) for task in plan.tasks.values()] == [
        replace(task, calendar=task.calendar or plan.default) for task in alone.tasks.values()
    ]
    assert list(alone.links) == list(plan.links)
    assert list(alone.links[1:]) == list(plan.links[1:])
    assert (len(alone.tasks), len(alone.links)) == (len(plan.tasks), len(plan.links))
    assert everything(alone) == everything(plan)
    names = ("duration", "calendar", "group", "parent", "predecessor", "successor", "ends", "lag", "lag_calendar")
    arrays = replace(sheet, **{name: np.array(getattr(sheet, name), np.int32) for name in names})
    assert everything(Network.of(arrays, plan.calendars, plan.default, plan.starts, plan.data_date)) == everything(plan)


class TestCounting:
    @settings(deadline=None, max_examples=25)
    @given(
        *(calendars(), calendars(), st.sampled_from([0, 1, MARGIN + 20, NARROW]), st.integers(1, 9)),
        st.sampled_from([FIRST.toordinal(), 800, 5_000]),  # in the first years counts are as small as what tables hold
    )
    @example(WorkCalendar("1111110"), WorkCalendar(), MARGIN + 20, 1, 800)
    def test_a_column_counts_every_day_as_its_calendar_does_within_tables_beyond_them_and_without(
        self, one: WorkCalendar, other: WorkCalendar, width: int, lag: int, begins: int
    ) -> None:
        clock = (ELAPSED, one, other)
        column = column_of(clock, PLAIN, begins, width)
        for c, means in enumerate(clock):
            for day in (-5_000, *range(begins - MARGIN - 8, begins - MARGIN + 8), *range(begins - 1, begins + 42), 800_000):
                assert counting.count(column, c, day) == means.count(day)
                assert counting.nth(column, c, means.count(day)) == means.nth(means.count(day))
                for mark in (2 * day, 2 * day + 1):
                    assert counting.step(column, c, mark) == means.step(mark)
                    assert counting.mark_of(column, c, means.step(mark)) == means.mark(means.step(mark))
                    assert counting.later(column, c, mark, lag) == means.later(mark, lag)
                    assert counting.sooner(column, c, mark, lag) == means.sooner(mark, lag)

    def test_days_opened_and_closed_are_found_without_tables(self) -> None:
        calendar = WorkCalendar(closed=[date(2018, 7, 4)], opened=[date(2018, 7, 7)])
        column = column_of((ELAPSED, calendar), PLAIN, FIRST.toordinal(), 0)
        days = [counting.found(column, 1, calendar.count(FIRST.toordinal()) + n) for n in range(6)]
        assert [date.fromordinal(day).day for day in days] == [2, 3, 5, 6, 7, 9]


class TestSize:
    def test_a_large_plan_is_compiled_and_reaches_beyond_its_first_tables(self) -> None:
        size = LARGE // 2 + 1
        tasks = [TaskSpec(f"T{i:05}", 1 + i % 3) for i in range(size)]
        links = [LinkSpec(tasks[i].code, tasks[i + 1].code, lag=i % 2) for i in range(size - 1)]
        weeks = {"vn": WorkCalendar(closed=[FIRST + timedelta(days=7 * i) for i in range(300)])}
        plan = Network.build(tasks, links, weeks, "vn", {"": FIRST})
        assert plan.wiring.run is compiled()
        made, same = schedule(plan), schedule(run_by(plan, PLAIN))
        assert made.finish == same.finish
        assert made.critical == same.critical == tuple(task.code for task in tasks)
        assert made.columns.bounds.width > plan.tasks[tasks[0].code].duration + 2**14

    def test_dates_that_no_calendar_has_are_refused_whatever_computes_them(self) -> None:
        tasks = [TaskSpec(f"T{i}", 2_000_000) for i in range(3)]
        links = [LinkSpec("T0", "T1"), LinkSpec("T1", "T2")]
        plan = Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", {"": FIRST})
        for run in (PLAIN, compiled()):
            with pytest.raises(InvalidError, match="9999"):
                schedule(run_by(plan, run))

    def test_no_sum_of_days_is_too_great_to_be_refused(self) -> None:
        for size in (600, 601):  # in 32 bits such sums come back below 0, or to where they began
            tasks = [TaskSpec(f"T{i:03}", 2_556_528) for i in range(size)]
            links = [LinkSpec(f"T{i:03}", f"T{i + 1:03}") for i in range(size - 1)]
            plan = Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", {"": FIRST})
            for run in (PLAIN, compiled()):
                with pytest.raises(InvalidError, match="9999"):
                    schedule(run_by(plan, run))

    def test_no_task_and_no_link_takes_more_days_than_there_are(self) -> None:
        tasks = [TaskSpec("A", 10**12), TaskSpec("B", 1, actual_start=FIRST, remaining=10**10)]
        with pytest.raises(InvalidError) as refused:
            Network.build(tasks, [LinkSpec("A", "B", lag=-(10**9))], {"vn": WorkCalendar()}, "vn", {"": FIRST})
        assert [problem.place for problem in refused.value.problems] == ["A", "B", "A~B~FS"]

    def test_a_plan_may_end_with_the_last_day_that_there_is(self) -> None:
        plan = Network.build([TaskSpec("A", 1), TaskSpec("B", 0)], [LinkSpec("A", "B")], WEEK, "all", {"": date.max})
        for run in (PLAIN, compiled()):
            assert schedule(run_by(plan, run)).tasks["B"].early_finish == date.max


class TestMachineCode:
    def test_what_was_compiled_is_used_only_by_the_very_same_kernel(self, tmp_path: Path) -> None:
        states = set()
        for changed in (None, *SOURCES):
            copies = []
            for source in SOURCES:
                copy = ModuleType(source.__name__)
                copy.__file__ = str(tmp_path / f"{source.__name__}.py")
                text = Path(str(source.__file__)).read_text("utf-8")
                Path(copy.__file__).write_text(text + ("X = 1\n" if source is changed else ""), "utf-8")
                copies.append(copy)
            states.add(stamp(copies))
        assert len(states) == 1 + len(SOURCES)
        assert stamp() in states
        assert compiled().law.forward.__wrapped__.__qualname__ == f"forward_{stamp()}"

    def test_it_is_made_anew_where_it_cannot_be_kept(self) -> None:
        of_no_file: dict[str, Any] = {}
        exec("def twice(n):\n    return 2 * n", of_no_file)
        assert native(types.int64(types.int64), of_no_file["twice"]).ctypes(21) == 42

    def test_without_a_compiler_the_kernel_runs_as_it_stands(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "numba", None)  # what importing it finds on such a machine
        for known in (fastest, compiled):
            known.cache_clear()
        assert runner(10**6) is PLAIN
        fastest.cache_clear()

    def test_a_plan_can_be_sent_to_another_process_whatever_computes_it(self) -> None:
        plan = Network.build([TaskSpec("T", 2)], [], {"vn": WorkCalendar()}, "vn", {"": FIRST})
        for run in (PLAIN, compiled()):
            sent = pickle.loads(pickle.dumps(run_by(plan, run)))
            assert sent.wiring.run is run
            assert schedule(sent).finish == schedule(plan).finish
