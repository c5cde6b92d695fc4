"""What writers of other tools' files share: the outline, the calendars, and what no such file can say."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from governance.messages import Message, _
from portfolio.interchange.foreign import Reading
from portfolio.interchange.planfile import DEFAULT_CALENDAR, ELAPSED_CALENDAR, PlanFile, PlanTask
from portfolio.model import ConstraintKind as Kind
from portfolio.model import DeadlineKind
from portfolio.outline import outline
from portfolio.workcalendar import ELAPSED, WorkCalendar


def in_outline(plan: PlanFile) -> list[tuple[PlanTask, int, bool]]:
    """The tasks, each after what it is part of, with its depth from 1 and whether it has parts; a ring of parts has no first."""
    children: dict[str | None, list[PlanTask]] = defaultdict(list)
    for task in plan.tasks:
        children[task.spec.parent].append(task)
    return [(task, depth + 1, task.code in children) for depth, task in outline(children)]


def written_calendars(plan: PlanFile) -> dict[str, WorkCalendar]:
    """The calendars that a file must hold, by code: the plan's own first."""
    own = plan.calendars.get(plan.calendar)
    if own is None:
        own = ELAPSED if plan.calendar == ELAPSED_CALENDAR else WorkCalendar(name=DEFAULT_CALENDAR)
    return {plan.calendar: own, **{code: c for code, c in sorted(plan.calendars.items()) if code != plan.calendar}}


def kept_constraints(task: PlanTask, most: int, notes: Reading) -> Sequence[tuple[Kind, date | None]]:
    """The constraints that can be written, the strictest kinds being no better than others; the rest is told."""
    told = [(kind, day) for kind, day in task.spec.constraints if kind is not Kind.ASAP]
    for kind, day in told[most:]:
        notes.leave(_constraints, f"{task.code} {kind.value} {day or ''}".rstrip())
    return told[:most]


def say_unwritten(plan: PlanFile, notes: Reading) -> None:
    """Note what neither of the tools' files can hold."""
    for task in plan.tasks:
        if task.estimate:
            notes.leave(_estimates, task.code)
        due = task.spec.deadlines
        if task.opens or len(due) > 1 or any(d.not_before or d.kind is not DeadlineKind.INSTRUMENT for d in due):
            notes.leave(_deadlines, task.code)
        if task.spec.done_by and task.spec.actual_finish is None:
            notes.leave(_done_by, f"{task.code} {task.spec.done_by}")


def _constraints(items: str) -> Message:
    return _("a task holds fewer constraints in this format; these are not written: {items}", items=items)


def _estimates(items: str) -> Message:
    return _("optimistic and pessimistic estimates are not written: {items}", items=items)


def _deadlines(items: str) -> Message:
    return _("of the deadlines of a task only the day that binds is written: {items}", items=items)


def _done_by(items: str) -> Message:
    return _("the day by which work was done, where its finish is not on record, is not written: {items}", items=items)


def no_longer(items: str) -> Message:
    """Baseline dates without a task."""
    return _("baseline dates of tasks that the plan no longer has are not written: {items}", items=items)
