"""An annex as a workbook that prints well: A4 across, the heading on every page, text and nothing but text in its cells."""

import re
from functools import cache
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from portfolio.annex.heading import Column
from portfolio.annex.table import HEADINGS, Annex, Line

if TYPE_CHECKING:
    from openpyxl import Workbook

_FONT = "Times New Roman"
_WIDTHS = {
    Column.NUMBER: 7, Column.TASK: 52, Column.LEAD: 22, Column.COORDINATING: 26, Column.DEADLINE: 16, Column.PRODUCT: 24,
    Column.CODE: 16,
}  # fmt: skip
_LINE, _TALLEST = 16.0, 409.0
_MIDDLE = (Column.NUMBER, Column.DEADLINE)


def workbook(annex: Annex) -> bytes:
    """The annex as XLSX."""
    from openpyxl import Workbook  # noqa: PLC0415 - most commands write no workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = re.sub(r"[\[\]:*?/\\']", "-", annex.name)[:31]
    top = len(annex.titles) + 2
    for i, title in enumerate(annex.titles, 1):
        _title(sheet, i, title)
    for i, texts in enumerate(annex.rows):
        _row(sheet, top + i, texts, None if i == 0 else annex.lines[i - 1])
    _page(sheet, top, top + len(annex.lines))
    _say(book, annex)
    out = BytesIO()
    book.save(out)
    return timeless(out)


def timeless(made: BytesIO) -> bytes:
    """The archive with every time stamp fixed, so that the same table always gives the same bytes."""
    out = BytesIO()
    with ZipFile(made) as parts, ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            entry = ZipInfo(name)
            entry.external_attr = 0o600 << 16
            part = parts.read(name)
            if name == "docProps/core.xml":  # openpyxl puts the time of writing there
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", part)
            archive.writestr(entry, part, ZIP_DEFLATED)
    return out.getvalue()


def put(cell: Any, text: str) -> None:
    """Text as text, whatever it begins with, also once somebody edits the cell."""
    if not text:
        return
    cell.value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    cell.data_type = "s"
    if text[0] in "=+-@＝＋－＠":
        cell.quotePrefix = True


def _title(sheet: Any, row: int, text: str) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    cell = sheet.cell(row, 1)
    put(cell, text)
    cell.font = Font(name=_FONT, size=14 if row <= 2 else 12, bold=row <= 2, italic=row > 2)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(HEADINGS))
    sheet.row_dimensions[row].height = 20 * (1 + len(text) // 110)


def _row(sheet: Any, row: int, texts: tuple[str, ...], line: Line | None) -> None:
    """A row with its frame; ``line`` is None for the heading."""
    shade = "E7EDF5" if line is None else "F5F5F5" if line.summary and line.depth == 0 else None
    for column, (kind, text) in enumerate(zip(HEADINGS, texts, strict=True), 1):
        cell = sheet.cell(row, column)
        put(cell, text)
        cell.font, cell.border, cell.alignment, fill = _style(kind, line is None, line is None or line.summary, shade)
        if fill is not None:
            cell.fill = fill
    sheet.row_dimensions[row].height = _height(texts)


def _height(texts: tuple[str, ...]) -> float:
    """Points that a row needs for its longest text. Not every program finds the height of wrapped text on opening a file."""
    lines = (
        sum(max(1, len(wrap(part, _WIDTHS[kind] - 1))) for part in text.split("\n"))
        for kind, text in zip(HEADINGS, texts, strict=True)
    )
    return min(_LINE * max(lines), _TALLEST)


@cache
def _style(kind: Column, heading: bool, bold: bool, shade: str | None) -> tuple[Any, Any, Any, Any]:
    """How a cell looks: its letters, frame, place and ground."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

    side = Side(style="thin", color="808080")
    size, colour = (9, "666666") if kind is Column.CODE else (12, None)
    across, down = ("center", "center") if heading or kind in _MIDDLE else ("left", "top")
    return (
        Font(name=_FONT, size=size, bold=bold, color=colour),
        Border(left=side, right=side, top=side, bottom=side),
        Alignment(horizontal=across, vertical=down, wrap_text=True),
        PatternFill("solid", fgColor=shade) if shade else None,
    )


def _page(sheet: Any, top: int, last: int) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for i, kind in enumerate(HEADINGS, 1):
        sheet.column_dimensions[get_column_letter(i)].width = _WIDTHS[kind]
    sheet.freeze_panes = f"A{top + 1}"
    sheet.print_title_rows = f"{top}:{top}"
    sheet.print_area = f"A1:{get_column_letter(len(HEADINGS))}{max(last, top)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    for side, inches in (("left", 0.6), ("right", 0.6), ("top", 0.75), ("bottom", 0.75)):
        setattr(sheet.page_margins, side, inches)
    sheet.oddFooter.center.text = "&P/&N"


def _say(book: "Workbook", annex: Annex) -> None:
    """Set the metadata: a title, but no time of making, so that the same table always gives the same bytes."""
    from datetime import datetime  # noqa: PLC0415

    book.properties.title = annex.titles[1]
    book.properties.creator = "egov-portfolio"
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zone
