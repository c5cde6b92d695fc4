"""Walks through every operation of the OpenAPI document: what holds for one address holds for all of them."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api.controllers.conventions import CODE
from api.errors import KINDS as REFUSALS
from tests.api.conftest import URL, Caller, Served, serving
from tests.api.test_conventions import problem
from tests.api.test_resources import GOVERNED, NEW
from tests.api.world import two

TYPES = {
    "cycle": 409, "duplicate-code": 409, "foreign-host": 421, "forbidden": 403, "head-too-large": 431, "in-use": 409,
    "internal": 500, "invalid": 422, "malformed": 400, "method-not-allowed": 405, "no-such-address": 404, "not-json": 415,
    "precondition-required": 428, "refused": 422, "stale-version": 412, "too-large": 413, "too-many-readers": 503,
    "too-many-tries": 429, "too-slow": 408, "unauthenticated": 401, "unavailable": 503, "unknown-code": 404,
}  # fmt: skip
"""What scripts branch on: a type is never renamed, and never changes its status."""

KEPT_AS_IT_IS = {
    "/api/v1/ledger": "what was written",
    "/api/v1/ledger/changes": "what was written",
    "/api/v1/ledger/export": "what was written",
    "/api/v1/ledger/head": "what was written",
    "/api/v1/ledger/verify": "proves what was written",
    "/api/v1/changes": "what was written",
    "/api/v1/changes/stream": "what was written",
    "/api/v1/me": "the account",
    "/api/v1/me/sessions": "the account",
    "/api/v1/reports": "the names of reports",
    "/api/v1/webhooks/{code}/deliveries": "what was sent",
    "/api/v1/programmes/{code}/annex": "things as a table, which is read in again",
}
"""Readings that are not computed, beside the lists and the things of each kind, and what they are."""

CODES = {
    "tasks": "P.1", "programmes": "P", "posts": "MIC.minister", "organizations": "NCEG", "persons": "tuan", "meetings": "M2",
    "baselines": "KH-1", "scenarios": "S", "instruments": "QD1", "reports": "schedule", "documents": "QD1", "accounts": "planner",
}  # fmt: skip
FOREIGN = {"export_plan": "a file", "export_popolo": "a file", "get_report": "a table, whose notes say it"}
"""Answers whose JSON has the form of something else: they say in their headers what they hold for."""
LOOKS = {"as_of", "data_date", "facts_only", "known_on"}


class Operation(NamedTuple):
    """An operation of the document, with the names of its parameters."""

    method: str
    template: str
    id: str
    parameters: frozenset[str]
    told: dict[str, Any]

    @property
    def path(self) -> str:
        """Its address, about something that is there."""
        first = self.template.removeprefix("/api/v1/").partition("/")[0]
        path = self.template.replace("{kind}", "task").replace("authority/task/{code}", "authority/task/P.1")
        return re.sub(r"\{(code|name)\}", CODES.get(first, "X"), path).replace("{number}", "1").replace("{after}", "1")


@pytest.fixture(scope="module")
def walked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with something of everything that is looked at."""
    path = tmp_path_factory.mktemp("walked") / "egov.sqlite"
    shutil.copy(sqlite_template, path)
    with serving(str(path)) as found:
        assert found.by("planner").post("baselines", {"code": "KH-1", **two("The first plan")}).status_code == 201
        for kind in ("attendance", "conclusion_notice", "quorum_rule"):
            assert found.secretariat.post(PATHS[kind], NEW[kind]).status_code == 201, kind
        yield found


PATHS = {kind.kind: kind.path for kind in GOVERNED}


def operations(served: Served) -> list[Operation]:
    document = served.nobody.get("/docs/openapi.json").json()
    once = document["components"]["responses"]
    for item in document["paths"].values():
        for told in item.values():
            answers = told["responses"]
            answers |= {status: once[each["$ref"].rpartition("/")[2]] for status, each in answers.items() if "$ref" in each}
    return [
        Operation(method.upper(), path, told["operationId"], frozenset(p["name"] for p in told.get("parameters", ())), told)
        for path, item in sorted(document["paths"].items())
        for method, told in sorted(item.items())
    ]


def lists(served: Served) -> list[Operation]:
    return [each for each in operations(served) if each.method == "GET" and {"cursor", "limit"} <= each.parameters]


def computed(served: Served) -> list[Operation]:
    """Every reading but the lists of kinds, their things, and what is named above."""
    things = {f"{each.template}/{{code}}" for each in lists(served)}
    kept = things | set(KEPT_AS_IT_IS) | {each.template for each in lists(served)}
    return [each for each in operations(served) if each.method == "GET" and each.template not in kept]


def reader(served: Served, operation: Operation) -> Caller:
    """Somebody who may read this."""
    return next(by for role in served.secrets.tokens if (by := served.by(role))("GET", operation.path).status_code != 403)


def test_the_types_of_problems_are_stable_and_every_operation_documents_its_refusals(walked: Served) -> None:
    assert {slug: kind.status for slug, kind in REFUSALS.items() if slug in TYPES} == TYPES
    for operation in operations(walked):
        refusals = {status: told for status, told in operation.told["responses"].items() if status >= "400"}
        assert {"400", "401", "403", "503"} <= refusals.keys(), operation
        for status, told in refusals.items():
            [(media, body)] = told["content"].items()
            assert (media, body["schema"]) == ("application/problem+json", {"$ref": "#/components/schemas/ProblemDetails"}), (
                operation.id,
                status,
            )


def test_every_refusal_is_a_problem_whose_type_is_known(walked: Served) -> None:
    head = walked.head()
    for operation in operations(walked):
        answer = walked.secretariat(operation.method, f"{operation.path}?nonsense=1", {"If-Match": "x"}, content=b"{")
        found = problem(answer)
        slug = found["type"].removeprefix("urn:egov-portfolio:problem:")
        assert REFUSALS[slug].status == answer.status_code, operation
        assert found["detail_vi"] != found["detail_en"], operation
    assert walked.head() == head


def test_whatever_takes_a_version_refuses_to_change_without_it_and_at_another(walked: Served) -> None:
    head, tried = walked.head(), 0
    for operation in operations(walked):
        if operation.method not in ("PUT", "PATCH", "DELETE") or "If-Match" not in operation.parameters:
            continue
        collection = operation.template.removesuffix("/{code}")
        found = walked.secretariat.get(f"{collection}?limit=1").json()["items"]
        if not found:
            continue
        path, json = f"{collection}/{found[0]['code']}", {"json": {}} if operation.method != "DELETE" else {}
        versions = ((None, 428), ('"999999"', 412), ('W/"1"', 400), ("1", 400), ('"x"', 412))
        for version, status in versions:
            answer = walked.secretariat(operation.method, path, {} if version is None else {"If-Match": version}, **json)
            assert answer.status_code == status, (operation.id, version, answer.text)
        tried += 1
    assert tried > 60
    assert walked.head() == head


def test_the_same_key_twice_makes_one_thing_of_every_kind(lasting: Served) -> None:
    us = lasting.secretariat
    for kind in GOVERNED:
        before = lasting.head()["seq"]
        first, again = (us.post(kind.path, NEW[kind.kind], Idempotency_Key=f"walk-{kind.kind}") for _time in range(2))
        assert (first.status_code, again.status_code) == (201, 201), first.text
        assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
        assert us.get(first.headers["location"]).json() == first.json()
        assert lasting.head()["seq"] == before + 1
        assert us("DELETE", first.headers["location"], {"If-Match": first.headers["etag"]}).status_code == 204


def test_every_list_has_pages_in_any_order_that_link_to_each_other_and_refuses_what_is_beyond(walked: Served) -> None:
    found = lists(walked)
    assert len(found) >= 70
    for operation in found:
        us = reader(walked, operation)
        whole = [item["code"] for item in us.get(f"{operation.path}?limit=500&sort=-code").json()["items"]]
        assert whole == sorted(whole, reverse=True), operation.id
        seen, address = [], f"{operation.path}?limit=2&sort=-code&fields=code"
        for _page in range(3):
            page = us.get(address)
            seen += page.json()["items"]
            assert all(item.keys() == {"code", "version"} for item in page.json()["items"]), operation.id
            address = page.links.get("next", {}).get("url", "").removeprefix(URL)
            assert bool(address) == (page.json()["next"] is not None)
            if not address:
                break
            assert page.links["first"]["url"] == f"{URL}{operation.path}?limit=2&sort=-code&fields=code"
        assert [item["code"] for item in seen] == whole[: len(seen)], operation.id
        answer = us.get(f"{operation.path}?limit=501&sort=nothing&fields=nothing&cursor=nothing&nothing=1")
        assert answer.status_code == 400
        places = {error["place"] for error in problem(answer)["errors"]}
        assert places == {"limit", "sort", "fields", "cursor", "nothing"}, operation.id


def test_what_is_told_entry_by_entry_links_to_the_entries_that_follow(walked: Served) -> None:
    for path in ("ledger", "changes"):
        auditor, seqs, address = walked.by("auditor"), [], f"/api/v1/{path}?limit=9"
        while address:
            page = auditor.get(address)
            seqs += [item["seq"] for item in page.json()["items"]]
            address = page.links.get("next", {}).get("url", "").removeprefix(URL)
            assert not address or "limit=9" in address
        assert len(seqs) > 20
        assert seqs == sorted(set(seqs))
        assert auditor.get(f"/api/v1/{path}?limit=1001").status_code == 400


def test_every_computed_answer_says_what_it_holds_for_and_can_be_asked_for_it(walked: Served) -> None:
    found, head = computed(walked), walked.head()["seq"]
    assert len(found) > 25
    for operation in found:
        assert operation.parameters >= LOOKS, operation.id
        us = reader(walked, operation)
        answer = us.get(operation.path)
        assert answer.status_code == 200, (operation.path, answer.text)
        said = {name: answer.headers[f"x-{name}"] for name in ("ledger-seq", "as-of", "data-date")}
        assert said == {"ledger-seq": str(head), "as-of": "2018-07-05", "data-date": "2018-07-05"}, operation.id
        assert {"X-Ledger-Seq", "X-As-Of", "X-Data-Date"} <= operation.told["responses"]["200"]["headers"].keys()
        past = us.get(f"{operation.path}?as_of=2018-08-01&data_date=2018-07-20&known_on={head}")
        assert past.status_code == 200, (operation.path, past.text)
        assert (past.headers["x-as-of"], past.headers["x-data-date"]) == ("2018-08-01", "2018-07-20"), operation.id
        assert us.get(f"{operation.path}?facts_only=true").status_code in (200, 404), operation.id  # what is assumed is not there
        assert answer.headers["etag"]


def test_a_computed_answer_in_json_says_it_in_its_body_too(walked: Served) -> None:
    told = []
    for operation in computed(walked):
        body = operation.told["responses"]["200"].get("content", {}).get("application/json")
        if body is None or operation.id in FOREIGN:
            continue
        answer = reader(walked, operation).get(f"{operation.path}?as_of=2018-08-01&data_date=2018-07-20&facts_only=false").json()
        assert answer["ledger_seq"] == walked.head()["seq"], operation.id
        assert (answer["as_of"], answer["data_date"], answer["facts_only"]) == ("2018-08-01", "2018-07-20", False), operation.id
        told.append(operation.id)
    assert len(told) > 20


def test_what_a_parameter_names_and_is_not_there_is_refused_by_the_name_of_the_parameter(walked: Served) -> None:
    asked = 0
    for operation in operations(walked):
        if operation.method == "GET" and (names := named(operation)):
            us = reader(walked, operation)
            for name in names:
                answer = us.get(f"{operation.path}?{name}=NOPE")
                assert answer.status_code in (400, 404), (operation.path, name, answer.text)
                [said] = [error for error in problem(answer)["errors"] if error["place"] == name]
                assert "NOPE" in said["message_vi"], (operation.path, said)
                asked += 1
            for name in names & or_nothing(operation):
                assert us.get(f"{operation.path}?{name}=").status_code == 200, (operation.path, name)
    assert asked > 200


def named(operation: Operation) -> set[str]:
    """The parameters that name a thing by its code."""
    schemas = {p["name"]: json.dumps(p["schema"]) for p in operation.told.get("parameters", ()) if p["in"] == "query"}
    return {name for name, schema in schemas.items() if json.dumps(CODE)[1:-1] in schema}


def or_nothing(operation: Operation) -> set[str]:
    """The parameters whose empty value asks for what has none."""
    schemas = {p["name"]: p["schema"].get("anyOf", []) for p in operation.told.get("parameters", ())}
    return {name for name, forms in schemas.items() if {"type": "string", "maxLength": 0} in forms}
