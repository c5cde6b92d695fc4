"""Redactions: personal values stand beside the entries of the ledger, and can be taken out"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T03:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Redactions: personal values stand beside the entries of the ledger, and can be taken out"

STATEMENTS = (
    """
    CREATE TABLE "redaction" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "redaction_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "redaction_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "redaction_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "redaction_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "redaction_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "type" VARCHAR(40) NOT NULL CONSTRAINT "redaction_type" CHECK (length("type") BETWEEN 1 AND 40),
        "subject" VARCHAR(160) NOT NULL CONSTRAINT "redaction_subject" CHECK (length("subject") BETWEEN 1 AND 160),
        "fields" VARCHAR(500) NOT NULL CONSTRAINT "redaction_fields" CHECK (length("fields") BETWEEN 1 AND 500),
        "reason_vi" VARCHAR(4000) NOT NULL CONSTRAINT "redaction_reason_vi" CHECK (length("reason_vi") BETWEEN 1 AND 4000),
        "reason_en" VARCHAR(4000) NOT NULL CONSTRAINT "redaction_reason_en" CHECK (length("reason_en") BETWEEN 1 AND 4000),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "rests" VARCHAR(400000) CONSTRAINT "redaction_rests" CHECK (length("rests") BETWEEN 1 AND 400000),
        "version" INTEGER NOT NULL CONSTRAINT "redaction_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "redaction_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "redaction_source" ON "redaction" ("source")',
    'CREATE INDEX "redaction_document" ON "redaction" ("document")',
    'ALTER TABLE "ledger_entry" ADD COLUMN "personal" TEXT',
)

SQLITE = (
    'DROP TRIGGER "ledger_entry_no_update"',
    """
    CREATE TRIGGER "ledger_entry_no_update" BEFORE UPDATE ON "ledger_entry"
    WHEN NEW."seq" IS NOT OLD."seq"
      OR NEW."at" IS NOT OLD."at"
      OR NEW."account" IS NOT OLD."account"
      OR NEW."action" IS NOT OLD."action"
      OR NEW."kind" IS NOT OLD."kind"
      OR NEW."code" IS NOT OLD."code"
      OR NEW."purpose" IS NOT OLD."purpose"
      OR NEW."document" IS NOT OLD."document"
      OR NEW."meeting" IS NOT OLD."meeting"
      OR NEW."previous" IS NOT OLD."previous"
      OR NEW."hash" IS NOT OLD."hash"
      OR (OLD."hash" LIKE 'h%' AND (NEW."before" IS NOT OLD."before" OR NEW."after" IS NOT OLD."after"))
      OR (SELECT "kind" FROM "ledger_entry" ORDER BY "seq" DESC LIMIT 1) IS NOT 'redaction'
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
)

POSTGRES = (
    'DROP TRIGGER "ledger_entry_no_change" ON "ledger_entry"',
    """
    CREATE TRIGGER "ledger_entry_no_change" BEFORE DELETE ON "ledger_entry"
    FOR EACH ROW EXECUTE FUNCTION "ledger_entry_refuse"()
    """,
    """
    CREATE FUNCTION "ledger_entry_check_blanked"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW."seq" IS DISTINCT FROM OLD."seq"
            OR NEW."at" IS DISTINCT FROM OLD."at"
            OR NEW."account" IS DISTINCT FROM OLD."account"
            OR NEW."action" IS DISTINCT FROM OLD."action"
            OR NEW."kind" IS DISTINCT FROM OLD."kind"
            OR NEW."code" IS DISTINCT FROM OLD."code"
            OR NEW."purpose" IS DISTINCT FROM OLD."purpose"
            OR NEW."document" IS DISTINCT FROM OLD."document"
            OR NEW."meeting" IS DISTINCT FROM OLD."meeting"
            OR NEW."previous" IS DISTINCT FROM OLD."previous"
            OR NEW."hash" IS DISTINCT FROM OLD."hash"
            OR (OLD."hash" LIKE 'h%' AND (NEW."before" IS DISTINCT FROM OLD."before" OR NEW."after" IS DISTINCT FROM OLD."after"))
            OR (SELECT "kind" FROM "ledger_entry" ORDER BY "seq" DESC LIMIT 1) IS DISTINCT FROM 'redaction'
        THEN
            RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER "ledger_entry_blanked" BEFORE UPDATE ON "ledger_entry"
    FOR EACH ROW EXECUTE FUNCTION "ledger_entry_check_blanked"()
    """,
)


async def forwards() -> MigrationManager:
    return frozen("governance", ID, DESCRIPTION, STATEMENTS, {"sqlite": SQLITE, "postgres": POSTGRES})
