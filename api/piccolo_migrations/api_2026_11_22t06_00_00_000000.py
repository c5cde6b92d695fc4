"""What a calendar feed is of and how it says it, and since when each entry says what it says"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What a calendar feed is of and how it says it, and since when each entry says what it says"

STATEMENTS = (
    """
    ALTER TABLE "credential" ADD COLUMN "feed" VARCHAR(12)
        CONSTRAINT "credential_feed" CHECK ("feed" IN ('person', 'post', 'organization', 'programme', 'body', 'query'))
    """,
    'ALTER TABLE "credential" ADD COLUMN "options" VARCHAR(500) CONSTRAINT "credential_options" CHECK (length("options") BETWEEN 1 AND 500)',
    """
    CREATE TABLE "feed_entry" (
        "code" VARCHAR(400) NOT NULL PRIMARY KEY CONSTRAINT "feed_entry_code" CHECK (length("code") BETWEEN 1 AND 400),
        "digest" VARCHAR(32) NOT NULL CONSTRAINT "feed_entry_digest" CHECK (length("digest") = 32),
        "noted" BIGINT NOT NULL CONSTRAINT "feed_entry_noted" CHECK ("noted" >= 0),
        "seq" BIGINT NOT NULL CONSTRAINT "feed_entry_seq" CHECK ("seq" >= 0),
        "at" VARCHAR(27) NOT NULL CONSTRAINT "feed_entry_at" CHECK (length("at") = 27)
    )
    """,
    'CREATE INDEX "feed_entry_noted_key" ON "feed_entry" ("noted")',
)


async def forwards() -> MigrationManager:
    return frozen("api", ID, DESCRIPTION, STATEMENTS)
