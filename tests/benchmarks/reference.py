"""The C kernel that lies beside this repository, over the same plan: early and late dates on four calendars, no drivers, no
free float; its structure is built as ours is, in topological numbering with arcs packed both ways.
"""

import ctypes
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.benchmarks.graphs import Array, Graph, peer


def why_missing() -> str | None:
    """Why there is no C kernel to compare with."""
    if not peer("kernels"):
        return "its kernel and the generator are not beside this repository, in ../shared/bench; the plans were drawn here"
    return None if shutil.which("gcc") else "there is no gcc to compile the C kernel"


@dataclass
class Reference:
    """The C kernel over a plan."""

    built: Any
    run: Callable[[], None]
    starts: Array  # of each task, in the plan's order
    finishes: Array


def build(graph: Graph) -> Any:
    """What C makes of the plan's columns: numbering and arcs, and the columns of tasks in that numbering."""
    made = peer("kernels").CCpm(graph.given)
    made.prep(graph.given["dur"], graph.given["rel"])
    made.c = graph.given["cal"][made.order]
    return made


def whole(graph: Graph, ready: Reference) -> None:
    """Build, and run the pass: that of a plan made ready, whose columns came out the same."""
    build(graph)
    ready.run()


def reference(graph: Graph) -> Reference:
    """The C kernel, made ready to run its pass with calendars."""
    made, given = build(graph), graph.given
    leaving, coming = (np.argsort(made.rank[given[end]], kind="stable") for end in ("pred", "succ"))
    columns = [
        graph.before,
        graph.day,
        made.c,
        made.optr,
        made.rank[given["succ"]][leaving],
        given["typ"][leaving],
        given["lag"][leaving],
        made.iptr,
        made.rank[given["pred"]][coming],
        given["typ"][coming],
        given["lag"][coming],
        made.d,
        made.r,
        *(np.empty(graph.size, np.int32) for _ in range(4)),
    ]
    pointers = [ctypes.c_void_p(column.ctypes.data) for column in columns]

    def run() -> None:
        made.lib.cpm_pass_cal(graph.size, graph.before.shape[1], *pointers)

    run()
    return Reference((made, columns), run, columns[-4][made.rank], columns[-3][made.rank])
