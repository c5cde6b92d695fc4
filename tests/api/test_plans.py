"""Any plan over HTTP: scheduled, answered, forgotten."""

import pytest

from portfolio.interchange.planschema import EXAMPLES
from tests.api.conftest import Served
from tests.api.test_conventions import problem

PLAN = {
    "start": "2026-06-01",
    "tasks": [{"code": "A", "duration": 5}, {"code": "B", "duration": 2}, {"code": "C", "duration": 1}],
    "links": [{"predecessor": "A", "successor": "C", "lag": 1}, {"predecessor": "B", "successor": "C"}],
}


def test_a_plan_is_answered_with_its_schedule_and_nothing_is_kept(shared: Served) -> None:
    before = shared.head()
    answer = shared.by("member").post("schedule", PLAN)
    assert answer.status_code == 200
    found = answer.json()
    assert list(found) == ["start", "finish", "critical", "tasks", "links"]
    assert (found["start"], found["finish"], found["critical"]) == ("2026-06-01", "2026-06-09", ["A", "C"])
    assert found["tasks"]["B"]["total_float"] == 4
    assert found["links"][0] == {
        "predecessor": "A", "successor": "C", "relation": "FS", "lag": 1, "lag_calendar": "predecessor",
        "driving": True, "float": 0,
    }  # fmt: skip
    assert shared.head() == before


def test_how_it_is_scheduled_is_asked_for_in_the_address(shared: Served) -> None:
    answer = shared.by("planner").post("schedule?critical=float&threshold=4&against=portfolio&progress=override", PLAN)
    assert answer.json()["critical"] == ["B", "A", "C"]
    assert problem(shared.by("planner").post("schedule?progress=best", PLAN))["status"] == 400


@pytest.mark.parametrize("example", EXAMPLES, ids=["smallest", "fuller"])
def test_the_documented_examples_are_taken(shared: Served, example: dict[str, object]) -> None:
    assert shared.by("auditor").post("schedule", example).status_code == 200


def test_every_problem_comes_at_once_with_its_place(shared: Served) -> None:
    bad = {"tasks": [{"code": "A", "duration": -1}, {"duration": "x"}], "links": [{"predecessor": "A", "to": "B"}]}
    refused = problem(shared.by("member").post("schedule", bad))
    assert refused["status"] == 422
    assert {error["place"] for error in refused["errors"]} == {
        "tasks[0].duration", "tasks[1].duration", "tasks[1].code", "links[0].to", "links[0].successor",
    }  # fmt: skip


def test_a_loop_is_named_in_order(shared: Served) -> None:
    loop = PLAN | {"links": [{"predecessor": "A", "successor": "B"}, {"predecessor": "B", "successor": "A"}]}
    refused = problem(shared.by("member").post("schedule", loop))
    assert (refused["status"], refused["cycle"]) == (409, ["A", "B", "A"])


def test_it_needs_a_token_and_takes_a_megabyte_at_most(shared: Served) -> None:
    assert shared.nobody.post("/api/v1/schedule", PLAN).status_code == 401
    long = PLAN | {"title": "x" * 1_000_001}
    assert problem(shared.by("member").post("schedule", long))["status"] == 413
