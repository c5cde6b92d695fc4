"""What one plan says otherwise than another, piece by piece, and each plan with a piece of the other in it.

A piece is as small as planners change: the days of a task, what is reported of it, a constraint, a link, a calendar, the day
that work may start from, the data date. Taking one piece back, or putting it in alone, is how a cause is proved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from portfolio.checks import place
from portfolio.network import Network, TaskSpec


class Piece(StrEnum):
    """What can differ between two plans."""

    DURATION = "duration"
    PROGRESS = "progress"
    CONSTRAINT = "constraint"
    DEADLINE = "deadline"
    LINK = "link"
    CALENDAR = "calendar"
    START = "start"
    DATA_DATE = "data-date"
    PLACE = "place"
    TASK = "task"


PLAN = "="
"""Stands before the name of a calendar whose days differ; alone, for which calendar is the plan's."""

_FIELDS: Mapping[Piece, tuple[str, ...]] = {
    Piece.DURATION: ("duration", "milestone"),
    Piece.PROGRESS: ("actual_start", "actual_finish", "remaining", "done", "done_by"),
    Piece.CONSTRAINT: ("constraints",),
    Piece.DEADLINE: ("deadlines",),
    Piece.CALENDAR: ("calendar",),
    Piece.PLACE: ("group", "parent"),
}
"""Which fields of a task each of its pieces is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One piece that the newer plan has otherwise. ``subject`` is the task, link, calendar or programme; empty for the data date.

    ``before`` and ``after`` are the piece on either side, None where it is not there; ``task`` is the task that it is of.
    """

    piece: Piece
    subject: str
    before: Any
    after: Any
    task: str | None = None

    @property
    def mirrored(self) -> "Difference":
        """The same, looked at from the other side."""
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True)
class Differences:
    """All pieces that differ between two networks, to be looked up by piece and subject."""

    older: Network
    newer: Network
    all: Mapping[tuple[Piece, str], Difference]

    def find(self, piece: Piece, subject: str) -> Difference | None:
        """The difference in a piece, if there is one."""
        return self.all.get((piece, subject))

    @property
    def mirrored(self) -> "Differences":
        """The same with the sides swapped."""
        return Differences(self.newer, self.older, {key: found.mirrored for key, found in self.all.items()})

    def undone(self, difference: Difference) -> Network:
        """The newer plan with one piece as it was.

        Raises
        ------
        InvalidError, CycleError
            When such a plan cannot be.
        """
        return _with(self.newer, self.older, difference, difference.before)

    def alone(self, difference: Difference) -> Network:
        """The older plan with one piece as it is now; the same errors."""
        return _with(self.older, self.newer, difference, difference.after)


def differences(older: Network, newer: Network) -> Differences:
    """What differs, by piece and subject; the order in which plans were entered makes no difference.

    Examples
    --------
    >>> from datetime import date
    >>> from portfolio.network import LinkSpec
    >>> from portfolio.workcalendar import WorkCalendar
    >>> def plan(days, *links):
    ...     tasks = [TaskSpec("a", days), TaskSpec("b", 2)]
    ...     return Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)})
    >>> found = differences(plan(3), plan(5, LinkSpec("a", "b"))).all.values()
    >>> [(d.piece.value, d.subject) for d in found]
    [('duration', 'a'), ('link', 'a~b~FS')]
    """
    found = [*_of_tasks(older, newer), *_of_links(older, newer), *_of_calendars(older, newer)]
    for group in sorted({*older.starts, *newer.starts}):
        found += _differing(Piece.START, group, older.starts.get(group), newer.starts.get(group))
    found += _differing(Piece.DATA_DATE, "", older.data_date, newer.data_date)
    return Differences(older, newer, {(d.piece, d.subject): d for d in found})


def _differing(piece: Piece, subject: str, before: object, after: object, task: str | None = None) -> Iterator[Difference]:
    if before != after:
        yield Difference(piece, subject, before, after, task)


def _of_tasks(older: Network, newer: Network) -> Iterator[Difference]:
    for code in sorted({*older.tasks, *newer.tasks}):
        was, now = older.tasks.get(code), newer.tasks.get(code)
        if was is None or now is None:
            yield Difference(Piece.TASK, code, was, now, code)
            continue
        for piece, names in _FIELDS.items():
            one, other = (tuple(_said(spec, name) for name in names) for spec in (was, now))
            yield from _differing(piece, code, one, other, code)


def _said(spec: TaskSpec, name: str) -> object:
    value = getattr(spec, name)
    return tuple(sorted(value, key=str)) if name in ("constraints", "deadlines") else value


def _of_links(older: Network, newer: Network) -> Iterator[Difference]:
    was, now = ({place(link): link for link in network.links} for network in (older, newer))
    for code in sorted({*was, *now}):
        yield from _differing(Piece.LINK, code, was.get(code), now.get(code))


def _of_calendars(older: Network, newer: Network) -> Iterator[Difference]:
    """A calendar that only one of the plans counts on differs in nothing: tasks say which they take."""
    for name in sorted({*older.calendars} & {*newer.calendars}):
        yield from _differing(Piece.CALENDAR, PLAN + name, older.calendars[name], newer.calendars[name])
    yield from _differing(Piece.CALENDAR, PLAN, older.default, newer.default)


def _with(base: Network, other: Network, difference: Difference, value: Any) -> Network:
    """A plan in which one piece has this value; ``other`` has what goes with it."""
    tasks, links = dict(base.tasks), {place(link): link for link in base.links}
    calendars, starts = {**other.calendars, **base.calendars}, dict(base.starts)
    default, day, subject = base.default, base.data_date, difference.subject
    match difference.piece:
        case Piece.TASK:
            _put(tasks, subject, value)
            beside = (link for link in other.links if value is not None and subject in (link.predecessor, link.successor))
            links |= {place(link): link for link in beside if place(link) not in links}
        case Piece.LINK:
            _put(links, subject, value)
        case Piece.START:
            _put(starts, subject, value)
        case Piece.DATA_DATE:
            day = value
        case Piece.CALENDAR if difference.task is None and subject == PLAN:
            default = value
        case Piece.CALENDAR if difference.task is None:
            calendars[subject[1:]] = value
        case piece:
            tasks[subject] = replace(tasks[subject], **dict(zip(_FIELDS[piece], value, strict=True)))
    standing = [t if t.parent in tasks else replace(t, parent=None) for t in tasks.values()]
    joined = [link for link in links.values() if link.predecessor in tasks and link.successor in tasks]
    return Network.build(standing, joined, calendars, default, starts, day)


def _put(where: dict[str, Any], key: str, value: Any) -> None:
    """Set the value of a key, or remove the key where the value is None."""
    if value is None:
        where.pop(key, None)
    else:
        where[key] = value
