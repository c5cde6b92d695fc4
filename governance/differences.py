"""What an entry of the ledger changed, field by field, for a reader."""

import re
from typing import Any, NamedTuple

import msgspec

from governance.fieldnames import named
from governance.ledger import Entry
from governance.messages import Message, Text, _
from governance.past import in_hanoi
from governance.values import written

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
    """A difference in words; moments are those of Hà Nội.

    >>> said(Difference("most_likely", 5, 8)).render("en"), said(Difference("name", None, "An")).render("vi")
    ('most likely: 5 → 8', 'tên: An')
    >>> said(Difference("used_at", None, "2018-07-05T20:30:00.000000Z")).render("en")
    'last used at: 06/07/2018 03:30'
    """
    field, before, after = named(difference.field), difference.before, difference.after
    if before is None:
        return _("{field}: {value}", field=field, value=_plain(after))
    if after is None:
        return _("{field}: {value} → nothing", field=field, value=_plain(before))
    return _("{field}: {before} → {after}", field=field, before=_plain(before), after=_plain(after))


def _plain(value: str | float | bool | None) -> object:
    """A value as people write it: days and moments as here, and numbers not grouped, for some are years."""
    match value:
        case bool():
            return Text("có", "yes") if value else Text("không", "no")
        case str() if _DAY.fullmatch(value):
            return written(value)
        case str() if _MOMENT.fullmatch(value):
            return in_hanoi(value)
        case _:
            return str(value)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z")
