"""Primavera's exchange files: what is read, what is written, what is told, what is refused."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import schedule
from portfolio.errors import DomainError, InvalidError
from portfolio.interchange import read, xer
from portfolio.interchange.planfile import Baseline, PlanFile, PlanLink, PlanTask
from portfolio.model import ConstraintKind, LagCalendar, Relation
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.interchange.drawing import compared, plan_files

HOURS = "(0||0(s|08:00|f|16:00)())"
WEEK = "".join(f"(0||{n}()({HOURS if 1 < n < 7 else ''}))" for n in range(1, 8))
CLOSED = date(2026, 6, 3).toordinal() - date(1899, 12, 30).toordinal()
DATA = f"(0||CalendarData()(\x7f\x7f (0||DaysOfWeek()({WEEK}))(0||VIEW(ShowTotal|Y)())(0||Exceptions()((0||0(d|{CLOSED})())))))"


def table(name: str, *rows: dict[str, object]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [f"%T\t{name}", "\t".join(("%F", *columns))]
    return "\r\n".join([*lines, *("\t".join(("%R", *(str(row.get(c, "")) for c in columns))) for row in rows)])


def file(*tables: str, lags: str = "rcal_Predecessor") -> bytes:
    """A file with one project that starts on 1 June 2026, on eight-hour days, Monday to Friday, without 3 June."""
    head = (
        "ERMHDR\t19.12",
        table("CALENDAR", {"clndr_id": 7, "clndr_name": "Chuẩn", "clndr_data": DATA}),
        table("PROJECT", {"proj_id": 1, "proj_short_name": "DA", "clndr_id": 7, "plan_start_date": "2026-06-01 08:00"}),
        table("SCHEDOPTIONS", {"proj_id": 1, "sched_calendar_on_relationship_lag": lags}),
        table("PROJWBS", {"wbs_id": 1, "proj_id": 1, "proj_node_flag": "Y", "wbs_short_name": "DA"}),
    )
    return "\r\n".join([*head, *tables, "%E", ""]).encode()


def task(number: int, days: int = 1, **more: object) -> dict[str, object]:
    said = {"task_id": number, "proj_id": 1, "wbs_id": 1, "clndr_id": 7, "task_code": f"A{number}", "task_type": "TT_Task"}
    return said | {"target_drtn_hr_cnt": 8 * days, "remain_drtn_hr_cnt": 8 * days} | more


def link(before: int, after: int, kind: str = "PR_FS", lag: int = 0) -> dict[str, object]:
    return {"task_id": after, "pred_task_id": before, "proj_id": 1, "pred_type": kind, "lag_hr_cnt": lag}


def problems(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InvalidError) as refused:
        xer.read(data)
    return [(problem.place, str(problem.message)) for problem in refused.value.problems]


class TestReading:
    def test_activities_with_calendar_constraint_and_progress(self) -> None:
        rows = (
            task(1, 5, cstr_type="CS_MEOB", cstr_date="2026-06-10 16:00"),
            task(2, 5, act_start_date="2026-06-01 08:00", remain_drtn_hr_cnt=16),
            task(3, 2, act_start_date="2026-06-01 08:00", act_end_date="2026-06-02 16:00", remain_drtn_hr_cnt=0),
        )
        plan = read(file(table("TASK", *rows)))
        assert [t.spec for t in plan.tasks] == [
            TaskSpec("A1", 5, constraints=((ConstraintKind.FNLT, date(2026, 6, 10)),)),
            TaskSpec("A2", 5, actual_start=date(2026, 6, 1), remaining=2),
            TaskSpec("A3", 2, actual_start=date(2026, 6, 1), actual_finish=date(2026, 6, 2)),
        ]
        assert (plan.start, plan.calendar, plan.calendars["Chuẩn"].closed) == (date(2026, 6, 1), "Chuẩn", {date(2026, 6, 3)})

    @pytest.mark.parametrize(
        ("option", "hours", "counted"),
        [
            ("rcal_Predecessor", 16, LagCalendar.PREDECESSOR),
            ("rcal_Successor", 16, LagCalendar.SUCCESSOR),
            ("rcal_ProjDefault", 16, LagCalendar.PLAN),
            ("rcal_24Hour", 48, LagCalendar.ELAPSED),
        ],
    )
    def test_lags_count_on_what_the_options_name(self, option: str, hours: int, counted: LagCalendar) -> None:
        tables = table("TASK", task(1), task(2)), table("TASKPRED", link(1, 2, "PR_SF", hours))
        assert xer.read(file(*tables, lags=option)).links == (PlanLink(LinkSpec("A1", "A2", Relation.SF, 2, counted)),)

    def test_days_of_a_calendar_that_never_rests_are_elapsed_days(self) -> None:
        whole = "(0||0(s|00:00|f|00:00)())"
        data = f"(0||CalendarData()((0||DaysOfWeek()({''.join(f'(0||{n}()({whole}))' for n in range(1, 8))}))))"
        calendars = table("CALENDAR", {"clndr_id": 8, "clndr_name": "7 x 24", "clndr_data": data})
        plan = xer.read(file(calendars, table("TASK", task(1, clndr_id=8, target_drtn_hr_cnt=72, remain_drtn_hr_cnt=72))))
        assert (plan.tasks[0].spec.duration, plan.tasks[0].spec.calendar) == (3, "7 x 24")
        assert plan.calendars["7 x 24"].week == "1111111"
        elapsed = PlanFile((PlanTask(TaskSpec("A", 3, "elapsed")),), start=date(2026, 6, 1))
        assert [t.spec for t in xer.read(xer.write(elapsed)).tasks] == [t.spec for t in elapsed.tasks]

    def test_wbs_elements_are_groups_of_tasks(self) -> None:
        more = (
            {"wbs_id": 2, "proj_id": 1, "wbs_short_name": "N1", "parent_wbs_id": 1},
            {
                "wbs_id": 3,
                "proj_id": 1,
                "wbs_short_name": "N2",
                "parent_wbs_id": 2,
            },
        )
        plan = xer.read(file(table("PROJWBS", *more), table("TASK", task(1, wbs_id=3), task(2))))
        assert {t.code: t.spec.parent for t in plan.tasks} == {"A1": "N2", "A2": None, "N1": None, "N2": "N1"}

    def test_several_projects_are_programmes_with_starts_of_their_own(self) -> None:
        second = table("PROJECT", {"proj_id": 2, "proj_short_name": "DB", "clndr_id": 7, "plan_start_date": "2026-07-01 08:00"})
        plan = xer.read(file(second, table("TASK", task(1), task(2, proj_id=2, task_code="A1"))))
        assert {t.code: t.spec.group for t in plan.tasks} == {"DA.A1": "DA", "DB.A1": "DB"}
        assert plan.starts == {"DA": date(2026, 6, 1), "DB": date(2026, 7, 1)}


class TestTelling:
    def test_what_is_not_kept_is_listed(self) -> None:
        rows = (
            task(1, cstr_type="CS_MANDSTART", cstr_date="2026-06-04 08:00", expect_end_date="2026-06-05 16:00"),
            task(2, task_type="TT_LOE"),
        )
        wbs = table("PROJWBS", {"wbs_id": 2, "proj_id": 1, "wbs_short_name": "trống", "parent_wbs_id": 1})
        tables = wbs, table("TASK", *rows), table("TASKPRED", link(2, 1)), table("TASKMEMO", {"memo_id": 1})
        assert [str(message) for message in xer.read(file(*tables)).left_out] == [
            "activities that only span others are not planned: A2",
            "WBS elements without activities are not kept: trống",
            "mandatory dates give way to logic here, and the miss is named: A1",
            "links from tasks that are not planned here are not kept: 2 → 1",
            "what the file says in these places has no counterpart here: TASK.expect_end_date (1), TASKMEMO (1)",
        ]

    def test_copies_of_a_project_are_its_baselines_and_what_else_they_say_is_listed(self) -> None:
        planned = {"target_start_date": "2026-06-01 08:00", "target_end_date": "2026-06-02 16:00"}
        copy = table("PROJECT", {"proj_id": 2, "orig_proj_id": 1, "proj_short_name": "DA - B1"})
        top = table("PROJWBS", {"wbs_id": 9, "proj_id": 2, "proj_node_flag": "Y", "wbs_name": "Duyệt"})
        rows = task(1), task(3), task(11, proj_id=2, task_code="A1", **planned), task(12, proj_id=2, task_code="A2", **planned)
        plan = xer.read(file(copy, top, table("TASK", *rows), table("TASKPRED", link(11, 12) | {"proj_id": 2})))
        assert plan.baselines == (Baseline("Duyệt", {"A1": (date(2026, 6, 1), date(2026, 6, 2))}),)
        assert [str(message) for message in plan.left_out] == [
            "baseline dates of tasks that are not planned here, or that lack a day, are not kept: Duyệt: A2",
            "of baselines only the dates of tasks are kept, not their links: Duyệt",
        ]

    def test_what_cannot_be_written_is_listed(self) -> None:
        group = TaskSpec("S", 0, deadlines=(Due(date(2026, 7, 1)),))
        plan = PlanFile(
            (PlanTask(group), PlanTask(TaskSpec("A", 4, parent="S")), PlanTask(TaskSpec("B", 1))),
            (
                PlanLink(LinkSpec("S", "B")),
                PlanLink(LinkSpec("A", "B"), 50),
                PlanLink(LinkSpec("A", "B", Relation.SS, 1, LagCalendar.ELAPSED)),
            ),
            baselines=(Baseline("v1", {}, "123/QĐ"),),
        )
        assert [str(message) for message in xer.unwritten(plan)] == [
            "a WBS element has no dates, calendar or resource of its own; these are not written: S",
            "lags that are a percent of a duration are written as days: A~B~FS",
            "the file counts all lags on one kind of calendar; these count on another: A~B~FS",
            "a WBS element has no links; these are not written: S~B~FS",
            "the documents of baselines are not written: v1",
        ]


class TestWriting:
    @settings(deadline=None, max_examples=80)
    @given(plan_files(percents=False))
    def test_what_is_written_is_read_again(self, plan: PlanFile) -> None:
        again = xer.read(xer.write(plan))
        assert compared(again) == compared(plan)
        assert again.left_out == ()

    @settings(deadline=None, max_examples=40)
    @given(plan_files(percents=False))
    def test_with_a_schedule_the_file_states_our_dates(self, plan: PlanFile) -> None:
        made = schedule(plan.network())
        for said in xer.read(xer.write(plan, made)).tasks:
            dates = made.tasks[said.code]
            if said.spec.duration and said.stated:
                assert (said.stated.early_start, said.stated.early_finish) == (dates.early_start, dates.early_finish)
                assert (said.stated.late_finish, said.stated.total_float) == (dates.late_finish, dates.total_float)

    def test_programmes_are_projects_and_read_as_such(self) -> None:
        plan = PlanFile(
            (PlanTask(TaskSpec("A", 1, "standard", "P")), PlanTask(TaskSpec("B", 2, "standard", "Q"))),
            (PlanLink(LinkSpec("A", "B")),),
            {"standard": WorkCalendar(name="standard")},
            starts={"P": date(2026, 6, 1), "Q": date(2026, 6, 8)},
            baselines=(Baseline("v1", {code: (date(2026, 6, 1), date(2026, 6, 9)) for code in "AB"}),),
        )
        again = xer.read(xer.write(plan))
        assert (again.starts, [t.spec for t in again.tasks]) == (plan.starts, [t.spec for t in plan.tasks])
        assert (again.links, again.baselines, xer.unwritten(plan)) == (plan.links, plan.baselines, ())


class TestRefusing:
    def test_all_problems_at_once_each_with_its_line(self) -> None:
        rows = task(1, cstr_type="CS_NIE"), task(2, target_drtn_hr_cnt="x"), task(3, act_start_date="mai")
        found = problems(file(table("TASK", *rows), table("TASKPRED", link(1, 2, "PR_XX"))))
        assert [(place.split(":")[0], message.split(" ")[0]) for place, message in found] == [
            ("line 16", "'CS_NIE'"),
            ("line 17", "'x'"),
            ("line 18", "'mai'"),
            ("line 21", "'PR_XX'"),
        ]

    def test_calendars_that_cannot_be_understood(self) -> None:
        deep = "(0||x()(" * 50_000
        for data, word in ((deep, "understood"), ("(0||CalendarData()(" + ")", "understood")):
            found = problems(file(table("CALENDAR", {"clndr_id": 8, "clndr_name": "c", "clndr_data": data})))
            assert word in found[0][1]

    def test_times_with_zones_and_activities_that_share_an_id_with_a_baseline(self) -> None:
        zoned = DATA.replace("s|08:00", "s|08:00+00", 1)
        assert problems(file(table("CALENDAR", {"clndr_id": 8, "clndr_name": "c", "clndr_data": zoned})))
        copy = table("PROJECT", {"proj_id": 2, "orig_proj_id": 1, "proj_short_name": "v1"})
        plan = xer.read(file(copy, table("TASK", task(1), task(1, proj_id=2))))
        assert [t.code for t in plan.tasks] == ["A1"]

    def test_a_file_without_its_end_is_said_to_be_cut_off(self) -> None:
        whole = file(table("TASK", task(1), task(2)))
        assert xer.read(whole).left_out == ()
        [said] = xer.read(whole[: whole.index(b"%E")]).left_out
        assert "without %E, its last line: it may be cut off" in said.render("en")
        assert "có thể tệp đã bị cắt cụt" in said.render("vi")

    def test_files_that_are_none(self) -> None:
        assert "no project" in problems(b"ERMHDR\t19.12\r\n%E\r\n")[0][1]
        assert "larger" in problems(b"ERMHDR" + b" " * 20_000_001)[0][1]
        assert "begins with" in problems(b"ERMHDR\r\nxx\t1")[0][1]
        assert "stands before the table" in problems(b"ERMHDR\r\n%R\t1")[0][1]

    @settings(deadline=None, max_examples=150)
    @given(plan_files(percents=False), st.data())
    def test_a_mutated_file_gives_a_plan_or_a_clear_error(self, plan: PlanFile, data: st.DataObject) -> None:
        raw = bytearray(xer.write(plan, schedule(plan.network())))
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=6))
        with suppress(DomainError):
            xer.read(bytes(raw)).network()
