"""Links as arcs between numbered nodes, each node after all that it waits for; or the loop that makes this impossible.

A summary task is no node of its own. Where a link or a date binds one of its ends, a hidden node stands for that end:

========= ==========================================  =====================================================
``OPEN``  may its children start?                     an incoming link on the start end binds every child's start
``DONE``  are its children finished?                  an outgoing link on the finish end waits for the last child
``BEGUN`` has any child started?                      an outgoing link on the start end waits for the first child
``GATE``  may it be finished?                         an incoming link on the finish end binds the last child's finish
========= ==========================================  =====================================================

``OPEN`` and ``DONE`` are joined to the children by arcs. Which child is the first or the last is known only when dates are,
so ``BEGUN`` and ``GATE`` keep the list of all of them, and the numbering puts them after, respectively before, every one.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from portfolio.errors import CycleError
from portfolio.model import ConstraintKind as Kind
from portfolio.specs import LinkSpec, Plan
from portfolio.workcalendar import ELAPSED, WorkCalendar


class Role(IntEnum):
    """What a node stands for."""

    TASK = 0
    OPEN = 1
    DONE = 2
    BEGUN = 3
    GATE = 4


class Arc(NamedTuple):
    """One end of the node ``src``, plus a lag, bounds one end of ``dst``; ``link`` is −1 between a summary and its child."""

    src: int
    from_finish: bool
    dst: int
    to_finish: bool
    lag: int
    calendar: WorkCalendar
    link: int


@dataclass(frozen=True)
class Wiring:
    """Columns over the nodes in topological numbering, and arcs sorted by the node that they bind."""

    codes: list[str]
    roles: list[Role]
    task_node: dict[str, int]
    arcs: list[Arc]
    incoming: list[list[int]]
    outgoing: list[list[int]]
    children: dict[int, list[int]]  # of BEGUN and GATE nodes: the leaves below, by code
    nodes: dict[tuple[str, Role], int]


Key = tuple[str, Role]


def wired(plan: Plan) -> Wiring:
    """Number the nodes of a plan and join them.

    Raises
    ------
    CycleError
        If tasks wait for each other: the shortest loop through the smallest code that is on one.
    """
    joins = [_ends(plan, link) for link in plan.links]
    leaves = {key: plan.leaves(key[0]) for key in _hidden(plan, joins)}
    keys: list[Key] = sorted([(code, Role.TASK) for code in plan.tasks if not plan.is_summary(code)] + list(leaves))
    at = {key: i for i, key in enumerate(keys)}
    inner = [
        (at[key], at[leaf, Role.TASK]) if key[1] in (Role.OPEN, Role.GATE) else (at[leaf, Role.TASK], at[key])
        for key in keys
        for leaf in leaves.get(key, ())
    ]
    edges = [(at[a], at[b]) for a, b in joins] + inner
    order = _ordered(keys, edges)
    rank = {node: i for i, node in enumerate(order)}
    arcs = [
        Arc(rank[at[a]], link.from_finish, rank[at[b]], link.to_finish, link.lag, plan.lag_calendar_of(link), i)
        for i, (link, (a, b)) in enumerate(zip(plan.links, joins))
    ]
    arcs += [
        Arc(rank[a], True, rank[b], False, 0, ELAPSED, -1) for a, b in inner if keys[a][1] is Role.OPEN or keys[b][1] is Role.DONE
    ]
    arcs.sort(key=lambda arc: (arc.dst, arc.src, arc.link))
    incoming: list[list[int]] = [[] for _ in keys]
    outgoing: list[list[int]] = [[] for _ in keys]
    for k, arc in enumerate(arcs):
        incoming[arc.dst].append(k)
        outgoing[arc.src].append(k)
    numbered = [keys[node] for node in order]
    nodes = {key: i for i, key in enumerate(numbered)}
    return Wiring(
        codes=[code for code, _role in numbered],
        roles=[role for _code, role in numbered],
        task_node={code: i for (code, role), i in nodes.items() if role is Role.TASK},
        arcs=arcs,
        incoming=incoming,
        outgoing=outgoing,
        children={nodes[key]: [nodes[leaf, Role.TASK] for leaf in below] for key, below in leaves.items()},
        nodes=nodes,
    )


def _ends(plan: Plan, link: LinkSpec) -> tuple[Key, Key]:
    """The nodes that a link joins."""
    before = (Role.DONE if link.from_finish else Role.BEGUN) if plan.is_summary(link.predecessor) else Role.TASK
    after = (Role.GATE if link.to_finish else Role.OPEN) if plan.is_summary(link.successor) else Role.TASK
    return (link.predecessor, before), (link.successor, after)


_BINDS = {
    Kind.SNET: (Role.OPEN,),
    Kind.FNET: (Role.GATE,),
    Kind.SNLT: (Role.BEGUN,),
    Kind.FNLT: (Role.DONE,),
    Kind.MSO: (Role.OPEN, Role.BEGUN),
    Kind.MFO: (Role.GATE, Role.DONE),
}


def _hidden(plan: Plan, joins: Sequence[tuple[Key, Key]]) -> Iterator[Key]:
    """The ends of summaries that something binds, each once."""
    wanted = {key for join in joins for key in join if key[1] is not Role.TASK}
    for code in plan.children:
        spec = plan.tasks[code]
        wanted |= {(code, role) for kind, _day in spec.constraints for role in _BINDS.get(kind, ())}
        if spec.deadlines:
            wanted.add((code, Role.DONE))
    yield from sorted(wanted)


def _ordered(keys: Sequence[Key], edges: Sequence[tuple[int, int]]) -> list[int]:
    """The nodes, each after those it waits for; ties by code."""
    followers: list[list[int]] = [[] for _ in keys]
    waits = [0] * len(keys)
    for a, b in edges:
        followers[a].append(b)
        waits[b] += 1
    for below in followers:
        below.sort()
    ready = deque(i for i, count in enumerate(waits) if not count)
    order = []
    while ready:
        node = ready.popleft()
        order.append(node)
        for follower in followers[node]:
            waits[follower] -= 1
            if not waits[follower]:
                ready.append(follower)
    if len(order) < len(keys):
        raise CycleError(_named(keys, _loop(followers, [i for i, count in enumerate(waits) if count])))
    return order


def _loop(followers: Sequence[Sequence[int]], stuck: Sequence[int]) -> list[int]:
    """The shortest loop through the smallest node that is on one, first node repeated at the end."""
    import networkx as nx  # noqa: PLC0415 - only a plan with a loop waits for the library

    kept = set(stuck)
    graph: nx.DiGraph[int] = nx.DiGraph((a, b) for a in stuck for b in followers[a] if b in kept)
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1 or graph.has_edge(*list(knot) * 2)]
    knot = min(knots, key=min)
    first = min(knot)
    came: dict[int, int] = {}
    queue = deque([first])
    while first not in came:
        node = queue.popleft()
        for follower in followers[node]:
            if follower in knot and follower not in came:
                came[follower] = node
                queue.append(follower)
    loop = [first]
    while len(loop) == 1 or loop[-1] != first:
        loop.append(came[loop[-1]])
    return loop[::-1]


def _named(keys: Sequence[Key], loop: Sequence[int]) -> list[str]:
    """The codes of a loop from the smallest on; two ends of one summary are one, and the way through its inside is left out."""
    ring = [keys[node] for node in loop[:-1]]
    for code in sorted({code for code, _role in ring}):
        leaves = [i for i, (other, role) in enumerate(ring) if other == code and role in (Role.DONE, Role.BEGUN)]
        enters = [key for key in ring if key[0] == code and key[1] in (Role.OPEN, Role.GATE)]
        if leaves and enters:
            ring = ring[leaves[0] :] + ring[: leaves[0]]
            ring = ring[: min(ring.index(key) for key in enters)]
    codes = [code for code, _role in ring]
    codes = [code for before, code in zip([codes[-1], *codes], codes) if code != before] or codes[:1]
    first = codes.index(min(codes))
    return [*codes[first:], *codes[: first + 1]]
