"""Accounts and credentials"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-21T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Accounts and credentials"

STATEMENTS = (
    """
    CREATE TABLE "account" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "account_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "account_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "account_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "account_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "account_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "name" VARCHAR(500) NOT NULL CONSTRAINT "account_name" CHECK (length("name") BETWEEN 1 AND 500),
        "role" VARCHAR(11) NOT NULL CONSTRAINT "account_role" CHECK ("role" IN ('secretariat', 'planner', 'member', 'auditor')),
        "password_hash" VARCHAR(300) CONSTRAINT "account_password_hash" CHECK (length("password_hash") BETWEEN 1 AND 300),
        "disabled" BOOLEAN NOT NULL CONSTRAINT "account_disabled" CHECK ("disabled" IN (TRUE, FALSE)),
        "version" INTEGER NOT NULL CONSTRAINT "account_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "account_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "account_source" ON "account" ("source")',
    """
    CREATE TABLE "credential" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "credential_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "credential_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "credential_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "credential_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "credential_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "account" VARCHAR(160) NOT NULL REFERENCES "account" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "purpose" VARCHAR(7) NOT NULL CONSTRAINT "credential_purpose" CHECK ("purpose" IN ('api', 'feed', 'sign-in', 'session')),
        "hash" VARCHAR(64) NOT NULL CONSTRAINT "credential_hash" CHECK (length("hash") = 64),
        "label" VARCHAR(500) CONSTRAINT "credential_label" CHECK (length("label") BETWEEN 1 AND 500),
        "subject" VARCHAR(500) CONSTRAINT "credential_subject" CHECK (length("subject") BETWEEN 1 AND 500),
        "scope" VARCHAR(500) CONSTRAINT "credential_scope" CHECK (length("scope") BETWEEN 1 AND 500),
        "created_at" VARCHAR(27) NOT NULL CONSTRAINT "credential_created_at" CHECK (length("created_at") = 27),
        "expires_at" VARCHAR(27) CONSTRAINT "credential_expires_at" CHECK (length("expires_at") = 27),
        "used_at" VARCHAR(27) CONSTRAINT "credential_used_at" CHECK (length("used_at") = 27),
        "revoked_at" VARCHAR(27) CONSTRAINT "credential_revoked_at" CHECK (length("revoked_at") = 27),
        "version" INTEGER NOT NULL CONSTRAINT "credential_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "credential_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "credential_hash_key" UNIQUE ("hash")
    )
    """,
    'CREATE INDEX "credential_source" ON "credential" ("source")',
    'CREATE INDEX "credential_account" ON "credential" ("account")',
)


async def forwards() -> MigrationManager:
    return frozen("api", ID, DESCRIPTION, STATEMENTS)
