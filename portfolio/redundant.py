"""Redundant links: those that may be taken out without changing any early or late date, whatever tasks take.

A link says that a mark, moved on by its lag, bounds an end of its successor. It is redundant if some other way from the same
end of its predecessor to the same end of its successor bounds that end at least as late. That this holds for every length of
the tasks on the way, on every calendar, follows from three facts, each of a kind that carries over from step to step:

* *Waiting never goes back.* Whatever starts no earlier than a mark has both its ends no earlier than it; so has a milestone,
  and the end of a summary that waits for all its parts or lets all of them start.
* *A lag keeps order.* Moving two marks on by the same lag never swaps them, and a lag that is not negative moves no mark back.
  So where none on the way is negative, those on the link's own calendar may be added up, and the way bounds at least as late
  as the link if the sum is at least the link's own lag.
* *In one calendar, days are what counts.* A finish bounded on a day off counts as the last evening worked before, which is an
  earlier mark, but the same number of days worked. So a way may go through the finish of work, and by negative lags, only
  where the successor, that work and those lags count on the same calendar, and the link's own lag does, if it has one.

A way never goes through finished or running work, whose dates do not answer what bounds them. Late dates follow by the mirror:
a place that the way allows is one that the link allows. Work may take any number of days from one up; a milestone stays one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from portfolio.engine.bounds import NEVER, State
from portfolio.engine.kernel import CHOICE
from portfolio.engine.summaries import Role
from portfolio.engine.wiring import Arc
from portfolio.network import Network
from portfolio.specs import LinkSpec

START, FINISH = False, True


@dataclass(frozen=True, slots=True)
class Redundant:
    """A link that says nothing new, and the tasks on a way that says as much: from its predecessor to its successor."""

    link: LinkSpec
    way: tuple[str, ...]


def redundant_links(network: Network) -> tuple[Redundant, ...]:
    """The links that may all be taken out together, by code; of two that say the same, the first.

    Examples
    --------
    >>> from datetime import date
    >>> from portfolio.network import TaskSpec
    >>> from portfolio.workcalendar import WorkCalendar
    >>> plan = Network.build(
    ...     [TaskSpec("draft", 3), TaskSpec("review", 2), TaskSpec("sign", 0)],
    ...     [LinkSpec("draft", "review"), LinkSpec("review", "sign"), LinkSpec("draft", "sign")],
    ...     {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)},
    ... )
    >>> [(found.link.predecessor, found.link.successor, found.way) for found in redundant_links(plan)]
    [('draft', 'sign', ('draft', 'review', 'sign'))]
    """
    search, wiring, found = _Search(network), network.wiring, []
    arcs = {wiring.link_of(arc): arc for i in range(wiring.size) for arc in wiring.into(i) if not arc.inner}
    for e, arc in sorted(arcs.items()):
        way = search.way(arc)
        if way is not None:
            search.gone.add(arc)
            found.append(Redundant(network.links[e], way))
    return tuple(found)


End = tuple[int, bool]
Reached = dict[End, tuple[int, End | None]]
"""For an end of a node: the days of lag that are sure on the best way to it, and the end that it comes from."""


class _Search:
    """Looks for ways through a network from which links may be taken one after the other."""

    def __init__(self, network: Network) -> None:
        self.network, self.gone = network, set[Arc]()
        self._wiring, self._bounds = network.wiring, network.bounds

    def way(self, arc: Arc) -> tuple[str, ...] | None:
        """The tasks on a way that bounds at least as late as an arc, or None."""
        if self._bounds.state[arc.dst] == State.PAST or len(self._wiring.incoming.of(arc.dst)) < 2:
            return None
        calendar, counted = self._counted(arc)
        reached: Reached = dict.fromkeys(self._from(arc), (0, None))
        waiting = [arc.src]
        while waiting:
            i = heappop(waiting)
            for onward in set(self._wiring.out(i)) - self.gone - {arc}:
                if onward.how & CHOICE or onward.dst > arc.dst:
                    continue
                if self._step(reached, onward, arc, calendar, counted):
                    heappush(waiting, onward.dst)
        target = (arc.dst, bool(arc.to_finish))
        if target not in reached or reached[target][0] < arc.lag:
            return None
        return tuple(dict.fromkeys(self._wiring.codes[i] for i, _at_finish in [*self._trail(reached, target)][::-1]))

    def _counted(self, arc: Arc) -> tuple[int, bool]:
        """The calendar on which lags add up, and whether only days worked on it count: then a way may pass through finishes."""
        own = self._bounds.number[arc.dst]
        work = self._wiring.roles[arc.dst] is Role.TASK and self._bounds.state[arc.dst] != State.MOMENT
        if work and (not arc.lag or arc.calendar == own):
            return own, True
        return arc.calendar, False

    def _instant(self, i: int) -> bool:
        """Whether both ends of a node are one."""
        return self._wiring.roles[i] is not Role.TASK or self._bounds.state[i] == State.MOMENT

    def _from(self, arc: Arc) -> Iterator[End]:
        """The ends of the predecessor that are no earlier than the one that the link is from."""
        yield arc.src, bool(arc.from_finish)
        past = self._bounds.state[arc.src] == State.PAST
        if self._instant(arc.src) or (not arc.from_finish and not past):
            yield arc.src, not arc.from_finish

    def _step(self, reached: Reached, arc: Arc, link: Arc, calendar: int, counted: bool) -> bool:
        """Follow one arc from where a way has come to; say whether it leads on to where none came, or to more days."""
        end, better = (arc.src, bool(arc.from_finish)), False
        if end not in reached or (arc.lag < 0 and not (counted and arc.calendar == calendar)):
            return False
        sure = reached[end][0] + (arc.lag if arc.calendar == calendar else 0)
        for at_finish in self._into(arc, link, calendar, counted):
            if sure > reached.get((arc.dst, at_finish), (NEVER, None))[0]:
                reached[arc.dst, at_finish] = (sure, end)
                better = True
        return better

    def _into(self, arc: Arc, link: Arc, calendar: int, counted: bool) -> Iterator[bool]:
        """The ends of a node that an arc into it bounds for sure."""
        i, state = arc.dst, self._bounds.state[arc.dst]
        if i == link.dst:
            yield bool(arc.to_finish)
            if self._instant(i) or (not arc.to_finish and state == State.WORK):
                yield not arc.to_finish
        elif (
            self._wiring.roles[i] in (Role.OPEN, Role.DONE)
            or state == State.MOMENT
            or (state == State.WORK and not arc.to_finish)
        ):
            yield from (START, FINISH)
        elif state == State.WORK and counted and self._bounds.number[i] == calendar:
            yield FINISH

    def _trail(self, reached: Reached, end: End | None) -> Iterator[End]:
        while end is not None:
            yield end
            end = reached[end][1]
