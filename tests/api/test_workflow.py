"""A task's life over HTTP: whoever holds the office takes the step, the rest are told who does, and nothing half happens."""

from typing import Any

import pytest

from tests.api.conftest import Caller, Served
from tests.api.test_conventions import problem

PROOF = {"evidence": [{"document": "QD1"}, {"text": "biên bản nghiệm thu"}]}
PAPER = {"reason": "theo văn bản", "document": "QD1"}


@pytest.fixture
def lead(served: Served) -> Caller:
    """The member's account, which is the minister of the ministry that leads P.5."""
    us = served.secretariat
    assert us("PATCH", "accounts/member", {"If-Match": '"1"'}, json={"person": "tuan"}).status_code == 200
    for kind, thing in (
        ("assignments", {"task": "P.5", "organization": "MIC", "role": "lead"}),
        ("deadlines", {"code": "P.5-d", "task": "P.5", "type": "instrument", "written_vi": "10/7/2018",
                       "written_en": "10 July 2018", "not_after": "2018-07-10", "document": "QD1"}),
    ):  # fmt: skip
        assert us.post(kind, thing).status_code in {201, 409}
    return served.by("member")


def take(who: Caller, name: str, tag: int | None, task: str = "P.5", query: str = "", **said: Any) -> Any:
    headers = {} if tag is None else {"If-Match": f'"{tag}"'}
    return who("POST", f"tasks/{task}/steps{query}", headers, json={"step": name, **said})


def refused(answer: Any, status: int, slug: str) -> dict[str, str]:
    assert answer.status_code == status, answer.text
    found = problem(answer)
    assert found["type"] == f"urn:egov-portfolio:problem:{slug}"
    return {error["place"]: error["message_en"] for error in found["errors"]}


def test_a_task_goes_from_its_assignment_to_its_closing_and_tells_its_history(served: Served, lead: Caller) -> None:
    us = served.secretariat
    asked = lead.get("tasks/P.5/steps")
    assert (asked.headers["etag"], asked.json()["state"], asked.json()["by_steps"]) == ('"0"', "assigned", False)
    accept = next(step for step in asked.json()["next"] if step["step"] == "accept")
    assert (accept["awaited"], accept["yours"], accept["offices"][0]["person"]) == (True, True, "tuan")
    assert not any(step["yours"] for step in served.by("planner").get("tasks/P.5/steps").json()["next"])
    made = take(lead, "accept", 0)
    assert (made.status_code, made.json()["state"], made.headers["location"]) == (201, "accepted", "/api/v1/task-steps/P.5~1")
    for number, (who, name, said) in enumerate(
        [(lead, "start", {}), (lead, "report", {"percent": 40, **PROOF}), (lead, "complete", PROOF), (us, "verify", {}),
         (us, "close", {"document": "QD1"})], 1,
    ):  # fmt: skip
        answer = take(who, name, number, **said)
        assert answer.status_code == 201, answer.text
    found = us.get("tasks/P.5/steps").json()
    assert (found["state"], [row["step"]["step"] for row in found["history"]]) == (
        "closed", ["accept", "start", "report", "complete", "verify", "close"],
    )  # fmt: skip
    assert [proof["document"] for proof in found["history"][2]["evidence"]] == ["QD1", None]
    assert us.get("task-steps/P.5~3").json()["percent"] == 40
    assert us.get("progress?task=P.5").json()["items"][0]["state"] == "done"
    assert found["history"][5]["step"]["by"] == "paper"
    rows = {row["task"]: row for row in us.get("reports/workflow?lang=en").json()["rows"]}
    assert (rows["P.5"]["state"], rows["P.5"]["next"]) == ("closed", None)
    assert len(us.get("task-steps?task=P.5").json()["items"]) == 6
    assert us("DELETE", "task-steps/P.5~1", {"If-Match": '"1"'}).status_code == 405


def test_a_step_is_refused_with_the_legal_ones_and_everything_else_that_is_wrong(served: Served, lead: Caller) -> None:
    before = served.head()
    told = refused(take(lead, "close", 0, percent=5, on="2018-07-09"), 422, "invalid")
    assert told.keys() == {"step", "on", "account"}
    assert "legal are: accept (accept), decline (decline the assignment), suspend (suspend), cancel (cancel)" in told["step"]
    told = refused(take(served.by("planner"), "accept", 0), 403, "not-yours")
    assert "Minister: Trương Minh Tuấn" in told["account"]
    told = refused(
        take(lead, "jump", 0, colour=1, on="x", evidence=[{"text": 1}, 2, {"document": "QD1", "size": 3}]), 422, "invalid"
    )
    assert told.keys() == {"step", "colour", "on", "evidence 1 text", "evidence 2 ", "evidence 3 size"}
    assert refused(take(lead, "accept", 0, evidence=3), 422, "invalid").keys() == {"evidence"}
    told = refused(take(lead, "close", 0, percent=500, document="NO", reason=""), 422, "invalid")
    assert told.keys() == {"percent", "reason", "step", "account", "document"}, "what the sound fields ask for is told too"
    assert refused(take(lead, "accept", None), 428, "precondition-required") == {}
    assert refused(take(lead, "accept", 3), 412, "stale-version") == {}
    assert refused(take(lead, "accept", 0, task="P.99"), 404, "unknown-code") == {}
    assert refused(take(served.by("auditor"), "accept", 0), 403, "forbidden") == {}
    assert served.head() == before


def test_a_dry_run_tells_what_would_be_written_and_what_would_move_and_writes_nothing(served: Served, lead: Caller) -> None:
    before = served.head()
    for who in (lead, served.secretariat):
        tried = take(who, "accept", None, query="?dry_run=true", document="QD1").json()
        assert (tried["written"], tried["state"], tried["effect"]) == (False, "accepted", [])
    refused(take(served.by("auditor"), "accept", None, query="?dry_run=true"), 403, "not-yours")
    for number, name in enumerate(("accept", "start")):
        assert take(lead, name, number).status_code == 201
    before = served.head()
    tried = take(lead, "complete", None, query="?dry_run=true", **PROOF).json()
    assert [(change["action"], change["kind"]) for change in tried["changes"]] == [
        ("create", "task_step"), ("create", "evidence"), ("create", "evidence"), ("replace", "progress"),
    ]  # fmt: skip
    assert tried["effect"][0]["task"] == "P.5"
    assert served.head() == before


def test_the_same_request_again_has_one_effect_and_of_two_at_one_version_one_is_refused(served: Served, lead: Caller) -> None:
    answers = [
        lead("POST", "tasks/P.5/steps", {"If-Match": '"0"', "Idempotency-Key": "k"}, json={"step": "accept"}) for _ in "ab"
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    refused(take(lead, "start", 0), 412, "stale-version")
    assert take(lead, "start", 1).status_code == 201


def test_more_time_is_asked_for_and_granted_after_its_effect_was_shown(served: Served, lead: Caller) -> None:
    us = served.secretariat
    wanted = {"written_vi": "15/8/2018", "written_en": "15 August 2018", "not_after": "2018-08-15", "reason": "chờ góp ý"}
    assert refused(lead.post("tasks/P.5/extensions", {"reason": "x", "not_after": 5}), 422, "invalid").keys() == {
        "written_vi", "written_en", "not_after",
    }  # fmt: skip
    assert refused(served.by("planner").post("tasks/P.5/extensions", wanted), 403, "not-yours").keys() == {"account"}
    schedule = us.get("schedule").json()["tasks"]
    assert lead.post("tasks/P.5/extensions", wanted).json()["code"] == "P.5~1"
    assert us.get("schedule").json()["tasks"] == schedule
    path = "tasks/P.5/extensions/1/decision"
    tried = us.post(f"{path}?dry_run=true", {"outcome": "granted", "document": "QD1"}).json()
    effect = {change["task"]: change for change in tried["effect"]}
    assert effect["P.5"]["float"] > effect["P.5"]["float_before"]
    assert effect["P.5"]["finish"] == effect["P.5"]["finish_before"]
    assert refused(us.post(path, {"outcome": "granted"}), 422, "invalid").keys() == {"document", "account"}
    assert us.post(path, {"outcome": "granted", "document": "QD1"}).status_code == 201
    assert us.get("deadlines/P.5~extension~1").json()["not_after"] == "2018-08-15"
    dates = {task["task"]: task for task in us.get("schedule").json()["tasks"]}
    assert dates["P.5"]["total_float"] == effect["P.5"]["float"]
    assert refused(us.post(path, {"outcome": "granted", "document": "QD1"}), 422, "invalid").keys() == {"request"}
    assert us.get("tasks/P.5/steps").json()["extensions"][0]["decision"]["outcome"] == "granted"
    refused(us.post("tasks/P.5/extensions/9/decision", {"outcome": "granted", "document": "QD1"}), 404, "unknown-code")


def test_what_contradicts_the_workflow_is_refused_at_every_other_door(served: Served, lead: Caller) -> None:
    us = served.secretariat
    assert take(lead, "accept", 0).status_code == 201
    told = refused(us.post("progress", {"task": "P.5", "as_of": "2018-07-05", "state": "done"}), 422, "invalid")
    assert "take a step: start, suspend, cancel" in next(iter(told.values()))
    assert take(lead, "start", 1).status_code == 201
    again = us("PUT", "progress/P.5~2018-07-05", {"If-Match": '"1"'}, json={
        "task": "P.5", "as_of": "2018-07-05", "state": "in-progress", "actual_start": "2018-07-05", "percent": 20})  # fmt: skip
    assert again.status_code == 200
    assert us.post("task-steps", {}).status_code == 405


def test_lead_times_are_written_like_everything_else_and_the_report_reminds_by_them(served: Served, lead: Caller) -> None:
    us = served.secretariat
    assert us.post("reminder-rules", {"code": "week", "programme": "P", "days": 2}).status_code == 201
    rows = us.get("reports/reminders?lang=en").json()["rows"]
    mine = [(row["day"], row["person"], row["days"]) for row in rows if row["task"] == "P.5"]
    assert mine == [("2018-07-06", "tuan", 2)]
    assert "rule week" in next(row for row in rows if row["task"] == "P.5")["reasons"][1]["text"]
    window = us.get("reminders?start=2018-07-06&end=2018-07-31&programme=P").json()
    [mine] = [item for item in window["items"] if item["task"] == "P.5"]
    assert (mine["day"], mine["due"], mine["days"], mine["person"]) == ("2018-07-06", "2018-07-10", 2, "tuan")
    assert us.get("reminders?programme=Q&start=2018-07-01&end=2018-12-31").json()["items"] == []
    assert us.get("reminders").json()["start"] == us.get("reminders").json()["end"] == "2018-07-05"
    assert refused(us.get("reminders?start=2018-07-06&end=2018-07-05"), 400, "malformed").keys() == {"end"}
    assert take(us, "suspend", 0, **PAPER).status_code == 201
    assert not [row for row in us.get("reports/reminders").json()["rows"] if row["task"] == "P.5"]


def test_a_role_of_the_secretariat_for_another_programme_enters_nothing_here(served: Served, lead: Caller) -> None:
    us = served.secretariat
    grant = {"code": "g", "account": "planner", "role": "secretariat", "programme": "Q"}
    assert us.post("grants", grant).status_code == 201
    refused(take(served.by("planner"), "accept", 0, document="QD1"), 403, "not-yours")
    assert us("PATCH", "grants/g", {"If-Match": '"1"'}, json={"programme": "P"}).status_code == 200
    for number, (name, said) in enumerate([("accept", {}), ("start", {}), ("report", {"percent": 5, **PROOF})]):
        assert take(served.by("planner"), name, number, document="QD1", **said).status_code == 201
    asked = {"written_vi": "x", "written_en": "x", "not_after": "2018-08-15", "reason": "x", "document": "QD1"}
    assert served.by("planner").post("tasks/P.5/extensions", asked).status_code == 201
    decided = {"outcome": "granted", "document": "QD1"}
    assert served.by("planner").post("tasks/P.5/extensions/1/decision", decided).status_code == 201


def test_where_a_body_wants_two_people_closing_waits_for_the_second(served: Served, lead: Caller) -> None:
    us = served.secretariat
    assert us.post("two-person-rules", {"code": "two", "body": "NCEG", "action": "close", "document": "QD1"}).status_code == 201
    for number, (who, name, said) in enumerate(
        [(lead, "accept", {}), (lead, "start", {}), (lead, "complete", PROOF), (us, "verify", {})]
    ):
        assert take(who, name, number, **said).status_code == 201
    asked = take(us, "close", 4, document="QD1")
    assert asked.status_code == 202, asked.text
    consent = asked.json()
    assert consent["what_en"] == "close task P.5, “Free”"
    assert us.get("tasks/P.5/steps").json()["state"] == "verified"
    path, tag = f"consents/{consent['code']}/confirm", {"If-Match": '"1"'}
    refused(us("POST", path, tag, json={}), 409, "consent")
    refused(lead("POST", path, tag, json={}), 403, "forbidden")
    assert us.post("grants", {"code": "g", "account": "planner", "role": "secretariat"}).status_code == 201
    assert served.by("planner")("POST", path, tag, json={}).status_code == 200
    found = us.get("tasks/P.5/steps").json()
    assert (found["state"], found["history"][4]["step"]["account"]) == ("closed", "secretariat")
