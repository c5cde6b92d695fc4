"""What is answered as known at an earlier moment is, byte for byte, what was answered then."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from litestar.testing import TestClient

from api.app import Clock
from api.settings import Settings
from portfolio.reports import REPORTS
from tests.api.conftest import URL, Served
from tests.api.services import service
from tests.api.test_conventions import problem
from tests.api.world import NOW, settle
from tests.conftest import Place

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
QUESTIONS = (
    "schedule", "schedule?against=portfolio&critical=longest-path", "programmes/P/schedule?facts_only=true",
    "programmes/P/critical-path", "tasks/P.3/explanation", "tasks/P.2/responsibility", "tasks/P.1/timeline", "plan?programme=P",
    *(f"reports/{name}?lang={lang}" for name, lang in zip(sorted(REPORTS), ("vi", "en") * len(REPORTS))),
)  # fmt: skip

LISTS = (
    "tasks?sort=-title_vi&limit=3", "tasks?q=viec&fields=title_vi,seq", "tasks?max_float=9&as_of=2018-07-09",
    "tasks?status=not-due&facts_only=true&as_of=2018-07-09", "estimates", "assignments?role=lead", "dependencies?sort=-version",
    "persons?q=tuan", "appointments", "constraints?sort=-seq", "persons/tuan", "tasks/P.1", "estimates/P.2",
    "programmes/P/annex?format=csv",
)  # fmt: skip


class Moving:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now, lambda: self.now.astimezone(HANOI).date())


@pytest.fixture
def moving() -> Moving:
    return Moving()


@pytest.fixture
def served(database: Place, moving: Moving) -> Iterator[Served]:
    secrets = settle(database.url)
    address = database.url if "://" in database.url else f"sqlite:///{database.url}"
    settings = Settings.read({"EGOV_DATABASE_URL": address, "EGOV_PUBLIC_URL": URL})
    with service(settings, clock=moving.clock) as app, TestClient(app, base_url=URL, raise_server_exceptions=False) as client:
        yield Served(client, secrets)


def said(served: Served, question: str, known_on: str | None = None) -> bytes:
    joint = "&" if "?" in question else "?"
    answer = served.by("auditor").get(question if known_on is None else f"{question}{joint}known_on={known_on}")
    return b"%d " % answer.status_code + answer.content


def change(served: Served, random: Random) -> int:
    """Something that somebody does, or is refused."""
    us, task = served.secretariat, f"P.{random.randint(1, 5)}"
    here = {"If-Match": "*"}
    day = f"2018-0{random.randint(6, 9)}-{random.randint(10, 28)}"
    what = random.randrange(8)
    match what:
        case 0:
            days = random.randint(1, 30)
            return us("PATCH", f"estimates/{task}", here, json={"most_likely": days, "pessimistic": 90}).status_code
        case 1:
            return us("PATCH", f"tasks/{task}", here, json={"title_vi": f"Việc {random.random()}"}).status_code
        case 2:
            other = f"P.{random.randint(1, 5)}"
            return us.post("dependencies", {"predecessor": task, "successor": other, "lag": random.randint(0, 5)}).status_code
        case 3:
            codes = [each["code"] for each in us.get("dependencies").json()["items"]]
            return us("DELETE", f"dependencies/{random.choice(codes)}", here).status_code if codes else 404
        case 4:
            return us("PATCH", "persons/tuan", here, json={"name": f"Tuấn {random.random()}"}).status_code
        case 5:
            known = us.get("appointments/tuan-minister").json()["end"]
            return us("PATCH", "appointments/tuan-minister", here, json={"end": None if known else day}).status_code
        case 6:
            body = {"task": task, "type": "SNET", "day": day, "code": f"c{random.random()}"}
            return us.post("constraints", body).status_code
        case _:
            fixed = us.get("portfolios/EGOV").json()["status_day"]
            return us("PATCH", "portfolios/EGOV", here, json={"status_day": None if fixed else day}).status_code


def test_an_answer_as_known_then_is_the_answer_that_was_given_then(served: Served, moving: Moving) -> None:
    random = Random(2)
    given: list[tuple[str, str, bytes]] = []
    made = 0
    for _step in range(40):
        made += change(served, random) < 300
        question = random.choice(QUESTIONS)
        given.append((question, moving.now.astimezone(HANOI).strftime("%Y-%m-%dT%H:%M:%S"), said(served, question)))
        head = served.head()
        if (
            datetime.fromisoformat(head["at"]).astimezone(HANOI).date() == moving.now.astimezone(HANOI).date()
        ):  # else the status day of an entry is an earlier one
            given.append((question, str(head["seq"]), given[-1][2]))
        if random.random() < 0.3:
            last = random.choice(QUESTIONS)
            given.append((last, str(moving.now.astimezone(HANOI).date()), said(served, last)))
            moving.now += timedelta(days=1)
        moving.now += timedelta(minutes=1)
    assert made > 4
    assert all(answer.startswith(b"200") for _question, _known_on, answer in given)
    for question, known_on, answer in given:
        assert said(served, question, known_on) == answer, (question, known_on)


def test_things_as_known_then_are_those_of_then_with_their_versions(served: Served, moving: Moving) -> None:
    random = Random(5)
    given: list[tuple[str, int, bytes]] = []
    for _step in range(25):
        change(served, random)
        moving.now += timedelta(minutes=1)
        given += ((each, served.head()["seq"], said(served, each)) for each in random.sample(LISTS, 3))
    assert all(said(served, question, str(known_on)) == answer for question, known_on, answer in given)
    past = served.by("auditor").get(f"estimates?known_on={given[0][1]}")
    assert past.headers["X-Ledger-Seq"] == str(given[0][1])
    assert problem(served.secretariat.get("tasks/P.1?known_on=0"))["status"] == 404
    refused = problem(served.secretariat.get("accounts?known_on=1"))["errors"]
    assert [error["place"] for error in refused] == ["known_on"], "accounts are in no past"


def test_before_anything_was_written_nothing_was_known(shared: Served) -> None:
    us = shared.by("auditor")
    nothing = us.get("schedule?known_on=2018-07-05").json()
    assert (nothing["tasks"], nothing["ledger_seq"]) == ([], 0)
    assert us.get("schedule?known_on=0").json()["tasks"] == []
    refused = problem(us.get("programmes/P/schedule?known_on=2018-07-05"))
    assert (refused["status"], refused["detail_en"]) == (
        404,
        "there is no programme with the code P, as far as was known at 2018-07-05; leave known_on out to ask what is known now",
    )


def test_a_day_ends_at_midnight_in_ha_noi(served: Served, moving: Moving) -> None:
    moving.now = datetime(2018, 7, 9, 16, 59, tzinfo=ZoneInfo("UTC"))
    served.secretariat("PATCH", "tasks/P.1", {"If-Match": "*"}, json={"title_en": "Before midnight"})
    moving.now += timedelta(minutes=2)
    served.secretariat("PATCH", "tasks/P.1", {"If-Match": "*"}, json={"title_en": "After midnight"})
    titles = [
        next(t["title_en"] for t in served.by("auditor").get(f"schedule?known_on={day}").json()["tasks"] if t["task"] == "P.1")
        for day in ("2018-07-09", "2018-07-10", "2018-07-09T23:58", "2018-07-09T23:59", date(2150, 1, 1))
    ]
    assert titles == ["Before midnight", "After midnight", "Draft the decree", "Before midnight", "After midnight"]


@pytest.mark.parametrize("known_on", ["2018-02-30", "yesterday", "1066-10-14", "2018-07-05T25:00"])
def test_what_is_no_day_is_refused(shared: Served, known_on: str) -> None:
    assert problem(shared.by("auditor").get(f"schedule?known_on={known_on}"))["status"] == 400


def test_an_entry_that_is_not_written_yet_is_refused(shared: Served) -> None:
    for address in ("schedule", "tasks", "tasks/P.1", "programmes/P/annex"):
        refused = problem(shared.by("auditor").get(f"{address}?known_on=100000"))
        assert (refused["status"], refused["errors"][0]["place"]) == (422, "known_on"), address


def test_the_overview_page_can_be_asked_too(served: Served, moving: Moving) -> None:
    client: TestClient[Any] = served.client
    opened = client.post(f"/sign-in/{served.secrets.sign_in}", headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    cookie = {"Cookie": opened.headers["set-cookie"].split(";")[0]}
    known_on = served.head()["seq"]
    served.secretariat("PATCH", "tasks/P.1", {"If-Match": "*"}, json={"title_en": "Another title"})
    assert "Another title" in client.get("/?lang=en", headers=cookie).text
    page = client.get(f"/?lang=en&known_on={known_on}", headers=cookie).text
    assert "Another title" not in page
    assert f"As known at ledger entry {known_on}" in page
    assert f"lang=vi&amp;known_on={known_on}" in page
