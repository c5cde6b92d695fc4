"""The tables of governed things, derived from their declarations; and the two tables of the store itself."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from piccolo.columns import BigInt, Boolean, Column, Date, ForeignKey, Integer, OnDelete, OnUpdate, Text, Varchar
from piccolo.table import Table, create_table_class

from governance.columns import Field, fields
from governance.kinds import KINDS
from governance.values import Entity


def derive(kinds: Iterable[type[Entity]], known: Mapping[str, type[Table]] | None = None) -> dict[str, type[Table]]:
    """Kind name → Piccolo table; ``known`` are tables of other packages that these refer to."""
    tables: dict[str, type[Table]] = {}
    for kind in kinds:
        columns = {field.name: _column(kind, field, {**(known or {}), **tables}) for field in fields(kind)}
        columns |= {"version": Integer(default=None), "changed_seq": BigInt(default=None), "search_key": Text(default=None)}
        tables[kind.kind] = create_table_class(kind.__name__, class_kwargs={"tablename": kind.kind}, class_members=columns)
    return tables


def _column(kind: type[Entity], field: Field, tables: Mapping[str, type[Table]]) -> Column:
    """The column of a field. No column has a default of its own: what is left out must fail or be NULL, never be today."""
    if field.name == "code":
        return Varchar(length=field.longest, primary_key=True, default=None, index=False)
    common: dict[str, Any] = {"null": field.nullable, "default": None, "secret": field.secret}
    if field.reference:
        target: Any = "self" if field.reference == kind.kind else tables[field.reference]
        return ForeignKey(target, on_delete=OnDelete.restrict, on_update=OnUpdate.restrict, index=True, **common)
    if field.base is str:
        return Varchar(length=field.longest, choices=field.choices, **common) if field.longest else Text(**common)
    return {int: Integer, bool: Boolean, date: Date}[field.base](**common)


class LedgerEntry(Table, tablename="ledger_entry"):
    """One change of one governed thing; see :mod:`governance.ledger`. Rows are only added, or redacted."""

    seq = BigInt(primary_key=True, default=None)
    at = Varchar(length=27, default=None)
    account = Varchar(length=160, default=None, index=True)
    action = Varchar(length=10, default=None)
    kind = Varchar(length=40, default=None)
    code = Varchar(length=160, default=None, index=True)
    before = Text(null=True, default=None)
    after = Text(null=True, default=None)
    purpose = Text(null=True, default=None)
    document = Varchar(length=160, null=True, default=None)
    meeting = Varchar(length=160, null=True, default=None)
    previous = Varchar(length=64, unique=True, default=None)
    hash = Varchar(length=64, unique=True, default=None)
    personal = Text(null=True, default=None)


class AnsweredRequest(Table, tablename="answered_request"):
    """The answer to a request that must have one effect however often it is sent (an ``Idempotency-Key``)."""

    code = Varchar(length=64, primary_key=True, default=None)  # SHA-256 of account and key
    account = Varchar(length=160, default=None)
    request = Varchar(length=64, default=None)
    status = Integer(default=None)
    headers = Text(default=None)
    body = Text(default=None)
    at = Varchar(length=27, default=None, index=True)


TABLES = derive(KINDS)


def own_tables() -> Iterator[type[Table]]:
    """The tables of this package: those of its kinds, and the store's own."""
    yield from TABLES.values()
    yield LedgerEntry
    yield AnsweredRequest
