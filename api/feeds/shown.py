"""What a feed shows, entry by entry: the same bytes, whether a client takes the whole calendar or asks for single entries."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

from api.feeds.calendar import ENDING, About, Entry, Revision, component, heading


class Piece(NamedTuple):
    """One entry as its bytes (``BEGIN:VEVENT`` … ``END:VEVENT``); ``day`` and ``until`` are its first and last day."""

    day: date
    uid: str
    body: bytes
    etag: str
    until: date = date.max


def piece(entry: Entry) -> Piece:
    """An entry made into bytes, once."""
    body = component(entry)
    tag = blake2b(body, digest_size=12).hexdigest()
    day = entry.day or date.max
    return Piece(day, entry.uid, body, tag, entry.last or day)


class Difference(NamedTuple):
    """What to tell a reader who knows a feed as it was: what came or changed, and the UIDs of what went."""

    changed: tuple[Piece, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A feed at one state of the data: its entries, and what the calendar says of itself."""

    about: About
    pieces: tuple[Piece, ...]
    revision: Revision

    @property
    def body(self) -> bytes:
        """The whole calendar."""
        return b"".join([self.heading, *[piece.body for piece in self.pieces], ENDING])

    @cached_property
    def heading(self) -> bytes:
        """What stands before the entries."""
        return heading(self.about)

    @cached_property
    def etag(self) -> str:
        """Changes exactly when the bytes of the calendar do."""
        digest = blake2b(self.heading, digest_size=12)
        digest.update("".join([piece.etag for piece in self.pieces]).encode())
        return digest.hexdigest()

    @cached_property
    def by_uid(self) -> dict[str, Piece]:
        """The entries by what names each."""
        return {piece.uid: piece for piece in self.pieces}


def alone(piece: Piece, about: About) -> bytes:
    """One entry as a calendar of its own, as a collection of single things (CalDAV) holds it; its bytes are those of the feed."""
    return b"".join([heading(about, published=False), piece.body, ENDING])
