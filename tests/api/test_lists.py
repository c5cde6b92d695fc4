"""Lists over HTTP: searching, sorting, some of the fields, pages that link to each other, and every wrong question refused."""

from typing import Any

import pytest

from portfolio.statuses import Status
from tests.api.conftest import URL, Caller, Served
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


@pytest.mark.parametrize("cursor", ["P.1", "AAAA", "W10", "%21", "", "WyJ4IiwxLDIsM10", "x" * 7_000])
def test_what_is_no_cursor_is_refused_by_name(shared: Served, cursor: str) -> None:
    assert refused(shared.secretariat.get(f"tasks?cursor={cursor}")).keys() == {"cursor"}


def test_everything_that_is_wrong_with_a_question_is_said_at_once_with_what_is_allowed(shared: Served) -> None:
    said = refused(shared.secretariat.get("tasks?colour=red&sort=-hue,code&fields=tint&limit=501&type=job&q=a&q=b&cursor=!"))
    assert said.keys() == {"colour", "sort", "fields", "limit", "type", "q", "cursor"}
    assert "programme" in said["colour"]
    assert "title_vi" in said["sort"]
    assert "no order by hue;" in said["sort"]
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
    assert "total_float" in known["sort"]["example"]
    for name in ("q", "sort", "fields", "limit"):
        answer = shared.secretariat.get(f"tasks?{name}={known[name]['example']}")
        assert answer.status_code == 200, answer.text
        assert known[name]["description"]
    assert known["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 500}
    assert "Link" in operation["responses"]["200"]["headers"]
    listed = document["components"]["schemas"]["TaskListed"]
    assert listed["required"] == ["code", "version"]
    assert {"title_vi", "programme", "seq"} <= listed["properties"].keys()


def test_tasks_are_found_by_who_leads_them_and_by_who_answers_for_them_on_the_day(shared: Served) -> None:
    us = shared.secretariat
    assert codes(us.get("tasks?agency=MIC")) == ["P.1", "P.2", "P.3", "P.5"]
    assert codes(us.get("tasks?agency=NCEG")) == []  # it coordinates one
    assert codes(us.get("tasks?member=tuan")) == codes(us.get("tasks?member=MIC.minister")) == ["P.1", "P.2", "P.3", "P.5"]
    assert codes(us.get("tasks?member=NCEG.mic")) == ["P.1", "P.2", "P.3", "P.5"]  # the seat that goes with the office
    assert codes(us.get("tasks?member=tuan&as_of=2015-01-01")) == []
    assert codes(us.get("tasks?member=phuc&sort=-code")) == ["Q.1", "P.4"]
    said = refused(us.get("tasks?member=nobody&agency=NOWHERE&deadline_from=2018-10-01&deadline_to=2018-09-30"))
    assert said.keys() == {"member", "agency", "deadline_to"}


def test_tasks_are_found_by_how_they_stand_and_when_they_are_due(shared: Served) -> None:
    us = shared.secretariat
    assert codes(us.get("tasks?deadline_from=2018-10-01")) == ["P.2"]
    assert codes(us.get("tasks?deadline_to=2018-09-30")) == ["P.1"]
    assert codes(us.get("tasks?status=not-due")) == ["P.1", "P.2"]
    assert codes(us.get("tasks?status=overdue&as_of=2018-10-05")) == ["P.1"]
    assert codes(us.get("tasks?status=no-deadline&programme=P&q=free")) == ["P.5"]


def test_tasks_are_found_by_their_float_and_the_answer_says_what_it_holds_for(shared: Served) -> None:
    us = shared.secretariat
    floats = {task["task"]: task["total_float"] for task in us.get("schedule").json()["tasks"]}
    for most in (-1, 0, 10, 20_000):
        wanted = sorted(code for code, left in floats.items() if left is not None and left <= most)
        assert codes(us.get(f"tasks?max_float={most}")) == wanted
    answer = us.get("tasks?max_float=0&as_of=2018-07-09&data_date=2018-07-06")
    body = answer.json()
    head = shared.head()["seq"]
    assert (body["as_of"], body["data_date"], body["ledger_seq"]) == ("2018-07-09", "2018-07-06", head)
    assert (answer.headers["x-as-of"], answer.headers["x-data-date"]) == ("2018-07-09", "2018-07-06")
    assert answer.headers["x-ledger-seq"] == str(head)
    assert "ledger_seq" not in us.get("tasks").json()


def test_tasks_are_sorted_by_what_is_computed_of_them_page_after_page(shared: Served) -> None:
    us, of = shared.secretariat, "as_of=2018-10-05"
    dated = {task["task"]: task for task in us.get(f"schedule?{of}").json()["tasks"]}
    leads = dict.fromkeys(["P.1", "P.2", "P.3", "P.5"], "MIC")
    known = {
        "total_float": {code: task["total_float"] for code, task in dated.items()},
        "forecast": {code: task["early_finish"] for code, task in dated.items()},
        "until": {"P.1": "2018-09-30", "P.2": "2018-12-31"},
        "status": {code: said for said in Status for code in codes(us.get(f"tasks?status={said}&{of}"))},
        "lead": leads,
        "responsible": {**dict.fromkeys(leads, "tuan"), "P.4": "phuc", "Q.1": "phuc"},
    }
    every = codes(us.get("tasks"))
    for key, values in known.items():
        there = sorted((code for code in every if values.get(code) is not None), key=lambda code, of=values: of[code])  # type: ignore[misc]
        blank = [code for code in every if values.get(code) is None]
        assert walked(us, f"tasks?sort={key}&{of}") == there + blank, key
    first = us.get(f"tasks?sort=-total_float,programme&limit=2&{of}&data_date=2018-07-06")
    assert (first.headers["x-data-date"], first.json()["data_date"]) == ("2018-07-06", "2018-07-06")
    assert "another order" in refused(us.get(f"tasks?sort=total_float,programme&cursor={first.json()['next']}"))["cursor"]
    said = refused(us.get("tasks?sort=hue"))["sort"]
    assert all(key in said for key in known)
    assert refused(us.get("risks?sort=total_float")).keys() == {"sort"}


def walked(us: Caller, address: str) -> list[str]:
    """All of a list, in pages of two."""
    answer, found = us.get(f"{address}&limit=2"), []
    while True:
        found += codes(answer)
        if "next" not in answer.links:
            return found
        answer = us.get(answer.links["next"]["url"].removeprefix(URL))


def test_without_assumptions_what_is_assumed_is_not_listed_and_gives_no_float(shared: Served) -> None:
    us = shared.secretariat
    facts = us.get("schedule?facts_only=true").json()["tasks"]
    dated = sorted(task["task"] for task in facts if task["total_float"] is not None)
    assert codes(us.get("tasks?max_float=20000&facts_only=true")) == dated
    assert codes(us.get("tasks?facts_only=true")) == codes(us.get("tasks"))  # no task here is assumed


def test_a_computed_list_has_pages_too_and_its_cursor_is_of_that_question(shared: Served) -> None:
    us = shared.secretariat
    first = us.get("tasks?member=tuan&limit=3")
    assert codes(us.get(first.links["next"]["url"].removeprefix(URL))) == ["P.5"]
    assert "cursor" in refused(us.get(f"tasks?limit=3&cursor={first.json()['next']}"))


def test_a_computed_list_follows_what_changes(served: Served) -> None:
    us = served.secretariat
    assert codes(us.get("tasks?agency=NCEG")) == []
    assert us.post("assignments", {"task": "Q.1", "organization": "NCEG", "role": "lead"}).status_code == 201
    assert codes(us.get("tasks?agency=NCEG")) == ["Q.1"]
    tag = us.get("deadlines/P.1-d").headers["etag"]
    assert us("PATCH", "deadlines/P.1-d", {"If-Match": tag}, json={"not_after": "2018-07-04"}).status_code == 200
    assert codes(us.get("tasks?status=overdue")) == ["P.1"]


def test_a_report_is_searched_sorted_and_thinned_like_a_list(shared: Served) -> None:
    us = shared.secretariat
    whole = us.get("reports/schedule").json()["rows"]
    some = us.get("reports/schedule?q=bo+tt&sort=-total_float,task&fields=task,total_float&lang=vi").json()["rows"]
    assert some == us.get("reports/schedule?q=BỘ+TT&sort=-total_float,task&fields=task,total_float&lang=vi").json()["rows"]
    rows = us.get("reports/schedule?sort=-total_float,task&fields=task,total_float").json()["rows"]
    there = sorted((row for row in whole if row["total_float"] is not None), key=lambda row: (-row["total_float"], row["task"]))
    assert rows == [
        *({"task": row["task"], "total_float": row["total_float"]} for row in there),
        *({"task": row["task"], "total_float": None} for row in whole if row["total_float"] is None),
    ]
    assert us.get("reports/schedule?fields=task&format=csv").text.splitlines()[0] == "task"
    said = refused(us.get("reports/schedule?sort=-hue&fields=tint&lang=en"))
    assert said.keys() == {"sort", "fields"}
    assert "total_float" in said["sort"]
    assert "no column hue;" in said["sort"]
