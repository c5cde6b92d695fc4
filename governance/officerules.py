"""What must hold over posts and those who hold them, over bodies that follow one another, and over terms, in time."""

from collections.abc import Iterator
from itertools import combinations

from governance.errors import Problem
from governance.intervals import Interval
from governance.messages import Message, Text, _
from governance.model import Appointment, Delegation, Document, Membership, Organization, Post, Succession, SuccessionKind
from governance.records import Records
from governance.rulebook import Rule, grouped, place
from governance.succession import effective_from
from governance.terms import EscalationRule, SuccessionTerm, TermKind
from governance.values import Entity, first_day, last_day, written


def _heads(records: Records) -> Iterator[Problem]:
    """A body has one head at a time, and one person at a time holds that post: else nobody could say who answers."""
    for body, posts in grouped([post for post in records.all(Post) if post.head], "organization"):
        for one, other in combinations(posts, 2):
            if _of(one).surely_overlaps(_of(other)):
                message = _(
                    "{body} has a head already, {post}: a body has one; mark one of them as not head", body=body, post=one.code
                )
                yield Problem(place(other, "head"), message)
        for post in posts:
            if post.many:
                yield Problem(place(post, "many"), _("the head of a body is one person at a time; set many to false"))


def _of(thing: Post | Membership | Delegation | EscalationRule) -> Interval:
    return Interval(thing.start, thing.end)


def _holders(records: Records) -> Iterator[Problem]:
    """One person at a time holds a post, and one acts in it; an ex officio seat has the holder of the post that it goes with."""
    for code, appointments in grouped(records.all(Appointment), "post"):
        post = records.find(Post, code)
        if post is not None and post.seat_of is not None:
            for appointment in appointments:
                message = _(
                    "{post} is held by whoever holds {office}: appoint to that post instead", post=code, office=post.seat_of
                )
                yield Problem(place(appointment, "post"), message)
        elif post is not None and not post.many:
            for one, other in combinations(appointments, 2):
                if one.acting is other.acting and one.person != other.person and _held(one).surely_overlaps(_held(other)):
                    yield Problem(place(other, "post"), _two_holders(one, code))


def _held(appointment: Appointment) -> Interval:
    return Interval(appointment.since, appointment.end)


def _two_holders(other: Appointment, post: str) -> Message:
    if other.acting:
        return _(
            "{person} acts in {post} at the same time ({appointment}): end the one before the other starts",
            person=other.person,
            post=post,
            appointment=other.code,
        )
    return _(
        "{person} holds {post} at the same time ({appointment}): end the one before the other starts, mark one as acting, "
        "or let the post have many holders",
        person=other.person,
        post=post,
        appointment=other.code,
    )


def _successions(records: Records) -> Iterator[Problem]:
    """Only a split has several successors, and a body is followed after it has itself followed another."""
    for body, steps in grouped(records.all(Succession), "predecessor"):
        whole = [step for step in steps if not step.partial]
        for step in whole if len(whole) > 1 else ():
            if step.manner is not SuccessionKind.SPLITS:
                message = _("{body} has several successors; only a split has: set manner to splits, or keep one", body=body)
                yield Problem(place(step, "manner"), message)
        for step in steps:
            until = effective_from(records, step)
            for before in records.by(Succession, "successor", body):
                since = effective_from(records, before)
                if since and until and first_day(since) > last_day(until):
                    message = _(
                        "{body} is followed in {until}, before it takes over itself in {since}: correct one of the days",
                        body=body,
                        until=written(until),
                        since=written(since),
                    )
                    yield Problem(place(step, "effective_on"), message)


def _in_time(records: Records) -> Iterator[Problem]:
    """Nothing holds on days on which what it rests on is not there."""
    for thing, field, span in _resting(records):
        code = getattr(thing, field)
        ground = records.find(Organization, code) or records.find(Post, code)
        if not isinstance(ground, Organization | Post):
            continue
        whole = Interval(ground.founded_on, ground.dissolved_on) if isinstance(ground, Organization) else _of(ground)
        if whole.apart(span):
            message = _(
                "this holds {period}, and {ground} is there only {other}: correct one of the days",
                period=_period(span),
                ground=code,
                other=_period(whole),
            )
            yield Problem(place(thing, field), message)


def _resting(records: Records) -> Iterator[tuple[Entity, str, Interval]]:
    """What holds over an interval, the field that names what it rests on, and the interval."""
    for appointment in records.all(Appointment):
        yield appointment, "post", _held(appointment)
    for post in records.all(Post):
        yield post, "organization", _of(post)
        if post.seat_of is not None:
            yield post, "seat_of", _of(post)
    for member in records.all(Membership):
        yield member, "body", _of(member)
    for delegation in records.all(Delegation):
        yield delegation, "from_post", _of(delegation)
        yield delegation, "to_post", _of(delegation)


def _period(span: Interval) -> Message | Text:
    start, end = span.start and written(span.start), span.end and written(span.end)
    if start and end:
        return _("from {start} to {end}", start=start, end=end)
    return _("since {start}", start=start) if start else _("until {end}", end=end) if end else Text("", "")


def _terms(records: Records) -> Iterator[Problem]:
    """A term names what is the predecessor's and a post of the successor; what passes on has one heir."""
    first: dict[tuple[str, TermKind, str | None], SuccessionTerm] = {}
    for term in records.all(SuccessionTerm):
        step, heir = records.find(Succession, term.succession), records.find(Post, term.heir)
        if step is None:
            continue
        if heir is not None and heir.organization != step.successor:
            message = _(
                "{heir} is no post of {body}, which takes over: name one of its posts", heir=heir.code, body=step.successor
            )
            yield Problem(place(term, "heir"), message)
        if heir is not None and heir.many:
            message = _("{post} may have several holders, so it cannot be the one that takes over: name another", post=heir.code)
            yield Problem(place(term, "heir"), message)
        yield from _named(records, term, step)
        other = first.setdefault((step.predecessor, term.type, term.subject), term)
        if other is not term:
            message = _("{term} says already where this goes: keep one of the two", term=other.code)
            yield Problem(place(term, "subject"), message)


def _named(records: Records, term: SuccessionTerm, step: Succession) -> Iterator[Problem]:
    """What a term of a succession may name, as far as this package knows it."""
    if term.type is TermKind.REMAINDER and step.partial:
        yield Problem(place(term, "type"), _("with a partial succession what no term names stays where it is: leave this out"))
    if term.type is TermKind.POST:
        post = records.find(Post, term.subject)
        if post is None or post.organization != step.predecessor:
            message = _("{post} is no post of {body}: name one of its posts", post=term.subject, body=step.predecessor)
            yield Problem(place(term, "subject"), message)
    if term.type is TermKind.BODY and records.find(Organization, term.subject) is None:
        yield Problem(place(term, "subject"), _("there is no organization {code}: add it first", code=term.subject))


def _one_rule(records: Records) -> Iterator[Problem]:
    """For one body and one step one rule holds at a time."""
    groups: dict[tuple[str | None, int | None], list[EscalationRule]] = {}
    for rule in records.all(EscalationRule):
        groups.setdefault((rule.body, rule.step), []).append(rule)
    for rules in groups.values():
        for one, other in combinations(rules, 2):
            if _of(one).surely_overlaps(_of(other)):
                message = _("{rule} holds for the same at the same time: end the one before the other starts", rule=one.code)
                yield Problem(place(other, "start"), message)


RULES: tuple[Rule, ...] = (
    Rule(frozenset({Post}), _heads),
    Rule(frozenset({Post, Appointment}), _holders),
    Rule(frozenset({Succession, Document}), _successions),
    Rule(frozenset({Organization, Post, Appointment, Membership, Delegation}), _in_time),
    Rule(frozenset({Succession, SuccessionTerm, Post, Organization}), _terms),
    Rule(frozenset({EscalationRule}), _one_rule),
)
"""The rules of offices."""
