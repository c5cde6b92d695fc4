"""Who answers for a task on a day, over a span, and what an office has to answer for."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given as law
from hypothesis import strategies as st

from governance.errors import CycleError, UnknownCodeError
from governance.hierarchy import office_of
from governance.holders import Via
from governance.records import Records
from governance.responsibility import Answer
from governance.values import Entity
from portfolio.answers import (
    answer_of_programme,
    answers,
    escalation_of_task,
    timeline,
    vacancies,
    who_answers,
)
from portfolio.finishing import finished_on, over_on
from portfolio.model import ProgressState, Role, Task
from tests.governance.making import delegates, holds
from tests.portfolio.making import PORTFOLIO, given, portfolios, programme, reported, task

DAY = date(2018, 10, 1)
START, END = date(2013, 1, 1), date(2021, 12, 31)
days = st.dates(START, END)


def ask(*entities: Entity, code: str = "P.1", day: date = DAY) -> Answer:
    return who_answers(Records([*PORTFOLIO, *entities]), code, day)


def texts(answer: Answer) -> list[str]:
    return [str(reason.line) for reason in answer.reasons]


class TestATask:
    def test_its_lead_bodys_head_answers_and_the_chain_says_why(self) -> None:
        lead = given("P.1", "MIC", source="001")
        answer = ask(task("P.1"), lead, day=date(2018, 7, 5))
        assert (answer.post, answer.person, answer.via) == ("MIC.minister", None, Via.VACANT)
        assert texts(answer) == [
            "MIC leads task P.1 (source 001)",
            "the head of MIC is the MIC.minister",
            "the MIC.minister sits in the committee ex officio, as OLD.mic",
            "no source names the holder of the post MIC.minister on 05/07/2018: vacant",
        ]

    def test_a_post_named_in_the_lead_assignment_comes_first(self) -> None:
        assert ask(task("P.1"), given("P.1", "MIC", post="GO.chief")).post == "GO.chief"

    def test_only_the_lead_counts(self) -> None:
        assert ask(task("P.1"), given("P.1", "MIC", Role.COORDINATING)).post == "NEW.chair"

    def test_what_the_parent_gives_comes_next(self) -> None:
        state = [task("P.1"), task("P.1.1", "P.1"), task("P.1.1.1", "P.1.1"), given("P.1", "DEPT")]
        answer = ask(*state, code="P.1.1.1")
        assert answer.post == "MIC.minister"
        assert texts(answer)[:3] == [
            "no body is on record as the lead of task P.1.1.1",
            "no body is on record as the lead of task P.1.1",
            "DEPT leads task P.1",
        ]

    def test_then_the_owner_of_the_programme_then_the_chair(self) -> None:
        owned = [programme("Q", owner="MIC"), task("Q.1"), programme("R"), task("R.1")]
        assert ask(*owned, code="Q.1").post == "MIC.minister"
        assert ask(*owned, code="R.1").post == "NEW.chair"

    def test_a_delegation_for_the_programme_a_parent_or_the_task_itself_counts(self) -> None:
        base = [
            task("P.1"),
            task("P.1.1", "P.1"),
            given("P.1", "MIC"),
            holds("hung", "MIC.minister"),
            holds("hong", "MIC.deputy"),
        ]
        for subject, person in ((None, "hong"), ("P", "hong"), ("P.1", "hong"), ("P.1.1", "hong"), ("P.2", "hung")):
            delegation = delegates("MIC.minister", "MIC.deputy", "2018-09", subject=subject)
            assert ask(*base, delegation, code="P.1.1").person == person

    def test_one_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(UnknownCodeError, match=r"there is no task with the code P\.9"):
            ask(code="P.9")

    def test_tasks_that_are_part_of_each_other_are_refused_by_name(self) -> None:
        with pytest.raises(CycleError, match=r"P\.1 → P\.2 → P\.1"):
            ask(task("P.1", "P.2"), task("P.2", "P.1"))

    def test_facts_alone_say_less_and_never_fail(self) -> None:
        state = Records([*PORTFOLIO, task("P.1"), given("P.1", "MIC", assumed=True), holds("phuc", "GOV.pm", source="003")])
        assert who_answers(state, "P.1", DAY).assumed
        sure = who_answers(state.facts_only(), "P.1", DAY)
        assert (sure.post, sure.person, sure.assumed) == ("NEW.chair", "phuc", False)


class TestAFinishedTask:
    STATE = (task("P.1"), task("P.1.1", "P.1"), given("P.1", "OLD"), holds("dam", "OLD.chair"), holds("phuc", "GOV.pm"))

    def test_stays_with_who_answered_when_it_was_finished(self) -> None:
        done = reported("P.1", date(2018, 7, 5), ProgressState.DONE, actual_finish=date(2018, 6, 30))
        assert ask(*self.STATE).person == "phuc"
        answer = ask(*self.STATE, done)
        assert answer.person == "dam"
        assert texts(answer)[0] == "task P.1 was finished on 30/06/2018; the answer of that day stands"
        assert ask(*self.STATE, done, code="P.1.1").person == "dam"

    def test_is_one_whose_parts_all_are_too(self) -> None:
        done = reported("P.1.1", date(2018, 7, 5), ProgressState.DONE, actual_finish=date(2018, 6, 30))
        assert ask(*self.STATE, done).person == "dam"
        assert ask(*self.STATE, done, task("P.1.2", "P.1")).person == "phuc"

    def test_is_open_again_once_a_later_report_says_so(self) -> None:
        done = reported("P.1", date(2018, 7, 5), ProgressState.DONE)
        again = reported("P.1", date(2018, 9, 1), ProgressState.IN_PROGRESS)
        assert finished_on(Records([*PORTFOLIO, *self.STATE, done]), "P.1") == date(2018, 7, 5)
        assert finished_on(Records([*PORTFOLIO, *self.STATE, done, again]), "P.1") is None
        closed = reported("P.1", date(2018, 9, 15), ProgressState.CANCELLED)
        assert finished_on(Records([*PORTFOLIO, *self.STATE, done, again, closed]), "P.1") == date(2018, 9, 15)
        assert ask(*self.STATE, done, again).person == "phuc"


def test_a_programme_is_answered_for_by_its_owner_or_the_chair() -> None:
    state = Records([*PORTFOLIO, programme("Q", owner="MIC")])
    assert answer_of_programme(state, "Q", DAY).post == "MIC.minister"
    assert answer_of_programme(state, "P", DAY).post == "NEW.chair"
    with pytest.raises(UnknownCodeError):
        answer_of_programme(state, "X", DAY)


class TestATimeline:
    def test_shows_hand_overs_of_persons_and_of_bodies(self) -> None:
        appointments = [holds("dam", "OLD.chair", "2016", "2018-05"), holds("phuc", "GOV.pm", "2016-04-07")]
        state = Records([*PORTFOLIO, task("P.1"), given("P.1", "OLD"), *appointments])
        spans = timeline(state, "P.1", date(2018, 1, 1), date(2018, 12, 31))
        assert [(s.start, s.end, s.answer.post, s.answer.person) for s in spans] == [
            (date(2018, 1, 1), date(2018, 5, 31), "OLD.chair", "dam"),
            (date(2018, 6, 1), date(2018, 8, 27), "OLD.chair", None),
            (date(2018, 8, 28), date(2018, 12, 31), "NEW.chair", "phuc"),
        ]

    def test_of_no_days_is_empty(self) -> None:
        assert timeline(Records([*PORTFOLIO, task("P.1")]), "P.1", DAY, DAY - timedelta(1)) == ()

    @law(portfolios(), st.sampled_from(["P.1", "P.1.1", "P.2"]), days, days)
    def test_covers_its_days_once_and_each_day_has_the_answer_of_that_day(
        self, entities: list[Entity], code: str, one: date, other: date
    ) -> None:
        records = Records(entities)
        start, end = min(one, other), max(one, other)
        spans = timeline(records, code, start, end)
        assert [s.start for s in spans] == [start, *(s.end + timedelta(1) for s in spans[:-1])]
        assert spans[-1].end == end
        assert all(a.answer.who != b.answer.who for a, b in pairwise(spans))
        for span in spans:
            for day in (span.start, span.start + (span.end - span.start) / 2, span.end):
                assert who_answers(records, code, day).who == span.answer.who


class TestVacancies:
    def test_are_offices_with_their_seats_and_the_open_tasks_that_wait(self) -> None:
        done = reported("P.2", date(2018, 6, 1), ProgressState.DONE)
        state = Records(
            [*PORTFOLIO, task("P.1"), task("P.2"), given("P.1", "MIC"), given("P.2", "MIC"), done, holds("phuc", "GOV.pm")]
        )
        found = {v.post.code: ([s.code for s in v.seats], v.tasks) for v in vacancies(state, DAY)}
        assert found["MIC.minister"] == (["NEW.mic"], ("P.1",))
        assert "GOV.pm" not in found
        assert "OLD.chair" not in found
        assert "OLD.chair" in {v.post.code for v in vacancies(state, date(2018, 7, 5))}

    @law(portfolios(), days)
    def test_what_waits_for_a_vacant_office_is_open_and_has_nobody(self, entities: list[Entity], day: date) -> None:
        records = Records(entities)
        waiting = {code for vacancy in vacancies(records, day) for code in vacancy.tasks}
        for code, answer in answers(records, day).items():
            finished = over_on(records, code)
            if answer.post and answer.via is not Via.VACANT:
                assert code not in waiting
            if finished is not None and finished <= day:
                assert code not in waiting


def test_a_matter_of_a_task_climbs_from_its_lead_to_the_chair() -> None:
    records = Records([*PORTFOLIO, task("P.1"), task("P.1.1", "P.1"), given("P.1", "DEPT"), task("P.2")])
    assert [p.code for p in escalation_of_task(records, "P.1.1", DAY)] == ["DEPT.director", "MIC.minister", "GOV.pm"]
    assert [p.code for p in escalation_of_task(records, "P.2", DAY)] == ["NEW.chair"]


@law(portfolios(), days, st.randoms(use_true_random=False))
def test_asking_twice_and_in_any_order_gives_one_answer(entities: list[Entity], day: date, random: Random) -> None:
    records, shuffled = Records(entities), Records(random.sample(entities, len(entities)))
    for code in (t.code for t in records.all(Task)):
        assert who_answers(records, code, day) == who_answers(records, code, day) == who_answers(shuffled, code, day)
    assert timeline(records, "P.1", START, END) == timeline(shuffled, "P.1", START, END)
    assert vacancies(records, day) == vacancies(shuffled, day)


@law(portfolios(), days)
def test_an_escalation_path_never_comes_to_the_same_office_twice(entities: list[Entity], day: date) -> None:
    records = Records(entities)
    offices = [office_of(records, p.code) for p in escalation_of_task(records, "P.1.1", day)]
    assert len(offices) == len(set(offices))
