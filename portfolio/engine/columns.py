"""What the passes computed, as columns over the nodes, and the questions that are answered from them: which link drives, how
much a link leaves, which nodes are on the longest path.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import heappop, heappush

from portfolio.engine import kernel
from portfolio.engine.bounds import NEVER, Field, State
from portfolio.engine.kernel import CHOICE, OFF, PLACE
from portfolio.engine.passes import Passes
from portfolio.engine.summaries import Role
from portfolio.engine.wiring import Arc, Wiring

_MOVES = (State.WORK, State.MOMENT, State.RUNNING)


class Columns:
    """Early and late places (as the kernel's ``AT`` counts), floats, and the marks of the ends, by node; ends by programme."""

    def __init__(self, passes: Passes, ends: Mapping[str, int]) -> None:
        self.passes, self.bounds, self.ends = passes, passes.bounds, ends
        self._wiring, self._places, self._told = passes.wiring, passes.places, passes.told
        self.at, self.late, self.free = self._field(kernel.AT), self._field(kernel.LATE_AT), self._field(kernel.FREE)
        self.start, self.finish = self._field(kernel.START), self._field(kernel.FINISH)
        self.held, self._chosen, self.totals = self._field(kernel.HELD), self._field(kernel.CHOSEN), self._field(kernel.TOTAL)
        self.critical = list[bool]()
        self._first_bound: dict[int, list[int]] = {}

    def _field(self, which: int) -> Field:
        return Field(self._places, PLACE, which)

    def end_of(self, group: str | None) -> int:
        """The mark at which a programme, or the portfolio, ends; before every mark if nothing in it is dated."""
        return max(self.ends.values(), default=NEVER) if group is None else self.ends.get(group, NEVER)

    def first_day(self, nodes: Iterable[int]) -> int | None:
        """The ordinal of the first day of any of these tasks."""
        past = self.bounds.past
        return min((past[i][0] if i in past else (self.start[i] - 1) >> 1 for i in nodes), default=None)

    def moves(self, i: int) -> bool:
        """Whether the node is a task that is not finished."""
        return self.bounds.state[i] in _MOVES

    def answers(self, i: int) -> bool:
        """Whether the actual start of a task answers all that bounds its start."""
        return bool(self.bounds.flags[i] & kernel.ANSWERS)

    def total(self, i: int) -> int:
        """The total float of a node in days."""
        return self.totals[i]

    def child(self, i: int) -> int | None:
        """The child that the end of a summary binds, or waits for."""
        chosen = self._chosen[i]
        return None if chosen < 0 else chosen

    def out(self, i: int) -> Iterator[Arc]:
        """The arcs out of a node that count."""
        return (arc for arc in self._wiring.out(i) if self._counts(arc))

    def _counts(self, arc: Arc) -> bool:
        return not arc.how & (CHOICE | OFF) or kernel.counts(arc.how, self._places, arc.src, arc.dst)

    def bound(self, arc: Arc) -> int:
        """The mark that an arc bounds its successor's end with."""
        mark = self.finish[arc.src] if arc.from_finish else self.start[arc.src]
        return self.bounds.clock[arc.calendar].later(mark, arc.lag)

    def room(self, i: int, mark: int, to_finish: bool) -> int:
        """By how many working days an end of a task lies after a bound on it; negative where history broke the bound."""
        calendar, state, at = self.bounds.calendar(i), self.bounds.state[i], self.at[i]
        if state == State.PAST:
            first, last = self.bounds.past[i]
            return calendar.count(last + 1 if to_finish else first) - calendar.count(mark >> 1)
        if state == State.MOMENT:
            return (at - calendar.step(mark)) >> 1
        return (at + self.bounds.days[i] if to_finish else at) - calendar.count(mark >> 1)

    def _bound_tasks(self, arc: Arc) -> list[tuple[int, bool]]:
        """The tasks, and which of their ends, that an arc binds: several where it ends at a summary."""
        match self._wiring.roles[arc.dst]:
            case Role.TASK:
                return [(arc.dst, bool(arc.to_finish))]
            case Role.GATE:
                children = [child.dst for child in self._wiring.out(arc.dst)]
                last = self.child(arc.dst)
                return [(max(children, key=lambda i: self.bounds.past.get(i, (0, 0))[1]) if last is None else last, True)]
            case _:
                if arc.dst not in self._first_bound:
                    self._first_bound[arc.dst] = self._least_room(child.dst for child in self._wiring.out(arc.dst))
                return [(i, False) for i in self._first_bound[arc.dst]]

    def _least_room(self, children: Iterable[int]) -> list[int]:
        """Of tasks that are placed alike, the one that a bound on the start of them all leaves the least room."""
        least: dict[tuple[int, int, bool], tuple[int, int]] = {}
        for i in children:
            alike = self.bounds.state[i], self.bounds.number[i], self.answers(i)
            at = self.bounds.past[i][0] if i in self.bounds.past else self.at[i]
            least[alike] = min(least.get(alike, (at, i)), (at, i))
        return [i for _at, i in least.values()]

    def link_float(self, arc: Arc) -> int | None:
        """The days that an arc leaves before it moves its successor, or None if its predecessor's dates are not on record."""
        mark = self.bound(arc)
        if mark < 0:
            return None
        return min(self.room(i, mark, to_finish) for i, to_finish in self._bound_tasks(arc))

    def drives(self, arc: Arc) -> bool:
        """Whether an arc fixes the early date of its successor."""
        mark = self.bound(arc)
        return any(self.fixes(i, mark, to_finish) for i, to_finish in self._bound_tasks(arc))

    def fixes(self, i: int, mark: int, to_finish: bool) -> bool:
        """Whether a bound on one end of a task is what puts it where it is, rather than a wish to be late or its actual start."""
        free = self.held[i] or (not to_finish and self.answers(i))
        return self.moves(i) and not free and self.room(i, mark, to_finish) == 0

    def closes(self, arc: Arc) -> bool:
        """Whether nothing lies between a driving arc and what it drives: before a milestone on an evening a day may lie."""
        i = arc.dst
        if self._wiring.roles[i] is not Role.TASK or self.bounds.state[i] != State.MOMENT:
            return True
        return self.at[i] == self.bounds.calendar(i).step(self.bound(arc))

    def driving(self, i: int) -> Iterator[Arc]:
        """The arcs that fix where a node is, from tasks or from the hidden ends of summaries that they wait for.

        What bounds the end of a summary bounds each task below by itself: the evening before a night and the morning after it
        are one to work, but not to a milestone.
        """
        for k in self._wiring.incoming.of(i):
            if self._told[k]:
                arc = self._wiring.arc_into(i, k)
                yield from self._through(arc) if arc.inner and self._wiring.roles[i] is Role.TASK else (arc,)

    def _through(self, inner: Arc) -> Iterator[Arc]:
        """The arcs into the end of a summary that fix where one of its tasks is."""
        for k in self._wiring.incoming.of(inner.src):
            arc = self._wiring.arc_into(inner.src, k)
            if self._counts(arc) and self.fixes(inner.dst, self.bound(arc), bool(inner.to_finish)):
                yield arc


def longest_path(columns: Columns, groups: Collection[str] | None = None) -> list[int]:
    """The unfinished tasks from which a chain of driving links leads to what finishes last: in each of some programmes, or in
    all of them together.
    """
    wiring, bounds = columns.passes.wiring, columns.bounds
    names = enumerate(wiring.sheet.groups)
    whole = {of: of if groups else -1 for of, group in names if groups is None or group in groups}
    ends = dict.fromkeys(whole.values(), NEVER)
    left = [
        (whole[of], finish >> 1, i)
        for i, (state, of, finish) in enumerate(zip(bounds.state, bounds.group, columns.finish, strict=True))
        if state < kernel.PAST and of in whole
    ]
    for of, end, _i in left:
        ends[of] = max(ends[of], end)
    waiting = [i for of, end, i in left if end == ends[of]]
    found = set(waiting)
    while waiting:
        for arc in columns.driving(waiting.pop()):
            if arc.src not in found and columns.bounds.state[arc.src] != State.PAST and columns.closes(arc):
                found.add(arc.src)
                waiting.append(arc.src)
    hidden = set(wiring.nodes.values())
    return sorted(found - hidden)


def in_path_order(wiring: Wiring, columns: Columns, nodes: Iterable[int]) -> list[int]:
    """Tasks, each after those of them that it waits for; of several that may come next, the earliest, then the smallest code."""
    hidden = set(wiring.nodes.values())
    chosen = set(nodes) | hidden
    after: dict[int, list[int]] = {i: [] for i in chosen}
    waits = dict.fromkeys(chosen, 0)
    for a, b in _joined(wiring, chosen):
        after[a].append(b)
        waits[b] += 1

    def key(i: int) -> tuple[int, int, int, str, int]:
        return (i not in hidden, columns.start[i], columns.finish[i], wiring.codes[i], i)

    ready = sorted(key(i) for i in chosen if not waits[i])
    order = []
    while ready:
        i = heappop(ready)[-1]
        order.append(i)
        for follower in after[i]:
            waits[follower] -= 1
            if not waits[follower]:
                heappush(ready, key(follower))
    return [i for i in order if i not in hidden]


def _joined(wiring: Wiring, chosen: set[int]) -> Iterator[tuple[int, int]]:
    """The pairs of chosen nodes of which one waits for the other."""
    return ((i, arc.dst) for i in chosen for arc in wiring.out(i) if arc.dst in chosen)
