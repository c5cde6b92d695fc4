"""Where the boxes of a network stand: columns from left to right along the links, few crossings, straight chains.

Layers by longest path; a link over several layers bends through dummy places; orders by barycentre, the best of some sweeps;
heights by least squares under the order (isotonic regression). Everything is decided by the links and the names, so the same
network always gives the same picture.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

Link = tuple[str, str]
Place = str | tuple[str, str, int]
"""A box's name, or a bend of the link (from, to) in a layer."""

Near = Mapping[Place, Mapping[Place, float]]
"""What each place is joined to, and how strongly."""

_SWEEPS = 12
_STRAIGHTEN = 24
_BEND = 0.4
_FIXED = 1e6


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, in units of a box: ``place[name] = (column, row)``; ``bends`` of a link lie between its ends."""

    place: Mapping[str, tuple[int, float]]
    bends: Mapping[tuple[str, str], tuple[tuple[int, float], ...]]
    columns: int
    rows: float


def layered(
    names: Iterable[str],
    links: Iterable[Link],
    *,
    weight: Mapping[Link, int] | None = None,
    layer: Mapping[str, int] | None = None,
    top: Container[str] = (),
) -> Layout:
    """Lay out a network. Links that would close a loop run against the direction; heavy links are kept straighter.

    ``layer`` fixes the columns, such as those of :func:`columns`; ``top`` stands above everything else.

    Examples
    --------
    >>> layered("abc", [("a", "b"), ("b", "c"), ("a", "c")]).place["c"][0]
    2
    """
    ways = _forward(names, links)
    if layer is not None:
        return _component(ways, sorted(ways), {tuple(sorted(link)): w for link, w in (weight or {}).items()}, layer, top)
    heavy = {tuple(sorted(link)): w for link, w in (weight or {}).items()}
    parts = sorted((sorted(part) for part in nx.weakly_connected_components(ways)), key=lambda part: (-len(part), part))
    drawn = [_component(ways.subgraph(part), part, heavy) for part in parts]
    return _shelved(drawn, ways)


def columns(names: Iterable[str], links: Iterable[Link], rows: int, first: Container[str] = ()) -> dict[str, int]:
    """A column for each box, every link leading on to a later one, with at most so many boxes in a column.

    What is ``first`` goes first where there is no room for all, then what most has to follow.

    >>> columns("abcd", [("a", "b"), ("c", "d")], rows=2)
    {'a': 0, 'c': 0, 'b': 1, 'd': 1}
    """
    ways = _forward(names, links)
    tail: dict[str, int] = {}
    for name in reversed(list(nx.lexicographical_topological_sort(ways))):
        tail[name] = max((tail[after] + 1 for after in ways.successors(name)), default=0)
    waiting = {name: ways.in_degree(name) for name in ways}
    ready = [name for name, count in waiting.items() if not count]
    out: dict[str, int] = {}
    column = 0
    while ready:
        ready.sort(key=lambda name: (name not in first, -tail[name], name))
        taken, ready = ready[:rows], ready[rows:]
        for name in taken:
            out[name] = column
            for after in ways.successors(name):
                waiting[after] -= 1
                if not waiting[after]:
                    ready.append(after)
        column += 1
    return out


def _forward(names: Iterable[str], links: Iterable[tuple[str, str]]) -> "nx.DiGraph[str]":
    """The links as a graph without loops: what would close one is turned round."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(set(names)))
    for a, b in dict.fromkeys(links):
        if a != b and not graph.has_edge(b, a):
            graph.add_edge(*((b, a) if nx.has_path(graph, b, a) else (a, b)))
    return graph


def _component(
    graph: "nx.DiGraph[str]",
    names: Sequence[str],
    heavy: Mapping[tuple[str, ...], int],
    layer: Mapping[str, int] | None = None,
    top: Container[str] = (),
) -> Layout:
    layer = _layers(graph) if layer is None else layer
    chains = {(a, b): [a, *((a, b, k) for k in range(layer[a] + 1, layer[b])), b] for a, b in sorted(graph.edges)}
    rows: list[list[Place]] = [[] for _ in range(max((layer[name] for name in names), default=0) + 1)]
    for name in names:
        rows[layer[name]].append(name)
    near: dict[Place, dict[Place, float]] = defaultdict(dict)
    for (a, b), chain in chains.items():
        for bend in chain[1:-1]:
            rows[bend[2]].append(bend)
        for u, v in pairwise(chain):
            near[u][v] = near[v][u] = heavy.get(tuple(sorted((a, b))), 1) * (3.0 if len(chain) > 2 else 1.0)
    level = {place: k for k, row in enumerate(rows) for place in row}
    rows = [sorted(row, key=lambda place: not _tops(place, top)) for row in _ordered(rows, near, level)]
    height = _heights(rows, near, top)
    highest = min(height.values(), default=0.0)
    return Layout(
        {name: (layer[name], height[name] - highest) for name in names},
        {link: tuple((level[v], height[v] - highest) for v in chain[1:-1]) for link, chain in chains.items()},
        len(rows),
        max(height.values(), default=0.0) - highest + 1,
    )


def _layers(graph: "nx.DiGraph[str]") -> dict[str, int]:
    """The longest way to each; then sources move next to what they lead to."""
    layer: dict[str, int] = {}
    order = list(nx.lexicographical_topological_sort(graph))
    for name in order:
        layer[name] = max((layer[p] + 1 for p in graph.predecessors(name)), default=0)
    for name in reversed(order):
        if graph.out_degree(name) and not graph.in_degree(name):
            layer[name] = min(layer[s] for s in graph.successors(name)) - 1
    return layer


def _ordered(rows: list[list[Place]], near: Near, level: Mapping[Place, int]) -> list[list[Place]]:
    best, fewest = [list(row) for row in rows], _crossings(rows, near, level)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for k in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            other = {place: i for i, place in enumerate(rows[k - 1 if down else k + 1])}
            own = {place: i for i, place in enumerate(rows[k])}
            rows[k].sort(key=lambda v: (_mean([other[u] for u in near[v] if u in other], own[v]), own[v]))
        crossings = _crossings(rows, near, level)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _mean(values: Sequence[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(rows: Sequence[Sequence[Place]], near: Near, level: Mapping[Place, int]) -> int:
    total = 0
    for k, row in enumerate(rows[:-1]):
        position = {place: i for i, place in enumerate(rows[k + 1])}
        ends = [sorted(position[v] for v in near[u] if level[v] == k + 1) for u in row]
        flat = [end for group in ends for end in group]
        total += sum(1 for i, a in enumerate(flat) for b in flat[i + 1 :] if b < a)
    return total


def _tops(place: Place, top: Container[str]) -> bool:
    """Whether a place belongs above: a box that does, or a bend between two that do."""
    return place in top if isinstance(place, str) else place[0] in top and place[1] in top


def _heights(rows: Sequence[Sequence[Place]], near: Near, top: Container[str] = ()) -> dict[Place, float]:
    height: dict[Place, float] = {}
    for row in rows:
        height.update(zip(row, _spread(row, [0.0] * len(row), [1.0] * len(row)), strict=True))
    for turn in range(_STRAIGHTEN):
        for row in rows if turn % 2 else reversed(rows):
            weights = [_FIXED if _tops(v, top) else sum(near[v].values()) or 1.0 for v in row]
            wanted = [
                0.0 if _tops(v, top) else (sum(height[u] * w for u, w in near[v].items()) / weight if near[v] else height[v])
                for v, weight in zip(row, weights, strict=True)
            ]
            height.update(zip(row, _spread(row, wanted, weights), strict=True))
    return height


def _spread(row: Sequence[Place], wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The heights nearest to those wanted that keep the order and the distances: pool adjacent violators."""
    offsets = [0.0]
    for a, b in pairwise(row):
        offsets.append(offsets[-1] + (1.0 if isinstance(a, str) and isinstance(b, str) else (0.5 + _BEND) / 1.2))
    pools: list[tuple[float, float, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=False):
        pool = (want - offset, weight, 1)
        while pools and pools[-1][0] >= pool[0]:
            mean, heft, count = pools.pop()
            pool = ((mean * heft + pool[0] * pool[1]) / (heft + pool[1]), heft + pool[1], count + pool[2])
        pools.append(pool)
    flat = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=False)]


def _shelved(parts: Sequence[Layout], ways: "nx.DiGraph[str]") -> Layout:
    """The components one below the other, small ones side by side."""
    columns = max((part.columns for part in parts), default=0)
    columns = max(columns, min(5, len(ways)))
    place: dict[str, tuple[int, float]] = {}
    bends: dict[tuple[str, str], tuple[tuple[int, float], ...]] = {}
    left, top, deep = 0, 0.0, 0.0
    for part in parts:
        if left + part.columns > columns:
            left, top, deep = 0, top + deep, 0.0
        for name, (x, y) in part.place.items():
            place[name] = (x + left, y + top)
        for link, between in part.bends.items():
            bends[link] = tuple((x + left, y + top) for x, y in between)
        left, deep = left + part.columns, max(deep, part.rows)
    return Layout(place, bends, columns, top + deep)
