"""What dates alone say of each node, before any link: state, days to place, and the marks that its ends may not pass.

Early bounds come from the start of the programme, the data date and the constraints; late bounds from constraints and
deadlines; what has happened is fixed. All are marks of :mod:`portfolio.workcalendar`.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import IntEnum

from portfolio.engine import kernel
from portfolio.engine.calendars import NARROW, tabled
from portfolio.engine.compiled import PLAIN
from portfolio.engine.counting import Ints
from portfolio.engine.kernel import ALWAYS, NEVER, NODE
from portfolio.engine.summaries import Role
from portfolio.engine.wiring import Wiring
from portfolio.model import ConstraintKind as Kind
from portfolio.specs import Plan, TaskSpec
from portfolio.workcalendar import WorkCalendar

__all__ = ["ALWAYS", "NEVER", "Bounds", "Field", "State", "bounds", "evening", "morning", "snapped"]


class State(IntEnum):
    """How a node is placed."""

    WORK = kernel.WORK  # not begun: both ends move together
    MOMENT = kernel.MOMENT  # a milestone not reached: one mark
    RUNNING = kernel.RUNNING  # begun: the start stands, what remains moves
    PAST = kernel.PAST  # finished: nothing moves
    ALL = kernel.ALL  # a summary's end that takes the latest of its bounds
    FIRST = kernel.LEAST  # a summary's beginning: the earliest of its children


class Field:
    """One of the integers that a flat column says of each node."""

    __slots__ = ("_column", "_first", "_width")

    def __init__(self, column: Ints, width: int, first: int) -> None:
        self._column, self._width, self._first = column, width, first

    def __getitem__(self, i: int) -> int:
        return int(self._column[i * self._width + self._first])

    def __setitem__(self, i: int, value: int) -> None:
        self._column[i * self._width + self._first] = value

    def __iter__(self) -> Iterator[int]:
        column = self._column[self._first :: self._width]
        return iter(column if isinstance(column, list) else column.tolist())


class Bounds:
    """Columns over the nodes of a network, as :mod:`portfolio.engine.kernel` lays them out in ``rows``."""

    def __init__(self, rows: Ints, clock: Sequence[WorkCalendar], begins: int, width: int) -> None:
        self.rows, self.clock = rows, clock
        self.past: dict[int, tuple[int, int]] = {}  # of finished work: first and last day to show
        self.running: list[int] = []  # the work that has begun
        self.begins, self.width = begins, width  # the first day of any group, and for how many from then on days are tabled
        self.state, self.days, self.number = (Field(rows, NODE, x) for x in (kernel.STATE, kernel.DAYS, kernel.CALENDAR))
        self.start_from, self.finish_from = Field(rows, NODE, kernel.START_FROM), Field(rows, NODE, kernel.FINISH_FROM)
        self.start_until, self.finish_until = Field(rows, NODE, kernel.START_UNTIL), Field(rows, NODE, kernel.FINISH_UNTIL)
        self.actual_start, self.actual_finish = Field(rows, NODE, kernel.ACTUAL_START), Field(rows, NODE, kernel.ACTUAL_FINISH)
        self.group, self.flags = Field(rows, NODE, kernel.GROUP), Field(rows, NODE, kernel.FLAGS)

    def copy(self, rows: Ints) -> "Bounds":
        """The same over other rows, to be changed apart."""
        other = type(self)(rows, self.clock, self.begins, self.width)
        other.past, other.running = dict(self.past), list(self.running)
        return other

    def ending(self, last: int) -> int:
        """The mark that ends a day."""
        return evening(last)

    def calendar(self, i: int) -> WorkCalendar:
        """The calendar that a node's days are counted on."""
        return self.clock[self.number[i]]


def bounds(network: Plan, wiring: Wiring) -> Bounds:
    """The bounds of every node of a plan."""
    run, sheet, n = wiring.run, wiring.sheet, wiring.size
    marks = [_begins(network, group) for group in sheet.groups]
    rows, leaves = run.full(NODE * n), n - len(wiring.hidden)
    duration, group = run.column(sheet.duration), run.column(sheet.group)
    run.law.alone(n, leaves, wiring.ordered, wiring.task, duration, wiring.calendar, group, run.column(marks), len(marks), rows)
    begins = min(marks, default=3) >> 1
    columns = Bounds(rows, wiring.clock, begins, NARROW if run is PLAIN else tabled(wiring.clock, begins)[0])
    _special(columns, network, wiring)
    return columns


def _special(columns: Bounds, network: Plan, wiring: Wiring) -> None:
    """Enter the bounds of tasks with dates of their own, and of the ends of summaries."""
    for t, spec in wiring.sheet.special.items():
        if spec.code not in network.children:
            i = wiring.node_of(t)
            calendar = columns.calendar(i)
            _place(columns, i, spec, calendar, network)
            if columns.state[i] != State.PAST:
                _constrain(columns, i, spec, calendar, Role.TASK)
        if any(kind is Kind.ALAP for kind, _day in spec.constraints):
            for leaf in network.leaves(spec.code):
                columns.flags[wiring.node_of(wiring.sheet.place[leaf])] = kernel.LATE
    for (code, role), i in wiring.nodes.items():
        if role is Role.BEGUN:
            columns.state[i] = State.FIRST
        _constrain(columns, i, network.tasks[code], columns.calendar(i), role)


def reset(columns: Bounds, i: int, spec: TaskSpec, network: Plan) -> None:
    """Enter the bounds of a leaf again after its dates changed; its calendar, programme and place in the plan have not."""
    columns.state[i] = State.WORK if spec.duration else State.MOMENT
    columns.days[i], columns.start_from[i], columns.flags[i] = spec.duration, _begins(network, spec.group), 0
    columns.finish_from[i] = columns.actual_start[i] = columns.actual_finish[i] = NEVER
    columns.start_until[i] = columns.finish_until[i] = ALWAYS
    columns.past.pop(i, None)
    calendar = columns.calendar(i)
    _place(columns, i, spec, calendar, network)
    if columns.state[i] != State.PAST:
        _constrain(columns, i, spec, calendar, Role.TASK)


def _begins(network: Plan, group: str) -> int:
    """The mark from which work of a group may begin: its start, or the data date if that is later."""
    begins, today = network.start_of(group), network.data_date
    assert begins is not None
    return morning(max(begins, today or begins).toordinal())


def _first_day(network: Plan, spec: TaskSpec) -> date:
    begins = network.start_of(spec.group)
    assert begins is not None
    return begins


def _place(columns: Bounds, i: int, spec: TaskSpec, calendar: WorkCalendar, network: Plan) -> None:
    """State, days and the first mark at which a task with a history may go on."""
    today = network.data_date
    if spec.finished:
        columns.state[i] = State.PAST
        columns.past[i] = first, last = _past(spec, calendar, today or _first_day(network, spec))
        columns.actual_start[i] = morning(first) if spec.actual_start or (not spec.duration and spec.actual_finish) else NEVER
        columns.actual_finish[i] = evening(last) if _ended(spec) else NEVER
    elif spec.actual_start:
        columns.state[i] = State.RUNNING
        columns.running.append(i)
        columns.actual_start[i] = morning(spec.actual_start.toordinal())
        columns.days[i] = _remaining(spec, calendar, today)
        columns.start_from[i] = _resumes(spec, calendar, today)
    elif spec.remaining is not None and spec.duration:
        columns.days[i] = max(1, spec.remaining)


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

    What has begun answers every bound on its start. A milestone that must not start later than a day may fall on its evening,
    and so may a summary that begins with one.
    """
    begun = columns.state[i] == State.RUNNING
    for kind, day in spec.constraints:
        if day is None or (begun and kind in (Kind.SNET, Kind.SNLT, Kind.MSO)):
            continue
        at = snapped(kind, day, calendar)
        if kind in (Kind.SNET, Kind.MSO) and role in (Role.TASK, Role.OPEN):
            columns.start_from[i] = max(columns.start_from[i], morning(at))
        if kind in (Kind.FNET, Kind.MFO) and role in (Role.TASK, Role.GATE):
            columns.finish_from[i] = max(columns.finish_from[i], evening(at))
        if kind in (Kind.SNLT, Kind.MSO) and role in (Role.TASK, Role.BEGUN):
            until = evening(at) if columns.state[i] in (State.MOMENT, State.FIRST) else morning(at)
            columns.start_until[i] = min(columns.start_until[i], until)
        if kind in (Kind.FNLT, Kind.MFO) and role in (Role.TASK, Role.DONE):
            columns.finish_until[i] = min(columns.finish_until[i], evening(at))
    due = spec.binding_deadline
    if due and role in (Role.TASK, Role.DONE):
        columns.finish_until[i] = min(columns.finish_until[i], evening(due.toordinal()))
