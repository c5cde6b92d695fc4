"""A plan file's schedule, as people read it."""

import json
from datetime import date

import pytest

from governance.errors import InvalidError
from portfolio.cpm import schedule
from portfolio.interchange import read
from portfolio.reports.anyplan import Drawn, plan_chart, plan_table
from portfolio.reports.gantt import svg
from portfolio.reports.table import columns, render
from portfolio.reports.textgantt import text_gantt

PLAN = """{"start": "2026-06-01", "data_date": "2026-06-03", "title": "Nghị định", "tasks": [
 {"code": "S", "title": "chuẩn bị"},
 {"code": "A", "title": "soạn thảo", "duration": 3, "parent": "S", "actual_start": "2026-06-01", "remaining": 1},
 {"code": "B", "title": "lấy ý kiến", "duration": 5, "parent": "S", "deadline": "2026-06-08"},
 {"code": "C", "title": "dịch", "duration": 1}, {"code": "M", "duration": 0}],
 "links": [{"predecessor": "A", "successor": "B"},
  {"predecessor": "B", "successor": "M"}, {"predecessor": "C", "successor": "M"}]}"""


def drawn(text: str = PLAN) -> Drawn:
    plan = read(text)
    return Drawn(plan, schedule(plan.network()), "plan.json")


def test_the_text_gantt_draws_a_column_a_day() -> None:
    lines = text_gantt(drawn(), "en", 60).splitlines()
    assert lines[:8] == [
        "Nghị định",
        "               01/06/2026",
        "               ╵",
        "S chuẩn bị     ━━━━━━━━━━",
        "  A soạn thảo  ███",
        "  B lấy ý kiến   ┊████╏██",
        "C dịch           ▒·······",
        "M                ┊      ◆",
    ]


@pytest.mark.parametrize("width", [1, 30, 60, 200])
def test_it_keeps_within_the_terminal_and_a_least_width(width: int) -> None:
    rows = text_gantt(drawn(PLAN.replace('"duration": 5', '"duration": 500')), "vi", width).split("\n\n")[0]
    assert max(map(columns, rows.splitlines()[1:])) <= max(width, 8 + 1 + 20)


def test_rows_follow_the_outline_and_the_table_says_what_is_critical() -> None:
    said = render(plan_table(drawn()), "csv", "en")
    assert [line.split(",")[0] for line in said.splitlines()] == ["task", "S", "A", "B", "C", "M"]
    assert "Critical: total float of at most 0 working days." in render(plan_table(drawn()), "markdown", "en")
    assert "title" not in render(
        plan_table(drawn('{"start": "2026-06-01", "tasks": [{"code": "A", "duration": 1}]}')), "csv", "en"
    )


def test_the_picture_is_drawn_and_years_without_an_axis_are_refused() -> None:
    assert svg(plan_chart(drawn()), "vi").startswith("<svg")
    with pytest.raises(InvalidError, match="100 to 9900"):
        plan_chart(drawn('{"start": "9998-06-01", "tasks": [{"code": "A", "duration": 1}]}'))


def test_a_plan_without_tasks_has_nothing_to_draw() -> None:
    assert text_gantt(drawn('{"start": "2026-06-01", "tasks": []}'), "en") == "plan.json\n"


def test_arrows_join_critical_tasks_only_where_links_do_themselves_or_by_their_group() -> None:
    grouped = PLAN.replace('"predecessor": "B"', '"predecessor": "S"')
    assert "Critical path: A → B → M" in render(plan_table(drawn(grouped)), "table", "en")
    plan = read(PLAN)
    wide = Drawn(plan, schedule(plan.network(), threshold=9), "plan.json")
    assert "Critical tasks, on more than one path: A, C, B, M" in render(plan_table(wide), "table", "en")


def test_a_plan_without_a_task_says_so() -> None:
    assert "Kế hoạch chưa có nhiệm vụ nào." in render(plan_table(drawn('{"start": "2026-06-01", "tasks": []}')), "table", "vi")


def test_work_shows_how_much_of_it_is_done_and_days_off_are_shaded_where_they_can_be_seen() -> None:
    chart = plan_chart(drawn())
    assert [bar.done for bar in chart.bars if bar.code in "AB"] == [pytest.approx(2 / 3), 0.0]
    assert date(2026, 6, 7) in chart.closed
    done = drawn(PLAN.replace('"remaining": 1', '"actual_finish": "2026-06-02"'))
    assert [bar.done for bar in plan_chart(done).bars if bar.code == "A"] == [1.0]
    assert plan_chart(drawn(PLAN.replace('"duration": 1}', '"duration": 1200}'))).closed == ()


def test_each_row_says_what_fixes_its_start() -> None:
    late = PLAN.replace('"title": "dịch", "duration": 1', '"duration": 1, "constraint": {"type": "ALAP"}')
    told = {row["task"]: row["driven_by"] for row in json.loads(render(plan_table(drawn(late)), "json", "en"))["rows"]}
    assert told["C"] == [{"cause": "constraint", "constraint": "ALAP"}]
    assert "as late as possible" in render(plan_table(drawn(late)), "csv", "en")
    finished = PLAN.replace('"duration": 1}', '"duration": 1, "done": true}')
    assert "is finished; when it began is not on record" in render(plan_table(drawn(finished)), "csv", "en")


def test_without_a_status_day_none_is_drawn() -> None:
    undated = PLAN.replace('"data_date": "2026-06-03", ', "")
    assert "┊" not in text_gantt(drawn(undated), "en", 60).split("\n\n")[0]
