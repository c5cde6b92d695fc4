"""Which instrument is in force on a day, what it rests on, and what it does to others.

Unknown days are open and said to be unknown: an issued instrument without a date on record counts as in force.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from governance.clauses import told, touch
from governance.effects import Effect, Manner, begins, effects, effects_on, exists, known_as, parts
from governance.holders import Reason, because
from governance.instruments import Suspension
from governance.messages import Message, Text, _
from governance.model import Document, DocumentRelation, DocumentRelationKind, DocumentStatus
from governance.records import Records
from governance.values import first_day, last_day, written

_RESTS_ON = (DocumentRelationKind.BASED_ON, DocumentRelationKind.IMPLEMENTS)


class LegalStatus(StrEnum):
    """Where an instrument stands on a day."""

    AWAITED = "awaited"
    NOT_YET = "not-yet"
    IN_FORCE = "in-force"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REPLACED = "replaced"


class Force(NamedTuple):
    """The standing of an instrument on a day, why, and what is done to it or to clauses of it that counts on that day."""

    document: Document
    standing: LegalStatus
    reason: Reason
    effects: tuple[Effect, ...]


class Step(NamedTuple):
    """One relation on the way to what an instrument rests on, by which clause of it, to which clause of the other.

    ``precise`` is false where the clause that was come for is another than the one that rests on the target.
    """

    relation: DocumentRelation
    by_clause: str | None
    clause: str | None
    precise: bool = True


class Rest(NamedTuple):
    """An instrument, or a clause of it, that something rests on, and the steps to it; none where it is cited itself."""

    document: str
    clause: str | None
    steps: tuple[Step, ...] = ()

    @property
    def precise(self) -> bool:
        """Whether each step leads on from the very clause that the step before led to."""
        return all(step.precise for step in self.steps)


class Relations(NamedTuple):
    """What an instrument does to others, and what others do to it."""

    does: tuple[DocumentRelation, ...]
    undergoes: tuple[DocumentRelation, ...]


def force(records: Records, document: str, day: date) -> Force:
    """Where an instrument stands on a day.

    An instrument that another one in force replaces as a whole is no longer in force; one of which only a clause is
    replaced or suspended stays.

    Raises
    ------
    UnknownCodeError
        When there is no such document.
    """
    found = records.get(Document, document)
    done = effects_on(records, document, day)
    return Force(found, *_standing(records, found, done, day), done)


def in_force(records: Records, day: date) -> tuple[Document, ...]:
    """The instruments in force on a day, by code."""
    return tuple(d for d in records.all(Document) if force(records, d.code, day).standing is LegalStatus.IN_FORCE)


def rests_on(records: Records, document: str, clause: str | None = None) -> tuple[Rest, ...]:
    """What a citation rests on: the instrument and clause cited, what these are based on or implement, and so on.

    Each instrument and clause comes once, the nearest first: by the shortest way that keeps to the clauses, else by the shortest
    there is. Loops end.

    Raises
    ------
    UnknownCodeError
        When there is no such document.
    """
    records.get(Document, document)
    found = list(_reached(records, Rest(document, clause)))
    precise = {(rest.document, rest.clause) for rest in found if rest.precise}
    return tuple(rest for rest in found if rest.precise or (rest.document, rest.clause) not in precise)


def legal_basis(records: Records, document: str) -> tuple[Rest, ...]:
    """What an instrument rests on, and what that rests on, the nearest first and each instrument once.

    Raises
    ------
    UnknownCodeError
        When there is no such document.
    """
    nearest: dict[str, Rest] = {}
    for rest in rests_on(records, document):
        if rest.document != document:
            nearest.setdefault(rest.document, rest)
    return tuple(nearest.values())


def relations(records: Records, document: str) -> Relations:
    """Every relation of an instrument, in both directions."""
    return Relations(records.by(DocumentRelation, "document", document), records.by(DocumentRelation, "target", document))


def changed(records: Records, day: date) -> tuple[Effect, ...]:
    """The effects of instruments on others that count on a day: whatever rests on their targets needs a look."""
    return tuple(effect for document in records.all(Document) for effect in effects_on(records, document.code, day))


def in_its_place(records: Records, document: str, day: date) -> tuple[Document, ...]:
    """What stands on a day in the place of an instrument that was replaced as a whole, itself replaced by nothing; by code."""
    last: dict[str, Document] = {}
    seen, queue = {document}, deque([document])
    while queue:
        code = queue.popleft()
        onward = [e.by for e in effects_on(records, code, day) if e.manner is Manner.REPLACES and e.clause is None and e.by]
        if not onward and code != document:
            last[code] = records.get(Document, code)
        queue += [by for by in dict.fromkeys(onward) if by not in seen]
        seen.update(onward)
    return tuple(last[code] for code in sorted(last))


def turning_days(records: Records) -> frozenset[date]:
    """Every day on which the standing of an instrument, or what is done to it, can change."""
    begin = [partial for d in records.all(Document) for partial in (d.signed_on, d.in_force_from)]
    begin += [effect.since for d in records.all(Document) for effect in effects(records, d.code)]
    end = [d.in_force_until for d in records.all(Document)] + [s.end for s in records.all(Suspension)]
    over = {last_day(partial) for partial in end if partial}
    return frozenset({first_day(p) for p in begin if p} | {day + timedelta(days=1) for day in over if day < date.max})


def _standing(records: Records, document: Document, done: tuple[Effect, ...], day: date) -> tuple[LegalStatus, Reason]:
    name = known_as(document)
    if not exists(document, day):
        return LegalStatus.AWAITED, because(_awaited(document), document)
    since = begins(document)
    if since and first_day(since) > day:
        message = _("{document} is in force only from {day} on", document=name, day=written(since))
        return LegalStatus.NOT_YET, because(message, document)
    if document.in_force_until and last_day(document.in_force_until) < day:
        message = _("{document} was in force until {day}", document=name, day=written(document.in_force_until))
        return LegalStatus.EXPIRED, because(message, document)
    for manner, standing in ((Manner.REPLACES, LegalStatus.REPLACED), (Manner.SUSPENDS, LegalStatus.SUSPENDED)):
        for effect in done:
            if effect.manner is manner and effect.clause is None:
                return standing, because(done_to(records, effect), effect.record)
    if since is None:
        message = _("{document} is issued; since when it is in force is not on record", document=name)
    else:
        message = _("{document} is in force since {day}", document=name, day=written(since))
    return LegalStatus.IN_FORCE, because(message, document)


def _awaited(document: Document) -> Message:
    name = known_as(document)
    if document.status is not DocumentStatus.AWAITED:
        return _("{document} is signed only on {day}", document=name, day=written(document.signed_on or ""))
    if document.expected_on:
        return _("{document} is awaited, expected {day}", document=name, day=written(document.expected_on))
    return _("{document} is awaited; no source says for when", document=name)


_SAID: dict[Manner, Callable[..., Message]] = {
    Manner.AMENDS: lambda **said: _("{what} is amended by {by}", **said),
    Manner.REPLACES: lambda **said: _("{what} is replaced by {by}", **said),
    Manner.SUSPENDS: lambda **said: _("{what} is suspended by {by}", **said),
}


def done_to(records: Records, effect: Effect) -> Message:
    """An effect as a sentence: what is done to which clause, by which, since when and until when."""
    said: Message
    if isinstance(effect.record, Document):
        until = written(effect.record.in_force_until or "")
        return _("{document} was in force until {day}", document=known_as(effect.record), day=until)
    if effect.by is None:
        said = _("{what} is suspended", what=cited(records, effect.target, effect.clause))
    else:
        by = cited(records, effect.by, effect.by_clause)
        said = _SAID[effect.manner](what=cited(records, effect.target, effect.clause), by=by)
    if effect.since and effect.until:
        return _("{step}, from {start} to {end}", step=said, start=written(effect.since), end=written(effect.until))
    return _("{step}, since {day}", step=said, day=written(effect.since)) if effect.since else said


def cited(records: Records, document: str, clause: str | None = None) -> Message | Text:
    """An instrument, or a clause of it, as a sentence cites it."""
    found = records.find(Document, document)
    name = known_as(found) if found else Text(document, document)
    return _("{clause} of {document}", clause=told(clause), document=name) if clause else name


def _reached(records: Records, start: Rest) -> Iterator[Rest]:
    seen = {(start.document, start.clause, True)}
    queue = deque([start])
    while queue:
        rest = queue.popleft()
        yield rest
        for step in _steps(records, rest):
            onward = Rest(step.relation.target, step.clause, (*rest.steps, step))
            key = onward.document, onward.clause, onward.precise
            if key not in seen:
                seen.add(key)
                queue.append(onward)


def _steps(records: Records, rest: Rest) -> Iterator[Step]:
    for relation in records.by(DocumentRelation, "document", rest.document):
        if relation.relation in _RESTS_ON and records.find(Document, relation.target) is not None:
            for part in parts(records, relation):
                yield Step(relation, part.by_clause, part.clause, touch(rest.clause, part.by_clause))
