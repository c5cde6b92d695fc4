"""What several journeys start from."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.journeys.served import egov


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the seed in it, to be copied."""
    place = tmp_path_factory.mktemp("seeded")
    for command in ("migrate", "seed"):
        assert egov(command, home=place).returncode == 0
    return place


@pytest.fixture(scope="module")
def home(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of the journeys of one file, with the seed in it."""
    return copytree(seeded, tmp_path_factory.mktemp("home"), dirs_exist_ok=True)
