"""Who answers for each task from day to day over its own span, and what makes one hand over to the next."""

from governance.messages import _
from governance.model import Person, Post
from portfolio.answers import Span, timeline
from portfolio.model import Task
from portfolio.reports.responsibility import reason
from portfolio.reports.table import Column, Table
from portfolio.reports.views import ORIGIN, View, leading, remarks
from portfolio.reports.words import word

COLUMNS = (
    Column("from", _("From")),
    Column("to", _("To"), under="from"),
    Column("post", _("Answering office"), wide=2),
    Column("person", _("Person"), under="post"),
    Column("via", _("Capacity"), under="post"),
    Column("reasons", _("Why"), wide=4),
    *ORIGIN,
)


def handovers_report(view: View) -> Table:
    """A row for each span of days over which the same office and person answer, task by task, over its computed dates."""
    spans = [(task, timeline(view.records, task.code, dates.early_start, dates.early_finish))
             for task in view.tasks if (dates := view.dates(task.code)) is not None]  # fmt: skip
    rows = tuple(_row(view, task, span) for task, found in spans for span in found)
    handed = sum(len(found) > 1 for _task, found in spans)
    answer = (_("{handed} of {all} dated tasks are handed over in their time.", handed=handed, all=len(spans)),)
    title = _("Who answers from day to day: {scope}", scope=view.scope)
    notes = remarks(view, rows)
    columns = (*leading(view), *COLUMNS)
    return Table("handovers", title, columns, rows, notes, view.day, view.programme, answer, groups=("task",))


def _row(view: View, task: Task, span: Span) -> dict[str, object]:
    post, person = view.records.find(Post, span.answer.post), view.records.find(Person, span.answer.person)
    return {
        "programme": task.programme,
        "task": task.code,
        "title": task.title,
        "from": span.start,
        "to": span.end,
        "post": post and post.title,
        "person": person.name if person else span.answer.person,
        "via": word(span.answer.via),
        "reasons": tuple(reason(step) for step in span.answer.reasons),
        "source": task.source,
        "assumed": view.dates_assumed(task) or span.answer.assumed,
    }
