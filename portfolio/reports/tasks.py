"""Choosing tasks by agency, deadline, float or who answers for them, and the table of those chosen."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from governance.hierarchy import office_of
from governance.messages import _
from governance.model import Person, Post
from portfolio import choosing
from portfolio.choosing import Choice
from portfolio.model import Task
from portfolio.reports.table import Column, Table
from portfolio.reports.views import ORIGIN, View, called, leading, named, remarks
from portfolio.reports.words import word
from portfolio.statuses import Status, due_of, duties

COLUMNS = (
    Column("lead", _("Leads"), wide=1),
    Column("responsible", _("Responsible"), wide=2, under="lead"),
    Column("until", _("Until")),
    Column("forecast", _("Forecast"), under="until"),
    Column("status", _("Status"), wide=1),
    Column("total_float", _("Total float"), under="status"),
    *ORIGIN,
)


def chosen(view: View, choice: Choice) -> frozenset[str]:
    """The codes of the tasks that a choice asks for, on the view's day.

    Floats are of work that is not finished and is dated; a seat stands for the office that it goes with.
    """
    found = choosing.chosen(view.records, view.day, choice)
    if choice.max_float is not None:
        found = frozenset(code for code in found if (left := _float(view, code)) is not None and left <= choice.max_float)
    if choice.member is not None:
        found = frozenset(filter(_answered_by(view, choice.member), found))
    return found


def _float(view: View, task: str) -> int | None:
    dates = view.dates(task)
    return None if dates is None or dates.state == "finished" else dates.total_float


def _answered_by(view: View, member: str) -> Callable[[str], bool]:
    records, day = view.records, view.day
    if records.find(Person, member) is not None:
        return lambda task: view.answer(task).person == member
    if records.find(Post, member) is None:
        return lambda _task: False  # it rests on an assumption, which is left out
    office = office_of(records, member, day)

    def same(task: str) -> bool:
        post = view.answer(task).post
        return post is not None and office_of(records, post, day) == office

    return same


def _responsible(view: View, task: Task) -> str | None:
    found = view.answer(task.code)
    return found.person or found.post


def _status(view: View, task: Task) -> Status | None:
    return next((duty.status for duty in duties(view.records, view.day, [task])), None)


def _forecast(view: View, task: Task) -> date | None:
    dates = view.dates(task.code)
    return dates.early_finish if dates else None


def _lead(view: View, task: Task) -> str | None:
    body = view.lead(task.code)
    return body.code if body else None


COMPUTED: Mapping[str, Callable[[View, Task], object]] = {
    "lead": _lead,
    "responsible": _responsible,
    "until": lambda view, task: due_of(view.records, task),
    "forecast": _forecast,
    "status": _status,
    "total_float": lambda view, task: _float(view, task.code),
}
"""What the table computes of a task, as programs compare it: bodies, persons and vacant offices by their codes."""


def computed(view: View, column: str) -> dict[str, Any]:
    """The code of each task → what a column of :data:`COMPUTED` has for it, None where it is blank."""
    return {task.code: COMPUTED[column](view, task) for task in view.records.all(Task)}


def tasks_table(view: View, codes: Collection[str]) -> Table:
    """The tasks with these codes, among those looked at, with their deadline, forecast, status and float."""
    rows = tuple(_row(view, task) for task in view.tasks if task.code in codes)
    notes = (
        *remarks(view, rows),
        _("Status, float and who answers are as on the status day; a status is of tasks without parts."),
    )
    title = _("Tasks: {scope}", scope=view.scope)
    return Table("tasks", title, (*leading(view), *COLUMNS), rows, notes, view.day, view.programme, empty=NONE)


NONE = _("No task is like that.")


def _row(view: View, task: Task) -> dict[str, object]:
    status = _status(view, task)
    return {
        "programme": task.programme,
        "task": task.code,
        "title": task.title,
        "lead": called(view.lead(task.code)),
        "responsible": named(view.records, view.answer(task.code)),
        "until": due_of(view.records, task),
        "forecast": _forecast(view, task),
        "status": status and word(status),
        "total_float": _float(view, task.code),
        "source": task.source,
        "assumed": view.assumed(task),
    }
