"""A report as a workbook: numbers as numbers, days as days, text as nothing but text; it prints on A4 across."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from governance.messages import Lang
from portfolio.annex.workbook_write import put, timeless
from portfolio.reports.table import Column, Table, told

_NARROW, _BROAD = 11, 55
"""Least and greatest width of a column, in letters."""


def workbook(table: Table, lang: Lang) -> bytes:
    """The report as XLSX, the same bytes for the same report: its answer above its rows, its notes below."""
    from openpyxl import Workbook  # noqa: PLC0415 - most answers are no workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = table.name[:31]
    above = [table.title, *table.answer, *(() if table.rows else (table.empty,))]
    for i, said in enumerate(above, 1):
        _line(sheet, i, said.render(lang), bold=i == 1)
    top = len(above) + 2
    _heading(sheet, top, [column.label.render(lang) for column in table.columns])
    for i, row in enumerate(table.rows, top + 1):
        for j, column in enumerate(table.columns, 1):
            _fill(sheet.cell(i, j), row.get(column.key), column, lang)
    for i, note in enumerate(table.notes, top + len(table.rows) + 2):
        _line(sheet, i, note.render(lang), bold=False)
    _paper(sheet, top, [_width(table, column, lang) for column in table.columns])
    _undated(book, table.title.render(lang))
    out = BytesIO()
    book.save(out)
    return timeless(out)


def _line(sheet: Any, row: int, text: str, *, bold: bool) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415

    cell = sheet.cell(row, 1)
    put(cell, text)
    cell.font = Font(bold=bold, size=14 if bold else 11)


def _heading(sheet: Any, top: int, labels: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    for j, label in enumerate(labels, 1):
        cell = sheet.cell(top, j)
        put(cell, label)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF5")
        cell.alignment = Alignment(vertical="top", wrap_text=True)


def _fill(cell: Any, value: object, column: Column, lang: Lang) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415

    if isinstance(value, int | float) and not isinstance(value, bool):
        cell.value = value
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    else:
        put(cell, "\n".join(told(value, column, lang)))
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _width(table: Table, column: Column, lang: Lang) -> int:
    said = (told(row.get(column.key), column, lang) for row in table.rows)
    return min(_BROAD, max([_NARROW, *(len(item) + 2 for items in said for item in items)]))


def _paper(sheet: Any, top: int, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for j, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(j)].width = width
    sheet.freeze_panes, sheet.print_title_rows = f"A{top + 1}", f"{top}:{top}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P/&N"


def _undated(book: Any, title: str) -> None:
    from datetime import datetime  # noqa: PLC0415

    book.properties.title, book.properties.creator = title, "egov-portfolio"
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no zone
