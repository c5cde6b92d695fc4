"""The critical path method: a network in, a schedule out.

The law, in the words of the passes: early dates are the first that the start, the data date, constraints and every incoming
link allow; late dates are the last that the end, constraints, deadlines and every outgoing link allow. Constraints and
deadlines that ask for less than logic gives are not kept: the miss is named and shows as negative float.
"""

from portfolio.bounds import ALWAYS, State, bounds, evening
from portfolio.columns import Columns, longest_path
from portfolio.dates import Cause, Driver, LinkDates, Miss, TaskDates
from portfolio.network import Network
from portfolio.passes import forward, free, late
from portfolio.schedule import Against, Criterion, Rule, Schedule

__all__ = ["Against", "Cause", "Criterion", "Driver", "LinkDates", "Miss", "Rule", "Schedule", "TaskDates", "schedule"]


def schedule(
    network: Network,
    *,
    against: Against = "programme",
    critical: Criterion = "float",
    threshold: int = 0,
    progress: Rule = "retained",
) -> Schedule:
    """Date every task of a network.

    Late dates are against the end of each task's own programme, or of the whole portfolio. A task is critical whose total
    float is at most ``threshold`` working days, or which is on the longest path to that end. Finished work never is: the
    critical path shows what remains. ``progress`` says what holds the rest of work that began before its predecessors allowed:
    they still do (``retained``), or its actual start has answered every bound on its start (``override``).

    Raises
    ------
    InvalidError
        When dates are asked for that lie outside the years 1 to 9999.

    Examples
    --------
    >>> from datetime import date
    >>> from portfolio.network import LinkSpec, TaskSpec
    >>> from portfolio.workcalendar import WorkCalendar
    >>> plan = schedule(Network.build(
    ...     [TaskSpec("draft", 3), TaskSpec("translate", 1), TaskSpec("review", 2)],
    ...     [LinkSpec("draft", "review", lag=1), LinkSpec("translate", "review")],
    ...     {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)},
    ... ))
    >>> str(plan.tasks["review"].early_start), plan.tasks["translate"].total_float, plan.critical
    ('2018-07-06', 3, ('draft', 'review'))
    """
    wiring, fixed = network.wiring, bounds(network)
    answers = [progress == "override" and state is State.RUNNING for state in fixed.state]
    early = forward(wiring, fixed, answers)
    ends: dict[str, int] = {}
    for code, i in wiring.task_node.items():
        group = network.tasks[code].group
        mark = evening(fixed.past[i][1]) if i in fixed.past else early.finish[i]
        ends[group] = max(ends.get(group, mark), mark)
    limits = _limits(network, ends, against)
    floats = free(wiring, fixed, early, answers, limits)
    columns = Columns(fixed, early, late(wiring, fixed, early, answers, limits), floats, ends, answers, [False] * len(limits))
    if critical == "float":
        columns.critical[:] = [columns.moves(i) and columns.total(i) <= threshold for i in range(len(limits))]
    else:
        for of in ends if against == "programme" else (None,):
            for i in longest_path(network, columns, of):
                columns.critical[i] = True
    return Schedule(network, against, critical, threshold, progress, columns)


def _limits(network: Network, ends: dict[str, int], against: Against) -> list[int]:
    """For every node the mark that its finish may not pass: a task's own programme's end, or the portfolio's."""
    wiring = network.wiring
    limits = [ALWAYS] * len(wiring.codes)
    whole = max(ends.values(), default=ALWAYS)
    for code, i in wiring.task_node.items():
        limits[i] = ends[network.tasks[code].group] if against == "programme" else whole
    return limits
