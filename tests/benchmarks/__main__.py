"""Run every benchmark: ``python -m tests.benchmarks [name …]``. Ends with 1 if a bar was missed."""

import sys
from importlib import import_module
from pathlib import Path


def main(wanted: list[str]) -> int:
    """Run the named benchmarks, or all of them, one after the other."""
    kept = True
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not wanted or file.stem.removeprefix("bench_") in wanted:
            module = import_module(f"tests.benchmarks.{file.stem}")
            print(f"== {file.stem}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
            kept = module.main() and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
