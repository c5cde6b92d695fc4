"""A feed as a collection of CalDAV that is only read (RFC 4791, 6578): what is told of it and of each entry. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element

from api.feeds.davfilter import COLLATIONS
from api.feeds.davxml import (
    CALDAV,
    DATA,
    DAV,
    SERVER,
    Properties,
    Wanted,
    answered,
    element,
    gone,
)
from api.feeds.following import History
from api.feeds.shown import Piece, Shown, alone

_SYNC = "urn:egov-portfolio:sync:"
_REPORTS = (f"{CALDAV}calendar-query", f"{CALDAV}calendar-multiget", f"{DAV}sync-collection")
MEDIA = "text/calendar"


class Collection(NamedTuple):
    """A feed at its address, which ends with a slash, and what came and went in it where that matters."""

    href: str
    shown: Shown
    history: History = History()

    def address(self, uid: str) -> str:
        """Where an entry is."""
        return f"{self.href}{quote(uid, safe='@~')}.ics"

    def at(self, href: str) -> Piece | None:
        """The entry at an address, as a client writes it: whole, or from the root of the host on."""
        path = unquote(urlsplit(href).path)
        inside = path.startswith(unquote(self.href)) and path.endswith(".ics")
        return self.shown.by_uid.get(path.rpartition("/")[2].removesuffix(".ics")) if inside else None

    @property
    def sync_token(self) -> str:
        """What a client shows to be told only what changed since."""
        return f"{_SYNC}{self.history.name}:{self.history.number}"

    def known(self, query: Element) -> int | None:
        """Up to which number a client that asks for changes has read; None where it has not.

        Raises
        ------
        ValueError
            When it shows what was never given out here.
        """
        text = (query.findtext(f"{DAV}sync-token") or "").strip()
        if not text:
            return None
        number = text.removeprefix(f"{_SYNC}{self.history.name}:")
        if number == text or not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise ValueError(text)
        return int(number)

    def itself(self) -> Properties:
        """The properties of the collection."""
        about = self.shown.about
        supported = [element(f"{DAV}supported-report", element(f"{DAV}report", element(name))) for name in _REPORTS]
        kinds = [element(f"{CALDAV}comp", name=name) for name in ("VEVENT", *(["VTODO"] if about.todos else []))]
        collations = [element(f"{CALDAV}supported-collation", name) for name in COLLATIONS]
        return _by_name(
            element(f"{DAV}resourcetype", element(f"{DAV}collection"), element(f"{CALDAV}calendar")),
            element(f"{DAV}displayname", about.name),
            element(f"{DAV}supported-report-set", *supported),
            element(f"{DAV}sync-token", self.sync_token),
            element(f"{SERVER}getctag", f'"{self.shown.etag}"'),
            element(f"{CALDAV}calendar-description", about.said),
            element(f"{CALDAV}supported-calendar-component-set", *kinds),
            element(f"{CALDAV}supported-calendar-data", element(DATA, **{"content-type": "text/calendar", "version": "2.0"})),
            element(f"{CALDAV}supported-collation-set", *collations),
            *_readable(),
        )

    def entry(self, piece: Piece, asked: Wanted) -> Element:
        """What is told of an entry."""
        said = [element(DATA, alone(piece, self.shown.about).decode())] if DATA in (asked.names or ()) else []
        properties = _by_name(
            element(f"{DAV}resourcetype"),
            element(f"{DAV}getetag", f'"{piece.etag}"'),
            element(f"{DAV}getcontenttype", f"{MEDIA}; charset=utf-8"),
            *_readable(),
            *said,
        )
        return answered(self.address(piece.uid), properties, asked)

    def told(self, pieces: Iterable[Piece], asked: Wanted) -> Iterator[Element]:
        """What is told of several."""
        return (self.entry(piece, asked) for piece in pieces)

    def named(self, query: Element, asked: Wanted) -> Iterator[Element]:
        """What is told of the entries whose addresses a client names."""
        for part in query.iterfind(f"{DAV}href"):
            href = (part.text or "").strip()
            piece = self.at(href)
            yield self.entry(piece, asked) if piece else gone(href)

    def removed(self, uids: Iterable[str]) -> Iterator[Element]:
        """That these are here no more."""
        return (gone(self.address(uid)) for uid in uids)


HOME = "/caldav/"
"""Where a program that knows a secret as a password finds the calendar of it."""


def home(name: str) -> Properties:
    """The properties of the place that holds the calendar of a secret: it stands for its reader too (RFC 5397, 4791 6.2.1)."""
    here = element(f"{DAV}href", HOME)
    return _by_name(
        element(f"{DAV}resourcetype", element(f"{DAV}collection"), element(f"{DAV}principal")),
        element(f"{DAV}displayname", name),
        element(f"{DAV}current-user-privilege-set", element(f"{DAV}privilege", element(f"{DAV}read"))),
        *(element(name, here) for name in (f"{DAV}current-user-principal", f"{DAV}principal-URL", f"{CALDAV}calendar-home-set")),
    )


def allowed(query: Element, count: int) -> bool:
    """Whether so many entries may be told: a client may want no more than a number, and then rather none (RFC 6578 3.7)."""
    most = (query.findtext(f"{DAV}limit/{DAV}nresults") or "").strip()
    return not (most.isascii() and most.isdigit()) or count <= int(most[:18])


def _readable() -> tuple[Element, ...]:
    privilege = element(f"{DAV}privilege", element(f"{DAV}read"))
    return (
        element(f"{DAV}current-user-privilege-set", privilege),
        element(f"{DAV}current-user-principal", element(f"{DAV}unauthenticated")),
    )


def _by_name(*said: Element) -> Mapping[str, Element]:
    return {str(each.tag): each for each in said}
