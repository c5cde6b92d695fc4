"""The loops that make a numbering impossible, told by their tasks."""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from portfolio.engine.summaries import Key, Role

if TYPE_CHECKING:
    import networkx as nx


def loops_of(keys: Sequence[Key], before: Iterable[int], after: Iterable[int]) -> list[tuple[str, ...]]:
    """Of each knot of tasks that wait for each other, in code order, the shortest loop through its smallest one."""
    import networkx as nx  # noqa: PLC0415 - only a plan with a loop waits for the library

    order = sorted(range(len(keys)), key=lambda i: keys[i])
    place = {key: i for i, key in enumerate(order)}
    graph: nx.DiGraph[int] = nx.DiGraph((place[int(a)], place[int(b)]) for a, b in zip(before, after, strict=True))
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1 or graph.has_edge(*list(knot) * 2)]
    rings = (_shortest(graph, knot) for knot in sorted(knots, key=min))
    return list(dict.fromkeys(_named([keys[order[i]] for i in ring]) for ring in rings))


def _shortest(graph: "nx.DiGraph[int]", knot: Collection[int]) -> list[int]:
    """The shortest way from the smallest node of a knot back to it; of equals, by the smallest nodes."""
    first = min(knot)
    came: dict[int, int] = {}
    queue = deque([first])
    while first not in came:
        node = queue.popleft()
        for follower in sorted(graph.successors(node)):
            if follower in knot and follower not in came:
                came[follower] = node
                queue.append(follower)
    loop = [first]
    while len(loop) == 1 or loop[-1] != first:
        loop.append(came[loop[-1]])
    return loop[::-1]


def _named(loop: Sequence[Key]) -> tuple[str, ...]:
    """The codes of a loop from the smallest on; two ends of one summary are one, and the way through its inside is left out."""
    ring = list(loop[:-1])
    for code in sorted({code for code, _role in ring}):
        leaves = [i for i, (other, role) in enumerate(ring) if other == code and role in (Role.DONE, Role.BEGUN)]
        enters = [key for key in ring if key[0] == code and key[1] in (Role.OPEN, Role.GATE)]
        if leaves and enters:
            ring = ring[leaves[0] :] + ring[: leaves[0]]
            ring = ring[: min(ring.index(key) for key in enters)]
    codes = [code for code, _role in ring]
    codes = [code for before, code in zip([codes[-1], *codes], codes) if code != before] or codes[:1]
    first = codes.index(min(codes))
    return (*codes[first:], *codes[: first + 1])
