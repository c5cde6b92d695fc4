"""Taking personal data out of the records, past and present, so that the ledger still proves everything else.

A redaction names a thing and fields of it: of every entry about that thing it takes out what opens the commitments to these
fields, and leaves a blank in the thing itself. It is a thing of the ledger too: what was taken out, why, by whom, on which
document. Codes stay, for everything refers to them: give people codes that do not tell who they are.

A plain entry, from before there were commitments, loses the words themselves; its own hash then proves nothing, so the redaction
states the digest of what is left of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta, structs

from governance.columns import fields, personal
from governance.errors import InvalidError, Problem, UnknownCodeError, kind_name
from governance.ledger import REDACTION, Entry, digest
from governance.messages import Text, _
from governance.model import DocumentCode
from governance.personal import BLANK, commitments, packed, told, unpacked, without
from governance.values import Code, Entity, Line, Prose, rule
from governance.work import Stored, Work

_KIND = Annotated[str, Meta(max_length=40, pattern=r"^[a-z_]+$", extra=rule(_("a kind is named such as person or account")))]
_RESTS_RULE = _("what is left of entries is written seq:digest, with a blank between them")
_Rests = Annotated[
    str, Meta(pattern=r"^[0-9]+:[0-9a-f]{64}( [0-9]+:[0-9a-f]{64})*$", max_length=400_000, extra=rule(_RESTS_RULE))
]


class Redaction(Entity, frozen=True, kw_only=True):
    """Personal data that was taken out: ``fields`` of the thing ``subject`` of kind ``type``, with blanks between them."""

    kind = REDACTION
    path = "redactions"
    changeable = frozenset()
    type: _KIND
    subject: Code
    fields: Line
    reason_vi: Prose
    reason_en: Prose
    document: DocumentCode | None = None
    rests: _Rests | None = None


KINDS: tuple[type[Entity], ...] = (Redaction,)
"""Every kind of thing here."""


class Asked(NamedTuple):
    """What somebody wants taken out, and why."""

    kind: type[Entity]
    code: str
    fields: frozenset[str]
    reason: Text
    document: str | None = None


class Left(NamedTuple):
    """An entry as it is after a redaction."""

    seq: int
    before: str | None
    after: str | None
    personal: str | None


class Plan(NamedTuple):
    """What a redaction touches: the entries as they will be, the fields that each tells, and the values that go."""

    entries: tuple[Left, ...]
    fields: Mapping[int, tuple[str, ...]]
    values: frozenset[str]
    rests: str | None


def asked_for(
    kinds: Iterable[type[Entity]], kind: str, code: str, names: Sequence[str], reason: Text, document: str | None = None
) -> Asked:
    """What is asked for in words.

    Raises
    ------
    InvalidError
        With every problem: a kind that there is not, fields that hold no personal data, no reason.
    """
    found = next((each for each in kinds if each.kind == kind), None)
    if found is None:
        raise InvalidError([Problem("type", _("there is no kind of thing called {kind}", kind=kind))])
    possible = tuple(sorted(personal(found)))
    why = _("the personal fields of this kind are {fields}: name one or more of them", fields=possible)
    problems = [Problem(f"fields {name}", why) for name in names if name not in possible] or (
        [] if names else [Problem("fields", why)]
    )
    if found.changeable is not None and not found.changeable >= set(names):
        problems.append(Problem("fields", _("what a {kind} holds never changes", kind=kind_name(kind))))
    if not reason.vi.strip() or not reason.en.strip():
        problems.append(Problem("reason", _("say why: a redaction is for good")))
    if problems:
        raise InvalidError(problems)
    return Asked(found, code, frozenset(names), reason, document)


def planned(asked: Asked, entries: Iterable[Entry]) -> Plan:
    """What a redaction would touch of the entries about its thing."""
    left, names, values, rests = [], {}, set[str](), []
    for entry in entries:
        openings = unpacked(entry.personal)
        sides = [(text, openings.get(side, {})) for side, text in (("before", entry.before), ("after", entry.after))]
        found = [pair for text, opening in sides for pair in told(text, opening, asked.fields)]
        if found:
            names[entry.seq] = tuple(sorted({name for name, _value in found}))
            values |= {value for _name, value in found}
            left.append(_left(entry, asked.fields))
        if entry.plain and (found or _lost(entry)):
            now = left[-1] if found else entry
            rests.append(f"{entry.seq}:{digest(structs.replace(entry, before=now.before, after=now.after))}")
    return Plan(tuple(left), names, frozenset(values), " ".join(rests) or None)


def _left(entry: Entry, gone: frozenset[str]) -> Left:
    if entry.plain:
        return Left(entry.seq, without(entry.before, gone), without(entry.after, gone), None)
    openings = {side: {n: o for n, o in there.items() if n not in gone} for side, there in unpacked(entry.personal).items()}
    return Left(entry.seq, entry.before, entry.after, packed(openings.get("before", {}), openings.get("after", {})))


def _lost(entry: Entry) -> bool:
    """Whether an earlier redaction took something out of a plain entry: the last one vouches for all."""
    return any(None in commitments(text).values() for text in (entry.before, entry.after))


def redact(work: Work, asked: Asked, plan: Plan) -> Stored[Redaction]:
    """Blank the thing itself, if it is still there, and write down what was taken out.

    Raises
    ------
    UnknownCodeError
        When there is no such thing, and never was.
    InvalidError
        When these fields say nothing, or were taken out already.
    """
    there = work.find(asked.kind, asked.code)
    if there is None and not plan.entries:
        raise UnknownCodeError(asked.kind.kind, asked.code)
    if not plan.entries:
        why = _("{kind} {code} says nothing there, or it was taken out already", kind=kind_name(asked.kind.kind), code=asked.code)
        raise InvalidError([Problem("fields", why)])
    if there is not None:
        work.replace(blanked(there.entity, asked.fields), there.version)
    return work.create(
        Redaction(
            code=f"redaction-{work.head.seq + 1}",
            type=asked.kind.kind,
            subject=asked.code,
            fields=" ".join(sorted(asked.fields)),
            reason_vi=asked.reason.vi,
            reason_en=asked.reason.en,
            document=asked.document,
            rests=plan.rests,
        )
    )


def blanked(entity: Entity, names: frozenset[str]) -> Entity:
    """A thing without what some fields of it say: what may be absent is, and the rest is blank.

    >>> from governance.model import Person
    >>> blanked(Person(code="p1", name="An", note_vi="x"), frozenset({"name", "note_vi"}))
    Person(code='p1', source=None, source_ref=None, assumed=False, note_vi=None, note_en=None, name='███')
    """
    nullable = {field.name for field in fields(type(entity)) if field.nullable}
    gone = {name: None if name in nullable else BLANK for name in names if getattr(entity, name) is not None}
    return structs.replace(entity, **gone)


def cleaned(text: str, values: Iterable[str]) -> str:
    """JSON in which whole strings that are one of the values are blank.

    >>> cleaned('{"name":"An","note":"of An"}', ["An"])
    '{"name":"███","note":"of An"}'
    """
    for value in values:
        text = text.replace(msgspec.json.encode(value).decode(), msgspec.json.encode(BLANK).decode())
    return text


class Elsewhere(NamedTuple):
    """Another place where the same words stand: the last entry of a thing that says them in a field."""

    kind: str
    code: str
    field: str
    seq: int


def elsewhere(asked: Asked, values: Iterable[str], entries: Iterable[Entry]) -> tuple[Elsewhere, ...]:
    """Where else the ledger says the words that go, in other things or other fields: a redaction does not touch these."""
    words = [value for value in values if len(value) > 3]
    found: dict[tuple[str, str, str], Elsewhere] = {}
    for entry in entries if words else ():
        for text in (entry.was, entry.now):
            if text is None or not any(msgspec.json.encode(word).decode()[1:-1] in text for word in words):
                continue
            for name in _places(text, words):
                if (entry.kind, entry.code) != (asked.kind.kind, asked.code) or name not in asked.fields:
                    found[entry.kind, entry.code, name] = Elsewhere(entry.kind, entry.code, name, entry.seq)
    return tuple(found[key] for key in sorted(found))


def _places(text: str, words: Sequence[str]) -> Iterator[str]:
    for name, value in msgspec.json.decode(text).items():
        if isinstance(value, str) and any(word in value for word in words):
            yield name
