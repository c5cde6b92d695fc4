"""What rests on which instrument, and which instrument a task is to bring about"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T04:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "What rests on which instrument, and which instrument a task is to bring about"

STATEMENTS = (
    """
    CREATE TABLE "citation" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "citation_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "citation_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "citation_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "citation_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "citation_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "programme" VARCHAR(160) REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "task" VARCHAR(160) REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "post" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "deadline" VARCHAR(160) REFERENCES "deadline" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "document" VARCHAR(160) NOT NULL REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "clause" VARCHAR(500) CONSTRAINT "citation_clause" CHECK (length("clause") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "citation_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "citation_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "citation_one" CHECK (
            CASE WHEN "programme" IS NULL THEN 0 ELSE 1 END + CASE WHEN "task" IS NULL THEN 0 ELSE 1 END
            + CASE WHEN "post" IS NULL THEN 0 ELSE 1 END + CASE WHEN "deadline" IS NULL THEN 0 ELSE 1 END = 1)
    )
    """,
    'CREATE INDEX "citation_source" ON "citation" ("source")',
    'CREATE INDEX "citation_programme" ON "citation" ("programme")',
    'CREATE INDEX "citation_task" ON "citation" ("task")',
    'CREATE INDEX "citation_post" ON "citation" ("post")',
    'CREATE INDEX "citation_deadline" ON "citation" ("deadline")',
    'CREATE INDEX "citation_document" ON "citation" ("document")',
    """
    CREATE TABLE "task_product" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "task_product_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "task_product_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "task_product_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "task_product_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "task_product_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "document" VARCHAR(160) NOT NULL REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "task_product_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "task_product_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "task_product_key" UNIQUE ("task", "document")
    )
    """,
    'CREATE INDEX "task_product_source" ON "task_product" ("source")',
    'CREATE INDEX "task_product_task" ON "task_product" ("task")',
    'CREATE INDEX "task_product_document" ON "task_product" ("document")',
)


async def forwards() -> MigrationManager:
    return frozen("portfolio", ID, DESCRIPTION, STATEMENTS)
