"""Variance: how far a plan has drifted from a baseline, task by task and programme by programme.

Days are working days of the task's own calendar as it is now (of a programme, of the plan's), and calendar days beside them;
more than none is later, or longer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from governance.messages import Text
from portfolio.baselines.sides import Side, Span, compared, later_finish, later_start


@dataclass(frozen=True, slots=True)
class TaskVariance:
    """How one task compares with a baseline; ``before`` is what was promised, ``after`` what is planned now.

    A side is None where nothing dates the task there, and then there is no variance to tell. ``there`` says on which of the
    two sides the task is at all: (True, False) was dropped since, (False, True) was added. ``start_calendar`` and
    ``finish_calendar`` are calendar days, the other differences working days.
    """

    task: str
    title: Text
    programme: str
    there: tuple[bool, bool]
    before: Span | None = None
    after: Span | None = None
    start: int | None = None
    finish: int | None = None
    duration: int | None = None
    start_calendar: int | None = None
    finish_calendar: int | None = None
    float: int | None = None
    surmised: bool = False

    @property
    def moved(self) -> bool:
        """Whether its dates are others than those promised."""
        return (self.before.days if self.before else None) != (self.after.days if self.after else None)

    @property
    def differs(self) -> bool:
        """Whether anything about it is not as promised."""
        return self.there != (True, True) or self.moved or bool(self.float)


@dataclass(frozen=True, slots=True)
class ProgrammeVariance:
    """How the finish of one programme compares with a baseline: ``days`` are working days, positive if it is later now."""

    programme: str
    title: Text
    before: date | None
    after: date | None
    days: int | None
    calendar_days: int | None


@dataclass(frozen=True)
class Variance:
    """How a plan compares with a baseline: every task that either of them has, by code, and every programme."""

    programmes: tuple[ProgrammeVariance, ...]
    tasks: tuple[TaskVariance, ...]

    @property
    def none(self) -> bool:
        """Whether nothing differs."""
        moved = any(programme.before != programme.after for programme in self.programmes)
        return not moved and not any(task.differs for task in self.tasks)


def variance(older: Side, newer: Side) -> Variance:
    """How far the newer plan has drifted from the older one.

    Examples
    --------
    >>> from portfolio.cpm import schedule
    >>> from portfolio.baselines.model import KeptState
    >>> from portfolio.network import LinkSpec, Network, TaskSpec
    >>> from portfolio.baselines.sides import Known
    >>> from portfolio.workcalendar import WorkCalendar
    >>> def side(days):
    ...     tasks = [TaskSpec("draft", days, group="P"), TaskSpec("review", 2, group="P")]
    ...     plan = Network.build(tasks, [LinkSpec("draft", "review")], {"vn": WorkCalendar()}, "vn", {"P": date(2018, 7, 2)})
    ...     dates = schedule(plan).tasks.values()
    ...     spans = {d.code: Span(d.early_start, d.early_finish, d.total_float) for d in dates}
    ...     known = {code: Known(Text(code, code), "P", None, KeptState.PLANNED, span) for code, span in spans.items()}
    ...     return Side(None, schedule(plan), known, {"P": Text("P", "P")})
    >>> [(row.task, row.start, row.finish, row.finish_calendar, row.duration) for row in variance(side(3), side(4)).tasks]
    [('draft', 0, 1, 1, 1), ('review', 1, 1, 3, 0)]
    """
    older, newer = compared(older, newer)
    return Variance(
        tuple(_programmes(older, newer)), tuple(_task(older, newer, code) for code in sorted({*older.tasks, *newer.tasks}))
    )


def _programmes(older: Side, newer: Side) -> Iterator[ProgrammeVariance]:
    network = newer.schedule.network
    calendar = network.calendars[network.default]
    for code in sorted({*older.titles, *newer.titles}):
        one, other = older.finish_of(code), newer.finish_of(code)
        title = newer.titles.get(code) or older.titles[code]
        both = one is not None and other is not None
        days = later_finish(calendar, one, other) if both else None  # type: ignore[arg-type]
        yield ProgrammeVariance(code, title, one, other, days, (other - one).days if both else None)  # type: ignore[operator]


def _task(older: Side, newer: Side, code: str) -> TaskVariance:
    was, now = older.tasks.get(code), newer.tasks.get(code)
    said = now or was
    assert said is not None
    one, other = was.span if was else None, now.span if now else None
    rests = any(known.surmised for known in (was, now) if known)
    there = was is not None, now is not None
    row = TaskVariance(code, said.title, said.programme, there, one, other, surmised=rests)
    if one is None or other is None:
        return row
    calendar = newer.calendar_of(code)
    return replace(
        row,
        start=later_start(calendar, one.start, other.start),
        finish=later_finish(calendar, one.finish, other.finish),
        duration=newer.length(code, other) - older.length(code, one),
        start_calendar=(other.start - one.start).days,
        finish_calendar=(other.finish - one.finish).days,
        float=other.total_float - one.total_float,
    )
