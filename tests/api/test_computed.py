"""The computed answers: what they say, and what they say that they hold for."""

from typing import Any

import pytest

from portfolio.reports import REPORTS
from tests.api.conftest import Served
from tests.api.test_conventions import problem


def test_a_schedule_says_its_day_its_ledger_entry_and_what_is_assumed(shared: Served) -> None:
    found = shared.by("member").get("programmes/P/schedule").json()
    assert (found["as_of"], found["facts_only"], found["against"], found["programme"]) == ("2018-07-05", False, "programme", "P")
    assert found["ledger_seq"] == shared.head()["seq"]
    tasks = {task["task"]: task for task in found["tasks"]}
    assert (tasks["P.1"]["early_start"], tasks["P.1"]["early_finish"]) == ("2018-07-05", "2018-07-11")
    assert tasks["P.2"]["driven_by"][0]["predecessor"] == "P.1"
    assert tasks["P.1"]["critical"]
    assert tasks["P.1"]["assumed"]
    assert tasks["P.1"]["responsible"] in ("MIC.minister", "NCEG.mic")
    assert "P.4" in found["undated"]


def test_the_whole_schedule_holds_every_programme(shared: Served) -> None:
    found = shared.by("member").get("schedule?against=portfolio").json()
    assert {task["programme"] for task in found["tasks"]} == {"P", "Q"}
    assert found["against"] == "portfolio"


def test_as_of_moves_the_day_and_facts_only_leaves_out_what_is_assumed(shared: Served) -> None:
    us = shared.by("member")
    assert us.get("programmes/P/schedule?as_of=2018-08-01").json()["as_of"] == "2018-08-01"
    facts = us.get("programmes/P/schedule?facts_only=true").json()
    assert facts["facts_only"]
    assert not facts["assumed"]
    assert "P.1" in facts["undated"]


def test_the_critical_path_comes_in_its_order(shared: Served) -> None:
    found = shared.by("member").get("programmes/P/critical-path").json()
    assert [task["task"] for task in found["path"]] == ["P.1", "P.2", "P.3"]
    assert found["finish"] == found["path"][-1]["early_finish"]


def test_an_explanation_leads_back_to_what_fixed_the_date(shared: Served) -> None:
    found = shared.by("member").get("tasks/P.3/explanation").json()
    assert [step["task"] for step in found["steps"]] == ["P.3", "P.2", "P.1"]
    assert found["text_vi"] != found["text_en"]
    nothing = shared.by("member").get("tasks/P.4/explanation").json()
    assert nothing["steps"] == []
    assert "not known" in nothing["text_en"]


def test_an_explanation_also_says_why_a_task_is_not_critical(shared: Served) -> None:
    found = shared.by("member").get("tasks/P.5/explanation?question=not-critical").json()
    assert (found["question"], found["late_by"], found["changes"]) == ("not-critical", None, [])
    assert [(step["task"], step["limit"]["limit"]) for step in found["steps"]] == [("P.5", "end")]
    assert "P.5 “Free” is not critical" in found["text_en"]
    chain = shared.by("member").get("tasks/P.1/explanation?question=not-critical").json()["steps"]
    assert [step["limit"]["task"] for step in chain] == ["P.2", "P.3", None]
    assert chain[0]["limit"]["spare"] == 0


def test_an_explanation_also_says_what_would_have_to_move(shared: Served) -> None:
    us = shared.by("member")
    found = us.get("tasks/P.3/explanation?question=finish-by&day=2018-07-20").json()
    assert found["late_by"] > 0
    assert [step["task"] for step in found["steps"]] == ["P.1", "P.2", "P.3"]
    assert {step["days"] for step in found["steps"]} == {found["late_by"]}
    assert ("P.2", found["late_by"]) in {(change["task"], change["days"]) for change in found["changes"]}
    assert us.get("tasks/P.3/explanation?question=finish-by&day=9999-12-31").json()["late_by"] == 0
    assert us.get("tasks/P.3/explanation?question=finish-by&day=0001-01-01").json()["steps"][0]["finish"] == "0001-01-01"
    assert us.get("tasks/P.4/explanation?question=finish-by&day=2018-07-20").json()["steps"] == []


@pytest.mark.parametrize("asked", ["question=finish-by", "day=2018-07-20", "question=not-critical&day=2018-07-20"])
def test_a_day_goes_with_the_question_that_needs_one(shared: Served, asked: str) -> None:
    refused = problem(shared.by("member").get(f"tasks/P.3/explanation?{asked}"))
    assert (refused["status"], refused["errors"][0]["place"]) == (400, "day")


def test_who_answers_comes_with_the_reasons(shared: Served) -> None:
    found = shared.by("member").get("tasks/P.1/responsibility").json()
    assert found["as_of"] == "2018-07-05"
    assert found["answer"]["person_name"] == "Trương Minh Tuấn"
    assert any(reason["source"] == "001" for reason in found["answer"]["reasons"])
    before = shared.by("member").get("tasks/P.1/responsibility?as_of=2015-01-01").json()["answer"]
    assert (before["via"], before["person"]) == ("vacant", None)


def test_hand_overs_show_in_the_timeline(shared: Served) -> None:
    found = shared.by("member").get("tasks/P.1/timeline?start=2015-01-01&end=2018-12-31").json()
    assert [span["answer"]["person"] for span in found["spans"]] == [None, "tuan"]
    own = shared.by("member").get("tasks/P.1/timeline").json()["spans"]
    assert (own[0]["start"], own[-1]["end"]) == ("2018-07-05", "2018-07-11")  # as it is computed on the status day
    year = shared.by("member").get("tasks/P.4/timeline").json()["spans"]
    assert (year[0]["start"], year[-1]["end"]) == ("2018-07-05", "2019-07-04")
    assert problem(shared.by("member").get("tasks/P.99/timeline"))["status"] == 404
    assert problem(shared.by("member").get("tasks/P.1/timeline?start=2018-02-01&end=2018-01-01"))["errors"][0]["place"] == "end"


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_comes_in_every_format_and_language(shared: Served, name: str) -> None:
    for form, media in (
        ("json", "application/json"),
        ("csv", "text/csv"),
        ("markdown", "text/markdown"),
        ("table", "text/plain"),
    ):
        for lang in ("vi", "en"):
            answer = shared.by("auditor").get(f"reports/{name}?format={form}&lang={lang}")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(media)
            assert answer.headers["content-language"] == lang
    report = shared.by("auditor").get(f"reports/{name}?programme=P").json()
    assert (report["report"], report["as_of"], report["programme"]) == (name, "2018-07-05", "P")


def test_an_unknown_report_or_programme_names_those_that_there_are(shared: Served) -> None:
    assert "critical-path" in problem(shared.by("member").get("reports/gantt"))["detail_en"]
    assert "choose from P, Q" in problem(shared.by("member").get("reports/schedule?programme=1755"))["detail_en"]
    assert problem(shared.by("member").get("programmes/none/schedule"))["status"] == 404


def test_a_change_shows_in_the_next_answer(served: Served) -> None:
    def finish() -> Any:
        return served.by("member").get("programmes/P/critical-path").json()["finish"]

    before = finish()
    served.by("planner")("PATCH", "estimates/P.1", {"If-Match": '"1"'}, json={"most_likely": 9})
    assert finish() > before


def test_me_says_who_the_token_is(shared: Served) -> None:
    me = shared.by("auditor").get("me").json()
    assert (me["account"], me["role"], me["scope"]) == ("auditor", "auditor", "write")


def test_the_ledger_is_read_in_pages_and_proved_against_a_head_kept_outside(served: Served) -> None:
    auditor = served.by("auditor")
    head = auditor.get("ledger?limit=5").json()["head"]
    assert [entry["seq"] for entry in auditor.get("ledger?after=3&limit=2").json()["items"]] == [4, 5]
    assert auditor.get(f"ledger/verify?anchor={head['seq']}:{head['hash']}").json()["intact"]
    forged = auditor.get(f"ledger/verify?anchor={head['seq']}:{'0' * 64}").json()
    assert (forged["intact"], forged["broken_at"]) == (False, head["seq"])
    assert auditor.get("ledger/verify?anchor=1").status_code == 400


def test_dates_are_computed_from_the_data_date_and_who_answers_for_the_day(shared: Served) -> None:
    def told(query: str) -> dict[str, tuple[object, ...]]:
        tasks = shared.by("member").get(f"schedule?{query}").json()["tasks"]
        return {
            task["task"]: tuple(task[name] for name in ("early_start", "late_finish", "total_float", "state")) for task in tasks
        }

    def office(query: str) -> object:
        return shared.by("member").get(f"tasks/P.1/responsibility?{query}").json()["answer"]["person"]

    assert told("as_of=2018-07-05&data_date=2018-08-06") == told("as_of=2018-08-06") != told("as_of=2018-07-05")
    assert office("as_of=2015-01-01&data_date=2018-08-06") == office("as_of=2015-01-01") != office("as_of=2018-08-06")
    note = "Progress counts up to 06/08/2018, and what is not done is scheduled from then on."
    assert note in shared.by("member").get("reports/schedule?data_date=2018-08-06&lang=en").json()["notes"]
