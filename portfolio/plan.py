"""From what is governed to what is scheduled: tasks, estimates, links, constraints, deadlines and reports as one network.

The network is the whole portfolio's, so that links between programmes count. A task without an estimate cannot be dated and
stays out, named in ``undated``; so do components, cancelled work and links that are influences only.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

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
class Standing:
    """What is known of a task on a day, from all reports until then."""

    state: ProgressState = ProgressState.NOT_STARTED
    actual_start: date | None = None
    actual_finish: date | None = None
    remaining: int | None = None
    percent: int | None = None
    done_by: date | None = None
    """Of work that is done: the day of the report that first said so."""


def network(records: Records, day: date) -> Planned:
    """The network of everything that can be dated, as known on a day, which is its data date.

    Raises
    ------
    InvalidError
        If the records cannot be scheduled; with every problem.
    CycleError
        If tasks wait for each other.
    """
    calendars, default = _calendars(records)
    standings = {task.code: standing(records, task.code, day) for task in records.all(Task)}
    cancelled = _given_up(records, standings)
    kept = _datable(records, standings, cancelled)
    specs = [_spec(records, task, calendars, standings[task.code], kept) for task in records.all(Task) if task.code in kept]
    links = [
        LinkSpec(link.predecessor, link.successor, link.relation, link.lag, link.lag_calendar)
        for link in records.all(Dependency)
        if link.type is DependencyKind.SCHEDULING and link.predecessor in kept and link.successor in kept
    ]
    starts = {frame.programme: frame.start for frame in records.all(Frame)}
    built = Network.build(specs, links, calendars, default, starts, day)
    undated = tuple(task.code for task in records.all(Task) if task.code not in kept and task.code not in cancelled)
    return Planned(built, undated, tuple(sorted(cancelled)), day)


def standing(records: Records, code: str, day: date) -> Standing:
    """What the reports on a task until a day say together: later ones refine earlier ones field by field.

    A state is always the latest; what a later report leaves out stands as it was said, except that work which is not begun
    or not finished after all has no such date.
    """
    told = reports_behind(records, code, day)
    known = {name: report.as_of if name == "done_by" else getattr(report, name) for name, report in told.items()}
    return Standing(**known)  # type: ignore[arg-type]


def reports_behind(records: Records, code: str, day: date) -> dict[str, Progress]:
    """Which report each field of a task's standing on a day comes from; a field that nothing is known of is left out."""
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


def _spec(records: Records, task: Task, calendars: Container[str], known: Standing, kept: frozenset[str]) -> TaskSpec:
    """A task with all that stands about it elsewhere. A summary's days and progress are its children's."""
    estimate = next(iter(records.by(Estimate, "task", task.code)), None)
    frame = next(iter(records.by(Frame, "programme", task.programme)), None)
    named = [of.calendar for of in (estimate, frame) if of is not None and of.calendar in calendars]
    summary = any(child.code in kept for child in records.by(Task, "parent", task.code))
    milestone = task.type is TaskKind.MILESTONE and not summary
    done = known.state is ProgressState.DONE and not summary
    duration = 0 if milestone or summary or estimate is None else estimate.most_likely
    remaining = known.remaining
    if remaining is None and known.percent is not None:
        remaining = -(-duration * (100 - known.percent) // 100)
    return TaskSpec(
        code=task.code,
        duration=duration,
        calendar=(named[0] or "") if named else "",
        group=task.programme,
        parent=task.parent if task.parent in kept else None,
        milestone=milestone,
        constraints=tuple((c.type, c.day) for c in records.by(Constraint, "task", task.code)),
        deadlines=tuple(Due(d.not_after, d.type, d.not_before) for d in records.by(Deadline, "task", task.code) if d.not_after),
        actual_start=None if summary else known.actual_start,
        actual_finish=None if summary else known.actual_finish,
        remaining=None if done or summary else remaining,
        done=done,
        done_by=known.done_by if done else None,
    )


def _datable(records: Records, standings: Mapping[str, Standing], cancelled: frozenset[str]) -> frozenset[str]:
    """The tasks that can be dated: milestones, those with an estimate or finished on a known day, and what these are part of."""
    parents = {task.code: task.parent for task in records.all(Task)}
    kept: set[str] = set()
    for task in records.all(Task):
        told = records.by(Estimate, "task", task.code) or standings[task.code].actual_finish
        dated = task.type is TaskKind.MILESTONE or (task.type is TaskKind.TASK and told)
        code: str | None = task.code if dated and task.code not in cancelled else None
        while code is not None and code not in kept and code in parents:
            kept.add(code)
            code = parents[code]
    return frozenset(kept)


def _given_up(records: Records, standings: Mapping[str, Standing]) -> frozenset[str]:
    """The tasks that are cancelled, and the summaries of which nothing else is left."""
    left = Counter(task.parent for task in records.all(Task))
    parents = {task.code: task.parent for task in records.all(Task)}
    found = {code for code, known in standings.items() if known.state is ProgressState.CANCELLED and not left[code]}
    waiting = sorted(found)
    while waiting:
        parent = parents[waiting.pop()]
        left[parent] -= 1
        if parent in parents and not left[parent]:
            found.add(parent)
            waiting.append(parent)
    return frozenset(found)


def _calendars(records: Records) -> tuple[dict[str, WorkCalendar], str]:
    """Every calendar with its exceptions, and the code of the portfolio's."""
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
