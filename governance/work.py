"""A unit of work as a value: what is there, what one author changes of it, and the ledger entries that this makes.

Pure: :class:`governance.store.Store` reads the state, lets a function change it through a :class:`Work`, and writes what the
work says. All of it or nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from secrets import token_hex
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from governance import personal
from governance.columns import personal as personal_fields
from governance.columns import secrets
from governance.errors import (
    DuplicateCodeError,
    InvalidError,
    Problem,
    StaleVersionError,
    UnknownCodeError,
    absent,
    kind_name,
)
from governance.ledger import Entry, Head, head_of, sealed, shown
from governance.messages import Message, _
from governance.records import Records
from governance.values import Entity, differing, references

E = TypeVar("E", bound=Entity)
_NAMED = 10
"""Things that a refusal names of those that refer to what is to go; the others it counts."""
Marks = Mapping[type[Entity], Mapping[str, tuple[int, int]]]
"""kind → code → (version, ledger entry of the last change)."""


class Author(NamedTuple):
    """Who changes something, when, and on what it rests. ``at`` is aware; ``action`` says what it was part of ("seed").

    ``may`` refuses work that goes beyond what the author may change; without it nothing is refused.
    """

    account: str
    at: datetime
    document: str | None = None
    meeting: str | None = None
    action: str | None = None
    may: "Callable[[Work], None] | None" = None


class Stored(NamedTuple, Generic[E]):
    """A thing as it is kept: how often it changed, and which ledger entry last did."""

    entity: E
    version: int
    changed_seq: int


class State(NamedTuple):
    """Everything there is at one head of the ledger."""

    head: Head
    records: Records
    marks: Marks

    def stored(self, kind: type[E], code: str) -> Stored[E] | None:
        """The thing with its version, or None."""
        entity = self.records.find(kind, code)
        return None if entity is None else Stored(entity, *self.marks[kind][code])


def in_time(state: State | None, upon: Stored[Any]) -> None:
    """Refuse a change that is based on a version known to be outdated. Versions only rise, so no newer state can save it.

    Raises
    ------
    StaleVersionError
    """
    kind, code = type(upon.entity), upon.entity.code
    now = state.stored(kind, code) if state else None
    if now is not None and now.version > upon.version and now.changed_seq > upon.changed_seq:
        raise StaleVersionError(kind.kind, code, upon.version, now.version)


class Change(NamedTuple):
    """One change and its ledger entry; ``after`` is None for a deletion, ``before`` for a creation."""

    kind: type[Entity]
    code: str
    before: Entity | None
    after: Entity | None
    version: int
    entry: Entry


def instant(at: datetime) -> str:
    """A moment as the database keeps it: UTC, to the microsecond, sortable as text.

    >>> instant(datetime(2018, 7, 5, 9, tzinfo=timezone.utc))
    '2018-07-05T09:00:00.000000Z'
    """
    return at.astimezone(timezone.utc).isoformat(timespec="microseconds")[:-6] + "Z"


class Work:
    """What one function changes. Later steps see the earlier ones."""

    def __init__(self, state: State, by: Author) -> None:
        self._state = state
        self._by = by
        self._at = instant(by.at)
        self._records: Records | None = state.records
        self._now: dict[tuple[type[Entity], str], Stored[Any] | None] = {}
        self.head = state.head
        self.changes: list[Change] = []

    @property
    def records(self) -> Records:
        """The state with what this work has changed so far."""
        if self._records is None:
            changed = ((kind, code, now.entity if now else None) for (kind, code), now in self._now.items())
            self._records = self._state.records.apply(changed)
        return self._records

    @property
    def before(self) -> Records:
        """The state that this work began with."""
        return self._state.records

    @property
    def began(self) -> Head:
        """The head of the ledger that this work began with."""
        return self._state.head

    def trial(self) -> "Work":
        """Work by the same author that begins where this stands, and changes nothing of it."""
        return Work(self.outcome(), self._by)

    def allow(self) -> None:
        """Refuse what the author may not change."""
        if self._by.may is not None:
            self._by.may(self)

    def find(self, kind: type[E], code: str) -> Stored[E] | None:
        """A thing with its version as this work sees it, or None."""
        if (kind, code) in self._now:
            return self._now[kind, code]
        return self._state.stored(kind, code)

    def get(self, kind: type[E], code: str) -> Stored[E]:
        """A thing with its version as this work sees it.

        Raises
        ------
        UnknownCodeError
        """
        found = self.find(kind, code)
        if found is None:
            raise UnknownCodeError(kind.kind, code)
        return found

    def create(self, entity: E) -> Stored[E]:
        """Add a thing.

        Raises
        ------
        DuplicateCodeError
            When its code is taken.
        InvalidError
            When it breaks the rules of its own declaration.
        """
        check(entity)
        if self.find(type(entity), entity.code) is not None:
            raise DuplicateCodeError(entity.kind, entity.code, follows=bool(entity.key))
        return self._change("create", None, entity, 1)

    def replace(self, entity: E, version: int | None) -> Stored[E]:
        """Put a thing in the place of the one with its code, if that is still at the version that the author read.

        ``version`` None replaces whatever is there. Replacing a thing by its equal changes nothing and writes nothing.

        Raises
        ------
        UnknownCodeError
        StaleVersionError
        InvalidError
        """
        check(entity)
        before = self._at_version(type(entity), entity.code, version)
        if before.entity == entity:
            return before
        check_unchanged(before.entity, entity)
        return self._change("replace", before, entity, before.version + 1)

    def delete(self, kind: type[Entity], code: str, version: int | None) -> None:
        """Take a thing away; the same errors as :meth:`replace`."""
        before = self._at_version(kind, code, version)
        self._change("delete", before, None, before.version)

    def _at_version(self, kind: type[E], code: str, version: int | None) -> Stored[E]:
        before = self.get(kind, code)
        if version is not None and before.version != version:
            raise StaleVersionError(kind.kind, code, version, before.version)
        return before

    def _change(self, action: str, before: Stored[E] | None, after: E | None, version: int) -> Stored[E]:
        entity = after if after is not None else before.entity if before is not None else None
        assert entity is not None
        kind = type(entity)
        was, now = _covered(before.entity if before else None), _covered(after)
        draft = Entry(
            seq=0,
            at=self._at,
            account=self._by.account,
            action=action,
            kind=kind.kind,
            code=entity.code,
            before=was.text if was else None,
            after=now.text if now else None,
            purpose=self._by.action,
            document=self._by.document,
            meeting=self._by.meeting,
            personal=personal.packed(was.openings if was else {}, now.openings if now else {}),
        )
        entry = sealed(draft, self.head)
        self.head = head_of(entry)
        self.changes.append(Change(kind, entity.code, before.entity if before else None, after, version, entry))
        stored = Stored(entity, version, entry.seq)
        self._now[kind, entity.code] = stored if after is not None else None
        self._records = None
        return stored

    def touched(self) -> dict[type[Entity], frozenset[str] | None]:
        """The kinds that something changed of, and which fields did; None where things came or went."""
        found: dict[type[Entity], frozenset[str] | None] = {}
        for change in self.changes:
            fields = frozenset(differing(change.before, change.after)) if change.before and change.after else None
            before = found.get(change.kind, frozenset())
            found[change.kind] = None if fields is None or before is None else before | fields
        return found

    def outcome(self) -> State:
        """The state once this work is written."""
        touched = self.touched()
        marks = {kind: dict(codes) if kind in touched else codes for kind, codes in self._state.marks.items()}
        for (kind, code), now in self._now.items():
            of_kind = marks.setdefault(kind, {})
            assert isinstance(of_kind, dict)
            if now is None:
                of_kind.pop(code, None)
            else:
                of_kind[code] = (now.version, now.changed_seq)
        return State(self.head, self.records, marks)

    def needed(self, kinds: Sequence[type[Entity]]) -> Iterator[tuple[type[Entity], str, Message]]:
        """What was deleted while something still refers to it: its kind and code, and why it cannot go."""
        return still_needed(self.records, kinds, (thing for thing, now in self._now.items() if now is None))

    def dangling(self, kinds: Sequence[type[Entity]], records: Records) -> Iterator[Problem]:
        """Every place where something that was written refers to what is not in these records."""
        by_name = {kind.kind: kind for kind in kinds}
        for (kind, code), now in self._now.items():
            for field, target in references(kind).items() if now is not None else ():
                value = getattr(now.entity, field) if now is not None else None
                if value is not None and records.find(by_name[target], value) is None:
                    yield Problem(f"{kind.kind} {code} {field}", absent(target, value))


def _covered(entity: Entity | None) -> personal.Covered | None:
    """What an entry says of a thing: its secrets hidden, its personal values committed to."""
    if entity is None:
        return None
    kind = type(entity)
    return personal.covered(shown(entity, secrets(kind)), personal_fields(kind), lambda: token_hex(personal.SALT // 2))


def still_needed(
    records: Records, kinds: Sequence[type[Entity]], gone: Iterable[tuple[type[Entity], str]]
) -> Iterator[tuple[type[Entity], str, Message]]:
    """Of things that are gone from these records, by kind and code, those that something refers to, and why they cannot go."""
    for kind, code in gone:
        if users := tuple(referring(records, kinds, kind, code)):
            said: tuple[object, ...] = (
                users if len(users) <= _NAMED else (*users[:_NAMED], _("{count} more", count=len(users) - _NAMED))
            )
            why = _(
                "{kind} {code} cannot go while these refer to it: {users}; change or delete those first",
                kind=kind_name(kind.kind),
                code=code,
                users=said,
            )
            yield kind, code, why


def referring(records: Records, kinds: Iterable[type[Entity]], kind: type[Entity], code: str) -> Iterable[Message]:
    """What refers to a thing, by kind and code."""
    for other in kinds:
        for field, target in references(other).items():
            if target == kind.kind:
                users = records.by(other, field, code)
                yield from (_("{kind} {code}", kind=kind_name(other.kind), code=user.code) for user in users)


def check(entity: Entity) -> None:
    """Refuse a value that its own declaration would refuse: constructors do not check, so the door does.

    Raises
    ------
    InvalidError
    """
    kind = type(entity)
    raw = msgspec.to_builtins(entity)
    try:
        msgspec.convert(raw, kind)
    except msgspec.ValidationError:
        kind.parse(raw)
        raise
    problems = list(entity.rules())
    if not entity.code:
        problems.append(Problem("code", _("is required")))
    if problems:
        raise InvalidError(problems)


def check_unchanged(before: Entity, after: Entity) -> None:
    """Refuse to change what is written for good.

    Raises
    ------
    InvalidError
        Naming every field that does not stay as it is.
    """
    open_to = after.changeable
    if open_to is None:
        return
    changed = [name for name in differing(before, after) if name not in open_to]
    if changed:
        kind = kind_name(after.kind)
        why = _("of a {kind} this never changes once it is written: leave it as it is, or write another", kind=kind)
        raise InvalidError([Problem(name, why) for name in changed])
