"""A plan as columns, before it is numbered: what large plans are read into and written from, without an object for each row.

Almost all tasks are a duration, a calendar, a programme and a parent, and almost all links a relation and a lag; these stand in
columns. What more is known of a few tasks, dates above all, stands beside as their :class:`TaskSpec`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from portfolio.engine.counting import Ints
from portfolio.engine.kernel import FROM_FINISH, TO_FINISH
from portfolio.model import LagCalendar, Relation
from portfolio.specs import LinkSpec, Plan, TaskSpec

RELATIONS = (Relation.SS, Relation.FS, Relation.SF, Relation.FF)
"""The relation with so many of the bits ``FROM_FINISH`` and ``TO_FINISH``."""
ENDS = {relation: ends for ends, relation in enumerate(RELATIONS)}
LAG_CALENDARS = tuple(LagCalendar)
assert (RELATIONS[FROM_FINISH], RELATIONS[TO_FINISH]) == (Relation.FS, Relation.SF)


@dataclass(frozen=True)
class Sheet:
    """The columns of a plan. Tasks are in code order, and named by their place in it; links name tasks by place."""

    codes: Sequence[str]
    duration: Ints
    calendar: Ints  # the place of its calendar in ``calendars``
    group: Ints  # the place of its programme in ``groups``
    parent: Ints  # −1 without one
    special: Mapping[int, TaskSpec]  # of tasks with dates, deadlines or progress: all that is known
    predecessor: Ints
    successor: Ints
    ends: Ints  # the place of the relation in ``RELATIONS``
    lag: Ints
    lag_calendar: Ints  # the place in ``LAG_CALENDARS``
    calendars: Sequence[str]
    groups: Sequence[str]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each task, by code."""
        return {code: i for i, code in enumerate(self.codes)}

    @property
    def parts(self) -> Sequence[int]:
        """The tasks that have a parent."""
        if isinstance(self.parent, list):
            return [t for t, above in enumerate(self.parent) if above >= 0]
        parts: list[int] = (self.parent >= 0).nonzero()[0].tolist()
        return parts

    @cached_property
    def edge(self) -> Mapping[tuple[int, int, int], int]:
        """The place of each link, by the tasks that it joins and their ends."""
        columns = (self.predecessor, self.successor, self.ends)
        rows = zip(*(column if isinstance(column, list) else column.tolist() for column in columns), strict=True)
        return {row: e for e, row in enumerate(rows)}

    def task(self, i: int) -> TaskSpec:
        """All that is known of a task."""
        if i in self.special:
            return self.special[i]
        above = self.parent[i]
        return TaskSpec(
            self.codes[i],
            int(self.duration[i]),
            self.calendars[self.calendar[i]],
            self.groups[self.group[i]],
            None if above < 0 else self.codes[above],
        )

    def link(self, e: int) -> LinkSpec:
        """A link."""
        return LinkSpec(
            self.codes[self.predecessor[e]],
            self.codes[self.successor[e]],
            RELATIONS[self.ends[e]],
            int(self.lag[e]),
            LAG_CALENDARS[self.lag_calendar[e]],
        )


def sheet_of(plan: Plan) -> Sheet:
    """The columns of a plan that was given as objects."""
    tasks, links = list(plan.tasks.values()), plan.links
    place = {task.code: i for i, task in enumerate(tasks)}
    calendars = {name: i for i, name in enumerate(plan.calendars)}
    groups = {name: i for i, name in enumerate(sorted({task.group for task in tasks}))}
    made = Sheet(
        list(place),
        [task.duration for task in tasks],
        [calendars[task.calendar or plan.default] for task in tasks],
        [groups[task.group] for task in tasks],
        [-1 if task.parent is None else place[task.parent] for task in tasks],
        {i: task for i, task in enumerate(tasks) if _special(task)},
        [place[link.predecessor] for link in links],
        [place[link.successor] for link in links],
        [ENDS[link.relation] for link in links],
        [link.lag for link in links],
        [LAG_CALENDARS.index(link.lag_calendar) for link in links],
        list(calendars),
        list(groups),
    )
    vars(made)["place"] = place
    return made


def _special(task: TaskSpec) -> bool:
    return bool(
        task.constraints or task.deadlines or task.finished or task.actual_start or task.remaining is not None or task.milestone
    )


class Tasks(Mapping[str, TaskSpec]):
    """The tasks of a sheet by code, in code order, each made when it is asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def __getitem__(self, code: str) -> TaskSpec:
        return self._sheet.task(self._sheet.place[code])

    def __contains__(self, code: object) -> bool:
        return code in self._sheet.place

    def __iter__(self) -> Iterator[str]:
        return iter(self._sheet.codes)

    def __len__(self) -> int:
        return len(self._sheet.codes)


class Links(Sequence[LinkSpec]):
    """The links of a sheet, each made when it is asked for."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @overload
    def __getitem__(self, at: int) -> LinkSpec: ...

    @overload
    def __getitem__(self, at: slice) -> "Sequence[LinkSpec]": ...

    def __getitem__(self, at: int | slice) -> "LinkSpec | Sequence[LinkSpec]":
        if isinstance(at, slice):
            return [self._sheet.link(e) for e in range(len(self))[at]]
        return self._sheet.link(range(len(self))[at])

    def __len__(self) -> int:
        return len(self._sheet.predecessor)
