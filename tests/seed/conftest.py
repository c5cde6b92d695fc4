"""The seed, read once for all the tests that look at it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from governance.records import Records
from seed.load import FOLDER, read


@pytest.fixture(scope="session")
def seed() -> Records:
    return read()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the seed's files that a test may spoil."""
    for name in ("sources", "reference", "assumptions"):
        shutil.copytree(FOLDER / name, tmp_path / name)
    return tmp_path


Spoil = Callable[[str, str, str], None]


@pytest.fixture
def spoil(copy: Path) -> Spoil:
    """Replace a text that stands in a file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        path = copy / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
