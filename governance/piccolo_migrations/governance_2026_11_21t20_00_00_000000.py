"""The ledger, and who answers for what"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-21T20:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "The ledger, and who answers for what"

STATEMENTS = (
    """
    CREATE TABLE "ledger_entry" (
        "seq" BIGINT NOT NULL PRIMARY KEY CONSTRAINT "ledger_entry_seq" CHECK ("seq" >= 1),
        "at" VARCHAR(27) NOT NULL CONSTRAINT "ledger_entry_at" CHECK (length("at") = 27),
        "account" VARCHAR(160) NOT NULL CONSTRAINT "ledger_entry_account" CHECK (length("account") BETWEEN 1 AND 160),
        "action" VARCHAR(10) NOT NULL CONSTRAINT "ledger_entry_action" CHECK ("action" IN ('create', 'replace', 'delete')),
        "kind" VARCHAR(40) NOT NULL,
        "code" VARCHAR(160) NOT NULL,
        "before" TEXT,
        "after" TEXT,
        "purpose" TEXT,
        "document" VARCHAR(160),
        "meeting" VARCHAR(160),
        "previous" VARCHAR(64) NOT NULL UNIQUE CONSTRAINT "ledger_entry_previous" CHECK (length("previous") = 64),
        "hash" VARCHAR(64) NOT NULL UNIQUE CONSTRAINT "ledger_entry_hash" CHECK (length("hash") = 64),
        CONSTRAINT "ledger_entry_created" CHECK (("action" = 'create') = ("before" IS NULL)),
        CONSTRAINT "ledger_entry_deleted" CHECK (("action" = 'delete') = ("after" IS NULL))
    )
    """,
    'CREATE INDEX "ledger_entry_account_index" ON "ledger_entry" ("account")',
    'CREATE INDEX "ledger_entry_code_index" ON "ledger_entry" ("code")',
    """
    CREATE TABLE "answered_request" (
        "code" VARCHAR(64) NOT NULL PRIMARY KEY CONSTRAINT "answered_request_code" CHECK (length("code") = 64),
        "account" VARCHAR(160) NOT NULL,
        "request" VARCHAR(64) NOT NULL,
        "status" INTEGER NOT NULL CONSTRAINT "answered_request_status" CHECK ("status" BETWEEN 100 AND 599),
        "headers" TEXT NOT NULL,
        "body" TEXT NOT NULL,
        "at" VARCHAR(27) NOT NULL CONSTRAINT "answered_request_at" CHECK (length("at") = 27)
    )
    """,
    'CREATE INDEX "answered_request_at_index" ON "answered_request" ("at")',
    """
    CREATE TABLE "source" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "source_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "source_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "source_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "source_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "source_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "source_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "source_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "publisher" VARCHAR(500) CONSTRAINT "source_publisher" CHECK (length("publisher") BETWEEN 1 AND 500),
        "published_on" VARCHAR(10) CONSTRAINT "source_published_on" CHECK (length("published_on") IN (4, 7, 10)),
        "reference" BOOLEAN NOT NULL CONSTRAINT "source_reference" CHECK ("reference" IN (TRUE, FALSE)),
        "file" VARCHAR(500) CONSTRAINT "source_file" CHECK (length("file") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "source_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "source_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "source_source" ON "source" ("source")',
    """
    CREATE TABLE "organization" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "organization_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "organization_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "organization_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "organization_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "organization_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "name_vi" VARCHAR(500) NOT NULL CONSTRAINT "organization_name_vi" CHECK (length("name_vi") BETWEEN 1 AND 500),
        "name_en" VARCHAR(500) NOT NULL CONSTRAINT "organization_name_en" CHECK (length("name_en") BETWEEN 1 AND 500),
        "short_vi" VARCHAR(500) CONSTRAINT "organization_short_vi" CHECK (length("short_vi") BETWEEN 1 AND 500),
        "short_en" VARCHAR(500) CONSTRAINT "organization_short_en" CHECK (length("short_en") BETWEEN 1 AND 500),
        "classification" VARCHAR(18) NOT NULL CONSTRAINT "organization_classification" CHECK ("classification" IN ('government', 'committee', 'ministry', 'ministerial-agency', 'government-agency', 'city', 'province', 'department', 'board', 'team', 'unit', 'association', 'enterprise', 'sector', 'international')),
        "parent" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "founded_on" VARCHAR(10) CONSTRAINT "organization_founded_on" CHECK (length("founded_on") IN (4, 7, 10)),
        "dissolved_on" VARCHAR(10) CONSTRAINT "organization_dissolved_on" CHECK (length("dissolved_on") IN (4, 7, 10)),
        "ordinal" INTEGER NOT NULL CONSTRAINT "organization_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "organization_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "organization_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "organization_own_parent" CHECK ("parent" <> "code")
    )
    """,
    'CREATE INDEX "organization_source" ON "organization" ("source")',
    'CREATE INDEX "organization_parent" ON "organization" ("parent")',
    """
    CREATE TABLE "document" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "document_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "document_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "document_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "document_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "document_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "type" VARCHAR(10) NOT NULL CONSTRAINT "document_type" CHECK ("type" IN ('law', 'decree', 'resolution', 'decision', 'circular', 'dispatch', 'conclusion', 'report')),
        "number" VARCHAR(500) CONSTRAINT "document_number" CHECK (length("number") BETWEEN 1 AND 500),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "document_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "document_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "issuer" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "status" VARCHAR(7) NOT NULL CONSTRAINT "document_status" CHECK ("status" IN ('issued', 'awaited')),
        "signed_on" VARCHAR(10) CONSTRAINT "document_signed_on" CHECK (length("signed_on") IN (4, 7, 10)),
        "in_force_from" VARCHAR(10) CONSTRAINT "document_in_force_from" CHECK (length("in_force_from") IN (4, 7, 10)),
        "in_force_until" VARCHAR(10) CONSTRAINT "document_in_force_until" CHECK (length("in_force_until") IN (4, 7, 10)),
        "expected_on" VARCHAR(10) CONSTRAINT "document_expected_on" CHECK (length("expected_on") IN (4, 7, 10)),
        "version" INTEGER NOT NULL CONSTRAINT "document_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "document_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "document_awaited" CHECK ("status" <> 'awaited' OR "signed_on" IS NULL)
    )
    """,
    'CREATE INDEX "document_source" ON "document" ("source")',
    'CREATE INDEX "document_issuer" ON "document" ("issuer")',
    """
    CREATE TABLE "succession" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "succession_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "succession_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "succession_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "succession_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "succession_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "predecessor" VARCHAR(160) NOT NULL REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "successor" VARCHAR(160) NOT NULL REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "manner" VARCHAR(8) NOT NULL CONSTRAINT "succession_manner" CHECK ("manner" IN ('renames', 'replaces', 'merges', 'splits')),
        "effective_on" VARCHAR(10) CONSTRAINT "succession_effective_on" CHECK (length("effective_on") IN (4, 7, 10)),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "succession_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "succession_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "succession_key" UNIQUE ("predecessor", "successor"),
        CONSTRAINT "succession_itself" CHECK ("predecessor" <> "successor")
    )
    """,
    'CREATE INDEX "succession_source" ON "succession" ("source")',
    'CREATE INDEX "succession_predecessor" ON "succession" ("predecessor")',
    'CREATE INDEX "succession_successor" ON "succession" ("successor")',
    'CREATE INDEX "succession_document" ON "succession" ("document")',
    """
    CREATE TABLE "post" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "post_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "post_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "post_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "post_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "post_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "organization" VARCHAR(160) NOT NULL REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "post_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "post_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "head" BOOLEAN NOT NULL CONSTRAINT "post_head" CHECK ("head" IN (TRUE, FALSE)),
        "rank" INTEGER NOT NULL CONSTRAINT "post_rank" CHECK ("rank" BETWEEN 0 AND 1000000),
        "seat_of" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "many" BOOLEAN NOT NULL CONSTRAINT "post_many" CHECK ("many" IN (TRUE, FALSE)),
        "version" INTEGER NOT NULL CONSTRAINT "post_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "post_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "post_own_seat" CHECK ("seat_of" <> "code")
    )
    """,
    'CREATE INDEX "post_source" ON "post" ("source")',
    'CREATE INDEX "post_organization" ON "post" ("organization")',
    'CREATE INDEX "post_seat_of" ON "post" ("seat_of")',
    """
    CREATE TABLE "person" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "person_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "person_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "person_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "person_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "person_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "name" VARCHAR(500) NOT NULL CONSTRAINT "person_name" CHECK (length("name") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "person_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "person_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "person_source" ON "person" ("source")',
    """
    CREATE TABLE "appointment" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "appointment_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "appointment_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "appointment_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "appointment_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "appointment_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "person" VARCHAR(160) NOT NULL REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "post" VARCHAR(160) NOT NULL REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "start" VARCHAR(10) CONSTRAINT "appointment_start" CHECK (length("start") IN (4, 7, 10)),
        "end" VARCHAR(10) CONSTRAINT "appointment_end" CHECK (length("end") IN (4, 7, 10)),
        "attested_on" VARCHAR(10) CONSTRAINT "appointment_attested_on" CHECK (length("attested_on") IN (4, 7, 10)),
        "acting" BOOLEAN NOT NULL CONSTRAINT "appointment_acting" CHECK ("acting" IN (TRUE, FALSE)),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "appointment_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "appointment_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "appointment_source" ON "appointment" ("source")',
    'CREATE INDEX "appointment_person" ON "appointment" ("person")',
    'CREATE INDEX "appointment_post" ON "appointment" ("post")',
    'CREATE INDEX "appointment_document" ON "appointment" ("document")',
    """
    CREATE TABLE "membership" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "membership_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "membership_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "membership_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "membership_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "membership_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "body" VARCHAR(160) NOT NULL REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "organization" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "role_vi" VARCHAR(500) NOT NULL CONSTRAINT "membership_role_vi" CHECK (length("role_vi") BETWEEN 1 AND 500),
        "role_en" VARCHAR(500) NOT NULL CONSTRAINT "membership_role_en" CHECK (length("role_en") BETWEEN 1 AND 500),
        "start" VARCHAR(10) CONSTRAINT "membership_start" CHECK (length("start") IN (4, 7, 10)),
        "end" VARCHAR(10) CONSTRAINT "membership_end" CHECK (length("end") IN (4, 7, 10)),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "membership_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "membership_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "membership_one_member" CHECK (("organization" IS NULL) <> ("person" IS NULL))
    )
    """,
    'CREATE INDEX "membership_source" ON "membership" ("source")',
    'CREATE INDEX "membership_body" ON "membership" ("body")',
    'CREATE INDEX "membership_organization" ON "membership" ("organization")',
    'CREATE INDEX "membership_person" ON "membership" ("person")',
    'CREATE INDEX "membership_document" ON "membership" ("document")',
    """
    CREATE TABLE "delegation" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "delegation_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "delegation_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "delegation_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "delegation_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "delegation_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "from_post" VARCHAR(160) NOT NULL REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "to_post" VARCHAR(160) NOT NULL REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "start" VARCHAR(10) NOT NULL CONSTRAINT "delegation_start" CHECK (length("start") IN (4, 7, 10)),
        "end" VARCHAR(10) CONSTRAINT "delegation_end" CHECK (length("end") IN (4, 7, 10)),
        "subject" VARCHAR(500) CONSTRAINT "delegation_subject" CHECK (length("subject") BETWEEN 1 AND 500),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "delegation_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "delegation_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "delegation_itself" CHECK ("from_post" <> "to_post")
    )
    """,
    'CREATE INDEX "delegation_source" ON "delegation" ("source")',
    'CREATE INDEX "delegation_from_post" ON "delegation" ("from_post")',
    'CREATE INDEX "delegation_to_post" ON "delegation" ("to_post")',
    'CREATE INDEX "delegation_document" ON "delegation" ("document")',
    """
    CREATE TABLE "document_relation" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "document_relation_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "document_relation_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "document_relation_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "document_relation_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "document_relation_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "document" VARCHAR(160) NOT NULL REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "relation" VARCHAR(10) NOT NULL CONSTRAINT "document_relation_relation" CHECK ("relation" IN ('based_on', 'amends', 'replaces', 'implements')),
        "target" VARCHAR(160) NOT NULL REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "clause" VARCHAR(500) CONSTRAINT "document_relation_clause" CHECK (length("clause") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "document_relation_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "document_relation_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "document_relation_key" UNIQUE ("document", "relation", "target"),
        CONSTRAINT "document_relation_itself" CHECK ("document" <> "target")
    )
    """,
    'CREATE INDEX "document_relation_source" ON "document_relation" ("source")',
    'CREATE INDEX "document_relation_document" ON "document_relation" ("document")',
    'CREATE INDEX "document_relation_target" ON "document_relation" ("target")',
    """
    CREATE TABLE "meeting" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "meeting_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "meeting_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "meeting_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "meeting_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "meeting_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "type" VARCHAR(10) NOT NULL CONSTRAINT "meeting_type" CHECK ("type" IN ('meeting', 'conference', 'forum', 'seminar', 'mission')),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "meeting_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "meeting_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "body" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "held_on" VARCHAR(10) CONSTRAINT "meeting_held_on" CHECK (length("held_on") IN (4, 7, 10)),
        "part_of_day" VARCHAR(9) CONSTRAINT "meeting_part_of_day" CHECK ("part_of_day" IN ('morning', 'afternoon', 'evening')),
        "starts_at" VARCHAR(5) CONSTRAINT "meeting_starts_at" CHECK (length("starts_at") = 5),
        "ends_at" VARCHAR(5) CONSTRAINT "meeting_ends_at" CHECK (length("ends_at") = 5),
        "place_vi" VARCHAR(500) CONSTRAINT "meeting_place_vi" CHECK (length("place_vi") BETWEEN 1 AND 500),
        "place_en" VARCHAR(500) CONSTRAINT "meeting_place_en" CHECK (length("place_en") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "meeting_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "meeting_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "meeting_times" CHECK ("starts_at" <= "ends_at")
    )
    """,
    'CREATE INDEX "meeting_source" ON "meeting" ("source")',
    'CREATE INDEX "meeting_body" ON "meeting" ("body")',
    """
    CREATE TABLE "meeting_party" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "meeting_party_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "meeting_party_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "meeting_party_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "meeting_party_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "meeting_party_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "meeting" VARCHAR(160) NOT NULL REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "role" VARCHAR(9) NOT NULL CONSTRAINT "meeting_party_role" CHECK ("role" IN ('chair', 'host', 'organizer', 'speaker', 'attendee')),
        "organization" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "meeting_party_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "meeting_party_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "meeting_party_one_party" CHECK (("organization" IS NULL) <> ("person" IS NULL))
    )
    """,
    'CREATE INDEX "meeting_party_source" ON "meeting_party" ("source")',
    'CREATE INDEX "meeting_party_meeting" ON "meeting_party" ("meeting")',
    'CREATE INDEX "meeting_party_organization" ON "meeting_party" ("organization")',
    'CREATE INDEX "meeting_party_person" ON "meeting_party" ("person")',
    """
    CREATE TABLE "statement" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "statement_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "statement_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "statement_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "statement_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "statement_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "type" VARCHAR(13) NOT NULL CONSTRAINT "statement_type" CHECK ("type" IN ('pillar', 'purpose', 'definition', 'service-level', 'mandate')),
        "text_vi" VARCHAR(4000) NOT NULL CONSTRAINT "statement_text_vi" CHECK (length("text_vi") BETWEEN 1 AND 4000),
        "text_en" VARCHAR(4000) NOT NULL CONSTRAINT "statement_text_en" CHECK (length("text_en") BETWEEN 1 AND 4000),
        "subject" VARCHAR(500) CONSTRAINT "statement_subject" CHECK (length("subject") BETWEEN 1 AND 500),
        "ordinal" INTEGER NOT NULL CONSTRAINT "statement_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "version" INTEGER NOT NULL CONSTRAINT "statement_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "statement_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "statement_source" ON "statement" ("source")',
)

SQLITE = (
    """
    CREATE TRIGGER "ledger_entry_no_update" BEFORE UPDATE ON "ledger_entry"
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER "ledger_entry_no_delete" BEFORE DELETE ON "ledger_entry"
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER "ledger_entry_follows" BEFORE INSERT ON "ledger_entry"
    WHEN NEW."seq" <> (SELECT coalesce(max("seq"), 0) + 1 FROM "ledger_entry")
      OR NEW."previous" <> coalesce((SELECT "hash" FROM "ledger_entry" ORDER BY "seq" DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry follows the last'); END
    """,
)

POSTGRES = (
    """
    CREATE FUNCTION "ledger_entry_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER "ledger_entry_no_change" BEFORE UPDATE OR DELETE ON "ledger_entry"
    FOR EACH ROW EXECUTE FUNCTION "ledger_entry_refuse"()
    """,
    """
    CREATE TRIGGER "ledger_entry_no_truncate" BEFORE TRUNCATE ON "ledger_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION "ledger_entry_refuse"()
    """,
    """
    CREATE FUNCTION "ledger_entry_check_follows"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW."seq" <> (SELECT coalesce(max("seq"), 0) + 1 FROM "ledger_entry")
            OR NEW."previous" <> coalesce((SELECT "hash" FROM "ledger_entry" ORDER BY "seq" DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
        THEN
            RAISE EXCEPTION 'the ledger is append-only: an entry follows the last' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER "ledger_entry_follows" BEFORE INSERT ON "ledger_entry"
    FOR EACH ROW EXECUTE FUNCTION "ledger_entry_check_follows"()
    """,
)


async def forwards() -> MigrationManager:
    return frozen("governance", ID, DESCRIPTION, STATEMENTS, {"sqlite": SQLITE, "postgres": POSTGRES})
