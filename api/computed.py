"""Computed schedules, kept for as long as what they were computed from stands: one per ledger state, day and question."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from anyio.to_thread import run_sync

from api import tables
from api.feeds.calendar import Revision
from api.feeds.revisions import Trail
from api.status import fixed_day, status_day
from governance.ledger import Head
from governance.past import Known, day_known
from governance.records import Records
from governance.redaction import Redaction
from governance.statements import head_of_rows, spoken
from governance.store import Store
from governance.work import State
from portfolio.cpm import Against, Criterion
from portfolio.model import Programme
from portfolio.reports import View, view
from portfolio.reports.views import beside
from portfolio.whatif.model import KINDS as SCENARIOS
from portfolio.whatif.model import Scenario, ScenarioChange
from portfolio.whatif.scenario import changes_of

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The last so many values by what they were made from; the one asked for longest ago goes first.

    >>> kept = Kept[str, int](1)
    >>> kept["a"] = 1
    >>> kept["b"] = 2
    >>> kept.get("a"), kept.get("b")
    (None, 2)
    """

    def __init__(self, most: int) -> None:
        self._most, self._values = most, OrderedDict[K, V]()

    def get(self, key: K) -> V | None:
        """The value that was kept, or None."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def values(self) -> tuple[V, ...]:
        """All that is kept."""
        return tuple(self._values.values())

    def __setitem__(self, key: K, value: V) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)


def _made_of(view: View) -> Kept[Hashable, Any]:
    """What was made of a view, kept with it, so that it goes when the view goes."""
    found: Kept[Hashable, Any] = vars(view).setdefault("_made_of_it", Kept(16))
    return found


_BESIDE = ", ".join(f"'{kind.kind}'" for kind in (*tables.KINDS, *SCENARIOS))
_LAST = 'SELECT "seq", "hash", "at" FROM "ledger_entry" WHERE "seq" <= {} AND "kind" NOT IN (%s) ORDER BY "seq" DESC LIMIT 1'


class _Look(NamedTuple):
    """What a view follows from: the state of the data, by its last entry and the redactions since, and the question."""

    data: str
    redactions: int
    day: date
    data_date: date
    facts_only: bool
    against: Against
    critical: Criterion

    def at(self, records: Records) -> View:
        """The portfolio as it is looked at."""
        return view(
            records,
            self.day,
            data_date=self.data_date,
            facts_only=self.facts_only,
            against=self.against,
            critical=self.critical,
        )


class Traced(NamedTuple):
    """A view on the status day, the ledger's trail up to it, and the revision of the data that both are of."""

    view: View
    trail: Trail
    revision: Revision


class Computed:
    """The schedules of one store, and what was rendered of them. ``today`` counts where the portfolio fixes no status day."""

    def __init__(self, store: Store, today: Callable[[], date]) -> None:
        self._store = store
        self._today = today
        self._views = Kept[_Look, View](16)
        self._supposed = Kept[tuple[_Look, Scenario, tuple[ScenarioChange, ...]], View](8)
        self.renderings = Kept[Hashable, str | bytes](256)
        self._lock = asyncio.Lock()
        self._last = Kept[int, Head](32)
        self._trail = Trail()
        self.data_head = spoken(_LAST, store.engine.engine_type) % _BESIDE

    async def view(
        self,
        day: date | None = None,
        programme: str | None = None,
        *,
        data_date: date | None = None,
        facts_only: bool = False,
        against: Against = "programme",
        critical: Criterion = "float",
        scenario: str | None = None,
        known_on: Known | None = None,
        at: State | None = None,
    ) -> View:
        """The portfolio on a day, or one programme of it; the schedule behind it is computed once. In a scenario, if named.

        Progress counts up to ``data_date``; without one, up to the day.

        It is of everything as it is now, or as it was ``at`` a look of a moment ago.

        With ``known_on`` it is what would have been answered then: from the data as known at that ledger entry, at that moment
        or at the end of that day in Hà Nội, and for that day, where none is given and the portfolio fixed none.

        Raises
        ------
        UnknownCodeError
            When there is no such programme or scenario.
        InvalidError, CycleError
            When the scenario is open no more, or breaks rules; when the ledger has no such entry yet.
        """
        state = at or await self._store.state()
        head, records = state.head, state.records
        if known_on is not None:
            head, records = await self._store.records_at(known_on)
        if scenario is not None:
            records.get(Scenario, scenario)
        elif programme is not None:
            records.get(Programme, programme)
        asked = day or self._status_day(records, known_on, head)
        data, redactions = await self._data_head(head.seq), len(state.records.all(Redaction))
        look = _Look(data.hash, redactions, asked, data_date or asked, facts_only, against, critical)
        found = await self._live(look, records)
        if scenario is not None:
            found = await self._beside(look, replace(found, ledger_seq=head.seq), records, scenario)
            if programme is not None:
                found.records.get(Programme, programme)
        made, narrowing = _made_of(found), (programme, head.seq)
        narrowed: View | None = made.get(narrowing)
        if narrowed is None:
            narrowed = made[narrowing] = replace(found, programme=programme, ledger_seq=head.seq)
        return narrowed

    def _status_day(self, records: Records, known_on: Known | None, head: Head) -> date:
        today = None if known_on is None else day_known(known_on, head)
        return status_day(records, today or self._today())

    async def _live(self, look: _Look, records: Records) -> View:
        """The whole portfolio as it is looked at, computed once."""
        async with self._lock:
            found = self._views.get(look)
            if found is None:
                found = self._views[look] = await run_sync(look.at, records)
        return found

    async def told(self, make: Callable[..., Any], view: View, *more: Hashable) -> bytes:
        """What ``make`` makes of a view, as JSON: made once for as long as the view stands.

        Raises
        ------
        DomainError
            Whatever ``make`` raises.
        """
        made, asked = _made_of(view), (make, *more)
        found: bytes | None = made.get(asked)
        if found is None:
            found = made[asked] = msgspec.json.encode(await run_sync(make, view, *more))
        return found

    async def _beside(self, look: _Look, live: View, records: Records, scenario: str) -> View:
        """The live view as a scenario would have it. It is computed anew when the live one or its changes are others."""
        chosen = (look, records.get(Scenario, scenario), changes_of(records, scenario))
        async with self._lock:
            found = self._supposed.get(chosen)
            if found is None:
                found = self._supposed[chosen] = await run_sync(beside, live, records, scenario)
        return replace(found, live=live)

    async def traced(self) -> Traced:
        """The portfolio on its status day, and the ledger's trail up to exactly that state."""
        while True:
            found = await self.view()
            seq = found.ledger_seq or 0
            trail = self._trail
            while trail.seq < seq and (new := await self._store.entries(trail.seq, min(1_000, seq - trail.seq))):
                trail = trail.advanced(new)
            if trail.seq > self._trail.seq:
                self._trail = trail
            if trail.seq == seq:
                return Traced(found, trail, await self._revision(seq, None if fixed_day(found.records) else found.day))

    async def revision(self) -> Revision:
        """Which state of the data a feed shows now. What changes only accounts, credentials or scenarios does not move it."""
        head, records = await self._store.records()
        return await self._revision(head.seq, None if fixed_day(records) else self._today())

    async def _revision(self, seq: int, today: date | None) -> Revision:
        data = await self._data_head(seq)
        changed = datetime.fromisoformat(data.at) if data.at else datetime.fromisoformat("2000-01-01T00:00:00+00:00")
        return Revision.of(data.seq, changed, today)

    async def _data_head(self, seq: int) -> Head:
        """The last ledger entry up to a number that is about the live data."""
        found = self._last.get(seq)
        if found is None:
            found = self._last[seq] = head_of_rows(await self._store.engine.rows(self.data_head, (seq,)))
        return found
