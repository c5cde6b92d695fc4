"""What a schedule costs beside networkx, on the same seeded plan in the same run, and how the cost grows.

Each size asserts its answer: with zero lags, one calendar and finish-to-start links, the plan is as long as the longest path
that networkx finds. Times are of this process; the ratio and the growth are what to compare between machines.
"""

from collections.abc import Callable
from datetime import date
from random import Random
from time import perf_counter

import networkx as nx

from portfolio.cpm import Schedule, schedule
from portfolio.model import Relation
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar

START = date(2018, 1, 1)
SIZES = (1_000, 10_000)
LINKS_A_TASK = 2.5
MOST_RATIO = 3.0
"""A schedule with calendars, both passes and floats may cost this many times networkx's longest path, which has none of them."""
MOST_GROWTH = 20.0
"""Ten times the tasks may cost this many times as much."""


def layered(size: int, seed: int = 7) -> tuple[list[TaskSpec], list[LinkSpec]]:
    """A plan of short chains across layers, in no useful order."""
    random = Random(seed)
    width = max(10, int(size**0.5))
    tasks = [TaskSpec(f"T{i:06}", random.randint(1, 20), group=f"P{i % 5}") for i in range(size)]
    ends = set()
    while len(ends) < size * LINKS_A_TASK - width * LINKS_A_TASK:
        i = random.randrange(width, size)
        ends.add((max(0, i - random.randint(1, 2 * width)), i))
    links = [LinkSpec(tasks[a].code, tasks[b].code) for a, b in ends]
    random.shuffle(tasks)
    random.shuffle(links)
    return tasks, links


def mixed(tasks: list[TaskSpec], links: list[LinkSpec], seed: int = 11) -> tuple[list[TaskSpec], list[LinkSpec]]:
    """The same plan with four relations, lags and four calendars."""
    random = Random(seed)
    lags = (0, 0, 0, -1, 1, 3)
    return (
        [TaskSpec(task.code, task.duration, f"C{i % 4}", task.group) for i, task in enumerate(tasks)],
        [LinkSpec(link.predecessor, link.successor, random.choice(list(Relation)), random.choice(lags)) for link in links],
    )


def built(tasks: list[TaskSpec], links: list[LinkSpec], calendars: int = 1) -> Network:
    weeks = {
        f"C{i}": WorkCalendar("1111100", [date(2018, 1 + i, 5), date(2018, 9, 3)], [date(2018, 1, 6 + 7 * i)])
        for i in range(calendars)
    }
    return Network.build(tasks, links, weeks, "C0", {f"P{i}": START for i in range(5)})


def longest(tasks: list[TaskSpec], links: list[LinkSpec]) -> int:
    graph = nx.DiGraph()
    days = {task.code: task.duration for task in tasks}
    graph.add_nodes_from(days)
    graph.add_weighted_edges_from((link.predecessor, link.successor, days[link.predecessor]) for link in links)
    graph.add_weighted_edges_from((code, "", days[code]) for code in days)
    return int(nx.dag_longest_path_length(graph))


def best(run: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        begun = perf_counter()
        run()
        taken.append(perf_counter() - begun)
    return min(taken)


def everything(plan: Schedule) -> None:
    assert len(dict(plan.tasks)) == len(plan.network.tasks)
    assert len(plan.links) == len(plan.network.links)


def main() -> None:
    """Measure, assert and print."""
    passes = {}
    for size in SIZES:
        tasks, links = layered(size)
        network = built(tasks, links)
        plan = schedule(network, against="portfolio")
        weeks = network.calendars["C0"]
        assert plan.finish is not None
        assert weeks.working_days(START, plan.finish) == longest(tasks, links)
        passes[size] = best(lambda network=network: schedule(network, against="portfolio"))
        peer = best(lambda tasks=tasks, links=links: longest(tasks, links))
        build = best(lambda tasks=tasks, links=links: built(tasks, links))
        shown = best(lambda network=network: everything(schedule(network)))
        print(
            f"{size:>7} tasks {len(links):>7} links: build {build:.3f} s, passes {passes[size]:.3f} s, every date and link "
            f"{shown:.3f} s; networkx longest path {peer:.3f} s; passes / networkx {passes[size] / peer:.2f}"
        )
        assert passes[size] <= MOST_RATIO * peer, (passes[size], peer)
    network = built(*mixed(*layered(SIZES[-1])), calendars=4)
    print(f"{SIZES[-1]:>7} tasks, four relations, lags, four calendars: passes {best(lambda: schedule(network)):.3f} s")
    growth = passes[SIZES[1]] / passes[SIZES[0]]
    print(f"growth from {SIZES[0]} to {SIZES[1]} tasks: {growth:.1f}")
    assert growth <= MOST_GROWTH, growth


if __name__ == "__main__":
    main()
