"""What Piccolo needs to know of this package: its tables and where their migrations are."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from governance.tables import own_tables

APP_CONFIG = AppConfig(
    app_name="governance",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=list(own_tables()),
)
