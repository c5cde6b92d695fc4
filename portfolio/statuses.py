"""How assigned tasks stand on a day, in the classes of the Government Office: done on time or late, not yet due, overdue.

What is counted is every task that has no parts; a task that has parts stands as they do, and a part without a deadline of its own
has that of what it is part of. A deadline that is an interval is due on its last day. A task without a last day, and one that is
suspended or cancelled, is in none of the four classes and counted apart.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple, get_args

from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.model import Document, Meeting
from governance.records import Records
from governance.succession import About, in_charge
from governance.values import first_day, last_day
from portfolio.answers import given_to, subjects_of
from portfolio.deadline_words import Span, span_of
from portfolio.model import Assignment, Deadline, DeadlineKind, Programme, Progress, ProgressState, Role, Task, TaskKind
from portfolio.outline import lineage
from portfolio.plan import Actuals, actuals

By = Literal["agency", "programme", "document"]
Within = Literal["deadline", "assignment"]


class Status(StrEnum):
    """How a task stands. The first four are the Government Office's; the others are counted apart."""

    DONE_ON_TIME = "done-on-time"
    DONE_LATE = "done-late"
    NOT_DUE = "not-due"
    OVERDUE = "overdue"
    DONE_UNDATED = "done-undated"
    NO_DEADLINE = "no-deadline"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


COUNTED = (Status.DONE_ON_TIME, Status.DONE_LATE, Status.NOT_DUE, Status.OVERDUE)


@dataclass(frozen=True, slots=True)
class Asking:
    """By what tasks are grouped, and which are counted: those whose last day, or whose assignment, falls into a period."""

    by: By = "agency"
    period: Span | None = None
    written: str | None = None
    within: Within = "deadline"


class Duty(NamedTuple):
    """A task on a day: how it stands to the deadline that binds, and to the instrument's own; whether it is done, and since when.

    ``until`` is the last day of the deadline that binds; ``extended`` says that it is an extension's. ``assumed`` says that the
    task, its deadline, its lead or what is known of its progress is.
    """

    task: Task
    status: Status
    against_instrument: Status
    until: date | None
    extended: bool
    done: bool
    assumed: bool


def asking(by: By = "agency", period: str | None = None, within: Within = "deadline") -> Asking:
    """Check what is asked. A period is written like a deadline, or from day to day as ``2019-01-01..2019-06-30``.

    Raises
    ------
    InvalidError

    >>> asking("agency", "quý II/2019").period
    Span(first=datetime.date(2019, 4, 1), last=datetime.date(2019, 6, 30))
    """
    problems = []
    for name, said, known in (("by", by, get_args(By)), ("within", within, get_args(Within))):
        if said not in known:
            problems.append(Problem(name, _("there is no {value}; choose from {known}", value=str(said)[:40], known=known)))
    span = None
    if period is not None:
        try:
            span = _span(period)
        except InvalidError as refused:
            problems += [Problem("period", problem.message) for problem in refused.problems]
    if problems:
        raise InvalidError(problems)
    return Asking(by, span, period, within)


def _span(period: str) -> Span:
    if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?", period.strip()):
        try:
            return Span(*(date.fromisoformat(day) if day else None for day in match.groups()))
        except ValueError:
            pass
    return span_of(period)


def deadlines_of(records: Records, task: str) -> tuple[Deadline | None, Deadline | None]:
    """The deadline that the instrument sets, the earliest of several, and the latest extension; each None where there is none.

    An extension that names no last day extends nothing: until one does, what the instrument says stands.
    """
    said = records.by(Deadline, "task", task)
    first = min((d for d in said if d.type is DeadlineKind.INSTRUMENT), key=lambda d: d.not_after or date.max, default=None)
    extended = [(d.not_after, d) for d in said if d.type is DeadlineKind.EXTENSION and d.not_after]
    return first, max(extended, key=lambda each: each[0])[1] if extended else None


def binding_deadline(records: Records, task: str) -> Deadline | None:
    """The deadline that a task must keep: its latest extension, else the earliest day that an instrument sets."""
    first, later = deadlines_of(records, task)
    return later or first


def duties(records: Records, day: date, tasks: Iterable[Task], asked: Asking | None = None) -> tuple[Duty, ...]:
    """How tasks stand, leaving out those with parts, and components; with ``asked``, only those in its period."""
    found = (_duty(records, day, task) for task in tasks if _counts(records, task))
    if asked is None or asked.period is None:
        return tuple(found)
    period = asked.period
    return tuple(duty for duty in found if _inside(_days(records, duty, asked.within), period))


def _counts(records: Records, task: Task) -> bool:
    return task.type is not TaskKind.COMPONENT and not records.by(Task, "parent", task.code)


def _duty(records: Records, day: date, task: Task) -> Duty:
    first, later = _binding(records, task)
    known = actuals(records, task.code, day)
    binding = later or first
    until = binding.not_after if binding else None
    own = first.not_after if first else None
    status, against = _status(known, day, until), _status(known, day, own)
    done = known.state is ProgressState.DONE
    return Duty(task, status, against, until, later is not None, done, _assumed(records, day, task, binding))


def due_of(records: Records, task: Task) -> date | None:
    """The last day of the deadline that binds a task, its own or that of what it is part of."""
    first, later = _binding(records, task)
    binding = later or first
    return binding.not_after if binding else None


def _binding(records: Records, task: Task) -> tuple[Deadline | None, Deadline | None]:
    """The first deadline and the latest extension of a task, else of the nearest that it is part of and that has one."""
    return next((both for part in _parts(records, task) if any(both := deadlines_of(records, part.code))), (None, None))


def _assumed(records: Records, day: date, task: Task, binding: Deadline | None) -> bool:
    if task.assumed or (binding is not None and binding.assumed):
        return True
    if any(report.assumed and report.as_of <= day for report in records.by(Progress, "task", task.code)):
        return True
    return any(given.assumed and given.role is Role.LEAD for given in records.by(Assignment, "task", task.code))


def _parts(records: Records, task: Task) -> Iterable[Task]:
    """The task, then what it is part of; most are part of nothing."""
    return (task,) if task.parent is None else lineage(records, task)


def _status(known: Actuals, day: date, until: date | None) -> Status:
    """The one law: by the state first, then by the deadline.

    Work that is done on a day that is not on record was done by the first report that says so: on time, if that was in time.
    """
    match known.state:
        case ProgressState.CANCELLED:
            return Status.CANCELLED
        case ProgressState.SUSPENDED:
            return Status.SUSPENDED
    if until is None:
        return Status.NO_DEADLINE
    if known.state is not ProgressState.DONE:
        return Status.OVERDUE if day > until else Status.NOT_DUE
    if known.actual_finish is not None:
        return Status.DONE_ON_TIME if known.actual_finish <= until else Status.DONE_LATE
    return Status.DONE_ON_TIME if known.done_by is not None and known.done_by <= until else Status.DONE_UNDATED


# ---------------------------------------------------------------------------------------------------------- by and when
def group_of(records: Records, duty: Duty, by: By, day: date) -> str | None:
    """The agency that leads it, its programme, or the document that it rests on; None where none is on record."""
    match by:
        case "programme":
            return duty.task.programme
        case "document":
            return _basis(records, duty.task)
    return leading(records, duty.task, day, done=duty.done)


def _basis(records: Records, task: Task) -> str | None:
    """The document of a task, else of what it is part of, else of its programme."""
    own = next((part.basis for part in _parts(records, task) if part.basis), None)
    programme = records.find(Programme, task.programme)
    return own or (programme.basis if programme else None)


def leading(records: Records, task: Task, day: date, *, done: bool) -> str | None:
    """The body that leads a task, or what it is part of. What is open goes with a succession; what is done stays where it was."""
    given = given_to(records, task, Role.LEAD)
    lead = given[0].organization if given else None
    if lead is None or done:
        return lead
    heirs = in_charge(records, lead, day, About(subjects_of(records, task))).bodies
    return heirs[0] if len(heirs) == 1 else lead


def _days(records: Records, duty: Duty, within: Within) -> Span | None:
    """The day that a period is held against: a deadline's last one, or the one on which the task was assigned."""
    if within == "deadline":
        return Span(duty.until, duty.until) if duty.until else None
    return assigned_on(records, duty.task)


def assigned_on(records: Records, task: Task) -> Span | None:
    """When a task was assigned: on the day of the meeting that it came out of, else when its document was signed."""
    for part in _parts(records, task):
        meeting = records.find(Meeting, part.meeting)
        if meeting is not None and meeting.held_on:
            return Span(first_day(meeting.held_on), last_day(meeting.held_on))
    document = records.find(Document, _basis(records, task))
    return Span(first_day(document.signed_on), last_day(document.signed_on)) if document and document.signed_on else None


def _inside(days: Span | None, period: Span) -> bool:
    """Whether all that a day can mean lies in a period; a day that is not on record lies in none."""
    if days is None or days.first is None or days.last is None:
        return False
    return (period.first is None or period.first <= days.first) and (period.last is None or days.last <= period.last)
