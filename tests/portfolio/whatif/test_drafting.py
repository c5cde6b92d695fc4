"""Planners write changes in words; what is kept are typed fields over the thing as it is now."""

from typing import Any

import pytest

from governance.errors import InvalidError, UnknownCodeError
from governance.ledger import Head
from governance.records import Records
from governance.values import Entity
from governance.work import State
from portfolio.whatif.drafting import amendment, change_of, creation, deletions, pairs
from portfolio.whatif.model import ChangeAction, Scenario, ScenarioChange, Subject
from portfolio.whatif.scenario import applied
from tests.portfolio.whatif.test_scenario import LIVE, problems

SCENARIO = Scenario(code="S", portfolio="EGOV", title_vi="thử", title_en="try")


def state(*changes: Entity, seq: int = 7) -> State:
    """The plan with the scenario and its changes, each thing last changed by the ledger entry ``seq``."""
    records = Records([*LIVE, SCENARIO, *changes])
    kinds = {type(entity) for entity in records}
    return State(Head(), records, {kind: {each.code: (2, seq) for each in records.all(kind)} for kind in kinds})


def estimate(code: str, now: State, **given: str) -> ScenarioChange:
    return amendment(now, "S", Subject.ESTIMATE, code, given)


def test_words_become_values_of_the_fields_types_over_the_state_of_the_thing_that_was_read() -> None:
    made = estimate("P.1", state(), most_likely="4", pessimistic="9", assumed="true")
    assert made.values == {"most_likely": 4, "pessimistic": 9, "assumed": True}
    assert (made.code, made.action, made.base_seq) == ("S~1", ChangeAction.AMEND, 7)


def test_a_field_is_cleared_by_an_empty_value() -> None:
    assert estimate("P.1", state(), calendar="").values == {"calendar": None}


def test_every_wrong_field_is_told_at_once_and_what_does_not_hold_together_too() -> None:
    with pytest.raises(InvalidError) as refused:
        estimate("P.1", state(), most_likely="x", colour="red")
    assert problems(refused).keys() == {"most_likely", "colour"}
    with pytest.raises(InvalidError) as refused:
        estimate("P.1", state(), most_likely="99")
    assert problems(refused).keys() == {"most_likely"}
    with pytest.raises(InvalidError) as refused:
        pairs(["most_likely=4", "x", "="])
    assert problems(refused).keys() == {"x"}


def test_written_again_it_keeps_what_it_changed_and_is_over_the_newest_state() -> None:
    first = estimate("P.1", state(), optimistic="1", most_likely="2")
    again = estimate("P.1", state(first, seq=9), most_likely="3")
    assert (again.code, again.values, again.base_seq) == ("S~1", {"optimistic": 1, "most_likely": 3}, 9)
    other = estimate("P.2", state(first), most_likely="2")
    assert other.code == "S~2"


def test_a_new_thing_takes_its_code_from_its_fields_where_it_is_a_link_and_is_amended_as_what_is_new() -> None:
    given = {"predecessor": "P.3", "successor": "Q.1", "lag": "2"}
    made = creation(state(), "S", Subject.DEPENDENCY, None, given)
    assert (made.subject, made.values, made.base_seq) == (
        "P.3~Q.1~FS",
        {"predecessor": "P.3", "successor": "Q.1", "lag": 2},
        None,
    )
    longer = amendment(state(made), "S", Subject.DEPENDENCY, "P.3~Q.1~FS", {"lag": "5"})
    assert (longer.code, longer.action, longer.values["lag"]) == (made.code, ChangeAction.CREATE, 5)
    named = creation(state(), "S", Subject.TASK, "P.9", {"programme": "P", "title_vi": "mới", "title_en": "new"})
    assert (named.subject, "code" in named.values) == ("P.9", False)
    with pytest.raises(InvalidError, match=r"P\.3~Q\.1~FS"):
        creation(state(), "S", Subject.DEPENDENCY, "P.3~Q.1", given)


def test_a_task_goes_with_what_is_planned_about_it_and_the_plan_holds_without_it() -> None:
    gone = deletions(state(), "S", Subject.TASK, "P.2")
    assert {(c.type.value, c.subject) for c in gone} == {
        ("task", "P.2"), ("estimate", "P.2"), ("dependency", "P.1~P.2~FS"), ("dependency", "P.2~Q.1~FS"),
    }  # fmt: skip
    assert [c.ordinal for c in gone] == [1, 2, 3, 4]
    applied(LIVE, gone)


def test_what_the_scenario_adds_itself_is_taken_out_rather_than_deleted() -> None:
    known = estimate("P.1", state(), most_likely="2", optimistic="1")
    gone = deletions(state(known), "S", Subject.ESTIMATE, "P.1")
    assert [(c.code, c.action) for c in gone] == [("S~1", ChangeAction.DELETE)]
    new = creation(state(), "S", Subject.TASK, "P.9", {"programme": "P", "title_vi": "mới", "title_en": "new"})
    with pytest.raises(InvalidError, match="take that change out"):
        deletions(state(new), "S", Subject.TASK, "P.9")
    assert change_of(state(new).records, "S", Subject.TASK, "P.9") == new


@pytest.mark.parametrize("write", [estimate, lambda code, now: deletions(now, "S", Subject.ESTIMATE, code)])
def test_a_thing_that_is_not_there_is_named(write: Any) -> None:
    with pytest.raises(UnknownCodeError, match=r"P\.99"):
        write("P.99", state())
