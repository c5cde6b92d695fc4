"""The pages of lists: the things of a kind filtered and in order, cut at a place, as JSON.

What is made of a kind's things (folded texts, JSON, orders) is kept for as long as they stand: a page of a list that nobody
changed since costs the joining of its pieces.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from api.computed import Kept
from api.lists import Question, cursor, folded
from api.schemas import shown, wire
from governance.values import DecimalText, Entity
from governance.work import State
from portfolio.folding import alphabetical

T = TypeVar("T")
Position = tuple[Any, ...]


class Falling:
    """A key that is compared the other way round."""

    __slots__ = ("key",)

    def __init__(self, key: Any) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Falling) and bool(self.key == other.key)

    def __lt__(self, other: "Falling") -> bool:
        return bool(other.key < self.key)

    __hash__ = None  # type: ignore[assignment]


def key_of(declared: Any) -> Callable[[Any], Any]:
    """How values of a field's type are compared: texts by the alphabet, exact decimals as numbers.

    >>> key_of(DecimalText)("10") > key_of(DecimalText)("9.5"), key_of(str)("Đ") < key_of(str)("e")
    (True, True)
    """
    if declared in (DecimalText, DecimalText | None):
        return Decimal
    return lambda value: alphabetical(value) if type(value) is str else value


def position(question: Question, values: Sequence[Any], code: str) -> Position:
    """Where a thing with these values stands in an order: what has no value comes last, ties go by code."""
    found: list[tuple[bool, Any]] = []
    for (name, down), value in zip(question.sort, values, strict=True):
        key = None if value is None else key_of(question.orders[name])(value)
        found.append((value is None, Falling(key) if down and key is not None else key))
    return (*found, code)


class Row(NamedTuple):
    """A thing in a list, with what the store keeps beside it."""

    entity: Entity
    version: int
    seq: int

    def value(self, field: str) -> Any:
        """Its value of a field, or of what the store keeps."""
        return getattr(self if field in ("version", "seq") else self.entity, field)


@dataclass(frozen=True, eq=False)
class Found:
    """What was computed for a question: the codes that it leaves, None for all, and the values by which it is sorted."""

    codes: frozenset[str] | None = None
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


ALL = Found()
"""Nothing has to be computed."""


class Page(NamedTuple):
    """The things of a page, and the cursors of the pages around it, None where there is none."""

    rows: Sequence[Row]
    following: str | None
    before: str | None


class Sequenced(NamedTuple):
    """What a question chose, in its order; ``row`` says what the store keeps beside a thing, ``computed`` what was computed."""

    things: Sequence[Entity]
    row: Callable[[Entity], Row]
    computed: Found = ALL

    def page(self, question: Question) -> Page:
        """The page at the place that is asked for. Things that came or went since the cursor was made move nothing else."""
        start, end = self._span(question)
        rows = [self.row(thing) for thing in self.things[start:end]]
        following = self._at(question, rows[-1]) if rows and end < len(self.things) else None
        return Page(rows, following, self._before(question, rows[:1]) if start > 0 else None)

    def _span(self, question: Question) -> tuple[int, int]:
        at = question.place
        if at is None:
            return 0, question.limit
        where = position(question, at.values, at.code)
        if at.back:
            end = bisect_left(self.things, where, key=partial(self._position, question))
            return max(0, end - question.limit), end
        start = bisect_right(self.things, where, key=partial(self._position, question))
        return start, start + question.limit

    def _position(self, question: Question, thing: Entity) -> Position:
        return position(question, self._values(question, self.row(thing)), thing.code)

    def _values(self, question: Question, row: Row) -> list[Any]:
        """What a thing is sorted by."""
        computed = self.computed.values
        return [computed[name].get(row.entity.code) if name in computed else row.value(name) for name, _down in question.sort]

    def _at(self, question: Question, row: Row, *, back: bool = False) -> str:
        return cursor(question, self._values(question, row), row.entity.code, back=back)

    def _before(self, question: Question, first: Sequence[Row]) -> str:
        if first:
            return self._at(question, first[0], back=True)
        at = question.place
        assert at is not None, "an empty page that does not begin the list was asked for by a cursor"
        return cursor(question, at.values, at.code, back=True)


class Memo(Generic[T]):
    """A value made of each thing, kept by the thing itself: made again when another stands under its code."""

    def __init__(self, make: Callable[[Row], T]) -> None:
        self._make, self._made = make, dict[str, tuple[Entity, int, T]]()

    def __call__(self, row: Row) -> T:
        """The value of a thing."""
        found = self._made.get(row.entity.code)
        if found is None or found[0] is not row.entity or found[1] != row.seq:
            found = self._made[row.entity.code] = (row.entity, row.seq, self._make(row))
        return found[2]

    def keep(self, codes: int) -> None:
        """Forget what is gone, when that is most of what is kept."""
        if len(self._made) > 2 * codes + 100:
            self._made.clear()


class Shelf:
    """The things of one kind, as lists want them, at one state of them."""

    def __init__(self, kind: type[Entity], state: State, before: "Shelf | None" = None) -> None:
        self.kind, self.marks, self.things = kind, state.marks.get(kind, {}), state.records.all(kind)
        self._json: Memo[bytes] = before._json if before else Memo(_encoded)
        self._folded: Memo[str] = before._folded if before else Memo(_folded)
        self._keys: dict[str, Memo[Any]] = before._keys if before else {}
        self._kept = Kept[Hashable, Sequenced](16)
        self.answers = Kept[Hashable, tuple[bytes, Mapping[str, str]]](16)
        """What was answered while these things stood, by the address that asked."""
        memos: list[Memo[Any]] = [self._json, self._folded, *self._keys.values()]
        for memo in memos:
            memo.keep(len(self.marks))

    def ordered(self, question: Question, found: Found = ALL) -> Sequenced | None:
        """What is asked for, where it was put in order already or stands in order; else None."""
        return self._kept.get(_choosing(question, found)) or (
            Sequenced(self.things, self._row) if question.plain and found is ALL else None
        )

    def put_in_order(self, question: Question, found: Found = ALL) -> Sequenced:
        """What is asked for, of what was ``found`` by computing.

        It takes its time, and may be called in a thread.
        """
        return Sequenced(self._in_order(question, found), self._row, found)

    def keep(self, question: Question, made: Sequenced) -> None:
        """Keep what was put in order for those who ask for it again."""
        self._kept[_choosing(question, made.computed)] = made

    def _in_order(self, question: Question, found: Found) -> Sequence[Entity]:
        left: Sequence[Entity] = self.things
        if question.where:
            left = [thing for thing in left if all(getattr(thing, name) == value for name, value in question.where)]
        if found.codes is not None:
            left = [thing for thing in left if thing.code in found.codes]
        if question.words:
            left = [thing for thing in left if _holds(self._folded(self._row(thing)), question.words)]
        for name, down in reversed(question.sort):
            key = self._sorted_by(question, name, found)
            keyed = [(key(thing), thing) for thing in left]
            there = sorted((each for each in keyed if each[0] is not None), key=_first, reverse=down)
            left = [thing for _key, thing in there] + [thing for key, thing in keyed if key is None]
        return left

    def _sorted_by(self, question: Question, name: str, found: Found) -> Callable[[Entity], Any]:
        """The keys of things in an order: of what stands in them kept as long as they stand, of what is computed as it was."""
        ranked = key_of(question.orders[name])
        if (values := found.values.get(name)) is not None:
            keys = {code: ranked(value) for code, value in values.items() if value is not None}
            return lambda thing: keys.get(thing.code)
        memo = self._keys.setdefault(name, Memo(partial(_key, ranked, name)))
        return lambda thing: memo(self._row(thing))

    def _row(self, thing: Entity) -> Row:
        return Row(thing, *self.marks[thing.code])

    def encoded(self, rows: Sequence[Row], fields: tuple[str, ...] | None) -> list[bytes]:
        """Each thing as JSON, whole or with some of its fields."""
        if fields is None:
            return [self._json(row) for row in rows]
        listed = wire(self.kind).listed
        return [
            msgspec.json.encode(listed(**{name: getattr(out, name) for name in fields})) for out in (shown(*row) for row in rows)
        ]


def _choosing(question: Question, found: Found) -> Hashable:
    return question.where, question.words, question.sort, found


def _holds(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _key(key: Callable[[Any], Any], field: str, row: Row) -> Any:
    value = row.value(field)
    return None if value is None else key(value)


def _first(pair: tuple[Any, Entity]) -> Any:
    return pair[0]


def _encoded(row: Row) -> bytes:
    return msgspec.json.encode(shown(*row))


def _folded(row: Row) -> str:
    return folded(row.entity)


class Shelves:
    """The shelf of each kind, renewed when something of the kind changed."""

    def __init__(self) -> None:
        self._shelves: dict[type[Entity], Shelf] = {}

    def of(self, kind: type[Entity], state: State) -> Shelf:
        """The things of a kind in a state."""
        found = self._shelves.get(kind)
        if found is None or found.marks is not state.marks.get(kind):
            found = self._shelves[kind] = Shelf(kind, state, found)
        return found
