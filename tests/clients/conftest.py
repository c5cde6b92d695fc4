"""The service as a process of its own with calendars to subscribe to, and the programs that do.

Where a program is missing its tests say so and are skipped; under ``EGOV_REQUIRE=clients`` they fail. ``make clients`` installs
the Python ones, ``apt install thunderbird`` the other.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.api.world import two
from tests.clients import icaljs
from tests.clients.terminal import PROGRAMS
from tests.clients.thunderbird import THUNDERBIRD, Thunderbird, thunderbird
from tests.reliability.service import Service, services
from tests.support import Place

BEFORE, AFTER = "2018-07-05", "2018-07-25"
"""Status days on each side of the hand-over on 20 July 2018."""

HAND_OVER: tuple[tuple[str, dict[str, Any]], ...] = (
    ("organizations", {"code": "MDT", "name_vi": "Bộ Số", "name_en": "Digital Ministry", "classification": "ministry",
                       "founded_on": "2018-07-20"}),
    ("posts", {"code": "MDT.minister", "organization": "MDT", "head": True, "start": "2018-07-20", "document": "QD2",
               **two("Minister of the new ministry")}),
    ("persons", {"code": "hung", "name": "Nguyễn Mạnh Hùng"}),
    ("appointments", {"code": "a1", "person": "hung", "post": "MDT.minister", "start": "2018-07-20"}),
    ("successions", {"predecessor": "MIC", "successor": "MDT", "manner": "replaces", "effective_on": "2018-07-20",
                     "document": "QD2"}),
)  # fmt: skip
"""The ministry that answers for everything becomes another one."""


FEEDS = (
    ("MIC.minister", "MIC.minister", "lang=en"),
    ("MDT.minister", "MDT.minister", "lang=en"),
    ("to-dos", "MIC.minister", "lang=en&components=vtodo"),
)
"""Name, whose calendar it is, and how it says it."""


@dataclass
class Calendars:
    """A served committee, the feed addresses of two offices, and what was asked of them."""

    service: Service
    secrets: dict[str, str]

    def feed(self, post: str, query: str = "") -> str:
        """The address that a member pastes."""
        return f"{self.service.url}/feeds/{self.secrets[post]}.ics{query}"

    def dav(self, post: str) -> str:
        """The address of the same calendar for programs that speak CalDAV."""
        return f"{self.service.url}/caldav/{self.secrets[post]}/"

    def on(self, day: str) -> None:
        """Move the status day."""
        with self.service.client() as secretariat:
            version = secretariat.get("portfolios/EGOV").headers["etag"]
            moved = secretariat.patch("portfolios/EGOV", headers={"If-Match": version}, json={"status_day": day})
            assert moved.status_code == 200, moved.text

    def asked(self, since: int = 0) -> list[str]:
        """What was asked of calendars after so many lines of the log: ``GET 304``, say."""
        lines = self.service.log.read_text().splitlines()[since:]
        return [" ".join(found) for line in lines for found in re.findall(r"(\w+) /(?:feeds|caldav)/\S* (\d+)", line)]

    @property
    def lines(self) -> int:
        """How long the log is."""
        return len(self.service.log.read_text().splitlines())


@pytest.fixture(scope="session")
def calendars(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calendars]:
    """The small committee, served, with a hand-over ahead. Whoever changes it puts it back."""
    folder = tmp_path_factory.mktemp("clients")
    shutil.copy(sqlite_template, folder / "egov.sqlite")
    with services(Place("sqlite", str(folder / "egov.sqlite")), folder) as [service], service.client() as secretariat:
        assert secretariat.delete("successions/IT~MIC", headers={"If-Match": '"1"'}).status_code == 204  # of 2030
        for path, said in HAND_OVER:
            made = secretariat.post(path, json=said)
            assert made.status_code == 201, made.text
        secrets = {}
        for name, post, options in FEEDS:
            order = {"account": "member", "purpose": "feed", "subject": post, "options": options}
            secrets[name] = secretariat.post("credentials", json=order).json()["secret"]
        yield Calendars(service, secrets)


@pytest.fixture
def after_the_hand_over(calendars: Calendars) -> Iterator[None]:
    """Five days after the ministry became another one."""
    calendars.on(AFTER)
    yield
    calendars.on(BEFORE)


def missing(reason: str) -> NoReturn:
    """A program is not there: skip, or fail where it is required."""
    if "clients" in os.environ.get("EGOV_REQUIRE", ""):
        pytest.fail(f"EGOV_REQUIRE asks for the calendar programs: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder of vdirsyncer, khal, todoman and Python's caldav."""
    if not (PROGRAMS / "vdirsyncer").exists():
        missing("vdirsyncer, khal, todoman and caldav are not installed: make clients")
    return PROGRAMS


@pytest.fixture(scope="session")
def mail_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thunderbird]:
    """Thunderbird, running without a screen."""
    if not THUNDERBIRD.exists():
        missing("Thunderbird is not installed: apt install thunderbird")
    with thunderbird(tmp_path_factory.mktemp("thunderbird")) as running:
        yield running


@pytest.fixture(scope="session")
def ical_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ical.js as Thunderbird carries it, and the script that reads with it."""
    if not THUNDERBIRD.exists():
        missing("ical.js is taken from Thunderbird, which is not installed: apt install thunderbird")
    return icaljs.unpacked(tmp_path_factory.mktemp("icaljs"))
