"""On what day a task was over."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from governance.records import E, Records
from portfolio.authority import affected
from portfolio.awaited import awaited
from portfolio.finishing import finished_on, over_on
from portfolio.model import ProgressState, Task
from tests.governance.making import document, relates
from tests.portfolio.making import programme, reported, task
from tests.portfolio.test_outline import outlines

DAY = date(2018, 7, 5)


@law(outlines(), st.dictionaries(st.integers(0, 7), st.dates(date(2018, 1, 1), date(2018, 12, 31))), st.randoms())
def test_a_task_is_over_with_what_it_is_part_of_or_with_the_last_of_its_parts(
    tasks: list[Task], done: dict[int, date], random: object
) -> None:
    reports = [reported(f"P.{n}", day, ProgressState.DONE) for n, day in done.items() if n < len(tasks)]
    stated = {report.task: report.as_of for report in reports}
    by_code = {each.code: each for each in tasks}

    def finished(code: str | None) -> date | None:
        return (stated.get(code) or finished(by_code[code].parent)) if code else None

    def over(code: str) -> date | None:
        parts = [over(each.code) for each in tasks if each.parent == code]
        return finished(code) or (max(day for day in parts if day) if parts and all(parts) else None)

    records, codes = Records([*tasks, *reports]), list(by_code)
    random.shuffle(codes)  # type: ignore[attr-defined]
    assert {code: finished_on(records, code) for code in codes} == {code: finished(code) for code in codes}
    assert {code: over_on(records, code) for code in codes} == {code: over(code) for code in codes}


class Counting(Records):
    """Records that count how often they are asked."""

    asked = 0

    def find(self, kind: type[E], code: str | None) -> E | None:
        self.asked += 1
        return super().find(kind, code)

    def by(self, kind: type[E], field: str, value: object) -> tuple[E, ...]:
        self.asked += 1
        return super().by(kind, field, value)


def steps(ask: Callable[[Records], object], tasks: int, levels: int) -> int:
    """How often the records are asked, of a plan of outlines that are so many levels deep."""
    made = [task(f"P.{n:04}", f"P.{n - 1:04}" if n % levels else None) for n in range(tasks)]
    law_and_decree = (document("LAW"), document("QD"), relates("QD", "based_on", "LAW"))
    records = Counting([*law_and_decree, programme(basis="QD"), *made])
    ask(records)
    return records.asked


@pytest.mark.parametrize("ask", [lambda records: awaited(records, DAY), lambda records: affected(records, DAY)])
def test_what_is_asked_of_all_tasks_grows_with_them_and_no_faster_than_with_the_levels_above_each(
    ask: Callable[[Records], object],
) -> None:
    assert steps(ask, 800, 40) < 2.1 * steps(ask, 400, 40)
    assert steps(ask, 400, 80) < 2.1 * steps(ask, 400, 40)


@pytest.mark.parametrize("ask", [finished_on, over_on])
def test_whether_tasks_are_over_costs_the_same_for_each_however_deep_it_stands(
    ask: Callable[[Records, str], date | None],
) -> None:
    def of_all(records: Records) -> None:
        for each in records.all(Task):
            ask(records, each.code)

    assert steps(of_all, 400, 400) < 1.1 * steps(of_all, 400, 10)
