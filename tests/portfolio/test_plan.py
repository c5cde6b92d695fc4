"""From records to a network: what is in it, what it says of each task, and what stays out."""

from collections.abc import Iterable
from datetime import date

import pytest

from governance.records import Records
from governance.values import Entity
from portfolio.cpm import schedule
from portfolio.errors import InvalidError
from portfolio.model import (
    Calendar,
    CalendarDay,
    Constraint,
    ConstraintKind,
    Deadline,
    DeadlineKind,
    Dependency,
    DependencyKind,
    Estimate,
    Frame,
    LagCalendar,
    Portfolio,
    Progress,
    ProgressState,
    Relation,
    Task,
    TaskKind,
)
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.plan import Actuals, Planned, actuals, network, reports_behind
from tests.portfolio.charts import chart, drawn, july

TODAY = july(9)
BASE: tuple[Entity, ...] = (
    Calendar(code="VN", title_vi="Quốc gia", title_en="National"),
    Calendar(code="6D", title_vi="Sáu ngày", title_en="Six days", week="1111110"),
    CalendarDay(calendar="VN", day=july(10), working=False, reason_vi="Nghỉ", reason_en="Off"),
    CalendarDay(calendar="VN", day=july(14), working=True, reason_vi="Làm bù", reason_en="Make-up"),
    Portfolio(code="EGOV", title_vi="Danh mục", title_en="Portfolio", committee="NCEG", calendar="VN"),
    Frame(programme="P1", start=july(2)),
    Frame(programme="P2", start=july(16), calendar="6D"),
)


def task(code: str, parent: str | None = None, kind: TaskKind = TaskKind.TASK, programme: str = "P1") -> Task:
    return Task(code=code, programme=programme, parent=parent, type=kind, title_vi=code, title_en=code)


def estimate(code: str, days: int = 3, calendar: str | None = None, *, assumed: bool = False) -> Estimate:
    return Estimate(task=code, optimistic=1, most_likely=days, pessimistic=9, calendar=calendar, assumed=assumed)


def report(code: str, day: int, state: ProgressState, **said: object) -> Progress:
    return Progress(task=code, as_of=july(day), state=state, **said)  # type: ignore[arg-type]


def planned(*entities: Entity, day: date = TODAY, base: Iterable[Entity] = BASE) -> Planned:
    return network(Records([*base, *entities]), day)


def spec(code: str, *entities: Entity) -> TaskSpec:
    return planned(*entities).network.task(code)


def test_a_task_takes_its_most_likely_days_in_its_programme() -> None:
    assert spec("a", task("a"), estimate("a")) == TaskSpec("a", 3, group="P1")


def test_the_data_date_is_the_day_of_the_report_and_the_starts_are_the_frames() -> None:
    made = planned(task("a"), estimate("a"), task("b", programme="P2"), estimate("b", 1))
    assert (made.day, made.network.data_date) == (TODAY, TODAY)
    dates = schedule(made.network).tasks
    assert (dates["a"].early_start, dates["b"].early_start) == (TODAY, july(16))


def test_the_calendar_is_the_estimates_else_the_frames_else_the_portfolios() -> None:
    made = planned(
        task("a"),
        estimate("a"),
        task("b"),
        estimate("b", 3, "6D"),
        task("c", programme="P2"),
        estimate("c"),
        task("d"),
        estimate("d", 3, "?"),
    ).network
    assert [made.tasks[code].calendar for code in "abcd"] == ["", "6D", "6D", ""]
    assert made.default == "VN"
    assert not made.calendars["VN"].works(july(10))
    assert made.calendars["VN"].works(july(14))


def test_a_portfolio_whose_calendar_is_not_there_counts_on_another_or_on_weekdays() -> None:
    assert planned(base=()).network.default == "weekdays"
    assert planned(base=BASE[1:2]).network.default == "6D"


def test_what_cannot_be_dated_stays_out_and_is_named() -> None:
    made = planned(
        task("a"),
        task("b"),
        estimate("b"),
        task("c", kind=TaskKind.COMPONENT),
        estimate("c"),
        task("m", kind=TaskKind.MILESTONE),
        Dependency(predecessor="a", successor="b"),
        Dependency(predecessor="c", successor="b"),
        Dependency(predecessor="b", successor="m", type=DependencyKind.INFLUENCE),
    )
    assert (made.undated, list(made.network.tasks), made.network.links) == (("a", "c"), ["b", "m"], ())
    assert made.network.tasks["m"].milestone


def test_an_influence_dates_nothing_and_may_run_in_a_loop() -> None:
    influences = [("a", "b"), ("b", "c"), ("c", "a")]
    made = planned(
        *(entity for code in "abc" for entity in (task(code), estimate(code, 2))),
        Dependency(predecessor="a", successor="c"),
        *(Dependency(predecessor=before, successor=after, type=DependencyKind.INFLUENCE) for before, after in influences[:2]),
        day=july(2),
    )
    assert chart(schedule(made.network)) == drawn("""
           MTWTFss
        a  XX
        b  XX
        c    XX
    """)
    assert made.network.links == (LinkSpec("a", "c"),)
    looped = planned(
        *(entity for code in "abc" for entity in (task(code), estimate(code, 2))),
        *(Dependency(predecessor=before, successor=after, type=DependencyKind.INFLUENCE) for before, after in influences),
        day=july(2),
    )
    assert chart(schedule(looped.network)).splitlines()[1:] == ["a  XX", "b  XX", "c  XX"]


def test_what_something_datable_is_part_of_is_in_it_as_a_summary() -> None:
    made = planned(
        task("S", kind=TaskKind.COMPONENT),
        task("T", "S"),
        estimate("T", 8),
        task("a", "T"),
        estimate("a"),
        task("b", "S"),
        task("U"),
        task("c", "U"),
        estimate("U", 2),
        report("T", 5, ProgressState.IN_PROGRESS, actual_start=july(3), percent=50),
    )
    assert (made.undated, list(made.network.tasks)) == (("b", "c"), ["S", "T", "U", "a"])
    assert made.network.children == {"S": ("T",), "T": ("a",)}
    assert made.network.tasks["T"] == TaskSpec("T", 0, group="P1", parent="S")
    assert made.network.tasks["U"].duration == 2


def test_links_keep_relation_lag_and_calendar_across_programmes() -> None:
    made = planned(
        task("a"),
        estimate("a"),
        task("b", programme="P2"),
        estimate("b"),
        Dependency(predecessor="a", successor="b", relation=Relation.SS, lag=-2, lag_calendar=LagCalendar.ELAPSED),
    )
    assert made.network.links == (LinkSpec("a", "b", Relation.SS, -2, LagCalendar.ELAPSED),)


def test_an_estimate_on_the_calendar_elapsed_counts_nights_and_holidays() -> None:
    every = Calendar(code="elapsed", title_vi="Ngày lịch", title_en="Elapsed days", week="1111111")
    made = planned(every, task("a"), estimate("a", 7, "elapsed"), day=july(2))
    assert str(schedule(made.network).tasks["a"].early_finish) == "2018-07-08"
    with pytest.raises(InvalidError, match="each day of the calendar elapsed"):
        Calendar.parse({"code": "elapsed", "title_vi": "…", "title_en": "…", "week": "1111110"})
    off = {"calendar": "elapsed", "day": "2018-07-08", "working": False, "reason_vi": "…", "reason_en": "…"}
    with pytest.raises(InvalidError, match="each day of the calendar elapsed"):
        CalendarDay.parse(off)


def test_constraints_and_deadlines_come_along_and_open_deadlines_do_not() -> None:
    written = {"task": "a", "written_vi": "…", "written_en": "…"}
    made = spec(
        "a",
        task("a"),
        estimate("a"),
        Constraint(task="a", type=ConstraintKind.SNET, day=july(3)),
        Deadline(code="d1", type=DeadlineKind.INSTRUMENT, not_after=july(20), **written),
        Deadline(code="d2", type=DeadlineKind.EXTENSION, not_before=july(1), not_after=july(30), **written),
        Deadline(code="d3", type=DeadlineKind.INSTRUMENT, **written),
    )
    assert made.constraints == ((ConstraintKind.SNET, july(3)),)
    assert made.deadlines == (Due(july(20)), Due(july(30), DeadlineKind.EXTENSION, july(1)))
    assert made.binding_deadline == july(30)


class TestProgress:
    def test_reports_until_the_day_are_merged_field_by_field(self) -> None:
        records = Records(
            [
                report("a", 3, ProgressState.IN_PROGRESS, actual_start=july(2), remaining=5),
                report("a", 5, ProgressState.IN_PROGRESS, percent=40),
                report("a", 9, ProgressState.DONE, actual_finish=july(6)),
                report("a", 10, ProgressState.NOT_STARTED),
            ]
        )
        assert actuals(records, "a", july(2)) == Actuals()
        assert actuals(records, "a", july(4)) == Actuals(ProgressState.IN_PROGRESS, july(2), None, 5, None)
        assert actuals(records, "a", july(8)) == Actuals(ProgressState.IN_PROGRESS, july(2), None, None, 40)
        assert actuals(records, "a", july(9)) == Actuals(ProgressState.DONE, july(2), july(6), None, 40, july(9))
        assert actuals(records, "a", july(10)) == Actuals()

    def test_work_taken_up_again_is_not_finished(self) -> None:
        records = Records(
            [report("a", 3, ProgressState.DONE, actual_finish=july(3)), report("a", 4, ProgressState.IN_PROGRESS, remaining=1)]
        )
        assert actuals(records, "a", july(4)).actual_finish is None

    def test_a_percentage_leaves_the_rest_of_the_days_rounded_up(self) -> None:
        begun = report("a", 5, ProgressState.IN_PROGRESS, actual_start=july(3), percent=40)
        assert spec("a", task("a"), estimate("a", 4), begun).remaining == 3
        said = report("a", 5, ProgressState.IN_PROGRESS, actual_start=july(3), percent=40, remaining=1)
        assert spec("a", task("a"), estimate("a", 4), said).remaining == 1

    @pytest.mark.parametrize("known", [{}, {"actual_start": july(3)}, {"actual_start": july(3), "actual_finish": july(5)}])
    def test_done_work_is_finished_whatever_dates_are_known(self, known: dict[str, date]) -> None:
        made = planned(task("a"), estimate("a"), report("a", 6, ProgressState.DONE, percent=100, **known))
        dates = schedule(made.network).tasks["a"]
        assert (dates.state, dates.critical, dates.undated) == ("finished", False, "actual_finish" not in known)

    def test_done_on_a_day_that_is_not_on_record_is_done_by_the_first_report_that_says_so_and_stays_there(self) -> None:
        entities = (
            task("a"),
            estimate("a", 2),
            task("b"),
            estimate("b", 1),
            report("a", 4, ProgressState.IN_PROGRESS, actual_start=july(3)),
            report("a", 6, ProgressState.DONE),
            report("a", 9, ProgressState.DONE),
            Dependency(predecessor="a", successor="b", lag=5),
        )
        for day in (july(9), july(12), date(2018, 8, 1)):
            made = schedule(planned(*entities, day=day).network)
            dates = made.tasks["a"]
            assert (dates.early_start, dates.early_finish, dates.undated) == (july(3), july(6), True)
            assert made.tasks["b"].early_start == max(day, july(16))
        assert made.network.tasks["a"].done_by == july(6)

    def test_done_is_forgotten_when_work_is_taken_up_again(self) -> None:
        again = (
            report("a", 3, ProgressState.DONE),
            report("a", 4, ProgressState.IN_PROGRESS),
            report("a", 6, ProgressState.DONE),
        )
        assert [actuals(Records(again), "a", july(day)).done_by for day in (3, 4, 6)] == [july(3), None, july(6)]

    def test_which_report_says_what_is_known(self) -> None:
        begun = report("a", 3, ProgressState.IN_PROGRESS, actual_start=july(2), remaining=5)
        told = report("a", 5, ProgressState.IN_PROGRESS, percent=40)
        behind = reports_behind(Records([begun, told]), "a", july(9))
        assert behind == {"state": told, "actual_start": begun, "percent": told}

    def test_a_summary_is_cancelled_when_all_that_it_is_made_of_is(self) -> None:
        parts = (task("T"), task("S", "T"), task("a", "S"), task("b", "S"), task("c"), estimate("c"))
        one = report("a", 5, ProgressState.CANCELLED)
        made = planned(*parts, estimate("b"), one)
        assert (made.cancelled, made.undated) == (("a",), ())
        made = planned(*parts, one, report("b", 4, ProgressState.CANCELLED), Dependency(predecessor="b", successor="c"))
        assert (made.cancelled, made.undated, made.network.links) == (("S", "T", "a", "b"), (), ())


def test_facts_alone_still_make_a_network_however_little_it_holds() -> None:
    assumed = Frame(programme="P1", start=july(2), calendar="6D", assumed=True)
    records = Records(
        [*BASE[:1], assumed, task("S"), task("a", "S"), estimate("a", assumed=True), task("m", "S", TaskKind.MILESTONE)]
    )
    made = network(records.facts_only(), TODAY)
    assert (list(made.network.tasks), made.undated) == (["S", "m"], ("a",))
    assert schedule(made.network).tasks["S"].early_start == TODAY
    assert network(Records(), TODAY).network.tasks == {}


def test_a_task_whose_parent_is_not_in_the_records_stands_alone() -> None:
    assert spec("a", task("a", "gone"), estimate("a")).parent is None
