"""Who an account is, roles at places, and what is remembered of signing in"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Who an account is, roles at places, and what is remembered of signing in"

STATEMENTS = (
    'ALTER TABLE "account" ADD COLUMN "person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED',
    'CREATE INDEX "account_person" ON "account" ("person")',
    """
    CREATE TABLE "grant" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "grant_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "grant_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "grant_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "grant_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "grant_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "account" VARCHAR(160) NOT NULL REFERENCES "account" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "role" VARCHAR(11) NOT NULL CONSTRAINT "grant_role" CHECK ("role" IN ('secretariat', 'planner', 'member', 'auditor')),
        "body" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "programme" VARCHAR(160) REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "start" VARCHAR(10) CONSTRAINT "grant_start" CHECK (length("start") IN (4, 7, 10)),
        "end" VARCHAR(10) CONSTRAINT "grant_end" CHECK (length("end") IN (4, 7, 10)),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "grant_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "grant_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "grant_place" CHECK ("body" IS NULL OR "programme" IS NULL)
    )
    """,
    'CREATE INDEX "grant_source" ON "grant" ("source")',
    'CREATE INDEX "grant_account" ON "grant" ("account")',
    'CREATE INDEX "grant_body" ON "grant" ("body")',
    'CREATE INDEX "grant_programme" ON "grant" ("programme")',
    'CREATE INDEX "grant_document" ON "grant" ("document")',
    """
    CREATE TABLE "credential_use" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "credential_use_code" CHECK (length("code") BETWEEN 1 AND 160),
        "at" VARCHAR(27) NOT NULL CONSTRAINT "credential_use_at" CHECK (length("at") = 27)
    )
    """,
    """
    CREATE TABLE "sign_in_attempt" (
        "code" VARCHAR(64) NOT NULL PRIMARY KEY CONSTRAINT "sign_in_attempt_code" CHECK (length("code") = 64),
        "failures" INTEGER NOT NULL CONSTRAINT "sign_in_attempt_failures" CHECK ("failures" BETWEEN 0 AND 2000000000),
        "at" VARCHAR(27) NOT NULL CONSTRAINT "sign_in_attempt_at" CHECK (length("at") = 27)
    )
    """,
    'CREATE INDEX "sign_in_attempt_at_key" ON "sign_in_attempt" ("at")',
)


async def forwards() -> MigrationManager:
    return frozen("api", ID, DESCRIPTION, STATEMENTS)
