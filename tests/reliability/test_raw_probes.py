"""Bars 14, 24 and 26 on the running service: whatever comes over the line is refused in words, soon, and recorded in one line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import BOTH
from tests.conftest import _postgres as copied
from tests.reliability.rawprobes import ADDRESSES, BODIES, PROBES, SIZES, TYPES, Got, Probe, get, told
from tests.reliability.service import Service, crowded_out, services
from tests.support import Place

SOON = 0.1
"""Seconds in which what is too large is refused, without those in which the service waited for a core: the best of three."""
MORE_MEMORY = 60
"""Megabytes that the service may grow by from the first refusals of what is too large to the last: it keeps nothing of it."""


@pytest.fixture(scope="module", params=BOTH)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service as a process of its own, over each database."""
    folder = tmp_path_factory.mktemp("probed")
    if request.param == "sqlite":
        (folder / "egov.sqlite").write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        with services(Place("sqlite", str(folder / "egov.sqlite")), folder) as [found]:
            yield found
        return
    server, template = (request.getfixturevalue(f"postgres_{name}") for name in ("server", "template"))
    with contextmanager(copied)(server, template) as place, services(place, folder) as [found]:
        yield found


def head(service: Service) -> object:
    with service.client("auditor") as client:
        return client.get("ledger?limit=1").json()["head"]


def answers(service: Service, probes: list[Probe]) -> dict[tuple[str, str], Got]:
    """What each probe is answered, to nobody and to every role."""
    callers: dict[str, str | None] = {"nobody": None, **service.opened.tokens}
    return {(probe.what, who): told(service.port, probe, token) for probe in probes for who, token in callers.items()}


def test_every_probe_is_answered_in_every_role_and_never_with_a_fault_of_ours_and_nothing_changes(service: Service) -> None:
    """Bar 14: more than 120 raw probes, five callers, two databases: no 5xx, no line closed in silence, nothing written."""
    before = head(service)
    found = answers(service, PROBES)
    assert len(found) == 5 * len(PROBES) > 600
    assert {key: (got.status, got.head[:80]) for key, got in found.items() if not 100 <= got.status < 500} == {}
    assert head(service) == before
    writers = {"nobody": {401}, "secretariat": {400, 413, 415, 422}}
    for probe in (*BODIES, *TYPES):
        for who in ("nobody", *service.opened.tokens):
            got = found[probe.what, who]
            assert got.status in writers.get(who, {403}), (probe.what, who)
            assert b'"detail_vi"' in got.body
    assert service.complaints() == ""


def test_what_is_too_large_is_refused_soon_and_leaves_nothing_behind(service: Service) -> None:
    """Bar 24: body, depth, members, digits, headers, address, parameters: 4xx within 100 ms each, and the memory stays."""
    assert service.process
    pid, token = service.process.pid, service.opened.tokens["secretariat"]
    large = [probe for probe in PROBES if probe.cap]
    assert len(large) > 15
    slow: dict[str, float] = {}
    memory = []
    for _round in range(3):
        for probe in large:
            waited = crowded_out(pid)
            got = told(service.port, probe, token)
            took = got.seconds - (crowded_out(pid) - waited)
            assert 400 <= got.status < 500, probe.what
            slow[probe.what] = min(took, slow.get(probe.what, took))
        memory.append(megabytes(pid))
    print(f"\n{service.place.kind}: slowest {max((took, what) for what, took in slow.items())}; memory {memory} MB")
    assert {what: took for what, took in slow.items() if took > SOON} == {}
    assert memory[-1] - memory[0] < MORE_MEMORY


def megabytes(pid: int) -> float:
    """The memory that a process has."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found.group(1)) / 1024


def test_every_request_is_one_line_of_the_log_without_secrets_and_none_can_begin_a_line(service: Service) -> None:
    """Bar 26: the number of an answer finds its line, no refusal leaves a traceback, and CR, LF and escapes stay inside."""
    secret = service.opened.tokens["secretariat"]
    evil = [
        get(f"evil {n}", f"/api/v1/tasks/P.1{each}forged")
        for n, each in enumerate(("%0d%0a", "%0a", "%1b%5b31m", "%e2%80%a8", "%c2%85"))
    ]
    misplaced = (f"/api/v1/tasks/{secret}", f"/feeds/{secret}.ics", f"/sign-in/{secret}", f"/api/v1/tasks?token={secret}")
    evil += [get("a token where none belongs", path) for path in misplaced]
    evil += [get("a token in a referrer", "/docs", f"Referer: http://x/?{secret}")]
    asked = [told(service.port, probe, secret) for probe in (*evil, *ADDRESSES, *SIZES[:2])]
    lines = service.log.read_text().splitlines()
    for got in asked:
        number = re.search(r"x-request-id: (\w+)", got.head)
        if number:  # the others were no HTTP, and never came to us
            assert sum(f" {number.group(1)} " in line for line in lines) == 1
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ [\w.]+ |WARNING:  |INFO:  ", line) for line in lines)
    assert [line for line in lines if "Traceback" in line or not line.isprintable()] == []
    assert [line for line in lines if any(token in line for token in service.opened.tokens.values())] == []
