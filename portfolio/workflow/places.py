"""Where a task stands on a day: the last of its steps says so; a task without steps is read from its records.

What is read: work that its progress calls done was reported as complete, and nobody has verified it on record; work under way
is in progress; suspended and cancelled work is so; a task that a body leads is assigned; one that a document or a meeting
orders is approved; any other is proposed. The progress of a summary is that of its parts.
"""

from collections.abc import Set
from datetime import date
from typing import NamedTuple

from governance.records import Records
from portfolio.answers import given_to
from portfolio.model import Assignment, Progress, ProgressState, Role, Task, TaskKind
from portfolio.plan import actuals, reports_behind
from portfolio.workflow.model import TaskStep
from portfolio.workflow.steps import STEPS, Need, Place, StepName, TaskState, progress_at

_ENDED = frozenset({ProgressState.DONE, ProgressState.CANCELLED})


class Position(NamedTuple):
    """Where a task stands, since when it is known to, and the step that led there; None where it is read from records."""

    place: Place
    since: date | None
    step: TaskStep | None


def steps_of(records: Records, task: str) -> tuple[TaskStep, ...]:
    """The steps of a task in their order."""
    return tuple(sorted(records.by(TaskStep, "task", task), key=lambda step: step.ordinal))


def position(records: Records, task: str, day: date) -> Position:
    """Where a task stands on a day.

    Examples
    --------
    >>> records = Records([Task(code="A", programme="P", title_vi="việc", title_en="task", basis="QĐ 1755")])
    >>> position(records, "A", date(2018, 7, 5)).place.state.value
    'approved'
    """
    taken = [step for step in steps_of(records, task) if step.on <= day]
    if taken:
        return Position(taken[-1].place, taken[-1].on, taken[-1])
    return _read(records, task, day)


def _read(records: Records, task: str, day: date) -> Position:
    found = records.find(Task, task)
    report = reports_behind(records, task, day).get("state")
    since = report.as_of if report else None
    led = leads(records, task)
    given = Place(TaskState.ASSIGNED if led else TaskState.APPROVED)
    match progressed(records, task, day):
        case ProgressState.DONE:
            return Position(Place(TaskState.REPORTED), since, None)
        case ProgressState.CANCELLED:
            return Position(Place(TaskState.CANCELLED), since, None)
        case ProgressState.IN_PROGRESS:
            return Position(Place(TaskState.IN_PROGRESS), since, None)
        case ProgressState.SUSPENDED:
            begun = actuals(records, task, day).actual_start is not None
            return Position(Place(TaskState.SUSPENDED, TaskState.IN_PROGRESS if begun else given.state), since, None)
    ordered = found is not None and (found.basis or found.meeting)
    return Position(given if led or ordered else Place(TaskState.PROPOSED), None, None)


def progressed(records: Records, task: str, day: date) -> ProgressState:
    """The progress of a task on a day; that of a summary follows from its parts, but for those that are cancelled."""
    known = records.memo("progressed", day)
    waiting = [task]
    while waiting:
        code = waiting[-1]
        parts = records.by(Task, "parent", code)
        counted = [part.code for part in parts if part.type is not TaskKind.COMPONENT]
        if unknown := [part for part in counted if part not in known]:
            waiting += unknown
            continue
        known[code] = _together({known[part] for part in counted}) if parts else actuals(records, code, day).state
        waiting.pop()
    found: ProgressState = known[task]
    return found


def _together(states: Set[ProgressState]) -> ProgressState:
    """The progress of a summary whose parts have these."""
    left = states - {ProgressState.CANCELLED}
    if len(left) == 1 and left <= {ProgressState.NOT_STARTED, ProgressState.DONE, ProgressState.SUSPENDED}:
        return next(iter(left))
    if not left:
        return ProgressState.CANCELLED if states else ProgressState.NOT_STARTED
    return ProgressState.IN_PROGRESS


def parts_open(records: Records, task: str, day: date) -> tuple[str, ...]:
    """The parts of a task, at any depth, that have no parts themselves and are neither done nor cancelled."""
    found: list[str] = []
    waiting = list(reversed(records.by(Task, "parent", task)))
    while waiting:
        part = waiting.pop()
        below = records.by(Task, "parent", part.code)
        waiting += reversed(below)
        if not below and part.type is not TaskKind.COMPONENT and progressed(records, part.code, day) not in _ENDED:
            found.append(part.code)
    return tuple(found)


def expected(records: Records, task: Task, place: Place) -> ProgressState | None:
    """What the progress of a task that stands at a place must say; None of a summary, which has none of its own.

    A milestone is reached or not: it is never under way, and never suspended in between.
    """
    if records.by(Task, "parent", task.code):
        return None
    state = progress_at(place)
    if task.type is TaskKind.MILESTONE and state in (ProgressState.IN_PROGRESS, ProgressState.SUSPENDED):
        return ProgressState.NOT_STARTED
    return state


def needed(records: Records, task: Task, step: StepName) -> tuple[Need, ...]:
    """What a step of this task needs: only a summary has parts, and only what is under way has figures."""
    row, parts = STEPS[step], records.by(Task, "parent", task.code)
    needless = {
        Need.PARTS_OVER: not parts,
        Need.FIGURES: bool(parts) or task.type is TaskKind.MILESTONE,
        Need.LEAD: bool(leads(records, task.code)),
    }
    return tuple(need for need in Need if need in row.needs and not needless.get(need))


def last_report(records: Records, task: str) -> date | None:
    """The day of the last report on a task."""
    return max((report.as_of for report in records.by(Progress, "task", task)), default=None)


def leads(records: Records, task: str) -> tuple[Assignment, ...]:
    """The assignment of the body that leads a task, or what it is part of."""
    return given_to(records, records.get(Task, task), Role.LEAD)
