"""``python -m tests.mutation portfolio/workcalendar.py tests/portfolio/test_workcalendar.py``: which changes go unnoticed.

Each mutant of the module runs the tests in a process of its own, which stops at the first that fails. A mutant that passes them
all is a survivor: it is to be killed by a further test, or to stand in ``survivors.toml`` with the reason why it changes nothing.
Ends with 1 if one does neither, or if a reason is given for one that there is not any more. ``--most`` takes a seeded sample.
What is compiled is not mutated: leave out tests of large plans with ``-k "not hundred_thousand"``.
"""

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from importlib.abc import Loader
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).parents[2]
SURVIVORS = Path(__file__).with_name("survivors.toml")
PLAIN = ("-p", "no:cacheprovider", "-p", "no:schemathesis")
PATIENCE = 5
"""How many times as long as the unchanged module a mutant may take, and then counts as noticed."""

settings.register_profile(
    "mutation",
    database=None,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


class Mutated(importlib.abc.MetaPathFinder, Loader):
    """Imports one module from other source than its file's."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """The changed module, if it is asked for."""
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(compile(self.source, str(self.path), "exec"), vars(module))


def passes(name: str, path: Path, source: str, tests: Sequence[str], seconds: float, *, silent: bool = True) -> bool:
    """Whether the tests notice nothing, in a process of their own."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        if silent:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
        signal.alarm(max(2, int(seconds)))
        sys.meta_path.insert(0, Mutated(name, path, source))
        settings.load_profile("mutation")
        said = ["-x", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", "--noconftest", *PLAIN]
        os._exit(int(pytest.main([*said, *tests])))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def explained(module: str) -> dict[str, str]:
    """The survivors of a module that are known to change nothing, with the reason."""
    known = tomllib.loads(SURVIVORS.read_text(encoding="utf-8")) if SURVIVORS.exists() else {}
    entries = [entry for entry in known.get("survivor", ()) if entry["module"] == module]
    return {change: entry["why"] for entry in entries for change in entry["changes"]}


def survivors(module: str, tests: Sequence[str], most: int | None, seed: int) -> tuple[list[Mutant], int]:
    """The mutants of a module that no test notices, and how many there were."""
    path = ROOT / module
    name, source = module.removesuffix(".py").replace("/", "."), path.read_text(encoding="utf-8")
    found = mutants(source)
    if most is not None and most < len(found):
        found = sorted(Random(seed).sample(found, most), key=lambda mutant: mutant.line)
    began = time.monotonic()
    if not passes(name, path, source, tests, 600, silent=False):
        sys.exit(f"the tests fail on {module} as it stands")
    seconds, left = 2 + PATIENCE * (time.monotonic() - began), []
    for mutant in found:
        if passes(name, path, mutant.source, tests, seconds):
            left.append(mutant)
            print(f"  {module}:{mutant.line}  {mutant.change}", flush=True)
    return left, len(found)


def main() -> None:
    """Try every mutant, and tell those that survive."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("module", help="such as portfolio/workcalendar.py")
    parser.add_argument("tests", nargs="+", help="the tests that are to notice")
    parser.add_argument("-k", dest="only", default="", help="which of them, as for pytest")
    parser.add_argument("--most", type=int, help="try a sample of so many")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    left, tried = survivors(asked.module, [*asked.tests, "-k", asked.only], asked.most, asked.seed)
    known = explained(asked.module)
    told = Counter("explained" if mutant.change in known else "unexplained" for mutant in left)
    print(f"{tried} mutants, {tried - len(left)} noticed, {told['explained']} explained, {told['unexplained']} unexplained")
    stale = sorted(set(known) - {mutant.change for mutant in left}) if asked.most is None else []
    for change in stale:
        print(f"  no such survivor any more: {change}")
    sys.exit(bool(told["unexplained"] or stale))


if __name__ == "__main__":
    main()
