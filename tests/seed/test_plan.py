"""The assumptions make every programme a schedule worth looking at, on the status day and on days before it."""

from collections import defaultdict
from datetime import date

import pytest

from governance.errors import Problem
from governance.model import Document, DocumentStatus
from governance.records import Records
from portfolio.answers import timeline, vacancies, who_answers
from portfolio.cpm import schedule
from portfolio.model import (
    Assignment,
    CalendarDay,
    Constraint,
    ConstraintKind,
    Deadline,
    DeadlineKind,
    Dependency,
    Estimate,
    LagCalendar,
    Programme,
    Progress,
    Relation,
    Role,
    Task,
    TaskKind,
)
from portfolio.plan import network
from portfolio.schedule import Schedule

STATUS_DAY = date(2018, 7, 5)
NEW = "CPDT2018-2020"
MAKE_UP = date(2019, 1, 5)


@pytest.fixture(scope="module")
def planned(seed: Records) -> Schedule:
    return schedule(network(seed, STATUS_DAY).network)


def test_there_are_more_than_sixty_tasks_and_only_components_stay_undated(seed: Records) -> None:
    plan = network(seed, STATUS_DAY)
    assert len(plan.network.tasks) >= 60
    assert {seed.get(Task, code).type for code in plan.undated} == {TaskKind.COMPONENT}


def test_every_programme_has_a_schedule(seed: Records, planned: Schedule) -> None:
    finishes = {programme.code: planned.finish_of(programme.code) for programme in seed.all(Programme)}
    assert None not in finishes.values()
    ends = {programme.code: programme.ends for programme in seed.all(Programme) if programme.ends}
    for code, end in ends.items():
        finish = finishes[code]
        assert finish is not None
        assert finish.year <= int(end)


@pytest.mark.parametrize("day", [date(year, month, 1) for year in range(2008, 2021) for month in (1, 7)])
def test_every_day_before_and_after_can_be_looked_at(seed: Records, day: date) -> None:
    assert schedule(network(seed, day).network).finish


def test_facts_alone_can_be_looked_at_and_nearly_nothing_is_dated(seed: Records) -> None:
    plan = network(seed.facts_only(), STATUS_DAY)
    schedule(plan.network)
    assert {task.code for task in plan.network.tasks.values() if task.duration} == set()


def test_all_relations_lag_calendars_leads_and_constraints_occur(seed: Records) -> None:
    links = seed.all(Dependency)
    assert {link.relation for link in links} == set(Relation)
    assert {link.lag_calendar for link in links} == set(LagCalendar)
    assert min(link.lag for link in links) < 0 < max(link.lag for link in links)
    assert {c.type for c in seed.all(Constraint)} == set(ConstraintKind)
    assert {a.role for a in seed.all(Assignment)} == set(Role)
    assert {e.calendar for e in seed.all(Estimate)} == {None, "VN6"}


def test_links_join_programmes_and_bind_summaries(seed: Records) -> None:
    programme = {task.code: task.programme for task in seed.all(Task)}
    summaries = {task.parent for task in seed.all(Task)}
    links = [link for link in seed.all(Dependency) if link.assumed]
    crossing = {(programme[a], programme[b]) for a, b in ((link.predecessor, link.successor) for link in links)}
    crossing = {(a, b) for a, b in crossing if a != b}
    assert {("KH2008", "KH2009-2010"), ("KH2009-2010", "CT2011-2015"), ("CT2011-2015", "1755"), ("1755", NEW)} <= crossing
    assert any(link.predecessor in summaries for link in links)


def test_every_task_that_is_worked_on_has_three_points_and_one_lead(seed: Records, planned: Schedule) -> None:
    leads: dict[str, int] = defaultdict(int)
    for assignment in seed.by(Assignment, "role", Role.LEAD):
        leads[assignment.task] += 1
    for code, task in planned.network.tasks.items():
        if not planned.network.is_summary(code):
            assert leads[code] == 1, code
            assert task.milestone or seed.by(Estimate, "task", code)
    assert all(e.optimistic <= e.most_likely <= e.pessimistic for e in seed.all(Estimate))


def test_a_make_up_saturday_is_worked_on_a_critical_path(seed: Records, planned: Schedule) -> None:
    day = seed.get(CalendarDay, "VN~2019-01-05")
    assert (day.working, day.document) == (True, "CV-6519")
    ordered_by = seed.get(Document, "CV-6519")
    assert (ordered_by.status, ordered_by.source) == (DocumentStatus.ISSUED, "dispatch-6519")
    at_work = [
        code
        for code in planned.longest_path_of(NEW)
        if code.startswith(NEW) and planned.tasks[code].early_start <= MAKE_UP <= planned.tasks[code].early_finish
    ]
    assert at_work == [f"{NEW}.2.4"]
    assert planned.tasks[at_work[0]].critical
    assert planned.network.calendar_of(planned.network.tasks[at_work[0]]).works(MAKE_UP)


def test_without_the_make_up_saturday_the_resolution_comes_a_day_later(seed: Records, planned: Schedule) -> None:
    plain = Records(entity for entity in seed if entity.code != "VN~2019-01-05")
    later = schedule(network(plain, STATUS_DAY).network).tasks[f"{NEW}.2.4"].early_finish
    assert later > planned.tasks[f"{NEW}.2.4"].early_finish


def test_the_two_swaps_of_2019_are_in_the_national_calendar(seed: Records) -> None:
    swapped = {str(d.day): d.working for d in seed.all(CalendarDay) if d.document == "CV-6519"}
    assert swapped == {"2018-12-31": False, "2019-01-05": True, "2019-04-29": False, "2019-05-04": True}


def test_what_holds_the_resolution_up_lies_in_another_programme(planned: Schedule) -> None:
    issued = planned.tasks[f"{NEW}.2.5"]
    assert issued.total_float < 0
    assert issued.violates
    path = planned.longest_path_of(NEW)
    assert path[:4] == ("1755.1.5", "1755.1.6", "1755.2.4", "1755.2.5")
    assert path[-1] == f"{NEW}.10.3"


def test_a_deadline_was_missed_and_extended(seed: Records, planned: Schedule) -> None:
    due = {d.type: d.not_after for d in seed.by(Deadline, "task", "1755.2.5")}
    assert due == {DeadlineKind.INSTRUMENT: date(2018, 6, 30), DeadlineKind.EXTENSION: date(2018, 8, 31)}
    assert STATUS_DAY < planned.tasks["1755.2.5"].early_finish <= date(2018, 8, 31)


def test_deadlines_are_written_as_intervals_and_as_open_ends(seed: Records) -> None:
    written = {d.written_vi: (d.not_before, d.not_after) for d in seed.all(Deadline)}
    assert written["quý II/2019"] == (date(2019, 4, 1), date(2019, 6, 30))
    assert written["từ năm 2020"] == (date(2020, 1, 1), None)
    assert written["thường xuyên"] == (None, None)


def test_the_past_is_done_and_was_not_when_one_looks_back(seed: Records) -> None:
    past = {"KH2008", "KH2009-2010", "CT2011-2015", "DA2009"}

    def open_on(day: date) -> set[str]:
        net = network(seed, day).network
        return {t.group for t in net.tasks.values() if not net.is_summary(t.code) and not t.finished} & past

    assert open_on(STATUS_DAY) == set()
    assert open_on(date(2009, 10, 1)) == past - {"KH2008"}
    assert open_on(date(2008, 6, 1)) == past


def test_both_running_programmes_have_work_done_under_way_and_ahead(seed: Records, planned: Schedule) -> None:
    for programme in ("1755", NEW):
        leaves = [t for t in planned.network.tasks.values() if t.group == programme and not planned.network.is_summary(t.code)]
        assert any(t.finished for t in leaves)
        assert any(t.started for t in leaves)
        assert sum(not t.finished and not t.started for t in leaves) > 5


def test_reports_are_written_on_days_that_they_can_know(seed: Records) -> None:
    problems: list[Problem] = [p for report in seed.all(Progress) for p in report.rules()]
    assert problems == []
    assert max(report.as_of for report in seed.all(Progress)) <= STATUS_DAY


def test_the_committee_is_succeeded_in_the_middle_of_a_task_that_it_leads(seed: Records, planned: Schedule) -> None:
    task = planned.tasks[f"{NEW}.1.5"]
    spans = timeline(seed, f"{NEW}.1.5", task.early_start, task.early_finish)
    assert [(span.answer.post, span.answer.person) for span in spans] == [
        ("NCITA.chair", None),
        ("NCEG.chair", "NGUYEN-XUAN-PHUC"),
    ]
    assert spans[1].start == date(2018, 10, 1)
    assert spans[0].start < spans[1].start < spans[1].end


def test_the_minister_answers_for_what_mic_leads_and_no_source_names_him(seed: Records) -> None:
    answer = who_answers(seed, f"{NEW}.6.1", STATUS_DAY)
    assert (answer.post, answer.person) == ("MIC.minister", None)
    assert "MIC.minister" in {vacancy.post.code for vacancy in vacancies(seed, STATUS_DAY)}


def test_a_delegate_answers_where_the_minister_has_delegated(seed: Records) -> None:
    answer = who_answers(seed, "1755.3.1", STATUS_DAY)
    assert (answer.person, answer.via.value, answer.assumed) == ("NGUYEN-MINH-HONG", "delegate", True)
