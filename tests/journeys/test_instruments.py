"""Somebody at the terminal asks on what a task rests, finds an instrument, and records that an awaited one was issued."""

import json
from pathlib import Path

import pytest

from tests.journeys.served import egov


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with the seed in it."""
    assert egov("migrate", home=tmp_path).returncode == 0
    assert egov("seed", home=tmp_path).returncode == 0
    return tmp_path


def test_what_waited_for_a_resolution_rests_on_it_once_it_is_issued(home: Path) -> None:
    found = egov("document", "find", "1755/qd-ttg", "--lang", "en", home=home)
    assert (found.returncode, found.stdout.split("\t")[:3]) == (0, ["QD-1755", "1755/QĐ-TTg", "in-force"])
    assert egov("document", "find", "17/NQ-CP", home=home).returncode == 1

    basis = egov("document", "basis", "KH2009-2010.3", "--lang", "vi", home=home)
    assert "thi hành Điều 28 của Luật Công nghệ thông tin" in basis.stdout
    assert "giả định" not in egov("document", "basis", "KH2009-2010.3", "--facts-only", "--lang", "vi", home=home).stdout
    told = json.loads(egov("document", "basis", "CPDT2018-2020", "--format", "json", home=home).stdout)
    assert [(ground["document"], told["kind"]) for ground in told["grounds"]] == [("NQ-CPDT", "programme")]
    assert egov("document", "basis", "CPDT2018-2020", "--format", "svg", home=home).stdout.startswith("<svg")
    assert egov("document", "basis", "CPDT2018-2020", "--format", "dot", home=home).stdout.startswith("digraph")
    assert egov("document", "basis", "none", home=home).returncode == 2

    [nq, _plan] = json.loads(egov("report", "awaited", "--format", "json", home=home).stdout)["rows"]
    assert (nq["document"], nq["brought_by"], nq["expected_on"]) == ("NQ-CPDT", ["CPDT2018-2020.2"], None)
    assert len(nq["tasks"]) > 50

    wrong = egov("document", "issue", "NQ-CPDT", "--signed-on", "2019-13-01", "--lang", "vi", home=home)
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 3)
    issued = egov("document", "issue", "NQ-CPDT", "--number", "17/NQ-CP", "--signed-on", "2019-03-07", home=home)
    assert (issued.returncode, issued.stdout.strip()) == (0, "NQ-CPDT\t17/NQ-CP\t2019-03-07")
    later = json.loads(egov("report", "awaited", "--as-of", "2019-03-07", "--format", "json", home=home).stdout)["rows"]
    assert [row["document"] for row in later] == ["QD-KH2009-2010"]
    assert egov("ledger", "verify", home=home).returncode == 0
