"""The database of an installation: which engine, and bringing its schema to what this program expects."""

import asyncio
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from types import ModuleType
from typing import NamedTuple

from api.oswords import because
from api.postgres import SafePostgresEngine
from api.registry import KINDS
from api.settings import Settings
from api.sqlite import SafeSQLiteEngine
from governance.database import Trouble, translated
from governance.errors import DomainError, UnavailableError
from governance.messages import Message, _
from governance.schema import MIGRATED

SafeEngine = SafeSQLiteEngine | SafePostgresEngine

PACKAGES = ("governance", "portfolio", "api")
"""Those that have tables, each after those that it depends on."""

OTHER_TABLES = frozenset(
    {
        "ledger_entry",
        "answered_request",
        "credential_use",
        "sign_in_attempt",
        "webhook_place",
        "webhook_letter",
        "feed_entry",
        "feed_member",
    }
)
"""The tables of what is no governed thing."""

PATIENCE = 10
"""How often a migration that finds another one running tries again; each waits for seconds."""

_BOOKKEEPING = {
    "sqlite": """
        CREATE TABLE IF NOT EXISTS "migration" (
            "id" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
            "name" VARCHAR(200) NOT NULL DEFAULT '',
            "app_name" VARCHAR(200) NOT NULL DEFAULT '',
            "ran_on" TIMESTAMP NOT NULL DEFAULT current_timestamp
        )""",
    "postgres": """
        CREATE TABLE IF NOT EXISTS "migration" (
            "id" SERIAL PRIMARY KEY NOT NULL,
            "name" VARCHAR(200) NOT NULL DEFAULT '',
            "app_name" VARCHAR(200) NOT NULL DEFAULT '',
            "ran_on" TIMESTAMP NOT NULL DEFAULT current_timestamp
        )""",
}
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def engine_for(address: str | Path) -> SafeEngine:
    """The engine of an address: ``postgresql://…``, ``sqlite:///path``, or just the path of a file.

    >>> type(engine_for("/tmp/egov.sqlite")).__name__, type(engine_for("postgresql://localhost/egov")).__name__
    ('SafeSQLiteEngine', 'SafePostgresEngine')
    """
    text = str(address)
    if text.startswith(("postgresql://", "postgres://")):
        return SafePostgresEngine(text)
    return SafeSQLiteEngine(text.removeprefix("sqlite:///"))


class Step(NamedTuple):
    """One migration of one package: its name, and the file that it is in."""

    app: str
    name: str
    file: str

    @property
    def module(self) -> ModuleType:
        """Its code, loaded when it is to run: a database that is up to date needs none."""
        return import_module(f"{self.app}.piccolo_migrations.{self.file}")


def steps() -> Iterator[Step]:
    """Every migration that this program knows, in the order in which they run."""
    root = Path(__file__).parent.parent
    for app in PACKAGES:
        for file in sorted((root / app / "piccolo_migrations").glob("[!_]*.py")):
            yield Step(app, name_of(file.stem), file.stem)


def name_of(file: str) -> str:
    """What the migration in a file is called, as Piccolo names both.

    >>> name_of("governance_2026_11_21t20_00_00_000000")
    '2026-11-21T20:00:00:000000'
    """
    _app, year, month, day_and_hour, *rest = file.split("_")
    return f"{year}-{month}-{':'.join([day_and_hour.upper(), *rest])}"


class Schema(NamedTuple):
    """What a database holds: its tables, and the migrations that it says ran."""

    tables: frozenset[str]
    ran: frozenset[tuple[str, str]]

    def behind(self) -> bool:
        """Whether migrations of this program did not run yet."""
        return any((step.app, step.name) not in self.ran for step in steps())

    def refuses(self, place: str) -> Message | None:
        """Why nothing should be written to this database, or None."""
        known = {(step.app, step.name) for step in steps()}
        ours = {kind.kind for kind in KINDS} | OTHER_TABLES
        if newer := self.ran - known:
            names = sorted(name for _app, name in newer)
            return _(
                "{database} was written by a newer version of this program ({names}); update the program",
                database=place,
                names=names,
            )
        if not self.ran and (others := self.tables - {"migration"}):
            names = sorted(others)[:5]
            return _(
                "{database} holds tables that this program did not make ({names}); name another database",
                database=place,
                names=names,
            )
        missing = set() if self.behind() else ours - self.tables
        if missing:
            names = sorted(missing)[:5]
            return _(
                "{database} is half-written: {names} missing; restore a backup, or move it away and begin again",
                database=place,
                names=names,
            )
        return None


async def schema_of(engine: SafeEngine) -> Schema:
    """What a database holds now."""
    tables = frozenset(str(row[0]) for row in await engine.rows(_TABLES[engine.engine_type]))
    ran = await engine.rows('SELECT "app_name", "name" FROM "migration"') if "migration" in tables else []
    return Schema(tables, frozenset((str(app), str(name)) for app, name in ran))


async def check_schema(engine: SafeEngine) -> None:
    """Refuse to work on a database that is not exactly what this program expects.

    Raises
    ------
    UnavailableError
        Not there, damaged, half-written, another program's, a newer version's, or not migrated; says which, and the way out.
    """
    if _not_there(engine):
        raise UnavailableError(
            _("there is no database yet at {database}; run: egov demo, or egov migrate and egov seed", database=engine.place)
        )
    if (await _looked_at(engine)).behind():
        raise UnavailableError(_("{database} is empty or of an older version; run: egov migrate", database=engine.place))


async def _looked_at(engine: SafeEngine) -> Schema:
    """The schema of a database that may be worked on; looking changes nothing in it."""
    try:
        schema, damage = await schema_of(engine), await engine.damage()
    except DomainError:
        raise
    except Exception as error:
        refusal = engine.refusal(error)
        if refusal is None:
            raise
        raise UnavailableError(_unusable(engine, refusal.reason)) from error
    if damage:
        raise UnavailableError(_unusable(engine, damage))
    if refused := schema.refuses(engine.place):
        raise UnavailableError(refused)
    return schema


def _not_there(engine: SafeEngine) -> bool:
    return isinstance(engine, SafeSQLiteEngine) and not Path(engine.path).exists()


def _unusable(engine: SafeEngine, reason: str) -> Message:
    if isinstance(engine, SafePostgresEngine):
        return _(
            "the server {database} does not answer ({reason}); check EGOV_DATABASE_URL", database=engine.place, reason=reason
        )
    return _(
        "{database} cannot be used ({reason}); restore a backup, or name another database", database=engine.place, reason=reason
    )


def prepare_home(settings: Settings) -> None:
    """Make the folder of an installation's data.

    Raises
    ------
    UnavailableError
        When it cannot be made or written.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=settings.home):
            pass
    except OSError as error:
        raise UnavailableError(
            _(
                "the folder {folder} cannot be written ({reason}); set EGOV_HOME to one that can",
                folder=str(settings.home),
                reason=because(error),
            )
        ) from error


async def migrate(engine: SafeEngine) -> list[str]:
    """Bring a database to the schema of this program; what ran, or nothing when it was there already.

    All that is missing runs in one transaction together with its bookkeeping, so a kill at any moment leaves the database
    as it was before, and of two runners at once one waits and then finds nothing to do.

    Raises
    ------
    UnavailableError
        When the database is not one that this program may change.
    """
    await _looked_at(engine)
    for attempt in range(1, PATIENCE + 1):
        try:
            return await _migrate(engine)
        except DomainError:
            raise
        except Exception as error:
            refusal = engine.refusal(error)
            if refusal is None:
                raise
            busy = refusal.trouble is Trouble.AGAIN or "lock" in refusal.reason
            if not busy or attempt == PATIENCE:
                raise translated(refusal) from error
        await asyncio.sleep(0.1)
    raise AssertionError("the last attempt returns or raises")


async def _migrate(engine: SafeEngine) -> list[str]:
    done: list[str] = []
    async with engine.unit():
        schema = await schema_of(engine)
        if refused := schema.refuses(engine.place):
            raise UnavailableError(refused)
        missing = [step for step in steps() if (step.app, step.name) not in schema.ran]
        if missing:
            await engine.run_ddl(_BOOKKEEPING[engine.engine_type])
        for step in missing:
            await _run(engine, step)
            done.append(f"{step.app} {step.name}")
    return done


async def _run(engine: SafeEngine, step: Step) -> None:
    manager = await step.module.forwards()
    token = MIGRATED.set(engine)
    try:
        for body in manager.raw:
            await body()
    finally:
        MIGRATED.reset(token)
    await engine.run_ddl(f"""INSERT INTO "migration" ("name", "app_name") VALUES ('{step.name}', '{step.app}')""")  # noqa: S608 (our own names)
