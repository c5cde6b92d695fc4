"""A rule that says which fields it reads reads no other: whatever stands in the others, it finds the same."""

from random import Random

import pytest
from msgspec.structs import fields, replace

from governance.errors import CycleError, Problem
from governance.records import Records
from governance.rulebook import Rule
from governance.rules import RULES as GOVERNANCE
from governance.values import Entity
from portfolio.model import Dependency, Task
from portfolio.rules import RULES
from tests.support import seeded

FOLLOWED = [rule for rule in (*GOVERNANCE, *RULES) if rule.reads]


def found(rule: Rule, records: Records) -> list[Problem] | tuple[str, ...]:
    try:
        return sorted(rule.check(records), key=str)
    except CycleError as loop:
        return loop.cycle


def turned(records: Records, kind: type[Entity], name: str) -> Records:
    """The records with the values of a field given to others of the kind."""
    rows = records.all(kind)
    values = [getattr(row, name) for row in rows]
    given = zip(rows, values[1:] + values[:1], strict=True)
    return records.apply((kind, row.code, replace(row, **{name: value})) for row, value in given)


def spoilt(records: Records, random: Random) -> Records:
    """The records with much of them gone, marked as assumed, or tied in loops."""
    things = list(records)
    gone = random.sample(things, len(things) // 4)
    records = records.apply((type(thing), thing.code, None) for thing in gone)
    tasks = records.all(Task)
    more = [replace(task, parent=random.choice(tasks).code) for task in tasks]
    links = [replace(link, assumed=random.random() < 0.5) for link in records.all(Dependency)]
    return records.apply((type(thing), thing.code, thing) for thing in (*more, *links))


@pytest.mark.parametrize("seed", range(3))
def test_what_a_rule_does_not_say_it_reads_changes_nothing_that_it_finds(seed: int) -> None:
    whole = spoilt(seeded(), Random(seed))
    broken = 0
    for rule in FOLLOWED:
        before = found(rule, whole)
        broken += bool(before)
        for kind, those in rule.reads.items():
            for field in fields(kind):
                if field.name not in those and field.name not in {"code", *kind.key} and len(whole.all(kind)) > 1:
                    assert found(rule, turned(whole, kind, field.name)) == before, (rule, kind, field.name)
    assert broken > 20
