"""Since when things say in calendars what they say: kept beside the ledger, so that only what changed is told to have changed.

What a thing says is known by a digest. While that stays, so does its revision; when it moves, the revision becomes the bound of
``api.feeds.revisions``, or one more than it was. Both only rise. The notes need no backup of their own: where one is lost, the
thing gets the bound anew, which is not below any revision that was noted under it.

They are written before anything is shown by them, at the head of the ledger that they were computed at and at no other, and
every process reads what others noted before it shows anything at a later head. So all show the same.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
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


_READ = 'SELECT "code", "digest", "noted", "seq", "at" FROM "feed_entry" WHERE "noted" > {} ORDER BY "noted"'
_GONE = 'DELETE FROM "feed_entry" WHERE "code" = {}'
_WRITE = 'INSERT INTO "feed_entry" ("code", "digest", "noted", "seq", "at") VALUES ({}, {}, {}, {}, {})'


class Notebook:
    """The notes of a store's feeds, as this process knows them. ``head`` asks for the last entry about data up to a number.

    Each time that something is noted gets the next number, in the order of the units of work, so that what is new is found.
    """

    def __init__(self, engine: Database, head: str) -> None:
        self._engine, self._head, self._upto = engine, head, 0
        self._learned = set[str]()
        self.notes: dict[str, Note] = {}
        self.passed = defaultdict[str, set[str]](set)
        """Whose calendars have notes of their own, and of which tasks."""

    def _say(self, template: str) -> str:
        return spoken(template, self._engine.engine_type)

    async def learn(self) -> None:
        """Read what others noted."""
        self._learn(await self._engine.rows(self._say(_READ), (self._upto,)))

    async def keep(
        self, head: int, said: Mapping[str, str], fresh: Collection[str], bound: Callable[[str], Revision]
    ) -> frozenset[str] | None:
        """Note what things say at a head of the data, each a digest; None where the data has moved on meanwhile.

        The answer are the names of all whose notes changed since the last one.

        Only those are looked at that are ``fresh`` since then, and those that others noted. Afterwards ``notes`` holds them all.
        ``bound`` is asked only of what changed.
        """
        if self._moved(said, fresh):
            async with self._engine.unit() as unit:
                if head_of_rows(await unit.rows(self._head, (LAST,))).seq != head:
                    return None
                self._learn(await unit.rows(self._say(_READ), (self._upto,)))
                moved = self._moved(said, fresh)
                anew = {name: noted(self.notes.get(name), said[name], bound(name)) for name in moved}
                rows = [_row(name, note, self._upto + 1) for name, note in anew.items()]
                await unit.many(self._say(_GONE), [(name,) for name in anew])
                await unit.many(self._say(_WRITE), rows)
            self._learn(rows)
        changed = frozenset(self._learned)
        self._learned.clear()
        return changed

    def _moved(self, said: Mapping[str, str], fresh: Collection[str]) -> list[str]:
        notes, asked = self.notes, {*fresh, *self._learned}
        return [name for name in asked if name in said and ((note := notes.get(name)) is None or note.digest != said[name])]

    def _learn(self, rows: Iterable[Row]) -> None:
        for name, digest, number, seq, at in rows:
            self.notes[name] = Note(digest, Revision(seq, datetime.fromisoformat(at)))
            self._upto = number
            self._learned.add(name)
            if name.startswith(PASSED):
                whose, _blank, task = name.removeprefix(PASSED).partition(" ")
                self.passed[whose].add(task)


PASSED = "passed "
"""How the name begins of what is noted of a task in one calendar alone."""
LAST = 2**62
"""A number behind every entry of a ledger."""


def _row(name: str, note: Note, number: int) -> Row:
    return name, note.digest, number, note.revision.seq, instant(note.revision.at)
