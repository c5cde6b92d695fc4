"""What few files of Microsoft Project say: calendars on calendars, other weeks, exceptions that recur, odd tasks."""

from datetime import date

import pytest

from portfolio.interchange import mspdi
from portfolio.interchange.planfile import PlanFile
from tests.portfolio.interchange.test_mspdi import DAY, TIMES, after, file, problems, task


def period(first: str, last: str) -> str:
    return f"<TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"


def exception(kind: int, first: str, last: str, more: str = "") -> str:
    return f"<Exception><Name>nghỉ</Name>{period(first, last)}<Type>{kind}</Type>{more}<DayWorking>0</DayWorking></Exception>"


def closed(*exceptions: str) -> set[date]:
    return set(mspdi.read(file(task(1), f"<Exceptions>{''.join(exceptions)}</Exceptions>")).calendars["Chuẩn"].closed)


def left(plan: PlanFile) -> str:
    assert all(said.render("vi") != said.render("en") for said in plan.left_out)
    return "\n".join(str(said) for said in plan.left_out)


def test_an_exception_may_recur_on_days_of_the_week_and_of_the_year() -> None:
    assert closed(exception(6, "2026-06-01", "2026-06-14", "<DaysOfWeek>34</DaysOfWeek>")) == {
        date(2026, 6, 1), date(2026, 6, 5), date(2026, 6, 8), date(2026, 6, 12),
    }  # fmt: skip
    assert closed(exception(2, "2026-06-01", "2026-06-30", "<Month>5</Month><MonthDay>3</MonthDay>")) == {date(2026, 6, 3)}


def test_one_that_recurs_otherwise_is_listed() -> None:
    monthly = f"<Exceptions>{exception(4, '2026-06-01', '2026-12-31')}</Exceptions>"
    assert "nghỉ" in left(mspdi.read(file(task(1), monthly)))


def test_an_exception_without_days_closes_nothing() -> None:
    assert closed("<Exception><DayWorking>0</DayWorking></Exception>") == set()


def test_another_week_holds_for_a_while() -> None:
    saturday = DAY.format(7, 1, TIMES.format("16:00:00")) + DAY.format(2, 0, "")
    week = f"<WorkWeeks><WorkWeek>{period('2026-06-01', '2026-06-14')}<WeekDays>{saturday}</WeekDays></WorkWeek></WorkWeeks>"
    made = mspdi.read(file(task(1), week)).calendars["Chuẩn"]
    assert made.opened == {date(2026, 6, 6), date(2026, 6, 13)}
    assert made.closed == {date(2026, 6, 1), date(2026, 6, 8)}


def test_a_calendar_takes_over_what_its_base_says() -> None:
    own = "</Calendar><Calendar><UID>2</UID><Name>Riêng</Name><BaseCalendarUID>1</BaseCalendarUID>"
    own += f"<Exceptions>{exception(1, '2026-06-03', '2026-06-03')}</Exceptions>"
    made = mspdi.read(file(task(1, "<CalendarUID>2</CalendarUID>"), own)).calendars
    assert (made["Riêng"].week, made["Riêng"].closed) == (made["Chuẩn"].week, frozenset([date(2026, 6, 3)]))


def test_calendars_that_are_based_on_each_other_are_refused() -> None:
    ring = (
        "<BaseCalendarUID>2</BaseCalendarUID></Calendar><Calendar><UID>2</UID><Name>B</Name><BaseCalendarUID>1</BaseCalendarUID>"
    )
    assert any("based on each other" in message for _place, message in problems(file(task(1), ring)))


@pytest.mark.parametrize(("begin", "why"), [("tám", "two times"), ("17:00:00", "before")])
def test_working_times_that_make_no_sense_are_refused(begin: str, why: str) -> None:
    times = TIMES.format("16:00:00").replace("08:00:00", begin)
    worked = f"<WeekDays>{DAY.format(2, 1, times)}</WeekDays>"
    [(place, message)] = problems(file(task(1), worked))
    assert place.startswith("line ")
    assert why in message


def test_odd_tasks_are_told_or_refused() -> None:
    plan = mspdi.read(file(task(1, "<Milestone>1</Milestone>", days=2) + "<Task><UID>9</UID><IsNull>1</IsNull></Task>"))
    assert [(t.code, t.spec.duration, t.spec.milestone) for t in plan.tasks] == [("1", 2, False)]
    assert "milestones but take time" in left(plan)
    negative = "<Task><UID>1</UID><Duration>-PT8H0M0S</Duration></Task>"
    found = problems(file(negative + task(2, "<ConstraintType>4</ConstraintType>")))
    assert [message.split(" ")[0] for _place, message in found] == ["a", "SNET"]


def test_a_calendar_that_never_works_is_refused() -> None:
    never = file(task(1)).replace(b"<DayWorking>1</DayWorking>", b"<DayWorking>0</DayWorking>")
    assert ("the calendar Chuẩn works on no day of the week") in [message for _place, message in problems(never)]


def test_a_plan_that_counts_back_from_its_end_says_that_this_one_does_not() -> None:
    back = "<ScheduleFromStart>0</ScheduleFromStart><FinishDate>2026-07-31T17:00:00</FinishDate>"
    assert "the file plans backwards from 2026-07-31T17:00:00" in left(mspdi.read(file(task(1), more=back)))


def test_of_two_links_between_the_same_ends_the_first_is_kept_and_what_nobody_plans_is_used_by_nobody() -> None:
    twice = task(2, after(1, 1, 4800) + after(1, 1, 9600))
    used = "<Resources><Resource><UID>1</UID><Name>R</Name></Resource></Resources><Assignments>"
    used += "<Assignment><TaskUID>9</TaskUID><ResourceUID>1</ResourceUID></Assignment></Assignments>"
    plan = mspdi.read(file(task(1) + twice, more=used))
    assert [link.spec.lag for link in plan.links] == [1]
    assert "of two links that join the same ends, the first is kept: 1 → 2" in left(plan)
    assert [task.uses for task in plan.tasks] == [{}, {}]


def test_a_baseline_that_lacks_a_day_of_a_task_is_told() -> None:
    half = "<Baseline><Number>0</Number><Start>2026-06-01T08:00:00</Start></Baseline>"
    assert "that lack a day, are not kept: Baseline: 1" in left(mspdi.read(file(task(1, half))))
