"""What changed between two plans, and the cause of each move, proved.

The causes of a move follow from the law of the latest bound. A task that is later than it was is held there by what drives it
now; since none of these held it there before, each of them is new, or is itself otherwise than it was: its link or its lag, the
task that it comes from, a calendar, a date. A task that is earlier is the same with the plans swapped: everything that held it
has gone or has given way. Where such a piece can be taken back by itself, that is tried, and its effect is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from governance.messages import Text
from portfolio.baselines.causes import Cause, Law, Proof, Why, ends, of_pieces
from portfolio.baselines.differences import Difference, Differences, Piece, differences
from portfolio.baselines.sides import Known, Side, Span, compared, later_finish, later_start
from portfolio.cpm import Schedule, schedule
from portfolio.errors import DomainError

EFFORT = 20_000
"""How many tasks are scheduled at most to try out pieces; at least four trials are made in any plan."""


@dataclass(frozen=True, slots=True)
class Move:
    """A task whose dates are others, or that has dates on one side only. Days are working days of its own calendar.

    ``roots`` are the differences that its causes lead back to.
    """

    task: str
    title: Text
    programme: str
    before: Span | None
    after: Span | None
    start: int | None
    finish: int | None
    causes: tuple[Cause, ...]
    roots: tuple[Difference, ...] = ()
    surmised: bool = False


@dataclass(frozen=True, slots=True)
class Root:
    """A difference that moves lead back to: how many do, and the last day if it were taken back, where that was tried."""

    difference: Difference
    moves: int
    finish: date | None


@dataclass(frozen=True)
class Changes:
    """What changed from one plan to another. ``finish`` is the last day of the newer."""

    older: Side
    newer: Side
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    moved: tuple[Move, ...]
    roots: tuple[Root, ...]
    finish: date | None

    @property
    def none(self) -> bool:
        """Whether nothing that is looked at changed."""
        return not (self.added or self.dropped or self.moved)


def changed(older: Side, newer: Side, *, effort: int = EFFORT) -> Changes:
    """What changed between two plans: tasks added, dropped and moved, and the cause of each move.

    A cause is local: what holds the task itself. Where that is another task that moved, ``roots`` lead on to what changed in the
    plan. ``effort`` bounds how many tasks are scheduled to try out pieces.
    """
    older, newer = compared(older, newer)
    asking = _Asking(older, newer, effort)
    both = sorted({*older.tasks} & {*newer.tasks})
    pairs = ((code, older.tasks[code], newer.tasks[code]) for code in both)
    moved = tuple(asking.move(code, was, now) for code, was, now in pairs if _days(was) != _days(now))
    counted: dict[Difference, int] = {}
    for move in moved:
        for root in move.roots:
            counted[root] = counted.get(root, 0) + 1
    roots = sorted(counted, key=lambda d: (-counted[d], d.piece, d.subject))
    return Changes(
        older,
        newer,
        added=tuple(sorted({*newer.tasks} - {*older.tasks})),
        dropped=tuple(sorted({*older.tasks} - {*newer.tasks})),
        moved=moved,
        roots=tuple(Root(d, counted[d], asking.finish_without(d)) for d in roots),
        finish=asking.last_day(newer.schedule),
    )


def _days(known: Known) -> tuple[date, date] | None:
    return known.span.days if known.span else None


@dataclass
class _Trials:
    """Schedules plans with one piece taken back, or put in alone: each once, and no more than the effort allows."""

    found: Differences
    left: int
    made: dict[tuple[str, Difference], Schedule | None] = field(default_factory=dict)

    def undone(self, difference: Difference) -> Schedule | None:
        """The newer plan with the piece as it was, or None if that was not tried, or cannot be."""
        return self._try("undone", difference)

    def alone(self, difference: Difference) -> Schedule | None:
        """The older plan with the piece as it is now."""
        return self._try("alone", difference)

    def _try(self, way: str, difference: Difference) -> Schedule | None:
        key = way, difference
        if key not in self.made:
            if self.left <= 0:
                return None
            self.left -= 1
            self.made[key] = self._made(way, difference)
        return self.made[key]

    def _made(self, way: str, difference: Difference) -> Schedule | None:
        try:
            return schedule(self.found.undone(difference) if way == "undone" else self.found.alone(difference))
        except DomainError:
            return None  # such a plan cannot be: it would loop, or say what contradicts itself


class _Asking:
    """Two plans, and what is computed of them once for all moves."""

    def __init__(self, older: Side, newer: Side, effort: int) -> None:
        self.older, self.newer = older, newer
        self.found = differences(older.schedule.network, newer.schedule.network)
        self.trials = _Trials(self.found, max(4, effort // max(1, len(newer.schedule.network.tasks))))
        self.later = Law(older, newer, self.found)
        self.earlier = Law(newer, older, self.found.mirrored)
        self._roots: dict[str, tuple[Difference, ...]] = {}
        self._causes: dict[str, tuple[Cause, ...]] = {}

    # ---- a move

    def move(self, code: str, was: Known, now: Known) -> Move:
        """A task whose dates differ, with its causes."""
        start = finish = None
        if was.span and now.span:
            calendar = self.newer.calendar_of(code)
            start = later_start(calendar, was.span.start, now.span.start)
            finish = later_finish(calendar, was.span.finish, now.span.finish)
        return Move(
            code,
            now.title,
            now.programme,
            was.span,
            now.span,
            start,
            finish,
            self.causes(code),
            self.roots(code),
            surmised=was.surmised or now.surmised,
        )

    def causes(self, code: str) -> tuple[Cause, ...]:
        """The causes of a task's move, each once; at least one."""
        if code not in self._causes:
            found = dict.fromkeys(self._local(code))
            tried = [self._proved(code, cause) for cause in found]
            kept = [cause for cause in tried if not (cause.proof is Proof.JOINT and _may_be_idle(cause))]
            self._causes[code] = tuple(kept or tried) or tuple(self._sought(code))
        return self._causes[code]

    def roots(self, code: str) -> tuple[Difference, ...]:
        """The differences that the causes of a task's move lead back to."""
        waiting, entered = [code], set[str]()
        while waiting:
            here = waiting[-1]
            carriers = [c.by for c in self.causes(here) if c.by is not None and self._raw_moved(c.by)]
            further = [by for by in carriers if by not in self._roots and by not in entered]
            entered.add(here)
            if further and here not in self._roots:
                waiting += further
                continue
            waiting.pop()
            own = {cause.difference for cause in self.causes(here) if cause.difference is not None}
            found = own.union(*(self._roots.get(by, ()) for by in carriers))
            self._roots.setdefault(here, tuple(sorted(found, key=lambda d: (d.piece, d.subject))))
        return self._roots[code]

    def _raw_moved(self, code: str) -> bool:
        one, other = self.older.schedule.tasks.get(code), self.newer.schedule.tasks.get(code)
        return one is not None and other is not None and ends(one) != ends(other)

    # ---- what holds it, or held it

    def _local(self, code: str) -> Iterator[Cause]:
        was, now = self.older.schedule.tasks.get(code), self.newer.schedule.tasks.get(code)
        if was is None or now is None or was.undated != now.undated:
            yield from of_pieces(self.found, (Piece.TASK, code), (Piece.PROGRESS, code))
            return
        for side, dates in ((self.older, was), (self.newer, now)):
            known = side.tasks.get(code)
            if known is not None and known.span and known.span.days != ends(dates):
                yield Cause(Why.RECKONING)
        summary = was.summary, now.summary
        for end in ("start", "finish"):
            one, other = (dates.early_start if end == "start" else dates.early_finish for dates in (was, now))
            if one != other:
                law = self.later if one < other else self.earlier
                yield from _oriented(law.of_summary(code, end) if any(summary) else law.of_task(code, end), mirrored=one > other)

    def _sought(self, code: str) -> Iterator[Cause]:
        """The causes of a move that no single bound explains, such as of work that is done as late as possible: by trial."""
        none = True
        for difference in self.found.all.values():
            cause = self._proved(code, Cause(Why.PIECE, difference))
            if cause.proof in (Proof.UNDONE, Proof.ALONE):
                none = False
                yield cause
        if none:
            yield Cause(Why.TOGETHER if self.found.all else Why.RECKONING)

    # ---- trials

    def _proved(self, code: str, cause: Cause) -> Cause:
        """The cause with what came out of taking it back, or of putting it in alone."""
        if cause.difference is None:
            return cause
        undone = self.trials.undone(cause.difference)
        if undone is not None and (days := _at(undone, code)) != _at(self.newer.schedule, code):
            return replace(cause, proof=Proof.UNDONE, without=days)
        alone = self.trials.alone(cause.difference)
        if alone is not None and _at(alone, code) != _at(self.older.schedule, code):
            return replace(cause, proof=Proof.ALONE)
        return cause if undone is None or alone is None else replace(cause, proof=Proof.JOINT)

    def finish_without(self, difference: Difference) -> date | None:
        """The last day of what is looked at if a piece were as it was, where that was tried."""
        made = self.trials.made.get(("undone", difference))
        return self.last_day(made) if made is not None else None

    def last_day(self, made: Schedule) -> date | None:
        """The last day of what is looked at in a schedule."""
        return max((made.tasks[code].early_finish for code in self.newer.tasks if code in made.tasks), default=None)


def _may_be_idle(cause: Cause) -> bool:
    """Whether a cause was only supposed, and is left out where trials deny it."""
    return cause.difference is not None and cause.difference.piece in (Piece.CALENDAR, Piece.PROGRESS, Piece.PLACE)


def _at(made: Schedule, code: str) -> tuple[date, date] | None:
    return ends(made.tasks[code]) if code in made.tasks else None


def _oriented(causes: Iterator[Cause], *, mirrored: bool) -> Iterator[Cause]:
    """Causes that were found with the plans swapped, told the right way round."""
    for cause in causes:
        yield replace(cause, difference=cause.difference.mirrored) if mirrored and cause.difference else cause
