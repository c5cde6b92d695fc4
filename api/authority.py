"""Instruments and legal bases as they travel: where each stands and why, what it does and undergoes, and what rests on it."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from api.answers import Asked, ReasonOut, asked
from governance.effects import Effect, effects
from governance.legal import Force, LegalStatus, done_to, force, legal_basis, relations
from governance.messages import Message
from governance.model import Document, DocumentRelation
from governance.numbering import numbered
from governance.records import Records
from governance.values import PartialDate
from portfolio.authority import Subject, subject_of
from portfolio.awaited import awaited
from portfolio.legalgraph import LegalGraph, legal_graph
from portfolio.reports.instruments import resting
from portfolio.reports.views import View


class DocumentIssue(Struct, forbid_unknown_fields=True, kw_only=True):
    """What is said of an awaited document when it is issued; what its source said while it was awaited is not kept."""

    number: str
    signed_on: PartialDate
    in_force_from: PartialDate | None = None
    in_force_until: PartialDate | None = None
    title_vi: str | None = None
    title_en: str | None = None
    source: str | None = None
    source_ref: str | None = None
    note_vi: str | None = None
    note_en: str | None = None


class EffectOut(Struct, kw_only=True):
    """Something that becomes of an instrument, in both languages; ``clause`` is of the target, ``by_clause`` of the document."""

    manner: str
    target: str
    clause: str | None
    by: str | None
    by_clause: str | None
    since: str | None
    until: str | None
    vi: str
    en: str
    source: str | None
    assumed: bool


class InstrumentOut(Struct, kw_only=True):
    """An instrument, where it stands on the day and why, and what was done to it by then."""

    code: str
    type: str
    number: str | None
    title_vi: str
    title_en: str
    issuer: str | None
    signed_on: str | None
    in_force_from: str | None
    in_force_until: str | None
    expected_on: str | None
    standing: str
    why: ReasonOut
    effects: list[EffectOut]
    source: str | None
    assumed: bool


class InstrumentsOut(Asked, kw_only=True):
    """Instruments on a day."""

    items: list[InstrumentOut]


class RelationOut(Struct):
    """A relation between two instruments; ``clause`` is of the target."""

    document: str
    relation: str
    target: str
    clause: str | None
    source: str | None
    assumed: bool


class InstrumentDetailOut(Asked, kw_only=True):
    """One instrument with all that is on record of it, what is to be done to it later too, and what waits for it."""

    instrument: InstrumentOut
    does: list[RelationOut]
    undergoes: list[RelationOut]
    all_effects: list[EffectOut]
    rests_on: list[str]
    resting: int
    waiting: list[str]
    brought_by: list[str]


class EdgeOut(Struct):
    """A relation in a graph of legal basis."""

    source: str
    target: str
    relation: str
    clause: str | None
    by_clause: str | None
    begun: bool
    assumed: bool
    origin: str | None


class GroundOut(Struct):
    """A citation, and how the subject comes to it."""

    document: str
    clause: str | None
    reasons: list[ReasonOut]


class AuthorityOut(Asked, kw_only=True):
    """On what something rests: its citations, the instruments that they lead to, and the relations between these."""

    kind: str
    code: str
    title_vi: str
    title_en: str
    grounds: list[GroundOut]
    instruments: list[InstrumentOut]
    edges: list[EdgeOut]


def instruments_out(view: View, standing: LegalStatus | None, number: str | None) -> InstrumentsOut:
    """The instruments on the day of a view, of one standing or one number if asked."""
    records = view.records
    chosen = records.all(Document) if number is None else numbered(records, number)
    found = (force(records, document.code, view.day) for document in chosen)
    return InstrumentsOut(
        **asked(view), items=[_instrument(records, each) for each in found if standing in {None, each.standing}]
    )


def instrument_out(view: View, code: str) -> InstrumentDetailOut:
    """All that is on record of an instrument.

    Raises
    ------
    UnknownCodeError
        When there is no such instrument.
    """
    records = view.records
    both = relations(records, records.get(Document, code).code)
    waiting = next((each for each in awaited(records, view.day) if each.document.code == code), None)
    return InstrumentDetailOut(
        **asked(view),
        instrument=_instrument(records, force(records, code, view.day)),
        does=_relations(both.does),
        undergoes=_relations(both.undergoes),
        all_effects=_effects(records, effects(records, code)),
        rests_on=[rest.document for rest in legal_basis(records, code)],
        resting=resting(view)[code],
        waiting=[waiter.subject.code for waiter in waiting.waiting] if waiting else [],
        brought_by=[task.code for task in waiting.brought_by] if waiting else [],
    )


def authority_out(view: View, kind: str, code: str) -> AuthorityOut:
    """The legal basis of a programme, a task, a post or a document.

    Raises
    ------
    UnknownCodeError
        When there is no such thing.
    """
    graph = graph_of(view.records, view.day, kind, code)
    return AuthorityOut(
        **asked(view),
        kind=kind,
        code=code,
        title_vi=graph.title.vi,
        title_en=graph.title.en,
        grounds=[
            GroundOut(g.document, g.clause, [_reason(r.message, r.source, r.assumed) for r in g.reasons]) for g in graph.grounds
        ],
        instruments=[_instrument(view.records, found) for found in graph.documents.values()],
        edges=[EdgeOut(*edge) for edge in graph.edges],
    )


def graph_of(records: Records, day: date, kind: str | None, code: str) -> LegalGraph:
    """The graph of the legal basis of what has a code. The same errors as :func:`authority_out`."""
    subject: Subject = subject_of(records, code, kind)
    return legal_graph(records, subject, day)


def _instrument(records: Records, found: Force) -> InstrumentOut:
    document, reason = found.document, found.reason
    return InstrumentOut(
        code=document.code,
        type=document.type.value,
        number=document.number,
        title_vi=document.title_vi,
        title_en=document.title_en,
        issuer=document.issuer,
        signed_on=document.signed_on,
        in_force_from=document.in_force_from,
        in_force_until=document.in_force_until,
        expected_on=document.expected_on,
        standing=found.standing.value,
        why=_reason(reason.message, reason.source, reason.assumed),
        effects=_effects(records, found.effects),
        source=document.source,
        assumed=document.assumed,
    )


def _effects(records: Records, done: Iterable[Effect]) -> list[EffectOut]:
    return [
        EffectOut(
            manner=effect.manner.value,
            target=effect.target,
            clause=effect.clause,
            by=effect.by,
            by_clause=effect.by_clause,
            since=effect.since,
            until=effect.until,
            vi=done_to(records, effect).render("vi"),
            en=done_to(records, effect).render("en"),
            source=effect.record.source,
            assumed=effect.assumed,
        )
        for effect in done
    ]


def _relations(found: Iterable[DocumentRelation]) -> list[RelationOut]:
    return [RelationOut(r.document, r.relation.value, r.target, r.clause, r.source, r.assumed) for r in found]


def _reason(message: Message, source: str | None, assumed: bool) -> ReasonOut:
    return ReasonOut(message.render("vi"), message.render("en"), source, assumed)
