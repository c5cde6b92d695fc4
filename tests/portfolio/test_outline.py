"""Tasks as an outline: what each is part of, and what its parts are."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from traceback import walk_stack

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from governance.errors import CycleError
from governance.records import Records
from portfolio.annex.table import annex_of
from portfolio.claims import claims, concerned
from portfolio.model import ProgressState, Task
from portfolio.outline import children_of, lineage, natural, outline
from portfolio.reports import REPORTS, report, view
from portfolio.reports.pictures import gantt_chart, network_graph
from portfolio.workflow.places import parts_open, progressed
from tests.portfolio.making import PORTFOLIO, given, link, takes, task

DAY = date(2018, 7, 5)


@st.composite
def outlines(draw: st.DrawFn) -> list[Task]:
    """Tasks of which each may be part of one that was made before it, in any order."""
    numbers = range(draw(st.integers(0, 8)))
    parents = [draw(st.none() | st.integers(0, number - 1)) if number else None for number in numbers]
    made = [task(f"P.{n}", None if above is None else f"P.{above}") for n, above in zip(numbers, parents, strict=True)]
    return draw(st.permutations(made))


@law(outlines())
def test_each_task_comes_once_with_its_depth_after_what_it_is_part_of(tasks: list[Task]) -> None:
    records = Records(tasks)
    walked = list(outline(children_of(tasks)))
    assert sorted(each.code for _depth, each in walked) == sorted(each.code for each in tasks)
    path: list[str] = []
    for depth, each in walked:
        path[depth:] = [each.code]
        assert path == [part.code for part in reversed(list(lineage(records, each)))]


@law(outlines(), st.randoms(use_true_random=False))
def test_order_never_matters(tasks: list[Task], random: object) -> None:
    other = list(tasks)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert list(outline(children_of(tasks))) == list(outline(children_of(other)))


def test_what_is_part_of_a_task_elsewhere_stands_at_the_top() -> None:
    assert [each.code for _depth, each in outline(children_of([task("P.2", "Q.1"), task("P.1")]))] == ["P.1", "P.2"]


def test_tasks_that_are_part_of_each_other_are_named_in_order() -> None:
    records = Records([task("P.1", "P.2"), task("P.2", "P.3"), task("P.3", "P.2")])
    with pytest.raises(CycleError) as refused:
        list(lineage(records, records.get(Task, "P.1")))
    assert refused.value.cycle == ("P.2", "P.3", "P.2")


def test_a_raised_digit_is_no_number_to_sort_by() -> None:
    assert sorted(["P.1²", "P.10", "P.1"], key=natural) == ["P.1", "P.1²", "P.10"]


# ---- however deep


LEVELS = 150
DEEP = [*PORTFOLIO, task("P.0"), *(task(f"P.{n}", f"P.{n - 1}") for n in range(1, LEVELS)), given("P.0", "MIC"), takes("P.149")]


@contextmanager
def few_frames(more: int) -> Iterator[None]:
    """A stack that holds this many more calls than are on it now."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(sum(1 for _frame in walk_stack(None)) + more)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_needs_a_call_for_each_level_of_the_outline(name: str) -> None:
    report("status", Records(PORTFOLIO), DAY)  # loads what a report loads when it is first asked for
    with few_frames(LEVELS - 10):
        report(name, Records(DEEP), DAY)


def test_nor_does_a_picture_an_annex_or_a_step_of_the_outermost_task() -> None:
    records = Records([*DEEP, task("P.150"), takes("P.150"), link("P.0", "P.150"), link("P.150", "P.149", influence=True)])
    with few_frames(LEVELS - 10):
        looked = view(records, DAY)
        assert [(edge.source, edge.target) for edge in network_graph(looked, "P").edges if edge.part] == [("P.149", "P.0")]
        assert len(gantt_chart(looked).bars) == LEVELS + 2
        assert concerned(looked.schedule.network, claims(looked.schedule.network)) == {each.code for each in looked.tasks}
        assert max(line.depth for line in annex_of(records, "P", "vi").lines) == LEVELS - 1
        assert progressed(records, "P.0", DAY) is ProgressState.NOT_STARTED
        assert parts_open(records, "P.0", DAY) == ("P.149",)
