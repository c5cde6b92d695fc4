"""Plans that Hypothesis draws, as the records that they would come from, so that they can be kept as baselines."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from governance.messages import Text
from governance.model import Document, DocumentKind, DocumentStatus
from governance.records import Records
from governance.values import Entity
from portfolio.baselines.baseline import Taking, take
from portfolio.errors import CycleError
from portfolio.model import (
    Calendar,
    CalendarDay,
    Constraint,
    Deadline,
    Dependency,
    Estimate,
    Frame,
    Portfolio,
    Programme,
    ProgrammeKind,
    Progress,
    ProgressState,
    Task,
)
from portfolio.network import TaskSpec
from portfolio.plan import network
from tests.strategies import lived_plans, plans

BASELINE = Taking("B", Text("Kế hoạch gốc", "Original plan"))
DECISION = Document(
    code="QD1", type=DocumentKind.DECISION, status=DocumentStatus.ISSUED, title_vi="Quyết định", title_en="Decision"
)


def entities_of(plan: Mapping[str, Any]) -> Iterator[Entity]:
    """What would have been entered to give this plan."""
    today = plan["data_date"] or date(2018, 7, 2)
    for name, calendar in plan["calendars"].items():
        yield Calendar(code=name, title_vi=name, title_en=name, week=calendar.week)
        for day in calendar.closed | calendar.opened:
            yield CalendarDay(calendar=name, day=day, working=day in calendar.opened, reason_vi="…", reason_en="…")
    yield Portfolio(code="EGOV", title_vi="…", title_en="…", committee="C", calendar=plan["default"])
    for group in sorted({task.group for task in plan["tasks"]} | set(plan["starts"])):
        yield Programme(code=group, portfolio="EGOV", type=ProgrammeKind.PLAN, title_vi=group, title_en=group)
    for group, start in plan["starts"].items():
        yield Frame(programme=group, start=start)
    summaries = {task.parent for task in plan["tasks"]}
    for task in plan["tasks"]:
        yield from _of_task(task, today, task.code in summaries)
    for link in plan["links"]:
        yield Dependency(
            predecessor=link.predecessor,
            successor=link.successor,
            relation=link.relation,
            lag=link.lag,
            lag_calendar=link.lag_calendar,
        )


def _of_task(task: TaskSpec, today: date, summary: bool) -> Iterator[Entity]:
    programme = "P0" if summary or task.parent else task.group  # a part is in the programme of the whole
    yield Task(code=task.code, programme=programme, parent=task.parent, title_vi=f"việc {task.code}", title_en=task.code)
    days = task.duration
    yield Estimate(task=task.code, optimistic=0, most_likely=days, pessimistic=days, calendar=task.calendar or None)
    for kind, day in task.constraints:
        yield Constraint(task=task.code, type=kind, day=day)
    for i, due in enumerate(task.deadlines):
        yield Deadline(code=f"{task.code}-d{i}", task=task.code, type=due.kind, written_vi="…", written_en="…", not_after=due.day)
    if not summary and (task.actual_start or task.actual_finish or task.done):
        state = ProgressState.DONE if task.finished else ProgressState.IN_PROGRESS
        said: dict[str, Any] = {
            "actual_start": task.actual_start,
            "actual_finish": task.actual_finish,
            "remaining": task.remaining,
        }
        yield Progress(task=task.code, as_of=today - timedelta(days=1), state=state, **said)


def day_of(plan: Mapping[str, Any]) -> date:
    """The day that a plan is looked at from."""
    return plan["data_date"] or date(2018, 7, 2)


@st.composite
def states(draw: st.DrawFn) -> tuple[Records, date]:
    """Records of a plan with a history, or without, that has no loop, and the day to look at it from."""
    plan = draw(lived_plans() | plans())
    records = Records(entities_of(plan))
    try:
        network(records, day_of(plan))
    except CycleError:
        reject()
    return records, day_of(plan)


def keeping(records: Records, day: date, code: str = "B", **said: Any) -> Records:
    """The records with a baseline of them."""
    baseline, parts = take(records, day, Taking(code, Text(code, code), **said))
    return Records([*records, baseline, *parts])
