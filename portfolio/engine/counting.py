"""Calendars as one flat column of integers, and the counting of :mod:`portfolio.workcalendar` over it.

The column begins with a block for each calendar; number 0 works every day. Tables of a calendar cover the boundaries from its
``FIRST`` on; the rest is arithmetic on weeks plus a search among the exceptions, so tables cost nothing where there are none.

This is kernel source: it runs as it stands over a list, and compiled over an array (:mod:`portfolio.engine.compiled`).
"""

from typing import Any

Ints = Any
"""A column: a list of integers, or an array of 32-bit ones."""

BLOCK = 24
"""How many integers say what a calendar is:"""
FIRST, WIDTH = 0, 1  # the first boundary that the tables cover, and how many
BEFORE, DAY = 2, 3  # where the tables begin: working days before a boundary; the ordinal of a working day
BASE, MOST = 4, 5  # the working days before ``FIRST``, and how many the second table holds
EXCEPTIONS, LENGTH = 6, 7  # where the exceptions begin (ordinals, then the count after each, then the net shift before each)
WEEK = 8  # working days of a week before each weekday, and in all
WORKING = 16  # the weekdays worked


def count(cal: Ints, c: int, boundary: int) -> int:
    """How many working days of a calendar lie before a boundary."""
    x = boundary - cal[BLOCK * c + FIRST]
    if 0 <= x < cal[BLOCK * c + WIDTH]:
        return cal[cal[BLOCK * c + BEFORE] + x]
    return reckoned(cal, c, boundary)


def reckoned(cal: Ints, c: int, boundary: int) -> int:
    """The same without tables."""
    if c == 0:
        return boundary - 1
    block = BLOCK * c
    at, length = cal[block + EXCEPTIONS], cal[block + LENGTH]
    low, high = 0, length
    while low < high:
        middle = (low + high) // 2
        if cal[at + middle] < boundary:
            low = middle + 1
        else:
            high = middle
    weeks = (boundary - 1) // 7
    rest = boundary - 1 - weeks * 7
    return weeks * cal[block + WEEK + 7] + cal[block + WEEK + rest] + cal[at + 2 * length + low]


def nth(cal: Ints, c: int, index: int) -> int:
    """The ordinal of the working day with this index: the inverse of :func:`count`, and the latest boundary of that count."""
    x = index - cal[BLOCK * c + BASE]
    if 0 <= x < cal[BLOCK * c + MOST]:
        return cal[cal[BLOCK * c + DAY] + x]
    return found(cal, c, index)


def found(cal: Ints, c: int, index: int) -> int:
    """The same without tables."""
    if c == 0:
        return index + 1
    block = BLOCK * c
    at, length = cal[block + EXCEPTIONS], cal[block + LENGTH]
    low, high = 0, length
    while low < high:
        middle = (low + high) // 2
        if cal[at + length + middle] <= index:
            low = middle + 1
        else:
            high = middle
    shift = at + 2 * length + low
    if low < length and cal[at + length + low] == index + 1 and cal[shift + 1] > cal[shift]:
        return cal[at + low]
    left, per_week = index - cal[shift], cal[block + WEEK + 7]
    weeks = left // per_week
    return weeks * 7 + cal[block + WORKING + left - weeks * per_week] + 1


def step(cal: Ints, c: int, mark: int) -> int:
    """The first step of a calendar at or after a mark."""
    before = count(cal, c, mark >> 1)
    if not mark & 1 and count(cal, c, (mark >> 1) - 1) < before:
        return 2 * before
    return 2 * before + 1


def mark_of(cal: Ints, c: int, at: int) -> int:
    """The mark of a step."""
    return 2 * nth(cal, c, at >> 1) + 1 if at & 1 else 2 * nth(cal, c, (at >> 1) - 1) + 2


def later(cal: Ints, c: int, mark: int, lag: int) -> int:
    """A mark moved on by a lag that is not 0, keeping its side of the night."""
    at = step(cal, c, mark) + 2 * lag
    return 2 * (nth(cal, c, (at >> 1) - 1) + 1) + (at & 1)


def sooner(cal: Ints, c: int, mark: int, lag: int) -> int:
    """The latest mark that :func:`later` does not move past this one."""
    return mark_of(cal, c, step(cal, c, mark) - 2 * lag)
