"""What it costs to prove a ledger of 100,000 entries, and to tell what was known at one of them.

The ledger is of 20,000 tasks, each made and then changed four times; one in ten says something of people. *Proved* is what
``egov ledger verify`` does, from the database on: the chain, the commitments, and that the tables hold what it says; its bar is
two seconds. Beside it a verifier of an exported file, of ``json`` and ``hashlib`` alone, that proves only the chain. *Known
then* is a state of the past from the present one; its peer reads the whole present state.
"""

import asyncio
import json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from api.database import engine_for, migrate
from api.registry import KINDS, store_for
from api.sqlite_shim import sqlite3
from governance import statements as sql
from governance.columns import personal, to_row
from governance.export import lines
from governance.ledger import Entry, Head, head_of, sealed, shown
from governance.personal import covered, packed
from governance.store import Store
from governance.values import Entity
from portfolio.model import Task
from tests.benchmarks.measuring import Report, await_quiet
from tests.support import AUTHOR, small_world, task

TASKS, CHANGES, ROUNDS = 20_000, 4, 5
MOST_SECONDS = 2.0


def things(round: int) -> list[Task]:
    """The tasks as they are after so many changes."""
    return [
        task(f"T{i:06}", title_en=f"Title {round}", source_ref=f"Article {i}", note_vi=f"note {i}" if i % 10 == 0 else None)
        for i in range(TASKS)
    ]


def entries(head: Head) -> list[Entry]:
    """The ledger behind a head."""
    made: list[Entry] = []

    def said(thing: Entity) -> tuple[str, dict[str, tuple[str, str]]]:
        return covered(shown(thing, frozenset()), personal(Task), lambda: "0123456789abcdef" * 2)

    for round in range(CHANGES + 1):
        for was, now in zip(things(round - 1), things(round)):
            before, opened = said(was) if round else (None, {})
            after, opens = said(now)
            draft = Entry(
                seq=0, at="2018-07-05T02:00:00.000000Z", account="tester", action="replace" if round else "create", kind="task",
                code=now.code, before=before, after=after, purpose="benchmark", personal=packed(opened, opens),
            )  # fmt: skip
            made.append(sealed(draft, head))
            head = head_of(made[-1])
    return made


async def filled(path: Path) -> Store:
    """A database with such a ledger and what it says."""
    engine = engine_for(path)
    await migrate(engine)
    store = store_for(engine)
    await store.commit(small_world, AUTHOR)
    new = entries(await store.head())
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA synchronous=OFF")
    raw.executemany(sql.spoken(sql.APPEND, "sqlite"), map(sql.row_of, new))
    last = {entry.code: entry.seq for entry in new}
    rows = [to_row(thing, CHANGES + 1, last[thing.code]) for thing in things(CHANGES)]
    raw.executemany(sql.spoken(sql.insert(Task), "sqlite"), rows)
    raw.commit()
    raw.close()
    return store_for(engine)


def proved_by_hand(exported: list[bytes]) -> None:
    """The chain of an exported ledger, with nothing of ours."""
    previous = "0" * 64
    covers = ["seq", "at", "account", "action", "kind", "code", "before", "after", "purpose", "document", "meeting", "previous"]
    for line in exported[1:]:
        entry = json.loads(line)
        text = json.dumps([entry[name] for name in covers], ensure_ascii=False, separators=(",", ":"))
        assert entry["previous"] == previous
        previous = entry["hash"]
        assert previous == "h" + sha256(text.encode()).hexdigest()[:63]


async def measured(store: Store, report: Report) -> None:
    """Prove it, by hand and by us; tell the past."""
    whole = await store.ledger()
    exported = list(lines(whole))
    state = await store.state()
    best = [9e9] * 4
    await_quiet()
    for round in range(ROUNDS):
        begun = process_time()
        assert await store.verify(head_of(whole[-1])) is None
        best[0] = min(best[0], process_time() - begun)
        begun = process_time()
        proved_by_hand(exported)
        best[1] = min(best[1], process_time() - begun)
        begun = process_time()
        _head, past = await store.records_at(len(whole) - TASKS - round)
        best[2] = min(best[2], process_time() - begun)
        assert past.get(Task, "T000000").title_en == f"Title {CHANGES - 1}"
        begun = process_time()
        assert (await Store(store.engine, KINDS).state()).head == state.head
        best[3] = min(best[3], process_time() - begun)
    report.within(f"{len(whole):,} entries proved; peer: one second", best[0], 1.0, MOST_SECONDS)
    report.within(f"{len(whole):,} entries proved; peer: the chain alone, json + hashlib", best[0], best[1])
    report.within(f"what was known {TASKS:,} changed things ago; peer: read the present", best[2], best[3], 2.0)


def main() -> bool:
    """Measure, assert and print."""
    report = Report("peer")

    async def whole(path: Path) -> None:
        store = await filled(path)
        await measured(store, report)
        await store.engine.aclose()  # type: ignore[attr-defined]

    with TemporaryDirectory() as home:
        asyncio.run(whole(Path(home) / "ledger.sqlite"))
    return report.printed()


if __name__ == "__main__":
    main()
