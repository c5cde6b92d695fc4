"""The law of ends by brute force on a grid of days: slow, without a formula, and so an independent witness.

A place is a pair of instants, ``(start, finish)``; an instant is ``(day, side)`` with side 0 for the morning that begins the
day and 1 for the evening that ends it. Early dates are the least places that keep every bound, found by moving whatever breaks
one to its next place until nothing does; late dates the greatest, found the other way. One question, :func:`kept`, serves both.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from portfolio.model import ConstraintKind as Kind
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar

Instant = tuple[int, int]
REACH = 160


class Place(NamedTuple):
    start: Instant
    finish: Instant


class Grid:
    """The days around a plan, and which of them each calendar works, asked one by one."""

    def __init__(self, network: Network) -> None:
        self.network = network
        first = min(network.starts.values()).toordinal()
        self.days = range(first - REACH, first + REACH)
        self.worked: dict[WorkCalendar, list[int]] = {}
        self.choices: dict[str, list[Place]] = {}

    def on(self, calendar: WorkCalendar) -> list[int]:
        if calendar not in self.worked:
            self.worked[calendar] = [day for day in self.days if calendar.works(date.fromordinal(day))]
        return self.worked[calendar]

    def places(self, task: TaskSpec) -> list[Place]:
        """Every place that a task can have, from early to late."""
        days = self.on(self.network.calendar_of(task))
        if task.duration == 0:
            return [Place((day, side), (day, side)) for day in days for side in (0, 1)]
        return [Place((days[i], 0), (days[i + task.duration - 1], 1)) for i in range(len(days) - task.duration + 1)]

    def lagged(self, instant: Instant, lag: int, calendar: WorkCalendar) -> Instant:
        """An instant moved on by a lag: the evening of the last day that it counts, seen as a morning if it began as one."""
        if not lag:
            return instant
        days = self.on(calendar)
        day, side = instant
        passed = [d for d in days if d <= day] if side else [d for d in days if d < day]
        if side and (not passed or passed[-1] != day):
            side = 0
        counted = len(passed) - 1 + lag
        if not 0 <= counted < len(days):
            return (0, 0) if counted < 0 else (2 * self.days[-1], 0)
        return (days[counted], 1) if side else (days[counted] + 1, 0)

    def kept(self, link: LinkSpec, before: Place, task: TaskSpec, after: Place) -> bool:
        """Whether two places keep a link: for work, no day that it would work lies between its end and the bound."""
        bound = self.lagged(before.finish if link.from_finish else before.start, link.lag, self.network.lag_calendar_of(link))
        end = after.finish if link.to_finish else after.start
        if task.duration == 0:
            return end >= bound
        night, bounded = end[0] + end[1], bound[0] + bound[1]
        return not any(night <= day < bounded for day in self.on(self.network.calendar_of(task)))


def early(network: Network) -> dict[str, Place]:
    """The least places that keep start, dates and links."""
    grid = Grid(network)

    def fits(task: TaskSpec, place: Place, placed: Mapping[str, Place]) -> bool:
        begins = network.starts[task.group].toordinal()
        return (
            place.start >= (begins, 0)
            and all(_not_before(grid, task, place, kind, day.toordinal()) for kind, day in task.constraints if day)
            and all(
                grid.kept(link, placed[link.predecessor], task, place) for link in network.links if link.successor == task.code
            )
        )

    return _settled(network, {code: grid.places(task) for code, task in network.tasks.items()}, fits)


def late(network: Network, ends: Mapping[str, Instant]) -> dict[str, Place]:
    """The greatest places that keep the ends of the programmes, dates, deadlines and links."""
    grid = Grid(network)

    def fits(task: TaskSpec, place: Place, placed: Mapping[str, Place]) -> bool:
        due = task.binding_deadline
        return (
            _within(task, place, ends[task.group], grid)
            and (due is None or place.finish <= (due.toordinal(), 1))
            and all(_not_after(grid, task, place, kind, day.toordinal()) for kind, day in task.constraints if day)
            and all(
                grid.kept(link, place, network.tasks[link.successor], placed[link.successor])
                for link in network.links
                if link.predecessor == task.code
            )
        )

    return _settled(network, {code: grid.places(task)[::-1] for code, task in network.tasks.items()}, fits)


def _settled(
    network: Network,
    choices: Mapping[str, list[Place]],
    fits: Callable[[TaskSpec, Place, Mapping[str, Place]], bool],
) -> dict[str, Place]:
    chosen = dict.fromkeys(network.tasks, 0)
    moved = True
    while moved:
        moved = False
        for code, task in network.tasks.items():
            placed = {other: choices[other][i] for other, i in chosen.items()}
            while not fits(task, choices[code][chosen[code]], placed):
                chosen[code] += 1
                moved = True
    return {code: choices[code][i] for code, i in chosen.items()}


def _within(task: TaskSpec, place: Place, end: Instant, grid: Grid) -> bool:
    """Whether a place ends with the programme at the latest."""
    if task.duration == 0:
        return place.finish <= end
    return place.finish[0] + 1 <= end[0] + end[1]


def _worked(grid: Grid, task: TaskSpec, day: int, *, forward: bool) -> int:
    days = grid.on(grid.network.calendar_of(task))
    return min(d for d in days if d >= day) if forward else max(d for d in days if d <= day)


def _not_before(grid: Grid, task: TaskSpec, place: Place, kind: Kind, day: int) -> bool:
    if kind in (Kind.SNET, Kind.MSO):
        return place.start >= (_worked(grid, task, day, forward=True), 0)
    if kind in (Kind.FNET, Kind.MFO):
        return place.finish >= (_worked(grid, task, day, forward=kind is Kind.FNET), 1)
    return True


def _not_after(grid: Grid, task: TaskSpec, place: Place, kind: Kind, day: int) -> bool:
    if kind in (Kind.SNLT, Kind.MSO):
        return place.start <= (_worked(grid, task, day, forward=kind is Kind.MSO), int(task.duration == 0))
    if kind in (Kind.FNLT, Kind.MFO):
        return place.finish <= (_worked(grid, task, day, forward=False), 1)
    return True


def ends(network: Network, placed: Iterable[tuple[str, Place]]) -> dict[str, Instant]:
    """The last finish of each programme."""
    found: dict[str, Instant] = {}
    for code, place in placed:
        group = network.tasks[code].group
        found[group] = max(found.get(group, place.finish), place.finish, key=lambda i: (i[0] + i[1], 1 - i[1]))
    return found
