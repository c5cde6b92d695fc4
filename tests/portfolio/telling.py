"""What a database would tell of records in columns, made without one: the other half of a contract with its statements."""

from itertools import product
from typing import Any

from governance.gathering import Gathered, Wanted, chosen, free
from governance.records import Records
from portfolio.plancolumns import WANTED, WHOLE, Told


def told(records: Records) -> Told:
    codes, tasks, estimates, links = (_gathered(records, wanted) for wanted in WANTED)
    return Told(codes, tasks, estimates, links, Records(entity for kind in WHOLE for entity in records.all(kind)))


def _gathered(records: Records, wanted: Wanted) -> Gathered:
    rows = [each for each in records.all(wanted.kind) if all(getattr(each, name) == value for name, value in wanted.where)]
    rows.reverse()  # any order will do, as long as it is one
    texts = {field.name: _text([getattr(row, field.name) for row in rows]) for field in free(wanted)}
    combined = list(product(*(field.choices or () for field in chosen(wanted))))
    said = [tuple(getattr(row, field.name) for field in chosen(wanted)) for row in rows]
    return Gathered(wanted, len(rows), texts, "".join(chr(48 + combined.index(each)) for each in said if each))


def _text(values: list[Any]) -> str:
    return "\n".join("" if value is None else str(value) for value in values)
