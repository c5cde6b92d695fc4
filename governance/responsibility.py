"""Which post and which person answer for something on a day, and why.

A thing is given to an office, never to a name; the name is computed for a day. The caller says by what *claims* an
office could answer, the nearest first; this module finds the first that leads to an office with a seat in the
committee, finds who holds that office on the day, and gives its reasons with their sources.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from governance.clauses import told
from governance.hierarchy import head_post, seat_in, there
from governance.holders import Reason, Via, absent, because, holder, short
from governance.messages import Message, Text, _
from governance.model import Matter, Organization, Post, Succession, SuccessionKind
from governance.records import Records
from governance.succession import About, committee_on, dissolved, effective_from, heir_of_post, in_charge
from governance.terms import SuccessionTerm, TermKind
from governance.values import first_day, written


class Claim(NamedTuple):
    """A ground on which an office may answer: a post named outright, or a body whose head does; with neither it just informs.

    With a post, ``organization`` is the body that is charged with the matter.
    """

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


class _Asked(NamedTuple):
    """A question on its way to an office: of which records, for which day, in which committee, about what."""

    records: Records
    day: date
    tops: tuple[str, ...]
    about: About
    own: bool


def answerable(
    records: Records,
    claims: Sequence[Claim],
    day: date,
    committee: str | None,
    subjects: Sequence[str] = (),
    matter: Matter | None = None,
    *,
    own: bool = False,
) -> Answer:
    """Who answers on a day, by the first claim that leads to an office; at last, the committee's chair.

    A body is taken as succeeded on the day. Its head answers if it has a seat in the committee; otherwise the bodies
    above it are asked. A post that is named outright answers in any case. ``subjects`` are the codes of the thing and of
    what it is part of, the nearest first: delegations limited to one of them count, and terms of successions that name one. A
    delegation limited to a ``matter`` counts for that matter. With ``own``, the head of the body answers whether it sits in the
    committee or not, and the chair answers for nobody.
    """
    tops = committee_on(records, committee, day) if committee else ()
    about = About(tuple(subjects), (), None, matter)
    reasons: list[Reason] = []
    found = _Found(None, None, ())
    charged: str | None = None
    for claim in claims:
        reasons.append(claim.reason)
        charged = claim.organization
        found = _found(_Asked(records, day, tops, about, own), claim)
        reasons += found.reasons
        if found.post is not None:
            break
    else:
        found = _Found(None, None, ()) if own else _chair(records, tops, day)
        reasons += found.reasons
    if found.post is None:
        return Answer(None, None, Via.VACANT, tuple(reasons), any(r.assumed for r in reasons))
    seat = found.seat.code if found.seat else None
    bodies = tuple(dict.fromkeys(code for code in (charged, found.post.organization) if code))
    holding = holder(records, found.post.code, day, subjects, seat=seat, bodies=bodies, matter=matter)
    reasons += holding.reasons
    return Answer(found.post.code, holding.person, holding.via, tuple(reasons), any(r.assumed for r in reasons), seat)


def _found(asked: _Asked, claim: Claim) -> _Found:
    if claim.post is not None:
        return _named(asked, claim.post)
    if claim.organization is not None:
        return _headed(asked, claim.organization)
    return _Found(None, None, ())


def _named(asked: _Asked, code: str) -> _Found:
    """The post named outright; if it is not there on the day, the one that took its place, else the head of its body."""
    records, day, about = asked.records, asked.day, asked.about
    post = records.find(Post, code)
    if post is None:
        return _Found(None, None, ())
    heir, terms = heir_of_post(records, post, day, about)
    if heir is not None:
        return _Found(heir, _seat(asked, heir), _by_terms(records, terms))
    body, reasons, _heir = _body_on(records, post.organization, day, about._replace(post=code))
    if body == post.organization:
        if there(post, day):
            return _Found(post, _seat(asked, post), reasons)
        gone = absent(records, post, day)
        reasons += (gone,) if gone else ()
    head = head_post(records, body, day) if body else None
    if head is not None:
        reasons += (_heads(records, head),)
    return _Found(head, head and _seat(asked, head), reasons)


def _heads(records: Records, head: Post) -> Reason:
    return because(_("the head of {body} is the {post}", body=short(records, head.organization), post=head.title), head)


def _headed(asked: _Asked, organization: str) -> _Found:
    """The head of a body, if it has a seat; else the heads of the bodies above, upwards."""
    records, day, about = asked.records, asked.day, asked.about
    reasons: tuple[Reason, ...] = ()
    been: dict[str, None] = {}
    code: str | None = organization
    while code is not None and code not in been:
        through = tuple(reversed(been))
        been[code] = None
        body, steps, heir = _body_on(records, code, day, about._replace(bodies=through))
        reasons += steps
        if heir is not None:
            return _Found(heir, _seat(asked, heir), (*reasons, _takes(heir)))
        if body is not None:
            been[body] = None
            head, seat, steps = _seated_head(asked, body)
            reasons += steps
            if seat is not None or (asked.own and head is not None):
                return _Found(head, seat, reasons)
        found = records.find(Organization, body or code)
        code = found.parent if found else None
        if found is not None and code is not None and code not in been:
            step = _("{body} is under {parent}", body=short(records, found.code), parent=short(records, code))
            reasons += (because(step, found),)
    return _Found(None, None, reasons)


def _seated_head(asked: _Asked, body: str) -> _Found:
    records, day = asked.records, asked.day
    name = short(records, body)
    if dissolved(records, body, day):
        ended = records.get(Organization, body)
        said = _("{body} was dissolved in {day}, and no source says what follows it",
                 body=name, day=written(ended.dissolved_on or ""))  # fmt: skip
        return _Found(None, None, (because(said, ended),))
    head = head_post(records, body, day)
    if head is None:
        return _Found(None, None, (Reason(_("no post is on record as the head of {body}", body=name)),))
    reasons = [_heads(records, head)]
    seat = _seat(asked, head)
    if seat is None and not asked.own:
        reasons.append(Reason(_("the {post} has no seat in the committee", post=head.title)))
    elif seat is not None and seat.code != head.code:
        reasons.append(
            because(_("the {post} sits in the committee ex officio, as {seat}", post=head.title, seat=seat.title), seat)
        )
    return _Found(head, seat, tuple(reasons))


def _seat(asked: _Asked, post: Post) -> Post | None:
    found = (seat_in(asked.records, post.code, body, asked.day) for body in asked.tops)
    return next((seat for seat in found if seat is not None), None)


def _chair(records: Records, tops: Sequence[str], day: date) -> _Found:
    for body in tops:
        if (head := head_post(records, body, day)) is not None:
            step = _("nobody nearer answers, so the head of {body} does: the {post}", body=short(records, body), post=head.title)
            return _Found(head, head, (because(step, head),))
    return _Found(None, None, (Reason(_("no committee with a chair is on record: nobody is known to answer")),))


def _body_on(records: Records, organization: str, day: date, about: About) -> tuple[str | None, tuple[Reason, ...], Post | None]:
    """The one body in charge on a day, or None where a split leaves several; why; and its post, where a term names one."""
    charge = in_charge(records, organization, day, about)
    reasons = tuple(because(_took_over(records, step, day), step) for step in charge.steps) + _by_terms(records, charge.terms)
    if len(charge.bodies) > 1:
        heirs = tuple(short(records, code) for code in charge.bodies)
        message = _("no source says which of {bodies} takes over from {body}", bodies=heirs, body=short(records, organization))
        return None, (*reasons, Reason(message)), None
    named = [heir for term in charge.terms if (heir := records.find(Post, term.heir)) is not None]
    heir = named[-1] if named and named[-1].organization == charge.bodies[0] and there(named[-1], day) else None
    return charge.bodies[0], reasons, heir


def _takes(heir: Post) -> Reason:
    return because(_("the {post} takes it", post=heir.title), heir)


def _by_terms(records: Records, terms: Sequence[SuccessionTerm]) -> tuple[Reason, ...]:
    return tuple(because(_by_term(records, term), term) for term in terms)


def _by_term(records: Records, term: SuccessionTerm) -> Message:
    """What a term says, with its clause."""
    step, heir = records.find(Succession, term.succession), records.find(Post, term.heir)
    to = heir.title if heir else short(records, step.successor) if step else Text("?", "?")
    by = _(" ({clause})", clause=told(term.clause)) if term.clause else Text("", "")
    if term.type is TermKind.REMAINDER:
        return _("by the terms of the succession{by}, what they do not name goes to {heir}", by=by, heir=to)
    return _("by the terms of the succession{by}, {subject} goes to {heir}", by=by, subject=term.subject, heir=to)


def _took_over(records: Records, step: Succession, day: date) -> Message:
    new, old = short(records, step.successor), short(records, step.predecessor)
    since = effective_from(records, step)
    if since is not None and first_day(since) > day:
        return _("{new} takes over from {old} only from {since} on", new=new, old=old, since=written(since))
    if since is None:
        return _("{new} has taken over from {old}; since when is not on record", new=new, old=old)
    if step.partial:
        return _("{new} has taken over a part of {old} since {since}", new=new, old=old, since=written(since))
    match step.manner:
        case SuccessionKind.RENAMES:
            return _("{new} is the new name of {old} since {since}", new=new, old=old, since=written(since))
        case SuccessionKind.SPLITS:
            return _("{new} came out of the split of {old}, {since}", new=new, old=old, since=written(since))
        case _:
            return _("{new} has taken over from {old} since {since}", new=new, old=old, since=written(since))
