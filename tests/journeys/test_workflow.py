"""The secretariat leads a task at the terminal, and grants it more time after seeing what that does."""

import json
from pathlib import Path

from tests.journeys.served import egov

TASK, PAPER = "CPDT2018-2020.2.5", "QD-1755"


def task(home: Path, *arguments: str, code: int = 0, lang: str = "en") -> str:
    done = egov("task", *arguments, "--lang", lang, home=home, COLUMNS="300")
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def test_a_step_is_taken_on_paper_or_refused_with_the_legal_ones_and_who_takes_them(home: Path) -> None:
    said = task(home, "step", TASK, "close", code=2, lang="vi")
    assert "các bước hợp lệ: accept (tiếp nhận)" in said
    assert "account: bước “kết thúc nhiệm vụ” do cơ quan phê duyệt (Thủ tướng Chính phủ: Nguyễn Xuân Phúc)" in said
    for name in ("accept", "start"):
        task(home, "step", TASK, name, "--document", PAPER)
    assert "Minister, Chairman of the Government Office, entered by terminal on paper" in task(home, "steps", TASK)
    rows = json.loads(egov("report", "workflow", "--format", "json", home=home).stdout)["rows"]
    [row] = [row for row in rows if row["task"] == TASK]
    assert (row["state"], row["next"], row["read"]) == ("in-progress", "complete", False)


def test_more_time_is_asked_for_tried_and_granted(home: Path) -> None:
    until = ("--until", "2019-02-28", "--written-vi", "tháng 02/2019", "--reason", "Chờ góp ý", "--document", PAPER)
    assert f"extension_request\t{TASK}~1" in task(home, "extend", TASK, *until)
    tried = task(home, "decide", f"{TASK}~1", "granted", "--document", PAPER, "--dry-run", code=1)
    assert f"{TASK}: finish 24/01/2019 → 24/01/2019, latest 28/12/2018 → 24/01/2019, float -18 → 0" in tried
    task(home, "decide", f"{TASK}~1", "granted", "--document", PAPER)
    assert "granted on 05/07/2018" in task(home, "steps", TASK)
