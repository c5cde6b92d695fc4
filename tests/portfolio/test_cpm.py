"""The grain, links, lags and calendars, each as a plan and the chart that it gives; and what a schedule is as a value."""

from itertools import pairwise, permutations

import pytest

from portfolio.cpm import schedule
from portfolio.errors import CycleError, InvalidError, UnknownCodeError
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.charts import chart, drawn, july, plan


def test_a_task_of_five_days_from_monday_finishes_on_friday() -> None:
    assert chart(schedule(plan("draft 5"))) == drawn("""
               MTWTFss
        draft  XXXXX
    """)


def test_a_follower_starts_on_the_next_day_worked() -> None:
    assert chart(schedule(plan("""
        draft   3
        review  3 draft
        print   1 review
    """))) == drawn("""
                MTWTFssMTWTFss
        draft   XXX
        print           X
        review     XX--X
    """)  # fmt: skip


@pytest.mark.parametrize(
    ("link", "row"),
    [
        ("a", "   XX--"),
        ("a:SS", "XX"),
        ("a:FF", " XX"),
        ("a:SF", "XX"),
        ("a+1", "    X--X"),
        ("a-2", " XX"),
        ("a:SS+4", "    X--X"),
        ("a:FF+2", "   XX"),
        ("a:SF+4", "  XX"),
    ],
)
def test_each_relation_bounds_its_own_pair_of_ends(link: str, row: str) -> None:
    assert chart(schedule(plan(f"""
        a 3
        b 2 {link}
    """))).splitlines()[2].rstrip(" -") == f"b  {row}".rstrip(" -")  # fmt: skip


def test_a_lag_counts_on_the_calendar_that_it_names() -> None:
    made = schedule(plan("""
        a   4
        pre 1 a+2
        suc 1 a+2s on=every
        pln 1 a+2p on=every
        ela 1 a+2e on=every
        lat 1 a+2s on=late
    """))  # fmt: skip
    assert chart(made) == drawn("""
             MTWTFssMTWTFss
        a    XXXX
        ela        X
        lat        X
        pln          X
        pre          X
        suc        X
    """)


def test_a_make_up_saturday_is_worked_and_a_closed_day_is_not() -> None:
    assert chart(schedule(plan("a 6", closed=[4], opened=[7]))) == drawn("""
           MTwTFSsMTWTFss
        a  XX-XXX-X
    """)


def test_every_task_keeps_its_own_calendar() -> None:
    assert chart(schedule(plan("""
        a 5
        b 3 a on=every
        c 2 b
        d 2 c on=late
    """))) == drawn("""
           MTWTFssMTWTFss
        a  XXXXX
        b       XXX
        c          XX
        d            XX
    """)  # fmt: skip


def test_several_links_may_join_the_same_two_tasks_by_different_ends() -> None:
    made = schedule(plan("""
        a 6
        b 4 a:SS+1 a:FF+2
        c 2 b:SF+9 b
    """))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFssMTWTFssMTWTFss
        a  XXXXX--X
        b      X--XXX
        c                 XX
    """)
    assert [(link.relation.value, link.driving, link.float) for link in made.links] == [
        ("FF", True, 0),
        ("SS", False, 3),
        ("FS", False, 3),
        ("SF", True, 0),
    ]


def test_the_order_in_which_lines_stand_never_matters() -> None:
    lines = ["S -", "a 3 in=S", "b 2 a", "c 2 a:SS+1 in=S", "m 0 b c"]
    drawings = {chart(schedule(plan("\n".join(order))), critical=True) for order in permutations(lines)}
    assert drawings == {
        drawn("""
               MTWTFss
            S  ===
            a  XXX
            b     XX
            c   xx
            m      O
        """)
    }


def test_tasks_that_wait_for_each_other_are_refused_in_order() -> None:
    with pytest.raises(CycleError) as refused:
        plan("""
            a 1 d
            b 1 a
            c 1 b:SS
            d 1 c:FF-3
            e 1 a
        """)
    assert refused.value.cycle == ("a", "b", "c", "d", "a")


def test_a_chain_of_a_hundred_thousand_tasks_is_no_matter_for_the_stack() -> None:
    tasks = [TaskSpec(f"t{i:05}", 1) for i in range(100_000)]
    links = [LinkSpec(before.code, after.code) for before, after in pairwise(tasks)]
    weeks = WorkCalendar()
    made = schedule(Network.build(tasks, links, {"vn": weeks}, "vn", {"": july(2)}))
    assert made.critical == tuple(task.code for task in tasks)
    assert made.finish is not None
    assert weeks.working_days(july(2), made.finish) == 100_000


def test_task_dates_are_a_mapping_and_an_unknown_code_is_refused_by_name() -> None:
    made = schedule(plan("a 1"))
    assert (len(made.tasks), "a" in made.tasks, "b" in made.tasks, made.tasks.get("b")) == (1, True, False, None)
    assert made.tasks["a"] is made.task("a")
    with pytest.raises(UnknownCodeError, match="choose from a"):
        made.task("b")


def test_a_plan_that_runs_out_of_years_says_so() -> None:
    with pytest.raises(InvalidError, match="years 1 to 9999"):
        schedule(plan("a 3000000"))


def test_an_empty_plan_has_an_empty_schedule() -> None:
    made = schedule(Network.build([], [], {"vn": WorkCalendar()}, "vn", {}))
    assert (dict(made.tasks), made.links, made.critical, made.start, made.finish) == ({}, (), (), None, None)
