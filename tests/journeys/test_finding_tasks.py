"""A planner at the terminal: finds the tasks that are meant, and narrows any report to what matters."""

import json
from pathlib import Path
from typing import Any

from tests.journeys.served import egov


def rows(home: Path, *line: str) -> list[dict[str, Any]]:
    done = egov(*line, "--format", "json", home=home)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return found


def test_tasks_are_found_by_words_float_and_who_leads(home: Path) -> None:
    schedule = {row["task"]: row["total_float"] for row in rows(home, "report", "schedule")}
    tight = rows(home, "tasks", "--max-float", "0", "--sort", "total_float,-task")
    assert {row["task"] for row in tight} == {task for task, left in schedule.items() if left is not None and left <= 0}
    assert [row["total_float"] for row in tight] == sorted(row["total_float"] for row in tight)
    found = rows(home, "tasks", "--q", "luat cong nghe thong tin", "--programme", "1755", "--fields", "task,until,status")
    assert "1755.2.5" in {row["task"] for row in found}
    assert all(row.keys() == {"task", "until", "status"} for row in found)
    ministry = {row["task"] for row in rows(home, "tasks", "--agency", "MIC")}
    assert {row["task"] for row in rows(home, "tasks", "--agency", "MIC", "--status", "overdue")} < ministry


def test_what_is_overdue_depends_on_the_day_and_progress_on_the_data_date(home: Path) -> None:
    due = ("tasks", "--status", "overdue", "--as-of")
    earlier, later = ({row["task"] for row in rows(home, *due, day)} for day in ("2018-07-05", "2019-07-01"))
    assert earlier < later
    forecast = [
        {row["task"]: row["forecast"] for row in rows(home, "tasks", "--programme", "1755", "--data-date", day)}
        for day in ("2018-07-05", "2018-10-01")
    ]
    assert forecast[0]["1755.2.5"] < forecast[1]["1755.2.5"]


def test_a_wrong_question_is_refused_whole_in_the_reader_s_language(home: Path) -> None:
    done = egov("tasks", "--agency", "NOWHERE", "--member", "nobody", "--lang", "vi", home=home)
    assert done.returncode == 2
    assert "không có cơ quan nào mang mã NOWHERE; hiện có" in done.stderr
    assert "không có người hoặc chức vụ nào mang mã nobody" in done.stderr
    done = egov("report", "schedule", "--sort", "hue", "--fields", "tint", "--lang", "en", home=home)
    assert done.returncode == 2
    assert "sort: there is no column hue; there are programme, task" in done.stderr
    assert "fields: there is no column tint" in done.stderr


def test_a_report_that_is_searched_says_how_many_of_its_rows_it_shows(home: Path) -> None:
    done = egov("report", "deadlines", "--q", "2018", "--lang", "en", home=home)
    assert "Only the rows are shown in which “2018” stands:" in done.stdout
