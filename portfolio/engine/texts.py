"""Texts of many rows as columns of integers: over lists for small plans, over arrays and compiled for large ones.

A text has a row a line, or a character a row (:class:`governance.gathering.Gathered`). Names become places in a list of names,
which for half a million names is where the time goes: dictionaries of Python miss every cache.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import compress
from types import SimpleNamespace
from typing import Any

from portfolio.engine.compiled import native
from portfolio.engine.counting import Ints

Finder = Callable[[str], Ints]
"""Which place in a list of names each line of a text names; −1 of none."""
LINE = 10
"""What ends a line."""
ENTRY, PRIME, BITS = 4, 16_777_619, 0xFFFFFFFF
"""How many integers an entry of the dictionary has, and what mixes the letters of a name."""
RELATIONS = 4
"""How many links may join two tasks."""


class Lists:
    """Columns as lists."""

    def numbers(self, text: str) -> Ints:
        """The number in each line."""
        return list(map(int, text.split()))

    def counted(self, size: int) -> Ints:
        """0, 1, 2 and so on."""
        return list(range(size))

    def digits(self, text: str) -> Ints:
        """The number that each character stands for, counted from "0"."""
        return [digit - 48 for digit in text.encode()]

    def finder(self, names: Sequence[str]) -> Finder:
        """What finds these names, which differ."""
        place = {name: i for i, name in enumerate(names)}
        return lambda text: [place.get(name, -1) for name in text.split("\n")]

    def spread(self, size: int, places: Ints, values: Ints) -> Ints:
        """A column with values at places (one below 0 is none), and −1 everywhere else."""
        column = [-1] * size
        for place, value in zip(places, values, strict=True):
            if place >= 0:
                column[place] = value
        return column

    def through(self, column: Ints, table: Ints) -> Ints:
        """Each value looked up in a table; values below 0 stay."""
        return [table[value] if value >= 0 else -1 for value in column]

    def either(self, column: Ints, other: Ints) -> Ints:
        """The values of a column, and where one is below 0 those of another."""
        return [mine if mine >= 0 else theirs for mine, theirs in zip(column, other, strict=True)]

    def equal(self, column: Ints, value: int) -> list[int]:
        """The places of a value."""
        return [i for i, each in enumerate(column) if each == value]

    def named(self, column: Ints) -> Mapping[int, int]:
        """The values that are not below 0, by place."""
        return {i: each for i, each in enumerate(column) if each >= 0}

    def distinct(self, column: Ints) -> list[int]:
        """The values that occur, in order."""
        return sorted(set(column))

    def joined(self, before: Ints, after: Ints, rank: Ints, size: int) -> Ints:
        """The rows of links of which both ends are there, by the places of the ends, then by rank."""
        keys = [(a * size + b) * RELATIONS + c for a, b, c in zip(before, after, rank, strict=True)]
        there = [a >= 0 and b >= 0 for a, b in zip(before, after, strict=True)]
        return sorted(compress(range(len(keys)), there), key=keys.__getitem__)


class Arrays(Lists):
    """Columns as arrays of 32-bit integers."""

    def __init__(self) -> None:
        import numpy as np  # noqa: PLC0415 - only large plans wait for it

        self._np = np

    def numbers(self, text: str) -> Ints:
        """The number in each line."""
        return self._np.fromstring(text, self._np.int32, sep=" ")

    def counted(self, size: int) -> Ints:
        """0, 1, 2 and so on."""
        return self._np.arange(size, dtype=self._np.int32)

    def digits(self, text: str) -> Ints:
        """The number that each character stands for, counted from "0"."""
        return self._np.frombuffer(text.encode(), self._np.uint8).astype(self._np.int32) - 48

    def finder(self, names: Sequence[str]) -> Finder:
        """What finds these names, which differ."""
        np, law, count = self._np, compiled(), len(names)
        known = np.frombuffer("\n".join(names).encode(), np.uint8)
        table = np.full(ENTRY << (2 * count).bit_length(), -1, np.int32)
        law.enter(count, len(known), known, len(table) - 1, table)

        def find(text: str) -> Ints:
            lines = np.frombuffer(text.encode(), np.uint8)
            found = np.empty(int(np.count_nonzero(lines == LINE)) + 1, np.int32)
            law.find(len(found), len(lines), lines, known, len(table) - 1, table, found)
            return found

        return find

    def spread(self, size: int, places: Ints, values: Ints) -> Ints:
        """A column with values at places (one below 0 is none), and −1 everywhere else."""
        column = self._np.full(size + 1, -1, self._np.int32)
        column[places] = values  # −1 is the place behind the last
        return column[:size]

    def through(self, column: Ints, table: Ints) -> Ints:
        """Each value looked up in a table; values below 0 stay."""
        return self._np.append(table, self._np.int32(-1))[column]

    def either(self, column: Ints, other: Ints) -> Ints:
        """The values of a column, and where one is below 0 those of another."""
        return self._np.where(column >= 0, column, other)

    def equal(self, column: Ints, value: int) -> list[int]:
        """The places of a value."""
        return [int(i) for i in self._np.flatnonzero(column == value)]

    def named(self, column: Ints) -> Mapping[int, int]:
        """The values that are not below 0, by place."""
        places = self._np.flatnonzero(column >= 0)
        return dict(zip(places.tolist(), column[places].tolist(), strict=True))

    def distinct(self, column: Ints) -> list[int]:
        """The values that occur, in order."""
        return [int(value) for value in self._np.unique(column)]

    def joined(self, before: Ints, after: Ints, rank: Ints, size: int) -> Ints:
        """The rows of links of which both ends are there, by the places of the ends, then by rank."""
        np = self._np
        there = np.flatnonzero((before >= 0) & (after >= 0))
        keys = (before.astype(np.int64) * size + after) * RELATIONS + rank
        return there[np.argsort(keys[there])]


# ------------------------------------------------------------------------------------------- a dictionary, to be compiled
def enter(count: int, size: int, names: Ints, mask: int, table: Ints) -> None:
    """Enter lines of letters in a table, whose length is a power of two and one more than ``mask``.

    An entry is a place, where the line begins, its length, and its hash.
    """
    start = 0
    for place in range(count):
        at, mixed = start, 0
        while at < size and names[at] != LINE:
            mixed = ((mixed ^ names[at]) * PRIME) & BITS
            at += 1
        entry = (mixed ^ (mixed >> 15)) * ENTRY & mask
        while table[entry] >= 0:
            entry = (entry + ENTRY) & mask
        table[entry], table[entry + 1], table[entry + 2], table[entry + 3] = place, start, at - start, mixed >> 1
        start = at + 1


def find(count: int, size: int, lines: Ints, names: Ints, mask: int, table: Ints, found: Ints) -> None:
    """The place of each line among the names that were entered, or −1."""
    start = 0
    for row in range(count):
        at, mixed = start, 0
        while at < size and lines[at] != LINE:
            mixed = ((mixed ^ lines[at]) * PRIME) & BITS
            at += 1
        length, entry = at - start, (mixed ^ (mixed >> 15)) * ENTRY & mask
        while table[entry] >= 0:
            if table[entry + 3] == mixed >> 1 and table[entry + 2] == length:
                first, same = table[entry + 1], 0
                while same < length and names[first + same] == lines[start + same]:
                    same += 1
                if same == length:
                    break
            entry = (entry + ENTRY) & mask
        found[row] = table[entry]
        start = at + 1


LISTS = Lists()


@cache
def arrays() -> Arrays:
    """Columns as arrays; the first call loads what they need."""
    return Arrays()


@cache
def compiled() -> Any:
    """The dictionary compiled. Arrays are bare pointers inside."""
    from numba import types  # noqa: PLC0415 - only large plans wait for it

    size, letters, column = types.int64, types.CPointer(types.uint8), types.CPointer(types.int32)  # type: ignore[no-untyped-call]
    return SimpleNamespace(
        enter=_entry(enter, size, size, letters, size, column),
        find=_entry(find, size, size, letters, letters, size, column, column),
    )


def _entry(plain: Callable[..., None], *kinds: Any) -> Callable[..., None]:
    from numba import types  # noqa: PLC0415 - only large plans wait for it

    made = native(types.void(*kinds), plain).ctypes

    def call(*given: Any) -> None:
        made(*[value if isinstance(value, int) else value.ctypes.data_as(want) for value, want in zip(given, made.argtypes)])

    return call
