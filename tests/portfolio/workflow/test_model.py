"""What is written of a task's life obeys its declaration whoever writes it, never changes, and has no gaps."""

from typing import Any

import msgspec
import pytest

from governance.errors import InvalidError
from governance.values import Entity
from governance.work import check_unchanged
from portfolio.workflow.extensions import requests_of
from portfolio.workflow.model import (
    WRITTEN,
    By,
    Evidence,
    ExtensionDecision,
    ExtensionRequest,
    Moment,
    Outcome,
    ReminderRule,
    TaskStep,
)
from portfolio.workflow.places import steps_of
from portfolio.workflow.rules import RULES
from portfolio.workflow.steps import Capacity, StepName, TaskState
from tests.portfolio.charts import july
from tests.portfolio.workflow.making import LIFE, walk
from tests.portfolio.workflow.test_extensions import ASKED
from tests.support import example

WRONG: list[tuple[type[Entity], dict[str, Any], set[str]]] = [
    (TaskStep, {"state": TaskState.CLOSED}, {"step"}),
    (TaskStep, {"before_of": TaskState.REPORTED}, {"step"}),
    (TaskStep, {"step": StepName.CANCEL, "state": TaskState.CANCELLED}, {"reason", "document", "capacity"}),
    (TaskStep, {"on_behalf_of": "an"}, {"on_behalf_of"}),
    (TaskStep, {"by": By.PAPER}, {"document"}),
    (Evidence, {"text": "x"}, {"document"}),
    (Evidence, {"digest": "0" * 64}, {"digest"}),
    (Evidence, {"document": None, "address": "x"}, {"digest"}),
    (Evidence, {"document": None, "text": "x", "digest": "0" * 64}, {"digest"}),
    (ExtensionRequest, {"not_before": july(30), "not_after": july(3)}, {"not_after"}),
    (ExtensionRequest, {"by": By.PAPER}, {"document"}),
    (ExtensionDecision, {"deadline": None}, {"deadline"}),
    (ExtensionDecision, {"document": None}, {"document"}),
    (ExtensionDecision, {"outcome": Outcome.WITHDRAWN}, {"reason", "deadline"}),
    (ReminderRule, {"to": Capacity.SECRETARIAT}, {"to"}),
    (ReminderRule, {"moment": Moment.OVERDUE, "days": 0}, {"days"}),
]


@pytest.mark.parametrize(("kind", "said", "where"), WRONG, ids=lambda value: getattr(value, "kind", None))
def test_what_contradicts_itself_is_refused_at_its_field(kind: type[Entity], said: dict[str, Any], where: set[str]) -> None:
    sound = example(kind)
    assert list(sound.rules()) == []
    problems = list(msgspec.structs.replace(sound, **said).rules())
    assert {problem.place for problem in problems} == where
    assert all(problem.message.render("vi") != problem.message.render("en") for problem in problems)


@pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.kind)
def test_what_is_written_never_changes(kind: type[Entity]) -> None:
    before = example(kind)
    with pytest.raises(InvalidError):
        check_unchanged(before, msgspec.structs.replace(before, note_en="changed"))


def broken(records: Any) -> list[str]:
    return [problem.place for rule in RULES for problem in rule.check(records)]


def test_a_history_has_no_gap_no_jump_and_no_way_back_in_time() -> None:
    records = walk(*LIFE[:3])
    assert broken(records) == []
    third = steps_of(records, "P.1")[2]
    missing = records.apply([(TaskStep, "P.1~2", None)])
    assert broken(missing) == ["task_step P.1~3 ordinal"]
    jumped = msgspec.structs.replace(third, before=TaskState.RETURNED, before_of=TaskState.REPORTED)
    assert broken(records.apply([(TaskStep, third.code, jumped)])) == ["task_step P.1~3 before"]
    earlier = msgspec.structs.replace(third, on=july(2))
    assert broken(records.apply([(TaskStep, third.code, earlier)])) == ["task_step P.1~3 on"]


def test_one_request_at_a_time_waits_for_a_decision() -> None:
    second = msgspec.structs.replace(ASKED.get(ExtensionRequest, "P.1~1"), ordinal=2, code="P.1~2")
    both = ASKED.apply([(ExtensionRequest, second.code, second)])
    assert broken(both) == ["extension_request P.1~2 task"]
    assert [decision for _request, decision in requests_of(both, "P.1")] == [None, None]
