"""What has happened, the data date, and the two rules for work out of sequence."""

from portfolio.cpm import Cause, schedule
from portfolio.dates import Miss
from portfolio.model import ConstraintKind, DeadlineKind
from tests.portfolio.charts import chart, drawn, july, plan


def test_nothing_that_is_not_begun_starts_before_the_data_date() -> None:
    made = schedule(plan("a 2", data_date=5))
    assert chart(made) == drawn("""
           MTWTFss
        a     XX
    """)
    assert made.tasks["a"].driven_by[0].cause is Cause.DATA_DATE


def test_finished_work_keeps_its_dates_and_is_not_critical() -> None:
    made = schedule(plan("""
        a 2 began=2 ended=4
        b 2 a
    """, data_date=5))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFss
        a  XXX
        b     XX
    """)
    a = made.tasks["a"]
    assert (a.late_finish, a.total_float, a.free_float, a.critical, a.state) == (july(4), 0, 0, False, "finished")
    assert made.critical == ("b",)


def test_what_remains_of_started_work_goes_on_from_the_data_date() -> None:
    made = schedule(plan("a 5 began=2 left=2", data_date=9))
    assert chart(made) == drawn("""
           MTWTFssMTWTFss
        a  XXXXX--XX
    """)
    assert (made.tasks["a"].late_start, made.tasks["a"].state) == (july(2), "started")


def test_remaining_days_that_nobody_gave_are_what_the_days_since_the_start_leave() -> None:
    assert schedule(plan("a 5 began=2", data_date=4)).tasks["a"].early_finish == july(6)
    assert schedule(plan("a 2 began=2", data_date=9)).tasks["a"].early_finish == july(9)
    assert schedule(plan("a 5 began=3")).tasks["a"].early_finish == july(9)
    assert schedule(plan("a 5 began=3 left=2")).tasks["a"].early_finish == july(9)


def test_work_of_which_nothing_is_left_ends_with_the_day_before_the_data_date() -> None:
    assert schedule(plan("a 5 began=2 left=0", data_date=5)).tasks["a"].early_finish == july(4)
    assert schedule(plan("a 5 began=5 left=0", data_date=5)).tasks["a"].early_finish == july(5)


def test_what_follows_work_that_began_on_the_data_date_with_nothing_left_waits_for_the_next_day() -> None:
    made = schedule(plan("a 5 began=5 left=0 on=every\nb 1 a on=every", data_date=5))
    assert (made.tasks["a"].early_finish, made.tasks["b"].early_start) == (july(5), july(6))


def test_work_with_nothing_left_is_held_by_a_link_that_asks_just_that_of_its_finish() -> None:
    made = schedule(plan("a 3 began=2 ended=4\nx 3 a:FF began=5 left=0", data_date=5))
    assert [driver.cause for driver in made.tasks["x"].driven_by] == [Cause.ACTUAL, Cause.LINK, Cause.DATA_DATE]


def test_a_bound_on_its_finish_that_what_remains_keeps_anyway_does_not_hold_it() -> None:
    made = schedule(plan("""
        b 1
        c 1 SNET=9
        x 3 b:FF c:SF began=5 left=2
    """, data_date=6))  # fmt: skip
    assert made.tasks["x"].early_finish == july(9)
    assert [driver.cause for driver in made.tasks["x"].driven_by] == [Cause.ACTUAL, Cause.DATA_DATE]


OUT_OF_SEQUENCE = """
    a 3
    b 4 a began=3 left=2
"""


def test_retained_logic_holds_the_rest_until_the_predecessor_is_done() -> None:
    made = schedule(plan(OUT_OF_SEQUENCE, data_date=4))
    assert chart(made) == drawn("""
           MTWTFssMTWTFss
        a    XXX
        b   XXXX--XX
    """)
    assert [driver.cause for driver in made.tasks["b"].driven_by] == [Cause.ACTUAL, Cause.LINK]
    assert made.critical == ("a", "b")


def test_progress_override_takes_the_actual_start_as_the_answer_to_all_that_bounds_the_start() -> None:
    made = schedule(plan(OUT_OF_SEQUENCE, data_date=4), progress="override")
    assert chart(made) == drawn("""
           MTWTFss
        a    XXX
        b   XXX
    """)
    assert not made.links[0].driving
    assert [driver.cause for driver in made.tasks["b"].driven_by] == [Cause.ACTUAL]
    assert made.tasks["a"].total_float == 0


def test_what_goes_on_waits_with_its_rest_and_that_is_what_its_predecessor_may_lose() -> None:
    network = plan("""
        p 1
        q 3
        b 4 p q began=3 left=2
        z 9
    """, data_date=4)  # fmt: skip
    assert [schedule(network).tasks[code].free_float for code in "pq"] == [2, 0]
    assert [schedule(network, progress="override").tasks[code].free_float for code in "pq"] == [8, 6]


def test_what_finished_work_had_waited_for_is_held_by_it_no_more() -> None:
    made = schedule(plan("""
        p 3
        q 3
        a 2 p q:FF began=2 ended=4
        z 9
    """, data_date=5))  # fmt: skip
    assert [(made.tasks[code].total_float, made.tasks[code].free_float) for code in "pq"] == [(6, 6), (6, 6)]


def test_a_start_that_stands_is_bound_by_nothing_that_waits_for_it() -> None:
    made = schedule(plan("""
        x 5 began=2 left=4
        y 1 x:SS due=3
    """, data_date=4))  # fmt: skip
    assert (made.tasks["y"].total_float, made.tasks["x"].total_float) == (-1, 0)


def test_progress_override_keeps_bounds_on_the_finish() -> None:
    made = schedule(plan("""
        a 3
        b 4 a:FF began=3 left=2
    """, data_date=4), progress="override")  # fmt: skip
    assert made.tasks["b"].early_finish == july(6)


def test_finished_work_without_dates_was_over_before_the_data_date_and_bounds_nothing() -> None:
    made = schedule(plan("""
        a 2 done
        b 2 a+20
        S -
        c 1 in=S done
        d 1 in=S
        e 1 S:SS
    """, data_date=9))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFssMTWTFss
        S      ====
        a     XX
        b         XX
        c      X
        d         X
        e         X
    """)
    assert made.tasks["a"].undated
    assert not made.tasks["b"].undated
    unknown, known = made.links[1], made.links[0]
    assert (unknown.float, unknown.driving, known.float, known.driving) == (None, False, 0, True)


def test_history_before_the_programmes_start_stays_where_it_was() -> None:
    assert schedule(plan("a 1 began=3 ended=3", starts={"": 20}, data_date=25)).tasks["a"].early_start == july(3)


def test_a_milestone_that_was_reached_shows_its_day_and_lets_followers_start_after_it() -> None:
    made = schedule(plan("""
        m 0 began=3
        b 1 m on=every
    """, data_date=4))  # fmt: skip
    assert (made.tasks["m"].early_finish, made.tasks["m"].state, made.tasks["b"].early_start) == (
        july(3),
        "finished",
        july(4),
    )


def test_a_deadline_that_history_missed_stays_named() -> None:
    made = schedule(plan("a 2 began=2 ended=5 due=3", data_date=9)).tasks["a"]
    assert (made.total_float, made.violates) == (0, (Miss(DeadlineKind.INSTRUMENT, july(3), 2),))


def test_work_that_began_too_early_breaks_its_constraint_and_its_link() -> None:
    made = schedule(plan("""
        a 2 began=4 ended=5
        b 2 a began=3 ended=6 SNET=5
    """, data_date=9))  # fmt: skip
    assert made.tasks["b"].violates == (Miss(ConstraintKind.SNET, july(5), 2),)
    assert (made.links[0].float, made.links[0].driving) == (-3, False)


def test_running_work_that_should_have_gone_on_before_it_began_was_to_begin_no_later_than_that() -> None:
    late = schedule(plan("a 5 began=9 left=3 due=5", data_date=10)).tasks["a"]
    assert (late.early_start, late.early_finish) == (july(9), july(12))
    assert (late.late_start, late.late_finish, late.total_float) == (july(3), july(5), -5)
    kept = schedule(plan("a 5 began=9 left=3 due=20", data_date=10)).tasks["a"]
    assert (kept.late_start, kept.late_finish) == (july(9), july(12))
