"""Whatever the document allows is answered as the document says, and never with a fault of ours."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.api.conftest import URL, Served

WALKED = {"tasks", "dependencies", "progress", "memberships", "calendar-days", "accounts", "credentials"} | {
    "ledger", "reports", "schedule", "me", "programmes", "plan"}  # fmt: skip
ELSEWHERE = [ignored_auth, positive_data_acceptance]
"""Tokens are tried in test_conventions; what fits the form may still break a rule between things, which is 422."""


def checked(served: Served, operation: Any, token: str, examples: int) -> None:
    """Send what the document allows, and hold the answers to it."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(operation.as_strategy())
    def sent(case: schemathesis.Case) -> None:
        request = case.as_transport_kwargs(base_url=URL, headers={"Authorization": f"Bearer {token}"})
        served.client.cookies.clear()
        if isinstance(request.get("data"), bytes):
            request["content"] = request.pop("data")
        response = served.client.request(**{name: value for name, value in request.items() if name != "cookies"})
        case.validate_response(schemathesis.Response.from_any(response), excluded_checks=ELSEWHERE)

    sent()


def test_every_operation(served: Served) -> None:
    document = served.nobody.get("/docs/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith("/stream"):
            continue  # it ends after an hour; tests/reliability/test_following.py listens to it
        one_of_many = operation.path.split("/")[3] not in WALKED  # the controller of every kind is one
        checked(served, operation, served.secrets.tokens["secretariat"], 2 if one_of_many else 8)
        count += 1
    assert count > 200
