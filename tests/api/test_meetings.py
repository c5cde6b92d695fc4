"""Meetings over HTTP: members invited, counted; a conclusion made into tasks at once; what the next meeting hears; the notice."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.api.conftest import Served, serving
from tests.api.test_conventions import problem
from tests.api.world import named, two, written

ORDER = {"code": "P.9", "programme": "P", **two("Draft the notice"), "lead": "MIC", "coordinating": ["NCEG"],
         "deliverable_vi": "Dự thảo", "deliverable_en": "A draft",
         "deadline": {**written("tháng 11/2018", "November 2018"), "not_after": "2018-11-30"}}  # fmt: skip
SAID = {"text_vi": "Bộ soạn thảo.", "text_en": "The ministry drafts."}
WITH_TEXT = {**SAID, "tasks": [ORDER]}


def refused(answer: Any, status: int, slug: str, *places: str) -> None:
    assert answer.status_code == status, answer.text
    found = problem(answer)
    assert found["type"] == f"urn:egov-portfolio:problem:{slug}"
    assert sorted(each["place"] for each in found.get("errors", [])) == sorted(places)


def test_a_conclusion_becomes_tasks_in_one_step_that_names_its_meeting(served: Served) -> None:
    us, before = served.secretariat, served.head()["seq"]
    tried = us.post("meetings/M1/conclusions/1/tasks?dry_run=true", WITH_TEXT)
    assert (tried.status_code, tried.json()["written"], served.head()["seq"]) == (200, False, before)
    made = us.post("meetings/M1/conclusions/1/tasks", WITH_TEXT)
    assert (made.status_code, made.headers["location"]) == (201, "/api/v1/conclusions/M1~1"), made.text
    assert made.json() == {**tried.json(), "written": True}
    assert ["location" in each.headers for each in (tried, made)] == [False, True]
    assert [(each["kind"], each["code"]) for each in made.json()["made"]] == [
        ("meeting_conclusion", "M1~1"), ("task", "P.9"), ("assignment", "P.9~MIC~lead"), ("assignment", "P.9~NCEG~coordinating"),
        ("deadline", "P.9~conclusion"), ("conclusion_task", "M1~1~P.9"),
    ]  # fmt: skip
    entries = us.get(f"ledger?after={before}&limit=20").json()["items"]
    assert {(each["meeting"], each["purpose"]) for each in entries} == {("M1", "conclude M1~1")}
    assert len(entries) == 6
    task = us.get("tasks/P.9").json()
    assert (task["meeting"], task["deliverable_en"]) == ("M1", "A draft")
    assert us.get("conclusion-tasks?conclusion=M1~1").json()["items"][0]["task"] == "P.9"
    assert us.get("tasks/P.9/responsibility").json()["answer"]["post"] == "MIC.minister"
    refused(us.post("meetings/M1/conclusions/1/tasks", {"tasks": [ORDER]}), 422, "invalid", "tasks[0].code")

    more = {"tasks": [{**ORDER, "code": "P.10"}]}
    first, again = (us.post("meetings/M1/conclusions/1/tasks", more, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
    assert (
        us.post("meetings/M1/conclusions/1/tasks", {"tasks": [{**ORDER, "code": "P.11"}]}, Idempotency_Key="k1").status_code
        == 422
    )
    assert len(us.get("conclusion-tasks").json()["items"]) == 2


@pytest.fixture(scope="module")
def lived(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service in which the first session has concluded; the tests that it is for write each of something else."""
    path = tmp_path_factory.mktemp("meetings") / "egov.sqlite"
    shutil.copy(sqlite_template, path)
    with serving(str(path)) as found:
        assert found.secretariat.post("meetings/M1/conclusions/1/tasks", WITH_TEXT).status_code == 201
        yield found


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_bad_input_changes_nothing_and_names_all_its_problems(shared: Served, query: str) -> None:
    us, head = shared.secretariat, shared.head()
    path = f"meetings/M1/conclusions/1/tasks{query}"
    bad = {**ORDER, "lead": "NOBODY", "title_vi": "", "deadline": {"written_vi": "mai", "not_after": "tomorrow"}}
    refused(
        us.post(path, {**SAID, "tasks": [bad, {**ORDER, "code": "P.1"}], "colour": "red"}), 422, "invalid",
        "colour", "tasks[0].lead", "tasks[0].title_vi", "tasks[0].deadline.written_en", "tasks[0].deadline.not_after",
        "tasks[1].code",
    )  # fmt: skip
    refused(us.post(path, {"tasks": [ORDER]}), 404, "unknown-code")
    refused(us.post(f"meetings/NONE/conclusions/1/tasks{query}", WITH_TEXT), 404, "unknown-code")
    refused(us.post(path, {**WITH_TEXT, "tasks": [{**ORDER, "programme": "Q", "parent": "P.4"}]}), 422, "invalid",
            "task P.9 parent")  # fmt: skip
    refused(
        us.post(f"meetings/M1/conclusions/1/tasks?document=NONE{query.replace('?', '&')}", WITH_TEXT), 422, "invalid", "document"
    )
    for number in ("1_0", "٣", "-1", "01", "x", "99999999"):
        refused(us.post(f"meetings/M1/conclusions/{number}/tasks{query}", WITH_TEXT), 400, "malformed", "number")
    refused(us.post(f"meetings/M1/conclusions/2000000/tasks{query}", WITH_TEXT), 422, "invalid", "ordinal")
    refused(us.post(f"meetings/M1/invitations{query}", {"who": "all"}), 422, "invalid", "who")
    refused(us.post(f"meetings/M3/invitations{query}", {}), 422, "invalid", "held_on")
    assert shared.head() == head


def test_who_may_only_read_may_only_try(shared: Served) -> None:
    head = shared.head()
    for path, body in (("conclusions/1/tasks", WITH_TEXT), ("invitations", {})):
        for role in ("planner", "member", "auditor"):
            refused(shared.by(role).post(f"meetings/M1/{path}", body), 403, "forbidden")
            assert shared.by(role).post(f"meetings/M1/{path}?dry_run=true", body).json()["written"] is False
        refused(shared.nobody.post(f"meetings/M1/{path}", body), 401, "unauthenticated")
    assert shared.head() == head


def test_members_are_invited_once_and_counted_with_reasons(lived: Served) -> None:
    us = lived.secretariat
    first = us.post("meetings/M1/invitations", {})
    drawn = first.json()
    assert (first.status_code, us.get(first.headers["location"]).json()["items"]) == (201, drawn["items"])
    assert [(each["post"], each["capacity"]) for each in drawn["items"]] == [("NCEG.chair", "member"), ("NCEG.mic", "member")]
    again = us.post("meetings/M1/invitations", {})
    assert (again.status_code, again.json()["items"], "location" in again.headers) == (200, [], False)
    assert us.get("invitations?meeting=M1").json()["items"] == drawn["items"]

    us.post("quorum-rules", {"code": "Q", "body": "NCEG", "numerator": 1, "denominator": 2, "more_than": True, "document": "QD1"})
    for code, who in (("A1", {"person": "phuc"}), ("A2", {"organization": "MIC", "substitute_for_post": "NCEG.mic"})):
        made = us.post("attendances", {"code": code, "meeting": "M1", "state": "present", **who})
        assert made.status_code == 201, made.text
    found = us.get("meetings/M1/quorum").json()
    assert (found["present"], found["of"], found["needed"], found["met"], found["rule"]) == (1, 2, 2, False, "Q")
    chair, seat = found["members"]
    assert (chair["name"], chair["present"], seat["name"], seat["present"]) == (
        "Nguyễn Xuân Phúc",
        True,
        "Trương Minh Tuấn",
        False,
    )
    assert seat["substitutes_vi"] == ["Bộ TT&TT"]
    assert all(each["vi"] != each["en"] for each in seat["reasons"])
    assert found["rule_vi"] == "quá 1/2 số thành viên"
    us(
        "PATCH",
        "attendances/A2",
        {"If-Match": '"1"'},
        json={"organization": None, "post": "NCEG.mic", "substitute_for_post": None},
    )
    assert us.get("meetings/M1/quorum").json()["met"] is True
    then = us.get(f"meetings/M1/quorum?known_on={found['ledger_seq']}").json()
    assert then == found
    refused(us.get("meetings/M3/quorum"), 422, "invalid", "held_on")
    refused(us.get("meetings/NONE/quorum"), 404, "unknown-code")


def test_the_next_meeting_hears_what_was_ordered_and_where_it_stands(lived: Served) -> None:
    us = lived.secretariat
    us.post("agenda-items", {"meeting": "M2", "ordinal": 1, **two("Report"), "presenter": "MIC", "minutes": 15})
    us.post("meeting-papers", {"code": "T1", "meeting": "M2", "agenda_item": "M2~1", **two("Draft")})
    found = us.get("meetings/M2/agenda?as_of=2018-12-10").json()
    assert [each["title_en"] for each in (*found["items"], *found["papers"])] == ["Report", "Draft"]
    assert (found["chair"]["name"], found["as_of"]) == ("Nguyễn Xuân Phúc", "2018-12-10")
    [order] = found["orders"]
    assert {name: order[name] for name in ("meeting", "number", "task", "lead", "until", "state", "days_overdue")} == {
        "meeting": "M1", "number": 1, "task": "P.9", "lead": "MIC", "until": "2018-11-30", "state": "overdue", "days_overdue": 6
    }  # fmt: skip
    assert (order["state_vi"], order["state_en"], order["deadline_vi"]) == ("quá hạn chưa hoàn thành", "overdue", "tháng 11/2018")
    assert us.get("meetings/M2/agenda?as_of=2018-11-01").json()["orders"][0]["days_overdue"] is None
    table = us.get("reports/agenda?as_of=2018-12-10&lang=en").json()
    assert [(row["meeting"], row["task"], row["state"], row["days_overdue"]) for row in table["rows"]] == [
        ("M2", "P.9", "overdue", 6)
    ]
    refused(us.get("meetings/NONE/agenda"), 404, "unknown-code")


def test_the_notice_is_a_page_or_a_word_document_in_either_language(lived: Served) -> None:
    us = lived.secretariat
    us.post("organizations", {"code": "VP", **named("Văn phòng", "Office"), "classification": "ministerial-agency"})
    us.post("documents", {"code": "TB", "type": "conclusion", "number": "9/TB-VP", "status": "issued", "signed_on": "2018-09-01",
                          "issuer": "VP", **two("Notice")})  # fmt: skip
    draft = us.get("meetings/M1/notice")
    assert "DỰ THẢO" in draft.text
    made = us.post("conclusion-notices", {"meeting": "M1", "document": "TB", "signed_by": "MIC.minister"})
    assert made.status_code == 201, made.text
    page = us.get("meetings/M1/notice?lang=vi")
    assert (page.headers["content-type"], page.headers["content-language"]) == ("text/html; charset=utf-8", "vi")
    for part in (
        "VĂN PHÒNG",
        "Số: 9/TB-VP",
        "1. Bộ soạn thảo.",
        "Giao Bộ TT&amp;TT chủ trì, phối hợp với Ủy ban",
        "Trương Minh Tuấn",
    ):
        assert part in page.text
    assert "DỰ THẢO" not in page.text
    paper = us.get("meetings/M1/notice?format=docx", Accept_Language="en")
    assert paper.headers["content-disposition"] == 'attachment; filename="M1-en.docx"'
    assert paper.headers["content-language"] == "en"
    assert "1. The ministry drafts." in [each.text for each in Document(BytesIO(paper.content)).paragraphs]
    assert paper.content == us.get("meetings/M1/notice?format=docx&lang=en").content
    refused(us.get("meetings/NONE/notice"), 404, "unknown-code")
    refused(us.get("meetings/M1/notice?format=pdf"), 400, "malformed", "format")
