"""What instruments do to each other beyond the bare relation: clause by clause, and for a time."""

from collections.abc import Iterator
from typing import Annotated

from governance.errors import Problem
from governance.messages import _
from governance.model import DocumentCode, _ref
from governance.values import Entity, Line, Ordinal, PartialDate, in_order

DocumentRelationCode = Annotated[str, _ref("document_relation")]


class RelationClause(Entity, frozen=True, kw_only=True):
    """One clause of a relation between two instruments: which clause of the target, by which of the document that does it.

    ``clause`` belongs to the target, ``by_clause`` to the document; either may be the whole instrument. ``in_force_from`` is
    given where this clause works from another day than the document.
    """

    kind = "relation_clause"
    path = "relation-clauses"
    key = ("relation", "ordinal")
    relation: DocumentRelationCode
    ordinal: Ordinal
    clause: Line | None = None
    by_clause: Line | None = None
    in_force_from: PartialDate | None = None

    def rules(self) -> Iterator[Problem]:
        """Problems between fields."""
        if self.clause is None and self.by_clause is None and self.in_force_from is None:
            yield Problem("clause", _("say which clause, by which clause, or from when: else the relation itself says it all"))


class Suspension(Entity, frozen=True, kw_only=True):
    """An instrument, or a clause of it, is not to be applied for a time; ``by`` is the document that says so."""

    kind = "suspension"
    path = "suspensions"
    document: DocumentCode
    clause: Line | None = None
    by: DocumentCode | None = None
    by_clause: Line | None = None
    start: PartialDate
    end: PartialDate | None = None

    def rules(self) -> Iterator[Problem]:
        """Problems between fields."""
        yield from in_order(self, "start", "end")
        if self.by == self.document:
            yield Problem("by", _("a document cannot suspend itself; if it says itself until when it holds, give in_force_until"))


KINDS: tuple[type[Entity], ...] = (RelationClause, Suspension)
"""Each after what it refers to."""
