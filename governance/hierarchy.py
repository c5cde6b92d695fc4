"""Bodies above and below one another, who heads them, and the path that a matter climbs.

All functions are pure: a state of the records and a day in, a value out. A loop in the data is refused with its members named.
Where a day may be left out, every body and every post on record counts, whether it is there yet, still, or not.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from governance.model import Organization, Post, Succession
from governance.records import Records
from governance.succession import (
    NOTHING,
    About,
    dissolved,
    followed,
    heir_of_post,
    in_charge,
    parents_on,
    refuse_loop,
)
from governance.values import holds


class Branch(NamedTuple):
    """A body with the bodies under it."""

    organization: Organization
    children: tuple["Branch", ...]


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
        refuse_loop(trail, body.code)
        trail.append(body.code)
        above.append(body)
    return tuple(above)


def children(records: Records, organization: str | None) -> tuple[Organization, ...]:
    """The bodies directly under this one, in their stated order; under None stand those at the top."""
    return _in_order(records.by(Organization, "parent", organization))


def _in_order(bodies: Iterable[Organization]) -> tuple[Organization, ...]:
    return tuple(sorted(bodies, key=lambda body: (body.ordinal, body.code)))


def tree(records: Records, root: str | None = None, day: date | None = None) -> tuple[Branch, ...]:
    """The bodies under ``root`` (all of them without one), each with its own branches.

    With a day, each body stands where it stands on that day, under whatever has taken the place of its parent, and those that
    are dissolved by then are left out.

    Raises
    ------
    CycleError
        When the hierarchy under ``root`` loops.
    """
    under: dict[str | None, list[Organization]] = {}
    if day is not None:
        for code, parent in parents_on(records, day).items():
            if not dissolved(records, code, day):
                under.setdefault(parent, []).append(records.get(Organization, code))

    def below(code: str | None) -> tuple[Organization, ...]:
        return children(records, code) if day is None else _in_order(under.get(code, ()))

    def grow(body: Organization, trail: tuple[str, ...]) -> Branch:
        refuse_loop(trail, body.code)
        return Branch(body, tuple(grow(child, (*trail, body.code)) for child in below(body.code)))

    return tuple(grow(body, () if root is None else (root,)) for body in below(root))


def there(post: Post, day: date | None) -> bool:
    """Whether a post exists on a day: set up, and not abolished."""
    return day is None or holds(post.start, post.end, day)


def head_post(records: Records, organization: str, day: date | None = None) -> Post | None:
    """The office that heads a body: its post marked as head, the first in rank if there were several."""
    heads = [post for post in records.by(Post, "organization", organization) if post.head and there(post, day)]
    return min(heads, key=lambda post: (post.rank, post.code), default=None)


def seat_chain(records: Records, post: str, day: date | None = None) -> tuple[Post, ...]:
    """A post, then the post by virtue of which it is held, and so on to the office that people are appointed to.

    With a day, an office whose body others have followed by then is followed by the one that has taken its place, unless that
    one is itself held by virtue of a post that came before.

    Raises
    ------
    CycleError
        When seats are held by virtue of one another in a loop.
    """
    chain: list[Post] = []
    code: str | None = post
    while code is not None and (found := records.find(Post, code)) is not None:
        refuse_loop([p.code for p in chain], found.code)
        chain.append(found)
        heir = heir_of_office(records, found, day) if day and len(chain) > 1 else None
        onward = heir is not None and {p.code for p in seat_chain(records, heir.code)}.isdisjoint(p.code for p in chain)
        code = heir.code if heir and onward else found.seat_of
    return tuple(chain)


def heir_of_office(records: Records, post: Post, day: date, about: About = NOTHING) -> Post | None:
    """The post that has taken the place of one whose body others have followed: by a term, else head for head; else None."""
    if not records.by(Succession, "predecessor", post.organization):
        return None
    heir, _terms = heir_of_post(records, post, day, about)
    if heir is None and post.head and followed(records, post.organization, day):
        bodies = in_charge(records, post.organization, day, about._replace(post=post.code)).bodies
        heir = head_post(records, bodies[0], day) if len(bodies) == 1 else None
    return heir if heir is not None and heir.code != post.code else None


def office_of(records: Records, post: str, day: date | None = None) -> str:
    """The code of the office that people are appointed to when they hold this post; its own unless it is ex officio."""
    chain = seat_chain(records, post, day)
    return chain[-1].code if chain else post


def seat_in(records: Records, post: str, body: str, day: date | None = None) -> Post | None:
    """The post in a body that the holder of ``post`` sits in: the post itself, or a seat held by virtue of the same office."""
    office = office_of(records, post, day)
    seats = [seat for seat in records.by(Post, "organization", body) if there(seat, day)]
    mine = [seat for seat in seats if (office_of(records, seat.code, day) if seat.seat_of else seat.code) == office]
    return min(mine, key=lambda seat: (seat.code != post, seat.rank, seat.code), default=None)


def escalation_path(records: Records, organization: str, day: date, committee: str, about: About = NOTHING) -> tuple[Post, ...]:
    """The offices that a matter of this body climbs through: its head, the heads above it, then the committee's chair.

    Bodies are taken as succeeded on the day. Nobody comes twice: a seat and the office it is held by count as one.
    The path ends with the chair, even where bodies stand above.
    """
    top = in_charge(records, committee, day).bodies
    chairs = {office_of(records, head.code, day) for code in top if (head := head_post(records, code, day)) is not None}
    path: dict[str, Post] = {}
    for code in (*_upward(records, organization, day, top, about), *top):
        if (head := head_post(records, code, day)) is not None:
            path.setdefault(office := office_of(records, head.code, day), head)
            if office in chairs:
                break
    return tuple(path.values())


def _upward(records: Records, organization: str, day: date, top: tuple[str, ...], about: About) -> Iterator[str]:
    """The body in charge, then the bodies above it, each as succeeded on the day; not above those at the top."""
    seen: set[str] = set()
    queue = deque([(organization, about)])
    while queue:
        asked, known = queue.popleft()
        for code in in_charge(records, asked, day, known).bodies:
            body = records.find(Organization, code)
            if code not in seen and body is not None and body.parent is not None and code not in top:
                queue.append((body.parent, known._replace(bodies=(code, *known.bodies))))
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
