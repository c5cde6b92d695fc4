"""Whole columns of a kind, read from the database as one text each, all in the same order of rows.

This is for computations that need few fields of very many things: no object is made for any row.
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
    """The columns of ``count`` things: each text has one line for each row, empty where the field is None.

    Fields with a fixed set of values are packed together into ``choices``: one character for each row, which counts the
    combinations of their values from "0" on, the last field varying fastest.
    """

    wanted: Wanted
    count: int
    texts: Mapping[str, str]
    choices: str

    def lines(self, field: str) -> list[str]:
        """The values of a field, one for each row.

        Raises
        ------
        UnavailableError
            When there are not as many as there are things.
        """
        found = self.texts[field].split("\n") if self.count else []
        self.must_be(len(found))
        return found

    def must_be(self, rows: int) -> None:
        """Refuse a column of any other length: somebody wrote to the database without the store.

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
    """The columns out of the one row that the statement of :func:`governance.statements.gather` finds."""
    count, choices, *texts = row
    told = zip(free(wanted), texts, strict=True)
    return Gathered(wanted, int(str(count)), {field.name: str(text or "") for field, text in told}, str(choices or ""))


def free(wanted: Wanted) -> list[Field]:
    """The fields that have a text of their own."""
    return [field for field in _fields(wanted) if not field.choices]


def chosen(wanted: Wanted) -> list[Field]:
    """The fields that are packed together."""
    return [field for field in _fields(wanted) if field.choices]


def _fields(wanted: Wanted) -> list[Field]:
    known = {field.name: field for field in fields(wanted.kind)}
    return [known[name] for name in wanted.fields]
