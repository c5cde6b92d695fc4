"""What came and went in each calendar that is followed over CalDAV, and when"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T09:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What came and went in each calendar that is followed over CalDAV, and when"

STATEMENTS = (
    """
    CREATE TABLE "feed_member" (
        "code" VARCHAR(400) NOT NULL PRIMARY KEY CONSTRAINT "feed_member_code" CHECK (length("code") BETWEEN 1 AND 400),
        "feed" VARCHAR(32) NOT NULL CONSTRAINT "feed_member_feed" CHECK (length("feed") = 32),
        "etag" VARCHAR(24) CONSTRAINT "feed_member_etag" CHECK (length("etag") = 24),
        "number" BIGINT NOT NULL CONSTRAINT "feed_member_number" CHECK ("number" >= 0)
    )
    """,
    'CREATE INDEX "feed_member_feed_key" ON "feed_member" ("feed", "number")',
)


async def forwards() -> MigrationManager:
    return frozen("api", ID, DESCRIPTION, STATEMENTS)
