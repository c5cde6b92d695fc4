"""Terms of succession and escalation; posts that begin and end; substitutes; delegations of some matters"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Terms of succession and escalation; posts that begin and end; substitutes; delegations of some matters"

STATEMENTS = (
    """
    CREATE TABLE "succession_term" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "succession_term_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "succession_term_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "succession_term_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "succession_term_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "succession_term_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "succession" VARCHAR(160) NOT NULL REFERENCES "succession" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "type" VARCHAR(9) NOT NULL CONSTRAINT "succession_term_type" CHECK ("type" IN ('task', 'programme', 'post', 'body', 'remainder')),
        "subject" VARCHAR(160) CONSTRAINT "succession_term_subject" CHECK (length("subject") BETWEEN 1 AND 160),
        "heir" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "clause" VARCHAR(500) CONSTRAINT "succession_term_clause" CHECK (length("clause") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "succession_term_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "succession_term_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "succession_term_rest" CHECK (("subject" IS NULL) = ("type" = 'remainder'))
    )
    """,
    'CREATE INDEX "succession_term_source" ON "succession_term" ("source")',
    'CREATE INDEX "succession_term_succession" ON "succession_term" ("succession")',
    'CREATE INDEX "succession_term_heir" ON "succession_term" ("heir")',
    """
    CREATE TABLE "escalation_rule" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "escalation_rule_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "escalation_rule_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "escalation_rule_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "escalation_rule_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "escalation_rule_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "working_days" INTEGER NOT NULL CONSTRAINT "escalation_rule_working_days" CHECK ("working_days" BETWEEN 0 AND 2000),
        "body" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "step" INTEGER CONSTRAINT "escalation_rule_step" CHECK ("step" BETWEEN 1 AND 100),
        "start" VARCHAR(10) CONSTRAINT "escalation_rule_start" CHECK (length("start") IN (4, 7, 10)),
        "end" VARCHAR(10) CONSTRAINT "escalation_rule_end" CHECK (length("end") IN (4, 7, 10)),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "clause" VARCHAR(500) CONSTRAINT "escalation_rule_clause" CHECK (length("clause") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "escalation_rule_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "escalation_rule_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "escalation_rule_source" ON "escalation_rule" ("source")',
    'CREATE INDEX "escalation_rule_body" ON "escalation_rule" ("body")',
    'CREATE INDEX "escalation_rule_document" ON "escalation_rule" ("document")',
    'ALTER TABLE "post" ADD COLUMN "start" VARCHAR(10) CONSTRAINT "post_start" CHECK (length("start") IN (4, 7, 10))',
    'ALTER TABLE "post" ADD COLUMN "end" VARCHAR(10) CONSTRAINT "post_end" CHECK (length("end") IN (4, 7, 10))',
    'ALTER TABLE "post" ADD COLUMN "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED',
    'CREATE INDEX "post_document" ON "post" ("document")',
    'ALTER TABLE "succession" ADD COLUMN "partial" BOOLEAN NOT NULL DEFAULT FALSE CONSTRAINT "succession_partial" CHECK ("partial" IN (TRUE, FALSE))',
    'ALTER TABLE "membership" ADD COLUMN "on_behalf_of" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED',
    'CREATE INDEX "membership_on_behalf_of" ON "membership" ("on_behalf_of")',
    'ALTER TABLE "membership" ADD COLUMN "substitute" BOOLEAN NOT NULL DEFAULT FALSE CONSTRAINT "membership_substitute" CHECK ("substitute" IN (TRUE, FALSE))',
    'ALTER TABLE "delegation" ADD COLUMN "body" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED',
    'CREATE INDEX "delegation_body" ON "delegation" ("body")',
    """
    ALTER TABLE "delegation" ADD COLUMN "matter" VARCHAR(12)
        CONSTRAINT "delegation_matter" CHECK ("matter" IN ('lead', 'coordinating', 'monitoring', 'approving'))
    """,
)


async def forwards() -> MigrationManager:
    return frozen("governance", ID, DESCRIPTION, STATEMENTS)
