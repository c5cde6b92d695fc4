"""Who is reminded of what on which day: counted in working days, by hand on a calendar and by walking day by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.model import Appointment
from governance.records import Records
from governance.terms import EscalationRule
from governance.values import Entity
from portfolio.model import CalendarDay
from portfolio.workflow.model import Moment, ReminderRule
from portfolio.workflow.reminders import DEFAULTS, Reminder, reminders, rules_for
from portfolio.workflow.steps import Capacity
from tests.governance.making import delegates
from tests.portfolio.charts import july
from tests.portfolio.workflow.making import CHAIR, LIFE, PAPER, WORLD, deadline, walk

YEAR = (date(2018, 1, 1), date(2018, 12, 31))


def rule(code: str, days: int, moment: str = "before", to: str = "lead", programme: str | None = None) -> ReminderRule:
    return ReminderRule(code=code, days=days, moment=Moment(moment), to=Capacity(to), programme=programme)


def told(entities: Any, first: date = YEAR[0], last: date = YEAR[1]) -> list[tuple[date, str, str | None]]:
    records = entities if isinstance(entities, Records) else Records(entities)
    return [(r.day, r.post.code, r.person) for r in reminders(records, first, last)]


def of(*rules: Entity) -> list[tuple[date, str, str | None]]:
    return told((*WORLD, *rules))


def test_the_lead_is_reminded_so_many_working_days_before_the_deadline_of_tuesday_31_july() -> None:
    assert of(rule("r", 0)) == [(july(31), "MIC.minister", "tuan")]
    assert of(rule("r", 3)) == [(july(26), "MIC.minister", "tuan")]
    assert of(rule("r", 10)) == [(july(17), "MIC.minister", "tuan")]
    closed = CalendarDay(calendar="vn", day=july(30), working=False, reason_vi="nghỉ", reason_en="off")
    assert of(rule("r", 3), closed) == [(july(25), "MIC.minister", "tuan")]
    assert told((*WORLD, deadline(day=july(29)), rule("r", 0))) == [(july(27), "MIC.minister", "tuan")]


def test_others_are_reminded_in_their_own_capacity_and_a_delegate_in_place_of_the_holder() -> None:
    assert of(rule("r", 3, to="monitoring")) == [(july(26), "GO.chief", "dam")]
    assert of(rule("r", 3, to="coordinating")) == [(july(26), "DEPT.director", "hong")]
    given_away = delegates("MIC.minister", "DEPT.director", "2018-07", "2018-07")
    assert of(rule("r", 3), given_away) == [(july(26), "MIC.minister", "hong")]


def test_each_says_why_with_its_sources_and_that_the_defaults_are_assumed() -> None:
    found = reminders(Records(WORLD), july(17), july(17))
    assert [reason.message.render("en") for reason in found[0].reasons[:2]] == [
        "due on 31/07/2018, in 10 working days",
        "by rule default-10: the lead office is reminded 10 working days before a deadline",
    ]
    assert found[0].reasons[1].assumed
    assert reminders(Records(WORLD), *YEAR, defaults=False) == ()


def test_the_rules_of_a_programme_take_the_place_of_the_general_ones_and_those_of_the_defaults() -> None:
    general, own = rule("g", 5), rule("p", 7, programme="P")
    assert rules_for(Records([general, own]), "P") == (own,)
    assert rules_for(Records([general, own]), "Q") == (general,)
    assert rules_for(Records(), "P") == DEFAULTS


def test_overdue_work_is_told_again_every_so_many_working_days() -> None:
    weekly = [date(2018, 8, day) for day in (7, 14, 21)]
    window = (date(2018, 8, 1), date(2018, 8, 21))
    assert told((*WORLD, rule("r", 5, "overdue")), *window) == [(day, "MIC.minister", "tuan") for day in weekly]


def test_overdue_work_is_told_to_the_office_too_to_which_the_rules_of_escalation_have_passed_it() -> None:
    world = (*WORLD, rule("r", 5, "overdue"), EscalationRule(code="e", working_days=6))
    assert told(world, date(2018, 8, 1), date(2018, 8, 21)) == [
        (date(2018, 8, 7), "MIC.minister", "tuan"),
        (date(2018, 8, 14), "MIC.minister", "tuan"),
        (date(2018, 8, 14), "GOV.pm", "phuc"),
        (date(2018, 8, 21), "MIC.minister", "tuan"),
        (date(2018, 8, 21), "OLD.chair", "phuc"),
    ]


def test_nobody_is_hurried_about_what_is_handed_in_suspended_closed_or_cancelled() -> None:
    ended = [walk(*LIFE[:4]), walk(*LIFE), walk(("suspend", CHAIR, PAPER)), walk(("cancel", CHAIR, PAPER))]
    assert [told(records, july(6)) for records in ended] == [[], [], [], []]
    assert told(walk(*LIFE[:3]), july(6), july(31)) == told(WORLD, july(6), july(31)) != []
    assert told(walk(*LIFE), july(1), july(4)) == told(WORLD, july(1), july(4))


def test_an_office_that_nobody_holds_is_named_without_a_person() -> None:
    world = [each for each in WORLD if not (isinstance(each, Appointment) and each.person == "tuan")]
    assert told([*world, rule("r", 3)]) == [(july(26), "MIC.minister", None)]


@settings(max_examples=60)
@given(
    st.dates(date(2018, 6, 1), date(2018, 9, 30)),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["before", "overdue"])), min_size=1, max_size=4, unique=True),
    st.dates(date(2018, 6, 1), date(2018, 9, 30)),
    st.integers(0, 60),
    st.sets(st.dates(date(2018, 6, 1), date(2018, 9, 30)), max_size=6),
)
def test_the_days_are_those_that_walking_the_calendar_finds_and_windows_add_up(
    due: date, lead_times: Any, first: date, length: int, off: set[date]
) -> None:
    closed = [CalendarDay(calendar="vn", day=d, working=False, reason_vi="x", reason_en="x") for d in off]
    rules = [rule(f"r{i}", days or (when == "overdue"), when) for i, (days, when) in enumerate(lead_times)]
    records, last = Records([*WORLD, deadline(day=due), *closed, *rules]), first + timedelta(days=length)
    found = [r for r in reminders(records, first, last) if r.step == 0]
    assert sorted((r.day, r.rule.code) for r in found) == walked(rules, due, first, last, off)
    middle = first + timedelta(days=length // 2)
    assert parted(records, first, middle, last) == reminders(records, first, last)


def parted(records: Records, first: date, middle: date, last: date) -> Sequence[Reminder]:
    return (*reminders(records, first, middle), *reminders(records, middle + timedelta(days=1), last))


def walked(rules: list[ReminderRule], due: date, first: date, last: date, off: set[date]) -> list[tuple[date, str]]:
    def works(day: date) -> bool:
        return day.weekday() < 5 and day not in off

    found = []
    for each in rules:
        day, left, forward = due, each.days, each.moment is Moment.OVERDUE
        if not forward:
            while not works(day) or left:
                left -= works(day)
                day -= timedelta(days=1)
            found.append((day, each.code))
            continue
        while day < last:
            day += timedelta(days=1)
            left -= works(day)
            if works(day) and not left:
                found.append((day, each.code))
                left = each.days
    return sorted((day, code) for day, code in found if first <= day <= last)
