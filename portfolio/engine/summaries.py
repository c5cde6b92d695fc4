"""What is numbered: the leaves of a plan, and the ends of summaries that something binds.

A summary task is no node of its own. Where a link or a date binds one of its ends, a hidden node stands for that end:

========= ==========================================  =====================================================
``OPEN``  may its children start?                     an incoming link on the start end binds every child's start
``DONE``  are its children finished?                  an outgoing link on the finish end waits for the last child
``BEGUN`` has any child started?                      an outgoing link on the start end waits for the first child
``GATE``  may it be finished?                         an incoming link on the finish end binds the last child's finish
========= ==========================================  =====================================================

Arcs join them to the children. Which child is the first or the last is known only when dates are, so of the arcs of ``BEGUN``
and ``GATE`` only the one counts whose child the passes choose.
"""

from collections.abc import Iterator
from enum import IntEnum

from portfolio.engine.counting import Ints
from portfolio.engine.kernel import CHOICE, FROM_FINISH, INNER, TO_FINISH
from portfolio.engine.sheet import Sheet
from portfolio.model import ConstraintKind as Kind
from portfolio.specs import Plan


class Role(IntEnum):
    """What a node stands for."""

    TASK = 0
    OPEN = 1
    DONE = 2
    BEGUN = 3
    GATE = 4


Key = tuple[str, Role]


class Keys:
    """What is to be numbered: the tasks that are no summaries, in order; then the ends of summaries that something binds."""

    def __init__(self, plan: Plan, sheet: Sheet) -> None:
        self._plan, self._sheet = plan, sheet
        summaries = {sheet.place[code] for code in plan.children}
        leaves = [t for t in range(len(sheet.codes)) if t not in summaries] if summaries else range(len(sheet.codes))
        self.hidden = sorted(_hidden(plan, summaries, sheet)) if summaries else []
        self.task = [*leaves, *(sheet.place[code] for code, _role in self.hidden)] if summaries else leaves
        self._key: dict[int, int] = {t: key for key, t in enumerate(leaves)} if summaries else {}
        self._hidden = {key: len(leaves) + i for i, key in enumerate(self.hidden)}
        self._leaves = leaves

    @property
    def all(self) -> list[Key]:
        """Every key by code and role."""
        return [(self._sheet.codes[t], Role.TASK) for t in self._leaves] + self.hidden

    def joined(self, pred: Ints, succ: Ints, ends: Ints) -> tuple[list[int], list[int]]:
        """The keys that links join."""
        codes, key = self._sheet.codes, self._key
        before, after = [], []
        for p, s, end in zip(_plain(pred), _plain(succ), _plain(ends), strict=True):
            before.append(key[p] if p in key else self._hidden[codes[p], leaves_by(end)])
            after.append(key[s] if s in key else self._hidden[codes[s], enters_by(end)])
        return before, after

    def inner(self) -> tuple[list[int], list[int], list[int]]:
        """The arcs between the ends of summaries and their children: before, after, and how they bind."""
        before, after, how = [], [], []
        for code, role in self.hidden:
            end = self._hidden[code, role]
            for leaf in self._plan.leaves(code):
                child = self._key[self._sheet.place[leaf]]
                outward = role in (Role.OPEN, Role.GATE)
                before.append(end if outward else child)
                after.append(child if outward else end)
                how.append(INNER | _INNER[role])
        return before, after, how


_INNER = {Role.OPEN: FROM_FINISH, Role.DONE: FROM_FINISH, Role.BEGUN: CHOICE, Role.GATE: FROM_FINISH | TO_FINISH | CHOICE}
"""How the end of a summary is joined to its children."""


def _plain(column: Ints) -> list[int]:
    return column if isinstance(column, list) else column.tolist()


def leaves_by(ends: int) -> Role:
    """The end of a summary that a link with such ends leaves from."""
    return Role.DONE if ends & FROM_FINISH else Role.BEGUN


def enters_by(ends: int) -> Role:
    """The end of a summary that a link with such ends comes to."""
    return Role.GATE if ends & TO_FINISH else Role.OPEN


_BINDS = {
    Kind.SNET: (Role.OPEN,),
    Kind.FNET: (Role.GATE,),
    Kind.SNLT: (Role.BEGUN,),
    Kind.FNLT: (Role.DONE,),
    Kind.MSO: (Role.OPEN, Role.BEGUN),
    Kind.MFO: (Role.GATE, Role.DONE),
}


def _hidden(plan: Plan, summaries: set[int], sheet: Sheet) -> Iterator[Key]:
    """The ends of summaries that something binds, each once."""
    wanted: set[Key] = set()
    for p, s, ends in zip(_plain(sheet.predecessor), _plain(sheet.successor), _plain(sheet.ends), strict=True):
        if p in summaries:
            wanted.add((sheet.codes[p], leaves_by(ends)))
        if s in summaries:
            wanted.add((sheet.codes[s], enters_by(ends)))
    for code in plan.children:
        spec = plan.tasks[code]
        wanted |= {(code, role) for kind, _day in spec.constraints for role in _BINDS.get(kind, ())}
        if spec.deadlines:
            wanted.add((code, Role.DONE))
    yield from wanted
