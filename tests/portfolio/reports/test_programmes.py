"""What a programme's standing, a critical path and the pictures say in words, on the small portfolio of small.py."""

import json
from datetime import date
from typing import Any

import pytest

from governance.model import Appointment
from governance.records import Records
from governance.values import Entity
from portfolio.model import Constraint, ConstraintKind, Deadline, DeadlineKind, Dependency, Progress, ProgressState, Task
from portfolio.reports import report, view
from portfolio.reports.due import due
from portfolio.reports.pictures import gantt_chart, network_graph
from portfolio.reports.programmes import programme_status
from portfolio.reports.table import render
from portfolio.reports.views import View
from tests.portfolio.reports.small import DAY, ENTITIES


def beside(*more: Entity, **asked: Any) -> View:
    """A view of the small portfolio with more in it."""
    return view(Records([*ENTITIES, *more]), DAY, **asked)


def rows(looked: View, name: str) -> dict[str, dict[str, Any]]:
    table = report(name, looked.records, DAY, programme=looked.programme)
    return {row["task"]: row for row in json.loads(render(table, "json", "en"))["rows"]}


@pytest.mark.parametrize(
    ("facts_only", "said"),
    [
        (False, "14 of 18 inputs on record (78\u00a0%)"),
        (True, "14 inputs on record; assumptions are left out"),
    ],
)
def test_a_programme_says_its_kind_its_progress_and_how_sure_it_is(facts_only: bool, said: str) -> None:
    looked = beside(facts_only=facts_only)
    found = programme_status(looked, looked.programmes[0])
    assert [str(words) for words in (found.kind, found.progress, found.share)] == ["scheme", "1 of 5 tasks done", said]
    assert found.sure == (100 if facts_only else 78)


def test_a_programme_of_which_nothing_is_known_is_not_said_to_be_sure() -> None:
    looked = view(Records([e for e in ENTITIES if e.kind not in ("task", "estimate", "dependency", "frame")]), DAY)
    assert programme_status(looked, looked.programmes[1]).sure == 0


def test_what_passed_its_deadline_or_is_forecast_to_is_missed() -> None:
    looked = beside()
    found = {code: due(looked, looked.records.get(Task, code)) for code in ("A.2.2", "A.4", "A.1")}
    assert {code: status.missed for code, status in found.items() if status} == {"A.2.2": True, "A.4": False}


def test_a_view_is_of_the_portfolio_of_its_programmes() -> None:
    whole = beside().portfolio
    assert whole is not None
    assert whole.code == "P"
    assert view(Records(), DAY).portfolio is None


def test_who_acts_for_an_office_is_told_as_acting() -> None:
    acting = Appointment(code="AN~bo", person="AN", post="BO.head", start="2018", acting=True, source="001")
    assert rows(beside(acting, programme="A"), "critical-path")["A.1"]["responsible"] == "Nguyễn Văn An, acting Minister"


def test_a_critical_path_is_bound_by_the_extended_deadline_and_says_which_constraint_fixes_a_date() -> None:
    extended = Deadline(
        code="D3",
        task="A.2.2",
        type=DeadlineKind.EXTENSION,
        written_vi="17 tháng 7",
        written_en="17 July",
        not_after=date(2018, 7, 17),
    )
    waits = Constraint(task="A.1", type=ConstraintKind.SNET, day=date(2018, 7, 9))
    looked = beside(extended, waits, programme="A")
    said = report("critical-path", looked.records, DAY, programme="A").answer[0].render("en")
    assert "3 working days late against the extended deadline 17/07/2018 of A.2.2" in said
    drawn = render(report("critical-path", looked.records, DAY, programme="A"), "csv", "en")
    assert "start no earlier than 09/07/2018" in drawn


def until(code: str, kind: DeadlineKind, day: date) -> Deadline:
    return Deadline(code=code, task="A.2.2", type=kind, written_vi="ngày", written_en="day", not_after=day)


def test_a_chart_flags_the_deadline_that_binds_of_several_the_latest_extension_else_the_first_that_was_set() -> None:
    earlier = until("D9", DeadlineKind.INSTRUMENT, date(2018, 7, 12))
    extensions = [until(f"E{i}", DeadlineKind.EXTENSION, date(2018, 7, day)) for i, day in enumerate((17, 20, 19))]
    for more, day in (([earlier], 12), ([earlier, *extensions], 20)):
        looked = beside(*more)
        [flag] = [bar.due for bar in gantt_chart(looked).bars if bar.code == "A.2.2"]
        assert flag == date(2018, 7, day) == looked.schedule.network.tasks["A.2.2"].binding_deadline


def test_pictures_name_no_source_for_what_the_secretariat_entered_itself() -> None:
    entered = Task(code="A.5", programme="A", title_vi="In", title_en="Print")
    joined = Dependency(predecessor="A.3", successor="A.5")
    looked = beside(entered, joined)
    tips = {bar.code: [str(line) for line in bar.tip] for bar in gantt_chart(looked).bars}
    assert any("source 001" in line for line in tips["A.1"])
    assert not any("source" in line or "planners" in line for line in tips["A.5"])
    [link] = [edge for edge in network_graph(looked, "A").edges if edge.target == "A.5"]
    assert [str(line) for line in link.tip] == ["A.3 → A.5: finish to start (FS)"]


def test_a_part_of_work_that_was_reported_is_drawn_as_done() -> None:
    half = Progress(
        task="A.1", as_of=date(2018, 7, 5), state=ProgressState.IN_PROGRESS, actual_start=date(2018, 7, 5), percent=40
    )
    assert {bar.code: bar.done for bar in gantt_chart(beside(half)).bars}["A.1"] == 0.4


def test_work_that_turned_out_not_to_be_begun_is_drawn_without_the_share_that_was_reported_before() -> None:
    half = Progress(task="A.1", as_of=date(2018, 7, 4), state=ProgressState.IN_PROGRESS, percent=40)
    withdrawn = Progress(task="A.1", as_of=date(2018, 7, 5), state=ProgressState.NOT_STARTED)
    assert {bar.code: bar.done for bar in gantt_chart(beside(half, withdrawn)).bars}["A.1"] == 0
