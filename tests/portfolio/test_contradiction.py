"""Dates that contradict each other: the smallest sets that cannot all hold."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.claims import Claim, DateClaim, claim_message, claims, only
from portfolio.contradiction import contradictions, minimal
from portfolio.cpm import schedule
from portfolio.errors import CycleError
from portfolio.network import Network
from tests.portfolio import oracle
from tests.portfolio.charts import july, plan
from tests.strategies import lived_plans, network, plans

Plan = dict[str, Any]


def told(text: str, **given: Any) -> list[list[str]]:
    return [[claim_message(claim).render("en") for claim in one.members] for one in contradictions(plan(text, **given))]


def test_a_plan_whose_dates_can_all_hold_has_none() -> None:
    assert told("a 3 due=4 SNET=2\nb 1 a MSO=9") == []


def test_only_the_chain_that_makes_it_late_is_named() -> None:
    assert told("""
        a 3
        x 9
        b 2 a
        c 1 b x-9 due=6
    """) == [["c is due by 06/07/2018", "the link a → b (FS)", "the link b → c (FS)"]]  # fmt: skip


def test_two_dates_and_a_link_can_contradict_each_other() -> None:
    assert told("a 2 SNET=5\nb 1 a MSO=6") == [
        ["a may not start before 05/07/2018", "b must start on 06/07/2018", "the link a → b (FS)"]
    ]


def test_a_date_that_the_start_alone_forbids_stands_alone() -> None:
    net = plan("a 5 due=4\nb 1 a due=5")
    first, second = contradictions(net)
    assert first.members == (DateClaim("a", net.tasks["a"].deadlines[0].kind, july(4)),)
    assert (first.task, first.days, first.root.driver.cause) == ("a", 2, "start")
    assert [claim_message(claim).render("en") for claim in second.members] == ["b is due by 05/07/2018", "the link a → b (FS)"]


@pytest.mark.parametrize("kind", ["SNLT", "FNLT", "MSO", "MFO", "due", "extended"])
def test_every_kind_of_late_date_can_be_a_member(kind: str) -> None:
    assert [len(members) for members in told(f"a 3\nb 1 a {kind}=3")] == [2]


def test_early_dates_never_contradict_each_other() -> None:
    assert told("a 3 SNET=20\nb 1 a FNET=5") == []


def test_dates_of_summaries_are_members_like_those_of_tasks() -> None:
    assert told("""
        S - SNET=5
        a 2 in=S
        b 1 in=S
        T - S due=6
        c 1 in=T
    """) == [["S may not start before 05/07/2018", "T is due by 06/07/2018", "the link S → T (FS)"]]  # fmt: skip


def test_finished_work_claims_nothing_but_what_is_left_may_be_late_for_it() -> None:
    assert told("a 3 began=2 ended=9 due=4\nb 2 a due=4", data_date=10) == [["b is due by 04/07/2018"]]
    assert told("S - due=4\na 3 began=2 ended=9 in=S", data_date=10) == []


def test_a_wish_to_be_late_is_no_claim() -> None:
    assert told("a 1 ALAP due=2\nz 5") == []


def test_it_says_so_in_both_languages() -> None:
    (one,) = contradictions(plan("a 3\nb 1 a FNLT=3"))
    assert one.sentence.render("en") == (
        "These cannot all hold: b may not finish after 03/07/2018; the link a → b (FS). "
        "With these alone b runs from 05/07/2018 to 05/07/2018 at the earliest, 2 working days too late: "
        "a starts on 02/07/2018: the work of its programme starts on 02/07/2018."
    )
    assert one.sentence.render("vi").startswith(
        "Những điều sau không thể cùng được đáp ứng: b không được hoàn thành sau ngày 03/07/2018; "
    )
    (alone,) = contradictions(plan("a 3 FNLT=3"))
    assert alone.sentence.render("vi").startswith("Điều sau không thể đáp ứng: ")


def possible(net: Network, kept: Any) -> bool:
    """By brute force: whether early dates on the grid keep every late date that is claimed."""
    return oracle.Oracle(only(net, kept)).on_time()


@settings(deadline=None, max_examples=60)
@given(plans(most=5))
def test_a_set_cannot_hold_and_without_any_one_of_its_members_it_can(plan: Plan) -> None:
    net = network(plan)
    found = contradictions(net)
    assert bool(found) == (not possible(net, claims(net)))
    for one in found:
        assert not possible(net, one.members)
        for member in one.members:
            assert possible(net, [claim for claim in one.members if claim != member])
    given_up = {c for one in found for c in one.members if isinstance(c, DateClaim) and c.late and c.task == one.task}
    assert possible(net, [claim for claim in claims(net) if claim not in given_up])


@settings(deadline=None, max_examples=40)
@given(plans(most=4), st.randoms())
def test_filtering_finds_one_of_the_smallest_sets_that_trying_all_subsets_finds(plan: Plan, random: Any) -> None:
    net = network(plan)
    known: list[Claim] = list(claims(net))[:7]
    if possible(net, known):
        return
    cores = [
        set(some)
        for size in range(len(known) + 1)
        for some in combinations(known, size)
        if not possible(net, some) and all(possible(net, [c for c in some if c != member]) for member in some)
    ]
    random.shuffle(known)
    assert set(minimal(net, known)) in cores


@settings(deadline=None, max_examples=80)
@given(lived_plans(), st.sampled_from(["retained", "override"]))
def test_with_history_and_summaries_too_every_member_is_necessary(plan: Plan, progress: Any) -> None:
    try:
        net = network(plan)
    except CycleError:
        return

    def late(kept: Any) -> bool:
        return any(dates.total_float < 0 for dates in schedule(only(net, kept), progress=progress).tasks.values())

    for one in contradictions(net, progress):
        assert late(one.members)
        assert one.days > 0
        for member in one.members:
            assert not late([claim for claim in one.members if claim != member])


def test_a_group_that_may_not_begin_after_a_day_claims_it_for_its_first_part() -> None:
    assert told("S - SNLT=3\na 1 in=S x\nx 4") == [["S may not start after 03/07/2018", "the link x → a (FS)"]]
    assert told("S - SNLT=3\na 1 in=S began=9 ended=9", data_date=10) == []
