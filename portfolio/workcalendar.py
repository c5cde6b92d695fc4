"""A working week plus exceptions that close or open days, turned into counting.

A *boundary* is the night before a day, as that day's ordinal; a span of days is half-open, ``[first, last + 1)``. A *mark* is
one side of a night: ``2·b`` the evening before it (the end of day ``b − 1``), ``2·b + 1`` the morning after it (the beginning
of day ``b``). Only a milestone can tell the two sides apart. A *step* numbers the marks at which a calendar works: ``2·k`` is
the evening that ends its ``k``-th working day, ``2·k + 1`` the morning that begins the next one.

Nothing here walks from day to day: a count is arithmetic on weeks plus one search among the exceptions.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from itertools import accumulate

from governance.messages import _
from portfolio.errors import InvalidError, Problem

WEEK = 7
LAST = date.max.toordinal()
"""The last day that there is. No duration and no lag is as long."""


class WorkCalendar:
    """Which days are worked, as a two-way counting between days and integers.

    ``week`` says for Monday to Sunday whether it is worked. ``closed`` and ``opened`` are the exceptions; before the first
    and after the last of them the week alone decides.

    Raises
    ------
    InvalidError
        If no day of the week is worked, or a day is both closed and opened.

    Examples
    --------
    >>> swap = WorkCalendar(closed=[date(2018, 12, 31), date(2019, 1, 1)], opened=[date(2019, 1, 5)])
    >>> swap.works(date(2019, 1, 5)), swap.working_days(date(2018, 12, 29), date(2019, 1, 5))
    (True, 4)
    >>> swap.day(swap.index(date(2018, 12, 31)))
    datetime.date(2019, 1, 2)
    """

    __slots__ = (
        "_after",
        "_base",
        "_delta",
        "_exceptions",
        "_per_week",
        "_shift",
        "_working",
        "closed",
        "name",
        "opened",
        "week",
    )

    def __init__(self, week: str = "1111100", closed: Iterable[date] = (), opened: Iterable[date] = (), name: str = "") -> None:
        self.week, self.name = week, name
        self.closed, self.opened = frozenset(closed), frozenset(opened)
        _check(self)
        worked = [mark == "1" for mark in week]
        self._working = [i for i, works in enumerate(worked) if works]
        self._base = [0, *accumulate(worked)]
        self._per_week = len(self._working)
        opens = {day.toordinal() for day in self.opened if not worked[day.weekday()]}
        shuts = {day.toordinal() for day in self.closed if worked[day.weekday()]}
        self._exceptions = sorted(opens | shuts)
        self._delta = [1 if b in opens else -1 for b in self._exceptions]
        self._shift = [0, *accumulate(self._delta)]
        self._after = [self.count(b + 1) for b in self._exceptions]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WorkCalendar):
            return NotImplemented
        return self is other or (self.week, self.closed, self.opened, self.name) == (
            other.week,
            other.closed,
            other.opened,
            other.name,
        )

    def __hash__(self) -> int:
        return hash((self.week, self.name, len(self._exceptions)))

    def __repr__(self) -> str:
        return f"WorkCalendar({self.week!r}, {len(self.closed)} closed, {len(self.opened)} opened, name={self.name!r})"

    # ---------------------------------------------------------------------------------------------- days and integers
    def works(self, day: date) -> bool:
        """Whether the day is worked."""
        b = day.toordinal()
        return self.count(b + 1) > self.count(b)

    def index(self, day: date) -> int:
        """How many working days lie before the day (from a fixed origin); equal for a closed day and the next working one."""
        return self.count(day.toordinal())

    def day(self, index: int) -> date:
        """The working day with this index.

        Raises
        ------
        InvalidError
            If it lies outside the years 1 to 9999.
        """
        return as_date(self.nth(index))

    def working_days(self, first: date, last: date) -> int:
        """How many days from ``first`` to ``last``, both included, are worked."""
        return self.count(last.toordinal() + 1) - self.count(first.toordinal())

    # ------------------------------------------------------------------------------------------ boundaries (ordinals)
    def count(self, boundary: int) -> int:
        """How many working days lie before a boundary."""
        weeks, rest = divmod(boundary - 1, WEEK)
        return weeks * self._per_week + self._base[rest] + self._shift[bisect_left(self._exceptions, boundary)]

    def nth(self, index: int) -> int:
        """The ordinal of the working day with this index: the inverse of :meth:`count`, and the latest boundary of that count."""
        j = bisect_right(self._after, index)
        if j < len(self._after) and self._after[j] == index + 1 and self._delta[j] > 0:
            return self._exceptions[j]
        weeks, rest = divmod(index - self._shift[j], self._per_week)
        return weeks * WEEK + self._working[rest] + 1

    def advance(self, boundary: int, days: int) -> int:
        """The earliest boundary with ``days`` more working days before it; the same boundary for none.

        Adjoint to :meth:`retreat`: ``advance(b, n) ≤ c`` exactly when ``b ≤ retreat(c, n)``.
        """
        return self.nth(self.count(boundary) + days - 1) + 1 if days else boundary

    def retreat(self, boundary: int, days: int) -> int:
        """The latest boundary from which ``days`` working days later is not after this one.

        The law of counting is stated with it and tested by it; the passes count back in marks, with :meth:`sooner`.
        """
        return self.nth(self.count(boundary) - days) if days else boundary

    # ------------------------------------------------------------------------------------------------------- marks
    def step(self, mark: int) -> int:
        """The first step of this calendar at or after a mark."""
        boundary = mark >> 1
        before = self.count(boundary)
        on_evening = not mark & 1 and self.count(boundary - 1) < before
        return 2 * before + (0 if on_evening else 1)

    def mark(self, step: int) -> int:
        """The mark of a step: a working day's evening (even) or morning (odd)."""
        k = step >> 1
        return 2 * self.nth(k) + 1 if step & 1 else 2 * self.nth(k - 1) + 2

    def later(self, mark: int, days: int) -> int:
        """A mark moved on by a lag: as :meth:`advance`, keeping its side of the night. Adjoint to :meth:`sooner`."""
        if not days:
            return mark
        step = self.step(mark) + 2 * days
        return 2 * (self.nth((step >> 1) - 1) + 1) + (step & 1)

    def sooner(self, mark: int, days: int) -> int:
        """The latest mark that :meth:`later` by as many days does not move past this one."""
        return self.mark(self.step(mark) - 2 * days) if days else mark


def as_date(ordinal: int) -> date:
    """The date of an ordinal.

    Raises
    ------
    InvalidError
        If no calendar has it: a plan that runs past the year 9999, or a float that reaches before the year 1.
    """
    if not 1 <= ordinal <= LAST:
        raise InvalidError([outside("dates")])
    return date.fromordinal(ordinal)


def outside(where: str) -> Problem:
    """What is wrong with dates that no calendar has."""
    return Problem(where, _("the schedule leaves the years 1 to 9999; shorten durations, lags or the span of the dates given"))


def _check(calendar: WorkCalendar) -> None:
    problems = []
    if len(calendar.week) != WEEK or set(calendar.week) - {"0", "1"} or "1" not in calendar.week:
        problems.append(
            Problem(
                "week", _("{week}: give seven times 0 or 1, Monday to Sunday, at least one of them 1", week=repr(calendar.week))
            )
        )
    problems += [
        Problem("opened", _("{day} is both closed and opened; choose one", day=day))
        for day in sorted(calendar.closed & calendar.opened)
    ]
    if problems:
        raise InvalidError(problems)


ELAPSED = WorkCalendar("1" * WEEK, name="elapsed")
"""Every day of the week: what elapsed lags and durations count on."""
