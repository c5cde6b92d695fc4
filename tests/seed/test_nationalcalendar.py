"""The snapshot of the national calendar is what the library said, and stays so."""

from datetime import date

from governance.records import Records
from portfolio.model import CalendarDay
from seed.nationalcalendar import ORDERED, SOURCE, snapshot


def test_the_kept_rows_are_the_ones_that_the_library_gives(seed: Records) -> None:
    years = (2018, 2019, 2020)
    kept = [day for day in seed.all(CalendarDay) if day.source == SOURCE and day.day.year in years]
    made = [CalendarDay.parse(row, text=True) for row in snapshot(years)]
    assert kept == made


def test_the_snapshot_covers_every_year_of_the_portfolio(seed: Records) -> None:
    assert {day.day.year for day in seed.all(CalendarDay) if day.source == SOURCE} == set(range(2008, 2027))


def test_days_that_a_dispatch_orders_are_not_the_librarys(seed: Records) -> None:
    assert {day.day for day in seed.all(CalendarDay) if day.document == "CV-6519"} == ORDERED
    assert date(2019, 1, 5) in ORDERED


def test_the_field_calendar_closes_the_days_that_the_national_one_closes(seed: Records) -> None:
    closed = {
        (d.day, d.reason_en) for d in seed.by(CalendarDay, "calendar", "VN") if not d.working and 2018 <= d.day.year <= 2021
    }
    field = {(d.day, d.reason_en) for d in seed.by(CalendarDay, "calendar", "VN6")}
    assert field == {(day, reason) for day, reason in closed if day.weekday() != 6}
