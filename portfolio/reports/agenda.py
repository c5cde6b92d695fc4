"""The next meeting's agenda: what earlier meetings ordered, who leads it, when it is due, and where it stands on the day."""

from collections.abc import Iterable
from typing import NamedTuple

from governance.messages import Message, Text, _
from governance.model import Meeting, Organization
from governance.responsibility import Answer
from governance.values import written
from portfolio.agenda import Agenda, Order, agenda, next_agendas
from portfolio.model import Deadline, ProgressState, Task
from portfolio.plan import actuals, calendar_of
from portfolio.reports.due import DeadlineStatus, due
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, named, remarks

COLUMNS = (
    Column("body", _("Body"), wide=2),
    Column("meeting", _("Next meeting"), under="body"),
    Column("ordered_by", _("Ordered by"), wide=2),
    Column("number", _("Conclusion"), under="ordered_by"),
    Column("conclusion", _("What was concluded"), wide=4),
    Column("task", _("Task"), wide=4),
    Column("title", _("Title"), under="task"),
    Column("lead", _("Lead body"), wide=2),
    Column("answers", _("Answers"), wide=2, under="lead"),
    Column("deadline", _("Deadline"), wide=2),
    Column("until", _("Until"), under="deadline"),
    Column("state", _("State"), wide=2),
    Column("days_overdue", _("Overdue, working days"), under="state"),
    *ORIGIN,
)
_PROGRESS = {
    ProgressState.NOT_STARTED: _("not begun"),
    ProgressState.IN_PROGRESS: _("in progress"),
    ProgressState.DONE: _("done"),
    ProgressState.SUSPENDED: _("work suspended"),
    ProgressState.CANCELLED: _("given up"),
}


def agenda_report(view: View) -> Table:
    """For every body that meets: what its next meeting has to hear of what was ordered before."""
    return _table(view, next_agendas(view.records, view.day), _("What the next meetings have to hear"))


def agenda_of(view: View, meeting: str) -> Table:
    """What one meeting has to hear.

    Raises
    ------
    UnknownCodeError
        When there is no such meeting.
    """
    found = agenda(view.records, meeting, view.day)
    title = view.records.get(Meeting, meeting).title
    return _table(view, (found,), _("What was ordered before: {meeting}", meeting=title))


class Heard(NamedTuple):
    """Where an order stands on the day: who leads and answers, the deadline that binds, and the state, for programs and in words.

    ``days_overdue`` counts working days of the task's calendar after the deadline; None where it is not overdue or done late.
    """

    lead: Organization | None
    answer: Answer | None
    deadline: Deadline | None
    state: str
    words: Message
    days_overdue: int | None
    assumed: bool


def heard(view: View, order: Order) -> Heard:
    """Where an order stands on the view's day. Work without a deadline, suspended or given up is told by its progress."""
    task = order.task
    if task is None:
        return Heard(None, None, None, "no-task", _("no task yet"), None, order.assumed)
    status, answer = due(view, task), view.answer(task.code)
    binding = status.binding if status else None
    progress = actuals(view.records, task.code, view.day).state
    if status is None or progress in (ProgressState.CANCELLED, ProgressState.SUSPENDED):
        state, words, days = progress.value, _PROGRESS[progress], None
    elif status.state == "not-forecast":
        state, words, days = "not-due", _("not due yet"), None
    else:
        state, words, days = status.state, status.label, _overdue(view, task, status, binding)
    assumed = order.assumed or task.assumed or answer.assumed or (binding is not None and binding.assumed)
    return Heard(view.lead(task.code), answer, binding, state, words, days, assumed)


def _overdue(view: View, task: Task, status: DeadlineStatus, binding: Deadline | None) -> int | None:
    """Working days of the task's calendar after its deadline, up to the day; of what was done late up to its finish."""
    if status.state == "done-late":
        return status.late
    if status.state != "overdue" or binding is None or binding.not_after is None:
        return None
    calendar = calendar_of(view.records, task.programme, task.code)
    return calendar.working_days(binding.not_after, view.day) - calendar.works(binding.not_after)


def _table(view: View, agendas: Iterable[Agenda], title: Message) -> Table:
    rows = tuple(
        _row(view, each, order)
        for each in agendas
        for order in each.orders
        if view.programme is None or (order.task is not None and order.task.programme == view.programme)
    )
    late = sum(1 for row in rows if isinstance(state := row["state"], Term) and state.value == "overdue")
    answer = _("{count} order(s) to hear of; {late} overdue.", count=len(rows), late=late)
    notes = (
        *remarks(view, rows, dated=False),
        _("Of the meeting before everything is told, of earlier ones what is still open."),
        _("Overdue counts the working days of the task's calendar from its deadline to the status day, or to its actual finish."),
    )
    return Table(
        "agenda", title, COLUMNS, rows, notes, view.day, view.programme, (answer,), ("body", "ordered_by"),
        _("Nothing was ordered that the next meetings have to hear."),
    )  # fmt: skip


def _row(view: View, about: Agenda, order: Order) -> dict[str, object]:
    said, task, point, days = heard(view, order), order.task, order.conclusion, None
    if said.days_overdue is not None:
        days = Term(said.days_overdue, _("{days} working days late", days=said.days_overdue))
    name = called(view.records.find(Organization, about.body))
    return {
        "body": Term(about.body, name) if name else about.body,
        "meeting": _called(about.meeting) if about.meeting else Term(None, _("not called yet")),
        "ordered_by": _called(order.meeting),
        "number": Term(point.ordinal, _("conclusion {number}", number=point.ordinal)),
        "conclusion": Text(point.text_vi, point.text_en),
        "task": task and task.code,
        "title": task and task.title,
        "lead": called(said.lead),
        "answers": named(view.records, said.answer) if said.answer else None,
        "deadline": said.deadline and Text(said.deadline.written_vi, said.deadline.written_en),
        "until": said.deadline and said.deadline.not_after,
        "state": Term(said.state, said.words),
        "days_overdue": days,
        "source": point.source,
        "assumed": said.assumed,
    }


def _called(meeting: Meeting) -> Term:
    """A meeting by its day, which is how the secretariat speaks of the meetings of one body; without a day by its title."""
    on = written(meeting.held_on) if meeting.held_on else None
    return Term(meeting.code, _("meeting of {day}", day=on) if on else meeting.title)
