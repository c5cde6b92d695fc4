"""The pages of lists: the things of a kind filtered and in order, cut at a place, as JSON.

What is made of a kind's things (folded texts, JSON, orders) is kept for as long as they stand: a page of a list that nobody
changed since costs the joining of its pieces.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from api.computed import Kept
from api.lists import Question, Sort, cursor, folded, sortable
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


def position(kind: type[Entity], sort: Sequence[Sort], values: Sequence[Any], code: str) -> Position:
    """Where a thing with these values stands in an order: what has no value comes last, ties go by code."""
    found: list[tuple[bool, Any]] = []
    for (field, down), value in zip(sort, values, strict=True):
        key = None if value is None else key_of(sortable(kind)[field])(value)
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


class Page(NamedTuple):
    """The things of a page, and the cursors of the pages around it, None where there is none."""

    rows: Sequence[Row]
    following: str | None
    before: str | None


class Sequenced(NamedTuple):
    """What a question chose, in its order; ``row`` says what the store keeps beside a thing."""

    things: Sequence[Entity]
    row: Callable[[Entity], Row]

    def page(self, question: Question) -> Page:
        """The page at the place that is asked for. Things that came or went since the cursor was made move nothing else."""
        start, end = self._span(question)
        rows = [self.row(thing) for thing in self.things[start:end]]
        following = _at(question, rows[-1]) if rows and end < len(self.things) else None
        return Page(rows, following, self._before(question, rows[:1]) if start > 0 else None)

    def _span(self, question: Question) -> tuple[int, int]:
        at = question.place
        if at is None:
            return 0, question.limit
        where = position(question.kind, question.sort, at.values, at.code)
        if at.back:
            end = bisect_left(self.things, where, key=partial(self._position, question))
            return max(0, end - question.limit), end
        start = bisect_right(self.things, where, key=partial(self._position, question))
        return start, start + question.limit

    def _position(self, question: Question, thing: Entity) -> Position:
        row = self.row(thing)
        return position(question.kind, question.sort, [row.value(sort.field) for sort in question.sort], thing.code)

    def _before(self, question: Question, first: Sequence[Row]) -> str:
        if first:
            return _at(question, first[0], back=True)
        at = question.place
        assert at is not None, "an empty page that does not begin the list was asked for by a cursor"
        return cursor(question, at.values, at.code, back=True)


def _at(question: Question, row: Row, *, back: bool = False) -> str:
    return cursor(question, [row.value(sort.field) for sort in question.sort], row.entity.code, back=back)


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
        self.kind, self.marks, self._things = kind, state.marks.get(kind, {}), state.records.all(kind)
        self._json: Memo[bytes] = before._json if before else Memo(_encoded)
        self._folded: Memo[str] = before._folded if before else Memo(_folded)
        self._keys: dict[str, Memo[Any]] = before._keys if before else {}
        self._kept = Kept[Hashable, Sequenced](16)
        self.answers = Kept[Hashable, tuple[bytes, Mapping[str, str]]](16)
        """What was answered while these things stood, by the address that asked."""
        memos: list[Memo[Any]] = [self._json, self._folded, *self._keys.values()]
        for memo in memos:
            memo.keep(len(self.marks))

    def ordered(self, question: Question, chosen: frozenset[str] | None = None) -> Sequenced | None:
        """What is asked for, where it was put in order already or stands in order; else None."""
        return self._kept.get(_choosing(question, chosen)) or (
            Sequenced(self._things, self._row) if question.plain and chosen is None else None
        )

    def put_in_order(self, question: Question, chosen: frozenset[str] | None = None) -> Sequenced:
        """What is asked for; ``chosen`` are the codes that the parameters beyond the kind's own fields leave.

        It takes its time, and may be called in a thread.
        """
        return Sequenced(self._in_order(question, chosen), self._row)

    def keep(self, question: Question, chosen: frozenset[str] | None, found: Sequenced) -> None:
        """Keep what was put in order for those who ask for it again."""
        self._kept[_choosing(question, chosen)] = found

    def _in_order(self, question: Question, chosen: frozenset[str] | None) -> Sequence[Entity]:
        found: Sequence[Entity] = self._things
        if question.where:
            found = [thing for thing in found if all(getattr(thing, name) == value for name, value in question.where)]
        if chosen is not None:
            found = [thing for thing in found if thing.code in chosen]
        if question.words:
            found = [thing for thing in found if _holds(self._folded(self._row(thing)), question.words)]
        for field, down in reversed(question.sort):
            key = self._keys.setdefault(field, Memo(partial(_key, key_of(sortable(self.kind)[field]), field)))
            keyed = [(key(self._row(thing)), thing) for thing in found]
            there = sorted((each for each in keyed if each[0] is not None), key=_first, reverse=down)
            found = [thing for _key, thing in there] + [thing for key, thing in keyed if key is None]
        return found

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


def _choosing(question: Question, chosen: frozenset[str] | None) -> Hashable:
    return question.where, question.words, question.sort, chosen


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
