"""Which instrument is in force on a day, what it rests on, and what it does to others.

Unknown days are open and said to be unknown: an issued instrument without a date on record counts as in force.
"""

from collections import deque
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from governance.holders import Reason, because
from governance.messages import Message, Text, _
from governance.model import Document, DocumentRelation, DocumentRelationKind, DocumentStatus
from governance.records import Records
from governance.values import first_day, last_day, written

_RESTS_ON = (DocumentRelationKind.BASED_ON, DocumentRelationKind.IMPLEMENTS)


class Standing(StrEnum):
    """Where an instrument stands on a day."""

    AWAITED = "awaited"
    NOT_YET = "not-yet"
    IN_FORCE = "in-force"
    EXPIRED = "expired"
    REPLACED = "replaced"


class Force(NamedTuple):
    """The standing of an instrument on a day, why, and the instruments in force that amend it."""

    document: Document
    standing: Standing
    reason: Reason
    amended_by: tuple[DocumentRelation, ...]


class Basis(NamedTuple):
    """One step of a legal basis: what ``document`` rests on, and how many steps from where the question began."""

    relation: DocumentRelation
    document: Document
    depth: int


class Relations(NamedTuple):
    """What an instrument does to others, and what others do to it."""

    does: tuple[DocumentRelation, ...]
    undergoes: tuple[DocumentRelation, ...]


def known_as(document: Document) -> Text:
    """An instrument as it is cited: by number where it has one."""
    return Text(document.number, document.number) if document.number else document.title


def force(records: Records, document: str, day: date) -> Force:
    """Where an instrument stands on a day.

    An instrument that another one in force replaces as a whole is no longer in force; one of which only a clause is
    replaced stays.

    Raises
    ------
    UnknownCodeError
        When there is no such document.
    """
    found = records.get(Document, document)
    amending = tuple(r for r in _done_to(records, document, DocumentRelationKind.AMENDS) if _begun(records, r.document, day))
    standing, reason = _standing(records, found, day)
    return Force(found, standing, reason, amending)


def in_force(records: Records, day: date) -> tuple[Document, ...]:
    """The instruments in force on a day, by code."""
    return tuple(d for d in records.all(Document) if force(records, d.code, day).standing is Standing.IN_FORCE)


def legal_basis(records: Records, document: str) -> tuple[Basis, ...]:
    """What an instrument rests on (is based on or implements), and what that rests on, the nearest first and each once.

    Raises
    ------
    UnknownCodeError
        When there is no such document.
    """
    return tuple(_climb(records, records.get(Document, document)))


def relations(records: Records, document: str) -> Relations:
    """Every relation of an instrument, in both directions."""
    return Relations(records.by(DocumentRelation, "document", document), records.by(DocumentRelation, "target", document))


def changed(records: Records, day: date) -> tuple[DocumentRelation, ...]:
    """Relations by which instruments begun by the day amend or replace others: what rests on their targets needs a look."""
    kinds = (DocumentRelationKind.AMENDS, DocumentRelationKind.REPLACES)
    return tuple(r for kind in kinds for r in records.by(DocumentRelation, "relation", kind) if _begun(records, r.document, day))


def _standing(records: Records, document: Document, day: date) -> tuple[Standing, Reason]:
    name = known_as(document)
    if document.status is DocumentStatus.AWAITED:
        return Standing.AWAITED, because(_awaited(document), document)
    since = document.in_force_from or document.signed_on
    if since and first_day(since) > day:
        message = _("{document} is in force only from {day} on", document=name, day=written(since))
        return Standing.NOT_YET, because(message, document)
    if document.in_force_until and last_day(document.in_force_until) < day:
        message = _("{document} was in force until {day}", document=name, day=written(document.in_force_until))
        return Standing.EXPIRED, because(message, document)
    for relation in _done_to(records, document.code, DocumentRelationKind.REPLACES):
        if relation.clause is None and _begun(records, relation.document, day):
            by = known_as(records.get(Document, relation.document))
            return Standing.REPLACED, because(_("{document} is replaced by {by}", document=name, by=by), relation)
    if since is None:
        message = _("{document} is issued; since when it is in force is not on record", document=name)
    else:
        message = _("{document} is in force since {day}", document=name, day=written(since))
    return Standing.IN_FORCE, because(message, document)


def _awaited(document: Document) -> Message:
    if document.expected_on:
        return _("{document} is awaited, expected {day}", document=known_as(document), day=written(document.expected_on))
    return _("{document} is awaited; no source says for when", document=known_as(document))


def _begun(records: Records, document: str, day: date) -> bool:
    """Whether an instrument is issued and has come into force by a day, whatever became of it later."""
    found = records.find(Document, document)
    if found is None or found.status is DocumentStatus.AWAITED:
        return False
    since = found.in_force_from or found.signed_on
    return since is None or first_day(since) <= day


def _done_to(records: Records, document: str, kind: DocumentRelationKind) -> tuple[DocumentRelation, ...]:
    return tuple(r for r in records.by(DocumentRelation, "target", document) if r.relation is kind)


def _climb(records: Records, start: Document) -> Iterator[Basis]:
    seen = {start.code}
    queue = deque([(start.code, 1)])
    while queue:
        code, depth = queue.popleft()
        for relation in records.by(DocumentRelation, "document", code):
            target = records.find(Document, relation.target)
            if relation.relation in _RESTS_ON and target is not None and target.code not in seen:
                seen.add(target.code)
                queue.append((target.code, depth + 1))
                yield Basis(relation, target, depth)
