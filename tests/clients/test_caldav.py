"""The same calendars over CalDAV, in the hands of Python's caldav library, of vdirsyncer and of Thunderbird."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clients.conftest import AFTER, BEFORE, Calendars
from tests.clients.davlibrary import library
from tests.clients.shown import DUE, DUE_LATER, MEETINGS, Shown, handed_over
from tests.clients.terminal import Folder, found_at
from tests.clients.thunderbird import Thunderbird, shown
from tests.reliability.service import Service

pytestmark = pytest.mark.xdist_group("clients")

LATER = ("2018-08-01T00:00:00+07:00", "2018-09-30T00:00:00+07:00")


def event(said: dict[str, Any]) -> Shown:
    return Shown(said["SUMMARY"], said["DTSTART"], said["DTEND"], said["STATUS"] == "CANCELLED")


def extra_meeting(service: Service) -> None:
    """One more meeting of the committee."""
    said = {"code": "M9", "type": "meeting", "body": "NCEG", "held_on": "2018-09-12", "title_vi": "Thêm", "title_en": "One more"}
    with service.client() as secretariat:
        assert secretariat.post("meetings", json=said).status_code == 201


def without_it(service: Service) -> None:
    """It is taken off the record."""
    with service.client() as secretariat:
        assert secretariat.delete("meetings/M9", headers={"If-Match": '"1"'}).status_code == 204


def test_the_caldav_library_reads_searches_and_over_a_kill_is_told_only_what_changed(
    programs: Path, calendars: Calendars
) -> None:
    with library(programs, calendars.dav("MIC.minister")) as reader:
        assert reader.ask("name").startswith("Minister")
        assert {event(said) for said in reader.ask("events")} == DUE | MEETINGS
        assert {said["SUMMARY"] for said in reader.ask("between", *LATER)} == {"First session"}
        assert reader.ask("changes") == []
        assert reader.ask("changes") == [[], 0]
        extra_meeting(calendars.service)
        calendars.service.kill()
        calendars.service.start()
        try:
            assert reader.ask("changes") == [["meeting-M9@egov-portfolio"], 0]
        finally:
            without_it(calendars.service)
        assert reader.ask("changes") == [[], 1]
        assert "405" in reader.ask("write", f"BEGIN:VCALENDAR\n{EVENT}\nEND:VCALENDAR")


EVENT = "VERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:a\nDTSTAMP:20180101T000000Z\nDTSTART:20180101T000000Z\nEND:VEVENT"


def test_vdirsyncer_finds_the_calendar_by_the_host_and_the_secret_as_a_password(
    programs: Path, calendars: Calendars, tmp_path: Path
) -> None:
    secret = calendars.secrets["MIC.minister"]
    said = found_at(tmp_path / "found", f"{calendars.service.url}/", secret)
    assert f'- "{secret}" ("Minister' in said


def test_vdirsyncer_keeps_the_uids_and_has_nothing_to_do_while_nothing_changed(
    programs: Path, calendars: Calendars, tmp_path: Path
) -> None:
    folder = Folder(tmp_path / "dav", calendars.dav("MIC.minister"), "caldav")
    assert len(folder.fetch()) == len(DUE | MEETINGS)
    assert folder.events() == DUE | MEETINGS
    assert folder.fetch() == []
    feed = httpx.get(calendars.feed("MIC.minister"), trust_env=False).text
    for text in folder.files().values():
        body = text[text.index("BEGIN:VEVENT") : text.index("END:VEVENT")]
        assert body.replace("\r\n", "\n") in feed.replace("\r\n", "\n")


def test_thunderbird_takes_over_a_hand_over_and_what_went_and_writes_nothing(
    mail_program: Thunderbird, calendars: Calendars
) -> None:
    address = calendars.dav("MIC.minister")

    def look() -> dict[str, Any]:
        found = mail_program.refreshed("over CalDAV", address, "caldav")
        assert found["trouble"] == ""
        return found

    first = look()
    assert {shown(item) for item in first["items"]} == DUE | MEETINGS
    assert first["readOnly"]
    assert look()["moved"] == []
    calendars.on(AFTER)
    try:
        assert {shown(item) for item in look()["items"]} - MEETINGS == handed_over(DUE_LATER)
    finally:
        calendars.on(BEFORE)
    extra_meeting(calendars.service)
    try:
        assert "added One more" in look()["moved"]
    finally:
        without_it(calendars.service)
    assert "deleted One more" in look()["moved"]
