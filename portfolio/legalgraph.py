"""The legal basis of a thing as a graph: what it cites, what that rests on, and what amends, replaces or suspends any of it.

:func:`legal_graph` is the value; :func:`tree` tells it as text, :func:`dot` for Graphviz, and
``portfolio.reports.legalpicture`` draws it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from governance.clauses import told
from governance.effects import Effect, Manner, counts, effects, known_as
from governance.holders import Reason
from governance.legal import Force, LegalStatus, Step, cited, force, rests_on
from governance.messages import Lang, Message, Text, _, shown
from governance.model import Document, DocumentRelationKind
from governance.records import Records
from portfolio.authority import Ground, Subject, SubjectKind, entity_of, grounds

CITES = "cites"
DOES: Mapping[str, Message] = {
    CITES: _("rests on"),
    DocumentRelationKind.BASED_ON.value: _("is based on"),
    DocumentRelationKind.IMPLEMENTS.value: _("implements"),
    Manner.AMENDS.value: _("amends"),
    Manner.REPLACES.value: _("replaces"),
    Manner.SUSPENDS.value: _("suspends"),
}
"""What a relation is called, from the side of its source."""
_CHANGES = frozenset(manner.value for manner in Manner)
STANDS: Mapping[LegalStatus, Message] = {
    LegalStatus.AWAITED: _("awaited"),
    LegalStatus.NOT_YET: _("not yet in force"),
    LegalStatus.IN_FORCE: _("in force"),
    LegalStatus.SUSPENDED: _("force suspended"),
    LegalStatus.EXPIRED: _("expired"),
    LegalStatus.REPLACED: _("replaced"),
}
"""What a standing is called."""


class Edge(NamedTuple):
    """One relation: ``source`` rests on, amends … ``target``; ``clause`` is of the target, ``by_clause`` of the source.

    ``begun`` is false for what counts only later, or no more. ``origin`` is the text that states it.
    """

    source: str
    target: str
    relation: str
    clause: str | None
    by_clause: str | None
    begun: bool
    assumed: bool
    origin: str | None


class LegalGraph(NamedTuple):
    """On what a subject rests on a day: its citations, every instrument that they lead to, and the relations between these."""

    subject: Subject
    title: Text
    day: date
    grounds: tuple[Ground, ...]
    documents: Mapping[str, Force]
    edges: tuple[Edge, ...]


def legal_graph(records: Records, subject: Subject, day: date) -> LegalGraph:
    """The legal basis of a programme, a task, a post or a document on a day.

    Raises
    ------
    UnknownCodeError
        When there is no such subject.
    """
    title = entity_of(records, subject).title
    given = tuple(g for g in grounds(records, subject, day) if records.find(Document, g.document) is not None)
    edges = set(_citations(subject, given))
    reached: set[str] = {ground.document for ground in given}
    for ground in given:
        for rest in rests_on(records, ground.document, ground.clause):
            reached.add(rest.document)
            edges |= {_step(step) for step in rest.steps}
    for code in sorted(reached):
        edges |= {_done(records, effect, day) for effect in effects(records, code) if records.find(Document, effect.by)}
    drawn = sorted(reached | {edge.source for edge in edges if edge.relation != CITES})
    ordered = sorted(edges, key=lambda e: (e.source, e.target, e.relation, not e.begun, e.clause or "", e.by_clause or ""))
    return LegalGraph(subject, title, day, given, {code: force(records, code, day) for code in drawn}, tuple(ordered))


def _citations(subject: Subject, given: tuple[Ground, ...]) -> Iterator[Edge]:
    for ground in given if subject.kind is not SubjectKind.DOCUMENT else ():
        last = ground.reasons[-1]
        yield Edge(subject.code, ground.document, CITES, ground.clause, None, True, last.assumed, last.source)


def _step(step: Step) -> Edge:
    link = step.relation
    how = link.relation.value
    return Edge(link.document, link.target, how, step.clause, step.by_clause, True, link.assumed, link.source)


def _done(records: Records, effect: Effect, day: date) -> Edge:
    begun, record = counts(records, effect, day), effect.record
    by, how = effect.by or "", effect.manner.value
    return Edge(by, effect.target, how, effect.clause, effect.by_clause, begun, record.assumed, record.source)


# ---- as text


def tree(records: Records, graph: LegalGraph, lang: Lang) -> str:
    """The graph as lines of text: what is cited, what that rests on indented below it, and what was done to each.

    An instrument that stands in two places is told whole in the first.
    """
    of_document = graph.subject.kind is SubjectKind.DOCUMENT
    lines = [] if of_document else [f"{graph.subject.code} · {shown(graph.title, lang)}"]
    told: set[str] = set()
    for ground in graph.grounds:
        lines += (f"• {shown(reason.line, lang)}" for reason in ground.reasons)
        if ground.document not in told:
            lines += (f"{'' if of_document else '  '}{line}" for line in _told(records, graph, ground.document, lang, told))
    if not graph.grounds:
        lines.append(_("No record says on what it rests.").render(lang))
    return "\n".join(lines) + "\n"


def _told(records: Records, graph: LegalGraph, document: str, lang: Lang, told: set[str]) -> Iterator[str]:
    found = graph.documents[document]
    told.add(document)
    yield f"{document} · {shown(found.reason.line, lang)}"
    if found.document.number:
        yield f"  {shown(found.document.title, lang)}"
    for edge in graph.edges:
        if edge.target == document and edge.relation in _CHANGES:
            yield f"  ← {edge_message(records, edge).render(lang)}"
    for edge in graph.edges:
        if edge.source == document and edge.relation not in _CHANGES:
            yield f"  → {_onward(records, edge).render(lang)}"
            if edge.target not in told:
                yield from (f"      {line}" for line in _told(records, graph, edge.target, lang, told))


def _onward(records: Records, edge: Edge) -> Message:
    said = _("{does} {target}", does=DOES[edge.relation], target=cited(records, edge.target, edge.clause))
    said = _("{clause}: {step}", clause=told(edge.by_clause), step=said) if edge.by_clause else said
    return Reason(said, edge.origin, edge.assumed).line


def edge_message(records: Records, edge: Edge) -> Message:
    """A relation as a sentence, with the clauses of both and where it comes from."""
    source = cited(records, edge.source, edge.by_clause)
    said = _("{source} {does} {target}", source=source, does=DOES[edge.relation], target=cited(records, edge.target, edge.clause))
    if not edge.begun:
        return _("{step}: does not count on this day", step=said)
    return Reason(said, edge.origin, edge.assumed).line


# ---- for other tools


def dot(graph: LegalGraph, lang: Lang) -> str:
    """The graph as a DOT digraph; dashed is what is not in force on the day, what is assumed and what does not count."""
    lines = [f"digraph {_quoted(graph.subject.code)} {{", "  rankdir=LR; node [shape=box];"]
    if graph.subject.kind is not SubjectKind.DOCUMENT:
        label = f"{graph.subject.code}\n{shown(graph.title, lang)}"
        lines.append(f"  {_quoted(graph.subject.code)} [label={_quoted(label)}, style=bold];")
    for code, found in graph.documents.items():
        label = "\n".join((shown(known_as(found.document), lang), shown(STANDS[found.standing], lang)))
        dashed = "" if found.standing is LegalStatus.IN_FORCE else ", style=dashed"
        lines.append(f"  {_quoted(code)} [label={_quoted(label)}{dashed}];")
    for edge in graph.edges:
        clauses = " → ".join(each for each in (edge.by_clause, edge.clause) if each)
        label = "\n".join(each for each in (shown(DOES[edge.relation], lang), clauses) if each)
        dashed = ", style=dashed" if edge.assumed or not edge.begun else ""
        lines.append(f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [label={_quoted(label)}{dashed}];")
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", " ")
    return f'"{escaped}"'
