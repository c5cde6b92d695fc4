"""What bounds a late date: the mirror of what drives an early one.

A task's late date is the last that its deadline, its constraints, the end of the schedule and every task that waits for it
allow. What allows no more is what holds it; followed from task to task, holds lead to the deadline or the end that a float
counts to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.cpm import Schedule
from portfolio.dates import shown
from portfolio.engine.bounds import ALWAYS, Bounds, State, evening, morning, snapped
from portfolio.engine.kernel import allowed, reach
from portfolio.engine.summaries import Role
from portfolio.engine.wiring import Arc
from portfolio.model import ConstraintKind as Kind
from portfolio.model import DeadlineKind
from portfolio.specs import LinkSpec, TaskSpec


class Limit(StrEnum):
    """What can bound a late date."""

    LINK = "link"
    CONSTRAINT = "constraint"
    DEADLINE = "deadline"
    END = "end"


@dataclass(frozen=True, slots=True)
class Hold:
    """One thing that bounds the late date of a task. ``on`` is the summary that it comes from, where it comes from above.

    Of a link, ``task`` is the one that waits; where a summary does, it is the part of it that cannot be later. ``spare`` is what
    the link leaves today, in working days of the task that waits.
    """

    limit: Limit
    day: date | None = None
    link: LinkSpec | None = None
    task: str | None = None
    rule: Kind | DeadlineKind | None = None
    on: str | None = None
    spare: int | None = None


class Holds:
    """Finds what holds each task of one schedule."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule, self._network = schedule, schedule.network
        self._wiring, self._columns = schedule.network.wiring, schedule.columns
        self._accepted: dict[int, int] = {}

    def of(self, code: str) -> tuple[Hold, ...]:
        """What holds an unfinished task that is no summary: links by successor, then constraints, the deadline, the end.

        Something always does.
        """
        i = self._wiring.task_node[code]
        if not self._columns.moves(i):
            return ()
        return (*sorted(self._links(i), key=_by_successor), *self._dates(i), *self._end(i))

    def _holds(self, i: int, mark: int, at_finish: bool) -> bool:
        """Whether a task could be later if this mark did not bound one of its ends."""
        marks = (ALWAYS, mark) if at_finish else (mark, ALWAYS)
        return mark < ALWAYS and reach(self._columns.bounds.rows, self._columns.passes.cal, i, *marks) <= self._columns.late[i]

    def _links(self, i: int) -> Iterator[Hold]:
        for arc in self._columns.out(i):
            if self._holds(i, self._until(arc), bool(arc.from_finish)):
                yield from self._through(arc)

    def _until(self, arc: Arc) -> int:
        """The last mark of its predecessor's end that an arc allows."""
        return self._columns.bounds.clock[arc.calendar].sooner(self._accepts(arc.dst, bool(arc.to_finish)), arc.lag)

    def _accepts(self, i: int, at_finish: bool) -> int:
        """The last mark that may bound an end of a node where it is at its latest."""
        bounds = self._columns.bounds
        if self._wiring.roles[i] is Role.TASK:
            passes, fixed = self._columns.passes, bounds.state[i] == State.PAST or (self._columns.answers(i) and not at_finish)
            ahead = bounds.days[i] if at_finish else 0
            return ALWAYS if fixed else allowed(bounds.rows, passes.cal, i, self._columns.late[i], ahead)
        if i not in self._accepted:
            marks = [self._until(arc) for arc in self._columns.out(i)]
            self._accepted[i] = min([*marks, bounds.start_until[i], bounds.finish_until[i]])
        return self._accepted[i]

    def _through(self, arc: Arc) -> Iterator[Hold]:
        """The hold of an arc: its link, or what holds the end of the summary that it leads to."""
        if arc.inner:
            yield from self._beyond(arc.dst)
        else:
            link, task = self._network.links[self._wiring.link_of(arc)], self._part(arc.dst, bool(arc.to_finish))
            dates = self._schedule.tasks[task or link.successor]
            on = None if self._wiring.roles[arc.src] is Role.TASK else self._wiring.codes[arc.src]
            day, spare = dates.late_finish if link.to_finish else dates.late_start, self._columns.link_float(arc)
            yield Hold(Limit.LINK, day, link, task, on=on, spare=spare)

    def _part(self, i: int, at_finish: bool) -> str | None:
        """The task that a link into a node binds: itself, or the part of a summary that cannot be later."""
        mark = self._accepts(i, at_finish)
        match self._wiring.roles[i]:
            case Role.TASK:
                return self._wiring.codes[i]
            case Role.GATE:
                last = self._columns.child(i)
                return None if last is None else self._wiring.codes[last]
            case _:
                parts = [arc.dst for arc in self._columns.out(i) if self._until(arc) == mark]
                return min((self._wiring.codes[part] for part in parts), default=None)

    def _beyond(self, node: int) -> Iterator[Hold]:
        """What holds the end of a summary that a node stands for."""
        mark, bounds, code = self._accepts(node, False), self._columns.bounds, self._wiring.codes[node]
        for arc in self._columns.out(node):
            if self._until(arc) == mark:
                yield from self._through(arc)
        if mark in (bounds.start_until[node], bounds.finish_until[node]):
            for hold, until, _at_finish in late_bounds(self._network.tasks[code], bounds, node, on=code):
                if until == mark:
                    yield hold

    def _dates(self, i: int) -> Iterator[Hold]:
        spec = self._network.tasks[self._wiring.codes[i]]
        for hold, until, at_finish in late_bounds(spec, self._columns.bounds, i):
            if self._holds(i, until, at_finish):
                yield hold

    def _end(self, i: int) -> Iterator[Hold]:
        whole = self._schedule.against == "portfolio"
        end = self._columns.end_of(None if whole else self._network.tasks[self._wiring.codes[i]].group)
        if self._holds(i, end, True):
            yield Hold(Limit.END, shown(end))


def late_bounds(spec: TaskSpec, bounds: Bounds, i: int, on: str | None = None) -> Iterator[tuple[Hold, int, bool]]:
    """The dates that bound a task, or a summary's end, late: each as a hold, with its mark and whether it bounds the finish."""
    calendar, begun = bounds.calendar(i), bounds.state[i] == State.RUNNING
    for kind, day in spec.constraints:
        if day is None or kind in (Kind.SNET, Kind.FNET) or (begun and kind in (Kind.SNLT, Kind.MSO)):
            continue
        at, at_finish = snapped(kind, day, calendar), kind in (Kind.FNLT, Kind.MFO)
        until = evening(at) if at_finish or bounds.state[i] in (State.MOMENT, State.FIRST) else morning(at)
        yield Hold(Limit.CONSTRAINT, day, rule=kind, on=on), until, at_finish
    due = spec.binding_deadline
    if due is not None:
        yield Hold(Limit.DEADLINE, due, rule=deadline_kind(spec), on=on), evening(due.toordinal()), True


def deadline_kind(spec: TaskSpec) -> DeadlineKind:
    """Who set the deadline that binds a task: an extension goes before the instrument."""
    extended = any(due.kind is DeadlineKind.EXTENSION for due in spec.deadlines)
    return DeadlineKind.EXTENSION if extended else DeadlineKind.INSTRUMENT


def _by_successor(hold: Hold) -> tuple[bool, str, str]:
    """Links first, by successor; a date of a summary, which comes through no link of its own, after them."""
    return (hold.link is None, hold.link.successor if hold.link else "", hold.link.relation if hold.link else "")
