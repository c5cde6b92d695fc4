"""A conclusion becomes tasks in one step, or nothing at all; and the next meeting of the body hears where they stand."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from governance.errors import InvalidError, UnknownCodeError
from governance.ledger import Head
from governance.meetings import AgendaItem, Conclusion, ConclusionNotice, MeetingPaper
from governance.model import Meeting, MeetingKind, PartOfDay
from governance.records import Records
from governance.values import Entity
from governance.work import State, Work
from portfolio.agenda import agenda, next_agendas
from portfolio.conclusions import MOST, conclude
from portfolio.model import Assignment, Calendar, Deadline, DeadlineKind, Frame, ProgressState, Role, Task
from portfolio.ordered import ConclusionTask
from portfolio.reports import View, report, view
from portfolio.reports.agenda import heard
from tests.governance.making import body, document, follows, post
from tests.portfolio.making import given, programme, reported, takes, task
from tests.support import AUTHOR

DAY = date(2018, 7, 5)


def meeting(code: str, on: str | None, of: str | None = "C", **more: Any) -> Meeting:
    return Meeting(code=code, type=MeetingKind.MEETING, title_vi=f"Họp {code}", title_en=code, body=of, held_on=on, **more)


def concluded(of: str, number: int, **more: Any) -> Conclusion:
    return Conclusion(meeting=of, ordinal=number, text_vi=f"kết luận {number}", text_en=f"conclusion {number}", **more)


def ordered(of: str, number: int, *tasks: str) -> list[Entity]:
    return [concluded(of, number), *(ConclusionTask(conclusion=f"{of}~{number}", task=each) for each in tasks)]


def due(what: str, day: date, kind: DeadlineKind = DeadlineKind.INSTRUMENT) -> Deadline:
    return Deadline(
        code=f"{what}.{kind.value}", task=what, type=kind, written_vi="hạn", written_en="due", not_before=day, not_after=day
    )


PLACES = [body("C"), body("MIC"), body("MOF"), post("MIC.minister", head=True), programme("P"), document("QD")]
ORDER = {"code": "P.1", "programme": "P", "title_vi": "Soạn", "title_en": "Draft", "lead": "MIC"}
WHOLE = {
    **ORDER, "post": "MIC.minister", "coordinating": ["MOF"], "approving": ["C"], "deliverable_vi": "Dự thảo",
    "deliverable_en": "A draft", "clause": "Điều 1",
    "deadline": {"written_vi": "tháng 12/2018", "written_en": "December 2018",
                 "not_before": "2018-12-01", "not_after": "2018-12-31"},
}  # fmt: skip


def work(*things: Entity) -> Work:
    records = Records([*PLACES, meeting("M", "2018-07-05"), *things])
    return Work(State(Head(), records, {}), AUTHOR)


# ---- one step


def test_one_step_makes_the_task_its_bodies_its_deadline_and_the_link() -> None:
    made = conclude(work(concluded("M", 2)), "M", 2, {"tasks": [WHOLE, {**ORDER, "code": "P.2", "parent": "P.1"}]})
    assert [(type(each), each.code) for each in made] == [
        (Task, "P.1"), (Assignment, "P.1~MIC~lead"), (Assignment, "P.1~MOF~coordinating"), (Assignment, "P.1~C~approving"),
        (Deadline, "P.1~conclusion"), (ConclusionTask, "M~2~P.1"),
        (Task, "P.2"), (Assignment, "P.2~MIC~lead"), (ConclusionTask, "M~2~P.2"),
    ]  # fmt: skip
    drafted, lead, due_on = made[0], made[1], made[4]
    assert isinstance(drafted, Task)
    assert isinstance(lead, Assignment)
    assert isinstance(due_on, Deadline)
    assert (drafted.meeting, drafted.deliverable_en, drafted.basis) == ("M", "A draft", None)
    assert (lead.role, lead.post) == (Role.LEAD, "MIC.minister")
    assert (due_on.type, due_on.written_vi, due_on.not_after) == (DeadlineKind.INSTRUMENT, "tháng 12/2018", date(2018, 12, 31))


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"written_vi": "quý IV/2018"}, (date(2018, 10, 1), date(2018, 12, 31))),
        ({"written_vi": "trước ngày 15/12/2018"}, (None, date(2018, 12, 15))),
        ({"written_vi": "thường xuyên"}, (None, None)),
        ({"written_vi": "sớm", "not_after": None}, (None, None)),
        ({"written_vi": "quý IV/2018", "not_after": "2018-11-30"}, (None, date(2018, 11, 30))),
    ],
)
def test_the_days_of_a_deadline_are_read_from_its_words_unless_they_are_given(
    said: dict[str, Any], days: tuple[date | None, date | None]
) -> None:
    ordered = {**ORDER, "deadline": {"written_en": "x", **said}}
    [due_on] = [each for each in conclude(work(concluded("M", 1)), "M", 1, {"tasks": [ordered]}) if isinstance(each, Deadline)]
    assert (due_on.written_vi, due_on.not_before, due_on.not_after) == (said["written_vi"], *days)


def test_what_is_ordered_comes_behind_what_is_there_in_the_order_given_unless_it_says_where() -> None:
    there = (task("P.7", ordinal=7), task("Q.8", parent="P.7", ordinal=8))
    codes = ("P.1", "P.2", "P.3")
    more: tuple[dict[str, Any], ...] = ({}, {"ordinal": 3}, {})
    orders = [{**ORDER, "code": code, **own} for code, own in zip(codes, more, strict=True)]
    made = conclude(work(concluded("M", 1), *there), "M", 1, {"tasks": orders})
    assert [each.ordinal for each in made if isinstance(each, Task)] == [8, 3, 9]


def test_the_conclusion_is_written_too_where_it_is_new_and_stays_as_it_is_where_it_is_not() -> None:
    made = conclude(work(), "M", 1, {"text_vi": "kết luận", "text_en": "conclusion", "tasks": [ORDER]})
    assert isinstance(made[0], Conclusion)
    assert (made[0].code, made[0].text_vi) == ("M~1", "kết luận")
    with pytest.raises(InvalidError, match="text_vi: the conclusion is on record already"):
        conclude(work(concluded("M", 1)), "M", 1, {"text_vi": "khác", "tasks": [ORDER]})
    with pytest.raises(UnknownCodeError, match="no meeting conclusion with the code M~3"):
        conclude(work(), "M", 3, {"tasks": [ORDER]})
    with pytest.raises(UnknownCodeError, match="no meeting with the code X"):
        conclude(work(), "X", 1, {"tasks": [ORDER]})


def test_the_task_rests_on_the_notice_where_that_is_issued_unless_it_names_another_basis() -> None:
    things = (concluded("M", 1), ConclusionNotice(meeting="M", document="QD"), document("NQ"))
    for given_basis, basis in (({}, "QD"), ({"basis": "NQ"}, "NQ")):
        [made, *_rest] = conclude(work(*things), "M", 1, {"tasks": [ORDER | given_basis]})
        assert isinstance(made, Task)
        assert made.basis == basis
    due_on = conclude(work(*things), "M", 1, {"tasks": [WHOLE]})[4]
    assert isinstance(due_on, Deadline)
    assert due_on.document == "QD"


def places(raw: object, *things: Entity) -> list[str]:
    """Where the problems of what is given stand; nothing may have been made."""
    here = work(concluded("M", 1), *things)
    with pytest.raises(InvalidError) as refused:
        conclude(here, "M", 1, raw)  # type: ignore[arg-type]
    assert here.changes == []
    assert all(each.message.render("vi") != each.message.render("en") for each in refused.value.problems)
    return [each.place for each in refused.value.problems]


def test_every_problem_of_every_task_is_told_at_its_place_at_once() -> None:
    bad = {"code": "P 1", "programme": "X", "title_vi": "", "lead": "NOBODY", "coordinating": ["MOF", "MOF", "NOBODY", 7],
           "approving": "C", "deadline": {"written_vi": "a", "not_before": "2018-12-31", "not_after": "2018-12", "by": 1},
           "colour": "red"}  # fmt: skip
    tasks = [bad, {**ORDER, "code": "P.2", "lead": None}, "P.3", {**ORDER, "code": "P.2"}]
    assert set(places({"tasks": tasks, "more": 1})) == {
        "more", "tasks[0].colour", "tasks[0].code", "tasks[0].programme", "tasks[0].title_vi", "tasks[0].title_en",
        "tasks[0].lead", "tasks[0].coordinating[1]", "tasks[0].coordinating[2]", "tasks[0].coordinating[3]",
        "tasks[0].approving", "tasks[0].deadline.by", "tasks[0].deadline.written_en", "tasks[0].deadline.not_after",
        "tasks[1].lead", "tasks[2]", "tasks[3].code",
    }  # fmt: skip


def test_who_leads_does_not_coordinate_and_words_that_are_no_deadline_ask_for_its_days() -> None:
    due_soon = {"written_vi": "sớm", "written_en": "soon"}
    tasks = [{**ORDER, "coordinating": ["MOF", "MIC"]}, {**ORDER, "code": "P.2", "deadline": due_soon}]
    assert places({"tasks": tasks}) == ["tasks[0].coordinating[1]", "tasks[1].deadline.written_vi"]


def test_what_hangs_on_something_wrong_is_not_told_again() -> None:
    tasks = [{**ORDER, "title_vi": ""}, {**ORDER, "code": "P.2", "parent": "P.1"}]
    with pytest.raises(InvalidError) as refused:
        conclude(work(), "M", 1, {"text_vi": "kết luận", "tasks": tasks})
    assert [each.place for each in refused.value.problems] == ["text_en", "tasks[0].title_vi"]


def test_what_is_not_there_and_what_is_there_already_are_told_too() -> None:
    raw = {
        **WHOLE,
        "programme": "X",
        "parent": "P.9",
        "basis": "NQ",
        "lead": "NOBODY",
        "coordinating": ["MOF", "MOF"],
        "post": "X",
    }
    found = places({"tasks": [raw, {**ORDER, "code": "P.7"}]}, task("P.7"))
    assert found == [
        "tasks[0].coordinating[1]", "tasks[1].code", "tasks[0].programme", "tasks[0].parent", "tasks[0].basis", "tasks[0].lead",
        "tasks[0].post",
    ]  # fmt: skip


@pytest.mark.parametrize("tasks", [None, [], {}, "P.1", [ORDER] * (MOST + 1)], ids=["none", "empty", "an object", "text", "many"])
def test_the_tasks_are_a_list_of_one_or_more(tasks: object) -> None:
    assert "tasks" in places({"tasks": tasks})


WRONG = {"programme": "a b", "title_vi": 7, "title_en": "", "lead": "b c", "deliverable_vi": "x" * 501, "clause": "a\nb",
         "ordinal": -1, "deadline": [], "coordinating": "MOF"}  # fmt: skip


@over(st.sets(st.sampled_from(sorted(WRONG)), min_size=1), st.integers(0, 2))
def test_whatever_is_wrong_of_a_task_is_named_and_nothing_else(wrong: set[str], where: int) -> None:
    tasks = [{**ORDER, "code": f"P.{n}"} for n in range(3)]
    tasks[where] |= {name: WRONG[name] for name in wrong}
    assert set(places({"tasks": tasks})) == {f"tasks[{where}].{name}" for name in wrong}


# ---- what the next meeting hears


def looked(*things: Entity, day: date = DAY) -> View:
    return view(Records([*PLACES, *things]), day)


SERIES = [
    meeting("M1", "2018-03-01"), meeting("M2", "2018-06-01"), meeting("M3", "2018-09-01"), meeting("OTHER", "2018-06-15", "MIC"),
    *ordered("M1", 1, "P.1", "P.2"), *ordered("M2", 1, "P.3"), *ordered("M2", 2), *ordered("OTHER", 1, "P.4"),
    *(task(code) for code in ("P.1", "P.2", "P.3", "P.4")), *(given(code, "MIC") for code in ("P.1", "P.3")),
    reported("P.2", date(2018, 5, 1), ProgressState.DONE, actual_finish=date(2018, 4, 30)),
    reported("P.3", date(2018, 7, 1), ProgressState.DONE, actual_finish=date(2018, 7, 1)),
]  # fmt: skip


def heard_by(code: str, *things: Entity, day: date = DAY) -> list[tuple[str, int, str | None]]:
    found = agenda(Records([*PLACES, *SERIES, *things]), code, day)
    return [(each.meeting.code, each.conclusion.ordinal, each.task and each.task.code) for each in found.orders]


def test_the_last_meeting_is_told_whole_and_earlier_ones_as_far_as_they_are_open() -> None:
    assert heard_by("M3") == [("M2", 1, "P.3"), ("M2", 2, None), ("M1", 1, "P.1")]
    assert heard_by("M2") == [("M1", 1, "P.1"), ("M1", 1, "P.2")]
    assert heard_by("M1") == []
    given_up = reported("P.1", date(2018, 6, 30), ProgressState.CANCELLED)
    assert heard_by("M3", given_up) == [("M2", 1, "P.3"), ("M2", 2, None)]


def test_meetings_of_one_day_come_by_their_hour_and_one_without_a_day_after_those_that_were() -> None:
    early = meeting("A", "2018-06-01", part_of_day=PartOfDay.EVENING)
    late = meeting("B", "2018-06-01", starts_at="19:00")
    assert heard_by("B", early, late) == [("M1", 1, "P.1")]
    assert heard_by("B", early, late, *ordered("A", 1))[0] == ("A", 1, None)
    assert heard_by("SOON", meeting("SOON", None)) == heard_by("M3")
    assert heard_by("SOON", meeting("SOON", None), day=date(2018, 5, 1))[0] == ("M1", 1, "P.1")
    assert heard_by("NO", meeting("NO", "2019-01-01", None)) == []


def test_a_body_that_follows_another_hears_what_that_one_ordered() -> None:
    things = [body("NEW"), follows("NEW", "C", "2018-08-01"), meeting("N1", "2018-09-15", "NEW")]
    assert heard_by("N1", *things)[-1] == ("M1", 1, "P.1")
    early = meeting("N0", "2018-07-15", "NEW")
    assert heard_by("N0", *things, early) == []


def test_points_and_papers_come_in_their_order() -> None:
    things = [AgendaItem(meeting="M3", ordinal=n, title_vi=f"mục {n}", title_en=f"point {n}") for n in (2, 1)] + [
        MeetingPaper(code=code, meeting="M3", title_vi=code, title_en=code) for code in ("B", "A")
    ]
    found = agenda(Records([*PLACES, *SERIES, *things]), "M3", DAY)
    assert [each.ordinal for each in found.items] == [1, 2]
    assert [each.code for each in found.papers] == ["A", "B"]


def test_for_every_body_there_is_the_next_meeting_or_what_waits_for_one() -> None:
    found = next_agendas(Records([*PLACES, *SERIES]), DAY)
    assert [(each.body, each.meeting and each.meeting.code, len(each.orders)) for each in found] == [
        ("C", "M3", 3),
        ("MIC", None, 1),
    ]
    assert [each.body for each in next_agendas(Records([*PLACES, meeting("M", None)]), DAY)] == []


def test_where_it_stands_is_told_by_deadline_and_counted_in_working_days() -> None:
    things = [*SERIES, due("P.1", date(2018, 6, 29)), takes("P.1"), due("P.3", date(2018, 6, 28))]
    table = report("agenda", Records([*PLACES, *things]), DAY)
    rows = {row["task"]: row for row in table.rows}
    assert [rows[code]["state"].value for code in ("P.1", "P.3", None)] == ["overdue", "done-late", "no-task"]  # type: ignore[attr-defined]
    assert rows["P.1"]["days_overdue"].value == 4, "2 to 5 July, from Friday 29 June on"  # type: ignore[attr-defined]
    assert rows["P.3"]["days_overdue"].value == 1  # type: ignore[attr-defined]
    assert table.answer[0].render("en") == "4 orders to hear of; 1 overdue."
    assert report("agenda", Records([*PLACES, *things]), DAY, programme="P").rows


def test_an_extension_takes_the_place_of_the_first_deadline_and_undated_work_is_counted_too() -> None:
    extended = due("P.1", date(2018, 7, 3), DeadlineKind.EXTENSION)
    things = [*SERIES, due("P.1", date(2018, 6, 29)), extended]
    looks = looked(*things)
    [order] = [each for each in agenda(looks.records, "M3", DAY).orders if each.task and each.task.code == "P.1"]
    told = heard(looks, order)
    assert (told.state, told.days_overdue, told.deadline) == ("overdue", 2, extended)
    stopped = heard(looked(*things, reported("P.1", DAY, ProgressState.SUSPENDED)), order)
    assert (stopped.state, stopped.days_overdue) == ("suspended", None)
    weeks = [Calendar(code=code, title_vi=code, title_en=code, week=week) for code, week in (("5", "1111100"), ("6", "1111110"))]
    on_saturdays = Frame(programme="P", start=date(2018, 1, 1), calendar="6")
    assert heard(looked(*SERIES, due("P.1", date(2018, 6, 29)), *weeks, on_saturdays), order).days_overdue == 5
    assert heard(looked(*SERIES), order).state == "not-started"
    assert heard(looked(*SERIES, due("P.1", date(2019, 1, 1))), order).state == "not-due"


DAYS = st.integers(1, 28)
STATES = st.sampled_from([None, ProgressState.IN_PROGRESS, ProgressState.DONE, ProgressState.CANCELLED])


@over(st.lists(st.tuples(DAYS, st.sampled_from(["C", "MIC"]), st.lists(STATES, max_size=3)), min_size=1, max_size=6), DAYS)
def test_the_last_meetings_orders_and_every_open_one_are_heard_once_and_nothing_else(held: Any, on: int) -> None:
    things: list[Entity] = [meeting("NEXT", f"2018-05-{on:02}")]
    for n, (day, of, states) in enumerate(held):
        things += [meeting(f"M{n}", f"2018-05-{day:02}", of), concluded(f"M{n}", 1)]
        for k, state in enumerate(states):
            code = f"P.{n}.{k}"
            things += [task(code), ConclusionTask(conclusion=f"M{n}~1", task=code)]
            things += [reported(code, DAY, state)] if state else []
    before = sorted(
        (day, f"M{n}", states) for n, (day, of, states) in enumerate(held) if of == "C" and (day, f"M{n}") < (on, "NEXT")
    )
    wanted = set()
    for place, (_day, code, states) in enumerate(reversed(before)):
        for k, state in enumerate(states):
            if place == 0 or state in (None, ProgressState.IN_PROGRESS):
                wanted.add((code, f"P.{code[1:]}.{k}"))
        if place == 0 and not states:
            wanted.add((code, None))
    orders = agenda(Records([*PLACES, *things]), "NEXT", DAY).orders
    found = [(each.meeting.code, each.task and each.task.code) for each in orders]
    assert (len(found), set(found)) == (len(wanted), wanted)
