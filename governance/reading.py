"""Reading the whole state: everything at first, then only what the ledger says changed since; and what it was before."""

from collections.abc import Iterator, Sequence

import msgspec

from governance import statements as sql
from governance.columns import from_row, secrets
from governance.database import Database, Row, Statement, Unit
from governance.errors import InvalidError, Problem, kind_name
from governance.ledger import Broken, Entry, Head, canonical, fold, head_of, verify
from governance.messages import _
from governance.past import Known, as_known, first_unknown
from governance.records import Records
from governance.redaction import Redaction
from governance.statements import entry_of, head_of_rows
from governance.values import Entity
from governance.work import State, instant

PASTS = 8
"""So many past states are kept."""
FEW = 5_000
"""Up to so many new ledger entries are applied one by one; for more, everything is read again."""


class Reading:
    """How to read things of some kinds from a database of some type."""

    def __init__(self, kinds: Sequence[type[Entity]], engine_type: str) -> None:
        self.kinds = tuple(kinds)
        self._engine_type = engine_type
        self._by_name = {kind.kind: kind for kind in kinds}
        self._pasts: dict[tuple[str, int], Records] = {}
        self._tables: list[Statement] = [(sql.select(kind), ()) for kind in kinds]

    def say(self, template: str, *args: object) -> Statement:
        """A statement in the database's notation."""
        return sql.spoken(template, self._engine_type), args

    async def current(self, source: Database | Unit, known: State | None) -> State:
        """The newest state that the source sees: what is known, brought up to date by the ledger."""
        if known is None or known.head.seq == 0:
            return await self._whole(source)
        rows = await source.rows(*self.say(sql.ENTRIES_FROM, known.head.seq, FEW + 2))
        entries = [entry_of(row) for row in rows]
        if not entries or entries[0].hash != known.head.hash or len(entries) > FEW + 1:
            return await self._whole(source)  # another ledger (a backup put back), or too much to replay
        return await self._replayed(source, known, entries[1:]) if len(entries) > 1 else known

    async def _whole(self, source: Database | Unit) -> State:
        head, *tables = await source.snapshot([(sql.HEAD, ()), *self._tables])
        marks = {kind: {row[0]: (row[-2], row[-1]) for row in rows} for kind, rows in zip(self.kinds, tables)}
        records = Records(from_row(kind, row) for kind, rows in zip(self.kinds, tables) for row in rows)
        return State(head_of_rows(head), records, marks)

    async def _replayed(self, source: Database | Unit, known: State, entries: Sequence[Entry]) -> State:
        marks: dict[type[Entity], dict[str, tuple[int, int]]] = {}
        changes: dict[tuple[type[Entity], str], Entity | None] = {}
        for kind, entry in self._of_our_kinds(entries):
            of_kind = marks.setdefault(kind, dict(known.marks.get(kind, {})))
            if entry.after is None:
                of_kind.pop(entry.code, None)
                changes[kind, entry.code] = None
                continue
            version = 1 if entry.before is None else of_kind[entry.code][0] + 1
            of_kind[entry.code] = (version, entry.seq)
            changes[kind, entry.code] = None if secrets(kind) else msgspec.json.decode(entry.now or entry.after, type=kind)
        for kind, code in changes:
            if secrets(kind):  # the ledger does not say these in full
                rows = await source.rows(*self.say(sql.select_one(kind), code))
                changes[kind, code] = from_row(kind, rows[0]) if rows else None
        gone = [(kind, code) for (kind, code), entity in changes.items() if entity is None]
        for kind, code in gone:
            marks[kind].pop(code, None)
        records = known.records.apply((kind, code, entity) for (kind, code), entity in changes.items())
        return State(head_of(entries[-1]), records, {**known.marks, **marks})

    def _of_our_kinds(self, entries: Sequence[Entry]) -> Iterator[tuple[type[Entity], Entry]]:
        for entry in entries:
            kind = self._by_name.get(entry.kind)
            if kind is not None:
                yield kind, entry

    async def past(self, source: Database, state: State, known: Known) -> tuple[Head, Records]:
        """The head and the state as they were known; ``state`` is the present one.

        Raises
        ------
        InvalidError
            When the ledger has no such entry yet.
        """
        head = await self._head_as_known(source, state.head, known)
        if head == state.head:
            return head, state.records
        asked = (head.hash, len(state.records.all(Redaction)))  # what is taken out is taken out of every past
        if asked not in self._pasts:
            rows = await source.rows(*self.say(sql.FIRST_SINCE, head.seq, state.head.seq))
            if len(self._pasts) >= PASTS:
                del self._pasts[next(iter(self._pasts))]
            self._pasts[asked] = as_known(state.records, self._by_name, map(entry_of, rows))
        return head, self._pasts[asked]

    async def past_marks(self, source: Database, state: State, seq: int, kind: type[Entity]) -> dict[str, tuple[int, int]]:
        """The version of each thing of a kind, and its last change, as they were at a ledger entry; ``state`` is the present."""
        marks = {code: mark for code, mark in state.marks.get(kind, {}).items() if mark[1] <= seq}
        for code, came, went, at in await source.rows(*self.say(sql.SINCE_CHANGED, kind.kind, seq, kind.kind, seq)):
            if went:
                del marks[code]
            else:
                marks[code] = (1 if came else marks[code][0] + 1, at)
        return marks

    async def _head_as_known(self, source: Database, present: Head, known: Known) -> Head:
        if not isinstance(known, int):
            rows = await source.rows(*self.say(sql.HEAD_BEFORE, instant(first_unknown(known))))
        elif known > present.seq:
            why = _("the ledger ends at entry {last}: give a number up to that", last=present.seq)
            raise InvalidError([Problem("known_on", why)])
        else:
            rows = await source.rows(*self.say(sql.HEAD_AT, known))
        found = head_of_rows(rows)
        return found if found.seq < present.seq else present

    async def proved(self, source: Database, anchors: Sequence[Head | None]) -> Broken | None:
        """The first thing in which the ledger, the anchors and the tables do not agree, or None."""
        try:
            rows, *tables = await source.snapshot([(sql.ALL_ENTRIES, ()), *self._tables])
        except Exception as error:
            seq = None if source.refusal(error) else await self._unreadable(source)
            if seq is None:
                raise
            return Broken(seq, _("entry {seq} cannot even be read: it was changed after it was written", seq=seq))
        entries = [entry_of(row) for row in rows]
        return verify(entries, *anchors) or self._disagreement(entries, tables)

    async def _unreadable(self, source: Database) -> int | None:
        """The first entry that the database cannot tell, because what is stored there is no text any more."""
        for (seq,) in await source.rows(sql.NUMBERS):
            try:
                await source.rows(*self.say(sql.ENTRIES_FROM, seq, 1))
            except Exception as error:
                if source.refusal(error):
                    raise
                return int(seq)
        return None

    def _disagreement(self, entries: Sequence[Entry], tables: Sequence[Sequence[Row]]) -> Broken | None:
        said = {key: text for key, text in fold(entries).items() if key[0] in self._by_name}
        held = {
            (kind.kind, row[0]): canonical(from_row(kind, row), secrets(kind))
            for kind, rows in zip(self.kinds, tables)
            for row in rows
        }
        last = {(entry.kind, entry.code): entry.seq for entry in entries}
        for kind, code in sorted(said.keys() | held.keys()):
            told, there = said.get((kind, code)), held.get((kind, code))
            if told != there and (told is None or _completed(self._by_name[kind], told) != there):
                message = _("{kind} {code} is not as the ledger says: it was changed past it", kind=kind_name(kind), code=code)
                return Broken(last.get((kind, code), len(entries)), message)
        return None


def _completed(kind: type[Entity], told: str) -> str:
    """A thing as an older entry tells it, with defaults for the fields that its kind has gained since then."""
    new = {field.name: field.default for field in msgspec.structs.fields(kind) if not field.required}
    return msgspec.json.encode({**new, **msgspec.json.decode(told)}, order="sorted").decode()
