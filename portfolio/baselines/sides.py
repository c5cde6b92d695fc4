"""The two plans of a comparison, a baseline or the live one, in one form: a schedule to ask, and the dates that count.

Of a baseline the dates that it holds count, whatever a schedule of its plan would say today.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from governance.messages import Text
from governance.records import Records
from portfolio.baselines.baseline import kept
from portfolio.baselines.model import Baseline, KeptState
from portfolio.cpm import Schedule, schedule
from portfolio.model import Programme, Task
from portfolio.plan import Planned
from portfolio.workcalendar import WorkCalendar

ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """When a task is, both days included, and what float it has."""

    start: date
    finish: date
    total_float: int
    critical: bool = False

    @property
    def days(self) -> tuple[date, date]:
        """Its two days."""
        return self.start, self.finish


class Known(NamedTuple):
    """What a side says of a task whether or not it dates it. ``span`` is None where nothing does, or no day is on record."""

    title: Text
    programme: str
    parent: str | None
    state: KeptState
    span: Span | None
    surmised: bool = False


@dataclass(frozen=True)
class Side:
    """One of two plans that are compared; ``baseline`` is None of the live one."""

    baseline: Baseline | None
    schedule: Schedule
    tasks: Mapping[str, Known]
    titles: Mapping[str, Text]

    def calendar_of(self, code: str) -> WorkCalendar:
        """The calendar that a task's days are counted on; the plan's, of a task that is in no network."""
        network = self.schedule.network
        return network.calendar_of(network.tasks[code]) if code in network.tasks else network.calendars[network.default]

    def length(self, code: str, span: Span) -> int:
        """How many working days of its own calendar a task spans; none of a milestone."""
        spec = self.schedule.network.tasks.get(code)
        if spec is not None and not spec.duration and not self.schedule.network.is_summary(code):
            return 0
        return self.calendar_of(code).working_days(*span.days)

    def finish_of(self, programme: str) -> date | None:
        """The last day of the dated tasks of a programme."""
        spans = (known.span for known in self.tasks.values() if known.programme == programme)
        return max((span.finish for span in spans if span), default=None)

    def within(self, programmes: Collection[str]) -> "Side":
        """The same without the tasks of other programmes; their dates still bind."""
        tasks = {code: known for code, known in self.tasks.items() if known.programme in programmes}
        titles = {code: title for code, title in self.titles.items() if code in programmes}
        return Side(self.baseline, self.schedule, tasks, titles)


def of_baseline(records: Records, code: str) -> Side:
    """A baseline as a side.

    Raises
    ------
    UnknownCodeError
        When there is no such baseline.
    """
    held = kept(records, code)
    tasks = {}
    for task, row in held.tasks.items():
        span = None
        if row.early_start is not None and row.early_finish is not None:
            span = Span(row.early_start, row.early_finish, row.total_float or 0, row.critical)
        tasks[task] = Known(row.title, row.programme, row.parent, row.state, span, row.surmised)
    titles = {programme: row.title for programme, row in held.programmes.items()}
    return Side(held.baseline, schedule(held.network), tasks, titles)


def of_plan(records: Records, planned: Planned, made: Schedule, surmised: Collection[str] = ()) -> Side:
    """The live plan as a side."""
    cancelled = frozenset(planned.cancelled)
    tasks = {}
    for task in records.all(Task):
        dates = made.tasks.get(task.code)
        if dates is None:
            state, span = KeptState.CANCELLED if task.code in cancelled else KeptState.UNDATED, None
        else:
            state, span = KeptState(dates.state), None
            if not dates.undated:
                span = Span(dates.early_start, dates.early_finish, dates.total_float, dates.critical)
        rests = task.assumed or task.code in surmised
        tasks[task.code] = Known(task.title, task.programme, task.parent, state, span, rests)
    return Side(None, made, tasks, {programme.code: programme.title for programme in records.all(Programme)})


def compared(older: Side, newer: Side) -> tuple[Side, Side]:
    """Both sides, each with only the programmes that both are about: a baseline of one programme says nothing of others."""
    for side in (older, newer):
        if side.baseline is not None and side.baseline.programme is not None:
            only = {side.baseline.programme}
            older, newer = older.within(only), newer.within(only)
    return older, newer


def later_start(calendar: WorkCalendar, one: date, other: date) -> int:
    """By how many working days one start is before another; negative where it is after."""
    return calendar.index(other) - calendar.index(one)


def later_finish(calendar: WorkCalendar, one: date, other: date) -> int:
    """The same of two finishes, counted from the evening of each."""
    return calendar.index(other + ONE_DAY) - calendar.index(one + ONE_DAY)
