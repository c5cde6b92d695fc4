"""Dates that contradict each other: the smallest sets of deadlines, constraints and links that cannot all hold."""

from collections.abc import Iterator

from governance.messages import Message, _
from governance.values import Entity
from portfolio.claims import Claim, DateClaim, claim_message
from portfolio.contradiction import Contradiction, contradictions
from portfolio.model import Constraint, Deadline, DeadlineKind, Dependency, Task
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, remarks
from portfolio.specs import LinkSpec

COLUMNS = (
    Column("contradiction", _("No.")),
    Column("task", _("Task")),
    Column("title", _("Title"), wide=1),
    Column("member", _("What cannot hold with the rest"), wide=2),
    Column("why", _("What the earliest dates are"), wide=2),
    *ORIGIN,
)


def contradictions_report(view: View) -> Table:
    """Every contradiction that touches the programmes looked at, member by member."""
    shown = {task.code for task in view.tasks}
    found = [one for one in contradictions(view.planned.network, view.schedule.progress) if _tasks(one.members) & shown]
    if view.facts_only:
        found = [one for one in found if all(view.dates(code) for code in _tasks(one.members))]
    rows = tuple(row for number, one in enumerate(found, 1) for row in _rows(view, number, one))
    notes = (
        *remarks(view, rows, dated=False),
        _("The members of one number cannot all hold; without any one of them the rest can. That was tried for each."),
        _("Lengths of tasks, calendars, the starts of programmes and what has happened are the ground, and are not listed."),
    )
    title = _("Contradictions: {scope}", scope=view.scope)
    return Table("contradictions", title, COLUMNS, rows, notes, view.day, view.programme)


def _tasks(members: tuple[Claim, ...]) -> set[str]:
    ends = [{c.predecessor, c.successor} if isinstance(c, LinkSpec) else {c.task} for c in members]
    return set().union(*ends)


def _rows(view: View, number: int, one: Contradiction) -> Iterator[dict[str, object]]:
    for claim in one.members:
        code = claim.successor if isinstance(claim, LinkSpec) else claim.task
        origin, task = _origin(view, claim), view.records.get(Task, code)
        yield {
            "contradiction": number,
            "task": code,
            "title": task.title,
            "member": Term(_value(claim), claim_message(claim)),
            "why": _why(one) if claim == one.members[0] else None,
            "source": origin.source if origin else None,
            "assumed": origin.assumed if origin else False,
        }


def _value(claim: Claim) -> dict[str, object]:
    if isinstance(claim, DateClaim):
        return {"task": claim.task, "rule": claim.rule.value, "day": claim.day}
    return {"task": claim.successor, "predecessor": claim.predecessor, "relation": claim.relation.value, "lag": claim.lag}


def _why(one: Contradiction) -> Message:
    return _("with these alone {task} finishes on {finish} at the earliest, {days} working day(s) too late: {root}",
             task=one.task, finish=one.dates.early_finish, days=one.days, root=one.root.message)  # fmt: skip


def _origin(view: View, claim: Claim) -> Entity | None:
    """The record that a claim comes from."""
    if isinstance(claim, LinkSpec):
        return view.records.find(Dependency, f"{claim.predecessor}~{claim.successor}~{claim.relation.value}")
    if not isinstance(claim.rule, DeadlineKind):
        return view.records.find(Constraint, f"{claim.task}~{claim.rule.value}")
    given = view.records.by(Deadline, "task", claim.task)
    return next((d for d in given if d.type is claim.rule and d.not_after == claim.day), None)
