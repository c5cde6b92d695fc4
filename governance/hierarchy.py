"""Bodies above and below one another, who heads them, and which body is in charge after one has followed another.

All functions are pure: a state of the records and a day in, a value out. A loop in the data is refused with its members named.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from governance.errors import CycleError
from governance.model import Document, DocumentStatus, Organization, Post, Succession
from governance.records import Records
from governance.values import first_day, holds


class Branch(NamedTuple):
    """A body with the bodies under it."""

    organization: Organization
    children: tuple["Branch", ...]


class InCharge(NamedTuple):
    """Which bodies answer on a day for what was given to one of them, and by which successions."""

    bodies: tuple[str, ...]
    steps: tuple[Succession, ...]


def ancestors(records: Records, organization: str) -> tuple[Organization, ...]:
    """The bodies above this one, the nearest first.

    Raises
    ------
    CycleError
        Naming the bodies in order, when the hierarchy loops.
    """
    above: list[Organization] = []
    trail = [organization]
    body = records.find(Organization, organization)
    while body is not None and (body := records.find(Organization, body.parent)) is not None:
        _refuse_loop(trail, body.code)
        trail.append(body.code)
        above.append(body)
    return tuple(above)


def children(records: Records, organization: str | None) -> tuple[Organization, ...]:
    """The bodies directly under this one, in their stated order; under None stand those at the top."""
    return tuple(sorted(records.by(Organization, "parent", organization), key=lambda body: (body.ordinal, body.code)))


def tree(records: Records, root: str | None = None) -> tuple[Branch, ...]:
    """The bodies under ``root`` (all of them without one), each with its own branches.

    Raises
    ------
    CycleError
        When the hierarchy under ``root`` loops.
    """

    def grow(body: Organization, trail: tuple[str, ...]) -> Branch:
        _refuse_loop(trail, body.code)
        return Branch(body, tuple(grow(child, (*trail, body.code)) for child in children(records, body.code)))

    return tuple(grow(body, () if root is None else (root,)) for body in children(records, root))


def head_post(records: Records, organization: str) -> Post | None:
    """The office that heads a body: its post marked as head, the first in rank if there were several."""
    heads = [post for post in records.by(Post, "organization", organization) if post.head]
    return min(heads, key=lambda post: (post.rank, post.code), default=None)


def seat_chain(records: Records, post: str) -> tuple[Post, ...]:
    """A post, then the post by virtue of which it is held, and so on to the office that people are appointed to.

    Raises
    ------
    CycleError
        When seats are held by virtue of one another in a loop.
    """
    chain: list[Post] = []
    code: str | None = post
    while code is not None and (found := records.find(Post, code)) is not None:
        _refuse_loop([p.code for p in chain], found.code)
        chain.append(found)
        code = found.seat_of
    return tuple(chain)


def office_of(records: Records, post: str) -> str:
    """The code of the office that people are appointed to when they hold this post; its own unless it is ex officio."""
    chain = seat_chain(records, post)
    return chain[-1].code if chain else post


def seat_in(records: Records, post: str, body: str) -> Post | None:
    """The post in a body that the holder of ``post`` sits in: the post itself, or a seat held by virtue of the same office."""
    seats: list[Post] = []
    queue = [office_of(records, post)]
    for code in queue:
        found = records.find(Post, code)
        if found is not None and found.organization == body:
            seats.append(found)
        queue += [seat.code for seat in records.by(Post, "seat_of", code)]
    return min(seats, key=lambda seat: (seat.code != post, seat.rank, seat.code), default=None)


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
    """The successions by which others have taken over from a body by a day."""
    return tuple(s for s in records.by(Succession, "predecessor", organization) if took_effect(records, s, day))


def in_charge(records: Records, organization: str, day: date) -> InCharge:
    """The bodies that answer on a day for what was given to ``organization``.

    Chains of successions are followed forward; a body that takes over only later, and is not founded yet, is traced back
    to the one it will follow, where that is a single one. Several bodies come back after a split that no later merger undid.

    Raises
    ------
    CycleError
        When bodies succeed one another in a loop.
    """
    bodies: dict[str, None] = {}
    steps: dict[str, Succession] = {}

    def follow(code: str, trail: tuple[str, ...]) -> None:
        _refuse_loop(trail, code)
        onward = succeeded(records, code, day)
        if not onward:
            bodies[code] = None
        for step in onward:
            steps[step.code] = step
            follow(step.successor, (*trail, code))

    follow(organization, ())
    return InCharge(tuple(sorted(bodies)), tuple(steps.values())) if steps else _traced_back(records, organization, day)


def _traced_back(records: Records, organization: str, day: date) -> InCharge:
    code, trail, steps = organization, [organization], list[Succession]()
    while True:
        inward = records.by(Succession, "successor", code)
        if len(inward) != 1 or took_effect(records, inward[0], day) or _founded(records, code, day):
            return InCharge((code,), tuple(steps))
        steps.append(inward[0])
        code = inward[0].predecessor
        _refuse_loop(trail, code)
        trail.append(code)


def _founded(records: Records, code: str, day: date) -> bool:
    body = records.find(Organization, code)
    return body is not None and body.founded_on is not None and first_day(body.founded_on) <= day


def founded_later(records: Records, organization: str, day: date) -> bool:
    """Whether a body is not there yet on a day: its founding is on record, and it comes later."""
    body = records.find(Organization, organization)
    return body is not None and body.founded_on is not None and first_day(body.founded_on) > day


def committee_on(records: Records, committee: str, day: date) -> tuple[str, ...]:
    """The bodies whose seats count as seats in the committee on a day: those in charge first, then those still to hand over.

    While a new committee is being set up beside the old one, both are there.
    """
    bodies = dict.fromkeys(in_charge(records, committee, day).bodies)
    for code in tuple(bodies):
        for step in records.by(Succession, "successor", code):
            if not took_effect(records, step, day):
                bodies.setdefault(step.predecessor)
    return tuple(bodies)


def escalation_path(records: Records, organization: str, day: date, committee: str) -> tuple[Post, ...]:
    """The offices that a matter of this body climbs through: its head, the heads above it, then the committee's chair.

    Bodies are taken as succeeded on the day. Nobody comes twice: a seat and the office it is held by count as one.
    The path ends with the chair, even where bodies stand above.
    """
    top = in_charge(records, committee, day).bodies
    chairs = {office_of(records, head.code) for code in top if (head := head_post(records, code)) is not None}
    path: dict[str, Post] = {}
    for code in (*_upward(records, organization, day, top), *top):
        if (head := head_post(records, code)) is not None:
            path.setdefault(office := office_of(records, head.code), head)
            if office in chairs:
                break
    return tuple(path.values())


def _upward(records: Records, organization: str, day: date, top: tuple[str, ...]) -> Iterator[str]:
    """The body in charge, then the bodies above it, each as succeeded on the day; not above those at the top."""
    seen: set[str] = set()
    queue = deque([organization])
    while queue:
        for code in in_charge(records, queue.popleft(), day).bodies:
            body = records.find(Organization, code)
            if code not in seen and body is not None and body.parent is not None and code not in top:
                queue.append(body.parent)
            if code not in seen:
                yield code
            seen.add(code)


def cycles(edges: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Loops of a directed graph that share no member, each in order with its first member repeated at the end.

    The order in which edges are given does not matter: a loop starts at its smallest member and is a shortest one through it.

    >>> list(cycles({"c": ["a"], "a": ["b"], "b": ["c", "d"]}))
    [('a', 'b', 'c', 'a')]
    """
    left = {node: set(after) for node, after in edges.items()}
    while True:
        left = _core(left)
        loop = next((found for node in sorted(left) if (found := _shortest_loop(left, node))), None)
        if loop is None:
            return
        yield loop
        left = {node: after for node, after in left.items() if node not in loop}


def _core(edges: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The graph without every member that no loop can pass through because nothing follows it."""
    before: dict[str, list[str]] = {}
    count: dict[str, int] = {}
    for node, after in edges.items():
        count[node] = len(after)
        for successor in after:
            before.setdefault(successor, []).append(node)
    ends = [node for node in before if node not in count] + [node for node, n in count.items() if n == 0]
    gone = set(ends)
    while ends:
        for node in before.get(ends.pop(), ()):
            count[node] -= 1
            if count[node] == 0:
                gone.add(node)
                ends.append(node)
    return {node: after - gone for node, after in edges.items() if node not in gone}


def _shortest_loop(edges: Mapping[str, set[str]], start: str) -> tuple[str, ...] | None:
    came: dict[str, str] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for successor in sorted(edges.get(node, ())):
            if successor == start:
                loop = [node]
                while loop[-1] != start:
                    loop.append(came[loop[-1]])
                return (*reversed(loop), start)
            if successor not in came:
                came[successor] = node
                queue.append(successor)
    return None


def _refuse_loop(trail: Iterable[str], code: str) -> None:
    """Refuse to come back to where the trail has been."""
    been = tuple(trail)
    if code in been:
        raise CycleError((*been[been.index(code) :], code))
