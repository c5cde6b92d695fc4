"""Directives, plans and submissions among the kinds of instruments"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T06:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Directives, plans and submissions among the kinds of instruments"

ONLY = {
    # SQLite cannot alter a check. What is stored stays as it is, so the text of the table is all that changes; the table that
    # comes and goes tells every open connection to read the schema anew.
    "sqlite": (
        "PRAGMA writable_schema=ON",
        """
        UPDATE sqlite_schema SET sql = replace(sql,
            '''conclusion'', ''report'')', '''conclusion'', ''report'', ''directive'', ''plan'', ''submission'')')
        WHERE type = 'table' AND name = 'document'
        """,
        "PRAGMA writable_schema=RESET",
        'CREATE TABLE "document_kinds" ("code" TEXT)',
        'DROP TABLE "document_kinds"',
    ),
    "postgres": (
        """
        ALTER TABLE "document" DROP CONSTRAINT "document_type", ADD CONSTRAINT "document_type" CHECK ("type" IN (
            'law', 'decree', 'resolution', 'decision', 'circular', 'dispatch', 'conclusion', 'report', 'directive', 'plan',
            'submission'))
        """,
    ),
}


async def forwards() -> MigrationManager:
    return frozen("governance", ID, DESCRIPTION, (), ONLY)
