"""What travels over the wire, made from the entity classes: nothing is declared twice.

For a kind ``Task`` there are ``Task`` (what is read: its fields, its version and the ledger entry that wrote it),
``TaskInput`` (what is sent whole), ``TaskPatch`` (what is sent in part), and in a list ``TaskListed``, which may lack what was
not asked for.
"""

from enum import StrEnum
from functools import cache
from inspect import cleandoc
from types import UnionType
from typing import Any, NamedTuple, get_args

from msgspec import UNSET, Struct, UnsetType, defstruct, json
from msgspec.structs import FieldInfo, asdict, fields

from governance.columns import secrets
from governance.values import Entity, holds_json, references


class Wire(NamedTuple):
    """The wire forms of one kind of entity."""

    out: type[Struct]
    whole: type[Struct]
    part: type[Struct]
    listed: type[Struct]
    page: type[Struct]


@cache
def wire(kind: type[Entity]) -> Wire:
    """The wire forms of a kind.

    Examples
    --------
    >>> from portfolio.model import Estimate
    >>> [f.name for f in fields(wire(Estimate).out)][-2:]
    ['version', 'seq']
    >>> wire(Estimate).part(most_likely=7).optimistic is UNSET
    True
    """
    name, about, hidden = kind.__name__, cleandoc(kind.__doc__ or ""), secrets(kind)
    own = [f for f in fields(kind) if f.name not in hidden]
    maybe = [(f.name, _travelling(f.type) | UnsetType, UNSET) for f in own]
    read = [*((f.name, _travelling(f.type)) for f in own), ("version", int), ("seq", int)]
    rest = [each for each in maybe if each[0] != "code"]
    listed = _struct(
        f"{name}Listed", [("code", str), ("version", int), *rest, ("seq", int | UnsetType, UNSET)],
        f"{name} in a list: ``code``, ``version``, and the other fields unless ``fields`` left them out.",
    )  # fmt: skip
    return Wire(
        out=_struct(name, read, about),
        whole=_struct(f"{name}Input", [_sent(f, kind) for f in own], about, strict=True),
        part=_struct(f"{name}Patch", maybe, f"The fields of {name} to change; the others stay as they are.", strict=True),
        listed=listed,
        page=_struct(
            f"{name}Page", [("items", list[listed]), ("next", str | None, None)],  # type: ignore[valid-type]
            "One page of a list; ``next`` is the cursor of the following one.",
        ),
    )  # fmt: skip


def _struct(name: str, declared: list[Any], about: str, *, strict: bool = False) -> type[Struct]:
    """A class with these fields; a ``strict`` one refuses others."""
    return defstruct(name, declared, kw_only=True, forbid_unknown_fields=strict, module=__name__, namespace={"__doc__": about})


def _travelling(declared: Any) -> Any:
    """The type of a field over the wire: JSON that is kept as text travels as the object that it is."""
    return dict[str, Any] if holds_json(declared) else declared


def _sent(field: FieldInfo, kind: type[Entity]) -> tuple[str, Any] | tuple[str, Any, Any]:
    declared = _travelling(field.type)
    if field.name == "code" and kind.key:
        return field.name, declared | UnsetType, UNSET
    if field.required or field.name == "code":
        return field.name, declared
    return field.name, declared, {} if holds_json(field.type) else field.default


def shown(entity: Entity, version: int, seq: int) -> Any:
    """An entity as it is read over the wire: without what is secret."""
    out = wire(type(entity)).out
    values = asdict(entity)
    for name in secrets(type(entity)):
        del values[name]
    for name in _json_fields(type(entity)):
        values[name] = json.decode(values[name])
    return out(**values, version=version, seq=seq)


@cache
def _json_fields(kind: type[Entity]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if holds_json(f.type))


@cache
def filters(kind: type[Entity]) -> dict[str, Any]:
    """Field → type, for the fields that a list can be narrowed by: references, choices and yes-or-no.

    >>> from portfolio.model import Estimate
    >>> sorted(filters(Estimate))
    ['assumed', 'calendar', 'source', 'task']
    """
    named = references(kind)
    return {f.name: f.type for f in fields(kind) if f.name in named or _is_choice(f.type)}


def _is_choice(declared: Any) -> bool:
    parts = get_args(declared) if isinstance(declared, UnionType) else (declared,)
    return any(isinstance(part, type) and (part is bool or issubclass(part, StrEnum)) for part in parts)
