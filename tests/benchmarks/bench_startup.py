"""How long a small plan waits: ``egov schedule FILE`` on 100 tasks, from the process's start to its end.

Each start is a new process; the files that it loads have been read before, and their bytecode is there.
"""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from portfolio.cpm import schedule
from portfolio.model import Relation
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.benchmarks.measuring import Report, await_quiet

STARTS = 15
MOST = 0.5
BEGIN = date(2026, 6, 1)


def plan(size: int = 100, seed: int = 7) -> Network:
    """A plan of so many tasks, each waiting for up to three of the ten before it."""
    random = Random(seed)
    codes = [f"T{i:03}" for i in range(size)]
    pairs = {(max(0, i - random.randint(1, 10)), i) for i in range(1, size) for _ in range(random.randint(1, 3))}
    links = [
        LinkSpec(codes[a], codes[b], random.choice(list(Relation)), random.choice((0, 0, 0, -1, 2))) for a, b in sorted(pairs)
    ]
    tasks = [TaskSpec(code, random.randint(1, 20)) for code in codes]
    return Network.build(tasks, links, {"vn": WorkCalendar(closed=[date(2026, 9, 2)])}, "vn", {"": BEGIN})


def file_of(network: Network) -> str:
    """The plan as a file."""
    return json.dumps(
        {
            "start": str(BEGIN),
            "calendar": "vn",
            "calendars": {"vn": {"week": [1, 2, 3, 4, 5], "closed": ["2026-09-02"]}},
            "tasks": [{"code": task.code, "duration": task.duration} for task in network.tasks.values()],
            "links": [
                {"predecessor": link.predecessor, "successor": link.successor, "relation": link.relation.value, "lag": link.lag}
                for link in network.links
            ],
        }
    )


def main() -> bool:
    """Measure, assert and print."""
    network = plan()
    dates = {code: (str(task.early_start), str(task.late_finish)) for code, task in schedule(network).tasks.items()}
    taken, worked = list[float](), list[float]()
    with TemporaryDirectory() as home:
        file = Path(home) / "plan.json"
        file.write_text(file_of(network), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("egov")), "schedule", str(file), "--format", "json"]
        report = Report("bar")
        await_quiet()
        for _ in range(STARTS + 1):
            begun, before = perf_counter(), os.times()
            said = subprocess.run(command, capture_output=True, check=True, cwd=home).stdout
            taken.append(perf_counter() - begun)
            after = os.times()
            worked.append(after.children_user + after.children_system - before.children_user - before.children_system)
            tasks = json.loads(said)["tasks"]
            assert {code: (task["early_start"], task["late_finish"]) for code, task in tasks.items()} == dates
    report.within(f"egov schedule FILE, {len(dates)} tasks: median of {STARTS} starts", median(taken[1:]), MOST, 1.0)
    report.within("the least of them", min(taken[1:]), MOST)
    report.within("processor time of one start", median(worked[1:]), MOST)
    return report.printed()
