"""Meetings: rules of quorum, agenda, invitations, attendance, papers, conclusions and their notice"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from governance.schema import frozen

ID = "2026-11-22T03:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Meetings: rules of quorum, agenda, invitations, attendance, papers, conclusions and their notice"

STATEMENTS = (
    """
    CREATE TABLE "quorum_rule" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "quorum_rule_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "quorum_rule_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "quorum_rule_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "quorum_rule_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "quorum_rule_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "body" VARCHAR(160) NOT NULL REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "numerator" INTEGER NOT NULL CONSTRAINT "quorum_rule_numerator" CHECK ("numerator" BETWEEN 1 AND 10000),
        "denominator" INTEGER NOT NULL CONSTRAINT "quorum_rule_denominator" CHECK ("denominator" BETWEEN 1 AND 10000),
        "more_than" BOOLEAN NOT NULL CONSTRAINT "quorum_rule_more_than" CHECK ("more_than" IN (TRUE, FALSE)),
        "filled_only" BOOLEAN NOT NULL CONSTRAINT "quorum_rule_filled_only" CHECK ("filled_only" IN (TRUE, FALSE)),
        "start" VARCHAR(10) CONSTRAINT "quorum_rule_start" CHECK (length("start") IN (4, 7, 10)),
        "end" VARCHAR(10) CONSTRAINT "quorum_rule_end" CHECK (length("end") IN (4, 7, 10)),
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "clause" VARCHAR(500) CONSTRAINT "quorum_rule_clause" CHECK (length("clause") BETWEEN 1 AND 500),
        "version" INTEGER NOT NULL CONSTRAINT "quorum_rule_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "quorum_rule_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "quorum_rule_share" CHECK ("numerator" < "denominator" OR ("numerator" = "denominator" AND NOT "more_than"))
    )
    """,
    'CREATE INDEX "quorum_rule_source" ON "quorum_rule" ("source")',
    'CREATE INDEX "quorum_rule_body" ON "quorum_rule" ("body")',
    'CREATE INDEX "quorum_rule_document" ON "quorum_rule" ("document")',
    """
    CREATE TABLE "agenda_item" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "agenda_item_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "agenda_item_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "agenda_item_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "agenda_item_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "agenda_item_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "meeting" VARCHAR(160) NOT NULL REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "agenda_item_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "agenda_item_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "agenda_item_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "presenter" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "starts_at" VARCHAR(5) CONSTRAINT "agenda_item_starts_at" CHECK (length("starts_at") = 5),
        "minutes" INTEGER CONSTRAINT "agenda_item_minutes" CHECK ("minutes" BETWEEN 1 AND 1440),
        "version" INTEGER NOT NULL CONSTRAINT "agenda_item_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "agenda_item_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "agenda_item_key" UNIQUE ("meeting", "ordinal")
    )
    """,
    'CREATE INDEX "agenda_item_source" ON "agenda_item" ("source")',
    'CREATE INDEX "agenda_item_meeting" ON "agenda_item" ("meeting")',
    'CREATE INDEX "agenda_item_presenter" ON "agenda_item" ("presenter")',
    """
    CREATE TABLE "invitation" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "invitation_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "invitation_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "invitation_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "invitation_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "invitation_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "meeting" VARCHAR(160) NOT NULL REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "post" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "organization" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "capacity" VARCHAR(6) NOT NULL CONSTRAINT "invitation_capacity" CHECK ("capacity" IN ('member', 'guest')),
        "sent_on" DATE CONSTRAINT "invitation_sent_on" CHECK (date("sent_on") = "sent_on"),
        "reply" VARCHAR(16) CONSTRAINT "invitation_reply" CHECK ("reply" IN ('coming', 'sends-substitute', 'not-coming')),
        "version" INTEGER NOT NULL CONSTRAINT "invitation_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "invitation_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "invitation_one_invited" CHECK (CASE WHEN "post" IS NULL THEN 0 ELSE 1 END + CASE WHEN "person" IS NULL THEN 0 ELSE 1 END + CASE WHEN "organization" IS NULL THEN 0 ELSE 1 END = 1)
    )
    """,
    'CREATE INDEX "invitation_source" ON "invitation" ("source")',
    'CREATE INDEX "invitation_meeting" ON "invitation" ("meeting")',
    'CREATE INDEX "invitation_post" ON "invitation" ("post")',
    'CREATE INDEX "invitation_person" ON "invitation" ("person")',
    'CREATE INDEX "invitation_organization" ON "invitation" ("organization")',
    """
    CREATE TABLE "attendance" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "attendance_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "attendance_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "attendance_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "attendance_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "attendance_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "meeting" VARCHAR(160) NOT NULL REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "post" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "organization" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "state" VARCHAR(7) NOT NULL CONSTRAINT "attendance_state" CHECK ("state" IN ('present', 'excused', 'absent')),
        "substitute_for_post" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "substitute_for_person" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "attendance_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "attendance_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "attendance_somebody" CHECK ("person" IS NOT NULL OR "post" IS NOT NULL OR "organization" IS NOT NULL),
        CONSTRAINT "attendance_one_substituted" CHECK ("substitute_for_post" IS NULL OR "substitute_for_person" IS NULL),
        CONSTRAINT "attendance_substitute_present" CHECK ("state" = 'present' OR ("substitute_for_post" IS NULL AND "substitute_for_person" IS NULL))
    )
    """,
    'CREATE INDEX "attendance_source" ON "attendance" ("source")',
    'CREATE INDEX "attendance_meeting" ON "attendance" ("meeting")',
    'CREATE INDEX "attendance_person" ON "attendance" ("person")',
    'CREATE INDEX "attendance_post" ON "attendance" ("post")',
    'CREATE INDEX "attendance_organization" ON "attendance" ("organization")',
    'CREATE INDEX "attendance_substitute_for_post" ON "attendance" ("substitute_for_post")',
    'CREATE INDEX "attendance_substitute_for_person" ON "attendance" ("substitute_for_person")',
    """
    CREATE TABLE "meeting_paper" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "meeting_paper_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "meeting_paper_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "meeting_paper_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "meeting_paper_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "meeting_paper_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "meeting" VARCHAR(160) NOT NULL REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "agenda_item" VARCHAR(160) REFERENCES "agenda_item" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "meeting_paper_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "title_vi" VARCHAR(500) NOT NULL CONSTRAINT "meeting_paper_title_vi" CHECK (length("title_vi") BETWEEN 1 AND 500),
        "title_en" VARCHAR(500) NOT NULL CONSTRAINT "meeting_paper_title_en" CHECK (length("title_en") BETWEEN 1 AND 500),
        "prepared_by" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "meeting_paper_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "meeting_paper_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL
    )
    """,
    'CREATE INDEX "meeting_paper_source" ON "meeting_paper" ("source")',
    'CREATE INDEX "meeting_paper_meeting" ON "meeting_paper" ("meeting")',
    'CREATE INDEX "meeting_paper_agenda_item" ON "meeting_paper" ("agenda_item")',
    'CREATE INDEX "meeting_paper_prepared_by" ON "meeting_paper" ("prepared_by")',
    'CREATE INDEX "meeting_paper_document" ON "meeting_paper" ("document")',
    """
    CREATE TABLE "meeting_conclusion" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "meeting_conclusion_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "meeting_conclusion_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "meeting_conclusion_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "meeting_conclusion_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "meeting_conclusion_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "meeting" VARCHAR(160) NOT NULL REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "ordinal" INTEGER NOT NULL CONSTRAINT "meeting_conclusion_ordinal" CHECK ("ordinal" BETWEEN 0 AND 1000000),
        "text_vi" VARCHAR(4000) NOT NULL CONSTRAINT "meeting_conclusion_text_vi" CHECK (length("text_vi") BETWEEN 1 AND 4000),
        "text_en" VARCHAR(4000) NOT NULL CONSTRAINT "meeting_conclusion_text_en" CHECK (length("text_en") BETWEEN 1 AND 4000),
        "agenda_item" VARCHAR(160) REFERENCES "agenda_item" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "version" INTEGER NOT NULL CONSTRAINT "meeting_conclusion_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "meeting_conclusion_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "meeting_conclusion_key" UNIQUE ("meeting", "ordinal")
    )
    """,
    'CREATE INDEX "meeting_conclusion_source" ON "meeting_conclusion" ("source")',
    'CREATE INDEX "meeting_conclusion_meeting" ON "meeting_conclusion" ("meeting")',
    'CREATE INDEX "meeting_conclusion_agenda_item" ON "meeting_conclusion" ("agenda_item")',
    """
    CREATE TABLE "conclusion_notice" (
        "code" VARCHAR(160) NOT NULL PRIMARY KEY CONSTRAINT "conclusion_notice_code" CHECK (length("code") BETWEEN 1 AND 160),
        "source" VARCHAR(160) REFERENCES "source" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "source_ref" VARCHAR(500) CONSTRAINT "conclusion_notice_source_ref" CHECK (length("source_ref") BETWEEN 1 AND 500),
        "assumed" BOOLEAN NOT NULL CONSTRAINT "conclusion_notice_assumed" CHECK ("assumed" IN (TRUE, FALSE)),
        "note_vi" VARCHAR(4000) CONSTRAINT "conclusion_notice_note_vi" CHECK (length("note_vi") BETWEEN 1 AND 4000),
        "note_en" VARCHAR(4000) CONSTRAINT "conclusion_notice_note_en" CHECK (length("note_en") BETWEEN 1 AND 4000),
        "meeting" VARCHAR(160) NOT NULL REFERENCES "meeting" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "document" VARCHAR(160) REFERENCES "document" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "issuer" VARCHAR(160) REFERENCES "organization" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "signed_by" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "signer" VARCHAR(160) REFERENCES "person" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "authority" VARCHAR(3) CONSTRAINT "conclusion_notice_authority" CHECK ("authority" IN ('TM', 'KT', 'TL', 'TUQ')),
        "in_place_of" VARCHAR(160) REFERENCES "post" ("code") ON DELETE RESTRICT ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
        "issued_in_vi" VARCHAR(500) CONSTRAINT "conclusion_notice_issued_in_vi" CHECK (length("issued_in_vi") BETWEEN 1 AND 500),
        "issued_in_en" VARCHAR(500) CONSTRAINT "conclusion_notice_issued_in_en" CHECK (length("issued_in_en") BETWEEN 1 AND 500),
        "recipients_vi" VARCHAR(4000) CONSTRAINT "conclusion_notice_recipients_vi" CHECK (length("recipients_vi") BETWEEN 1 AND 4000),
        "recipients_en" VARCHAR(4000) CONSTRAINT "conclusion_notice_recipients_en" CHECK (length("recipients_en") BETWEEN 1 AND 4000),
        "version" INTEGER NOT NULL CONSTRAINT "conclusion_notice_version" CHECK ("version" >= 1),
        "changed_seq" BIGINT NOT NULL CONSTRAINT "conclusion_notice_changed_seq" CHECK ("changed_seq" >= 1),
        "search_key" TEXT NOT NULL,
        CONSTRAINT "conclusion_notice_key" UNIQUE ("meeting"),
        CONSTRAINT "conclusion_notice_place_of" CHECK (("authority" IN ('KT', 'TL', 'TUQ') AND "in_place_of" IS NOT NULL) OR (("authority" IS NULL OR "authority" = 'TM') AND "in_place_of" IS NULL)),
        CONSTRAINT "conclusion_notice_recipients" CHECK (("recipients_vi" IS NULL) = ("recipients_en" IS NULL))
    )
    """,
    'CREATE INDEX "conclusion_notice_source" ON "conclusion_notice" ("source")',
    'CREATE INDEX "conclusion_notice_meeting" ON "conclusion_notice" ("meeting")',
    'CREATE INDEX "conclusion_notice_document" ON "conclusion_notice" ("document")',
    'CREATE INDEX "conclusion_notice_issuer" ON "conclusion_notice" ("issuer")',
    'CREATE INDEX "conclusion_notice_signed_by" ON "conclusion_notice" ("signed_by")',
    'CREATE INDEX "conclusion_notice_signer" ON "conclusion_notice" ("signer")',
    'CREATE INDEX "conclusion_notice_in_place_of" ON "conclusion_notice" ("in_place_of")',
)


async def forwards() -> MigrationManager:
    return frozen("governance", ID, DESCRIPTION, STATEMENTS)
