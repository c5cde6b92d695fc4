"""Bar 14 in small: what the document allows or forbids is answered as it says, and never with a fault of ours."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import ignored_auth

from tests.api.conftest import URL, Served, serving
from tests.reliability.fuzz import EXPECTED, lively, without_cursors
from tests.support import Place

WALKED = {"tasks", "dependencies", "progress", "memberships", "calendar-days", "accounts", "credentials"} | {
    "ledger", "reports", "schedule", "me", "programmes", "plan"}  # fmt: skip
ELSEWHERE = [ignored_auth]
"""It sends requests of its own, over the line: ``make fuzz`` does; here test_conventions tries every address without a token."""


def checked(services: Sequence[Served], operation: Any, role: str, mode: GenerationMode, examples: int) -> None:
    """Send each service what the document allows, or what it forbids, and hold the answers to it."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(operation.as_strategy(generation_mode=mode))
    def sent(case: schemathesis.Case) -> None:
        for served in services:
            request = case.as_transport_kwargs(base_url=URL, headers={"Authorization": f"Bearer {served.secrets.tokens[role]}"})
            served.client.cookies.clear()
            if isinstance(request.get("data"), bytes):
                request["content"] = request.pop("data")
            response = served.client.request(**{name: value for name, value in request.items() if name != "cookies"})
            case.validate_response(schemathesis.Response.from_any(response), excluded_checks=ELSEWHERE)

    sent()


@pytest.fixture
def both(on_sqlite: Place, on_postgres: Place) -> Iterator[list[Served]]:
    """A service over each database: what is drawn takes longer to draw than to send."""
    with serving(on_sqlite.url) as one, serving(on_postgres.url) as other:
        yield [one, other]


@pytest.mark.postgres
def test_every_operation(both: list[Served]) -> None:
    document = lively(both[0].nobody.get("/docs/openapi.json").json())
    expected = {check: {"expected-statuses": taken} for check, taken in EXPECTED.items()}
    # parameters that depend on each other, such as the two days of a span, are 400; make fuzz allows that to these alone
    expected["positive_data_acceptance"] = {"expected-statuses": [*EXPECTED["positive_data_acceptance"], "400"]}
    schema = schemathesis.openapi.from_dict(
        {**document, "paths": without_cursors(document["paths"])}, config=SchemathesisConfig.from_dict({"checks": expected})
    )
    roles, count = cycle(both[0].secrets.tokens), 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith("/stream"):
            continue  # it ends after an hour; tests/reliability/test_following.py listens to it
        one_of_many = operation.path.split("/")[3] not in WALKED  # the controller of every kind is one
        checked(both, operation, "secretariat", GenerationMode.POSITIVE, 2 if one_of_many else 5)
        if not one_of_many:
            checked(both, operation, next(roles), GenerationMode.NEGATIVE, 3)
        count += 1
    assert count > 200
