"""Calendars laid out as the flat column that the kernel counts on; see :mod:`portfolio.engine.counting`."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, compress

from portfolio.engine.compiled import Runner
from portfolio.engine.counting import BASE, BEFORE, BLOCK, DAY, EXCEPTIONS, FIRST, LENGTH, MOST, WEEK, WIDTH, WORKING, Ints
from portfolio.workcalendar import WorkCalendar

MARGIN = 366
"""Days that the tables cover before a plan begins."""
WIDE, NARROW = 1 << 14, 1 << 12
"""Days that the tables of a large and of a small plan cover to begin with: some 45 and 11 years."""
WIDEST = 1 << 20
"""Days that tables cover at the most: some 2,900 years, in 8 megabytes for each calendar."""


@lru_cache(maxsize=8)
def column_of(clock: tuple[WorkCalendar, ...], run: Runner, begins: int, width: int) -> Ints:
    """The column of calendars, of which the first works every day, with tables for so many days around where a plan begins."""
    first = max(1, begins - MARGIN)
    head, parts, at = [0] * (BLOCK * len(clock)), list[Ints](), BLOCK * len(clock)
    for c, calendar in enumerate(clock):
        block = BLOCK * c
        worked = [mark == "1" for mark in calendar.week]
        exceptions = sorted(
            {day.toordinal() for day in calendar.opened if not worked[day.weekday()]}
            | {day.toordinal() for day in calendar.closed if worked[day.weekday()]}
        )
        opens = [-1 if worked[(day - 1) % 7] else 1 for day in exceptions]
        parts.append([*exceptions, *(calendar.count(day + 1) for day in exceptions), 0, *accumulate(opens)])
        head[block + EXCEPTIONS], head[block + LENGTH] = at, len(exceptions)
        head[block + WEEK : block + WEEK + 8] = [0, *accumulate(worked)]
        head[block + WORKING : block + WORKING + sum(worked)] = compress(range(7), worked)
        at += len(parts[-1])
        if c:
            base = calendar.count(first)
            before, days = run.tables(_marks(worked, exceptions, first, width), first, base)
            head[block + FIRST], head[block + WIDTH], head[block + BEFORE] = first, width, at
            head[block + BASE], head[block + MOST], head[block + DAY] = base, len(days), at + len(before)
            parts += [before, days]
            at += len(before) + len(days)
    column = run.column(head)
    for part in parts:
        column = run.join(column, part)
    return column


@lru_cache(maxsize=8)
def tabled(clock: tuple[WorkCalendar, ...], begins: int) -> list[int]:  # noqa: ARG001 - they are the key of what is kept
    """For how many days, in one cell, large plans on these calendars that begin on this day are to be tabled.

    It grows with the plans that were seen, so that a plan that is made anew counts by table up to its end at once. It speeds
    counting up and changes no count.
    """
    return [WIDE]


def _marks(worked: Sequence[bool], exceptions: Sequence[int], first: int, width: int) -> bytearray:
    """For each day whether it is worked: 1, or 0."""
    marks = bytearray((bytes(worked) * (width // 7 + 2))[(first - 1) % 7 :][:width])
    for day in exceptions:
        if first <= day < first + width:
            marks[day - first] ^= 1
    return marks
