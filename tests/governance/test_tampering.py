"""Whatever is done to the ledger in its database, past the program, is found and named; bar 11 of the project."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.database import SafeEngine
from api.registry import store_for
from governance.ledger import Broken, Entry, Head, head_of, sealed, verify
from governance.model import Person
from governance.statements import row_of
from governance.store import Store
from tests.conftest import Run
from tests.governance.test_redaction import lived, redacted
from tests.support import AUTHOR, past, task

replaced = msgspec.structs.replace
FIELDS = Entry.__struct_fields__
OPEN = {
    "sqlite": tuple(f'DROP TRIGGER "ledger_entry_{name}"' for name in ("no_update", "no_delete", "follows")),
    "postgres": ('ALTER TABLE "ledger_entry" DISABLE TRIGGER USER',),
}


def other_bytes(value: str | int) -> Iterator[str | int]:
    """The value with each of its characters changed, one at a time, by a bit; and with its end cut off or grown."""
    text = str(value)
    for place, letter in enumerate(text):
        changed = text[:place] + chr(ord(letter) ^ 1) + text[place + 1 :]
        yield int(changed) if isinstance(value, int) and changed.isdigit() else changed
    if isinstance(value, str):
        yield from (text[:-1], text + " ")


def literal(value: Any) -> str:
    """A value in SQL."""
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def lived_ledger(store: Store, run: Run[Any]) -> list[Entry]:
    """Entries of every action, with people, a document, line breaks, quotes, and a redaction."""
    lived(store, run)
    run(store.commit(lambda work: work.delete(Person, "p2", None), AUTHOR._replace(document="QD9", action="“clean up”")))
    redacted(store, run, "name")
    entries: list[Entry] = run(store.ledger())
    return entries


def test_any_single_byte_of_any_field_of_any_entry_that_is_changed_is_found_and_named(on_sqlite: Any, run: Run[Any]) -> None:
    store = store_for(on_sqlite.engine())
    entries = lived_ledger(store, run)
    run(store.engine.aclose())  # type: ignore[attr-defined]
    tried = 0
    for place, entry in enumerate(entries):
        for field in FIELDS:
            value = getattr(entry, field)
            for other in ["", "x", 0] if value is None else other_bytes(value):
                forged = [*entries[:place], replaced(entry, **{field: other}), *entries[place + 1 :]]
                found = verify(forged)
                assert found is not None, (place + 1, field, other)
                assert found.seq == place + 1, (field, other)
                assert found.message.render("vi") != found.message.render("en")
                tried += 1
    assert tried > 8_000


def kinds_of_bytes(value: Any) -> Iterator[str]:
    """SQL that puts another byte in the place of the first, the middle and the last of a value."""
    if value is None:
        yield "'x'"
        return
    if isinstance(value, int):
        yield str(value + 1000)
        return
    for place in sorted({0, len(value) // 2, len(value) - 1}):
        changed = value[:place] + chr(ord(value[place]) ^ 2) + value[place + 1 :]
        yield literal(changed)


def test_in_the_database_a_changed_byte_of_any_column_is_found_and_named(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    """On both databases, past their triggers; each is changed, found, and put back."""
    entries = lived_ledger(store, run)
    run(past(engine, *OPEN[engine.engine_type]))
    chosen = [entries[0], *entries[-4:]]
    for entry in chosen:
        for field in FIELDS:
            was = row_of(entry)[FIELDS.index(field)]
            for other in kinds_of_bytes(was):
                if field == "seq" or not allowed(engine, run, entry, field, other):
                    continue
                broken = run(store.verify())
                assert broken is not None, (entry.seq, field, other)
                assert broken.seq == entry.seq, (field, other)
                run(past(engine, f'UPDATE "ledger_entry" SET "{field}" = {literal(was)} WHERE "seq" = {entry.seq}'))
    assert run(store.verify()) is None


def allowed(engine: SafeEngine, run: Run[Any], entry: Entry, field: str, value: str) -> bool:
    """Change a column, unless the database itself refuses what it then would hold."""
    try:
        run(past(engine, f'UPDATE "ledger_entry" SET "{field}" = {value} WHERE "seq" = {entry.seq}'))
    except Exception as error:
        if engine.refusal(error) is None:
            raise
        return False
    return True


def test_bytes_that_are_no_text_are_found_too(on_sqlite: Any, run: Run[Any]) -> None:
    engine = on_sqlite.engine()
    store = store_for(engine)
    entries = lived_ledger(store, run)
    run(past(engine, *OPEN["sqlite"]))
    run(past(engine, f'UPDATE "ledger_entry" SET "after" = CAST(x\'7bff7d\' AS TEXT) WHERE "seq" = {entries[4].seq}'))
    broken = run(store.verify())
    assert broken is not None
    assert broken.seq == entries[4].seq
    run(engine.aclose())


# ---- the seven attacks of reliability.md, and an old backup


def rewritten(entries: Sequence[Entry]) -> list[Entry]:
    """Entries with a new chain, as whoever can write the table would make it."""
    again: list[Entry] = []
    for entry in entries:
        again.append(sealed(entry, head_of(again[-1]) if again else Head()))
    return again


ATTACKS: dict[str, Callable[[list[Entry]], list[Entry]]] = {
    "an entry changed": lambda e: [*e[:3], replaced(e[3], account="somebody"), *e[4:]],
    "an entry taken out": lambda e: [*e[:3], *e[4:]],
    "an entry taken out, the rest numbered anew": lambda e: [replaced(x, seq=n) for n, x in enumerate([*e[:3], *e[4:]], 1)],
    "two entries swapped": lambda e: [*e[:3], replaced(e[4], seq=4), replaced(e[3], seq=5), *e[5:]],
    "the end cut off": lambda e: e[:-2],
    "all of it rewritten": lambda e: rewritten([replaced(e[0], account="somebody"), *e[1:]]),
    "the end rewritten": lambda e: [*e[:5], *(sealed(x, h) for x, h in [(replaced(e[5], account="x"), head_of(e[4]))])],
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_with_a_head_kept_outside_all_seven_attacks_are_found(
    engine: SafeEngine, store: Store, run: Run[Any], attack: str
) -> None:
    entries = lived_ledger(store, run)
    anchor = head_of(entries[-1])
    assert run(store.verify(anchor)) is None
    columns = ", ".join(f'"{name}"' for name in FIELDS)
    rows = [", ".join(map(literal, row_of(entry))) for entry in ATTACKS[attack](entries)]
    inserts = [f'INSERT INTO "ledger_entry" ({columns}) VALUES ({row})' for row in rows]
    run(past(engine, *OPEN[engine.engine_type], 'DELETE FROM "ledger_entry"', *inserts))
    found = run(store.verify(anchor))
    assert isinstance(found, Broken)


def test_with_a_head_kept_outside_a_restored_backup_is_found(on_sqlite: Any, tmp_path: Any, run: Run[Any]) -> None:
    engine = on_sqlite.engine()
    store = store_for(engine)
    lived(store, run)
    run(engine.aclose())
    shutil.copy(on_sqlite.url, tmp_path / "backup.sqlite")
    run(store.commit(lambda work: work.create(task("E")), AUTHOR))
    anchor = run(store.head())
    run(engine.aclose())
    shutil.copy(tmp_path / "backup.sqlite", Path(on_sqlite.url))
    again = store_for(on_sqlite.engine())
    assert run(again.verify()) is None, "an old copy is whole in itself"
    assert run(again.verify(anchor)) is not None
    run(again.engine.aclose())  # type: ignore[attr-defined]
