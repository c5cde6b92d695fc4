"""Which tasks, programmes and seats rest on what was amended, replaced, suspended or has expired, and by what chain."""

from collections.abc import Sequence

from governance.effects import Effect, Manner, known_as
from governance.legal import cited, done_to, in_its_place
from governance.messages import Message, Text, _
from governance.model import Document
from portfolio.authority import Finding, SubjectKind, affected, entity_of
from portfolio.legalgraph import DOES
from portfolio.outline import natural
from portfolio.reports.instruments import chosen, partly
from portfolio.reports.responsibility import reason
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, remarks

KINDS = {
    SubjectKind.PROGRAMME: _("programme"),
    SubjectKind.TASK: _("task"),
    SubjectKind.POST: _("post"),
    SubjectKind.DOCUMENT: _("document"),
}
"""What kinds of subjects are called."""
_MANNERS = {
    Manner.AMENDS: _("amended"),
    Manner.REPLACES: _("replaced"),
    Manner.SUSPENDS: _("force suspended"),
    Manner.EXPIRES: _("expired"),
}
COLUMNS = (
    Column("subject", _("Code")),
    Column("kind", _("What"), under="subject"),
    Column("title", _("Title"), wide=2),
    Column("change", _("What was done"), wide=2),
    Column("manner", _("Manner"), under="change"),
    Column("by", _("By"), under="change"),
    Column("since", _("Since"), under="change"),
    Column("now", _("In its place now"), wide=1),
    Column("chain", _("How it rests on it"), wide=4),
    Column("steps", _("Steps")),
    Column("where", _("Where"), under="steps"),
    *ORIGIN,
)


def amended_report(view: View) -> Table:
    """What rests on the very clause, or the whole instrument, that was changed by the day."""
    findings = affected(view.records, view.day, chosen(view))
    precise = [finding for finding in findings if finding.precise]
    others = len(findings) - len(precise)
    said = _(
        "{count} more rest on an instrument of which only other clauses were changed: report amended-elsewhere.", count=others
    )
    return _table(view, "amended", precise, (said,) if others else ())


def amended_elsewhere_report(view: View) -> Table:
    """The same with what rests on an instrument that was changed in other clauses than those it rests on."""
    return _table(view, "amended-elsewhere", affected(view.records, view.day, chosen(view)), ())


def _table(view: View, name: str, findings: Sequence[Finding], more: tuple[Message, ...]) -> Table:
    rows = tuple(_row(view, finding) for finding in sorted(findings, key=_order))
    notes = (
        *remarks(view, rows, dated=False),
        *more,
        _("0 steps: it cites the changed instrument itself; 1 step: it cites what is based on that or implements it; and so on."),
        _("What cites no clause rests on the whole instrument. Work that was over before a change is left out."),
    )
    title = _("What rests on instruments that were amended, replaced or suspended, or have expired: {scope}", scope=view.scope)
    empty = _("Nothing rests on an instrument that was amended, replaced or suspended, or has expired.")
    return Table(name, title, COLUMNS, rows, notes, view.day, view.programme, empty=empty)


def _order(finding: Finding) -> tuple[int, tuple[tuple[int, str], ...], bool, int]:
    return (
        list(SubjectKind).index(finding.subject.kind),
        natural(finding.subject.code),
        not finding.precise,
        len(finding.rest.steps),
    )


def _row(view: View, finding: Finding) -> dict[str, object]:
    records, effect = view.records, finding.effect
    place = in_its_place(records, effect.target, view.day)
    return {
        "subject": finding.subject.code,
        "kind": Term(finding.subject.kind.value, KINDS[finding.subject.kind]),
        "title": entity_of(records, finding.subject).title,
        "change": _change(view, effect),
        "manner": Term(effect.manner.value, _MANNERS[effect.manner]),
        "by": effect.by and Term(effect.by, _name(view, effect.by)),
        "since": partly(effect.since),
        "now": tuple(Term(document.code, known_as(document)) for document in place),
        "chain": tuple(_chain(view, finding)),
        "steps": len(finding.rest.steps),
        "where": _where(finding),
        "source": effect.record.source,
        "assumed": finding.assumed,
    }


def _change(view: View, effect: Effect) -> Term:
    told = {"document": effect.target, "clause": effect.clause, "by": effect.by, "by_clause": effect.by_clause}
    return Term(told, done_to(view.records, effect))


def _name(view: View, code: str) -> Text:
    found = view.records.find(Document, code)
    return known_as(found) if found else Text(code, code)


def _chain(view: View, finding: Finding) -> list[Term]:
    """From the subject to the changed instrument: how it comes to its citation, then each relation with its clauses."""
    steps = [reason(step) for step in finding.ground.reasons]
    for step in finding.rest.steps:
        link = step.relation
        source, target = cited(view.records, link.document, step.by_clause), cited(view.records, link.target, step.clause)
        said = _("{source} {does} {target}", source=source, does=DOES[link.relation.value], target=target)
        told = {"text": said, "source": link.source, "assumed": link.assumed}
        steps.append(Term(told, _("{step} (assumed)", step=said) if link.assumed else said))
    return steps


def _where(finding: Finding) -> Term:
    if finding.precise:
        return Term("cited", _("what it rests on"))
    return Term("elsewhere", _("elsewhere in the instrument"))
