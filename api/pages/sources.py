"""What the numbers of sources stand for: a page that says where something is from also says what that is."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from governance.messages import Message, _
from governance.model import Source
from governance.records import Records
from governance.values import written
from portfolio.reports.table import Table, Term


class Origin(NamedTuple):
    """A source: its code, and what it is."""

    code: str
    said: Message


def origins(records: Records, codes: Collection[str] | None = None) -> tuple[Origin, ...]:
    """What the sources with these codes are; without codes, all texts that facts are taken from."""
    return tuple(
        Origin(source.code, _said(source))
        for source in sorted(records.all(Source), key=lambda source: source.code)
        if (source.code in codes if codes is not None else not source.reference)
    )


def _said(source: Source) -> Message:
    day = written(source.published_on) if source.published_on else _("without a date")
    return _("{title} ({where})", title=source.title, where=(source.publisher, day) if source.publisher else (day,))


def cited(table: Table) -> frozenset[str]:
    """The codes of the sources that a table names, in its column for them or in its words.

    >>> from datetime import date
    >>> said = _("{why} (source {source})", why="x", source="003")
    >>> sorted(cited(Table("x", _("X"), (), ({"source": "001", "why": (said,)},), (), date(2018, 7, 5))))
    ['001', '003']
    """
    return frozenset(code for row in table.rows for key, value in row.items() for code in _codes(key, value))


def _codes(key: str, value: object) -> Iterator[str]:
    match value:
        case str() if key == "source":
            yield value
        case Term():
            yield from _codes(key, value.label)
        case Message():
            for name, part in value.params:
                yield from _codes(name, part)
        case Mapping():
            for name, part in value.items():
                yield from _codes(str(name), part)
        case tuple() | list():
            for part in value:
                yield from _codes(key, part)
