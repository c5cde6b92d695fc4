"""What an entry of the ledger changed, field by field, for a reader."""

from typing import Any, NamedTuple

import msgspec

from governance.ledger import Entry
from governance.messages import Message, Text, _

ACTIONS = {
    "create": Text("thêm", "added"),
    "replace": Text("sửa", "changed"),
    "delete": Text("xóa", "deleted"),
}


class Difference(NamedTuple):
    """A field with its value before and after; None: there was, or is, none."""

    field: str
    before: str | int | float | bool | None
    after: str | int | float | bool | None


def differences(entry: Entry) -> tuple[Difference, ...]:
    """The fields that an entry changed; of what came or went, those that say something beyond its code."""
    was, now = (_values(text) for text in (entry.was, entry.now))
    names = [name for name in {**was, **now} if name != "code" and was.get(name) != now.get(name)]
    if entry.action != "replace":
        names = [name for name in names if (was or now)[name] is not False]
    return tuple(Difference(name, was.get(name), now.get(name)) for name in sorted(names))


def _values(text: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {} if text is None else msgspec.json.decode(text)
    return found


def said(difference: Difference) -> Message:
    """A difference in words.

    >>> said(Difference("most_likely", 5, 8)).render("en"), said(Difference("name", None, "An")).render("vi")
    ('most_likely: 5 → 8', 'name: An')
    """
    field, before, after = difference
    if before is None:
        return _("{field}: {value}", field=field, value=_plain(after))
    if after is None:
        return _("{field}: {value} → nothing", field=field, value=_plain(before))
    return _("{field}: {before} → {after}", field=field, before=_plain(before), after=_plain(after))


def _plain(value: str | float | bool | None) -> object:
    """A value as it is kept: numbers are not grouped, for some are years."""
    match value:
        case bool():
            return Text("có", "yes") if value else Text("không", "no")
        case _:
            return str(value)
