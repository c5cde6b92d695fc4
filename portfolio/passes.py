"""The passes of :mod:`portfolio.kernel` over a numbered plan: what they fill, and the order in which they are run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portfolio import kernel
from portfolio.bounds import Bounds, Field, evening
from portfolio.calendars import MARGIN, column_of
from portfolio.compiled import PLAIN
from portfolio.counting import Ints
from portfolio.kernel import ACCEPTS, ALWAYS, ANSWERS, NEVER, NODE, PLACE, TOLD
from portfolio.wiring import Wiring


@dataclass(slots=True)
class Passes:
    """What the passes compute over the nodes of a plan: see the kernel for each column."""

    wiring: Wiring
    bounds: Bounds
    rows: Ints  # of the bounds, with what this run adds
    cal: Ints
    places: Ints
    told: Ints
    ends: Ints  # of each group, and ALWAYS for what belongs to none
    arcs: Ints  # into nodes

    @classmethod
    def of(cls, wiring: Wiring, bounds: Bounds, *, override: bool = False, arcs: Ints | None = None) -> "Passes":
        """Nothing computed yet. With ``override`` the actual start of running work answers all that bounds its start."""
        run, n = wiring.run, wiring.size
        rows = bounds.rows
        if override and bounds.running:
            rows = run.copy(rows)
            for i in bounds.running:
                rows[NODE * i + kernel.FLAGS] |= ANSWERS
        places = run.full(PLACE * n)
        arcs = wiring.in_arcs if arcs is None else arcs
        told = run.full(TOLD * (len(arcs) // kernel.ARC))
        cal = column_of(wiring.clock, run, bounds.begins, bounds.width)
        made = cls(wiring, bounds, rows, cal, places, told, run.full(0), arcs)
        chosen = Field(places, PLACE, kernel.CHOSEN)
        for node in wiring.nodes.values():
            chosen[node] = -1
        return made

    @property
    def at(self) -> Field:
        """Working days before the start, or the step of a milestone."""
        return Field(self.places, PLACE, kernel.AT)

    def forward(self) -> None:
        """Place every node as early as it can be, and the last child of each summary where the summary's finish is bound."""
        law, wiring, groups = self.wiring.run.law, self.wiring, len(self.wiring.sheet.groups)
        self.ends = self._past_ends()
        law.forward(wiring.size, wiring.in_rows, self.arcs, self.rows, self.cal, self.places, self.told, self.ends)
        if wiring.gates:
            self._bind_last_children()
        self.ends[groups] = ALWAYS
        self._widen()

    def _widen(self) -> None:
        """Count by table up to where a large plan ends: from here on in this run, and from the beginning in the next."""
        run, begins = self.wiring.run, self.bounds.begins
        last = (max(self.ends[: len(self.ends) - 1], default=NEVER) >> 1) + MARGIN
        if run is not PLAIN and last - begins > (width := self.bounds.width):
            while last - begins > width:
                width *= 2
            self.bounds.width = width
            self.cal = column_of(self.wiring.clock, run, begins, width)

    def _past_ends(self) -> Ints:
        """The ends of groups as far as they are history."""
        ends = self.wiring.run.full(len(self.wiring.sheet.groups) + 1, NEVER)
        for i, (_first, last) in self.bounds.past.items():
            group = self.bounds.group[i]
            ends[group] = max(ends[group], evening(last))
        return ends

    def _bind_last_children(self) -> None:
        """Have each summary whose finish is bound choose the child that finishes last, and move what that moves."""
        law, wiring, run, n = self.wiring.run.law, self.wiring, self.wiring.run, self.wiring.size
        dirty, back, span = run.full(n), run.full(n), run.column([n, -1, n, -1, 0])
        for gate in wiring.gates:
            last = law.last_child(wiring.out_rows, wiring.out_arcs, self.rows, self.places, gate)
            self.places[PLACE * gate + kernel.CHOSEN] = last
            if last >= 0:
                dirty[last], span[0], span[1] = 1, last, last
                law.place_again(
                    n,
                    wiring.in_rows,
                    self.arcs,
                    wiring.out_rows,
                    wiring.out_arcs,
                    self.rows,
                    self.cal,
                    self.places,
                    self.told,
                    self.ends,
                    dirty,
                    back,
                    span,
                )
        self.ends = self._past_ends()
        law.seek(n, self.rows, self.places, self.ends)

    def backward(self, until: Sequence[int]) -> None:
        """Late places and floats, with for each group the mark that its tasks may not pass."""
        law, wiring, run, n = self.wiring.run.law, self.wiring, self.wiring.run, self.wiring.size
        rows, arcs, accepts = wiring.out_rows, wiring.out_arcs, run.full(ACCEPTS * n)
        if law.backward(n, rows, arcs, self.rows, self.cal, self.places, accepts, run.column([*until, ALWAYS]), 0):
            law.bind(n, wiring.in_rows, self.arcs, self.rows, self.cal, self.places, self.told)


def latest(passes: Passes, finish_until: Mapping[int, int]) -> Field:
    """The last place of every task if nothing but these bounds the finishes of these nodes, and no other date bounds late."""
    wiring = passes.wiring
    rows = wiring.run.copy(passes.rows)
    for i in range(wiring.size):
        rows[NODE * i + kernel.FLAGS] &= ANSWERS
    rows[kernel.START_UNTIL :: NODE] = rows[kernel.FINISH_UNTIL :: NODE] = [ALWAYS] * wiring.size
    for i, mark in finish_until.items():
        rows[NODE * i + kernel.FINISH_UNTIL] = mark
    places = wiring.run.copy(passes.places)
    free = Passes(wiring, passes.bounds, rows, passes.cal, places, passes.told, passes.ends, passes.arcs)
    free.backward([ALWAYS] * len(wiring.sheet.groups))
    return Field(places, PLACE, kernel.LATE_AT)
