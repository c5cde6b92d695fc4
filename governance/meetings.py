"""What a meeting is made of: agenda, invitations, attendance, papers, conclusions and their notice; and a body's quorum.

Where and when a meeting is held, and who took part by report, stand in ``Meeting`` and ``MeetingParty``.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Annotated

from msgspec import Meta

from governance.errors import Problem
from governance.messages import _
from governance.model import ClockTime, DocumentCode, MeetingCode, OrganizationCode, PersonCode, Post, PostCode, _ref
from governance.records import Records
from governance.rulebook import Rule, place
from governance.values import Entity, Line, Ordinal, PartialDate, Prose, first_day, in_order, last_day

AgendaItemCode = Annotated[str, _ref("agenda_item")]
ConclusionCode = Annotated[str, _ref("meeting_conclusion")]
Part = Annotated[int, Meta(ge=1, le=10_000)]
Minutes = Annotated[int, Meta(ge=1, le=1_440)]


class QuorumRule(Entity, frozen=True, kw_only=True):
    """What share of a body's members must be there for it to decide: at least ``numerator`` of ``denominator``, or more than.

    Every seat counts as a member, also one that nobody is known to hold, unless ``filled_only``.
    """

    kind = "quorum_rule"
    path = "quorum-rules"
    body: OrganizationCode
    numerator: Part
    denominator: Part
    more_than: bool = False
    filled_only: bool = False
    start: PartialDate | None = None
    end: PartialDate | None = None
    document: DocumentCode | None = None
    clause: Line | None = None

    def rules(self) -> Iterator[Problem]:
        """What its fields cannot say together."""
        yield from in_order(self, "start", "end")
        if self.numerator > self.denominator or (self.more_than and self.numerator == self.denominator):
            yield Problem("numerator", _("no meeting could ever reach this share: it is more than all of the members"))


class AgendaItem(Entity, frozen=True, kw_only=True):
    """A point of a meeting's agenda, in its order; ``minutes`` is the time that it is given."""

    kind = "agenda_item"
    path = "agenda-items"
    key = ("meeting", "ordinal")
    meeting: MeetingCode
    ordinal: Ordinal
    title_vi: Line
    title_en: Line
    presenter: OrganizationCode | None = None
    starts_at: ClockTime | None = None
    minutes: Minutes | None = None


class InvitationCapacity(StrEnum):
    """As what somebody is asked to come."""

    MEMBER = "member"
    GUEST = "guest"


class InvitationReply(StrEnum):
    """What an invitation was answered."""

    COMING = "coming"
    SENDS_SUBSTITUTE = "sends-substitute"
    NOT_COMING = "not-coming"


class Invitation(Entity, frozen=True, kw_only=True):
    """A seat, a person or an organization is asked to a meeting."""

    kind = "invitation"
    path = "invitations"
    meeting: MeetingCode
    post: PostCode | None = None
    person: PersonCode | None = None
    organization: OrganizationCode | None = None
    capacity: InvitationCapacity
    sent_on: date | None = None
    reply: InvitationReply | None = None

    def rules(self) -> Iterator[Problem]:
        """What its fields cannot say together."""
        if sum(each is not None for each in (self.post, self.person, self.organization)) != 1:
            yield Problem("post", _("invite a post, a person or an organization: exactly one of them"))


class AttendanceState(StrEnum):
    """Whether somebody was there."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


class Attendance(Entity, frozen=True, kw_only=True):
    """One line of a meeting's attendance list: a person, the post that they hold there, the organization that they speak for.

    Who stands in says for whom: for the holder of a post, or for a person. A substitute is heard and never counted as a member.
    """

    kind = "attendance"
    path = "attendances"
    meeting: MeetingCode
    person: PersonCode | None = None
    post: PostCode | None = None
    organization: OrganizationCode | None = None
    state: AttendanceState
    substitute_for_post: PostCode | None = None
    substitute_for_person: PersonCode | None = None

    @property
    def substitutes(self) -> bool:
        """Whether this is somebody who stands in for another."""
        return self.substitute_for_post is not None or self.substitute_for_person is not None

    def rules(self) -> Iterator[Problem]:
        """What its fields cannot say together."""
        if self.person is None and self.post is None and self.organization is None:
            yield Problem("person", _("say who: a person, a post or an organization"))
        if self.substitute_for_post and self.substitute_for_person:
            yield Problem("substitute_for_person", _("somebody stands in for a post or for a person, not for both"))
        if self.substitute_for_post is not None and self.substitute_for_post == self.post:
            yield Problem("substitute_for_post", _("who holds a post does not stand in for it: leave one of the two out"))
        if self.substitute_for_person is not None and self.substitute_for_person == self.person:
            yield Problem("substitute_for_person", _("nobody stands in for themselves: leave one of the two out"))
        if self.substitutes and self.state is not AttendanceState.PRESENT:
            yield Problem("state", _("who stands in for another is present; write the absence of the other in a line of its own"))


class MeetingPaper(Entity, frozen=True, kw_only=True):
    """A paper that lay before a meeting, for one point of its agenda or for the whole."""

    kind = "meeting_paper"
    path = "meeting-papers"
    meeting: MeetingCode
    agenda_item: AgendaItemCode | None = None
    ordinal: Ordinal = 0
    title_vi: Line
    title_en: Line
    prepared_by: OrganizationCode | None = None
    document: DocumentCode | None = None


class Conclusion(Entity, frozen=True, kw_only=True):
    """What a meeting concluded, point by point. The tasks that come out of it are linked by things of their own."""

    kind = "meeting_conclusion"
    path = "conclusions"
    key = ("meeting", "ordinal")
    meeting: MeetingCode
    ordinal: Ordinal
    text_vi: Prose
    text_en: Prose
    agenda_item: AgendaItemCode | None = None


class SigningAuthority(StrEnum):
    """In whose place a notice is signed: for a whole body (TM.), a superior (KT.), by order (TL.), by authorization (TUQ.)."""

    ON_BEHALF = "TM"
    FOR_SUPERIOR = "KT"
    BY_ORDER = "TL"
    BY_AUTHORIZATION = "TUQ"


class ConclusionNotice(Entity, frozen=True, kw_only=True):
    """How the conclusions of a meeting are made known: who issues and signs, and who is to have it.

    ``document`` is the notice once it is issued: its number and the day of its signature are there; until then it is a draft.
    What is left out follows from the meeting: the body issues, its chair signs, those with tasks receive it.
    """

    kind = "conclusion_notice"
    path = "conclusion-notices"
    key = ("meeting",)
    meeting: MeetingCode
    document: DocumentCode | None = None
    issuer: OrganizationCode | None = None
    signed_by: PostCode | None = None
    signer: PersonCode | None = None
    authority: SigningAuthority | None = None
    in_place_of: PostCode | None = None
    issued_in_vi: Line | None = None
    issued_in_en: Line | None = None
    recipients_vi: Prose | None = None
    recipients_en: Prose | None = None

    def rules(self) -> Iterator[Problem]:
        """What its fields cannot say together."""
        delegated = self.authority is not None and self.authority is not SigningAuthority.ON_BEHALF
        if delegated != (self.in_place_of is not None):
            yield Problem("in_place_of", _("KT, TL and TUQ take the post in whose place is signed; without them there is none"))
        if (self.recipients_vi is None) != (self.recipients_en is None):
            yield Problem("recipients_en", _("give the recipients in both languages, or leave both out"))


KINDS: tuple[type[Entity], ...] = (
    QuorumRule, AgendaItem, Invitation, Attendance, MeetingPaper, Conclusion, ConclusionNotice,
)  # fmt: skip
"""Each after what it refers to."""


def _same_meeting(records: Records) -> Iterator[Problem]:
    """A paper and a conclusion belong to a point of their own meeting's agenda."""
    rows: list[MeetingPaper | Conclusion] = [*records.all(MeetingPaper), *records.all(Conclusion)]
    for row in rows:
        item = records.find(AgendaItem, row.agenda_item)
        if item is not None and item.meeting != row.meeting:
            message = _("{item} is on the agenda of {other}, not of {meeting}: name a point of this meeting",
                        item=item.code, other=item.meeting, meeting=row.meeting)  # fmt: skip
            yield Problem(place(row, "agenda_item"), message)


def _once(records: Records) -> Iterator[Problem]:
    """Nobody is invited twice to a meeting or stands twice on its attendance list, nor does a seat, unless many hold it."""
    lines: list[tuple[Entity, str, tuple[str, str, str]]] = []
    for asked in records.all(Invitation):
        lines += [(asked, name, (asked.meeting, name, whom)) for name in _WHOM if (whom := getattr(asked, name))]
    for come in records.all(Attendance):
        name = next((name for name in ("person", "post", "organization") if getattr(come, name)), "person")
        lines.append((come, name, (come.meeting, name, getattr(come, name))))
        seat = records.find(Post, come.post) if come.person else None
        if seat is not None and not seat.many:
            lines.append((come, "post", (come.meeting, "post", seat.code)))
    first: dict[tuple[str, tuple[str, str, str]], str] = {}
    for row, name, key in lines:
        known = first.setdefault((row.kind, key), row.code)
        if known != row.code:
            message = _("{whom} stands already in {first}: change that one, or take this out", whom=key[2], first=known)
            yield Problem(place(row, name), message)


_WHOM = ("post", "person", "organization")


def _one_rule(records: Records) -> Iterator[Problem]:
    """A body has one rule of quorum at a time."""
    for one, other in combinations(sorted(records.all(QuorumRule), key=lambda rule: rule.code), 2):
        if one.body == other.body and max(_from(one), _from(other)) <= min(_until(one), _until(other)):
            message = _("{body} has another rule of quorum at the same time, {rule}: end the one before the other starts",
                        body=one.body, rule=one.code)  # fmt: skip
            yield Problem(place(other, "start"), message)


def _from(rule: QuorumRule) -> date:
    return last_day(rule.start) if rule.start else date.min


def _until(rule: QuorumRule) -> date:
    return first_day(rule.end) if rule.end else date.max


RULES: tuple[Rule, ...] = (
    Rule(frozenset({AgendaItem, MeetingPaper, Conclusion}), _same_meeting),
    Rule(frozenset({Invitation, Attendance, Post}), _once),
    Rule(frozenset({QuorumRule}), _one_rule),
)
"""What must hold over all of these."""
