"""A sheet as its cells, each with the name that people find it by: ``Sheet1!C5``, or ``5:3`` where a CSV file has no sheet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from governance.errors import InvalidError, Problem
from governance.messages import _

MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_MERGED = 100_000
"""Cells that merged ranges may cover, as far as they are looked at."""
TOP = 60
"""Rows in which a heading is looked for: titles, numbers and mottos may stand above it."""


class Merge(NamedTuple):
    """Cells merged into one, by their rows and columns from 1 on, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet that hold something: row → column → text, both from 1 on. ``sheet`` is None for CSV."""

    sheet: str | None
    cells: Mapping[int, Mapping[int, str]]
    merges: tuple[Merge, ...] = ()

    @property
    def last(self) -> int:
        """The last row that holds anything; 0 where none does."""
        return max(self.cells, default=0)

    def place(self, row: int, column: int | None = None) -> str:
        """The name of a cell, or of a row.

        >>> Grid("Phụ lục I", {}).place(5, 3), Grid("A1", {}).place(7), Grid(None, {}).place(5, 3)
        ("'Phụ lục I'!C5", 'A1!7', '5:3')
        """
        if self.sheet is None:
            return f"{row}:{column}" if column else f"{row}"
        plain = re.fullmatch(r"[^\W\d]\w*", self.sheet)
        name = self.sheet if plain else "'" + self.sheet.replace("'", "''") + "'"
        return f"{name}!{letters(column) if column else ''}{row}"

    def text(self, row: int, column: int) -> str:
        """What a cell says; one that is merged with cells above says what they say."""
        return self.cells.get(self.origin(row, column), {}).get(column, "")

    def origin(self, row: int, column: int) -> int:
        """The row in which the text of a cell stands."""
        return self._above.get((row, column), row)

    def spread(self, row: int, column: int) -> str:
        """What a cell near the top says, where a merged one speaks for every cell that it covers, as headings do."""
        merge = self._over.get((row, column))
        return self.cells.get(merge.top, {}).get(merge.left, "") if merge else self.text(row, column)

    @cached_property
    def _over(self) -> dict[tuple[int, int], Merge]:
        """(row, column) → the merged cell over it, among the rows in which headings are looked for."""
        near = [merge._replace(bottom=min(merge.bottom, TOP), right=min(merge.right, MOST_COLUMNS)) for merge in self.merges]
        self._bound(sum(max(0, merge.bottom - merge.top + 1) * max(0, merge.right - merge.left + 1) for merge in near))
        return {
            (row, column): merge
            for merge in near
            for row in range(merge.top, merge.bottom + 1)
            for column in range(merge.left, merge.right + 1)
        }

    @cached_property
    def _above(self) -> dict[tuple[int, int], int]:
        """(row, column) → the row that speaks for it, for cells merged with others above."""
        near = [merge._replace(bottom=min(merge.bottom, self.last)) for merge in self.merges]
        self._bound(sum(max(0, merge.bottom - merge.top) for merge in near))
        return {(row, merge.left): merge.top for merge in near for row in range(merge.top + 1, merge.bottom + 1)}

    def _bound(self, covered: int) -> None:
        if covered > MOST_MERGED:
            why = _("merged cells cover more than {most} cells: part them", most=MOST_MERGED)
            raise InvalidError([Problem(self.sheet or "file", why)])


def letters(column: int) -> str:
    """The letters of a column.

    >>> letters(3), letters(27)
    ('C', 'AA')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(name: str) -> int:
    """The column of letters.

    >>> number("C"), number("AA")
    (3, 27)
    """
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column
