"""A whole state, immutable, with look-ups."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import UnknownCodeError
from governance.model import Organization, Post, Source
from governance.records import Records
from governance.values import Entity
from tests.governance.making import COMMITTEE, body, governments, post


def test_things_are_found_by_kind_and_code() -> None:
    records = Records(COMMITTEE)
    assert records.get(Organization, "MIC").code == "MIC"
    assert records.find(Organization, "NOBODY") is None
    assert records.find(Organization, None) is None
    assert records.find(Post, "MIC") is None


def test_an_unknown_code_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownCodeError, match="there is no source with the code 9; choose from 003"):
        Records(COMMITTEE).get(Source, "9")


def test_look_ups_by_field_come_by_code() -> None:
    records = Records([body("B", "A"), body("A"), body("C", "A")])
    assert [b.code for b in records.by(Organization, "parent", "A")] == ["B", "C"]
    assert records.by(Organization, "parent", "nobody") == ()
    assert records.by(Post, "head", True) == ()


def test_facts_only_leaves_out_what_is_assumed() -> None:
    records = Records([body("A"), post("A.x", assumed=True), post("A.y", source="003")])
    assert [p.code for p in records.facts_only().all(Post)] == ["A.y"]
    assert len(records.all(Post)) == 2


@given(governments(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_came_leaves_no_trace(entities: list[Entity], random: Random) -> None:
    a, b = Records(entities), Records(random.sample(entities, len(entities)))
    for kind in {type(e) for e in entities}:
        assert a.all(kind) == b.all(kind)
        assert list(a.all(kind)) == sorted((e for e in entities if type(e) is kind), key=lambda e: e.code)


steps = st.lists(st.tuples(st.sampled_from("ABC"), st.none() | st.sampled_from("xyz")), max_size=8)


@given(steps, st.sets(st.sampled_from("ABC")))
def test_changes_applied_one_after_another_give_the_state_that_a_table_would_have(
    changes: list[tuple[str, str | None]], at_first: set[str]
) -> None:
    table: dict[str, Entity] = {code: body(code) for code in at_first}
    before = Records(table.values())
    asked = before.by(Organization, "parent", None)
    made = [(Organization, code, None if parent is None else body(code, parent)) for code, parent in changes]
    after = before.apply(made)
    for _kind, code, entity in made:
        table.pop(code, None)
        table |= {} if entity is None else {code: entity}
    assert after.all(Organization) == Records(table.values()).all(Organization)
    assert after.by(Organization, "parent", "x") == Records(table.values()).by(Organization, "parent", "x")
    assert before.by(Organization, "parent", None) == asked == tuple(body(code) for code in sorted(at_first))
