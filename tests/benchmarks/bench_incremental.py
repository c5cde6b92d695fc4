"""What one change costs beside a full pass: a length, a date, a lag, a link more or less, on plans of 100,000 tasks.

After each of the changes the kept schedule equals a full pass over the changed plan, column by column. The plan's share is of a
full pass measured in the same run. A new link's check for a loop is measured apart, on links that close none.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from time import thread_time

import numpy as np

from portfolio.engine.kernel import AT, DAYS, FREE, LATE_AT, NODE, PLACE, TOTAL
from portfolio.engine.passes import Passes
from portfolio.errors import CycleError
from portfolio.live import Change, Live
from portfolio.model import ConstraintKind, LagCalendar, Relation
from portfolio.network import LinkSpec, Network
from tests.benchmarks.graphs import MONDAY, calendars, graph, network, sheet
from tests.benchmarks.measuring import Report, await_quiet

SIZE, CHANGES = 100_000, 3_000
P50, P95, WORST, CHECK = 0.01, 0.05, 2.0, 0.05


def drawn(live: Live, base: Network, random: Random) -> Iterator[Change]:
    """Changes of the kinds that planners make, each to something else."""
    codes, links = base.wiring.sheet.codes, len(base.links)
    while True:
        task = live.task(codes[random.randrange(len(codes))])
        link = base.links[random.randrange(links)]
        match random.randrange(5):
            case 0 | 1:
                yield Change(
                    tasks=[replace(task, duration=max(1, task.duration + random.choice([-1, 1]) * random.randint(1, 10)))]
                )
            case 2:
                day = MONDAY + timedelta(days=random.randrange(400))
                yield Change(tasks=[replace(task, constraints=((ConstraintKind.SNET, day),))])
            case 3:
                yield Change(links=[replace(link, lag=link.lag + random.choice([-2, -1, 1, 2]))])
            case _:
                yield Change(dropped=[link])


def joined(base: Network, random: Random, reach: int = 2_000) -> LinkSpec:
    """A new link to one of the tasks that come not long after."""
    wiring = base.wiring
    a = random.randrange(wiring.size - 1)
    b = random.randrange(a + 1, min(wiring.size, a + reach))
    return LinkSpec(wiring.codes[a], wiring.codes[b], Relation.FS, random.randint(0, 2), LagCalendar.SUCCESSOR)


def full(live: Live) -> Passes:
    """Both passes over the plan as it stands, beside the kept ones."""
    kept = live.passes
    again = replace(kept, places=kept.wiring.run.copy(kept.places), accepts=kept.wiring.run.copy(kept.accepts))
    again = replace(again, told=kept.wiring.run.copy(kept.told))
    again.forward()
    again.backward(again.limits("portfolio"))
    return again


def timed(act: Callable[[], object]) -> float:
    gc.disable()
    begun = thread_time()
    act()
    taken = thread_time() - begun
    gc.enable()
    return taken


def changed(base: Network, after: Callable[[Live, float], None]) -> Live:
    """A plan after all its changes, each told with the seconds that it took."""
    live, random = Live(base, against="portfolio"), Random(5)
    changes = drawn(live, base, random)
    for done in range(CHANGES):
        change = Change(links=[joined(base, random)]) if done % 5 == 0 else next(changes)
        after(live, timed(lambda change=change: (live.change(change), live.hold())))
    return live


def equal(live: Live, _seconds: float) -> None:
    """Assert that the kept schedule is that of a full pass."""
    both = live.passes.places, full(live).places
    kept, again = (places.reshape(-1, PLACE)[:, : FREE + 1].astype(np.int64) for places in both)
    if live.origin is not None:  # late places are tails: told from the end
        room = (live.origin >> 1) - 1 - live.passes.bounds.rows.reshape(-1, NODE)[:, DAYS] - kept[:, AT]
        kept[:, LATE_AT] += live.origin >> 1
        kept[:, TOTAL], kept[:, FREE] = kept[:, LATE_AT] - kept[:, AT], np.maximum(0, np.minimum(kept[:, FREE], room))
    assert np.array_equal(kept, again)


def measured(kind: str, report: Report, *, alone: bool = False) -> None:
    """One plan under many changes, of four calendars or one alone: once to time them, once to prove each."""
    plan = graph(kind, SIZE)
    if alone:
        plan.given["cal"][:] = 0
        kind = f"{kind}, one calendar"
    base = network(sheet(plan), calendars(plan))
    taken: list[float] = []
    await_quiet()
    live = changed(base, lambda _live, seconds: taken.append(seconds))
    whole = min(timed(lambda: full(live)) for _ in range(9))
    changed(base, equal)
    p50, p95, worst = (float(np.percentile(taken, p)) for p in (50, 95, 100))
    held = kind == "layered"
    report.within(f"{kind}: one change, median", p50, whole, P50 if held else None)
    report.within(f"{kind}: one change, 95 of 100 take no more", p95, whole, P95 if held else None)
    report.within(f"{kind}: one change, the worst of {CHANGES:,}", worst, whole, WORST)
    random = Random(6)
    links = [joined(base, random, SIZE) for _ in range(1_000)]
    checks = [timed(lambda link=link: live.closes(link)) for link in links]
    report.within(f"{kind}: a new link's check for a loop, 99 of 100", float(np.percentile(checks, 99)), whole, CHECK)
    link = joined(base, random)
    with suppress(CycleError):
        live.change(Change(links=[link, LinkSpec(link.successor, link.predecessor)]))
        raise AssertionError


def main() -> bool:
    """Measure, assert and print."""
    report = Report("full pass")
    for kind in ("layered", "chain"):
        measured(kind, report)
        measured(kind, report, alone=True)
    return report.printed()


if __name__ == "__main__":
    main()
