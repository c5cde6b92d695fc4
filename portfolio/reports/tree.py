"""The committee's tree on a day: its bodies, their posts, who holds each and in what capacity, and what succeeded what.

A value for any rendering; the overview page draws it as nested lists.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from governance.hierarchy import Branch, there, tree
from governance.holders import Reason, Via, holder, short
from governance.messages import Message, Text, _
from governance.model import Document, Membership, Organization, Person, Post, Succession
from governance.records import Records
from governance.succession import committee_on, effective_from, took_effect
from governance.values import holds, written
from portfolio.model import Portfolio


@dataclass(frozen=True, slots=True)
class Seat:
    """A post on the day. ``person`` is None when no source names a holder; ``office`` is what an ex officio seat goes with."""

    code: str
    title: Text
    person: str | None
    via: Via
    office: Text | None
    head: bool
    source: str | None
    assumed: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Vacant seats of one kind, to be told in one line. ``echo``: the committee has seats that go with the same offices."""

    kind: Text
    seats: tuple[Seat, ...]
    echo: bool = False

    @property
    def offices(self) -> tuple[Text, ...]:
        """The offices that the seats go with."""
        return tuple(seat.office for seat in self.seats if seat.office)

    @property
    def assumed(self) -> bool:
        """Whether any of the seats is assumed."""
        return any(seat.assumed for seat in self.seats)


@dataclass(frozen=True, slots=True)
class Member:
    """A body or a person that belongs to a body."""

    name: Text
    role: Text
    source: str | None
    assumed: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A body with its posts, members, successions and the bodies under it."""

    code: str
    name: Text
    seats: tuple[Seat, ...]
    members: tuple[Member, ...]
    history: tuple[Reason, ...]
    children: tuple["Body", ...]
    source: str | None
    assumed: bool
    committee: bool = False
    short: Text | None = None
    forming: Reason | None = None
    groups: tuple[Group, ...] = ()

    @property
    def singles(self) -> tuple[Seat, ...]:
        """The seats that stand in no group."""
        grouped = {seat.code for group in self.groups for seat in group.seats}
        return tuple(seat for seat in self.seats if seat.code not in grouped)

    @property
    def bare(self) -> bool:
        """Whether there is nothing to tell of it but one office that no source names a holder of, or none at all."""
        vacant = all(seat.person is None for seat in self.seats)
        return len(self.seats) <= 1 and vacant and not (self.children or self.members or self.history or self.committee)


@dataclass(frozen=True, slots=True)
class Tree:
    """The committee first, then every body at the top of the hierarchy, on a day."""

    day: date
    committee: Body | None
    bodies: tuple[Body, ...]


def committee_tree(records: Records, day: date) -> Tree:
    """The tree of the portfolio's committee on a day.

    Raises
    ------
    CycleError
        When the hierarchy loops.
    """
    code = next((portfolio.committee for portfolio in records.all(Portfolio)), None)
    committee = records.find(Organization, code)
    under = tuple(_body(records, branch, day, code) for branch in tree(records, code, day)) if committee else ()
    top = _body(records, Branch(committee, ()), day, code, under) if committee else None
    others = tuple(_body(records, branch, day, code) for branch in tree(records, None, day) if branch.organization.code != code)
    return Tree(day, top, tuple(_without(body, code) for body in others))


def _without(body: Body, code: str | None) -> Body:
    """The body without the committee under it, which is shown on its own."""
    if all(child.code != code and not child.children for child in body.children):
        return body
    return replace(body, children=tuple(_without(child, code) for child in body.children if child.code != code))


def _body(records: Records, branch: Branch, day: date, committee: str | None, under: tuple[Body, ...] | None = None) -> Body:
    found = branch.organization
    present = [post for post in records.by(Post, "organization", found.code) if there(post, day)]
    posts = sorted(present, key=lambda post: (post.rank, post.code))
    seats = tuple(_seat(records, post, day) for post in posts)
    shared = {post.seat_of for post in records.by(Post, "organization", committee)} if found.code != committee else set()
    called = short(records, found.code)
    return Body(
        code=found.code,
        name=found.title,
        seats=seats,
        members=_members(records, found.code, day),
        history=_history(records, found, day),
        children=tuple(_body(records, child, day, committee) for child in branch.children) if under is None else under,
        source=found.source,
        assumed=found.assumed,
        committee=found.code == committee,
        short=called if called != found.title else None,
        forming=_forming(records, found, day) if found.code == committee else None,
        groups=_groups(seats, {post.code: post.seat_of for post in posts}, shared),
    )


def _groups(seats: Sequence[Seat], offices: Mapping[str, str | None], shared: Container[str | None]) -> tuple[Group, ...]:
    """The seats without a holder that go with offices and are titled “kind: office”, by their kind, where there are several."""
    kinds: dict[tuple[str, bool], list[Seat]] = {}
    for seat in seats:
        if seat.person is None and seat.office and not seat.head and ":" in seat.title.vi:
            kinds.setdefault((_kind(seat.title.vi), seat.assumed), []).append(seat)
    return tuple(
        Group(Text(kind, _kind(found[0].title.en)), tuple(found), echo=all(offices[seat.code] in shared for seat in found))
        for (kind, _assumed), found in kinds.items()
        if len(found) > 1
    )


def _kind(title: str) -> str:
    return title.partition(":")[0]


def _forming(records: Records, body: Organization, day: date) -> Reason | None:
    """That the committee is still being set up on the day, beside the one it will follow; or that it is not there yet."""
    beside = [code for code in committee_on(records, body.code, day) if code != body.code]
    if not beside:
        return None
    names = tuple(short(records, code) for code in beside)
    if body.code not in committee_on(records, body.code, day):
        return Reason(_("not set up yet on {day}; {bodies} is there", day=day, bodies=names), body.source, body.assumed)
    since = _(" ({year})", year=written(body.founded_on)) if body.founded_on else Text("", "")
    said = _("is being set up{since}; until it takes over, {bodies} stands beside it", since=since, bodies=names)
    return Reason(said, body.source, body.assumed)


def _seat(records: Records, post: Post, day: date) -> Seat:
    held = holder(records, post.code, day)
    person = records.find(Person, held.person)
    office = records.find(Post, post.seat_of)
    return Seat(
        code=post.code,
        title=post.title,
        person=person.name if person else held.person,
        via=held.via,
        office=office.title if office else None,
        head=post.head,
        source=post.source,
        assumed=post.assumed or any(reason.assumed for reason in held.reasons),
        reasons=held.reasons,
    )


def _members(records: Records, body: str, day: date) -> tuple[Member, ...]:
    out: list[Member] = []
    for member in records.by(Membership, "body", body):
        if holds(member.start, member.end, day) and not member.substitute:
            who = records.find(Organization, member.organization) or records.find(Person, member.person)
            name = who.title if who else Text(member.code, member.code)
            out.append(Member(name, Text(member.role_vi, member.role_en), member.source, member.assumed))
    return tuple(out)


def _history(records: Records, body: Organization, day: date) -> tuple[Reason, ...]:
    """What the body succeeded or is to succeed, and what succeeded it or is to."""
    said: list[tuple[Succession, Message]] = []
    for step in records.by(Succession, "successor", body.code):
        other = _name(records, step.predecessor)
        done = took_effect(records, step, day)
        said.append((step, _("succeeds {body}", body=other) if done else _("is to succeed {body}", body=other)))
    for step in records.by(Succession, "predecessor", body.code):
        other = _name(records, step.successor)
        done = took_effect(records, step, day)
        said.append((step, _("succeeded by {body}", body=other) if done else _("is to be succeeded by {body}", body=other)))
    return tuple(Reason(_since(records, step, words), step.source, step.assumed) for step, words in said)


def _since(records: Records, step: Succession, message: Message) -> Message:
    since, document = effective_from(records, step), records.find(Document, step.document)
    if since is not None:
        message = _("{step}, since {day}", step=message, day=written(since))
    if document is not None:
        message = _("{step}, by {document}", step=message, document=document.number or document.title)
    return message


def _name(records: Records, code: str) -> Text:
    found = records.find(Organization, code)
    return found.title if found else Text(code, code)
