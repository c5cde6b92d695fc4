"""The service as a process of its own: started, asked over HTTP, stopped and killed.

Run as a program, it is the service with something changed: with its own connections telling their settings, or as a mutant.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx

import api.app
import api.patience
from api.cli import main
from api.credentials import add_account, credential, enter, issue_token, new_secret
from api.database import engine_for
from api.postgres import PostgresUnit
from api.registry import store_for
from api.sqlite import SafeSQLiteEngine
from api.sqlite_shim import sqlite3
from api.tables import AccountRole, Purpose
from api.unit import SafeUnit
from governance.work import Author, Work, instant
from tests.api.world import AUTHOR, entities
from tests.journeys.served import ROOT, environment, free_port
from tests.reliability import test_cycle_race
from tests.support import Place
from tests.warm import Started, run

PATIENCE = 60.0
"""Seconds after which a service that has not answered is given up."""


class Opened(NamedTuple):
    """What opens the service: a token of each role, and one-time sign-in links."""

    tokens: dict[str, str]
    links: list[str]


def furnish(place: Place, *, links: int = 0) -> Opened:
    """Put the small committee, an account of each role and their secrets into a database."""

    async def whole() -> Opened:
        engine = engine_for(place.url)
        store = store_for(engine)
        now = Author("tester", datetime.now(UTC))
        try:
            await store.commit(lambda work: [work.create(entity) for entity in entities()], AUTHOR)
            tokens = {}
            for role in AccountRole:
                await add_account(store, now, code=role.value, name=role.value, role=role.value)
                tokens[role.value] = await issue_token(store, now, account=role.value, label="test", days=1)
            expires, secrets = instant(now.at + timedelta(days=1)), [new_secret() for _link in range(links)]
            made = [credential(now, secret, "member", Purpose.SIGN_IN, expires, label="link") for secret in secrets]
            await store.commit(lambda work: [enter(work, each) for each in made], now)
            return Opened(tokens, secrets)
        finally:
            await engine.aclose()

    return asyncio.run(whole())


@dataclass
class Service:
    """The service over one database on one port; it may be killed and started again."""

    place: Place
    opened: Opened
    log: Path
    variant: str = ""
    port: int = field(default_factory=free_port)
    cold: bool = False
    process: subprocess.Popen[bytes] | Started | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """The environment of every process on this database."""
        address = self.place.url if "://" in self.place.url else f"sqlite:///{self.place.url}"
        return environment(self.log.parent, EGOV_DATABASE_URL=address, EGOV_LANG="en")

    def start(self) -> float:
        """Start it; the seconds until it answered, without those in which it waited for a core that other programs had."""
        module = ["tests.reliability.service", self.variant] if self.variant else ["api.cli"]
        name, *arguments = [*module, "serve", "--port", str(self.port)]
        began = time.perf_counter()
        with self.log.open("ab") as log, open(os.devnull, "rb") as nothing:
            if self.cold:
                command = [sys.executable, "-m", name, *arguments]
                self.process = subprocess.Popen(command, env=self.settings, cwd=ROOT, stdout=log, stderr=log)
            else:
                self.process = Started(*arguments, env=self.settings, streams=(nothing, log, log), module=name)
        with self.client("auditor") as client:
            while time.perf_counter() - began < PATIENCE and self.process.poll() is None:
                with suppress(httpx.TransportError):
                    assert client.get("tasks/P.1").status_code == 200
                    return time.perf_counter() - began - crowded_out(self.process.pid)
                time.sleep(0.01)
        raise AssertionError(self.log.read_text())

    def live(self, seconds: float) -> None:
        """Let it be for so many seconds; those in which it waited for a core that other programs had do not count."""
        assert self.process
        began, waited = time.perf_counter(), crowded_out(self.process.pid)
        while (left := seconds - (time.perf_counter() - began) + (crowded_out(self.process.pid) - waited)) > 0:
            time.sleep(left)

    def kill(self) -> None:
        """End it as a power cut would, as far as the process goes."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """Tell it to stop the polite way; the seconds until it had."""
        assert self.process
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        return time.perf_counter() - began

    def client(self, role: str = "secretariat") -> httpx.Client:
        """Somebody of this role who asks, and who finds the service again after it was away."""
        headers = {"Authorization": f"Bearer {self.opened.tokens[role]}"}
        return httpx.Client(base_url=f"{self.url}/api/v1/", headers=headers, timeout=PATIENCE, trust_env=False, verify=False)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What another process of the program says on the same database, such as ``egov ledger verify``."""
        return run(*arguments, env=self.settings)

    def complaints(self) -> str:
        """What it wrote about faults of its own."""
        text = self.log.read_text()
        return text if "Traceback" in text or "ERROR" in text else ""


def crowded_out(pid: int) -> float:
    """The seconds that a process was ready to run and had no core, where the system counts them."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    return 0.0


@contextmanager
def services(
    place: Place, folder: Path, *, count: int = 1, variant: str = "", links: int = 0, cold: bool = False
) -> Iterator[list[Service]]:
    """Some services over one database, ended at the end whatever happened; ``cold`` ones load the program at each start."""
    opened = furnish(place, links=links)
    made = [Service(place, opened, folder / f"service-{number}.log", variant, cold=cold) for number in range(count)]
    try:
        for service in made:
            service.start()
        yield made
    finally:
        for service in made:
            if service.process and service.process.poll() is None:
                service.kill()


@contextmanager
def clients(of: Sequence[Service]) -> Iterator[list[httpx.Client]]:
    """Two clients, of two services or of the one that there is."""
    with ExitStack() as stack:
        yield [stack.enter_context(of[side % len(of)].client()) for side in range(2)]


# ---- the service with something changed


def tell(**values: object) -> None:
    """Say something on the service's log."""
    sys.stderr.write(json.dumps(values) + "\n")
    sys.stderr.flush()


def _telling() -> None:
    """Every connection of the service tells its settings when it is opened, or when it is used."""
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "busy_timeout", "query_only")
    shown = ("synchronous_commit", "fsync", "full_page_writes", "statement_timeout", "lock_timeout",
             "idle_in_transaction_session_timeout", "default_transaction_read_only", "transaction_isolation")  # fmt: skip
    opened, begin = SafeSQLiteEngine.opened, PostgresUnit.begin

    def telling_opened(self: SafeSQLiteEngine, *, writing: bool) -> Any:
        raw = opened(self, writing=writing)
        tell(**{name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas}, version=sqlite3.sqlite_version_info)
        return raw

    async def telling_begin(self: PostgresUnit) -> None:
        await begin(self)
        tell(**{name: await self.connection.fetchval(f"SHOW {name}") for name in shown}, pool=self.pool.get_max_size())

    SafeSQLiteEngine.opened = telling_opened  # type: ignore[method-assign]
    PostgresUnit.begin = telling_begin  # type: ignore[method-assign]


def _engine(name: str) -> Callable[[], None]:
    """One of the mutant engines of the storage's own tests, in the whole service."""

    def change() -> None:
        mutant = getattr(test_cycle_race, name)
        vars(api.app)["engine_for"] = lambda address: mutant(str(address).removeprefix("sqlite:///"))

    return change


def _without_version() -> None:
    """The version that an editor read is not looked at again when the change is made."""
    replace = Work.replace
    Work.replace = lambda self, entity, version: replace(self, entity, None)  # type: ignore[method-assign]


def _answers_early() -> None:
    """A change is acknowledged a moment before it is stored."""
    end, running = SafeUnit._end, set[asyncio.Task[None]]()

    async def later(self: SafeUnit, *, failed: bool) -> None:
        await asyncio.sleep(0.03)
        await end(self, failed=failed)

    async def early(self: SafeUnit, *, failed: bool) -> None:
        running.add(asyncio.create_task(later(self, failed=failed)))

    SafeUnit._end = early  # type: ignore[method-assign]


def _impatient() -> None:
    """Who keeps the service waiting is let go soon."""
    vars(api.patience)["PATIENCE"] = 1.0


VARIANTS: dict[str, Callable[[], None]] = {
    "telling": _telling,
    **{name: _engine(name) for name in ("Deferred", "WithoutTurn", "WithoutLock", "OldSnapshot")},
    "without-version": _without_version,
    "answers-early": _answers_early,
    "impatient": _impatient,
}

if __name__ == "__main__":
    assert os.environ["EGOV_DATABASE_URL"]
    VARIANTS[sys.argv[1]]()
    main(sys.argv[2:])
