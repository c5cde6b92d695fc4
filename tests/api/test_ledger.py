"""The ledger over HTTP: read, told, proved, exported, and redacted by the secretariat alone."""

from typing import Any

import pytest

from api.registry import KINDS
from governance.anchors import short
from governance.errors import InvalidError
from governance.export import verified
from governance.fieldnames import NAMES, named
from governance.ledger import Head
from governance.messages import Text
from governance.personal import BLANK
from governance.redaction import asked_for
from tests.api.conftest import Served
from tests.api.test_conventions import problem
from tests.governance.byhand import faulty

ASKED = {"type": "person", "subject": "tuan", "fields": ["name"], "reason_vi": "Theo yêu cầu"}
HERE = {"If-Match": "*"}


def test_every_field_that_an_entry_may_tell_of_has_a_name_in_both_languages() -> None:
    fields = {field for kind in KINDS for field in kind.__struct_fields__}
    assert {field for field in fields if named(field) == Text(field, field) and field not in NAMES} == set()
    said = {field if field in NAMES else field.rpartition("_")[0] for field in fields}
    assert set(NAMES) - said == set(), "names that no field has"


def test_the_ledger_is_narrowed_by_kind_code_account_document_and_day(served: Served) -> None:
    auditor, us = served.by("auditor"), served.secretariat
    us("PATCH", "tasks/P.1?document=QD1", HERE, json={"title_en": "Renamed"})
    us("PATCH", "tasks/P.2", HERE, json={"title_en": "Renamed too"})

    def found(query: str) -> list[tuple[str, str]]:
        return [(e["kind"], e["code"]) for e in auditor.get(f"ledger?{query}").json()["items"]]

    assert found("kind=programme") == [("programme", "P"), ("programme", "Q")]
    assert found("account=secretariat") == [("task", "P.1"), ("task", "P.2")]
    assert found("document=QD1") == [("task", "P.1")]
    assert found("kind=task&code=P.1&since=2018-07-06&until=2018-07-06") == [("task", "P.1")] * 2
    assert found("until=2018-07-05") == found("since=2018-07-07") == []
    assert found("newest=true&limit=2&kind=task") == [("task", "P.1"), ("task", "P.2")]
    assert problem(auditor.get("ledger?since=yesterday"))["status"] == 400


def test_all_that_was_done_about_a_thing_is_found_by_its_code_alone(served: Served) -> None:
    auditor, us = served.by("auditor"), served.secretariat
    new = {"code": "P.1_x", "programme": "P", "title_vi": "x", "title_en": "x"}
    us.post("tasks", new)
    us.post("assignments", {"task": "P.1_x", "organization": "MIC", "role": "lead"})
    us.post("dependencies", {"predecessor": "P.1", "successor": "P.1_x"})
    us("POST", "tasks/P.1_x/steps", {"If-Match": '"0"'}, json={"step": "accept", "document": "QD1"})
    us("DELETE", "dependencies/P.1~P.1_x~FS", HERE)
    us.post("tasks", {**new, "code": "P.1ax"})
    found = auditor.get("ledger?newest=true&about=P.1_x").json()["items"]
    assert [(each["action"], each["kind"], each["code"]) for each in found] == [
        ("create", "task", "P.1_x"), ("create", "assignment", "P.1_x~MIC~lead"), ("create", "dependency", "P.1~P.1_x~FS"),
        ("create", "task_step", "P.1_x~1"), ("delete", "dependency", "P.1~P.1_x~FS"),
    ]  # fmt: skip
    assert len(auditor.get("ledger/changes?about=P.1_x&kind=assignment").json()["rows"]) == 1


def test_an_entry_says_what_it_changed_field_by_field(served: Served) -> None:
    served.secretariat("PATCH", "persons/tuan", HERE, json={"name": "Tuấn", "note_vi": "đổi tên"})
    [entry] = served.by("auditor").get("ledger?newest=true&limit=1").json()["items"]
    assert entry["differences"] == [
        {"field": "name", "before": "Trương Minh Tuấn", "after": "Tuấn"},
        {"field": "note_vi", "before": None, "after": "đổi tên"},
    ]
    assert "Tuấn" not in entry["after"]
    assert "Tuấn" in entry["personal"]


@pytest.mark.parametrize(
    ("lang", "words", "said"),
    [("vi", "sửa", "ước lượng khả dĩ nhất: 5 → 6"), ("en", "changed", "most likely: 5 → 6")],
)
def test_who_changed_what_is_a_report_in_every_format_and_language(served: Served, lang: str, words: str, said: str) -> None:
    auditor = served.by("auditor")
    served.secretariat("PATCH", "estimates/P.1?document=QD1", HERE, json={"most_likely": 6})
    asked = f"ledger/changes?kind=estimate&since=2018-07-06&lang={lang}&account=secretariat"
    table = auditor.get(f"{asked}&format=table").text
    assert said in table
    assert words in table
    [row] = auditor.get(f"{asked}&format=json").json()["rows"]
    assert (row["action"], row["kind"], row["code"], row["document"]) == ("replace", "estimate", "P.1", "QD1")
    assert row["differences"] == [said]
    for form in ("csv", "markdown"):
        assert said in auditor.get(f"{asked}&format={form}").text
    assert auditor.get(f"{asked}&code=P.2").json()["rows"] == []
    refused = problem(auditor.get(f"{asked}&code=P.9&document=QD9"))
    assert {error["place"] for error in refused["errors"]} == {"code", "document"}
    assert len(auditor.get("ledger/changes?limit=3").json()["rows"]) == 3


def test_a_head_is_short_enough_to_read_out_and_is_checked_later_with_others(served: Served) -> None:
    auditor = served.by("auditor")
    first = auditor.get("ledger/head").json()
    assert len(first["text"].split()) == 9
    served.secretariat("PATCH", "tasks/P.1", HERE, json={"title_en": "Renamed"})
    last = auditor.get("ledger/head").json()
    both = [("anchor", first["text"]), ("anchor", f"{last['seq']}:{last['hash']}")]
    assert auditor("GET", "ledger/verify", params=both).json()["intact"]
    forged = first["text"][:-1] + ("0" if first["text"][-1] != "0" else "1")
    found = auditor("GET", "ledger/verify", params=[*both, ("anchor", forged)]).json()
    assert (found["intact"], found["broken_at"]) == (False, first["seq"])
    assert found["reason_vi"] != found["reason_en"]
    assert problem(auditor("GET", "ledger/verify", params=[("anchor", "12")]))["errors"][0]["place"] == "anchor"


def test_the_export_is_verified_by_hand_and_offline(served: Served) -> None:
    auditor = served.by("auditor")
    answer = auditor.get("ledger/export")
    assert answer.headers["content-type"].startswith("application/jsonl")
    assert "attachment" in answer.headers["content-disposition"]
    file, head = answer.content.splitlines(keepends=True), served.head()
    assert faulty(file, [(head["seq"], head["hash"])]) is None
    assert verified(file, Head(head["seq"], head["hash"])) == (Head(**head), None)


@pytest.mark.parametrize("role", ["planner", "member"])
def test_who_does_not_audit_reads_nothing_of_it(shared: Served, role: str) -> None:
    for address in ("ledger", "ledger/changes", "ledger/head", "ledger/verify", "ledger/export", "redactions"):
        assert problem(shared.by(role).get(address))["status"] == 403


@pytest.mark.parametrize("role", ["planner", "member", "auditor"])
@pytest.mark.parametrize("dry", ["", "?dry_run=true"])
def test_only_the_secretariat_takes_personal_data_out(shared: Served, role: str, dry: str) -> None:
    before = shared.head()
    assert problem(shared.by(role).post(f"ledger/redactions{dry}", ASKED))["status"] == 403
    assert problem(shared.nobody.post(f"ledger/redactions{dry}", ASKED))["status"] == 401
    assert shared.head() == before


def test_a_dry_run_tells_what_would_go_and_the_redaction_takes_just_that(served: Served) -> None:
    us, auditor = served.secretariat, served.by("auditor")
    us("PATCH", "appointments/tuan-minister", HERE, json={"note_vi": "Ông Trương Minh Tuấn"})
    before, then = served.head(), auditor.get("reports/committee?lang=en").text
    tried = us.post("ledger/redactions?dry_run=true", ASKED).json()
    assert served.head() == before
    assert (tried["redaction"], tried["live"], [e["fields"] for e in tried["entries"]]) == (None, True, [["name"]])
    assert [(e["kind"], e["field"]) for e in tried["elsewhere"]] == [("appointment", "note_vi")]
    assert "Trương Minh Tuấn" in auditor.get(f"reports/committee?known_on={before['seq']}").text
    answer = us.post("ledger/redactions?document=QD1", ASKED, Idempotency_Key="k")
    done = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/v1/redactions/{done['redaction']}")
    assert {**done, "redaction": None} == tried
    assert us.post("ledger/redactions?document=QD1", ASKED, Idempotency_Key="k").json() == done
    assert auditor.get("persons/tuan").json()["name"] == BLANK
    assert auditor.get(f"redactions/{done['redaction']}").json()["reason_en"] == "Theo yêu cầu"
    past = auditor.get(f"reports/committee?lang=en&known_on={before['seq']}").text
    assert past == then.replace("Trương Minh Tuấn", BLANK), "also of what was computed already"
    assert auditor("GET", "ledger/verify", params=[("anchor", short(Head(**before)))]).json()["intact"]
    entry = auditor.get("ledger?kind=redaction").json()["items"][0]
    assert (entry["account"], entry["document"]) == ("secretariat", "QD1")
    assert problem(us.post("ledger/redactions", ASKED))["status"] == 422


@pytest.mark.parametrize(
    ("sent", "status", "places"),
    [
        ({}, 422, {"type", "subject", "fields"}),
        ({**ASKED, "fields": ["code", "kind"]}, 422, {"fields code", "fields kind"}),
        ({**ASKED, "type": "minister"}, 422, {"type"}),
        ({**ASKED, "reason_vi": None}, 422, {"reason"}),
        ({**ASKED, "because": "x", "fields": "name"}, 422, {"because", "fields"}),
        ({**ASKED, "subject": "nobody"}, 404, set()),
    ],
)
def test_what_cannot_be_redacted_names_all_that_is_wrong(
    shared: Served, sent: dict[str, Any], status: int, places: set[str]
) -> None:
    before = shared.head()
    for dry in ("", "?dry_run=true"):
        refused = problem(shared.secretariat.post(f"ledger/redactions{dry}", sent))
        assert (refused["status"], {e["place"] for e in refused.get("errors", [])}) == (status, places)
    assert shared.head() == before


def test_a_document_that_is_not_there_is_refused(shared: Served) -> None:
    refused = problem(shared.secretariat.post("ledger/redactions?document=none", ASKED))
    assert refused["errors"][0]["place"] == "document"


def test_every_kind_says_which_of_its_fields_are_personal() -> None:
    for kind in KINDS:
        if kind.changeable is None:
            assert asked_for(KINDS, kind.kind, "x", ["note_vi"], Text("x", "x")).fields == {"note_vi"}
        with pytest.raises(InvalidError, match="note_vi"):
            asked_for(KINDS, kind.kind, "x", ["code"], Text("x", "x"))
