"""Where matters climb to that are not settled in time: the offices, how long each has the matter, and where it stands today."""

from datetime import date

from governance.messages import Message, _
from governance.model import Person
from portfolio.escalation import Escalation, Stage, escalation
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, leading, remarks
from portfolio.reports.words import word

COLUMNS = (
    Column("due", _("Until")),
    Column("overdue", _("Overdue, working days"), under="due"),
    Column("stands", _("Stands with"), wide=2),
    Column("next", _("Goes on, on"), under="stands"),
    Column("path", _("Path upward"), wide=4),
    *ORIGIN,
)


def escalation_report(view: View) -> Table:
    """The path of every open task, with the days of each office; those that are overdue first, the longest first."""
    leaves = (task for programme in view.programmes for task in view.leaves(programme.code))
    found = [escalation(view.records, task.code, view.day) for task in leaves if view.is_open(task.code)]
    found.sort(key=lambda each: (-each.overdue, each.due or date.max))
    rows = tuple(_row(view, each) for each in found)
    overdue = sum(each.at is not None for each in found)
    notes = (
        *remarks(view, rows, dated=False),
        _("A matter arises on the working day after the deadline that binds. Where no rule says how long an office has it, it "
          "goes no further by itself."),
    )  # fmt: skip
    answer = (_("{overdue} of {all} open tasks are overdue.", overdue=overdue, all=len(found)),)
    title = _("Where matters climb to: {scope}", scope=view.scope)
    return Table("escalation", title, (*leading(view), *COLUMNS), rows, notes, view.day, view.programme, answer)


def _row(view: View, found: Escalation) -> dict[str, object]:
    stands = found.stands
    onward = found.stages[found.at] if found.at is not None and found.at < len(found.stages) else None
    rules = any(stage.rule is not None and stage.rule.assumed for stage in found.stages)
    return {
        "programme": found.task.programme,
        "task": found.task.code,
        "title": found.task.title,
        "due": found.due,
        "overdue": found.overdue or None,
        "stands": stands and _stage(view, stands),
        "next": onward and onward.since,
        "path": tuple(_stage(view, stage) for stage in found.stages),
        "source": found.task.source,
        "assumed": found.task.assumed or rules or any(r.assumed for s in found.stages for r in s.holding.reasons),
    }


def _stage(view: View, stage: Stage) -> Term:
    """An office on the path, who holds it, and for how long it has the matter."""
    holding = stage.holding
    value = {
        "step": stage.number,
        "post": stage.post.code,
        "person": holding.person,
        "via": holding.via.value,
        "working_days": stage.rule.working_days if stage.rule else None,
        "rule": stage.rule.code if stage.rule else None,
        "since": stage.since,
        "until": stage.until,
    }
    person = view.records.find(Person, holding.person)
    who = person.title if person else word(holding.via).label
    return Term(value, _("{step}. {post} ({who}){time}", step=stage.number, post=stage.post.title, who=who, time=_time(stage)))


def _time(stage: Stage) -> Message | str:
    if stage.rule is None:
        return _(", from {day} on", day=stage.since) if stage.since else ""
    if stage.since is None or stage.until is None:
        return _(", {days} working day(s)", days=stage.rule.working_days)
    days = stage.rule.working_days
    return _(", {days} working day(s): {since} to {until}", days=days, since=stage.since, until=stage.until)
