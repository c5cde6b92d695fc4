"""Lists over HTTP: searching, sorting, some of the fields, pages that link to each other, and every wrong question refused."""

from typing import Any

import pytest

from tests.api.conftest import URL, Served
from tests.api.test_conventions import problem


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["code"] for item in answer.json()["items"]]


def refused(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.text
    return {error["place"]: error["message_en"] for error in problem(answer)["errors"]}


def test_a_search_needs_no_accents_and_looks_through_every_text_of_the_kind(shared: Served) -> None:
    us = shared.secretariat
    assert codes(us.get("persons?q=nguyen+xuan")) == ["phuc"]
    assert codes(us.get("persons?q=PHÚC")) == ["phuc"]
    assert codes(us.get("tasks?q=dieu+2")) == ["P.1"]  # the clause
    assert codes(us.get("tasks?q=decree&programme=P")) == ["P.1", "P.3"]
    assert codes(us.get("tasks?q=nothing+like+it")) == []
    assert refused(us.get("tasks?q=%00")).keys() == refused(us.get("tasks?q=+")).keys() == {"q"}
    assert codes(us.get("tasks?q=%CC%81")) == []  # an accent alone is no word of any text


def test_a_list_is_sorted_by_several_fields_up_and_down(shared: Served) -> None:
    us = shared.secretariat
    assert codes(us.get("tasks?sort=-programme,title_en")) == ["Q.1", "P.2", "P.3", "P.1", "P.5", "P.4"]
    assert codes(us.get("tasks?sort=clause,-code&limit=2")) == ["P.1", "Q.1"]  # what has none comes last
    assert codes(us.get("tasks?sort=clause&sort=-code&limit=2")) == ["P.1", "Q.1"]
    assert codes(us.get("meetings?sort=-held_on")) == ["M2", "M3", "M1"]


def test_of_each_thing_only_the_fields_come_that_are_asked_for_with_its_code_and_its_version(shared: Served) -> None:
    us = shared.secretariat
    item = us.get("tasks?fields=title_en,programme&limit=1").json()["items"][0]
    assert item == {"code": "P.1", "title_en": "Draft the decree", "programme": "P", "version": 1}
    whole = us.get("tasks/P.1").json()
    provenance = {"source", "source_ref", "assumed", "note_vi", "note_en"}
    item = us.get("tasks?fields=-provenance&limit=1").json()["items"][0]
    assert item == {name: value for name, value in whole.items() if name not in provenance}
    item = us.get("tasks?fields=provenance,-source&limit=1").json()["items"][0]
    assert item.keys() == (provenance - {"source"}) | {"code", "version"}
    assert us.get("tasks?limit=1").json()["items"][0] == whole
    assert refused(us.get("webhooks?fields=secret")).keys() == {"fields"}
    assert refused(us.get("accounts?sort=password_hash")).keys() == {"sort"}


def test_pages_link_to_the_first_the_one_before_and_the_next_with_every_parameter_kept(shared: Served) -> None:
    us = shared.secretariat
    first = us.get("tasks?sort=-title_en&q=e&fields=title_en&limit=2&lang=en")
    assert first.links.keys() == {"first", "next"}
    second = us.get(first.links["next"]["url"].removeprefix(URL))
    assert second.links.keys() == {"first", "prev", "next"}
    third = us.get(second.links["next"]["url"].removeprefix(URL))
    assert third.links.keys() == {"first", "prev"}
    assert codes(first) + codes(second) + codes(third) == ["P.4", "P.5", "Q.1", "P.1", "P.3", "P.2"]
    back = us.get(third.links["prev"]["url"].removeprefix(URL))
    assert codes(back) == codes(second)
    for page in (first, second, third, back):
        assert all(item.keys() == {"code", "title_en", "version"} for item in page.json()["items"])
        begin = page.links["first"]["url"]
        assert "cursor" not in begin
        assert codes(us.get(begin.removeprefix(URL))) == codes(first)
        for link in page.links.values():
            assert all(part in link["url"] for part in ("sort=-title_en", "q=e", "limit=2", "lang=en"))
    assert "link" not in us.get("tasks").headers


def test_a_cursor_stays_good_when_the_thing_that_it_stands_behind_is_gone(served: Served) -> None:
    us = served.secretariat
    first = us.get("risks?limit=1")
    for n in range(4):
        assert (
            us.post("risks", {"code": f"R{n + 2}", "title_vi": f"Rủi ro {9 - n}", "title_en": f"Risk {9 - n}"}).status_code == 201
        )
    first = us.get("risks?sort=-title_en&limit=2")
    assert codes(first) == ["R2", "R3"]
    assert us("DELETE", "risks/R3", {"If-Match": '"1"'}).status_code == 204
    assert us.post("risks", {"code": "R0", "title_vi": "Rủi ro", "title_en": "Risk 99"}).status_code == 201
    assert codes(us.get(first.links["next"]["url"].removeprefix(URL))) == ["R4", "R5"]


def test_a_cursor_of_another_order_or_of_other_filters_is_refused_and_says_so(shared: Served) -> None:
    us = shared.secretariat
    cursor = us.get("tasks?sort=title_en&limit=2").json()["next"]
    for other in ("", "sort=-title_en", "sort=title_en&programme=P", "sort=title_en&q=e"):
        said = refused(us.get(f"tasks?{other}&cursor={cursor}"))
        assert "another order or with other filters" in said["cursor"]
    assert "another order" in refused(us.get(f"risks?cursor={cursor}"))["cursor"]
    assert codes(us.get(f"tasks?sort=title_en&limit=3&fields=code&cursor={cursor}")) == ["P.1", "Q.1", "P.5"]


@pytest.mark.parametrize("cursor", ["P.1", "AAAA", "W10", "%21", "", "WyJ4IiwxLDIsM10", "x" * 20_000])
def test_what_is_no_cursor_is_refused_by_name(shared: Served, cursor: str) -> None:
    assert refused(shared.secretariat.get(f"tasks?cursor={cursor}")).keys() == {"cursor"}


def test_everything_that_is_wrong_with_a_question_is_said_at_once_with_what_is_allowed(shared: Served) -> None:
    said = refused(shared.secretariat.get("tasks?colour=red&sort=-hue,code&fields=tint&limit=501&type=job&q=a&q=b&cursor=!"))
    assert said.keys() == {"colour", "sort", "fields", "limit", "type", "q", "cursor"}
    assert "programme" in said["colour"]
    assert "title_vi" in said["sort"]
    assert "provenance" in said["fields"]
    assert "from 1 to 500" in said["limit"]
    assert "milestone" in said["type"]
    assert "give it once" in said["q"]
    assert "next" in said["cursor"]


def test_an_unchanged_list_is_not_sent_again(shared: Served) -> None:
    tag = shared.secretariat.get("tasks?sort=-ordinal").headers["etag"]
    assert shared.secretariat.get("tasks?sort=-ordinal", If_None_Match=tag).status_code == 304


def test_a_list_is_documented_by_example(shared: Served) -> None:
    document = shared.nobody.get("/docs/openapi.json").json()
    operation = document["paths"]["/api/v1/tasks"]["get"]
    known = {parameter["name"]: parameter for parameter in operation["parameters"]}
    for name in ("q", "sort", "fields", "limit"):
        answer = shared.secretariat.get(f"tasks?{name}={known[name]['example']}")
        assert answer.status_code == 200, answer.text
        assert known[name]["description"]
    assert known["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 500}
    assert "Link" in operation["responses"]["200"]["headers"]
    listed = document["components"]["schemas"]["TaskListed"]
    assert listed["required"] == ["code", "version"]
    assert {"title_vi", "programme", "seq"} <= listed["properties"].keys()
