"""Causes in words: whatever differs is told in both languages, with what it was and what it is."""

import pytest
from hypothesis import given

from governance.records import Records
from portfolio.baselines.changes import changed
from portfolio.baselines.differences import differences
from portfolio.baselines.reasons import cause_message, difference_message
from portfolio.baselines.sides import of_baseline, of_plan
from portfolio.cpm import schedule
from portfolio.model import Estimate
from portfolio.network import Network
from portfolio.plan import network as planned_network
from tests.portfolio.baselines.test_changes import SMALL, TOGETHER, every_day, quick, reckoned, revised, told
from tests.portfolio.charts import july, plan
from tests.portfolio.keeping import entities_of, keeping


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
        ("a 3", "a 5", "a takes 5 working days instead of 3"),
        ("a 3", "a 3 began=3 left=1", "reports on a: began on 03/07/2018, 1 working day left; then: not begun"),
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


@pytest.mark.parametrize(
    ("before", "after", "task", "said"),
    [
        (
            "a 3\nb 3\nc 1 a b",
            "a 3\nb 3\nc 1 a+2 b+2",
            "c",
            "the link a → c (FS+2): the lag was 0 (this alone would have moved it)",
        ),
        (
            "a 3\nb 3\nc 1 a b SNET=9",
            "a 5\nb 5\nc 1 a+2 b+2 SNET=9",
            "c",
            "the link a → c (FS+2): the lag was 0 (only together with the others)",
        ),
        ("a 3\nb 1 a", "a 4\nb 1 a", "b", "it waits for a, whose finish moved from 04/07/2018 to 05/07/2018"),
        ("a 3 SNET=3\nb 1 a:SS", "a 3 SNET=4\nb 1 a:SS", "b", "it waits for a, whose start moved from 03/07/2018 to 04/07/2018"),
    ],
)
def test_a_cause_says_how_it_is_known(before: str, after: str, task: str, said: str) -> None:
    assert first_cause(plan(before), plan(after), task) == said


def test_several_causes_that_none_shows_alone_are_told_as_one() -> None:
    assert first_cause(*TOGETHER, "late") == "several differences together, of which none shows alone"


def test_a_task_that_had_no_dates_owes_them_to_what_it_got() -> None:
    before = Records([each for each in entities_of(SMALL) if not (isinstance(each, Estimate) and each.task == "b")])
    older = of_baseline(keeping(before, july(2)), "B")
    planned = planned_network(Records(entities_of(SMALL)), july(2))
    found = changed(older, of_plan(Records(entities_of(SMALL)), planned, schedule(planned.network)))
    [move] = found.moved
    assert [cause_message(found, cause).render("en") for cause in move.causes] == [
        "b can be dated only since: it has a length now, or is given up no more (otherwise it would have no dates now)"
    ]


def test_a_baseline_that_is_counted_otherwise_today_says_that_nothing_in_the_plan_moved_it() -> None:
    found = reckoned()
    assert [cause_message(found, cause).render("en") for cause in found.moved[0].causes] == [
        "nothing in the plan: dates are computed otherwise than when the baseline was taken"
    ]


def first_cause(older: Network, newer: Network, task: str) -> str:
    """The first cause of a task's move, in words."""
    found = told(older, newer)
    [move] = [move for move in found.moved if move.task == task]
    return cause_message(found, move.causes[0]).render("en")


def test_days_calendars_and_starts_are_told_too() -> None:
    def between(**more: object) -> list[str]:
        found = differences(plan("a 1", data_date=2), plan("a 1", **{"data_date": 2, **more})).all.values()  # type: ignore[arg-type]
        return [difference_message(difference).render("en") for difference in found]

    [other] = differences(plan("a 5"), every_day("a 5")).all.values()
    assert difference_message(other).render("en") == "the plan's calendar is every instead of vn"
    assert between(data_date=4) == ["the status day moved from 02/07/2018 to 04/07/2018"]
    assert between(closed=[4]) == ["the calendar vn works otherwise on 04/07/2018"]
    assert between(closed=[4, 5, 6, 9]) == ["the calendar vn works otherwise on 4 days, 04/07/2018 to 09/07/2018"]
    assert between(starts={"": 5}) == ["the work of  starts on 05/07/2018; then: 02/07/2018"]
