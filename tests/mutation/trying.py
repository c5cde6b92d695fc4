"""Has the tests look at mutants, each in a process of its own, the tests that noticed most first.

What is changed inside a function is tried in a copy of the one process that has run the tests on the unchanged module: the
functions there are given the changed code. What is changed outside of any is imported anew, which takes longer.
"""

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from importlib.abc import Loader
from inspect import CO_NEWLOCALS
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

from tests.mutation.mutants import Mutant

ROOT = Path(__file__).parents[2]
PYTEST = (
    *("-x", "-q", "--disable-warnings", "-c", os.devnull, "--rootdir", str(ROOT), "--import-mode=importlib", "--noconftest"),
    *("-p", "no:cacheprovider", "-p", "no:schemathesis"),
)
PATIENCE = 5
"""How many times as long as on the unchanged module a test may compute, and then counts as noticing."""

FAILED = 70

settings.register_profile(
    "mutation",
    database=None,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutation")


def unnoticed(module: str, found: Sequence[Mutant], tests: Sequence[str]) -> list[Mutant]:
    """The mutants of a module that the tests do not notice. Ends the process if the tests fail on it as it stands."""
    path = ROOT / module
    outside, inside = ([mutant for mutant in found if mutant.inside is where] for where in (False, True))
    left = []
    if outside:
        began = time.monotonic()
        if _noticed(Mutated(path, path.read_text("utf-8")), tests, 600):
            sys.exit(f"the tests fail on {module} as it stands")
        seconds = 2 + PATIENCE * (time.monotonic() - began)
        left = [mutant for mutant in outside if not _noticed(Mutated(path, mutant.source), tests, seconds)]
    trial = Trial(path, inside)
    if pytest.main([*PYTEST, *tests], plugins=[trial]):
        sys.exit(f"the tests fail on {module} as it stands")
    return left + trial.left


def in_a_copy(noticed: Callable[[], bool]) -> bool:
    """Whether it is so in a copy of this process, or the copy breaks."""
    sys.stdout.flush()
    copy = os.fork()
    if not copy:
        nowhere, ended = os.open(os.devnull, os.O_WRONLY), FAILED
        try:
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            ended = int(noticed())
        finally:
            os._exit(ended)
    if (ended := os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])) == FAILED:
        sys.exit("a mutant could not be tried")
    return ended != 0


class Mutated(importlib.abc.MetaPathFinder, Loader):
    """Imports one module from other source than its file's."""

    def __init__(self, path: Path, source: str) -> None:
        self.name, self.path, self.source = _name(path), path, source

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """The changed module, if it is asked for."""
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(compile(self.source, str(self.path), "exec"), vars(module))


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _noticed(mutated: Mutated, tests: Sequence[str], seconds: float) -> bool:
    def noticed() -> bool:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        sys.meta_path.insert(0, mutated)
        return bool(pytest.main([*PYTEST, *tests]))

    return in_a_copy(noticed)


class Trial:
    """A plugin that, once the tests have passed, has them look at each mutant."""

    def __init__(self, path: Path, found: Iterable[Mutant]) -> None:
        self.path, self.found, self.source = path, found, path.read_text("utf-8")
        self.left: list[Mutant] = []
        self.took, self.noticed = Counter[str](), Counter[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how long a test takes on what is not changed."""
        self.took[report.nodeid] += report.duration  # type: ignore[assignment]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Try every mutant after all tests."""
        ended = yield
        if not session.testsfailed:
            if self._notice(Mutant(0, "module", "nothing", self.source, inside=True), session.items):
                sys.exit("the tests fail in a copy, or the module was changed meanwhile")
            for mutant in self.found:
                if not self._notice(mutant, session.items):
                    self.left.append(mutant)
                    print(f"  not noticed: {mutant.change}", flush=True)
        return ended

    def _notice(self, mutant: Mutant, items: Iterable[pytest.Item]) -> bool:
        order = sorted(items, key=lambda item: (-self.noticed[item.nodeid], self.took[item.nodeid]))
        told, tell = os.pipe()

        def noticed() -> bool:
            self._change(mutant.source)
            for item in order:
                os.write(tell, b".")
                signal.setitimer(signal.ITIMER_PROF, 1 + PATIENCE * self.took[item.nodeid])
                if any(report.failed for report in runtestprotocol(item, log=False)):
                    return True
            return False

        was = in_a_copy(noticed)
        os.close(tell)
        with open(told, "rb") as dots:
            self.noticed[order[len(dots.read()) - 1].nodeid] += was
        return was

    def _change(self, source: str) -> None:
        file = str(self.path)
        codes = zip(*(_codes(compile(text, file, "exec")) for text in (self.source, source)), strict=True)
        changed = {_place(was): code for was, code in codes}
        for function in [each for each in gc.get_objects() if isinstance(each, FunctionType)]:
            if function.__code__.co_filename == file and _place(function.__code__) in changed:
                function.__code__ = changed[_place(function.__code__)]


def _codes(within: CodeType) -> Iterator[CodeType]:
    """The code of the functions of a module and of its classes."""
    for code in within.co_consts:
        if isinstance(code, CodeType):
            yield code
            if not code.co_flags & CO_NEWLOCALS:
                yield from _codes(code)


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno
