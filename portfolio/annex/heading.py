"""The row that says what each column of an annex holds, found wherever it stands, in Vietnamese or English."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from portfolio.annex.grid import MOST_COLUMNS, TOP, Grid
from portfolio.annex.outline import label
from portfolio.folding import words


class Column(StrEnum):
    """What the columns of an annex are: TT, nhiệm vụ, chủ trì, phối hợp, thời hạn, sản phẩm, and in our own the task's code."""

    NUMBER = "number"
    TASK = "task"
    LEAD = "lead"
    COORDINATING = "coordinating"
    DEADLINE = "deadline"
    PRODUCT = "product"
    CODE = "code"


class Heading(NamedTuple):
    """Where the heading ends, which column holds what, and the headings that mean nothing here."""

    row: int
    columns: Mapping[Column, int]
    others: tuple[str, ...]


_HEADINGS: tuple[tuple[Column, str], ...] = (
    (Column.NUMBER, r"tt|stt|so tt|so thu tu|no|n o|item|serial number"),
    (Column.CODE, r"(task )?code|ma( so)?( nhiem vu)?"),
    (Column.COORDINATING, r".*(phoi hop|coordinat|cooperat|collaborat|supporting).*"),
    (Column.LEAD, r".*(chu tri|lead|responsible|in charge).*"),
    (Column.DEADLINE, r".*(thoi han|thoi gian|tien do|han hoan thanh|deadline|time limit|due|time frame|timeline|completion).*"),
    (Column.PRODUCT, r".*(san pham|ket qua|deliverable|product|output|result).*"),
    (Column.TASK, r".*(nhiem vu|cong viec|noi dung|giai phap|hoat dong|task|work|activit).*"),
    (Column.LEAD, r"(co quan|don vi)( thuc hien| chiu trach nhiem)?|agency|body"),
)
"""What a heading may be called, in plain words; the first that fits is meant."""

NEEDED = (Column.TASK, Column.LEAD)


def heading(grid: Grid) -> Heading | None:
    """The heading of a sheet, in one row or two; None where none names at least the task, the lead and one column more."""
    last = min(grid.last, TOP)
    found = (_read(grid, row, rows) for row in range(1, last + 1) for rows in (1, 2) if rows == 1 or not _numbered(grid, row + 1))
    good = [one for one in found if len(one.columns) > len(NEEDED) and all(column in one.columns for column in NEEDED)]
    return max(good, key=lambda one: (len(one.columns), -one.row), default=None)


def _numbered(grid: Grid, row: int) -> bool:
    """Whether a row begins with a number of its own, as rows below a heading do."""
    cells = grid.cells.get(row, {})
    return bool(cells) and label(cells[min(cells)]) is not None


def _read(grid: Grid, row: int, rows: int) -> Heading:
    columns: dict[Column, int] = {}
    others = []
    for at, said in _said(grid, row, rows):
        column = meant(said)
        if column is None or column in columns:
            others.append(said)
        else:
            columns[column] = at
    return Heading(row + rows - 1, columns, tuple(others))


def _said(grid: Grid, row: int, rows: int) -> Iterator[tuple[int, str]]:
    """What stands over each column; in two rows the lower one says more where the upper one speaks for several."""
    for column in range(1, MOST_COLUMNS + 1):
        texts = [grid.spread(row + i, column) for i in range(rows)]
        if said := [text for i, text in enumerate(texts) if text and text not in texts[:i]]:
            yield column, said[-1] if meant(said[-1]) else " ".join(said)


def meant(said: str) -> Column | None:
    """The column that a heading names.

    >>> meant("Cơ quan phối hợp"), meant("STT"), meant("LEAD AGENCY"), meant("Ghi chú")
    (<Column.COORDINATING: 'coordinating'>, <Column.NUMBER: 'number'>, <Column.LEAD: 'lead'>, None)
    """
    plain = words(said)
    return next((column for column, pattern in _HEADINGS if plain and re.fullmatch(pattern, plain)), None)
