"""What rests on what planners assumed: an assumption spreads the way dates do."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Literal

from governance.records import Records
from portfolio.model import (
    Constraint,
    Dependency,
    DependencyKind,
    Estimate,
    Frame,
    Progress,
    ProgressState,
    Task,
    TaskKind,
)
from portfolio.plan import actuals

End = tuple[Literal["bound", "result"], str]
"""What is asked of a task by others, or what others get from it."""


def surmised(records: Records, day: date) -> frozenset[str]:
    """The tasks whose early dates rest on an assumption.

    It begins at what planners assumed (a task, its length, its constraints, reports on it, the day a programme starts from, a
    link) and at work of a length that nobody told, which is dated as if it took none. It spreads from a task along its links
    and to the group that it is part of, and from what binds a group to the group's parts. It stops at work that a source
    says was finished on a day.
    """
    stops = {p.task for p in records.all(Progress) if p.as_of <= day and p.actual_finish and not p.assumed}
    onward = _onward(records)
    reached: set[End] = set()
    waiting = [end for end in _beginnings(records, day) if end[1] not in stops]
    while waiting:
        end = waiting.pop()
        if end not in reached:
            reached.add(end)
            waiting += [following for following in onward[end] if following[1] not in stops]
    return frozenset(code for _end, code in reached)


def _beginnings(records: Records, day: date) -> Iterator[End]:
    frames = {frame.programme for frame in records.all(Frame) if frame.assumed}
    for task in records.all(Task):
        if task.assumed or task.programme in frames or _untold(records, task, day):
            yield "result", task.code
    inputs: tuple[Estimate | Constraint | Progress, ...] = (
        *records.all(Estimate),
        *records.all(Constraint),
        *records.all(Progress),
    )
    for given in inputs:
        if given.assumed:
            yield "bound", given.task
    for link in records.all(Dependency):
        if link.assumed and link.type is DependencyKind.SCHEDULING:
            yield "bound", link.successor


def _untold(records: Records, task: Task, day: date) -> bool:
    """Whether the task is unfinished work of a length that nobody told."""
    leaf = task.type is TaskKind.TASK and not records.by(Task, "parent", task.code)
    if not leaf or records.by(Estimate, "task", task.code):
        return False
    return actuals(records, task.code, day).state is not ProgressState.DONE


def _onward(records: Records) -> dict[End, list[End]]:
    onward: dict[End, list[End]] = defaultdict(list)
    for task in records.all(Task):
        onward["bound", task.code].append(("result", task.code))
        if task.parent:
            onward["bound", task.parent].append(("bound", task.code))
            onward["result", task.code].append(("result", task.parent))
    for link in records.all(Dependency):
        if link.type is DependencyKind.SCHEDULING:
            onward["result", link.predecessor].append(("bound", link.successor))
    return onward
