"""Whether enough of a body's members were at a meeting for it to decide, member by member and with reasons.

Who is a member follows from seats and memberships on the meeting's day; who was there from the attendance list, or where none is
kept from who is on record as having taken part. Substitutes are told and never counted.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from governance.convening import convened
from governance.hierarchy import seat_chain
from governance.holders import Reason, because, short
from governance.meetings import Attendance, AttendanceState, QuorumRule
from governance.members import Member, composition, name_of
from governance.messages import Message, Text, _
from governance.model import MeetingParty, MeetingRole, Membership, Organization, Post
from governance.records import Records
from governance.values import Entity, first_day, holds

CAME = (MeetingRole.CHAIR, MeetingRole.ATTENDEE)


class Counted(NamedTuple):
    """A member and whether it was there; ``substitutes`` are who stood in. Reasons say why."""

    member: Member
    present: bool
    substitutes: tuple[str | Text, ...]
    reasons: tuple[Reason, ...]


class Quorum(NamedTuple):
    """How many of a body's members were there on the day, and whether by its rule that is enough.

    ``needed`` and ``met`` are None where no rule is on record, or no member.
    """

    meeting: str
    body: str
    day: date
    rule: QuorumRule | None
    counted: tuple[Counted, ...]
    present: int
    of: int
    needed: int | None
    met: bool | None
    reasons: tuple[Reason, ...]

    @property
    def assumed(self) -> bool:
        """Whether anything that counts rests on an assumption."""
        return any(reason.assumed for reason in (*self.reasons, *(step for each in self.counted for step in each.reasons)))


class _Line(NamedTuple):
    """Somebody who is on record as having been there, or not."""

    person: str | None
    post: str | None
    organization: str | None
    present: bool
    stands_in_for: frozenset[tuple[str, str]]
    """Post, person or organization, with its code."""
    entity: Entity


def needed(members: int, rule: QuorumRule) -> int:
    """The least number of so many members that a rule asks for.

    >>> half = QuorumRule(code="Q", body="B", numerator=1, denominator=2, more_than=True)
    >>> needed(8, half), needed(9, half), needed(9, QuorumRule(code="R", body="B", numerator=2, denominator=3))
    (5, 5, 6)
    """
    share = members * rule.numerator
    return share // rule.denominator + 1 if rule.more_than else max(1, -(-share // rule.denominator))


def quorum(records: Records, meeting: str) -> Quorum:
    """Count the members at a meeting and hold them against the rule of its body on the day.

    Raises
    ------
    UnknownCodeError
        When there is no such meeting.
    InvalidError
        When it has no body, or no day.
    """
    here = convened(records, meeting)
    body = composition(records, here.body, here.day)
    rule = rule_on(records, here.body, here.day)
    lines, told = _lines(records, meeting, body.substitutes)
    reasons = [told, *body.reasons, _of_rule(records, here.body, rule)]
    members = body.members
    if rule is not None and rule.filled_only:
        empty = tuple(each.title for each in members if _empty(each))
        members = tuple(each for each in members if not _empty(each))
        if empty:
            reasons.append(because(_("seats that nobody is known to hold do not count by the rule: {seats}", seats=empty), rule))
    counted = tuple(_counted(records, member, lines) for member in members)
    present = sum(each.present for each in counted)
    least = needed(len(counted), rule) if rule is not None and counted else None
    met = None if least is None else present >= least
    return Quorum(meeting, here.body, here.day, rule, counted, present, len(counted), least, met, tuple(reasons))


def rule_on(records: Records, body: str, day: date) -> QuorumRule | None:
    """The rule of quorum that a body has on a day; of several that may hold, the one that began last."""
    found = [rule for rule in records.by(QuorumRule, "body", body) if holds(rule.start, rule.end, day)]
    return max(found, key=lambda rule: (first_day(rule.start) if rule.start else date.min, rule.code), default=None)


def said(rule: QuorumRule) -> Message:
    """A rule in words.

    >>> said(QuorumRule(code="R", body="B", numerator=2, denominator=3)).render("en")
    'at least 2/3 of the members'
    """
    share = f"{rule.numerator}/{rule.denominator}"
    if rule.more_than:
        return _("more than {share} of the members", share=share)
    return _("at least {share} of the members", share=share)


def _of_rule(records: Records, body: str, rule: QuorumRule | None) -> Reason:
    name = short(records, body)
    if rule is None:
        return Reason(_("no rule of quorum is on record for {body}: whether these are enough is not said", body=name))
    step = _("{body} decides with {share}", body=name, share=said(rule))
    if rule.document is not None:
        paper = f"{rule.document}, {rule.clause}" if rule.clause else rule.document
        step = _("{body} decides with {share} ({document})", body=name, share=said(rule), document=paper)
    return because(step, rule)


def _empty(member: Member) -> bool:
    return member.person is None and member.organization is None


def _lines(records: Records, meeting: str, named: Sequence[Membership]) -> tuple[tuple[_Line, ...], Reason]:
    """Who was there: by the attendance list, or where none is kept by who is on record as having taken part.

    ``named`` are the substitutes by name: they stand in for the organization that they speak for, whatever the list says.
    """
    kept = records.by(Attendance, "meeting", meeting)
    if kept:
        told = Reason(_("presence is that of the attendance list, of {count} line(s)", count=len(kept)))
        lines = [
            _Line(line.person, line.post, line.organization, line.state is AttendanceState.PRESENT, _stands_in(line), line)
            for line in kept
        ]
    else:
        told = Reason(_("no attendance list is kept: present is who is on record as chair or attendee"))
        came = [party for party in records.by(MeetingParty, "meeting", meeting) if party.role in CAME]
        lines = [_Line(party.person, None, party.organization, True, frozenset(), party) for party in came]
    substitutes = {each.person: each.on_behalf_of for each in named if each.person}
    return tuple(_as_substitute(line, substitutes) for line in lines), told


def _stands_in(line: Attendance) -> frozenset[tuple[str, str]]:
    pairs = (("post", line.substitute_for_post), ("person", line.substitute_for_person))
    return frozenset((what, code) for what, code in pairs if code is not None)


def _as_substitute(line: _Line, substitutes: Mapping[str, str | None]) -> _Line:
    if line.person is None or line.person not in substitutes:
        return line
    behalf = substitutes[line.person] or line.organization
    more = {("organization", behalf)} if behalf else {("person", "")}
    return line._replace(stands_in_for=line.stands_in_for | more)


def _counted(records: Records, member: Member, lines: Sequence[_Line]) -> Counted:
    posts = frozenset(post.code for seat in member.seats for post in seat_chain(records, seat))
    whom = {("post", code) for code in posts} | {("person", member.person or "-"), ("organization", member.organization or "-")}
    reasons, present = list(member.reasons), False
    substitutes: list[str | Text] = []
    for line in lines:
        if not line.stands_in_for.isdisjoint(whom):
            substitutes.append(_who(records, line))
            step = _("{who} stands in, and is not counted as a member", who=_who(records, line))
            reasons.append(because(step, line.entity))
            continue
        if not _is_member(line, member, posts):
            continue
        if line.post in posts and line.person and member.person and line.person != member.person:
            step = _("{who} came for the post, which {holder} holds on the day: not counted as a member",
                     who=_who(records, line), holder=name_of(records, member.person) or "")  # fmt: skip
            reasons.append(because(step, line.entity))
            substitutes.append(_who(records, line))
        elif line.present:
            present = True
            reasons.append(because(_("{who} was there", who=_who(records, line)), line.entity))
        else:
            reasons.append(because(_("{who} was not there", who=_who(records, line)), line.entity))
    if len(reasons) == len(member.reasons):
        reasons.append(Reason(_("nothing is on record of whether it was there")))
    return Counted(member, present, tuple(dict.fromkeys(substitutes)), tuple(reasons))


def _is_member(line: _Line, member: Member, posts: frozenset[str]) -> bool:
    """Whether a line speaks of the member itself: of the person, of the seat, or of the organization that it was sent by."""
    if member.person is not None and line.person == member.person:
        return True
    if line.post is not None and line.post in posts:
        return not member.many
    return member.organization is not None and line.organization == member.organization and not line.stands_in_for


def _who(records: Records, line: _Line) -> str | Text:
    """Somebody on the list as a reader knows them."""
    if line.person is not None:
        return name_of(records, line.person) or line.person
    post = records.find(Post, line.post)
    if post is not None:
        return post.title
    body = records.find(Organization, line.organization)
    return body.title if body else str(line.organization)
