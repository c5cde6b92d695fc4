"""A planner's file becomes the plan of a programme, and the programme's plan goes out and comes back."""

import csv
import json
from pathlib import Path

from tests.journeys.served import egov


def test_what_went_out_comes_back_unchanged_and_what_was_changed_in_the_file_changes_alone(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.csv"
    egov("export", "--programme", "1755", "--format", "csv", "--out", str(out), home=home)
    same = egov("import", str(out), "--programme", "1755", "--dry-run", "--lang", "en", home=home)
    assert (same.returncode, same.stdout.splitlines()[0]) == (0, "new: 0 · changed: 0 · in the database only, kept: 8")
    rows = list(csv.reader(out.read_text(encoding="utf-8").splitlines()))
    heading = next(row for row in rows if row[0] == "code")
    for row in rows:
        if row[0] == "1755.1.1":
            row[heading.index("duration")] = "44"
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    shown = egov("import", str(out), "--programme", "1755", "--dry-run", "--lang", "vi", home=home)
    assert (shown.returncode, "thay đổi: 1" in shown.stdout) == (1, True)
    assert "ước lượng thời gian 1755.1.1" in shown.stdout
    assert egov("import", str(out), "--programme", "1755", home=home).returncode == 0
    assert egov("import", str(out), "--programme", "1755", "--dry-run", home=home).returncode == 0
    entry = json.loads(egov("ledger", "show", "--last", "1", "--format", "json", home=home).stdout)
    assert (entry["kind"], entry["purpose"]) == ("estimate", "import plan.csv")
    assert egov("ledger", "verify", home=home).returncode == 0


def test_an_older_file_does_not_move_the_programme_and_says_how_far_it_would(home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "older.csv"
    plan.write_text("#title,Bản nháp\n#start,2019-01-01\ncode,duration\nX,5\n", encoding="utf-8")
    shown = egov("import", str(plan), "--programme", "1755", "--dry-run", "--lang", "vi", home=home)
    assert (shown.returncode, "khung" in shown.stdout) == (1, False)
    assert "tệp ghi 01/01/2019: dùng --frame" in shown.stderr
    assert "nếu dùng --frame (?frame=true), " in shown.stderr
    assert "tên kế hoạch trong tệp không được nhập, 1755 giữ tên hiện có: Bản nháp" in shown.stderr
    whole = egov("import", str(plan), "--programme", "1755", "--dry-run", "--frame", "--lang", "en", home=home)
    assert (whole.returncode, 'start "' in whole.stdout, "--frame" in whole.stderr) == (1, True, False)
    assert "that are there already would move" in whole.stderr


def test_a_refused_file_names_every_problem_with_its_line(home: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("#start,2026-06-01\ncode,duration\na b,1\na-b,1\n1755.1.1,x\n", encoding="utf-8")
    done = egov("import", str(bad), "--programme", "1755", "--lang", "en", home=home)
    assert (done.returncode, "line 5, duration" in done.stderr) == (2, True)
    assert egov("import", str(bad), "--programme", "none", home=home).returncode == 2
