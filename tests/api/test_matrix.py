"""The reviewed table of who is answered what: every cell of it is asked of the service, and no route is without its rows."""

import asyncio

import pytest

from tests.api.conftest import Served
from tests.api.matrix import CALLERS, Answered, Row, everything, kept, operations, rows
from tests.api.services import addresses

TABLE = kept()
UPDATE = "read tests/api/matrix.py, then run: python -m tests.api.matrix"
CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Answered]:
    """Every cell, asked."""
    return asyncio.run(everything(tmp_path_factory.mktemp("matrix")))


def test_the_table_has_every_row_of_every_route_and_no_other() -> None:
    app = addresses()
    walked = {row for operation in operations(app) for row in rows(operation)}
    handled = {(method, route.path) for route in app.routes for method in route.methods - {"OPTIONS"}}  # type: ignore[attr-defined]
    assert {(row.method, row.route) for row in walked} == handled
    assert sorted(walked - TABLE.keys()) == [], f"routes without a row: {UPDATE}"
    assert sorted(TABLE.keys() - walked) == [], f"rows without a route: {UPDATE}"


def test_every_cell_is_what_the_service_answers(answers: list[Answered]) -> None:
    asked = [(each.row, caller, status) for each in answers for caller, status in zip(CALLERS, each.cells, strict=True)]
    assert len(asked) == len(TABLE) * len(CALLERS)
    assert len(asked) > 10_000
    other = [(*row, caller, status) for row, caller, status in asked if TABLE[row][list(CALLERS).index(caller)] != status]
    assert other == [], UPDATE


def cell(row: Row, caller: str) -> int:
    return TABLE[row][list(CALLERS).index(caller)]


API = [row for row in TABLE if row.route.startswith("/api/")]


def test_no_cell_is_a_fault_of_ours_and_nobody_passes_without_a_token() -> None:
    assert [row for row, cells in TABLE.items() if max(cells) >= 500] == []
    assert {cell(row, "nobody") for row in API} == {401}


def test_who_acts_for_one_place_changes_nothing_that_belongs_elsewhere() -> None:
    drafts = {"/api/v1/scenarios", "/api/v1/scenario-changes"}  # what-ifs change nothing; to apply one is refused
    for row in API:
        free = row.route.partition("/{")[0] in drafts and not row.route.endswith("/apply")
        if row.object == "foreign" and row.method in CHANGES and not free:
            for caller in ("bound", "secretariat-own", "planner-own", "assistant"):
                passed = cell(row, caller) < 300
                assert not passed or "/schedule" in row.route, (row, caller)


def test_who_acts_for_one_place_does_act_there() -> None:
    own = {
        caller: [row for row in API if row.object == "own" and row.method in CHANGES and cell(row, caller) < 300]
        for caller in CALLERS
    }
    assert len(own["secretariat"]) > len(own["bound"]) > len(own["planner-own"]) > len(own["assistant"]) > 0
    assert {row.route for row in own["assistant"]} >= {"/api/v1/progress/{code:str}"}
    assert {row.method for row in own["planner-own"]} == CHANGES


def test_a_token_that_reads_changes_nothing_and_a_foreign_session_is_not_there() -> None:
    computed = {"/api/v1/schedule", "/api/v1/schedule/reports/{name:str}", "/api/v1/plan/conversion"}
    assert {cell(row, "reader") for row in API if row.method in CHANGES and row.route not in computed} <= {401, 403, 404, 422}
    for route in ("/api/v1/me/sessions/{code:str}", "/account/sessions/{code:str}/end"):
        [row] = [row for row in TABLE if row.route == route and row.object == "foreign"]
        assert {cell(row, caller) for caller in CALLERS} <= {401, 403, 404}


@pytest.mark.parametrize("path", ["accounts", "grants", "credentials", "webhooks"])
def test_where_reading_is_limited_no_foreign_row_shows(shared: Served, path: str) -> None:
    for role in ("planner", "member", "auditor"):
        answer = shared.by(role).get(path)
        assert (answer.status_code, "items" in answer.json()) == (403, False)
    assert shared.by("member").get("me/sessions").json() == []
