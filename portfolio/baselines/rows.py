"""The tasks and calendars of a plan as rows of a baseline, and back: what is read is what was written."""

from collections.abc import Iterable
from datetime import date

from portfolio.baselines.model import BaselineCalendar, BaselineTask
from portfolio.model import ConstraintKind, DeadlineKind
from portfolio.specs import Due, TaskSpec
from portfolio.workcalendar import WorkCalendar

_OPEN = ".."


def calendar_fields(calendar: WorkCalendar) -> dict[str, str | None]:
    """What a row keeps of a calendar."""
    return {"week": calendar.week, "closed": _days(calendar.closed), "opened": _days(calendar.opened)}


def _days(days: Iterable[date]) -> str | None:
    return " ".join(str(day) for day in sorted(days)) or None


def calendar_of(row: BaselineCalendar) -> WorkCalendar:
    """The calendar that a row keeps."""
    closed, opened = (map(date.fromisoformat, (days or "").split()) for days in (row.closed, row.opened))
    return WorkCalendar(row.week, closed, opened, row.calendar)


def task_fields(spec: TaskSpec) -> dict[str, object]:
    """What a row keeps of a task, apart from its dates."""
    return {
        "parent": spec.parent,
        "duration": spec.duration,
        "calendar": spec.calendar or None,
        "milestone": spec.milestone,
        "constraints": "; ".join(_written(kind.value, day) for kind, day in spec.constraints) or None,
        "deadlines": "; ".join(f"{due.kind.value} {due.not_before or _OPEN}/{due.day}" for due in spec.deadlines) or None,
        "actual_start": spec.actual_start,
        "actual_finish": spec.actual_finish,
        "remaining": spec.remaining,
        "done": spec.done,
        "done_by": spec.done_by,
    }


def _written(rule: str, day: date | None) -> str:
    return f"{rule} {day}" if day else rule


def spec_of(row: BaselineTask) -> TaskSpec:
    """What the plan said of the task that a row keeps."""
    return TaskSpec(
        code=row.task,
        duration=row.duration or 0,
        calendar=row.calendar or "",
        group=row.programme,
        parent=row.parent,
        milestone=row.milestone,
        constraints=tuple(_constraint(said) for said in _split(row.constraints)),
        deadlines=tuple(_due(said) for said in _split(row.deadlines)),
        actual_start=row.actual_start,
        actual_finish=row.actual_finish,
        remaining=row.remaining,
        done=row.done,
        done_by=row.done_by,
    )


def _split(said: str | None) -> list[str]:
    return said.split("; ") if said else []


def _constraint(said: str) -> tuple[ConstraintKind, date | None]:
    kind, _blank, day = said.partition(" ")
    return ConstraintKind(kind), date.fromisoformat(day) if day else None


def _due(said: str) -> Due:
    kind, _blank, interval = said.partition(" ")
    first, _slash, last = interval.partition("/")
    return Due(date.fromisoformat(last), DeadlineKind(kind), None if first == _OPEN else date.fromisoformat(first))
