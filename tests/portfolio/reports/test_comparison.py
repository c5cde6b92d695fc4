"""Scenarios beside the live plan, worked out by hand on the small portfolio."""

import json
from typing import Any

import pytest

from governance.errors import InvalidError, UnknownCodeError
from governance.messages import Lang
from portfolio.reports import report, view
from portfolio.reports.comparison import comparison_table
from portfolio.reports.scenarios import scenario_table
from portfolio.reports.table import FORMATS, Table, render
from portfolio.scenarios import Scenario, ScenarioChange, ScenarioState
from tests.portfolio.reports.small import DAY, small


def changed(scenario: str, number: int, action: str, kind: str, subject: str, **fields: Any) -> ScenarioChange:
    raw: dict[str, Any] = {"scenario": scenario, "ordinal": number, "action": action, "type": kind, "subject": subject}
    raw |= {"fields": fields} if fields else {}
    return ScenarioChange.parse(raw | ({} if action == "create" else {"base_seq": 1}))


SCENARIOS = (
    Scenario(code="FAST", portfolio="P", title_vi="Nhanh", title_en="Fast", purpose_vi="Kịp giữa tháng 7", purpose_en="Mid-July"),
    changed("FAST", 1, "amend", "estimate", "A.2.1", optimistic=1, most_likely=1, pessimistic=1),
    changed("FAST", 2, "amend", "dependency", "A.1~A.2.1~FS", lag=0),
    Scenario(code="SLOW", portfolio="P", title_vi="Chậm", title_en="Slow"),
    changed("SLOW", 1, "amend", "estimate", "B.1", optimistic=9, most_likely=9, pessimistic=9),
    changed("SLOW", 2, "create", "task", "B.2", programme="B", title_vi="Phát hành", title_en="Hand out"),
    changed("SLOW", 3, "create", "estimate", "B.2", task="B.2", optimistic=1, most_likely=1, pessimistic=1),
    changed("SLOW", 4, "delete", "dependency", "A.2.2~B.1~FS"),
    Scenario(code="NONE", portfolio="P", title_vi="Không", title_en="None"),
    Scenario(code="GONE", portfolio="P", title_vi="Bỏ", title_en="Gone", state=ScenarioState.DROPPED),
)
RECORDS = small().apply((type(each), each.code, each) for each in SCENARIOS)


def table(*codes: str, **asked: Any) -> Table:
    views = [view(RECORDS, DAY, scenario=code, **asked) for code in codes]
    return comparison_table(views, views[0])


def rows(made: Table) -> dict[str, dict[str, Any]]:
    said = json.loads(render(made, "json", "en"))["rows"]
    return {f"{row['programme']} {row['title']}": row for row in said}


def test_one_scenario_is_told_in_a_sentence_and_row_by_row() -> None:
    made = table("FAST")
    assert [answer.render("en") for answer in made.answer] == [
        "Scenario FAST, “Fast”: A finishes on 12/07/2018, 4 working day(s) earlier; B finishes on 18/07/2018, 4 working day(s) "
        "earlier; 3 task(s) move; 1 deadline(s) newly kept; 1 link(s) differ.",
        "A.2.1 takes 1 working day(s) instead of 3: 3 task(s) move for it; without it the last day would be 20/07/2018.",
        "the link A.1 → A.2.1 (FS): the lag was 2: 3 task(s) move for it; without it the last day would be 20/07/2018.",
    ]
    found = rows(made)
    assert list(found) == ["A Scheme A: finish", "A Study the <indices> & the \"ranking\"", "A Draft", "A Send",
                           "A link from A.1", "B Plan B: finish", "B Print"]  # fmt: skip
    assert found["A Scheme A: finish"]["FAST"] == {"finish": "2018-07-12", "days": -4}
    assert found["A Draft"]["FAST"]["finish_days"] == -4
    assert found["A Send"]["live"]["misses"] == {"rule": "instrument", "day": "2018-07-13", "days": 3}
    assert found["A Send"]["FAST"]["misses"] is None
    assert found["A link from A.1"]["live"]["lag"] == 2
    assert found["B Print"]["assumed"] is True


def test_several_stand_side_by_side_one_column_each_and_what_one_leaves_alone_says_so() -> None:
    made = table("FAST", "SLOW", "NONE")
    assert [column.key for column in made.columns][3:6] == ["live", "FAST", "SLOW"]
    found = rows(made)
    assert found["A Draft"]["SLOW"] is None
    assert found["B Print"]["SLOW"]["start"] == "2018-07-05"
    assert found["B Hand out"]["FAST"] is None
    assert found["B Hand out"]["live"] is None
    assert found["B link from A.2.2"]["SLOW"] == "dropped"
    text = render(made, "markdown", "en")
    assert "new; 05/07/2018" in text
    assert "as in the live plan" in text
    said = [answer.render("en") for answer in made.answer]
    assert said[-1] == "Scenario NONE, “None”: no date differs from the live plan."
    assert [each.split(" ")[0] for each in said] == ["Scenario", "FAST:", "FAST:", "Scenario", "SLOW:", "SLOW:", "Scenario"]


def test_one_programme_alone_is_told_alone() -> None:
    made = table("FAST", programme="B")
    assert list(rows(made)) == ["B Plan B: finish", "B Print"]
    assert "A finishes" not in made.answer[0].render("en")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_it_reads_in_every_form_and_language(form: Any, lang: Lang) -> None:
    for made in (table("FAST", "SLOW"), scenario_table(RECORDS, "SLOW", DAY, {})):
        text = render(made, form, lang)
        assert "{" not in text or form in ("json", "csv")
        assert ("Kế hoạch" in text or "Phương án" in text or form == "csv") is (lang == "vi" or form == "csv")


def test_every_report_in_a_scenario_says_so_in_its_heading_and_its_notes_and_marks_what_is_supposed() -> None:
    made = report("schedule", RECORDS, DAY, scenario="FAST")
    assert made.title.render("en").endswith("· scenario FAST")
    assert any("2 change(s) over the live plan, none of them made" in note.render("en") for note in made.notes)
    live = report("schedule", RECORDS, DAY)
    assert "scenario" not in live.title.render("en")
    assert report("comparison", RECORDS, DAY).rows == ()


def test_without_assumptions_no_supposed_date_is_shown() -> None:
    assert rows(table("FAST", facts_only=True)).keys() <= {"A link from A.1"}


def test_only_an_open_scenario_is_computed() -> None:
    with pytest.raises(InvalidError, match="was dropped"):
        table("GONE")
    with pytest.raises(UnknownCodeError, match="FAST, GONE, NONE, SLOW"):
        table("NOWHERE")


def test_what_a_scenario_changes_is_listed_with_what_is_there_now() -> None:
    said = json.loads(render(scenario_table(RECORDS, "FAST", DAY, {}), "json", "en"))
    assert said["answer"] == ["Mid-July"]
    assert [(row["action"], row["type"], row["subject"]) for row in said["rows"]] == [
        ("amend", "estimate", "A.2.1"),
        ("amend", "dependency", "A.1~A.2.1~FS"),
    ]
    assert said["rows"][1]["fields"] == [{"field": "lag", "now": 2, "then": 0}]
    assert "lag: 2 → 0" in render(scenario_table(RECORDS, "FAST", DAY, {}), "table", "vi", width=200)
    assert render(scenario_table(RECORDS, "NONE", DAY, {}), "table", "en").count("no changes yet") == 1
