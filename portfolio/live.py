"""A schedule that is kept while its plan changes: each change costs what it moves, not what the plan holds.

Lengths, dates, progress, lags and links of leaves change in place. What is numbered stays: a new task, another calendar or
parent, and whatever binds the end of a summary or is to be as late as possible make a new plan, numbered and passed as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.checks import link_faults, refuse, task_faults
from portfolio.dates import shown
from portfolio.engine import kernel
from portfolio.engine.bounds import Bounds, State, reset
from portfolio.engine.compiled import Runner
from portfolio.engine.kernel import ARC, FAR, PLACE
from portfolio.engine.passes import Against, Passes
from portfolio.engine.repair import FELL, FIRST_DIRTY, FIRST_LOOK, LAST_DIRTY, LAST_LOOK
from portfolio.engine.sheet import ENDS
from portfolio.engine.steps import StepBounds, every_day, in_steps, ruler
from portfolio.engine.wiring import Rows
from portfolio.errors import CycleError, InvalidError
from portfolio.model import ConstraintKind
from portfolio.network import Network
from portfolio.schedule import Rule
from portfolio.specs import LinkSpec, TaskSpec
from portfolio.workcalendar import as_date

ROOM = 64
"""Arcs that can be added to a plan before its rows are given more room; of a large one, an eighth of those that it has."""


@dataclass(frozen=True)
class Change:
    """Tasks to put in the place of those with their codes; links to add, or to put in the place of those with their ends; links
    to take out.
    """

    tasks: Sequence[TaskSpec] = ()
    links: Sequence[LinkSpec] = ()
    dropped: Sequence[LinkSpec] = ()


class _Rows(Rows):
    """The arcs of each node, in rows that can be changed: a row without room moves to where there is some."""

    def __init__(self, run: Runner, rows: Rows) -> None:
        self._run, self.used = run, len(rows.arcs) // ARC
        super().__init__(run.copy(rows.rows), run.join(rows.arcs, run.full(ARC * (ROOM + self.used // 8))))

    def find(self, i: int, other: int, ends: int) -> int:
        """Where the arc of a node with another and such ends stands, or −1."""
        for k in self.of(i):
            node, how, _lag = self.at(k)
            if node == other and how & (kernel.FROM_FINISH | kernel.TO_FINISH) == ends:
                return k
        return -1

    def put(self, i: int, other: int, how: int, lag: int) -> None:
        """Add an arc to a node, or say of the one with these ends how it binds now."""
        k = self.find(i, other, how & (kernel.FROM_FINISH | kernel.TO_FINISH))
        if k < 0:
            k = self._append(i)
        self.arcs[ARC * k : ARC * k + ARC] = self._run.column([other, how, lag])

    def _append(self, i: int) -> int:
        """Where the row of a node has room for one arc more."""
        first, last = int(self.rows[2 * i]), int(self.rows[2 * i + 1])
        wanted = 1 if last == self.used else last - first + 1
        if (missing := self.used + wanted - len(self.arcs) // ARC) > 0:
            self.arcs = self._run.join(self.arcs, self._run.full(ARC * (missing + ROOM + self.used // 8)))
        if last != self.used:
            self.arcs[ARC * self.used : ARC * (self.used + last - first)] = self.arcs[ARC * first : ARC * last]
            self.rows[2 * i], last = self.used, self.used + last - first
        self.rows[2 * i + 1] = self.used = last + 1
        return last

    def take(self, i: int, other: int, ends: int) -> None:
        """Take an arc out of the row of a node."""
        k, last = self.find(i, other, ends), int(self.rows[2 * i + 1]) - 1
        self.arcs[ARC * k : ARC * k + ARC] = self.arcs[ARC * last : ARC * last + ARC]
        self.rows[2 * i + 1] = last


class Live:
    """The schedule of a network under changes.

    Examples
    --------
    >>> from portfolio.workcalendar import WorkCalendar
    >>> plan = Live(Network.build(
    ...     [TaskSpec("draft", 3), TaskSpec("review", 2)], [LinkSpec("draft", "review")],
    ...     {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)},
    ... ))
    >>> undo = plan.change(Change(tasks=[TaskSpec("draft", 5)]))
    >>> str(plan.finish_of("review"))
    '2018-07-10'
    >>> undo = plan.change(undo)
    >>> str(plan.finish_of("review"))
    '2018-07-06'
    """

    def __init__(self, network: Network, *, against: Against = "programme", progress: Rule = "retained") -> None:
        self._base, self._against, self._progress = network, against, progress
        self._tasks: dict[str, TaskSpec] = {}
        self._links: dict[tuple[str, str, int], LinkSpec | None] = {}
        wiring, run, n = network.wiring, network.wiring.run, network.wiring.size
        incoming, outgoing = wiring.incoming, wiring.outgoing
        one_end = against == "portfolio" or len(wiring.sheet.groups) == 1
        self._late = any(flags & kernel.LATE for flags in network.bounds.flags)
        self._ruler = ruler(wiring, network.bounds) if one_end and not self._late else None
        bounds = network.bounds.copy(run.copy(network.bounds.rows))
        if self._ruler is not None:
            incoming, outgoing = every_day(run, incoming), every_day(run, outgoing)
            bounds = in_steps(bounds, self._ruler, run)
        self._into, self._out = _Rows(run, incoming), _Rows(run, outgoing)
        self.passes = Passes.of(wiring, bounds, override=progress == "override", incoming=self._into)
        self.passes.outgoing = self._out
        self._dirty, self._back, self._span = run.full(n), run.full(n), run.column([n, -1, n, -1, 0])
        self._until = list[int]()
        self._seen, self._stamp, self._waiting = run.full(n), 0, run.full(n)
        self._place, self._edge = wiring.sheet.place, wiring.sheet.edge
        self._barred = set(_barred(bounds)) if self._ruler is not None else set[int]()
        self._highest = -1  # of the nodes from which an arc runs against the numbering
        self._whole()

    # ------------------------------------------------------------------------------------------------------------ asking
    @property
    def network(self) -> Network:
        """The plan as it stands, made anew where it has changed."""
        base = self._base
        if not self._tasks and not self._links:
            return base
        tasks = [self._tasks.get(code, spec) for code, spec in base.tasks.items()]
        return Network.build(tasks, self._standing(), base.calendars, base.default, base.starts, base.data_date)

    def _standing(self) -> Iterator[LinkSpec]:
        yield from (link for link in self._base.links if _key(link) not in self._links)
        yield from (link for link in self._links.values() if link is not None)

    def task(self, code: str) -> TaskSpec:
        """A task as it stands.

        Raises
        ------
        UnknownCodeError
            If the plan has none with this code.
        """
        return self._tasks.get(code) or self._base.task(code)

    def finish_of(self, code: str) -> date:
        """The early finish of a task, or of the last part of a summary.

        Raises
        ------
        UnknownCodeError
            If the plan has none with this code.
        """
        self._base.task(code)
        nodes = [self._node(leaf) for leaf in self._base.leaves(code)]
        past = self.passes.bounds.past
        return max(as_date(past[i][1]) if i in past else shown(self._mark(i)) for i in nodes)

    def _mark(self, i: int) -> int:
        """The mark of the early finish of a node."""
        mark = int(self.passes.places[PLACE * i + kernel.FINISH])
        return mark if self._ruler is None else self.passes.bounds.clock[0].mark(mark - 2)

    def floats_of(self, code: str) -> tuple[int, int]:
        """The total and the free float of a task that is no summary and not finished.

        Whoever tries changes by their floats asks this; so far the tests do, which hold what is kept against whole passes.

        Raises
        ------
        UnknownCodeError
            If the plan has none with this code.
        """
        self._base.task(code)
        self.hold()
        i = self._node(code)
        at, late, free = (int(self.passes.places[PLACE * i + x]) for x in (kernel.AT, kernel.LATE_AT, kernel.FREE))
        if self._ruler is None:
            return int(self.passes.places[PLACE * i + kernel.TOTAL]), free
        end, origin = max(self._until), self.origin or 0
        if self.passes.bounds.state[i] == State.MOMENT:
            return (late + origin - at) >> 1, max(0, min(free, (end - 2 - at) >> 1))
        return late + (origin >> 1) - at, max(0, min(free, (end >> 1) - 1 - self.passes.bounds.days[i] - at))

    def _node(self, code: str) -> int:
        return self._base.wiring.node_of(self._place[code])

    # ---------------------------------------------------------------------------------------------------------- changing
    def change(self, change: Change) -> Change:
        """Change the plan and what follows from it; gives the change that undoes this one. All of it is done, or nothing.

        Raises
        ------
        UnknownCodeError
            If it names a task that the plan does not have.
        InvalidError
            With every problem of the tasks and links, or if the plan would run past the year 9999.
        CycleError
            If tasks would wait for each other.
        """
        found = [(task.code, problem) for task in change.tasks for problem in task_faults(task, self._base.data_date)]
        refuse([*found, *link_faults(change.links)])
        before = [self.task(task.code) for task in change.tasks]
        ends = [self._base.task(code) for link in change.links for code in (link.predecessor, link.successor)]
        known = {_key(link): link for link in (*change.links, *change.dropped)}
        was = {key: self._link(key) for key in known}
        undo = Change(
            before,
            [link for link in was.values() if link is not None],
            [known[key] for key, link in was.items() if link is None],
        )
        if self._renumbers(change, before, ends):
            return self._anew(change, undo)
        self._join(change)
        for spec in change.tasks:
            self._retell(spec)
        try:
            self._settle()
        except InvalidError:
            self.change(undo)
            raise
        return undo

    def _link(self, key: tuple[str, str, int]) -> LinkSpec | None:
        """The link that stands between two ends."""
        if key in self._links:
            return self._links[key]
        place = self._place
        e = self._edge.get((place[key[0]], place[key[1]], key[2]))
        return None if e is None else self._base.links[e]

    def _renumbers(self, change: Change, before: Sequence[TaskSpec], ends: Sequence[TaskSpec]) -> bool:
        """Whether a change touches what is numbered, or what the whole plan has to be looked at for."""
        summaries = self._base.children

        def fixed(task: TaskSpec) -> tuple[object, ...]:
            late = any(kind is ConstraintKind.ALAP for kind, _day in task.constraints)
            return task.calendar or self._base.default, task.group, task.parent, late

        return (
            any(fixed(old) != fixed(new) or new.code in summaries for old, new in zip(before, change.tasks, strict=True))
            or any(task.code in summaries for task in ends)
            or any(code in summaries for link in change.dropped for code in (link.predecessor, link.successor))
            or self._late
            or (self._ruler is not None and self._breaks_rule(change))
        )

    def _anew(self, change: Change, undo: Change) -> Change:
        """A whole new plan."""
        kept = dict(self._tasks), dict(self._links)
        self._tasks |= {task.code: task for task in change.tasks}
        self._links |= {_key(link): None for link in change.dropped} | {_key(link): link for link in change.links}
        try:
            anew = Live(self.network, against=self._against, progress=self._progress)
        except (CycleError, InvalidError):
            self._tasks, self._links = kept
            raise
        vars(self).update(vars(anew))
        return undo

    def _join(self, change: Change) -> None:
        """Take links out and put links in; none if one of them would close a loop."""
        done: list[tuple[LinkSpec, LinkSpec | None]] = []
        for link, wanted in [*((link, None) for link in change.dropped), *((link, link) for link in change.links)]:
            before = self._link(_key(link))
            if wanted is not None and before is None and self.closes(link):
                loop = self._loop(link)
                for other, old in reversed(done):
                    self._connect(other, old)
                raise loop
            self._connect(link, wanted)
            done.append((link, before))

    def closes(self, link: LinkSpec) -> bool:
        """Whether a new link would close a loop."""
        src, dst = self._node(link.predecessor), self._node(link.successor)
        bound, self._stamp = max(src, self._highest), self._stamp + 1
        law, out = self.passes.wiring.run.law, self._out
        return bool(law.reaches(out.rows, out.arcs, dst, src, bound, self._seen, self._stamp, self._waiting))

    def _loop(self, link: LinkSpec) -> CycleError:
        """The loop that a link would close among those that stand."""
        base, joined = self._base, [*self._standing(), link]
        try:
            Network.build(base.tasks.values(), joined, base.calendars, base.default, base.starts, base.data_date)
        except CycleError as refused:
            return refused
        raise AssertionError(link)

    def _connect(self, link: LinkSpec, wanted: LinkSpec | None) -> None:
        """Put the wanted link between two ends, or take away the one that is there."""
        src, dst, ends = self._node(link.predecessor), self._node(link.successor), ENDS[link.relation]
        if wanted is not None:
            number = 0 if self._ruler is not None else self._base.wiring.number_of(wanted)
            how = ends | number << kernel.ON
            self._into.put(dst, src, how, wanted.lag)
            self._out.put(src, dst, how, wanted.lag)
            if src > dst:
                self._highest = max(self._highest, src)
        elif self._link(_key(link)) is not None:
            self._into.take(dst, src, ends)
            self._out.take(src, dst, ends)
        self._links[_key(link)] = wanted
        self._touch(dst)
        self._look(src)

    def _retell(self, spec: TaskSpec) -> None:
        """Enter the bounds of a changed task again."""
        i, passes = self._node(spec.code), self.passes
        was = i in passes.bounds.past
        reset(passes.bounds, i, spec, self._base)
        if isinstance(passes.bounds, StepBounds):
            passes.bounds.tell(i)
            barred = passes.bounds.start_until[i] < FAR or passes.bounds.finish_until[i] < FAR
            (self._barred.add if barred else self._barred.discard)(i)
        if self._progress == "override" and passes.bounds.state[i] == State.RUNNING:
            passes.bounds.flags[i] = kernel.ANSWERS
        if was or i in passes.bounds.past:
            self._span[FELL] = 1
        self._tasks[spec.code] = spec
        self._touch(i)
        self._look(i)
        for k in self._into.of(i):
            self._look(self._into.at(k)[0])

    def _touch(self, i: int) -> None:
        """Have a node placed again."""
        self._dirty[i] = 1
        self._span[FIRST_DIRTY], self._span[LAST_DIRTY] = min(self._span[FIRST_DIRTY], i), max(self._span[LAST_DIRTY], i)

    def _look(self, i: int) -> None:
        """Have a node held again."""
        self._back[i] = 1
        self._span[FIRST_LOOK], self._span[LAST_LOOK] = min(self._span[FIRST_LOOK], i), max(self._span[LAST_LOOK], i)

    # ---------------------------------------------------------------------------------------------------------- repairing
    def _whole(self) -> None:
        """Both passes over everything."""
        passes = self.passes
        passes.forward()
        self._until = passes.limits(self._against)
        passes.backward(self._until, self.origin)

    def _settle(self) -> None:
        """Place again what the changes since the last repair move."""
        passes = self.passes
        if (missing := len(self._into.arcs) // ARC - len(passes.told)) > 0:
            passes.told = passes.wiring.run.join(passes.told, passes.wiring.run.full(missing))
        passes.repair(self._dirty, self._back, self._span)

    def hold(self) -> None:
        """Hold again what the changes since the last time move: only who asks for floats or late dates waits for it.

        A moved end touches everything; where late places are tails, nobody but who has a date of his own.
        """
        passes, run, n = self.passes, self.passes.wiring.run, self.passes.wiring.size
        before, self._until = self._until, passes.limits(self._against)
        if before != self._until:
            if self._ruler is not None and not (max(before) ^ max(self._until)) & 1:
                for i in self._barred:
                    self._look(i)
            elif self._highest < 0:
                self._back[:], self._span[FIRST_LOOK], self._span[LAST_LOOK] = run.full(n), n, -1
                passes.backward(self._until, self.origin)
            else:
                self._back[:], self._span[FIRST_LOOK], self._span[LAST_LOOK] = run.full(n, 1), 0, n - 1
        passes.hold_again(self._until, self._back, self._span, self.origin)

    @property
    def origin(self) -> int | None:
        """Where one calendar rules, the evening that late places are counted from: that of the end."""
        return None if self._ruler is None else max(self._until, default=0) & ~1

    def _breaks_rule(self, change: Change) -> bool:
        """Whether a change counts on another calendar than the one that rules, or begins work on a day off."""
        base, calendar = self._base, self._base.wiring.clock[self._ruler or 0]
        lagging = any(link.lag and base.wiring.number_of(link) != self._ruler for link in change.links)
        return lagging or any(task.actual_start and not calendar.works(task.actual_start) for task in change.tasks)


def _barred(bounds: Bounds) -> Iterator[int]:
    """The nodes that a date bounds late."""
    until = zip(bounds.start_until, bounds.finish_until, strict=True)
    return (i for i, (start, finish) in enumerate(until) if start < FAR or finish < FAR)


def _key(link: LinkSpec) -> tuple[str, str, int]:
    return link.predecessor, link.successor, ENDS[link.relation]
