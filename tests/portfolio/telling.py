"""What a database would tell of records in columns, made without one: the other half of a contract with its statements."""

from enum import Enum
from typing import Any

from governance.gathering import Gathered, Wanted
from governance.records import Records
from portfolio.plancolumns import WANTED, WHOLE, Told


def told(records: Records) -> Told:
    codes, tasks, estimates, links = (_gathered(records, wanted) for wanted in WANTED)
    return Told(codes, tasks, estimates, links, Records(entity for kind in WHOLE for entity in records.all(kind)))


def _gathered(records: Records, wanted: Wanted) -> Gathered:
    rows = [each for each in records.all(wanted.kind) if all(getattr(each, name) == value for name, value in wanted.where)]
    rows.reverse()  # any order will do, as long as it is one
    return Gathered(wanted, len(rows), {name: _text([getattr(row, name) for row in rows]) for name in wanted.fields})


def _text(values: list[Any]) -> str:
    if values and isinstance(values[0], Enum):
        choices = list(type(values[0]))
        return "".join(str(choices.index(value)) for value in values)
    return "\n".join("" if value is None else str(value) for value in values)
