"""A governed thing as columns and as a row: what its declaration says of them, without any library of tables.

A row has the fields of its entity, and three columns of the store's: ``version`` (counts the changes of the row),
``changed_seq`` (the ledger entry of its last change) and ``search_key`` (its titles without case and marks).
"""

from datetime import date
from enum import Enum
from functools import cache
from typing import Any, NamedTuple
from unicodedata import combining, normalize

import msgspec
from msgspec import inspect

from governance.database import Row
from governance.values import Entity

STORE_COLUMNS = ("version", "changed_seq", "search_key")


class Field(NamedTuple):
    """What the database needs to know of a field of an entity."""

    name: str
    base: type[object]  # str, int, bool or date
    nullable: bool
    longest: int | None = None
    choices: type[Enum] | None = None
    reference: str | None = None
    secret: bool = False
    personal: bool = False


@cache
def fields(kind: type[Entity]) -> tuple[Field, ...]:
    """The fields of an entity as columns, in order."""
    return tuple(_field(declared) for declared in _declared(kind))


def _declared(kind: type[Entity]) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    return info.fields


def _field(declared: inspect.Field) -> Field:
    extra: dict[str, Any] = {}
    types = [_plain(part, extra) for part in _parts(declared.type, extra)]
    [inner] = [part for part in types if not isinstance(part, inspect.NoneType)]
    reference = extra.get("ref")
    nullable = len(types) > 1
    secret, personal = bool(extra.get("secret")), bool(extra.get("personal"))
    match inner:
        case inspect.EnumType(cls=choices):
            return Field(declared.name, str, nullable, max(len(str(c.value)) for c in choices), choices, None, secret)
        case inspect.StrType(max_length=longest):
            return Field(declared.name, str, nullable, longest, None, reference, secret, personal)
        case inspect.BoolType():
            return Field(declared.name, bool, nullable)
        case inspect.IntType():
            return Field(declared.name, int, nullable)
        case inspect.DateType():
            return Field(declared.name, date, nullable)
        case _:
            raise TypeError(f"{declared.name}: no column for {inner}")


def _plain(part: inspect.Type, extra: dict[str, Any]) -> inspect.Type:
    while isinstance(part, inspect.Metadata):
        extra.update(part.extra or {})
        part = part.type
    return part


def _parts(declared: inspect.Type, extra: dict[str, Any]) -> tuple[inspect.Type, ...]:
    plain = _plain(declared, extra)
    return plain.types if isinstance(plain, inspect.UnionType) else (plain,)


@cache
def secrets(kind: type[Entity]) -> frozenset[str]:
    """The fields that must never leave the table (hashes of passwords and tokens)."""
    return frozenset(field.name for field in fields(kind) if field.secret)


@cache
def personal(kind: type[Entity]) -> frozenset[str]:
    """The fields that may speak of people, and can be taken out of the records."""
    return frozenset(field.name for field in fields(kind) if field.personal)


def fold_case(text: str) -> str:
    """A text as it is searched: without case, marks and đ.

    >>> fold_case("Đề án Chính phủ ĐIỆN TỬ")
    'de an chinh phu dien tu'
    """
    plain = "".join(letter for letter in normalize("NFD", normalize("NFC", text).casefold()) if not combining(letter))
    return plain.replace("đ", "d")


def search_key(entity: Entity) -> str:
    """What a search looks through: the code and what a reader calls the thing, in both languages."""
    return fold_case(f"{entity.code} {entity.title.vi} {entity.title.en}")


def column_names(kind: type[Entity]) -> tuple[str, ...]:
    """The columns of a kind's table, in order."""
    return (*kind.__struct_fields__, *STORE_COLUMNS)


def to_row(entity: Entity, version: int, seq: int) -> Row:
    """An entity as the arguments of an INSERT of :func:`column_names`."""
    return (*(plain(getattr(entity, name)) for name in entity.__struct_fields__), version, seq, search_key(entity))


def plain(value: object) -> object:
    """A value as both databases take it."""
    return value.value if isinstance(value, Enum) else value


def from_row(kind: type[Entity], row: Row) -> Entity:
    """The entity of a row; columns after its fields are not looked at.

    Raises
    ------
    msgspec.ValidationError
        When the row breaks the entity's own rules, so somebody wrote past the store.
    """
    return msgspec.convert(dict(zip(kind.__struct_fields__, row)), kind)
