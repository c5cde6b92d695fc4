"""What is wrong with the logic of a plan, whatever its dates: open ends, and links that say nothing or loop."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portfolio.network import Network
from portfolio.redundant import Redundant, redundant_links
from portfolio.specs import LinkSpec

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Gap", "OpenEnd", "Redundant", "loops", "open_ends", "redundant_links"]


class Gap(StrEnum):
    """Which end of a task no link is tied to."""

    NO_PREDECESSOR = "no-predecessor"
    NO_SUCCESSOR = "no-successor"
    START = "open-start"  # links into it bind its finish only: it may start any time before
    FINISH = "open-finish"  # links from it leave its start only: it may go on for ever


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """A task of which nothing fixes the start, or on whose finish nothing waits; ``links`` are those that bind the other end."""

    task: str
    gap: Gap
    links: tuple[LinkSpec, ...] = ()


def open_ends(network: Network) -> tuple[OpenEnd, ...]:
    """The open ends of unfinished tasks that are no summaries, by code. A plan needs one of each kind without a link.

    A link on a summary counts for its parts as far as it binds every one of them: into its start, or from its finish. The
    start and the finish of a milestone are one.

    Examples
    --------
    >>> from datetime import date
    >>> from portfolio.model import Relation
    >>> from portfolio.network import TaskSpec
    >>> from portfolio.workcalendar import WorkCalendar
    >>> plan = Network.build(
    ...     [TaskSpec("draft", 3), TaskSpec("review", 2)], [LinkSpec("draft", "review", Relation.FF)],
    ...     {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)},
    ... )
    >>> [(end.task, end.gap.value) for end in open_ends(plan)]
    [('draft', 'no-predecessor'), ('review', 'open-start'), ('review', 'no-successor')]
    """
    into: dict[str, list[LinkSpec]] = {code: [] for code in network.tasks}
    out: dict[str, list[LinkSpec]] = {code: [] for code in network.tasks}
    for link in network.links:
        into[link.successor].append(link)
        out[link.predecessor].append(link)
    found: list[OpenEnd] = []
    for code, spec in network.tasks.items():
        if network.is_summary(code) or spec.finished:
            continue
        above = _above(network, code)
        before = into[code] + [link for other in above for link in into[other] if not link.to_finish]
        after = out[code] + [link for other in above for link in out[other] if link.from_finish]
        moment = spec.duration == 0
        if not spec.started and not (before if moment else [link for link in before if not link.to_finish]):
            found.append(OpenEnd(code, Gap.START if before else Gap.NO_PREDECESSOR, tuple(before)))
        if not (after if moment else [link for link in after if link.from_finish]):
            found.append(OpenEnd(code, Gap.FINISH if after else Gap.NO_SUCCESSOR, tuple(after)))
    return tuple(found)


def _above(network: Network, code: str) -> list[str]:
    """The summaries that a task is part of."""
    found, parent = [], network.tasks[code].parent
    while parent is not None:
        found.append(parent)
        parent = network.tasks[parent].parent
    return found


def loops(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Of things that lead to each other, those that lead back to themselves: each knot once, as the shortest loop through its
    smallest member, in order, the first repeated at the end.

    >>> loops([("a", "b"), ("b", "c"), ("c", "a"), ("b", "a"), ("c", "d")])
    (('a', 'b', 'a'),)
    """
    import networkx as nx  # noqa: PLC0415 - takes a moment to load

    graph: nx.DiGraph[str] = nx.DiGraph(sorted(set(pairs)))
    knots = [sorted(knot) for knot in nx.strongly_connected_components(graph) if len(knot) > 1]
    knots += [[node] for node in graph if graph.has_edge(node, node)]
    return tuple(_around(graph.subgraph(knot), knot[0]) for knot in sorted(knots))


def _around(graph: "nx.DiGraph[str]", first: str) -> tuple[str, ...]:
    """The shortest loop through a node; of equals the smallest by code."""
    import networkx as nx  # noqa: PLC0415

    ways = [nx.shortest_path(graph, follower, first) for follower in graph.successors(first)]
    return (first, *min(ways, key=lambda way: (len(way), way)))
