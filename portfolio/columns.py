"""What the passes computed, as columns over the nodes, and the questions that are answered from them: which link drives, how
much a link leaves, which nodes are on the longest path.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from portfolio.bounds import NEVER, Bounds, State
from portfolio.network import Network
from portfolio.passes import Early
from portfolio.wiring import Role, Wiring

_MOVES = (State.WORK, State.MOMENT, State.RUNNING)


@dataclass(frozen=True)
class Columns:
    """Early and late places (as ``at`` of :class:`portfolio.passes.Early` counts), free floats, and the marks of the ends."""

    bounds: Bounds
    early: Early
    late: list[int]
    free: list[int]
    ends: Mapping[str, int]
    answers: list[bool]
    critical: list[bool]

    def end_of(self, group: str | None) -> int:
        """The mark at which a programme, or the portfolio, ends; before every mark if nothing in it is dated."""
        return max(self.ends.values(), default=NEVER) if group is None else self.ends.get(group, NEVER)

    def first_day(self, nodes: Iterable[int]) -> int | None:
        """The ordinal of the first day of any of these tasks."""
        past = self.bounds.past
        return min((past[i][0] if i in past else (self.early.start[i] - 1) >> 1 for i in nodes), default=None)

    def moves(self, i: int) -> bool:
        """Whether the node is a task that is not finished."""
        return self.bounds.state[i] in _MOVES

    def total(self, i: int) -> int:
        """The total float of a node in days."""
        return (self.late[i] - self.early.at[i]) >> (self.bounds.state[i] is State.MOMENT)

    def bound(self, wiring: Wiring, k: int) -> int:
        """The mark that an arc bounds its successor's end with."""
        src, from_finish, _dst, _to_finish, lag, calendar, _link = wiring.arcs[k]
        mark = self.early.finish[src] if from_finish else self.early.start[src]
        return calendar.later(mark, lag)

    def room(self, i: int, mark: int, to_finish: bool) -> int:
        """How many days a task lies later than a bound on one of its ends asks for; negative where history broke the bound."""
        calendar, state, at = self.bounds.calendar[i], self.bounds.state[i], self.early.at[i]
        if state is State.PAST:
            first, last = self.bounds.past[i]
            return calendar.count(last + 1 if to_finish else first) - calendar.count(mark >> 1)
        if state is State.MOMENT:
            return (at - calendar.step(mark)) >> 1
        return (at + self.bounds.days[i] if to_finish else at) - calendar.count(mark >> 1)

    def _bound_tasks(self, wiring: Wiring, k: int) -> list[tuple[int, bool]]:
        """The tasks, and which of their ends, that an arc binds: several where it ends at a summary."""
        arc = wiring.arcs[k]
        match wiring.roles[arc.dst]:
            case Role.TASK:
                return [(arc.dst, arc.to_finish)]
            case Role.GATE:
                children = wiring.children[arc.dst]
                last = self.early.last.get(arc.dst, max(children, key=lambda i: self.bounds.past.get(i, (0, 0))[1]))
                return [(last, True)]
            case _:
                return [(wiring.arcs[j].dst, False) for j in wiring.outgoing[arc.dst]]

    def link_float(self, wiring: Wiring, k: int) -> int | None:
        """The days that an arc leaves before it moves its successor, or None if its predecessor's dates are not on record."""
        mark = self.bound(wiring, k)
        if mark < 0:
            return None
        return min(self.room(i, mark, to_finish) for i, to_finish in self._bound_tasks(wiring, k))

    def drives(self, wiring: Wiring, k: int) -> bool:
        """Whether an arc fixes the early date of its successor."""
        mark = self.bound(wiring, k)
        return any(self.fixes(i, mark, to_finish) for i, to_finish in self._bound_tasks(wiring, k))

    def fixes(self, i: int, mark: int, to_finish: bool) -> bool:
        """Whether a bound on one end of a task is what puts it where it is."""
        answered = self.answers[i] and not to_finish
        return self.moves(i) and not answered and self.room(i, mark, to_finish) == 0

    def drivers(self, wiring: Wiring, i: int) -> Iterator[int]:
        """The nodes that fix where a node is: tasks, or the hidden ends of summaries."""
        role = wiring.roles[i]
        for k in wiring.incoming[i]:
            arc, mark = wiring.arcs[k], self.bound(wiring, k)
            if self.fixes(i, mark, arc.to_finish) if role is Role.TASK else mark >> 1 == self.early.finish[i] >> 1:
                yield arc.src
        yield from (gate for gate in self.early.gates.get(i, ()) if self.fixes(i, self.early.finish[gate], True))
        if i in self.early.first:
            yield self.early.first[i]


def longest_path(network: Network, columns: Columns, group: str | None = None) -> list[int]:
    """The unfinished tasks from which a chain of driving links leads to what finishes last in a programme, or in all."""
    wiring, finish = network.wiring, columns.early.finish
    left = [i for code, i in wiring.task_node.items() if columns.moves(i) and group in (None, network.tasks[code].group)]
    end = max((finish[i] >> 1 for i in left), default=NEVER)
    waiting = [i for i in left if finish[i] >> 1 == end]
    found = set(waiting)
    while waiting:
        for driver in columns.drivers(wiring, waiting.pop()):
            if driver not in found and columns.bounds.state[driver] is not State.PAST:
                found.add(driver)
                waiting.append(driver)
    return [i for i in sorted(found) if wiring.roles[i] is Role.TASK]


def in_path_order(wiring: Wiring, columns: Columns, nodes: Iterable[int]) -> list[int]:
    """Tasks, each after those of them that it waits for; of several that may come next, the earliest, then the smallest code."""
    chosen = set(nodes) | {i for i, role in enumerate(wiring.roles) if role is not Role.TASK}
    after: dict[int, list[int]] = {i: [] for i in chosen}
    waits = dict.fromkeys(chosen, 0)
    for a, b in _joined(wiring, chosen):
        after[a].append(b)
        waits[b] += 1

    def key(i: int) -> tuple[int, int, int, str, int]:
        return (wiring.roles[i] is Role.TASK, columns.early.start[i], columns.early.finish[i], wiring.codes[i], i)

    ready = sorted(key(i) for i in chosen if not waits[i])
    order = []
    while ready:
        i = heappop(ready)[-1]
        order.append(i)
        for follower in after[i]:
            waits[follower] -= 1
            if not waits[follower]:
                heappush(ready, key(follower))
    return [i for i in order if wiring.roles[i] is Role.TASK]


def _joined(wiring: Wiring, chosen: set[int]) -> Iterator[tuple[int, int]]:
    """The pairs of chosen nodes of which one waits for the other."""
    for i in chosen:
        yield from ((i, wiring.arcs[k].dst) for k in wiring.outgoing[i] if wiring.arcs[k].dst in chosen)
        for child in wiring.children.get(i, ()):
            if child in chosen and wiring.roles[i] in (Role.GATE, Role.BEGUN):
                yield (i, child) if wiring.roles[i] is Role.GATE else (child, i)
