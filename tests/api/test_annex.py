"""An annex table comes in and goes out over HTTP: by cell, all or nothing, a second time without effect."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.api.conftest import Caller, Served
from tests.api.test_conventions import problem
from tests.portfolio.annex.making import HEADING, csv_of, sheet_of

ROWS = [
    HEADING,
    ("I", "Thể chế", "", "", "", ""),
    (1, "Nghị định", "BTT", "", "quý II/2019", "Nghị định"),
    (2, "Đề án", "Bộ Truyền thông số", "", "thường xuyên", ""),
]


def send(caller: Caller, programme: str, data: bytes, more: str = "") -> Any:
    return caller("POST", f"programmes/{programme}/annex{more}", {"Content-Type": "application/octet-stream"}, content=data)


@pytest.fixture
def code(served: Served) -> str:
    """A programme without tasks, in a world with a body and a document that rows name."""
    call = served.secretariat
    body = {"code": "BTT", "name_vi": "Bộ Truyền thông số", "name_en": "Ministry", "classification": "ministry"}
    assert call.post("organizations", body).status_code == 201
    paper = {"code": "NQ17", "type": "resolution", "number": "17/NQ-CP", "title_vi": "NQ", "title_en": "R", "status": "issued"}
    assert call.post("documents", paper).status_code == 201
    known = call.get("programmes?limit=1").json()["items"][0]["portfolio"]
    own = {"code": "NEW", "type": "plan", "title_vi": "Mới", "title_en": "New", "portfolio": known}
    assert call.post("programmes", own).status_code == 201
    return "NEW"


def test_a_table_is_shown_taken_handed_out_and_a_second_time_changes_nothing(served: Served, code: str) -> None:
    before, data = served.head(), sheet_of(ROWS)
    shown = send(served.by("planner"), code, data, "?dry_run=true&document=NQ17").json()
    assert (shown["written"], served.head()) == (False, before)
    done = send(served.secretariat, code, data, "?document=NQ17").json()
    assert done["changes"] == shown["changes"]
    assert done["rows"] == [{"row": "I", "task": "NEW.I"}, {"row": "I.1", "task": "NEW.I.1"}, {"row": "I.2", "task": "NEW.I.2"}]
    assert {change["step"] for change in done["changes"]} == {"create"}
    task = served.secretariat.get("tasks/NEW.I.1").json()
    assert (task["basis"], task["clause"], task["source_ref"]) == ("NQ17", "1", "17/NQ-CP · Sheet1!B3")
    due = served.secretariat.get("deadlines/NEW.I.1.instrument").json()
    assert (due["written_vi"], due["not_after"]) == ("quý II/2019", "2019-06-30")
    [entry] = served.by("auditor").get(f"ledger?after={served.head()['seq'] - 1}").json()["items"]
    assert (entry["purpose"], entry["document"]) == ("annex", "NQ17")
    after = served.head()
    assert send(served.secretariat, code, csv_of(ROWS, ";"), "?document=NQ17").json()["changes"] == []
    for form in ("xlsx", "csv"):
        file = served.by("member").get(f"programmes/{code}/annex?format={form}&lang=en")
        assert file.headers["content-disposition"] == f'attachment; filename="NEW-annex.{form}"'
        assert send(served.secretariat, code, file.content).json()["changes"] == []
    assert served.head() == after
    sheet = load_workbook(BytesIO(served.by("member").get(f"programmes/{code}/annex?lang=vi").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[4]][:3] == ["TT", "Nhiệm vụ", "Cơ quan chủ trì"]


def test_problems_are_told_by_cell_and_good_rows_are_taken_by_name(served: Served, code: str) -> None:
    bad = sheet_of([*ROWS[:3], (2, "Đề án", "Bộ Y tế", "", "quý II", "")])
    before = served.head()
    refused = problem(send(served.secretariat, code, bad))
    assert (refused["status"], [error["place"] for error in refused["errors"]]) == (422, ["Sheet1!C4", "Sheet1!E4"])
    assert problem(send(served.secretariat, code, bad, "?take=I.2"))["status"] == 422
    assert problem(send(served.secretariat, code, bad, "?take=9"))["errors"][0]["place"] == "take"
    assert served.head() == before
    taken = send(served.secretariat, code, bad, '?take=["I.1"]').json()
    assert [row["row"] for row in taken["rows"]] == ["I", "I.1"]


def test_a_rule_that_the_outcome_breaks_is_told_at_the_cell_too(served: Served, code: str) -> None:
    call = served.secretariat
    assert send(call, code, csv_of([*ROWS[:1], (1, "A", "BTT")])).status_code == 200
    report = {"task": "NEW.1", "as_of": "2018-07-01", "state": "in-progress"}
    assert call.post("progress", report).status_code == 201
    refused = problem(send(call, code, csv_of([*ROWS[:1], (1, "A", "BTT"), ("1.1", "B", "BTT")])))
    assert refused["errors"][0]["message"].startswith("NEW.1 là nhiệm vụ tổng hợp")


def test_who_may_not_write_and_what_is_no_table_is_refused(served: Served, code: str) -> None:
    data, before = csv_of(ROWS), served.head()
    for role in ("member", "planner", "auditor"):
        assert problem(send(served.by(role), code, data))["status"] == 403
    assert served.nobody("POST", f"/api/v1/programmes/{code}/annex", content=data).status_code == 401
    assert problem(send(served.secretariat, "none", data))["status"] == 404
    assert problem(send(served.secretariat, code, data, "?document=none"))["status"] == 404
    for nothing in (b"", b"PK\x03\x04 no zip", b"a,b\n1,2"):
        assert [error["place"] for error in problem(send(served.secretariat, code, nothing))["errors"]] == ["file"]
    assert problem(served.secretariat.get("programmes/none/annex"))["status"] == 404
    assert served.head() == before


def test_status_is_told_over_http_as_on_the_command_line(served: Served, code: str) -> None:
    assert send(served.secretariat, code, csv_of(ROWS)).status_code == 200
    told = served.by("member").get("reports/status?by=agency&period=2019&programme=NEW").json()
    assert (told["rows"][0]["group"], told["rows"][0]["not_due"], told["rows"][0]["overdue_of_assigned"]["denominator"]) == (
        "BTT",
        1,
        1,
    )
    assert served.by("member").get("reports/status?by=document&within=assignment&period=2019&lang=vi").status_code == 200
    assert problem(served.by("member").get("reports/status?by=person"))["status"] in (400, 422)
    assert problem(served.by("member").get("reports/status?period=sometime"))["errors"][0]["place"] == "period"
