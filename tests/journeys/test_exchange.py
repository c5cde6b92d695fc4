"""A planner takes plans from one tool to another, and the portfolio's plan along."""

import json
from io import BytesIO
from pathlib import Path

import networkx as nx
import pytest

from portfolio.cpm import schedule
from portfolio.interchange import read
from tests.journeys.served import egov

PLAN = {
    "title": "Nghị định",
    "start": "2026-06-01",
    "tasks": [
        {"code": "A", "title": "soạn thảo", "duration": 5, "estimate": [3, 5, 9]},
        {"code": "B", "title": "lấy ý kiến", "duration": "60ed"},
        {"code": "M", "title": "ban hành", "duration": 0},
    ],
    "links": [{"predecessor": "A", "successor": "B"}, {"predecessor": "B", "successor": "M", "lag": "2ed"}],
}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(PLAN), encoding="utf-8")
    return path


def dates(path: Path) -> dict[str, tuple[str, str]]:
    made = schedule(read(path.read_bytes()).network())
    return {code: (str(found.early_start), str(found.early_finish)) for code, found in made.tasks.items()}


@pytest.mark.parametrize("form", ["json", "csv", "mspdi", "xer"])
def test_a_plan_keeps_its_dates_on_the_way_through_other_formats(plan: Path, tmp_path: Path, form: str) -> None:
    there, back = tmp_path / f"there.{form}", tmp_path / "back.json"
    done = egov("convert", str(plan), "--to", form, "--out", str(there), "--lang", "en", home=tmp_path / "nothing")
    assert (done.returncode, done.stdout) == (0, "")
    assert ("optimistic and pessimistic estimates are not written: A" in done.stderr) == (form in ("mspdi", "xer"))
    assert egov("convert", str(there), "--to", "json", "--out", str(back), home=tmp_path).returncode == 0
    assert dates(back) == dates(there) == dates(plan)
    assert not (tmp_path / "nothing").exists()


def test_a_graph_goes_to_standard_output(plan: Path, tmp_path: Path) -> None:
    graph = nx.read_graphml(BytesIO(egov("convert", str(plan), "--to", "graphml", home=tmp_path).stdout.encode()))
    assert graph.nodes["B"]["early_finish"] == "2026-08-04"
    done = egov("convert", str(plan), "--to", "dot", "--lang", "vi", home=tmp_path)
    assert '"B" -> "M" [label="FS+2"]' in done.stdout
    assert "đồ thị không có chỗ cho" in done.stderr


def test_several_files_become_files_of_a_folder_and_one_refused_keeps_no_other(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    files = [str(tmp_path / "bad.json"), str(plan)]
    assert egov("convert", *files, "--to", "csv", "--lang", "en", home=tmp_path).returncode == 2
    done = egov("convert", *files, "--to", "csv", "--out", str(tmp_path), "--lang", "en", home=tmp_path)
    assert (done.returncode, "bad.json: " in done.stderr) == (2, True)
    assert dates(tmp_path / "plan.csv") == dates(plan)
    nowhere = egov("convert", str(plan), "--to", "csv", "--out", str(tmp_path / "no" / "x"), "--lang", "en", home=tmp_path)
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (2, True)


def test_dates_that_a_file_states_otherwise_are_told_with_the_reason(plan: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.xml"
    egov("convert", str(plan), "--to", "mspdi", "--out", str(there), home=tmp_path)
    there.write_text(
        there.read_text(encoding="utf-8").replace("<EarlyStart>2026-06-06", "<EarlyStart>2026-06-08"), encoding="utf-8"
    )
    done = egov("schedule", str(there), "--format", "json", "--lang", "en", home=tmp_path)
    [said] = json.loads(done.stdout)["differences"]
    assert (said["task"], said["stated"], said["ours"]) == ("B", "2026-06-08", "2026-06-06")
    assert "1 date or float that the file states differs from ours, in B: no rule that we know" in done.stderr
    table = egov("schedule", str(there), "--differences", "--format", "csv", "--lang", "en", home=tmp_path)
    assert table.stdout.splitlines()[1].startswith('B,lấy ý kiến,early_start,2026-06-08,2026-06-06,"no rule')
    assert egov("schedule", str(there), "--differences", "--format", "svg", home=tmp_path).returncode == 2
    assert "khác kết quả tính" in egov("schedule", str(plan), "--differences", "--lang", "vi", home=tmp_path).stdout


@pytest.mark.parametrize("form", ["json", "csv", "mspdi", "xer", "graphml", "dot"])
def test_the_plan_of_the_portfolio_is_a_file_and_says_what_it_does_not_hold(home: Path, form: str) -> None:
    done = egov("export", "--format", form, "--as-of", "2018-07-05", "--lang", "en", home=home)
    assert done.returncode == 0
    assert "CPDT2018-2020.2.5" in done.stdout
    assert "are assumptions, which it does not mark" in done.stderr
    assert "1755.C1~1755.C3~FS" in done.stderr


def test_one_programme_goes_without_the_others_and_names_the_links_that_stay(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "1755.json"
    done = egov("export", "--programme", "1755", "--out", str(out), "--lang", "en", home=home)
    plan = read(out.read_bytes())
    assert {task.code.split(".")[0] for task in plan.tasks} == {"1755"}
    assert (plan.starts, plan.start is not None) == ({}, True)
    assert "CT2011-2015.4 → 1755.1.1" in done.stderr
    facts = egov("export", "--programme", "1755", "--facts-only", "--lang", "en", home=home)
    assert "assumptions" not in facts.stderr
    assert egov("export", "--programme", "none", home=home).returncode == 2
