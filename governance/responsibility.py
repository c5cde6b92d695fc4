"""Which post and which person answer for something on a day, and why.

A thing is given to an office, never to a name; the name is computed for a day. The caller says by what *claims* an
office could answer, the nearest first; this module finds the first that leads to an office with a seat in the
committee, finds who holds that office on the day, and gives its reasons with their sources.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from governance.hierarchy import committee_on, effective_from, head_post, in_charge, seat_in
from governance.holders import Holding, Reason, Via, because, holder, short, turning_days
from governance.messages import Message, _
from governance.model import Organization, Post, Succession, SuccessionKind
from governance.records import Records
from governance.values import first_day, written

__all__ = ["Answer", "Claim", "Holding", "Reason", "Via", "answerable", "because", "holder", "short", "turning_days"]


class Claim(NamedTuple):
    """A ground on which an office may answer: a post named outright, or a body whose head does; neither just informs."""

    reason: Reason
    organization: str | None = None
    post: str | None = None


class Answer(NamedTuple):
    """Who answers on a day. ``post`` is None when no office could be found, ``person`` when the office is vacant.

    ``seat`` is the committee's post that the office sits in; it is the post itself when that is one of the committee's.
    """

    post: str | None
    person: str | None
    via: Via
    reasons: tuple[Reason, ...]
    assumed: bool
    seat: str | None = None

    @property
    def who(self) -> tuple[str | None, str | None, Via, bool]:
        """What a hand-over changes."""
        return self.post, self.person, self.via, self.assumed


class _Found(NamedTuple):
    post: Post | None
    seat: Post | None
    reasons: tuple[Reason, ...]


def answerable(
    records: Records, claims: Sequence[Claim], day: date, committee: str | None, subjects: Sequence[str] = ()
) -> Answer:
    """Who answers on a day, by the first claim that leads to an office; at last, the committee's chair.

    A body is taken as succeeded on the day. Its head answers if it has a seat in the committee; otherwise the bodies
    above it are asked. A post that is named outright answers in any case. ``subjects`` are the codes of the thing and of
    what it is part of, the nearest first: delegations limited to one of them count.
    """
    tops = committee_on(records, committee, day) if committee else ()
    reasons: list[Reason] = []
    found = _Found(None, None, ())
    for claim in claims:
        reasons.append(claim.reason)
        found = _found(records, claim, day, tops)
        reasons += found.reasons
        if found.post is not None:
            break
    else:
        found = _chair(records, tops)
        reasons += found.reasons
    if found.post is None:
        return Answer(None, None, Via.VACANT, tuple(reasons), any(r.assumed for r in reasons))
    seat = found.seat.code if found.seat else None
    holding = holder(records, found.post.code, day, subjects, seat=seat)
    reasons += holding.reasons
    return Answer(found.post.code, holding.person, holding.via, tuple(reasons), any(r.assumed for r in reasons), seat)


def _found(records: Records, claim: Claim, day: date, tops: Sequence[str]) -> _Found:
    if claim.post is not None:
        return _named(records, claim.post, day, tops)
    if claim.organization is not None:
        return _headed(records, claim.organization, day, tops)
    return _Found(None, None, ())


def _named(records: Records, code: str, day: date, tops: Sequence[str]) -> _Found:
    """The post named outright; if its body is not in being on the day, the head of the body that is."""
    post = records.find(Post, code)
    if post is None:
        return _Found(None, None, ())
    body, reasons = _body_on(records, post.organization, day)
    if body == post.organization:
        return _Found(post, _seat(records, post, tops), ())
    head = head_post(records, body) if body else None
    if head is not None:
        reasons += (
            because(_("the head of {body} is the {post}", body=short(records, head.organization), post=head.title), head),
        )
    return _Found(head, head and _seat(records, head, tops), reasons)


def _headed(records: Records, organization: str, day: date, tops: Sequence[str]) -> _Found:
    """The head of a body, if it has a seat; else the heads of the bodies above, upwards."""
    reasons: tuple[Reason, ...] = ()
    asked: set[str] = set()
    code: str | None = organization
    while code is not None and code not in asked:
        asked.add(code)
        body, steps = _body_on(records, code, day)
        reasons += steps
        if body is not None:
            asked.add(body)
            head, seat, steps = _seated_head(records, body, tops)
            reasons += steps
            if seat is not None:
                return _Found(head, seat, reasons)
        found = records.find(Organization, body or code)
        code = found.parent if found else None
        if found is not None and code is not None and code not in asked:
            step = _("{body} is under {parent}", body=short(records, found.code), parent=short(records, code))
            reasons += (because(step, found),)
    return _Found(None, None, reasons)


def _seated_head(records: Records, body: str, tops: Sequence[str]) -> _Found:
    name = short(records, body)
    head = head_post(records, body)
    if head is None:
        return _Found(None, None, (Reason(_("no post is on record as the head of {body}", body=name)),))
    reasons = [because(_("the head of {body} is the {post}", body=name, post=head.title), head)]
    seat = _seat(records, head, tops)
    if seat is None:
        reasons.append(Reason(_("the {post} has no seat in the committee", post=head.title)))
    elif seat.code != head.code:
        reasons.append(
            because(_("the {post} sits in the committee ex officio, as {seat}", post=head.title, seat=seat.title), seat)
        )
    return _Found(head, seat, tuple(reasons))


def _seat(records: Records, post: Post, tops: Sequence[str]) -> Post | None:
    return next((seat for body in tops if (seat := seat_in(records, post.code, body)) is not None), None)


def _chair(records: Records, tops: Sequence[str]) -> _Found:
    for body in tops:
        if (head := head_post(records, body)) is not None:
            step = _("nobody nearer answers, so the head of {body} does: the {post}", body=short(records, body), post=head.title)
            return _Found(head, head, (because(step, head),))
    return _Found(None, None, (Reason(_("no committee with a chair is on record: nobody is known to answer")),))


def _body_on(records: Records, organization: str, day: date) -> tuple[str | None, tuple[Reason, ...]]:
    """The one body in charge on a day, or None where a split leaves several, with the successions that lead there."""
    charge = in_charge(records, organization, day)
    reasons = tuple(because(_took_over(records, step, day), step) for step in charge.steps)
    if len(charge.bodies) == 1:
        return charge.bodies[0], reasons
    heirs = tuple(short(records, code) for code in charge.bodies)
    message = _("no source says which of {bodies} takes over from {body}", bodies=heirs, body=short(records, organization))
    return None, (*reasons, Reason(message))


def _took_over(records: Records, step: Succession, day: date) -> Message:
    new, old = short(records, step.successor), short(records, step.predecessor)
    since = effective_from(records, step)
    if since is not None and first_day(since) > day:
        return _("{new} takes over from {old} only from {since} on", new=new, old=old, since=written(since))
    if since is None:
        return _("{new} has taken over from {old}; since when is not on record", new=new, old=old)
    match step.manner:
        case SuccessionKind.RENAMES:
            return _("{new} is the new name of {old} since {since}", new=new, old=old, since=written(since))
        case SuccessionKind.SPLITS:
            return _("{new} came out of the split of {old}, {since}", new=new, old=old, since=written(since))
        case _:
            return _("{new} has taken over from {old} since {since}", new=new, old=old, since=written(since))
