"""What is answered again as it was is what would be answered anew: nothing that happens in between is missed."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from api.app import Clock
from api.credentials import hashed
from api.database import engine_for
from api.registry import store_for
from api.settings import Settings
from api.tables import Account, Credential
from governance.work import Work, instant
from portfolio.model import Portfolio, Task
from tests.api.conftest import URL, Caller, Served
from tests.api.services import service
from tests.api.world import AUTHOR, NOW, settle
from tests.support import Place

PATHS = ("programmes/P/critical-path", "programmes/P/schedule?facts_only=true", "tasks/P.3/explanation", "tasks?limit=3",
         "tasks?max_float=0", "organizations")  # fmt: skip
PATH = PATHS[0]


def elsewhere(place: Place, change: Callable[[Work], Any]) -> None:
    """Change something as another process does."""

    async def once() -> None:
        engine = engine_for(place.url)
        await store_for(engine).commit(change, AUTHOR)
        await engine.aclose()

    asyncio.run(once())


@pytest.mark.parametrize("path", PATHS)
def test_asked_again_the_answer_is_the_same_and_nothing_is_worked_out(shared: Served, path: str) -> None:
    member, state = shared.by("member"), shared.client.app.state
    head, first = member("HEAD", path), member.get(path)
    kept = state.computed, state.shelves, state.tasklists
    state.computed = state.shelves = state.tasklists = None
    try:
        again, bodiless = member.get(path), member("HEAD", path)
        unchanged = member("GET", path, {"If-None-Match": first.headers["etag"]})
        assert shared.by("auditor").get(path).status_code == 500, "what somebody else was answered is nobody else's"
    finally:
        state.computed, state.shelves, state.tasklists = kept
    assert (first.status_code, again.content, bodiless.content, unchanged.status_code) == (200, first.content, b"", 304)
    for other in (head, again, bodiless):
        names = {name for name in {*first.headers, *other.headers} if first.headers.get(name) != other.headers.get(name)}
        assert names == {"x-request-id"}


def test_what_anybody_changes_anywhere_is_answered_at_once(served: Served, database: Place) -> None:
    def renamed(work: Work) -> None:
        work.replace(replace(work.get(Task, "P.1").entity, title_en="Draft it anew"), None)

    member = served.by("member")
    for path in PATHS[3:5]:
        assert "Draft it anew" not in member.get(path).text
    before = member.get(PATH)
    elsewhere(database, renamed)
    for path in PATHS[3:5]:
        assert "Draft it anew" in member.get(path).text
    assert int(member.get(PATH).headers["x-ledger-seq"]) == int(before.headers["x-ledger-seq"]) + 1
    assert served.secretariat("DELETE", "dependencies/P.1~P.2~FS", {"If-Match": "*"}).status_code == 204
    assert member.get(PATH).json()["path"] != before.json()["path"]


def revoked(work: Work, secret: str) -> None:
    token = work.records.by(Credential, "hash", hashed(secret))[0]
    work.replace(replace(token, revoked_at=instant(NOW)), None)


def disabled(work: Work, _secret: str) -> None:
    work.replace(replace(work.get(Account, "member").entity, disabled=True), None)


@pytest.mark.parametrize("end", [revoked, disabled])
def test_a_token_that_another_process_ends_opens_nothing_from_then_on(served: Served, database: Place, end: Any) -> None:
    member = served.by("member")
    assert [member.get(path).status_code for path in PATHS] == [200] * len(PATHS)
    elsewhere(database, lambda work: end(work, served.secrets.tokens["member"]))
    assert [member.get(path).status_code for path in PATHS] == [401] * len(PATHS)
    assert served.by("auditor").get(PATH).status_code == 200


def test_when_the_token_expires_or_the_day_ends_the_answer_does_too(database: Place) -> None:
    secrets, now = settle(database.url), [NOW]
    elsewhere(database, lambda work: work.replace(replace(work.get(Portfolio, "EGOV").entity, status_day=None), None))
    address = database.url if "://" in database.url else f"sqlite:///{database.url}"
    clock = Clock(lambda: now[0], lambda: date.fromisoformat(now[0].isoformat()[:10]))
    settings = Settings.read({"EGOV_DATABASE_URL": address, "EGOV_PUBLIC_URL": URL})
    with service(settings, clock=clock) as app, TestClient(app, base_url=URL) as client:
        member = Caller(client, secrets.tokens["member"])

        def day(at: datetime) -> Any:
            now[0] = at
            return [member.get(PATH).headers.get("x-as-of") for _twice in range(2)]

        assert day(NOW) == ["2018-07-06"] * 2
        hour = NOW + timedelta(hours=1)
        [token] = [each["code"] for each in Caller(client, secrets.tokens["secretariat"]).get("credentials").json()["items"]
                   if (each["account"], each["purpose"]) == ("member", "api")]  # fmt: skip
        assert not app.state.uses.noted_since(token, hour)
        assert day(hour) == ["2018-07-06"] * 2
        assert app.state.uses.noted_since(token, hour), "a use is noted though the answer was there"
        assert day(NOW + timedelta(days=1)) == ["2018-07-07"] * 2
        assert day(NOW) == ["2018-07-06"] * 2
        assert day(NOW + timedelta(days=40)) == [None] * 2
        assert member.get(PATH).status_code == 401
