"""What a schedule says of one task or one link: dates, floats, what fixes them, what is not kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from portfolio.engine.bounds import State, evening, morning, snapped
from portfolio.engine.columns import Columns
from portfolio.engine.summaries import Role
from portfolio.model import ConstraintKind, DeadlineKind, LagCalendar, Relation
from portfolio.network import Network
from portfolio.specs import LinkSpec, TaskSpec
from portfolio.workcalendar import as_date


class Cause(StrEnum):
    """What can fix an early date."""

    LINK = "link"
    CONSTRAINT = "constraint"
    ACTUAL = "actual"
    DATA_DATE = "data-date"
    START = "start"
    CHILD = "child"  # of a summary: the child that starts first


@dataclass(frozen=True, slots=True)
class Driver:
    """One thing that fixes the early date of a task: a link, a constraint, an actual date, the data date or the start.

    ``on`` is the summary whose link or constraint it is, where it comes from above.
    """

    cause: Cause
    day: date | None = None
    link: LinkSpec | None = None
    constraint: ConstraintKind | None = None
    on: str | None = None
    child: str | None = None

    @property
    def predecessor(self) -> str | None:
        """The task that drives, if it is a link that does."""
        return self.link.predecessor if self.link else None


@dataclass(frozen=True, slots=True)
class Miss:
    """A constraint or deadline that is not kept, and by how many working days of the task's calendar."""

    rule: ConstraintKind | DeadlineKind
    day: date
    days: int


@dataclass(frozen=True, slots=True)
class TaskDates:
    """The dates of one task, inclusive, and its floats in working days of its own calendar.

    Finished work has its actual dates for late dates too, no float, and is never critical; where they are not on record,
    ``undated`` is set and the dates shown only say that it was over before the data date.
    """

    code: str
    early_start: date
    early_finish: date
    late_start: date
    late_finish: date
    total_float: int
    free_float: int
    critical: bool
    driven_by: tuple[Driver, ...]
    violates: tuple[Miss, ...]
    state: Literal["planned", "started", "finished"] = "planned"
    summary: bool = False
    milestone: bool = False
    undated: bool = False

    @property
    def interfering_float(self) -> int:
        """What may be lost without moving the end, but not without moving a follower."""
        return self.total_float - self.free_float


@dataclass(frozen=True, slots=True)
class LinkDates:
    """A link in a schedule: whether it fixes its successor's early date, and by how many of the successor's days it does not.

    ``float`` is absent where the predecessor's dates are not on record.
    """

    predecessor: str
    successor: str
    relation: Relation
    lag: int
    lag_calendar: LagCalendar
    driving: bool
    float: int | None


def shown(mark: int) -> date:
    """The day that a mark belongs to: an evening ends it, a morning begins it."""
    return as_date((mark - 1) >> 1)


def dated(network: Network, columns: Columns, code: str) -> TaskDates:
    """The dates of a task that is no summary."""
    i, spec = network.wiring.task_node[code], network.tasks[code]
    start, finish = _early(columns, i)
    late_start, late_finish = _late(columns, i)
    state = columns.bounds.state[i]
    undated = state == State.PAST and spec.actual_finish is None and not (spec.duration == 0 and spec.actual_start)
    return TaskDates(
        code,
        start,
        finish,
        late_start,
        late_finish,
        columns.total(i),
        columns.free[i],
        columns.critical[i],
        tuple(_drivers(network, columns, i)),
        () if undated else tuple(_misses(network, spec, start, finish)),
        "finished" if state == State.PAST else "started" if state == State.RUNNING else "planned",
        milestone=spec.duration == 0,
        undated=undated,
    )


def _early(columns: Columns, i: int) -> tuple[date, date]:
    if i in columns.bounds.past:
        first, last = columns.bounds.past[i]
        return as_date(first), as_date(last)
    return shown(columns.start[i]), shown(columns.finish[i])


def _late(columns: Columns, i: int) -> tuple[date, date]:
    """Late start and finish. A milestone stays on its side of the night, so that it is as late as its float says.

    Running work was to begin by its actual start, which stands, if what remains may still go on after it; if what remains
    should have gone on before, then by that day. So a late start is never after the late finish.
    """
    calendar, days, late = columns.bounds.calendar(i), columns.bounds.days[i], columns.late[i]
    match columns.bounds.state[i]:
        case State.PAST:
            return _early(columns, i)
        case State.MOMENT:
            moment = shown(calendar.mark(columns.at[i] + 2 * columns.total(i)))
            return moment, moment
        case State.RUNNING:
            finish = as_date(calendar.nth(late + days - 1))
            return min(shown(columns.start[i]), as_date(calendar.nth(late)), finish), finish
        case _:
            return as_date(calendar.nth(late)), as_date(calendar.nth(late + days - 1))


def _drivers(network: Network, columns: Columns, i: int) -> Iterator[Driver]:
    """What fixes the early date of a task: links, then constraints, then history, the data date or the start."""
    spec, state = network.tasks[network.wiring.codes[i]], columns.bounds.state[i]
    if state in (State.PAST, State.RUNNING):
        begun = spec.actual_start or (spec.actual_finish if spec.duration == 0 else None)
        yield Driver(Cause.ACTUAL, begun)
    if state == State.PAST:
        return
    if columns.held[i]:
        yield Driver(Cause.CONSTRAINT, constraint=ConstraintKind.ALAP)
        return
    yield from _links(network, columns, i)
    yield from _constraints(network, columns, i)
    begins, today = network.start_of(spec.group), network.data_date
    for cause, day in ((Cause.DATA_DATE, today), (Cause.START, begins)):
        latest = day is not None and day == max(d for d in (begins, today) if d is not None)
        if day is not None and latest and columns.fixes(i, morning(day.toordinal()), False):
            yield Driver(cause, day)
            return


def _links(network: Network, columns: Columns, i: int) -> Iterator[Driver]:
    """The links that fix a task, its own and those of the summaries above it, by code."""
    wiring = network.wiring
    drivers = [
        Driver(Cause.LINK, link=network.links[wiring.link_of(arc)], on=None if arc.dst == i else wiring.codes[arc.dst])
        for arc in columns.driving(i)
    ]
    yield from sorted(drivers, key=lambda d: (d.predecessor or "", d.link.relation if d.link else ""))


def _constraints(network: Network, columns: Columns, i: int) -> Iterator[Driver]:
    """The dates that fix a task, its own and those of the summaries above it."""
    code: str | None = network.wiring.codes[i]
    own = code
    while code is not None:
        spec = network.tasks[code]
        for kind, day in spec.constraints:
            to_finish = kind in (ConstraintKind.FNET, ConstraintKind.MFO)
            if day is None or kind in (ConstraintKind.SNLT, ConstraintKind.FNLT):
                continue
            if to_finish and code != own and not _binds_last(network, columns, i, code):
                continue
            at = snapped(kind, day, network.calendar_of(spec))
            if columns.fixes(i, evening(at) if to_finish else morning(at), to_finish):
                yield Driver(Cause.CONSTRAINT, day, constraint=kind, on=None if code == own else code)
        code = spec.parent


def _binds_last(network: Network, columns: Columns, i: int, summary: str) -> bool:
    """Whether the task is the last child that a bound on a summary's finish binds."""
    gate = network.wiring.nodes.get((summary, Role.GATE))
    return gate is not None and columns.child(gate) == i


def _misses(network: Network, spec: TaskSpec, start: date, finish: date) -> Iterator[Miss]:
    """The constraints and deadlines that these dates do not keep."""
    calendar = network.calendar_of(spec)

    def days(a: date, b: date) -> int:
        return max(1, abs(calendar.index(b) - calendar.index(a)))

    for kind, day in spec.constraints:
        if day is None:
            continue
        at = as_date(snapped(kind, day, calendar))
        end = start if kind in (ConstraintKind.SNET, ConstraintKind.SNLT, ConstraintKind.MSO) else finish
        early = end < at and kind not in (ConstraintKind.SNLT, ConstraintKind.FNLT)
        late = end > at and kind not in (ConstraintKind.SNET, ConstraintKind.FNET)
        if early or late:
            yield Miss(kind, day, days(at, end))
    for due in spec.deadlines:
        if finish > due.day:
            yield Miss(due.kind, due.day, max(1, calendar.working_days(due.day, finish) - calendar.works(due.day)))


def summarised(network: Network, code: str, leaves: Sequence[TaskDates]) -> TaskDates:
    """The dates of a summary: the span of its leaves, and the least float that one of them has left.

    Its free float is that of the leaves that finish last: what they may lose before a follower moves.
    """
    spec = network.tasks[code]
    open_leaves = [leaf for leaf in leaves if leaf.state != "finished"]
    first = min(leaves, key=lambda leaf: (leaf.early_start, leaf.code))
    finish = max(leaf.early_finish for leaf in leaves)
    total = min((leaf.total_float for leaf in open_leaves), default=0)
    free = min((leaf.free_float for leaf in open_leaves if leaf.early_finish == finish), default=0)
    undated = all(leaf.undated for leaf in leaves)
    return TaskDates(
        code,
        first.early_start,
        finish,
        min(leaf.late_start for leaf in leaves),
        max(leaf.late_finish for leaf in leaves),
        total,
        min(free, max(total, 0)),
        any(leaf.critical for leaf in leaves),
        (Driver(Cause.CHILD, first.early_start, child=first.code),),
        () if undated else tuple(_misses(network, spec, first.early_start, finish)),
        "finished" if not open_leaves else "started" if len(open_leaves) < len(leaves) or _begun(leaves) else "planned",
        summary=True,
        undated=undated,
    )


def _begun(leaves: Sequence[TaskDates]) -> bool:
    return any(leaf.state == "started" for leaf in leaves)
