"""The critical path method: a network in, a schedule out.

The law, in the words of the passes: early dates are the first that the start, the data date, constraints and every incoming
link allow; late dates are the last that the end, constraints, deadlines and every outgoing link allow. Constraints and
deadlines that ask for less than logic gives are not kept: the miss is named and shows as negative float.
"""

from portfolio.dates import Cause, Driver, LinkDates, Miss, TaskDates
from portfolio.engine.columns import Columns, longest_path
from portfolio.engine.kernel import NEVER, PAST
from portfolio.engine.passes import Against, Passes
from portfolio.network import Network
from portfolio.schedule import Criterion, Rule, Schedule

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
        When the plan runs past the year 9999, or a late date is asked for that lies before the year 1.

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
    passes = Passes.of(network.wiring, network.bounds, override=progress == "override")
    passes.forward()
    ends = {group: int(end) for group, end in zip(network.wiring.sheet.groups, passes.ends) if end > NEVER}
    passes.backward(passes.limits(against))
    columns = Columns(passes, ends)
    if critical == "float":
        columns.critical = [
            state < PAST and total <= threshold for state, total in zip(columns.bounds.state, columns.totals, strict=True)
        ]
    else:
        columns.critical = [False] * network.wiring.size
        for i in longest_path(columns, ends if against == "programme" else None):
            columns.critical[i] = True
    return Schedule(network, against, critical, threshold, progress, columns)
