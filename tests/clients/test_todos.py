"""Tasks as to-dos, and what waits for what, in the hands of todoman, ical.js, Python's caldav library and Thunderbird."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.clients import icaljs
from tests.clients.conftest import AFTER, BEFORE, Calendars
from tests.clients.davlibrary import library
from tests.clients.shown import TASKS, WAITS, code
from tests.clients.terminal import Folder
from tests.clients.thunderbird import Thunderbird

pytestmark = pytest.mark.xdist_group("clients")


def test_todoman_lists_them_by_due_day_and_no_longer_when_they_are_handed_over(
    programs: Path, calendars: Calendars, tmp_path: Path
) -> None:
    folder = Folder(tmp_path / "dav", calendars.dav("to-dos"), "caldav")
    folder.fetch()
    listed = {(str(task["summary"]), day_of(task["due"])) for task in folder.tasks()}
    assert listed == set(TASKS.values())
    assert {task["summary"] for task in folder.tasks("--priority", "4")} == {
        "Draft the decree", "Ask the ministries", "Decree handed in",
    }  # fmt: skip
    assert waits("".join(folder.files().values())) == WAITS
    calendars.on(AFTER)
    try:
        assert folder.fetch() != []
        assert folder.tasks() == []
        assert {str(task["summary"]) for task in folder.tasks("--status", "CANCELLED")} == {
            f"Handed over: {title}" for title, _due in TASKS.values()
        }
    finally:
        calendars.on(BEFORE)


def day_of(moment: object) -> str:
    assert isinstance(moment, int)
    return datetime.fromtimestamp(moment, ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()


def waits(text: str) -> set[tuple[str, str, str, str | None]]:
    """Which waits for which, read line by line from unfolded text."""
    found = set()
    for part in re.sub(r"\r?\n[ \t]", "", text).split("BEGIN:VTODO")[1:]:
        uid = re.search(r"^UID:(task-.+?)@", part, re.MULTILINE)
        assert uid
        for parameters, target in re.findall(r"^RELATED-TO;(.+?):(.+?)@", part, re.MULTILINE):
            said = dict(each.split("=") for each in parameters.split(";"))
            found.add((uid[1], target, said["RELTYPE"], said.get("GAP")))
    return found


def test_ical_js_reads_what_waits_for_what_and_how_long(ical_js: Path, calendars: Calendars) -> None:
    found = icaljs.read(ical_js, httpx.get(calendars.feed("to-dos"), trust_env=False).content)
    todos = [entry for entry in found["entries"] if entry["kind"] == "vtodo"]
    assert {code(todo["uid"]): (todo["title"], todo["due"]) for todo in todos} == TASKS
    assert {(code(todo["uid"]), code(to), kind, gap) for todo in todos for kind, gap, to in todo["related"]} == WAITS


def test_the_caldav_library_finds_the_same_to_dos(programs: Path, calendars: Calendars) -> None:
    with library(programs, calendars.dav("to-dos")) as reader:
        todos = reader.ask("todos")
    assert {code(todo["UID"]): (todo["SUMMARY"], todo["DUE"]) for todo in todos} == TASKS
    assert {
        (code(todo["UID"]), code(to), said["RELTYPE"], said.get("GAP")) for todo in todos for to, said in todo["related"]
    } == WAITS


@pytest.mark.parametrize("kind", ["ics", "caldav"])
def test_thunderbird_shows_to_dos_and_keeps_what_waits_for_what(
    mail_program: Thunderbird, calendars: Calendars, kind: str
) -> None:
    address = calendars.feed("to-dos") if kind == "ics" else calendars.dav("to-dos")
    found = mail_program.refreshed(f"to-dos by {kind}", address, kind)
    todos = [item for item in found["items"] if item["kind"] == "vtodo"]
    assert {code(todo["uid"]): (todo["title"], todo["end"]) for todo in todos} == TASKS
    assert waits("".join(todo["text"] for todo in todos)) == WAITS
