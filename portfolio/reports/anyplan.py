"""A plan file's schedule for readers: the table, and the Gantt chart as a picture. No records stand behind it, only the file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from governance.messages import Message, Text, _
from portfolio.cpm import Schedule, TaskDates
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.differences import Difference
from portfolio.interchange.planfile import PlanFile, PlanTask
from portfolio.outline import natural, outline
from portfolio.reports.critical_path import cause
from portfolio.reports.due import missed
from portfolio.reports.gantt import Chart
from portfolio.reports.gantt_bars import Arrow, Bar
from portfolio.reports.schedule import COLUMNS
from portfolio.reports.table import Column, Table, Term

_FIRST_YEAR, _LAST_YEAR = 100, 9900
_SHADED = 420
"""Days of a chart beyond which one is too narrow to shade."""


@dataclass(frozen=True)
class Drawn:
    """A plan, its schedule, the name to head it with where the file gives none, and the dates that the file states otherwise."""

    plan: PlanFile
    schedule: Schedule
    name: str
    differences: tuple[Difference, ...] = ()

    @property
    def title(self) -> Text:
        """What the plan is called."""
        said = self.plan.title or self.name
        return Text(said, said)

    @cached_property
    def day(self) -> date:
        """The status day: the data date, else the first day of all."""
        return self.plan.data_date or self.schedule.start or self.plan.start or date.min

    @cached_property
    def outline(self) -> tuple[tuple[int, PlanTask], ...]:
        """How deep each task stands, and the task: each after the one that it is part of, siblings by date."""
        below: dict[str | None, list[PlanTask]] = {}
        for task in self.plan.tasks:
            below.setdefault(task.spec.parent, []).append(task)
        for tasks in below.values():
            tasks.sort(key=lambda task: (self.schedule.tasks[task.code].early_start, natural(task.code)))
        return tuple(outline(below))

    @property
    def critical(self) -> Message:
        """What counts as critical here."""
        if self.schedule.criterion == "longest-path":
            return _("Critical: on the longest path of driving links to the finish.")
        return _("Critical: total float of at most {days} working days.", days=self.schedule.threshold)


def plan_table(drawn: Drawn) -> Table:
    """Dates, floats, what fixes them and what is not kept, task by task."""
    columns = (
        Column("task", _("Task")),
        Column("title", _("Title"), wide=2),
        *(column for column in COLUMNS if column.key not in ("responsible", "source", "assumed")),
        Column("driven_by", _("What fixes its dates"), wide=2),
        Column("violates", _("What it misses"), wide=1),
    )
    if not drawn.plan.titles:
        columns = tuple(column for column in columns if column.key != "title")
    rows = tuple(_row(drawn, task) for _level, task in drawn.outline)
    if not any(row["violates"] for row in rows):
        columns = columns[:-1]
    title, empty = _("Schedule: {scope}", scope=drawn.title), _("The plan has no task.")
    return Table("schedule", title, columns, rows, tuple(_notes(drawn)), drawn.day, empty=empty)


def differences_table(drawn: Drawn) -> Table:
    """The dates and floats that the file states otherwise than we compute them, and why."""
    columns = (
        Column("task", _("Task")),
        Column("title", _("Title"), wide=2),
        Column("field", _("Date or float")),
        Column("stated", _("In the file")),
        Column("ours", _("Ours"), under="stated"),
        Column("reason", _("Why"), wide=3),
    )
    words = {column.key: column.label for column in COLUMNS}
    rows = tuple(
        {
            "task": said.task,
            "title": drawn.plan.titles.get(said.task, ""),
            "field": Term(said.field, words[said.field]),
            "stated": said.stated,
            "ours": said.ours,
            "reason": said.reason,
        }
        for said in drawn.differences
    )
    title = _("Dates that the file states otherwise: {scope}", scope=drawn.title)
    empty = _("The file states no date that differs from ours.")
    return Table("differences", title, columns, rows, (), drawn.day, empty=empty)


def _row(drawn: Drawn, task: PlanTask) -> Mapping[str, object]:
    dates = drawn.schedule.tasks[task.code]
    return {
        "task": task.code,
        "title": task.title,
        "early_start": dates.early_start,
        "early_finish": dates.early_finish,
        "late_start": dates.late_start,
        "late_finish": dates.late_finish,
        "total_float": dates.total_float,
        "free_float": dates.free_float,
        "critical": dates.critical,
        "driven_by": tuple(cause(driver) for driver in dates.driven_by),
        "violates": tuple(missed(miss) for miss in dates.violates),
    }


def _notes(drawn: Drawn) -> Iterator[Message]:
    schedule = drawn.schedule
    if schedule.start and schedule.finish:
        yield _("From {start} to {finish}.", start=schedule.start, finish=schedule.finish)
    if schedule.critical:
        yield _path(drawn)
    yield drawn.critical
    if schedule.data_date:
        yield _("Status day: {day}.", day=schedule.data_date)


def _path(drawn: Drawn) -> Message:
    """The critical tasks: with arrows only where each is joined to the next, itself or by a group that it is part of."""
    joined = {(link.predecessor, link.successor) for link in drawn.schedule.links}
    parent = {task.code: task.spec.parent for task in drawn.plan.tasks}

    def above(code: str | None) -> Iterator[str]:
        while code is not None:
            yield code
            code = parent[code]

    codes = drawn.schedule.critical
    if all(any((a, b) in joined for a in above(before) for b in above(after)) for before, after in pairwise(codes)):
        return _("Critical path: {scope}", scope=" → ".join(codes))
    return _("Critical tasks, on more than one path: {tasks}", tasks=codes)


def plan_chart(drawn: Drawn) -> Chart:
    """The plan as a Gantt chart to draw.

    Raises
    ------
    InvalidError
        When it reaches years that a time axis cannot go round.
    """
    schedule, bars = drawn.schedule, [_bar(drawn, level, task) for level, task in drawn.outline]
    critical = {bar.code for bar in bars if bar.critical}
    arrows = [
        Arrow(
            link.predecessor,
            link.successor,
            link.relation.value,
            link.driving and link.predecessor in critical and link.successor in critical,
        )
        for link in schedule.links
    ]
    made = Chart(
        title=_("Gantt chart: {scope}", scope=drawn.title),
        description=_(
            "{tasks} tasks; {critical} of them are critical and drawn in red.", tasks=len(bars), critical=len(critical)
        ),
        bars=tuple(bars),
        arrows=tuple(arrows),
        day=drawn.day,
        closed=_closed(drawn),
    )
    first, last = made.span
    if first.year < _FIRST_YEAR or last.year > _LAST_YEAR:
        why = _("a picture shows the years {first} to {last}; ask for a table", first=str(_FIRST_YEAR), last=str(_LAST_YEAR))
        raise InvalidError([Problem("dates", why)])
    return made


def _closed(drawn: Drawn) -> tuple[date, ...]:
    first, last = drawn.schedule.start, drawn.schedule.finish
    if first is None or last is None or (last - first).days > _SHADED:
        return ()
    calendar = drawn.schedule.network.calendars[drawn.plan.calendar]
    days = map(date.fromordinal, range(max(first.toordinal() - 31, 1), min(last.toordinal() + 32, date.max.toordinal())))
    return tuple(day for day in days if not calendar.works(day))


def _bar(drawn: Drawn, level: int, task: PlanTask) -> Bar:
    dates, due = drawn.schedule.tasks[task.code], task.spec.binding_deadline
    return Bar(
        code=task.code,
        title=Text(task.title, task.title),
        shape="summary" if dates.summary else "milestone" if dates.milestone else "task",
        level=level,
        start=dates.early_start,
        finish=dates.early_finish,
        critical=dates.critical,
        done=done(task, dates),
        due=due,
        late=bool(due and dates.early_finish > due),
        tip=(
            _("{start}–{finish}", start=dates.early_start, finish=dates.early_finish),
            _("total float: {days} working days", days=dates.total_float),
        ),
    )


def done(task: PlanTask, dates: TaskDates) -> float:
    """The share of a task that is finished, 0 to 1."""
    if dates.state == "finished":
        return 1.0
    spec = task.spec
    if spec.remaining is None or not spec.duration:
        return 0.0
    return max(0.0, 1 - spec.remaining / spec.duration)
