"""The pages of lists: the things of a kind filtered and in order, cut at a place, as JSON.

What is made of a kind's things (folded texts, JSON, orders) is kept for as long as they stand: a page of a list that nobody
changed since costs the joining of its pieces.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from api.computed import Kept
from api.lists import Place, Question, Sort, cursor, folded, sortable
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

    def values(self, sort: Sequence[Sort]) -> tuple[Any, ...]:
        """Its values of the fields that are sorted by."""
        beside = {"version": self.version, "seq": self.seq}
        return tuple(beside[field] if field in beside else getattr(self.entity, field) for field, _down in sort)


class Page(NamedTuple):
    """The things of a page, and the cursors of the pages around it, None where there is none."""

    rows: Sequence[Row]
    following: str | None
    before: str | None


class Sequenced(NamedTuple):
    """What a question chose, in its order."""

    positions: Sequence[Position]
    rows: Sequence[Row]

    def page(self, question: Question) -> Page:
        """The page at the place that is asked for. Things that came or went since the cursor was made move nothing else."""
        at = question.place
        where = None if at is None else position(question.kind, question.sort, at.values, at.code)
        if at is None or where is None:
            start, end = 0, question.limit
        elif at.back:
            end = bisect_left(self.positions, where)
            start = max(0, end - question.limit)
        else:
            start = bisect_right(self.positions, where)
            end = start + question.limit
        rows = self.rows[start:end]
        return Page(rows, self._cursor(question, rows[-1:], end < len(self.rows)), self._before(question, rows, at, start))

    def _cursor(self, question: Question, last: Sequence[Row], more: bool) -> str | None:
        return cursor(question, last[0].values(question.sort), last[0].entity.code) if last and more else None

    def _before(self, question: Question, rows: Sequence[Row], at: Place | None, start: int) -> str | None:
        if start == 0:
            return None
        if rows:
            return cursor(question, rows[0].values(question.sort), rows[0].entity.code, back=True)
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
        self.kind, self.marks, self._things = kind, state.marks.get(kind, {}), state.records.all(kind)
        self._json: Memo[bytes] = before._json if before else Memo(_encoded)
        self._folded: Memo[str] = before._folded if before else Memo(_folded)
        self._kept = Kept[Hashable, Sequenced](16)
        self._json.keep(len(self.marks))
        self._folded.keep(len(self.marks))

    def page(self, question: Question, chosen: frozenset[str] | None = None) -> Page:
        """A page of what is asked for; ``chosen`` are the codes that the parameters beyond the kind's own fields leave."""
        asked = (question.where, question.words, question.sort, chosen)
        found = self._kept.get(asked)
        if found is None:
            found = self._kept[asked] = self._sequenced(question, chosen)
        return found.page(question)

    def _sequenced(self, question: Question, chosen: frozenset[str] | None) -> Sequenced:
        rows = [Row(entity, *self.marks[entity.code]) for entity in self._things if _fits(entity, question.where)]
        if chosen is not None:
            rows = [row for row in rows if row.entity.code in chosen]
        if question.words:
            rows = [row for row in rows if all(word in self._folded(row) for word in question.words)]
        if not question.sort:
            return Sequenced([(row.entity.code,) for row in rows], rows)
        order = [(position(self.kind, question.sort, row.values(question.sort), row.entity.code), row) for row in rows]
        order.sort(key=lambda each: each[0])
        return Sequenced([place for place, _row in order], [row for _place, row in order])

    def encoded(self, rows: Sequence[Row], fields: tuple[str, ...] | None) -> list[bytes]:
        """Each thing as JSON, whole or with some of its fields."""
        if fields is None:
            return [self._json(row) for row in rows]
        listed = wire(self.kind).listed
        return [
            msgspec.json.encode(listed(**{name: getattr(out, name) for name in fields})) for out in (shown(*row) for row in rows)
        ]


def _fits(entity: Entity, where: Sequence[tuple[str, object]]) -> bool:
    return all(getattr(entity, name) == value for name, value in where)


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
