"""What becomes of an instrument, clause by clause: amended, replaced, suspended or expired, by what and on which days."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from governance.errors import Problem
from governance.instruments import RelationClause, Suspension
from governance.messages import Message, Text, _
from governance.model import Document, DocumentRelation, DocumentRelationKind, DocumentStatus
from governance.records import Records
from governance.rulebook import Rule, place
from governance.values import first_day, last_day, written


class Manner(StrEnum):
    """What becomes of an instrument."""

    AMENDS = "amends"
    REPLACES = "replaces"
    SUSPENDS = "suspends"
    EXPIRES = "expires"


class Effect(NamedTuple):
    """Something done to ``target``, or to a ``clause`` of it; ``since`` and ``until`` are partial dates, None if not on record.

    ``by`` is the document that does it, where one is known, and ``by_clause`` the clause of that document.
    """

    manner: Manner
    target: str
    clause: str | None
    by: str | None
    by_clause: str | None
    since: str | None
    until: str | None
    record: DocumentRelation | RelationClause | Suspension | Document

    @property
    def assumed(self) -> bool:
        """Whether no source states it."""
        return self.record.assumed


class Part(NamedTuple):
    """One pair of clauses that a relation joins: of its target, and of the document that it is a relation of."""

    clause: str | None
    by_clause: str | None
    in_force_from: str | None
    record: DocumentRelation | RelationClause


def known_as(document: Document) -> Text:
    """An instrument as it is cited: by number where it has one."""
    return Text(document.number, document.number) if document.number else document.title


def begins(document: Document) -> str | None:
    """The partial date from which an instrument is in force: as stated, else its signing; None where neither is on record."""
    return document.in_force_from or document.signed_on


def exists(document: Document, day: date) -> bool:
    """Whether an instrument is issued by a day; one whose signing is not on record is."""
    if document.status is DocumentStatus.AWAITED:
        return False
    return document.signed_on is None or first_day(document.signed_on) <= day


def begun(records: Records, document: str, day: date) -> bool:
    """Whether an instrument is issued and has come into force by a day, whatever became of it later."""
    found = records.find(Document, document)
    return found is not None and exists(found, day) and _since(begins(found), day)


def parts(records: Records, relation: DocumentRelation) -> tuple[Part, ...]:
    """The clauses that a relation joins: its own, and those of its rows; the whole instruments where none is named."""
    rows = records.by(RelationClause, "relation", relation.code)
    own = [Part(relation.clause, None, None, relation)] if relation.clause or not rows else []
    return (*own, *(Part(row.clause, row.by_clause, row.in_force_from, row) for row in rows))


def effects(records: Records, document: str) -> tuple[Effect, ...]:
    """Everything done to an instrument, awaited or not, by code of the record."""
    suspended = map(_suspension, records.by(Suspension, "document", document))
    return (*_related(records, document), *suspended, *_expiry(records.find(Document, document)))


def effects_on(records: Records, document: str, day: date) -> tuple[Effect, ...]:
    """What is done to an instrument and counts on a day."""
    return tuple(effect for effect in effects(records, document) if counts(records, effect, day))


def counts(records: Records, effect: Effect, day: date) -> bool:
    """Whether an effect works on a day: the document behind it is issued, its day has come, and it is not over."""
    by = records.find(Document, effect.by)
    if by is not None and not exists(by, day):
        return False
    return _since(effect.since, day) and (effect.until is None or day <= last_day(effect.until))


def _since(partial: str | None, day: date) -> bool:
    return partial is None or first_day(partial) <= day


_DONE = {DocumentRelationKind.AMENDS: Manner.AMENDS, DocumentRelationKind.REPLACES: Manner.REPLACES}


def _related(records: Records, document: str) -> Iterator[Effect]:
    for relation in records.by(DocumentRelation, "target", document):
        manner = _DONE.get(relation.relation)
        by = records.find(Document, relation.document)
        if manner is None or by is None:
            continue
        for part in parts(records, relation):
            since = part.in_force_from or begins(by)
            yield Effect(manner, document, part.clause, by.code, part.by_clause, since, None, part.record)


def _suspension(row: Suspension) -> Effect:
    return Effect(Manner.SUSPENDS, row.document, row.clause, row.by, row.by_clause, row.start, row.end, row)


def _expiry(document: Document | None) -> Iterator[Effect]:
    if document is not None and document.in_force_until and (last := last_day(document.in_force_until)) < date.max:
        since = (last + timedelta(days=1)).isoformat()
        yield Effect(Manner.EXPIRES, document.code, None, None, None, since, None, document)


# ---- what must hold


def _of_related(records: Records) -> Iterator[Problem]:
    """A document rests on, changes or carries out what is there when it is signed."""
    for relation in records.all(DocumentRelation):
        if why := _too_early(records, relation.document, relation.target):
            yield Problem(place(relation, "target"), why)


def _of_suspended(records: Records) -> Iterator[Problem]:
    """A document suspends what is there when it is signed."""
    for row in records.all(Suspension):
        if why := _too_early(records, row.by, row.document):
            yield Problem(place(row, "by"), why)


def _too_early(records: Records, document: str | None, target: str | None) -> Message | None:
    """Why a document cannot relate to another: it was signed before that was. None where the days on record allow it."""
    by, to = records.find(Document, document), records.find(Document, target)
    if by is None or to is None or not by.signed_on or not to.signed_on or last_day(by.signed_on) >= first_day(to.signed_on):
        return None
    return _(
        "{document} was signed on {day}, before {target} on {later}: it cannot relate to a later document",
        document=by.code,
        day=written(by.signed_on),
        target=to.code,
        later=written(to.signed_on),
    )


RULES: tuple[Rule, ...] = (
    Rule(frozenset({Suspension, Document}), _of_suspended),
    Rule(frozenset({DocumentRelation, Document}), _of_related),
)
