"""Who answers for every task on the day, in what capacity, and by what chain of reasons."""

from governance.holders import Reason
from governance.messages import Text, _
from governance.model import Organization, Person, Post
from portfolio.answers import Span, timeline
from portfolio.model import Assignment, Role, Task
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, leading, named, remarks
from portfolio.reports.words import word

COLUMNS = (
    Column("lead", _("Leads"), wide=2),
    Column("coordinating", _("Coordinates"), under="lead"),
    Column("monitoring", _("Monitors"), under="lead"),
    Column("approving", _("Approves"), under="lead"),
    Column("post", _("Answering office"), wide=2),
    Column("person", _("Person"), under="post"),
    Column("via", _("Capacity"), under="post"),
    Column("handovers", _("Hand-overs to come"), under="post"),
    Column("reasons", _("Why"), wide=4),
    *ORIGIN,
)


def responsibility_report(view: View) -> Table:
    """For every task: the bodies in each role, the office that answers, the person on the status day or none, and why."""
    rows = tuple(_row(view, task) for task in view.tasks)
    notes = (
        *remarks(view, rows, dated=False),
        _("A task is given to an office; the person is whoever holds it on the status day. Vacant: no source names the holder."),
    )
    title = _("Who answers for what: {scope}", scope=view.scope)
    return Table("responsibility", title, (*leading(view), *COLUMNS), rows, notes, view.day, view.programme)


def _row(view: View, task: Task) -> dict[str, object]:
    answer = view.answer(task.code)
    post = view.records.find(Post, answer.post)
    person = view.records.find(Person, answer.person)
    given = view.records.by(Assignment, "task", task.code)
    bodies = {role.value: tuple(_body(view, a) for a in given if a.role is role) for role in Role}
    assumed = task.assumed or answer.assumed or any(a.assumed for a in given)
    return {
        "programme": task.programme,
        "task": task.code,
        "title": task.title,
        **bodies,
        "post": post and post.title,
        "person": person.name if person else answer.person,
        "via": word(answer.via),
        "handovers": _handovers(view, task),
        "reasons": tuple(reason(step) for step in answer.reasons),
        "source": task.source,
        "assumed": assumed,
    }


def _body(view: View, given: Assignment) -> Term:
    """The body in its role; programs read its code."""
    name = called(view.records.find(Organization, given.organization)) or Text(given.organization, given.organization)
    return Term(given.organization, _("{body} (assumed)", body=name) if given.assumed else name)


def reason(step: Reason) -> Term:
    """A step of the argument; programs read its source apart."""
    return Term({"text": step.message, "source": step.source, "assumed": step.assumed}, step.line)


def _handovers(view: View, task: Task) -> tuple[Term, ...]:
    """Who answers later in the task's span, and from which day on."""
    dates = view.dates(task.code)
    if dates is None or view.done(task.code):
        return ()
    later = timeline(view.records, task.code, view.day, dates.early_finish)[1:]
    return tuple(
        Term(_handover(view, span), _("from {day}: {who}", day=span.start, who=named(view.records, span.answer)))
        for span in later
    )


def _handover(view: View, span: Span) -> dict[str, object]:
    """Codes, and the names that go with them."""
    post, person = view.records.find(Post, span.answer.post), view.records.find(Person, span.answer.person)
    return {
        "from": span.start,
        "post": span.answer.post,
        "post_title": post and post.title,
        "person": span.answer.person,
        "person_name": person and person.name,
        "assumed": span.answer.assumed,
    }
