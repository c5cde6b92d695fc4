"""Baselines: plans as they stood on a day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T00:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Baselines: plans as they stood on a day"

STATEMENTS = (
    """
    CREATE TABLE "baseline" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "baseline_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "baseline_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "baseline_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "baseline_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "baseline_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "portfolio" VARCHAR(160) NOT NULL REFERENCES "portfolio" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "programme" VARCHAR(160) REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "baseline_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "baseline_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "as_of" DATE NOT NULL CONSTRAINT "baseline_as_of" CHECK (date("as_of") = "as_of"),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ledger_seq" INTEGER NOT NULL CONSTRAINT "baseline_ledger_seq" CHECK ("ledger_seq" BETWEEN 0 AND 2000000000),
        "calendar" VARCHAR(160) NOT NULL CONSTRAINT "baseline_calendar" CHECK (length("calendar") BETWEEN 1 AND 160),
        "tasks" INTEGER NOT NULL CONSTRAINT "baseline_tasks" CHECK ("tasks" BETWEEN 0 AND 2000000000),
        "links" INTEGER NOT NULL CONSTRAINT "baseline_links" CHECK ("links" BETWEEN 0 AND 2000000000),
        "finish" DATE CONSTRAINT "baseline_finish" CHECK (date("finish") = "finish"),
        "digest" VARCHAR(64) NOT NULL CONSTRAINT "baseline_digest" CHECK (length("digest") = 64),
        "version" INTEGER NOT NULL CONSTRAINT "baseline_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "baseline_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "baseline_source" ON "baseline" ("source")',
    'CREATE INDEX "baseline_portfolio" ON "baseline" ("portfolio")',
    'CREATE INDEX "baseline_of_programme" ON "baseline" ("programme")',
    'CREATE INDEX "baseline_document" ON "baseline" ("document")',
    """
    CREATE TABLE "baseline_programme" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "baseline_programme_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "baseline_programme_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "baseline_programme_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "baseline_programme_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "baseline_programme_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "baseline" VARCHAR(160) NOT NULL REFERENCES "baseline" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "baseline_programme_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "programme" VARCHAR(160) NOT NULL CONSTRAINT "baseline_programme_programme" CHECK (length("programme") BETWEEN 1 AND 160),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "baseline_programme_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "baseline_programme_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "start" DATE CONSTRAINT "baseline_programme_start" CHECK (date("start") = "start"),
        "finish" DATE CONSTRAINT "baseline_programme_finish" CHECK (date("finish") = "finish"),
        "version" INTEGER NOT NULL CONSTRAINT "baseline_programme_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "baseline_programme_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "baseline_programme_key" UNIQUE ("baseline", "ordinal"),
        CONSTRAINT "baseline_programme_once" UNIQUE ("baseline", "programme")
    )
    """,
    'CREATE INDEX "baseline_programme_source" ON "baseline_programme" ("source")',
    'CREATE INDEX "baseline_programme_baseline" ON "baseline_programme" ("baseline")',
    """
    CREATE TABLE "baseline_calendar" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "baseline_calendar_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "baseline_calendar_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "baseline_calendar_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "baseline_calendar_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "baseline_calendar_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "baseline" VARCHAR(160) NOT NULL REFERENCES "baseline" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "baseline_calendar_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "calendar" VARCHAR(160) NOT NULL CONSTRAINT "baseline_calendar_calendar" CHECK (length("calendar") BETWEEN 1 AND 160),
        "week" VARCHAR(7) NOT NULL CONSTRAINT "baseline_calendar_week" CHECK (length("week") = 7),
        "closed" VARCHAR(400000) CONSTRAINT "baseline_calendar_closed" CHECK (length("closed") BETWEEN 1 AND 400000),
        "opened" VARCHAR(400000) CONSTRAINT "baseline_calendar_opened" CHECK (length("opened") BETWEEN 1 AND 400000),
        "version" INTEGER NOT NULL CONSTRAINT "baseline_calendar_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "baseline_calendar_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "baseline_calendar_key" UNIQUE ("baseline", "ordinal"),
        CONSTRAINT "baseline_calendar_once" UNIQUE ("baseline", "calendar"),
        CONSTRAINT "baseline_calendar_works" CHECK ("week" LIKE '%1%')
    )
    """,
    'CREATE INDEX "baseline_calendar_source" ON "baseline_calendar" ("source")',
    'CREATE INDEX "baseline_calendar_baseline" ON "baseline_calendar" ("baseline")',
    """
    CREATE TABLE "baseline_task" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "baseline_task_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "baseline_task_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "baseline_task_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "baseline_task_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "baseline_task_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "baseline" VARCHAR(160) NOT NULL REFERENCES "baseline" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "baseline_task_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "task" VARCHAR(160) NOT NULL CONSTRAINT "baseline_task_task" CHECK (length("task") BETWEEN 1 AND 160),
        "programme" VARCHAR(160) NOT NULL CONSTRAINT "baseline_task_programme" CHECK (length("programme") BETWEEN 1 AND 160),
        "parent" VARCHAR(160) CONSTRAINT "baseline_task_parent" CHECK (length("parent") BETWEEN 1 AND 160),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "baseline_task_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "baseline_task_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "state" VARCHAR(9) NOT NULL CONSTRAINT "baseline_task_state" CHECK ("state" IN ('planned', 'started', 'finished', 'undated', 'cancelled')),
        "duration" INTEGER CONSTRAINT "baseline_task_duration" CHECK ("duration" BETWEEN 0 AND 20000),
        "calendar" VARCHAR(160) CONSTRAINT "baseline_task_calendar" CHECK (length("calendar") BETWEEN 1 AND 160),
        "milestone" BOOLEAN NOT NULL CONSTRAINT "baseline_task_milestone" CHECK ("milestone" IN (TRUE, FALSE)),
        "constraints" VARCHAR(400) CONSTRAINT "baseline_task_constraints" CHECK (length("constraints") BETWEEN 1 AND 400),
        "deadlines" VARCHAR(4000) CONSTRAINT "baseline_task_deadlines" CHECK (length("deadlines") BETWEEN 1 AND 4000),
        "actual_start" DATE CONSTRAINT "baseline_task_actual_start" CHECK (date("actual_start") = "actual_start"),
        "actual_finish" DATE CONSTRAINT "baseline_task_actual_finish" CHECK (date("actual_finish") = "actual_finish"),
        "remaining" INTEGER CONSTRAINT "baseline_task_remaining" CHECK ("remaining" BETWEEN 0 AND 20000),
        "done" BOOLEAN NOT NULL CONSTRAINT "baseline_task_done" CHECK ("done" IN (TRUE, FALSE)),
        "done_by" DATE CONSTRAINT "baseline_task_done_by" CHECK (date("done_by") = "done_by"),
        "early_start" DATE CONSTRAINT "baseline_task_early_start" CHECK (date("early_start") = "early_start"),
        "early_finish" DATE CONSTRAINT "baseline_task_early_finish" CHECK (date("early_finish") = "early_finish"),
        "late_start" DATE CONSTRAINT "baseline_task_late_start" CHECK (date("late_start") = "late_start"),
        "late_finish" DATE CONSTRAINT "baseline_task_late_finish" CHECK (date("late_finish") = "late_finish"),
        "total_float" INTEGER CONSTRAINT "baseline_task_total_float" CHECK ("total_float" BETWEEN -4000000 AND 4000000),
        "free_float" INTEGER CONSTRAINT "baseline_task_free_float" CHECK ("free_float" BETWEEN -4000000 AND 4000000),
        "critical" BOOLEAN NOT NULL CONSTRAINT "baseline_task_critical" CHECK ("critical" IN (TRUE, FALSE)),
        "surmised" BOOLEAN NOT NULL CONSTRAINT "baseline_task_surmised" CHECK ("surmised" IN (TRUE, FALSE)),
        "version" INTEGER NOT NULL CONSTRAINT "baseline_task_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "baseline_task_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "baseline_task_key" UNIQUE ("baseline", "ordinal"),
        CONSTRAINT "baseline_task_once" UNIQUE ("baseline", "task"),
        CONSTRAINT "baseline_task_early" CHECK ("early_start" <= "early_finish"),
        CONSTRAINT "baseline_task_both" CHECK (("early_start" IS NULL) = ("early_finish" IS NULL))
    )
    """,
    'CREATE INDEX "baseline_task_source" ON "baseline_task" ("source")',
    'CREATE INDEX "baseline_task_baseline" ON "baseline_task" ("baseline")',
    """
    CREATE TABLE "baseline_link" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "baseline_link_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "baseline_link_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "baseline_link_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "baseline_link_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "baseline_link_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "baseline" VARCHAR(160) NOT NULL REFERENCES "baseline" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "baseline_link_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "predecessor" VARCHAR(160) NOT NULL CONSTRAINT "baseline_link_predecessor" CHECK (length("predecessor") BETWEEN 1 AND 160),
        "successor" VARCHAR(160) NOT NULL CONSTRAINT "baseline_link_successor" CHECK (length("successor") BETWEEN 1 AND 160),
        "relation" VARCHAR(2) NOT NULL CONSTRAINT "baseline_link_relation" CHECK ("relation" IN ('FS', 'SS', 'FF', 'SF')),
        "lag" INTEGER NOT NULL CONSTRAINT "baseline_link_lag" CHECK ("lag" BETWEEN -20000 AND 20000),
        "lag_calendar" VARCHAR(11) NOT NULL CONSTRAINT "baseline_link_lag_calendar" CHECK ("lag_calendar" IN ('predecessor', 'successor', 'plan', 'elapsed')),
        "version" INTEGER NOT NULL CONSTRAINT "baseline_link_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "baseline_link_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "baseline_link_key" UNIQUE ("baseline", "ordinal"),
        CONSTRAINT "baseline_link_once" UNIQUE ("baseline", "predecessor", "successor", "relation")
    )
    """,
    'CREATE INDEX "baseline_link_source" ON "baseline_link" ("source")',
    'CREATE INDEX "baseline_link_baseline" ON "baseline_link" ("baseline")',
)

PARTS = ("baseline_programme", "baseline_calendar", "baseline_task", "baseline_link")

SQLITE = tuple(
    f"""
    CREATE TRIGGER "{part}_kept" BEFORE UPDATE ON "{part}"
    BEGIN SELECT RAISE(ABORT, 'what a baseline holds never changes'); END
    """
    for part in PARTS
)

POSTGRES = (
    """
    CREATE FUNCTION "baseline_kept"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'what a baseline holds never changes' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    *(
        f"""
        CREATE TRIGGER "{part}_kept" BEFORE UPDATE ON "{part}"
        FOR EACH ROW EXECUTE FUNCTION "baseline_kept"()
        """
        for part in PARTS
    ),
)


async def forwards() -> MigrationManager:
    return frozen("portfolio", ID, DESCRIPTION, STATEMENTS, {"sqlite": SQLITE, "postgres": POSTGRES})
