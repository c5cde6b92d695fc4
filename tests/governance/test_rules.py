"""What must hold over the whole of governance."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import CycleError, InvalidError, Problem
from governance.hierarchy import tree
from governance.model import Organization, Person, Post, SuccessionKind
from governance.records import Records
from governance.rulebook import Rule, broken, enforce
from governance.rules import MOST_LEVELS, RULES
from governance.values import Entity
from tests.governance.making import COMMITTEE, body, document, follows, governments, holds, post, relates, source


def problems(*entities: Entity) -> dict[str, str]:
    return {place: message.render("en") for place, message in broken(Records([*COMMITTEE, *entities]), RULES)}


def test_a_sound_state_has_no_problems() -> None:
    assert problems() == {}


def test_a_reference_that_leads_nowhere_is_named_by_kind_code_and_field() -> None:
    assert problems(body("X", "NOBODY"), holds("nobody", "GO.chief")) == {
        "organization X parent": "there is no organization with the code NOBODY: add it first, or name another",
        "appointment nobody_GO.chief_None person": "there is no person with the code nobody: add it first, or name another",
    }


def test_a_fact_does_not_rest_on_an_assumption() -> None:
    assumed = body("X", assumed=True)
    assert list(problems(assumed, body("Y", "X", source="003"))) == ["organization Y parent"]
    assert problems(assumed, body("Y", "X", source="003", assumed=True), body("Z", "X")) == {}


class TestLoops:
    def test_each_is_one_problem_with_its_members_in_order(self) -> None:
        ring = [body("R1", "R3"), body("R2", "R1"), body("R3", "R2")]
        pair = [body("S1", "S2"), body("S2", "S1")]
        assert problems(*ring, *pair) == {
            "organization R1 parent": "organization runs in a loop: R1 → R3 → R2 → R1; change one of the links",
            "organization S1 parent": "organization runs in a loop: S1 → S2 → S1; change one of the links",
        }

    def test_of_seats(self) -> None:
        assert list(problems(post("GO.x", seat_of="GO.y"), post("GO.y", seat_of="GO.x"))) == ["post GO.x seat_of"]

    def test_of_successions(self) -> None:
        assert "A → B → A" in str(problems(body("A"), body("B"), follows("B", "A", None), follows("A", "B", None)))

    def test_of_documents_through_whatever_relations(self) -> None:
        found = problems(document("D1"), document("D2"), relates("D1", "amends", "D2"), relates("D2", "implements", "D1"))
        assert list(found) == ["document_relation D1~amends~D2 target"]


def test_a_body_that_stands_too_deep_is_named_and_where_it_may_still_stand_the_tree_can_be_drawn() -> None:
    chain = [body("L0"), *(body(f"L{n}", f"L{n - 1}") for n in range(1, MOST_LEVELS + 2))]
    assert problems(*chain) == {
        "organization L51 parent": "a body stands at most 50 levels below the top: place L51 higher up",
    }
    assert problems(*chain[:-1]) == {}
    assert len(tree(Records(chain[:-1]), "L0")) == 1


class TestHeadsAndHolders:
    def test_a_body_has_one_head(self) -> None:
        assert list(problems(post("GO.second", head=True))) == ["post GO.second head"]

    def test_the_head_is_one_person_at_a_time(self) -> None:
        assert list(problems(body("X"), post("X.head", head=True, many=True))) == ["post X.head many"]

    def test_an_ex_officio_seat_takes_no_appointment_of_its_own(self) -> None:
        found = problems(holds("phuc", "NEW.chair"))
        assert found == {
            "appointment phuc_NEW.chair_None post": "NEW.chair is held by whoever holds GOV.pm: appoint to that post instead"
        }

    @pytest.mark.parametrize(
        ("one", "other", "clash"),
        [
            ((None, None), (None, None), True),
            ((None, "2018-07-30"), ("2018-07-31", None), False),
            (("2016", "2018"), ("2018", None), False),
            (("2016", "2018-07"), ("2018-07", None), False),
            (("2016", "2018-07-31"), ("2018-07-31", None), False),
            (("2016", "2018-08-01"), ("2018-07-31", None), True),
            (("2016-04-09", None), ("2018", None), True),
            (("2018-07-31", None), ("2018-07-31", None), True),
            (("2018-07-31", "2018-07-31"), ("2018-07-31", "2018-07-31"), True),
        ],
    )
    def test_two_holders_clash_when_their_days_surely_overlap(
        self, one: tuple[str, str], other: tuple[str, str], clash: bool
    ) -> None:
        for a, b in ((one, other), (other, one)):
            found = problems(holds("tuan", "MIC.minister", *a), holds("hung", "MIC.minister", *b))
            assert bool(found) is clash

    def test_acting_holders_many_holders_and_the_same_person_twice_do_not_clash(self) -> None:
        assert problems(holds("tuan", "MIC.minister"), holds("hung", "MIC.minister", acting=True)) == {}
        assert problems(holds("hong", "MIC.deputy"), holds("dam", "MIC.deputy")) == {}
        assert problems(holds("tuan", "MIC.minister"), holds("tuan", "MIC.minister", "2018")) == {}


class TestSuccession:
    def test_only_a_split_has_several_successors(self) -> None:
        new = [body("A"), body("B"), body("C")]
        assert len(problems(*new, follows("B", "A", "2018"), follows("C", "A", "2018"))) == 2
        split = SuccessionKind.SPLITS
        assert problems(*new, follows("B", "A", "2018", split), follows("C", "A", "2018", split)) == {}

    def test_nobody_is_followed_before_it_takes_over_itself(self) -> None:
        new = [body("A"), body("B"), body("C")]
        assert list(problems(*new, follows("B", "A", "2018-06"), follows("C", "B", "2017"))) == ["succession B~C effective_on"]
        assert problems(*new, follows("B", "A", "2018-06"), follows("C", "B", "2018")) == {}


def test_a_document_does_not_relate_to_a_later_one() -> None:
    days = [document("D1", signed_on="2008-03-24"), document("D2", signed_on="2018")]
    assert list(problems(*days, relates("D1", "based_on", "D2"))) == ["document_relation D1~based_on~D2 target"]
    assert problems(*days, relates("D2", "based_on", "D1")) == {}


class TestRunning:
    def test_only_rules_that_read_what_was_touched_are_run(self) -> None:
        state = Records([*COMMITTEE, body("X", "NOBODY"), post("NOWHERE.x")])
        assert len(broken(state, RULES)) == 2
        assert [p.place for p in broken(state, RULES, {Post: None})] == ["post NOWHERE.x organization"]
        assert broken(state, RULES, {Person: None}) == ()

    def test_of_what_was_only_altered_they_run_where_they_read_the_altered_fields(self) -> None:
        state = Records([*COMMITTEE, body("X", "NOBODY")])
        assert [p.place for p in broken(state, RULES, {Organization: frozenset({"parent", "name_vi"})})] == [
            "organization X parent"
        ]
        assert broken(state, RULES, {Organization: frozenset({"name_vi"})}) == ()

    def test_whatever_a_row_refers_to_is_read_too(self) -> None:
        state = Records([body("X", source="gone")])
        assert [p.place for p in broken(state, RULES, {type(source("x")): None})] == ["organization X source"]

    def test_a_state_is_refused_with_every_problem(self) -> None:
        enforce(Records(COMMITTEE), RULES)
        with pytest.raises(InvalidError) as caught:
            enforce(Records([*COMMITTEE, body("X", "NOBODY"), body("Y", "NOBODY")]), RULES)
        assert [p.place for p in caught.value.problems] == ["organization X parent", "organization Y parent"]

    def test_a_loop_that_a_rule_raises_is_raised_alone_and_listed_among_others(self) -> None:
        def raises(records: Records) -> list[Problem]:
            raise CycleError(("A", "B", "A"))

        loop = Rule(frozenset({Organization}), raises)
        assert [p.place for p in broken(Records(), [loop])] == ["A → B → A"]
        with pytest.raises(CycleError):
            enforce(Records(COMMITTEE), [loop, *RULES])
        with pytest.raises(InvalidError) as caught:
            enforce(Records([*COMMITTEE, body("X", "NOBODY")]), [loop, *RULES])
        assert [p.place for p in caught.value.problems] == ["organization X parent", "A → B → A"]


@given(governments(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(entities: list[Entity], random: Random) -> None:
    shuffled = random.sample(entities, len(entities))
    assert broken(Records(entities), RULES) == broken(Records(shuffled), RULES)
