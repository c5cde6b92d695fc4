"""Causes in words: whatever differs is told in both languages, with what it was and what it is."""

import pytest
from hypothesis import given

from portfolio.baselines.differences import differences
from portfolio.baselines.reasons import cause_message, difference_message
from portfolio.network import Network
from tests.portfolio.baselines.test_changes import quick, revised, told
from tests.portfolio.charts import plan


@quick
@given(revised())
def test_every_cause_is_told_in_both_languages(two: tuple[Network, Network]) -> None:
    found = told(*two)
    messages = [cause_message(found, cause) for move in found.moved for cause in move.causes]
    for message in (*messages, *(difference_message(d) for d in differences(*two).all.values())):
        assert message.render("vi") != message.render("en")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("a 3", "a 5", "a takes 5 working day(s) instead of 3"),
        ("a 3", "a 3 began=3 left=1", "reports on a: began on 03/07/2018, 1 working day(s) left; then: not begun"),
        ("a 3 done", "a 3 ended=4", "reports on a: finished on 04/07/2018; then: done, on a day that is not on record"),
        ("a 3 SNET=9", "a 3 ALAP", "constraints on a: ALAP; then: SNET 09/07/2018"),
        ("a 3 due=9", "a 3", "deadlines of a: none; then: 09/07/2018"),
        ("a 3\nb 1", "a 3\nb 1 a+2", "the link a → b (FS+2) is new"),
        ("a 3\nb 1 a", "a 3\nb 1", "the link a → b (FS) was dropped"),
        ("a 3\nb 1 a+2", "a 3\nb 1 a-1", "the link a → b (FS−1): the lag was 2"),
        ("a 3\nb 1 a+2", "a 3\nb 1 a+2e", "the link a → b (FS+2 calendar days) counts its lag on another calendar"),
        ("a 3", "a 3 on=every", "the days of a count on another calendar: every; then: the plan's own"),
        ("a 3\nS -\nb 1 in=S", "a 3 in=S\nS -\nb 1 in=S", "a was put in another place of the plan"),
        ("a 3", "a 3\nb 2", "b can be dated only since: it has a length now, or is given up no more"),
    ],
)
def test_a_difference_says_what_it_was_and_what_it_is(before: str, after: str, said: str) -> None:
    [found] = differences(plan(before, data_date=9), plan(after, data_date=9)).all.values()
    assert difference_message(found).render("en") == said


def test_days_calendars_and_starts_are_told_too() -> None:
    def between(**more: object) -> list[str]:
        found = differences(plan("a 1", data_date=2), plan("a 1", **{"data_date": 2, **more})).all.values()  # type: ignore[arg-type]
        return [difference_message(difference).render("en") for difference in found]

    assert between(data_date=4) == ["the status day moved from 02/07/2018 to 04/07/2018"]
    assert between(closed=[4]) == ["the calendar vn works otherwise on 04/07/2018"]
    assert between(closed=[4, 5, 6, 9]) == ["the calendar vn works otherwise on 4 days, 04/07/2018 to 09/07/2018"]
    assert between(starts={"": 5}) == ["the work of  starts on 05/07/2018; then: 02/07/2018"]
