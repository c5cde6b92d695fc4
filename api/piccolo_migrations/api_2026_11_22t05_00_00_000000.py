"""Webhooks, how far each was told, and the letters that were laid aside"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T05:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Webhooks, how far each was told, and the letters that were laid aside"

STATEMENTS = (
    """
    CREATE TABLE "webhook" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "webhook_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "webhook_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "webhook_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "webhook_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "webhook_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "account" VARCHAR(160) NOT NULL REFERENCES "account" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "address" VARCHAR(500) NOT NULL CONSTRAINT "webhook_address" CHECK (length("address") BETWEEN 8 AND 500),
        "label" VARCHAR(500) CONSTRAINT "webhook_label" CHECK (length("label") BETWEEN 1 AND 500),
        "kinds" VARCHAR(500) CONSTRAINT "webhook_kinds" CHECK (length("kinds") BETWEEN 1 AND 500),
        "disabled" BOOLEAN NOT NULL CONSTRAINT "webhook_disabled" CHECK ("disabled" IN (TRUE, FALSE)),
        "secret" VARCHAR(300) CONSTRAINT "webhook_secret" CHECK (length("secret") BETWEEN 1 AND 300),
        "version" INTEGER NOT NULL CONSTRAINT "webhook_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "webhook_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "webhook_source" ON "webhook" ("source")',
    'CREATE INDEX "webhook_account" ON "webhook" ("account")',
    """
    CREATE TABLE "webhook_place" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "webhook_place_code" CHECK (length("code") BETWEEN 1 AND 160),
        "seq" BIGINT NOT NULL CONSTRAINT "webhook_place_seq" CHECK ("seq" >= 0),
        "upto" BIGINT CONSTRAINT "webhook_place_upto" CHECK ("upto" >= 1),
        "tries" INTEGER NOT NULL CONSTRAINT "webhook_place_tries" CHECK ("tries" >= 0),
        "due_at" VARCHAR(27) CONSTRAINT "webhook_place_due_at" CHECK (length("due_at") = 27),
        "leased_until" VARCHAR(27) CONSTRAINT "webhook_place_leased_until" CHECK (length("leased_until") = 27),
        "said" VARCHAR(200) CONSTRAINT "webhook_place_said" CHECK (length("said") <= 200),
        "at" VARCHAR(27) CONSTRAINT "webhook_place_at" CHECK (length("at") = 27)
    )
    """,
    """
    CREATE TABLE "webhook_letter" (
        "code" VARCHAR(200) NOT NULL PRIMARY KEY CONSTRAINT "webhook_letter_code" CHECK (length("code") BETWEEN 1 AND 200),
        "webhook" VARCHAR(160) NOT NULL CONSTRAINT "webhook_letter_webhook" CHECK (length("webhook") BETWEEN 1 AND 160),
        "after" BIGINT NOT NULL CONSTRAINT "webhook_letter_after" CHECK ("after" >= 0),
        "upto" BIGINT NOT NULL CONSTRAINT "webhook_letter_upto" CHECK ("upto" >= 1),
        "said" VARCHAR(200) NOT NULL CONSTRAINT "webhook_letter_said" CHECK (length("said") <= 200),
        "at" VARCHAR(27) NOT NULL CONSTRAINT "webhook_letter_at" CHECK (length("at") = 27)
    )
    """,
    'CREATE INDEX "webhook_letter_webhook_key" ON "webhook_letter" ("webhook")',
)


async def forwards() -> MigrationManager:
    return frozen("api", ID, DESCRIPTION, STATEMENTS)
