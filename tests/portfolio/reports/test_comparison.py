"""Scenarios beside the live plan, worked out by hand on the small portfolio."""

import json
from typing import Any

import pytest

from governance.errors import InvalidError, UnknownCodeError
from governance.messages import Lang
from governance.records import Records
from portfolio.model import Estimate
from portfolio.reports import report, view
from portfolio.reports.comparison import comparison_table
from portfolio.reports.effects import effects
from portfolio.reports.scenarios import LastChange, scenario_table, scenarios_table
from portfolio.reports.table import FORMATS, Table, render
from portfolio.whatif.model import Scenario, ScenarioChange, ScenarioState
from tests.portfolio.charts import july
from tests.portfolio.reports.small import DAY, small
from tests.portfolio.whatif.test_scenario import LIVE


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
        "Scenario FAST, “Fast”: A finishes on 12/07/2018, 4 working days earlier; B finishes on 18/07/2018, 4 working days "
        "earlier; 3 tasks move; 1 deadline newly kept; 1 link differs.",
        "A.2.1 takes 1 working day instead of 3: 3 tasks move for it; without it the last day would be 20/07/2018.",
        "the link A.1 → A.2.1 (FS): the lag was 2: 3 tasks move for it; without it the last day would be 20/07/2018.",
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


def test_what_comes_goes_and_turns_is_told_in_words() -> None:
    turned = (
        Scenario(code="TURN", portfolio="P", title_vi="Đổi", title_en="Turned"),
        changed("TURN", 1, "delete", "estimate", "A.1"),
        changed("TURN", 2, "create", "estimate", "A.4", task="A.4", optimistic=20, most_likely=20, pessimistic=20),
        changed("TURN", 3, "amend", "task", "A.2.2", type="task"),
        changed("TURN", 4, "delete", "task", "B.1"),
        changed("TURN", 5, "delete", "estimate", "B.1"),
        changed("TURN", 6, "delete", "dependency", "A.2.2~B.1~FS"),
        changed("TURN", 7, "create", "task", "B.2", programme="B", title_vi="Mới", title_en="New"),
        changed("TURN", 8, "create", "constraint", "A.2.1~SNET", task="A.2.1", type="SNET", day="2018-08-01"),
    )
    records = RECORDS.apply((type(each), each.code, each) for each in turned)
    made = comparison_table([view(records, DAY, scenario="TURN")], view(records, DAY))
    text = render(made, "markdown", "en")
    told = rows(made)
    assert "B has no finish any more" in made.answer[0].render("en")
    assert told['A Study the <indices> & the "ranking"']["TURN"] == "undated"
    assert told["A Communication"]["live"] == "undated"
    assert told["A Communication"]["TURN"]["critical"] is False
    assert told["B Print"]["TURN"] == "dropped"
    assert told["B New"]["TURN"] == "undated"
    assert told["A Draft"]["TURN"]["start"] == "2018-08-01"
    assert "misses the deadline 13/07/2018 by" in text


def test_what_becomes_critical_or_is_begun_later_is_told_in_words() -> None:
    turned = (
        Scenario(code="CRIT", portfolio="P", title_vi="Găng", title_en="Critical"),
        changed("CRIT", 1, "create", "estimate", "A.4", task="A.4", optimistic=60, most_likely=60, pessimistic=60),
        changed("CRIT", 2, "amend", "estimate", "A.1", optimistic=3, most_likely=3, pessimistic=3),
        changed("CRIT", 3, "create", "constraint", "A.1~SNET", task="A.1", type="SNET", day="2018-07-09"),
        changed("CRIT", 4, "create", "deadline", "D3", task="A.2.1", type="extension", written_vi="x", written_en="x",
                not_after="2018-12-31"),
        changed("CRIT", 5, "delete", "deadline", "D1"),
        changed("CRIT", 6, "create", "estimate", "B.1", task="B.1", optimistic=2, most_likely=2, pessimistic=2),
    )  # fmt: skip
    live = RECORDS.apply([(Estimate, "B.1", None)])
    records = live.apply((type(each), each.code, each) for each in turned)
    made = comparison_table([view(records, DAY, scenario="CRIT")], view(records, DAY))
    text = render(made, "markdown", "en")
    assert "B finishes on 20/07/2018" in made.answer[0].render("en")
    assert "newly critical" in text
    assert "has no deadline any more" in text
    assert "09/07/2018–11/07/2018; starts 2 working days later" in text


def test_what_is_no_longer_critical_and_what_is_newly_missed_is_told_in_words() -> None:
    moved = (
        Scenario(code="MOVE", portfolio="P", title_vi="Dời", title_en="Moved"),
        changed("MOVE", 1, "delete", "dependency", "A.2.2~B.1~FS"),
        changed("MOVE", 2, "create", "deadline", "D3", task="B.2", type="instrument", written_vi="x", written_en="x",
                not_after="2018-07-06"),
        changed("MOVE", 3, "create", "task", "B.2", programme="B", title_vi="Mới", title_en="New"),
        changed("MOVE", 4, "create", "estimate", "B.2", task="B.2", optimistic=9, most_likely=9, pessimistic=9),
    )  # fmt: skip
    records = RECORDS.apply((type(each), each.code, each) for each in moved)
    told = render(comparison_table([view(records, DAY, scenario="MOVE")], view(records, DAY)), "markdown", "en")
    assert "05/07/2018–10/07/2018; 10 working days earlier; no longer critical; float 5" in told
    assert "new; 05/07/2018–17/07/2018; newly critical; float -7; misses the deadline 06/07/2018 by 7 working days" in told


def test_without_assumptions_no_last_day_is_promised() -> None:
    gone = changed("S", 1, "delete", "dependency", "P.1~P.2~FS")
    scenario = Scenario(code="S", portfolio="EGOV", title_vi="x", title_en="x")
    records = LIVE.apply((type(each), each.code, each) for each in (scenario, gone))
    told, bare = (
        [a.render("en") for a in report("comparison", records, july(2), scenario="S", facts_only=f).answer] for f in (False, True)
    )
    assert "without it the last day would be 12/07/2018" in told[1]
    assert bare[1].endswith("2 tasks move for it.")


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
    assert any("2 changes over the live plan, none of them made" in note.render("en") for note in made.notes)
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


def test_what_moves_no_task_of_the_programme_looked_at_has_no_effect_there() -> None:
    assert [effect.moves for effect in effects(view(RECORDS, DAY, scenario="SLOW"))] == [1, 1]
    assert list(effects(view(RECORDS, DAY, scenario="SLOW", programme="A"))) == []


def test_scenarios_are_listed_with_who_wrote_to_them_last_and_those_that_are_closed_only_if_asked_for() -> None:
    last = {each: LastChange("an", "2018-07-05T20:30:00Z", "06/07/2018 03:30") for each in ("FAST", "SLOW", "NONE", "GONE")}
    opened, every = (scenarios_table(RECORDS, DAY, last, every=every) for every in (False, True))
    assert [(row["scenario"], row["changes"]) for row in opened.rows] == [("FAST", 2), ("NONE", 0), ("SLOW", 4)]
    assert [row["scenario"] for row in every.rows] == ["FAST", "GONE", "NONE", "SLOW"]
    assert "06/07/2018 03:30" in render(opened, "markdown", "vi")
    assert json.loads(render(opened, "json", "vi"))["rows"][0]["changed_at"] == "2018-07-05T20:30:00Z"
    assert "chưa có phương án nào đang mở" in render(scenarios_table(Records(), DAY, {}), "table", "vi")
