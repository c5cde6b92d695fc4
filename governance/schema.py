"""What the migrations of all packages are made of: frozen SQL that both databases understand, run by Piccolo's manager."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from piccolo.engine import Engine, engine_finder

if TYPE_CHECKING:
    from piccolo.apps.migrations.auto.migration_manager import MigrationManager

MIGRATED: ContextVar[Engine[Any] | None] = ContextVar("migrated", default=None)
"""The engine that a running migration changes; without one it is that of ``PICCOLO_CONF``."""


def frozen(
    app_name: str, migration_id: str, description: str, statements: Sequence[str], only: Mapping[str, Sequence[str]] | None = None
) -> "MigrationManager":
    """A migration of SQL statements, and of those that ``only`` one of the databases ("sqlite", "postgres") gets after them."""
    from piccolo.apps.migrations.auto.migration_manager import MigrationManager  # noqa: PLC0415 - a database up to date needs none

    manager = MigrationManager(migration_id=migration_id, app_name=app_name, description=description, wrap_in_transaction=False)

    async def run() -> None:
        engine = MIGRATED.get() or engine_finder()
        if engine is None:
            raise RuntimeError("no engine: run the migrations by `egov migrate`")
        for statement in (*statements, *(only or {}).get(engine.engine_type, ())):
            await engine.run_ddl(statement)

    manager.add_raw(run)
    return manager
