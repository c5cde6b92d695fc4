"""Two people for a change: the first asks and nothing happens, a second confirms and it is done, as it was seen."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.cli import main
from tests.api.conftest import Served, serving
from tests.api.test_conventions import problem
from tests.api.world import two
from tests.conftest import Place

TAKING = {"code": "V1", **two("First")}
RULE = {"code": "two", "body": "NCEG", "action": "baseline", "days": 3, "document": "QD1"}


@pytest.fixture
def served(on_sqlite: Place) -> Iterator[Served]:
    """A service to change; the two databases differ in nothing that is asked here."""
    with serving(on_sqlite.url) as found:
        yield found


@pytest.fixture
def ruled(served: Served) -> Served:
    """A committee that wants two people for its baselines."""
    assert served.secretariat.post("two-person-rules", RULE).status_code == 201
    return served


def asked(served: Served, role: str = "planner") -> dict[str, Any]:
    answer = served.by(role).post("baselines", TAKING)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/api/v1/consents/{found['code']}"
    return found


def decide(served: Served, role: str, consent: dict[str, Any], verb: str, body: dict[str, str]) -> Any:
    path = f"consents/{consent['code']}/{verb}"
    return served.by(role)("POST", path, {"If-Match": f'"{consent["version"]}"'}, json=body)


def test_without_a_rule_one_person_is_enough(served: Served) -> None:
    assert served.by("planner").post("baselines", TAKING).status_code == 201


def test_the_first_leaves_a_request_that_says_what_would_be_done_and_changes_nothing_else(ruled: Served) -> None:
    consent = asked(ruled)
    assert ruled.by("planner").get("baselines").json()["items"] == []
    assert consent["what_en"] == "take the baseline V1 of the plan on 05/07/2018"
    assert consent["what_vi"] != consent["what_en"]
    assert (consent["state"], consent["requested_by"], consent["asked_by"]) == ("pending", "planner", "two")
    assert consent["expires_at"].startswith("2018-07-09")
    twice = ruled.secretariat.post("baselines", TAKING)
    assert "planner asked for this already" in problem(twice)["detail_en"]
    report = ruled.by("auditor").get("reports/consents?lang=en&format=table").text
    assert consent["code"] in report
    assert "1 request, of which 1 waits" in report


def test_a_second_person_confirms_and_it_is_carried_out_on_each_database(database: Place) -> None:
    with serving(database.url) as ruled:
        assert ruled.secretariat.post("two-person-rules", RULE).status_code == 201
        confirmed_and_carried_out(ruled)


def confirmed_and_carried_out(ruled: Served) -> None:
    consent = asked(ruled)
    alone = decide(ruled, "planner", consent, "confirm", {})
    assert "a second person has to confirm" in problem(alone)["detail_en"]
    done = decide(ruled, "secretariat", consent, "confirm", {})
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["decided_by"]) == ("confirmed", "secretariat")
    assert ruled.by("planner").get("baselines/V1").json()["digest"] == consent["arguments"]["digest"]
    entries = ruled.by("auditor").get("ledger?limit=1000").json()["items"]
    written = [entry for entry in entries if entry["purpose"] == f"consent {consent['code']}"]
    assert {entry["account"] for entry in written} == {"secretariat"}
    assert {entry["kind"] for entry in written} > {"baseline", "consent"}
    again = decide(ruled, "secretariat", done.json(), "confirm", {})
    assert "confirmed it already" in problem(again)["detail_en"]


def test_what_would_do_something_else_by_now_is_not_carried_out(ruled: Served) -> None:
    consent = asked(ruled)
    planner = ruled.by("planner")
    changed = {"task": "P.1", "optimistic": 3, "most_likely": 6, "pessimistic": 30}
    assert planner("PATCH", "estimates/P.1", {"If-Match": "*"}, json=changed).status_code == 200
    refused = decide(ruled, "secretariat", consent, "confirm", {})
    assert (refused.status_code, problem(refused)["type"]) == (409, "urn:egov-portfolio:problem:consent")
    assert planner.get("baselines").json()["items"] == []


def test_approving_and_discarding_wait_too_and_are_done_under_the_version_seen(ruled: Served) -> None:
    decide(ruled, "secretariat", asked(ruled), "confirm", {})
    planner = ruled.by("planner")
    order = planner("PATCH", "baselines/V1", {"If-Match": '"1"'}, json={"title_en": "Renamed"})
    assert (order.status_code, order.json()["seen"]) == (202, {"baseline V1": 1})
    assert decide(ruled, "secretariat", order.json(), "confirm", {}).status_code == 200
    assert planner.get("baselines/V1").json()["title_en"] == "Renamed"
    order = planner("DELETE", "baselines/V1", {"If-Match": '"2"'})
    assert order.status_code == 202
    assert decide(ruled, "secretariat", order.json(), "confirm", {}).status_code == 200
    assert planner.get("baselines/V1").status_code == 404


def test_what_is_declined_stays_undone_with_its_reason(ruled: Served) -> None:
    consent = asked(ruled)
    nothing = decide(ruled, "secretariat", consent, "decline", {})
    assert [error["place"] for error in problem(nothing)["errors"]] == ["reason"]
    done = decide(ruled, "secretariat", consent, "decline", {"reason": "chưa đến kỳ"})
    assert (done.json()["state"], done.json()["reason"]) == ("declined", "chưa đến kỳ")
    late = decide(ruled, "secretariat", done.json(), "confirm", {})
    assert "declined it already" in problem(late)["detail_en"]
    assert asked(ruled)["code"] != consent["code"]


def test_whoever_may_not_do_it_alone_may_not_confirm_it_either(ruled: Served) -> None:
    consent = asked(ruled)
    for role in ("member", "auditor"):
        assert problem(decide(ruled, role, consent, "confirm", {}))["status"] == 403
        assert problem(decide(ruled, role, consent, "decline", {"reason": "x"}))["status"] == 403


def test_two_accounts_of_one_person_are_one_person(ruled: Served) -> None:
    us = ruled.secretariat
    for code in ("planner", "secretariat"):
        assert us("PATCH", f"accounts/{code}", {"If-Match": "*"}, json={"person": "tuan"}).status_code == 200
    alone = decide(ruled, "secretariat", asked(ruled), "confirm", {})
    assert "a second person has to confirm" in problem(alone)["detail_en"]


def test_what_breaks_a_rule_is_refused_when_it_is_asked_for(ruled: Served) -> None:
    head = ruled.head()
    answer = ruled.by("planner").post("baselines", {**TAKING, "document": "none"})
    assert answer.status_code == 422
    assert ruled.head() == head


def test_the_command_line_has_the_commands() -> None:
    assert set(main.commands["consent"].commands) == {"list", "confirm", "decline"}  # type: ignore[attr-defined]
