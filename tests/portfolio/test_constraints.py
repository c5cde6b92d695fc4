"""Constraints and deadlines: what they move, what they only bound, and how a miss is named."""

import pytest

from portfolio.cpm import schedule
from portfolio.dates import Miss
from portfolio.model import ConstraintKind, DeadlineKind
from portfolio.network import Due, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.charts import MONDAY, chart, drawn, july, plan


def test_no_earlier_than_moves_a_start() -> None:
    assert chart(schedule(plan("a 2 SNET=4"))) == drawn("""
           MTWTFss
        a    XX
    """)


def test_no_earlier_than_moves_a_finish() -> None:
    assert chart(schedule(plan("a 2 FNET=5"))) == drawn("""
           MTWTFss
        a    XX
    """)


@pytest.mark.parametrize(
    ("said", "early", "late"),
    [
        ("", "XX", "     XX"),
        ("ASAP", "XX", "     XX"),
        ("ALAP", "     XX", "     XX"),
        ("SNET=4", "  XX", "     XX"),
        ("FNET=6", "   XX", "     XX"),
        ("SNLT=4", "XX", "  XX"),
        ("FNLT=4", "XX", " XX"),
        ("MSO=4", "  XX", "  XX"),
        ("MFO=6", "   XX", "   XX"),
        ("due=4", "XX", " XX"),
        ("due=4 extended=6", "XX", "   XX"),
    ],
)
def test_each_constraint_bounds_its_own_end_on_its_own_side(said: str, early: str, late: str) -> None:
    made = schedule(plan(f"""
        a 2 on=every {said}
        z 7 on=every
    """))  # fmt: skip
    assert [chart(made, late=passes).splitlines()[1][3:] for passes in (False, True)] == [early, late]
    assert made.tasks["a"].violates == ()


def test_an_interval_binds_by_its_last_day_and_its_first_moves_nothing() -> None:
    quarter = Due(july(6), not_before=july(4))
    made = schedule(
        Network.build([TaskSpec("a", 2, deadlines=(quarter,)), TaskSpec("z", 9)], [], {"vn": WorkCalendar()}, "vn", {"": MONDAY})
    )
    assert chart(made) == drawn("""
           MTWTFssMTWTFss
        a  XX
        z  XXXXX--XXXX
    """)
    assert chart(made, late=True) == drawn("""
           MTWTFssMTWTFss
        a     XX
        z  XXXXX--XXXX
    """)


def test_a_day_that_is_not_worked_means_the_next_for_no_earlier_and_the_last_for_no_later() -> None:
    made = schedule(plan("""
        s 1 SNET=7
        f 1 FNET=8
        l 1 FNLT=8
        z 9
    """))  # fmt: skip
    assert (made.tasks["s"].early_start, made.tasks["f"].early_finish) == (july(9), july(9))
    assert (made.tasks["l"].late_finish, made.tasks["l"].violates) == (july(6), ())


def test_logic_wins_over_no_later_than_and_the_miss_is_named() -> None:
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


def test_must_start_on_holds_the_start_and_shows_when_logic_breaks_it() -> None:
    held = schedule(plan("a 2 MSO=4")).tasks["a"]
    assert (held.early_start, held.late_start, held.total_float, held.violates) == (july(4), july(4), 0, ())
    broken = schedule(plan("""
        p 4
        a 2 p MSO=4
    """)).tasks["a"]  # fmt: skip
    assert (broken.early_start, broken.total_float) == (july(6), -2)
    assert broken.violates == (Miss(ConstraintKind.MSO, july(4), 2),)


def test_must_finish_on_a_day_off_means_the_last_day_worked_before_it() -> None:
    held = schedule(plan("a 2 MFO=8")).tasks["a"]
    assert (held.early_finish, held.late_finish, held.total_float, held.violates) == (july(6), july(6), 0, ())


def test_as_late_as_possible_gives_up_its_free_float_and_moves_nothing_else() -> None:
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


def test_a_chain_as_late_as_possible_moves_together_and_keeps_its_deadline() -> None:
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
    [link] = made.links
    assert (link.float, link.driving) == (0, False)  # what b is held by is its wish, as its own drivers say
    assert [driver.constraint for driver in made.tasks["b"].driven_by] == [ConstraintKind.ALAP]
    made = schedule(plan("a 1 ALAP\nb 1 a ALAP\nlong 5"))
    assert made.tasks["a"].early_finish == july(5)
    assert made.longest_path_of() == ("long", "b")


def test_one_that_is_to_be_late_and_has_no_float_is_held_by_what_it_waits_for() -> None:
    made = schedule(plan("a 3\nb 1 a ALAP"))
    assert [driver.predecessor for driver in made.tasks["b"].driven_by] == ["a"]


def test_each_link_of_what_was_moved_to_be_late_is_told_where_the_move_left_it() -> None:
    made = schedule(plan("""
        pre   1
        long  8
        late  2 pre+1 ALAP
        end   1 long+1 late+2
        side  1 long late:SS+4e
        both  1 pre+9 late:FF+3 on=every
        tie   1 long+2 late+4
    """))  # fmt: skip
    assert chart(made) == drawn("""
              MTWTFssMTWTFssMTWTFss
        both              X
        end              X
        late      X--X
        long  XXXXX--XXX
        pre   X
        side            X
        tie                 X
    """)
    assert {(link.predecessor, link.successor): (link.float, link.driving) for link in made.links} == {
        ("pre", "late"): (2, False),
        ("long", "end"): (0, True),
        ("late", "end"): (1, False),
        ("long", "side"): (0, True),
        ("late", "side"): (2, False),
        ("pre", "both"): (0, True),
        ("late", "both"): (2, False),
        ("long", "tie"): (0, True),
        ("late", "tie"): (0, True),
    }
    held_by = {code: [driver.link.predecessor for driver in task.driven_by if driver.link] for code, task in made.tasks.items()}
    assert held_by == {
        "pre": [], "long": [], "late": [], "end": ["long"], "side": ["long"], "both": ["pre"], "tie": ["late", "long"],
    }  # fmt: skip


def test_a_link_without_lag_counts_on_no_calendar_after_a_move_either() -> None:
    made = schedule(plan("""
        late 1 ALAP
        sat  6 on=every
        sun  1 sat+0p on=every
        goal 1 late sun
    """))  # fmt: skip
    assert chart(made) == drawn("""
              MTWTFssMTWTFss
        goal         X
        late      X
        sat   XXXXXX
        sun         X
    """)
    assert [driver.link.predecessor for driver in made.tasks["sun"].driven_by if driver.link] == ["sat"]
    assert made.tasks["sat"].total_float == 0  # nor on the way back


def test_a_summary_ends_where_a_child_that_was_moved_to_be_late_now_ends() -> None:
    made = schedule(plan("""
        long 6
        S    -
        last 1 in=S ALAP
        end  1 long S:FS+1
    """))  # fmt: skip
    assert chart(made) == drawn("""
              MTWTFssMTWTFss
        S         =
        end           X
        last      X
        long  XXXXX--X
    """)
    assert [(link.float, link.driving) for link in made.links] == [(0, True), (0, True)]
    assert [driver.link.predecessor for driver in made.tasks["end"].driven_by if driver.link] == ["S", "long"]


def test_a_deadline_bounds_late_dates_and_never_early_ones() -> None:
    made = schedule(plan("""
        a 2 due=4
        z 9
    """)).tasks["a"]  # fmt: skip
    assert (made.early_finish, made.late_finish, made.total_float, made.violates) == (july(3), july(4), 1, ())


def test_a_deadline_that_is_missed_is_named_and_shows_as_negative_float() -> None:
    made = schedule(plan("a 4 due=3")).tasks["a"]
    assert (made.total_float, made.free_float, made.interfering_float) == (-2, 0, -2)
    assert made.violates == (Miss(DeadlineKind.INSTRUMENT, july(3), 2),)


def test_an_extension_takes_the_instruments_place_and_the_first_miss_stays_named() -> None:
    made = schedule(plan("a 4 due=3 extended=6")).tasks["a"]
    assert (made.late_finish, made.total_float) == (july(5), 0)
    assert [miss.rule for miss in made.violates] == [DeadlineKind.INSTRUMENT]


def test_a_date_on_a_summarys_finish_binds_its_last_child_alone_even_where_it_is_the_whole_plan() -> None:
    made = schedule(plan("""
        S  - FNET=5
        a  1 in=S
        b  2 in=S
    """))  # fmt: skip
    assert chart(made) == drawn("""
           MTWTFss
        S  ====
        a  X
        b    XX
    """)
