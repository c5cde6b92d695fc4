"""A plan file taken for the plan of a programme: dated as the file is, found again as it stands, told where it cannot be."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from governance.records import Records
from governance.values import Entity
from portfolio.cpm import schedule
from portfolio.errors import InvalidError, UnknownCodeError
from portfolio.interchange import mspdi, plancsv, planjson, read, written
from portfolio.interchange.adopting import Adopted, adopted
from portfolio.interchange.live import live
from portfolio.interchange.planfile import PlanFile
from portfolio.model import (
    Calendar,
    Constraint,
    Deadline,
    Dependency,
    Estimate,
    Frame,
    Portfolio,
    Programme,
    ProgrammeKind,
    Progress,
    ProgressState,
    Task,
    TaskKind,
)
from portfolio.plan import network
from tests.portfolio.interchange.drawing import plan_files
from tests.strategies import FIRST
from tests.support import seeded

DAY = date(2018, 7, 5)
BASE: tuple[Entity, ...] = (
    Calendar(code="VN", title_vi="Quốc gia", title_en="National"),
    Portfolio(code="EGOV", title_vi="Danh mục", title_en="Portfolio", committee="NCEG", calendar="VN"),
    Programme(code="P", portfolio="EGOV", type=ProgrammeKind.PLAN, title_vi="Kế hoạch", title_en="Plan"),
)


def taken(plan: PlanFile, records: Records, day: date = DAY, programme: str = "P") -> tuple[Records, Adopted]:
    """The records with what the file makes of the programme."""
    made = adopted(plan, programme, records, day)
    return records.apply((type(entity), entity.code, entity) for entity in made.wanted), made


def changed(made: Adopted) -> list[Entity]:
    return [entity for entity in made.wanted if made.current.find(type(entity), entity.code) != entity]


@settings(deadline=None, max_examples=100)
@given(plan_files())
def test_the_programme_is_dated_as_the_file_and_a_second_time_nothing_changes(plan: PlanFile) -> None:
    day = plan.data_date or FIRST
    records, made = taken(plan, Records(BASE), day)
    found = schedule(network(records, day).network)
    # what the file calls done without a day was so by the day of the file
    known = tuple(replace(t, spec=replace(t.spec, done_by=day if t.spec.done else None)) for t in plan.tasks)
    expected = schedule(replace(plan, tasks=known, data_date=day).network())
    for code, dates in expected.tasks.items():
        ours = found.tasks[f"P.{code}"]
        assert (ours.early_start, ours.early_finish, ours.late_finish) == (
            dates.early_start,
            dates.early_finish,
            dates.late_finish,
        )
        assert (ours.total_float, ours.free_float, ours.critical) == (dates.total_float, dates.free_float, dates.critical)
    assert changed(taken(plan, records, day)[1]) == []
    assert {type(entity) for entity in changed(made)} >= {Task}


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_is_exported_and_taken_in_again_changes_nothing(form: Any) -> None:
    records = seeded()
    planned = network(records, DAY)
    for programme in records.all(Programme):
        plan = live(records, planned, programme.code)
        if plan.tasks:
            assert changed(taken(read(written(plan, form).data), records, DAY, programme.code)[1]) == [], programme.code


def test_from_microsoft_project_only_what_it_could_not_hold_comes_back_changed() -> None:
    records = seeded()
    plan = live(records, network(records, DAY), "1755")
    again = changed(taken(mspdi.read(mspdi.write(plan)), records, DAY, "1755")[1])
    assert {type(entity) for entity in again} <= {Dependency, Deadline}


def table(*lines: str) -> PlanFile:
    return plancsv.read("\n".join(["#start,2018-07-02", "code,title,duration,parent,predecessors,deadline", *lines]).encode())


def test_things_come_with_codes_of_the_programme_and_without_a_source() -> None:
    records, made = taken(table("Đợt 1,khảo sát,5,,,2018-08-01", "2,kết nối,10ed,,Đợt 1 FS+50%,", "3,xong,0,,2,"), Records(BASE))
    kinds = {task.code: task.type for task in records.all(Task)}
    assert kinds == {"P.Dot-1": TaskKind.TASK, "P.2": TaskKind.TASK, "P.3": TaskKind.MILESTONE}
    assert [(e.code, e.most_likely, e.calendar) for e in records.all(Estimate)] == [
        ("P.2", 10, "elapsed"), ("P.Dot-1", 5, None),
    ]  # fmt: skip
    assert [(d.code, d.lag) for d in records.all(Dependency)] == [("P.2~P.3~FS", 0), ("P.Dot-1~P.2~FS", 3)]
    [due] = records.all(Deadline)
    assert (due.code, due.written_vi, due.written_en) == ("P.Dot-1.instrument", "chậm nhất ngày 01/08/2018", "by 01/08/2018")
    assert records.get(Calendar, "elapsed").week == "1111111"
    assert {entity.source for entity in made.wanted} == {None}
    assert [str(note) for note in made.notes] == ["lags that are a percent of a duration become days: Đợt 1 → 2"]


def test_what_is_said_otherwise_loses_its_source_and_keeps_what_the_file_does_not_speak_of() -> None:
    provenance = {"source": "000", "source_ref": "Điều 2", "assumed": False}
    there = (
        Task(code="P.1", programme="P", title_vi="Khảo sát", title_en="Survey", clause="Điều 2", **provenance),
        Estimate(task="P.1", optimistic=1, most_likely=5, pessimistic=9, **provenance),
        Constraint(task="P.1", type="ALAP"),
    )
    _same, made = taken(table("1,Survey,5,,,"), Records([*BASE, *there]))
    assert [type(entity).kind for entity in changed(made)] == ["calendar", "frame", "estimate"]
    _records, made = taken(table("1,Survey,6,,,"), Records([*BASE, *there]))
    estimate = made.wanted.get(Estimate, "P.1")
    assert (estimate.most_likely, estimate.source, estimate.calendar) == (6, None, None)
    assert made.wanted.get(Task, "P.1") == there[0]
    assert made.current.all(Constraint) == (there[2],)


def test_a_file_without_groups_leaves_the_outline_as_it_is() -> None:
    there = tuple(
        Task(code=f"P.{code}", programme="P", parent=parent, title_vi=code, title_en=code)
        for code, parent in (("S", None), ("1", "P.S"))
    )
    _records, made = taken(table("1,khảo sát,5,,,"), Records([*BASE, *there]))
    assert made.wanted.get(Task, "P.1").parent == "P.S"
    assert made.current.all(Task) == (there[1], there[0])


def test_progress_is_reported_where_the_reports_do_not_say_so_yet() -> None:
    plan = planjson.read(
        b'{"start": "2018-07-02", "data_date": "2018-07-09", "tasks": [{"code": "A", "duration": 5, "actual_start": "2018-07-02",'
        b' "remaining": 2}, {"code": "B", "duration": 3, "done": true}, {"code": "C", "duration": 1, "remaining": 0}]}'
    )
    records, made = taken(plan, Records(BASE))
    assert [(p.code, p.state, p.remaining) for p in records.all(Progress)] == [
        ("P.A~2018-07-09", ProgressState.IN_PROGRESS, 2), ("P.B~2018-07-09", ProgressState.DONE, None),
    ]  # fmt: skip
    assert "what remains of work that is not begun is not imported: C" in [str(note) for note in made.notes]
    assert changed(taken(plan, records)[1]) == []


THERE = Frame(programme="P", start=date(2018, 6, 4), calendar="SIX", source="000", source_ref="Điều 2")
SIX = Calendar(code="SIX", title_vi="Sáu ngày", title_en="Six days", week="1111110")


def test_a_frame_that_is_there_stays_and_what_the_file_says_is_told() -> None:
    plan = planjson.read(
        b'{"title": "X", "start": "2018-07-02", "calendar": "own", "calendars": {"own": {"week": [1, 2, 3, 4, 5]}},'
        b' "tasks": [{"code": "A", "duration": 6}]}'
    )
    records, made = taken(plan, Records([*BASE, SIX, THERE]))
    assert made.wanted.get(Frame, THERE.code) == THERE
    assert network(records, DAY).network.starts == {"P": THERE.start}
    assert [str(note) for note in made.notes] == [
        "the start of P stays 04/06/2018; the file says 02/07/2018: --frame (?frame=true) takes the file's",
        "the calendar of P stays SIX; the file's own has other days: --frame (?frame=true) takes it",
        "the title of the file is not imported, P keeps its own: X",
    ]
    assert made.wanted.all(Calendar) == ()
    assert made.wanted.get(Estimate, "P.A").calendar is None
    assert changed(taken(plan, records)[1]) == []


def test_a_frame_is_taken_over_where_that_is_asked_for_or_there_was_none() -> None:
    plan = table("1,Survey,5,,,")
    for there, asked in ((SIX, False), (THERE, True)):
        made = adopted(plan, "P", Records([*BASE, SIX, there]), DAY, frame=asked)
        [frame] = made.wanted.all(Frame)
        assert (frame.start, frame.calendar, frame.source, made.notes) == (date(2018, 7, 2), "P.standard", None, ())


def test_a_file_that_says_the_frame_as_it_is_has_nothing_to_tell() -> None:
    named = Calendar(code="VN", title_vi="Quốc gia", title_en="National")
    same = Frame(programme="P", start=date(2018, 7, 2))
    assert adopted(table("1,Survey,5,,,"), "P", Records([*BASE, named, same]), DAY).notes == ()


def test_every_problem_comes_at_once_and_at_its_place() -> None:
    def refused(plan: PlanFile, records: Records) -> dict[str, str]:
        with pytest.raises(InvalidError) as caught:
            adopted(plan, "P", records, DAY)
        return {problem.place: str(problem.message) for problem in caught.value.problems}

    other = Task(code="P.3", programme="Q", title_vi="…", title_en="…")
    found = refused(table("a b,x,1,,,", "a-b,y,1,,,", "3,z,1,,,"), Records([*BASE, other]))
    assert found == {
        "line 4": "a b and a-b would both be called P.a-b: rename one in the file",
        "line 5": "the code P.3 belongs to a task of programme Q",
    }
    assert set(refused(table(f"{'x' * 159},{'y' * 600},1,,,"), Records(BASE))) == {
        "line 3: task code", "line 3: task title_vi", "line 3: task title_en", "line 3: estimate task", "line 3: estimate code",
    }  # fmt: skip
    both = planjson.read(
        b'{"start": "2018-07-02", "tasks": [{"code": "A", "duration": 5, "programme": "X"}, {"code": "B", "duration": 1}]}'
    )
    assert "several programmes" in refused(both, Records(BASE))["file"]
    with pytest.raises(UnknownCodeError):
        adopted(both, "none", Records(BASE), DAY)


def test_a_length_beyond_the_estimate_of_the_file_widens_it() -> None:
    plan = planjson.plan_from({"start": "2018-07-02", "tasks": [{"code": "A", "duration": 5, "estimate": [1, 2, 3]}]})
    records, _made = taken(plan, Records(BASE))
    found = records.get(Estimate, "P.A")
    assert (found.optimistic, found.most_likely, found.pessimistic) == (1, 5, 5)


def test_several_deadlines_of_a_task_are_kept_each_as_the_file_says_it() -> None:
    due = [{"not_before": "2018-07-09", "not_after": "2018-07-20"}, {"not_after": "2018-07-31"}, {"not_before": "2018-08-01"}]
    plan = planjson.plan_from({"start": "2018-07-02", "tasks": [{"code": "A", "duration": 1, "deadline": due}]})
    records, _made = taken(plan, Records(BASE))
    assert {d.code: d.written_en for d in records.all(Deadline)} == {
        "P.A.instrument": "09/07/2018 to 20/07/2018",
        "P.A.instrument.2": "by 31/07/2018",
        "P.A.instrument.3": "from 01/08/2018 on",
    }
    assert changed(taken(plan, records)[1]) == []


def test_a_report_of_the_same_day_is_said_anew_and_one_that_was_wrong_is_taken_back() -> None:
    begun, none = (
        {"start": "2018-07-02", "data_date": "2018-07-09", "tasks": [{"code": "A", "duration": 5, **more}]}
        for more in ({"actual_start": "2018-07-03"}, {})
    )
    records, _made = taken(planjson.plan_from(begun), Records(BASE))
    again, made = taken(planjson.plan_from(none), records)
    assert [entity.state for entity in changed(made) if isinstance(entity, Progress)] == [ProgressState.NOT_STARTED]
    assert made.current.all(Progress) == records.all(Progress)
    assert changed(taken(planjson.plan_from(none), again)[1]) == []
