"""Untrusted XLSX files as grids.

A workbook is a zip of XML parts, so its directory is looked at before anything is unpacked: what is larger than any annex is
refused at once. Rows are then read one after another up to bounds of our own, whatever the file says its dimensions are.
What goes wrong inside the library is one clear refusal.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from threading import Lock
from typing import Any
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from governance.errors import DomainError, InvalidError, Problem
from governance.messages import Message, _
from portfolio.annex.grid import MOST_COLUMNS, MOST_ROWS, Grid, Merge, number

MOST_UNPACKED = 16_000_000
"""Bytes that all parts together may be."""
MOST_PARTS, MOST_SHEETS = 200, 20
MOST_TAGS, MOST_MERGES = 300_000, 10_000
"""Opening and closing tags of all parts together, of which a thousand rows have some forty thousand; and merged cells."""
MOST_RATIO, ALWAYS_FINE = 100, 1_000_000
"""A part that grows by more than this when unpacked is refused, unless it is small all the same."""
_LAST_ROW = 1_048_576
_QUIET = Lock()
"""Silencing warnings is for the whole process, so one workbook is read at a time."""


def grids(data: bytes) -> tuple[Grid, ...]:
    """The visible sheets of a workbook.

    Raises
    ------
    InvalidError
        When it is no workbook, is damaged, or is larger than any annex.
    """
    try:
        _check(data)
        with _QUIET, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(_sheets(data))
    except DomainError:
        raise
    except Exception as broken:
        raise _refusal(_DAMAGED) from broken


_DAMAGED = _("cannot be read as an XLSX workbook: open it in a spreadsheet, save it again as .xlsx, or send it as CSV")


def _refusal(why: Message) -> InvalidError:
    return InvalidError([Problem("file", why)])


def _check(data: bytes) -> None:
    """Refuse what would be too large to unpack, and XML that declares entities."""
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or len({part.filename for part in parts}) < len(parts):
            raise _refusal(_("has more than {most} parts, or two of one name: no annex has", most=MOST_PARTS))
        if unpacked > MOST_UNPACKED:
            raise _refusal(_("unpacks to more than {most} bytes: keep only the sheet of the annex", most=MOST_UNPACKED))
        if any(part.file_size > max(ALWAYS_FINE, MOST_RATIO * part.compress_size) for part in parts):
            raise _refusal(_("grows more than {most} times when unpacked: keep only the sheet of the annex", most=MOST_RATIO))
        if any(part.flag_bits & 1 for part in parts):
            raise _refusal(_("is protected by a password: save it without one"))
        xml = [archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    if sum(part.count(b"<") for part in xml) > MOST_TAGS or sum(part.count(b"mergeCell ") for part in xml) > MOST_MERGES:
        raise _refusal(_("holds more cells than any annex: keep only the sheet of the annex"))
    marks = [mark.encode(form) for mark in ("<!DOCTYPE", "<!ENTITY") for form in ("ascii", "utf-16-le", "utf-16-be")]
    if any(mark in part for part in xml for mark in marks):
        raise _refusal(_DAMAGED)


def _sheets(data: bytes) -> Iterator[Grid]:
    from openpyxl import load_workbook  # noqa: PLC0415 - most commands read no workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # noqa: PLC0415

    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and isinstance(sheet, ReadOnlyWorksheet)]
    if not sheets or len(sheets) > MOST_SHEETS:
        raise _refusal(_("has no visible sheet, or more than {most}: keep only the sheet of the annex", most=MOST_SHEETS))
    with ZipFile(BytesIO(data)) as archive:
        for sheet in sheets:
            rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS)
            merges = tuple(_merges(archive.read(sheet._worksheet_path)))  # type: ignore[attr-defined]  # its stubs lack it
            yield Grid(sheet.title, dict(_cells(sheet.title, rows)), merges)


def _cells(sheet: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, dict[int, str]]]:
    blank: tuple[Any, ...] | None = None  # the library gives one and the same row for all that the file leaves out
    for i, row in enumerate(rows, 1):
        if row is blank:
            continue
        said = {j: text for j, cell in enumerate(row, 1) if cell.value is not None and (text := _text(cell))}
        if said and i > MOST_ROWS:
            why = _("has rows beyond the {most} that an annex may have: take them out", most=MOST_ROWS)
            raise InvalidError([Problem(sheet, why)])
        if said:
            yield i, said
        else:
            blank = row


def _text(cell: Any) -> str:
    """What a person sees in a cell, or nearly so: whole numbers without a point, days as day/month/year."""
    value = cell.value
    match value:
        case str():
            return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), value).strip()
        case bool():
            return str(value).upper()
        case datetime() | date():
            return (
                f"{value.month}/{value.year}"
                if _only_month(str(cell.number_format))
                else f"{value.day}/{value.month}/{value.year}"
            )
        case float() if value.is_integer():
            return str(int(value))
        case int() | float() | time() | timedelta():
            return str(value)
    return str(value).strip()


_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold."""


def _only_month(form: str) -> bool:
    """Whether a day is shown without the day of the month.

    >>> _only_month('"tháng" mm/yyyy'), _only_month("dd/mm/yyyy"), _only_month("General")
    (True, False, False)
    """
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", form.lower())
    return "y" in bare and "m" in bare and "d" not in bare


def _merges(part: bytes) -> Iterator[Merge]:
    """The merged cells of a sheet."""
    found: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "mergeCell":
            found.append(attributes.get("ref", ""))

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(part, True)
    for ref in found:
        if match := re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", ref):
            yield Merge(int(match[2]), number(match[1]), int(match[4]), number(match[3]))
