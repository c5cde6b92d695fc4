"""The schema is what the declarations say, and no kill, second runner or foreign file leads to a half-made one."""

import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from piccolo.columns import Column, ForeignKey
from piccolo.table import Table

from api.database import SafeEngine, check_schema, engine_for, migrate, prepare_home, steps
from api.piccolo_app import APPS
from api.settings import Settings
from governance.errors import UnavailableError
from tests.conftest import Run
from tests.support import ROOT, Place, past

TABLES = [table for app in APPS for table in app.table_classes]
MIGRATE = """
import asyncio, sys
from api.database import engine_for, migrate

async def main():
    engine = engine_for(sys.argv[1])
    try:
        print(len(await migrate(engine)))
    finally:
        await engine.aclose()

asyncio.run(main())
"""

COLUMNS = {
    "sqlite": """SELECT name, type, "notnull", pk FROM pragma_table_info('{table}') ORDER BY cid""",
    "postgres": """
        SELECT c.column_name, upper(c.udt_name), c.is_nullable = 'NO', c.character_maximum_length
        FROM information_schema.columns c WHERE c.table_schema = current_schema() AND c.table_name = '{table}'
        ORDER BY c.ordinal_position""",
}
REFERENCES = {
    "sqlite": """SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list('{table}')""",
    "postgres": """
        SELECT a.attname, confrelid::regclass::text, b.attname,
            CASE confdeltype WHEN 'r' THEN 'RESTRICT' ELSE confdeltype::text END
        FROM pg_constraint
        JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
        JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
        WHERE contype = 'f' AND conrelid = '"{table}"'::regclass""",
}
INDEXES = {
    "sqlite": """
        SELECT i.name FROM pragma_index_list('{table}') l JOIN pragma_index_info(l.name) i ON i.seqno = 0""",
    "postgres": """
        SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = '"{table}"'::regclass""",
}
CHECKS = {
    "sqlite": """SELECT sql FROM sqlite_schema WHERE name = '{table}'""",
    "postgres": """
        SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint
        WHERE contype = 'c' AND conrelid = '"{table}"'::regclass""",
}
POSTGRES_TYPES = {"VARCHAR": "VARCHAR", "TEXT": "TEXT", "INTEGER": "INT4", "BIGINT": "INT8", "BOOLEAN": "BOOL", "DATE": "DATE"}


def derived(column: Column) -> tuple[str, str, int | None]:
    """Name, type and length of a column as its table class declares it."""
    if isinstance(column, ForeignKey):
        return column._meta.name, "VARCHAR", 160
    name = type(column).__name__.upper().replace("BIGINT", "BIGINT")
    return column._meta.name, name, column._meta.params.get("length")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.tablename)
def test_the_migrated_sqlite_schema_is_what_the_table_classes_say(sqlite_template: Path, table: type[Table]) -> None:
    with sqlite3.connect(sqlite_template) as plain:
        rows = plain.execute(COLUMNS["sqlite"].format(table=table._meta.tablename)).fetchall()
    plain.close()
    made = []
    for column in table._meta.columns:
        name, kind, length = derived(column)
        made.append((name, f"{kind}({length})" if length else kind, int(not column._meta.null), int(column._meta.primary_key)))
    assert sorted(rows) == sorted(made)  # a column of a later migration stands last; every statement names its columns


def test_every_migration_is_called_what_its_file_is() -> None:
    assert [(step.name, step.app) for step in steps()] == [(step.module.ID, step.file.partition("_")[0]) for step in steps()]


def test_the_migrated_postgresql_schema_is_what_the_table_classes_say(on_postgres: Place, run: Run[Any]) -> None:
    engine = on_postgres.engine()
    for table in TABLES:
        rows = run(engine.rows(COLUMNS["postgres"].format(table=table._meta.tablename)))
        made = []
        for column in table._meta.columns:
            name, kind, length = derived(column)
            made.append((name, POSTGRES_TYPES[kind], not column._meta.null, length))
        assert sorted(rows) == sorted(made), table._meta.tablename
    run(engine.aclose())


def test_every_reference_is_a_real_one_that_restricts_and_has_an_index(engine: SafeEngine, run: Run[Any]) -> None:
    counted = 0
    for table in TABLES:
        name = table._meta.tablename
        made = {
            (column._meta.name, column._foreign_key_meta.resolved_references._meta.tablename, "code", "RESTRICT")
            for column in table._meta.foreign_key_columns
        }
        rows = run(engine.rows(REFERENCES[engine.engine_type].format(table=name)))
        assert {(each, str(target).strip('"'), to, action) for each, target, to, action in rows} == made, name
        indexed = {row[0] for row in run(engine.rows(INDEXES[engine.engine_type].format(table=name)))}
        assert indexed >= {column._meta.name for column in table._meta.foreign_key_columns}, name
        assert indexed >= {column._meta.name for column in table._meta.columns if column._meta.index or column._meta.unique}, name
        counted += len(made)
    assert counted > 80


def test_both_databases_take_every_value_that_a_declaration_allows(engine: SafeEngine, run: Run[Any]) -> None:
    counted = 0
    for table in TABLES:
        allowed = [str(each.value) for column in table._meta.columns for each in column._meta.choices or ()]
        ((checks,),) = run(engine.rows(CHECKS[engine.engine_type].format(table=table._meta.tablename))) or [("",)]
        assert [value for value in allowed if f"'{value}'" not in (checks or "")] == [], table._meta.tablename
        counted += len(allowed)
    assert counted > 100


def test_migrating_twice_does_nothing_the_second_time(empty_database: Place, run: Run[Any]) -> None:
    engine = empty_database.engine()
    assert len(run(migrate(engine))) == len(list(steps()))
    assert run(migrate(engine)) == []
    run(check_schema(engine))
    run(engine.aclose())


def test_two_runners_at_once_both_succeed(empty_database: Place) -> None:
    runners = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, empty_database.url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _each in range(2)
    ]
    said = sorted(int(runner.communicate(timeout=60)[0]) for runner in runners)
    assert [runner.returncode for runner in runners] == [0, 0]
    assert said == [0, len(list(steps()))]


KILLED = """
import os, signal, sys
from api.postgres import SafePostgresEngine
from api.sqlite import SafeSQLiteEngine

at = int(sys.argv[2])
for kind in (SafeSQLiteEngine, SafePostgresEngine):
    def counting(self, ddl, *rest, _run=kind.run_ddl, **more):
        global at
        at -= 1
        if at == 0 or (at < 0 and 'INTO "migration"' in ddl):
            os.kill(os.getpid(), signal.SIGKILL)
        return _run(self, ddl, *rest, **more)
    kind.run_ddl = counting
"""


@pytest.mark.parametrize("statement", [1, 2, 40, 10_000, -1], ids=["first", "second", "middle", "end", "before the bookkeeping"])
def test_a_kill_at_any_statement_leaves_what_the_next_run_completes(empty_database: Place, run: Run[Any], statement: int) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED + MIGRATE, empty_database.url, str(statement)], cwd=ROOT, capture_output=True, check=False
    )
    assert killed.returncode == (0 if statement == 10_000 else -9), killed.stderr
    engine = empty_database.engine()
    run(migrate(engine))
    run(check_schema(engine))
    assert run(engine.rows('SELECT count(*) FROM "migration"')) == [(len(list(steps())),)]
    run(engine.aclose())


def test_a_database_that_is_not_there_is_told_how_to_make_it(tmp_path: Path, run: Run[Any]) -> None:
    with pytest.raises(UnavailableError, match=r"there is no database yet at .*egov demo, or egov migrate and egov seed"):
        run(check_schema(engine_for(tmp_path / "data" / "egov.sqlite")))
    assert not (tmp_path / "data").exists()


def test_a_server_that_does_not_answer_is_named_without_the_password(run: Run[Any]) -> None:
    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:1/egov does not answer .*check EGOV_DATABASE_URL") as refused:
        run(check_schema(engine_for("postgresql://egov:s3cret@127.0.0.1:1/egov")))
    assert "s3cret" not in refused.value.render("vi")


def test_an_empty_database_is_told_to_migrate(empty_database: Place, run: Run[Any]) -> None:
    engine = empty_database.engine()
    with pytest.raises(UnavailableError, match="egov migrate"):
        run(check_schema(engine))
    run(engine.aclose())


def refused(run: Run[Any], place: Place, told: str, *statements: str) -> None:
    """Both doors refuse the database after the statements, say why, and where it is."""
    engine = place.engine()
    run(past(engine, *statements))
    for refuses in (migrate, check_schema):
        with pytest.raises(UnavailableError, match=told) as refusal:
            run(refuses(engine))
        assert engine.place in refusal.value.render("vi")
    run(engine.aclose())


def migrated(run: Run[Any], place: Place) -> Place:
    """The place with this program's schema."""
    engine = place.engine()
    run(migrate(engine))
    run(engine.aclose())
    return place


def test_the_database_of_a_newer_version_is_told(empty_database: Place, run: Run[Any]) -> None:
    newer = """INSERT INTO "migration" ("name", "app_name") VALUES ('2099-01-01', 'portfolio')"""
    refused(run, migrated(run, empty_database), "newer version", newer)


def test_a_half_written_database_is_told(empty_database: Place, run: Run[Any]) -> None:
    refused(run, migrated(run, empty_database), "half-written", 'DROP TABLE "risk_response"')


def test_the_database_of_another_program_is_told(empty_database: Place, run: Run[Any]) -> None:
    refused(run, empty_database, "did not make", "CREATE TABLE invoice (id INTEGER PRIMARY KEY)")


@pytest.mark.parametrize("wound", ["cut", "not a database", "another program's"])
def test_a_file_that_is_not_ours_is_not_touched(on_sqlite: Place, run: Run[Any], wound: str) -> None:
    path = Path(on_sqlite.url)
    if wound == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif wound == "not a database":
        path.write_bytes(b"hello, this is no database " * 400)
    else:
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("CREATE TABLE invoice (id INTEGER PRIMARY KEY)")
        other.close()
    before = path.read_bytes()
    engine = on_sqlite.engine()
    for refuses in (migrate, check_schema):
        with pytest.raises(UnavailableError, match=r"egov\.sqlite"):
            run(refuses(engine))
    run(engine.aclose())
    assert path.read_bytes() == before


def test_a_server_that_is_not_there_is_unavailable(run: Run[Any]) -> None:
    engine = Place("postgres", "postgresql://nobody:secret@127.0.0.1:9/none").engine()
    with pytest.raises(UnavailableError) as refused:
        run(check_schema(engine))
    assert "127.0.0.1:9/none" in str(refused.value)
    assert "secret" not in str(refused.value)
    run(engine.aclose())


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UnavailableError, match="EGOV_HOME"):
        prepare_home(Settings.read({"EGOV_HOME": str(tmp_path / "file" / "data")}))
    prepare_home(Settings.read({"EGOV_HOME": str(tmp_path / "made" / "data")}))
    assert (tmp_path / "made" / "data").is_dir()
