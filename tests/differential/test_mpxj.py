"""Our schedules against MPXJ's two schedulers, which share nothing with ours: equal, or different in a way that is listed.

Plans go to MPXJ as the files that we write, so that its readers judge our writers too. Sixty plans a scheduler; five hundred
where ``EGOV_REQUIRE`` names ``mpxj``, which also makes a missing MPXJ a failure.
"""

import os
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from portfolio.cpm import schedule
from portfolio.interchange import mspdi, xer
from portfolio.interchange.planfile import Baseline, PlanFile, PlanLink, PlanTask, Resource
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar, Relation
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.differential import mpxj_oracle as mpxj
from tests.differential.judging import KINDS, Difference, differences
from tests.differential.plans import DATED, START, drawn, held_at_start

pytestmark = pytest.mark.xdist_group("mpxj")

PLANS = 500 if "mpxj" in os.environ.get("EGOV_REQUIRE", "") else 60
EARLY = (Kind.SNET, Kind.FNET)
P6_LAGS = (None, *LagCalendar)
MS_LAGS = (None, LagCalendar.SUCCESSOR, LagCalendar.ELAPSED)


def by_primavera(plan: PlanFile) -> list[Difference]:
    """What differs from PrimaveraScheduler, which retains logic."""
    made = schedule(plan.network())
    assert plan.start
    found = mpxj.scheduled(mpxj.read_xer(xer.write(plan, made)), "PrimaveraScheduler", plan.start, "getActivityID")
    return list(differences(plan, made, found, "PrimaveraScheduler"))


def by_microsoft(plan: PlanFile) -> list[Difference]:
    """What differs from MicrosoftScheduler, which knows no data date and lets actual starts answer all links."""
    plan = replace(held_at_start(plan), data_date=None)
    made = schedule(plan.network(), progress="override")
    assert plan.start
    found = mpxj.scheduled(mpxj.read_mspdi(mspdi.write(plan)), "MicrosoftScheduler", plan.start, "getWBS")
    return list(differences(plan, made, found, "MicrosoftScheduler"))


@pytest.mark.parametrize("lags", [None, LagCalendar.SUCCESSOR])
def test_on_one_calendar_all_dates_and_total_floats_of_both_schedulers_equal_ours(lags: LagCalendar | None) -> None:
    for seed in range(PLANS):
        plan = drawn(seed, calendars=False, lags=lags, kinds=(), progress=False)
        assert [d for d in by_microsoft(plan) + by_primavera(plan) if d.field != "free_float"] == [], seed


def test_on_several_calendars_all_early_dates_of_primavera_equal_ours() -> None:
    for seed in range(PLANS):
        plan = drawn(seed, lags=LagCalendar.SUCCESSOR, kinds=(), progress=False)
        assert [d for d in by_primavera(plan) if d.field.startswith("early") and d.kind == "unknown"] == [], seed


def test_with_constraints_history_and_every_kind_of_lag_what_differs_from_primavera_is_listed() -> None:
    found: Counter[str] = Counter()
    for seed in range(PLANS):
        kinds = DATED if seed % 2 else EARLY
        plan = drawn(seed, lags=P6_LAGS[seed % 5], calendars=seed % 4 > 0, kinds=kinds)
        found.update(f"{seed}: {d}" if d.kind not in KINDS else d.kind for d in by_primavera(plan))
    assert set(found) <= set(KINDS), found


def test_with_constraints_history_and_lags_what_differs_from_microsoft_project_is_listed() -> None:
    found: Counter[str] = Counter()
    for seed in range(PLANS):
        kinds = DATED if seed % 2 else EARLY
        plan = drawn(seed, lags=MS_LAGS[seed % 3], calendars=seed % 4 > 0, kinds=kinds, late=False)
        found.update(f"{seed}: {d}" if d.kind not in KINDS else d.kind for d in by_microsoft(plan))
    assert set(found) <= set(KINDS), found


def test_with_milestones_dates_differ_by_one_night_at_most() -> None:
    for seed in range(PLANS):
        plan = drawn(seed, calendars=False, lags=None, kinds=(), progress=False, milestones=True)
        for found in (by_primavera(plan), by_microsoft(plan)):
            assert [d for d in found if abs(d.ours - d.theirs) > 1 and d.field != "free_float"] == [], seed


# ------------------------------------------------------------------------------------------------ our files, read by MPXJ
PLAN = PlanFile(
    tasks=(
        PlanTask(TaskSpec("1", 0), "Nền tảng dữ liệu"),
        PlanTask(TaskSpec("1.1", 5, parent="1", deadlines=(Due(date(2026, 6, 12)),)), "Soạn & trình", uses={"R1": 2.0}),
        PlanTask(TaskSpec("1.2", 3, "bù", parent="1", constraints=((Kind.FNLT, date(2026, 6, 19)),)), "Kết nối"),
        PlanTask(TaskSpec("2", 0), "Nghiệm thu"),
    ),
    links=(
        PlanLink(LinkSpec("1.1", "1.2", Relation.SS, 2, LagCalendar.SUCCESSOR)),
        PlanLink(LinkSpec("1.2", "2", Relation.FF)),
    ),
    calendars={
        "standard": WorkCalendar(closed=[date(2026, 6, 3)], name="standard"),
        "bù": WorkCalendar(opened=[date(2026, 6, 6)], name="bù"),
    },
    start=START,
    title="Đề án",
    resources=(Resource("R1", "Nhóm 1", 4.0),),
    baselines=(Baseline("Baseline", {"1.1": (date(2026, 6, 1), date(2026, 6, 5))}),),
)


def test_microsoft_projects_xml_says_to_mpxj_what_the_plan_says() -> None:
    project = mpxj.read_mspdi(mspdi.write(PLAN))
    tasks = {str(task.getWBS()): task for task in project.getTasks()}
    assert {code: str(task.getName()) for code, task in tasks.items()} == {task.code: task.title for task in PLAN.tasks}
    assert str(tasks["1.1"].getParentTask().getWBS()) == "1"
    assert (str(tasks["1.1"].getDuration()), str(tasks["1.1"].getDeadline())) == ("5.0d", "2026-06-12T17:00")
    assert (str(tasks["1.2"].getConstraintType()), str(tasks["1.2"].getConstraintDate())) == (
        "FINISH_NO_LATER_THAN",
        "2026-06-19T17:00",
    )
    assert str(tasks["1.2"].getCalendar().getName()) == "bù"
    assert tasks["2"].getMilestone()
    [link] = tasks["1.2"].getPredecessors()
    assert (str(link.getType()), str(link.getLag()), str(link.getPredecessorTask().getWBS())) == ("SS", "2.0d", "1.1")
    assert str(tasks["1.1"].getBaselineFinish()) == "2026-06-05T17:00"
    [use] = tasks["1.1"].getResourceAssignments()
    assert (str(use.getResource().getName()), float(use.getUnits())) == ("R1", 200.0)
    working = {c: mpxj.works(project.getCalendarByName(c), date(2026, 6, 6)) for c in PLAN.calendars}
    assert working == {"standard": False, "bù": True}
    assert not mpxj.works(project.getCalendarByName("standard"), date(2026, 6, 3))


def test_an_exchange_file_says_to_mpxj_what_the_plan_says() -> None:
    project = mpxj.read_xer(xer.write(PLAN))
    tasks = {str(task.getActivityID()): task for task in project.getTasks() if not task.getSummary()}
    assert {code: str(task.getName()) for code, task in tasks.items()} == {
        "1.1": "Soạn & trình",
        "1.2": "Kết nối",
        "2": "Nghiệm thu",
    }
    assert str(tasks["1.1"].getParentTask().getName()) == "Nền tảng dữ liệu"
    assert str(tasks["1.1"].getRemainingDuration()) == "40.0h"
    assert (str(tasks["1.1"].getConstraintType()), str(tasks["1.1"].getConstraintDate())) == (
        "FINISH_NO_LATER_THAN",
        "2026-06-12T17:00",
    )
    assert str(tasks["1.2"].getCalendar().getName()) == "bù"
    assert str(tasks["2"].getActivityType()) == "FINISH_MILESTONE"
    [link] = tasks["1.2"].getPredecessors()
    assert (str(link.getType()), str(link.getLag()), str(link.getPredecessorTask().getActivityID())) == ("SS", "16.0h", "1.1")
    assert mpxj.works(project.getCalendarByName("bù"), date(2026, 6, 6))
    assert not mpxj.works(project.getCalendarByName("standard"), date(2026, 6, 3))
