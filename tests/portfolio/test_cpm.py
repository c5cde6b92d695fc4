"""The scheduling law, rule by rule, each as a plan and the chart that it gives."""

from itertools import pairwise

import pytest

from portfolio.cpm import Cause, schedule
from portfolio.dates import Miss
from portfolio.errors import InvalidError, UnknownCodeError
from portfolio.model import ConstraintKind, DeadlineKind
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


class TestMilestones:
    def test_driven_by_a_finish_it_falls_on_that_finishing_day(self) -> None:
        assert chart(schedule(plan("""
            a    5
            next 1 sign
            sign 0 a
        """))) == drawn("""
                  MTWTFssMTWTFss
            a     XXXXX
            next         X
            sign      o
        """)  # fmt: skip

    def test_driven_by_a_start_it_falls_on_that_day(self) -> None:
        assert chart(schedule(plan("""
            a     5
            b     2 a
            open  0 b:SS
        """))) == drawn("""
                  MTWTFssMTWTFss
            a     XXXXX
            b            XX
            open         o
        """)  # fmt: skip

    def test_the_start_of_the_programme_is_a_morning(self) -> None:
        assert chart(schedule(plan("""
            m 0
            a 1 m
        """))) == drawn("""
               MTWTFss
            a  X
            m  o
        """)  # fmt: skip

    def test_a_date_that_must_be_waited_for_is_a_morning_even_if_a_finish_reaches_it(self) -> None:
        made = schedule(plan("""
            a 2
            m 0 a SNET=4
            b 1 m on=every
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFss
            a  XX
            b    X
            m    o
        """)
        assert made.tasks["m"].driven_by[-1].constraint is ConstraintKind.SNET

    def test_one_that_waits_for_a_day_lets_nothing_begin_over_the_weekend_before(self) -> None:
        assert chart(schedule(plan("""
            m 0 SNET=9
            b 1 m on=every
        """))) == drawn("""
               MTWTFssMTWTFss
            b         X
            m         o
        """)  # fmt: skip

    def test_one_reached_on_friday_lets_a_weekend_worker_begin_on_saturday(self) -> None:
        assert chart(schedule(plan("""
            a 5
            m 0 a
            b 1 m on=every
        """))) == drawn("""
               MTWTFss
            a  XXXXX
            b       X
            m      o
        """)  # fmt: skip

    def test_one_that_does_not_work_on_the_finishing_day_waits_for_its_own_next_morning(self) -> None:
        assert chart(schedule(plan("""
            a 7 on=every
            m 0 a
        """))) == drawn("""
               MTWTFssMTWTFss
            a  XXXXXXX
            m         o
        """)  # fmt: skip

    def test_a_finish_after_a_lag_is_still_an_evening(self) -> None:
        assert chart(schedule(plan("""
            a 5
            m 0 a+2
        """))) == drawn("""
               MTWTFssMTWTFss
            a  XXXXX
            m          o
        """)  # fmt: skip

    def test_a_day_that_it_must_keep_is_kept_on_either_side(self) -> None:
        made = schedule(plan("""
            a 2
            m 0 a MSO=3
        """)).tasks["m"]  # fmt: skip
        assert (made.early_start, made.total_float, made.violates) == (july(3), 0, ())

    def test_its_float_is_counted_on_its_own_side_of_the_night(self) -> None:
        made = schedule(plan("""
            a 2
            m 0 a
            b 5
        """))  # fmt: skip
        m = made.tasks["m"]
        assert (m.early_finish, m.late_finish, m.total_float) == (july(3), july(6), 3)


class TestConstraints:
    def test_no_earlier_than_moves_a_start(self) -> None:
        assert chart(schedule(plan("a 2 SNET=4"))) == drawn("""
               MTWTFss
            a    XX
        """)

    def test_no_earlier_than_moves_a_finish(self) -> None:
        assert chart(schedule(plan("a 2 FNET=5"))) == drawn("""
               MTWTFss
            a    XX
        """)

    def test_a_day_that_is_not_worked_means_the_next_for_no_earlier_and_the_last_for_no_later(self) -> None:
        made = schedule(plan("""
            s 1 SNET=7
            f 1 FNET=8
            l 1 FNLT=8
            z 9
        """))  # fmt: skip
        assert (made.tasks["s"].early_start, made.tasks["f"].early_finish) == (july(9), july(9))
        assert (made.tasks["l"].late_finish, made.tasks["l"].violates) == (july(6), ())

    def test_logic_wins_over_no_later_than_and_the_miss_is_named(self) -> None:
        made = schedule(plan("""
            a 3
            b 2 a FNLT=4
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFss
            a  XXX
            b     XX
        """)
        assert made.tasks["b"].violates == (Miss(ConstraintKind.FNLT, july(4), 2),)
        assert (made.tasks["a"].total_float, made.tasks["b"].total_float, made.tasks["b"].free_float) == (-2, -2, 0)

    def test_must_start_on_holds_the_start_and_shows_when_logic_breaks_it(self) -> None:
        held = schedule(plan("a 2 MSO=4")).tasks["a"]
        assert (held.early_start, held.late_start, held.total_float, held.violates) == (july(4), july(4), 0, ())
        broken = schedule(plan("""
            p 4
            a 2 p MSO=4
        """)).tasks["a"]  # fmt: skip
        assert (broken.early_start, broken.total_float) == (july(6), -2)
        assert broken.violates == (Miss(ConstraintKind.MSO, july(4), 2),)

    def test_must_finish_on_a_day_off_means_the_last_day_worked_before_it(self) -> None:
        held = schedule(plan("a 2 MFO=8")).tasks["a"]
        assert (held.early_finish, held.late_finish, held.total_float, held.violates) == (july(6), july(6), 0, ())

    def test_as_late_as_possible_gives_up_its_free_float_and_moves_nothing_else(self) -> None:
        made = schedule(plan("""
            long  5
            late  2 ALAP
            early 2
            end   1 long late early
        """))  # fmt: skip
        assert chart(made) == drawn("""
                   MTWTFssMTWTFss
            early  XX
            end           X
            late      XX
            long   XXXXX
        """)
        assert made.tasks["late"].free_float == 0
        assert made.tasks["late"].driven_by[0].constraint is ConstraintKind.ALAP

    def test_a_chain_as_late_as_possible_moves_together_and_keeps_its_deadline(self) -> None:
        made = schedule(plan("""
            a    1 ALAP
            b    1 a ALAP due=4
            long 5
        """))  # fmt: skip
        assert chart(made) == drawn("""
                  MTWTFss
            a      X
            b       X
            long  XXXXX
        """)


class TestDeadlines:
    def test_one_bounds_late_dates_and_never_early_ones(self) -> None:
        made = schedule(plan("""
            a 2 due=4
            z 9
        """)).tasks["a"]  # fmt: skip
        assert (made.early_finish, made.late_finish, made.total_float, made.violates) == (july(3), july(4), 1, ())

    def test_one_that_is_missed_is_named_and_shows_as_negative_float(self) -> None:
        made = schedule(plan("a 4 due=3")).tasks["a"]
        assert (made.total_float, made.free_float, made.interfering_float) == (-2, 0, -2)
        assert made.violates == (Miss(DeadlineKind.INSTRUMENT, july(3), 2),)

    def test_an_extension_takes_the_instruments_place_and_the_first_miss_stays_named(self) -> None:
        made = schedule(plan("a 4 due=3 extended=6")).tasks["a"]
        assert (made.late_finish, made.total_float) == (july(5), 0)
        assert [miss.rule for miss in made.violates] == [DeadlineKind.INSTRUMENT]


class TestFloats:
    def test_free_float_harms_nobody_and_interfering_float_is_the_rest(self) -> None:
        made = schedule(plan("""
            a    1
            b    1 a
            long 5
            end  1 b long
        """))  # fmt: skip
        a, b = made.tasks["a"], made.tasks["b"]
        assert (a.total_float, a.free_float, a.interfering_float) == (3, 0, 3)
        assert (b.total_float, b.free_float, b.interfering_float) == (3, 3, 0)

    def test_the_end_of_the_project_counts_as_a_follower(self) -> None:
        made = schedule(plan("""
            a    0
            b    0 a-1
            long 2
        """))  # fmt: skip
        assert all(0 <= t.free_float <= t.total_float for t in made.tasks.values())

    def test_late_dates_are_against_ones_own_programme_or_the_whole_portfolio(self) -> None:
        network = plan("""
            short 2 of=P1
            long  5 of=P2
        """)  # fmt: skip
        assert schedule(network).tasks["short"].total_float == 0
        assert schedule(network, against="portfolio").tasks["short"].total_float == 3
        assert (schedule(network).finish_of("P1"), schedule(network).finish) == (july(3), july(6))
        assert schedule(network).finish_of("P3") is None

    def test_one_programme_can_hold_up_another(self) -> None:
        made = schedule(plan("""
            a 2 of=P1
            b 3 of=P1
            c 2 a of=P2
        """))  # fmt: skip
        assert made.tasks["a"].total_float == 0
        assert (made.critical_of("P1"), made.critical_of("P2")) == (("a", "b"), ("c",))
        assert made.longest_path_of("P2") == ("a", "c")


class TestCritical:
    TWO_WAYS = """
        a    2
        b    3 a SNLT=3
        c    4
        end  1 b c
    """

    def test_it_is_float_within_a_threshold_or_the_longest_path(self) -> None:
        network = plan(self.TWO_WAYS)
        assert schedule(network).critical == ("a", "b", "end")
        assert schedule(network, threshold=1).critical == ("a", "c", "b", "end")
        assert schedule(network, critical="longest-path").critical == ("a", "b", "end")

    def test_the_longest_path_stands_where_a_deadline_leaves_no_float_elsewhere(self) -> None:
        network = plan("""
            a 2 due=2
            z 5
        """)  # fmt: skip
        assert schedule(network).critical == ("a", "z")
        assert schedule(network, critical="longest-path").critical == ("z",)

    def test_codes_come_in_path_order_even_where_a_lead_turns_the_dates_round(self) -> None:
        assert schedule(plan("""
            z 1
            m 4 z
            a 2 m-4
            k 3 a
        """)).critical == ("z", "m", "a", "k")  # fmt: skip

    def test_a_driving_link_is_one_that_fixes_the_early_date(self) -> None:
        made = schedule(plan("""
            a 2
            b 3
            c 1 a b
        """))  # fmt: skip
        assert [(link.predecessor, link.driving, link.float) for link in made.links] == [("a", False, 1), ("b", True, 0)]
        assert [driver.predecessor for driver in made.tasks["c"].driven_by] == ["b"]


class TestSummaries:
    def test_one_spans_its_children(self) -> None:
        made = schedule(plan("""
            S  -
            a  2 in=S
            b  2 a in=S
            z  9
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFssMTWTFss
            S  ====
            a  XX
            b    XX
            z  XXXXX--XXXX
        """)
        assert (made.tasks["S"].total_float, made.tasks["S"].free_float, made.tasks["S"].summary) == (5, 5, True)

    def test_a_link_on_its_start_end_binds_every_childs_start(self) -> None:
        made = schedule(plan("""
            p  2
            S  - p
            a  1 in=S
            T  - in=S
            b  2 in=T
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFss
            S    ==
            T    ==
            a    X
            b    XX
            p  XX
        """)
        assert [(d.predecessor, d.on) for d in made.tasks["b"].driven_by] == [("p", "S")]
        assert made.links[0].driving

    def test_a_link_from_its_finish_end_waits_for_the_last_child(self) -> None:
        made = schedule(plan("""
            S  -
            a  1 in=S
            b  3 in=S
            z  1 S+1
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFss
            S  ===
            a  X
            b  XXX
            z      X
        """)
        assert (made.tasks["a"].total_float, made.tasks["a"].free_float, made.critical) == (2, 2, ("b", "z"))

    def test_a_link_on_its_finish_end_binds_the_last_childs_finish(self) -> None:
        made = schedule(plan("""
            p  5
            S  - p:FF
            a  1 in=S
            b  3 in=S
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFss
            S  =====
            a  X
            b    XXX
            p  XXXXX
        """)
        assert [(d.predecessor, d.on) for d in made.tasks["b"].driven_by] == [("p", "S")]
        assert made.critical == ("p", "b")
        assert (made.links[0].driving, made.links[0].float) == (True, 0)
        assert schedule(made.network, critical="longest-path").critical == ("p", "b")

    def test_a_link_on_the_finish_end_of_one_that_is_finished_binds_nothing_any_more(self) -> None:
        made = schedule(plan("""
            p  5
            S  - p:FF
            a  1 in=S began=3 ended=3
            b  1 in=S began=2 ended=2
        """, data_date=9))  # fmt: skip
        assert (made.tasks["S"].early_finish, made.tasks["S"].critical) == (july(3), False)
        assert (made.links[0].driving, made.links[0].float) == (False, -8)

    def test_a_link_from_its_start_end_waits_for_the_first_child(self) -> None:
        made = schedule(plan("""
            S  -
            a  1 in=S SNET=4
            b  3 in=S SNET=3
            z  3 S:SS+2
        """))  # fmt: skip
        assert chart(made) == drawn("""
               MTWTFssMTWTFss
            S   ===
            a    X
            b   XXX
            z     XX--X
        """)
        assert (made.tasks["a"].total_float, made.tasks["b"].total_float) == (3, 0)
        assert schedule(made.network, critical="longest-path").critical == ("b", "z")

    def test_one_whose_parts_are_finished_without_dates_bounds_nothing_by_its_start(self) -> None:
        made = schedule(plan("""
            S  -
            a  1 in=S done
            z  1 S:SS+9
        """, data_date=9))  # fmt: skip
        assert made.tasks["z"].early_start == july(9)

    def test_dates_on_it_bind_its_children(self) -> None:
        made = schedule(plan("""
            S  - SNET=4 due=5
            a  1 in=S
            b  3 in=S
        """))  # fmt: skip
        assert (made.tasks["a"].early_start, made.tasks["a"].late_finish) == (july(4), july(5))
        assert made.tasks["b"].total_float == made.tasks["S"].total_float == -1
        assert made.tasks["a"].driven_by[0].on == "S"
        assert made.tasks["S"].violates == (Miss(DeadlineKind.INSTRUMENT, july(5), 1),)

    def test_must_dates_on_it_hold_its_first_start_and_its_last_finish(self) -> None:
        made = schedule(plan("""
            S  - MSO=3
            a  1 in=S
            T  - MFO=6
            b  1 in=T
            c  2 in=T
        """))  # fmt: skip
        assert (made.tasks["a"].early_start, made.tasks["a"].late_start) == (july(3), july(3))
        assert (made.tasks["b"].early_finish, made.tasks["c"].early_finish, made.tasks["c"].total_float) == (july(2), july(6), 0)
        assert made.tasks["c"].driven_by[0].on == "T"
        assert made.tasks["b"].driven_by[0].cause is Cause.START

    def test_one_that_is_to_be_late_makes_its_parts_late(self) -> None:
        assert chart(schedule(plan("""
            S - ALAP
            a 1 in=S
            z 4
        """))) == drawn("""
               MTWTFss
            S     =
            a     X
            z  XXXX
        """)  # fmt: skip


class TestProgress:
    def test_nothing_that_is_not_begun_starts_before_the_data_date(self) -> None:
        made = schedule(plan("a 2", data_date=5))
        assert chart(made) == drawn("""
               MTWTFss
            a     XX
        """)
        assert made.tasks["a"].driven_by[0].cause is Cause.DATA_DATE

    def test_finished_work_keeps_its_dates_and_is_not_critical(self) -> None:
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

    def test_what_remains_of_started_work_goes_on_from_the_data_date(self) -> None:
        made = schedule(plan("a 5 began=2 left=2", data_date=9))
        assert chart(made) == drawn("""
               MTWTFssMTWTFss
            a  XXXXX--XX
        """)
        assert (made.tasks["a"].late_start, made.tasks["a"].state) == (july(2), "started")

    def test_remaining_days_that_nobody_gave_are_what_the_days_since_the_start_leave(self) -> None:
        assert schedule(plan("a 5 began=2", data_date=4)).tasks["a"].early_finish == july(6)
        assert schedule(plan("a 2 began=2", data_date=9)).tasks["a"].early_finish == july(9)
        assert schedule(plan("a 5 began=3")).tasks["a"].early_finish == july(9)
        assert schedule(plan("a 5 began=3 left=2")).tasks["a"].early_finish == july(9)

    def test_work_of_which_nothing_is_left_ends_with_the_day_before_the_data_date(self) -> None:
        assert schedule(plan("a 5 began=2 left=0", data_date=5)).tasks["a"].early_finish == july(4)
        assert schedule(plan("a 5 began=5 left=0", data_date=5)).tasks["a"].early_finish == july(5)

    OUT_OF_SEQUENCE = """
        a 3
        b 4 a began=3 left=2
    """

    def test_retained_logic_holds_the_rest_until_the_predecessor_is_done(self) -> None:
        made = schedule(plan(self.OUT_OF_SEQUENCE, data_date=4))
        assert chart(made) == drawn("""
               MTWTFssMTWTFss
            a    XXX
            b   XXXX--XX
        """)
        assert [driver.cause for driver in made.tasks["b"].driven_by] == [Cause.ACTUAL, Cause.LINK]
        assert made.critical == ("a", "b")

    def test_progress_override_takes_the_actual_start_as_the_answer_to_all_that_bounds_the_start(self) -> None:
        made = schedule(plan(self.OUT_OF_SEQUENCE, data_date=4), progress="override")
        assert chart(made) == drawn("""
               MTWTFss
            a    XXX
            b   XXX
        """)
        assert not made.links[0].driving
        assert made.tasks["a"].total_float == 0

    def test_progress_override_keeps_bounds_on_the_finish(self) -> None:
        made = schedule(plan("""
            a 3
            b 4 a:FF began=3 left=2
        """, data_date=4), progress="override")  # fmt: skip
        assert made.tasks["b"].early_finish == july(6)

    def test_finished_work_without_dates_was_over_before_the_data_date_and_bounds_nothing(self) -> None:
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

    def test_history_before_the_programmes_start_stays_where_it_was(self) -> None:
        assert schedule(plan("a 1 began=3 ended=3", starts={"": 20}, data_date=25)).tasks["a"].early_start == july(3)

    def test_a_milestone_that_was_reached_shows_its_day_and_lets_followers_start_after_it(self) -> None:
        made = schedule(plan("""
            m 0 began=3
            b 1 m on=every
        """, data_date=4))  # fmt: skip
        assert (made.tasks["m"].early_finish, made.tasks["m"].state, made.tasks["b"].early_start) == (
            july(3),
            "finished",
            july(4),
        )

    def test_a_deadline_that_history_missed_stays_named(self) -> None:
        made = schedule(plan("a 2 began=2 ended=5 due=3", data_date=9)).tasks["a"]
        assert (made.total_float, made.violates) == (0, (Miss(DeadlineKind.INSTRUMENT, july(3), 2),))

    def test_work_that_began_too_early_breaks_its_constraint_and_its_link(self) -> None:
        made = schedule(plan("""
            a 2 began=4 ended=5
            b 2 a began=3 ended=6 SNET=5
        """, data_date=9))  # fmt: skip
        assert made.tasks["b"].violates == (Miss(ConstraintKind.SNET, july(5), 2),)
        assert (made.links[0].float, made.links[0].driving) == (-3, False)


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
    with pytest.raises(UnknownCodeError, match="there is a"):
        made.task("b")


def test_a_plan_that_runs_out_of_years_says_so() -> None:
    made = schedule(plan("a 3000000"))
    with pytest.raises(InvalidError, match="years 1 to 9999"):
        made.tasks["a"]


def test_an_empty_plan_has_an_empty_schedule() -> None:
    made = schedule(Network.build([], [], {"vn": WorkCalendar()}, "vn", {}))
    assert (dict(made.tasks), made.links, made.critical, made.start, made.finish) == ({}, (), (), None, None)


def test_running_work_that_should_have_gone_on_before_it_began_was_to_begin_no_later_than_that() -> None:
    late = schedule(plan("a 5 began=9 left=3 due=5", data_date=10)).tasks["a"]
    assert (late.early_start, late.early_finish) == (july(9), july(12))
    assert (late.late_start, late.late_finish, late.total_float) == (july(3), july(5), -5)
    kept = schedule(plan("a 5 began=9 left=3 due=20", data_date=10)).tasks["a"]
    assert (kept.late_start, kept.late_finish) == (july(9), july(12))
