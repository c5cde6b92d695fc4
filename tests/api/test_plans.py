"""Any plan over HTTP: scheduled or converted, answered, forgotten; and the portfolio's own as a file."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from api.app import LARGEST_BODY
from api.controllers.plans import LARGEST_FILE
from portfolio.cpm import schedule
from portfolio.interchange import MEDIA, mspdi, plancsv, planjson, read, xer
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
        "tasks[0].duration", "tasks[1].duration", "tasks[1].code", "links[0].to", "links[0].successor", "start",
    }  # fmt: skip


def test_a_plan_that_is_sent_has_reports_too(shared: Served) -> None:
    caller = shared.by("member")
    twice = PLAN | {"links": [*PLAN["links"], {"predecessor": "A", "successor": "C", "relation": "SS"}]}  # type: ignore[misc]
    paths = caller.post("schedule/reports/float-paths", twice).json()
    assert [(row["path"], row["task"]) for row in paths["rows"]] == [(1, "A"), (1, "C"), (2, "B")]
    assert "source" not in paths["rows"][0]
    found = caller.post("schedule/reports/health?format=markdown&lang=en", twice)
    assert (found.headers["content-type"].partition(";")[0], "A → C (SS) says no more" in found.text) == ("text/markdown", True)
    assert problem(caller.post("schedule/reports/committee", PLAN))["status"] == 404
    assert problem(caller.post("schedule/reports/health", {"tasks": 1}))["status"] == 422


def test_a_loop_is_named_in_order(shared: Served) -> None:
    loop = PLAN | {"links": [{"predecessor": "A", "successor": "B"}, {"predecessor": "B", "successor": "A"}]}
    refused = problem(shared.by("member").post("schedule", loop))
    assert (refused["status"], refused["cycle"]) == (409, ["A", "B", "A"])
    refused = problem(shared.by("member").post("schedule", loop | {"title": 5}))
    assert (refused["status"], [error["place"] for error in refused["errors"]]) == (422, ["title", "links[0]", "links[1]"])


def test_it_needs_a_token_and_takes_twenty_megabytes_at_most(shared: Served) -> None:
    assert shared.nobody.post("/api/v1/schedule", PLAN).status_code == 401
    spaces = b" " * LARGEST_BODY + json.dumps(PLAN).encode()
    assert sent(shared, "schedule", spaces, "application/json").status_code == 200
    assert problem(sent(shared, "schedule", b" " * (LARGEST_FILE + 1)))["status"] == 413


def sent(shared: Served, path: str, data: bytes, kind: str = "application/octet-stream") -> Any:
    return shared.by("member")("POST", path, {"Content-Type": kind}, content=data)


PLANNED = planjson.plan_from(PLAN)


@pytest.mark.parametrize("data", [mspdi.write(PLANNED), xer.write(PLANNED), plancsv.write(PLANNED)], ids=["mspdi", "xer", "csv"])
def test_a_file_of_another_tool_is_scheduled_as_it_is(shared: Served, data: bytes) -> None:
    answer = sent(shared, "schedule?lag_calendar=predecessor", data)
    assert answer.status_code == 200
    assert answer.json()["tasks"] == shared.by("member").post("schedule", PLAN).json()["tasks"]


def test_what_a_file_holds_beyond_is_listed_and_dates_that_differ_with_the_reason(shared: Served) -> None:
    made = replace(PLANNED, data_date=date(2026, 6, 1))
    data = mspdi.write(made, schedule(made.network())).replace(b"</WBS>", b"</WBS><Notes>x</Notes>", 1)
    found = sent(shared, "schedule", data.replace(b"<EarlyStart>2026-06-09", b"<EarlyStart>2026-06-10")).json()
    assert found["left_out"][0]["en"].endswith("no counterpart here: Task/Notes (1)")
    [said] = found["differences"]
    assert (said["task"], said["field"], said["stated"], said["ours"]) == ("C", "early_start", "2026-06-10", "2026-06-09")
    assert said["reason_en"].startswith("no rule that we know gives it")
    assert said["reason_vi"] != said["reason_en"]


@pytest.mark.parametrize("to", MEDIA)
def test_a_file_becomes_another_and_what_it_does_not_hold_is_in_a_header(shared: Served, to: str) -> None:
    plan = PLAN | {"tasks": [*PLAN["tasks"][:2], {"code": "C", "duration": 1, "estimate": [1, 1, 4]}]}  # type: ignore[misc]
    answer = sent(shared, f"plan/conversion?to={to}&lang=en", json.dumps(plan).encode())
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, MEDIA[to])  # type: ignore[index]
    assert answer.headers["content-disposition"].startswith('attachment; filename="plan.')
    listed = json.loads(answer.headers["x-left-out"])
    assert ("optimistic and pessimistic estimates are not written: C" in listed) == (to in ("mspdi", "xer"))
    if to in ("json", "csv", "mspdi", "xer"):
        assert {t.code for t in read(answer.content).tasks} == {"A", "B", "C"}


def test_what_is_no_plan_is_not_converted(shared: Served) -> None:
    assert problem(sent(shared, "plan/conversion?to=csv", b"\0"))["status"] == 422
    assert problem(sent(shared, "plan/conversion?to=pdf", b"{}"))["status"] == 400
    assert problem(sent(shared, "plan/conversion", b"{}"))["status"] == 400


def test_a_loop_is_drawn_but_no_other_tool_would_take_it(shared: Served) -> None:
    loop = PLAN | {"links": [{"predecessor": "A", "successor": "B"}, {"predecessor": "B", "successor": "A"}]}
    drawn = sent(shared, "plan/conversion?to=dot&lang=en", json.dumps(loop).encode())
    assert "A → B → A" in json.loads(drawn.headers["x-left-out"])[0]
    assert problem(sent(shared, "plan/conversion?to=xer", json.dumps(loop).encode()))["cycle"] == ["A", "B", "A"]


def test_the_plan_of_the_portfolio_is_a_file_that_dates_as_the_portfolio_does(shared: Served) -> None:
    assert shared.nobody.get("/api/v1/plan").status_code == 401
    ours = {t["task"]: t for t in shared.by("member").get("schedule").json()["tasks"] if t["early_start"]}
    answer = shared.by("member").get("plan")
    made = schedule(read(answer.content).network())
    assert answer.headers["content-disposition"] == 'attachment; filename="portfolio-2018-07-05.json"'
    assert {code: str(made.tasks[code].early_finish) for code in ours} == {c: t["early_finish"] for c, t in ours.items()}
    assert problem(shared.by("member").get("plan?programme=none"))["status"] == 404
    assert problem(shared.by("member").get("plan?format=pdf"))["status"] == 400
