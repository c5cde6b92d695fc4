"""Baselines over HTTP: taken in one step, approved, never changed, compared with the plan and with each other."""

from typing import Any

import pytest

from tests.api.conftest import Caller, Served
from tests.api.test_conventions import problem
from tests.api.world import two

FIRST = {"code": "KH-1", **two("The first plan")}


@pytest.fixture
def planner(served: Served) -> Caller:
    """A planner of a portfolio that has one baseline."""
    caller = served.by("planner")
    assert caller.post("baselines", FIRST).status_code == 201
    return caller


def longer(caller: Caller, days: int = 8) -> None:
    """The draft takes some days more than it did."""
    found = caller.get("estimates/P.1")
    changed = caller("PATCH", "estimates/P.1", {"If-Match": found.headers["etag"]}, json={"most_likely": days})
    assert changed.status_code == 200


def test_one_is_taken_of_the_live_plan_in_one_step_by_those_who_plan(served: Served) -> None:
    before = served.head()["seq"]
    made = served.by("planner").post("baselines", {**FIRST, "note_vi": "vì", "note_en": "why"})
    assert (made.status_code, made.headers["location"], made.headers["etag"]) == (201, "/api/v1/baselines/KH-1", '"1"')
    found = made.json()
    assert (found["as_of"], found["portfolio"], found["programme"], found["document"]) == ("2018-07-05", "EGOV", None, None)
    assert (found["tasks"], found["links"], found["ledger_seq"], found["seq"]) == (6, 2, before, before + 1)
    assert served.secretariat.get("baselines/KH-1").json() == found
    rows = served.by("member").get("baseline-tasks?baseline=KH-1&limit=500").json()["items"]
    assert {row["task"]: row["state"] for row in rows}["P.4"] == "undated"
    assert next(row for row in rows if row["task"] == "P.1")["early_finish"] == "2018-07-11"
    assert served.head()["seq"] == before + 1 + 2 + 1 + 6 + 2  # itself, programmes, calendar, tasks, links
    for role in ("member", "auditor"):
        assert served.by(role).post("baselines", FIRST).status_code == 403


def test_the_same_request_sent_again_takes_no_second_one(served: Served) -> None:
    once, again = (served.by("planner").post("baselines", FIRST, Idempotency_Key="k") for _ in range(2))
    assert (once.status_code, again.status_code, once.json()) == (201, 201, again.json())
    assert served.by("planner").post("baselines", FIRST).status_code == 409


def test_every_problem_of_what_is_sent_is_named_at_once_and_nothing_is_written(served: Served) -> None:
    before = served.head()
    wrong = served.by("planner").post("baselines", {"code": "!", "title_vi": "", "as_of": "5/7/2018", "digest": "0" * 64})
    assert wrong.status_code == 422
    assert {error["place"] for error in problem(wrong)["errors"]} == {"code", "title_vi", "title_en", "as_of", "digest"}
    for more, status in (({"programme": "none"}, 404), ({"portfolio": "none"}, 404), ({"document": "none"}, 422)):
        assert served.by("planner").post("baselines", {**FIRST, **more}).status_code == status, more
    assert served.head() == before


def test_it_may_be_of_one_programme_and_of_another_day(served: Served) -> None:
    made = served.by("planner").post("baselines", {**FIRST, "programme": "Q", "as_of": "2018-08-01", "portfolio": "EGOV"}).json()
    assert (made["programme"], made["as_of"], made["tasks"], made["links"]) == ("Q", "2018-08-01", 1, 0)


def test_a_document_approves_it_later_and_what_it_holds_never_changes(planner: Caller) -> None:
    approved = planner("PATCH", "baselines/KH-1", {"If-Match": '"1"'}, json={"document": "QD1", "title_en": "The approved plan"})
    assert (approved.status_code, approved.headers["etag"], approved.json()["document"]) == (200, '"2"', "QD1")
    for field, value in (("as_of", "2018-07-06"), ("digest", "0" * 64), ("programme", "Q"), ("finish", None), ("ledger_seq", 1)):
        refused = planner("PATCH", "baselines/KH-1", {"If-Match": '"2"'}, json={field: value})
        assert refused.status_code == 422, field
        assert [error["place"] for error in problem(refused)["errors"]] == [field]
    assert planner("PATCH", "baselines/KH-1", {"If-Match": '"1"'}, json={"document": None}).status_code == 412
    assert planner("PATCH", "baselines/KH-1", json={"document": None}).status_code == 428
    row = planner.get("baseline-tasks?limit=1").json()["items"][0]["code"]
    for method in ("PUT", "PATCH", "DELETE"):
        assert planner(method, f"baseline-tasks/{row}", {"If-Match": '"1"'}, json={}).status_code == 405
    assert planner.post("baseline-tasks", {}).status_code == 405


def test_it_can_be_discarded_until_a_document_approved_it(planner: Caller) -> None:
    assert planner("PATCH", "baselines/KH-1", {"If-Match": '"1"'}, json={"document": "QD1"}).status_code == 200
    stays = planner("DELETE", "baselines/KH-1", {"If-Match": '"2"'})
    assert (stays.status_code, "approved by QD1" in problem(stays)["detail_en"]) == (409, True)
    assert planner("PATCH", "baselines/KH-1", {"If-Match": '"2"'}, json={"document": None}).status_code == 200
    assert planner("DELETE", "baselines/KH-1", {"If-Match": '"3"'}).status_code == 204
    assert planner.get("baselines/KH-1").status_code == 404
    assert planner.get("baseline-tasks").json()["items"] == []


def by_task(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["task"]: row for row in rows}


def test_against_one_just_taken_there_is_no_variance(planner: Caller) -> None:
    found = planner.get("baselines/KH-1/variance").json()
    assert (found["as_of"], found["baseline"], found["baseline_as_of"], found["approved_by"]) == (
        "2018-07-05",
        "KH-1",
        "2018-07-05",
        None,
    )
    assert {row["finish_days"] for row in found["tasks"]} == {0, None}
    assert [(row["programme"], row["days"]) for row in found["programmes"]] == [("P", 0), ("Q", None)]
    assert planner.get("baselines/KH-1/changes").json()["moved"] == []


def test_variance_counts_working_days_and_calendar_days_and_the_programmes_finish(planner: Caller) -> None:
    longer(planner)
    found = planner.get("baselines/KH-1/variance?programme=P").json()
    rows = by_task(found["tasks"])
    first = rows["P.1"]
    assert (first["start_days"], first["finish_days"], first["finish_calendar_days"], first["duration_days"]) == (0, 3, 5, 3)
    assert (rows["P.2"]["start_days"], rows["P.2"]["before"]["start"], rows["P.2"]["after"]["start"]) == (
        3,
        "2018-07-12",
        "2018-07-17",
    )
    assert [(row["programme"], row["days"]) for row in found["programmes"]] == [("P", 3)]
    assert (rows["P.5"]["float_days"], rows["P.5"]["finish_days"]) == (3, 0)


def test_changes_name_the_cause_of_each_move_and_what_they_lead_back_to(planner: Caller) -> None:
    longer(planner)
    found = planner.get("baselines/KH-1/changes").json()
    rows = by_task(found["moved"])
    assert list(rows) == ["P.1", "P.2", "P.3"]
    [own] = rows["P.1"]["causes"]
    assert (own["why"], own["piece"], own["subject"], own["proof"], own["without"]) == (
        "piece", "duration", "P.1", "undone", ["2018-07-05", "2018-07-11"])  # fmt: skip
    [carried] = rows["P.2"]["causes"]
    assert (carried["why"], carried["by"], carried["relation"], carried["proof"]) == ("carried", "P.1", "FS", "law")
    assert carried["vi"] != carried["en"]
    assert [root["subject"] for root in rows["P.3"]["roots"]] == ["P.1"]
    assert [(root["subject"], root["moves"], root["finish"]) for root in found["roots"]] == [("P.1", 3, "2018-07-26")]


def test_the_chart_shows_the_baseline_below_the_bars(planner: Caller) -> None:
    picture = planner.get("baselines/KH-1/gantt?lang=vi")
    assert (picture.status_code, picture.headers["content-type"].split(";")[0]) == (200, "image/svg+xml")
    assert "theo kế hoạch cơ sở" in picture.text
    assert "in the baseline" in planner.get("baselines/KH-1/gantt?programme=P", Accept_Language="en").text
    assert planner.get("baselines/none/gantt").status_code == 404


def test_the_reports_are_told_against_the_one_that_is_named_or_the_latest(planner: Caller) -> None:
    longer(planner)
    for address in ("reports/changes", "reports/changes?baseline=KH-1"):
        assert [row["task"] for row in planner.get(address).json()["rows"]] == ["P.1", "P.2", "P.3"]
    assert planner.get("reports/variance?programme=P").json()["rows"][0]["finish_variance"] == 3
    assert planner.get("reports/variance?baseline=none").status_code == 404


def test_two_baselines_are_compared_either_way_round(planner: Caller, served: Served) -> None:
    longer(planner)
    new = {"code": "P.9", "programme": "P", **two("New"), "type": "milestone"}
    assert served.secretariat.post("tasks", new).status_code == 201
    assert planner.post("baselines", {"code": "KH-2", **two("The second plan")}).status_code == 201
    there = planner.get("baselines/KH-1/changes?to=KH-2").json()
    back = planner.get("baselines/KH-2/changes?to=KH-1").json()
    assert (by_task(there["added"]).keys(), by_task(back["dropped"]).keys()) == ({"P.9"}, {"P.9"})
    assert [(m["before"], m["after"]) for m in there["moved"]] == [(m["after"], m["before"]) for m in back["moved"]]


def test_what_rests_on_assumptions_can_be_left_out(planner: Caller) -> None:
    longer(planner)
    everything = by_task(planner.get("baselines/KH-1/variance").json()["tasks"])
    assert {task for task, row in everything.items() if row["assumed"]} >= {"P.1", "P.2", "P.3"}
    facts = planner.get("baselines/KH-1/variance?facts_only=true").json()
    assert (set(by_task(facts["tasks"])) & {"P.1", "P.2", "P.3"}, facts["programmes"]) == (set(), [])
    assert planner.get("baselines/KH-1/changes?facts_only=true").json()["moved"] == []


@pytest.mark.parametrize("path", ["none/variance", "none/changes", "KH-1/changes?to=none", "KH-1/variance?programme=none"])
def test_what_is_not_there_is_404(planner: Caller, path: str) -> None:
    assert planner.get(f"baselines/{path}").status_code == 404


def test_a_task_goes_while_a_baseline_remembers_it(planner: Caller, served: Served) -> None:
    us = served.secretariat
    assert us("DELETE", "tasks/Q.1", {"If-Match": us.get("tasks/Q.1").headers["etag"]}).status_code == 204
    assert list(by_task(planner.get("baselines/KH-1/changes").json()["dropped"])) == ["Q.1"]
