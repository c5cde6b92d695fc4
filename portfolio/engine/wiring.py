"""Links as arcs between numbered nodes, each node after all that it waits for; or the loop that makes this impossible.

Leaves of the plan are nodes, and so are the ends of summaries that something binds (:mod:`portfolio.engine.summaries`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from portfolio.engine.compiled import Runner, runner
from portfolio.engine.counting import Ints
from portfolio.engine.kernel import ARC, FROM_FINISH, HOW, INNER, LAG, OFF, ON, OTHER, TO_FINISH
from portfolio.engine.loops import loops_of
from portfolio.engine.sheet import LAG_CALENDARS, Sheet
from portfolio.engine.summaries import Key, Keys, Role
from portfolio.errors import CycleError
from portfolio.model import LagCalendar
from portfolio.specs import LinkSpec, Plan
from portfolio.workcalendar import ELAPSED, WorkCalendar

assert LAG_CALENDARS[:3] == (LagCalendar.PREDECESSOR, LagCalendar.SUCCESSOR, LagCalendar.PLAN)


class Arc(NamedTuple):
    """One end of the node ``src``, plus a lag, bounds one end of ``dst``. ``how`` says it all, in the bits of the kernel."""

    src: int
    dst: int
    how: int
    lag: int

    @property
    def from_finish(self) -> int:
        """1 where the predecessor's finish binds, rather than its start."""
        return self.how & FROM_FINISH

    @property
    def to_finish(self) -> int:
        """1 where the successor's finish is bound, rather than its start."""
        return (self.how & TO_FINISH) >> 1

    @property
    def calendar(self) -> int:
        """The number of the calendar that the lag counts on."""
        return self.how >> ON

    @property
    def inner(self) -> bool:
        """Whether it joins the end of a summary and a child, and is no link of the plan."""
        return bool(self.how & INNER)


@dataclass
class Rows:
    """The arcs that stand at each node: ``rows`` says where a node's begin and end among the ``arcs``."""

    rows: Ints
    arcs: Ints

    def of(self, i: int) -> range:
        """Where the arcs of a node stand."""
        return range(int(self.rows[2 * i]), int(self.rows[2 * i + 1]))

    def at(self, k: int) -> tuple[int, int, int]:
        """The other node of an arc, how it binds, and its lag."""
        arcs = self.arcs
        return int(arcs[ARC * k + OTHER]), int(arcs[ARC * k + HOW]), int(arcs[ARC * k + LAG])


@dataclass(frozen=True)
class Wiring:
    """The nodes of a sheet in topological numbering, and the arcs of each in rows: into it, and out of it.

    The leaves of the sheet are keys in their order; hidden ends follow. ``ordered`` gives the key of each node, ``rank`` the
    node of each key.
    """

    sheet: Sheet
    run: Runner
    clock: tuple[WorkCalendar, ...]  # number 0 works every day
    default: int
    task: Ints  # of each key: its task's place in the sheet
    calendar: Ints  # of each task: the number of its calendar
    hidden: tuple[Key, ...]
    ordered: Ints
    rank: Ints
    incoming: Rows
    outgoing: Rows

    @cached_property
    def codes(self) -> Sequence[str]:
        """The code of each node; of a hidden one, its summary's."""
        codes, task = self.sheet.codes, self.task
        return [codes[task[key]] for key in self.ordered]

    @cached_property
    def roles(self) -> Sequence[Role]:
        """The role of each node."""
        leaves = len(self.task) - len(self.hidden)
        return [Role.TASK if key < leaves else self.hidden[key - leaves][1] for key in self.ordered]

    @cached_property
    def task_node(self) -> Mapping[str, int]:
        """The node of each task that is no summary, by code in code order."""
        codes, leaves = self.sheet.codes, len(self.task) - len(self.hidden)
        return {codes[self.task[key]]: int(self.rank[key]) for key in range(leaves)}

    @cached_property
    def nodes(self) -> Mapping[Key, int]:
        """The hidden nodes."""
        leaves = len(self.task) - len(self.hidden)
        return {key: int(self.rank[leaves + i]) for i, key in enumerate(self.hidden)}

    @cached_property
    def _key(self) -> Mapping[int, int]:
        return {int(t): key for key, t in enumerate(self.task)}

    def node_of(self, place: int) -> int:
        """The node of a task that is no summary, by its place in the sheet."""
        return int(self.rank[place if len(self.task) - len(self.hidden) == len(self.sheet.codes) else self._key[place]])

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.ordered)

    @cached_property
    def gates(self) -> Sequence[int]:
        """The nodes that bind the last child of a summary, in order."""
        return sorted(node for (_code, role), node in self.nodes.items() if role is Role.GATE)

    def arc_into(self, i: int, k: int) -> Arc:
        """The arc into a node that stands at a place of its row."""
        src, how, lag = self.incoming.at(k)
        return Arc(src, i, how, lag)

    def into(self, i: int) -> list[Arc]:
        """The arcs into a node."""
        return [self.arc_into(i, k) for k in self.incoming.of(i)]

    def link_of(self, arc: Arc) -> int:
        """The place in the sheet of the link that an arc stands for."""
        task, ordered = self.task, self.ordered
        joined = int(task[ordered[arc.src]]), int(task[ordered[arc.dst]])
        return self.sheet.edge[*joined, arc.how & (FROM_FINISH | TO_FINISH)]

    def out(self, i: int) -> list[Arc]:
        """The arcs out of a node."""
        return [Arc(i, *self.outgoing.at(k)) for k in self.outgoing.of(i)]

    def number_of(self, link: LinkSpec) -> int:
        """The number of the calendar that the lag of a link between two tasks counts on."""
        place = self.sheet.place
        match link.lag_calendar:
            case LagCalendar.PREDECESSOR:
                return int(self.calendar[place[link.predecessor]])
            case LagCalendar.SUCCESSOR:
                return int(self.calendar[place[link.successor]])
            case LagCalendar.PLAN:
                return self.default
        return 0


def wired(plan: Plan, sheet: Sheet, run: Runner | None = None) -> Wiring:
    """Number the nodes of a plan and join them; what computes it is chosen by its size, unless it is given.

    Raises
    ------
    CycleError
        If tasks wait for each other: the shortest loop through the smallest code that is on one.
    """
    run = run or runner(len(sheet.codes) + len(sheet.predecessor))
    clock, numbers = _clock(plan, sheet)
    default = numbers[sheet.calendars.index(plan.default)]
    calendar = run.take(run.column(numbers), run.column(sheet.calendar))
    pred, succ, m = run.column(sheet.predecessor), run.column(sheet.successor), len(sheet.predecessor)
    how, lag = run.full(m), run.column(sheet.lag)
    ends, on = run.column(sheet.ends), run.column(sheet.lag_calendar)
    run.law.bindings(m, pred, succ, ends, on, calendar, default, how)
    keys = Keys(plan, sheet)
    task = run.column(keys.task)
    if plan.children:
        pred, succ = keys.joined(pred, succ, ends)
        before, after, inner = keys.inner()
        pred, succ, how = run.join(run.column(pred), before), run.join(run.column(succ), after), run.join(how, inner)
        lag = run.join(lag, [0] * len(inner))
    n, m = len(task), len(pred)
    ordered, rank, follow = run.full(n), run.full(n), run.full(m)
    if run.law.order(n, m, pred, succ, run.full(n), run.full(n + 1), run.full(n), follow, ordered, rank) < n:
        loop, *others = loops_of(keys.all, pred, succ)
        raise CycleError(loop, others=others)
    rows = []
    for here, there in ((succ, pred), (pred, succ)):
        heads, arcs = run.full(2 * n), run.full(ARC * m)
        run.law.pack(n, m, rank, here, there, how, lag, heads, arcs)
        rows.append(Rows(heads, arcs))
    return Wiring(sheet, run, clock, default, task, calendar, tuple(keys.hidden), ordered, rank, *rows)


def _clock(plan: Plan, sheet: Sheet) -> tuple[tuple[WorkCalendar, ...], list[int]]:
    """The calendars by number, every day first; and the number of each calendar of the sheet."""
    clock, numbers = [ELAPSED], list[int]()
    for name in sheet.calendars:
        calendar = plan.calendars[name]
        every = calendar.week == ELAPSED.week and not calendar.closed
        numbers.append(0 if every else len(clock))
        clock += [] if every else [calendar]
    return tuple(clock), numbers


def switched_off(wiring: Wiring, dead: Collection[tuple[str, str, int]]) -> Rows:
    """The arcs into nodes with some links, named by their tasks and ends, out of force."""
    arcs, codes = wiring.run.copy(wiring.incoming.arcs), wiring.codes
    for i in range(wiring.size):
        for k in wiring.incoming.of(i):
            src, how, _lag = wiring.incoming.at(k)
            if not how & INNER and (codes[src], codes[i], how & (FROM_FINISH | TO_FINISH)) in dead:
                arcs[ARC * k + HOW] = how | OFF
    return Rows(wiring.incoming.rows, arcs)
