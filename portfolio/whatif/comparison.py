"""Two schedules of one portfolio side by side: which dates, floats and links differ, and what that means for its deadlines.

Days are working days: a task's on its own calendar as it is afterwards, a programme's on the plan's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from governance.records import Records
from portfolio.baselines.sides import later_finish, later_start
from portfolio.cpm import Miss, Schedule, TaskDates
from portfolio.model import DeadlineKind, Dependency, Programme, Task
from portfolio.workcalendar import WorkCalendar


class Dated(NamedTuple):
    """One side of the comparison: records, the schedule computed from them, and tasks whose dates are not to be told."""

    records: Records
    schedule: Schedule
    hidden: frozenset[str] = frozenset()

    def dates(self, task: str) -> TaskDates | None:
        """The dates of a task, or None where nothing dates it."""
        found = None if task in self.hidden else self.schedule.tasks.get(task)
        return None if found is None or found.undated else found

    def finish(self, programme: str) -> date | None:
        """The last day of a programme's tasks; None where not all of it may be told."""
        told = all(task.code not in self.hidden for task in self.records.by(Task, "programme", programme))
        return self.schedule.finish_of(programme) if told else None

    def due(self, task: str) -> date | None:
        """The deadline that binds a task which is dated: the extension where there is one."""
        return self.schedule.network.tasks[task].binding_deadline if self.dates(task) else None

    def miss(self, task: str) -> Miss | None:
        """The deadline that binds a task, where it does not keep it."""
        dates, due = self.dates(task), self.due(task)
        misses = dates.violates if dates and due else ()
        return next((miss for miss in misses if isinstance(miss.rule, DeadlineKind) and miss.day == due), None)


@dataclass(frozen=True, slots=True)
class FinishChange:
    """When a programme finishes, and by how many of the plan's working days that is later; None where one is not dated."""

    programme: str
    before: date | None
    after: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class TaskChange:
    """How a task differs. Sides are None where nothing dates it there; ``added`` and ``dropped`` say that it is not there at all.

    ``start`` and ``finish`` are by how many working days it is later, ``float`` by how many it may slip more; ``due`` is the
    deadline that binds it afterwards.
    """

    task: str
    before: TaskDates | None
    after: TaskDates | None
    miss_before: Miss | None
    miss_after: Miss | None
    due: date | None
    start: int | None
    finish: int | None
    float: int | None
    added: bool
    dropped: bool

    @property
    def summary(self) -> bool:
        """Whether it spans others."""
        return any(side.summary for side in (self.before, self.after) if side)

    @property
    def moved(self) -> bool:
        """Whether it has dates on both sides, and others."""
        one, other = self.before, self.after
        if one is None or other is None:
            return False
        return (one.early_start, one.early_finish) != (other.early_start, other.early_finish)

    @property
    def newly_critical(self) -> bool:
        """Whether it is critical only afterwards."""
        return _critical(self.after) and not _critical(self.before)

    @property
    def no_longer_critical(self) -> bool:
        """Whether it was critical, and is dated and not critical afterwards."""
        return _critical(self.before) and self.after is not None and not self.after.critical

    @property
    def newly_missed(self) -> bool:
        """Whether its deadline is missed only afterwards."""
        return self.miss_after is not None and self.miss_before is None

    @property
    def newly_kept(self) -> bool:
        """Whether a deadline was missed, and one still binds it and is kept."""
        return self.miss_before is not None and self.miss_after is None and self.due is not None


def _critical(dates: TaskDates | None) -> bool:
    return dates is not None and dates.critical


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link that is there on one side only, or counts otherwise."""

    link: str
    before: Dependency | None
    after: Dependency | None

    @property
    def either(self) -> Dependency:
        """The link as it is on a side where it is there."""
        found = self.before or self.after
        assert found is not None, "a link that differs is there on one side"
        return found


@dataclass(frozen=True)
class Comparison:
    """Everything that differs; what is the same on both sides is left out, but for the finish of every programme."""

    finishes: tuple[FinishChange, ...]
    tasks: tuple[TaskChange, ...]
    links: tuple[LinkChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.tasks and not self.links and all(finish.before == finish.after for finish in self.finishes)


def compare(before: Dated, after: Dated) -> Comparison:
    """What differs from one to the other.

    Examples
    --------
    >>> from portfolio.cpm import schedule
    >>> from portfolio.network import LinkSpec, Network, TaskSpec
    >>> def dated(days):
    ...     tasks = [TaskSpec("draft", days), TaskSpec("review", 2)]
    ...     plan = Network.build(tasks, [LinkSpec("draft", "review")], {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)})
    ...     return Dated(Records(), schedule(plan))
    >>> [(change.task, change.start, change.finish) for change in compare(dated(3), dated(5)).tasks]
    [('draft', 0, 2), ('review', 2, 2)]
    """
    programmes = sorted({p.code for side in (before, after) for p in side.records.all(Programme)})
    plan = after.schedule.network
    return Comparison(
        tuple(_finish(before, after, programme, plan.calendars[plan.default]) for programme in programmes),
        tuple(_tasks(before, after)),
        tuple(_links(before.records, after.records)),
    )


def _finish(before: Dated, after: Dated, programme: str, calendar: WorkCalendar) -> FinishChange:
    one, other = before.finish(programme), after.finish(programme)
    return FinishChange(programme, one, other, later_finish(calendar, one, other) if one and other else None)


def _tasks(before: Dated, after: Dated) -> Iterator[TaskChange]:
    codes = {task.code for side in (before, after) for task in side.records.all(Task)}
    codes |= before.schedule.tasks.keys() | after.schedule.tasks.keys()
    for code in sorted(codes):
        change = _task(before, after, code)
        if _differs(change):
            yield change


def _task(before: Dated, after: Dated, code: str) -> TaskChange:
    one, other = before.dates(code), after.dates(code)
    start = finish = spare = None
    if one and other:
        calendar = after.schedule.network.calendar_of(after.schedule.network.tasks[code])
        start = later_start(calendar, one.early_start, other.early_start)
        finish = later_finish(calendar, one.early_finish, other.early_finish)
        spare = other.total_float - one.total_float
    there = [side.records.find(Task, code) is not None or code in side.schedule.tasks for side in (before, after)]
    misses = before.miss(code), after.miss(code)
    return TaskChange(code, one, other, *misses, after.due(code), start, finish, spare, added=not there[0], dropped=not there[1])


def _differs(change: TaskChange) -> bool:
    if change.added or change.dropped or (change.before is None) != (change.after is None):
        return True
    if change.before is None or change.after is None:
        return False
    shown = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "critical", "state")
    differing = any(getattr(change.before, name) != getattr(change.after, name) for name in shown)
    return differing or change.miss_before != change.miss_after


def _links(before: Records, after: Records) -> Iterator[LinkChange]:
    for code in sorted({link.code for side in (before, after) for link in side.all(Dependency)}):
        one, other = before.find(Dependency, code), after.find(Dependency, code)
        if one is None or other is None or _counted(one) != _counted(other):
            yield LinkChange(code, one, other)


def _counted(link: Dependency) -> tuple[object, ...]:
    return link.lag, link.lag_calendar, link.type
