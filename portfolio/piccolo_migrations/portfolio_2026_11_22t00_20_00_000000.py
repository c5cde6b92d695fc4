"""Scenarios: what-ifs beside the live plan, and the changes that they make"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T00:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Scenarios: what-ifs beside the live plan, and the changes that they make"

STATEMENTS = (
    """
    CREATE TABLE "scenario" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "scenario_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "scenario_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "scenario_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "scenario_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "scenario_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "portfolio" VARCHAR(160) NOT NULL REFERENCES "portfolio" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "scenario_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "scenario_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "purpose_vi" VARCHAR(4000) CONSTRAINT "scenario_purpose_vi" CHECK (length("purpose_vi") BETWEEN 1 AND 4000),
        "purpose_en" VARCHAR(4000) CONSTRAINT "scenario_purpose_en" CHECK (length("purpose_en") BETWEEN 1 AND 4000),
        "state" VARCHAR(7) NOT NULL CONSTRAINT "scenario_state" CHECK ("state" IN ('open', 'applied', 'dropped')),
        "version" INTEGER NOT NULL CONSTRAINT "scenario_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "scenario_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "scenario_source" ON "scenario" ("source")',
    'CREATE INDEX "scenario_portfolio" ON "scenario" ("portfolio")',
    """
    CREATE TABLE "scenario_change" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "scenario_change_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "scenario_change_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "scenario_change_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "scenario_change_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "scenario_change_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "scenario" VARCHAR(160) NOT NULL REFERENCES "scenario" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "scenario_change_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "action" VARCHAR(6) NOT NULL CONSTRAINT "scenario_change_action" CHECK ("action" IN ('create', 'amend', 'delete')),
        "type" VARCHAR(14) NOT NULL CONSTRAINT "scenario_change_type" CHECK ("type" IN ('calendar', 'calendar_day', 'portfolio', 'programme', 'programme_link', 'frame', 'task', 'task_place', 'estimate', 'assignment', 'dependency', 'constraint', 'deadline', 'progress')),
        "subject" VARCHAR(160) NOT NULL CONSTRAINT "scenario_change_subject" CHECK (length("subject") BETWEEN 1 AND 160),
        "fields" VARCHAR(20000) NOT NULL CONSTRAINT "scenario_change_fields" CHECK (length("fields") BETWEEN 1 AND 20000),
        "base_seq" INTEGER CONSTRAINT "scenario_change_base_seq" CHECK ("base_seq" BETWEEN 0 AND 2000000000),
        "version" INTEGER NOT NULL CONSTRAINT "scenario_change_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "scenario_change_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "scenario_change_key" UNIQUE ("scenario", "ordinal"),
        CONSTRAINT "scenario_change_once" UNIQUE ("scenario", "type", "subject"),
        CONSTRAINT "scenario_change_base" CHECK (("action" = 'create') = ("base_seq" IS NULL))
    )
    """,
    'CREATE INDEX "scenario_change_source" ON "scenario_change" ("source")',
    'CREATE INDEX "scenario_change_scenario" ON "scenario_change" ("scenario")',
)


async def forwards() -> MigrationManager:
    return frozen("portfolio", ID, DESCRIPTION, STATEMENTS)
