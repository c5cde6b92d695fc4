"""What each thing of the portfolio must obey by itself."""

from datetime import date
from typing import Any

import msgspec
import pytest

from governance.values import Entity
from portfolio.model import (
    Calendar,
    Constraint,
    ConstraintKind,
    Deadline,
    Dependency,
    ProgrammeLink,
    Progress,
    ProgressState,
    Task,
)
from tests.support import example

FIRST, LAST = date(2018, 7, 1), date(2018, 7, 9)
CONTRADICTIONS: list[tuple[type[Entity], dict[str, Any], str]] = [
    (Calendar, {"week": "0000000"}, "week"),
    (Task, {"code": "A", "parent": "A"}, "parent"),
    (ProgrammeLink, {"predecessor": "A", "successor": "A"}, "successor"),
    (Dependency, {"predecessor": "A", "successor": "A"}, "successor"),
    (Constraint, {"type": ConstraintKind.SNET, "day": None}, "day"),
    (Constraint, {"type": ConstraintKind.ALAP, "day": FIRST}, "day"),
    (Deadline, {"not_before": LAST, "not_after": FIRST}, "not_after"),
    (Progress, {"as_of": FIRST, "state": ProgressState.IN_PROGRESS, "actual_start": LAST}, "actual_start"),
]


@pytest.mark.parametrize(("kind", "said", "where"), CONTRADICTIONS, ids=lambda value: getattr(value, "kind", None))
def test_what_contradicts_itself_is_refused_at_its_field(kind: type[Entity], said: dict[str, Any], where: str) -> None:
    problems = list(msgspec.structs.replace(example(kind), **said).rules())
    assert [problem.place for problem in problems] == [where]
    assert all(problem.message.render("vi") != problem.message.render("en") for problem in problems)
