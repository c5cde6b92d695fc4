"""The instruments on record: where each stands on the day and why, and what a keeper should look at."""

from collections import Counter
from collections.abc import Iterator, Mapping

from governance.clauses import readable
from governance.effects import known_as
from governance.legal import Force, LegalStatus, done_to, force
from governance.messages import Message, _
from governance.model import Document, Organization
from governance.numbering import NAMES, doubts, signed_by_the_head, unreadable
from governance.values import Entity, written
from portfolio.authority import Subject, SubjectKind, Ways, grounds, products, subjects
from portfolio.citing import Citation
from portfolio.legalgraph import STANDS
from portfolio.outline import natural
from portfolio.reports.table import Column, Table, Term
from portfolio.reports.views import ORIGIN, View, called, remarks

COLUMNS = (
    Column("document", _("Code")),
    Column("number", _("Number"), under="document"),
    Column("title", _("Instrument"), wide=3),
    Column("type", _("Kind"), under="document"),
    Column("issuer", _("Issued by"), under="title"),
    Column("standing", _("Stands"), wide=1),
    Column("signed_on", _("Signed"), under="standing"),
    Column("in_force_from", _("In force from"), under="standing"),
    Column("in_force_until", _("In force until"), under="standing"),
    Column("why", _("Why"), wide=3),
    Column("changes", _("What was done to it"), wide=2, under="why"),
    Column("cited_by", _("Rest on it")),
    *ORIGIN,
)
DOUBTS = (
    Column("subject", _("Record")),
    Column("title", _("Instrument"), wide=2),
    Column("doubt", _("What to look at"), wide=3),
    *ORIGIN,
)
_ORDER = (
    LegalStatus.IN_FORCE,
    LegalStatus.SUSPENDED,
    LegalStatus.NOT_YET,
    LegalStatus.AWAITED,
    LegalStatus.REPLACED,
    LegalStatus.EXPIRED,
)


def instruments_report(view: View) -> Table:
    """Every instrument with its standing on the day; of one programme, those that it and its tasks rest on."""
    counted = resting(view)
    shown = [d for d in view.records.all(Document) if view.programme is None or counted[d.code]]
    found = sorted((force(view.records, d.code, view.day) for d in shown), key=_order)
    rows = tuple(_row(view, each, counted[each.document.code]) for each in found)
    count = sum(each.standing is LegalStatus.IN_FORCE for each in found)
    answer = (_("{count} of {all} instruments on record are in force on {day}.", count=count, all=len(rows), day=view.day),)
    notes = (
        *remarks(view, rows, dated=False),
        _("An instrument that is issued, and of which no day is on record, counts as in force; the reason says so."),
        _("“Rest on it” counts the programmes, tasks and seats that cite it, or cite what is based on it."),
    )
    title = _("Instruments: {scope}", scope=view.scope)
    return Table("instruments", title, COLUMNS, rows, notes, view.day, view.programme, answer)


def _order(found: Force) -> tuple[int, str]:
    return _ORDER.index(found.standing), found.document.code


def chosen(view: View) -> tuple[Subject, ...]:
    """The subjects looked at: of one programme, it and its tasks; else seats too."""
    if view.programme is None:
        return subjects(view.records)
    tasks = (Subject(SubjectKind.TASK, task.code) for task in view.tasks)
    return (Subject(SubjectKind.PROGRAMME, view.programme), *tasks)


def resting(view: View) -> Counter[str]:
    """How many subjects rest on each instrument, directly or through others."""
    counted: Counter[str] = Counter()
    ways = Ways(view.records, view.day)
    for subject in chosen(view):
        cited = grounds(view.records, subject, view.day)
        counted.update({rest.document for ground in cited for rest in ways.rests(ground)})
    return counted


def _row(view: View, found: Force, cited_by: int) -> dict[str, object]:
    document = found.document
    return {
        "document": document.code,
        "number": document.number,
        "title": document.title,
        "type": Term(document.type.value, NAMES[document.type]),
        "issuer": signed_by_the_head(document) or called(view.records.find(Organization, document.issuer)),
        "standing": Term(found.standing.value, STANDS[found.standing]),
        "signed_on": partly(document.signed_on),
        "in_force_from": partly(document.in_force_from),
        "in_force_until": partly(document.in_force_until),
        "why": found.reason.message,
        "changes": tuple(done_to(view.records, effect) for effect in found.effects),
        "cited_by": cited_by,
        "source": document.source,
        "assumed": document.assumed or found.reason.assumed,
    }


def partly(partial: str | None) -> Term | None:
    """A partial date: for programs as it is kept, for people as it is written."""
    return Term(partial, _("{day}", day=written(partial))) if partial else None


def doubts_report(view: View) -> Table:
    """What a keeper of the instruments should look at: numbers, kinds, issuers, days and clauses that do not agree."""
    rows = (*_of_instruments(view), *_of_citations(view))
    notes = (
        *remarks(view, rows, dated=False),
        _("A doubt refuses nothing: what a source says is kept as it says it."),
    )
    title = _("Doubts about instruments: {scope}", scope=view.scope)
    empty = _("Nothing about the instruments on record is in doubt.")
    return Table("instrument-doubts", title, DOUBTS, rows, notes, view.day, view.programme, empty=empty)


def _of_instruments(view: View) -> Iterator[Mapping[str, object]]:
    counted = resting(view) if view.programme is not None else None
    for doubt in doubts(view.records):
        document = view.records.get(Document, doubt.document)
        if counted is None or counted[document.code]:
            yield _doubt(document.code, document, doubt.message, doubt.record)


def _of_citations(view: View) -> Iterator[Mapping[str, object]]:
    """Clauses that cannot be compared, and tasks that cite what they are to bring about."""
    for task in view.tasks:
        document = view.records.find(Document, task.basis)
        if document is None:
            continue
        if task.clause and not readable(task.clause):
            yield _doubt(task.code, document, unreadable(task.clause), task)
        if document.code in products(view.records, task):
            said = _("{task} rests on {document}, which it is itself to bring about", task=task.code, document=known_as(document))
            yield _doubt(task.code, document, said, task)
    shown = {subject.code for subject in chosen(view)}
    for row in sorted(view.records.all(Citation), key=lambda row: natural(row.code)):
        of = row.programme or row.task or row.post
        if row.clause and not readable(row.clause) and (view.programme is None or of in shown):
            yield _doubt(row.code, view.records.get(Document, row.document), unreadable(row.clause), row)


def _doubt(subject: str, document: Document, message: Message, record: Entity) -> dict[str, object]:
    return {
        "subject": subject,
        "title": known_as(document),
        "doubt": message,
        "source": record.source,
        "assumed": record.assumed,
    }
