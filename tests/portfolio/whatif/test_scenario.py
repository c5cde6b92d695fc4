"""A scenario changes a state beside the live one: all at once, in any order, within the rules, and never in silence."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import CycleError, InvalidError, Problem, StaleVersionError
from governance.ledger import Head
from governance.messages import _
from governance.records import Records
from governance.rulebook import enforce
from governance.values import Entity
from governance.work import State, Work
from portfolio.errors import ConflictError
from portfolio.model import KINDS, Dependency, Estimate, Task
from portfolio.whatif.comparison import compare
from portfolio.whatif.model import ChangeAction, Scenario, ScenarioChange, ScenarioState, Subject
from portfolio.whatif.scenario import (
    EVERY_RULE,
    ConflictsError,
    applied,
    apply,
    changes_of,
    conflicts,
    digest,
    drop,
    editable,
    within,
)
from tests.portfolio.whatif.making import LIVE, PLAN, change, dated, held, problems, raw_change, what_ifs
from tests.support import AUTHOR


class TestAChange:
    def test_every_planned_kind_can_be_changed_and_no_other(self) -> None:
        assert {each.entity for each in Subject} == set(KINDS)

    def test_its_fields_come_as_an_object_or_as_its_text_and_are_kept_in_one_form(self) -> None:
        for fields in ({"pessimistic": 9, "most_likely": 4}, '{"pessimistic": 9, "most_likely": 4}'):
            assert ScenarioChange.parse(raw_change(fields=fields)).fields == '{"most_likely":4,"pessimistic":9}'

    def test_every_problem_of_its_fields_is_told_at_once_at_the_field(self) -> None:
        with pytest.raises(InvalidError) as refused:
            ScenarioChange.parse(raw_change(fields={"most_likely": "x", "optimistic": -1, "colour": 1, "task": "P.2"}))
        assert problems(refused).keys() == {f"fields.{n}" for n in ("most_likely", "optimistic", "colour", "task")}

    def test_one_that_takes_away_may_say_that_it_has_no_fields(self) -> None:
        assert ScenarioChange.parse(raw_change(action="delete", fields={})).fields == "{}"
        assert (
            ScenarioChange.parse({**raw_change(action="delete", fields=""), "ordinal": "1", "base_seq": "1"}, text=True).fields
            == "{}"
        )

    def test_a_thing_with_a_code_of_its_own_is_amended_like_any_other(self) -> None:
        assert change(1, "amend", "task", "P.1", title_en="Renamed").values == {"title_en": "Renamed"}

    def test_a_new_thing_is_whole_and_its_code_is_the_subject(self) -> None:
        with pytest.raises(InvalidError) as refused:
            change(1, "create", "task", "P.9", programme="P")
        assert problems(refused).keys() == {"fields.title_vi", "fields.title_en"}
        with pytest.raises(InvalidError) as refused:
            change(1, "create", "dependency", "P.1~P.3", predecessor="P.1", successor="P.3")
        assert "P.1~P.3~FS" in problems(refused)["subject"]
        with pytest.raises(InvalidError) as refused:
            change(1, "create", "task", "P.9", programme="P", code="P.8")
        assert problems(refused).keys() == {"fields.code"}

    @pytest.mark.parametrize(
        ("wrong", "place"),
        [
            ({"fields": {}}, "fields"),
            ({"fields": [1]}, "fields"),
            ({"fields": ""}, "fields"),
            ({"fields": "most_likely"}, "fields"),
            ({"fields": {"most_likely": 4}, "base_seq": None}, "base_seq"),
            ({"action": "delete", "fields": {"most_likely": 4}}, "fields"),
            ({"action": "create", "fields": {"task": "P.1", "optimistic": 1, "most_likely": 1, "pessimistic": 1}}, "base_seq"),
        ],
        ids=[
            "nothing changes",
            "no object",
            "nothing at all",
            "no JSON",
            "of no state",
            "fields of what goes",
            "a state of what is new",
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, wrong: dict[str, Any], place: str) -> None:
        with pytest.raises(InvalidError) as refused:
            ScenarioChange.parse(raw_change(**wrong))
        assert problems(refused).keys() == {place}

    def test_fields_that_somebody_wrote_otherwise_than_they_are_kept_are_refused(self) -> None:
        made = ScenarioChange(
            scenario="S", ordinal=1, action=ChangeAction.AMEND, type=Subject.ESTIMATE, subject="A", base_seq=1,
            fields='{"most_likely": 4}',
        )  # fmt: skip
        assert [p.place for p in made.rules()] == ["fields"]


class TestTheStateThatItMakes:
    def test_it_adds_changes_and_takes_away(self) -> None:
        made = applied(
            LIVE,
            [
                change(1, "amend", "estimate", "P.1", most_likely=5, pessimistic=5),
                change(2, "create", "task", "P.4", programme="P", title_vi="mới", title_en="new"),
                change(3, "create", "estimate", "P.4", task="P.4", optimistic=1, most_likely=1, pessimistic=1),
                change(4, "delete", "dependency", "P.1~P.2~FS"),
            ],
        )
        assert made.get(Estimate, "P.1").most_likely == 5
        assert made.get(Task, "P.4").title_en == "new"
        assert made.find(Dependency, "P.1~P.2~FS") is None
        assert LIVE.get(Estimate, "P.1").most_likely == 3

    def test_every_problem_of_every_change_is_told_at_once(self) -> None:
        with pytest.raises(InvalidError) as refused:
            applied(
                LIVE,
                [
                    change(1, "amend", "estimate", "P.1", most_likely=9),
                    change(2, "delete", "task", "P.99"),
                    change(3, "create", "task", "P.2", programme="P", title_vi="x", title_en="x"),
                ],
            )
        found = problems(refused)
        assert found["scenario_change S~1 most_likely"].startswith("the three points must rise")
        assert found["scenario_change S~2 subject"] == "task P.99 is not there: take this change out of the scenario"
        assert found["scenario_change S~3 subject"].startswith("task P.2 is there already")

    def test_what_goes_while_others_need_it_is_told_with_all_of_them_beside_the_other_problems(self) -> None:
        lead = {"task": "P.3", "organization": "NEW", "role": "coordinating"}
        with pytest.raises(InvalidError) as refused:
            applied(LIVE, [change(1, "delete", "task", "P.2"), change(2, "create", "assignment", "P.3~NEW~coordinating", **lead)])
        found = problems(refused)
        needed = found.pop("scenario_change S~1")
        assert "estimate P.2" in needed
        assert "dependency P.1~P.2~FS" in needed
        assert found.keys() == {"task P.3 lead"}

    def test_a_task_goes_with_all_that_is_about_it(self) -> None:
        gone = [("estimate", "P.2"), ("dependency", "P.1~P.2~FS"), ("dependency", "P.2~Q.1~FS"), ("task", "P.2")]
        made = applied(LIVE, [change(number, "delete", kind, code) for number, (kind, code) in enumerate(gone)])
        assert [t.code for t in made.all(Task)] == ["P.1", "P.3", "Q.1"]

    def test_a_loop_is_named_in_order_alone_or_beside_other_problems(self) -> None:
        back = change(1, "create", "dependency", "Q.1~P.1~FS", predecessor="Q.1", successor="P.1")
        with pytest.raises(CycleError) as loop:
            applied(LIVE, [back])
        assert loop.value.cycle == ("P.1", "P.2", "Q.1", "P.1")
        with pytest.raises(InvalidError) as refused:
            applied(LIVE, [back, change(2, "delete", "task", "P.3")])
        assert problems(refused).keys() == {"scenario_change S~2", "P.1 → P.2 → Q.1 → P.1"}

    def test_the_changes_of_a_scenario_come_in_their_order(self) -> None:
        written = [change(n, "delete", "task", f"P.{n}") for n in (10, 9, 2)]
        scenario = Scenario(code="S", portfolio="EGOV", title_vi="x", title_en="x")
        assert [c.ordinal for c in changes_of(Records([scenario, *written]), "S")] == [2, 9, 10]


# ---- laws


@given(what_ifs(), st.randoms())
def test_the_order_of_changes_never_matters(changes: list[ScenarioChange], chance: Any) -> None:
    shuffled = list(changes)
    chance.shuffle(shuffled)
    one_by_one = LIVE
    for each in shuffled:
        one_by_one = applied(one_by_one, [each])
    assert held(applied(LIVE, changes)) == held(applied(LIVE, shuffled)) == held(one_by_one)


@given(what_ifs())
def test_every_rule_holds_on_what_it_makes_and_the_live_state_stays_as_it_was(changes: list[ScenarioChange]) -> None:
    before = [msgspec.json.encode(entity) for entity in LIVE]
    enforce(applied(LIVE, changes), EVERY_RULE)
    assert [msgspec.json.encode(entity) for entity in LIVE] == before


@given(what_ifs())
def test_an_empty_scenario_changes_nothing_and_a_plan_is_no_different_from_itself(changes: list[ScenarioChange]) -> None:
    assert held(applied(LIVE, [])) == held(LIVE)
    made = applied(LIVE, changes)
    assert compare(dated(made), dated(Records(list(made)))).same


@given(what_ifs())
def test_what_undoes_a_scenario_leads_back_to_where_it_began(changes: list[ScenarioChange]) -> None:
    made = applied(LIVE, changes)
    undone = []
    for each in changes:
        there = LIVE.find(each.type.entity, each.subject)
        fields = {name: value for name, value in msgspec.to_builtins(there).items() if name in each.values} if there else {}
        if each.action is ChangeAction.CREATE:
            undone.append(change(each.ordinal, "delete", each.type.value, each.subject))
        elif each.action is ChangeAction.AMEND:
            undone.append(change(each.ordinal, "amend", each.type.value, each.subject, **fields))
        else:
            whole = {name: value for name, value in msgspec.to_builtins(there).items() if name != "code"}
            undone.append(change(each.ordinal, "create", each.type.value, each.subject, **whole))
    assert held(applied(made, undone)) == held(LIVE)


def live_state(changes: list[ScenarioChange]) -> State:
    """The plan with the scenario S, each thing last changed by the first entry of the ledger."""
    scenario = Scenario(code="S", portfolio="EGOV", title_vi="x", title_en="x")
    records = Records([*PLAN, scenario, *changes])
    kinds = {type(entity) for entity in records}
    return State(Head(), records, {kind: {each.code: (1, 1) for each in records.all(kind)} for kind in kinds})


def of_the_plan(records: Records) -> set[Entity]:
    return {entity for entity in records if not isinstance(entity, Scenario | ScenarioChange)}


@given(what_ifs())
def test_what_is_applied_is_what_was_computed_and_compared_with_the_live_plan_nothing_differs(
    changes: list[ScenarioChange],
) -> None:
    state = live_state(changes)
    work = Work(state, AUTHOR)
    if not changes:
        with pytest.raises(InvalidError, match="no changes"):
            apply(work, "S")
        assert work.changes == []
        return
    supposed = applied(LIVE, changes)
    stored = apply(work, "S", 1, digest(changes))
    assert (stored.entity.state, stored.version) == (ScenarioState.APPLIED, 2)
    assert of_the_plan(work.records) == held(supposed)
    assert compare(dated(work.records), dated(supposed)).same
    assert {(c.kind.kind, c.code) for c in work.changes} <= {("scenario", "S"), *((c.type.value, c.subject) for c in changes)}


@given(what_ifs())
def test_throwing_a_scenario_away_leaves_the_live_plan_byte_for_byte(changes: list[ScenarioChange]) -> None:
    work = Work(live_state(changes), AUTHOR)
    drop(work, "S", 1)
    assert {msgspec.json.encode(e) for e in of_the_plan(work.records)} == {msgspec.json.encode(e) for e in LIVE}
    assert [(c.kind, c.after and c.after.state) for c in work.changes] == [(Scenario, ScenarioState.DROPPED)]  # type: ignore[attr-defined]


@given(what_ifs(), st.data())
def test_whatever_was_changed_since_is_a_conflict_and_nothing_else_is(changes: list[ScenarioChange], data: st.DataObject) -> None:
    state = live_state(changes)
    since = data.draw(st.sets(st.sampled_from([c.code for c in changes]))) if changes else set()
    marks = {kind: dict(codes) for kind, codes in state.marks.items()}
    added: list[Entity] = []
    for each in changes:
        kind = each.type.entity
        if each.code in since and each.action is ChangeAction.CREATE:
            made = applied(LIVE, changes).find(kind, each.subject)
            added += [made] if made else []
        if each.code in since:
            marks.setdefault(kind, {})[each.subject] = (2, 99)
    now = State(state.head, state.records.apply((type(e), e.code, e) for e in added), marks)
    found = conflicts(now.stored, changes)
    assert {conflict.change.code for conflict in found} == since
    if since:
        work = Work(now, AUTHOR)
        with pytest.raises(ConflictsError) as refused:
            apply(work, "S")
        assert refused.value.found == found
        assert work.changes == []


def test_a_scenario_is_applied_at_the_version_and_with_the_changes_that_were_looked_at() -> None:
    longer = change(1, "amend", "estimate", "P.1", optimistic=5, most_likely=5, pessimistic=5)
    work = Work(live_state([longer]), AUTHOR)
    with pytest.raises(StaleVersionError):
        apply(work, "S", 9)
    with pytest.raises(InvalidError, match="compare again"):
        apply(work, "S", 1, digest([]))
    assert work.changes == []


def test_the_digest_of_a_set_of_changes_is_of_what_they_change_and_not_of_their_order() -> None:
    one, other = change(1, "amend", "estimate", "P.1", most_likely=5), change(2, "delete", "estimate", "P.3")
    turned = change(2, "amend", "estimate", "P.1", most_likely=5), change(1, "delete", "estimate", "P.3")
    assert digest([one, other]) == digest([other, one]) == digest(turned)
    assert len({digest(c) for c in ([], [one], [other], [one, other])}) == 4


def test_what_a_scenario_supposes_is_marked_as_assumed_and_what_it_leaves_alone_is_not() -> None:
    longer = change(1, "amend", "estimate", "P.1", optimistic=5, most_likely=5, pessimistic=5)
    made = within(live_state([longer, change(2, "delete", "estimate", "P.3")]).records, "S")
    assert {e.code for e in made if e.assumed} == {"P.1"}


@pytest.mark.parametrize("state", [ScenarioState.APPLIED, ScenarioState.DROPPED])
def test_one_that_is_closed_is_written_no_more(state: ScenarioState) -> None:
    longer = change(1, "amend", "estimate", "P.1", optimistic=5, most_likely=5, pessimistic=5)
    work = Work(live_state([longer]), AUTHOR)
    before = work.get(Scenario, "S").entity
    for allowed in ((None, longer), (longer, longer), (longer, None), (before, before), (before, None), (None, before)):
        editable(work, *allowed)
    after = msgspec.structs.replace(before, state=state)
    for by_hand in ((None, after), (before, after)):
        with pytest.raises(InvalidError, match="apply it or drop it"):
            editable(work, *by_hand)
    work.replace(after, None)
    for refused in ((None, longer), (longer, longer), (longer, None), (after, before), (after, None)):
        with pytest.raises(InvalidError, match=f"was {state}"):
            editable(work, *refused)
    for close in (apply, drop):
        with pytest.raises(InvalidError, match=f"was {state}"):
            close(work, "S")


def test_a_conflict_names_each_thing_that_others_changed() -> None:
    refused = ConflictError([Problem("scenario_change S~1 subject", _("is required"))])
    assert str(refused) == (
        "1 thing was changed since the scenario was written; nothing was applied\n  scenario_change S~1 subject: is required"
    )
