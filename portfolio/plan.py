"""From the records to the network that is scheduled: tasks, estimates, links, constraints, deadlines and reports.

The network is the whole portfolio's, so that links between programmes count. A task without an estimate cannot be dated and
stays out, named in ``undated``; so do components, cancelled work and links that are influences only.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from governance.records import Records
from portfolio.model import (
    Calendar,
    CalendarDay,
    Constraint,
    Deadline,
    Dependency,
    DependencyKind,
    Estimate,
    Frame,
    Portfolio,
    Progress,
    ProgressState,
    Task,
    TaskKind,
)
from portfolio.network import Due, LinkSpec, Network, TaskSpec
from portfolio.workcalendar import ELAPSED, WorkCalendar

K = TypeVar("K", str, int)
"""How a task is named: by its code, or by its place in columns."""

WEEKDAYS = "weekdays"
"""The calendar of a portfolio that names none: Monday to Friday, no exception."""


@dataclass(frozen=True)
class Planned:
    """The network of a portfolio on a day, and what could not be put in it."""

    network: Network
    undated: tuple[str, ...]
    cancelled: tuple[str, ...]
    day: date


@dataclass(frozen=True)
class Actuals:
    """What is known of the work on a task on a day, from all reports until then."""

    state: ProgressState = ProgressState.NOT_STARTED
    actual_start: date | None = None
    actual_finish: date | None = None
    remaining: int | None = None
    percent: int | None = None
    done_by: date | None = None
    """Of work that is done: the day of the report that first said so."""


class Given(NamedTuple):
    """What is said of a task and its length, whether it was read as things or as columns."""

    code: str
    programme: str
    milestone: bool
    days: int | None
    """As most likely; None without an estimate."""
    calendar: str | None
    """That the estimate names."""


@dataclass(frozen=True)
class Extent(Generic[K]):
    """Which tasks are in the network, which are cancelled, and which can be neither dated nor left aside."""

    kept: Set[K]
    cancelled: Set[K]
    undated: Set[K]


def network(records: Records, day: date) -> Planned:
    """The network of everything that can be dated, as known on a day, which is its data date.

    Raises
    ------
    InvalidError
        If the records cannot be scheduled; with every problem.
    CycleError
        If tasks wait for each other.
    """
    calendars, default = calendars_of(records)
    tasks = {task.code: task for task in records.all(Task)}
    parent = {code: task.parent for code, task in tasks.items() if task.parent is not None and task.parent in tasks}
    known = {code: actuals(records, code, day) for code in {report.task for report in records.all(Progress)} & tasks.keys()}
    given = {code: _given(records, task) for code, task in tasks.items()}
    components = {code for code, task in tasks.items() if task.type is TaskKind.COMPONENT}
    untimed = {code for code, said in given.items() if said.days is None and not said.milestone}
    found = extent(tasks, parent, components, untimed, known)
    summaries = {above for code, above in parent.items() if code in found.kept}
    specs = [
        spec_of(records, given[code], calendars, known.get(code, Actuals()), parent.get(code), summary=code in summaries)
        for code in tasks
        if code in found.kept
    ]
    links = [
        LinkSpec(link.predecessor, link.successor, link.relation, link.lag, link.lag_calendar)
        for link in records.all(Dependency)
        if link.type is DependencyKind.SCHEDULING and link.predecessor in found.kept and link.successor in found.kept
    ]
    built = Network.build(specs, links, calendars, default, starts_of(records), day)
    return Planned(built, tuple(sorted(found.undated)), tuple(sorted(found.cancelled)), day)


def starts_of(records: Records) -> dict[str, date]:
    """The day from which the work of each programme with a frame may begin."""
    return {frame.programme: frame.start for frame in records.all(Frame)}


def actuals(records: Records, code: str, day: date) -> Actuals:
    """What the reports on a task until a day say together: later ones refine earlier ones field by field.

    A state is always the latest; what a later report leaves out stands as it was said, except that work which is not begun
    or not finished after all has no such date.
    """
    known = records.memo("actuals", day)
    if code not in known:
        told = reports_behind(records, code, day)
        said = {name: report.as_of if name == "done_by" else getattr(report, name) for name, report in told.items()}
        known[code] = Actuals(**said)  # type: ignore[arg-type]
    found: Actuals = known[code]
    return found


def reports_behind(records: Records, code: str, day: date) -> dict[str, Progress]:
    """Which report each of a task's actuals on a day comes from; a field that nothing is known of is left out."""
    told: dict[str, Progress] = {}
    for report in sorted((r for r in records.by(Progress, "task", code) if r.as_of <= day), key=lambda r: r.as_of):
        if report.state is ProgressState.NOT_STARTED:
            told = {"state": report}
            continue
        if report.percent is not None:
            told.pop("remaining", None)
        if report.state is ProgressState.DONE:
            told.setdefault("done_by", report)
        else:
            told.pop("actual_finish", None)
            told.pop("done_by", None)
        fields = ("actual_start", "actual_finish", "remaining", "percent")
        told |= {"state": report, **{name: report for name in fields if getattr(report, name) is not None}}
    return told


def _given(records: Records, task: Task) -> Given:
    estimate = next(iter(records.by(Estimate, "task", task.code)), None)
    milestone = task.type is TaskKind.MILESTONE
    if estimate is None:
        return Given(task.code, task.programme, milestone, None, None)
    return Given(task.code, task.programme, milestone, estimate.most_likely, estimate.calendar)


def spec_of(
    records: Records, task: Given, calendars: Container[str], known: Actuals, parent: str | None, *, summary: bool
) -> TaskSpec:
    """A task with everything that is recorded about it. A summary has no days and no progress of its own: its children have."""
    milestone = task.milestone and not summary
    done = known.state is ProgressState.DONE and not summary
    duration = 0 if milestone or summary else task.days or 0
    remaining = known.remaining
    if remaining is None and known.percent is not None:
        remaining = -(-duration * (100 - known.percent) // 100)
    return TaskSpec(
        code=task.code,
        duration=duration,
        calendar=first_known((task.calendar, frame_calendar(records, task.programme)), calendars),
        group=task.programme,
        parent=parent,
        milestone=milestone,
        constraints=tuple((c.type, c.day) for c in records.by(Constraint, "task", task.code)),
        deadlines=tuple(Due(d.not_after, d.type, d.not_before) for d in records.by(Deadline, "task", task.code) if d.not_after),
        actual_start=None if summary else known.actual_start,
        actual_finish=None if summary else known.actual_finish,
        remaining=None if done or summary else remaining,
        done=done,
        done_by=known.done_by if done else None,
    )


def frame_calendar(records: Records, programme: str) -> str | None:
    """The calendar that a programme's frame names."""
    return next((frame.calendar for frame in records.by(Frame, "programme", programme)), None)


def first_known(named: Iterable[str | None], calendars: Container[str]) -> str:
    """The first of the calendars named that is there: the estimate's goes before the frame's. "" is the portfolio's."""
    return next((name for name in named if name and name in calendars), "")


def calendar_of(records: Records, programme: str, task: str | None = None) -> WorkCalendar:
    """The calendar that working days are counted on: the one of a task's estimate, of its programme, else the portfolio's."""
    calendars, default = calendars_of(records)
    own = next((estimate.calendar for estimate in records.by(Estimate, "task", task)), None) if task else None
    return calendars[first_known((own, frame_calendar(records, programme)), calendars) or default]


def extent(
    every: Collection[K], parent: Mapping[K, K], components: Set[K], untimed: Set[K], known: Mapping[K, Actuals]
) -> Extent[K]:
    """Which tasks can be dated, of those there are; ``parent`` says what each is part of, where that is among them.

    In are milestones, tasks that are estimated or were finished on a known day, and what these are part of. ``untimed`` are
    those without an estimate that are no milestones.
    """
    cancelled = _given_up(parent, (key for key, said in known.items() if said.state is ProgressState.CANCELLED))
    finished = {key for key, said in known.items() if said.actual_finish}
    out = (untimed - finished) | components | cancelled
    kept = set(every) - out
    waiting = [above for key, above in parent.items() if key in kept]
    while waiting:
        key = waiting.pop()
        if key not in kept:
            kept.add(key)
            waiting += [parent[key]] if key in parent else []
    return Extent(kept, cancelled, out - kept - cancelled)


def _given_up(parent: Mapping[K, K], reported: Iterable[K]) -> set[K]:
    """The tasks that are reported cancelled, and the summaries of which nothing else is left."""
    left = Counter(parent.values())
    found = {key for key in reported if not left[key]}
    waiting = list(found)
    while waiting:
        above = parent.get(waiting.pop())
        if above is None:
            continue
        left[above] -= 1
        if not left[above]:
            found.add(above)
            waiting.append(above)
    return found


def calendars_of(records: Records) -> tuple[Mapping[str, WorkCalendar], str]:
    """Every calendar with its exceptions, and the code of the portfolio's. They are made once for a state."""
    known = records.memo("calendars", None)
    if not known:
        known["made"] = _calendars_of(records)
    found: tuple[Mapping[str, WorkCalendar], str] = known["made"]
    return found


def _calendars_of(records: Records) -> tuple[Mapping[str, WorkCalendar], str]:
    closed: dict[str, list[date]] = defaultdict(list)
    opened: dict[str, list[date]] = defaultdict(list)
    for exception in records.all(CalendarDay):
        (opened if exception.working else closed)[exception.calendar].append(exception.day)
    calendars = {
        calendar.code: WorkCalendar(calendar.week, closed[calendar.code], opened[calendar.code], calendar.code)
        for calendar in records.all(Calendar)
        if calendar.code != ELAPSED.name
    }
    default = next((portfolio.calendar for portfolio in records.all(Portfolio) if portfolio.calendar in calendars), None)
    if default is None:
        default = WEEKDAYS if WEEKDAYS in calendars or not calendars else min(calendars)
        calendars.setdefault(default, WorkCalendar(name=default))
    return calendars | {ELAPSED.name: ELAPSED}, default
