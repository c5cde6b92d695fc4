"""Whatever a plan says that a file of another tool cannot hold is listed: nothing is dropped in silence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portfolio.interchange import mspdi, xer
from portfolio.interchange.planfile import Baseline, PlanFile, PlanLink, PlanTask, Resource
from portfolio.model import ConstraintKind, DeadlineKind, LagCalendar
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.interchange.drawing import compared

DAY = date(2026, 6, 10)
CALENDARS = {"standard": WorkCalendar(name="standard"), "six": WorkCalendar("1111110", name="six")}
PLAN = PlanFile(
    (
        PlanTask(TaskSpec("S", 0), "nhóm"),
        PlanTask(TaskSpec("A", 5, parent="S"), "một", uses={"R": 1.0}),
        PlanTask(TaskSpec("B", 2, "six"), "hai"),
        PlanTask(TaskSpec("M", 0), "mốc"),
    ),
    (PlanLink(LinkSpec("A", "B")),),
    CALENDARS,
    start=date(2026, 6, 1),
    title="Kế hoạch",
    resources=(Resource("R", "R", 2.0),),
    baselines=(Baseline("Baseline", {"A": (DAY, DAY)}),),
)

Change = Callable[[PlanFile], PlanFile]


def task(code: str, **said: Any) -> Change:
    """The plan in which a task says this."""
    return lambda plan: replace(plan, tasks=tuple(replace(t, **said) if t.code == code else t for t in plan.tasks))


def spec(code: str, **said: Any) -> Change:
    """The plan in which the scheduler is told this of a task."""
    return lambda plan: replace(
        plan, tasks=tuple(replace(t, spec=replace(t.spec, **said)) if t.code == code else t for t in plan.tasks)
    )


def link(percent: int | None = None, **said: Any) -> Change:
    """The plan with this link."""
    return lambda plan: replace(plan, links=(PlanLink(LinkSpec(**said), percent),))


def whole(**said: Any) -> Change:
    """The plan that says this."""
    return lambda plan: replace(plan, **said)


CHANGES: dict[str, Change] = {
    "nothing": whole(),
    "estimate": task("A", estimate=(1, 2, 3)),
    "open deadline": task("A", opens=DAY),
    "no title": task("A", title=""),
    "uses of a group": task("S", uses={"R": 1.0}),
    "elapsed": spec("A", calendar="elapsed"),
    "milestone": spec("M", milestone=True),
    "programme": spec("A", group="P"),
    "done": spec("B", done=True),
    "done by": spec("B", done=True, done_by=DAY),
    "done, begun": spec("B", done=True, actual_start=DAY),
    "two constraints": spec("A", constraints=((ConstraintKind.SNET, DAY), (ConstraintKind.FNLT, DAY))),
    "three constraints": spec("A", constraints=tuple((ConstraintKind(k), DAY) for k in ("SNET", "FNLT", "MSO"))),
    "constraint of a group": spec("S", constraints=((ConstraintKind.SNET, DAY),)),
    "as late as possible": spec("A", constraints=((ConstraintKind.ALAP, None),)),
    "ordinary deadline": spec("A", deadlines=(Due(DAY),)),
    "deadline of a group": spec("S", deadlines=(Due(DAY),)),
    "extension": spec("A", deadlines=(Due(DAY, DeadlineKind.EXTENSION),)),
    "interval": spec("A", deadlines=(Due(DAY, not_before=DAY),)),
    "calendar of a group": spec("S", calendar="six"),
    "remaining before it began": spec("A", remaining=3),
    "percent": link(50, predecessor="A", successor="B"),
    "percent of elapsed days": link(50, predecessor="A", successor="B", lag_calendar=LagCalendar.ELAPSED),
    "link of a group": link(predecessor="S", successor="B"),
    "other lag": link(predecessor="A", successor="B", lag=3, lag_calendar=LagCalendar.PREDECESSOR),
    "elapsed lag": link(predecessor="A", successor="B", lag=3, lag_calendar=LagCalendar.ELAPSED),
    "start of a programme": whole(starts={"": DAY}),
    "no start": whole(start=None, data_date=DAY),
    "no start, elsewhere": whole(start=None, starts={"": DAY}),
    "no title of the plan": whole(title=""),
    "resource with a title": whole(resources=(Resource("R", "Nhóm", 2.0),)),
    "resource without end": whole(resources=(Resource("R", "R"),)),
    "baseline of what is gone": whole(baselines=(Baseline("Baseline", {"Z": (DAY, DAY)}),)),
    "empty baseline": whole(baselines=(Baseline("Baseline", {}),)),
    "baseline of a group": whole(baselines=(Baseline("Baseline", {"S": (DAY, DAY)}),)),
    "baseline of two programmes": lambda plan: spec("B", group="P")(
        replace(plan, baselines=(Baseline("Baseline", {"A": (DAY, DAY), "B": (DAY, DAY)}),))
    ),
    "baseline by name": whole(baselines=(Baseline("2026", {"A": (DAY, DAY)}),)),
    "baseline by document": whole(baselines=(Baseline("Baseline", {"A": (DAY, DAY)}, "12/QĐ"),)),
    "other calendar": whole(calendar="six"),
}


@pytest.mark.parametrize("form", [mspdi, xer], ids=["mspdi", "xer"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_written_is_read_again_or_listed(form: Any, change: Change) -> None:
    plan = change(PLAN)
    again = form.read(form.write(plan))
    assert told(again) == told(plan) or form.unwritten(plan)


def told(plan: PlanFile) -> PlanFile:
    """A plan as it compares: other tools name what has no name, and begin a plan on its data date where nothing else is said."""
    tasks = tuple(
        replace(t, title=t.title or t.code, spec=replace(t.spec, milestone=t.spec.milestone and t.spec.duration > 0))
        for t in plan.tasks
    )
    start = plan.starts.get("", plan.start) or plan.data_date
    made = replace(compared(plan), tasks=compared(replace(plan, tasks=tasks)).tasks, start=start, starts={})
    return replace(made, title=plan.title if plan.title.lower() != "plan" else "", data_date=plan.data_date or start)
