"""What every address keeps to, proved by walking all of them."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from litestar.routes import HTTPRoute

from api.access import Access
from api.shell import full_allow
from tests.api.conftest import Served
from tests.api.services import addresses

CODES = {"tasks": "P.1", "programmes": "P", "reports": "schedule", "scenarios": "S", "scenario-changes": "S~1"}


class Operation(NamedTuple):
    method: str
    path: str
    template: str
    access: Access


def operations() -> Iterator[Operation]:
    app = addresses()
    for route in app.routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            methods = handler.http_methods - {"OPTIONS"}
            if not methods:
                continue
            access = handler.opt.get("access")
            assert isinstance(access, Access), f"{route.path} has no guard"
            [method] = methods
            yield Operation(
                method, filled(route.path) + ("?seconds=0" if route.path.endswith("/stream") else ""), route.path, access
            )


def filled(path: str) -> str:
    first = path.removeprefix("/api/v1/").partition("/")[0]
    path = re.sub(r"\{[a-z]+:int\}", "1", path)
    return path.replace("{code:str}", CODES.get(first, "X")).replace("{name:str}", CODES.get(first, "x")).replace(
        "{token:str}", "x").replace("{name:path}", "pages.css")  # fmt: skip


OPERATIONS = sorted(operations(), key=lambda each: (each.template, each.method))
API = [each for each in OPERATIONS if each.path.startswith("/api/")]
READS = [each for each in API if each.method == "GET" and not each.template.endswith("/stream")]  # which has no end to tag
CHANGES = [each for each in API if each.method in ("PUT", "PATCH", "DELETE") and "{" in each.template]
ids = [f"{o.method} {o.template}" for o in OPERATIONS]


def named(of: list[Operation]) -> list[str]:
    return [f"{o.method} {o.template}" for o in of]


def test_the_walk_finds_every_kind_and_every_computed_answer() -> None:
    assert len(API) > 37 * 6
    assert {"/api/v1/schedule", "/api/v1/tasks/{code:str}/explanation", "/api/v1/ledger/verify"} <= {o.template for o in API}


@pytest.mark.parametrize("operation", OPERATIONS, ids=ids)
def test_the_guard_of_every_route_asks_for_a_token_or_a_session_or_is_open_on_purpose(operation: Operation) -> None:
    if operation.path.startswith("/api/"):
        assert operation.access.by == "token"
    else:
        assert operation.access.by in ("session", "nothing")
    assert bool(operation.access.roles) == (operation.access.by != "nothing")


@pytest.mark.parametrize("operation", API, ids=named(API))
def test_without_a_token_every_operation_is_401_even_with_a_body_that_cannot_be_read(
    shared: Served, operation: Operation
) -> None:
    answer = shared.nobody(operation.method, operation.path, {"Content-Type": "application/json"}, content=b"{broken")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert problem(answer)["type"] == "urn:egov-portfolio:problem:unauthenticated"


@pytest.mark.parametrize("operation", API, ids=named(API))
def test_a_role_that_the_route_does_not_name_is_403_and_no_other_is(shared: Served, operation: Operation) -> None:
    for role in shared.secrets.tokens:
        caller = shared.by(role)
        refused = caller(
            operation.method, operation.path, {"Content-Type": "application/json", "If-Match": "x"}, content=b"{broken"
        )
        assert (refused.status_code == 403) == (role not in operation.access.roles), (role, refused.status_code)


@pytest.mark.parametrize("operation", READS, ids=named(READS))
def test_head_is_get_without_the_body(shared: Served, operation: Operation) -> None:
    query = "?start=2018-07-01&end=2018-07-31" if operation.path.endswith("timeline") else ""
    got = shared.secretariat("GET", operation.path + query)
    head = shared.secretariat("HEAD", operation.path + query)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers.get("etag") == got.headers.get("etag")
    assert head.headers["content-type"] == got.headers["content-type"]
    if got.status_code == 200:
        assert shared.secretariat("GET", operation.path + query, {"If-None-Match": got.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", sorted({o.template for o in OPERATIONS}))
def test_options_names_exactly_the_methods_of_an_address_and_others_are_405(shared: Served, path: str) -> None:
    methods = {o.method for o in OPERATIONS if o.template == path}
    options = shared.nobody("OPTIONS", filled(path))
    assert options.status_code == 204
    assert options.headers["allow"] == full_allow(", ".join(methods))
    wrong = shared.nobody("DELETE" if "DELETE" not in methods else "TRACE", filled(path))
    assert wrong.status_code == 405
    assert methods <= set(wrong.headers["allow"].split(", "))
    assert problem(wrong)["type"] == "urn:egov-portfolio:problem:method-not-allowed"


@pytest.mark.parametrize("operation", READS, ids=named(READS))
def test_a_parameter_that_means_nothing_is_refused_by_name(shared: Served, operation: Operation) -> None:
    answer = shared.secretariat("GET", f"{operation.path}?programe=P")
    assert answer.status_code == 400
    assert problem(answer)["errors"][0]["place"] == "programe"


@pytest.mark.parametrize("operation", CHANGES, ids=named(CHANGES))
def test_every_change_of_something_that_is_not_there_is_404(shared: Served, operation: Operation) -> None:
    path = re.sub(r"\{[a-z]+:int\}", "1", operation.template).replace("{code:str}", "not-there")
    answer = shared.secretariat(operation.method, path, {"Content-Type": "application/json", "If-Match": '"1"'}, content=b"{}")
    assert answer.status_code == 404
    assert problem(answer)["type"] == "urn:egov-portfolio:problem:unknown-code"


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/v1/nothing", "/api/v1/tasks/P.1/nothing", "/docs/nothing", "/static/../api.py", "/feeds/x"]
)
def test_an_unknown_address_is_a_problem(shared: Served, path: str) -> None:
    answer = shared.secretariat("GET", path)
    assert answer.status_code == 404
    assert problem(answer)["type"] == "urn:egov-portfolio:problem:no-such-address"


def test_security_headers_stand_on_every_answer_also_on_the_router_s_own(shared: Served) -> None:
    for method, path in (("GET", "/nothing"), ("DELETE", "/docs"), ("GET", "/docs"), ("GET", "/api/v1/tasks"), ("OPTIONS", "/")):
        headers = shared.nobody(method, path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-request-id"]
        assert "server" not in headers
        is_page = headers.get("content-type", "").startswith("text/html")
        assert is_page == ("permissions-policy" in headers) == (path == "/docs" and method == "GET")


def test_a_problem_speaks_the_reader_s_language_and_has_the_other_beside_it(shared: Served) -> None:
    vi = problem(shared.secretariat.get("tasks/none", Accept_Language="vi"))
    en = problem(shared.secretariat.get("tasks/none", Accept_Language="en-GB,vi;q=0.3"))
    assert vi["detail"] == vi["detail_vi"] == en["detail_vi"]
    assert (
        en["detail"]
        == en["detail_en"]
        == vi["detail_en"]
        == "there is no task with the code none; choose from P.1, P.2, P.3, P.4, P.5, Q.1"
    )
    assert vi["detail"] != en["detail"]


def test_a_foreign_host_name_is_refused(shared: Served) -> None:
    answer = shared.nobody.get("/docs", Host="evil.example")
    assert answer.status_code == 421
    assert "http://127.0.0.1:8000" in problem(answer)["detail"]


def problem(answer: Any) -> dict[str, Any]:
    """The RFC 9457 problem of an answer."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    found: dict[str, Any] = answer.json()
    assert found["status"] == answer.status_code
    return found
