"""Since when things say in calendars what they say: kept beside the ledger, so that only what changed is told to have changed.

What a thing says is known by a digest. While that stays, so does its revision; when it moves, the revision becomes the bound of
``api.feeds.revisions``, or one more than it was. Both only rise. The notes need no backup of their own: where one is lost, the
thing gets the bound anew, which is not below any revision that was noted under it.

They are written before anything is shown by them, at the head of the ledger that they were computed at and at no other, and
every process reads what others noted before it shows anything at a later head. So all show the same.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from api.feeds.calendar import Revision
from governance.database import Database, Row
from governance.statements import head_of_rows, spoken
from governance.work import instant


class Note(NamedTuple):
    """What a thing said last, and since when."""

    digest: str
    revision: Revision


Notes = Mapping[str, Note]


def noted(before: Note | None, digest: str, bound: Revision) -> Note:
    """The note of a thing that says this now; the same one where it said so before. ``bound`` is the newest that it may be of.

    >>> at = datetime(2018, 7, 5).astimezone()
    >>> first = noted(None, "a", Revision(7, at))
    >>> noted(first, "a", Revision(9, at)) is first, noted(first, "b", Revision(9, at)).revision.seq
    (True, 9)
    >>> noted(first, "b", Revision(7, at)).revision.sequence - first.revision.sequence
    1
    """
    if before is None:
        return Note(digest, bound)
    if before.digest == digest:
        return before
    old = before.revision
    later = Revision(max(bound.seq, old.seq), max(bound.at, old.at))
    if later.sequence > old.sequence:
        return Note(digest, later)
    return Note(digest, Revision(later.seq + old.sequence + 1 - later.sequence, later.at))


_READ = 'SELECT "code", "digest", "seq", "at", "noted" FROM "feed_entry" WHERE "noted" > {} ORDER BY "noted"'
_GONE = 'DELETE FROM "feed_entry" WHERE "code" = {}'
_WRITE = 'INSERT INTO "feed_entry" ("code", "digest", "noted", "seq", "at") VALUES ({}, {}, {}, {}, {})'


class Notebook:
    """The notes of a store's feeds, as this process knows them. ``head`` asks for the last entry about data up to a number.

    Each time that something is noted gets the next number, in the order of the units of work, so that what is new is found.
    """

    def __init__(self, engine: Database, head: str) -> None:
        self._engine, self._head, self._upto = engine, head, 0
        self.notes: dict[str, Note] = {}

    def _say(self, template: str) -> str:
        return spoken(template, self._engine.engine_type)

    async def keep(self, head: int, now: Mapping[str, str], bound: Callable[[str], Revision]) -> bool:
        """Note what things say at a head of the data, each a digest; False where the data has moved on meanwhile.

        Afterwards ``notes`` holds them. ``bound`` is asked only of what changed.
        """
        self._take(await self._engine.rows(self._say(_READ), (self._upto,)))
        if not (moved := self._moved(now)):
            return True
        async with self._engine.unit() as unit:
            if head_of_rows(await unit.rows(self._head, (LAST,))).seq != head:
                return False
            self._take(await unit.rows(self._say(_READ), (self._upto,)))
            changed = {code: noted(self.notes.get(code), now[code], bound(code)) for code in self._moved(moved)}
            number = self._upto + 1
            await unit.many(self._say(_GONE), [(code,) for code in changed])
            await unit.many(self._say(_WRITE), [_row(code, note, number) for code, note in changed.items()])
        self.notes |= changed
        self._upto = number
        return True

    def _moved(self, now: Mapping[str, str]) -> dict[str, str]:
        notes = self.notes
        return {code: digest for code, digest in now.items() if (note := notes.get(code)) is None or note.digest != digest}

    def _take(self, rows: Iterable[Row]) -> None:
        for code, digest, seq, at, number in rows:
            self.notes[code] = Note(digest, Revision(seq, datetime.fromisoformat(at)))
            self._upto = number


LAST = 2**62
"""A number behind every entry of a ledger."""


def _row(code: str, note: Note, number: int) -> tuple[object, ...]:
    return code, note.digest, number, note.revision.seq, instant(note.revision.at)
