"""What must hold over a whole state of the records, beyond what each thing can check in itself.

A rule takes the records and yields every problem it finds, each at a place such as ``task 1755.1 parent``. Rules need no
database: the seed's loader runs them over files, the store runs those that a change touches before it is committed.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from governance.errors import Problem
from governance.hierarchy import effective_from
from governance.kinds import KINDS
from governance.meetings import RULES as MEETING_RULES
from governance.messages import Message, _
from governance.model import (
    Appointment,
    Document,
    DocumentRelation,
    Organization,
    Post,
    Succession,
    SuccessionKind,
)
from governance.records import Records
from governance.rulebook import Rule, broken, enforce, grouped, loop_rule, place, reference_rules
from governance.values import first_day, last_day, written

__all__ = ["RULES", "Rule", "broken", "enforce", "grouped", "loop_rule", "place", "reference_rules"]


def _heads(records: Records) -> Iterator[Problem]:
    """A body has one head, and one person at a time holds that post: else nobody could say who answers."""
    for body, posts in grouped([post for post in records.all(Post) if post.head], "organization"):
        for post in posts[1:]:
            message = _(
                "{body} has a head already, {post}: a body has one; mark one of them as not head", body=body, post=posts[0].code
            )
            yield Problem(place(post, "head"), message)
        for post in posts:
            if post.many:
                yield Problem(place(post, "many"), _("the head of a body is one person at a time; set many to false"))


def _holders(records: Records) -> Iterator[Problem]:
    """One person at a time holds a post in full; an ex officio seat takes its holder from the post that it goes with."""
    for code, appointments in grouped(records.all(Appointment), "post"):
        post = records.find(Post, code)
        if post is not None and post.seat_of is not None:
            for appointment in appointments:
                message = _(
                    "{post} is held by whoever holds {office}: appoint to that post instead", post=code, office=post.seat_of
                )
                yield Problem(place(appointment, "post"), message)
        elif post is not None and not post.many:
            full = [a for a in appointments if not a.acting]
            for one, other in combinations(full, 2):
                if one.person != other.person and _surely_overlap(one, other):
                    yield Problem(place(other, "post"), _two_holders(one, code))


def _two_holders(other: Appointment, post: str) -> Message:
    return _(
        "{person} holds {post} at the same time ({appointment}): end the one before the other starts, mark one as acting, "
        "or let the post have many holders",
        person=other.person,
        post=post,
        appointment=other.code,
    )


def _surely_overlap(one: Appointment, other: Appointment) -> bool:
    """Whether two appointments overlap on whatever days their partial dates mean. The day of a hand-over may be shared."""

    def certain(a: Appointment) -> tuple[date, date]:
        return last_day(a.since) if a.since else date.min, first_day(a.end) if a.end else date.max

    (a, b), (c, d) = certain(one), certain(other)
    return max(a, c) < min(b, d) or (a == c and a <= min(b, d))


def _successions(records: Records) -> Iterator[Problem]:
    """Only a split has several successors, and a body is followed after it has itself followed another."""
    for body, steps in grouped(records.all(Succession), "predecessor"):
        if len(steps) > 1:
            for step in steps:
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


def _document_days(records: Records) -> Iterator[Problem]:
    """A document rests on, changes or carries out what is there when it is signed."""
    for relation in records.all(DocumentRelation):
        document, target = records.find(Document, relation.document), records.find(Document, relation.target)
        if document is None or target is None or not document.signed_on or not target.signed_on:
            continue
        if last_day(document.signed_on) < first_day(target.signed_on):
            message = _(
                "{document} was signed on {day}, before {target} on {later}: it cannot relate to a later document",
                document=document.code,
                day=written(document.signed_on),
                target=target.code,
                later=written(target.signed_on),
            )
            yield Problem(place(relation, "target"), message)


RULES: tuple[Rule, ...] = (
    *reference_rules(KINDS, KINDS),
    loop_rule(Organization, "parent"),
    loop_rule(Post, "seat_of"),
    loop_rule(Succession, "successor", "predecessor"),
    loop_rule(DocumentRelation, "target", "document"),
    Rule(frozenset({Post}), _heads),
    Rule(frozenset({Post, Appointment}), _holders),
    Rule(frozenset({Succession, Document}), _successions),
    Rule(frozenset({DocumentRelation, Document}), _document_days),
    *MEETING_RULES,
)
"""What must hold over everything in this package."""
