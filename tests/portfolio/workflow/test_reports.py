"""The reports say where each task stands and whom to remind, in both languages, with codes for programs."""

import json
from datetime import timedelta
from typing import Any

import pytest

from governance.records import Records
from portfolio.reports import report, view
from portfolio.reports.steps import steps_table
from portfolio.reports.table import FORMATS, Table, render
from portfolio.workflow.model import ReminderRule
from portfolio.workflow.taking import Proof
from tests.governance.making import delegates
from tests.portfolio.making import task
from tests.portfolio.workflow.making import CHAIR, DAY, LEAD, LIFE, PAPER, SECRETARIAT, WORLD, walk
from tests.portfolio.workflow.test_extensions import ASKED, decided

DELEGATED = (*WORLD, delegates("MIC.minister", "DEPT.director", "2018-07", "2018-07"))
PROOFS = (Proof(document="BC"), Proof(text="biên bản"), Proof(address="https://mic.gov.vn/x", digest="0" * 64))
RICH = walk(
    ("accept", LEAD._replace(person="hong"), {}),
    ("start", LEAD, {}),
    ("report", LEAD, {"percent": 40, "proofs": PROOFS}),
    ("report", SECRETARIAT, {"remaining": 3, "proofs": PROOFS[:1], "document": "QD"}),
    ("complete", LEAD, {"proofs": PROOFS[:1]}),
    ("verify", SECRETARIAT, {}),
    entities=DELEGATED,
)


def rows(table: Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render(table, "json", "en"))["rows"]
    return found


def test_where_every_task_stands_since_when_and_whose_turn_it_is() -> None:
    found = {row["task"]: row for row in rows(report("workflow", RICH, DAY + timedelta(days=4)))}
    mine = found["P.1"]
    assert (mine["state"], mine["since"], mine["next"], mine["waited"], mine["read"]) == (
        "verified",
        "2018-07-05",
        "close",
        2,
        False,
    )
    assert mine["who"] == [{"capacity": "approving", "post": "GOV.pm", "person": "phuc", "by": "holder"}]
    other = found["P.2"]
    assert (other["state"], other["since"], other["waited"], other["read"]) == ("assigned", None, None, True)
    assert [who["person"] for who in other["who"]] == ["hong", "tuan"]
    bare = rows(report("workflow", Records([*WORLD, task("P.9")]), DAY))
    assert next(row["who"] for row in bare if row["task"] == "P.9")


def test_a_request_for_more_time_shows_until_it_is_decided() -> None:
    waits = next(row for row in rows(report("workflow", ASKED, DAY)) if row["task"] == "P.1")
    assert waits["extension"] == {"request": "P.1~1", "on": "2018-07-05", "not_after": "2018-08-15"}
    granted = decided(ASKED, "granted", document="QD")
    assert next(row for row in rows(report("workflow", granted, DAY)) if row["task"] == "P.1")["extension"] is None
    before = next(row for row in rows(report("workflow", ASKED, DAY - timedelta(days=1))) if row["task"] == "P.1")
    assert before["extension"] is None


def test_a_life_is_told_with_who_acted_for_whom_and_what_each_step_rests_on() -> None:
    told = render(steps_table(view(RICH, DAY), "P.1"), "markdown", "en")
    assert "Hong for Tuan, MIC.minister" in told
    assert "MIC.minister, entered by secretariat on paper" in told
    assert "the secretariat, entered by secretariat" in told
    assert "biên bản (SHA-256 " in told
    assert "40 % done" in told
    assert "3 working days remain" in told
    assert "Next, close (close): by the approving office (GOV.pm: Phuc)" in told
    assert "it waits for a decision" in render(steps_table(view(ASKED, DAY), "P.1"), "table", "en")
    granted = decided(ASKED, "granted", document="QD")
    assert "granted on 05/07/2018" in render(steps_table(view(granted, DAY), "P.1"), "table", "en", width=200)


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_and_language_is_filled_in(form: Any) -> None:
    rule = ReminderRule(code="r", days=3)
    for records in (RICH, ASKED, walk(*LIFE), walk(("suspend", CHAIR, PAPER)), Records([*WORLD, rule])):
        looked = view(records, DAY)
        for table in (steps_table(looked, "P.1"), report("workflow", records, DAY), report("reminders", records, DAY)):
            for lang in ("vi", "en"):
                assert form == "json" or "None" not in render(table, form, lang)


def test_facts_alone_know_no_lead_times_that_nobody_wrote() -> None:
    assert rows(report("reminders", Records(WORLD), DAY))
    assert rows(report("reminders", Records(WORLD), DAY, facts_only=True)) == []
    only = report("reminders", Records([*WORLD, ReminderRule(code="r", days=3)]), DAY, facts_only=True)
    assert [row["days"] for row in rows(only)] == [3]
