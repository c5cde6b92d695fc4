"""Status with denominators: the classes of the Government Office, their counts, and what each share is of."""

import json
import time
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from governance.records import Records
from governance.values import Entity
from portfolio.cpm import schedule
from portfolio.errors import InvalidError
from portfolio.model import Deadline, DeadlineKind, Progress, ProgressState, Task, TaskKind
from portfolio.plan import network
from portfolio.reports import report
from portfolio.reports.table import Table, machine, render
from portfolio.statuses import COUNTED, Status, asking, binding_deadline, duties
from tests.governance.making import document
from tests.portfolio.making import PORTFOLIO, reported, takes, task
from tests.portfolio.making import given as led

DAY = date(2018, 7, 5)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows as programs read them."""
    return [{column.key: machine(row.get(column.key), "en") for column in table.columns} for row in table.rows]


def due(what: str, until: date | None, kind: DeadlineKind = DeadlineKind.INSTRUMENT, **more: object) -> Deadline:
    return Deadline(
        code=f"{what}.{kind.value}", task=what, type=kind, written_vi="hạn", written_en="due", not_after=until, **more
    )


def done(what: str, on: date | None, told: date = DAY) -> Progress:
    return reported(what, told, ProgressState.DONE, actual_finish=on)


def status_of(*entities: Entity, day: date = DAY) -> Status:
    [duty] = duties(records := Records(entities), day, records.all(Task))
    return duty.status


A = task("P.A")


def test_a_task_is_due_on_the_last_day_of_its_interval_and_overdue_from_the_next() -> None:
    interval = due("P.A", DAY, not_before=date(2018, 4, 1))
    assert status_of(A, interval) is Status.NOT_DUE
    assert status_of(A, interval, day=AFTER) is Status.OVERDUE
    assert status_of(A, interval, done("P.A", DAY)) is Status.DONE_ON_TIME
    assert status_of(A, interval, done("P.A", AFTER, AFTER), day=AFTER) is Status.DONE_LATE


def test_what_is_known_later_does_not_count_yet() -> None:
    assert status_of(A, due("P.A", BEFORE), done("P.A", BEFORE, AFTER)) is Status.OVERDUE


def test_work_done_on_a_day_that_is_not_on_record_is_on_time_only_if_the_first_report_of_it_was() -> None:
    assert status_of(A, due("P.A", DAY), done("P.A", None, DAY)) is Status.DONE_ON_TIME
    assert status_of(A, due("P.A", BEFORE), done("P.A", None, DAY)) is Status.DONE_UNDATED


@pytest.mark.parametrize(
    ("state", "told"), [(ProgressState.SUSPENDED, Status.SUSPENDED), (ProgressState.CANCELLED, Status.CANCELLED)]
)
def test_what_is_suspended_or_cancelled_is_apart_however_late(state: ProgressState, told: Status) -> None:
    assert status_of(A, due("P.A", BEFORE), reported("P.A", BEFORE, state)) is told


def test_without_a_last_day_there_is_no_class_done_or_not() -> None:
    assert status_of(A) is Status.NO_DEADLINE
    assert status_of(A, due("P.A", None, not_before=BEFORE), done("P.A", BEFORE)) is Status.NO_DEADLINE


def test_an_extension_counts_and_the_deadline_of_the_instrument_is_told_beside_it() -> None:
    records = Records([A, due("P.A", BEFORE), due("P.A", AFTER, DeadlineKind.EXTENSION)])
    [duty] = duties(records, DAY, records.all(Task))
    assert (duty.status, duty.against_instrument, duty.extended) == (Status.NOT_DUE, Status.OVERDUE, True)


def test_on_time_by_the_instrument_and_by_the_extension_are_both_told() -> None:
    late = [task("P.B"), due("P.B", BEFORE), due("P.B", DAY, DeadlineKind.EXTENSION), done("P.B", DAY)]
    table = report("status", Records([*PORTFOLIO, A, due("P.A", DAY), done("P.A", DAY), *late]), DAY)
    [row] = rows(table)
    assert (row["done_on_time"], row["on_time_by_instrument"], row["extended"]) == (2, 1, 1)
    assert table.answer[-1].render("en") == (
        "Tasks with an extended deadline, which is the one counted: 1. Against the instrument's own deadlines: "
        "1 done on time, 1 done late, 0 not yet due, 0 overdue, 0 without one."
    )


def test_parts_are_counted_and_not_the_whole_whose_deadline_they_have_unless_they_have_their_own() -> None:
    records = Records(
        [A, task("P.A.1", "P.A"), task("P.A.2", "P.A"), task("P.A.3", "P.A", type=TaskKind.COMPONENT),
         due("P.A", BEFORE), due("P.A.2", AFTER)]
    )  # fmt: skip
    found = {duty.task.code: duty.status for duty in duties(records, DAY, records.all(Task))}
    assert found == {"P.A.1": Status.OVERDUE, "P.A.2": Status.NOT_DUE}


days = st.sampled_from([None, BEFORE - timedelta(days=30), BEFORE, DAY, AFTER])


@given(st.lists(st.tuples(st.sampled_from(DeadlineKind), days), max_size=5))
def test_late_dates_are_bound_by_the_deadline_that_is_counted_however_many_there_are(
    said: list[tuple[DeadlineKind, date | None]],
) -> None:
    dues = [replace(due("P.1", until, kind), code=f"D{number}") for number, (kind, until) in enumerate(said)]
    records = Records([*PORTFOLIO, task("P.1"), takes("P.1"), *dues])
    scheduled = network(records, DAY).network.tasks["P.1"]
    binding = binding_deadline(records, "P.1")
    assert scheduled.binding_deadline == (binding.not_after if binding else None)


@given(days, days, st.sampled_from(ProgressState), days)
def test_every_task_is_in_exactly_one_class_and_a_later_deadline_never_makes_it_later(
    until: date | None, extended: date | None, state: ProgressState, finish: date | None
) -> None:
    report = Progress(task="P.A", as_of=AFTER, state=state, actual_finish=finish if state is ProgressState.DONE else None)
    given = [due("P.A", until), report] + ([due("P.A", extended, DeadlineKind.EXTENSION)] if extended else [])
    [duty] = duties(records := Records([A, *given]), AFTER, records.all(Task))
    good, bad = (Status.DONE_ON_TIME, Status.NOT_DUE), (Status.DONE_LATE, Status.OVERDUE, Status.DONE_UNDATED)
    if until and extended and extended >= until and duty.against_instrument in good:
        assert duty.status not in bad
    assert (duty.status in COUNTED or duty.status is Status.DONE_UNDATED) == (
        duty.until is not None and state not in (ProgressState.SUSPENDED, ProgressState.CANCELLED)
    )


# ------------------------------------------------------------------------------------------------------ the acceptance case
COUNTS = {Status.DONE_ON_TIME: 14_068, Status.DONE_LATE: 1_983, Status.NOT_DUE: 5_640, Status.OVERDUE: 223}
"""What the Government Office counted among 21,914 tasks."""


def many() -> Records:
    """So many tasks of each class, led in turn by the two bodies of the committee, some due on the edge of the day."""
    made: list[Entity] = [*PORTFOLIO]
    classes = [status for status, count in COUNTS.items() for _each in range(count)]
    for i, status in enumerate(classes):
        code, edge = f"P.{i}", timedelta(days=i % 40)
        late = status in (Status.DONE_LATE, Status.OVERDUE)
        until = DAY + edge if status is Status.NOT_DUE else DAY - timedelta(days=1) - edge
        made += [task(code), led(code, "MIC" if i % 3 else "GO"), due(code, until)]
        if status in (Status.DONE_ON_TIME, Status.DONE_LATE):
            made.append(done(code, until + timedelta(days=1) if late else until))
    return Records(made)


@pytest.fixture(scope="module")
def published() -> Records:
    return many()


def test_from_the_published_counts_the_report_gives_them_and_says_what_each_share_is_of(published: Records) -> None:
    began = time.process_time()
    table = report("status", published, DAY)
    told = time.process_time() - began
    began = time.process_time()
    schedule(network(Records(published), DAY).network)
    assert told < 4 * (time.process_time() - began)  # to date the tasks is about half of it, one second on a machine to itself
    said = [sentence.render("en") for sentence in table.answer]
    assert said[0] == (
        "21,914 assigned tasks have a deadline: 14,068 done on time, 1,983 done late, 5,640 not yet due, 223 overdue."
    )
    assert said[1] == (
        "The share that is overdue depends on what it is of: 223 of 16,274 done or overdue is 1.37 %; "
        "223 of 21,914 assigned with a deadline is 1.02 %; 223 of 5,863 not done is 3.8 %; "
        "223 of 16,274 whose last day has passed is 1.37 %."
    )
    assert "223 trên 16.274 nhiệm vụ đã hoàn thành hoặc quá hạn là 1,37 %" in table.answer[1].render("vi")
    every = rows(table)[-1]
    assert {status: every[status.value.replace("-", "_")] for status in COUNTED} == COUNTS
    assert every["overdue_of_ended"] == {"numerator": 223, "denominator": 16_274, "percent": 1.37}
    assert every["overdue_of_assigned"] == {"numerator": 223, "denominator": 21_914, "percent": 1.02}
    for name in ("assigned", *(status.value.replace("-", "_") for status in COUNTED)):
        assert sum(row[name] for row in rows(table)[:-1]) == every[name]
    rules = [note.render("en") for note in table.notes]
    assert "Overdue, of done or overdue: overdue ÷ (done on time + done late + overdue)." in rules


# ------------------------------------------------------------------------------------------------------- by what, and when
WORLD = [
    *PORTFOLIO, document("17", signed_on="2018-05-07", number="17/NQ-CP"), document("18", signed_on="2018"),
    task("P.A", basis="17"), task("P.A.1", "P.A"), task("P.B", basis="18"), task("P.C"),
    led("P.A", "MIC"), led("P.B", "OLD"), due("P.A", BEFORE), due("P.B", date(2018, 12, 31)), due("P.C", DAY),
]  # fmt: skip


def counted(by: str, **more: str) -> dict[str | None, int]:
    return {row["group"]: row["assigned"] for row in rows(report("status", Records(WORLD), DAY, by=by, **more))[:-1]}


def test_tasks_count_for_the_lead_and_the_document_of_what_they_are_part_of() -> None:
    assert counted("document") == {"17": 1, "18": 1, None: 1}
    assert counted("agency") == {"MIC": 1, "OLD": 1, None: 1}
    assert {row["group"]: row["assigned"] for row in rows(report("status", Records(WORLD), DAY, by="programme"))} == {"P": 3}


def test_what_is_open_goes_with_a_succession_and_what_is_done_stays() -> None:
    later = date(2018, 9, 3)
    assert {row["group"]: row["not_due"] for row in rows(report("status", Records(WORLD), later))}["NEW"] == 1
    finished = rows(report("status", Records([*WORLD, done("P.B", BEFORE)]), later))
    assert {row["group"]: row["done_on_time"] for row in finished}["OLD"] == 1


def test_a_period_is_of_the_last_day_or_of_the_assignment() -> None:
    assert counted("document", period="tháng 7/2018") == {"17": 1, None: 1}
    assert counted("document", period="2018-07-05..") == {"18": 1, None: 1}
    within = rows(report("status", Records(WORLD), DAY, by="document", period="quý II/2018", within="assignment"))
    assert [row["group"] for row in within] == ["17"]
    both = report("status", Records(WORLD), DAY, by="document", period="2018", within="assignment")
    assert [row["group"] for row in rows(both)] == ["17", "18", None]
    assert "giao trong kỳ 2018" in render(both, "markdown", "vi")


def test_what_is_asked_is_refused_all_at_once() -> None:
    with pytest.raises(InvalidError) as refused:
        asking("person", "hôm nào", "ever")  # type: ignore[arg-type]
    assert [problem.place for problem in refused.value.problems] == ["by", "within", "period"]


def test_nothing_counted_is_said_and_shares_of_none_are_left_out() -> None:
    empty = report("status", Records(PORTFOLIO), DAY)
    assert (empty.rows, empty.answer) == ((), ())
    assert "Không có nhiệm vụ nào được đếm." in render(empty, "table", "vi")
    alone = rows(report("status", Records([*PORTFOLIO, A]), DAY))[0]
    assert (alone["no_deadline"], alone["overdue_of_assigned"]) == (1, None)
    assert Counter(json.loads(render(report("status", Records([*PORTFOLIO, A]), DAY), "json"))["rows"][0].values())[None] > 5
