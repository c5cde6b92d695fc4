"""Sessions: a number of their own at every door, turned while they last, and over at once when they are to be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import Response
from litestar.testing import TestClient

from api.app import Clock
from api.sessions import GRACE, IDLE, LONGEST, TURN, form_token
from api.settings import Settings
from tests.api.conftest import URL, Served, serving
from tests.api.services import service
from tests.api.test_conventions import problem
from tests.api.test_sign_in import cookie, link, with_session
from tests.api.world import NOW, TODAY, Secrets, settle
from tests.conftest import Place


@dataclass
class Hands:
    """A clock whose hands are moved."""

    now: datetime = NOW
    secrets: Secrets | None = field(default=None)


@contextmanager
def serving_by(hands: Hands, database: Place) -> Iterator[Served]:
    secrets = hands.secrets = hands.secrets or settle(database.url)
    address = database.url if "://" in database.url else f"sqlite:///{database.url}"
    settings = Settings.read({"EGOV_DATABASE_URL": address, "EGOV_PUBLIC_URL": URL})
    clock = Clock(lambda: hands.now, lambda: TODAY)
    with service(settings, clock=clock) as app, TestClient(app, base_url=URL, raise_server_exceptions=False) as client:
        yield Served(client, secrets)


@pytest.fixture
def served(on_sqlite: Place) -> Iterator[Served]:
    """A service to change; the two databases differ in nothing that is asked here."""
    with serving(on_sqlite.url) as found:
        yield found


def opened(served: Served) -> str:
    return str(cookie(served.nobody("POST", link(served))).value)


def look(served: Served, session: str) -> Response:
    return with_session(served, session, path="/account")


def test_it_ends_when_nobody_uses_it_for_an_hour_and_use_is_remembered_through_a_restart(database: Place) -> None:
    hands = Hands()
    with serving_by(hands, database) as served:
        session = opened(served)
        for _n in range(3):
            hands.now += timedelta(minutes=9)
            assert look(served, session).status_code == 200
    hands.now += IDLE - timedelta(seconds=1)
    with serving_by(hands, database) as served:
        answer = look(served, session)
        assert answer.status_code == 200
        session = str(cookie(answer).value)
        hands.now += IDLE + timedelta(seconds=1)
        assert look(served, session).status_code == 401


def test_it_turns_every_half_hour_and_ends_eight_hours_after_signing_in_however_it_is_used(database: Place) -> None:
    hands = Hands()
    with serving_by(hands, database) as served:
        session = first = opened(served)
        numbers = {session}
        while hands.now < NOW + LONGEST - TURN:
            hands.now += TURN
            answer = look(served, session)
            assert answer.status_code == 200
            turned = str(cookie(answer).value)
            assert turned not in numbers
            assert form_token(turned) == form_token(first)
            assert look(served, session).status_code == 200  # what was under way at the turn
            hands.now += GRACE
            assert look(served, session).status_code == 401
            numbers.add(session := turned)
        hands.now = NOW + LONGEST
        assert look(served, session).status_code == 401


def test_at_every_door_the_number_is_new_and_the_one_before_ends(served: Served) -> None:
    first = opened(served)
    order = {"account": "member", "purpose": "sign-in", "label": "again"}
    again = served.secretariat.post("credentials", order).json()["address"].removeprefix(URL)
    second = str(cookie(with_session(served, first, "POST", again)).value)
    assert second.partition(".")[0] != first.partition(".")[0]
    assert (look(served, first).status_code, look(served, second).status_code) == (401, 200)


@pytest.mark.parametrize("change", [{"role": "auditor"}, {"disabled": True}, {"name": "Another"}])
def test_any_change_of_its_account_ends_it_at_once(served: Served, change: dict[str, Any]) -> None:
    session = opened(served)
    assert look(served, session).status_code == 200
    assert served.secretariat("PATCH", "accounts/member", {"If-Match": "*"}, json=change).status_code == 200
    assert look(served, session).status_code == 401
    assert served.by("member").get("me/sessions").status_code == (401 if "disabled" in change else 200)


def test_one_s_own_sessions_are_listed_and_ended_and_nobody_else_s(served: Served) -> None:
    session, member = opened(served), served.by("member")
    [one] = member.get("me/sessions").json()
    assert one["opened_by"] == "one-time link"
    assert served.by("planner").get("me/sessions").json() == []
    assert served.by("planner")("DELETE", f"me/sessions/{one['code']}").status_code == 404
    assert look(served, session).status_code == 200
    assert member("DELETE", f"me/sessions/{one['code']}").status_code == 204
    assert look(served, session).status_code == 401
    assert member.get("me/sessions").json() == []


@pytest.mark.parametrize("token", [None, "", "0" * 64, "khóa", "của phiên khác"])
def test_a_form_without_the_session_s_own_token_is_refused_and_changes_nothing(served: Served, token: str | None) -> None:
    session, before = opened(served), served.head()
    form = {} if token is None else {"form_token": token}
    for path in ("/sign-out", "/account/password", "/account/sessions/x/end"):
        assert problem(with_session(served, session, "POST", path, form))["status"] == 403
    assert served.head() == before
    assert look(served, session).status_code == 200


def test_the_token_of_another_session_of_the_same_account_is_refused_too(served: Served) -> None:
    session = opened(served)
    other = form_token("other.session")
    assert with_session(served, session, "POST", "/sign-out", {"form_token": other}).status_code == 403
    own = {"form_token": form_token(session)}
    assert with_session(served, session, "POST", "/sign-out", own, Sec_Fetch_Site="cross-site").status_code == 403
    assert with_session(served, session, "POST", "/sign-out", own, Sec_Fetch_Site="same-origin").status_code == 200


def test_the_pages_carry_the_token_of_whoever_reads_them(served: Served) -> None:
    session = opened(served)
    for path in ("/", "/account"):
        assert form_token(session) in with_session(served, session, path=path).text


def test_who_came_by_a_link_chooses_a_password_and_stays_signed_in_under_a_new_number(served: Served) -> None:
    session = opened(served)
    form = {"form_token": form_token(session), "password": "chim sẻ đậu trên mái ngói", "again": "khác"}
    wrong = with_session(served, session, "POST", "/account/password", form, Accept_Language="vi")
    assert (wrong.status_code, "không trùng" in wrong.text) == (422, True)
    weak = form | {"password": "quá ngắn", "again": "quá ngắn"}
    assert "cần ít nhất 15" in with_session(served, session, "POST", "/account/password", weak, Accept_Language="vi").text
    done = with_session(served, session, "POST", "/account/password", form | {"again": form["password"]})
    assert done.status_code == 200
    new = str(cookie(done).value)
    assert (look(served, session).status_code, look(served, new).status_code) == (401, 200)
    again = {"form_token": form_token(new), "password": "một mật khẩu khác hẳn thế", "again": "một mật khẩu khác hẳn thế"}
    assert "Mật khẩu hiện tại" in with_session(served, new, "POST", "/account/password", again, Accept_Language="vi").text
