"""Run every benchmark: ``python -m tests.benchmarks [name …]``."""

import sys
from importlib import import_module
from pathlib import Path


def main(wanted: list[str]) -> None:
    """Run the named benchmarks, or all of them, one after the other."""
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not wanted or file.stem.removeprefix("bench_") in wanted:
            print(f"== {file.stem}")
            import_module(f"tests.benchmarks.{file.stem}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
