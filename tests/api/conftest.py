"""The service over a database of a test's own, and callers in every role."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from litestar.testing import TestClient

from api.app import Clock
from api.settings import Settings
from tests.api.services import service
from tests.api.world import CLOCK, Secrets, settle
from tests.conftest import BOTH, Place
from tests.conftest import _postgres as copied

URL = "http://127.0.0.1:8000"


@dataclass
class Caller:
    """Somebody who calls the API with a token, or with none."""

    client: TestClient[Any]
    token: str | None = None

    def __call__(self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
        """Send a request; paths without a slash in front are below /api/v1."""
        self.client.cookies.clear()
        own = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        address = path if path.startswith("/") else f"/api/v1/{path}"
        return self.client.request(method, address, headers={**own, **(headers or {})}, follow_redirects=False, **more)

    def get(self, path: str, **headers: str) -> Response:
        return self("GET", path, {k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path: str, body: Any, **headers: str) -> Response:
        return self("POST", path, {k.replace("_", "-"): v for k, v in headers.items()}, json=body)


@dataclass
class Served:
    """A running service."""

    client: TestClient[Any]
    secrets: Secrets

    def by(self, role: str) -> Caller:
        return Caller(self.client, self.secrets.tokens[role])

    @property
    def secretariat(self) -> Caller:
        return self.by("secretariat")

    @property
    def nobody(self) -> Caller:
        return Caller(self.client)

    def head(self) -> dict[str, Any]:
        """The head of the ledger: what must not move when something is refused."""
        found: dict[str, Any] = self.by("auditor").get("ledger?limit=1").json()["head"]
        return found


@contextmanager
def serving(url: str, clock: Clock = CLOCK) -> Iterator[Served]:
    """The service over a database that is migrated and empty."""
    secrets = settle(url)
    address = url if "://" in url else f"sqlite:///{url}"
    settings = Settings.read({"EGOV_DATABASE_URL": address, "EGOV_PUBLIC_URL": URL})
    with service(settings, clock=clock) as app, TestClient(app, base_url=URL, raise_server_exceptions=False) as client:
        yield Served(client, secrets)


@pytest.fixture
def served(database: Place) -> Iterator[Served]:
    """A service to change, over each database."""
    with serving(database.url) as found:
        yield found


@pytest.fixture(scope="module", params=BOTH)
def lasting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service over each database, for tests that put back what they change."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("lasting") / "egov.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        with serving(str(path)) as found:
            yield found
        return
    with (
        contextmanager(copied)(request.getfixturevalue("postgres_server"), request.getfixturevalue("postgres_template")) as place,
        serving(place.url) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that the tests of a module read, or that refuses them."""
    path = tmp_path_factory.mktemp("served") / "egov.sqlite"
    shutil.copy(sqlite_template, path)
    with serving(str(path)) as found:
        yield found
