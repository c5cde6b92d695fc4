"""What a feed shows, entry by entry: the same bytes, whether a client takes the whole calendar or asks for single entries."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple, Self

from api.feeds.calendar import ENDING, HANOI, About, Entry, Revision, component, heading


class Token(NamedTuple):
    """Up to which ledger entry, and for which status day, somebody knows a feed.

    >>> Token.read("7.2018-07-05")
    Token(seq=7, day=datetime.date(2018, 7, 5))
    """

    seq: int
    day: date

    def __str__(self) -> str:
        return f"{self.seq}.{self.day.isoformat()}"

    @classmethod
    def read(cls, text: str) -> Self:
        """A token as it was given out.

        Raises
        ------
        ValueError
            When it is none.
        """
        seq, _dot, day = text.partition(".")
        if not (seq.isascii() and seq.isdigit() and len(seq) <= 18):
            raise ValueError(text)
        return cls(int(seq), date.fromisoformat(day))


class Piece(NamedTuple):
    """One entry as its bytes (``BEGIN:VEVENT`` … ``END:VEVENT``), and since when they are these.

    ``day`` and ``until`` are the first and last day that it stands on. ``seq`` is the ledger entry with which what it says last
    changed, ``on`` the day in Hà Nội from which it says so.
    """

    day: date
    uid: str
    body: bytes
    etag: str
    seq: int
    on: date
    until: date = date.max


def piece(entry: Entry) -> Piece:
    """An entry made into bytes, once."""
    body = component(entry)
    tag = blake2b(body, digest_size=12).hexdigest()
    day, revision = entry.day or date.max, entry.revision
    return Piece(day, entry.uid, body, tag, revision.seq, revision.at.astimezone(HANOI).date(), entry.last or day)


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
    token: Token

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

    def since(self, then: "Shown") -> Difference:
        """How it differs from what it was."""
        old, new = then.by_uid, self.by_uid
        changed = tuple(piece for piece in self.pieces if (was := old.get(piece.uid)) is None or was.etag != piece.etag)
        return Difference(changed, tuple(uid for uid in old if uid not in new))


def alone(piece: Piece, about: About) -> bytes:
    """One entry as a calendar of its own, as a collection of single things (CalDAV) holds it; its bytes are those of the feed."""
    return b"".join([heading(about, published=False), piece.body, ENDING])
