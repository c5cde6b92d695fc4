"""The feeds in the hands of vdirsyncer with khal, of ical.js and of Thunderbird: what each shows, and when it looks again."""

from pathlib import Path

import httpx
import pytest

from tests.clients import icaljs
from tests.clients.conftest import AFTER, BEFORE, Calendars
from tests.clients.shown import DUE, DUE_LATER, MEETINGS, handed_over
from tests.clients.terminal import Folder
from tests.clients.thunderbird import Thunderbird, shown

pytestmark = pytest.mark.xdist_group("clients")


def test_khal_shows_whole_days_and_hanoi_hours_and_vdirsyncer_has_nothing_to_do_while_nothing_changed(
    programs: Path, calendars: Calendars, tmp_path: Path
) -> None:
    folder = Folder(tmp_path / "feed", calendars.feed("MIC.minister"))
    assert len(folder.fetch()) == len(DUE | MEETINGS)
    assert folder.events() == DUE | MEETINGS
    before = folder.files()
    assert folder.fetch() == []
    assert folder.files() == before


def test_khal_shows_as_cancelled_what_was_handed_over_and_its_successor_has_it(
    programs: Path, calendars: Calendars, tmp_path: Path, after_the_hand_over: None
) -> None:
    old = Folder(tmp_path / "old", calendars.feed("MIC.minister"))
    new = Folder(tmp_path / "new", calendars.feed("MDT.minister"))
    old.fetch()
    new.fetch()
    assert old.events() - MEETINGS == handed_over(DUE_LATER)
    assert new.events() >= DUE_LATER


def test_ical_js_reads_every_property_and_the_same_days(ical_js: Path, calendars: Calendars) -> None:
    found = icaljs.read(ical_js, httpx.get(calendars.feed("MIC.minister"), trust_env=False).content)
    assert set(found["odd"]) <= {"name"}  # of RFC 7986, which it knows in part
    assert {icaljs.shown(entry) for entry in found["entries"]} == DUE | MEETINGS


def test_ical_js_reads_what_was_handed_over(ical_js: Path, calendars: Calendars, after_the_hand_over: None) -> None:
    old, new = (
        icaljs.read(ical_js, httpx.get(calendars.feed(post), trust_env=False).content)["entries"]
        for post in ("MIC.minister", "MDT.minister")
    )
    gone = {entry["uid"] for entry in old if entry["status"] == "CANCELLED"}
    assert gone == {entry["uid"] for entry in new if not entry["uid"].startswith("meeting")}
    assert {icaljs.shown(entry) for entry in new} >= DUE_LATER


def test_thunderbird_shows_the_same_and_asks_again_only_for_what_changed(mail_program: Thunderbird, calendars: Calendars) -> None:
    address = calendars.feed("MIC.minister")
    first = mail_program.refreshed("mine", address)
    assert first["trouble"] == ""
    assert {shown(item) for item in first["items"]} == DUE | MEETINGS
    before = calendars.lines
    again = mail_program.refreshed("mine", address)
    assert (again["trouble"], again["moved"]) == ("", [])
    assert again["items"] == first["items"]
    assert set(calendars.asked(before)) == {"GET 304"}


def test_thunderbird_takes_a_hand_over_as_a_change_of_what_it_has(mail_program: Thunderbird, calendars: Calendars) -> None:
    address = calendars.feed("MIC.minister")
    before = {item["uid"] for item in mail_program.refreshed("handed over", address)["items"]}
    calendars.on(AFTER)
    try:
        after = mail_program.refreshed("handed over", address)
        assert {item["uid"] for item in after["items"]} == before
        assert {shown(item) for item in after["items"]} - MEETINGS == handed_over(DUE_LATER)
    finally:
        calendars.on(BEFORE)
