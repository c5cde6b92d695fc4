"""Entries → iCalendar bytes (RFC 5545, 7986, 9074, 9253), the same bytes for the same entries.

A subscriber's client decides by UID, SEQUENCE, DTSTAMP and LAST-MODIFIED whether an entry changed. Those of an entry come from
its :class:`Revision`, which rises exactly when what the entry says changed (``api.feeds.revisions``). Each entry is made into
bytes by itself, by the icalendar library, so that those of an entry that did not change can be kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple
from unicodedata import category, normalize

from icalendar import Alarm, Calendar, Component, Event, Timezone, Todo, vCategory, vDDDTypes, vDuration, vText, vUri

from governance.messages import Lang
from governance.past import HANOI

POLL = timedelta(hours=4)
_EPOCH = date(2000, 1, 1)
END_OF_WORK = time(17)
"""When a to-do was closed of which the day is known: the format asks for a moment, and this one is of that day far and wide."""
_ZONE_FROM = date(1970, 1, 1)
"""The zone has not changed since 1975; clients need no earlier hours."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Which state of the data something shows: a ledger entry's sequence number, and when that state began (UTC).

    ``at`` is the time of that entry, or the midnight in Hà Nội that began the status day where that is later:
    what a live feed says can change with the day alone.
    """

    seq: int
    at: datetime

    @classmethod
    def of(cls, seq: int, changed_at: datetime, today: date | None) -> "Revision":
        """The revision of a ledger entry; ``today`` is given only where the status day follows the clock.

        >>> Revision.of(7, datetime(2018, 7, 5, 3, tzinfo=UTC), date(2018, 7, 6)).at
        datetime.datetime(2018, 7, 5, 17, 0, tzinfo=datetime.timezone.utc)
        """
        began = datetime.combine(today, time(), HANOI).astimezone(UTC) if today else changed_at
        return cls(seq, max(changed_at, began).astimezone(UTC).replace(microsecond=0))

    @property
    def sequence(self) -> int:
        """A SEQUENCE that rises with every ledger entry and with every day, and never falls."""
        return self.seq + (self.at.astimezone(HANOI).date() - _EPOCH).days


Relation = Literal["FINISHTOSTART", "STARTTOSTART", "FINISHTOFINISH", "STARTTOFINISH"]


class Related(NamedTuple):
    """A to-do that another waits for (RFC 9253); ``gap`` in days, negative for a lead, none for 0."""

    uid: str
    relation: Relation
    gap: int = 0


class Doing(NamedTuple):
    """What makes an entry a to-do: how far it has come, how urgent it is, what it waits for, and when it was ``closed``.

    What has parts is as far as they are, and says no ``percent`` of its own until it is done.
    """

    status: Literal["NEEDS-ACTION", "IN-PROCESS", "COMPLETED", "CANCELLED"]
    percent: int | None = 0
    priority: int = 0
    start: date | None = None
    closed: date | None = None
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a calendar: a whole day, or a meeting with hours of Hà Nội; with ``doing`` a to-do that is due on the day.

    ``uid`` is made from codes, which never change. ``last`` is the last day of several, inclusive. ``revision`` is that of
    what the entry says. ``alarms`` are moments at which the reader wants to be told. What is ``cancelled`` stood in this
    calendar, and stands in another now. A to-do without a ``day`` is due on no known one.
    """

    uid: str
    revision: Revision
    day: date | None
    summary: str
    lines: tuple[str, ...] = ()
    last: date | None = None
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    cancelled: bool = False
    alarms: tuple[datetime, ...] = ()
    doing: Doing | None = None


class About(NamedTuple):
    """What a calendar says of itself; ``todos`` where it is one that can have to-dos."""

    name: str
    said: str = ""
    lang: Lang = "vi"
    url: str = ""
    todos: bool = False


def component(entry: Entry) -> bytes:
    """One entry as its lines of a calendar.

    Examples
    --------
    >>> revision = Revision(3, datetime(2018, 7, 5, tzinfo=UTC))
    >>> due = component(Entry(uid="deadline-A", revision=revision, day=date(2018, 7, 31), summary="Hạn: A"))
    >>> b"DTSTART;VALUE=DATE:20180731" in due, b"DTEND;VALUE=DATE:20180801" in due, b"SEQUENCE:6763" in due
    (True, True, True)
    """
    made = _todo(entry, entry.doing) if entry.doing else _event(entry)
    for number, moment in enumerate(entry.alarms, 1):
        made.add_component(_alarm(entry, moment, number))
    return bytes(made.to_ical())


@lru_cache(1_024)
def heading(about: About, *, published: bool = True) -> bytes:
    """What stands in a calendar before its entries; ``published`` is a feed, and not a single thing in a collection.

    There is no METHOD: the content type would have to name it too (RFC 5545 3.7.2), and each entry to have an organizer (RFC
    5546 3.2.1).
    """
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//egov-portfolio//feed//{about.lang.upper()}")
    if published:
        for names, said in ((_NAMES, about.name), (_DESCRIPTIONS, about.said)):
            for name in names if clean(said) else ():
                calendar.add(name, vText(clean(said)))
        for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
            poll = vDuration(POLL)
            poll.params["VALUE"] = "DURATION"
            calendar.add(name, poll)
        calendar.add("X-WR-TIMEZONE", vText(HANOI.key))
        if about.url:
            calendar.add("URL", vUri(about.url))
    return bytes(calendar.to_ical()).removesuffix(ENDING) + _zone()


_NAMES, _DESCRIPTIONS = ("NAME", "X-WR-CALNAME"), ("DESCRIPTION", "X-WR-CALDESC")
"""By RFC 7986, and as programs know them that are older."""
ENDING = b"END:VCALENDAR\r\n"
"""What stands in a calendar after its entries."""


@cache
def _zone() -> bytes:
    """The hours of Hà Nội, for whoever does not know them."""
    zone = Timezone.from_tzinfo(HANOI, first_date=_ZONE_FROM)
    zone.pop("COMMENT", None)
    return bytes(zone.to_ical())


def feed(entries: Iterable[Entry], about: About) -> bytes:
    """A calendar of these entries, by day."""
    ordered = sorted(entries, key=lambda e: (e.day or date.max, e.uid))
    return b"".join([heading(about), *map(component, ordered), ENDING])


def _common(made: Component, entry: Entry) -> None:
    made.add("UID", clean(entry.uid))
    made.add("DTSTAMP", _when(entry.revision.at))
    made.add("LAST-MODIFIED", _when(entry.revision.at))
    made.add("SEQUENCE", entry.revision.sequence)
    made.add("SUMMARY", clean(entry.summary))
    if said := [line for line in map(clean, entry.lines) if line]:
        made.add("DESCRIPTION", "\n".join(said))
    if place := clean(entry.place):
        made.add("LOCATION", place)
    if topics := [topic for topic in map(clean, entry.categories) if topic]:
        made.add("CATEGORIES", _topics(*topics))
    if entry.url:
        made.add("URL", vUri(clean(entry.url)))


def _event(entry: Entry) -> Event:
    event = Event()
    _common(event, entry)
    for name, value in _times(entry).items():
        event.add(name, value if isinstance(value, datetime) else _when(value, "DATE"))
    event.add("STATUS", _word("CANCELLED" if entry.cancelled else "CONFIRMED"))
    event.add("TRANSP", _word("OPAQUE" if entry.starts else "TRANSPARENT"))
    if not entry.starts:
        event.add("X-MICROSOFT-CDO-BUSYSTATUS", _word("FREE"))
    return event


def _times(entry: Entry) -> dict[str, date | datetime]:
    assert entry.day is not None, "an event is on a day"
    if entry.starts:
        found: dict[str, date | datetime] = {"DTSTART": datetime.combine(entry.day, entry.starts, HANOI)}
        if entry.ends and entry.ends > entry.starts:
            found["DTEND"] = datetime.combine(entry.day, entry.ends, HANOI)
        return found
    last = entry.last or entry.day
    if last == date.max:  # there is no day after it; without an end the event is of one day
        return {"DTSTART": entry.day}
    return {"DTSTART": entry.day, "DTEND": last + timedelta(days=1)}


def _todo(entry: Entry, doing: Doing) -> Todo:
    """A to-do. It begins only on a day before that on which it is due, as the format asks."""
    todo = Todo()
    _common(todo, entry)
    if entry.day:
        todo.add("DUE", entry.day)
    if doing.start and (entry.day is None or doing.start < entry.day):
        todo.add("DTSTART", doing.start)
    todo.add("STATUS", "CANCELLED" if entry.cancelled else doing.status)
    if doing.closed and doing.status == "COMPLETED" and not entry.cancelled:
        todo.add("COMPLETED", _when(datetime.combine(doing.closed, END_OF_WORK, HANOI).astimezone(UTC)))
    if doing.percent is not None:
        todo.add("PERCENT-COMPLETE", doing.percent)
    todo.add("PRIORITY", doing.priority)
    for other in doing.related:
        waits = vText(clean(other.uid))
        waits.params["RELTYPE"] = other.relation
        if other.gap:
            waits.params["GAP"] = f"{'-' if other.gap < 0 else ''}P{abs(other.gap)}D"
        todo.add("RELATED-TO", waits)
    return todo


def _alarm(entry: Entry, moment: datetime, number: int) -> Alarm:
    alarm = Alarm()
    alarm.add("UID", clean(f"alarm-{number}-{entry.uid}"))
    alarm.add("ACTION", _word("DISPLAY"))
    alarm.add("DESCRIPTION", clean(entry.summary) or clean(entry.uid))
    alarm.add("TRIGGER", _when(moment.astimezone(UTC), "DATE-TIME"))
    return alarm


# ---- what many entries say alike, made once
@lru_cache(8_192)
def _when(at: date, kind: str = "") -> vDDDTypes:
    """A day, or a moment of UTC; ``kind`` where the format has to be told which."""
    made = vDDDTypes(at)
    if kind:
        made.params["VALUE"] = kind
    return made


@cache
def _word(text: str) -> vText:
    """A word of the format."""
    return vText(text)


@lru_cache(1_024)
def _topics(*topics: str) -> vCategory:
    return vCategory(list(topics))


def clean(text: str) -> str:
    r"""Text without anything that a calendar could mistake for structure or that hides what is written.

    A backslash becomes a slash: the library reads the N after one as a line break.

    >>> clean("a\r\nATTENDEE:x\u202e\x00b"), clean("C:\\New")
    ('a ATTENDEE:xb', 'C:/New')
    """
    kept = normalize("NFC", text).replace("\\", "/")
    if not kept.isprintable():
        kept = "".join(map(_safe, kept))
    return " ".join(kept.split())


@cache
def _safe(char: str) -> str:
    if char.isspace() or char in "\u2028\u2029":
        return " "
    return "" if category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") else char
