"""Why is it on that date? The chain back to the cause, as steps and as sentences in both languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st

from governance.messages import Text
from governance.records import Records
from governance.values import Entity
from portfolio.cpm import Cause, schedule
from portfolio.errors import UnknownCodeError
from portfolio.explain import Explanation, Idle, explain
from portfolio.model import CalendarDay, Constraint, ConstraintKind, Dependency, Estimate, Frame, Progress, ProgressState, Task
from portfolio.network import Network, TaskSpec
from portfolio.plan import network
from portfolio.workcalendar import WorkCalendar
from tests.portfolio.charts import july, plan

quick = settings(deadline=None, max_examples=200)


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
        "d starts on 11/07/2018: it waits for c to start, on 09/07/2018, plus 2 working days; "
        "c starts on 09/07/2018: it waits for b to finish, on 05/07/2018, plus 1 working day "
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
        ("a 3 SNET=4\nt 2 a:SF+1", "it cannot finish before a starts, on 04/07/2018, plus 1 working day"),
        ("a 3\nt 2 a-1", "t starts on 04/07/2018: it waits for a to finish, on 04/07/2018, less 1 working day"),
        ("a 3\nt 2 a+1e", "plus 1 calendar day"),
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
        ("t 2 ended=4", "t was finished on 04/07/2018, as reported; when it began is not on record."),
        ("t 0 ended=4", "t was finished on 04/07/2018, as reported."),
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
    with pytest.raises(UnknownCodeError, match="choose from a"):
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


def test_the_days_off_in_a_lead_are_those_between_the_two_dates() -> None:
    step = why("p 10\nt 2 p-4", "t").steps[0]
    assert (step.dates.early_start, step.idle) == (july(10), ())
    step = why("p 12\nt 2 p-4", "t").steps[0]
    assert (step.dates.early_start, step.idle) == (july(12), (Idle(july(14), july(15)),))


@quick
@law(
    st.integers(1, 12),
    st.integers(1, 4),
    st.sampled_from(["FS", "SS", "FF"]),
    st.integers(-12, 12),
    st.sets(st.integers(1, 40), max_size=12),
)
def test_the_days_off_that_a_link_tells_are_those_between_the_dates_that_it_joins(
    first: int, then: int, relation: str, lag: int, closed: set[int]
) -> None:
    made = schedule(plan(f"p {first}\nt {then} p:{relation}{lag:+}", closed=closed, starts={"": 2}))
    step = explain(made, {}, "t").steps[0]
    if step.driver.link is None:
        return
    p, t = made.tasks["p"], made.tasks["t"]
    here = t.early_finish if relation == "FF" else t.early_start
    there = p.early_start if relation == "SS" else p.early_finish
    calendar = made.network.calendars["vn"]
    between = [july(day) for day in range(1, 90) if min(here, there) < july(day) < max(here, there)]
    told = [off.first + timedelta(days) for off in step.idle for days in range((off.last - off.first).days + 1)]
    assert told == [day for day in between if not calendar.works(day)]


def test_work_that_was_done_by_a_day_is_told_so() -> None:
    done = TaskSpec("a", 2, done=True, done_by=july(5))
    made = schedule(Network.build([done], [], {"vn": WorkCalendar()}, "vn", {"": july(2)}, july(20)))
    assert explain(made, {}, "a").sentence.render("en") == "a was finished by 05/07/2018; when is not on record."


class TestWhatAStepRestsOn:
    """A step is assumed when anything that it says is, and is no fact of a report that does not say it."""

    def steps(self, code: str, *entities: Entity, day: int = 9) -> list[tuple[str | None, bool]]:
        parts = [
            Task(code=c, programme="P", parent=p, title_vi=c, title_en=c, source="003") for c, p in (("a", None), ("b", None))
        ]
        known = {
            (entity.kind, entity.code): entity
            for entity in (*parts, Frame(programme="P", start=july(2), source="001"), *entities)
        }
        records = Records(known.values())
        made = schedule(network(records, july(day)).network)
        return [(step.source, step.assumed) for step in explain(made, records, code).steps]

    def estimate(self, code: str, *, assumed: bool) -> Estimate:
        return Estimate(task=code, optimistic=2, most_likely=2, pessimistic=2, assumed=assumed)

    def test_the_status_day_rests_on_the_task(self) -> None:
        assert self.steps("a", self.estimate("a", assumed=True)) == [("003", False)]
        guess = Task(code="a", programme="P", title_vi="a", title_en="a", assumed=True)
        assert self.steps("a", guess, self.estimate("a", assumed=True)) == [(None, True)]

    def test_a_finish_rests_on_the_estimate(self) -> None:
        link = Dependency(predecessor="a", successor="b", source="002")
        both = (self.estimate("a", assumed=True), self.estimate("b", assumed=True), link)
        assert self.steps("b", *both) == [("002", False), ("003", True)]

    def test_what_remains_rests_on_the_report_that_says_it(self) -> None:
        begun = Progress(task="a", as_of=july(5), state=ProgressState.IN_PROGRESS, actual_start=july(5), source="004")
        left = Progress(task="a", as_of=july(6), state=ProgressState.IN_PROGRESS, remaining=1, assumed=True)
        link = Dependency(predecessor="a", successor="b", source="002")
        both = (self.estimate("a", assumed=False), self.estimate("b", assumed=False), link, begun)
        assert self.steps("a", *both, left) == [("004", False)]
        assert self.steps("b", *both, left) == [("002", False), (None, True)]
        assert self.steps("b", *both) == [("002", False), ("003", False)]

    def test_an_actual_day_rests_on_the_report_that_names_it_and_not_on_a_later_one(self) -> None:
        told = Progress(task="a", as_of=july(5), state=ProgressState.DONE, actual_finish=july(5), assumed=True)
        later = Progress(task="a", as_of=july(6), state=ProgressState.DONE, source="004")
        assert self.steps("a", told, later) == [(None, True)]

    def test_a_summary_rests_on_the_child_that_matters(self) -> None:
        part = Task(code="c", programme="P", parent="a", title_vi="c", title_en="c", assumed=True)
        assert self.steps("a", part, self.estimate("c", assumed=True)) == [("003", True), (None, True)]
