"""What came and went in a calendar, entry by entry and by number, so that who read it once is told only what changed since.

It is kept beside the ledger and outlives the service. A number is that of the ledger entry at which a change was first seen in
the calendar, or one more than the last number where that is not behind it: then only a day has passed. So numbers only rise.

It is kept for as long as an address of the calendar lives. What is said with a number names the history that it is of, so that
who read another one (the same address in another language, say) is told to read all anew.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from api.feeds.noting import LAST
from api.feeds.shown import Difference, Shown
from governance.database import Database, Row
from governance.statements import head_of_rows, spoken


class Member(NamedTuple):
    """An entry of a calendar: its ETag, none where it is there no more, and the number at which it last came, changed or went."""

    etag: str | None
    number: int


class History(NamedTuple):
    """Every entry that ever stood in a calendar, by UID, the last number, and the name that it is kept under."""

    number: int = 0
    members: Mapping[str, Member] = MappingProxyType({})
    name: str = ""

    def after(self, rows: Iterable[Row]) -> "History":
        """With what was written since."""
        new = {code.partition(" ")[2]: Member(etag, number) for code, etag, number in rows}
        if not new:
            return self
        return History(max(member.number for member in new.values()), {**self.members, **new}, self.name)

    def unlike(self, shown: Shown) -> dict[str, str | None]:
        """The new ETags of what came, changed or went, by UID."""
        there, members = shown.by_uid, self.members
        gone = dict.fromkeys(uid for uid, member in members.items() if member.etag is not None and uid not in there)
        return gone | {uid: p.etag for uid, p in there.items() if (was := members.get(uid)) is None or was.etag != p.etag}

    def since(self, number: int, shown: Shown) -> Difference | None:
        """What to tell a reader who has read up to a number; None where it was never reached here.

        >>> History(7).since(8, None), History(7).since(7, None)
        (None, Difference(changed=(), removed=()))
        """
        if number > self.number:
            return None
        moved = [uid for uid, member in self.members.items() if member.number > number]
        there = shown.by_uid if moved else {}
        return Difference(tuple(there[uid] for uid in moved if uid in there), tuple(uid for uid in moved if uid not in there))


_READ = 'SELECT "code", "etag", "number" FROM "feed_member" WHERE "feed" = {} AND "number" > {} ORDER BY "number"'
_GONE = 'DELETE FROM "feed_member" WHERE "code" = {}'
_WRITE = 'INSERT INTO "feed_member" ("code", "feed", "etag", "number") VALUES ({}, {}, {}, {})'
_NAMES = 'SELECT DISTINCT "feed" FROM "feed_member"'
_OVER = 'DELETE FROM "feed_member" WHERE "feed" = {}'


def kept_under(key: object) -> str:
    """Under which name the history of a calendar is kept: the same for the same words, which stay unknown."""
    return blake2b(msgspec.json.encode(key), digest_size=16).hexdigest()


async def brought_up(engine: Database, head: str, known: History, shown: Shown) -> History | None:
    """The history of a calendar up to what it shows; None where the data has moved on from that meanwhile.

    ``head`` asks for the last entry about data up to a number, ``known`` is as far as this process has read.
    """

    def say(template: str) -> str:
        return spoken(template, engine.engine_type)

    name = known.name
    known = known.after(await engine.rows(say(_READ), (name, known.number)))
    if not known.unlike(shown):
        return known
    async with engine.unit() as unit:
        if head_of_rows(await unit.rows(head, (LAST,))).seq != shown.revision.seq:
            return None
        known = known.after(await unit.rows(say(_READ), (name, known.number)))
        number = max(shown.revision.seq, known.number + 1)
        rows = [(f"{name} {uid}", name, etag, number) for uid, etag in known.unlike(shown).items()]
        await unit.many(say(_GONE), [(code,) for code, *_rest in rows])
        await unit.many(say(_WRITE), rows)
    return known.after((code, etag, number) for code, _name, etag, number in rows)


async def forget(engine: Database, but: Collection[str]) -> None:
    """Forget every history but those of these names."""
    if over := sorted({str(name) for (name,) in await engine.rows(_NAMES)}.difference(but)):
        async with engine.unit() as unit:
            await unit.many(spoken(_OVER, engine.engine_type), [(name,) for name in over])
