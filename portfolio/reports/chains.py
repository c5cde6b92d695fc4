"""What holds a programme up: its critical tasks as chains, the worst first, each with the date that its float counts to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from portfolio.cpm import Cause, Schedule, TaskDates
from portfolio.engine.summaries import Role
from portfolio.explain import explain
from portfolio.limits import Hold, Holds
from portfolio.model import ConstraintKind
from portfolio.reports.views import View


@dataclass(frozen=True, slots=True)
class Bound:
    """The deadline, constraint or end that a chain's float counts to, and the task that has it."""

    task: str
    hold: Hold


@dataclass(frozen=True, slots=True)
class Chain:
    """Critical tasks of which each leads to the next. ``into`` is what the last one leads to, on another chain or elsewhere.

    ``float`` is the least on it; of a longest path that of its last task, which is what counts to ``bound``.
    """

    number: int
    float: int
    tasks: tuple[str, ...]
    into: str | None
    bound: Bound


@dataclass(frozen=True, slots=True)
class Chains:
    """The chains, the least float first, and the tasks that are critical only because a date pins them."""

    chains: tuple[Chain, ...]
    pinned: tuple[str, ...]


def chains(schedule: Schedule, codes: Iterable[str]) -> Chains:
    """Sort critical tasks into chains. Each task is on one, or is pinned and on none.

    By float a task leads to what its late date rests on; on a longest path, to what it drives.
    """
    walk = _Walk(schedule, [code for code in codes if not _put_off(schedule.tasks[code])])
    found = [chain for seed in walk.seeds if (chain := walk.chain(seed))]
    pinned = {chain[0] for chain in found if len(chain) == 1 and _pinned(schedule.tasks[chain[0]])}
    kept = [chain for chain in found if chain[0] not in pinned]
    apart = tuple(code for code in codes if code in pinned or _put_off(schedule.tasks[code]))
    return Chains(tuple(_told(schedule, walk, n, tuple(chain)) for n, chain in enumerate(kept, 1)), apart)


def root(view: View, code: str) -> TaskDates:
    """The unfinished task that a chain of drivers leads back to from a task, in whatever programme; perhaps the task itself."""
    steps = explain(view.schedule, view.records, code).steps
    return next(step.dates for step in reversed(steps) if step.dates.state != "finished" and not step.dates.summary)


def _put_off(dates: TaskDates) -> bool:
    """Whether a task has no float only because it is done as late as possible."""
    return any(driver.constraint is ConstraintKind.ALAP for driver in dates.driven_by)


def _pinned(dates: TaskDates) -> bool:
    return any(
        driver.cause is Cause.CONSTRAINT and driver.constraint in (ConstraintKind.MSO, ConstraintKind.MFO)
        for driver in dates.driven_by
    )


def _told(schedule: Schedule, walk: "_Walk", number: int, tasks: tuple[str, ...]) -> Chain:
    into = min(walk.on[tasks[-1]], key=walk.rank, default=None)
    counted = tasks if schedule.criterion == "float" else tasks[-1:]
    least = min(schedule.tasks[code].total_float for code in counted)
    return Chain(number, least, tasks, into, _bound(walk.holds, tasks[-1]))


def _bound(holds: Holds, task: str) -> Bound:
    """Follow what holds late dates from a task on to the date that they count to: something always does."""
    while True:
        found = holds.of(task)
        fixed = next((hold for hold in found if hold.link is None), None)
        if fixed is not None:
            return Bound(fixed.on or task, fixed)
        followed = found[0].task
        assert followed is not None, "a link that holds a task leads to one that cannot be later"
        task = followed


class _Walk:
    """Takes tasks from those chosen, each once."""

    def __init__(self, schedule: Schedule, chosen: Iterable[str]) -> None:
        self._schedule, self.holds = schedule, Holds(schedule)
        self._left = set(chosen)
        self.seeds = sorted(self._left, key=self.rank)
        self._back = {code: tuple(dict.fromkeys(self._drivers(code))) for code in self.seeds}
        self.on: Mapping[str, tuple[str, ...]] = (
            self._inverse() if schedule.criterion == "longest-path" else {code: self._held(code) for code in self.seeds}
        )

    def rank(self, code: str) -> tuple[int, int, str]:
        """The least float first; of equals what finishes last, then the smallest code."""
        dates = self._schedule.tasks[code]
        return (dates.total_float, -dates.early_finish.toordinal(), code)

    def chain(self, seed: str) -> list[str]:
        """The chain through a task, from what drives it to what it leads to; empty where an earlier chain has it."""
        if seed not in self._left:
            return []
        self._left.discard(seed)
        before = list(self._follow(seed, self._back.__getitem__))
        return [*reversed(before), seed, *self._follow(seed, self.on.__getitem__)]

    def _follow(self, code: str, leads: Callable[[str], Iterable[str]]) -> Iterator[str]:
        while waiting := self._left.intersection(leads(code)):
            code = min(waiting, key=self.rank)
            self._left.discard(code)
            yield code

    def _held(self, code: str) -> tuple[str, ...]:
        """The tasks that the late date of a task rests on."""
        return tuple(hold.task for hold in self.holds.of(code) if hold.task is not None)

    def _inverse(self) -> Mapping[str, tuple[str, ...]]:
        driven: dict[str, list[str]] = defaultdict(list)
        for code, drivers in self._back.items():
            for driver in drivers:
                driven[driver].append(code)
        return {code: tuple(driven[code]) for code in self._back}

    def _drivers(self, code: str) -> Iterator[str]:
        """The unfinished tasks that drive a task, through the ends of summaries where need be."""
        wiring, columns = self._schedule.network.wiring, self._schedule.columns
        waiting = [wiring.task_node[code]]
        while waiting:
            for driver in [arc.src for arc in columns.driving(waiting.pop())]:
                if wiring.roles[driver] is not Role.TASK:
                    waiting.append(driver)
                elif columns.moves(driver):
                    yield wiring.codes[driver]
