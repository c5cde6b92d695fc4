"""Instruments over HTTP: where each stands, on what things rest, and the issue of what was awaited; on both databases."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.api.conftest import Served
from tests.api.test_conventions import problem

AWAITED = {"code": "NQ", "type": "resolution", "title_vi": "Nghị quyết", "title_en": "Resolution", "status": "awaited",
           "expected_on": "2018-06", "source": "001", "note_vi": "chưa có số", "note_en": "no number yet"}  # fmt: skip
ISSUE = {"number": "17/NQ-CP", "signed_on": "2018-07-02", "in_force_from": "2018-07-04"}


@pytest.fixture
def waiting(served: Served) -> Served:
    """A resolution that is awaited: a task rests on it, another is to bring it about, and it is to amend a decision."""
    us = served.secretariat
    more: tuple[tuple[str, dict[str, Any]], ...] = (
        ("documents", AWAITED),
        ("citations", {"code": "c", "task": "P.2", "document": "NQ", "clause": "Điều 3"}),
        ("task-products", {"task": "P.3", "document": "NQ"}),
        ("document-relations", {"document": "NQ", "relation": "amends", "target": "QD1", "clause": "khoản 1 Điều 2"}),
    )
    for path, sent in more:
        assert us.post(path, sent).status_code == 201
    return served


def test_an_awaited_document_is_issued_in_one_step_and_everything_that_waited_rests_on_it(waiting: Served) -> None:
    us = waiting.secretariat
    before = waiting.head()["seq"]
    detail = us.get("instruments/NQ").json()
    assert (detail["instrument"]["standing"], detail["waiting"], detail["brought_by"]) == ("awaited", ["P.2"], ["P.3"])
    assert us.get("reports/awaited").json()["rows"][0]["days_overdue"] == 5
    assert us.get("reports/amended").json()["rows"] == []

    tried = us.post("documents/NQ/issue?dry_run=true", ISSUE, If_Match='"1"').json()
    assert ([each["code"] for each in tried["changes"]], waiting.head()["seq"]) == (["NQ"], before)
    issued = us.post("documents/NQ/issue", ISSUE, If_Match='"1"')
    assert (issued.status_code, issued.headers["etag"]) == (200, '"2"')
    told = issued.json()
    assert {name: told[name] for name in ISSUE} == ISSUE
    assert (told["status"], told["expected_on"], told["source"], told["note_en"]) == ("issued", "2018-06", None, None)
    assert waiting.head()["seq"] == before + 1
    (entry,) = waiting.by("auditor").get(f"ledger?after={before}").json()["items"]
    assert (entry["kind"], entry["code"], entry["purpose"]) == ("document", "NQ", "issue")

    after = us.get("instruments/NQ").json()
    assert (after["instrument"]["standing"], after["waiting"], after["resting"]) == ("in-force", [], 1)
    assert us.get("instruments/NQ?as_of=2018-07-01").json()["instrument"]["standing"] == "awaited"
    assert us.get("instruments/NQ?as_of=2018-07-03").json()["instrument"]["standing"] == "not-yet"
    rows = {row["subject"]: row for row in us.get("reports/amended").json()["rows"]}
    assert (rows["P.1"]["by"], rows["P.1"]["since"], rows["P.1"]["steps"]) == ("NQ", "2018-07-04", 0)
    known = us.get(f"instruments/NQ?known_on={before}").json()
    assert known["instrument"]["standing"] == "awaited"


def test_what_is_wrong_with_an_issue_is_told_all_at_once_and_nothing_changes(waiting: Served) -> None:
    us, before = waiting.secretariat, waiting.head()
    assert us.post("documents/NQ/issue", ISSUE).status_code == 428
    assert us.post("documents/NQ/issue", ISSUE, If_Match='"7"').status_code == 412
    assert us.post("documents/NONE/issue", ISSUE, If_Match="*").status_code == 404
    wrong = us.post("documents/NQ/issue", {"signed_on": "2018-02-30", "number": ["x"], "colour": 1}, If_Match='"1"')
    assert {error["place"] for error in problem(wrong)["errors"]} == {"signed_on", "number", "colour"}
    twice = us.post("documents/QD1/issue", ISSUE, If_Match="*")
    assert (twice.status_code, problem(twice)["errors"][0]["place"]) == (422, "code")
    assert waiting.by("member").post("documents/NQ/issue", ISSUE, If_Match='"1"').status_code == 403
    assert waiting.head() == before


def test_an_issue_sent_again_with_its_key_gets_its_answer_again(waiting: Served) -> None:
    first = waiting.secretariat.post("documents/NQ/issue", ISSUE, If_Match='"1"', Idempotency_Key="k")
    before = waiting.head()
    again = waiting.secretariat.post("documents/NQ/issue", ISSUE, If_Match='"1"', Idempotency_Key="k")
    assert (again.status_code, again.content, waiting.head()) == (200, first.content, before)


def test_instruments_are_listed_by_standing_and_found_by_number_however_it_is_written(waiting: Served) -> None:
    us = waiting.secretariat

    def codes(query: str) -> list[str]:
        return [item["code"] for item in us.get(f"instruments?{query}").json()["items"]]

    assert codes("") == ["NQ", "QD1", "QD2"]
    assert codes("standing=awaited") == ["NQ"]
    assert codes("standing=in-force&number=1/qd") == ["QD1"]
    assert codes("number=2%2FQD") == []
    assert us.get("instruments?standing=lost").status_code == 400
    assert us.get("instruments/NONE").status_code == 404


def test_the_legal_basis_of_a_task_is_told_as_data_as_a_picture_and_as_text(waiting: Served) -> None:
    us = waiting.secretariat
    found = us.get("authority/task/P.2").json()
    assert [(ground["document"], ground["clause"]) for ground in found["grounds"]] == [("NQ", "Điều 3")]
    assert {item["code"]: item["standing"] for item in found["instruments"]} == {"NQ": "awaited"}
    own = us.get("authority/task/P.1").json()
    assert [(edge["source"], edge["relation"], edge["target"], edge["begun"]) for edge in own["edges"]] == [
        ("NQ", "amends", "QD1", False), ("P.1", "cites", "QD1", True), ("P.1", "cites", "QD1", True),
    ]  # fmt: skip
    for lang in ("vi", "en"):
        picture = us.get(f"authority/task/P.1/picture?lang={lang}")
        assert picture.headers["content-type"].startswith("image/svg+xml")
        assert ET.fromstring(picture.text).tag.endswith("svg")
    assert us.get("authority/task/P.1/picture?format=dot&lang=en").text.startswith('digraph "P.1" {')
    assert "P.1 căn cứ Điều 2 của 1/QĐ" in us.get("authority/task/P.1/picture?format=tree&lang=vi").text
    assert us.get("authority/post/NCEG.chair").json()["grounds"] == []
    assert {edge["relation"] for edge in us.get("authority/document/QD2").json()["edges"]} == {"amends", "based_on"}
    assert us.get("authority/programme/P.1").status_code == 404
    assert us.get("authority/meeting/M1").status_code in {400, 404}
