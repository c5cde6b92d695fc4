"""Where one calendar rules a plan, its working days are the only days there are.

The bounds of such a plan are told in steps of that calendar instead of marks, and the kernel counts on a calendar that works
every day: nothing is looked up, and what lies so long before the end lies as long before it wherever the end moves to. So late
dates can be kept as tails, counted from the end.

A mark that bounds early becomes the first step at or after it; one that bounds late the last step at or before it.
"""

from portfolio.engine import kernel
from portfolio.engine.bounds import Bounds, Field, State
from portfolio.engine.compiled import Runner
from portfolio.engine.kernel import ARC, FAR, HOW, LAG, NODE, ON
from portfolio.engine.wiring import Rows, Wiring
from portfolio.workcalendar import WorkCalendar


def ruler(wiring: Wiring, bounds: Bounds) -> int | None:
    """The number of the calendar that all work and every lag of a plan is counted on, or None if there are several.

    Work that was begun on a day off, and a summary's end that a date bounds on one, are on no step: plans with the one or with
    ends that are bound have no ruler either.
    """
    if wiring.hidden:
        return None
    how, lags = (Field(wiring.incoming.arcs, ARC, which) for which in (HOW, LAG))
    used = set(Field(wiring.calendar, 1, 0)) | {said >> ON for said, lag in zip(how, lags, strict=True) if lag}
    if len(used) != 1 or used == {0}:
        return None
    number = used.pop()
    return number if all(on_step(bounds, i, wiring.clock[number]) for i in bounds.running) else None


def on_step(bounds: Bounds, i: int, calendar: WorkCalendar) -> bool:
    """Whether work that is under way was begun on a day worked."""
    day = bounds.actual_start[i] >> 1
    return bounds.state[i] != State.RUNNING or calendar.count(day + 1) > calendar.count(day)


class StepBounds(Bounds):
    """Bounds in steps of the one calendar that rules; a step stands two above its number, as the marks of every day do."""

    def ending(self, last: int) -> int:
        """The step of the evening of a day, which nothing may pass."""
        return _until(self.clock[0], 2 * last + 2)

    def tell(self, i: int) -> None:
        """Turn the marks of a node into steps."""
        for field in (*EARLY, *LATE):
            self.rows[NODE * i + field] = _step(self.clock[0], field, int(self.rows[NODE * i + field]))


EARLY = (kernel.START_FROM, kernel.FINISH_FROM, kernel.ACTUAL_START, kernel.ACTUAL_FINISH)
LATE = (kernel.START_UNTIL, kernel.FINISH_UNTIL)


def _step(calendar: WorkCalendar, field: int, mark: int) -> int:
    """A mark that bounds early or late in steps, or one that bounds nothing."""
    if not -FAR < mark < FAR:
        return mark
    return calendar.step(mark) + 2 if field in EARLY else _until(calendar, mark)


def _until(calendar: WorkCalendar, mark: int) -> int:
    return calendar.step(mark + 1) + 1


def in_steps(bounds: Bounds, number: int, run: Runner) -> StepBounds:
    """The same bounds in steps of the calendar that rules."""
    rows, calendar = run.copy(bounds.rows), bounds.clock[number]
    for field in (*EARLY, *LATE):
        column = list(Field(rows, NODE, field))
        steps = {mark: _step(calendar, field, mark) for mark in set(column)}
        rows[field::NODE] = run.column([steps[mark] for mark in column])
    rows[kernel.CALENDAR :: NODE] = run.full(len(rows) // NODE)
    told = StepBounds(rows, (calendar,), bounds.begins, bounds.width)
    told.past, told.running = dict(bounds.past), list(bounds.running)
    return told


def every_day(run: Runner, rows: Rows) -> Rows:
    """The same arcs, with lags counted in steps."""
    arcs = run.copy(rows.arcs)
    ends = (1 << ON) - 1
    arcs[HOW::ARC] = run.column([how & ends for how in Field(arcs, ARC, HOW)])
    return Rows(rows.rows, arcs)
