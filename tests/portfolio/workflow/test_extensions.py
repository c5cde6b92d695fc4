"""More time is asked for by the lead, decided by who approves, and counts as a deadline from then on."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from governance.errors import DomainError, InvalidError, UnknownCodeError
from governance.records import Records
from governance.rulebook import enforce
from governance.work import Work
from portfolio.cpm import schedule
from portfolio.errors import NotYoursError
from portfolio.model import Deadline, DeadlineKind
from portfolio.plan import network
from portfolio.whatif.effects import effect
from portfolio.whatif.scenario import EVERY_RULE
from portfolio.workflow.extensions import Decided, Wanted, ask, decide, requests_of, waiting
from portfolio.workflow.model import By, ExtensionDecision, ExtensionRequest, Outcome
from portfolio.workflow.offices import Actor
from tests.portfolio.charts import july
from tests.portfolio.workflow.making import CHAIR, DAY, LEAD, LIFE, MONITOR, SECRETARIAT, WORLD, deadline, state, walk
from tests.support import AUTHOR

LATER = date(2018, 8, 15)


def wanted(**more: Any) -> Wanted:
    fields = {"written_vi": "15/8/2018", "written_en": "15 August 2018", "not_after": LATER, "reason": "chờ góp ý"}
    return Wanted(**(fields | more))  # type: ignore[arg-type]


def asked(records: Records, actor: Actor = LEAD, day: date = DAY, **more: Any) -> Records:
    work = Work(state(records), AUTHOR)
    ask(work, "P.1", wanted(**more), actor, day)
    enforce(work.records, EVERY_RULE)
    return work.records


def decided(records: Records, outcome: str, actor: Actor = CHAIR, day: date = DAY, code: str = "P.1~1", **more: Any) -> Records:
    work = Work(state(records), AUTHOR)
    decide(work, code, Decided(Outcome(outcome), **more), actor, day)
    enforce(work.records, EVERY_RULE)
    return work.records


def problems(refused: pytest.ExceptionInfo[DomainError]) -> dict[str, str]:
    return {problem.place: problem.message.render("en") for problem in refused.value.problems}


ASKED = asked(Records(WORLD))


def test_what_is_granted_is_an_extension_as_written_by_the_document_that_decided() -> None:
    records = decided(ASKED, "granted", document="QD")
    assert records.get(Deadline, "P.1~extension~1") == Deadline(
        code="P.1~extension~1", task="P.1", type=DeadlineKind.EXTENSION, written_vi="15/8/2018", written_en="15 August 2018",
        not_after=LATER, document="QD",
    )  # fmt: skip
    [(request, decision)] = requests_of(records, "P.1")
    assert decision is not None
    assert (request.person, decision.person, decision.capacity.value) == ("tuan", "phuc", "approving")
    assert waiting(records, "P.1") is None
    assert asked(records, not_after=LATER + timedelta(days=9)).get(ExtensionRequest, "P.1~2").ordinal == 2


def test_what_is_refused_or_withdrawn_says_why_and_changes_no_deadline() -> None:
    for outcome, actor, more in (
        ("refused", CHAIR, {"document": "QD", "reason": "không đủ căn cứ"}),
        ("withdrawn", LEAD, {"reason": "đã kịp"}),
    ):
        records = decided(ASKED, outcome, actor, **more)
        assert records.all(Deadline) == Records(WORLD).all(Deadline)
        assert [d.outcome.value for d in records.all(ExtensionDecision)] == [outcome]


def test_who_may_ask_and_who_may_decide() -> None:
    with pytest.raises(NotYoursError, match="the lead office"):
        asked(Records(WORLD), MONITOR)
    for actor in (LEAD, MONITOR):
        with pytest.raises(NotYoursError, match="the approving office"):
            decided(ASKED, "granted", actor, document="QD")
    with pytest.raises(NotYoursError):
        decided(ASKED, "withdrawn", CHAIR, reason="x")
    on_paper = asked(Records(WORLD), SECRETARIAT, document="BC").get(ExtensionRequest, "P.1~1")
    assert (on_paper.by, on_paper.post) == (By.PAPER, "MIC.minister")
    assert decided(ASKED, "granted", SECRETARIAT, document="QD").get(ExtensionDecision, "P.1~1").by is By.PAPER


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidError) as refused:
        asked(Records(WORLD), MONITOR, not_after=july(31), on=july(6), document="DRAFT")
    assert problems(refused).keys() == {"not_after", "on", "document", "account"}
    with pytest.raises(InvalidError) as refused:
        decided(ASKED, "refused", LEAD, on=july(6))
    assert problems(refused).keys() == {"document", "reason", "on", "account"}
    with pytest.raises(InvalidError) as refused:
        asked(ASKED)
    assert problems(refused) == {"task": "task P.1 has a request that waits for a decision, P.1~1: decide that first"}
    done = decided(ASKED, "refused", document="QD", reason="x")
    with pytest.raises(InvalidError) as refused:
        decided(done, "granted", document="QD")
    assert problems(refused).keys() == {"request"}
    with pytest.raises(UnknownCodeError):
        decided(Records(WORLD), "granted", document="QD")


def test_only_a_task_that_is_given_and_due_and_not_handed_in_gets_more_time() -> None:
    with pytest.raises(InvalidError, match="not handed in"):
        asked(walk(*LIFE[:4]))
    with pytest.raises(InvalidError, match="no last day"):
        asked(Records([*WORLD, deadline(day=None)]))
    later = deadline(day=date(2018, 9, 1))
    with pytest.raises(InvalidError, match="is due on 01/09/2018"):
        decided(ASKED.apply([(Deadline, later.code, later)]), "granted", document="QD")
    handed_in = walk(*LIFE[:4], entities=ASKED)
    with pytest.raises(InvalidError, match="refuse the request"):
        decided(handed_in, "granted", document="QD")


def test_what_was_granted_is_not_changed_past_the_decision() -> None:
    records = decided(ASKED, "granted", document="QD")
    moved = replace(records.get(Deadline, "P.1~extension~1"), not_after=date(2018, 9, 1))
    with pytest.raises(InvalidError, match="another extension takes another request"):
        enforce(records.apply([(Deadline, moved.code, moved)]), EVERY_RULE)
    since = replace(records.get(ExtensionRequest, "P.1~1"), on=july(9))
    with pytest.raises(InvalidError, match="on that day or later"):
        enforce(records.apply([(ExtensionRequest, since.code, since)]), EVERY_RULE)


@settings(max_examples=40)
@given(st.integers(1, 60), st.integers(1, 25))
def test_its_effect_is_told_beforehand_and_moves_no_early_date_and_takes_no_float(days: int, due: int) -> None:
    world = Records([*WORLD, deadline(day=july(due))])
    records = asked(world, not_after=july(due) + timedelta(days=days))
    granted = decided(records, "granted", document="QD")
    told = effect(records, granted, DAY)
    one, other = (schedule(network(each, DAY).network).tasks for each in (records, granted))
    for code, dates in one.items():
        assert (dates.early_start, dates.early_finish) == (other[code].early_start, other[code].early_finish)
        assert other[code].total_float >= dates.total_float
    assert {change.task for change in told.tasks} == {code for code in one if one[code] != other[code]}
