"""What is proved here of PostgreSQL is proved of a server that keeps what it says it keeps, as one in use does."""

from collections.abc import Iterator

import pytest

from tests.conftest import waiting_for_its_disk


@pytest.fixture(autouse=True)
def _durable(request: pytest.FixtureRequest) -> Iterator[None]:
    if "postgres" not in request.keywords:
        yield
        return
    server = request.getfixturevalue("postgres_server")
    waiting_for_its_disk(server, wait=True)
    yield
    waiting_for_its_disk(server, wait=False)
