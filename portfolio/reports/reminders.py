"""Who is to be reminded of what in the days that follow, and why."""

from datetime import timedelta

from governance.messages import Message, Text, _
from governance.model import Person
from portfolio.model import Task
from portfolio.reports.responsibility import reason
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, remarks
from portfolio.workflow.reminders import Reminder, reminders
from portfolio.workflow.steps import CAPACITIES

WINDOW = 30
"""Days that the report looks ahead, from the status day on."""
COLUMNS = (
    Column("day", _("Day")),
    Column("post", _("Whom"), wide=2),
    Column("person", _("Person"), under="post"),
    Column("capacity", _("As"), under="post"),
    Column("task", _("Task")),
    Column("title", _("Title"), wide=2),
    Column("due", _("Due"), under="title"),
    Column("days", _("Working days left"), under="title"),
    Column("reasons", _("Why"), wide=3),
    *ORIGIN,
)


def reminders_report(view: View) -> Table:
    """Every reminder from the status day on, in the order of days."""
    last = view.day + timedelta(days=WINDOW)
    chosen = {task.code for task in view.tasks}
    found = [r for r in reminders(view.records, view.day, last, defaults=not view.facts_only) if r.task in chosen]
    rows = tuple(_row(view, each) for each in found)
    notes = (
        *remarks(view, rows, dated=False),
        _("From {first} to {last}. Lead times count working days of the task's own calendar; they are those of the programme's "
          "rules, else of the general ones, else the usual ones, which no document sets.", first=view.day, last=last),
        _("Nobody is reminded of what is handed in, suspended, closed or cancelled. Vacant: no source names the holder."),
    )  # fmt: skip
    title = _("Reminders: {scope}", scope=view.scope)
    empty = _("Nobody is to be reminded from {first} to {last}.", first=view.day, last=last)
    return Table("reminders", title, COLUMNS, rows, notes, view.day, view.programme, empty=empty)


def _row(view: View, found: Reminder) -> dict[str, object]:
    task = view.records.get(Task, found.task)
    person = view.records.find(Person, found.person)
    return {
        "day": found.day,
        "post": Term(found.post.code, found.post.title),
        "person": Term(found.person, Text(person.name, person.name) if person else _("vacant")),
        "capacity": Term(found.capacity.value if found.capacity else "escalation", _as(found)),
        "task": found.task,
        "title": task.title,
        "due": found.deadline.not_after,
        "days": Term(found.days, _left(found.days)),
        "reasons": tuple(reason(step) for step in found.reasons),
        "source": found.deadline.source,
        "assumed": any(step.assumed for step in found.reasons),
    }


def _as(found: Reminder) -> Message:
    if found.capacity is None:
        return _("escalation, step {step}", step=found.step)
    return _("{capacity}", capacity=CAPACITIES[found.capacity])


def _left(days: int) -> Message:
    return _("{days} working days left", days=days) if days >= 0 else _("overdue by {days} working days", days=-days)
