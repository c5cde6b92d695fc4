"""An auditor at the terminal: who changed what, a head kept outside, an export that is proved offline; and a redaction."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.journeys.served import egov


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with two accounts and nothing else."""
    home = tmp_path_factory.mktemp("ledger")
    assert egov("migrate", home=home).returncode == 0
    for code, name, role in (("sec", "Nguyễn Văn An", "secretariat"), ("binh", "Trần Thị Bình", "member")):
        assert egov("account", "add", code, "--name", name, "--role", role, home=home).returncode == 0
    return home


def test_it_is_shown_exported_proved_offline_and_redacted(home: Path, tmp_path: Path) -> None:
    shown = egov("ledger", "show", "--kind", "account", "--code", "binh", "--lang", "vi", home=home).stdout
    assert "thêm" in shown
    assert "tên: Trần Thị Bình" in shown
    assert "Nguyễn Văn An" not in shown
    said = [json.loads(line) for line in egov("ledger", "show", "--format", "json", home=home).stdout.splitlines()]
    assert [(entry["code"], entry["action"]) for entry in said] == [("sec", "create"), ("binh", "create")]
    assert "Nothing was changed" in egov("ledger", "show", "--until", "2018-07-05", "--lang", "en", home=home).stdout
    assert "seq,at,account" in egov("ledger", "show", "--format", "csv", "--last", "1", home=home).stdout

    noted = egov("ledger", "head", home=home).stdout
    assert len(noted.split("#")[0].split()) == 9
    anchors = tmp_path / "anchors.txt"
    anchors.write_text(f"# in the safe\n{noted}", encoding="utf-8")

    redact = ("ledger", "redact", "account", "binh", "name", "--reason-vi", "Theo yêu cầu", "--lang", "en")
    refused = egov(*redact, "--account", "binh", home=home)
    assert (refused.returncode, "only an account of the secretariat" in refused.stderr) == (2, True)
    tried = egov(*redact, "--account", "sec", "--dry-run", home=home)
    assert (tried.returncode, tried.stdout) == (0, "entry 2: name\n")
    assert "Trần Thị Bình" in egov("ledger", "show", home=home).stdout
    done = egov(*redact, "--account", "sec", home=home)
    assert (done.returncode, "for good" in done.stderr) == (0, True)
    assert "Trần Thị Bình" not in egov("ledger", "show", home=home).stdout

    file = tmp_path / "ledger.jsonl"
    assert egov("ledger", "export", "--out", str(file), home=home).returncode == 0
    assert "Trần Thị Bình" not in file.read_text(encoding="utf-8")
    for where in ((), (str(file),)):
        proved = egov("ledger", "verify", *where, "--anchors", str(anchors), "--head", noted.split("#")[0], home=home)
        assert proved.returncode == 0, proved.stdout + proved.stderr
    file.write_text(file.read_text(encoding="utf-8").replace('"sec"', '"SEC"', 1), encoding="utf-8")
    broken = egov("ledger", "verify", str(file), "--lang", "en", home=tmp_path / "nowhere")
    assert (broken.returncode, broken.stdout) == (1, "entry 1 was changed after it was written\n")


def test_a_ledger_that_was_changed_past_the_program_is_found(home: Path) -> None:
    noted = egov("ledger", "head", "--full", home=home).stdout.strip()
    with sqlite3.connect(home / "egov.sqlite") as raw:
        raw.execute("UPDATE account SET disabled = TRUE WHERE code = 'binh'")
    raw.close()
    found = egov("ledger", "verify", "--head", noted, "--lang", "vi", home=home)
    assert (found.returncode, "không đúng" in found.stdout or "binh" in found.stdout) == (1, True)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("verify", "--head", "12"), "--head"),
        (("verify", "none.jsonl"), "none.jsonl"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(home: Path, line: tuple[str, ...], told: str) -> None:
    refused = egov("ledger", *line, home=home)
    assert (refused.returncode, told in refused.stderr) == (2, True), refused.stderr
