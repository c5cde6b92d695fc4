"""A redaction takes personal data out of everything that is kept, and the ledger still proves all the rest."""

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.database import _BOOKKEEPING, SafeEngine, _run, migrate, steps
from api.piccolo_app import APPS
from api.registry import KINDS, store_for
from api.tables import Account, AccountRole
from governance.errors import DomainError, InUseError, InvalidError, UnknownCodeError
from governance.ledger import Entry, Head, digest, head_of, sealed, verify
from governance.messages import Text
from governance.model import Document, DocumentKind, DocumentStatus, Person
from governance.personal import BLANK
from governance.redacting import Redacting, Touched, touched
from governance.redaction import Redaction, asked_for
from governance.store import Answer, Once, Store
from governance.work import Author, Work
from tests.conftest import Run
from tests.support import AUTHOR, Place, past, small_world, task

NAME, NEW_NAME, NOTE = "Nguyễn Văn “An”", "Nguyễn Văn An (cũ)", "Số nhà 5,\nngõ 3"
WHY = Text("Theo yêu cầu của người được nêu", "At the person's own request")
BY = Author("secretary", AUTHOR.at, document="QD9", action="redact")
replaced = msgspec.structs.replace


def people(work: Work) -> None:
    """Somebody who asks for their name to be taken out, and somebody else."""
    small_world(work)
    work.create(Document(code="QD9", type=DocumentKind.DECISION, status=DocumentStatus.ISSUED, title_vi="QĐ", title_en="D"))
    work.create(Person(code="p1", name=NAME, note_vi=NOTE))
    work.create(Person(code="p2", name="Trần Thị Bình", note_vi="giữ lại"))
    work.create(Account(code="a1", name=NAME, role=AccountRole.MEMBER))
    work.create(task("D", title_vi=f"Việc của {NAME}"))


def lived(store: Store, run: Run[Any]) -> None:
    """A past in which the person has two names."""
    run(store.commit(people, AUTHOR))
    person = run(store.get(Person, "p1")).entity
    run(store.commit(lambda work: work.replace(replaced(person, name=NEW_NAME), 1), AUTHOR))


def redacted(store: Store, run: Run[Any], *fields: str, kind: str = "person", code: str = "p1") -> Redaction:
    asked = asked_for(KINDS, kind, code, fields, WHY, "QD9")
    redacting = Redacting(store, asked)
    made: Redaction = run(store.commit(redacting.change, BY, redacting)).entity
    return made


def everything(engine: SafeEngine, run: Run[Any]) -> Iterator[tuple[str, str]]:
    """Every text in every table, with the table's name."""
    for app in APPS:
        for table in app.table_classes:
            for row in run(engine.rows(f'SELECT * FROM "{table._meta.tablename}"')):
                yield from ((table._meta.tablename, value) for value in row if isinstance(value, str))


def saying(engine: SafeEngine, run: Run[Any], words: str) -> set[str]:
    """The tables that say something, however it is escaped."""
    forms = {words, json.dumps(words, ensure_ascii=False)[1:-1], json.dumps(json.dumps(words, ensure_ascii=False))[3:-3]}
    return {table for table, text in everything(engine, run) if any(form in text for form in forms)}


def test_what_was_taken_out_stands_nowhere_and_the_ledger_proves_the_rest(
    engine: SafeEngine, store: Store, run: Run[Any]
) -> None:
    lived(store, run)
    answer = Answer(201, (), json.dumps({"code": "p1", "name": NAME}, ensure_ascii=False))
    run(store.commit_once(lambda work: answer, AUTHOR, Once("tester", "key", "ab" * 32)))
    before = run(store.head())
    assert saying(engine, run, NEW_NAME) == {"ledger_entry", "person"}
    redacted(store, run, "name", "note_vi")
    assert saying(engine, run, NEW_NAME) == saying(engine, run, NOTE) == set()
    assert saying(engine, run, NAME) == {"account", "task", "ledger_entry"}, "confined to what was asked"
    assert saying(engine, run, "Trần Thị Bình") == {"person", "ledger_entry"}
    assert run(store.verify(before)) is None
    assert run(store.get(Person, "p1")).entity == Person(code="p1", name=BLANK)
    assert BLANK in run(store.commit_once(lambda work: answer, AUTHOR, Once("tester", "key", "ab" * 32))).body


def test_no_byte_of_it_is_left_in_the_file_of_the_database(on_sqlite: Place, run: Run[Any]) -> None:
    engine = on_sqlite.engine()
    store = store_for(engine)
    lived(store, run)
    run(store.commit(lambda work: work.create(Person(code="p3", name="C", note_vi="kín đáo " * 90)), AUTHOR))
    run(store.commit(lambda work: [work.create(Person(code=f"q{n}", name="D", note_vi="x" * 500)) for n in range(20)], AUTHOR))
    redacted(store, run, "name")
    redacted(store, run, "note_vi", code="p3")
    run(engine.aclose())
    left = b"".join(path.read_bytes() for path in Path(on_sqlite.url).parent.glob("egov.sqlite*"))
    assert NEW_NAME.encode() not in left
    assert "kín đáo".encode() not in left
    assert "Trần Thị Bình".encode() in left


def test_the_redaction_is_an_entry_that_says_who_why_and_on_which_document(store: Store, run: Run[Any]) -> None:
    lived(store, run)
    made = redacted(store, run, "name")
    entry = run(store.history(Redaction, made.code))[0]
    assert (entry.account, entry.document, made.document) == ("secretary", "QD9", "QD9")
    assert (made.type, made.subject, made.fields, made.reason_vi) == ("person", "p1", "name", WHY.vi)
    with pytest.raises(DomainError):
        run(store.commit(lambda work: work.replace(replaced(made, reason_en="x"), 1), AUTHOR))
    with pytest.raises(InUseError):
        run(store.commit(lambda work: work.delete(Document, "QD9", None), AUTHOR))


def test_every_past_state_has_a_blank_there_and_is_otherwise_as_it_was(store: Store, run: Run[Any]) -> None:
    lived(store, run)
    head, _present = run(store.records())
    earlier = [run(store.records_at(seq))[1] for seq in range(head.seq)]
    other = store_for(store.engine)  # type: ignore[arg-type]
    run(other.records_at(head.seq - 1))
    redacted(store, run, "name")
    for each in (store, other):
        for seq, then in enumerate(earlier):
            now = run(each.records_at(seq))[1]
            assert {replaced(e, name=BLANK) if e.code == "p1" else e for e in then} == set(now)
    assert run(store.records_at(head.seq))[1].get(Person, "p1").note_vi == NOTE


def test_a_dry_run_says_what_would_be_touched_and_changes_nothing(store: Store, run: Run[Any]) -> None:
    lived(store, run)
    before = run(store.records())
    asked = asked_for(KINDS, "person", "p1", ["name", "note_vi"], WHY)
    found: Touched = run(touched(store, asked))
    created, renamed = (entry.seq for entry in run(store.history(Person, "p1")))
    assert (found.entries, found.live, found.answers) == (
        {created: ["name", "note_vi"], renamed: ["name", "note_vi"]}, True, 0,
    )  # fmt: skip
    assert [(e.kind, e.code, e.field) for e in found.elsewhere] == [("account", "a1", "name"), ("task", "D", "title_vi")]
    assert (run(store.records())[0], list(run(store.records())[1])) == (before[0], list(before[1]))


def test_who_is_gone_can_still_be_taken_out(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    lived(store, run)
    run(store.commit(lambda work: work.delete(Person, "p1", None), AUTHOR))
    redacted(store, run, "name", "note_vi")
    assert saying(engine, run, NEW_NAME) == saying(engine, run, NOTE) == set()
    assert run(store.verify()) is None


def test_after_a_redaction_a_thing_can_be_named_again(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    lived(store, run)
    redacted(store, run, "name")
    run(store.commit(lambda work: work.replace(Person(code="p1", name="Ông A"), None), AUTHOR))
    assert run(store.verify()) is None
    assert saying(engine, run, "Ông A") == {"ledger_entry", "person"}
    redacted(store, run, "name")
    assert saying(engine, run, "Ông A") == set()
    assert run(store.verify()) is None


@pytest.mark.parametrize(
    ("kind", "code", "fields", "error"),
    [
        ("person", "p1", ["code"], InvalidError),
        ("person", "p1", [], InvalidError),
        ("minister", "p1", ["name"], InvalidError),
        ("person", "p9", ["name"], UnknownCodeError),
        ("person", "p2", ["note_en"], InvalidError),
        ("baseline_task", "b~1", ["note_vi"], InvalidError),
    ],
)
def test_what_cannot_be_taken_out_is_refused_and_nothing_changes(
    store: Store, run: Run[Any], kind: str, code: str, fields: list[str], error: type[DomainError]
) -> None:
    lived(store, run)
    before = run(store.head())
    with pytest.raises(error) as refused:
        redacted(store, run, *fields, kind=kind, code=code)
    assert refused.value.render("vi") != refused.value.render("en")
    assert run(store.head()) == before


def test_a_second_time_there_is_nothing_left_to_take_out(store: Store, run: Run[Any]) -> None:
    lived(store, run)
    redacted(store, run, "name")
    with pytest.raises(InvalidError, match="already"):
        redacted(store, run, "name")


# ---- what an attacker may try


ALLOWED = 'UPDATE "ledger_entry" SET "personal" = {} WHERE "seq" = {}'


def written(engine: SafeEngine, run: Run[Any], seq: int, personal: str | None) -> None:
    """Write past the store what opens an entry."""
    value = "NULL" if personal is None else "'" + personal.replace("'", "''") + "'"
    drop = {"sqlite": ['DROP TRIGGER "ledger_entry_no_update"'], "postgres": ['ALTER TABLE "ledger_entry" DISABLE TRIGGER USER']}
    back = {"sqlite": [], "postgres": ['ALTER TABLE "ledger_entry" ENABLE TRIGGER USER']}
    kind = engine.engine_type
    run(past(engine, *drop[kind], ALLOWED.format(value, seq), *back[kind]))


def test_taking_out_or_changing_without_a_redaction_is_found(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    lived(store, run)
    entry = run(store.history(Person, "p1"))[0]
    written(engine, run, entry.seq, None)
    assert run(store.verify()).seq == entry.seq
    assert "no redaction" in run(store.verify()).message.render("en")


def test_putting_back_what_was_taken_out_is_found(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    lived(store, run)
    entry = run(store.history(Person, "p1"))[0]
    redacted(store, run, "name", "note_vi")
    assert run(store.verify()) is None
    written(engine, run, entry.seq, entry.personal)
    broken = run(store.verify())
    assert (broken.seq, "old copy" in broken.message.render("en")) == (entry.seq, True)


def test_the_database_refuses_to_change_entries_but_for_a_redaction(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    lived(store, run)
    for change in ('"personal" = NULL', "\"account\" = 'x'", '"before" = NULL'):
        with pytest.raises(Exception, match="append-only"):
            run(past(engine, f'UPDATE "ledger_entry" SET {change}'))
    redacted(store, run, "name")
    for change in ("\"account\" = 'x'", "\"after\" = '{}'"):
        with pytest.raises(Exception, match="append-only"):
            run(past(engine, f'UPDATE "ledger_entry" SET {change}'))
    with pytest.raises(Exception, match="append-only"):
        run(past(engine, 'DELETE FROM "ledger_entry"'))


# ---- a database from before there were redactions


FIELDS = ("seq", "at", "account", "action", "kind", "code", "before", "after", "purpose", "document", "meeting", "previous")


def old_ledger() -> list[dict[str, Any]]:
    """Entries as the program before wrote them."""
    rows: list[dict[str, Any]] = []
    said = [None, {"name": NAME, "note_vi": NOTE}, {"name": NEW_NAME, "note_vi": NOTE}]
    for seq, (before, after) in enumerate(pairwise(said), 1):
        sides = [
            None if it is None else json.dumps(
                {"assumed": False, "code": "p1", "note_en": None, "source": None, "source_ref": None, **it},
                ensure_ascii=False, sort_keys=True, separators=(",", ":"),
            )
            for it in (before, after)
        ]  # fmt: skip
        values = [seq, "2018-07-05T02:00:00.000000Z", "tester", "replace" if before else "create", "person", "p1", *sides]
        values += [None, None, None, rows[-1]["hash"] if rows else "0" * 64]
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        rows.append({**dict(zip(FIELDS, values)), "hash": sha256(text.encode()).hexdigest()})
    return rows


async def aged(engine: SafeEngine) -> None:
    """A database of the version before, with its ledger, brought to this one."""
    async with engine.unit() as unit:
        await engine.run_ddl(_BOOKKEEPING[engine.engine_type])
        for step in steps():
            if step.name < "2026-11-22T03":
                await _run(engine, step)
        for row in old_ledger():
            marks = ", ".join("?" if engine.engine_type == "sqlite" else f"${n}" for n in range(1, len(row) + 1))
            columns = ", ".join(f'"{name}"' for name in row)
            await unit.rows(f'INSERT INTO "ledger_entry" ({columns}) VALUES ({marks})', list(row.values()))
        named = "code", "assumed", "name", "note_vi", "version", "changed_seq", "search_key"
        marks = ", ".join("?" if engine.engine_type == "sqlite" else f"${n}" for n in range(1, len(named) + 1))
        columns = ", ".join(f'"{name}"' for name in named)
        sql = f'INSERT INTO "person" ({columns}) VALUES ({marks})'
        await unit.rows(sql, ["p1", False, NEW_NAME, NOTE, 2, 2, "p1"])
    await migrate(engine)


def test_entries_of_the_version_before_still_verify_and_can_be_redacted(empty_database: Place, run: Run[Any]) -> None:
    engine = empty_database.engine()
    run(aged(engine))
    store = store_for(engine)
    anchor = Head(2, old_ledger()[-1]["hash"])
    assert run(store.verify(anchor)) is None
    assert run(store.get(Person, "p1")).entity.name == NEW_NAME
    run(store.commit(lambda work: work.create(Document(
        code="QD9", type=DocumentKind.DECISION, status=DocumentStatus.ISSUED, title_vi="QĐ", title_en="D")), AUTHOR))  # fmt: skip
    redacted(store, run, "name")
    assert saying(engine, run, NEW_NAME) == saying(engine, run, NAME) == set()
    assert run(store.verify(anchor)) is None
    assert run(store.records_at(1))[1].get(Person, "p1") == Person(code="p1", name=BLANK, note_vi=NOTE)
    redacted(store, run, "note_vi")
    assert saying(engine, run, NOTE) == set()
    assert run(store.verify(anchor)) is None
    entries = run(store.entries())
    for place in (0, 1):
        forged = replaced(entries[place], after=entries[place].after.replace('"assumed":false', '"assumed":true '))
        assert verify([*entries[:place], forged, *entries[place + 1 :]]).seq == place + 1  # type: ignore[union-attr]
    run(engine.aclose())


def test_no_entry_written_since_can_pass_for_one_of_the_version_before(store: Store, run: Run[Any]) -> None:
    """An attacker rewrites an entry as a plain one that was blanked, and adds a redaction that vouches for it."""
    lived(store, run)
    entries: list[Entry] = run(store.entries())
    victim = entries[6]
    after = json.loads(victim.after or "{}") | {"note_vi": {"sha256": None}, "source_ref": "forged"}
    forged = replaced(victim, after=json.dumps(after, sort_keys=True, separators=(",", ":")), personal=None)
    said = Redaction(
        code="r", type=victim.kind, subject=victim.code, fields="note_vi", reason_vi="x", reason_en="x",
        rests=f"{victim.seq}:{digest(forged)}",
    )  # fmt: skip
    vouching = sealed(
        replaced(entries[-1], action="create", kind="redaction", code="r", before=None, personal=None,
                 after=msgspec.json.encode(said, order="sorted").decode()),
        head_of(entries[-1]),
    )  # fmt: skip
    assert verify([*entries, vouching]) is None
    for hash in (victim.hash, digest(forged), victim.hash.replace("h", "0")):
        broken = verify([*entries[:6], replaced(forged, hash=hash), *entries[7:], vouching])
        assert broken is not None
        assert broken.seq == victim.seq
