"""Bars 2, 5, 6 and 7 on the whole service: real processes, real databases, HTTP."""

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import permutations
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import httpx
import pytest

from api.sqlite_shim import safe_for_wal, sqlite3
from tests.conftest import Run
from tests.reliability.callers import Caller, Crowd, Known, counter, creator, visitor
from tests.reliability.service import Service, clients, services
from tests.support import Place, past

KILLS = 20
BACK = 3.0
"""Seconds until a service that was killed answers again."""
ROUNDS = 200
EDITS = 1_000
"""Of each database, half of them at one service and half at two."""
MUTANT_ROUNDS = 10
GRACE = 15.0
"""Seconds in which a service that is told to stop has stopped, whatever its clients do."""


def everything(client: httpx.Client, path: str, **where: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(path, params={"limit": "500", **where, **({"cursor": cursor} if cursor else {})}).json()
        found, cursor = found + page["items"], page["next"]
    return found


def head(service: Service) -> int:
    """The ledger's last sequence number."""
    with service.client("auditor") as client:
        return int(client.get("ledger?limit=1").json()["head"]["seq"])


def verified(service: Service, anchor: str | None = None) -> str:
    """The head that ``egov ledger verify`` prints in a process of its own; the ledger must be whole, and ``anchor`` in it."""
    process = service.command("ledger", "verify", *(["--head", anchor] if anchor else []))
    said, _nothing = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return said.split()[-1]


def sound(place: Place) -> None:
    """The database's own full checks, where it has any."""
    if place.kind == "sqlite":
        with sqlite3.connect(place.url) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        plain.close()


# ---- bar 2: kill -9


@contextmanager
def crowd(service: Service, known: Known) -> Iterator[Crowd]:
    """Six clients: three make and link tasks, two raise the same number, one signs in."""
    links = iter(service.opened.links)
    scripts = [*(creator(f"c{number}", known) for number in range(3)), counter(known), counter(known), visitor(links, known)]
    made = Crowd([Caller(service, script) for script in scripts])
    try:
        yield made
    finally:
        made.enough.set()
        made.close()


def unlike(service: Service, known: Known, begun: int) -> list[str]:
    """Every way in which what is stored is not exactly what the clients know."""
    with service.client() as client:
        tasks = {each["code"]: (each["version"], each["title_en"]) for each in everything(client, "tasks")}
        links = {each["code"] for each in everything(client, "dependencies")}
        sessions = len(everything(client, "credentials", purpose="session"))
        shared = client.get("tasks/P.5").json()
    ours = {code: task for code, task in tasks.items() if code.startswith("c")}
    raised = shared["version"] - 1
    facts = {
        "tasks lost or altered": {code for code, task in known.tasks.items() if ours.get(code) != task},
        "tasks nobody made": ours.keys() - known.tasks.keys(),
        "links lost": known.links - links,
        "links nobody made": {code for code in links if code.startswith("c")} - known.links,
        "sessions": sessions != known.sessions,
        "raised without a version": shared["ordinal"] != raised,
        "raised, and lost": not known.raised <= raised <= known.raised + known.doubtful,
        "entries of the ledger": head(service) - begun != known.entries + raised,
    }
    return [f"{what}: {found}" for what, found in facts.items() if found]


def killed(service: Service, crowd: Crowd, seconds: float) -> None:
    """Let the crowd at it, kill it after so many seconds, and leave each client with its request unanswered."""
    crowd.begin()
    time.sleep(seconds)
    service.kill()
    crowd.end()


def answered_at_last(service: Service, crowd: Crowd, known: Known) -> None:
    """Each client sends its last request again, and each is answered."""
    for caller in crowd.callers:
        known.repeated += caller.again
        assert caller.ask(head(service))


def test_twenty_kills_of_the_service_under_load_lose_nothing_and_repeat_nothing(database: Place, tmp_path: Path) -> None:
    chance, known, back = Random(2018), Known(), list[float]()
    with services(database, tmp_path, links=1_000) as [service], crowd(service, known) as load:
        begun, anchor = head(service), verified(service)
        for _kill in range(KILLS):
            killed(service, load, chance.uniform(0.02, 0.5))
            back.append(service.start())
            answered_at_last(service, load, known)
            assert unlike(service, known, begun) == []
            anchor = verified(service, anchor)
            sound(database)
        assert service.complaints() == ""
        assert known.entries > 10 * KILLS
        assert known.repeated > KILLS
    stored = f"{len(known.tasks)} tasks, {known.entries} changes, {known.raised} raises"
    doubt = f"{known.repeated} answers lost, {known.late} of them to what was stored"
    print(f"\n{database.kind}: {stored}; {doubt}; back in {median(back):.2f} s, at most {max(back):.2f} s")
    assert median(back) <= BACK, back
    assert max(back) <= 2 * BACK, back  # other tests run at the same time


def test_a_service_that_answers_before_it_has_stored_is_noticed_within_ten_kills(on_sqlite: Place, tmp_path: Path) -> None:
    chance, known = Random(2018), Known()
    with services(on_sqlite, tmp_path, variant="answers-early", links=100) as [service], crowd(service, known) as load:
        begun = head(service)
        for _kill in range(MUTANT_ROUNDS):
            with suppress(AssertionError):  # clients miss it too
                killed(service, load, chance.uniform(0.1, 0.5))
            service.start()
            if any("lost" in each for each in unlike(service, known, begun)):
                return
    pytest.fail("it was not noticed")


# ---- bar 6: half a cycle each

CHAIN = (("P.5", "P.4"), ("Q.1", "P.6"))
HALVES = (("P.4", "Q.1"), ("P.6", "P.5"))
LOOP = ["P.4", "Q.1", "P.6", "P.5", "P.4"]


def linked(client: httpx.Client, predecessor: str, successor: str) -> httpx.Response:
    """Ask for one link."""
    return client.post("dependencies", json={"predecessor": predecessor, "successor": successor})


def at_once(*asks: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """The answers to requests that are sent at the same instant."""
    barrier = threading.Barrier(len(asks))

    def ask(one: Callable[[], httpx.Response]) -> httpx.Response:
        barrier.wait(30)
        return one()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(ask, asks))


def failed_races(two: list[httpx.Client], rounds: int) -> list[str]:
    """The rounds in which it was not so that one half was taken and the other was refused with the whole loop in order."""
    failed = []
    for number in range(rounds):
        sides = two if number % 2 else two[::-1]
        answers = at_once(*(partial(linked, side, *half) for side, half in zip(sides, HALVES)))
        refused = [answer for answer in answers if answer.status_code == 409]
        right = sorted(answer.status_code for answer in answers) == [201, 409] and refused[0].json().get("cycle") == LOOP
        stored = {each["code"]: each["version"] for each in everything(two[0], "dependencies")}
        halves = [code for half in HALVES if (code := "~".join((*half, "FS"))) in stored]
        if not right or len(halves) != 1:
            failed.append(f"{number}: {[answer.text for answer in answers]}, stored {halves}")
        undone = [two[1].delete(f"dependencies/{code}", headers={"If-Match": '"1"'}).status_code for code in halves]
        if undone != [204]:
            return [*failed, f"{number}: not taken back, {undone}"]
    return failed


@contextmanager
def racing(place: Place, folder: Path, processes: int, variant: str = "") -> Iterator[tuple[list[Service], list[httpx.Client]]]:
    """Services over two chains of tasks, and two clients who each want to join them the other way round."""
    with services(place, folder, count=processes, variant=variant) as found, clients(found) as two:
        new = {"code": "P.6", "programme": "P", "title_vi": "Mới", "title_en": "New"}
        assert two[0].post("tasks", json=new).status_code == 201
        assert [linked(two[0], *link).status_code for link in CHAIN] == [201, 201]
        yield found, two


@pytest.mark.parametrize("processes", [1, 2], ids=["one service", "two services"])
def test_of_two_halves_of_a_cycle_one_is_taken_and_one_is_told_the_loop_in_all_two_hundred_rounds(
    database: Place, tmp_path: Path, processes: int
) -> None:
    with racing(database, tmp_path, processes) as (found, two):
        before, began = head(found[0]), time.perf_counter()
        assert failed_races(two, ROUNDS) == []
        print(f"\n{database.kind}, {processes} service(s): {ROUNDS} rounds in {time.perf_counter() - began:.1f} s")
        assert head(found[0]) == before + 2 * ROUNDS  # taken and taken back; what was refused left nothing
        verified(found[-1])
        assert [service.complaints() for service in found] == [""] * processes


MUTANTS = [
    ("sqlite", "Deferred", 2),
    ("sqlite", "WithoutTurn", 1),
    pytest.param("postgres", "WithoutLock", 2, marks=pytest.mark.postgres),
    pytest.param("postgres", "OldSnapshot", 2, marks=pytest.mark.postgres),
]


@pytest.mark.parametrize(("kind", "variant", "processes"), MUTANTS)
def test_a_service_without_its_lock_is_noticed_within_ten_rounds(
    kind: str, variant: str, processes: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    place = request.getfixturevalue(f"on_{kind}")
    with racing(place, tmp_path, processes, variant) as (_found, two):
        assert failed_races(two, MUTANT_ROUNDS)


# ---- bar 7: two editors


ORDERS = sorted(
    {order for order in permutations("rRwW") if order.index("r") < order.index("w") and order.index("R") < order.index("W")}
)
"""Every interleaving of two editors' reads (r, R) and writes (w, W)."""


class Editor:
    """Somebody who changes one field of a task that was read before."""

    def __init__(self, client: httpx.Client, name: str) -> None:
        self.client, self.name = client, name
        self.seen: dict[str, Any] = {}
        self.etag = ""
        self.sent: dict[str, Any] = {}

    def read(self) -> None:
        """Read the task as it is now."""
        answer = self.client.get("tasks/P.1")
        self.seen, self.etag = answer.json(), answer.headers["etag"]

    def write(self, number: int) -> httpx.Response:
        """Change the field on what was read."""
        self.sent = {self.name: number if self.name == "ordinal" else f"{self.name} {number}"}
        return self.client.patch("tasks/P.1", json=self.sent, headers={"If-Match": self.etag})


def harmed(before: dict[str, Any], after: dict[str, Any], *taken: dict[str, Any]) -> bool:
    """Whether a field is not as it was and not as those whose change was taken left it."""
    wanted = before
    for sent in taken:
        wanted = wanted | sent
    wanted = wanted | {"version": before["version"] + len(taken)}
    return any(after[name] != value for name, value in wanted.items() if name != "seq")


def failed_edits(editors: list[Editor], rounds: int) -> list[str]:
    """The rounds in which it was not so that of two writes at once one was taken whole and one was told."""
    failed = []
    editors[0].read()
    for number in range(1, rounds + 1):
        one, other = editors
        other.seen, other.etag = one.seen, one.etag
        answers = at_once(*(partial(editor.write, number) for editor in editors))
        taken = [editor.sent for editor, answer in zip(editors, answers) if answer.status_code == 200]
        told = [answer.json()["current_version"] for answer in answers if answer.status_code == 412]
        before = one.seen
        one.read()
        if len(taken) != 1 or told != [before["version"] + 1] or harmed(before, one.seen, *taken):
            failed.append(f"{number}: {[answer.text for answer in answers]}")
    return failed


@pytest.mark.parametrize("processes", [1, 2], ids=["one service", "two services"])
def test_of_two_edits_of_one_version_at_once_one_is_taken_and_one_is_told(
    database: Place, tmp_path: Path, processes: int
) -> None:
    rounds = EDITS // 2
    with services(database, tmp_path, count=processes) as found, clients(found) as two:
        before, began = head(found[0]), time.perf_counter()
        assert failed_edits([Editor(two[0], "title_en"), Editor(two[1], "ordinal")], rounds) == []
        print(f"\n{database.kind}, {processes} service(s): {rounds} pairs of edits in {time.perf_counter() - began:.1f} s")
        assert head(found[0]) == before + rounds
        verified(found[-1])


def test_in_every_order_of_two_editors_reads_and_writes_only_a_write_on_something_old_is_refused(
    database: Place, tmp_path: Path
) -> None:
    with services(database, tmp_path, count=2) as found, clients(found) as two:
        for number, order in enumerate(ORDERS, 1):  # 0 would change nothing
            editors = [Editor(two[0], "title_en"), Editor(two[1], "ordinal")]
            editors[0].read()
            before, taken, statuses = editors[0].seen, [], []
            for step in order:
                editor = editors[int(step.isupper())]
                if step.lower() == "r":
                    editor.read()
                else:
                    statuses.append(editor.write(number).status_code)
                    taken += [editor.sent] * (statuses[-1] == 200)
            overlap = max(order.index("r"), order.index("R")) < min(order.index("w"), order.index("W"))
            assert statuses == ([200, 412] if overlap else [200, 200]), order
            editors[0].read()
            assert not harmed(before, editors[0].seen, *taken), order


def test_a_service_that_does_not_look_at_the_version_is_noticed_within_ten_rounds(on_sqlite: Place, tmp_path: Path) -> None:
    with services(on_sqlite, tmp_path, variant="without-version") as found, clients(found) as two:
        assert failed_edits([Editor(two[0], "title_en"), Editor(two[1], "ordinal")], MUTANT_ROUNDS)


# ---- bar 5 and the end: failed commits, SIGTERM

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
