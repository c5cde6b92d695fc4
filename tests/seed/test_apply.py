"""Loading the seed into a database: one transaction, and a second time nothing."""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from governance.errors import InvalidError
from governance.model import Organization, OrganizationClass, Person
from governance.records import Records
from governance.store import Store
from governance.work import Author
from portfolio.model import Estimate, Task
from seed.load import Step, apply, changes, differences, show

AUTHOR = Author("seed", datetime(2018, 7, 5, tzinfo=UTC), action="seed")


@dataclass(frozen=True)
class Loaded:
    """A store, and a way to wait for it."""

    store: Store
    run: Any

    def apply(self, wanted: Records) -> tuple[Any, ...]:
        return tuple(self.run(apply(self.store, wanted, AUTHOR)))

    def current(self) -> Records:
        return self.run(self.store.records())[1]  # type: ignore[no-any-return]

    def wait(self, waiting: Coroutine[Any, Any, Any]) -> Any:
        return self.run(waiting)


@pytest.fixture
def loaded(store: Store, run: Any, seed: Records) -> Loaded:
    loaded = Loaded(store, run)
    loaded.apply(seed)
    return loaded


def without(records: Records, *gone: str) -> Records:
    return Records(entity for entity in records if entity.code not in gone)


def test_loading_brings_everything_with_its_provenance(loaded: Loaded, seed: Records) -> None:
    assert differences(loaded.current(), seed) == ()
    assert {(e.kind, e.code): e for e in loaded.current()} == {(e.kind, e.code): e for e in seed}


def test_loading_twice_changes_nothing(loaded: Loaded, seed: Records) -> None:
    head = loaded.wait(loaded.store.head())
    assert loaded.apply(seed) == ()
    assert loaded.wait(loaded.store.head()) == head


def test_what_differs_is_brought_back_and_what_is_beyond_the_seed_is_kept(loaded: Loaded, seed: Records) -> None:
    estimate = seed.get(Estimate, "1755.1.1")
    longer = msgspec.structs.replace(estimate, pessimistic=99)
    loaded.wait(loaded.store.commit(lambda work: work.replace(longer, None), AUTHOR))
    loaded.wait(loaded.store.commit(lambda work: work.create(Person(code="EXTRA", name="Người khác")), AUTHOR))
    found = loaded.apply(seed)
    assert [(d.step, d.code, d.fields) for d in found] == [
        (Step.KEEP, "EXTRA", ()),
        (Step.REPLACE, "1755.1.1", ("pessimistic",)),
    ]
    assert loaded.current().get(Estimate, "1755.1.1") == estimate
    assert [d.step for d in differences(loaded.current(), seed)] == [Step.KEEP]


def test_a_seed_that_breaks_a_rule_of_the_database_changes_nothing(loaded: Loaded, seed: Records) -> None:
    head = loaded.wait(loaded.store.head())
    stray = Organization(
        code="STRAY", name_vi="Lạc", name_en="Stray", classification=OrganizationClass.UNIT, parent="NOWHERE", source="003"
    )
    with pytest.raises(InvalidError):
        loaded.apply(Records([*seed, Person(code="FINE", name="Ổn"), stray]))
    assert loaded.wait(loaded.store.head()) == head
    assert loaded.current().find(Person, "FINE") is None


def test_what_is_referred_to_is_written_first(seed: Records) -> None:
    order = {(d.kind, d.code): place for place, d in enumerate(changes(Records(), seed))}
    for task in seed.all(Task):
        if task.parent:
            assert order[Task, task.parent] < order[Task, task.code]
    for body in seed.all(Organization):
        if body.parent:
            assert order[Organization, body.parent] < order[Organization, body.code]


def test_what_others_have_changed_is_not_replaced_unless_asked(loaded: Loaded, seed: Records) -> None:
    longer = msgspec.structs.replace(seed.get(Estimate, "1755.1.1"), pessimistic=99)
    by = Author("planner", AUTHOR.at, action="amend")
    loaded.wait(loaded.store.commit(lambda work: work.replace(longer, None), by))
    head = loaded.wait(loaded.store.head())
    with pytest.raises(InvalidError) as refused:
        loaded.wait(apply(loaded.store, seed, AUTHOR, replace=False))
    assert [p.place for p in refused.value.problems] == ["estimate 1755.1.1"]
    assert "planner" in refused.value.render("vi")
    assert "--replace" in refused.value.render("vi")
    assert loaded.wait(loaded.store.head()) == head
    loaded.wait(apply(loaded.store, seed, AUTHOR, replace=True))
    assert loaded.wait(apply(loaded.store, seed, AUTHOR, replace=False)) == ()


def test_what_the_seed_itself_wrote_last_is_replaced_without_asking(loaded: Loaded, seed: Records) -> None:
    longer = msgspec.structs.replace(seed.get(Estimate, "1755.1.1"), pessimistic=99)
    changed = Records([*without(seed, "1755.1.1"), seed.get(Task, "1755.1.1"), longer])
    loaded.wait(apply(loaded.store, changed, AUTHOR, replace=False))
    assert loaded.current().get(Estimate, "1755.1.1") == longer


def test_a_check_says_what_is_missing_changed_or_extra(seed: Records) -> None:
    task = seed.get(Task, "1755.4")
    other = msgspec.structs.replace(task, title_en="Something else")
    current = Records(
        [*without(seed, "R9", "R9~CPDT2018-2020.6", "R9~CPDT2018-2020.6.8", "1755.4"), other, Person(code="X", name="Y")]
    )
    found = differences(current, seed)
    shown = show(found, "en")
    assert "new: 3 · changed: 1 · in the database only, kept: 1" in shown
    assert f'task 1755.4: title_en "Something else" → "{task.title_en}"' in shown
    assert "person X" in shown
    assert show((), "vi") == "Cơ sở dữ liệu khớp với dữ liệu gốc."
    assert show(found, "vi").startswith("mới: 3 · thay đổi: 1")
