"""The three deadlines of every task that has one: as written, as extended, and as forecast."""

from datetime import date

from governance.messages import Text, _
from governance.model import Document
from governance.values import Entity
from portfolio.model import Deadline, Task
from portfolio.outline import natural
from portfolio.reports.due import DeadlineStatus, due
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, leading, remarks

COLUMNS = (
    Column("written", _("As written"), wide=1),
    Column("until", _("Until")),
    Column("extension", _("Extended to"), under="until"),
    Column("extended_by", _("Extended by"), wide=1, under="written"),
    Column("forecast", _("Forecast"), under="until"),
    Column("state", _("State"), wide=1),
    Column("total_float", _("Total float"), under="state"),
    Column("days_late", _("Late, working days"), under="state"),
    Column("days_late_instrument", _("Late against the instrument, working days"), under="state"),
    *ORIGIN,
)


def deadlines_report(view: View) -> Table:
    """Deadlines by day: as the instrument says, as extended, as forecast, and how many working days late."""
    rows = [row for task in view.tasks if (row := _row(view, task))]
    rows.sort(key=lambda row: (row["extension"] or row["until"] or date.max, natural(str(row["task"]))))
    notes = (
        *remarks(view, rows),
        _(
            "The deadline that binds is the extended one where there is one. Lateness is counted from it to the forecast or "
            "actual finish, in working days of the task's calendar; that against the instrument is shown apart."
        ),
        _("Total float also counts to what later tasks must keep, so it may be negative where a task's own deadline is kept."),
    )
    title = _("Deadlines: {scope}", scope=view.scope)
    return Table("deadlines", title, (*leading(view), *COLUMNS), tuple(rows), notes, view.day, view.programme)


def _row(view: View, task: Task) -> dict[str, object] | None:
    status = due(view, task)
    if status is None:
        return None
    first, later = status.first, status.extension
    said = [deadline for deadline in (first, later) if deadline]
    dates = view.dates(task.code)
    return {
        "programme": task.programme,
        "task": task.code,
        "title": task.title,
        "written": Text(said[0].written_vi, said[0].written_en),
        "until": first and first.not_after,
        "extension": later and later.not_after,
        "extended_by": later and _paper(view, later),
        "forecast": status.finish,
        "days_late": _lateness(status.late),
        "days_late_instrument": _against_instrument(status),
        "total_float": _float(dates.total_float) if dates and dates.state != "finished" else None,
        "state": Term(status.state, status.label),
        "source": said[0].source,
        "assumed": any(deadline.assumed for deadline in said) or view.dates_assumed(task),
    }


def _lateness(days: int | None) -> Term | None:
    """So many working days late; people need not read of none."""
    if days is None:
        return None
    return Term(days, _("{days} working days late", days=days) if days else Text("", ""))


def _against_instrument(status: DeadlineStatus) -> Term | None:
    """The same against the instrument; where no extension stands in its place, people have read it already."""
    days = status.late_first
    if days is None or not status.extension or not days:
        return days if days is None else Term(days, Text("", ""))
    return Term(days, _("against the instrument {days} working days late", days=days))


def _float(days: int) -> Term:
    return Term(days, _("float {days}", days=days))


def _paper(view: View, deadline: Deadline) -> Term | None:
    document: Entity | None = view.records.find(Document, deadline.document)
    return Term(deadline.document, document.title) if document else None
