"""The project scheduling problem library: of every instance the length of its critical path, as its file states it.

R. Kolisch and A. Sprecher, "PSPLIB - A project scheduling problem library", European Journal of Operational Research 96 (1996)
205-216. The instances are data of others: they are read where they lie beside this repository, and the test says so where they do
not.
"""

import re
from itertools import takewhile
from pathlib import Path

import pytest

from portfolio.cpm import schedule
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import ELAPSED
from tests.portfolio.charts import MONDAY
from tests.support import ROOT

LIBRARY = ROOT.parent / "shared" / "psplib"


def numbers(text: str, heading: str) -> list[list[int]]:
    """The rows of numbers below a heading of a file."""
    below = text.partition(heading)[2].splitlines()[1:]
    rows = takewhile(lambda line: not line.startswith("*"), (line for line in below if not line.startswith("-")))
    return [[int(word) for word in row.split()] for row in rows if re.match(r"\s*\d", row)]


def instance(path: Path) -> tuple[Network, int]:
    """The network of an instance without its resources, and the length of its critical path."""
    text = path.read_text(encoding="ascii")
    days = {job: duration for job, _mode, duration, *_uses in numbers(text, "REQUESTS/DURATIONS:")}
    tasks = [TaskSpec(f"{job:02}", duration) for job, duration in days.items()]
    links = [
        LinkSpec(f"{job:02}", f"{follower:02}")
        for job, _modes, _count, *followers in numbers(text, "PRECEDENCE RELATIONS:")
        for follower in followers
    ]
    network = Network.build(tasks, links, {"all": ELAPSED}, "all", {"": MONDAY})
    return network, numbers(text, "PROJECT INFORMATION:")[0][-1]


def test_the_critical_path_of_every_instance_is_as_long_as_its_file_says() -> None:
    files = sorted(LIBRARY.glob("j*/*.sm"))
    if not files:
        pytest.skip("PSPLIB is not beside this repository, in ../shared/psplib: its 960 critical paths were NOT compared")
    wrong = {}
    for path in files:
        network, length = instance(path)
        made = schedule(network)
        assert made.finish
        if (made.finish - MONDAY).days + 1 != length or not {"01", f"{len(network.tasks):02}"} <= set(made.critical):
            wrong[path.name] = (made.finish, length)
    assert wrong == {}
