"""The legal basis of a thing as a picture: what it cites on the left, what that rests on to the right, changes in red."""

from collections.abc import Sequence
from itertools import groupby

from governance.effects import Manner, known_as
from governance.legal import Force, LegalStatus
from governance.messages import _
from governance.model import DocumentRelationKind
from governance.values import written
from portfolio.authority import SubjectKind
from portfolio.legalgraph import DOES, STANDS, Edge, LegalGraph
from portfolio.reports import netgraph

LEGEND = (
    _("amends, replaces or suspends"),
    _("rests on"),
    _("assumed"),
    _("does not count on this day"),
    None,
    _("dashed box: awaited, or not in force yet"),
)
_CHANGES = frozenset(manner.value for manner in Manner)
_WITHOUT_FORCE = frozenset({LegalStatus.REPLACED, LegalStatus.EXPIRED, LegalStatus.SUSPENDED})
_NOT_YET = frozenset({LegalStatus.AWAITED, LegalStatus.NOT_YET})


def legal_picture(graph: LegalGraph) -> netgraph.Graph:
    """The network to draw; what is in force no more has a red box; a relation by several clauses is one line."""
    of_document = graph.subject.kind is SubjectKind.DOCUMENT
    subject = [] if of_document else [netgraph.Node(graph.subject.code, graph.title, "milestone")]
    lines = groupby(graph.edges, key=lambda edge: (edge.source, edge.target, edge.relation, edge.begun))
    return netgraph.Graph(
        title=_("Legal basis: {subject}", subject=graph.subject.code),
        description=_(
            "{count} instruments and {links} relations between them, on {day}.",
            count=len(graph.documents),
            links=len(graph.edges),
            day=graph.day,
        ),
        nodes=(*subject, *map(_node, graph.documents.values())),
        edges=tuple(_edge(tuple(same)) for _key, same in lines),
        legend=LEGEND,
    )


def _node(found: Force) -> netgraph.Node:
    document = found.document
    signed = _("{day}", day=written(document.signed_on)) if document.signed_on else None
    return netgraph.Node(
        document.code,
        known_as(document),
        critical=found.standing in _WITHOUT_FORCE,
        assumed=document.assumed or found.standing in _NOT_YET,
        dates=STANDS[found.standing],
        who=signed,
        tip=(document.title, found.reason.line),
    )


def _edge(same: Sequence[Edge]) -> netgraph.Edge:
    first = same[0]
    change = first.relation in _CHANGES
    clauses = "; ".join(dict.fromkeys(edge.clause for edge in same if edge.clause))
    does = DOES[first.relation] if change or first.relation == DocumentRelationKind.IMPLEMENTS.value else ""
    label = _("{does} {target}", does=does, target=clauses) if does and clauses else clauses or does
    origins = tuple(dict.fromkeys(edge.origin for edge in same if edge.origin))
    sources = (_("source {source}", source=", ".join(origins)),) if origins else ()
    return netgraph.Edge(
        first.source,
        first.target,
        label=label,
        critical=change and first.begun,
        influence=not first.begun,
        assumed=all(edge.assumed for edge in same),
        tip=(_("{source} {does} {target}", source=first.source, does=DOES[first.relation], target=first.target), *sources),
    )
