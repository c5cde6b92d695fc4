"""Why is it on that date? The chain back to the cause, as steps and as sentences in both languages."""

from datetime import date

import pytest

from governance.messages import Text
from governance.records import Records
from portfolio.cpm import Cause, schedule
from portfolio.errors import UnknownCodeError
from portfolio.explain import Explanation, Idle, explain
from portfolio.model import CalendarDay, Constraint, ConstraintKind, Dependency, Frame, Progress, ProgressState, Task
from portfolio.network import Network, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.charts import july, plan


def why(text: str, code: str, **given: object) -> Explanation:
    return explain(schedule(plan(text, **given)), {}, code)  # type: ignore[arg-type]


def test_the_chain_goes_back_link_by_link_to_the_start() -> None:
    told = why("""
        a 2
        b 4
        c 1 a b+1
        d 1 c:SS+2
    """, "d")  # fmt: skip
    assert [(step.task, step.driver.cause) for step in told.steps] == [("d", "link"), ("c", "link"), ("b", "start")]
    assert told.root.driver.day == july(2)
    assert told.sentence.render("en") == (
        "d starts on 11/07/2018: it waits for c to start, on 09/07/2018, plus 2 working day(s); "
        "c starts on 09/07/2018: it waits for b to finish, on 05/07/2018, plus 1 working day(s) "
        "(not worked in between: 07/07/2018–08/07/2018); "
        "b starts on 02/07/2018: the work of its programme starts on 02/07/2018."
    )
    assert told.sentence.render("vi") == (
        "d bắt đầu ngày 11/07/2018: phải chờ c bắt đầu vào ngày 09/07/2018, cộng thêm 2 ngày làm việc; "
        "c bắt đầu ngày 09/07/2018: phải chờ b hoàn thành vào ngày 05/07/2018, cộng thêm 1 ngày làm việc "
        "(nghỉ ở giữa: 07/07/2018–08/07/2018); "
        "b bắt đầu ngày 02/07/2018: công việc của chương trình bắt đầu từ ngày 02/07/2018."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a 3\nt 2 a:FF", "t finishes on 04/07/2018: it cannot finish before a finishes, on 04/07/2018"),
        ("a 3 SNET=4\nt 2 a:SF+1", "it cannot finish before a starts, on 04/07/2018, plus 1 working day(s)"),
        ("a 3\nt 2 a-1", "t starts on 04/07/2018: it waits for a to finish, on 04/07/2018, less 1 working day(s)"),
        ("a 3\nt 2 a+1e", "plus 1 day(s) of the week"),
        ("a 3\nt 0 a", "t falls on 04/07/2018: it waits for a to finish"),
        ("t 1 SNET=7", "it may not start before 07/07/2018 (not worked in between: 07/07/2018–08/07/2018)"),
        ("t 1 FNET=6", "t finishes on 06/07/2018: it may not finish before 06/07/2018"),
        ("t 1 MSO=6", "it must start on 06/07/2018"),
        ("t 1 MFO=6", "it must finish on 06/07/2018"),
        ("z 4\nt 1 ALAP", "t starts on 05/07/2018: it is to be done as late as what follows allows"),
        ("S - SNET=4\nt 1 in=S", "t starts on 04/07/2018: as part of S, it may not start before 04/07/2018"),
        ("p 2\nS - p\nt 1 in=S", "t starts on 04/07/2018: as part of S, it waits for p to finish, on 03/07/2018"),
    ],
)
def test_each_cause_has_its_words(text: str, said: str) -> None:
    assert said in why(text, "t").steps[0].message.render("en")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("t 1", "t starts on 09/07/2018: work that has not begun cannot start before the status day, 09/07/2018."),
        ("t 5 began=3", "t began on 03/07/2018, as reported."),
        ("t 2 began=3 ended=4", "t was finished on 04/07/2018, as reported."),
        ("t 2 done", "t was finished before 09/07/2018; when is not on record."),
    ],
)
def test_history_and_the_status_day_have_theirs(text: str, said: str) -> None:
    assert why(text, "t", data_date=9).sentence.render("en") == said


def test_what_waits_for_running_work_waits_for_its_rest() -> None:
    told = why("""
        p 3
        a 3 p began=2 left=2
        b 1 a
        c 1 began=2 left=2
        d 1 c
    """, "b", data_date=9)  # fmt: skip
    assert [(step.task, step.driver.cause) for step in told.steps] == [("b", "link"), ("a", "link"), ("p", "data-date")]
    assert told.steps[1].message.render("en").startswith("a finishes on 13/07/2018: it waits for p to finish")
    rest = explain(schedule(plan("c 1 began=2 left=2\nd 1 c", data_date=9)), {}, "d")
    assert "what remains is scheduled from the status day, 09/07/2018" in rest.sentence.render("en")


def test_a_summary_is_explained_by_the_child_that_matters() -> None:
    text = """
        S -
        a 1 in=S
        b 3 in=S
        z 1 S
        y 1 S:SS
    """
    assert [step.task for step in why(text, "S").steps] == ["S", "a"]
    told = why(text, "z")
    assert [step.task for step in told.steps] == ["z", "S", "b"]
    assert "the last part of S to finish is b, on 04/07/2018" in told.sentence.render("en")
    assert "the first part of S to start is a, on 02/07/2018" in why(text, "y").sentence.render("en")


def test_of_a_long_chain_the_sentence_tells_the_beginning_and_the_end() -> None:
    text = "\n".join(["t0 1", *(f"t{i} 1 t{i - 1}" for i in range(1, 9))])
    told = why(text, "t8")
    assert len(told.steps) == 9
    said = told.sentence.render("en")
    assert "t6 starts" in said
    assert "5 further steps lead back to this; t0 starts on 02/07/2018" in said


def test_an_unknown_task_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="there is a"):
        why("a 1", "x")


RECORDS = Records(
    [
        Task(code="a", programme="P", title_vi="Soạn thảo", title_en="Draft"),
        Task(code="b", programme="P", title_vi="Thẩm định", title_en="Review"),
        Dependency(predecessor="a", successor="b", lag=1, assumed=True, note_en="guessed", note_vi="giả định"),
        Frame(programme="", start=july(2), source="003"),
        Constraint(task="a", type=ConstraintKind.SNET, day=july(3), source="002"),
        Progress(task="b", as_of=july(4), state=ProgressState.IN_PROGRESS, source="001"),
        Progress(task="b", as_of=july(20), state=ProgressState.DONE, source="004"),
        CalendarDay(calendar="vn", day=date(2018, 7, 5), working=False, reason_vi="Nghỉ lễ", reason_en="Holiday"),
        CalendarDay(calendar="vn", day=date(2018, 7, 7), working=True, reason_vi="Làm bù", reason_en="Make-up"),
    ]
)


def test_with_the_records_steps_carry_titles_sources_and_the_reasons_of_days_off() -> None:
    made = schedule(plan("""
        a 2 SNET=3
        b 1 a+1
    """, closed=[5], opened=[7]))  # fmt: skip
    told = explain(made, RECORDS, "b")
    link, date_set = told.steps
    assert (link.assumed, link.source, date_set.source, date_set.assumed) == (True, None, "002", False)
    assert link.idle == (Idle(july(5), july(5), (Text("Nghỉ lễ", "Holiday"),)),)
    assert "b “Thẩm định” bắt đầu ngày 07/07/2018: phải chờ a “Soạn thảo” hoàn thành" in told.sentence.render("vi")
    assert "(nghỉ ở giữa: 05/07/2018 (Nghỉ lễ))" in told.sentence.render("vi")


def test_history_rests_on_the_latest_report_until_the_status_day() -> None:
    made = schedule(plan("b 9 began=3", data_date=9))
    assert explain(made, RECORDS, "b").root.source == "001"


def test_the_start_rests_on_the_frame_and_the_status_day_on_nothing() -> None:
    assert explain(schedule(plan("z 1")), RECORDS, "z").root.source == "003"
    assert explain(schedule(plan("z 1", data_date=9)), RECORDS, "z").root.source is None


def test_a_weekend_needs_no_reason() -> None:
    assert explain(schedule(plan("z 1 SNET=14")), RECORDS, "z").root.idle == (Idle(july(14), july(15)),)


def test_a_title_can_come_without_the_records() -> None:
    told = explain(schedule(plan("a 1")), {"a": Text("Soạn", "Draft")}, "a")
    assert told.sentence.render("en").startswith("a “Draft” starts on 02/07/2018")


def test_a_plan_that_only_has_a_data_date_starts_there() -> None:
    made = schedule(Network.build([TaskSpec("a", 1)], [], {"vn": WorkCalendar()}, "vn", {}, july(4)))
    assert explain(made, {}, "a").root.driver.cause is Cause.DATA_DATE
