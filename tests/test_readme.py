"""The README tells the truth: its commands, paths and tests exist."""

import os
import re
from pathlib import Path

import pytest

from tests import warm

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_test_that_holds_a_decision_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", README)
    assert len(named) >= 10, "the decisions name the tests that hold them"
    missing = [f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")]
    assert missing == []


def test_every_path_it_points_at_exists() -> None:
    named = set(re.findall(r"`((?:governance|portfolio|api|seed|tests|\.lock|\.ci|\.readme)/[\w./-]*)`", README))
    missing = [path for path in sorted(named) if not (ROOT / path).exists()]
    assert missing == []


def test_the_picture_is_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).stat().st_size > 10_000


@pytest.mark.parametrize("command", sorted(set(re.findall(r"egov ([a-z-]+(?: [a-z-]+)?)", README))))
def test_every_command_it_names_exists(command: str) -> None:
    words = command.split()
    if words[0] == "report":
        words = words[:1]
    for length in (len(words), 1):
        done = warm.run(*words[:length], "--help", env=os.environ)
        if done.returncode == 0:
            return
    pytest.fail(done.stderr)
