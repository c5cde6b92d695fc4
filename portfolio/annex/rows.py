"""The rows of an annex, each with its cells and their names, and what it is part of by its number."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from unicodedata import normalize

from governance.errors import InvalidError, Problem
from governance.messages import Message, _
from portfolio.annex import csvfile, workbook
from portfolio.annex.grid import Grid
from portfolio.annex.heading import Column, Heading, heading
from portfolio.annex.outline import NUMBER, ROMAN, UNNUMBERED, Label, headed, label

LARGEST = 5_000_000
"""Bytes of a file."""
_TEXTS = (Column.LEAD, Column.COORDINATING, Column.DEADLINE, Column.PRODUCT)
_MARKS = {Column.LEAD: "\n", Column.COORDINATING: "\n"}
"""What stands between the lines of a cell that goes on; elsewhere it is a semicolon."""


@dataclass(frozen=True)
class Row:
    """A row: its name by its numbers (``I.1``), what it is part of, what its cells say, and where each stands."""

    name: str
    label: Label | None
    ordinal: int
    parent: str | None
    said: Mapping[Column, str]
    places: Mapping[Column, str]

    def problem(self, column: Column, why: Message) -> Problem:
        """A problem at one of its cells."""
        return Problem(self.places.get(column) or next(iter(self.places.values())), why)


class Fault(NamedTuple):
    """What is wrong, and in which row; with None it is wrong with the table."""

    row: str | None
    problem: Problem


@dataclass(frozen=True)
class AnnexTable:
    """The rows of a table in order, which columns it has, what is wrong with it so far, and what of the file is not read."""

    columns: frozenset[Column]
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Message, ...]


def read(data: bytes, sheet: str | None = None) -> AnnexTable:
    """The table of an XLSX or CSV file; ``sheet`` names one of several that hold such a table.

    Raises
    ------
    InvalidError
        When the file cannot be read, or no sheet, or more than one, holds such a table.
    """
    if len(data) > LARGEST:
        raise _refusal(_("is larger than {most} bytes: keep only the sheet of the annex", most=LARGEST))
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise _refusal(_("is an old .xls workbook or protected by a password: save it as .xlsx, without one"))
    grids = workbook.grids(data) if data[:2] == b"PK" else csvfile.grids(data)
    tables = [(grid, found) for grid in grids if (found := heading(grid)) and sheet in (None, grid.sheet)]
    if not tables:
        raise _refusal(_("holds no heading with the columns “nhiệm vụ” (task) and “cơ quan chủ trì” (lead) and one more: TT, "
                         "phối hợp (coordinating), thời hạn (deadline) or sản phẩm (deliverable)"))  # fmt: skip
    if tables[0][0].sheet is None:
        return rows_of(*max(tables, key=lambda table: len(table[1].columns)))
    if len(tables) > 1:
        names = tuple(str(grid.sheet) for grid, _found in tables)
        raise _refusal(_("several sheets hold such a table: name one of {names} by --sheet (?sheet=)", names=names))
    return rows_of(*tables[0])


def _refusal(why: Message) -> InvalidError:
    return InvalidError([Problem("file", why)])


def rows_of(grid: Grid, head: Heading) -> AnnexTable:
    """The rows below a heading."""
    reading = _Reading(grid, head)
    reading.read()
    return AnnexTable(frozenset(head.columns), tuple(reading.rows), tuple(reading.faults), tuple(reading.notes()))


def plain(text: str) -> str:
    """A text in one line, with single blanks, in Unicode's composed form."""
    return " ".join(normalize("NFC", text).split())


@dataclass
class _Reading:
    """Reads row after row; keeps those that the next one may be part of, the outermost first."""

    grid: Grid
    head: Heading
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    _open: list[tuple[int, Row]] = field(default_factory=list)
    _names: dict[str, Row] = field(default_factory=dict)
    _standing: dict[int, Row] = field(default_factory=dict)
    """Row of the sheet → the row of the table that begins there."""

    def read(self) -> None:
        """Read every row to the end of the table."""
        last = max((row for row in self._below if self._counts(row)), default=0)
        for row in self._below:
            if row > last:
                self.left.append(next(iter(self.grid.cells[row].values())))
            elif not self._repeats(row):
                self._row(row)

    def notes(self) -> Iterator[Message]:
        """What of the sheet is not read."""
        if self.head.others:
            yield _("columns that are not read: {names}", names=tuple(name[:60] for name in self.head.others))
        if self.left:
            yield _("{count} line(s) below the table [is|are] not read: {text}", count=len(self.left), text=self.left[0][:80])

    # ------------------------------------------------------------------------------------------------------- the sheet
    @cached_property
    def _below(self) -> list[int]:
        return sorted(row for row in self.grid.cells if row > self.head.row)

    def _cell(self, row: int, column: Column) -> str:
        at = self.head.columns.get(column)
        return self.grid.text(row, at) if at else ""

    def _counts(self, row: int) -> bool:
        """Whether a row surely is one of the table: it has a number, a code, or a task with something about it."""
        numbered = self._cell(row, Column.NUMBER)
        if label(numbered) or headed(numbered)[0] or self._cell(row, Column.CODE):
            return True
        return bool(self._cell(row, Column.TASK)) and any(self._cell(row, column) for column in _TEXTS)

    def _repeats(self, row: int) -> bool:
        """Whether a row says the heading again, or the numbers of the columns, as printed annexes do."""
        cells = self.grid.cells[row]
        if len(cells) > 1 and all(text == self.grid.spread(self.head.row, column) for column, text in cells.items()):
            return True
        counted = [re.sub(r"\D", "", text) for text in cells.values() if re.fullmatch(r"\(?\d{1,2}\)?", text)]
        return row == self._below[0] and len(counted) == len(cells) > 2 and counted == [str(i) for i in range(1, len(cells) + 1)]

    # -------------------------------------------------------------------------------------------------------- one row
    def _row(self, row: int) -> None:
        begins = self.grid.origin(row, self.head.columns[Column.TASK])
        if begins != row and begins in self._standing:
            self._goes_on(self._standing[begins], row)
            return
        said = {column: self._cell(row, column) for column in self.head.columns}
        number, task = said.get(Column.NUMBER, ""), said[Column.TASK]
        alone = not any(said.get(column) for column in (*_TEXTS, Column.CODE))
        found, title = (label(number), task) if task and number else headed(number or task) if alone else (None, task)
        if not title:
            first = next((column for column, text in said.items() if text), None)
            if first is not None:
                self._fault(None, row, Column.TASK, _("this row names no task: write it here, or merge it with the row above"))
            return
        why = None
        if number and task and found is None:
            why = _("“{text}” is no number of a row: write 1, 1.1, I, A or a", text=number[:40])
        elif not number and not alone and Column.NUMBER in self.head.columns and not said.get(Column.CODE):
            why = _("this row has no number: write one, such as 1 or 1.1")
        said[Column.TASK] = title
        self._add(row, found, said, counted=not alone, unnumbered=why)

    def _add(self, row: int, found: Label | None, said: dict[Column, str], *, counted: bool, unnumbered: Message | None) -> None:
        """Put a row under those that are open; one without a number is counted with those like it."""
        rank = found.rank if found else NUMBER if counted else UNNUMBERED
        while self._open and self._open[-1][0] >= rank:
            self._open.pop()
        above = self._open[-1][1] if self._open else None
        part, ordinal = (found.parts[-1], found.ordinal) if found else self._counted(above, heading=not counted)
        if found is None:
            part = f"row~{row}" if unnumbered else said.get(Column.CODE) or part
        name = f"{above.name}.{part}" if above else part
        twin, name = self._names.get(name), f"{name}~{row}" if name in self._names else name
        places = {column: self.grid.place(row, at) for column, at in self.head.columns.items()}
        made = Row(name, found, ordinal, above.name if above else None, {c: plain_in(c, t) for c, t in said.items()}, places)
        misplaced = _misplaced(found, self._open) if found else None
        for why in (unnumbered, misplaced, _again(twin) if twin else None):
            if why:
                self.faults.append(Fault(name, made.problem(Column.NUMBER, why)))
        self._names[name] = self._standing[row] = made
        self.rows.append(made)
        self._open.append((rank, made))

    def _counted(self, above: Row | None, *, heading: bool) -> tuple[str, int]:
        like = [row for row in self.rows if row.parent == (above.name if above else None) and row.label is None]
        number = 1 + sum(1 for row in like if row.name.rpartition(".")[2].startswith("S") == heading)
        return f"S{number}" if heading else str(number), number

    def _goes_on(self, begun: Row, row: int) -> None:
        """More lines about a task whose cell is merged over several rows."""
        more = dict(begun.said)
        for column in _TEXTS:
            at = self.head.columns.get(column)
            if at and self.grid.origin(row, at) == row and (text := self.grid.text(row, at)) and text not in more[column]:
                more[column] = plain_in(column, f"{more[column]}{_MARKS.get(column, '; ')}{text}".strip("\n; "))
        at = self.rows.index(begun)
        self.rows[at] = made = Row(begun.name, begun.label, begun.ordinal, begun.parent, more, begun.places)
        self._names[made.name] = made
        self._standing = {line: made if there is begun else there for line, there in self._standing.items()}
        self._open = [(rank, made if there is begun else there) for rank, there in self._open]

    def _fault(self, name: str | None, row: int, column: Column, why: Message) -> None:
        self.faults.append(Fault(name, Problem(self.grid.place(row, self.head.columns.get(column)), why)))


def plain_in(column: Column, text: str) -> str:
    """What a cell says: in one line, except that bodies may stand one a line."""
    if column in (Column.LEAD, Column.COORDINATING):
        return "\n".join(line for part in text.splitlines() if (line := plain(part)))
    return plain(text)


def _again(twin: Row) -> Message:
    place = twin.places.get(Column.NUMBER) or twin.places[Column.TASK]
    return _("{name} stands already at {place}: number one of them otherwise, as text", name=twin.name, place=place)


def _misplaced(found: Label, above: list[tuple[int, Row]]) -> Message | None:
    """Why a number like 1.2 or I.3 does not stand where it says."""
    want = found.parts[:-1]
    if not want:
        return None
    there = above[-1][1].label if above else None
    if there is not None and (there.parts == want or (there.rank <= ROMAN and there.parts[-1:] == want)):
        return None
    return _("no row {want} stands above {name}: add it, or number this row otherwise", want=".".join(want), name=found.written)
