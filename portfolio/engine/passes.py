"""The passes of :mod:`portfolio.engine.kernel` over a numbered plan: what they fill, and the order in which they are run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from portfolio.engine import kernel
from portfolio.engine.bounds import Bounds, Field
from portfolio.engine.calendars import MARGIN, WIDEST, column_of, tabled
from portfolio.engine.compiled import PLAIN
from portfolio.engine.counting import Ints
from portfolio.engine.kernel import ACCEPTS, ALWAYS, ANSWERS, ARC, NEVER, NODE, PLACE
from portfolio.engine.repair import FELL, FIRST_DIRTY, FIRST_LOOK, LAST_DIRTY, LAST_LOOK
from portfolio.engine.wiring import Rows, Wiring
from portfolio.errors import InvalidError
from portfolio.workcalendar import LAST, outside

Against = Literal["programme", "portfolio"]


@dataclass(slots=True)
class Passes:
    """What the passes compute over the nodes of a plan: see the kernel for each column."""

    wiring: Wiring
    bounds: Bounds
    incoming: Rows
    outgoing: Rows
    cal: Ints
    places: Ints
    told: Ints
    accepts: Ints
    ends: Ints  # of each group, and ALWAYS for what belongs to none

    @classmethod
    def of(cls, wiring: Wiring, bounds: Bounds, *, override: bool = False, incoming: Rows | None = None) -> "Passes":
        """Nothing computed yet. With ``override`` the actual start of running work answers all that bounds its start."""
        run, n, into = wiring.run, wiring.size, incoming or wiring.incoming
        if override and bounds.running:
            bounds = bounds.copy(run.copy(bounds.rows))
            for i in bounds.running:
                bounds.flags[i] |= ANSWERS
        places = run.full(PLACE * n)
        places[kernel.CHOSEN :: PLACE] = run.full(n, -1)
        told, cal = run.full(len(into.arcs) // ARC), column_of(wiring.clock, run, bounds.begins, bounds.width)
        return cls(wiring, bounds, into, wiring.outgoing, cal, places, told, run.full(ACCEPTS * n), run.full(0))

    def forward(self) -> None:
        """Place every node as early as it can be, and the last child of each summary where the summary's finish is bound."""
        wiring, into, run = self.wiring, self.incoming, self.wiring.run
        self.ends = self._past_ends()
        run.law.forward(wiring.size, into.rows, into.arcs, self.bounds.rows, self.cal, self.places, self.told, self.ends)
        if wiring.gates:
            blank = run.full(wiring.size), run.full(wiring.size), run.column([wiring.size, -1, wiring.size, -1, 0])
            self._bind_last_children(*blank)
            self.seek()
        self._end()
        self._widen()

    def _end(self) -> None:
        """Refuse a plan that runs past the last date. One step beyond that still fits into 32 bits, so no number has wrapped."""
        if max(self._finishes(), default=NEVER) > self.bounds.ending(LAST):
            raise InvalidError([outside("dates")])

    def _past_ends(self) -> Ints:
        """The ends of groups as far as they are history; what belongs to no group has none."""
        ends = self.wiring.run.full(len(self.wiring.sheet.groups) + 1, NEVER)
        ends[len(ends) - 1] = ALWAYS
        for i, (_first, last) in self.bounds.past.items():
            group = self.bounds.group[i]
            ends[group] = max(int(ends[group]), self.bounds.ending(last))
        return ends

    def seek(self) -> None:
        """Find the end of each group again."""
        self.ends = self._past_ends()
        self.wiring.run.law.seek(self.wiring.size, self.bounds.rows, self.places, self.ends)

    def _widen(self) -> None:
        """Count by table up to where a large plan ends: from here on in this run, from the beginning in the next and its like."""
        run, begins = self.wiring.run, self.bounds.begins
        last = (max(self._finishes(), default=NEVER) >> 1) + MARGIN
        if run is not PLAIN and last - begins > (width := self.bounds.width) < WIDEST:
            while last - begins > width < WIDEST:
                width *= 2
            self.bounds.width = tabled(self.wiring.clock, begins)[0] = width
            self.cal = column_of(self.wiring.clock, run, begins, width)

    def _finishes(self) -> list[int]:
        return [int(end) for end in self.ends[: len(self.ends) - 1]]

    def _bind_last_children(self, dirty: Ints, back: Ints, span: Ints) -> None:
        """Have each summary whose finish is bound choose the child that finishes last, and move what that moves."""
        law, out = self.wiring.run.law, self.outgoing
        for gate in self.wiring.gates:
            last = law.last_child(out.rows, out.arcs, self.bounds.rows, self.places, gate)
            self.places[PLACE * gate + kernel.CHOSEN] = last
            if last >= 0:
                dirty[last], span[FIRST_DIRTY], span[LAST_DIRTY] = 1, last, last
                self.place_again(dirty, back, span)

    def repair(self, dirty: Ints, back: Ints, span: Ints) -> None:
        """Place again what is dirty and what that moves, summaries choosing anew among their children; then find the ends."""
        for gate in self.wiring.gates:
            last, back[gate] = int(self.places[PLACE * gate + kernel.CHOSEN]), 1
            span[FIRST_LOOK], span[LAST_LOOK] = min(span[FIRST_LOOK], gate), max(span[LAST_LOOK], gate)
            if last >= 0:
                self.places[PLACE * gate + kernel.CHOSEN], dirty[last] = -1, 1
                span[FIRST_DIRTY], span[LAST_DIRTY] = min(span[FIRST_DIRTY], last), max(span[LAST_DIRTY], last)
        self.place_again(dirty, back, span)
        self._bind_last_children(dirty, back, span)
        if span[FELL] or self.wiring.gates:
            self.seek()
            span[FELL] = 0
        self._end()

    def place_again(self, dirty: Ints, back: Ints, span: Ints) -> None:
        """Place the dirty nodes again and what that moves, as summaries have chosen among their children."""
        into, out, rows = self.incoming, self.outgoing, self.bounds.rows
        self.wiring.run.law.place_again(
            *(self.wiring.size, into.rows, into.arcs, out.rows, out.arcs, rows, self.cal, self.places, self.told, self.ends),
            *(dirty, back, span),
        )

    def hold_again(self, until: Sequence[int], back: Ints, span: Ints, origin: int | None = None) -> None:
        """Hold the marked nodes again and what that moves."""
        into, out, bars = self.incoming, self.outgoing, self._bars(until, origin)
        self.wiring.run.law.hold_again(
            *(self.wiring.size, out.rows, out.arcs, into.rows, into.arcs, self.bounds.rows, self.cal, self.places, self.accepts),
            *(bars, origin or 0, back, span),
        )

    def limits(self, against: Against) -> list[int]:
        """For each group the mark that its tasks may not pass: the end of the group, or of everything."""
        ends = self._finishes()
        return ends if against == "programme" else [max(ends, default=NEVER)] * len(ends)

    def _bars(self, until: Sequence[int], origin: int | None) -> Ints:
        """What the kernel holds groups to: with an origin, the end bars free floats when they are read."""
        return self.wiring.run.column([bar for mark in (*until, ALWAYS) for bar in (mark, mark if origin is None else ALWAYS)])

    def backward(self, until: Sequence[int], origin: int | None = None) -> None:
        """Late places and floats, with for each group the mark that its tasks may not pass.

        With an origin, which is then the end of all, late places are tails: they are counted from it.
        """
        run, n, into, out, rows = self.wiring.run, self.wiring.size, self.incoming, self.outgoing, self.bounds.rows
        limits = self._bars(until, origin)
        if run.law.backward(n, out.rows, out.arcs, rows, self.cal, self.places, self.accepts, limits, origin or 0):
            run.law.bind(n, into.rows, into.arcs, rows, self.cal, self.places, self.told)


def latest(passes: Passes, finish_until: Mapping[int, int]) -> Field:
    """The last place of every task if nothing but these bounds the finishes of these nodes, and no other date bounds late."""
    run, n = passes.wiring.run, passes.wiring.size
    free = passes.bounds.copy(run.copy(passes.bounds.rows))
    free.rows[kernel.START_UNTIL :: NODE] = free.rows[kernel.FINISH_UNTIL :: NODE] = [ALWAYS] * n
    free.rows[kernel.FLAGS :: NODE] = run.column([flags & ANSWERS for flags in free.flags])
    for i, mark in finish_until.items():
        free.finish_until[i] = mark
    places = run.copy(passes.places)
    apart = replace(passes, bounds=free, places=places, accepts=run.full(ACCEPTS * n))
    apart.backward([ALWAYS] * len(passes.wiring.sheet.groups))
    return Field(places, PLACE, kernel.LATE_AT)
