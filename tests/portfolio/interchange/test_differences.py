"""Dates that a file states otherwise than we compute them, and the reason found by trying other tools' rules."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

from portfolio.cpm import schedule
from portfolio.interchange import mspdi
from portfolio.interchange.differences import differences, summary
from portfolio.interchange.planfile import PlanFile, PlanLink, PlanTask, Stated
from portfolio.interchange.scheduled import encoded
from portfolio.model import ConstraintKind, LagCalendar
from portfolio.network import LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar

START = date(2026, 6, 1)
CALENDARS = {"standard": WorkCalendar(name="standard"), "six": WorkCalendar("1111110", name="six")}


def told(plan: PlanFile, **stated: Any) -> list[tuple[str, str, str]]:
    """What differs if the file states this of task B."""
    tasks = tuple(replace(task, stated=Stated(**stated)) if task.code == "B" else task for task in plan.tasks)
    plan = replace(plan, tasks=tasks)
    return [(d.task, d.field, str(d.reason)) for d in differences(plan, schedule(plan.network()))]


def plan(b: TaskSpec, lag: int = 0) -> PlanFile:
    link = PlanLink(LinkSpec("A", "B", lag=lag, lag_calendar=LagCalendar.SUCCESSOR))
    return PlanFile((PlanTask(TaskSpec("A", 5)), PlanTask(b)), (link,), CALENDARS, start=START)


def test_equal_dates_are_no_difference() -> None:
    made = plan(TaskSpec("B", 2))
    again = mspdi.read(mspdi.write(made, schedule(made.network())))
    assert differences(again, schedule(again.network())) == ()


def test_a_constraint_that_wins_over_links() -> None:
    held = TaskSpec("B", 2, constraints=((ConstraintKind.MSO, date(2026, 6, 3)),))
    assert told(plan(held), early_start=date(2026, 6, 3)) == [
        ("B", "early_start", "the file lets a constraint win over links; here logic wins and the miss is named")
    ]


def test_lags_counted_on_other_days() -> None:
    assert told(plan(TaskSpec("B", 2, "six"), lag=1), early_start=date(2026, 6, 9)) == [
        ("B", "early_start", "the file counts lags on the predecessor's days; ask for it when scheduling")
    ]


def test_a_date_that_no_rule_gives() -> None:
    [(_task, _field, reason)] = told(plan(TaskSpec("B", 2)), early_finish=date(2026, 6, 30))
    assert reason.startswith("no rule that we know gives it")


def test_whatever_follows_from_other_differences_is_summed_up_in_one_sentence() -> None:
    made = plan(TaskSpec("B", 2))
    chain = (*made.tasks, PlanTask(TaskSpec("C", 1)), PlanTask(TaskSpec("D", 1)))
    links = (*made.links, PlanLink(LinkSpec("B", "C")), PlanLink(LinkSpec("C", "D")))
    late = date(2026, 12, 1)
    made = replace(made, tasks=tuple(replace(task, stated=Stated(early_start=late)) for task in chain), links=links)
    found = differences(made, schedule(made.network()))
    assert [(d.task, d.after) for d in found] == [("A", ()), ("B", ("A",)), ("C", ("B",)), ("D", ("C",))]
    assert [str(said).split(":")[0] for said in summary(found)] == [
        "1 date or float that the file states differs from ours, in A",
        "3 dates or floats that the file states differ from ours, in B, C, D",
    ]


def test_of_finished_work_nothing_differs_and_what_follows_from_a_later_task_says_so() -> None:
    done = TaskSpec("B", 2, actual_start=date(2026, 6, 8), actual_finish=date(2026, 6, 9))
    assert told(plan(done), early_start=date(2026, 6, 1)) == []
    late = replace(plan(TaskSpec("B", 2)), baselines=())
    stated = tuple(replace(task, stated=Stated(late_start=date(2026, 5, 1))) for task in late.tasks)
    found = differences(replace(late, tasks=stated), schedule(late.network()))
    assert [(d.task, d.after) for d in found] == [("A", ("B",)), ("B", ())]


def test_a_rule_that_would_lead_beyond_all_dates_explains_nothing() -> None:
    ends = date(9999, 12, 1)
    made = replace(plan(TaskSpec("B", 2), lag=20), start=ends)
    elapsed = tuple(replace(link, spec=replace(link.spec, lag_calendar=LagCalendar.ELAPSED)) for link in made.links)
    [(_task, _field, reason)] = told(replace(made, links=elapsed), early_start=ends)
    assert reason.startswith("no rule that we know gives it")


def test_differences_are_part_of_the_answer_in_both_languages() -> None:
    made = plan(TaskSpec("B", 2))
    tasks = tuple(replace(task, stated=Stated(early_start=date(2026, 7, 1))) for task in made.tasks[:1])
    made = replace(made, tasks=(*tasks, *made.tasks[1:]))
    scheduled = schedule(made.network())
    [said] = json.loads(encoded(scheduled, made, differences(made, scheduled)))["differences"]
    assert (said["task"], said["stated"], said["ours"]) == ("A", "2026-07-01", "2026-06-01")
    assert said["reason_vi"] != said["reason_en"]
