"""On which side of which night a milestone falls, drawn."""

from portfolio.cpm import schedule
from portfolio.model import ConstraintKind
from tests.portfolio.charts import chart, drawn, july, plan


def test_driven_by_a_finish_it_falls_on_that_finishing_day() -> None:
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


def test_what_is_over_a_day_before_it_does_not_drive_it() -> None:
    made = schedule(plan("""
        a    5
        b    4
        sign 0 a b
    """))  # fmt: skip
    assert chart(made) == drawn("""
              MTWTFss
        a     XXXXX
        b     XXXX
        sign      o
    """)
    assert [driver.predecessor for driver in made.tasks["sign"].driven_by] == ["a"]


def test_driven_by_a_start_it_falls_on_that_day() -> None:
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


def test_the_start_of_the_programme_is_a_morning() -> None:
    assert chart(schedule(plan("""
        m 0
        a 1 m
    """))) == drawn("""
           MTWTFss
        a  X
        m  o
    """)  # fmt: skip


def test_a_date_that_must_be_waited_for_is_a_morning_even_if_a_finish_reaches_it() -> None:
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


def test_one_that_waits_for_a_day_lets_nothing_begin_over_the_weekend_before() -> None:
    assert chart(schedule(plan("""
        m 0 SNET=9
        b 1 m on=every
    """))) == drawn("""
           MTWTFssMTWTFss
        b         X
        m         o
    """)  # fmt: skip


def test_one_reached_on_friday_lets_a_weekend_worker_begin_on_saturday() -> None:
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


def test_one_that_does_not_work_on_the_finishing_day_waits_for_its_own_next_morning() -> None:
    assert chart(schedule(plan("""
        a 7 on=every
        m 0 a
    """))) == drawn("""
           MTWTFssMTWTFss
        a  XXXXXXX
        m         o
    """)  # fmt: skip


def test_a_finish_after_a_lag_is_still_an_evening() -> None:
    assert chart(schedule(plan("""
        a 5
        m 0 a+2
    """))) == drawn("""
           MTWTFssMTWTFss
        a  XXXXX
        m          o
    """)  # fmt: skip


def test_a_day_that_it_must_keep_is_kept_on_either_side() -> None:
    made = schedule(plan("""
        a 2
        m 0 a MSO=3
    """)).tasks["m"]  # fmt: skip
    assert (made.early_start, made.total_float, made.violates) == (july(3), 0, ())


def test_its_float_is_counted_on_its_own_side_of_the_night() -> None:
    made = schedule(plan("""
        a 2
        m 0 a
        b 5
    """))  # fmt: skip
    m = made.tasks["m"]
    assert (m.early_finish, m.late_finish, m.total_float) == (july(3), july(6), 3)


def test_on_the_evening_of_its_last_day_it_is_in_time() -> None:
    made = schedule(plan("""
        a 1
        m 0 a due=4
        z 9
    """))  # fmt: skip
    assert {code: (made.tasks[code].late_finish, made.tasks[code].total_float) for code in "am"} == {
        "a": (july(4), 2),
        "m": (july(4), 2),
    }


def test_one_that_is_to_be_late_moves_by_whole_days() -> None:
    assert chart(schedule(plan("""
        a 2
        m 0 a ALAP
        z 4
    """))) == drawn("""
           MTWTFss
        a  XX
        m     o
        z  XXXX
    """)  # fmt: skip
