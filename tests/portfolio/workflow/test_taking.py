"""A step is taken by whoever may, with what it needs; else everything in its way is told at once and nothing changes."""

from datetime import timedelta
from typing import Any

import pytest

from governance.errors import InvalidError, UnknownCodeError
from governance.records import Records
from governance.rulebook import enforce
from governance.work import Work
from portfolio.errors import NotYoursError
from portfolio.model import Assignment, Progress, ProgressState, Role, TaskKind
from portfolio.whatif.scenario import EVERY_RULE
from portfolio.workflow.model import By, Evidence, TaskStep, digest_of
from portfolio.workflow.places import leads, position, steps_of
from portfolio.workflow.rules import RULES
from portfolio.workflow.steps import Capacity, Place, TaskState
from portfolio.workflow.taking import Proof, take
from tests.governance.making import delegates, holds
from tests.portfolio.charts import july
from tests.portfolio.making import given, reported, task
from tests.portfolio.workflow.making import (
    CHAIR,
    DAY,
    LEAD,
    LIFE,
    MONITOR,
    NOBODY,
    OFFICES,
    PAPER,
    PROOF,
    SECRETARIAT,
    WORLD,
    refused,
    state,
    step,
    taken,
    walk,
)
from tests.support import AUTHOR


def at(records: Records, code: str = "P.1") -> str:
    return position(records, code, DAY).place.label.en


def last(records: Records, code: str = "P.1") -> TaskStep:
    return steps_of(records, code)[-1]


class TestALife:
    def test_goes_from_its_assignment_to_its_closing_and_each_step_says_who_took_it(self) -> None:
        steps = steps_of(walk(*LIFE), "P.1")
        assert [(s.ordinal, s.state.value) for s in steps] == [
            (1, "accepted"), (2, "in-progress"), (3, "in-progress"), (4, "reported"), (5, "verified"), (6, "closed"),
        ]  # fmt: skip
        who = [(s.account, s.capacity.value, s.post, s.person) for s in steps]
        assert who[:4] == [("mic", "lead", "MIC.minister", "tuan")] * 4
        assert who[4:] == [("go", "monitoring", "GO.chief", "dam"), ("pm", "approving", "GOV.pm", "phuc")]

    def test_writes_what_the_schedule_goes_by_in_the_same_unit_of_work(self) -> None:
        records = walk(*LIFE[:2])
        assert records.all(Progress) == (reported("P.1", DAY, ProgressState.IN_PROGRESS, actual_start=DAY),)
        records = taken(records, "report", LEAD, percent=40, **PROOF)
        assert records.all(Progress) == (reported("P.1", DAY, ProgressState.IN_PROGRESS, actual_start=DAY, percent=40),)
        later = DAY + timedelta(days=1)
        records = taken(records, "complete", LEAD, day=later, **PROOF)
        assert records.by(Progress, "as_of", later) == (reported("P.1", later, ProgressState.DONE, actual_finish=later),)
        records = taken(records, "return", MONITOR, day=later, **PAPER)
        assert records.by(Progress, "as_of", later) == (reported("P.1", later, ProgressState.IN_PROGRESS),)
        assert at(records) == "in progress"
        assert position(records, "P.1", later).place == Place(TaskState.RETURNED, TaskState.REPORTED)

    def test_may_begin_and_end_on_other_days_than_those_of_its_reports(self) -> None:
        records = walk(LIFE[0], ("start", LEAD, {"actual": july(3)}))
        records = taken(records, "complete", LEAD, actual=july(4), **PROOF)
        assert records.all(Progress) == (reported("P.1", DAY, ProgressState.DONE, actual_start=july(3), actual_finish=july(4)),)

    def test_is_suspended_and_goes_on_where_it_stood_and_keeps_its_figures(self) -> None:
        records = walk(*LIFE[:3], ("suspend", CHAIR, PAPER))
        assert records.all(Progress)[0].state is ProgressState.SUSPENDED
        assert refused(records, "report", LEAD, percent=50, **PROOF).keys() == {"step"}
        records = taken(records, "resume", CHAIR, document="QD")
        assert at(records) == "in progress"
        assert records.all(Progress) == (reported("P.1", DAY, ProgressState.IN_PROGRESS, actual_start=DAY, percent=40),)
        waiting = walk(LIFE[0], ("suspend", CHAIR, PAPER), ("resume", CHAIR, {"document": "QD"}))
        assert at(waiting) == "accepted"

    def test_ends_when_it_is_cancelled_and_may_be_taken_up_anew_on_paper(self) -> None:
        records = walk(*LIFE[:2], ("cancel", CHAIR, PAPER))
        assert records.all(Progress)[0].state is ProgressState.CANCELLED
        assert "legal are: reopen (reopen)" in refused(records, "start", LEAD)["step"]
        assert at(taken(records, "reopen", CHAIR, **PAPER)) == "approved"
        assert at(walk(*LIFE, ("reopen", CHAIR, PAPER))) == "returned (was: reported as complete)"

    def test_begins_with_a_proposal_that_is_approved_and_assigned_to_a_body(self) -> None:
        world = (*OFFICES, task("P.9"))
        records = walk(("propose", SECRETARIAT, {"reason": "cần thiết"}), ("approve", CHAIR, {"document": "QD"}),
                       entities=world, code="P.9")  # fmt: skip
        assert at(records, "P.9") == "approved"
        assert "organization" in refused(records, "assign", SECRETARIAT, code="P.9")
        records = taken(records, "assign", SECRETARIAT, code="P.9", organization="MIC")
        assert at(taken(records, "accept", LEAD, code="P.9"), "P.9") == "accepted"

    def test_passes_to_another_lead_when_the_first_one_declines(self) -> None:
        records = walk(("decline", LEAD, PAPER), ("assign", SECRETARIAT, {"organization": "GO", "post": "GO.chief"}))
        assert [(a.organization, a.post) for a in leads(records, "P.1")] == [("GO", "GO.chief")]
        assert refused(records, "accept", LEAD).keys() == {"account"}
        assert at(taken(records, "accept", MONITOR)) == "accepted"


class TestWithoutSteps:
    @pytest.mark.parametrize(
        ("things", "place"),
        [
            ((task("P.9"),), "proposed"),
            ((task("P.9", basis="QD"),), "approved"),
            ((task("P.9"), given("P.9", "MIC")), "assigned"),
            ((task("P.9"), reported("P.9", july(2), ProgressState.IN_PROGRESS)), "in progress"),
            ((task("P.9"), reported("P.9", july(2), ProgressState.DONE)), "reported as complete"),
            ((task("P.9"), reported("P.9", july(2), ProgressState.CANCELLED)), "cancelled"),
            (
                (task("P.9"), reported("P.9", july(2), ProgressState.SUSPENDED, actual_start=july(2))),
                "suspended (was: in progress)",
            ),
            ((task("P.9", basis="QD"), reported("P.9", july(2), ProgressState.SUSPENDED)), "suspended (was: approved)"),
            ((task("P.9"), reported("P.9", july(9), ProgressState.DONE)), "proposed"),
            ((task("P.9"), task("P.9.1", "P.9"), reported("P.9.1", july(2), ProgressState.DONE)), "reported as complete"),
            (
                (task("P.9"), task("P.9.1", "P.9"), task("P.9.2", "P.9"), reported("P.9.1", july(2), ProgressState.DONE)),
                "in progress",
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )  # fmt: skip
    def test_a_task_is_read_from_its_assignment_and_its_progress(self, things: Any, place: str) -> None:
        found = position(Records((*OFFICES, *things)), "P.9", DAY)
        assert (found.place.label.en, found.step) == (place, None)

    def test_every_place_that_is_read_agrees_with_the_progress_that_it_was_read_from(self) -> None:
        begun = (*WORLD, reported("P.1", july(2), ProgressState.IN_PROGRESS, actual_start=july(2)))
        records = taken(state(begun).records, "report", LEAD, percent=10, **PROOF)
        assert last(records).before is TaskState.IN_PROGRESS

    def test_when_work_began_that_is_read_as_under_way_stays_unknown(self) -> None:
        begun = (*WORLD, reported("P.1", july(2), ProgressState.IN_PROGRESS))
        records = taken(state(begun).records, "report", LEAD, percent=10, **PROOF)
        assert [report.actual_start for report in records.all(Progress)] == [None, None]


class TestWhoMay:
    def test_is_whoever_holds_the_office_on_the_day_and_the_refusal_names_them(self) -> None:
        why = refused(WORLD, "accept", MONITOR)
        assert why.keys() == {"account"}
        assert "the lead office (MIC.minister: Tuan)" in why["account"]
        with pytest.raises(NotYoursError):
            take(Work(state(), AUTHOR), "P.1", step("accept"), NOBODY, DAY)

    def test_changes_with_the_holder(self) -> None:
        world = [e for e in WORLD if getattr(e, "code", "") != "tuan_MIC.minister_2016"]
        world += [holds("tuan", "MIC.minister", "2016", "2018-06"), holds("hung", "MIC.minister", "2018-07", acting=True)]
        assert refused(world, "accept", LEAD).keys() == {"account"}
        made = last(taken(state(world).records, "accept", LEAD._replace(person="hung")))
        assert (made.person, made.by) == ("hung", By.ACTING)

    def test_a_delegate_in_force_acts_for_the_holder_who_may_still_act_and_the_step_says_for_whom(self) -> None:
        world = (*WORLD, delegates("MIC.minister", "DEPT.director", "2018-07", "2018-07", "P"))
        made = last(taken(state(world).records, "accept", LEAD._replace(person="hong")))
        assert (made.person, made.on_behalf_of, made.by, made.post) == ("hong", "tuan", By.DELEGATE, "MIC.minister")
        own = last(taken(state(world).records, "accept", LEAD))
        assert (own.person, own.on_behalf_of) == ("tuan", None)
        assert refused(WORLD, "accept", LEAD._replace(person="hong")).keys() == {"account"}

    def test_the_secretariat_enters_what_an_office_did_on_paper_and_names_the_paper(self) -> None:
        assert refused(WORLD, "accept", SECRETARIAT).keys() == {"account"}
        made = last(taken(state().records, "accept", SECRETARIAT, document="QD"))
        assert (made.by, made.capacity, made.post, made.person) == (By.PAPER, Capacity.LEAD, "MIC.minister", None)
        assert (made.account, made.document) == ("secretariat", "QD")

    def test_the_secretariat_alone_enters_steps_of_earlier_days(self) -> None:
        assert refused(WORLD, "accept", LEAD, on=july(4)).keys() == {"on"}
        assert last(taken(state().records, "accept", SECRETARIAT, document="QD", on=july(4))).on == july(4)

    def test_what_a_summary_is_assigned_counts_for_its_parts(self) -> None:
        world = (*OFFICES, task("P.8"), task("P.8.1", "P.8"), given("P.8", "MIC"))
        assert at(walk(("accept", LEAD, {}), entities=world, code="P.8.1"), "P.8.1") == "accepted"


class TestARefusal:
    def test_tells_everything_that_is_wrong_at_once(self) -> None:
        why = refused(WORLD, "cancel", NOBODY, on=DAY + timedelta(days=1), percent=3, actual=DAY, organization="MIC")
        assert why.keys() == {"reason", "document", "on", "percent", "actual", "organization", "account"}

    def test_names_the_legal_steps_of_the_place(self) -> None:
        why = refused(WORLD, "close", CHAIR)
        assert why["step"] == (
            "task P.1 is at “assigned”, where “close” is no legal step; legal are: accept (accept), "
            "decline (decline the assignment), suspend (suspend), cancel (cancel)"
        )

    @pytest.mark.parametrize(
        ("said", "places"),
        [
            ({"percent": 40}, ["evidence"]),
            (PROOF, ["percent"]),
            ({"percent": 40, "remaining": 3, **PROOF}, ["remaining"]),
            ({"percent": 100, **PROOF}, ["progress percent"]),
            ({"percent": 40, "proofs": (Proof(document="NONE"),)}, ["evidence 1"]),
            ({"percent": 40, "proofs": (Proof(document="DRAFT"),)}, ["evidence 1"]),
            ({"percent": 40, "proofs": (Proof(document="BC", text="x"),)}, ["evidence 1 document"]),
            ({"percent": 40, "proofs": (Proof(), Proof(address="x"))}, ["evidence 1 document", "evidence 2 digest"]),
            ({"percent": 40, "proofs": (Proof(text="x", digest="0" * 64),)}, ["evidence 1 digest"]),
            ({"percent": 40, "document": "DRAFT", **PROOF}, ["document"]),
        ],
        ids=str,
    )  # fmt: skip
    def test_of_a_report_says_what_is_wrong_with_its_figures_and_its_evidence(self, said: Any, places: list[str]) -> None:
        assert refused(walk(*LIFE[:2]), "report", LEAD, **said).keys() == set(places)

    def test_of_a_summary_names_the_parts_that_are_open(self) -> None:
        world = (*OFFICES, task("P.8"), task("P.8.1", "P.8"), task("P.8.2", "P.8"), given("P.8", "MIC"),
                 reported("P.8.1", july(2), ProgressState.DONE))  # fmt: skip
        begun = walk(entities=world)
        assert "P.8.2" in refused(begun, "complete", LEAD, code="P.8", **PROOF)["task"]
        ended = (*world, reported("P.8.2", july(2), ProgressState.CANCELLED))
        assert at(walk(("verify", SECRETARIAT, {}), entities=ended, code="P.8"), "P.8") == "verified"

    def test_keeps_the_order_of_days(self) -> None:
        records = walk(LIFE[0])
        assert refused(records, "start", SECRETARIAT, on=july(4), document="QD").keys() == {"on"}
        told = (*WORLD, reported("P.1", DAY, ProgressState.NOT_STARTED))
        assert refused(told, "accept", SECRETARIAT, on=july(4), document="QD").keys() == {"on"}

    def test_of_a_task_that_there_is_not_says_so(self) -> None:
        with pytest.raises(UnknownCodeError):
            take(Work(state(), AUTHOR), "P.99", step("accept"), LEAD, DAY)


class TestAMilestone:
    WORLD = (*OFFICES, task("P.7", type=TaskKind.MILESTONE), given("P.7", "MIC"))

    def test_is_never_under_way_and_is_reached_when_it_is_reported_complete(self) -> None:
        records = walk(LIFE[0], LIFE[1], ("report", LEAD, PROOF), entities=self.WORLD, code="P.7")
        assert records.all(Progress) == ()
        begun = walk(LIFE[0], entities=self.WORLD, code="P.7")
        assert refused(begun, "start", LEAD, code="P.7", actual=july(2)).keys() == {"actual"}
        records = taken(records, "complete", LEAD, code="P.7", **PROOF)
        assert records.all(Progress) == (reported("P.7", DAY, ProgressState.DONE, actual_finish=DAY),)


class TestEvidence:
    def test_stands_beside_its_step_and_a_text_has_its_digest(self) -> None:
        proofs = (Proof(document="BC"), Proof(text="biên bản"), Proof(address="https://mic.gov.vn/x", digest="0" * 64))
        records = walk(*LIFE[:2], ("report", LEAD, {"remaining": 3, "proofs": proofs}))
        found = records.by(Evidence, "step", "P.1~3")
        assert [(e.ordinal, e.document, e.text, e.address) for e in found] == [
            (1, "BC", None, None), (2, None, "biên bản", None), (3, None, None, "https://mic.gov.vn/x"),
        ]  # fmt: skip
        assert found[1].digest == digest_of("biên bản")


class TestWhatContradictsTheWorkflow:
    def test_is_refused_whoever_writes_it_and_names_the_steps_to_take(self) -> None:
        records = walk(*LIFE[:2])
        after = july(9)
        more = reported("P.1", after, ProgressState.IN_PROGRESS, percent=50)
        enforce(records.apply([(Progress, more.code, more)]), EVERY_RULE)
        for wrong in (
            [(Progress, f"P.1~{after}", reported("P.1", after, ProgressState.DONE))],
            [(Progress, f"P.1~{DAY}", None)],
        ):
            with pytest.raises(InvalidError) as why:
                enforce(records.apply(wrong), EVERY_RULE)
            assert "take a step: complete, report, suspend, cancel" in str(why.value)

    def test_a_gap_or_a_jump_in_a_history_is_found(self) -> None:
        records = walk(*LIFE[:3])
        for wrong in ("P.1~1", "P.1~2"):
            broken = records.apply([(TaskStep, wrong, None)])
            assert [p for rule in RULES[:1] for p in rule.check(broken)]


def test_an_assignment_that_names_the_lead_anew_keeps_one_lead() -> None:
    records = walk(("decline", LEAD, PAPER), ("assign", SECRETARIAT, {"organization": "MIC", "post": "MIC.minister"}))
    assert [a.post for a in records.by(Assignment, "task", "P.1") if a.role is Role.LEAD] == ["MIC.minister"]
