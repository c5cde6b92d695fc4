"""Which body is in charge of a matter on a day, after one has been renamed, replaced, merged, divided or parted from another.

A succession passes on everything of the predecessor's; one of several, or a partial one, passes on what its terms name. What no
term names goes by the term for the remainder, else stays with the predecessor if only parts have gone, else has no heir: that
is said and not guessed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from governance.errors import CycleError
from governance.model import Document, DocumentStatus, Matter, Organization, Post, Succession, SuccessionKind
from governance.records import Records
from governance.terms import SuccessionTerm, TermKind
from governance.values import first_day, holds, last_day


class About(NamedTuple):
    """What a question is about, by which terms and delegations are chosen; all codes are the nearest first.

    ``subjects`` are the task, what it is part of, and its programme; ``bodies`` those through which it comes; ``post`` the office
    that is named outright; ``matter`` the part in it that is asked for.
    """

    subjects: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    post: str | None = None
    matter: Matter | None = None


class InCharge(NamedTuple):
    """Which bodies answer on a day for what was given to one of them, by which successions and by which of their terms."""

    bodies: tuple[str, ...]
    steps: tuple[Succession, ...]
    terms: tuple[SuccessionTerm, ...] = ()


class Passing(NamedTuple):
    """The successions by which a matter leaves a body, and the term that says so, if one does."""

    steps: tuple[Succession, ...]
    term: SuccessionTerm | None = None


NOTHING = About()


def refuse_loop(trail: Iterable[str], code: str) -> None:
    """Refuse to come back to where the trail has been.

    Raises
    ------
    CycleError
    """
    been = tuple(trail)
    if code in been:
        raise CycleError((*been[been.index(code) :], code))


def effective_from(records: Records, succession: Succession) -> str | None:
    """The partial date from which a succession holds: its own, else that of its document; None when neither is on record."""
    document = records.find(Document, succession.document)
    return succession.effective_on or (document.in_force_from or document.signed_on if document else None)


def took_effect(records: Records, succession: Succession, day: date) -> bool:
    """Whether a succession holds on a day. An undated one that rests on an awaited document does not yet."""
    since = effective_from(records, succession)
    document = records.find(Document, succession.document)
    if since is None and document is not None and document.status is DocumentStatus.AWAITED:
        return False
    return holds(since, None, day)


def succeeded(records: Records, organization: str, day: date) -> tuple[Succession, ...]:
    """The successions by which others have taken over from a body by a day, in whole or in part."""
    return tuple(s for s in records.by(Succession, "predecessor", organization) if took_effect(records, s, day))


def followed(records: Records, organization: str, day: date) -> bool:
    """Whether a body is no more on a day because others have followed it: one that only gave away parts goes on."""
    return any(not step.partial for step in succeeded(records, organization, day))


def founded_later(records: Records, organization: str, day: date) -> bool:
    """Whether a body is yet to be founded on a day: its founding is on record, and later."""
    body = records.find(Organization, organization)
    return body is not None and body.founded_on is not None and first_day(body.founded_on) > day


def dissolved(records: Records, organization: str, day: date) -> bool:
    """Whether a body no longer exists on a day: its end is on record, and has come."""
    body = records.find(Organization, organization)
    return body is not None and body.dissolved_on is not None and last_day(body.dissolved_on) < day


def in_being(records: Records, organization: str, day: date) -> bool:
    """Whether a body is there on a day: founded, neither dissolved nor followed by another."""
    return not (
        founded_later(records, organization, day) or dissolved(records, organization, day) or followed(records, organization, day)
    )


def passing(records: Records, organization: str, day: date, about: About = NOTHING) -> Passing:
    """By which successions a matter leaves a body on a day; several where no term says which of them takes it."""
    steps = succeeded(records, organization, day)
    if not steps:
        return Passing(())
    whole = tuple(step for step in steps if not step.partial)
    terms = [(term, step) for step in steps for term in records.by(SuccessionTerm, "succession", step.code)]
    named = {(term.type, term.subject): (term, step) for term, step in reversed(terms)}
    for asked in _asked(about):
        if asked in named:
            term, step = named[asked]
            return Passing((step,), term)
    if len(whole) > 1 and (rest := named.get((TermKind.REMAINDER, None))) is not None:
        return Passing((rest[1],), rest[0])
    return Passing(whole)


def _asked(about: About) -> list[tuple[TermKind, str]]:
    """What a term may name for the matter to go by it, the nearest first."""
    kinds = (TermKind.TASK, TermKind.PROGRAMME)
    asked = [(kind, code) for code in about.subjects for kind in kinds]
    asked += [(TermKind.POST, about.post)] if about.post else []
    return asked + [(TermKind.BODY, code) for code in about.bodies]


def in_charge(records: Records, organization: str, day: date, about: About = NOTHING) -> InCharge:
    """The bodies that answer on a day for what was given to ``organization``.

    Chains of successions are followed forward, by their terms; a body that takes over only later, and is not founded yet, is
    traced back to the one it will follow, where that is a single one and is not merged into it. Several bodies come back where a
    split does not say which of them takes the matter, and no later merger undid it.

    Raises
    ------
    CycleError
        When bodies succeed one another in a loop.
    """
    bodies: dict[str, None] = {}
    steps: dict[str, Succession] = {}
    terms: dict[str, SuccessionTerm] = {}
    reached: set[str] = set()  # once is enough: over splits and mergers there may be very many ways to a body

    def follow(code: str, trail: tuple[str, ...]) -> None:
        refuse_loop(trail, code)
        if code in reached:
            return
        onward = passing(records, code, day, about)
        if not onward.steps:
            bodies[code] = None
        if onward.term is not None:
            terms[onward.term.code] = onward.term
        for step in onward.steps:
            steps[step.code] = step
            follow(step.successor, (*trail, code))
        reached.add(code)

    follow(organization, ())
    if steps:
        return InCharge(tuple(sorted(bodies)), tuple(steps.values()), tuple(terms.values()))
    return _traced_back(records, organization, day)


def _traced_back(records: Records, organization: str, day: date) -> InCharge:
    code, trail, steps = organization, [organization], list[Succession]()
    while True:
        inward = records.by(Succession, "successor", code)
        there = records.find(Organization, code)
        founded = there is not None and there.founded_on is not None and first_day(there.founded_on) <= day
        if len(inward) != 1 or founded or _joins(inward[0]) or took_effect(records, inward[0], day):
            return InCharge((code,), tuple(steps))
        steps.append(inward[0])
        code = inward[0].predecessor
        refuse_loop(trail, code)
        trail.append(code)


def _joins(step: Succession) -> bool:
    """Whether the successor may have been there beside the predecessor: only a part goes over, or it is merged into it."""
    return step.partial or step.manner is SuccessionKind.MERGES


def heir_of_post(
    records: Records, post: Post, day: date, about: About = NOTHING
) -> tuple[Post | None, tuple[SuccessionTerm, ...]]:
    """The post that a term gives the place of ``post`` to on a day, and the terms; None where no term does.

    Raises
    ------
    CycleError
        When terms lead from post to post in a loop.
    """
    found, terms, trail = post, list[SuccessionTerm](), [post.code]
    while True:
        term = passing(records, found.organization, day, about._replace(post=found.code)).term
        heir = records.find(Post, term.heir) if term is not None else None
        if term is None or heir is None:
            return (found if terms else None), tuple(terms)
        refuse_loop(trail, heir.code)
        trail.append(heir.code)
        terms.append(term)
        found = heir


def committee_on(records: Records, committee: str, day: date) -> tuple[str, ...]:
    """The bodies whose seats count as seats in the committee on a day: those in charge first, then those still to hand over.

    While a new committee is being set up beside the old one, both are there.
    """
    bodies = dict.fromkeys(in_charge(records, committee, day).bodies)
    for code in tuple(bodies):
        for step in records.by(Succession, "successor", code):
            if not took_effect(records, step, day) and not step.partial:
                bodies.setdefault(step.predecessor)
    return tuple(bodies)


def parent_on(records: Records, organization: str, day: date) -> str | None:
    """The body that another stands under on a day: its parent on record, or that which has taken its place; None at the top.

    Where a split does not say under which of its bodies it goes, it stands under the one that was split.
    """
    body = records.find(Organization, organization)
    if body is None or body.parent is None:
        return None
    bodies = in_charge(records, body.parent, day, About(bodies=(organization,))).bodies
    return bodies[0] if len(bodies) == 1 and bodies[0] != organization else body.parent


def parents_on(records: Records, day: date) -> Mapping[str, str | None]:
    """The parent of every body on a day."""
    return {body.code: parent_on(records, body.code, day) for body in records.all(Organization)}
