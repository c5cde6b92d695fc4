"""Columns of a kind as a database hands them over whole: one text for each, in one order of rows.

This is for computations over very many things of which they need few fields: nothing is made for each row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from governance.columns import Field, fields
from governance.errors import UnavailableError, kind_name
from governance.messages import _
from governance.values import Entity


class Wanted(NamedTuple):
    """Fields of a kind, of all its things or of those in which some fields have given values."""

    kind: type[Entity]
    fields: tuple[str, ...]
    where: tuple[tuple[str, str | bool], ...] = ()


@dataclass(frozen=True)
class Gathered:
    """What was wanted of ``count`` things: for each field a line a row, empty where there is nothing.

    Fields of choices are told together, in ``choices``: one character a row, which from "0" on counts what may be chosen, of
    the last field fastest.
    """

    wanted: Wanted
    count: int
    texts: Mapping[str, str]
    choices: str

    def lines(self, field: str) -> list[str]:
        """The lines of a field.

        Raises
        ------
        UnavailableError
            When they are not as many as there are things.
        """
        found = self.texts[field].split("\n") if self.count else []
        self.must_be(len(found))
        return found

    def must_be(self, rows: int) -> None:
        """Refuse a text of other than so many rows: somebody wrote past the store.

        Raises
        ------
        UnavailableError
        """
        if rows != self.count:
            raise UnavailableError(
                _(
                    "the table of {kind} does not agree with the ledger; run: egov ledger verify",
                    kind=kind_name(self.wanted.kind.kind),
                )
            )


def gathered(wanted: Wanted, row: Sequence[object]) -> Gathered:
    """What the row that :func:`governance.statements.gather` finds says."""
    count, choices, *texts = row
    told = zip(free(wanted), texts, strict=True)
    return Gathered(wanted, int(str(count)), {field.name: str(text or "") for field, text in told}, str(choices or ""))


def free(wanted: Wanted) -> list[Field]:
    """The fields that are told in a text each."""
    return [field for field in _fields(wanted) if not field.choices]


def chosen(wanted: Wanted) -> list[Field]:
    """The fields that are told together."""
    return [field for field in _fields(wanted) if field.choices]


def _fields(wanted: Wanted) -> list[Field]:
    known = {field.name: field for field in fields(wanted.kind)}
    return [known[name] for name in wanted.fields]
