"""Tasks as an outline, which is also called a work breakdown structure: what each is part of, and what its parts are.

An outline may be thousands of levels deep, so nothing here recurses.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from governance.errors import CycleError
from governance.records import Records
from portfolio.model import Task


class Coded(Protocol):
    """Anything with a code."""

    @property
    def code(self) -> str:
        """What its parts name it by."""


T = TypeVar("T", bound=Coded)


def lineage(records: Records, task: Task) -> Iterator[Task]:
    """The task, then what it is part of, upwards.

    Raises
    ------
    CycleError
        Naming the tasks in order, when one is part of itself.
    """
    line: dict[str, None] = {}
    part: Task | None = task
    while part is not None:
        if part.code in line:
            codes = list(line)
            raise CycleError((*codes[codes.index(part.code) :], part.code))
        line[part.code] = None
        yield part
        part = records.find(Task, part.parent)


def children_of(tasks: Iterable[Task]) -> Mapping[str | None, Sequence[Task]]:
    """The parts of each task in their stated order; under None stand those that are part of none of these tasks."""
    known = {task.code: task for task in tasks}
    children: dict[str | None, list[Task]] = defaultdict(list)
    for task in sorted(known.values(), key=lambda task: (task.ordinal, natural(task.code))):
        children[task.parent if task.parent in known else None].append(task)
    return children


def outline(children: Mapping[str | None, Sequence[T]]) -> Iterator[tuple[int, T]]:
    """How deep each task stands, from 0, and the task; each comes right after what it is part of, or after its siblings there.

    >>> tasks = [Task(code=code, parent=parent, programme="P", title_vi="việc", title_en="task")
    ...          for code, parent in (("P.10", None), ("P.2", None), ("P.2.1", "P.2"))]
    >>> [(depth, task.code) for depth, task in outline(children_of(tasks))]
    [(0, 'P.2'), (1, 'P.2.1'), (0, 'P.10')]
    """
    waiting = [(0, task) for task in reversed(children.get(None, ()))]
    while waiting:
        depth, task = waiting.pop()
        yield depth, task
        waiting += [(depth + 1, child) for child in reversed(children.get(task.code, ()))]


def natural(code: str) -> tuple[tuple[int, str], ...]:
    """A key that puts codes in the order people count in.

    >>> sorted(["1755.10", "1755.2"], key=natural)
    ['1755.2', '1755.10']
    """
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", code) if part)
