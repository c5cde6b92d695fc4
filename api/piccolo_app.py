"""What Piccolo needs to know of this package: its tables and where their migrations are."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from api.tables import TABLES, TRACES

APP_CONFIG = AppConfig(
    app_name="api",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=[*TABLES.values(), *TRACES],
    migration_dependencies=["governance.piccolo_app", "portfolio.piccolo_app"],
)
