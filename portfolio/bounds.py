"""What dates alone say of each node, before any link: state, days to place, and the marks that its ends may not pass.

Early bounds come from the start of the programme, the data date and the constraints; late bounds from constraints and
deadlines; what has happened is fixed. All are marks of :mod:`portfolio.workcalendar`.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from portfolio.model import ConstraintKind as Kind
from portfolio.network import Network
from portfolio.specs import TaskSpec
from portfolio.wiring import Role
from portfolio.workcalendar import ELAPSED, WorkCalendar

ALWAYS = 1 << 40
"""A mark after every date: an end that nothing bounds late."""
NEVER = -ALWAYS
"""A mark before every date: an end that nothing bounds early."""


class State(IntEnum):
    """How a node is placed."""

    WORK = 0  # not begun: both ends move together
    MOMENT = 1  # a milestone not reached: one mark
    RUNNING = 2  # begun: the start stands, what remains moves
    PAST = 3  # finished: nothing moves
    ALL = 4  # a summary's end that takes the latest of its bounds
    FIRST = 5  # a summary's beginning: the earliest of its children


@dataclass(slots=True)
class Bounds:
    """Columns over the nodes of a network."""

    state: list[State]
    days: list[int]
    calendar: list[WorkCalendar]
    start_from: list[int]
    finish_from: list[int]
    start_until: list[int]
    finish_until: list[int]
    actual_start: list[int]  # NEVER where it is not on record, so that it bounds nothing
    actual_finish: list[int]
    past: dict[int, tuple[int, int]]  # of finished work: first and last day to show
    late: list[bool]  # as late as possible


def bounds(network: Network) -> Bounds:
    """The bounds of every node of a network."""
    n = len(network.wiring.codes)
    columns = Bounds(
        [State.ALL] * n,
        [0] * n,
        [ELAPSED] * n,
        [NEVER] * n,
        [NEVER] * n,
        [ALWAYS] * n,
        [ALWAYS] * n,
        [NEVER] * n,
        [NEVER] * n,
        {},
        [False] * n,
    )
    late_below = _late_by_parent(network)
    for i, (code, role) in enumerate(zip(network.wiring.codes, network.wiring.roles)):
        spec = network.tasks[code]
        calendar = columns.calendar[i] = network.calendar_of(spec)
        if role is Role.TASK:
            columns.late[i] = code in late_below
            _place(columns, i, spec, calendar, network)
        elif role is Role.BEGUN:
            columns.state[i] = State.FIRST
        if columns.state[i] is not State.PAST:
            _constrain(columns, i, spec, calendar, role)
    return columns


def _place(columns: Bounds, i: int, spec: TaskSpec, calendar: WorkCalendar, network: Network) -> None:
    """State, days and the first mark at which a task may go on."""
    today = network.data_date
    begins = network.start_of(spec.group)
    assert begins is not None
    columns.days[i] = spec.duration
    if spec.finished:
        columns.state[i] = State.PAST
        columns.past[i] = first, last = _past(spec, calendar, today or begins)
        columns.actual_start[i] = morning(first) if spec.actual_start or (not spec.duration and spec.actual_finish) else NEVER
        columns.actual_finish[i] = evening(last) if _ended(spec) else NEVER
    elif spec.actual_start:
        columns.state[i] = State.RUNNING
        columns.actual_start[i] = morning(spec.actual_start.toordinal())
        columns.days[i] = _remaining(spec, calendar, today)
        columns.start_from[i] = _resumes(spec, calendar, today)
    else:
        columns.state[i] = State.WORK if spec.duration else State.MOMENT
        columns.days[i] = spec.duration if spec.remaining is None or not spec.duration else max(1, spec.remaining)
        columns.start_from[i] = morning(max(begins, today or begins).toordinal())


def _ended(spec: TaskSpec) -> bool:
    """Whether a day is on record on which finished work was over, so that it binds what follows."""
    return bool(spec.actual_finish or spec.done_by or (not spec.duration and spec.actual_start))


def morning(day: int) -> int:
    """The mark that begins a day, given as its ordinal."""
    return 2 * day + 1


def evening(day: int) -> int:
    """The mark that ends a day, given as its ordinal."""
    return 2 * day + 2


def _past(spec: TaskSpec, calendar: WorkCalendar, today: date) -> tuple[int, int]:
    """First and last day of finished work. What is not on record counts back from the day by which it was done, else from
    the data date.
    """
    if spec.actual_finish:
        last = spec.actual_finish.toordinal()
    elif spec.actual_start and not spec.duration:
        last = spec.actual_start.toordinal()
    elif spec.done_by:
        last = spec.done_by.toordinal()
    else:
        last = calendar.nth(calendar.count(today.toordinal()) - 1)
    if spec.actual_start:
        return spec.actual_start.toordinal(), max(last, spec.actual_start.toordinal())
    return min(last, calendar.nth(calendar.count(last + 1) - max(spec.duration, 1))), last


def _remaining(spec: TaskSpec, calendar: WorkCalendar, today: date | None) -> int:
    """Days of started work that are left. Not said, they are what the days since the start leave, and one at least."""
    if spec.remaining is not None:
        return spec.remaining
    assert spec.actual_start is not None
    worked = calendar.count((today or spec.actual_start).toordinal()) - calendar.count(spec.actual_start.toordinal())
    return max(1, spec.duration - max(0, worked))


def _resumes(spec: TaskSpec, calendar: WorkCalendar, today: date | None) -> int:
    """When what remains may go on: from the data date; without one, as if it had been worked on ever since it began."""
    assert spec.actual_start is not None
    start = spec.actual_start.toordinal()
    if today:
        return morning(max(start, today.toordinal()))
    worked = max(0, spec.duration - spec.remaining) if spec.remaining is not None else 0
    return morning(calendar.nth(calendar.count(start) + worked))


def _late_by_parent(network: Network) -> set[str]:
    """The tasks to be done as late as possible, themselves or as part of a summary that is."""
    late = [task.code for task in network.tasks.values() if any(kind is Kind.ALAP for kind, _day in task.constraints)]
    return {leaf for code in late for leaf in network.leaves(code)}


def snapped(kind: Kind, day: date, calendar: WorkCalendar) -> int:
    """The ordinal of the day that a date constraint means on a calendar that may not work then.

    "No earlier" and "must start" mean the next day worked, "no later" and "must finish" the last one before.
    """
    count = calendar.count(day.toordinal() + 1)
    if calendar.works(day):
        return day.toordinal()
    return calendar.nth(count if kind in (Kind.SNET, Kind.FNET, Kind.MSO) else count - 1)


def _constrain(columns: Bounds, i: int, spec: TaskSpec, calendar: WorkCalendar, role: Role) -> None:
    """Bound the ends of a node by the constraints and deadlines of its task; a summary's by the node that stands for the end.

    What has begun answers every bound on its start. A milestone that must not start later than a day may fall on its evening.
    """
    begun = columns.state[i] is State.RUNNING
    for kind, day in spec.constraints:
        if day is None or (begun and kind in (Kind.SNET, Kind.SNLT, Kind.MSO)):
            continue
        at = snapped(kind, day, calendar)
        if kind in (Kind.SNET, Kind.MSO) and role in (Role.TASK, Role.OPEN):
            columns.start_from[i] = max(columns.start_from[i], morning(at))
        if kind in (Kind.FNET, Kind.MFO) and role in (Role.TASK, Role.GATE):
            columns.finish_from[i] = max(columns.finish_from[i], evening(at))
        if kind in (Kind.SNLT, Kind.MSO) and role in (Role.TASK, Role.BEGUN):
            until = evening(at) if columns.state[i] is State.MOMENT else morning(at)
            columns.start_until[i] = min(columns.start_until[i], until)
        if kind in (Kind.FNLT, Kind.MFO) and role in (Role.TASK, Role.DONE):
            columns.finish_until[i] = min(columns.finish_until[i], evening(at))
    due = spec.binding_deadline
    if due and role in (Role.TASK, Role.DONE):
        columns.finish_until[i] = min(columns.finish_until[i], evening(due.toordinal()))
