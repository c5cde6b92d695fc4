"""How benchmarks measure: sides in turn on a machine as quiet as it gets, the best of each, and one table at the end.

Times are the processor's, so that others on the machine disturb them less; a ratio of two sides that ran in turn is what to
compare between machines. A bar that is missed is said to be missed, with what the machine was busy with meanwhile.
"""

import gc
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from time import monotonic, process_time, sleep

STAT = Path("/proc/stat")
QUIET = 0.08
"""A machine is quiet whose processors are busy for no more than this share of a second."""
PATIENCE = 60.0
"""Seconds that a whole run spends on waiting for quiet."""
TURN = 0.05
"""Seconds that a side has in its turn, so that the best of a short one is sought for as long."""

_waited = 0.0


def busy() -> tuple[float, float]:
    """The time that the processors have been busy, and all their time; nothing where the system does not say."""
    if not STAT.exists():
        return 0.0, 1.0
    user, nice, system, idle, wait, *rest = map(float, STAT.read_text(encoding="ascii").split("\n", 1)[0].split()[1:9])
    work = user + nice + system + sum(rest)
    return work, work + idle + wait


def await_quiet() -> None:
    """Wait until others leave the machine alone, as long as there is patience left."""
    global _waited  # noqa: PLW0603 - patience is that of the whole run
    begun = monotonic()
    while _waited + monotonic() - begun < PATIENCE:
        work, total = busy()
        sleep(0.5)
        later, end = busy()
        if later - work <= QUIET * max(1.0, end - total):
            break
    _waited += monotonic() - begun


def paired(*sides: Callable[[], object], rounds: int = 7) -> list[float]:
    """The least seconds of each side over rounds in which they run in turn."""
    best = [inf] * len(sides)
    await_quiet()
    for _ in range(rounds):
        for at, side in enumerate(sides):
            gc.collect()
            spent = 0.0
            while spent < TURN:
                begun = process_time()
                made = side()
                taken = process_time() - begun
                best[at], spent = min(best[at], taken), spent + taken
                del made
    return best


@dataclass
class Row:
    """One measured thing: a ratio and, if it is held to one, the bar that it may not pass."""

    what: str
    ours: float
    peer: float | None = None
    ratio: float | None = None
    most: float | None = None
    least: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the bar is kept."""
        if self.ratio is None or (self.most is None and self.least is None):
            return ""
        return "kept" if (self.least or 0.0) <= self.ratio <= (self.most or inf) else "MISSED"

    def __str__(self) -> str:
        bar = f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}" if self.least is not None else ""
        peer = "" if self.peer is None else seconds(self.peer)
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}" if self.ratio < 100 else f"{self.ratio:.0f}"
        return f"  {self.what:<64} {seconds(self.ours):>10} {peer:>10} {ratio:>8}  {bar:<7} {self.verdict}".rstrip()


def seconds(time: float) -> str:
    """A time with its unit."""
    return f"{time:.2f} s" if time >= 1 else f"{1e3 * time:.2f} ms"


@dataclass
class Report:
    """The table of one benchmark, and what it could not measure."""

    beside: str
    rows: list[Row] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    _since: tuple[float, float] = field(default_factory=busy)

    def beat(self, what: str, ours: float, peer: float, least: float | None = None) -> None:
        """A peer that takes this many times as long as we do."""
        self.rows.append(Row(what, ours, peer, peer / ours, least=least))

    def within(self, what: str, ours: float, peer: float | None, most: float | None = None) -> None:
        """A peer of which we may take so many times the time."""
        self.rows.append(Row(what, ours, peer, None if peer is None else ours / peer, most))

    def printed(self) -> bool:
        """Print the table; says whether every bar was kept."""
        work, total = (now - then for now, then in zip(busy(), self._since, strict=True))
        print(f"  {'':<64} {'ours':>10} {self.beside:>10} {'ratio':>8}  bar")
        print(*self.rows, sep="\n")
        print(*(f"  NOT measured: {what}" for what in self.missing), sep="\n", end="\n" if self.missing else "")
        load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
        print(f"  every answer was asserted; load {load}; processors busy {work / max(1.0, total):.0%} of the time")
        return missed(self.rows) == 0


def missed(rows: Iterable[Row]) -> int:
    """How many bars were missed."""
    return sum(row.verdict == "MISSED" for row in rows)
