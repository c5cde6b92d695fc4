"""Where a task stands on a day: the last of its steps says so; a task without steps is read from its records.

What is read: work that its progress calls done was reported as complete, and nobody has verified it on record; work under way
is in progress; suspended and cancelled work is so; a task that a body leads is assigned; one that a document or a meeting
orders is approved; any other is proposed. The progress of a summary is that of its parts.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from governance.records import Records
from portfolio.answers import lineage
from portfolio.model import Assignment, Deadline, Progress, ProgressState, Role, Task, TaskKind
from portfolio.plan import reports_behind, standing
from portfolio.statuses import deadlines_of
from portfolio.workflow.kept import TaskStep
from portfolio.workflow.steps import STEPS, Need, Place, StepName, TaskState, progress_at


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
            begun = standing(records, task, day).actual_start is not None
            return Position(Place(TaskState.SUSPENDED, TaskState.IN_PROGRESS if begun else given.state), since, None)
    ordered = found is not None and (found.basis or found.meeting)
    return Position(given if led or ordered else Place(TaskState.PROPOSED), None, None)


def progressed(records: Records, task: str, day: date) -> ProgressState:
    """The progress of a task on a day; that of a summary follows from its parts, but for those that are cancelled."""
    below = records.by(Task, "parent", task)
    if not below:
        return standing(records, task, day).state
    states = {progressed(records, part.code, day) for part in below if part.type is not TaskKind.COMPONENT}
    left = states - {ProgressState.CANCELLED}
    if len(left) == 1 and left <= {ProgressState.NOT_STARTED, ProgressState.DONE, ProgressState.SUSPENDED}:
        return left.pop()
    if not left:
        return ProgressState.CANCELLED if states else ProgressState.NOT_STARTED
    return ProgressState.IN_PROGRESS


def parts_open(records: Records, task: str, day: date) -> tuple[str, ...]:
    """The parts of a task, at any depth, that are neither done nor cancelled."""
    ended = {ProgressState.DONE, ProgressState.CANCELLED}
    return tuple(
        part.code
        for part in _leaves(records, task)
        if part.code != task and part.type is not TaskKind.COMPONENT and progressed(records, part.code, day) not in ended
    )


def _leaves(records: Records, task: str) -> Iterator[Task]:
    below = records.by(Task, "parent", task)
    if not below and (found := records.find(Task, task)):
        yield found
    for part in below:
        yield from _leaves(records, part.code)


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


def given(records: Records, task: str, role: Role) -> tuple[Assignment, ...]:
    """The assignments of a role: the task's own, else those of the nearest task that it is part of."""
    for part in lineage(records, records.get(Task, task)):
        found = tuple(a for a in records.by(Assignment, "task", part.code) if a.role is role)
        if found:
            return found
    return ()


def leads(records: Records, task: str) -> tuple[Assignment, ...]:
    """The assignment of the body that leads a task, or what it is part of."""
    return given(records, task, Role.LEAD)


def binding(records: Records, task: str) -> Deadline | None:
    """The deadline that binds a task: its latest extension, else the earliest day that an instrument sets."""
    first, extension = deadlines_of(records, task)
    return extension or first
