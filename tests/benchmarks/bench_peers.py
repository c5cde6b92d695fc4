"""What a large plan costs beside what people use today: networkx with Python around it, and the scheduler of MPXJ.

Over networkx goes the critical path method with the same law: four calendars that are looked up in tables, floats and drivers.
MPXJ's scheduler works on a five-day week. Both are given their graph or project ready made; beside MPXJ we number the plan anew
each time.
"""

import shutil
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np

from portfolio.engine import kernel
from portfolio.engine.compiled import compiled
from portfolio.engine.kernel import FROM_FINISH, PLACE, TO_FINISH
from portfolio.engine.sheet import Sheet
from portfolio.network import Network
from portfolio.workcalendar import WorkCalendar
from tests.benchmarks.bench_kernel import computed, early_places, run
from tests.benchmarks.graphs import ENDS, MONDAY, Graph, calendars, graph, network, sheet
from tests.benchmarks.measuring import Report, paired

SIZE = 100_000
NETWORKX, MPXJ = 200, 75


def on_one(columns: Sheet, calendar: WorkCalendar) -> Callable[[], Network]:
    """What numbers a plan of which every task and lag counts on one calendar."""
    alone = replace(columns, calendar=np.zeros_like(columns.calendar), special={}, calendars=["C0"])
    return lambda: network(alone, {"C0": calendar})


def directed(plan: Graph) -> "nx.DiGraph[int]":
    """The plan as networkx holds it."""
    g = plan.given
    made: nx.DiGraph[int] = nx.DiGraph()
    made.add_nodes_from(
        (i, {"days": days, "calendar": calendar, "first": first})
        for i, (days, calendar, first) in enumerate(zip(*(g[name].tolist() for name in ("dur", "cal", "rel")), strict=True))
    )
    columns = (g["pred"], g["succ"], ENDS[g["typ"]], g["lag"])
    made.add_edges_from(
        (a, b, {"from": ends & FROM_FINISH, "to": ends & TO_FINISH, "lag": lag})
        for a, b, ends, lag in zip(*(column.tolist() for column in columns), strict=True)
    )
    return made


Answers = tuple[dict[int, int], dict[int, int], dict[int, int], dict[int, list[int]]]


def critical_path(made: "nx.DiGraph[int]", before: list[list[int]], day: list[list[int]]) -> Answers:
    """The critical path method over networkx: early and late place and free float of each task, and who drives it."""
    order = list(nx.topological_sort(made))
    tasks, into, out = made.nodes, made.pred, made.succ
    early, late, free = dict[int, int](), dict[int, int](), dict[int, int]()
    start, finish, drivers = dict[int, int](), dict[int, int](), dict[int, list[int]]()
    for i in order:
        task = tasks[i]
        count, days = before[task["calendar"]], task["days"]
        at, driving = count[task["first"]], list[int]()
        for j, link in into[i].items():
            asked = count[finish[j] if link["from"] else start[j]] + link["lag"] - (days if link["to"] else 0)
            if asked > at:
                at, driving = asked, [j]
            elif asked == at:
                driving.append(j)
        worked = day[task["calendar"]]
        early[i], drivers[i], start[i], finish[i] = at, driving, worked[at], worked[at + days - 1] + 1
    end = max(finish.values())
    for i in reversed(order):
        task = tasks[i]
        count, days = before[task["calendar"]], task["days"]
        last = here = count[end] - days
        for j, link in out[i].items():
            other = tasks[j]
            worked, moved = day[other["calendar"]], (other["days"] if link["to"] else 0) - link["lag"]
            until, now = worked[late[j] + moved], worked[early[j] + moved]
            if link["from"]:
                last, here = min(last, count[until] - days), min(here, count[now] - days)
            else:
                last, here = min(last, count[until + 1] - 1), min(here, count[now + 1] - 1)
        late[i], free[i] = last, here - early[i]
    return early, late, free, drivers


def beside_networkx(plan: Graph, columns: Sheet, report: Report) -> None:
    """Passes over a graph that is there, and with the making of the graph."""
    known, tables = calendars(plan), (plan.before.tolist(), plan.day.tolist())
    numbered, made = network(columns, known), directed(plan)
    passes, (early, late, free, drivers) = computed(numbered), critical_path(made, *tables)
    places, rank = passes.places.reshape(-1, PLACE), numbered.wiring.rank
    at = early_places(plan, passes)
    offset = places[:, kernel.AT] - at
    for column, said in ((at, early), (places[:, kernel.LATE_AT] - offset, late), (places[:, kernel.FREE], free)):
        assert column[rank].tolist() == [said[i] for i in range(plan.size)]
    assert int(passes.told.sum()) == sum(map(len, drivers.values()))
    ours, theirs = paired(lambda: run(passes), lambda: critical_path(made, *tables), rounds=3)
    report.beat(f"{plan.kind} {plan.size:,} tasks: pass, networkx + Python", ours, theirs, NETWORKX)
    ours, theirs = paired(lambda: computed(network(columns, known)), lambda: critical_path(directed(plan), *tables), rounds=2)
    report.beat(f"{plan.kind} {plan.size:,} tasks: build + pass, networkx + Python", ours, theirs)


def java() -> tuple[Any, str]:
    """The Python package that calls Java, with MPXJ loaded; or why it cannot."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jpype  # noqa: PLC0415
            import mpxj  # noqa: F401, PLC0415
    except ImportError:
        return None, "the Python packages mpxj and jpype1 are not installed"
    if not shutil.which("java"):
        return None, "there is no Java"
    if not jpype.isJVMStarted():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            jpype.startJVM("-Xss64m", "-Xmx6g", "-XX:+UseSerialGC", convertStrings=True)
    return jpype, ""


def project(plan: Graph, jpype: Any) -> tuple[Any, list[Any]]:
    """The plan as MPXJ holds it, and its tasks."""
    mpxj, g = jpype.JPackage("org").mpxj, plan.given
    made = mpxj.ProjectFile()
    week = made.addDefaultBaseCalendar()
    made.getProjectProperties().setDefaultCalendar(week)
    day, kind, relation = mpxj.TimeUnit.DAYS, mpxj.ActivityType.TASK_DEPENDENT, mpxj.RelationType
    length = [mpxj.Duration.getInstance(days, day) for days in range(21)]
    lag = {days: mpxj.Duration.getInstance(days, day) for days in range(-2, 6)}
    ends = (relation.FINISH_START, relation.START_START, relation.FINISH_FINISH, relation.START_FINISH)
    tasks = []
    for days in g["dur"].tolist():
        task = made.addTask()
        task.setDuration(length[days])
        task.setActualDuration(length[0])
        task.setRemainingDuration(length[days])
        task.setPlannedDuration(length[days])
        task.setCalendar(week)
        task.setActivityStatus(mpxj.ActivityStatus.NOT_STARTED)
        task.setActivityType(kind)
        task.setConstraintType(mpxj.ConstraintType.AS_SOON_AS_POSSIBLE)
        tasks.append(task)
    builder = mpxj.Relation.Builder
    for pred, succ, typ, days in zip(*(g[name].tolist() for name in ("pred", "succ", "typ", "lag")), strict=True):
        tasks[succ].addPredecessor(builder().predecessorTask(tasks[pred]).type(ends[typ]).lag(lag[days]))
    return made, tasks


def beside_mpxj(plan: Graph, columns: Sheet, report: Report) -> None:
    """MPXJ schedules a project that is there; we number the plan each time."""
    jpype, why = java()
    if why:
        report.missing.append(f"MPXJ: {why}")
        return
    made, tasks = project(plan, jpype)
    begin = jpype.JClass("java.time.LocalDateTime").of(MONDAY.year, MONDAY.month, MONDAY.day, 8, 0)
    scheduler, number = jpype.JPackage("org").mpxj.cpm.MicrosoftScheduler(), on_one(columns, WorkCalendar())
    for _ in range(2):  # until its code is compiled
        scheduler.schedule(made, begin)
    passes = computed(number())
    places, rank = passes.places.reshape(-1, PLACE), passes.wiring.rank
    epoch = MONDAY.toordinal() - int(begin.toLocalDate().toEpochDay())
    starts = np.array([int(task.getEarlyStart().toLocalDate().toEpochDay()) for task in tasks]) + epoch
    ends = np.array([int(task.getEarlyFinish().toLocalDate().toEpochDay()) for task in tasks]) + epoch + 1
    here = starts >= MONDAY.toordinal()  # by a lead, MPXJ begins a task before its project; we do not
    assert here.sum() > 0.999 * plan.size
    assert ends.max() == int(passes.ends[0]) >> 1
    assert np.array_equal(starts[here], places[rank, kernel.START][here] >> 1)
    assert np.array_equal(ends[here], places[rank, kernel.FINISH][here] >> 1)
    ours, theirs = paired(lambda: computed(number()), lambda: scheduler.schedule(made, begin), rounds=4)
    report.beat(f"{plan.kind} {plan.size:,} tasks: build + pass, MPXJ schedule()", ours, theirs, MPXJ)


def main() -> bool:
    """Measure, assert and print."""
    compiled()
    report = Report("peer")
    plan = graph("layered", SIZE)
    columns = sheet(plan)
    beside_networkx(plan, columns, report)
    beside_mpxj(plan, columns, report)
    return report.printed()
