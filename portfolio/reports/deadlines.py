"""The three deadlines of every task that has one: as written, as extended, and as forecast."""

from datetime import date

from governance.messages import Message, Text, _
from governance.model import Document
from governance.values import Entity
from portfolio.model import Deadline, DeadlineKind, Task
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, leading, natural, remarks

COLUMNS = (
    Column("written", _("As written"), wide=1),
    Column("until", _("Until")),
    Column("extension", _("Extended to"), under="until"),
    Column("extended_by", _("Extended by"), wide=1, under="written"),
    Column("forecast", _("Forecast")),
    Column("total_float", _("Total float"), under="forecast"),
    Column("days_late", _("Days late")),
    Column("days_late_extended", _("Days past the extension"), under="days_late"),
    Column("state", _("State"), wide=1),
    *ORIGIN,
)
_STATES = {
    "done-on-time": _("done on time"),
    "done-late": _("done late"),
    "done": _("done"),
    "overdue": _("overdue"),
    "forecast-late": _("forecast late"),
    "on-course": _("on course"),
    "open": _("no last day set"),
    "not-forecast": _("no forecast"),
}


def deadlines_report(view: View) -> Table:
    """Deadlines by day: as the instrument says, as extended, as forecast, and how many calendar days late."""
    rows = [row for task in view.tasks if (row := _row(view, task))]
    rows.sort(key=lambda row: (row["extension"] or row["until"] or date.max, natural(str(row["task"]))))
    notes = (
        *remarks(view, rows),
        _("Days late are calendar days from each deadline to the forecast or actual finish; floats are working days."),
    )
    title = _("Deadlines: {scope}", scope=view.scope)
    return Table("deadlines", title, (*leading(view), *COLUMNS), tuple(rows), notes, view.day, view.programme)


def _row(view: View, task: Task) -> dict[str, object] | None:
    set_by = {deadline.type: deadline for deadline in view.records.by(Deadline, "task", task.code)}
    if not set_by:
        return None
    first, later = set_by.get(DeadlineKind.INSTRUMENT), set_by.get(DeadlineKind.EXTENSION)
    said = [deadline for deadline in (first, later) if deadline]
    dates = view.dates(task.code)
    forecast = dates.early_finish if dates else None
    until = said[-1].not_after
    return {
        "programme": task.programme,
        "task": task.code,
        "title": task.title,
        "written": Text(said[0].written_vi, said[0].written_en),
        "until": first and first.not_after,
        "extension": later and later.not_after,
        "extended_by": later and _paper(view, later),
        "forecast": forecast,
        "days_late": _days(forecast, first),
        "days_late_extended": _days(forecast, later),
        "total_float": dates and dates.total_float,
        "state": _state(view, task, until, forecast),
        "source": said[0].source,
        "assumed": any(deadline.assumed for deadline in said) or view.dates_assumed(task),
    }


def _days(forecast: date | None, deadline: Deadline | None) -> int | None:
    """How many calendar days the forecast is past a deadline; 0 when it is not."""
    if forecast is None or deadline is None or deadline.not_after is None:
        return None
    return max((forecast - deadline.not_after).days, 0)


def _paper(view: View, deadline: Deadline) -> Term | None:
    document: Entity | None = view.records.find(Document, deadline.document)
    return Term(deadline.document, document.title) if document else None


def _state(view: View, task: Task, until: date | None, forecast: date | None) -> Term:
    state = _finished(until, forecast) if view.done(task.code) else _expected(view.day, until, forecast)
    said: Message = _STATES[state]
    return Term(state, said)


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
