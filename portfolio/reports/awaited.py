"""Documents that do not exist yet: for when each is expected, who is to bring it about, and what waits for it."""

from governance.clauses import told
from governance.messages import Message, Text, _
from governance.model import Organization
from portfolio.authority import SubjectKind, entity_of
from portfolio.awaited import Awaited, Waiter, awaited
from portfolio.legalgraph import DOES
from portfolio.model import Task
from portfolio.reports.instruments import chosen, partly
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, remarks

COLUMNS = (
    Column("document", _("Code")),
    Column("title", _("Document"), wide=3),
    Column("issuer", _("Issued by"), under="title"),
    Column("state", _("State"), wide=1),
    Column("expected_on", _("Expected"), under="state"),
    Column("days_overdue", _("Days overdue"), under="state"),
    Column("brought_by", _("Brought about by"), wide=2),
    Column("programmes", _("Programmes that wait for it"), wide=2),
    Column("tasks", _("Open tasks that wait for it"), wide=2),
    Column("posts", _("Seats that wait for it"), under="programmes"),
    Column("will_do", _("What it is to do"), under="brought_by"),
    *ORIGIN,
)


def awaited_report(view: View) -> Table:
    """Every document that is awaited on the day; of one programme, those that it or its tasks wait for or are to bring about."""
    shown = set(chosen(view))
    rows = tuple(
        _row(view, each, waiting)
        for each in awaited(view.records, view.day)
        if (waiting := [waiter for waiter in each.waiting if waiter.subject in shown])
        or view.programme is None
        or any(task.programme == view.programme for task in each.brought_by)
    )
    late = sum(1 for row in rows if row["days_overdue"])
    notes = (
        *remarks(view, rows, dated=False),
        _("A day known to the month or the year is overdue after its last day. Days are calendar days."),
        _("What is to bring a document about does not wait for it."),
    )
    answer = (_("{count} documents are awaited on {day}; {late} of them are overdue.", count=len(rows), day=view.day, late=late),)
    title = _("Awaited documents: {scope}", scope=view.scope)
    empty = _("No document is awaited.")
    return Table("awaited", title, COLUMNS, rows, notes, view.day, view.programme, answer, empty=empty)


def _row(view: View, each: Awaited, waiting: list[Waiter]) -> dict[str, object]:
    document = each.document
    late = each.overdue or 0
    return {
        "document": document.code,
        "title": document.title,
        "issuer": called(view.records.find(Organization, document.issuer)),
        "state": Term("overdue" if late else "awaited", _state(each)),
        "expected_on": partly(document.expected_on),
        "days_overdue": Term(late, Text("", "")) if each.overdue is not None else None,
        "brought_by": tuple(_brings(view, task) for task in each.brought_by),
        "programmes": tuple(_waits(view, w) for w in waiting if w.subject.kind is SubjectKind.PROGRAMME),
        "tasks": _tasks([w for w in waiting if w.subject.kind is SubjectKind.TASK]),
        "posts": tuple(_waits(view, w) for w in waiting if w.subject.kind is SubjectKind.POST),
        "will_do": tuple(
            _("{does} {target}", does=DOES[e.manner.value], target=_cited(e.target, e.clause)) for e in each.will_do
        ),
        "source": document.source,
        "assumed": document.assumed,
    }


def _cited(document: str, clause: str | None) -> Message | str:
    return _("{clause} of {document}", clause=told(clause), document=document) if clause else document


def _state(each: Awaited) -> Message:
    if each.overdue:
        return _("overdue by {days} days", days=each.overdue)
    if each.document.expected_on is None:
        return _("no day on record")
    return _("awaited")


def _brings(view: View, task: Task) -> Term:
    """The task with the day on which the plan has it finished, or that it is done although the document is not there."""
    dates = view.dates(task.code)
    if view.done(task.code):
        return Term(task.code, _("{task} {title}: reported as done, yet no issue is on record", task=task.code, title=task.title))
    if dates is None:
        return Term(task.code, _("{task} {title}", task=task.code, title=task.title))
    return Term(task.code, _("{task} {title}, by {day}", task=task.code, title=task.title, day=dates.early_finish))


def _waits(view: View, waiter: Waiter) -> Term:
    return Term(waiter.subject.code, entity_of(view.records, waiter.subject).title)


def _tasks(waiting: list[Waiter]) -> Term | None:
    """The tasks' codes for programs; for people how many, and the first of them."""
    if not waiting:
        return None
    codes = tuple(waiter.subject.code for waiter in waiting)
    most = 5
    first = ", ".join(codes[:most])
    if len(codes) <= most:
        return Term(codes, Text(first, first))
    return Term(codes, _("{count}: {first}, …", count=len(codes), first=first))
