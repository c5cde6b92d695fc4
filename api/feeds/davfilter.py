"""The filters of a calendar query (RFC 4791, 9.7): which entries are asked for. Pure.

Entries are whole days of Hà Nội, or hours of it; none repeats.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple
from xml.etree.ElementTree import Element

from icalendar import Component

from api.feeds.davxml import CALDAV
from api.feeds.shown import Piece
from governance.errors import InvalidError, Problem
from governance.messages import _
from governance.past import HANOI

_EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


Fold = Callable[[str], str]
_ASCII = str.maketrans(ascii_uppercase, ascii_lowercase)
COLLATIONS: Mapping[str, Fold] = {
    "i;ascii-casemap": lambda text: text.translate(_ASCII),
    "i;unicode-casemap": str.casefold,
    "i;octet": str,
}
"""How words are compared that a filter is after; the first unless it says how (RFC 4791 7.5, 4790)."""


class UnsupportedError(Exception):
    """A filter that cannot be followed; to leave a part of it out would answer something else. ``condition`` is not met."""

    def __init__(self, what: object, condition: str = "supported-filter") -> None:
        super().__init__(what)
        self.condition = condition


class Extent(NamedTuple):
    """From when to when an entry goes; a to-do without a day has none."""

    start: datetime | None
    end: datetime | None

    def within(self, start: datetime, end: datetime) -> bool:
        """Whether it overlaps a stretch of time, whose end is not part of it; a moment counts where it stands."""
        begins, ends = self.start or self.end, self.end or self.start
        if begins is None or ends is None:
            return True
        return begins < end and (ends > start or (begins == ends and ends >= start))


def chosen(pieces: Iterable[Piece], query: Element) -> tuple[Piece, ...]:
    """The entries that a calendar query is after.

    Raises
    ------
    InvalidError
        When the filter cannot be read.
    UnsupportedError
        When it asks for what is not known here.
    """
    top = query.find(f"{CALDAV}filter/{CALDAV}comp-filter")
    if top is None or top.get("name") != "VCALENDAR":
        raise InvalidError([Problem("filter", _("a calendar query has a filter of VCALENDAR"))])
    tests = [_component(part) for part in top]
    return tuple(piece for piece in pieces if all(test(piece) for test in tests))


Test = Callable[[Piece], bool]


def _component(part: Element) -> Test:
    """What one comp-filter below VCALENDAR asks of an entry."""
    if part.tag != f"{CALDAV}comp-filter":
        raise UnsupportedError(part.tag)
    begin = f"BEGIN:{part.get('name')}\r\n".encode()
    if part.find(f"{CALDAV}is-not-defined") is not None:
        return lambda piece: not piece.body.startswith(begin)
    conditions = [_condition(each) for each in part]
    return lambda piece: piece.body.startswith(begin) and all(test(piece) for test in conditions)


def _condition(condition: Element) -> Test:
    match str(condition.tag).removeprefix(CALDAV):
        case "time-range":
            start, end = _stretch(condition)
            return lambda piece: _near(piece, start, end) and _extent(piece.body).within(start, end)
        case "prop-filter":
            words = [_words(each) for each in condition if each.tag != f"{CALDAV}is-not-defined"]
            name, absent = condition.get("name", ""), len(words) < len(condition)
            return lambda piece: _property(Component.from_ical(piece.body), name, words, absent=absent)
        case _:
            raise UnsupportedError(condition.tag)


class _Words(NamedTuple):
    """Words that a property is to have, or is not to have."""

    fold: Fold
    text: str
    wanted: bool

    def within(self, said: str) -> bool:
        return (self.fold(self.text) in self.fold(said)) == self.wanted


def _words(condition: Element) -> _Words:
    if condition.tag != f"{CALDAV}text-match":
        raise UnsupportedError(condition.tag)
    collation = condition.get("collation", next(iter(COLLATIONS)))
    if collation not in COLLATIONS:
        raise UnsupportedError(collation, "supported-collation")
    return _Words(COLLATIONS[collation], condition.text or "", condition.get("negate-condition") != "yes")


def _property(entry: Component, name: str, words: Iterable[_Words], *, absent: bool) -> bool:
    """Whether an entry has a property, has it not, or has it with (or without) certain words, as is asked."""
    if absent or name not in entry:
        return absent and name not in entry
    said = str(entry.decoded(name) if name == "CATEGORIES" else entry[name])
    return all(each.within(said) for each in words)


def _near(piece: Piece, start: datetime, end: datetime) -> bool:
    """Whether an entry may overlap a stretch, by the days that it stands on: most are not read for this."""
    if piece.day == date.max:
        return True
    return _midnight(piece.until, after=True) > start and (_midnight(piece.day) < end or piece.body.startswith(b"BEGIN:VTODO"))


def _stretch(asked: Element) -> tuple[datetime, datetime]:
    try:
        start, end = (
            datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) if (text := asked.get(name)) else ever
            for name, ever in zip(("start", "end"), _EVER)
        )
    except ValueError:
        raise InvalidError([Problem("time-range", _("a moment is written 20180705T000000Z"))]) from None
    return start, end


@lru_cache(maxsize=20_000)
def _extent(body: bytes) -> Extent:
    """Read once for each state of an entry.

    A to-do that begins on no known day is of the day on which it is due, and without that of the one on which it was closed.
    """
    entry = Component.from_ical(body)
    start, end, due, closed = (entry.get(name) for name in ("DTSTART", "DTEND", "DUE", "COMPLETED"))
    return Extent(_moment(start or due or closed), _moment(end) or _moment(due, after=True) or _moment(closed))


def _moment(said: object, *, after: bool = False) -> datetime | None:
    """A moment, or a day as its midnight or as that which ends it."""
    value = getattr(said, "dt", None)
    if isinstance(value, datetime):
        return value
    return _midnight(value, after=after) if isinstance(value, date) else None


def _midnight(day: date, *, after: bool = False) -> datetime:
    """The midnight in Hà Nội that begins a day, or that ends it; the last day there is has no end."""
    if after and day == date.max:
        return _EVER[1]
    return datetime.combine(day + timedelta(days=1) if after else day, time(), HANOI)
