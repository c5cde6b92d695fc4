"""Entries → iCalendar bytes (RFC 5545, 7986), the same bytes for the same entries.

A subscriber's client decides by UID, SEQUENCE, DTSTAMP and LAST-MODIFIED whether an event changed. Those of an event come
from its :class:`Revision`: the newest ledger entry among what the event is made of (``api.feeds.revisions``). It only rises,
so no change is ever ignored and none goes backwards; and a change elsewhere leaves every byte of the event as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from unicodedata import category, normalize
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration, vText, vUri

from governance.messages import Lang

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
POLL = timedelta(hours=4)
_EPOCH = date(2000, 1, 1)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a calendar: a whole day, or a meeting with hours of Hà Nội.

    ``uid`` is made from codes, which never change. ``last`` is the last day of several, inclusive. ``revision`` is that of
    what the entry is made of. What is ``cancelled`` stood in this calendar, and stands in another now.
    """

    uid: str
    revision: Revision
    day: date
    summary: str
    lines: tuple[str, ...] = ()
    last: date | None = None
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    cancelled: bool = False


def feed(entries: Iterable[Entry], *, name: str, about: str = "", lang: Lang, url: str = "") -> bytes:
    """A calendar of these entries.

    Examples
    --------
    >>> revision = Revision(3, datetime(2018, 7, 5, tzinfo=UTC))
    >>> due = Entry(uid="deadline-A", revision=revision, day=date(2018, 7, 31), summary="Hạn: A")
    >>> body = feed([due], name="Lịch", lang="vi")
    >>> b"DTSTART;VALUE=DATE:20180731" in body, b"DTEND;VALUE=DATE:20180801" in body, b"SEQUENCE:6763" in body
    (True, True, True)
    """
    calendar = Calendar.new(
        prodid=f"-//egov-portfolio//feed//{lang.upper()}",
        name=clean(name),
        description=clean(about) or None,
        refresh_interval=POLL,
        language=lang,
        url=url or None,
    )
    calendar.pop("UID", None)  # one is invented for each build, and clients then take the whole feed as one item
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
    ttl = vDuration(POLL)
    ttl.params["VALUE"] = "DURATION"
    calendar.add("X-PUBLISHED-TTL", ttl)
    calendar.add("X-WR-TIMEZONE", vText(HANOI.key))
    calendar.add("METHOD", "PUBLISH")
    for entry in sorted(entries, key=lambda e: (e.day, e.uid)):
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    for zone in calendar.timezones:
        zone.pop("COMMENT", None)
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", clean(entry.uid))
    event.add("DTSTAMP", entry.revision.at)
    event.add("LAST-MODIFIED", entry.revision.at)
    event.add("SEQUENCE", entry.revision.sequence)
    for name, value in _times(entry).items():
        event.add(name, value)
    event.add("SUMMARY", clean(entry.summary))
    if said := [line for line in map(clean, entry.lines) if line]:
        event.add("DESCRIPTION", "\n".join(said))
    if place := clean(entry.place):
        event.add("LOCATION", place)
    if topics := [topic for topic in map(clean, entry.categories) if topic]:
        event.add("CATEGORIES", topics)
    if entry.url:
        event.add("URL", vUri(clean(entry.url)))
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("TRANSP", "OPAQUE" if entry.starts else "TRANSPARENT")
    if not entry.starts:
        event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    return event


def _times(entry: Entry) -> dict[str, date | datetime]:
    if entry.starts:
        found: dict[str, date | datetime] = {"DTSTART": datetime.combine(entry.day, entry.starts, HANOI)}
        if entry.ends and entry.ends > entry.starts:
            found["DTEND"] = datetime.combine(entry.day, entry.ends, HANOI)
        return found
    return {"DTSTART": entry.day, "DTEND": (entry.last or entry.day) + timedelta(days=1)}


def clean(text: str) -> str:
    r"""Text without anything that a calendar could mistake for structure or that hides what is written.

    A backslash becomes a slash: the library reads the N after one as a line break.

    >>> clean("a\r\nATTENDEE:x\u202e\x00b"), clean("C:\\New")
    ('a ATTENDEE:xb', 'C:/New')
    """
    kept = "".join(_safe(c) for c in normalize("NFC", text).replace("\\", "/"))
    return " ".join(kept.split())


def _safe(char: str) -> str:
    if char.isspace() or char in "\u2028\u2029":
        return " "
    return "" if category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") else char
