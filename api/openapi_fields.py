"""What each field of a governed thing is called, and what it refers to, for whoever reads the API's document."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from msgspec.structs import fields

from governance.columns import secrets
from governance.errors import kind_name
from governance.fieldnames import named
from governance.messages import Text, _, shown
from governance.values import Entity, references


def name_fields(document: dict[str, Any], kinds: Iterable[type[Entity]]) -> dict[str, Any]:
    """The document with the fields of things described in English, where a thing is read and where it is sent whole."""
    schemas = document["components"]["schemas"]
    for kind in kinds:
        for name, text in described(kind).items():
            for form in (kind.__name__, f"{kind.__name__}Input"):
                if name in schemas.get(form, {}).get("properties", {}):
                    schemas[form]["properties"][name]["description"] = text.en
    return document


@cache
def described(kind: type[Entity]) -> Mapping[str, Text]:
    """Field → what it is called, with the kind whose code it takes; of a code that follows from other fields, from which.

    >>> from portfolio.model import Dependency, Task
    >>> described(Task)["basis"].en, described(Task)["basis"].vi
    ('Legal basis: code of the document', 'Căn cứ pháp lý: mã văn bản')
    >>> described(Dependency)["code"].en
    'Code: follows from predecessor, successor, relation, and may be left out'
    """
    hidden, targets = secrets(kind), references(kind)
    return {f.name: _described(kind, f.name, targets.get(f.name)) for f in fields(kind) if f.name not in hidden} | _ALWAYS


def _described(kind: type[Entity], field: str, target: str | None) -> Text:
    said: Any = named(field)
    if target is not None:
        said = _("{field}: code of the {kind}", field=said, kind=kind_name(target))
    elif field == "code" and kind.key:
        said = _("{field}: follows from {fields}, and may be left out", field=said, fields=kind.key)
    return _capital(said)


def _capital(said: Any) -> Text:
    vi, en = (shown(said, "vi"), shown(said, "en"))
    return Text(vi[:1].upper() + vi[1:], en[:1].upper() + en[1:])


_ALWAYS = {
    "version": _capital(_("version: how often the thing was written, to be sent as If-Match")),
    "seq": _capital(_("ledger entry that wrote the thing as it is")),
}
