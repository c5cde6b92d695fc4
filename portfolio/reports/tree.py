"""The committee's tree on a day: its bodies, their posts, who holds each and in what capacity, and what succeeded what.

A value for any rendering; the overview page draws it as nested lists.
"""

from dataclasses import dataclass
from datetime import date

from governance.hierarchy import Branch, effective_from, tree
from governance.messages import Message, Text, _
from governance.model import Document, Membership, Organization, Person, Post, Succession
from governance.records import Records
from governance.responsibility import Reason, Via, holder
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
    under = tuple(_body(records, branch, day, code) for branch in tree(records, code)) if committee else ()
    top = _body(records, Branch(committee, ()), day, code, under) if committee else None
    others = tuple(_body(records, branch, day, code) for branch in tree(records) if branch.organization.code != code)
    return Tree(day, top, tuple(_without(body, code) for body in others))


def _without(body: Body, code: str | None) -> Body:
    """The body without the committee under it, which is shown on its own."""
    if all(child.code != code and not child.children for child in body.children):
        return body
    children = tuple(_without(child, code) for child in body.children if child.code != code)
    return Body(body.code, body.name, body.seats, body.members, body.history, children, body.source, body.assumed, body.committee)


def _body(records: Records, branch: Branch, day: date, committee: str | None, under: tuple[Body, ...] | None = None) -> Body:
    found = branch.organization
    posts = sorted(records.by(Post, "organization", found.code), key=lambda post: (post.rank, post.code))
    return Body(
        code=found.code,
        name=found.title,
        seats=tuple(_seat(records, post, day) for post in posts),
        members=_members(records, found.code, day),
        history=_history(records, found),
        children=tuple(_body(records, child, day, committee) for child in branch.children) if under is None else under,
        source=found.source,
        assumed=found.assumed,
        committee=found.code == committee,
    )


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
        if holds(member.start, member.end, day):
            who = records.find(Organization, member.organization) or records.find(Person, member.person)
            name = who.title if who else Text(member.code, member.code)
            out.append(Member(name, Text(member.role_vi, member.role_en), member.source, member.assumed))
    return tuple(out)


def _history(records: Records, body: Organization) -> tuple[Reason, ...]:
    """What the body succeeded, and what succeeded it."""
    inward, onward = records.by(Succession, "successor", body.code), records.by(Succession, "predecessor", body.code)
    before = [(step, _("succeeds {body}", body=_name(records, step.predecessor))) for step in inward]
    after = [(step, _("succeeded by {body}", body=_name(records, step.successor))) for step in onward]
    return tuple(Reason(_since(records, step, said), step.source, step.assumed) for step, said in (*before, *after))


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
