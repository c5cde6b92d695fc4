"""On what a task, a programme or a seat rests: the instruments that it cites, what these rest on, and what became of any of them.

A task that cites nothing rests on what it is part of, then on its programme. Nothing rests on the document that it is itself to
bring about.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from governance.clauses import touch
from governance.effects import Effect, effects_on
from governance.hierarchy import seat_chain
from governance.holders import Reason, because, short
from governance.legal import Rest, cited, rests_on
from governance.messages import Message, Text, _
from governance.model import Appointment, Document, Post, Succession
from governance.records import Records
from governance.succession import took_effect
from governance.values import Entity, first_day, holds
from portfolio.citing import Citation, TaskProduct
from portfolio.errors import UnknownCodeError
from portfolio.finishing import over_on
from portfolio.model import Deadline, Programme, Task
from portfolio.outline import lineage


class SubjectKind(StrEnum):
    """What can rest on an instrument."""

    PROGRAMME = "programme"
    TASK = "task"
    POST = "post"
    DOCUMENT = "document"


_TYPES: dict[SubjectKind, type[Entity]] = {
    SubjectKind.PROGRAMME: Programme,
    SubjectKind.TASK: Task,
    SubjectKind.POST: Post,
    SubjectKind.DOCUMENT: Document,
}


class Subject(NamedTuple):
    """Something that rests on instruments."""

    kind: SubjectKind
    code: str


class Ground(NamedTuple):
    """One citation that a subject rests on, and how it comes to it, step by step."""

    document: str
    clause: str | None
    reasons: tuple[Reason, ...]


class Finding(NamedTuple):
    """Something became of what a subject rests on: the citation, the way from it to the changed instrument, and what was done.

    ``precise`` says that it can be about the very clause that the subject rests on; else the instrument was changed elsewhere.
    """

    subject: Subject
    ground: Ground
    rest: Rest
    effect: Effect
    precise: bool

    @property
    def assumed(self) -> bool:
        """Whether any step of the way, or the change itself, is an assumption."""
        steps = (step.relation.assumed for step in self.rest.steps)
        return self.effect.assumed or any(reason.assumed for reason in self.ground.reasons) or any(steps)


def entity_of(records: Records, subject: Subject) -> Entity:
    """The entity that a subject names.

    Raises
    ------
    UnknownCodeError
        When there is none.
    """
    return records.get(_TYPES[subject.kind], subject.code)


def subject_of(records: Records, code: str, kind: str | None = None) -> Subject:
    """The subject of a code: of the kind if one is named, else the first of task, programme, post and document.

    Raises
    ------
    UnknownCodeError
        When nothing of these kinds has the code.
    """
    order = (SubjectKind.TASK, SubjectKind.PROGRAMME, SubjectKind.POST, SubjectKind.DOCUMENT)
    wanted = order if kind is None else (SubjectKind(kind),)
    for each in wanted:
        if records.find(_TYPES[each], code) is not None:
            return Subject(each, code)
    raise UnknownCodeError(wanted[0].value, code)


def subjects(records: Records) -> tuple[Subject, ...]:
    """Every programme, task and seat, by kind and code."""
    kinds = (SubjectKind.PROGRAMME, SubjectKind.TASK, SubjectKind.POST)
    return tuple(Subject(kind, each.code) for kind in kinds for each in records.all(_TYPES[kind]))


def grounds(records: Records, subject: Subject, day: date) -> tuple[Ground, ...]:
    """What a subject cites on a day; nothing where no record says.

    Raises
    ------
    UnknownCodeError
        When there is no such subject.
    """
    found = entity_of(records, subject)
    if isinstance(found, Task):
        return tuple(_of_task(records, found))
    if isinstance(found, Programme):
        return tuple(_of_programme(records, found))
    if isinstance(found, Post):
        return tuple(_of_post(records, found, day))
    return (Ground(subject.code, None, ()),)


def affected(records: Records, day: date, among: Iterable[Subject] | None = None) -> tuple[Finding, ...]:
    """What rests on an instrument that was amended, replaced, suspended or has expired by a day, each change told once a subject.

    Of several ways from a subject to one change, one that keeps to the clauses is told, then the shortest. What rests on the
    changing instrument knows of the change. Work that was over before the change is not touched by it.
    """
    ways = Ways(records, day)
    return tuple(finding for subject in (among or subjects(records)) for finding in _found(records, subject, day, ways))


def products(records: Records, task: Task) -> frozenset[str]:
    """The documents that a task, or what it is part of, is to bring about."""
    return frozenset(row.document for part in lineage(records, task) for row in records.by(TaskProduct, "task", part.code))


class Ways:
    """Answers what citations rest on, and what became of that by a day; computed once for all that cite the same."""

    def __init__(self, records: Records, day: date) -> None:
        self._records, self._day = records, day
        self._rests: dict[tuple[str, str | None], tuple[Rest, ...]] = {}
        self._changes: dict[tuple[str, str | None], tuple[tuple[Rest, Effect, bool], ...]] = {}
        self._effects: dict[str, tuple[Effect, ...]] = {}

    def rests(self, ground: Ground) -> tuple[Rest, ...]:
        """What a citation rests on; nothing where the document is not on record, as without assumptions."""
        key = ground.document, ground.clause
        if key not in self._rests:
            known = self._records.find(Document, ground.document) is not None
            self._rests[key] = rests_on(self._records, *key) if known else ()
        return self._rests[key]

    def changes(self, ground: Ground) -> tuple[tuple[Rest, Effect, bool], ...]:
        """Each change of what a citation rests on, with the best way to it and whether that keeps to the clauses."""
        key = ground.document, ground.clause
        if key not in self._changes:
            best: dict[tuple[str, str, str], tuple[Rest, Effect, bool]] = {}
            for rest in self.rests(ground):
                knowing = {ground.document, *(step.relation.document for step in rest.steps), rest.document}
                for effect in self._done_to(rest.document):
                    if effect.by not in knowing:
                        _keep_better(best, (rest, effect, rest.precise and touch(rest.clause, effect.clause)))
            self._changes[key] = tuple(best.values())
        return self._changes[key]

    def _done_to(self, document: str) -> tuple[Effect, ...]:
        if document not in self._effects:
            self._effects[document] = effects_on(self._records, document, self._day)
        return self._effects[document]


def _keep_better(best: dict[tuple[str, str, str], tuple[Rest, Effect, bool]], found: tuple[Rest, Effect, bool]) -> None:
    key = _key(found[1])
    if key not in best or _rank(found) < _rank(best[key]):
        best[key] = found


def _key(effect: Effect) -> tuple[str, str, str]:
    return effect.record.kind, effect.record.code, effect.target


def _rank(found: tuple[Rest, Effect, bool]) -> tuple[bool, int]:
    return not found[2], len(found[0].steps)


def _found(records: Records, subject: Subject, day: date, ways: Ways) -> Iterator[Finding]:
    best: dict[tuple[str, str, str], tuple[Rest, Effect, bool]] = {}
    by: dict[tuple[str, str, str], Ground] = {}
    for ground in grounds(records, subject, day):
        for change in ways.changes(ground):
            before = best.get(_key(change[1]))
            _keep_better(best, change)
            if best[_key(change[1])] is not before:
                by[_key(change[1])] = ground
    over = over_on(records, subject.code) if best and subject.kind is SubjectKind.TASK else None
    for key, (rest, effect, precise) in sorted(best.items()):
        if over is None or effect.since is None or over >= first_day(effect.since):
            yield Finding(subject, by[key], rest, effect, precise)


# ---- what each kind of thing cites


def _cites(records: Records, name: Message | Text | str, document: str, clause: str | None, record: Entity) -> Ground:
    said = _("{name} cites {what}", name=name, what=cited(records, document, clause))
    return Ground(document, clause, (because(said, record),))


def _of_task(records: Records, task: Task) -> Iterator[Ground]:
    made = products(records, task)
    trail: list[Reason] = []
    for part in lineage(records, task):
        own = [ground for ground in _own(records, part) if ground.document not in made]
        if own:
            yield from (ground._replace(reasons=(*trail, *ground.reasons)) for ground in own)
            break
        above = part.parent or part.programme
        said = _("{task} names no basis of its own; it is part of {above}", task=part.code, above=above)
        trail.append(because(said, part))
    else:
        programme = records.find(Programme, task.programme)
        found = _of_programme(records, programme) if programme else ()
        yield from (g._replace(reasons=(*trail, *g.reasons)) for g in found if g.document not in made)
    for deadline in records.by(Deadline, "task", task.code):
        yield from _of_deadline(records, deadline)


def _own(records: Records, task: Task) -> Iterator[Ground]:
    if task.basis is not None:
        yield _cites(records, task.code, task.basis, task.clause, task)
    for row in records.by(Citation, "task", task.code):
        yield _cites(records, task.code, row.document, row.clause, row)


def _of_deadline(records: Records, deadline: Deadline) -> Iterator[Ground]:
    name = _("the deadline {deadline}", deadline=Text(deadline.written_vi, deadline.written_en))
    rows = records.by(Citation, "deadline", deadline.code)
    if deadline.document is not None and all(row.document != deadline.document for row in rows):
        yield _cites(records, name, deadline.document, None, deadline)
    yield from (_cites(records, name, row.document, row.clause, row) for row in rows)


def _of_programme(records: Records, programme: Programme) -> Iterator[Ground]:
    rows = records.by(Citation, "programme", programme.code)
    if programme.basis is not None and all(row.document != programme.basis for row in rows):
        yield _cites(records, programme.code, programme.basis, None, programme)
    yield from (_cites(records, programme.code, row.document, row.clause, row) for row in rows)


def _of_post(records: Records, post: Post, day: date) -> Iterator[Ground]:
    """What the seat and the office that it goes with cite, and the instruments that set up its body and appointed its holder."""
    for each in seat_chain(records, post.code):
        for row in records.by(Citation, "post", each.code):
            yield _cites(records, each.title, row.document, row.clause, row)
        for step in records.by(Succession, "successor", each.organization):
            if step.document is not None and took_effect(records, step, day):
                name, other = short(records, each.organization), short(records, step.predecessor)
                said = _("{body} follows {other} by {what}", body=name, other=other, what=cited(records, step.document))
                yield Ground(step.document, None, (because(said, step),))
        for appointment in records.by(Appointment, "post", each.code):
            if appointment.document is not None and holds(appointment.since, appointment.end, day):
                held = _("the appointment to the post {post}", post=each.title)
                yield _cites(records, held, appointment.document, None, appointment)
