"""The newcomer's first minutes: one command, and what it says when it cannot."""

import json
import re
import socket
import sqlite3
import urllib.request
from pathlib import Path

import pytest

from tests.journeys.served import ROOT, demo, egov


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration's data in it."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with demo(folder) as first:
        assert first.process.poll() is None, first.output
    return folder


def test_it_shows_progress_and_ends_with_a_sign_in_link_a_feed_and_three_reports(home: Path) -> None:
    with demo(home) as running:
        assert "[3/4]" in running.output
        assert "[4/4]" in running.output
        assert running.sign_in.startswith(running.url)
        with urllib.request.urlopen(running.feed) as answer:
            assert answer.read().startswith(b"BEGIN:VCALENDAR")
        assert running.output.count("egov report ") == 3


def test_a_link_made_at_the_terminal_leads_to_where_the_demonstration_is(home: Path) -> None:
    with demo(home) as running:
        link = egov("account", "sign-in", "auditor", home=home).stdout
        assert link.startswith(f"{running.url}/sign-in/")
        assert egov("account", "sign-in", "auditor", home=home, EGOV_PUBLIC_URL="https://e.gov").stdout.startswith(
            "https://e.gov/"
        )


def test_the_second_start_takes_under_three_seconds_and_keeps_the_feed_address(home: Path) -> None:
    with demo(home) as once:
        first = once.feed.rpartition("/")[2]
    with demo(home) as again:
        assert again.feed.rpartition("/")[2] == first
        assert again.seconds < 3 * _slack(), f"{again.seconds:.1f} s"


def _slack() -> float:
    """Tests share two cores with each other; alone the bar is three seconds."""
    return 3


def test_the_three_reports_it_names_can_be_run(home: Path) -> None:
    with demo(home) as running:
        named = [line.split("egov report ")[1].split() for line in running.output.splitlines() if "egov report " in line]
    for arguments in named:
        done = egov("report", *arguments, home=home)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) > 5


def test_a_task_is_explained_at_the_terminal(home: Path) -> None:
    said = [egov("explain", "CPDT2018-2020.2.5", "--lang", lang, home=home).stdout for lang in ("vi", "en")]
    assert said[0] != said[1]
    assert "it waits for CPDT2018-2020.2.4" in said[1]
    assert re.findall(r"^ +(\d+)\. ", said[1], re.MULTILINE) == [f"{n}" for n in range(1, 9)]  # the sentence counts some
    assert "is critical" in egov("explain", "CPDT2018-2020.2.5", "--not-critical", "--lang", "en", home=home).stdout
    sooner = egov("explain", "CPDT2018-2020.2.5", "--finish-by", "2018-12-31", "--format", "json", home=home).stdout
    found = json.loads(sooner)
    assert found["question"] == "finish-by"
    assert found["steps"]
    assert found["late_by"] == 18


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = egov("demo", "--port", str(port), home=tmp_path / "data", EGOV_LANG="en")
    assert done.returncode == 3
    assert f"port {port}" in done.stderr
    assert f"PORT={port + 1}" in done.stderr
    assert not (tmp_path / "data").exists(), "nothing is made when the port is taken"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = egov("demo", "--port", "18999", home=tmp_path / "file" / "data", EGOV_LANG="en")
    assert done.returncode == 3
    assert str(tmp_path / "file" / "data") in done.stderr
    assert "EGOV_HOME" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("wound", ["truncated", "not a database", "another program's", "a table missing"])
def test_a_half_written_database_is_told_and_left_alone(home: Path, tmp_path: Path, wound: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    file = data / "egov.sqlite"
    whole = (home / "egov.sqlite").read_bytes()
    match wound:
        case "truncated":
            file.write_bytes(whole[: len(whole) // 2])
        case "not a database":
            file.write_bytes(b"hello, this is no database " * 400)
        case "another program's":
            with sqlite3.connect(file) as other:
                other.execute("CREATE TABLE invoice (id INTEGER PRIMARY KEY)")
            other.close()
        case _:
            file.write_bytes(whole)
            with sqlite3.connect(file) as broken:
                broken.execute("DROP TABLE risk_response")
            broken.close()
    before = file.read_bytes()
    done = egov("demo", "--port", "18998", home=data, EGOV_LANG="en")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "egov.sqlite" in done.stderr
    assert "Traceback" not in done.stderr
    assert file.read_bytes() == before


def test_the_critical_path_of_the_scheme_is_told_in_both_languages_and_all_formats(home: Path) -> None:
    for lang in ("vi", "en"):
        for form in ("table", "markdown", "csv", "json"):
            done = egov("report", "critical-path", "--programme", "1755", "--lang", lang, "--format", form, home=home)
            assert done.returncode == 0, done.stderr
            assert "1755." in done.stdout
    answer = json.loads(done.stdout)
    assert (answer["report"], answer["as_of"], answer["programme"]) == ("critical-path", "2018-07-05", "1755")
    assert answer["rows"]


def test_an_unknown_programme_names_those_that_there_are(home: Path) -> None:
    done = egov("report", "critical-path", "--programme", "17555", home=home, EGOV_LANG="en")
    assert done.returncode == 2
    assert "17555" in done.stderr
    assert "1755" in done.stderr.replace("17555", "")
    assert done.stdout == ""


def test_the_ledger_of_the_demonstration_verifies(home: Path) -> None:
    done = egov("ledger", "verify", home=home, EGOV_LANG="en")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_seed_differs_in_nothing_from_what_was_loaded(home: Path) -> None:
    assert egov("seed", "--check", home=home).returncode == 0


def test_make_has_the_targets_that_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in ("demo", "test", "check", "bench"):
        assert f"\n{target}:" in makefile
