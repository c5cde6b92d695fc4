"""The law of ends by brute force on a grid of days: slow, without a formula, and so an independent witness.

A place is a pair of instants, ``(start, finish)``; an instant is ``(day, side)`` with side 0 for the morning that begins the
day and 1 for the evening that ends it. Early dates are the least places that keep every bound, found by moving whatever breaks
one to its next place until nothing does; late dates the greatest, found the other way; a task as late as possible goes to the
greatest that leaves all others where they are, and free float is the way there. One question, :meth:`Oracle.kept`, serves all.

Of a summary's finish end a link binds the child that would be last without it. Where two such ends bind the same children the
answer may depend on which is asked first; then there is no witness, and :func:`answer` says so with None.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import NamedTuple

from portfolio.model import ConstraintKind as Kind
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar

Instant = tuple[int, int]
REACH = 260


class Place(NamedTuple):
    start: Instant
    finish: Instant


class Dates(NamedTuple):
    """What the oracle says of a task that is no summary, with days as ordinals."""

    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total: int
    free: int


class Bind(NamedTuple):
    """A link, between the tasks that it comes down to."""

    link: LinkSpec
    before: tuple[str, ...]
    first_only: bool  # from the start of a summary: the first of them that starts
    after: tuple[str, ...]
    last_only: bool  # to the finish of a summary: the last of them that finishes


class Oracle:
    """A plan on a grid of days, asked one by one."""

    def __init__(self, network: Network, progress: str = "retained", gates: Sequence[str] = ()) -> None:
        self.network, self.progress = network, progress
        self.leaves = {code: task for code, task in network.tasks.items() if not network.is_summary(code)}
        known = [network.data_date, *network.starts.values(), *(task.actual_start for task in self.leaves.values())]
        middle = min(day for day in known if day).toordinal()
        self.days = range(middle - REACH, middle + REACH)
        self.worked: dict[WorkCalendar, list[int]] = {}
        self.choices = {code: self.places(task) for code, task in self.leaves.items() if not task.finished}
        self.binds = [self.bind(link) for link in network.links]
        self.last: dict[str, str] = {}
        placed = self.earliest()
        for summary in gates:
            children = [code for code in network.leaves(summary) if code in self.choices]
            if children:
                self.last[summary] = max(children, key=lambda code: self.marks(code, placed)[1] or (0, 0))
                placed = self.earliest()
        self.first = {bind.link.predecessor: self.starter(bind, placed) for bind in self.binds if bind.first_only} | {
            code: self.starter(Bind(LinkSpec(code, code), network.leaves(code), True, (), False), placed)
            for code in network.children
        }
        self.early = placed

    # ------------------------------------------------------------------------------------------------ calendars, places
    def on(self, calendar: WorkCalendar) -> list[int]:
        if calendar not in self.worked:
            self.worked[calendar] = [day for day in self.days if calendar.works(date.fromordinal(day))]
        return self.worked[calendar]

    def own(self, code: str) -> list[int]:
        return self.on(self.network.calendar_of(self.network.tasks[code]))

    def places(self, task: TaskSpec) -> list[Place]:
        """Every place that a task, or what remains of it, can have, from early to late."""
        days = self.own(task.code)
        if task.duration == 0:
            return [Place((day, side), (day, side)) for day in days for side in (0, 1)]
        length = self.length(task)
        return [Place((days[i], 0), (days[i + length - 1], 1)) for i in range(1, len(days) - length)]

    def length(self, task: TaskSpec) -> int:
        if not task.started:
            return task.duration if task.remaining is None else max(1, task.remaining)
        if task.remaining is not None:
            return task.remaining
        assert task.actual_start
        until = (self.network.data_date or task.actual_start).toordinal()
        passed = [day for day in self.own(task.code) if task.actual_start.toordinal() <= day < until]
        return max(1, task.duration - len(passed))

    def goes_on(self, task: TaskSpec) -> Instant:
        """When work may start or go on at the earliest."""
        today, begins = self.network.data_date, self.network.start_of(task.group)
        assert begins
        if not task.started:
            return (max(begins, today or begins).toordinal(), 0)
        assert task.actual_start
        since = task.actual_start.toordinal()
        if today:
            return (max(since, today.toordinal()), 0)
        done = max(0, task.duration - task.remaining) if task.remaining is not None else 0
        return ([day for day in self.own(task.code) if day >= since][done], 0)

    def past(self, task: TaskSpec) -> tuple[int, int]:
        """First and last day of finished work; what is not on record counts back from when it was over."""
        today = self.network.data_date or self.network.start_of(task.group)
        assert today
        began = task.actual_start
        said = task.actual_finish or (began if task.duration == 0 else None) or task.done_by
        last = said.toordinal() if said else max(day for day in self.own(task.code) if day < today.toordinal())
        if began:
            return began.toordinal(), max(last, began.toordinal())
        return min(last, [day for day in self.own(task.code) if day <= last][-max(task.duration, 1)]), last

    def marks(self, code: str, placed: Mapping[str, Place]) -> tuple[Instant | None, Instant | None]:
        """The instants that a task's ends bind others with; None where they are not on record."""
        task = self.leaves[code]
        if task.finished:
            first, last = self.past(task)
            moment = task.duration == 0
            return (
                (first, 0) if task.actual_start or (moment and task.actual_finish) else None,
                (last, 1) if task.actual_finish or task.done_by or (moment and task.actual_start) else None,
            )
        if task.started:
            assert task.actual_start
            since = task.actual_start.toordinal()
            return (since, 0), max(placed[code].finish, (since, 1))
        return placed[code]

    # ----------------------------------------------------------------------------------------------------------- links
    def bind(self, link: LinkSpec) -> Bind:
        before, after = self.network.leaves(link.predecessor), self.network.leaves(link.successor)
        return Bind(
            link,
            before,
            self.network.is_summary(link.predecessor) and not link.from_finish,
            after,
            self.network.is_summary(link.successor) and link.to_finish,
        )

    def starter(self, bind: Bind, placed: Mapping[str, Place]) -> str | None:
        known = {code: mark for code in bind.before if (mark := self.marks(code, placed)[0])}
        return min(known, key=lambda code: known[code]) if known else None

    def bound(self, bind: Bind, placed: Mapping[str, Place]) -> Instant | None:
        """The instant that a link binds with: the last of those of its predecessors, or the first start of a summary."""
        marks = [self.marks(code, placed)[bind.link.from_finish] for code in bind.before]
        known = [mark for mark in marks if mark]
        if not known:
            return None
        return self.lagged(min(known) if bind.first_only else max(known), bind.link)

    def lagged(self, instant: Instant, link: LinkSpec) -> Instant:
        """An instant moved on by a lag: the evening of the last day that it counts, seen as a morning if it began as one."""
        if not link.lag:
            return instant
        days = self.on(self.network.lag_calendar_of(link))
        day, side = instant
        passed = bisect_left(days, day + side)
        if side and (not passed or days[passed - 1] != day):
            side = 0
        counted = passed - 1 + link.lag
        if not 0 <= counted < len(days):
            return (0, 0) if counted < 0 else (2 * self.days[-1], 0)
        return (days[counted], 1) if side else (days[counted] + 1, 0)

    def kept(self, code: str, end: Instant, bound: Instant) -> bool:
        """Whether an end keeps a bound: for work, no day that it would work lies between the two."""
        if self.leaves[code].duration == 0:
            return end >= bound
        days = self.own(code)
        return bisect_left(days, end[0] + end[1]) >= bisect_left(days, bound[0] + bound[1])

    def bound_ends(self, bind: Bind) -> Iterator[tuple[str, bool]]:
        """The unfinished tasks, and which of their ends, that a link binds."""
        if bind.last_only:
            if bind.link.successor in self.last:
                yield self.last[bind.link.successor], True
            return
        for code in bind.after:
            begun = self.leaves[code].started and not bind.link.to_finish
            if code in self.choices and not (begun and self.progress == "override"):
                yield code, bind.link.to_finish

    def breaks(self, bind: Bind, code: str, place: Place, placed: Mapping[str, Place]) -> bool:
        """Whether a link does not allow its successor this place."""
        ends = [to_finish for bound, to_finish in self.bound_ends(bind) if bound == code]
        mark = self.bound(bind, placed) if ends else None
        return mark is not None and not all(self.kept(code, place[to_finish], mark) for to_finish in ends)

    # ----------------------------------------------------------------------------------------------------------- dates
    def snapped(self, kind: Kind, day: date, of: str) -> int:
        days = self.own(of)
        wanted = day.toordinal()
        if kind in (Kind.SNET, Kind.FNET, Kind.MSO):
            return min(d for d in days if d >= wanted)
        return max(d for d in days if d <= wanted)

    def said(self, code: str) -> Iterator[tuple[Kind, str, int]]:
        """The dates that bind a task: its own and those of the summaries above it, with whose they are."""
        of: str | None = code
        while of is not None:
            for kind, day in self.network.tasks[of].constraints:
                if day:
                    yield kind, of, self.snapped(kind, day, of)
            of = self.network.tasks[of].parent

    def early_date_breaks(self, code: str, place: Place, kind: Kind, of: str, day: int) -> bool:
        """Whether a date does not allow a task a place as early as this."""
        task = self.leaves[code]
        if kind in (Kind.SNET, Kind.MSO):
            answered = task.started and (of == code or self.progress == "override")
            return not answered and place.start < (day, 0)
        if kind in (Kind.FNET, Kind.MFO):
            return (of == code or self.last.get(of) == code) and not self.kept(code, place.finish, (day, 1))
        return False

    def late_date_breaks(self, code: str, place: Place, kind: Kind, of: str, day: int) -> bool:
        """Whether a date does not allow a task a place as late as this."""
        task = self.leaves[code]
        if kind in (Kind.SNLT, Kind.MSO):
            binds = of == code or self.first.get(of) == code
            return binds and not task.started and place.start > (day, int(task.duration == 0))
        return kind in (Kind.FNLT, Kind.MFO) and place.finish > (day, 1)

    def dues(self, code: str) -> Iterator[int]:
        of: str | None = code
        while of is not None:
            if due := self.network.tasks[of].binding_deadline:
                yield due.toordinal()
            of = self.network.tasks[of].parent

    # ---------------------------------------------------------------------------------------------------------- passes
    def early_fits(self, code: str, place: Place, placed: Mapping[str, Place]) -> bool:
        return (
            place.start >= self.goes_on(self.leaves[code])
            and not any(self.early_date_breaks(code, place, *said) for said in self.said(code))
            and not any(self.breaks(bind, code, place, placed) for bind in self.binds)
        )

    def late_fits(self, code: str, place: Place, placed: Mapping[str, Place], end: Instant) -> bool:
        """Whether a task may be as late as this, where all others are as placed."""
        moment = self.leaves[code].duration == 0
        if not (place.finish <= end if moment else place.finish[0] + 1 <= end[0] + end[1]):
            return False
        if any(place.finish > (due, 1) for due in self.dues(code)):
            return False
        if any(self.late_date_breaks(code, place, *said) for said in self.said(code)):
            return False
        return all(
            self.kept(follower, placed[follower][to_finish], self.lagged(place[bind.link.from_finish], bind.link))
            for bind in self.binds
            if self.holds(bind, code)
            for follower, to_finish in self.bound_ends(bind)
        )

    def on_time(self) -> bool:
        """Whether early places keep every date and deadline that bounds late."""
        return not any(
            any(self.late_date_breaks(code, place, *said) for said in self.said(code))
            or any(place.finish > (due, 1) for due in self.dues(code))
            for code, place in self.early.items()
        )

    def holds(self, bind: Bind, code: str) -> bool:
        """Whether it is this task that must keep to what follows by a link; a start that is history cannot move."""
        if code not in bind.before or (self.leaves[code].started and not bind.link.from_finish):
            return False
        return not bind.first_only or self.first[bind.link.predecessor] == code

    def settled(self, backward: bool, fits: Callable[[str, Place, Mapping[str, Place]], bool]) -> dict[str, Place]:
        ordered = {code: places[::-1] if backward else places for code, places in self.choices.items()}
        chosen = dict.fromkeys(ordered, 0)
        moved = True
        while moved:
            moved = False
            for code, places in ordered.items():
                placed = {other: ordered[other][i] for other, i in chosen.items()}
                while not fits(code, places[chosen[code]], placed):
                    chosen[code] += 1
                    moved = True
        return {code: ordered[code][i] for code, i in chosen.items()}

    def earliest(self) -> dict[str, Place]:
        return self.settled(False, self.early_fits)

    def ends(self) -> dict[str, Instant]:
        """The last finish of each programme."""
        found: dict[str, Instant] = {}
        for code, task in self.leaves.items():
            mark = (self.past(task)[1], 1) if task.finished else (self.marks(code, self.early)[1] or (0, 0))
            found[task.group] = max(found.get(task.group, mark), mark)
        return found

    def limits(self, against: str) -> dict[str, Instant]:
        ends = self.ends()
        return {code: ends[task.group] if against == "programme" else max(ends.values()) for code, task in self.leaves.items()}

    def latest(self, limits: Mapping[str, Instant]) -> dict[str, Place]:
        return self.settled(True, lambda code, place, placed: self.late_fits(code, place, placed, limits[code]))

    def delayed(self, code: str, placed: Mapping[str, Place], end: Instant) -> Place:
        """The greatest place, whole days later, of a task that moves no other; or where it is."""
        places = self.choices[code]
        here = places.index(placed[code])
        step = 2 if self.leaves[code].duration == 0 else 1
        later = [place for place in places[here::step] if self.late_fits(code, place, placed, end)]
        return later[-1] if later else placed[code]

    def as_late_as_possible(self) -> list[str]:
        lazy = {code for code, task in self.network.tasks.items() if any(kind is Kind.ALAP for kind, _day in task.constraints)}
        below = {leaf for code in lazy for leaf in self.network.leaves(code)}
        return [code for code in self.choices if code in below and not self.leaves[code].started]


def dates(oracle: Oracle, against: str) -> dict[str, Dates]:
    """Early and late dates and floats of every task that is no summary."""
    limits, placed = oracle.limits(against), dict(oracle.early)
    late = oracle.latest(limits)
    lazy = oracle.as_late_as_possible()
    moved = True
    while moved:
        after = placed | {code: oracle.delayed(code, placed, limits[code]) for code in lazy}
        moved, placed = after != placed, after
    oracle.early = placed
    return {code: _told(oracle, code, late, lazy, limits) for code in oracle.leaves}


def _told(oracle: Oracle, code: str, late: Mapping[str, Place], lazy: Iterable[str], limits: Mapping[str, Instant]) -> Dates:
    task = oracle.leaves[code]
    if task.finished:
        first, last = oracle.past(task)
        return Dates(first, last, first, last, 0, 0)
    places = oracle.choices[code]
    here, there = places.index(oracle.early[code]), places.index(late[code])
    step = 2 if task.duration == 0 else 1
    free = 0 if code in lazy else (places.index(oracle.delayed(code, oracle.early, limits[code])) - here) // step
    start, finish = oracle.marks(code, oracle.early)
    assert start
    assert finish
    total = (there - here) // step
    if task.duration == 0:
        moment = places[here + 2 * total].start[0]
        return Dates(start[0], finish[0], moment, moment, total, free)
    last = late[code].finish[0]
    first = min(start[0], late[code].start[0], last) if task.started else late[code].start[0]
    return Dates(start[0], finish[0], first, last, total, free)


def answer(network: Network, progress: str = "retained", against: str = "programme") -> dict[str, Dates] | None:
    """What the law says of a plan, or None where it depends on which summary's end is asked first."""
    told = [dates(oracle, against) for oracle in oracles(network, progress)]
    return told[0] if all(other == told[0] for other in told) else None


def oracles(network: Network, progress: str = "retained") -> Iterator[Oracle]:
    """An oracle for each order in which the finish ends of summaries that something binds can be asked."""
    asked = {link.successor for link in network.links if link.to_finish} | {
        code for code, task in network.tasks.items() for kind, _day in task.constraints if kind in (Kind.FNET, Kind.MFO)
    }
    for gates in permutations(sorted(code for code in asked if network.is_summary(code))):
        yield Oracle(network, progress, gates)
