"""Microsoft Project's XML: what is read, what is written, what is told, what is refused."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import schedule
from portfolio.errors import DomainError, InvalidError
from portfolio.interchange import mspdi, read
from portfolio.interchange.planfile import PlanFile, PlanLink, PlanTask
from portfolio.model import ConstraintKind, LagCalendar, Relation
from portfolio.network import Due, LinkSpec, TaskSpec
from tests.portfolio.interchange.drawing import compared, plan_files

DAY = "<WeekDay><DayType>{}</DayType><DayWorking>{}</DayWorking>{}</WeekDay>"
TIMES = "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>{}</ToTime></WorkingTime></WorkingTimes>"
WEEK = "".join(DAY.format(n, int(1 < n < 7), TIMES.format("16:00:00") if 1 < n < 7 else "") for n in range(1, 8))


def file(tasks: str, calendar: str = "", more: str = "") -> bytes:
    """A file with one calendar of eight-hour days, Monday to Friday."""
    own = "<Calendar><UID>1</UID><Name>Chuẩn</Name><IsBaseCalendar>1</IsBaseCalendar>"
    own += f"<WeekDays>{WEEK}</WeekDays>{calendar}</Calendar>"
    head = "<StartDate>2026-06-01T08:00:00</StartDate><CalendarUID>1</CalendarUID>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project">{head}{more}'
        f"<Calendars>{own}</Calendars><Tasks>{tasks}</Tasks></Project>"
    ).encode()


def task(uid: int, more: str = "", *, days: int = 1, level: int = 1) -> str:
    return (
        f"<Task><UID>{uid}</UID><Name>việc {uid}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>PT{8 * days}H0M0S</Duration>{more}</Task>"
    )


def after(uid: int, kind: int = 1, lag: int = 0, form: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{form}</LagFormat></PredecessorLink>"
    )


def problems(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InvalidError) as refused:
        mspdi.read(data)
    return [(problem.place, str(problem.message)) for problem in refused.value.problems]


class TestReading:
    def test_the_outline_makes_groups_of_tasks(self) -> None:
        plan = mspdi.read(file(task(1) + task(2, level=2) + task(3, level=3) + task(4, level=2) + task(5)))
        assert {t.code: t.spec.parent for t in plan.tasks} == {"1": None, "2": "1", "3": "2", "4": "1", "5": None}

    def test_links_keep_their_ends_and_count_lags_on_the_successors_days(self) -> None:
        lags = after(1, 0, 4800) + after(1, 1, -9600) + after(1, 3, 14400, 8) + after(1, 2, 50, 19)
        plan = mspdi.read(file(task(1, days=4) + task(2, lags)))
        successor = LagCalendar.SUCCESSOR
        assert set(plan.links) == {
            PlanLink(LinkSpec("1", "2", Relation.FF, 1, successor), own_calendar=False),
            PlanLink(LinkSpec("1", "2", Relation.FS, -2, successor), own_calendar=False),
            PlanLink(LinkSpec("1", "2", Relation.SS, 1, LagCalendar.ELAPSED)),
            PlanLink(LinkSpec("1", "2", Relation.SF, 0, successor), 50, own_calendar=False),
        }

    def test_exceptions_close_and_open_days(self) -> None:
        def exception(day: str, until: str, works: int, more: str = "") -> str:
            times = TIMES.format("16:00:00") if works else ""
            period = f"<TimePeriod><FromDate>{day}T00:00:00</FromDate><ToDate>{until}T23:59:00</ToDate></TimePeriod>"
            return f"<Exception>{period}{more}<DayWorking>{works}</DayWorking>{times}</Exception>"

        exceptions = exception("2026-06-02", "2026-06-03", 0) + exception("2026-06-06", "2026-06-06", 1)
        yearly = exception("2026-01-01", "2027-12-31", 0, "<Type>2</Type><Month>8</Month><MonthDay>2</MonthDay>")
        calendar = f"<Exceptions>{exceptions}{yearly}</Exceptions>"
        made = mspdi.read(file(task(1), calendar)).calendars["Chuẩn"]
        assert made.closed == {date(2026, 6, 2), date(2026, 6, 3), date(2026, 9, 2), date(2027, 9, 2)}
        assert made.opened == {date(2026, 6, 6)}

    def test_lengths_count_in_days_of_the_tasks_calendar(self) -> None:
        plan = mspdi.read(file(task(1, "<DurationFormat>8</DurationFormat>", days=3) + task(2, days=3)))
        assert [(t.spec.duration, t.spec.calendar) for t in plan.tasks] == [(1, "elapsed"), (3, "")]

    def test_a_percent_may_be_of_elapsed_days(self) -> None:
        [link] = mspdi.read(file(task(1, days=4) + task(2, after(1, 1, 50, 20)))).links
        assert (link.percent, link.spec.lag_calendar, link.own_calendar) == (50, LagCalendar.ELAPSED, True)

    def test_a_plan_on_which_each_day_is_worked_stays_so(self) -> None:
        plan = PlanFile((PlanTask(TaskSpec("A", 9)),), calendar="elapsed", start=date(2026, 6, 1))
        assert mspdi.read(mspdi.write(plan)).calendar == "elapsed"
        assert mspdi.read(mspdi.write(plan)).network() == plan.network()

    def test_an_instant_at_closing_time_is_the_next_morning_for_a_start_and_that_day_for_a_finish(self) -> None:
        start = "<ConstraintType>4</ConstraintType><ConstraintDate>2026-06-04T16:00:00</ConstraintDate>"
        finish = "<ConstraintType>7</ConstraintType><ConstraintDate>2026-06-04T16:00:00</ConstraintDate>"
        plan = mspdi.read(file(task(1, start) + task(2, finish)))
        assert [t.spec.constraints for t in plan.tasks] == [
            ((ConstraintKind.SNET, date(2026, 6, 5)),),
            ((ConstraintKind.FNLT, date(2026, 6, 4)),),
        ]

    def test_progress_and_deadlines_are_kept(self) -> None:
        begun = "<ActualStart>2026-06-01T08:00:00</ActualStart><RemainingDuration>PT16H0M0S</RemainingDuration>"
        over = "<ActualStart>2026-06-01T08:00:00</ActualStart><ActualFinish>2026-06-02T16:00:00</ActualFinish>"
        due = "<Deadline>2026-07-01T16:00:00</Deadline>"
        plan = mspdi.read(file(task(1, begun, days=5) + task(2, over) + task(3, due)))
        assert [t.spec for t in plan.tasks] == [
            TaskSpec("1", 5, actual_start=date(2026, 6, 1), remaining=2),
            TaskSpec("2", 1, actual_start=date(2026, 6, 1), actual_finish=date(2026, 6, 2)),
            TaskSpec("3", 1, deadlines=(Due(date(2026, 7, 1)),)),
        ]

    def test_codes_are_wbs_codes_where_every_task_has_its_own(self) -> None:
        both = task(1, "<WBS>A</WBS>") + task(2, "<WBS>B</WBS>")
        assert [t.code for t in mspdi.read(file(both)).tasks] == ["A", "B"]
        assert [t.code for t in mspdi.read(file(both + task(3))).tasks] == ["1", "2", "3"]

    def test_the_format_is_told_from_the_content(self) -> None:
        assert [t.code for t in read(file(task(7))).tasks] == ["7"]


class TestTelling:
    def test_what_is_not_kept_is_listed(self) -> None:
        tasks = task(1, "<Cost>12</Cost><Notes>xem</Notes>") + task(2, "<Manual>1</Manual><Cost>3</Cost>")
        tasks += task(3, "<Active>0</Active>") + task(4, after(3)) + "<Task><UID>5</UID><Duration>PT12H0M0S</Duration></Task>"
        told = [
            str(message)
            for message in mspdi.read(file(tasks, more="<OutlineCodes><A/></OutlineCodes><Company>X</Company>")).left_out
        ]
        assert told == [
            "tasks that are inactive, or belong to another project, are not planned: việc 3",
            "tasks whose dates the file sets by hand are dated by their links and constraints here: 2",
            "lengths that are no whole working days were rounded up: 5 Duration (1.5 → 2)",
            "links from tasks that are not planned here are not kept: 3 → 4",
            "what the file says in these places has no counterpart here: "
            "Company (1), OutlineCodes (1), Task/Cost (2), Task/Notes (1)",
        ]

    def test_what_baselines_resources_and_their_use_say_beyond_what_is_kept_is_listed(self) -> None:
        whole = "<Baseline><Number>1</Number><Start>2026-06-01T08:00:00</Start><Finish>2026-06-01T16:00:00</Finish><Cost>9</Cost>"
        half = "<Baseline><Start>2026-06-01T08:00:00</Start></Baseline>"
        more = "<Resources><Resource><UID>1</UID><Name>R</Name><StandardRate>12</StandardRate></Resource></Resources>"
        plan = mspdi.read(file(task(1, whole + "</Baseline>" + half), more=more))
        assert [b.name for b in plan.baselines] == ["Baseline 1"]
        assert [str(message) for message in plan.left_out] == [
            "what the file says in these places has no counterpart here: Baseline/Cost (1), Resource/StandardRate (1)",
            "baseline dates of tasks that are not planned here, or that lack a day, are not kept: Baseline: 1",
        ]

    def test_what_cannot_be_written_is_listed(self) -> None:
        two = ((ConstraintKind.SNET, date(2026, 6, 1)), (ConstraintKind.FNLT, date(2026, 7, 1)))
        plan = PlanFile(
            (PlanTask(TaskSpec("A", 2, "c", "P", constraints=two), estimate=(1, 2, 3)), PlanTask(TaskSpec("B", 1))),
            (PlanLink(LinkSpec("A", "B", lag=1)),),
            {"c": mspdi.read(file(task(1))).calendars["Chuẩn"]},
        )
        assert [str(message) for message in mspdi.unwritten(plan)] == [
            "a task holds fewer constraints in this format; these are not written: A FNLT 2026-07-01",
            "Microsoft Project counts lags on the successor's days, these links count elsewhere: A~B~FS",
            "optimistic and pessimistic estimates are not written: A",
            "the file holds one project: which task belongs to which programme, and when each begins, is not written: P",
        ]


class TestWriting:
    @settings(deadline=None, max_examples=80)
    @given(plan_files())
    def test_what_is_written_is_read_again(self, plan: PlanFile) -> None:
        assert compared(mspdi.read(mspdi.write(plan))) == compared(plan)
        assert mspdi.read(mspdi.write(plan)).left_out == ()

    @settings(deadline=None, max_examples=40)
    @given(plan_files())
    def test_with_a_schedule_the_file_states_our_dates(self, plan: PlanFile) -> None:
        made = schedule(plan.network())
        for said in mspdi.read(mspdi.write(plan, made)).tasks:
            dates = made.tasks[said.code]
            if said.spec.duration and said.stated:
                assert (said.stated.early_start, said.stated.early_finish) == (dates.early_start, dates.early_finish)
                assert (said.stated.late_finish, said.stated.total_float) == (dates.late_finish, dates.total_float)


class TestRefusing:
    def test_all_problems_at_once_each_with_its_line(self) -> None:
        broken = task(1, "\n<ConstraintType>9</ConstraintType>\n<Deadline>hôm qua</Deadline>") + "\n<Task><UID>1</UID></Task>"
        broken += "\n<Task><UID>2</UID><Duration>5 ngày</Duration></Task>"
        assert problems(file(broken)) == [
            ("line 4: UID", "a task needs a UID of its own, and this one has '1'"),
            ("line 1: ConstraintType", "9 is none of the constraint types 0 to 7 that are known"),
            ("line 1: Deadline", "'hôm qua' is not a date and time such as 2026-06-01T08:00:00"),
            ("line 5: Duration", "'5 ngày' is not a length such as PT40H0M0S"),
        ]

    def test_hostile_xml_is_refused_before_it_grows(self) -> None:
        entities = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Project>&b;</Project>'
        for bomb, word in (
            (entities.encode(), "document type"),
            (b"<!DOCTYPE Project SYSTEM 'file:///etc/passwd'><Project/>", "document type"),
            (b"<a>" * 100_000, "deep"),
            (b"<Project>" + b" " * 20_000_001, "larger"),
            (b"<Project", "not well-formed"),
            (b'<?xml version="1.0" encoding="klingon"?><Project/>', "not well-formed"),
            (b"<html/>", "begins with the element Project"),
        ):
            assert word in problems(bomb)[0][1]

    def test_spans_and_lengths_beyond_every_plan(self) -> None:
        exception = (
            "<Exceptions><Exception><TimePeriod><FromDate>0001-01-01T00:00:00</FromDate><ToDate>9999-12-31T00:00:00</ToDate>"
            "</TimePeriod></Exception></Exceptions>"
        )
        found = problems(file(task(1, days=30_000) + task(2, "<OutlineLevel>1e99</OutlineLevel>"), exception))
        assert [message.split(" ")[0] for _place, message in found] == ["an", "30,000"]

    @settings(deadline=None, max_examples=150)
    @given(plan_files(), st.data())
    def test_a_mutated_file_gives_a_plan_or_a_clear_error(self, plan: PlanFile, data: st.DataObject) -> None:
        raw = bytearray(mspdi.write(plan, schedule(plan.network())))
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
        with suppress(DomainError):
            mspdi.read(bytes(raw)).network()
