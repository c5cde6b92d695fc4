"""Counting working days: two ways, with exceptions both ways, and adjoint shifts."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.errors import InvalidError
from portfolio.workcalendar import ELAPSED, WorkCalendar, as_date
from tests.strategies import FIRST, calendars, weeks

near = st.integers(-30, 80).map(lambda n: FIRST.toordinal() + n)
steps = st.integers(-40, 40)


@given(calendars(), near)
def test_index_and_day_are_each_others_inverse_on_days_worked(calendar: WorkCalendar, b: int) -> None:
    day = date.fromordinal(b)
    back = calendar.day(calendar.index(day))
    assert back == day if calendar.works(day) else back > day
    assert calendar.works(back)


@given(calendars(), near, st.integers(0, 60))
def test_counting_agrees_with_looking_at_every_day(calendar: WorkCalendar, b: int, length: int) -> None:
    first, last = date.fromordinal(b), date.fromordinal(b + length)
    looked = sum(calendar.works(first + timedelta(days=i)) for i in range(length + 1))
    assert calendar.working_days(first, last) == looked


@settings(max_examples=60)
@given(calendars())
def test_on_every_day_around_the_exceptions_it_says_what_was_declared(calendar: WorkCalendar) -> None:
    window = range(FIRST.toordinal() - 20, FIRST.toordinal() + 60)
    worked = [b for b in window if declared(calendar, date.fromordinal(b))]
    assert [b for b in window if calendar.works(date.fromordinal(b))] == worked
    before = calendar.count(window[0])
    assert [calendar.count(b) - before for b in window] == [sum(day < b for day in worked) for b in window]
    assert [calendar.nth(before + i) for i in range(len(worked))] == worked
    for b in window:
        later, sooner = [day for day in worked if day >= b], [day for day in worked if day < b]
        for n in range(1, 4):
            if n <= len(later):
                assert calendar.advance(b, n) == later[n - 1] + 1
            if n <= len(sooner):
                assert calendar.retreat(b, n) == sooner[-n]
        assert calendar.advance(b, 0) == calendar.retreat(b, 0) == b


def declared(calendar: WorkCalendar, day: date) -> bool:
    return (calendar.week[day.weekday()] == "1" or day in calendar.opened) and day not in calendar.closed


@given(calendars(), near, near, steps)
def test_advance_and_retreat_are_adjoint(calendar: WorkCalendar, b: int, c: int, n: int) -> None:
    assert (calendar.advance(b, n) <= c) == (b <= calendar.retreat(c, n))


@given(calendars(), near, near, steps)
def test_later_and_sooner_are_adjoint_on_both_sides_of_every_night(calendar: WorkCalendar, b: int, c: int, n: int) -> None:
    for p in (2 * b, 2 * b + 1):
        for q in (2 * c, 2 * c + 1):
            assert (calendar.later(p, n) <= q) == (p <= calendar.sooner(q, n))


@given(calendars(), near, near, steps)
def test_a_lag_never_turns_the_order_of_marks_round(calendar: WorkCalendar, b: int, c: int, n: int) -> None:
    assert calendar.later(min(b, c), n) <= calendar.later(max(b, c), n)


@given(calendars(), near)
def test_a_step_is_the_first_mark_worked_at_or_after_a_mark(calendar: WorkCalendar, mark: int) -> None:
    step = calendar.step(mark)
    assert calendar.mark(step - 1) < mark <= calendar.mark(step)


@given(calendars(), near, st.integers(-3, 3))
def test_a_lag_keeps_the_side_of_the_night_on_days_worked(calendar: WorkCalendar, b: int, n: int) -> None:
    day = calendar.nth(calendar.count(b))
    other = calendar.nth(calendar.count(b) + n)
    assert calendar.later(2 * day + 2, n) == 2 * other + 2
    assert calendar.sooner(2 * day + 2, -n) == 2 * other + 2
    assert calendar.sooner(2 * day + 1, -n) == 2 * other + 1
    assert calendar.step(calendar.later(2 * day + 1, n)) == calendar.step(2 * other + 1)
    assert (calendar.later(2 * b, 0), calendar.sooner(2 * b + 1, 0)) == (2 * b, 2 * b + 1)


@given(near, st.integers(-50, 50))
def test_where_every_day_is_worked_shifts_are_plain_sums(b: int, n: int) -> None:
    assert ELAPSED.advance(b, n) == ELAPSED.retreat(b, -n) == b + n
    assert ELAPSED.later(2 * b + 1, n) == 2 * (b + n) + 1


@given(weeks, near)
def test_before_and_after_the_exceptions_the_week_alone_decides(week: str, b: int) -> None:
    calendar = WorkCalendar(week, closed=[FIRST], opened=[FIRST + timedelta(days=1)])
    far = date.fromordinal(b + 4000)
    assert calendar.works(far) == (week[far.weekday()] == "1")


def test_the_swap_of_2019_moves_a_monday_to_a_saturday() -> None:
    monday, saturday = date(2018, 12, 31), date(2019, 1, 5)
    calendar = WorkCalendar(closed=[monday, date(2019, 1, 1)], opened=[saturday])
    assert not calendar.works(monday)
    assert calendar.works(saturday)
    friday, tuesday = date(2018, 12, 28), date(2019, 1, 8)
    assert calendar.working_days(friday, tuesday) == 7
    assert calendar.day(calendar.index(monday)) == date(2019, 1, 2)


def test_an_exception_that_says_what_the_week_says_changes_nothing() -> None:
    calendar = WorkCalendar(closed=[date(2018, 7, 7)], opened=[date(2018, 7, 6)])
    assert [calendar.index(FIRST + timedelta(days=i)) for i in range(14)] == [
        WorkCalendar().index(FIRST + timedelta(days=i)) for i in range(14)
    ]


@pytest.mark.parametrize("week", ["0000000", "11111", "11111 0", "", "1111102"])
def test_a_week_without_work_or_sense_is_refused(week: str) -> None:
    with pytest.raises(InvalidError, match="seven times 0 or 1"):
        WorkCalendar(week)


def test_every_day_that_is_both_closed_and_opened_is_named() -> None:
    both = [date(2018, 7, 7), date(2018, 7, 8)]
    with pytest.raises(InvalidError) as refused:
        WorkCalendar(closed=both, opened=both)
    assert [problem.message.render("vi")[:10] for problem in refused.value.problems] == ["07/07/2018", "08/07/2018"]


@pytest.mark.parametrize("ordinal", [0, date.max.toordinal() + 1])
def test_a_day_that_no_calendar_has_is_refused_in_words(ordinal: int) -> None:
    with pytest.raises(InvalidError, match="years 1 to 9999"):
        as_date(ordinal)


def test_the_first_and_the_last_day_that_there_are_can_be_shown() -> None:
    assert (as_date(1), as_date(date.max.toordinal())) == (date.min, date.max)


def test_calendars_are_equal_if_they_say_the_same_under_the_same_name() -> None:
    one = WorkCalendar("1111110", [FIRST], [date(2018, 7, 8)], "vn")
    assert one == WorkCalendar("1111110", [FIRST], [date(2018, 7, 8)], "vn")
    assert hash(one) == hash(WorkCalendar("1111110", [FIRST], [date(2018, 7, 8)], "vn"))
    others = [
        WorkCalendar("1111100", [FIRST], [date(2018, 7, 8)], "vn"),
        WorkCalendar("1111110", [], [date(2018, 7, 8)], "vn"),
        WorkCalendar("1111110", [FIRST], [], "vn"),
        WorkCalendar("1111110", [FIRST], [date(2018, 7, 8)], "a"),
    ]
    assert all(one != other for other in others)
    assert one != "vn"
    assert one == Everything()


class Everything:
    """Something that knows better than a calendar whether the two are equal."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def test_what_is_refused_says_where() -> None:
    with pytest.raises(InvalidError) as refused:
        WorkCalendar("", [FIRST], [FIRST])
    assert [problem.place for problem in refused.value.problems] == ["week", "opened"]
    with pytest.raises(InvalidError) as beyond:
        as_date(0)
    assert [problem.place for problem in beyond.value.problems] == ["dates"]


def test_a_calendar_says_what_it_is() -> None:
    assert ELAPSED.name == "elapsed"
    assert repr(WorkCalendar(name="vn", closed=[FIRST])) == "WorkCalendar('1111100', 1 closed, 0 opened, name='vn')"
