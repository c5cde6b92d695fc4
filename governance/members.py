"""Who belongs to a body on a day: its seats with those who hold them, and who is a member by name.

A seat is a member whoever holds it, also where no source names the holder. Whoever sits twice is one member. Who stands in for a
member, by delegation or as a substitute by name, does not become one.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from governance.holders import Reason, Via, absent_body, because, holder, holders, short
from governance.messages import Text, _
from governance.model import Delegation, Membership, Organization, Person, Post
from governance.records import Records
from governance.succession import in_charge
from governance.values import holds


class Member(NamedTuple):
    """A member on a day: by ``seats`` (the first in rank first), or by name as a person or an organization.

    ``person`` is None where nobody is known to hold the seat, and of an organization. ``many`` says that several hold the seat.
    """

    title: Text
    seats: tuple[str, ...]
    person: str | None
    organization: str | None
    via: Via
    reasons: tuple[Reason, ...]
    many: bool = False

    @property
    def assumed(self) -> bool:
        """Whether that it is a member, or who holds the seat, rests on an assumption."""
        return any(reason.assumed for reason in self.reasons)


class Composition(NamedTuple):
    """The members of a body on a day, who stands in for members by name, and what is said of seats that cannot be counted."""

    members: tuple[Member, ...]
    substitutes: tuple[Membership, ...]
    reasons: tuple[Reason, ...]


def composition(records: Records, body: str, day: date) -> Composition:
    """The members of a body on a day: its seats by rank, then its members by name.

    Seats that several people hold are counted by their holders; where no source names one, they count for nobody and the
    reasons say so. A body that is not there on the day has no members. Whoever speaks for an organization that is a member itself
    is not counted beside it.

    Raises
    ------
    UnknownCodeError
        When there is no such body.
    CycleError
        When seats are held by virtue of one another in a loop.
    """
    gone = absent_body(records, records.get(Organization, body), day)
    if gone is not None:
        return Composition((), (), (gone,))
    present = records.apply((Delegation, each.code, None) for each in records.all(Delegation))
    seats = [post for post in records.by(Post, "organization", body) if holds(post.start, post.end, day)]
    found: list[Member] = []
    unknown: list[Reason] = []
    for post in sorted(seats, key=lambda post: (post.rank, post.code)):
        holding = tuple(_held_by_many(present, post, day) if post.many else _held(present, post, day))
        if not holding:
            said = _("several may hold the post {post} and no source names one on {day}: it counts for nobody",
                     post=post.title, day=day)  # fmt: skip
            unknown.append(because(said, post))
        found += holding
    named = [each for each in records.by(Membership, "body", body) if holds(each.start, each.end, day)]
    found += (_named(records, each, day) for each in named if not each.substitute and not _spoken_for(each, named))
    return Composition(tuple(_once(found)), tuple(each for each in named if each.substitute), tuple(unknown))


def _spoken_for(membership: Membership, named: Iterable[Membership]) -> bool:
    """Whether a person speaks for an organization that is a member itself."""
    body = membership.on_behalf_of
    return body is not None and any(each.organization == body and not each.substitute for each in named)


def name_of(records: Records, person: str | None) -> str | None:
    """A person's name, or the code where there is no such record."""
    known = records.find(Person, person)
    return known.name if known else person


def _held(records: Records, post: Post, day: date) -> Iterator[Member]:
    holding = holder(records, post.code, day)
    seat = because(_("{post} is a seat of {body}", post=post.title, body=short(records, post.organization)), post)
    yield Member(post.title, (post.code,), holding.person, None, holding.via, (seat, *holding.reasons))


def _held_by_many(records: Records, post: Post, day: date) -> Iterator[Member]:
    seat = because(_("{post} is a seat of {body}", post=post.title, body=short(records, post.organization)), post)
    for held in holders(records, post.code, day):
        yield Member(post.title, (post.code,), held.person, None, held.via, (seat, *held.reasons), many=True)


def _named(records: Records, membership: Membership, day: date) -> Member:
    """A member by name: a person, or an organization, or the one that has taken over from that organization."""
    role, body = Text(membership.role_vi, membership.role_en), short(records, membership.body)
    code = membership.organization
    whom = short(records, code) if code is not None else name_of(records, membership.person) or ""
    step = because(_("{member} is a member of {body}: {role}", member=whom, body=body, role=role), membership)
    if code is None:
        return Member(role, (), membership.person, None, Via.HOLDER, (step,))
    charge = in_charge(records, code, day)
    heir = charge.bodies[0] if len(charge.bodies) == 1 else code
    if heir == code:
        charge = charge._replace(steps=())
    said = _("{new} has taken the place of {old}", new=short(records, heir), old=short(records, code))
    reasons = (step, *(because(said, each) for each in charge.steps))
    found = records.find(Organization, heir)
    return Member(found.title if found else Text(heir, heir), (), None, heir, Via.HOLDER, reasons)


def _once(found: Iterable[Member]) -> Iterator[Member]:
    """Each person and each organization once, with all the seats."""
    merged: dict[tuple[str | None, ...], Member] = {}
    for member in found:
        whom = (member.person, member.organization)
        key = whom if any(whom) else (None, None, *member.seats)
        first = merged.get(key)
        if first is None:
            merged[key] = member
        else:
            merged[key] = first._replace(seats=(*first.seats, *member.seats), reasons=(*first.reasons, *member.reasons))
    yield from merged.values()
