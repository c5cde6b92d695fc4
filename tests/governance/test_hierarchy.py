"""Bodies above and below one another, and bodies that follow one another."""

from datetime import date
from itertools import pairwise
from random import Random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import CycleError
from governance.hierarchy import ancestors, children, cycles, escalation_path, head_post, office_of, seat_chain, seat_in, tree
from governance.model import DocumentStatus, Organization, SuccessionKind
from governance.records import Records
from governance.succession import committee_on, in_charge, succeeded, took_effect
from tests.governance.making import COMMITTEE, body, document, follows, governments, post

days = st.dates(date(2013, 1, 1), date(2021, 12, 31))


def test_the_bodies_above_come_nearest_first() -> None:
    assert [b.code for b in ancestors(Records(COMMITTEE), "DEPT")] == ["MIC", "GOV"]


def test_children_come_in_their_stated_order() -> None:
    records = Records([body("A"), body("B", "A", ordinal=2), body("C", "A", ordinal=1), body("D", "A", ordinal=2)])
    assert [b.code for b in children(records, "A")] == ["C", "B", "D"]


def test_the_tree_holds_every_body_once() -> None:
    def codes(branches: tuple) -> list[str]:
        return [code for branch in branches for code in (branch.organization.code, *codes(branch.children))]

    records = Records(COMMITTEE)
    assert sorted(codes(tree(records))) == [b.code for b in records.all(Organization)]
    assert codes(tree(records, "MIC")) == ["DEPT"]


def test_a_hierarchy_that_loops_is_refused_with_its_members_in_order() -> None:
    records = Records([body("A", "C"), body("B", "A"), body("C", "B")])
    with pytest.raises(CycleError, match="A → C → B → A"):
        ancestors(records, "A")
    with pytest.raises(CycleError):
        tree(records, "A")


def test_seats_that_hold_each_other_are_refused() -> None:
    records = Records([body("A"), post("A.x", seat_of="A.y"), post("A.y", seat_of="A.x")])
    with pytest.raises(CycleError, match=r"A\.x → A\.y → A\.x"):
        seat_chain(records, "A.x")


def test_the_head_of_a_body_is_its_post_so_marked() -> None:
    records = Records(COMMITTEE)
    head = head_post(records, "MIC")
    assert head is not None
    assert head.code == "MIC.minister"
    assert head_post(records, "NOBODY") is None


def test_a_seat_is_found_from_the_office_that_it_goes_with() -> None:
    records = Records([*COMMITTEE, post("DEPT.board", seat_of="MIC.minister")])
    assert office_of(records, "NEW.chair") == "GOV.pm"
    for code, body_code, seat in [
        ("MIC.minister", "NEW", "NEW.mic"),
        ("DEPT.board", "NEW", "NEW.mic"),
        ("NEW.mic", "NEW", "NEW.mic"),
        ("DEPT.director", "NEW", None),
    ]:
        found = seat_in(records, code, body_code)
        assert (found and found.code) == seat


def test_a_body_that_was_followed_hands_over_on_the_day_and_not_before() -> None:
    records = Records(COMMITTEE)
    assert in_charge(records, "OLD", date(2018, 8, 27)).bodies == ("OLD",)
    assert in_charge(records, "OLD", date(2018, 8, 28)).bodies == ("NEW",)


def test_what_is_given_to_a_body_to_come_lies_with_the_one_it_will_follow() -> None:
    records = Records(COMMITTEE)
    assert in_charge(records, "NEW", date(2018, 8, 27)).bodies == ("OLD",)
    assert in_charge(records, "NEW", date(2018, 8, 28)) == (("NEW",), (), ())


def test_a_new_committee_that_is_being_set_up_stands_beside_the_old_one_until_it_takes_over() -> None:
    records = Records([body("OLD"), body("NEW", founded_on="2018"), follows("NEW", "OLD", "2018-10-01")])
    assert committee_on(records, "NEW", date(2017, 12, 31)) == ("OLD",)
    assert committee_on(records, "NEW", date(2018, 7, 5)) == ("NEW", "OLD")
    assert committee_on(records, "NEW", date(2018, 10, 1)) == ("NEW",)


def test_a_succession_known_to_the_year_holds_from_its_first_day() -> None:
    records = Records([body("A"), body("B"), follows("B", "A", "2018")])
    assert in_charge(records, "A", date(2017, 12, 31)).bodies == ("A",)
    assert in_charge(records, "A", date(2018, 1, 1)).bodies == ("B",)


def test_chains_of_successions_are_followed_to_their_end() -> None:
    records = Records([body("A"), body("B"), body("C"), follows("B", "A", "2010"), follows("C", "B", "2015")])
    assert [in_charge(records, "A", date(year, 6, 1)).bodies[0] for year in (2009, 2012, 2016)] == ["A", "B", "C"]
    assert in_charge(records, "C", date(2009, 6, 1)).bodies == ("A",)
    assert [s.code for s in in_charge(records, "A", date(2016, 1, 1)).steps] == ["A~B", "B~C"]


def test_a_split_leaves_several_bodies_and_a_merger_makes_them_one_again() -> None:
    split = [follows(new, "A", "2010", SuccessionKind.SPLITS) for new in ("B", "C")]
    merger = [follows("D", old, "2015", SuccessionKind.MERGES) for old in ("B", "C")]
    records = Records([*map(body, "ABCD"), *split, *merger])
    assert in_charge(records, "A", date(2012, 1, 1)).bodies == ("B", "C")
    assert in_charge(records, "A", date(2016, 1, 1)).bodies == ("D",)
    assert in_charge(records, "D", date(2012, 1, 1)).bodies == ("D",)


def test_of_bodies_that_part_and_join_many_times_each_is_followed_once_not_in_every_way_there_is_to_it() -> None:
    rounds = range(60)
    bodies = [body(f"{side}{n}") for n in rounds for side in "ABC"]
    split = [follows(f"{side}{n}", f"A{n}", "2010", SuccessionKind.SPLITS) for n in rounds for side in "BC"]
    joined = [follows(f"A{n + 1}", f"{side}{n}", "2010", SuccessionKind.MERGES) for n in rounds for side in "BC"]
    found = in_charge(Records([*bodies, body("A60"), *split, *joined]), "A0", date(2018, 1, 1))
    assert (found.bodies, len(found.steps)) == (("A60",), 4 * 60)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"status": DocumentStatus.AWAITED, "expected_on": "2018"}, "A"),
        ({"in_force_from": "2018-03", "signed_on": "2018-01"}, "A"),
        ({"signed_on": "2018-01"}, "B"),
        ({}, "B"),
    ],
)
def test_a_succession_without_a_day_takes_that_of_its_document(more: dict[str, object], expected: str) -> None:
    records = Records([body("A"), body("B"), document("D1", **more), follows("B", "A", None, document="D1")])
    assert in_charge(records, "A", date(2018, 2, 1)).bodies == (expected,)


def test_bodies_that_follow_each_other_in_a_loop_are_refused() -> None:
    records = Records([body("A"), body("B"), follows("B", "A", "2010"), follows("A", "B", "2011")])
    with pytest.raises(CycleError, match="A → B → A"):
        in_charge(records, "A", date(2012, 1, 1))
    with pytest.raises(CycleError):
        in_charge(records, "A", date(2009, 1, 1))


def test_a_matter_climbs_to_the_chair_and_no_further() -> None:
    records = Records([*COMMITTEE, body("ROOT"), post("ROOT.head", head=True)])
    path = escalation_path(records, "DEPT", date(2018, 9, 1), "NEW")
    assert [p.code for p in path] == ["DEPT.director", "MIC.minister", "GOV.pm"]
    before = escalation_path(records, "OLD", date(2018, 7, 5), "NEW")
    assert [p.code for p in before] == ["OLD.chair"]


def test_one_who_heads_two_bodies_on_the_way_is_asked_once() -> None:
    headed = [body("TEAM", "DEPT"), post("TEAM.head", head=True, seat_of="MIC.minister")]
    path = escalation_path(Records([*COMMITTEE, *headed]), "TEAM", date(2018, 9, 1), "NEW")
    assert [p.code for p in path] == ["TEAM.head", "DEPT.director", "GOV.pm"]


@given(governments(), st.data())
def test_an_escalation_path_never_comes_to_the_same_office_twice(entities: list, data: st.DataObject) -> None:
    records = Records(entities)
    codes = [b.code for b in records.all(Organization)]
    code, day, committee = data.draw(st.tuples(st.sampled_from(codes), days, st.sampled_from(codes)))
    path = escalation_path(records, code, day, committee)
    offices = [office_of(records, p.code, day) for p in path]
    assert len(offices) == len(set(offices))


@given(governments(), days)
def test_whoever_is_in_charge_has_not_been_followed(entities: list, day: date) -> None:
    records = Records(entities)
    for organization in records.all(Organization):
        charge = in_charge(records, organization.code, day)
        assert charge.bodies
        if all(took_effect(records, step, day) for step in charge.steps):
            assert not any(succeeded(records, code, day) for code in charge.bodies)


@given(governments(), days, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(entities: list, day: date, random: Random) -> None:
    shuffled = random.sample(entities, len(entities))
    a, b = Records(entities), Records(shuffled)
    for organization in a.all(Organization):
        assert in_charge(a, organization.code, day) == in_charge(b, organization.code, day)
    assert tree(a) == tree(b)


@given(
    st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=16), st.randoms(use_true_random=False)
)
def test_loops_are_found_if_and_only_if_there_are_some(pairs: list[tuple[str, str]], random: Random) -> None:
    def edges(of: list[tuple[str, str]]) -> dict[str, list[str]]:
        graph: dict[str, list[str]] = {}
        for a, b in of:
            graph.setdefault(a, []).append(b)
        return graph

    found = list(cycles(edges(pairs)))
    graph = nx.DiGraph(pairs)
    assert bool(found) is not nx.is_directed_acyclic_graph(graph)
    for loop in found:
        assert loop[0] == loop[-1] == min(loop)
        assert all(graph.has_edge(a, b) for a, b in pairwise(loop))
    graph.remove_nodes_from({node for loop in found for node in loop})
    assert nx.is_directed_acyclic_graph(graph)
    assert found == list(cycles(edges(random.sample(pairs, len(pairs)))))


def test_a_long_chain_costs_no_more_than_its_length() -> None:
    bodies = [body("B0")] + [body(f"B{i}", f"B{i - 1}") for i in range(1, 500)]
    assert len(ancestors(Records(bodies), "B499")) == 499
    assert list(cycles({str(i): [str(i + 1)] for i in range(20_000)})) == []
