"""Seeded plans of any size as columns: those of the generator that lies beside this repository, or else of one like it."""

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from portfolio.engine.sheet import LAG_CALENDARS, Sheet
from portfolio.model import ConstraintKind, LagCalendar
from portfolio.network import Network, TaskSpec
from portfolio.workcalendar import WorkCalendar
from tests.support import ROOT

SHARED = ROOT.parent / "shared" / "bench"
MONDAY = date(2018, 1, 1)
BEGIN = MONDAY.toordinal()
WEEKS = ("1111100", "1111100", "1111100", "1111110")
SUCCESSOR = LAG_CALENDARS.index(LagCalendar.SUCCESSOR)
ENDS = np.array([1, 0, 3, 2], np.int32)
"""The ends that FS, SS, FF and SF, as the generator numbers them, join."""

Array = Any
"""Of 32-bit integers."""


@dataclass(frozen=True)
class Graph:
    """The columns of a plan. Days and indices of working days are counted from the plan's first Monday."""

    kind: str
    given: dict[str, Array]  # dur, rel (the day before which it does not start), cal; pred, succ, typ, lag
    before: Array  # of each calendar: working days before a day
    day: Array  # of each calendar: the day of a working day

    @property
    def size(self) -> int:
        """How many tasks."""
        return len(self.given["dur"])

    @property
    def links(self) -> int:
        """How many links."""
        return len(self.given["pred"])


@cache
def peer(name: str) -> Any:
    """A module that lies beside this repository, or None."""
    if not (SHARED / f"{name}.py").exists():
        return None
    if str(SHARED) not in sys.path:
        sys.path.append(str(SHARED))
    return import_module(name)


def graph(kind: str, size: int) -> Graph:
    """A layered plan, about as wide as it is deep, or 20 chains side by side; four relations, lags, four calendars."""
    shared = peer("gen")
    given = shared.make(kind, size) if shared else drawn(kind, size)
    given = {name: np.ascontiguousarray(column, np.int8 if name == "typ" else np.int32) for name, column in given.items()}
    depth = size // (max(10, int(size**0.5)) if kind == "layered" else 20)
    return Graph(kind, given, *tables(30 * depth + 2_000))


def drawn(kind: str, size: int, seed: int = 7) -> dict[str, Array]:
    """The like of a plan of the generator, where it is not there."""
    random = np.random.default_rng(seed)
    width = max(10, int(size**0.5)) if kind == "layered" else 20
    succ = np.repeat(np.arange(width, size), random.integers(2, 4, size - width))
    back = np.where(random.random(len(succ)) < 0.7, 1, random.integers(1, 6, len(succ)))
    pred = np.maximum(succ // width - back, 0) * width + random.integers(0, width, len(succ))
    if kind == "chain":
        first = np.r_[True, succ[1:] != succ[:-1]]
        pred[first] = succ[first] - width
    pred, succ = np.divmod(random.permutation(np.unique(pred * size + succ)), size)
    named = random.permutation(size)
    lag = np.where(random.random(len(succ)) < 0.75, 0, random.integers(-2, 6, len(succ)))
    return {
        "dur": random.integers(1, 21, size),
        "rel": np.where(random.random(size) < 0.02, random.integers(0, 200, size), 0),
        "cal": random.integers(0, 4, size),
        "pred": named[pred],
        "succ": named[succ],
        "typ": random.choice(4, len(succ), p=[0.80, 0.10, 0.08, 0.02]),
        "lag": lag,
    }


def tables(horizon: int, seed: int = 3) -> tuple[Array, Array]:
    """Four calendars with ten days off a year: working days before each day, and the days worked."""
    random = np.random.default_rng(seed)
    before, day = np.zeros((4, horizon + 1), np.int32), np.full((4, horizon + 1), horizon, np.int32)
    for c, week in enumerate(WEEKS):
        worked = np.resize([mark == "1" for mark in week], horizon)
        worked[random.choice(horizon, horizon * 10 // 365 + 1, replace=False)] = False
        np.cumsum(worked, out=before[c, 1:])
        days = np.flatnonzero(worked)
        day[c, : len(days)] = days
    return before, day


def calendars(graph: Graph) -> dict[str, WorkCalendar]:
    """The calendars of a plan as the engine takes them."""
    made = {}
    for c, week in enumerate(WEEKS):
        worked = np.diff(graph.before[c]) > 0
        off = np.flatnonzero(~worked & np.resize([mark == "1" for mark in week], len(worked)))
        made[f"C{c}"] = WorkCalendar(week, [MONDAY + timedelta(int(day)) for day in off])
    return made


def sheet(graph: Graph) -> Sheet:
    """The columns of a plan as the engine takes them."""
    g, size = graph.given, graph.size
    codes = [f"T{i:07}" for i in range(size)]
    special = {
        int(i): TaskSpec(
            codes[i],
            int(g["dur"][i]),
            f"C{g['cal'][i]}",
            "P",
            constraints=((ConstraintKind.SNET, MONDAY + timedelta(int(g["rel"][i]))),),
        )
        for i in np.flatnonzero(g["rel"])
    }
    none, ends = np.full(size, -1, np.int32), ENDS[g["typ"]]
    on = np.full(graph.links, SUCCESSOR, np.int32)
    group, names = np.zeros(size, np.int32), [f"C{c}" for c in range(4)]
    return Sheet(codes, g["dur"], g["cal"], group, none, special, g["pred"], g["succ"], ends, g["lag"], on, names, ["P"])


def network(columns: Sheet, known: dict[str, WorkCalendar]) -> Network:
    """A plan, numbered."""
    return Network.of(columns, known, "C0", {"P": MONDAY})
