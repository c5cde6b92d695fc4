"""What made a task move, by the law of the latest bound: what holds it now, and did not hold it there before."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from portfolio.baselines.differences import PLAN, Difference, Differences, Piece
from portfolio.baselines.sides import Side
from portfolio.checks import place
from portfolio.cpm import Cause as Holder
from portfolio.cpm import Driver, TaskDates
from portfolio.model import ConstraintKind
from portfolio.network import LinkSpec, Network
from portfolio.workcalendar import WorkCalendar


class Why(StrEnum):
    """What made a task move."""

    PIECE = "piece"  # the plan says something else of it
    CARRIED = "carried"  # a task that it waits for moved
    PART = "part"  # of a summary: a part of it moved, came or went
    TOGETHER = "together"  # several differences, none of which shows alone
    RECKONING = "reckoning"  # no difference: dates are computed otherwise than when the baseline was taken


class Proof(StrEnum):
    """How a cause is known."""

    UNDONE = "undone"  # without it the task would have other dates now
    ALONE = "alone"  # it alone would have moved the task then
    LAW = "law"  # it is what holds the task, or held it, and it is otherwise than it was
    JOINT = "joint"  # tried both ways, it moves the task only together with others


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of a move: a piece of the plan that differs, or the task ``by`` that carried it, over ``link`` where one drives.

    ``without`` are the days that the task would have now if the piece were as it was, where that was tried.
    """

    why: Why
    difference: Difference | None = None
    by: str | None = None
    link: LinkSpec | None = None
    proof: Proof = Proof.LAW
    without: tuple[date, date] | None = None


class Law:
    """The law of the latest bound, for a task that is later in ``high`` than in ``low``."""

    def __init__(self, low: Side, high: Side, found: Differences) -> None:
        self.low, self.high, self.found = low.schedule, high.schedule, found

    def of_summary(self, code: str, end: str) -> Iterator[Cause]:
        """The part that made it later: the one that started first starts later or is gone, the one that finishes last did not."""
        side = self.low if end == "start" else self.high
        if not side.network.is_summary(code):
            side = self.high if end == "start" else self.low
        first = min if end == "start" else max
        parts = side.network.leaves(code)
        yield Cause(Why.PART, by=first(parts, key=lambda part: (ends(side.tasks[part])[end == "finish"], part)))

    def of_task(self, code: str, end: str) -> Iterator[Cause]:
        """What holds an end of the task in the later plan and did not in the earlier one."""
        dates = self.high.tasks[code]
        yield from self._pieces((Piece.PROGRESS, code))
        if end == "finish":
            yield from self._pieces((Piece.DURATION, code))
            yield from self._counted(code, _of(self.low.network, code), _of(self.high.network, code))
        if end == "start" or dates.state == "started":
            for driver in dates.driven_by:
                yield from self._holder(code, driver)

    def _pieces(self, *wanted: tuple[Piece, str]) -> Iterator[Cause]:
        return of_pieces(self.found, *wanted)

    def _holder(self, code: str, driver: Driver) -> Iterator[Cause]:
        """How one thing that holds the task is otherwise than it was."""
        if driver.link is not None:
            yield from self._linked(code, driver.link, driver.on)
            return
        of = driver.on or code
        match driver.cause:
            case Holder.CONSTRAINT:
                yield from self._pieces((Piece.CONSTRAINT, of))
                if driver.constraint in (ConstraintKind.FNET, ConstraintKind.MFO):
                    yield from self._pieces((Piece.DURATION, code))
            case Holder.DATA_DATE:
                yield from self._pieces((Piece.DATA_DATE, ""))
            case Holder.START:
                yield from self._pieces((Piece.START, self.high.network.tasks[code].group))
            case _:  # what happened: the length counts on from there
                yield from self._pieces((Piece.DURATION, code))
        if of != code or driver.cause is Holder.START:
            yield from self._moved_over(code)
        yield from self._counted(code, _of(self.low.network, code), _of(self.high.network, code))

    def _linked(self, code: str, link: LinkSpec, on: str | None) -> Iterator[Cause]:
        """How a link that holds the task is otherwise: itself, the task that it comes from, or the days that it counts."""
        for cause in self._pieces((Piece.LINK, place(link))):
            yield replace(cause, link=link)
        if on is not None:
            yield from self._moved_over(code)
        before = self.low.tasks.get(link.predecessor)
        same = self.found.find(Piece.LINK, place(link))
        if before is not None and (same is None or same.before is not None):
            after = self.high.tasks[link.predecessor]
            ends = [dates.early_finish if link.from_finish else dates.early_start for dates in (before, after)]
            if ends[0] != ends[1]:
                yield Cause(Why.CARRIED, by=link.predecessor, link=link)
        if link.to_finish:
            yield from self._pieces((Piece.DURATION, code))
        if link.lag:
            low, high = self.low.network, self.high.network
            if link.predecessor in low.tasks:
                yield from self._counted(link.predecessor, low.lag_calendar_of(link), high.lag_calendar_of(link), until=code)
        yield from self._counted(code, _of(self.low.network, code), _of(self.high.network, code))

    def _moved_over(self, code: str | None) -> Iterator[Cause]:
        """That a task, or what it is part of, has been put elsewhere in the plan."""
        while code is not None:
            yield from self._pieces((Piece.PLACE, code))
            code = self.high.network.tasks[code].parent if code in self.high.network.tasks else None

    def _counted(self, code: str, low: WorkCalendar, high: WorkCalendar, until: str | None = None) -> Iterator[Cause]:
        """That days are counted otherwise around a task: it takes another calendar, or that has other days there."""
        spans = [ends(side.tasks[of]) for side in (self.low, self.high) for of in (code, until or code)]
        first, last = min(start for start, _finish in spans), max(finish for _start, finish in spans)
        others = (low.closed ^ high.closed) | (low.opened ^ high.opened)
        if low.week == high.week and not any(first <= day <= last for day in others):
            return
        name = high.name
        yield from self._pieces((Piece.CALENDAR, code), (Piece.CALENDAR, PLAN + name))
        if not self.high.network.tasks[code].calendar or not self.low.network.tasks[code].calendar:
            yield from self._pieces((Piece.CALENDAR, PLAN))


def _of(network: Network, code: str) -> WorkCalendar:
    return network.calendar_of(network.tasks[code])


def of_pieces(found: Differences, *wanted: tuple[Piece, str]) -> Iterator[Cause]:
    """Those of these pieces of the plan that differ, as causes."""
    differing = (found.find(piece, subject) for piece, subject in wanted)
    yield from (Cause(Why.PIECE, difference) for difference in differing if difference is not None)


def ends(dates: TaskDates) -> tuple[date, date]:
    """The first and the last day of a task."""
    return dates.early_start, dates.early_finish
