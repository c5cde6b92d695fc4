"""Floats, and what is critical by which measure."""

from portfolio.cpm import Cause, schedule
from tests.portfolio.charts import chart, drawn, july, plan


def test_free_float_harms_nobody_and_interfering_float_is_the_rest() -> None:
    made = schedule(plan("""
        a    1
        b    1 a
        long 5
        end  1 b long
    """))  # fmt: skip
    a, b = made.tasks["a"], made.tasks["b"]
    assert (a.total_float, a.free_float, a.interfering_float) == (3, 0, 3)
    assert (b.total_float, b.free_float, b.interfering_float) == (3, 3, 0)


def test_the_end_of_the_project_counts_as_a_follower() -> None:
    made = schedule(plan("""
        a    0
        b    0 a-1
        long 2
    """))  # fmt: skip
    assert all(0 <= t.free_float <= t.total_float for t in made.tasks.values())


def test_late_dates_are_against_ones_own_programme_or_the_whole_portfolio() -> None:
    network = plan("""
        short 2 of=P1
        long  5 of=P2
    """)  # fmt: skip
    assert schedule(network).tasks["short"].total_float == 0
    assert schedule(network, against="portfolio").tasks["short"].total_float == 3
    assert (schedule(network).finish_of("P1"), schedule(network).finish) == (july(3), july(6))
    assert schedule(network).finish_of("P3") is None
    assert schedule(network, critical="longest-path").critical == ("short", "long")
    assert schedule(network, critical="longest-path", against="portfolio").critical == ("long",)


def test_a_schedule_says_by_which_rules_it_was_made() -> None:
    made = schedule(plan("a 1"))
    assert (made.against, made.criterion, made.threshold, made.progress) == ("programme", "float", 0, "retained")


def test_one_programme_can_hold_up_another() -> None:
    made = schedule(plan("""
        a 2 of=P1
        b 3 of=P1
        c 2 a of=P2
    """))  # fmt: skip
    assert made.tasks["a"].total_float == 0
    assert (made.critical_of("P1"), made.critical_of("P2")) == (("a", "b"), ("c",))
    assert made.longest_path_of("P2") == ("a", "c")
    assert made.longest_path_of("none") == ()


TWO_WAYS = """
    a    2
    b    3 a SNLT=3
    c    4
    end  1 b c
"""


def test_critical_is_float_within_a_threshold_or_the_longest_path() -> None:
    network = plan(TWO_WAYS)
    assert schedule(network).critical == ("a", "b", "end")
    assert schedule(network, threshold=1).critical == ("a", "c", "b", "end")
    assert schedule(network, critical="longest-path").critical == ("a", "b", "end")


def test_the_longest_path_stands_where_a_deadline_leaves_no_float_elsewhere() -> None:
    network = plan("""
        a 2 due=2
        z 5
    """)  # fmt: skip
    assert schedule(network).critical == ("a", "z")
    assert schedule(network, critical="longest-path").critical == ("z",)


def test_what_is_ready_on_the_morning_of_a_milestone_reached_that_evening_is_not_on_the_longest_path() -> None:
    network = plan("""
        work    1
        ready   0
        reached 0 work ready
        end     1 reached
    """)  # fmt: skip
    assert schedule(network).critical == ("work", "reached", "end")
    assert schedule(network, critical="longest-path").critical == ("work", "reached", "end")


def test_critical_codes_come_in_path_order_even_where_a_lead_turns_the_dates_round() -> None:
    assert schedule(plan("""
        z 1
        m 4 z
        a 2 m-4
        k 3 a
    """)).critical == ("z", "m", "a", "k")  # fmt: skip


def test_a_driving_link_is_one_that_fixes_the_early_date() -> None:
    made = schedule(plan("""
        a 2
        b 3
        c 1 a b
    """))  # fmt: skip
    assert [(link.predecessor, link.driving, link.float) for link in made.links] == [("a", False, 1), ("b", True, 0)]
    assert [driver.predecessor for driver in made.tasks["c"].driven_by] == ["b"]


def test_what_asks_for_less_does_not_drive() -> None:
    made = schedule(plan("""
        a 3
        b 5 a:FF
        c 4
        d 1 SNET=5
        e 1 c d:SS
    """))  # fmt: skip
    assert [driver.cause for driver in made.tasks["b"].driven_by] == [Cause.START]
    assert [driver.predecessor for driver in made.tasks["e"].driven_by] == ["c"]


def test_what_waits_for_a_start_leaves_the_days_until_it_must_begin_itself() -> None:
    made = schedule(plan("""
        a 1
        b 3 a:SS SNET=4
        c 2 a:SS+1 SNET=6 due=10
        z 9
    """))  # fmt: skip
    assert (made.tasks["a"].free_float, made.tasks["a"].total_float) == (2, 4)


def test_late_dates_are_drawn_back_from_the_end_each_on_its_own_calendar() -> None:
    made = schedule(plan("""
        a 2
        b 3 a on=every
        c 1 b+1
        d 4 a+1p
        m 0 a
    """))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFssMTWTFss
        a  XX
        b    XXX
        c         X
        d     XX--XX
        m   o
    """)
    assert chart(made, late=True) == drawn("""
           MTWTFssMTWTFss
        a  XX
        b      XXX        # works at the weekend, and its lag counts on it too
        c          X
        d     XX--XX
        m          o
    """)
    assert {code: dates.total_float for code, dates in made.tasks.items()} == {"a": 0, "b": 2, "c": 1, "d": 0, "m": 5}


def test_both_measures_of_what_is_critical_are_drawn() -> None:
    network = plan("""
        a    3
        b    2 a
        side 2 due=3
        long 4
    """)  # fmt: skip
    assert chart(schedule(network), critical=True) == drawn("""
              MTWTFss
        a     XXX
        b        XX
        long  xxxx
        side  XX
    """)
    assert chart(schedule(network, threshold=1), critical=True).splitlines()[3] == "long  XXXX"
    assert chart(schedule(network, critical="longest-path"), critical=True) == drawn("""
              MTWTFss
        a     XXX
        b        XX
        long  xxxx
        side  xx
    """)
