"""Deadlines as instruments write them: a table of cases, the seed's own, and laws over all that can be written."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.messages import LANGS
from portfolio.deadline_words import Span, span_of
from portfolio.errors import InvalidError
from portfolio.model import Deadline
from tests.support import seeded

CASES = {
    "quý II/2019": ("2019-04-01", "2019-06-30"),
    "Quý II năm 2019": ("2019-04-01", "2019-06-30"),
    "QUÝ 2/2019": ("2019-04-01", "2019-06-30"),
    "quy II-2019": ("2019-04-01", "2019-06-30"),
    "tháng 12/2019": ("2019-12-01", "2019-12-31"),
    "Tháng 12 năm 2019": ("2019-12-01", "2019-12-31"),
    "12/2019": ("2019-12-01", "2019-12-31"),
    "30/6/2019": ("2019-06-30", "2019-06-30"),
    "ngày 30 tháng 6 năm 2019": ("2019-06-30", "2019-06-30"),
    "30.6.2019": ("2019-06-30", "2019-06-30"),
    "2019-06-30": ("2019-06-30", "2019-06-30"),
    "trước ngày 31/12/2019": (None, "2019-12-31"),
    "Hoàn thành trước 31/12/2019.": (None, "2019-12-31"),
    "trước tháng 6/2019": (None, "2019-05-31"),
    "trước năm 2020": (None, "2019-12-31"),
    "chậm nhất là ngày 30/6/2019": (None, "2019-06-30"),
    "đến hết ngày 30/6/2019": (None, "2019-06-30"),
    "hết quý II/2019": (None, "2019-06-30"),
    "đến năm 2020": (None, "2020-12-31"),
    "cuối năm 2019": (None, "2019-12-31"),
    "vào cuối tháng 6/2019": (None, "2019-06-30"),
    "2019–2020": ("2019-01-01", "2020-12-31"),
    "năm 2019 - 2020": ("2019-01-01", "2020-12-31"),
    "giai đoạn 2018-2020": ("2018-01-01", "2020-12-31"),
    "quý III-IV/2019": ("2019-07-01", "2019-12-31"),
    "Quý III, IV/2019": ("2019-07-01", "2019-12-31"),
    "quý III và quý IV năm 2019": ("2019-07-01", "2019-12-31"),
    "quý 3 - 4/2019": ("2019-07-01", "2019-12-31"),
    "từ quý II/2019 đến quý I/2020": ("2019-04-01", "2020-03-31"),
    "tháng 6-9/2019": ("2019-06-01", "2019-09-30"),
    "từ tháng 6 đến hết tháng 12 năm 2019": ("2019-06-01", "2019-12-31"),
    "từ ngày 1 đến ngày 15/6/2019": ("2019-06-01", "2019-06-15"),
    "từ 01/3 đến 30/6/2019": ("2019-03-01", "2019-06-30"),
    "năm 2019 và năm 2020": ("2019-01-01", "2020-12-31"),
    "từ năm 2020": ("2020-01-01", None),
    "từ ngày 01/01/2020 trở đi": ("2020-01-01", None),
    "từ năm 2020, tiếp tục giai đoạn 2021–2025": ("2020-01-01", "2025-12-31"),
    "sau ngày 30/6/2019": ("2019-07-01", None),
    "6 tháng đầu năm 2019": ("2019-01-01", "2019-06-30"),
    "9 tháng đầu năm 2019": ("2019-01-01", "2019-09-30"),
    "6 tháng cuối năm 2019": ("2019-07-01", "2019-12-31"),
    "thường xuyên": (None, None),
    "Thường xuyên, hằng năm": (None, None),
    "hàng năm": (None, None),
    "thường xuyên, giai đoạn 2019-2020": ("2019-01-01", "2020-12-31"),
    "second quarter of 2019": ("2019-04-01", "2019-06-30"),
    "Q2/2019": ("2019-04-01", "2019-06-30"),
    "December 2019": ("2019-12-01", "2019-12-31"),
    "30 June 2019": ("2019-06-30", "2019-06-30"),
    "June 30, 2019": ("2019-06-30", "2019-06-30"),
    "before 31 December 2019": (None, "2019-12-31"),
    "by the end of June 2019": (None, "2019-06-30"),
    "no later than 30 June 2019": (None, "2019-06-30"),
    "from June to September 2019": ("2019-06-01", "2019-09-30"),
    "from 1 to 15 June 2019": ("2019-06-01", "2019-06-15"),
    "between 2019 and 2020": ("2019-01-01", "2020-12-31"),
    "from 2020 onwards": ("2020-01-01", None),
    "from 2020, continuing 2021–2025": ("2020-01-01", "2025-12-31"),
    "first half of 2019": ("2019-01-01", "2019-06-30"),
    "continuously": (None, None),
    "every year": (None, None),
}

REFUSED = {
    "": "not understood",
    "sớm trình Chính phủ": "not understood",
    "30 ngày kể từ ngày ban hành": "not understood",
    "theo tiến độ": "not understood",
    "=1+1": "not understood",
    "quý V/2019": "not understood",
    "x" * 5000: "not understood",
    "quý II": "names no year",
    "tháng 12": "names no year",
    "30/6/19": "names no year",
    "31/6/2019": "on no calendar",
    "tháng 13/2019": "on no calendar",
    "năm 9999": "on no calendar",
    "2020-2019": "ends before it begins",
    "trước 2020; từ 2021": "ends before it begins",
    "đầu năm 2019": "until which day",
    "giữa quý II/2019": "until which day",
}


def said(first: str | None, last: str | None) -> Span:
    return Span(*(date.fromisoformat(day) if day else None for day in (first, last)))


@pytest.mark.parametrize("written", CASES)
def test_what_is_written_is_understood_as_days(written: str) -> None:
    assert span_of(written) == said(*CASES[written])


@pytest.mark.parametrize("written", REFUSED)
def test_what_is_not_understood_is_quoted_and_refused_with_the_way_out(written: str) -> None:
    with pytest.raises(InvalidError) as refused:
        span_of(written)
    [problem] = refused.value.problems
    assert REFUSED[written] in problem.message.render("en")
    assert problem.message.render("vi").startswith(f"“{written[:80]}” ")


def test_every_deadline_of_the_seed_is_understood_as_its_readers_did_or_is_open_there_too() -> None:
    for deadline in seeded().all(Deadline):
        for written in (deadline.written_vi, deadline.written_en):
            try:
                assert span_of(written) == (deadline.not_before, deadline.not_after), written
            except InvalidError:
                assert (deadline.not_before, deadline.not_after) == (None, None), written


# ---------------------------------------------------------------------------------------------------- laws, and an oracle
years = st.integers(1990, 2100)
ROMAN = ("", "I", "II", "III", "IV")
ENGLISH = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


def month_span(year: int, first: int, last: int) -> Span:
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


@st.composite
def periods(draw: st.DrawFn) -> tuple[str, Span]:
    """A period in some wording, and its days."""
    year = draw(years)
    kind = draw(st.sampled_from(["day", "month", "quarter", "half", "year"]))
    if kind == "day":
        day = draw(st.dates(date(year, 1, 1), date(year, 12, 31)))
        long = f"ngày {day.day} tháng {day.month} năm {year}"
        forms = [f"{day.day}/{day.month}/{year}", f"ngày {day:%d}/{day:%m}/{year}", f"{day.day} {ENGLISH[day.month]} {year}"]
        forms += [long, day.isoformat()]
        return draw(st.sampled_from(forms)), Span(day, day)
    if kind == "month":
        month = draw(st.integers(1, 12))
        forms = [f"tháng {month}/{year}", f"Tháng {month} năm {year}", f"{ENGLISH[month]} {year}", f"{month:02}/{year}"]
        return draw(st.sampled_from(forms)), month_span(year, month, month)
    if kind == "quarter":
        quarter = draw(st.integers(1, 4))
        forms = [f"quý {ROMAN[quarter]}/{year}", f"Quý {quarter} năm {year}", f"Q{quarter} {year}"]
        return draw(st.sampled_from(forms)), month_span(year, 3 * quarter - 2, 3 * quarter)
    if kind == "half":
        form, first = draw(st.sampled_from([("6 tháng đầu năm", 1), ("6 tháng cuối năm", 7), ("first half of", 1)]))
        return f"{form} {year}", month_span(year, first, first + 5)
    return draw(st.sampled_from([f"năm {year}", f"{year}", f"in {year}"])), month_span(year, 1, 12)


@given(periods(), st.sampled_from([str, str.upper, str.lower, lambda text: f"  {text} ."]))
def test_a_period_is_its_first_and_its_last_day_however_it_is_typed(period: tuple[str, Span], typed: object) -> None:
    written, span = period
    assert span_of(typed(written)) == span  # type: ignore[operator]


@given(periods())
def test_words_before_it_open_one_end(period: tuple[str, Span]) -> None:
    written, span = period
    assert span.first is not None
    assert span.last is not None
    for until in ("đến hết", "chậm nhất", "by"):
        assert span_of(f"{until} {written}") == (None, span.last)
    for since in ("từ", "bắt đầu từ", "from"):
        assert span_of(f"{since} {written}") == (span.first, None)
    before = span.last if span.first == span.last else span.first - timedelta(days=1)
    assert span_of(f"trước {written}") == span_of(f"before {written}") == (None, before)


@given(periods(), periods())
def test_a_range_goes_from_the_first_day_of_one_to_the_last_of_the_other(one: tuple[str, Span], other: tuple[str, Span]) -> None:
    forms = [f"từ {one[0]} đến {other[0]}", f"from {one[0]} to {other[0]}"]
    first, last = one[1].first, other[1].last
    assert first is not None
    assert last is not None
    for form in forms:
        if first <= last:
            assert span_of(form) == (first, last)
        else:
            with pytest.raises(InvalidError):
                span_of(form)


WORDS = "quý tháng năm ngày từ đến trước hết II iv 6 13 2019 2020 30/6 / - – , ; và cuối đầu by from June Q3 ( ) 30/6/2019"
PIECES = [*WORDS.split(" "), "thường xuyên", "hằng năm", "end of"]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join) | st.text(max_size=40))
def test_anything_at_all_is_in_order_or_refused_in_words(written: str) -> None:
    try:
        span = span_of(written)
    except InvalidError as refused:
        told = [problem.message.render(lang) for problem in refused.problems for lang in LANGS]
    else:
        told = ["understood"]
        assert span.first is None or span.last is None or span.first <= span.last
    assert all(told)
