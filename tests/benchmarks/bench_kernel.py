"""What numbering and the passes cost beside the same in C, at three sizes, and how the cost grows.

*Pass*: early and late places, total and free floats and driving links of a numbered plan with four calendars. *Build + pass*:
from the columns of tasks and links to the same: numbering with its check for loops, arcs packed both ways, bounds, passes; only
codes and calendar tables are there already. *With dates*: where 2 % of the tasks have a date, given as an object. C builds the
same structure, takes these dates as one more column, and computes early and late dates alone.

Every answer is proved: early dates equal those of C, and late places, floats and drivers are what the law says, link by link,
in terms of the forward rule only (:func:`proved`).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from portfolio.engine import kernel
from portfolio.engine.compiled import compiled
from portfolio.engine.kernel import ARC, FROM_FINISH, ON, PLACE, TO_FINISH
from portfolio.engine.passes import Passes
from portfolio.engine.sheet import Sheet
from portfolio.network import Network
from portfolio.workcalendar import WorkCalendar
from tests.benchmarks import reference
from tests.benchmarks.graphs import BEGIN, ENDS, Array, Graph, calendars, graph, network, sheet
from tests.benchmarks.measuring import Report, paired

SIZES = {10_000: 12, 100_000: 8, 1_000_000: 5}
"""How many rounds for each size."""
PASS, BUILD, GROWTH = 2.5, 2.0, 1.3


def computed(numbered: Network) -> Passes:
    """All that the passes say of a numbered plan."""
    passes = Passes.of(numbered.wiring, numbered.bounds)
    run(passes)
    return passes


def numbered_and_computed(columns: Sheet, known: dict[str, WorkCalendar]) -> Passes:
    """The same from the plan's columns."""
    return computed(network(columns, known))


def run(passes: Passes) -> None:
    """Both passes."""
    passes.forward()
    passes.backward([int(passes.ends[0])])


class Rows(NamedTuple):
    """The arcs into nodes, as columns."""

    source: Array
    target: Array
    how: Array
    lag: Array


def rows_of(passes: Passes) -> Rows:
    """The arcs that were packed, row by row."""
    heads, arcs = passes.incoming.rows.reshape(-1, 2), passes.incoming.arcs.reshape(-1, ARC)
    target = np.repeat(np.arange(passes.wiring.size), heads[:, 1] - heads[:, 0])
    return Rows(arcs[:, kernel.OTHER], target, arcs[:, kernel.HOW], arcs[:, kernel.LAG])


def early_places(plan: Graph, passes: Passes) -> Array:
    """How many days of its calendar each node starts after the plan's beginning."""
    begins = (passes.places.reshape(-1, PLACE)[:, kernel.START] >> 1) - BEGIN
    return plan.before[plan.given["cal"][passes.wiring.ordered], begins]


def proved(plan: Graph, passes: Passes) -> None:
    """Assert that every date is what the law says.

    A link asks of its successor the place ``count(bound) + lag``, less the successor's days if it binds its finish. A task
    stands at the first place that all ask for; a link drives that asks for just that; a task is as late as its successors at
    their latest and the plan's end let it be, and not one day less; free float likewise with successors where they are.
    """
    g, wiring = plan.given, passes.wiring
    order = wiring.ordered
    assert np.array_equal(order[wiring.rank], np.arange(plan.size))
    days, cal, rel = g["dur"][order], g["cal"][order], g["rel"][order]
    arcs = rows_of(passes)
    packed = np.lexsort((order[arcs.source], order[arcs.target]))
    given = np.lexsort((g["pred"], g["succ"]))
    for column, named in ((order[arcs.source], g["pred"]), (order[arcs.target], g["succ"]), (arcs.lag, g["lag"])):
        assert np.array_equal(column[packed], named[given])
    assert np.array_equal(arcs.how[packed] & (FROM_FINISH | TO_FINISH), ENDS[g["typ"]][given])
    assert np.array_equal(arcs.how >> ON, cal[arcs.target] + 1)
    places = passes.places.reshape(-1, PLACE)
    begins, at = (places[:, kernel.START] >> 1) - BEGIN, early_places(plan, passes)
    offset = places[:, kernel.AT] - at
    late, free = places[:, kernel.LATE_AT] - offset, places[:, kernel.FREE]
    finish = plan.day[cal, at + days - 1] + 1
    end = finish.max()
    assert np.array_equal(plan.day[cal, at], begins)
    assert np.array_equal((places[:, kernel.FINISH] >> 1) - BEGIN, finish)
    assert np.array_equal(places[:, kernel.TOTAL], late - at)
    assert (int(passes.ends[0]) >> 1) - BEGIN == end

    def asked(at: Array) -> Array:
        """The place that each link asks of its successor where tasks stand at these places."""
        finishes = plan.day[cal, at + days - 1] + 1
        bound = np.where(arcs.how & FROM_FINISH, finishes[arcs.source], plan.day[cal, at][arcs.source])
        return plan.before[cal[arcs.target], bound] + arcs.lag - np.where(arcs.how & TO_FINISH, days[arcs.target], 0)

    first = plan.before[cal, rel]
    np.maximum.at(first, arcs.target, asked(at))
    assert np.array_equal(first, at)
    assert np.array_equal(passes.told, asked(at) == at[arcs.target])

    def lets(where: Array, limit: Array) -> Array:
        """The tasks that neither move a successor past its limit, nor the end of the plan, where they stand."""
        broken = np.zeros(plan.size, bool)
        broken[arcs.source[asked(where) > limit[arcs.target]]] = True
        return ~broken & (plan.day[cal, where + days - 1] < end)

    for where, limit in ((late, late), (at + free, at)):
        assert lets(where, limit).all()
        assert not lets(where + 1, limit).any()


def main() -> bool:
    """Measure, assert and print."""
    compiled()
    report = Report("C")
    lacking = reference.why_missing()
    if lacking:
        report.missing.append(f"C: {lacking}")
    for kind in ("layered", "chain"):
        taken = {size: measured(kind, size, report, lacking is None) for size in SIZES}
        small, large = min(SIZES), max(SIZES)
        linear = taken[small] * large / small
        report.within(f"{kind}: pass over {large:,} beside {large // small} × that over {small:,}", taken[large], linear, GROWTH)
    return report.printed()


def measured(kind: str, size: int, report: Report, beside_c: bool) -> float:
    """The rows of one plan; says what our pass takes."""
    plan = graph(kind, size)
    columns, known = sheet(plan), calendars(plan)
    numbered = network(columns, known)
    computed(numbered)  # from here on, tables reach to the plan's end
    passes = computed(numbered)
    proved(plan, passes)
    name, held = f"{kind} {size:>9,} tasks {plan.links:>9,} links", beside_c and size >= 100_000
    peer = reference.reference(plan) if beside_c else None
    if peer:
        rank, places = numbered.wiring.rank, passes.places.reshape(-1, PLACE)
        assert np.array_equal((places[rank, kernel.START] >> 1) - BEGIN, peer.starts)
        assert np.array_equal((places[rank, kernel.FINISH] >> 1) - BEGIN, peer.finishes)
    ours, theirs = beside(partial(run, passes), peer.run if peer else None, SIZES[size])
    report.within(f"{name}: pass", ours, theirs, PASS if held else None)
    edges = replace(plan, given=plan.given | {"rel": np.zeros(size, np.int32)})
    for what, at, given, bar in (
        ("build + pass", edges, replace(columns, special={}), BUILD),
        ("with dates", plan, columns, None),
    ):
        theirs_whole = partial(reference.whole, at, peer) if peer else None
        whole, c_whole = beside(partial(numbered_and_computed, given, known), theirs_whole, max(3, SIZES[size] // 2))
        report.within(f"{name}: {what}", whole, c_whole, bar if held else None)
        proved(at, numbered_and_computed(given, known))
    return ours


def beside(ours: Callable[[], object], theirs: Callable[[], object] | None, rounds: int) -> tuple[float, float | None]:
    """What we take, and what the peer takes if there is one."""
    if theirs is None:
        return paired(ours, rounds=rounds)[0], None
    least = paired(ours, theirs, rounds=rounds)
    return least[0], least[1]
