"""A planner with a file and no database."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from portfolio.interchange.planschema import EXAMPLES
from tests.journeys.served import ROOT, cold, egov, environment

PLAN = {
    "title": "Nghị định về định danh",
    "start": "2026-06-01",
    "tasks": [
        {"code": "A", "title": "soạn thảo", "duration": 5, "deadline": "2026-06-04"},
        {"code": "B", "title": "lấy ý kiến", "duration": 10},
        {"code": "C", "title": "dịch", "duration": 2},
        {"code": "M", "title": "ban hành", "duration": 0},
    ],
    "links": [
        {"predecessor": "A", "successor": "B", "lag": 2},
        {"predecessor": "B", "successor": "M"},
        {"predecessor": "C", "successor": "M"},
    ],
}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(PLAN), encoding="utf-8")
    return path


def test_a_plan_is_scheduled_where_there_is_no_database(plan: Path, tmp_path: Path) -> None:
    done = egov("schedule", str(plan), "--format", "json", home=tmp_path / "nothing")
    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (answer["start"], answer["finish"], answer["critical"]) == ("2026-06-01", "2026-06-23", ["A", "B", "M"])
    assert answer["tasks"]["A"]["violates"] == [{"rule": "instrument", "day": "2026-06-04", "days": 1}]
    assert answer["tasks"]["B"]["driven_by"] == [{"cause": "link", "predecessor": "A", "relation": "FS"}]
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "gantt", "svg"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_it_reads_in_every_form_and_language(plan: Path, tmp_path: Path, form: str, lang: str) -> None:
    done = egov("schedule", str(plan), "--format", form, "--lang", lang, home=tmp_path)
    assert done.returncode == 0
    assert "dịch" in done.stdout
    assert ("Găng" in done.stdout + done.stderr or "găng" in done.stdout) == (lang == "vi")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_task_is_explained_where_there_is_no_database(plan: Path, tmp_path: Path, lang: str) -> None:
    asked = {
        (): "B “lấy ý kiến” starts on 10/06/2026: it waits for A “soạn thảo” to finish, on 05/06/2026",
        ("--not-critical",): "B “lấy ý kiến” is critical: its total float is 0 working days",
        ("--finish-by", "2026-06-22"): "B “lấy ý kiến” finishes on 23/06/2026, 1 working day after 22/06/2026",
    }
    for question, english in asked.items():
        done = egov("explain", "B", "--plan", str(plan), *question, "--lang", lang, home=tmp_path / "nothing")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(english if lang == "en" else "B “lấy ý kiến” ")
        assert (english in done.stdout) == (lang == "en")
    assert not (tmp_path / "nothing").exists()


def test_an_explanation_of_a_file_is_data_too_and_refuses_what_only_a_database_knows(plan: Path, tmp_path: Path) -> None:
    found = json.loads(egov("explain", "C", "--plan", str(plan), "--format", "json", home=tmp_path).stdout)
    assert (found["dates"]["early_finish"], found["dates"]["responsible"]) == ("2026-06-02", None)
    for option in (("--as-of", "2026-06-01"), ("--scenario", "S")):
        done = egov("explain", "C", "--plan", str(plan), *option, "--lang", "en", home=tmp_path)
        assert (done.returncode, done.stderr.splitlines()[-1].strip().startswith(option[0])) == (2, True)
    none = egov("explain", "X", "--plan", str(plan), "--lang", "en", home=tmp_path)
    assert (none.returncode, "X" in none.stderr) == (2, True)
    # a file that has a title for no task, sent to standard input
    said = "#start,2026-06-01\ncode,duration,predecessors,colour\nA,5,,\nB,1,A,red\n"
    piped = egov("explain", "B", "--plan", "-", "--lang", "en", home=tmp_path, said=said)
    assert piped.stdout.startswith("B starts on 08/06/2026: it waits for A to finish")
    assert "colour" in piped.stderr


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("float-paths", {("A", 1), ("B", 2), ("M", 2), ("C", 3)}),
        ("contradictions", {("A", None)}),
        ("health", {("A", None), ("C", None), ("M", None)}),
    ],
)
def test_a_file_has_reports_where_there_is_no_database(plan: Path, tmp_path: Path, report: str, expected: set[object]) -> None:
    done = egov("schedule", str(plan), "--report", report, "--format", "json", home=tmp_path)
    found = json.loads(done.stdout)
    assert (done.returncode, done.stderr, found["report"]) == (0, "", report)
    assert {(row["task"], row.get("path")) for row in found["rows"]} == expected
    assert not {"source", "assumed", "responsible"} & set(found["rows"][0])
    both = egov("schedule", str(plan), str(plan), "--report", report, home=tmp_path).stdout.splitlines()
    assert [json.loads(line) for line in both] == [found, found]
    table = egov("schedule", str(plan), "--report", report, "--lang", "en", home=tmp_path).stdout
    assert "Nghị định về định danh" in table.splitlines()[0]
    assert "portfolio" not in table


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["FILE", "--report", "health", "--differences"], "ask one thing: --differences or --report"),
        (["FILE", "--report", "health", "--format", "svg"], "a report is a table"),
        (["--report", "health"], "egov report health tells it of the portfolio"),
        (["-", "-"], "standard input can be read only once"),
    ],
)
def test_what_does_not_go_together_is_refused(plan: Path, tmp_path: Path, words: list[str], why: str) -> None:
    line = [str(plan) if word == "FILE" else word for word in words]
    done = egov("schedule", *line, "--lang", "en", home=tmp_path)
    assert (done.returncode, done.stdout, why in done.stderr) == (2, "", True)


def test_several_files_give_a_line_each_in_order_whatever_becomes_of_them(plan: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"start": "2026-06-01", "tasks": [{"code": "A", "duration": -1}]}', encoding="utf-8")
    table = tmp_path / "plan.csv"
    table.write_text("#start,2026-06-01\ncode,duration,predecessors\nA,5,\nB,1,A\n", encoding="utf-8")
    done = egov("schedule", str(table), str(broken), str(plan), "--lang", "en", home=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("finish") for line in lines] == ["2026-06-08", None, "2026-06-23"]
    assert lines[1]["problems"][0]["place"] == "tasks[0].duration"
    assert done.returncode == 2
    assert "tasks[0].duration: -1 is not allowed" in done.stderr


def test_several_tables_for_programs_or_pictures_are_not_run_together(plan: Path, tmp_path: Path) -> None:
    for form in ("csv", "svg"):
        done = egov("schedule", str(plan), str(plan), "--format", form, "--lang", "en", home=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "--format: of several files ask for json" in done.stderr


def test_standard_input_is_a_file_too(tmp_path: Path) -> None:
    done = egov("schedule", "-", "--format", "json", "--threshold", "20", home=tmp_path, said=json.dumps(PLAN))
    assert json.loads(done.stdout)["critical"] == ["C", "A", "B", "M"]


def test_a_refusal_names_file_and_place_in_the_language_asked_for(tmp_path: Path) -> None:
    loop = tmp_path / "loop.csv"
    loop.write_text("#start,2026-06-01\ncode,duration,predecessors\nA,5,B\nB,1,A\n", encoding="utf-8")
    done = egov("schedule", str(loop), str(tmp_path / "none.xer"), "--format", "table", "--lang", "vi", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "A → B → A" in done.stderr
    assert "none.xer: phát hiện" in done.stderr
    assert "none.xer: không có tệp này" in done.stderr
    folder = egov("schedule", str(tmp_path), "--lang", "en", home=tmp_path)
    assert f"{tmp_path}: this is a folder: name the files in it" in folder.stderr


def test_the_schema_is_printed(tmp_path: Path) -> None:
    done = egov("schedule", "--schema", home=tmp_path)
    assert json.loads(done.stdout)["examples"] == list(EXAMPLES)


def test_an_answer_loads_no_more_than_it_needs(plan: Path, tmp_path: Path) -> None:
    heavy = {"piccolo", "litestar", "networkx", "babel", "asyncio", "numba", "tabulate"}
    code = f"""
import sys
from api.cli import main
try:
    main(["schedule", sys.argv[1], "--format", "json"])
finally:
    print(sorted({heavy} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(plan)], env=environment(tmp_path), cwd=ROOT, capture_output=True, encoding="utf-8",
        timeout=60, check=True,
    )  # fmt: skip
    assert done.stderr.strip() == "[]"


def children() -> float:
    """Seconds of a core that processes of ours which have ended have taken: it reads and counts, and waits for nothing."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_hundred_tasks_answer_within_half_a_second_of_the_start(tmp_path: Path) -> None:
    rows = [f"T{i},{i % 9 + 1},{f'T{i // 2}; T{i - 1} SS+1' if i else ''}" for i in range(100)]
    plan = tmp_path / "hundred.csv"
    plan.write_text("\n".join(["#start,2026-06-01", "code,duration,predecessors", *rows]), encoding="utf-8")
    took = []
    for _again in range(5):
        begun = children()
        assert cold("schedule", str(plan), "--format", "json", home=tmp_path).returncode == 0
        took.append(children() - begun)
    assert min(took) < 0.5
