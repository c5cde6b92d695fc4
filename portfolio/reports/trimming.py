"""A report narrowed for its reader: rows that hold some words, in another order, with some of the columns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from governance.errors import InvalidError, Problem
from governance.messages import LANGS, Lang, _, shown
from portfolio.folding import alphabetical, fold
from portfolio.reports.table import Table, Term, machine


def trimmed(table: Table, q: str | None = None, sort: Sequence[str] = (), fields: Sequence[str] = (), lang: Lang = "vi") -> Table:
    """The report with the rows in which every word of ``q`` stands, accents or not; sorted by columns; with fewer columns.

    A column with - before it sorts from the greatest down; what has no value comes last, ties stay in the report's order. Titles
    are sorted as they are in ``lang``.

    Raises
    ------
    InvalidError
        Naming every column that the report does not have, and those that it has.

    Examples
    --------
    >>> from datetime import date
    >>> from portfolio.reports.table import Column
    >>> rows = ({"n": 2, "who": "Bộ"}, {"n": None, "who": "Ủy ban"}, {"n": 10, "who": "Bộ khác"})
    >>> table = Table("x", _("X"), (Column("n", _("N")), Column("who", _("Who"))), rows, (), date(2018, 7, 5))
    >>> [row["n"] for row in trimmed(table, sort=["-n"]).rows], [row["who"] for row in trimmed(table, "bo khac").rows]
    ([10, 2, None], ['Bộ khác'])
    >>> [column.key for column in trimmed(table, fields=["-n"]).columns]
    ['who']
    """
    _check(table, sort, fields)
    words = fold(q or "").split()
    rows = [row for row in table.rows if not words or all(word in _text(row) for word in words)]
    notes = table.notes
    if words:
        said = _(
            "Only the rows are shown in which “{words}” stands: {count} of {all}.", words=q, count=len(rows), all=len(table.rows)
        )
        notes = (*notes, said)
    for name in reversed(sort):
        key = name.removeprefix("-")
        there = [row for row in rows if _value(row.get(key), lang) is not None]
        there.sort(key=lambda row, key=key: _rank(_value(row.get(key), lang)), reverse=name.startswith("-"))  # type: ignore[misc]
        rows = there + [row for row in rows if _value(row.get(key), lang) is None]
    kept = {name for name in fields if not name.startswith("-")} or {column.key for column in table.columns}
    kept -= {name[1:] for name in fields if name.startswith("-")}
    columns = tuple(
        column if column.under in kept else replace(column, under=None) for column in table.columns if column.key in kept
    )
    groups = tuple(name for name in table.groups if name in kept) if not sort else ()
    return replace(table, rows=tuple(rows), columns=columns, groups=groups, notes=notes)


def _check(table: Table, sort: Sequence[str], fields: Sequence[str]) -> None:
    known = tuple(column.key for column in table.columns)
    faults = [
        Problem(place, _("there is no column {name}; there are {known}", name=name.removeprefix("-")[:80], known=known))
        for place, names in (("sort", sort), ("fields", fields))
        for name in names
        if name.removeprefix("-") not in known
    ]
    if faults:
        raise InvalidError(faults)


def _text(row: Any) -> str:
    """Everything that a reader of either language may read in a row."""
    said = (value.label if isinstance(value, Term) else value for value in row.values())
    return "\n".join(fold(shown(value, lang)) for value in said if value is not None for lang in LANGS)


def _value(value: object, lang: Lang) -> object:
    """The value that a cell is sorted by; None where it is empty."""
    plain = machine(value, lang)
    return None if plain in ("", [], {}) else plain


def _rank(value: object) -> tuple[int, Any]:
    """A key for values of any kind: numbers, then texts by the alphabet, then what is made of several by its text."""
    if isinstance(value, (int, float)):
        return 0, value
    return 1, alphabetical(value if isinstance(value, str) else str(value))
