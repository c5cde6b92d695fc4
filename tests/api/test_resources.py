"""Every kind of thing through its whole life over HTTP, and every way in which a change is refused."""

from typing import Any

import pytest

from api.registry import KINDS
from api.tables import KINDS as ACCESS
from governance.consents import Consent
from governance.redaction import Redaction
from governance.values import Entity
from portfolio.baselines.model import KINDS as KEPT
from portfolio.workflow.model import WRITTEN
from tests.api.conftest import Served
from tests.api.test_conventions import problem
from tests.api.world import two

GOVERNED = [kind for kind in KINDS if kind not in (*ACCESS, *KEPT, *WRITTEN, Consent, Redaction)]

NEW: dict[str, dict[str, Any]] = {
    "source": {"code": "N", **two("New")},
    "organization": {"code": "N", "name_vi": "Mới", "name_en": "New", "classification": "unit", "parent": "MIC"},
    "document": {"code": "N", "type": "decree", "status": "awaited", "expected_on": "2018-12", **two("New")},
    "succession": {"predecessor": "OLD", "successor": "NCEG", "manner": "replaces", "effective_on": "2018-08-28"},
    "post": {"code": "N", "organization": "MIC", **two("New")},
    "person": {"code": "N", "name": "Người Mới"},
    "appointment": {"code": "N", "person": "phuc", "post": "MIC.minister", "start": "2001", "end": "2002"},
    "membership": {"code": "N", "body": "NCEG", "organization": "MIC", "role_vi": "thành viên", "role_en": "member"},
    "delegation": {"code": "N", "from_post": "NCEG.chair", "to_post": "MIC.minister", "start": "2019", "end": "2020"},
    "document_relation": {"document": "QD2", "relation": "amends", "target": "QD1", "clause": "Điều 1"},
    "relation_clause": {"relation": "QD2~based_on~QD1", "ordinal": 1, "clause": "khoản 2 Điều 7", "by_clause": "Điều 1"},
    "suspension": {"code": "N", "document": "QD1", "by": "QD2", "clause": "Điều 3", "start": "2018-08", "end": "2018-12"},
    "meeting": {"code": "N", "type": "meeting", "body": "NCEG", **two("New")},
    "meeting_party": {"code": "N", "meeting": "M1", "role": "chair", "person": "phuc"},
    "statement": {"code": "N", "type": "purpose", "text_vi": "để làm gì", "text_en": "what for"},
    "quorum_rule": {"code": "N", "body": "NCEG", "numerator": 2, "denominator": 3, "document": "QD1", "clause": "Điều 5"},
    "agenda_item": {"meeting": "M1", "ordinal": 1, "presenter": "MIC", "starts_at": "08:15", "minutes": 30, **two("New")},
    "invitation": {"code": "N", "meeting": "M1", "post": "NCEG.mic", "capacity": "member", "sent_on": "2018-08-01"},
    "attendance": {"code": "N", "meeting": "M1", "person": "tuan", "state": "present", "substitute_for_post": "NCEG.chair"},
    "meeting_paper": {"code": "N", "meeting": "M1", "prepared_by": "MIC", **two("New")},
    "meeting_conclusion": {"meeting": "M1", "ordinal": 1, "text_vi": "giao Bộ", "text_en": "the ministry is charged"},
    "conclusion_notice": {"meeting": "M1", "document": "QD1", "authority": "TL", "in_place_of": "NCEG.chair"},
    "conclusion_task": {"conclusion": "M2~1", "task": "P.1"},
    "succession_term": {"code": "N", "succession": "IT~MIC", "type": "remainder", "heir": "MIC.minister", "clause": "Điều 4"},
    "escalation_rule": {"code": "N", "working_days": 3, "body": "MIC", "step": 1, "document": "QD1"},
    "reminder_rule": {"code": "N", "programme": "P", "moment": "before", "days": 5, "to": "lead"},
    "two_person_rule": {"code": "N", "body": "NCEG", "action": "baseline", "days": 3, "document": "QD1"},
    "calendar": {"code": "N", "week": "1111110", **two("New")},
    "calendar_day": {"calendar": "VN", "day": "2019-01-05", "working": True, "reason_vi": "làm bù", "reason_en": "made up for"},
    "portfolio": {"code": "N", "committee": "NCEG", "calendar": "VN", **two("New")},
    "programme": {"code": "N", "portfolio": "EGOV", "type": "scheme", "starts": "2018", "ends": "2020-06", **two("New")},
    "programme_link": {"predecessor": "P", "successor": "Q"},
    "frame": {"programme": "Q", "start": "2018-08-01"},
    "task": {"code": "N", "programme": "P", **two("New")},
    "citation": {"code": "N", "post": "NCEG.chair", "document": "QD1", "clause": "Điều 2"},
    "task_product": {"task": "P.3", "document": "QD2"},
    "task_place": {"task": "P.1", "ordinal": 1, "name_vi": "Hà Nội", "name_en": "Hanoi"},
    "estimate": {"task": "Q.1", "optimistic": 1, "most_likely": 2, "pessimistic": 3},
    "assignment": {"task": "Q.1", "organization": "MIC", "role": "lead"},
    "dependency": {"predecessor": "P.5", "successor": "P.2", "relation": "SS", "lag": -2},
    "constraint": {"task": "P.1", "type": "SNET", "day": "2018-08-01"},
    "deadline": {"code": "N", "task": "P.5", "type": "instrument", "written_vi": "thường xuyên", "written_en": "continuing"},
    "progress": {"task": "P.1", "as_of": "2018-07-05", "state": "in-progress", "actual_start": "2018-07-02", "remaining": 2},
    "agency_class": {"code": "N", "name_vi": "tỉnh", "name_en": "provinces"},
    "agency_class_part": {"whole": "all", "part": "ministries"},
    "indicator": {"code": "N", "unit_vi": "%", "unit_en": "%", **two("New")},
    "target": {"indicator": "I1", "agency_class": "all", "year": 2019, "value": "30", "stated_vi": "30%", "stated_en": "30 %"},
    "observation": {"code": "N", "indicator": "I1", "value": "12.5", "stated_vi": "12,5%", "stated_en": "12.5 %"},
    "survey": {"code": "N", "respondents": 10, **two("New")},
    "survey_question": {"code": "N", "survey": "S1", "text_vi": "gì?", "text_en": "what?"},
    "survey_answer": {"code": "N", "question": "S1.1", "text_vi": "có", "text_en": "yes", "votes": 40, "share": "40"},
    "risk": {"code": "N", **two("New")},
    "risk_response": {"risk": "R1", "task": "P.1"},
    "scenario": {"code": "N", "portfolio": "EGOV", "purpose_vi": "thử", "purpose_en": "to try", **two("New")},
    "scenario_change": {"scenario": "S", "ordinal": 2, "action": "amend", "type": "estimate", "subject": "P.2", "base_seq": 29,
                        "fields": {"most_likely": 7}},
}  # fmt: skip


@pytest.mark.parametrize("kind", GOVERNED, ids=lambda kind: kind.kind)
def test_every_kind_is_created_read_listed_replaced_amended_and_deleted(lasting: Served, kind: type[Entity]) -> None:
    us, sent = lasting.secretariat, NEW[kind.kind]
    before = lasting.head()["seq"]
    made = us.post(kind.path, sent)
    assert made.status_code == 201, made.text
    code, address = made.json()["code"], made.headers["location"]
    assert address == f"/api/v1/{kind.path}/{code}"
    assert {name: made.json()[name] for name in sent} == sent
    assert (made.json()["version"], made.json()["seq"], made.headers["etag"]) == (1, before + 1, '"1"')

    read = us.get(address)
    assert (read.status_code, read.json(), read.headers["etag"]) == (200, made.json(), '"1"')
    assert code in [item["code"] for item in us.get(f"{kind.path}?limit=500").json()["items"]]

    amended = us("PATCH", address, {"If-Match": '"1"'}, json={"note_vi": "ghi chú", "note_en": "a note"})
    assert (amended.status_code, amended.headers["etag"], amended.json()["note_en"]) == (200, '"2"', "a note")
    assert {name: amended.json()[name] for name in sent} == sent

    replaced = us("PUT", address, {"If-Match": '"2"'}, json=sent)
    assert (replaced.status_code, replaced.json()["version"], replaced.json()["note_en"]) == (200, 3, None)

    assert us("DELETE", address, {"If-Match": '"2"'}).status_code == 412
    gone = us("DELETE", address, {"If-Match": '"3"'})
    assert (gone.status_code, gone.content) == (204, b"")
    assert us.get(address).status_code == 404
    assert lasting.head()["seq"] == before + 4
    actions = [entry["action"] for entry in lasting.by("auditor").get(f"ledger?after={before}").json()["items"]]
    assert actions == ["create", "replace", "replace", "delete"]
    assert lasting.by("auditor").get("ledger/verify").json()["intact"] is True


def refused(
    served: Served, status: int, slug: str, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """Send what must be refused; nothing may have changed after it."""
    before = served.head()
    answer = served.secretariat(method, path, headers, **more)
    assert answer.status_code == status, answer.text
    found = problem(answer)
    assert found["type"] == f"urn:egov-portfolio:problem:{slug}"
    assert found["detail_vi"] != found["detail_en"]
    assert served.head() == before
    return found


def places(found: dict[str, Any]) -> list[str]:
    return [error["place"] for error in found["errors"]]


def test_an_unknown_task_is_named(shared: Served) -> None:
    found = refused(shared, 404, "unknown-code", "GET", "tasks/P.99/explanation")
    assert "P.99" in found["detail_en"]
    found = refused(
        shared, 422, "invalid", "POST", "estimates", json={"task": "P.99", "optimistic": 1, "most_likely": 1, "pessimistic": 1}
    )
    assert "P.99" in found["errors"][0]["message_en"]
    assert "P.99" in found["errors"][0]["message_vi"]


def test_a_cycle_is_refused_with_its_tasks_in_order(shared: Served) -> None:
    found = refused(shared, 409, "cycle", "POST", "dependencies", json={"predecessor": "P.3", "successor": "P.1"})
    assert found["cycle"][0] == found["cycle"][-1]
    assert "P.1 → P.2 → P.3" in " → ".join(found["cycle"] * 2)
    assert "P.1 → P.2" in found["detail_en"]


def test_an_impossible_date_is_refused(shared: Served) -> None:
    found = refused(shared, 422, "invalid", "POST", "constraints", json={"task": "P.1", "type": "SNET", "day": "2018-02-30"})
    assert places(found) == ["day"]
    refused(shared, 400, "malformed", "GET", "schedule?as_of=2018-02-30")
    found = refused(shared, 422, "invalid", "POST", "persons", json={"code": "x", "name": "x", "born": "2018-13"})
    assert places(found) == ["born"]


def test_a_duplicate_code_is_refused(shared: Served) -> None:
    found = refused(shared, 409, "duplicate-code", "POST", "tasks", json=NEW["task"] | {"code": "P.1"})
    assert "P.1" in found["detail_en"]


def test_a_stale_version_is_refused_and_says_the_current_one(served: Served) -> None:
    served.secretariat("PATCH", "tasks/P.1", {"If-Match": '"1"'}, json={"title_en": "Draft it"})
    found = refused(served, 412, "stale-version", "PATCH", "tasks/P.1", {"If-Match": '"1"'}, json={"title_en": "Mine"})
    assert found["current_version"] == 2
    assert served.secretariat.get("tasks/P.1").json()["title_en"] == "Draft it"


def test_a_change_without_a_version_is_refused(shared: Served) -> None:
    found = refused(shared, 428, "precondition-required", "PATCH", "tasks/P.1", json={})
    assert 'If-Match: "1"' in found["detail_en"]
    refused(shared, 428, "precondition-required", "DELETE", "tasks/P.1")
    refused(shared, 400, "malformed", "DELETE", "tasks/P.1", {"If-Match": "one"})
    past = shared.by("member").get("tasks/P.1?known_on=2100-01-01").headers["etag"]
    refused(shared, 412, "stale-version", "DELETE", "tasks/P.1", {"If-Match": past})


def test_what_is_referred_to_stays(shared: Served) -> None:
    found = refused(shared, 409, "in-use", "DELETE", "tasks/P.1", {"If-Match": '"1"'})
    assert "estimate P.1" in found["detail_en"]


def test_every_problem_of_a_body_is_said_at_once(shared: Served) -> None:
    sent = {"code": "bad code", "programme": 7, "type": "job", "title_vi": "", "colour": "red"}
    found = refused(shared, 422, "invalid", "POST", "tasks", json=sent)
    assert sorted(places(found)) == ["code", "colour", "programme", "title_en", "title_vi", "type"]


def test_what_is_wrong_between_fields_and_what_leads_nowhere_is_said_with_it(shared: Served) -> None:
    sent = {"code": "d", "from_post": "MIC.minister", "to_post": "nobody", "matter": "x", "document": "none"}
    found = refused(shared, 422, "invalid", "POST", "delegations", json={**sent, "start": "2019-06-01", "end": "2019-05-01"})
    assert places(found) == ["matter", "end", "to_post", "document"]


def test_a_code_never_changes(shared: Served) -> None:
    for method, path, sent, place in (
        ("PATCH", "tasks/P.1", {"code": "P.9"}, "code"),
        ("PUT", "tasks/P.1", NEW["task"], "code"),
        ("PATCH", "estimates/P.1", {"task": "P.5"}, "task"),
    ):
        found = refused(shared, 422, "invalid", method, path, {"If-Match": '"1"'}, json=sent)
        assert places(found) == [place]


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b"", 400, "malformed"),
        (b"{", 400, "malformed"),
        (b"[]", 400, "malformed"),
        (b"null", 400, "malformed"),
        (b"\xff\xfe{}", 400, "malformed"),
        (b'{"code": "a", "code": "b"}', 400, "malformed"),
        (b'{"name": "\\ud800"}', 400, "malformed"),
        (b'{"name": NaN}', 400, "malformed"),
        (b'{"name": ' + b"9" * 5000 + b"}", 400, "malformed"),
        (b'{"name": 1e999}', 400, "malformed"),
        (b'{"name":' * 100_000, 400, "malformed"),
        (b"[" * 100_000, 400, "malformed"),
        (b'{"code": "n", "name": "\\u0000"}', 422, "invalid"),
        (b'{"code": "n", "name": "' + b"x" * 600 + b'"}', 422, "invalid"),
        (b'{"code": "n", "name": "' + b"x" * 1_100_000 + b'"}', 413, "too-large"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_body_that_cannot_be_taken_is_a_clear_refusal(shared: Served, body: bytes, status: int, slug: str) -> None:
    refused(shared, status, slug, "POST", "persons", {"Content-Type": "application/json"}, content=body)


@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
def test_only_json_is_taken(shared: Served, sent: str) -> None:
    refused(shared, 415, "not-json", "POST", "persons", {"Content-Type": sent}, content=b'{"code": "n", "name": "N"}')


def test_planners_write_what_planning_needs_and_nothing_else(served: Served) -> None:
    planner = served.by("planner")
    for kind in ("estimate", "dependency", "constraint", "frame", "progress"):
        path = next(k.path for k in GOVERNED if k.kind == kind)
        assert planner.post(path, NEW[kind]).status_code == 201, kind
    for kind in ("task", "organization", "assignment", "deadline"):
        path = next(k.path for k in GOVERNED if k.kind == kind)
        assert planner.post(path, NEW[kind]).status_code == 403, kind
    assert served.by("member").post("estimates", NEW["estimate"]).status_code == 403


def test_a_token_that_only_reads_reads_only(shared: Served) -> None:
    headers = {"Authorization": f"Bearer {shared.secrets.reader}"}
    assert shared.nobody("GET", "tasks", headers).status_code == 200
    assert shared.nobody("POST", "tasks", headers, json=NEW["task"]).status_code == 403


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic x", "Bearer é", "Bearer a b"])
def test_a_wrong_token_is_refused(shared: Served, header: str) -> None:
    answer = shared.nobody("GET", "tasks", {"Authorization": header.encode("latin-1")})  # type: ignore[dict-item]
    assert answer.status_code == 401
    assert "egov account token" in problem(answer)["detail_en"]


def test_a_list_comes_in_pages_that_link_to_each_other(shared: Served) -> None:
    us, seen, path = shared.secretariat, [], "tasks?limit=4&programme=P"
    for _page in range(2):
        page = us.get(path)
        seen += [item["code"] for item in page.json()["items"]]
        path = page.links.get("next", {}).get("url", "").removeprefix("http://127.0.0.1:8000")
        assert (page.json()["next"] is None) == (not path)
    assert seen == ["P.1", "P.2", "P.3", "P.4", "P.5"]
    assert not path
    assert us.get("tasks?cursor=%21").status_code == 400
    assert (
        us.get("tasks?limit=0").status_code == us.get("tasks?limit=501").status_code == us.get("tasks?limit=x").status_code == 400
    )


def test_a_list_is_narrowed_by_references_choices_and_yes_or_no(shared: Served) -> None:
    us = shared.secretariat

    def codes(path: str) -> list[str]:
        return [item["code"] for item in us.get(path).json()["items"]]

    assert codes("tasks?type=milestone") == ["P.3"]
    assert codes("estimates?assumed=true") == ["P.1", "P.2"]
    assert codes("tasks?basis=QD1") == ["P.1"]
    assert codes("tasks?programme=P&basis=") == ["P.2", "P.3", "P.4", "P.5"]
    found = problem(us.get("tasks?type=job"))
    assert found["status"] == 400
    assert "milestone" in found["errors"][0]["message_en"]


def test_a_change_says_what_it_rests_on(served: Served) -> None:
    us = served.secretariat
    assert us.post("persons?document=QD1&meeting=M1", NEW["person"]).status_code == 201
    entry = served.by("auditor").get(f"ledger?after={served.head()['seq'] - 1}").json()["items"][0]
    assert (entry["document"], entry["meeting"], entry["account"]) == ("QD1", "M1", "secretariat")
    found = problem(us.post("persons?document=QD99", NEW["person"] | {"code": "N2"}))
    assert found["errors"][0]["place"] == "document"


def test_a_dry_run_says_which_dates_would_move_by_how_much_and_changes_nothing(served: Served) -> None:
    head, estimate = served.head(), served.secretariat.get("estimates/P.1")
    longer = served.secretariat(
        "PATCH", "estimates/P.1?dry_run=true", {"If-Match": estimate.headers["ETag"]}, json={"most_likely": 8}
    )
    assert longer.status_code == 200
    told = longer.json()
    assert (told["written"], told["ledger_seq"], [c["code"] for c in told["changes"]]) == (False, head["seq"], ["P.1"])
    later = {moved["task"]: moved["finish_later"] for moved in told["effect"]}
    assert later == {"P.1": 3, "P.2": 3, "P.3": 3, "P.5": 0}  # the last has three days more before the end of all
    task = {"code": "P.9", "programme": "P", "title_vi": "Mới", "title_en": "New"}
    assert served.secretariat.post("tasks?dry_run=true", task).status_code == 200
    link = served.secretariat.get("dependencies/P.1~P.2~FS").headers["ETag"]
    gone = served.secretariat("DELETE", "dependencies/P.1~P.2~FS?dry_run=true", {"If-Match": link})
    assert {moved["task"] for moved in gone.json()["effect"]} >= {"P.2", "P.3"}
    assert served.head() == head
    assert served.secretariat.get("tasks/P.9").status_code == 404


def test_a_dry_run_is_refused_for_all_that_the_change_itself_would_be(served: Served) -> None:
    loop = {"predecessor": "P.3", "successor": "P.1"}
    for path in ("dependencies", "dependencies?dry_run=true"):
        assert served.secretariat.post(path, loop).json()["cycle"] == ["P.1", "P.2", "P.3", "P.1"]
    assert served.by("member").post("dependencies?dry_run=true", loop).status_code == 403
