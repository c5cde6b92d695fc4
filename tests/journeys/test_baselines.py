"""A planner keeps the plan at the terminal, has it approved, and later says what moved and why."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.journeys.served import egov

CODE = ("baseline", "take", "KH-2018", "--title-vi", "Kế hoạch gốc", "--title-en", "Original plan")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with the seed in it."""
    assert egov("migrate", home=tmp_path).returncode == 0
    assert egov("seed", home=tmp_path).returncode == 0
    return tmp_path


def test_a_baseline_is_taken_approved_and_compared(home: Path) -> None:
    none = egov("baseline", "variance", home=home)
    assert (none.returncode, "egov baseline take" in none.stderr) == (2, True)

    taken = egov(*CODE, home=home)
    assert (taken.returncode, taken.stdout.split()[0], len(taken.stdout.split()[1])) == (0, "KH-2018", 64)
    assert "egov baseline approve KH-2018" in taken.stderr
    assert egov(*CODE, home=home).returncode == 2
    assert egov("seed", "--check", home=home).returncode == 0

    assert "chưa được phê duyệt" in egov("baseline", "list", "--format", "markdown", "--lang", "vi", home=home).stdout
    assert egov("baseline", "approve", "KH-2018", "none", home=home).returncode == 2
    assert egov("baseline", "approve", "KH-2018", "QD-1755", home=home).returncode == 0
    [row] = json.loads(egov("baseline", "list", "--format", "json", home=home).stdout)["rows"]
    assert (row["baseline"], row["approved_by"], row["as_of"]) == ("KH-2018", "QD-1755", "2018-07-05")

    same = json.loads(egov("baseline", "variance", "--format", "json", home=home).stdout)
    assert (same["rows"], egov("baseline", "discard", "KH-2018", home=home).returncode) == ([], 2)
    later = egov("baseline", "changes", "--as-of", "2018-09-03", "--format", "csv", "--lang", "en", home=home)
    rows = list(csv.DictReader(io.StringIO(later.stdout)))
    assert {row["change"] for row in rows} == {"moved"}
    assert all(row["causes"] for row in rows)
    assert any("the status day moved from 05/07/2018 to 03/09/2018" in row["causes"] for row in rows)
    assert "KH-2018 “Original plan”" in later.stderr
    assert egov("baseline", "gantt", "--lang", "en", "--out", str(home / "gantt.svg"), home=home).stdout == ""
    assert (home / "gantt.svg").read_text() == egov("baseline", "gantt", "--lang", "en", home=home).stdout
    assert (home / "gantt.svg").read_text().startswith("<svg")
    assert "KH-2018" in egov("report", "variance", "--as-of", "2018-09-03", "--lang", "en", home=home).stdout
    markdown = egov("baseline", "variance", "KH-2018", "--as-of", "2018-09-03", "--format", "markdown", "--lang", "vi", home=home)
    assert "muộn" in markdown.stdout
