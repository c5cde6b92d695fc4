"""What a stranger wrote, held against declared types: every fault at once, each with its place, such as ``tasks[3].duration``."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from governance.errors import Problem
from governance.messages import _
from governance.values import refusal

WHOLE = "file"
"""The place of a problem that is about a file as a whole."""


def faults(declared: Any, raw: object, place: str = "", *, text: bool = False) -> Iterator[Problem]:
    """What keeps decoded JSON from being a value of a declared type; ``text`` reads cells of a table.

    The type is made of structs, lists, dictionaries by text, unions of these, and of what :mod:`msgspec` checks by itself.

    Examples
    --------
    >>> class Point(Struct, forbid_unknown_fields=True):
    ...     x: int
    ...     tags: list[str] = []
    >>> [problem.place for problem in faults(list[Point], [{"x": 1}, {"tags": ["a", 2], "y": 0}])]
    ['[1].y', '[1].x', '[1].tags[1]']
    """
    kind = _chosen(declared, raw)
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if isinstance(bare, type) and issubclass(bare, Struct):
        yield from _struct(bare, raw, place, text=text)
    elif get_origin(bare) is list:
        yield from _list(bare, raw, place, text=text)
    elif get_origin(bare) is dict:
        yield from _dict(bare, raw, place, text=text)
    elif not _takes(kind, raw, text=text):
        yield Problem(place or WHOLE, refusal(kind, raw))


def _takes(kind: Any, raw: object, *, text: bool) -> bool:
    """Whether a value is one of the type; of text, whether every character of it can be written out."""
    try:
        made = msgspec.convert(raw, kind, strict=not text)
        if isinstance(made, str):
            made.encode()
    except (msgspec.ValidationError, ValueError):
        return False
    return made is not None or raw is None or (text and raw == "")


def _chosen(declared: Any, raw: object) -> Any:
    """Of a union, the part that a value of this shape is meant to be; absent values suit any union with None."""
    if get_origin(declared) is Annotated and get_origin(get_args(declared)[0]) in (Union, UnionType):
        return _chosen(get_args(declared)[0], raw)
    if get_origin(declared) not in (Union, UnionType):
        return declared
    parts = [part for part in get_args(declared) if part is not NoneType]
    if raw is None and len(parts) < len(get_args(declared)):
        return NoneType
    alike = [part for part in parts if _alike(part, raw)]
    return (alike or parts)[0]


def _alike(part: Any, raw: object) -> bool:
    bare = get_args(part)[0] if get_origin(part) is Annotated else part
    shape = get_origin(bare) or bare
    match raw:
        case dict():
            return shape is dict or (isinstance(shape, type) and issubclass(shape, Struct))
        case list():
            return shape in (list, tuple)
        case bool():
            return shape is bool
        case int() | float():
            return shape in (int, float)
    return shape not in (dict, list, tuple, bool, int, float) and not (isinstance(shape, type) and issubclass(shape, Struct))


@cache
def declared_fields(kind: type[Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    """The fields of a struct by their names."""
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _struct(kind: type[Struct], raw: object, place: str, *, text: bool) -> Iterator[Problem]:
    fields = declared_fields(kind)
    if not isinstance(raw, Mapping):
        yield Problem(place or WHOLE, _("give an object with these fields: {fields}", fields=tuple(fields)))
        return
    for name in raw:
        if name not in fields:
            why = _("there is no field {name}; the fields are {fields}", name=str(name)[:80], fields=tuple(fields))
            yield Problem(_under(place, str(name)[:80]), why)
    for name, field in fields.items():
        if name in raw:
            yield from faults(field.type, raw[name], _under(place, name), text=text)
        elif field.required:
            yield Problem(_under(place, name), _("is required"))


def _list(kind: Any, raw: object, place: str, *, text: bool) -> Iterator[Problem]:
    if not isinstance(raw, list):
        yield Problem(place or WHOLE, _("give a list, in square brackets"))
        return
    for i, item in enumerate(raw):
        yield from faults(get_args(kind)[0], item, f"{place}[{i}]", text=text)


def _dict(kind: Any, raw: object, place: str, *, text: bool) -> Iterator[Problem]:
    named, valued = get_args(kind)
    if not isinstance(raw, Mapping):
        yield Problem(place or WHOLE, _("give an object, in curly brackets"))
        return
    for name, value in raw.items():
        yield from faults(named, name, _under(place, str(name)[:80]), text=text)
        yield from faults(valued, value, _under(place, str(name)[:80]), text=text)


def _under(place: str, name: str) -> str:
    said = name or '""'
    return f"{place}.{said}" if place else said
