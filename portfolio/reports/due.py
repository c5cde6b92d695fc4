"""Whether a task keeps its deadlines. One rule for every report and page: an extension takes the instrument's place.

Lateness is counted in working days of the task's own calendar, from the deadline to the forecast or actual finish.
"""

from dataclasses import dataclass
from datetime import date

from governance.messages import Message, _
from portfolio.cpm import Miss
from portfolio.model import Deadline, DeadlineKind, Task
from portfolio.reports.table import Term
from portfolio.reports.views import View
from portfolio.reports.words import word
from portfolio.statuses import deadlines_of

_STATES = {
    "done-on-time": _("done on time"),
    "done-late": _("done late"),
    "done": _("done"),
    "overdue": _("overdue"),
    "forecast-late": _("forecast late"),
    "on-course": _("on course"),
    "open": _("no last day set"),
    "not-forecast": _("no date"),
}
_EXTENDED = _("extended, on course")


@dataclass(frozen=True, slots=True)
class DeadlineStatus:
    """A task and its deadlines on the status day. ``late`` counts from the deadline that binds, ``late_first`` from the first."""

    first: Deadline | None
    extension: Deadline | None
    finish: date | None
    late: int | None
    late_first: int | None
    state: str

    @property
    def binding(self) -> Deadline | None:
        """The deadline that binds."""
        return self.extension or self.first

    @property
    def until(self) -> date | None:
        """The last day of the deadline that binds."""
        return self.binding.not_after if self.binding else None

    @property
    def label(self) -> Message:
        """The state in words."""
        return _EXTENDED if self.state == "on-course" and self.extension else _STATES[self.state]

    @property
    def missed(self) -> bool:
        """Whether unfinished work has passed, or is forecast to pass, the deadline that binds it."""
        return self.state in ("overdue", "forecast-late")


def due(view: View, task: Task) -> DeadlineStatus | None:
    """Whether and how a task keeps its deadlines, or None where it has none.

    The deadline that binds is the latest extension; without one, the earliest day that an instrument sets.
    """
    first, later = deadlines_of(view.records, task.code)
    binding = later or first
    if binding is None:
        return None
    dates = view.dates(task.code)
    finish = dates.early_finish if dates else None
    until = binding.not_after
    state = _finished(until, finish) if view.done(task.code) else _expected(view.day, until, finish)
    return DeadlineStatus(first, later, finish, _late(view, task, binding, finish), _late(view, task, first, finish), state)


def missed(miss: Miss, extended: bool = False) -> Term:
    """A date that is not kept, for programs and for people; of a deadline that was ``extended`` it says so."""
    said = _("{rule} {day}: missed by {days} working days", rule=word(miss.rule).label, day=miss.day, days=miss.days)
    if extended:
        said = _("late against the instrument, {day}, by {days} working days; since extended", day=miss.day, days=miss.days)
    return Term({"rule": miss.rule.value, "day": miss.day, "days": miss.days}, said)


def extended(view: View, miss: Miss, task: str) -> bool:
    """Whether the date that is not kept is a deadline of the instrument in whose place an extension stands."""
    dues = view.schedule.network.tasks[task].deadlines
    return miss.rule is DeadlineKind.INSTRUMENT and any(d.kind is DeadlineKind.EXTENSION for d in dues)


def _late(view: View, task: Task, deadline: Deadline | None, finish: date | None) -> int | None:
    if finish is None or deadline is None or deadline.not_after is None:
        return None
    if finish <= deadline.not_after:
        return 0
    network = view.schedule.network
    calendar = network.calendar_of(network.tasks[task.code])
    return max(1, calendar.working_days(deadline.not_after, finish) - calendar.works(deadline.not_after))


def _finished(until: date | None, finish: date | None) -> str:
    if until is None or finish is None:
        return "done"
    return "done-on-time" if finish <= until else "done-late"


def _expected(day: date, until: date | None, forecast: date | None) -> str:
    if until is None:
        return "open"
    if day > until:
        return "overdue"
    if forecast is None:
        return "not-forecast"
    return "on-course" if forecast <= until else "forecast-late"
