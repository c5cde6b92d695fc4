"""What few files of Primavera say, and what of a plan they do not hold."""

from dataclasses import replace
from datetime import date

import pytest

from portfolio.interchange import planjson, read, written, xer
from portfolio.interchange.planfile import Baseline, PlanFile
from portfolio.model import LagCalendar
from tests.portfolio.interchange.test_xer import DATA, file, link, problems, table, task


def left(plan: PlanFile) -> str:
    assert all(said.render("vi") != said.render("en") for said in plan.left_out)
    return "\n".join(str(said) for said in plan.left_out)


def test_an_exception_on_no_day_is_refused_and_a_time_that_ends_before_it_begins_is_no_time() -> None:
    late = file(table("TASK", task(1))).replace(b"(d|", b"(d|99999999")
    assert "the calendar Chuẩn has an exception on no day" in problems(late)[0][1]
    turned = DATA.replace("s|08:00|f|16:00", "s|16:00|f|08:00")
    assert "works on no day of the week" in problems(file(table("TASK", task(1))).replace(DATA.encode(), turned.encode()))[0][1]


def test_of_projects_with_several_data_dates_the_latest_counts_and_that_is_told() -> None:
    project = {"proj_short_name": "X", "clndr_id": 7, "plan_start_date": "2026-06-01 08:00"}
    more = table(
        "PROJECT",
        *({**project, "proj_id": number, "last_recalc_date": f"2026-06-{day} 08:00"} for number, day in ((1, "08"), (2, "10"))),
    )
    one, other = task(1), {**task(2), "proj_id": 2}
    plan = read(file(more, table("TASK", one, other)))
    assert plan.data_date == date(2026, 6, 10)
    assert "the projects have several data dates, the latest counts for all: 2026-06-08, 2026-06-10" in left(plan)


def test_a_constraint_without_its_day_is_refused() -> None:
    [(place, why)] = problems(file(table("TASK", task(1, cstr_type="CS_MSO"))))
    assert place.startswith("line ")
    assert why.startswith("MSO takes a day")


def test_lags_on_the_days_of_the_plan_are_written_as_such() -> None:
    plan = planjson.plan_from(
        {
            "start": "2026-06-01",
            "tasks": [{"code": "A", "duration": 1}, {"code": "B", "duration": 1}],
            "links": [{"predecessor": "A", "successor": "B", "lag": 2, "lag_calendar": "plan"}],
        }
    )
    [again] = read(xer.write(plan)).links
    assert (again.spec.lag, again.spec.lag_calendar) == (2, LagCalendar.PLAN)


def programmes(*names: str) -> PlanFile:
    tasks = [{"code": f"T{i}", "duration": 1, "programme": name} for i, name in enumerate(names)]
    return planjson.plan_from({"start": "2026-06-01", "tasks": tasks})


def test_a_single_programme_is_the_project_and_is_told() -> None:
    said = [str(message) for message in written(programmes("P"), "xer").unwritten]
    assert "a programme alone is written as the project, and read as a plan without programmes: P" in said


def test_a_baseline_is_a_copy_of_the_projects_that_it_holds_dates_of() -> None:
    days = date(2026, 6, 1), date(2026, 6, 1)
    plan = replace(programmes("P", "Q", "R"), baselines=(Baseline("b", {"T0": days, "T2": days}),))
    data = xer.write(plan)
    assert data.count(b"b P") == 2  # the copy and its top element
    assert (b"b Q" in data, b"b R" in data) == (False, True)
    assert read(data).baselines == plan.baselines


@pytest.mark.parametrize("kind", ["PR_FS1", "XX"])
def test_a_relation_that_is_none_is_refused(kind: str) -> None:
    [(_place, why)] = problems(file(table("TASK", task(1), task(2)), table("TASKPRED", link(1, 2, kind))))
    assert why.startswith(repr(kind))
