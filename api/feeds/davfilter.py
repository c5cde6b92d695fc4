"""The filters of a calendar query (RFC 4791, 9.7): which entries are asked for. Pure.

Entries are whole days of Hà Nội, or hours of it; none repeats.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from icalendar import Component

from api.feeds.calendar import HANOI
from api.feeds.davxml import CALDAV
from api.feeds.shown import Piece
from governance.errors import InvalidError, Problem
from governance.messages import _

_DAY = timedelta(days=1)
_EVER = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))


class UnsupportedError(Exception):
    """A filter that cannot be followed; to leave a part of it out would answer something else."""


class Extent(NamedTuple):
    """From when to when an entry goes; a to-do without a day has none."""

    kind: str
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
    parts = list(top)
    return tuple(piece for piece in pieces if all(_component(part, piece) for part in parts))


def _component(part: Element, piece: Piece) -> bool:
    """Whether an entry is what one comp-filter below VCALENDAR is after."""
    if part.tag != f"{CALDAV}comp-filter":
        raise UnsupportedError(part.tag)
    extent = _extent(piece.body)
    same = extent.kind == part.get("name")
    if part.find(f"{CALDAV}is-not-defined") is not None:
        return not same
    return same and all(_condition(each, extent, piece) for each in part)


def _condition(condition: Element, extent: Extent, piece: Piece) -> bool:
    match str(condition.tag).removeprefix(CALDAV):
        case "time-range":
            return extent.within(*_stretch(condition))
        case "prop-filter":
            return _property(condition, Component.from_ical(piece.body))
        case _:
            raise UnsupportedError(condition.tag)


def _property(condition: Element, entry: Component) -> bool:
    """Whether an entry has a property, has it not, or has it with (or without) certain words, as is asked."""
    name = condition.get("name", "")
    if condition.find(f"{CALDAV}is-not-defined") is not None:
        return name not in entry
    if name not in entry:
        return False
    for each in condition:
        if each.tag != f"{CALDAV}text-match":
            raise UnsupportedError(each.tag)
        found = (each.text or "").casefold() in str(entry.decoded(name) if name == "CATEGORIES" else entry[name]).casefold()
        if found == (each.get("negate-condition") == "yes"):
            return False
    return True


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
    """Read once for each state of an entry."""
    entry = Component.from_ical(body)
    start = _moment(entry.get("DTSTART"), timedelta())
    end = _moment(entry.get("DTEND"), timedelta()) or _moment(entry.get("DUE"), _DAY)
    return Extent(str(entry.name), start, end)


def _moment(said: object, whole_day: timedelta) -> datetime | None:
    """A day as its midnight in Hà Nội, or as that which ends it."""
    value = getattr(said, "dt", None)
    if isinstance(value, datetime):
        return value
    return datetime.combine(value + whole_day, time(), HANOI) if isinstance(value, date) else None
