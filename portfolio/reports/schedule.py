"""The schedule: early and late dates and floats of every task, and who answers for it."""

from governance.messages import _
from portfolio.model import Task
from portfolio.reports.table import Column, Table
from portfolio.reports.views import ORIGIN, View, leading, named, remarks

COLUMNS = (
    Column("early_start", _("Early start")),
    Column("early_finish", _("Early finish"), under="early_start"),
    Column("late_start", _("Late start")),
    Column("late_finish", _("Late finish"), under="late_start"),
    Column("total_float", _("Total float")),
    Column("free_float", _("Free float"), under="total_float"),
    Column("critical", _("Critical"), yes=_("critical"), under="total_float"),
    Column("responsible", _("Responsible"), under="title"),
    *ORIGIN,
)


def schedule_report(view: View) -> Table:
    """Early and late dates, floats in working days of each task's own calendar, and who answers on the status day."""
    rows = tuple(_row(view, task) for task in view.tasks)
    notes = list(remarks(view, rows))
    if undated := sum(1 for row in rows if row["early_start"] is None):
        notes.append(_("{count} rows have no dates, because no estimate of their length is on record.", count=undated))
    title = _("Schedule: {scope}", scope=view.scope)
    return Table("schedule", title, (*leading(view), *COLUMNS), rows, tuple(notes), view.day, view.programme)


def _row(view: View, task: Task) -> dict[str, object]:
    dates = view.dates(task.code)
    left = dates if dates and dates.state != "finished" else None
    return {
        "programme": task.programme,
        "task": task.code,
        "title": task.title,
        "early_start": dates and dates.early_start,
        "early_finish": dates and dates.early_finish,
        "late_start": dates and dates.late_start,
        "late_finish": dates and dates.late_finish,
        "total_float": left and left.total_float,
        "free_float": left and left.free_float,
        "critical": dates and dates.critical,
        "responsible": named(view.records, view.answer(task.code)),
        "source": task.source,
        "assumed": view.assumed(task),
    }
