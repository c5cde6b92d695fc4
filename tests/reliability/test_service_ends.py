"""Bar 5 and the end of the whole service: failed commits, SIGTERM with slow clients, the settings of its connections."""

import asyncio
import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from api.sqlite_shim import safe_for_wal
from tests.conftest import Run
from tests.reliability.callers import Known
from tests.reliability.service import Service, services
from tests.reliability.witness import answered_at_last, crowd, everything, head, sound, unlike, verified
from tests.support import Place, past

GRACE = 15.0
"""Seconds in which a service that is told to stop has stopped, whatever its clients do."""


TRAP = {
    "sqlite": (
        """CREATE TABLE "probe_parent" ("code" TEXT PRIMARY KEY)""",
        """CREATE TABLE "probe_child" ("code" TEXT REFERENCES "probe_parent" ("code") DEFERRABLE INITIALLY DEFERRED)""",
        """CREATE TRIGGER "probe" AFTER INSERT ON "task" WHEN NEW."code" LIKE 'fails%'
           BEGIN INSERT INTO "probe_child" VALUES (NEW."code"); END""",
    ),
    "postgres": (
        """CREATE FUNCTION "probe"() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'refused at COMMIT' USING ERRCODE = 'foreign_key_violation'; END $$""",
        """CREATE CONSTRAINT TRIGGER "probe" AFTER INSERT ON "task" DEFERRABLE INITIALLY DEFERRED
           FOR EACH ROW WHEN (NEW."code" LIKE 'fails%') EXECUTE FUNCTION "probe"()""",
    ),
}
"""What lets every statement pass and refuses the COMMIT, for tasks whose code begins with "fails"."""
NO_TRAP = {"sqlite": (), "postgres": ('DROP TRIGGER "probe" ON "task"', 'DROP FUNCTION "probe"()')}


@pytest.fixture
def trapped(database: Place, run: Run[Any]) -> Iterator[Place]:
    """A database that refuses some commits."""
    engine = database.engine()
    run(past(engine, *TRAP[database.kind]))
    yield database
    run(past(engine, *NO_TRAP[database.kind]))
    run(engine.aclose())


def new_task(code: str) -> dict[str, str]:
    """The body of a task."""
    return {"code": code, "programme": "Q", "title_vi": "Mới", "title_en": "New"}


def test_after_a_hundred_failed_commits_all_is_free_and_the_service_ends_when_told(trapped: Place, tmp_path: Path) -> None:
    with services(trapped, tmp_path) as [service], service.client() as client:
        before = head(service)
        with ThreadPoolExecutor(10) as pool:
            codes = [f"{'fails' if number % 2 else 'good'}.{number}" for number in range(200)]
            answers = list(pool.map(lambda code: client.post("tasks", json=new_task(code)), codes))
        statuses = [answer.status_code for answer in answers]
        assert statuses == [422 if code.startswith("fails") else 201 for code in codes], set(statuses)
        assert {each["code"] for each in everything(client, "tasks", programme="Q")} == {*codes[::2], "Q.1"}
        assert head(service) == before + 100
        if trapped.kind == "postgres":
            assert idle_in_transaction(trapped) == 0
        with ThreadPoolExecutor(20) as pool:  # twice the pool: every slot works
            assert {each.status_code for each in pool.map(lambda _n: client.get("ledger/verify"), range(20))} == {200}
        verified(service)
        assert service.stop() <= 10
        assert service.complaints() == ""


def idle_in_transaction(place: Place) -> int:
    """How many connections of the service have a transaction open and do nothing."""

    async def ask() -> int:
        engine = place.engine()
        try:
            rows = await engine.rows(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
            )
            return int(rows[0][0])
        finally:
            await engine.aclose()

    return asyncio.run(ask())


SLOW = (
    b"GET /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    b"POST /api/v1/tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
    b'Content-Length: 5000\r\n\r\n{"code": "slow',
    b"",
)
"""Clients that never finish: in the head, in the body, before the first word."""


def test_told_to_stop_under_load_and_with_slow_clients_it_ends_in_time_and_has_kept_its_word(
    database: Place, tmp_path: Path
) -> None:
    known = Known()
    with services(database, tmp_path, links=200) as [service], crowd(service, known) as load:
        begun, token = head(service), service.opened.tokens["secretariat"].encode()
        slow = [socket.create_connection(("127.0.0.1", service.port)) for _each in range(30)]
        for number, each in enumerate(slow):
            words = SLOW[number % len(SLOW)]
            each.sendall(words % token if b"%s" in words else words)
        load.begin()
        time.sleep(0.5)
        took = service.stop()
        load.end()
        for each in slow:
            each.close()
        assert took <= GRACE
        print(f"\n{database.kind}: stopped in {took:.1f} s with 30 slow clients and 6 busy ones")
        service.start()
        answered_at_last(service, load, known)
        assert unlike(service, known, begun) == []
        verified(service)
        sound(database)


def test_an_answer_is_not_held_back_until_the_client_has_confirmed_the_last_one(on_sqlite: Place, tmp_path: Path) -> None:
    took = []
    with services(on_sqlite, tmp_path) as [service], service.client() as client:
        for _ask in range(40):
            began = time.perf_counter()
            assert client.get("tasks/P.1").status_code == 200
            took.append(time.perf_counter() - began)
    assert min(took[20:]) < 0.03  # held back, each takes 40 ms and more


# ---- the settings of the service's own connections


def told(service: Service) -> list[dict[str, Any]]:
    """What the connections told of themselves."""
    return [json.loads(line) for line in re.findall(r"^\{.*\}$", service.log.read_text(), re.MULTILINE)]


def test_every_connection_that_the_running_service_opens_has_the_durable_settings(database: Place, tmp_path: Path) -> None:
    with services(database, tmp_path, variant="telling") as [service], service.client() as client:
        assert client.post("tasks", json=new_task("N")).status_code == 201
        found = told(service)
    if database.kind == "sqlite":
        durable = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 30_000}
        assert {each.pop("query_only") for each in found} == {0, 1}  # the one that writes, the one that reads
        for each in found:
            assert safe_for_wal(tuple(each.pop("version")))
            assert each == durable
    else:
        durable = {
            "synchronous_commit": "on", "fsync": "on", "full_page_writes": "on", "statement_timeout": "8s", "lock_timeout": "3s",
            "idle_in_transaction_session_timeout": "15s", "default_transaction_read_only": "on",
            "transaction_isolation": "read committed", "pool": 10,
        }  # fmt: skip
        assert found
        assert all(each == durable for each in found)
