"""Clauses of relations between instruments, and suspensions"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T04:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Clauses of relations between instruments, and suspensions"

STATEMENTS = (
    """
    CREATE TABLE "relation_clause" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "relation_clause_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "relation_clause_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "relation_clause_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "relation_clause_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "relation_clause_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "relation" VARCHAR(160) NOT NULL REFERENCES "document_relation" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "relation_clause_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "clause" VARCHAR(500) CONSTRAINT "relation_clause_clause" CHECK (length("clause") BETWEEN 1 AND 500),
        "by_clause" VARCHAR(500) CONSTRAINT "relation_clause_by_clause" CHECK (length("by_clause") BETWEEN 1 AND 500),
        "in_force_from" VARCHAR(10) CONSTRAINT "relation_clause_in_force_from" CHECK (length("in_force_from") IN (4, 7, 10)),
        "version" INTEGER NOT NULL CONSTRAINT "relation_clause_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "relation_clause_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "relation_clause_key" UNIQUE ("relation", "ordinal"),
        CONSTRAINT "relation_clause_says" CHECK ("clause" IS NOT NULL OR "by_clause" IS NOT NULL OR "in_force_from" IS NOT NULL)
    )
    """,
    'CREATE INDEX "relation_clause_source" ON "relation_clause" ("source")',
    'CREATE INDEX "relation_clause_relation" ON "relation_clause" ("relation")',
    """
    CREATE TABLE "suspension" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "suspension_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "suspension_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "suspension_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "suspension_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "suspension_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "document" VARCHAR(160) NOT NULL REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "clause" VARCHAR(500) CONSTRAINT "suspension_clause" CHECK (length("clause") BETWEEN 1 AND 500),
        "by" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "by_clause" VARCHAR(500) CONSTRAINT "suspension_by_clause" CHECK (length("by_clause") BETWEEN 1 AND 500),
        "start" VARCHAR(10) NOT NULL CONSTRAINT "suspension_start" CHECK (length("start") IN (4, 7, 10)),
        "end" VARCHAR(10) CONSTRAINT "suspension_end" CHECK (length("end") IN (4, 7, 10)),
        "version" INTEGER NOT NULL CONSTRAINT "suspension_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "suspension_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "suspension_itself" CHECK ("by" IS NULL OR "by" <> "document")
    )
    """,
    'CREATE INDEX "suspension_source" ON "suspension" ("source")',
    'CREATE INDEX "suspension_document" ON "suspension" ("document")',
    'CREATE INDEX "suspension_by" ON "suspension" ("by")',
)


async def forwards() -> MigrationManager:
    return frozen("governance", ID, DESCRIPTION, STATEMENTS)
