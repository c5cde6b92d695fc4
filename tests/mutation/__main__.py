"""``python -m tests.mutation``: which small changes of the computation of dates no test notices; some minutes a module.

A mutant that passes the tests is a survivor: it is to be killed by a further test, or to stand in ``survivors.toml`` with the
reason why it changes nothing. Ends with 1 if one does neither, or if a reason is given for one that there is not any more.

``python -m tests.mutation portfolio/workcalendar.py`` tries one module, ``--of WorkCalendar.nth`` one function of it, ``--only``
the changes that hold a text, ``--most`` a seeded sample, ``--tests`` other tests than those named here. What is compiled is not
mutated.
"""

import argparse
import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trying import ROOT, unnoticed

SURVIVORS = Path(__file__).with_name("survivors.toml")
KERNEL = (
    *("test_cpm.py", "test_constraints.py", "test_floats.py", "test_progress.py", "test_milestones.py"),
    *("test_paths.py", "engine/test_summaries.py", "engine/test_wiring.py", "engine/test_kernel.py::TestCounting"),
    "test_whole_plans.py::test_all_dates_and_floats_are_those_that_brute_force_finds",
    "test_whole_plans.py::test_what_drives_a_task_would_be_broken_a_day_earlier",
    "test_live.py::test_where_one_calendar_rules_late_dates_are_tails_and_say_the_same",
    "test_live.py::test_a_summary_binds_one_of_its_own_children_after_links_of_others_have_moved",
)
TESTS = {
    "portfolio/workcalendar.py": ("test_workcalendar.py",),
    "portfolio/cpm.py": KERNEL,
    "portfolio/engine/counting.py": ("engine/test_kernel.py::TestCounting",),
    "portfolio/engine/kernel.py": KERNEL,
}
"""The modules, and the tests that are to notice."""


def explained(module: str) -> dict[str, str]:
    """The survivors of a module that are known to change nothing, with the reason."""
    known = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))
    return {change: entry["why"] for entry in known["survivor"] if entry["module"] == module for change in entry["changes"]}


def told(module: str, found: Sequence[Mutant], left: Sequence[Mutant], known: dict[str, str], *, whole: bool) -> bool:
    """Tell what became of the mutants; whether all are accounted for."""
    for mutant in left:
        if mutant.change not in known:
            print(f"  {module}:{mutant.line}  {mutant.change}")
    stale = [change for change in known if change not in {mutant.change for mutant in left}] if whole else []
    for change in stale:
        print(f"  no such survivor any more: {change}")
    for where in [*dict.fromkeys(mutant.where for mutant in found), ""]:
        tried, alive = ([mutant for mutant in some if where in (mutant.where, "")] for some in (found, left))
        spoken = sum(mutant.change in known for mutant in alive)
        print(
            f"{module} {where}".strip() + f": {len(tried)} mutants, {len(tried) - len(alive)} noticed, {spoken} explained, "
            f"{len(alive) - spoken} unexplained"
        )
    return not stale and all(mutant.change in known for mutant in left)


def main() -> None:
    """Try every mutant, and tell those that survive."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("module", nargs="?", choices=TESTS)
    parser.add_argument("--of", action="append", metavar="FUNCTION", help="try only what stands in this function")
    parser.add_argument("--only", action="append", metavar="TEXT", help="try only changes that hold this text")
    parser.add_argument("--tests", nargs="+", help="other tests than those that are named for the module")
    parser.add_argument("-k", dest="such", default="not hundred_thousand", help="which of them, as for pytest")
    parser.add_argument("--most", type=int, help="try a sample of so many")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    if not asked.module:
        sys.exit(max([subprocess.call([sys.executable, "-m", "tests.mutation", module]) for module in TESTS]))
    found = mutants((ROOT / asked.module).read_text("utf-8"), asked.of or ())
    known = {change: why for change, why in explained(asked.module).items() if not asked.of or change.split(":")[0] in asked.of}
    found = [mutant for mutant in found if any(text in mutant.change for text in asked.only or ("",))]
    if asked.most is not None and asked.most < len(found):
        found = sorted(Random(asked.seed).sample(found, asked.most), key=lambda mutant: mutant.line)
    tests = asked.tests or [f"tests/portfolio/{name}" for name in TESTS[asked.module]]
    with TemporaryDirectory() as scratch:  # what is compiled of a mutant must never be taken for what stands in the file
        os.environ["NUMBA_CACHE_DIR"] = scratch
        left = unnoticed(asked.module, found, [*tests, "-k", asked.such])
    sys.exit(not told(asked.module, found, left, known, whole=asked.most is None and not asked.only))


if __name__ == "__main__":
    main()
