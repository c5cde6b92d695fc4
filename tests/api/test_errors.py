"""Our own faults: told without detail, recorded once, found again by their number."""

import logging

import pytest

from tests.api.conftest import Served
from tests.api.test_conventions import problem


def test_a_fault_of_ours_is_recorded_once_and_told_by_its_number_alone(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    del served.client.app.state.store  # whatever breaks, breaks like this
    with caplog.at_level(logging.INFO, "egov"):
        answer = served.secretariat.get("tasks/P.1?limit=secret")
    found = problem(answer)
    assert (found["status"], found["type"]) == (500, "urn:egov-portfolio:problem:internal")
    assert found["request_id"] == answer.headers["x-request-id"]
    assert "store" not in answer.text
    [record] = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert found["request_id"] in record.getMessage()
    assert record.exc_info is not None
    assert served.secrets.tokens["secretariat"] not in caplog.text


def test_a_refusal_leaves_no_traceback(shared: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "egov"):
        for path in ("tasks/none", "nothing", "schedule?as_of=x"):
            shared.secretariat.get(path)
    assert [record for record in caplog.records if record.exc_info] == []


def test_what_a_caller_sends_cannot_begin_a_line_of_the_log(shared: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "egov"):
        shared.nobody.get("/x%0d%0aforged%1b[31m")
    lines = [r.getMessage() for r in caplog.records if r.name == "egov.access"]
    assert len(lines) == 1
    assert lines[0].isprintable()
