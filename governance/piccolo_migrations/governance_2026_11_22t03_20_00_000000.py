"""The two-person rule: which body asks for a second person, and what waits for one"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T03:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The two-person rule: which body asks for a second person, and what waits for one"

STATEMENTS = (
    """
    CREATE TABLE "two_person_rule" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "two_person_rule_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "two_person_rule_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "two_person_rule_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "two_person_rule_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "two_person_rule_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "body" VARCHAR(160) NOT NULL REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "action" VARCHAR(8) NOT NULL CONSTRAINT "two_person_rule_action" CHECK ("action" IN ('baseline', 'close')),
        "days" INTEGER NOT NULL CONSTRAINT "two_person_rule_days" CHECK ("days" BETWEEN 1 AND 365),
        "start" VARCHAR(10) CONSTRAINT "two_person_rule_start" CHECK (length("start") IN (4, 7, 10)),
        "end" VARCHAR(10) CONSTRAINT "two_person_rule_end" CHECK (length("end") IN (4, 7, 10)),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "two_person_rule_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "two_person_rule_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "two_person_rule_source" ON "two_person_rule" ("source")',
    'CREATE INDEX "two_person_rule_body" ON "two_person_rule" ("body")',
    'CREATE INDEX "two_person_rule_document" ON "two_person_rule" ("document")',
    """
    CREATE TABLE "consent" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "consent_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "consent_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "consent_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "consent_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "consent_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "asked_by" VARCHAR(160) NOT NULL REFERENCES "two_person_rule" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "operation" VARCHAR(500) NOT NULL CONSTRAINT "consent_operation" CHECK (length("operation") BETWEEN 1 AND 500),
        "subject" VARCHAR(500) NOT NULL CONSTRAINT "consent_subject" CHECK (length("subject") BETWEEN 1 AND 500),
        "arguments" VARCHAR(20000) NOT NULL CONSTRAINT "consent_arguments" CHECK (length("arguments") BETWEEN 1 AND 20000),
        "seen" VARCHAR(20000) NOT NULL CONSTRAINT "consent_seen" CHECK (length("seen") BETWEEN 1 AND 20000),
        "what_vi" VARCHAR(4000) NOT NULL CONSTRAINT "consent_what_vi" CHECK (length("what_vi") BETWEEN 1 AND 4000),
        "what_en" VARCHAR(4000) NOT NULL CONSTRAINT "consent_what_en" CHECK (length("what_en") BETWEEN 1 AND 4000),
        "requested_by" VARCHAR(160) NOT NULL CONSTRAINT "consent_requested_by" CHECK (length("requested_by") BETWEEN 1 AND 160),
        "requested_person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "requested_at" VARCHAR(27) NOT NULL CONSTRAINT "consent_requested_at" CHECK (length("requested_at") = 27),
        "expires_at" VARCHAR(27) NOT NULL CONSTRAINT "consent_expires_at" CHECK (length("expires_at") = 27),
        "state" VARCHAR(9) NOT NULL CONSTRAINT "consent_state" CHECK ("state" IN ('pending', 'confirmed', 'declined')),
        "decided_by" VARCHAR(160) CONSTRAINT "consent_decided_by" CHECK (length("decided_by") BETWEEN 1 AND 160),
        "decided_at" VARCHAR(27) CONSTRAINT "consent_decided_at" CHECK (length("decided_at") = 27),
        "reason" VARCHAR(4000) CONSTRAINT "consent_reason" CHECK (length("reason") BETWEEN 1 AND 4000),
        "rests_on_document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "rests_on_meeting" VARCHAR(160) REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "consent_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "consent_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "consent_decided" CHECK (("state" = 'pending') = ("decided_by" IS NULL) AND ("decided_by" IS NULL) = ("decided_at" IS NULL)),
        CONSTRAINT "consent_declined" CHECK ("state" <> 'declined' OR "reason" IS NOT NULL)
    )
    """,
    'CREATE INDEX "consent_source" ON "consent" ("source")',
    'CREATE INDEX "consent_asked_by" ON "consent" ("asked_by")',
    'CREATE INDEX "consent_requested_person" ON "consent" ("requested_person")',
    'CREATE INDEX "consent_rests_on_document" ON "consent" ("rests_on_document")',
    'CREATE INDEX "consent_rests_on_meeting" ON "consent" ("rests_on_meeting")',
)


async def forwards() -> MigrationManager:
    return frozen("governance", ID, DESCRIPTION, STATEMENTS)
