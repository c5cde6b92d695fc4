"""The seed's files as rows: every CSV file under a folder, each row with its file and line, and everything wrong with them."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import msgspec

from governance.errors import Problem
from governance.kinds import KINDS as GOVERNANCE_KINDS
from governance.messages import _
from governance.values import Entity
from portfolio.kinds import KINDS as PORTFOLIO_KINDS
from portfolio.kinds import MADE_HERE

KINDS: tuple[type[Entity], ...] = tuple(kind for kind in (*GOVERNANCE_KINDS, *PORTFOLIO_KINDS) if kind not in MADE_HERE)
"""Every kind of thing that a seed may hold, each after what it refers to: neither baselines nor what-ifs, which are made here."""

BY_PATH = {kind.path: kind for kind in KINDS}


class Row(NamedTuple):
    """One row of a file: its cells by column, and where it stands (``sources/000-…/tasks.csv:3``)."""

    kind: type[Entity]
    file: str
    line: int
    cells: Mapping[str, str]

    @property
    def place(self) -> str:
        """Where the row stands."""
        return f"{self.file}:{self.line}"


def rows(folder: Path) -> Iterator[Row | Problem]:
    """Every row of every file under a folder, or what is wrong with it, by file and line.

    A file's name says the kind of its rows (``tasks.csv``), its first row the fields.
    """
    for path in sorted(folder.rglob("*.csv")):
        yield from _rows_of(path, path.relative_to(folder).as_posix())


def _rows_of(path: Path, file: str) -> Iterator[Row | Problem]:
    kind = BY_PATH.get(path.stem)
    if kind is None:
        yield Problem(file, _("no kind of thing is called {name}; the names are {names}", name=path.stem, names=tuple(BY_PATH)))
        return
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as refused:
        yield Problem(file, _("is not UTF-8 (byte {byte}): save it as UTF-8", byte=refused.start))
        return
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = next(reader, [])
        yield from _header_problems(kind, file, header)
        known = set(kind.__struct_fields__)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) == len(header):
                named = {name: cell for name, cell in zip(header, cells, strict=True) if name in known}
                yield Row(kind, file, line, named)
            elif cells:
                message = _("has {found} cells where the header has {wanted}", found=len(cells), wanted=len(header))
                yield Problem(f"{file}:{line}", message)
            line = reader.line_num + 1
    except csv.Error as refused:
        yield Problem(f"{file}:{line}", _("cannot be read as CSV: {why}", why=str(refused)))


def _header_problems(kind: type[Entity], file: str, header: list[str]) -> Iterator[Problem]:
    """The first row names fields of the kind, each once, and every field that has to be there."""
    place = f"{file}:1"
    known = kind.__struct_fields__
    for name in dict.fromkeys(header):
        if name not in known:
            yield Problem(place, _("there is no field {name}; the fields are {fields}", name=repr(name), fields=known))
        elif header.count(name) > 1:
            yield Problem(place, _("the column {name} stands there twice: keep one", name=name))
    for name in sorted(required(kind) - set(header)):
        yield Problem(place, _("the column {name} is missing", name=name))


def required(kind: type[Entity]) -> frozenset[str]:
    """The fields that every row of a kind fills."""
    fields = msgspec.structs.fields(kind)
    return frozenset(field.name for field in fields if field.required or (field.name == "code" and not kind.key))
