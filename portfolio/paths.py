"""The ways to the finish, ranked: float paths, and what is nearly critical.

A float path is a chain of tasks. Backward each is driven by the one before it; forward each is held by the one after it, so
what the path may lose is lost by all of it. The first path begins with the least float there is: it is a critical path.
Each further one takes the least float that is left, and ends where it runs into an earlier path, a deadline or the end.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portfolio.cpm import Schedule
from portfolio.engine.columns import in_path_order
from portfolio.engine.summaries import Role
from portfolio.limits import Hold, Holds

BAND = 10
"""Working days of float, beyond the critical, within which a task is nearly so: two weeks."""


@dataclass(frozen=True, slots=True)
class FloatPath:
    """One way to the finish. ``float`` is the least total float on it; ``holds`` is what its last task's late date rests on.

    A hold that is a link leads to a task of an earlier path, or of another programme.
    """

    rank: int
    float: int
    tasks: tuple[str, ...]
    holds: tuple[Hold, ...]


def float_paths(schedule: Schedule, group: str | None = None, most: int | None = None) -> tuple[FloatPath, ...]:
    """The float paths of a programme, or of all, the most critical first; at most so many.

    Floats never fall from path to path, and each unfinished task that is no summary is on exactly one path. Where a task of
    another programme drives, it is on the path that it drives.

    Examples
    --------
    >>> from datetime import date
    >>> from portfolio.cpm import schedule
    >>> from portfolio.network import LinkSpec, Network, TaskSpec
    >>> from portfolio.workcalendar import WorkCalendar
    >>> plan = schedule(Network.build(
    ...     [TaskSpec("draft", 3), TaskSpec("translate", 1), TaskSpec("review", 2)],
    ...     [LinkSpec("draft", "review"), LinkSpec("translate", "review")],
    ...     {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)},
    ... ))
    >>> [(path.float, path.tasks) for path in float_paths(plan)]
    [(0, ('draft', 'review')), (2, ('translate',))]
    """
    walk = _Walk(schedule, group)
    paths: list[FloatPath] = []
    for seed in walk.seeds():
        if most is not None and len(paths) == most:
            break
        if seed not in walk.taken:
            before, after = walk.back(seed), walk.on(seed)
            nodes = [*reversed(before), seed, *after]
            codes = tuple(schedule.network.wiring.codes[i] for i in nodes)
            paths.append(FloatPath(len(paths) + 1, schedule.columns.total(seed), codes, walk.holds.of(codes[-1])))
    return tuple(paths)


def near_critical(schedule: Schedule, band: int = BAND, group: str | None = None) -> tuple[str, ...]:
    """The unfinished tasks that are not critical but would be if ``band`` more working days were lost, in path order."""
    wiring, columns = schedule.network.wiring, schedule.columns
    nodes = [
        i
        for code, i in wiring.task_node.items()
        if group in (None, schedule.network.tasks[code].group)
        and columns.moves(i)
        and not columns.critical[i]
        and columns.total(i) <= schedule.threshold + band
    ]
    return tuple(wiring.codes[i] for i in in_path_order(wiring, columns, nodes))


class _Walk:
    """Takes tasks from a schedule, each once."""

    def __init__(self, schedule: Schedule, group: str | None) -> None:
        self._schedule, self._group = schedule, group
        self._wiring, self._columns = schedule.network.wiring, schedule.columns
        self.holds, self.taken = Holds(schedule), set[int]()

    def _rank(self, i: int) -> tuple[int, int, str]:
        """The least float first; of equals what finishes last, then the smallest code."""
        return (self._columns.total(i), -self._columns.finish[i], self._wiring.codes[i])

    def _within(self, i: int) -> bool:
        return self._group in (None, self._schedule.network.tasks[self._wiring.codes[i]].group)

    def seeds(self) -> Iterable[int]:
        nodes = self._wiring.task_node.values()
        return sorted((i for i in nodes if self._columns.moves(i) and self._within(i)), key=self._rank)

    def back(self, i: int) -> list[int]:
        """The chain of what drives a task, nearest first."""
        self.taken.add(i)
        chain: list[int] = []
        while drivers := set(self._drivers(i)) - self.taken:
            i = min(drivers, key=self._rank)
            self.taken.add(i)
            chain.append(i)
        return chain

    def _drivers(self, i: int) -> Iterator[int]:
        """The unfinished tasks that drive a node, through the ends of summaries where need be."""
        for driver in (arc.src for arc in self._columns.driving(i)):
            if self._wiring.roles[driver] is not Role.TASK:
                yield from self._drivers(driver)
            elif self._columns.moves(driver):
                yield driver

    def on(self, i: int) -> list[int]:
        """The chain of what holds a task, nearest first."""
        chain: list[int] = []
        while waiting := set(self._waiting(i)) - self.taken:
            i = min(waiting, key=self._rank)
            self.taken.add(i)
            chain.append(i)
        return chain

    def _waiting(self, i: int) -> Iterator[int]:
        for hold in self.holds.of(self._wiring.codes[i]):
            node = self._wiring.task_node.get(hold.task or "")
            if node is not None and self._within(node):
                yield node
