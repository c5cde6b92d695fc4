"""Who holds a post on a day: by appointment, as acting holder, by delegation, or nobody on record.

Every step carries its reason, with the source that says so.
"""

from collections.abc import Sequence, Set
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from governance.hierarchy import seat_chain, there
from governance.messages import Message, Text, _
from governance.model import Appointment, Delegation, Matter, Organization, Person, Post, Succession
from governance.records import Records
from governance.succession import About, dissolved, effective_from, founded_later, in_charge, parent_on, succeeded
from governance.values import Entity, first_day, holds, last_day, written


class Via(StrEnum):
    """In what capacity the person answers; ``vacant`` when nobody is known to."""

    HOLDER = "holder"
    ACTING = "acting"
    DELEGATE = "delegate"
    VACANT = "vacant"


class Reason(NamedTuple):
    """One step of the argument, the source that says so, and whether it is an assumption."""

    message: Message
    source: str | None = None
    assumed: bool = False

    @property
    def line(self) -> Message:
        """The step with where it comes from, as a reader needs it."""
        match self.source, self.assumed:
            case str(), True:
                return _("{step} (assumed; source {source})", step=self.message, source=self.source)
            case str(), False:
                return _("{step} (source {source})", step=self.message, source=self.source)
            case None, True:
                return _("{step} (assumed)", step=self.message)
        return self.message


class Holding(NamedTuple):
    """Who holds a post on a day, in what capacity, and why."""

    person: str | None
    via: Via
    reasons: tuple[Reason, ...]


def because(message: Message, entity: Entity | None = None) -> Reason:
    """A reason that rests on one entity, with that entity's source and mark of assumption."""
    return Reason(message) if entity is None else Reason(message, entity.source, entity.assumed)


def short(records: Records, organization: str) -> Text:
    """A body as it is called in a sentence: by its short name, if it has one."""
    body = records.find(Organization, organization)
    if body is None:
        return Text(organization, organization)
    return Text(body.short_vi or body.name_vi, body.short_en or body.name_en)


def holder(
    records: Records,
    post: str,
    day: date,
    subjects: Sequence[str] = (),
    *,
    seat: str | None = None,
    bodies: Sequence[str] = (),
    matter: Matter | None = None,
) -> Holding:
    """Who holds a post on a day: its holder, else the acting holder, else the delegate in force, else nobody.

    A seat is held by whoever holds the post that it goes with. A delegation in force replaces a present holder, unless
    nobody is known at its other end. An appointment whose start is not on record holds from the day on which a source
    attests it, never before; one without either, and one without an end, is open there. A post that is not there on the day,
    or whose body is not, gives nobody. ``subjects`` are the codes that a limited delegation may name, the nearest first,
    ``bodies`` those that are charged with the matter, ``matter`` the part in it that is asked for; ``seat`` is a seat that goes
    with the post, whose delegations count too.
    """
    return _held(records, post, day, About(tuple(subjects), tuple(bodies), None, matter), set(), seat)


def holders(records: Records, post: str, day: date) -> tuple[Holding, ...]:
    """Everybody who holds a post on a day by appointment, in full before acting; delegations apart. Empty where it is vacant."""
    chain = seat_chain(records, post, day)
    if not chain or _gone(records, chain, day) is not None:
        return ()
    seats, office = _seats(chain), chain[-1]
    found = sorted(_of_day(records, office, day), key=lambda a: (a.acting, a.person, a.code))
    once = {appointment.person: appointment for appointment in reversed(found)}
    return tuple(
        Holding(a.person, Via.ACTING if a.acting else Via.HOLDER, (*seats, because(_appointment(records, a, office), a)))
        for a in found
        if once[a.person] is a
    )


def _held(records: Records, post: str, day: date, about: About, asked: set[str], seat: str | None = None) -> Holding:
    """Who holds a post; of the posts ``asked`` already, over whatever delegations, nobody is asked again."""
    chain = seat_chain(records, post, day)
    if not chain:
        return Holding(None, Via.VACANT, (Reason(_("no post {post} is on record", post=post)),))
    office, seats = chain[-1], _seats(chain)
    if (gone := _gone(records, chain, day)) is not None:
        return Holding(None, Via.VACANT, (*seats, gone))
    given_by = tuple(dict.fromkeys(p.code for p in (*_standing(seat_chain(records, seat or post, day)), *_standing(chain))))
    asked.update(given_by)
    present, acting = _appointed(records, office, day, acting=False), _appointed(records, office, day, acting=True)
    delegated = None if acting and not present else _delegated(records, given_by, day, about, asked)
    if delegated is not None:
        return Holding(delegated.person, Via.DELEGATE, (*seats, *(present.reasons if present else ()), *delegated.reasons))
    found = present or acting
    if found is not None:
        return Holding(found.person, found.via, (*seats, *found.reasons))
    vacant = _("no source names the holder of the post {post} on {day}: vacant", post=office.title, day=day)
    return Holding(None, Via.VACANT, (*seats, Reason(vacant)))


def _standing(chain: Sequence[Post]) -> tuple[Post, ...]:
    """The posts of a chain that another has not taken the place of: those that are seats of the next, and the last."""
    return (*(post for post, base in pairwise(chain) if post.seat_of == base.code), *chain[-1:])


def _seats(chain: Sequence[Post]) -> tuple[Reason, ...]:
    """Why whoever holds the last post of a chain holds the first."""
    return tuple(
        because(_("the seat of the {seat} is held by whoever is the {office}", seat=post.title, office=base.title), post)
        if post.seat_of == base.code
        else because(_("the {heir} has taken the place of the {post}", heir=base.title, post=post.title), base)
        for post, base in pairwise(chain)
    )


def _gone(records: Records, chain: Sequence[Post], day: date) -> Reason | None:
    """Why nobody can hold a post on a day: it, or its body, is not there yet or no more."""
    return next((why for post in _standing(chain) if (why := absent(records, post, day)) is not None), None)


def absent(records: Records, post: Post, day: date) -> Reason | None:
    """Why a post is not there on a day, or None: it or its body is set up later, or it has ended, or others have followed."""
    body = records.find(Organization, post.organization)
    gone = absent_body(records, body, day) if body is not None else None
    if gone is not None:
        said = _("{why}: nobody holds the post {post}", why=gone.message, post=post.title)
        return gone._replace(message=said)
    if there(post, day):
        return None
    if post.start and first_day(post.start) > day:
        return because(_("the post {post} is set up only in {day}", post=post.title, day=written(post.start)), post)
    return because(_("the post {post} has ended in {day}", post=post.title, day=written(post.end or "")), post)


def absent_body(records: Records, body: Organization, day: date) -> Reason | None:
    """Why a body is not there on a day, or None: it is founded later, was dissolved, or others followed it on a known day."""
    name = short(records, body.code)
    if founded_later(records, body.code, day):
        return because(_("{body} is founded only in {day}", body=name, day=written(body.founded_on or "")), body)
    if dissolved(records, body.code, day):
        return because(_("{body} was dissolved in {day}", body=name, day=written(body.dissolved_on or "")), body)
    for step in succeeded(records, body.code, day):
        since = effective_from(records, step)
        if since is not None and not step.partial:
            new = short(records, step.successor)
            return because(_("{new} has followed {old} since {day}", new=new, old=name, day=written(since)), step)
    return None


def _of_day(records: Records, office: Post, day: date) -> list[Appointment]:
    return [a for a in records.by(Appointment, "post", office.code) if holds(a.since, a.end, day)]


def _appointed(records: Records, office: Post, day: date, *, acting: bool) -> Holding | None:
    """The person appointed who holds on the day; where several do, the one appointed last, and the reason says so."""
    found = [a for a in _of_day(records, office, day) if a.acting is acting]
    if not found:
        return None
    found.sort(key=lambda a: (first_day(a.since) if a.since else date.min, a.code), reverse=True)
    last = found[0]
    reasons = [because(_appointment(records, last, office), last)]
    others = tuple(dict.fromkeys(_person(records, a.person) for a in found[1:] if a.person != last.person))
    if others:
        also = _("{others} may hold it on {day} too; the one appointed last is taken", others=others, day=day)
        reasons.append(Reason(also))
    return Holding(last.person, Via.ACTING if acting else Via.HOLDER, tuple(reasons))


def _appointment(records: Records, appointment: Appointment, office: Post) -> Message:
    person, period = _person(records, appointment.person), _period(appointment)
    if appointment.acting:
        return _("{person} is the acting {post}, {period}", person=person, post=office.title, period=period)
    return _("{person} is the {post}, {period}", person=person, post=office.title, period=period)


def _period(appointment: Appointment) -> Message:
    start = written(appointment.start) if appointment.start else None
    end = written(appointment.end) if appointment.end else None
    if start and end:
        return _("from {start} to {end}", start=start, end=end)
    if start:
        period = _("since {start}", start=start)
    elif end:
        period = _("until {end}, start not on record", end=end)
    else:
        period = _("start and end not on record")
    if appointment.attested_on:
        return _("{period}, attested on {day}", period=period, day=written(appointment.attested_on))
    return period


def _person(records: Records, code: str) -> str:
    person = records.find(Person, code)
    return person.name if person else code


def _delegated(records: Records, posts: Sequence[str], day: date, about: About, asked: set[str]) -> Holding | None:
    """Who answers by a delegation in force; the one with the narrowest scope first, then the latest."""
    charged = charged_with(records, about.bodies, day) if about.bodies else ()

    def order(d: Delegation) -> tuple[int, int, bool, int, str]:
        narrow = about.subjects.index(d.subject) if d.subject is not None else len(about.subjects)
        near = charged.index(d.body) if d.body is not None else len(charged)
        return narrow, near, d.matter is None, -first_day(d.start).toordinal(), d.code

    given = [d for post in posts for d in records.by(Delegation, "from_post", post)]
    due = [d for d in given if holds(d.start, d.end, day) and _covers(d, about, charged)]
    for delegation in sorted(due, key=order):
        if delegation.to_post in asked:
            continue
        there = _held(records, delegation.to_post, day, about, asked)
        if there.person is not None:
            return Holding(there.person, Via.DELEGATE, (because(_delegates(records, delegation), delegation), *there.reasons))
    return None


def _covers(delegation: Delegation, about: About, charged: Sequence[str]) -> bool:
    """Whether what is asked about lies within a delegation's scope."""
    return (
        (delegation.subject is None or delegation.subject in about.subjects)
        and (delegation.body is None or delegation.body in charged)
        and (delegation.matter is None or delegation.matter is about.matter)
    )


def charged_with(records: Records, bodies: Sequence[str], day: date) -> tuple[str, ...]:
    """The bodies that are charged with a matter on a day, those that have followed them, those above each; the nearest first."""
    charged: dict[str, None] = {}
    waiting = list(bodies)
    for code in waiting:
        if code not in charged:
            charged[code] = None
            waiting += in_charge(records, code, day).bodies
            waiting += [parent] if (parent := parent_on(records, code, day)) is not None else []
    return tuple(charged)


_MATTERS = {
    Matter.LEAD: _("leading"),
    Matter.COORDINATING: _("coordinating"),
    Matter.MONITORING: _("monitoring"),
    Matter.APPROVING: _("approving"),
}


def _delegates(records: Records, delegation: Delegation) -> Message:
    giver, taker = (_post_title(records, code) for code in (delegation.from_post, delegation.to_post))
    start, end = written(delegation.start), delegation.end and written(delegation.end)
    period = _("from {start} to {end}", start=start, end=end) if end else _("since {start}", start=start)
    scope = _scope(records, delegation)
    if not scope:
        return _("the {giver} has delegated to the {taker}, {period}", giver=giver, taker=taker, period=period)
    return _(
        "the {giver} has delegated {subject} to the {taker}, {period}", giver=giver, taker=taker, period=period, subject=scope
    )


def _scope(records: Records, delegation: Delegation) -> tuple[Message | Text | str, ...]:
    """What a delegation is limited to, in words; empty where it is not."""
    parts: list[Message | Text | str] = []
    if delegation.matter is not None:
        parts.append(_MATTERS[delegation.matter])
    if delegation.subject is not None:
        parts.append(delegation.subject)
    if delegation.body is not None:
        parts.append(_("what {body} is charged with", body=short(records, delegation.body)))
    return tuple(parts)


def _post_title(records: Records, code: str) -> Text:
    post = records.find(Post, code)
    return post.title if post else Text(code, code)


def turning_days(records: Records, posts: Set[str] | None = None) -> frozenset[date]:
    """Every day on which some answer can change: the first days of new intervals, and the days after old ones end.

    With ``posts``, of appointments and delegations only those to and from them.
    """

    def asked(*concerned: str) -> bool:
        return posts is None or not posts.isdisjoint(concerned)

    intervals = [(a.since, a.end) for a in records.all(Appointment) if asked(a.post)]
    intervals += [(d.start, d.end) for d in records.all(Delegation) if asked(d.from_post, d.to_post)]
    intervals += [(post.start, post.end) for post in records.all(Post)]
    intervals += [(body.founded_on, body.dissolved_on) for body in records.all(Organization)]
    intervals += [(effective_from(records, succession), None) for succession in records.all(Succession)]
    days = {first_day(start) for start, _end in intervals if start}
    ended = (last_day(end) for _start, end in intervals if end)
    return frozenset(days | {last + timedelta(days=1) for last in ended if last < date.max})
