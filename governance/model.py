"""Who answers for it, on what authority: the values of the governance package.

The words are Popolo's (organization, post, person, membership) and those of legal instruments. Each class is the one
declaration of its thing: table, JSON, CSV column and form follow its fields.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from governance.errors import Problem
from governance.messages import _
from governance.values import _CODE, _CODE_RULE, Entity, Line, Name, Ordinal, PartialDate, Prose, before_its_start, in_order, rule


def _ref(kind: str) -> Meta:
    return Meta(max_length=160, pattern=_CODE, extra={"ref": kind, **rule(_CODE_RULE)})


OrganizationCode = Annotated[str, _ref("organization")]
PostCode = Annotated[str, _ref("post")]
PersonCode = Annotated[str, _ref("person")]
SuccessionCode = Annotated[str, _ref("succession")]
DocumentCode = Annotated[str, _ref("document")]
MeetingCode = Annotated[str, _ref("meeting")]
_CLOCK_RULE = _("a time is written hours:minutes, from 00:00 to 23:59")
ClockTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5, extra=rule(_CLOCK_RULE))]


class Source(Entity, frozen=True, kw_only=True):
    """A text that facts are taken from: one of the five articles, or a reference such as a published calendar."""

    kind = "source"
    path = "sources"
    title_vi: Line
    title_en: Line
    publisher: Line | None = None
    published_on: PartialDate | None = None  # absent where the text is undated
    reference: bool = False  # not one of the five texts
    file: Line | None = None


class OrganizationClass(StrEnum):
    """What kind of body an organization is."""

    GOVERNMENT = "government"
    COMMITTEE = "committee"
    MINISTRY = "ministry"
    MINISTERIAL_AGENCY = "ministerial-agency"
    GOVERNMENT_AGENCY = "government-agency"
    CITY = "city"
    PROVINCE = "province"
    DEPARTMENT = "department"
    BOARD = "board"
    TEAM = "team"
    UNIT = "unit"
    ASSOCIATION = "association"
    ENTERPRISE = "enterprise"
    SECTOR = "sector"
    INTERNATIONAL = "international"


class Organization(Entity, frozen=True, kw_only=True):
    """A body that can hold tasks; ``parent`` places it in the hierarchy."""

    kind = "organization"
    path = "organizations"
    name_vi: Line
    name_en: Line
    short_vi: Line | None = None
    short_en: Line | None = None
    classification: OrganizationClass
    parent: OrganizationCode | None = None
    founded_on: PartialDate | None = None
    dissolved_on: PartialDate | None = None
    ordinal: Ordinal = 0

    def rules(self) -> Iterator[Problem]:
        yield from in_order(self, "founded_on", "dissolved_on")
        if self.parent == self.code:
            yield Problem("parent", _("a body cannot be its own parent"))


class SuccessionKind(StrEnum):
    """How one body follows another."""

    RENAMES = "renames"
    REPLACES = "replaces"
    MERGES = "merges"
    SPLITS = "splits"


class Succession(Entity, frozen=True, kw_only=True):
    """One body takes over from another, from a day on.

    A ``partial`` one passes on what its terms name, and the predecessor goes on with the rest.
    """

    kind = "succession"
    path = "successions"
    key = ("predecessor", "successor")
    predecessor: OrganizationCode
    successor: OrganizationCode
    manner: SuccessionKind
    effective_on: PartialDate | None = None
    document: DocumentCode | None = None
    partial: bool = False

    def rules(self) -> Iterator[Problem]:
        if self.predecessor == self.successor:
            yield Problem("successor", _("a body cannot succeed itself"))


class Post(Entity, frozen=True, kw_only=True):
    """An office in a body; it exists whoever holds it, from its start to its end.

    ``seat_of`` makes it ex officio: its holder is that post's holder. ``document`` is what set it up.
    """

    kind = "post"
    path = "posts"
    organization: OrganizationCode
    title_vi: Line
    title_en: Line
    head: bool = False
    rank: Ordinal = 100  # 1 is the first in its body
    seat_of: PostCode | None = None
    many: bool = False  # several people may hold it at once
    start: PartialDate | None = None
    end: PartialDate | None = None
    document: DocumentCode | None = None

    def rules(self) -> Iterator[Problem]:
        yield from in_order(self, "start", "end")
        if self.seat_of == self.code:
            yield Problem("seat_of", _("a seat cannot be held by virtue of itself"))


class Person(Entity, frozen=True, kw_only=True):
    """A natural person."""

    kind = "person"
    path = "persons"
    name: Name


class Appointment(Entity, frozen=True, kw_only=True):
    """A person holds a post. ``attested_on`` is the first day on which a source shows it.

    It holds from its start; where the start is not on record, from the day on which it is attested, never before; where
    neither is, it is open. It holds until its end; an unknown end is open.
    """

    kind = "appointment"
    path = "appointments"
    person: PersonCode
    post: PostCode
    start: PartialDate | None = None
    end: PartialDate | None = None
    attested_on: PartialDate | None = None
    acting: bool = False
    document: DocumentCode | None = None

    @property
    def since(self) -> str | None:
        """The partial date from which it is known to hold; None where neither start nor attestation is on record."""
        return self.start or self.attested_on

    def rules(self) -> Iterator[Problem]:
        yield from in_order(self, "start", "end")
        yield from in_order(self, "start", "attested_on")
        yield from in_order(self, "attested_on", "end")


class Membership(Entity, frozen=True, kw_only=True):
    """An organization or a person belongs to a body; a ``substitute`` only stands in there, and is never counted as a member.

    ``on_behalf_of`` is the organization that a person speaks for.
    """

    kind = "membership"
    path = "memberships"
    body: OrganizationCode
    organization: OrganizationCode | None = None
    person: PersonCode | None = None
    role_vi: Line
    role_en: Line
    start: PartialDate | None = None
    end: PartialDate | None = None
    document: DocumentCode | None = None
    on_behalf_of: OrganizationCode | None = None
    substitute: bool = False

    def rules(self) -> Iterator[Problem]:
        yield from in_order(self, "start", "end")
        if (self.organization is None) == (self.person is None):
            yield Problem("organization", _("name either an organization or a person as the member, not both or neither"))
        if self.on_behalf_of is not None and self.person is None:
            yield Problem("on_behalf_of", _("only a person speaks for an organization: name the person, or leave this out"))


class Matter(StrEnum):
    """What kind of matter somebody answers in: the lead of a task, or one of the other parts that a body has in it."""

    LEAD = "lead"
    COORDINATING = "coordinating"
    MONITORING = "monitoring"
    APPROVING = "approving"


class Delegation(Entity, frozen=True, kw_only=True):
    """The holder of a post lets another post's holder answer for a time.

    ``subject`` limits it to a programme or task, ``body`` to what that body and those under it are charged with, ``matter`` to
    one kind of matter; each that is given has to fit.
    """

    kind = "delegation"
    path = "delegations"
    from_post: PostCode
    to_post: PostCode
    start: PartialDate
    end: PartialDate | None = None
    subject: Line | None = None
    document: DocumentCode | None = None
    body: OrganizationCode | None = None
    matter: Matter | None = None

    def rules(self) -> Iterator[Problem]:
        yield from in_order(self, "start", "end")
        if self.from_post == self.to_post:
            yield Problem("to_post", _("a post cannot delegate to itself"))


class DocumentKind(StrEnum):
    """What a legal instrument or paper is."""

    LAW = "law"
    DECREE = "decree"
    RESOLUTION = "resolution"
    DECISION = "decision"
    CIRCULAR = "circular"
    DISPATCH = "dispatch"
    CONCLUSION = "conclusion"
    REPORT = "report"
    DIRECTIVE = "directive"
    PLAN = "plan"
    SUBMISSION = "submission"


class DocumentStatus(StrEnum):
    """Whether the instrument exists yet."""

    ISSUED = "issued"
    AWAITED = "awaited"


class Document(Entity, frozen=True, kw_only=True):
    """A legal instrument. One that is awaited has an expected date and no number yet."""

    kind = "document"
    path = "documents"
    type: DocumentKind
    number: Line | None = None
    title_vi: Line
    title_en: Line
    issuer: OrganizationCode | None = None
    status: DocumentStatus
    signed_on: PartialDate | None = None
    in_force_from: PartialDate | None = None
    in_force_until: PartialDate | None = None
    expected_on: PartialDate | None = None

    def rules(self) -> Iterator[Problem]:
        yield from in_order(self, "in_force_from", "in_force_until")
        if self.status is DocumentStatus.AWAITED and self.signed_on:
            yield Problem("signed_on", _("an awaited document is not signed yet; give expected_on, or set status to issued"))


class DocumentRelationKind(StrEnum):
    """What one instrument does to another."""

    BASED_ON = "based_on"
    AMENDS = "amends"
    REPLACES = "replaces"
    IMPLEMENTS = "implements"


class DocumentRelation(Entity, frozen=True, kw_only=True):
    """``document`` is based on, amends, replaces or implements ``target``."""

    kind = "document_relation"
    path = "document-relations"
    key = ("document", "relation", "target")
    document: DocumentCode
    relation: DocumentRelationKind
    target: DocumentCode
    clause: Line | None = None

    def rules(self) -> Iterator[Problem]:
        if self.document == self.target:
            yield Problem("target", _("a document cannot relate to itself"))


class MeetingKind(StrEnum):
    """What people met for."""

    MEETING = "meeting"
    CONFERENCE = "conference"
    FORUM = "forum"
    SEMINAR = "seminar"
    MISSION = "mission"


class PartOfDay(StrEnum):
    """A time as sources give it when they give no hour."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Meeting(Entity, frozen=True, kw_only=True):
    """A meeting or event; times are those of Hà Nội. ``held_on`` is absent where the source is undated."""

    kind = "meeting"
    path = "meetings"
    type: MeetingKind
    title_vi: Line
    title_en: Line
    body: OrganizationCode | None = None
    held_on: PartialDate | None = None
    part_of_day: PartOfDay | None = None
    starts_at: ClockTime | None = None
    ends_at: ClockTime | None = None
    place_vi: Line | None = None
    place_en: Line | None = None

    def rules(self) -> Iterator[Problem]:
        if self.starts_at and self.ends_at and self.starts_at > self.ends_at:
            yield Problem("ends_at", before_its_start(self.ends_at, self.starts_at))


class MeetingRole(StrEnum):
    """What somebody did at a meeting."""

    CHAIR = "chair"
    HOST = "host"
    ORGANIZER = "organizer"
    SPEAKER = "speaker"
    ATTENDEE = "attendee"


class MeetingParty(Entity, frozen=True, kw_only=True):
    """An organization or a person took part in a meeting."""

    kind = "meeting_party"
    path = "meeting-parties"
    meeting: MeetingCode
    role: MeetingRole
    organization: OrganizationCode | None = None
    person: PersonCode | None = None

    def rules(self) -> Iterator[Problem]:
        if (self.organization is None) == (self.person is None):
            yield Problem("organization", _("name either an organization or a person, not both or neither"))


class StatementKind(StrEnum):
    """What a sentence of a source is good for."""

    PILLAR = "pillar"
    PURPOSE = "purpose"
    DEFINITION = "definition"
    SERVICE_LEVEL = "service-level"
    MANDATE = "mandate"


class Statement(Entity, frozen=True, kw_only=True):
    """A framework statement of a source: pillars, purposes, definitions, mandates."""

    kind = "statement"
    path = "statements"
    type: StatementKind
    text_vi: Prose
    text_en: Prose
    subject: Line | None = None  # the code of what it is about
    ordinal: Ordinal = 0


KINDS: tuple[type[Entity], ...] = (
    Source, Organization, Document, Succession, Post, Person, Appointment, Membership, Delegation,
    DocumentRelation, Meeting, MeetingParty, Statement,
)  # fmt: skip
"""Every kind of thing here, each after what it refers to (an organization's and a post's own kind apart)."""
