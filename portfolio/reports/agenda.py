"""The next meeting's agenda: what earlier meetings ordered, who leads it, when it is due, and where it stands on the day."""

from collections.abc import Iterable

from governance.messages import Message, Text, _
from governance.model import Meeting, Organization
from governance.values import written
from portfolio.agenda import Agenda, Order, agenda, next_agendas
from portfolio.model import ProgressState, Task
from portfolio.plan import calendars_of, standing
from portfolio.reports.due import Standing, due
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, named, remarks

COLUMNS = (
    Column("body", _("Body"), wide=2),
    Column("meeting", _("Next meeting"), wide=2, under="body"),
    Column("ordered_by", _("Ordered by"), wide=2),
    Column("number", _("Conclusion"), under="ordered_by"),
    Column("conclusion", _("What was concluded"), wide=4),
    Column("task", _("Task")),
    Column("title", _("Title"), wide=3),
    Column("lead", _("Lead body"), wide=2),
    Column("answers", _("Answers"), wide=2, under="lead"),
    Column("deadline", _("Deadline"), wide=1),
    Column("until", _("Until"), under="deadline"),
    Column("state", _("State"), wide=1),
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


def whereabouts(view: View, task: Task) -> tuple[str, Message, int | None]:
    """Where a task stands on the day: for programs, in words, and how many working days it is overdue (None if it is not).

    Work without a deadline is told by its progress. Work that is given up is neither late nor on time.
    """
    state = standing(view.records, task.code, view.day).state
    told = due(view, task)
    if told is None or state in (ProgressState.CANCELLED, ProgressState.SUSPENDED):
        return state.value, _PROGRESS[state], None
    return told.state, told.label, _overdue(view, task, told)


def _overdue(view: View, task: Task, told: Standing) -> int | None:
    """Working days of the task's calendar after its deadline, up to the day; of what was done late up to its finish."""
    if told.state == "done-late":
        return told.late
    binding = told.extension or told.first
    if told.state != "overdue" or binding is None or binding.not_after is None:
        return None
    network = view.schedule.network
    spec = network.tasks.get(task.code)
    if spec is not None:
        calendar = network.calendar_of(spec)
    else:
        calendars, default = calendars_of(view.records)
        calendar = calendars[default]
    return calendar.working_days(binding.not_after, view.day) - calendar.works(binding.not_after)


def _table(view: View, agendas: Iterable[Agenda], title: Message) -> Table:
    rows = tuple(
        _row(view, each, order)
        for each in agendas
        for order in each.orders
        if view.programme is None or (order.task is not None and order.task.programme == view.programme)
    )
    late = [row for row in rows if row["days_overdue"] is not None and row["state"].value == "overdue"]  # type: ignore[attr-defined]
    answer = _("{count} order(s) to hear of; {late} overdue.", count=len(rows), late=len(late))
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
    body, task = view.records.find(Organization, about.body), order.task
    row: dict[str, object] = {
        "body": Term(about.body, name) if (name := called(body)) else about.body,
        "meeting": _called(about.meeting) if about.meeting else Term(None, _("not called yet")),
        "ordered_by": _called(order.meeting),
        "number": Term(order.conclusion.ordinal, _("conclusion {number}", number=order.conclusion.ordinal)),
        "conclusion": Text(order.conclusion.text_vi, order.conclusion.text_en),
        "days_overdue": None,
        "source": order.conclusion.source,
        "assumed": order.assumed,
    }
    if task is None:
        return row | {"state": Term("no-task", _("no task yet"))}
    code, words, days = whereabouts(view, task)
    said, answer, until = due(view, task), view.answer(task.code), None
    binding = (said.extension or said.first) if said else None
    if binding is not None:
        until = binding.not_after
        row["deadline"] = Text(binding.written_vi, binding.written_en)
    return row | {
        "task": task.code,
        "title": task.title,
        "lead": called(view.lead(task.code)),
        "answers": named(view.records, answer),
        "until": until,
        "state": Term(code, words),
        "days_overdue": days if days is None else Term(days, _("{days} working days late", days=days)),
        "assumed": order.assumed or task.assumed or answer.assumed or (binding is not None and binding.assumed),
    }


def _called(meeting: Meeting) -> Term:
    on = written(meeting.held_on) if meeting.held_on else None
    return Term(meeting.code, _("{meeting}, {day}", meeting=meeting.title, day=on) if on else meeting.title)
