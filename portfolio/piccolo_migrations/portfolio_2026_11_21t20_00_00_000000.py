"""Programmes, tasks and what they need"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-21T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Programmes, tasks and what they need"

STATEMENTS = (
    """
    CREATE TABLE "calendar" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "calendar_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "calendar_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "calendar_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "calendar_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "calendar_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "calendar_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "calendar_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "week" VARCHAR(7) NOT NULL CONSTRAINT "calendar_week" CHECK (length("week") = 7),
        "version" INTEGER NOT NULL CONSTRAINT "calendar_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "calendar_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "calendar_works" CHECK ("week" LIKE '%1%')
    )
    """,
    'CREATE INDEX "calendar_source" ON "calendar" ("source")',
    """
    CREATE TABLE "calendar_day" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "calendar_day_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "calendar_day_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "calendar_day_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "calendar_day_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "calendar_day_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "calendar" VARCHAR(160) NOT NULL REFERENCES "calendar" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "day" DATE NOT NULL CONSTRAINT "calendar_day_day" CHECK (date("day") = "day"),
        "working" BOOLEAN NOT NULL CONSTRAINT "calendar_day_working" CHECK ("working" IN (TRUE, FALSE)),
        "reason_vi" VARCHAR(500) NOT NULL CONSTRAINT "calendar_day_reason_vi" CHECK (length("reason_vi") BETWEEN 1 AND 500),
        "reason_en" VARCHAR(500) NOT NULL CONSTRAINT "calendar_day_reason_en" CHECK (length("reason_en") BETWEEN 1 AND 500),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "calendar_day_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "calendar_day_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "calendar_day_key" UNIQUE ("calendar", "day")
    )
    """,
    'CREATE INDEX "calendar_day_source" ON "calendar_day" ("source")',
    'CREATE INDEX "calendar_day_calendar" ON "calendar_day" ("calendar")',
    'CREATE INDEX "calendar_day_document" ON "calendar_day" ("document")',
    """
    CREATE TABLE "portfolio" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "portfolio_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "portfolio_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "portfolio_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "portfolio_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "portfolio_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "portfolio_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "portfolio_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "committee" VARCHAR(160) NOT NULL REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "calendar" VARCHAR(160) NOT NULL REFERENCES "calendar" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "status_day" DATE CONSTRAINT "portfolio_status_day" CHECK (date("status_day") = "status_day"),
        "version" INTEGER NOT NULL CONSTRAINT "portfolio_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "portfolio_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "portfolio_source" ON "portfolio" ("source")',
    'CREATE INDEX "portfolio_committee" ON "portfolio" ("committee")',
    'CREATE INDEX "portfolio_calendar" ON "portfolio" ("calendar")',
    """
    CREATE TABLE "programme" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "programme_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "programme_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "programme_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "programme_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "programme_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "portfolio" VARCHAR(160) NOT NULL REFERENCES "portfolio" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "type" VARCHAR(9) NOT NULL CONSTRAINT "programme_type" CHECK ("type" IN ('programme', 'plan', 'scheme', 'key-tasks', 'projects')),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "programme_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "programme_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "starts" VARCHAR(10) CONSTRAINT "programme_starts" CHECK (length("starts") IN (4, 7, 10)),
        "ends" VARCHAR(10) CONSTRAINT "programme_ends" CHECK (length("ends") IN (4, 7, 10)),
        "orientation_to" VARCHAR(10) CONSTRAINT "programme_orientation_to" CHECK (length("orientation_to") IN (4, 7, 10)),
        "basis" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "owner" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "programme_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "programme_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "programme_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "programme_source" ON "programme" ("source")',
    'CREATE INDEX "programme_portfolio" ON "programme" ("portfolio")',
    'CREATE INDEX "programme_basis" ON "programme" ("basis")',
    'CREATE INDEX "programme_owner" ON "programme" ("owner")',
    """
    CREATE TABLE "programme_link" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "programme_link_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "programme_link_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "programme_link_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "programme_link_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "programme_link_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "predecessor" VARCHAR(160) NOT NULL REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "successor" VARCHAR(160) NOT NULL REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "programme_link_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "programme_link_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "programme_link_key" UNIQUE ("predecessor", "successor"),
        CONSTRAINT "programme_link_itself" CHECK ("predecessor" <> "successor")
    )
    """,
    'CREATE INDEX "programme_link_source" ON "programme_link" ("source")',
    'CREATE INDEX "programme_link_predecessor" ON "programme_link" ("predecessor")',
    'CREATE INDEX "programme_link_successor" ON "programme_link" ("successor")',
    """
    CREATE TABLE "frame" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "frame_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "frame_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "frame_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "frame_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "frame_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "programme" VARCHAR(160) NOT NULL REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "start" DATE NOT NULL CONSTRAINT "frame_start" CHECK (date("start") = "start"),
        "calendar" VARCHAR(160) REFERENCES "calendar" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "frame_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "frame_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "frame_key" UNIQUE ("programme")
    )
    """,
    'CREATE INDEX "frame_source" ON "frame" ("source")',
    'CREATE INDEX "frame_programme" ON "frame" ("programme")',
    'CREATE INDEX "frame_calendar" ON "frame" ("calendar")',
    """
    CREATE TABLE "task" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "task_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "task_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "task_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "task_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "task_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "programme" VARCHAR(160) NOT NULL REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "parent" VARCHAR(160) REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "type" VARCHAR(9) NOT NULL CONSTRAINT "task_type" CHECK ("type" IN ('task', 'milestone', 'component')),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "task_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "task_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "deliverable_vi" VARCHAR(500) CONSTRAINT "task_deliverable_vi" CHECK (length("deliverable_vi") BETWEEN 1 AND 500),
        "deliverable_en" VARCHAR(500) CONSTRAINT "task_deliverable_en" CHECK (length("deliverable_en") BETWEEN 1 AND 500),
        "basis" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "clause" VARCHAR(500) CONSTRAINT "task_clause" CHECK (length("clause") BETWEEN 1 AND 500),
        "meeting" VARCHAR(160) REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "task_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "task_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "task_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "task_own_parent" CHECK ("parent" <> "code")
    )
    """,
    'CREATE INDEX "task_source" ON "task" ("source")',
    'CREATE INDEX "task_programme" ON "task" ("programme")',
    'CREATE INDEX "task_parent" ON "task" ("parent")',
    'CREATE INDEX "task_basis" ON "task" ("basis")',
    'CREATE INDEX "task_meeting" ON "task" ("meeting")',
    """
    CREATE TABLE "task_place" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "task_place_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "task_place_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "task_place_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "task_place_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "task_place_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "task_place_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "name_vi" VARCHAR(500) NOT NULL CONSTRAINT "task_place_name_vi" CHECK (length("name_vi") BETWEEN 1 AND 500),
        "name_en" VARCHAR(500) NOT NULL CONSTRAINT "task_place_name_en" CHECK (length("name_en") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "task_place_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "task_place_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "task_place_key" UNIQUE ("task", "ordinal")
    )
    """,
    'CREATE INDEX "task_place_source" ON "task_place" ("source")',
    'CREATE INDEX "task_place_task" ON "task_place" ("task")',
    """
    CREATE TABLE "estimate" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "estimate_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "estimate_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "estimate_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "estimate_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "estimate_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "optimistic" INTEGER NOT NULL CONSTRAINT "estimate_optimistic" CHECK ("optimistic" BETWEEN 0 AND 20000),
        "most_likely" INTEGER NOT NULL CONSTRAINT "estimate_most_likely" CHECK ("most_likely" BETWEEN 0 AND 20000),
        "pessimistic" INTEGER NOT NULL CONSTRAINT "estimate_pessimistic" CHECK ("pessimistic" BETWEEN 0 AND 20000),
        "calendar" VARCHAR(160) REFERENCES "calendar" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "estimate_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "estimate_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "estimate_key" UNIQUE ("task"),
        CONSTRAINT "estimate_rises" CHECK ("optimistic" <= "most_likely" AND "most_likely" <= "pessimistic")
    )
    """,
    'CREATE INDEX "estimate_source" ON "estimate" ("source")',
    'CREATE INDEX "estimate_task" ON "estimate" ("task")',
    'CREATE INDEX "estimate_calendar" ON "estimate" ("calendar")',
    """
    CREATE TABLE "assignment" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "assignment_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "assignment_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "assignment_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "assignment_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "assignment_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "organization" VARCHAR(160) NOT NULL REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "role" VARCHAR(12) NOT NULL CONSTRAINT "assignment_role" CHECK ("role" IN ('lead', 'coordinating', 'monitoring', 'approving')),
        "post" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "assignment_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "assignment_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "assignment_key" UNIQUE ("task", "organization", "role")
    )
    """,
    'CREATE INDEX "assignment_source" ON "assignment" ("source")',
    'CREATE INDEX "assignment_task" ON "assignment" ("task")',
    'CREATE INDEX "assignment_organization" ON "assignment" ("organization")',
    'CREATE INDEX "assignment_post" ON "assignment" ("post")',
    """CREATE UNIQUE INDEX "assignment_one_lead" ON "assignment" ("task") WHERE "role" = 'lead'""",
    """
    CREATE TABLE "dependency" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "dependency_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "dependency_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "dependency_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "dependency_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "dependency_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "predecessor" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "successor" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "relation" VARCHAR(2) NOT NULL CONSTRAINT "dependency_relation" CHECK ("relation" IN ('FS', 'SS', 'FF', 'SF')),
        "lag" INTEGER NOT NULL CONSTRAINT "dependency_lag" CHECK ("lag" BETWEEN -20000 AND 20000),
        "lag_calendar" VARCHAR(11) NOT NULL CONSTRAINT "dependency_lag_calendar" CHECK ("lag_calendar" IN ('predecessor', 'successor', 'plan', 'elapsed')),
        "type" VARCHAR(10) NOT NULL CONSTRAINT "dependency_type" CHECK ("type" IN ('scheduling', 'influence')),
        "version" INTEGER NOT NULL CONSTRAINT "dependency_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "dependency_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "dependency_key" UNIQUE ("predecessor", "successor", "relation"),
        CONSTRAINT "dependency_itself" CHECK ("predecessor" <> "successor")
    )
    """,
    'CREATE INDEX "dependency_source" ON "dependency" ("source")',
    'CREATE INDEX "dependency_predecessor" ON "dependency" ("predecessor")',
    'CREATE INDEX "dependency_successor" ON "dependency" ("successor")',
    """
    CREATE TABLE "constraint" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "constraint_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "constraint_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "constraint_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "constraint_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "constraint_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "type" VARCHAR(4) NOT NULL CONSTRAINT "constraint_type" CHECK ("type" IN ('ASAP', 'ALAP', 'SNET', 'SNLT', 'FNET', 'FNLT', 'MSO', 'MFO')),
        "day" DATE CONSTRAINT "constraint_day" CHECK (date("day") = "day"),
        "version" INTEGER NOT NULL CONSTRAINT "constraint_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "constraint_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "constraint_key" UNIQUE ("task", "type"),
        CONSTRAINT "constraint_takes_a_day" CHECK (("type" IN ('ASAP', 'ALAP')) = ("day" IS NULL))
    )
    """,
    'CREATE INDEX "constraint_source" ON "constraint" ("source")',
    'CREATE INDEX "constraint_task" ON "constraint" ("task")',
    """
    CREATE TABLE "deadline" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "deadline_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "deadline_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "deadline_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "deadline_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "deadline_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "type" VARCHAR(10) NOT NULL CONSTRAINT "deadline_type" CHECK ("type" IN ('instrument', 'extension')),
        "written_vi" VARCHAR(500) NOT NULL CONSTRAINT "deadline_written_vi" CHECK (length("written_vi") BETWEEN 1 AND 500),
        "written_en" VARCHAR(500) NOT NULL CONSTRAINT "deadline_written_en" CHECK (length("written_en") BETWEEN 1 AND 500),
        "not_before" DATE CONSTRAINT "deadline_not_before" CHECK (date("not_before") = "not_before"),
        "not_after" DATE CONSTRAINT "deadline_not_after" CHECK (date("not_after") = "not_after"),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "deadline_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "deadline_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "deadline_in_order" CHECK ("not_before" <= "not_after")
    )
    """,
    'CREATE INDEX "deadline_source" ON "deadline" ("source")',
    'CREATE INDEX "deadline_task" ON "deadline" ("task")',
    'CREATE INDEX "deadline_document" ON "deadline" ("document")',
    """
    CREATE TABLE "progress" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "progress_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "progress_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "progress_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "progress_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "progress_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "as_of" DATE NOT NULL CONSTRAINT "progress_as_of" CHECK (date("as_of") = "as_of"),
        "state" VARCHAR(11) NOT NULL CONSTRAINT "progress_state" CHECK ("state" IN ('not-started', 'in-progress', 'done', 'suspended', 'cancelled')),
        "actual_start" DATE CONSTRAINT "progress_actual_start" CHECK (date("actual_start") = "actual_start"),
        "actual_finish" DATE CONSTRAINT "progress_actual_finish" CHECK (date("actual_finish") = "actual_finish"),
        "remaining" INTEGER CONSTRAINT "progress_remaining" CHECK ("remaining" BETWEEN 0 AND 20000),
        "percent" INTEGER CONSTRAINT "progress_percent" CHECK ("percent" BETWEEN 0 AND 100),
        "version" INTEGER NOT NULL CONSTRAINT "progress_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "progress_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "progress_key" UNIQUE ("task", "as_of"),
        CONSTRAINT "progress_in_order" CHECK ("actual_start" <= "actual_finish"),
        CONSTRAINT "progress_reported" CHECK ("actual_start" <= "as_of" AND "actual_finish" <= "as_of")
    )
    """,
    'CREATE INDEX "progress_source" ON "progress" ("source")',
    'CREATE INDEX "progress_task" ON "progress" ("task")',
    """
    CREATE TABLE "agency_class" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "agency_class_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "agency_class_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "agency_class_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "agency_class_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "agency_class_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "name_vi" VARCHAR(500) NOT NULL CONSTRAINT "agency_class_name_vi" CHECK (length("name_vi") BETWEEN 1 AND 500),
        "name_en" VARCHAR(500) NOT NULL CONSTRAINT "agency_class_name_en" CHECK (length("name_en") BETWEEN 1 AND 500),
        "ordinal" INTEGER NOT NULL CONSTRAINT "agency_class_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "agency_class_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "agency_class_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "agency_class_source" ON "agency_class" ("source")',
    """
    CREATE TABLE "agency_class_part" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "agency_class_part_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "agency_class_part_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "agency_class_part_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "agency_class_part_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "agency_class_part_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "whole" VARCHAR(160) NOT NULL REFERENCES "agency_class" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "part" VARCHAR(160) NOT NULL REFERENCES "agency_class" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "agency_class_part_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "agency_class_part_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "agency_class_part_key" UNIQUE ("whole", "part")
    )
    """,
    'CREATE INDEX "agency_class_part_source" ON "agency_class_part" ("source")',
    'CREATE INDEX "agency_class_part_whole" ON "agency_class_part" ("whole")',
    'CREATE INDEX "agency_class_part_part" ON "agency_class_part" ("part")',
    """
    CREATE TABLE "indicator" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "indicator_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "indicator_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "indicator_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "indicator_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "indicator_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "indicator_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "indicator_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "unit_vi" VARCHAR(500) NOT NULL CONSTRAINT "indicator_unit_vi" CHECK (length("unit_vi") BETWEEN 1 AND 500),
        "unit_en" VARCHAR(500) NOT NULL CONSTRAINT "indicator_unit_en" CHECK (length("unit_en") BETWEEN 1 AND 500),
        "programme" VARCHAR(160) REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "indicator_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "indicator_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "indicator_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "indicator_source" ON "indicator" ("source")',
    'CREATE INDEX "indicator_programme" ON "indicator" ("programme")',
    """
    CREATE TABLE "target" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "target_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "target_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "target_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "target_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "target_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "indicator" VARCHAR(160) NOT NULL REFERENCES "indicator" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "agency_class" VARCHAR(160) NOT NULL REFERENCES "agency_class" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "year" INTEGER NOT NULL CONSTRAINT "target_year" CHECK ("year" BETWEEN 1900 AND 2200),
        "value" VARCHAR(30) CONSTRAINT "target_value" CHECK (length("value") BETWEEN 1 AND 30),
        "stated_vi" VARCHAR(500) NOT NULL CONSTRAINT "target_stated_vi" CHECK (length("stated_vi") BETWEEN 1 AND 500),
        "stated_en" VARCHAR(500) NOT NULL CONSTRAINT "target_stated_en" CHECK (length("stated_en") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "target_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "target_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "target_key" UNIQUE ("indicator", "agency_class", "year")
    )
    """,
    'CREATE INDEX "target_source" ON "target" ("source")',
    'CREATE INDEX "target_indicator" ON "target" ("indicator")',
    'CREATE INDEX "target_agency_class" ON "target" ("agency_class")',
    """
    CREATE TABLE "observation" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "observation_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "observation_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "observation_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "observation_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "observation_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "indicator" VARCHAR(160) NOT NULL REFERENCES "indicator" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "organization" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "agency_class" VARCHAR(160) REFERENCES "agency_class" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "observed_on" VARCHAR(10) CONSTRAINT "observation_observed_on" CHECK (length("observed_on") IN (4, 7, 10)),
        "value" VARCHAR(30) NOT NULL CONSTRAINT "observation_value" CHECK (length("value") BETWEEN 1 AND 30),
        "stated_vi" VARCHAR(500) NOT NULL CONSTRAINT "observation_stated_vi" CHECK (length("stated_vi") BETWEEN 1 AND 500),
        "stated_en" VARCHAR(500) NOT NULL CONSTRAINT "observation_stated_en" CHECK (length("stated_en") BETWEEN 1 AND 500),
        "computes" BOOLEAN NOT NULL CONSTRAINT "observation_computes" CHECK ("computes" IN (TRUE, FALSE)),
        "version" INTEGER NOT NULL CONSTRAINT "observation_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "observation_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "observation_source" ON "observation" ("source")',
    'CREATE INDEX "observation_indicator" ON "observation" ("indicator")',
    'CREATE INDEX "observation_organization" ON "observation" ("organization")',
    'CREATE INDEX "observation_agency_class" ON "observation" ("agency_class")',
    """
    CREATE TABLE "survey" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "survey_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "survey_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "survey_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "survey_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "survey_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "survey_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "survey_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "respondents" INTEGER NOT NULL CONSTRAINT "survey_respondents" CHECK ("respondents" BETWEEN 0 AND 2000000000),
        "meeting" VARCHAR(160) REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "survey_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "survey_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "survey_source" ON "survey" ("source")',
    'CREATE INDEX "survey_meeting" ON "survey" ("meeting")',
    """
    CREATE TABLE "survey_question" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "survey_question_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "survey_question_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "survey_question_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "survey_question_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "survey_question_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "survey" VARCHAR(160) NOT NULL REFERENCES "survey" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "text_vi" VARCHAR(500) NOT NULL CONSTRAINT "survey_question_text_vi" CHECK (length("text_vi") BETWEEN 1 AND 500),
        "text_en" VARCHAR(500) NOT NULL CONSTRAINT "survey_question_text_en" CHECK (length("text_en") BETWEEN 1 AND 500),
        "single_choice" BOOLEAN NOT NULL CONSTRAINT "survey_question_single_choice" CHECK ("single_choice" IN (TRUE, FALSE)),
        "computes" BOOLEAN NOT NULL CONSTRAINT "survey_question_computes" CHECK ("computes" IN (TRUE, FALSE)),
        "ordinal" INTEGER NOT NULL CONSTRAINT "survey_question_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "survey_question_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "survey_question_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "survey_question_source" ON "survey_question" ("source")',
    'CREATE INDEX "survey_question_survey" ON "survey_question" ("survey")',
    """
    CREATE TABLE "survey_answer" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "survey_answer_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "survey_answer_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "survey_answer_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "survey_answer_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "survey_answer_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "question" VARCHAR(160) NOT NULL REFERENCES "survey_question" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "text_vi" VARCHAR(500) NOT NULL CONSTRAINT "survey_answer_text_vi" CHECK (length("text_vi") BETWEEN 1 AND 500),
        "text_en" VARCHAR(500) NOT NULL CONSTRAINT "survey_answer_text_en" CHECK (length("text_en") BETWEEN 1 AND 500),
        "votes" INTEGER CONSTRAINT "survey_answer_votes" CHECK ("votes" BETWEEN 0 AND 2000000000),
        "share" VARCHAR(30) CONSTRAINT "survey_answer_share" CHECK (length("share") BETWEEN 1 AND 30),
        "computes" BOOLEAN NOT NULL CONSTRAINT "survey_answer_computes" CHECK ("computes" IN (TRUE, FALSE)),
        "ordinal" INTEGER NOT NULL CONSTRAINT "survey_answer_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "survey_answer_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "survey_answer_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "survey_answer_source" ON "survey_answer" ("source")',
    'CREATE INDEX "survey_answer_question" ON "survey_answer" ("question")',
    """
    CREATE TABLE "risk" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "risk_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "risk_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "risk_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "risk_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "risk_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "risk_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "risk_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "programme" VARCHAR(160) REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "risk_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "risk_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "risk_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "risk_source" ON "risk" ("source")',
    'CREATE INDEX "risk_programme" ON "risk" ("programme")',
    """
    CREATE TABLE "risk_response" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "risk_response_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "risk_response_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "risk_response_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "risk_response_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "risk_response_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "risk" VARCHAR(160) NOT NULL REFERENCES "risk" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "risk_response_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "risk_response_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "risk_response_key" UNIQUE ("risk", "task")
    )
    """,
    'CREATE INDEX "risk_response_source" ON "risk_response" ("source")',
    'CREATE INDEX "risk_response_risk" ON "risk_response" ("risk")',
    'CREATE INDEX "risk_response_task" ON "risk_response" ("task")',
)


async def forwards() -> MigrationManager:
    return frozen("portfolio", ID, DESCRIPTION, STATEMENTS)
