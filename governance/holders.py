"""Who holds a post on a day: by appointment, as acting holder, by delegation; or nobody that a source names.

Every step carries its reason, with the source that says so.
"""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from governance.hierarchy import effective_from, founded_later, seat_chain
from governance.messages import Message, Text, _
from governance.model import Appointment, Delegation, Organization, Person, Post, Succession
from governance.records import Records
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


def holder(records: Records, post: str, day: date, subjects: Sequence[str] = (), *, seat: str | None = None) -> Holding:
    """Who holds a post on a day: its holder, else the acting holder, else the delegate in force, else nobody.

    A seat is held by whoever holds the post that it goes with. A delegation in force replaces a present holder, unless
    nobody is known at its other end. An appointment whose start is not on record holds from the day on which a source
    attests it, never before; one without either, and one without an end, is open there. A body that is founded only later
    gives nobody. ``subjects`` are the codes that a limited delegation may name, the nearest first; ``seat`` is a seat that
    goes with the post, whose delegations count too.
    """
    return _held(records, post, day, tuple(subjects), frozenset(), seat)


def _held(
    records: Records, post: str, day: date, subjects: tuple[str, ...], asked: frozenset[str], seat: str | None = None
) -> Holding:
    chain = seat_chain(records, post)
    if not chain:
        return Holding(None, Via.VACANT, (Reason(_("no post {post} is on record", post=post)),))
    office = chain[-1]
    if (later := next((p for p in chain if founded_later(records, p.organization, day)), None)) is not None:
        return Holding(None, Via.VACANT, (_not_founded(records, later),))
    seats = tuple(
        because(_("the seat of the {seat} is held by whoever is the {office}", seat=seat.title, office=base.title), seat)
        for seat, base in pairwise(chain)
    )
    given_by = tuple(dict.fromkeys((*(p.code for p in seat_chain(records, seat or post)), *(p.code for p in chain))))
    asked |= set(given_by)
    present, acting = _appointed(records, office, day, acting=False), _appointed(records, office, day, acting=True)
    delegated = None if acting and not present else _delegated(records, given_by, day, subjects, asked)
    if delegated is not None:
        return Holding(delegated.person, Via.DELEGATE, (*seats, *(present.reasons if present else ()), *delegated.reasons))
    found = present or acting
    if found is not None:
        return Holding(found.person, found.via, (*seats, *found.reasons))
    vacant = _("no source names the holder of the post {post} on {day}: vacant", post=office.title, day=day)
    return Holding(None, Via.VACANT, (*seats, Reason(vacant)))


def _not_founded(records: Records, post: Post) -> Reason:
    body = records.get(Organization, post.organization)
    founded = written(body.founded_on or "")
    name = short(records, body.code)
    return because(
        _("{body} is founded only in {day}: nobody holds the post {post} yet", body=name, day=founded, post=post.title), body
    )


def _appointed(records: Records, office: Post, day: date, *, acting: bool) -> Holding | None:
    """The person appointed who holds on the day; where several do, the one appointed last, and the reason says so."""
    found = [a for a in records.by(Appointment, "post", office.code) if a.acting is acting and holds(a.since, a.end, day)]
    if not found:
        return None
    found.sort(key=lambda a: (first_day(a.since) if a.since else date.min, a.code), reverse=True)
    last = found[0]
    person, period = _person(records, last.person), _period(last)
    if acting:
        step = _("{person} is the acting {post}, {period}", person=person, post=office.title, period=period)
    else:
        step = _("{person} is the {post}, {period}", person=person, post=office.title, period=period)
    reasons = [because(step, last)]
    others = tuple(dict.fromkeys(_person(records, a.person) for a in found[1:] if a.person != last.person))
    if others:
        also = _("{others} may hold it on {day} too; the one appointed last is taken", others=others, day=day)
        reasons.append(Reason(also))
    return Holding(last.person, Via.ACTING if acting else Via.HOLDER, tuple(reasons))


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


def _delegated(
    records: Records, posts: Sequence[str], day: date, subjects: tuple[str, ...], asked: Collection[str]
) -> Holding | None:
    """Who answers by a delegation in force; the one with the narrowest subject first, then the latest."""

    def order(d: Delegation) -> tuple[int, int, str]:
        narrow = subjects.index(d.subject) if d.subject is not None else len(subjects)
        return narrow, -first_day(d.start).toordinal(), d.code

    given = [d for post in posts for d in records.by(Delegation, "from_post", post)]
    due = [d for d in given if holds(d.start, d.end, day) and (d.subject is None or d.subject in subjects)]
    for delegation in sorted(due, key=order):
        if delegation.to_post in asked:
            continue
        there = _held(records, delegation.to_post, day, subjects, frozenset(asked))
        if there.person is not None:
            return Holding(there.person, Via.DELEGATE, (because(_delegates(records, delegation), delegation), *there.reasons))
    return None


def _delegates(records: Records, delegation: Delegation) -> Message:
    giver, taker = (_post_title(records, code) for code in (delegation.from_post, delegation.to_post))
    start, end, subject = written(delegation.start), delegation.end and written(delegation.end), delegation.subject
    period = _("from {start} to {end}", start=start, end=end) if end else _("since {start}", start=start)
    if subject:
        return _(
            "the {giver} has delegated {subject} to the {taker}, {period}",
            giver=giver,
            subject=subject,
            taker=taker,
            period=period,
        )
    return _("the {giver} has delegated to the {taker}, {period}", giver=giver, taker=taker, period=period)


def _post_title(records: Records, code: str) -> Text:
    post = records.find(Post, code)
    return post.title if post else Text(code, code)


def turning_days(records: Records) -> frozenset[date]:
    """Every day on which some answer can change: the first days of new intervals, and the days after old ones end."""
    days: set[date] = set()
    intervals = [(a.since, a.end) for a in records.all(Appointment)] + [(d.start, d.end) for d in records.all(Delegation)]
    for start, end in intervals:
        if start:
            days.add(first_day(start))
        if end and (last := last_day(end)) < date.max:
            days.add(date.fromordinal(last.toordinal() + 1))
    begun = [effective_from(records, succession) for succession in records.all(Succession)]
    begun += [body.founded_on for body in records.all(Organization)]
    days |= {first_day(since) for since in begun if since}
    return frozenset(days)
