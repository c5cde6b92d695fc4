"""The passes over a numbered network: early, free and late. Integers in, integers out; one law for every link.

A link says: *the mark of one end of the predecessor, moved on by the lag, bounds one end of the successor*. Forward, an end's
step is the first that the bound allows. Backward, the last mark that a successor's end allows, moved back by the lag, bounds
the predecessor's end. The two are adjoint, so a float is exactly what can be lost.

For work of ``d`` days that starts before its calendar's day ``w``, the start's mark is the morning of day ``w`` and the
finish's the evening of day ``w + d − 1``. A bound in days that the task does not work counts for its start as the next morning
worked, for its finish as the last evening worked: in the task's own days these are one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from portfolio.bounds import ALWAYS, NEVER, Bounds, State
from portfolio.wiring import Role, Wiring


@dataclass(slots=True)
class Early:
    """Where the forward pass puts each node.

    ``at`` counts the working days before the start (before what remains, for running work), or is a milestone's step.
    ``start`` and ``finish`` are marks. ``last`` and ``first`` name the child that a ``GATE`` binds and a ``BEGUN`` waits for.
    """

    at: list[int]
    start: list[int]
    finish: list[int]
    last: dict[int, int] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    gates: dict[int, list[int]] = field(default_factory=dict)  # child → the GATE nodes that bind it
    begins: dict[int, list[int]] = field(default_factory=dict)  # child → the BEGUN nodes that wait for it
    held: set[int] = field(default_factory=set)  # tasks moved to be as late as possible


def forward(wiring: Wiring, bounds: Bounds, answers: Sequence[bool]) -> Early:
    """Early marks. ``answers[i]``: the actual start of node ``i`` answers all that bounds its start (progress override)."""
    n = len(wiring.codes)
    early = Early([0] * n, [NEVER] * n, [NEVER] * n)
    _dated(wiring, bounds, answers, early)
    for gate in (i for i in range(n) if wiring.roles[i] is Role.GATE):
        open_children = [leaf for leaf in wiring.children[gate] if bounds.state[leaf] is not State.PAST]
        if open_children:
            last = early.last[gate] = max(open_children, key=lambda leaf: early.finish[leaf])
            early.gates.setdefault(last, []).append(gate)
            _dated(wiring, bounds, answers, early)
    for begun, leaf in early.first.items():
        early.begins.setdefault(leaf, []).append(begun)
    return early


def _dated(wiring: Wiring, bounds: Bounds, answers: Sequence[bool], early: Early) -> None:
    """One run over all nodes, each after those it waits for."""
    start, finish, arcs = early.start, early.finish, wiring.arcs
    for i, links in enumerate(wiring.incoming):
        low, need = bounds.start_from[i], bounds.finish_from[i]
        for k in links:
            src, from_finish, _dst, to_finish, lag, calendar, _link = arcs[k]
            mark = finish[src] if from_finish else start[src]
            if lag:
                mark = calendar.later(mark, lag)
            if to_finish:
                need = max(need, mark)
            elif not answers[i]:
                low = max(low, mark)
        for gate in early.gates.get(i, ()):
            need = max(need, finish[gate])
        _put(bounds, wiring, early, i, low, need)


def _put(bounds: Bounds, wiring: Wiring, early: Early, i: int, low: int, need: int) -> None:
    """Place one node at the first step that its bounds allow."""
    calendar, days = bounds.calendar[i], bounds.days[i]
    match bounds.state[i]:
        case State.WORK | State.RUNNING:
            settle(bounds, early, i, max(calendar.count(low >> 1), calendar.count(need >> 1) - days))
        case State.MOMENT:
            settle(bounds, early, i, calendar.step(max(low, need)))
        case State.PAST:
            early.start[i], early.finish[i] = bounds.actual_start[i], bounds.actual_finish[i]
        case State.ALL:
            early.start[i] = early.finish[i] = max(low, need)
        case _:
            known = [leaf for leaf in wiring.children[i] if early.start[leaf] > NEVER]
            if known:
                child = early.first[i] = min(known, key=lambda leaf: early.start[leaf])
                early.start[i] = early.finish[i] = early.start[child]


def settle(bounds: Bounds, early: Early, i: int, at: int) -> None:
    """Put a task that still moves at a count of days, or a milestone at a step."""
    calendar, days = bounds.calendar[i], bounds.days[i]
    early.at[i] = at
    if bounds.state[i] is State.MOMENT:
        early.start[i] = early.finish[i] = calendar.mark(at)
    elif bounds.state[i] is State.RUNNING:
        early.start[i] = bounds.actual_start[i]
        early.finish[i] = max(2 * (calendar.nth(at + days - 1) + 1), early.start[i] + 1)
    else:
        early.start[i] = 2 * calendar.nth(at) + 1
        early.finish[i] = 2 * (calendar.nth(at + days - 1) + 1)


def allowed(bounds: Bounds, i: int, at: int, to_finish: bool) -> int:
    """The last mark that may bound an end of a task placed at ``at`` without moving it."""
    calendar = bounds.calendar[i]
    if bounds.state[i] is State.MOMENT:
        return calendar.mark(at)
    return 2 * calendar.nth(at + bounds.days[i] if to_finish else at) + 1


def reach(bounds: Bounds, i: int, start_until: int, finish_until: int) -> int:
    """The last place of a task, as ``at`` counts, that keeps its start and its finish within marks."""
    calendar = bounds.calendar[i]
    match bounds.state[i]:
        case State.MOMENT:
            return calendar.step(min(start_until, finish_until) + 1) - 1
        case State.RUNNING:
            return calendar.count(finish_until >> 1) - bounds.days[i]
        case _:
            return min(calendar.count((start_until + 1) >> 1) - 1, calendar.count(finish_until >> 1) - bounds.days[i])


Accept = tuple[int, int]
"""The last marks that may bound a node's start and finish."""


def _backward(
    wiring: Wiring,
    bounds: Bounds,
    early: Early,
    answers: Sequence[bool],
    ends: Sequence[int],
    place: Callable[[int, int, int], Accept],
) -> None:
    """Visit every node after all that wait for it: what they accept, moved back by the lags, limits its ends.

    ``ends[i]`` is the mark that the finish of node ``i`` may not pass whatever follows; ``place`` gets the limits of a node
    that still moves and says what it accepts in turn.
    """
    accepts: list[Accept] = [(ALWAYS, ALWAYS)] * len(wiring.codes)
    arcs = wiring.arcs
    for i in range(len(wiring.codes) - 1, -1, -1):
        if bounds.state[i] is State.PAST:
            continue
        low, high = ALWAYS, ends[i]
        for k in wiring.outgoing[i]:
            _src, from_finish, dst, to_finish, lag, calendar, _link = arcs[k]
            mark = accepts[dst][to_finish]
            if lag:
                mark = calendar.sooner(mark, lag)
            if from_finish:
                high = min(high, mark)
            else:
                low = min(low, mark)
        for begun in early.begins.get(i, ()):
            low = min(low, accepts[begun][0])
        if i in early.last:
            high = min(high, accepts[early.last[i]][1])
        low, high = min(low, bounds.start_until[i]), min(high, bounds.finish_until[i])
        if bounds.state[i] in (State.ALL, State.FIRST):
            accepts[i] = (min(low, high), min(low, high))
        else:
            start, finish = place(i, low, high)
            accepts[i] = (ALWAYS if answers[i] else start, finish)


def free(wiring: Wiring, bounds: Bounds, early: Early, answers: Sequence[bool], ends: Sequence[int]) -> list[int]:
    """Free floats in days; moves tasks to be done as late as possible by theirs, which leaves them none."""
    floats = [0] * len(wiring.codes)

    def place(i: int, low: int, high: int) -> Accept:
        moment = bounds.state[i] is State.MOMENT
        days = max(0, (reach(bounds, i, low, high) - early.at[i]) >> moment)
        if bounds.late[i] and bounds.state[i] is not State.RUNNING:
            settle(bounds, early, i, early.at[i] + (days << moment))
            if days:
                early.held.add(i)
        else:
            floats[i] = days
        return allowed(bounds, i, early.at[i], False), allowed(bounds, i, early.at[i], True)

    _backward(wiring, bounds, early, answers, ends, place)
    return floats


def late(wiring: Wiring, bounds: Bounds, early: Early, answers: Sequence[bool], ends: Sequence[int]) -> list[int]:
    """The last place of every task, as ``at`` counts, that keeps the ends, constraints and deadlines of all that follows."""
    places = list(early.at)

    def place(i: int, low: int, high: int) -> Accept:
        at = places[i] = reach(bounds, i, low, high)
        return allowed(bounds, i, at, False), allowed(bounds, i, at, True)

    _backward(wiring, bounds, early, answers, ends, place)
    return places
