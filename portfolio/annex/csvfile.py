"""The cells of a CSV file, and a table as one: UTF-8 with the mark that spreadsheets know it by, nothing in it a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from governance.errors import InvalidError, Problem
from governance.messages import _
from portfolio.annex.grid import MOST_COLUMNS, MOST_ROWS, Grid
from portfolio.interchange.cells import alive, inert


def grids(data: bytes) -> tuple[Grid, ...]:
    """The cells of a file, read with each mark that may keep them apart there: commas, semicolons or tabs.

    Raises
    ------
    InvalidError
        When it is no text in UTF-8 (or UTF-16), no CSV, or longer than any annex.

    >>> [grid.text(1, 2) for grid in grids("TT;Khảo sát, báo cáo".encode())]
    ['báo cáo', 'Khảo sát, báo cáo']
    """
    text = _text(data)
    return tuple(_grid(text, mark) for mark in ",;\t" if mark in text) or (_grid(text, ","),)


def _grid(text: str, mark: str) -> Grid:
    cells: dict[int, dict[int, str]] = {}
    row = 0
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1):
            said = {i: alive(value.strip()) for i, value in enumerate(values[:MOST_COLUMNS], 1) if value.strip()}
            if said and row > MOST_ROWS:
                raise InvalidError([Problem("file", _("has more than the {most} rows that an annex may have", most=MOST_ROWS))])
            if said:
                cells[row] = said
    except csv.Error as broken:
        why = _("this cannot be read as CSV: {why}", why=str(broken))
        raise InvalidError([Problem(f"{row + 1}", why)]) from None
    return Grid(None, cells)


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidError([Problem("file", _("this is not UTF-8: save it as CSV UTF-8"))]) from None
    if "\0" in text:
        raise InvalidError([Problem("file", _("this is no text, it holds zero bytes"))])
    return text


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as a file that spreadsheets open in the right letters.

    >>> written([["TT", "=1+1"]]).decode("utf-8-sig").strip()
    "TT,'=1+1"
    """
    out = io.StringIO(newline="")
    csv.writer(out).writerows(inert(row) for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
