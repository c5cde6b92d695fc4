"""What tests share: an empty migrated database on SQLite and on PostgreSQL, and a store over it.

PostgreSQL is the server of ``EGOV_TEST_POSTGRES_URL``, or one started from the system's binaries. Without either its tests
are skipped, unless ``EGOV_REQUIRE`` names ``postgres``: then they fail.
"""

import asyncio
import gc
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]
import pytest
from hypothesis import settings

from api.database import SafeEngine, engine_for, migrate
from api.piccolo_app import APPS
from api.registry import store_for
from governance.store import Store
from tests.support import Place

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")  # a slow machine breaks no law

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[Any]:
    """What is loaded to begin with stays: going through it for rubbish, and as often as is usual, took a third of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give all tests of a module that make something once, such as a service, to one worker: else each worker makes it.

    What takes longest is begun first, so that no worker is left alone with it at the end.
    """
    items.sort(key=lambda item: not item.nodeid.startswith("tests/reliability/"))
    for item in items:
        made = getattr(item, "_fixtureinfo", None)
        scopes = {each.scope for found in made.name2fixturedefs.values() for each in found} if made else set()
        if "module" in scopes and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


# ---- PostgreSQL


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    where = str(found[-1]) if found else shutil.which("initdb")
    return Path(where).parent if where else None


def _as_postgres(command: list[str]) -> None:
    """Run a command as an ordinary user: the server refuses to be root."""
    if os.geteuid() == 0:
        command = ["su", "postgres", "-c", shlex.join(command)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


@contextmanager
def a_server() -> Iterator[str | None]:
    """The address of a server on which databases can be made, or None where there is none."""
    if given := os.environ.get("EGOV_TEST_POSTGRES_URL"):
        yield given
        return
    binaries = _binaries()
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="egov-pg-", dir="/tmp"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = str(folder / "data")
    try:
        _as_postgres([f"{binaries}/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        options = f"-k {folder} -h '' -c max_connections=200"
        _as_postgres([f"{binaries}/pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start"])
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        _as_postgres([f"{binaries}/pg_ctl", "-D", data, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server on which databases can be made."""
    with a_server() as url:
        if url is None:
            if "postgres" in os.environ.get("EGOV_REQUIRE", ""):
                pytest.fail("EGOV_REQUIRE asks for PostgreSQL, and there is no server and no initdb here")
            pytest.skip("no PostgreSQL here: give EGOV_TEST_POSTGRES_URL, or install the server")
        waiting_for_its_disk(url, wait=False)
        yield url


def waiting_for_its_disk(url: str, *, wait: bool) -> None:
    """Have a server of our own wait until its disk has what is committed, or not: only ``tests/reliability`` speaks of that."""
    if "EGOV_TEST_POSTGRES_URL" in os.environ:
        return
    word = "on" if wait else "off"
    _sql(url, *(f"ALTER SYSTEM SET {name} = {word}" for name in ("fsync", "full_page_writes")), "SELECT pg_reload_conf()")
    while _sql(url, "SHOW fsync") != word or _sql(url, "SHOW full_page_writes") != word:  # each asks on a new connection
        sleep(0.01)


def named(url: str, name: str) -> str:
    """The address of another database on the same server."""
    address, question, options = url.partition("?")
    return f"{address.rpartition('/')[0]}/{name}{question}{options}"


def _sql(url: str, *statements: str) -> Any:
    """Run statements; the value of the last."""

    async def run() -> Any:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                value = await connection.fetchval(statement)
            return value
        finally:
            await connection.close()

    return asyncio.run(run())


def _migrated(url: str) -> None:
    async def run() -> None:
        engine = engine_for(url)
        try:
            await migrate(engine)
        finally:
            await engine.aclose()

    asyncio.run(run())


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str) -> Iterator[tuple[str, str]]:
    """The addresses of a migrated database and of an empty one. Tests take turns in them: making one each is slow."""
    names = [f"egov_{what}_{uuid4().hex[:8]}" for what in ("migrated", "empty")]
    migrated, empty = (named(postgres_server, name) for name in names)
    _sql(postgres_server, *(f'CREATE DATABASE "{name}"' for name in names))
    _migrated(migrated)
    yield migrated, empty
    _sql(postgres_server, *(f'DROP DATABASE "{name}" WITH (FORCE)' for name in names))


@pytest.fixture
def on_postgres(postgres_databases: tuple[str, str]) -> Place:
    """A migrated PostgreSQL database without anything in it."""
    migrated, _empty = postgres_databases
    tables = [table._meta.tablename for app in reversed(APPS) for table in reversed(app.table_classes)]
    statements = (
        'ALTER TABLE "ledger_entry" DISABLE TRIGGER USER',
        *(f'DELETE FROM "{table}"' for table in tables),
        'ALTER TABLE "ledger_entry" ENABLE TRIGGER USER',
    )
    _sql(migrated, f"DO $$BEGIN {'; '.join(statements)}; END$$")  # all in one question
    return Place("postgres", migrated)


@pytest.fixture
def on_empty_postgres(postgres_databases: tuple[str, str]) -> Place:
    """A PostgreSQL database without even tables."""
    _migrated_one, empty = postgres_databases
    _sql(empty, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return Place("postgres", empty)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database to copy with :func:`_postgres`, for a module that wants one to itself."""
    name = f"egov_template_{uuid4().hex[:8]}"
    _sql(postgres_server, f'CREATE DATABASE "{name}"')
    _migrated(named(postgres_server, name))
    yield name
    _sql(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _postgres(server: str, template: str) -> Iterator[Place]:
    name = f"egov_{uuid4().hex[:12]}"
    _sql(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield Place("postgres", named(server, name))
    _sql(server, f'DROP DATABASE "{name}" WITH (FORCE)')


# ---- SQLite


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "egov.sqlite"
    _migrated(str(path))
    return path


@pytest.fixture
def on_sqlite(tmp_path: Path, sqlite_template: Path) -> Place:
    """A migrated SQLite file, for what only SQLite can do."""
    path = tmp_path / "egov.sqlite"
    shutil.copy(sqlite_template, path)
    return Place("sqlite", str(path))


# ---- either


BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> Place:
    """A migrated database without anything in it, on each of the two."""
    place: Place = request.getfixturevalue(f"on_{request.param}")
    return place


@pytest.fixture(params=BOTH)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A database with nothing in it, not even tables, on each of the two."""
    if request.param == "sqlite":
        return Place("sqlite", str(tmp_path / "empty.sqlite"))
    place: Place = request.getfixturevalue("on_empty_postgres")
    return place


@pytest.fixture
def run() -> Iterator[Run[Any]]:
    """Run a coroutine to its end; all of one test on one event loop."""
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def engine(database: Place, run: Run[None]) -> Iterator[SafeEngine]:
    """An engine over the database, closed at the end."""
    engine = database.engine()
    yield engine
    run(engine.aclose())


@pytest.fixture
def store(engine: SafeEngine) -> Store:
    """A store of everything, with every rule."""
    return store_for(engine)
