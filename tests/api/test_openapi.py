"""The documentation page works without any other host, and its document says what is so."""

import re
from html import unescape
from typing import Any

from api.errors import KINDS as REFUSALS
from api.errors import problem_type
from api.openapi_words import said, texts
from tests.api.conftest import Served
from tests.support import ROOT


def test_the_page_and_all_that_it_loads_come_from_here(shared: Served) -> None:
    page = shared.nobody.get("/docs").text
    addresses = [unescape(each) for each in re.findall(r'(?:src|href|data-document)="([^"]+)"', page)]
    assert len(addresses) > 80
    for address in addresses[:10] + addresses[-2:]:
        assert address.startswith("/")
        answer = shared.nobody.get(address)
        assert (answer.status_code, len(answer.content) > 50) == (200, True), address
    assert "://" not in page
    assert "<script>" not in page


def test_the_page_shows_a_group_at_a_time_with_all_that_it_refers_to_and_nothing_is_left_out(shared: Served) -> None:
    document = told(shared, "en")
    seen: set[str] = set()
    for group in [tag["name"] for tag in document["tags"]]:
        answer = shared.nobody.get(f"/docs/openapi.json?lang=en&of={group}")
        shown = answer.json()
        assert len(answer.content) < 400_000, group
        assert {tag for operation in operations(shown) for tag in operation["tags"]} == {group}
        names = {f"#/components/{part}/{name}" for part in ("schemas", "responses") for name in shown["components"][part]}
        assert set(re.findall(r'"\$ref":"([^"]+)"', answer.text)) <= names
        filled = [each for operation in operations(shown) for each in operation["parameters"] if "example" in each]
        assert all(each["required"] for each in filled)
        seen |= {operation["operationId"] for operation in operations(shown)}
    assert seen == {operation["operationId"] for operation in operations(document)}
    assert 'aria-current="page">Task<' in shared.nobody.get("/docs?of=tasks&lang=en").text


def test_the_document_names_no_other_host(shared: Served) -> None:
    text = shared.nobody.get("/docs/openapi.json").text
    assert not re.findall(r"https?://(?!127\.0\.0\.1|(?:egov\.)?example\.vn/)[^\s\"]+", text)


def test_bodies_refuse_unknown_fields_in_the_document_as_in_fact(shared: Served) -> None:
    document = shared.nobody.get("/docs/openapi.json").json()
    schemas = document["components"]["schemas"]
    sent = [
        body["schema"]["$ref"].rpartition("/")[2]
        for item in document["paths"].values()
        for operation in item.values()
        if (body := operation.get("requestBody", {"content": {}})["content"].get("application/json"))
    ]
    assert len(sent) > 37 * 3
    files = {"PopoloIn"}  # what such a file holds beyond what is kept is listed
    assert all(schemas[name]["additionalProperties"] is False for name in sent if name not in files)


def test_every_reference_and_link_of_the_document_leads_somewhere(shared: Served) -> None:
    answer = shared.nobody.get("/docs/openapi.json")
    document = answer.json()
    names = {f"#/components/{part}/{name}" for part in ("schemas", "responses") for name in document["components"][part]}
    assert set(re.findall(r'"\$ref":"([^"]+)"', answer.text)) <= names
    assert set(re.findall(r'"operationId":"(\w+)","parameters":{"', answer.text)) <= {
        o["operationId"] for o in operations(document)
    }
    assert "password_hash" not in answer.text


def operations(document: Any) -> list[dict[str, Any]]:
    return [operation for item in document["paths"].values() for operation in item.values()]


def test_names_are_such_as_a_program_can_take_over(shared: Served) -> None:
    document = shared.nobody.get("/docs/openapi.json").json()
    ids = [operation["operationId"] for operation in operations(document)]
    assert [each for each in ids if not re.fullmatch("[a-z]+(_[a-z]+)*", each)] == []
    assert len(ids) == len(set(ids)) > 400
    names = document["components"]["schemas"]
    assert [name for name in names if not re.fullmatch("([A-Z][a-z0-9]*)+", name)] == []  # two classes of one name have a prefix


def test_no_two_forms_go_by_one_name() -> None:
    text = "\n".join(path.read_text() for part in ("api", "portfolio", "governance") for path in (ROOT / part).rglob("*.py"))
    named = re.findall(r"^class (\w+Out)\b", text, re.MULTILINE)
    assert len(named) > 60
    assert sorted(set(named)) == sorted(named)


def test_what_holds_nothing_is_said_to_hold_nothing(shared: Served) -> None:
    empty = [operation["responses"]["204"] for operation in operations(told(shared, "en")) if "204" in operation["responses"]]
    assert len(empty) > 40
    assert all("content" not in each for each in empty)


def test_what_is_made_or_read_leads_on_to_what_can_be_done_with_it(shared: Served) -> None:
    document = shared.nobody.get("/docs/openapi.json").json()
    task, tasks = (document["paths"][path] for path in ("/api/v1/tasks/{code}", "/api/v1/tasks"))
    assert set(tasks["post"]["responses"]["201"]["links"]) == {"get_task", "amend_task", "replace_task", "delete_task"}
    assert task["get"]["responses"]["200"]["links"]["amend_task"]["parameters"] == {
        "path.code": "$response.body#/code", "header.If-Match": "$response.header.ETag",
    }  # fmt: skip


def test_every_field_that_is_sent_says_what_it_is_and_whose_code_it_takes(shared: Served) -> None:
    for lang, basis, link in (
        ("vi", "Căn cứ pháp lý: mã văn bản", "Mã: suy ra từ predecessor, successor, relation, có thể không ghi"),
        ("en", "Legal basis: code of the document", "Code: follows from predecessor, successor, relation, and may be left out"),
    ):
        schemas = told(shared, lang)["components"]["schemas"]
        whole = {name: form["properties"] for name, form in schemas.items() if f"{name.removesuffix('Input')}Patch" in schemas}
        assert len(whole) > 110
        assert [
            (name, field) for name, form in whole.items() for field, said in form.items() if not said.get("description")
        ] == []
        assert whole["TaskInput"]["basis"]["description"] == whole["Task"]["basis"]["description"] == basis
        assert whole["DependencyInput"]["code"]["description"] == link


def test_whatever_is_made_says_where_it_is(shared: Served) -> None:
    made = [operation["responses"]["201"] for operation in operations(told(shared, "en")) if "201" in operation["responses"]]
    assert len(made) > 50
    assert all("Location" in each["headers"] for each in made)


def test_no_parameter_is_null(shared: Served) -> None:
    document = shared.nobody.get("/docs/openapi.json").json()
    found = [
        each for operation in operations(document) for each in operation.get("parameters", ()) if "null" in str(each["schema"])
    ]
    assert found == []


def told(shared: Served, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = shared.nobody.get(f"/docs/openapi.json?lang={lang}").json()
    return found


def test_the_document_says_everything_in_either_language_and_is_the_same_to_programs(shared: Served) -> None:
    vi, en = told(shared, "vi"), told(shared, "en")
    assert en == shared.nobody.get("/docs/openapi.json", Accept_Language="vi").json()
    both = list(zip(texts(vi), texts(en), strict=True))
    assert len(both) > 4_000
    assert [one for one, other in both if one == other] == []

    def silent(document: dict[str, Any]) -> Any:
        return said({**document, "tags": [tag["name"] for tag in document["tags"]]}, lambda _text: "")

    assert silent(vi) == silent(en)
    for lang in ("vi", "en"):
        page = shared.nobody.get("/docs", Accept_Language=lang).text
        assert f'<html lang="{lang}">' in page
        assert f'"/docs/openapi.json?lang={lang}&amp;of=me"' in page


def test_no_text_leads_into_the_code_or_shows_its_marks(shared: Served) -> None:
    document = {**told(shared, "en"), "info": {}}
    wrong = [text for text in texts(document) if "``" in text or ">>>" in text or ":mod:" in text or "\n    " in text]
    assert wrong == []


def test_every_group_says_what_it_is_about_and_what_people_look_for_comes_first(shared: Served) -> None:
    document = told(shared, "en")
    used = {tag for operation in operations(document) for tag in operation["tags"]}
    groups = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert groups.keys() == used
    assert list(groups)[:4] == ["me", "reports", "computed", "workflow"]
    assert groups["tasks"] == "Task"


def test_every_type_of_refusal_stands_in_the_document(shared: Served) -> None:
    said_of = told(shared, "en")["info"]["description"]
    assert [slug for slug, kind in REFUSALS.items() if f"| `{problem_type(slug)}` | {kind.status} |" not in said_of] == []


def test_the_document_is_the_same_each_time(shared: Served) -> None:
    first, second = shared.nobody.get("/docs/openapi.json"), shared.nobody.get("/docs/openapi.json")
    assert first.content == second.content


def test_whatever_can_be_asked_as_known_then_says_that_it_refuses_what_is_beyond_the_ledger(shared: Served) -> None:
    document = shared.nobody.get("/docs/openapi.json").json()
    asked = [
        operation["responses"]
        for item in document["paths"].values()
        for operation in item.values()
        if any(each["name"] == "known_on" for each in operation.get("parameters", ()))
    ]
    assert len(asked) > 150
    assert all("422" in responses for responses in asked)
    for path in ("tasks", "tasks/P.1", "schedule"):
        assert shared.secretariat.get(f"{path}?known_on=999999").status_code == 422


def test_changes_need_a_version_and_lists_show_their_filters(shared: Served) -> None:
    paths = shared.nobody.get("/docs/openapi.json").json()["paths"]
    patch = {p["name"]: p for p in paths["/api/v1/tasks/{code}"]["patch"]["parameters"]}
    assert patch["If-Match"]["required"] is True
    assert {"programme", "parent", "type", "limit", "cursor"} <= {p["name"] for p in paths["/api/v1/tasks"]["get"]["parameters"]}


def test_what_takes_or_answers_files_says_so(shared: Served) -> None:
    paths = shared.nobody.get("/docs/openapi.json").json()["paths"]
    for path in ("schedule", "plan/conversion", "programmes/{code}/import"):
        assert set(paths[f"/api/v1/{path}"]["post"]["requestBody"]["content"]) == {"application/json", "application/octet-stream"}
    annex = paths["/api/v1/programmes/{code}/annex"]
    assert set(annex["post"]["requestBody"]["content"]) == {"application/octet-stream"}
    assert {kind.partition("/")[0] for kind in annex["get"]["responses"]["200"]["content"]} == {"application", "text"}
    answered = paths["/api/v1/plan"]["get"]["responses"]["200"]
    assert {"application/xml", "text/csv", "application/graphml+xml"} <= set(answered["content"])
    assert "X-Left-Out" in answered["headers"]
