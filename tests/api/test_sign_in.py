"""Signing in by a one-time link, and what a session is good for."""

from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import Any

import pytest
from httpx import Response
from litestar.testing import TestClient

from api.sessions import form_token
from api.settings import Settings
from tests.api.conftest import URL, Served
from tests.api.services import service
from tests.api.test_conventions import problem
from tests.api.world import CLOCK, settle
from tests.conftest import Place


def link(served: Served) -> str:
    return f"/sign-in/{served.secrets.sign_in}"


def cookie(answer: Response, name: str = "egov") -> Any:
    return SimpleCookie(answer.headers["set-cookie"])[name]


def with_session(
    served: Served, secret: str, method: str = "GET", path: str = "/", form: dict[str, str] | None = None, **headers: str
) -> Response:
    return served.nobody(
        method, path, {"Cookie": f"egov={secret}", **{k.replace("_", "-"): v for k, v in headers.items()}}, data=form
    )


def test_a_link_is_looked_at_as_often_as_one_likes_and_works_once(served: Served) -> None:
    for _scan in range(3):
        offered = served.nobody.get(link(served))
        assert offered.status_code == 200
        assert '<form method="post">' in offered.text
    opened = served.nobody("POST", link(served), {"Sec-Fetch-Site": "same-origin"})
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    session = cookie(opened)
    assert (session["httponly"], session["samesite"], session["path"], session["secure"]) == (True, "lax", "/", "")
    assert session.value != served.secrets.sign_in
    page = with_session(served, session.value)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")

    for method in ("GET", "POST"):
        used = served.nobody(method, link(served))
        assert used.status_code == 404
        assert "egov account sign-in" in used.text
        assert "set-cookie" not in used.headers


def test_a_link_opens_one_session_whoever_comes_at_once(served: Served) -> None:
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _n: served.nobody("POST", link(served)).status_code, range(5)))
    assert sorted(answers) == [303, 404, 404, 404, 404]


def test_a_wrong_link_says_what_to_do_in_the_reader_s_language(shared: Served) -> None:
    assert "Hãy xin Ban Thư ký" in shared.nobody.get("/sign-in/wrong", Accept_Language="vi").text
    assert "Ask the secretariat" in shared.nobody.get("/sign-in/wrong", Accept_Language="en").text


def test_the_language_chosen_at_the_door_is_kept_inside_and_out_again(served: Served) -> None:
    opened = served.nobody("POST", f"{link(served)}?lang=en", {"Accept-Language": "vi"})
    assert opened.headers["location"] == "/?lang=en"
    session = cookie(opened).value
    left = with_session(served, session, "POST", "/sign-out?lang=en", {"form_token": form_token(session)}, Accept_Language="vi")
    assert 'href="/sign-in?lang=en"' in left.text


def test_signing_out_ends_the_session_on_the_server(served: Served) -> None:
    session = cookie(served.nobody("POST", link(served))).value
    assert with_session(served, session, "POST", "/sign-out", {"form_token": form_token(session)}).status_code == 200
    assert with_session(served, session).status_code == 401


def test_a_disabled_account_and_a_changed_role_take_effect_at_once(served: Served) -> None:
    session = cookie(served.nobody("POST", link(served))).value
    us = served.secretariat
    assert us("PATCH", "accounts/member", {"If-Match": '"1"'}, json={"role": "planner"}).status_code == 200
    assert served.by("member").get("me").json()["role"] == "planner"
    assert us("PATCH", "accounts/member", {"If-Match": '"2"'}, json={"disabled": True}).status_code == 200
    assert served.by("member").get("me").status_code == 401
    assert with_session(served, session).status_code == 401
    assert served.nobody.get(f"/feeds/{served.secrets.feed}.ics").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_a_form_from_another_site_is_refused_and_changes_nothing(shared: Served, headers: dict[str, str]) -> None:
    before = shared.head()
    assert problem(shared.nobody("POST", link(shared), headers))["status"] == 403
    assert shared.head() == before


def test_a_session_does_not_open_the_api_nor_a_token_the_pages(served: Served) -> None:
    session = cookie(served.nobody("POST", link(served))).value
    assert with_session(served, session, path="/api/v1/tasks").status_code == 401
    assert served.secretariat("GET", "/").status_code == 401


def test_a_session_number_of_the_caller_s_own_is_not_taken(shared: Served) -> None:
    assert with_session(shared, "chosen-by-me").status_code == 401
    page = with_session(shared, "chosen-by-me", Accept="text/html,*/*;q=0.1", Accept_Language="en")
    assert (page.status_code, page.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert "egov account sign-in" in page.text


def test_over_https_the_cookie_is_bound_to_host_and_secure(database: Place) -> None:
    secrets = settle(database.url)
    address = database.url if "://" in database.url else f"sqlite:///{database.url}"
    settings = Settings.read({"EGOV_DATABASE_URL": address, "EGOV_PUBLIC_URL": "https://egov.example"})
    with service(settings, clock=CLOCK) as app, TestClient(app, base_url="https://egov.example") as client:
        answer = client.post(f"/sign-in/{secrets.sign_in}", follow_redirects=False)
    session = cookie(answer, "__Host-egov")
    assert (session["secure"], session["httponly"], session["path"], session["domain"]) == (True, True, "/", "")
    assert answer.headers["strict-transport-security"]


def test_secrets_are_shown_once_and_never_again(served: Served) -> None:
    us = served.secretariat
    order = {"account": "member", "purpose": "feed", "subject": "tuan", "label": "phone"}
    issued = us.post("credentials", order)
    assert issued.status_code == 201, issued.text
    secret, code = issued.json()["secret"], issued.json()["credential"]["code"]
    assert issued.json()["address"] == f"{URL}/feeds/{secret}.ics"
    assert served.nobody.get(f"/feeds/{secret}.ics").status_code == 200
    everything = (
        us.get(f"credentials/{code}").text + us.get("credentials").text + served.by("auditor").get("ledger?limit=500").text
    )
    assert secret not in everything
    assert '"hash"' not in us.get(f"credentials/{code}").text


def test_an_order_for_a_credential_names_all_its_problems(shared: Served) -> None:
    found = problem(shared.secretariat.post("credentials", {"account": "nobody", "purpose": "feed", "days": 3, "x": 1}))
    assert sorted(error["place"] for error in found["errors"]) == ["days", "subject", "x"]
    found = problem(
        shared.secretariat.post("credentials", {"account": "nobody", "purpose": "feed", "label": "x", "subject": "y"})
    )
    assert sorted(error["place"] for error in found["errors"]) == ["account", "subject"]


def test_a_password_hash_is_neither_read_nor_written(served: Served) -> None:
    us = served.secretariat
    assert "password_hash" not in us.get("accounts/member").text
    found = problem(us("PATCH", "accounts/member", {"If-Match": '"1"'}, json={"password_hash": "x"}))
    assert [error["place"] for error in found["errors"]] == ["password_hash"]
