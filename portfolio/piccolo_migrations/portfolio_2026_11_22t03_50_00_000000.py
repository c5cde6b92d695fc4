"""The life of a task: its steps, what they rest on, requests for more time and their decisions, lead times"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T03:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The life of a task: its steps, what they rest on, requests for more time and their decisions, lead times"

STATEMENTS = (
    """
    CREATE TABLE "task_step" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "task_step_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "task_step_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "task_step_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "task_step_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "task_step_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "account" VARCHAR(160) NOT NULL CONSTRAINT "task_step_account" CHECK (length("account") BETWEEN 1 AND 160),
        "capacity" VARCHAR(12) NOT NULL CONSTRAINT "task_step_capacity" CHECK ("capacity" IN ('secretariat', 'lead', 'coordinating', 'monitoring', 'approving', 'issuing', 'chair')),
        "by" VARCHAR(11) NOT NULL CONSTRAINT "task_step_by" CHECK ("by" IN ('holder', 'acting', 'delegate', 'secretariat', 'paper')),
        "organization" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "post" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "on_behalf_of" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "task_step_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "step" VARCHAR(9) NOT NULL CONSTRAINT "task_step_step" CHECK ("step" IN ('propose', 'approve', 'send-back', 'assign', 'decline', 'accept', 'start', 'report', 'complete', 'return', 'verify', 'close', 'suspend', 'resume', 'cancel', 'reopen')),
        "on" DATE NOT NULL CONSTRAINT "task_step_on" CHECK (date("on") = "on"),
        "before" VARCHAR(11) NOT NULL CONSTRAINT "task_step_before" CHECK ("before" IN ('proposed', 'approved', 'assigned', 'accepted', 'in-progress', 'reported', 'verified', 'closed', 'returned', 'suspended', 'cancelled')),
        "before_of" VARCHAR(11) CONSTRAINT "task_step_before_of" CHECK ("before_of" IN ('proposed', 'approved', 'assigned', 'accepted', 'in-progress', 'reported', 'verified', 'closed', 'returned', 'suspended', 'cancelled')),
        "state" VARCHAR(11) NOT NULL CONSTRAINT "task_step_state" CHECK ("state" IN ('proposed', 'approved', 'assigned', 'accepted', 'in-progress', 'reported', 'verified', 'closed', 'returned', 'suspended', 'cancelled')),
        "state_of" VARCHAR(11) CONSTRAINT "task_step_state_of" CHECK ("state_of" IN ('proposed', 'approved', 'assigned', 'accepted', 'in-progress', 'reported', 'verified', 'closed', 'returned', 'suspended', 'cancelled')),
        "reason" VARCHAR(4000) CONSTRAINT "task_step_reason" CHECK (length("reason") BETWEEN 1 AND 4000),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "percent" INTEGER CONSTRAINT "task_step_percent" CHECK ("percent" BETWEEN 0 AND 100),
        "remaining" INTEGER CONSTRAINT "task_step_remaining" CHECK ("remaining" BETWEEN 0 AND 20000),
        "version" INTEGER NOT NULL CONSTRAINT "task_step_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "task_step_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "task_step_key" UNIQUE ("task", "ordinal")
    )
    """,
    'CREATE INDEX "task_step_source" ON "task_step" ("source")',
    'CREATE INDEX "task_step_organization" ON "task_step" ("organization")',
    'CREATE INDEX "task_step_post" ON "task_step" ("post")',
    'CREATE INDEX "task_step_person" ON "task_step" ("person")',
    'CREATE INDEX "task_step_on_behalf_of" ON "task_step" ("on_behalf_of")',
    'CREATE INDEX "task_step_task" ON "task_step" ("task")',
    'CREATE INDEX "task_step_document" ON "task_step" ("document")',
    """
    CREATE TABLE "evidence" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "evidence_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "evidence_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "evidence_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "evidence_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "evidence_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "step" VARCHAR(160) NOT NULL REFERENCES "task_step" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "evidence_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "address" VARCHAR(500) CONSTRAINT "evidence_address" CHECK (length("address") BETWEEN 1 AND 500),
        "text" VARCHAR(4000) CONSTRAINT "evidence_text" CHECK (length("text") BETWEEN 1 AND 4000),
        "digest" VARCHAR(64) CONSTRAINT "evidence_digest" CHECK (length("digest") = 64),
        "version" INTEGER NOT NULL CONSTRAINT "evidence_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "evidence_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "evidence_key" UNIQUE ("step", "ordinal"),
        CONSTRAINT "evidence_one" CHECK (
            CASE WHEN "document" IS NULL THEN 0 ELSE 1 END + CASE WHEN "address" IS NULL THEN 0 ELSE 1 END
            + CASE WHEN "text" IS NULL THEN 0 ELSE 1 END = 1),
        CONSTRAINT "evidence_sealed" CHECK (("document" IS NULL) = ("digest" IS NOT NULL))
    )
    """,
    'CREATE INDEX "evidence_source" ON "evidence" ("source")',
    'CREATE INDEX "evidence_step" ON "evidence" ("step")',
    'CREATE INDEX "evidence_document" ON "evidence" ("document")',
    """
    CREATE TABLE "extension_request" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "extension_request_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "extension_request_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "extension_request_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "extension_request_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "extension_request_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "account" VARCHAR(160) NOT NULL CONSTRAINT "extension_request_account" CHECK (length("account") BETWEEN 1 AND 160),
        "capacity" VARCHAR(12) NOT NULL CONSTRAINT "extension_request_capacity" CHECK ("capacity" IN ('secretariat', 'lead', 'coordinating', 'monitoring', 'approving', 'issuing', 'chair')),
        "by" VARCHAR(11) NOT NULL CONSTRAINT "extension_request_by" CHECK ("by" IN ('holder', 'acting', 'delegate', 'secretariat', 'paper')),
        "organization" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "post" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "on_behalf_of" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "task" VARCHAR(160) NOT NULL REFERENCES "task" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "extension_request_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "on" DATE NOT NULL CONSTRAINT "extension_request_on" CHECK (date("on") = "on"),
        "written_vi" VARCHAR(500) NOT NULL CONSTRAINT "extension_request_written_vi" CHECK (length("written_vi") BETWEEN 1 AND 500),
        "written_en" VARCHAR(500) NOT NULL CONSTRAINT "extension_request_written_en" CHECK (length("written_en") BETWEEN 1 AND 500),
        "not_before" DATE CONSTRAINT "extension_request_not_before" CHECK (date("not_before") = "not_before"),
        "not_after" DATE NOT NULL CONSTRAINT "extension_request_not_after" CHECK (date("not_after") = "not_after"),
        "reason" VARCHAR(4000) NOT NULL CONSTRAINT "extension_request_reason" CHECK (length("reason") BETWEEN 1 AND 4000),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "extension_request_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "extension_request_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "extension_request_key" UNIQUE ("task", "ordinal"),
        CONSTRAINT "extension_request_interval" CHECK ("not_before" <= "not_after")
    )
    """,
    'CREATE INDEX "extension_request_source" ON "extension_request" ("source")',
    'CREATE INDEX "extension_request_organization" ON "extension_request" ("organization")',
    'CREATE INDEX "extension_request_post" ON "extension_request" ("post")',
    'CREATE INDEX "extension_request_person" ON "extension_request" ("person")',
    'CREATE INDEX "extension_request_on_behalf_of" ON "extension_request" ("on_behalf_of")',
    'CREATE INDEX "extension_request_task" ON "extension_request" ("task")',
    'CREATE INDEX "extension_request_document" ON "extension_request" ("document")',
    """
    CREATE TABLE "extension_decision" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "extension_decision_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "extension_decision_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "extension_decision_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "extension_decision_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "extension_decision_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "account" VARCHAR(160) NOT NULL CONSTRAINT "extension_decision_account" CHECK (length("account") BETWEEN 1 AND 160),
        "capacity" VARCHAR(12) NOT NULL CONSTRAINT "extension_decision_capacity" CHECK ("capacity" IN ('secretariat', 'lead', 'coordinating', 'monitoring', 'approving', 'issuing', 'chair')),
        "by" VARCHAR(11) NOT NULL CONSTRAINT "extension_decision_by" CHECK ("by" IN ('holder', 'acting', 'delegate', 'secretariat', 'paper')),
        "organization" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "post" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "on_behalf_of" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "request" VARCHAR(160) NOT NULL REFERENCES "extension_request" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "outcome" VARCHAR(9) NOT NULL CONSTRAINT "extension_decision_outcome" CHECK ("outcome" IN ('granted', 'refused', 'withdrawn')),
        "on" DATE NOT NULL CONSTRAINT "extension_decision_on" CHECK (date("on") = "on"),
        "reason" VARCHAR(4000) CONSTRAINT "extension_decision_reason" CHECK (length("reason") BETWEEN 1 AND 4000),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "deadline" VARCHAR(160) REFERENCES "deadline" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "extension_decision_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "extension_decision_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "extension_decision_key" UNIQUE ("request"),
        CONSTRAINT "extension_decision_granted" CHECK (("outcome" = 'granted') = ("deadline" IS NOT NULL))
    )
    """,
    'CREATE INDEX "extension_decision_source" ON "extension_decision" ("source")',
    'CREATE INDEX "extension_decision_organization" ON "extension_decision" ("organization")',
    'CREATE INDEX "extension_decision_post" ON "extension_decision" ("post")',
    'CREATE INDEX "extension_decision_person" ON "extension_decision" ("person")',
    'CREATE INDEX "extension_decision_on_behalf_of" ON "extension_decision" ("on_behalf_of")',
    'CREATE INDEX "extension_decision_request" ON "extension_decision" ("request")',
    'CREATE INDEX "extension_decision_document" ON "extension_decision" ("document")',
    'CREATE INDEX "extension_decision_deadline" ON "extension_decision" ("deadline")',
    """
    CREATE TABLE "reminder_rule" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "reminder_rule_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "reminder_rule_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "reminder_rule_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "reminder_rule_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "reminder_rule_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "programme" VARCHAR(160) REFERENCES "programme" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "moment" VARCHAR(7) NOT NULL CONSTRAINT "reminder_rule_moment" CHECK ("moment" IN ('before', 'overdue')),
        "days" INTEGER NOT NULL CONSTRAINT "reminder_rule_days" CHECK ("days" BETWEEN 0 AND 2000),
        "to" VARCHAR(12) NOT NULL CONSTRAINT "reminder_rule_to" CHECK ("to" IN ('secretariat', 'lead', 'coordinating', 'monitoring', 'approving', 'issuing', 'chair')),
        "version" INTEGER NOT NULL CONSTRAINT "reminder_rule_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "reminder_rule_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "reminder_rule_source" ON "reminder_rule" ("source")',
    'CREATE INDEX "reminder_rule_programme" ON "reminder_rule" ("programme")',
)


async def forwards() -> MigrationManager:
    return frozen("portfolio", ID, DESCRIPTION, STATEMENTS)
