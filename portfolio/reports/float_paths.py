"""The ways to the finish, ranked: what would be critical next."""

from collections.abc import Iterator

from governance.messages import Message, _
from portfolio.claims import DateClaim, claim_message
from portfolio.limits import Hold, Limit
from portfolio.model import Task
from portfolio.paths import BAND, FloatPath, float_paths, near_critical
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, leading, named, remarks
from portfolio.reports.words import link_label

MOST = 10
"""Paths of each programme that the report tells."""

COLUMNS = (
    Column("start", _("Start")),
    Column("finish", _("Finish"), under="start"),
    Column("total_float", _("Total float"), under="start"),
    Column("band", _("Band"), under="start"),
    Column("runs_into", _("What its float counts to"), wide=1),
    Column("responsible", _("Responsible"), under="title"),
    *ORIGIN,
)


def float_paths_report(view: View) -> Table:
    """The float paths of each programme looked at, or of the whole portfolio, the most critical first."""
    whole = view.against == "portfolio" and view.several
    groups = [None] if whole else [programme.code for programme in view.programmes]
    rows = tuple(row for group in groups for row in _rows(view, group))
    notes = (
        *remarks(view, rows),
        _("A path is a chain of tasks that lose their float together. The first is the critical path; at most {most} are told.",
          most=MOST),
        _("Nearly critical: no more than {days} working days of total float beyond what is critical.", days=BAND),
    )  # fmt: skip
    columns = (*leading(view), Column("path", _("Path"), under="programme" if view.several else "task"), *COLUMNS)
    title = _("Float paths: {scope}", scope=view.scope)
    return Table("float-paths", title, columns, rows, notes, view.day, view.programme)


def _rows(view: View, group: str | None) -> Iterator[dict[str, object]]:
    near = frozenset(near_critical(view.schedule))
    for path in float_paths(view.schedule, group, MOST):
        for code in path.tasks:
            if view.dates(code) is not None:
                yield _row(view, path, code, near)


def _row(view: View, path: FloatPath, code: str, near: frozenset[str]) -> dict[str, object]:
    task, dates = view.records.get(Task, code), view.schedule.tasks[code]
    band = Term("near-critical", _("nearly critical")) if code in near else None
    return {
        "programme": task.programme,
        "path": path.rank,
        "task": code,
        "title": task.title,
        "start": dates.early_start,
        "finish": dates.early_finish,
        "total_float": dates.total_float,
        "band": Term("critical", _("critical")) if dates.critical else band,
        "runs_into": into(path.holds[0], code) if code == path.tasks[-1] else None,
        "responsible": named(view.records, view.answer(code)),
        "source": task.source,
        "assumed": view.assumed(task),
    }


def into(hold: Hold, task: str) -> Term:
    """What bounds a late date, for programs and for people."""
    link = hold.link
    value = {
        "limit": hold.limit.value,
        "day": hold.day,
        "task": link.successor if link else None,
        "relation": link.relation.value if link else None,
        "lag": link.lag if link else None,
        "rule": hold.rule.value if hold.rule else None,
        "on": hold.on,
        "spare": hold.spare,
    }
    return Term({key: item for key, item in value.items() if item is not None}, _said(hold, task))


def _said(hold: Hold, task: str) -> Message:
    link = hold.link
    if link is not None:
        label = link_label(link.relation, link.lag, link.lag_calendar)
        if not label:
            return _("before {task}", task=link.successor)
        return _("before {task} ({link})", task=link.successor, link=label)
    if hold.limit is Limit.END:
        return _("the end, {day}", day=hold.day)
    assert hold.rule is not None
    assert hold.day is not None
    return claim_message(DateClaim(hold.on or task, hold.rule, hold.day))
