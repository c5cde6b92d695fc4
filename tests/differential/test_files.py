"""MPXJ reads the files that we make of the portfolio and of elapsed days as they are meant."""

from datetime import date
from typing import Any

import pytest

from api.exchange import exported
from portfolio.interchange import mspdi, xer
from portfolio.interchange.planfile import Baseline, PlanFile, PlanLink, PlanTask
from portfolio.model import LagCalendar
from portfolio.network import LinkSpec, TaskSpec
from portfolio.reports.views import View, view
from tests.differential import mpxj_oracle as mpxj
from tests.support import seeded

pytestmark = pytest.mark.xdist_group("mpxj")

START = date(2026, 6, 1)
ELAPSED = PlanFile(
    (PlanTask(TaskSpec("A", 5), "soạn"), PlanTask(TaskSpec("B", 60, "elapsed"), "lấy ý kiến")),
    (PlanLink(LinkSpec("A", "B", lag=2, lag_calendar=LagCalendar.ELAPSED)),),
    start=START,
    baselines=(Baseline("Baseline 1", {"A": (START, date(2026, 6, 5))}),),
)


@pytest.fixture(scope="module")
def look() -> View:
    return view(seeded(), date(2018, 7, 5))


@pytest.mark.parametrize("form", ["mspdi", "xer"])
def test_the_plan_of_the_portfolio_says_to_mpxj_what_we_compute(look: View, form: str) -> None:
    data = exported(look, form, "vi").data  # type: ignore[arg-type]
    project, code = (
        (mpxj.read_mspdi(data).getTasks(), "getWBS") if form == "mspdi" else (mpxj.read_xer_all(data), "getActivityID")
    )
    tasks = {str(getattr(task, code)()): task for task in project if not task.getSummary()}
    ours = {c: d for c, d in look.schedule.tasks.items() if not (d.summary or d.undated)}
    assert set(ours) <= set(tasks)
    for told, dates in ours.items():
        task = tasks[told]
        if dates.state == "planned":
            start = mpxj.moment_or(task.getEarlyStart(), dates.milestone, "start")
            finish = mpxj.moment_or(task.getEarlyFinish(), dates.milestone, "finish")
            assert (start, finish) == (dates.early_start, dates.early_finish), told


def test_elapsed_days_are_elapsed_days_to_microsoft_project() -> None:
    tasks = {str(task.getWBS()): task for task in mpxj.read_mspdi(mspdi.write(ELAPSED)).getTasks()}
    [link] = tasks["B"].getPredecessors()
    assert (str(tasks["A"].getDuration()), str(tasks["B"].getDuration()), str(link.getLag())) == ("5.0d", "60.0ed", "2.0ed")
    assert str(tasks["A"].getBaselineFinish(1)) == "2026-06-05T17:00"


def test_elapsed_days_are_days_of_twenty_four_hours_to_primavera() -> None:
    project = mpxj.read_xer(xer.write(ELAPSED))
    tasks: dict[str, Any] = {str(task.getActivityID()): task for task in project.getTasks() if not task.getSummary()}
    assert str(tasks["B"].getRemainingDuration()) == "1440.0h"
    assert all(mpxj.works(tasks["B"].getCalendar(), date(2026, 6, day)) for day in range(1, 8))
    [link] = tasks["B"].getPredecessors()
    assert str(link.getLag()) == "48.0h"
