"""Calendars laid out as the flat column that the kernel counts on; see :mod:`portfolio.counting`."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, compress, cycle, islice

from portfolio.compiled import Runner
from portfolio.counting import BASE, BEFORE, BLOCK, DAY, EXCEPTIONS, FIRST, LENGTH, MOST, WEEK, WIDTH, WORKING, Ints
from portfolio.workcalendar import WorkCalendar

MARGIN = 366
"""Days that the tables cover before a plan begins."""
WIDE, NARROW = 1 << 14, 1 << 12
"""Days that the tables of a large and of a small plan cover to begin with: some 45 and 11 years."""


@lru_cache(maxsize=16)
def column_of(clock: tuple[WorkCalendar, ...], run: Runner, begins: int, width: int) -> Ints:
    """The column of calendars, of which the first works every day, with tables for so many days around where a plan begins."""
    first = max(1, begins - MARGIN)
    column, tables = [0] * (BLOCK * len(clock)), list[int]()
    for c, calendar in enumerate(clock):
        block, at = BLOCK * c, BLOCK * len(clock) + len(tables)
        worked = [mark == "1" for mark in calendar.week]
        exceptions = sorted(
            {day.toordinal() for day in calendar.opened if not worked[day.weekday()]}
            | {day.toordinal() for day in calendar.closed if worked[day.weekday()]}
        )
        opens = [-1 if worked[(day - 1) % 7] else 1 for day in exceptions]
        tables += [*exceptions, *(calendar.count(day + 1) for day in exceptions), 0, *accumulate(opens)]
        column[block + EXCEPTIONS], column[block + LENGTH] = at, len(exceptions)
        column[block + WEEK : block + WEEK + 8] = [0, *accumulate(worked)]
        column[block + WORKING : block + WORKING + sum(worked)] = compress(range(7), worked)
        if c:
            before, days = _tables(worked, exceptions, first, width)
            base, at = calendar.count(first), BLOCK * len(clock) + len(tables)
            column[block + FIRST], column[block + WIDTH], column[block + BEFORE] = first, width, at
            column[block + BASE], column[block + MOST], column[block + DAY] = base, len(days), at + width
            tables += [*(base + count for count in before), *days]
    return run.column(column + tables)


def _tables(worked: Sequence[bool], exceptions: Sequence[int], first: int, width: int) -> tuple[list[int], list[int]]:
    """For each day how many are worked before it, and the days worked."""
    marks = list(islice(cycle(worked), (first - 1) % 7, (first - 1) % 7 + width))
    for day in exceptions:
        if first <= day < first + width:
            marks[day - first] = not marks[day - first]
    return [0, *accumulate(marks[:-1])], list(compress(range(first, first + width), marks))
