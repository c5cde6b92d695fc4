"""Before a meeting: the day that counts, who chairs it, and whom to invite."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from governance.errors import InvalidError, Problem
from governance.hierarchy import head_post
from governance.holders import Reason, because, holder, short
from governance.meetings import Invitation, InvitationCapacity
from governance.members import Member, composition, name_of
from governance.messages import _
from governance.model import Appointment, Meeting, MeetingParty, MeetingRole, Post
from governance.records import Records
from governance.values import first_day, holds


class Chair(NamedTuple):
    """Who chairs a meeting: a person, the post that they hold, and why. Either is None where it is not known."""

    person: str | None
    post: str | None
    reasons: tuple[Reason, ...]

    @property
    def assumed(self) -> bool:
        """Whether this rests on an assumption."""
        return any(reason.assumed for reason in self.reasons)


class Convened(NamedTuple):
    """A meeting of a body on a day."""

    meeting: Meeting
    body: str
    day: date


def convened(records: Records, meeting: str) -> Convened:
    """The meeting with its body and its day, on which members and rules are looked up.

    Raises
    ------
    UnknownCodeError
        When there is no such meeting.
    InvalidError
        When its body, or its day to the day, is not on record.
    """
    found = records.get(Meeting, meeting)
    problems = []
    if found.body is None:
        problems.append(Problem("body", _("meeting {meeting} names no body: say which body meets", meeting=meeting)))
    if found.held_on is None or len(found.held_on) < len("2018-07-05"):
        why = _("meeting {meeting} has no day yet: who is a member depends on it; give held_on to the day", meeting=meeting)
        problems.append(Problem("held_on", why))
    if problems or found.body is None or found.held_on is None:
        raise InvalidError(problems)
    return Convened(found, found.body, first_day(found.held_on))


def chair_of(records: Records, meeting: str) -> Chair:
    """Who chairs a meeting: whom the records name; else the head of its body on the day.

    Raises
    ------
    UnknownCodeError
        When there is no such meeting.
    """
    found = records.get(Meeting, meeting)
    day = first_day(found.held_on) if found.held_on else None
    for party in records.by(MeetingParty, "meeting", meeting):
        if party.role is not MeetingRole.CHAIR:
            continue
        if party.person is not None:
            step = because(_("{person} is on record as the chair", person=name_of(records, party.person) or ""), party)
            return Chair(party.person, post_of(records, party.person, found.body, day), (step,))
        if party.organization is not None:
            step = because(_("{body} is on record as the chair", body=short(records, party.organization)), party)
            return _headed(records, party.organization, day, (step,))
    if found.body is None:
        return Chair(None, None, (Reason(_("neither a chair nor a body is on record")),))
    step = Reason(_("no chair is on record, so the head of {body} is", body=short(records, found.body)))
    return _headed(records, found.body, day, (step,))


def _headed(records: Records, body: str, day: date | None, reasons: tuple[Reason, ...]) -> Chair:
    head = head_post(records, body)
    if head is None:
        return Chair(None, None, (*reasons, Reason(_("no post is on record as the head of {body}", body=short(records, body)))))
    reasons = (*reasons, because(_("the head of {body} is the {post}", body=short(records, body), post=head.title), head))
    if day is None:
        return Chair(None, head.code, (*reasons, Reason(_("the meeting has no day, so nobody is named"))))
    holding = holder(records, head.code, day)
    return Chair(holding.person, head.code, (*reasons, *holding.reasons))


def post_of(records: Records, person: str, body: str | None, day: date | None) -> str | None:
    """The post that a person holds on a day: one in the body that meets before others, then the first in rank."""
    held = [
        post
        for appointment in records.by(Appointment, "person", person)
        if (post := records.find(Post, appointment.post)) is not None
        and (day is None or holds(appointment.since, appointment.end, day))
    ]
    first = min(held, key=lambda post: (post.organization != body, post.rank, post.code), default=None)
    return first.code if first else None


def invitations(records: Records, meeting: str) -> tuple[Invitation, ...]:
    """The invitations that members of the body on the meeting's day have not got yet, in the order of their seats.

    A seat is invited, whoever holds it; where several people hold one, each of them is; other members are invited by name.

    Raises
    ------
    UnknownCodeError, InvalidError
        When there is no such meeting, or it has no body or no day.
    """
    here = convened(records, meeting)
    asked = {(name, getattr(each, name)) for each in records.by(Invitation, "meeting", meeting) for name in _WHOM}
    drawn = []
    for member in composition(records, here.body, here.day).members:
        if not asked.intersection(_names(member)):
            name, whom = next(_names(member))
            code = f"{meeting}~{name}~{whom}"
            drawn.append(Invitation(code=code, meeting=meeting, capacity=InvitationCapacity.MEMBER, **{name: whom}))  # type: ignore[arg-type]
    return tuple(drawn)


_WHOM = ("post", "person", "organization")


def _names(member: Member) -> Iterator[tuple[str, str]]:
    """By what a member can be invited, the best first."""
    if not member.many:
        yield from (("post", seat) for seat in member.seats)
    if member.person is not None:
        yield "person", member.person
    if member.organization is not None:
        yield "organization", member.organization
