"""The tables refuse what is wrong whoever writes it, and there is one door through which anything is written."""

import re
from typing import Any

import pytest
from piccolo.engine.exceptions import TransactionError
from piccolo.querystring import QueryString

from api.database import OTHER_TABLES, PACKAGES, SafeEngine
from api.piccolo_app import APPS, TRACES
from api.registry import KINDS
from api.sqlite import SafeSQLiteEngine
from api.unit import OutsideUnitError
from governance.database import Trouble
from governance.errors import DomainError
from governance.store import Store
from portfolio.tables import TABLES
from tests.conftest import Run
from tests.support import AUTHOR, ROOT, one_of_each, past, small_world, task

EVERY_TABLE = [table for app in APPS for table in app.table_classes]


def test_no_column_can_hold_a_number_that_a_database_would_round() -> None:
    kept = {type(column).__name__ for table in EVERY_TABLE for column in table._meta.columns}
    assert kept <= {"Varchar", "Text", "Integer", "BigInt", "Boolean", "Date", "ForeignKey"}


# ---- what the database itself refuses


def test_no_column_of_any_table_invents_a_value() -> None:
    for table in EVERY_TABLE:
        for column in table._meta.columns:
            assert column.default is None, f"{table._meta.tablename}.{column._meta.name}"


BESIDE = '"version", "changed_seq", "search_key"'
WRONG = {
    "a number out of range": """UPDATE "dependency" SET "lag" = 30000""",
    "words for a number": """UPDATE "dependency" SET "lag" = 'many'""",
    "a word that is no choice": """UPDATE "dependency" SET "relation" = 'XX'""",
    "a text too long": f"""UPDATE "task" SET "title_vi" = '{"x" * 501}'""",
    "an empty text": """UPDATE "task" SET "title_vi" = ''""",
    "nothing where something must be": """UPDATE "task" SET "title_vi" = NULL""",
    "a partial date of a wrong length": """UPDATE "programme" SET "starts" = '2018-0'""",
    "a day that is none": """UPDATE "calendar_day" SET "day" = '2018-02-30'""",
    "two fields that contradict each other": """UPDATE "constraint" SET "type" = 'SNET'""",
    "estimates that fall": """UPDATE "estimate" SET "pessimistic" = 0""",
    "its own successor": """UPDATE "dependency" SET "successor" = predecessor""",
    "its own parent": """UPDATE "task" SET "parent" = code""",
    "a reference to nothing": """UPDATE "task" SET "programme" = 'none'""",
    "a code taken": """UPDATE "risk" SET "code" = 'risk-3' WHERE "code" = 'risk-2'""",
    "a version before the first": """UPDATE "task" SET "version" = 0""",
    "a second lead": f"""INSERT INTO "assignment" ("code", "assumed", "task", "organization", "role", {BESIDE})
        VALUES ('other', FALSE, 'task-1', 'organization-2', 'lead', 1, 1, '')""",
    "a second row of one key": f"""INSERT INTO "risk_response" ("code", "assumed", "risk", "task", {BESIDE})
        VALUES ('other', FALSE, 'risk-1', 'task-1', 1, 1, '')""",
    "the end of what is referred to": """DELETE FROM "programme" WHERE "code" = 'programme-1'""",
    "a ledger entry changed": """UPDATE "ledger_entry" SET "account" = 'somebody else' WHERE "seq" = 1""",
    "a ledger entry taken out": """DELETE FROM "ledger_entry" WHERE "seq" = 1""",
    "a ledger entry out of turn": f"""INSERT INTO "ledger_entry" ("seq", "at", "account", "action", "kind", "code", "after",
        "previous", "hash") VALUES (9999, '{"x" * 27}', 'a', 'create', 'task', 'Z', '{{}}', '{"a" * 64}', '{"b" * 64}')""",
}
ONLY = {
    "sqlite": """INSERT OR REPLACE INTO "ledger_entry" SELECT "seq", "at", 'forger', "action", "kind", "code", "before", "after",
        "purpose", "document", "meeting", "previous", "hash", "personal" FROM "ledger_entry" WHERE "seq" = 1""",
    "postgres": 'TRUNCATE "ledger_entry"',
}


def test_the_database_refuses_what_is_wrong_even_from_somebody_who_writes_past_the_store(
    engine: SafeEngine, run: Run[Any]
) -> None:
    store = Store(engine, KINDS)
    run(store.commit(one_of_each, AUTHOR))
    for wrong, statement in (WRONG | {"a trick": ONLY[engine.engine_type]}).items():
        with pytest.raises(Exception) as refused:  # noqa: PT011 (the drivers have no base in common)
            run(past(engine, statement))
        refusal = engine.refusal(refused.value)
        assert refusal is not None, f"{wrong}: {refused.value!r}"
        assert refusal.trouble in (Trouble.TAKEN, Trouble.BROKEN_RULE, Trouble.DANGLING), f"{wrong}: {refusal}"
    assert run(store.verify()) is None


def test_a_refusal_of_the_database_is_told_by_place_and_rule(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    run(past(engine, f"""INSERT INTO "task" ("code", "assumed", "programme", "type", "title_vi", "title_en", "ordinal", {BESIDE})
        VALUES ('Z', FALSE, 'P', 'task', 'x', 'x', 0, 1, 1, '')"""))  # fmt: skip
    with pytest.raises(DomainError, match="task Z"):
        run(store.commit(lambda work: work.create(task("Z")), AUTHOR))


# ---- one door


WRITES = [
    "INSERT INTO {table} SELECT * FROM {table}",
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "DROP TABLE {table}",
]


def test_the_tables_that_a_program_expects_are_those_that_piccolo_is_told_of() -> None:
    assert {kind.kind for kind in KINDS} | OTHER_TABLES == {table._meta.tablename for table in EVERY_TABLE}
    assert list(PACKAGES) == [app.app_name for app in APPS]


def test_nothing_writes_to_any_table_outside_a_unit_of_work(engine: SafeEngine, run: Run[Any]) -> None:
    assert len(EVERY_TABLE) == len(KINDS) + 2 + len(TRACES)
    for table in EVERY_TABLE:
        column = table._meta.columns[-1]
        names = {"table": f'"{table._meta.tablename}"', "column": f'"{column._meta.name}"'}
        queries = [QueryString(write.format(**names)) for write in WRITES]
        queries += table.update({column: None}, force=True).default_querystrings
        queries += table.delete(force=True).default_querystrings
        for query in queries:
            with pytest.raises(OutsideUnitError, match="go through"):
                run(engine.run_querystring(query))


def test_piccolos_own_doors_to_a_transaction_are_closed(engine: SafeEngine, run: Run[Any]) -> None:
    for door in (engine.transaction, engine.atomic):
        with pytest.raises(TransactionError, match="every change meets the ledger"):
            door()
    connection = engine.get_connection if isinstance(engine, SafeSQLiteEngine) else engine.get_new_connection
    with pytest.raises(TransactionError, match="every change meets the ledger"):
        run(connection())


def test_only_the_store_and_the_migrations_open_units() -> None:
    opens = re.compile(r"\.unit\(\)")
    packages = (ROOT / package for package in ("governance", "portfolio", "api", "seed"))
    files = {
        str(path.relative_to(ROOT))
        for package in packages
        for path in package.rglob("*.py")
        if opens.search(path.read_text(encoding="utf-8"))
    }
    # when keys were used, how far letters went, since when calendars say what they say and what left them: no governed things
    traces = {"api/traces.py", "api/postman.py", "api/feeds/noting.py", "api/feeds/following.py"}
    assert files == {"governance/store.py", "api/database.py"} | traces


def test_piccolo_reads_through_the_engine(engine: SafeEngine, store: Store, run: Run[Any]) -> None:
    run(store.commit(small_world, AUTHOR))
    table = TABLES["task"]
    query = table.select(table.code, table.title_en).where(table.code == "A")  # type: ignore[attr-defined]
    table._meta.db = engine
    try:
        assert [dict(row) for row in run(query.run())] == [{"code": "A", "title_en": "Task A"}]
    finally:
        table._meta._db = None
