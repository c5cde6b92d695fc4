"""Which tasks came out of which conclusions"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T03:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Which tasks came out of which conclusions"

STATEMENTS = (
    """
    CREATE TABLE "conclusion_task" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "conclusion_task_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "conclusion_task_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "conclusion_task_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "conclusion_task_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "conclusion_task_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "conclusion" VARCHAR(160) NOT NULL REFERENCES "meeting_conclusion" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "conclusion_task_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "conclusion_task_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "conclusion_task_key" UNIQUE ("conclusion", "task")
    )
    """,
    'CREATE INDEX "conclusion_task_source" ON "conclusion_task" ("source")',
    'CREATE INDEX "conclusion_task_conclusion" ON "conclusion_task" ("conclusion")',
    'CREATE INDEX "conclusion_task_task" ON "conclusion_task" ("task")',
)


async def forwards() -> MigrationManager:
    return frozen("portfolio", ID, DESCRIPTION, STATEMENTS)
