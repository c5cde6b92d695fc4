"""The loops of a plan, whatever else is wrong with it: they hang on nothing but what waits for what and is part of what."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from portfolio.checks import parent_loops
from portfolio.errors import CycleError
from portfolio.network import Network
from portfolio.specs import LinkSpec, TaskSpec
from portfolio.workcalendar import ELAPSED


def loops(tasks: Iterable[TaskSpec], links: Iterable[LinkSpec]) -> tuple[tuple[str, ...], ...]:
    """A loop of each knot of tasks that are part of each other or wait for each other; its first code comes again at its end.

    What leads to no task, or to one of several with the same code, belongs to none.

    Examples
    --------
    >>> loops([TaskSpec(code, -1) for code in "abcd"], [LinkSpec(*ends) for ends in ("ab", "ba", "bx", "cd", "dc", "dc")])
    (('a', 'b', 'a'), ('c', 'd', 'c'))
    """
    given = list(tasks)
    times = Counter(task.code for task in given)
    parent = {task.code: task.parent if times[task.parent or ""] == 1 else None for task in given if times[task.code] == 1}
    found = list(parent_loops(parent))
    apart = {code for loop in found for code in loop}
    bare = [TaskSpec(code, 0, parent=None if code in apart else above) for code, above in parent.items()]
    ends = {(link.predecessor, link.successor) for link in links}
    joined = [LinkSpec(before, after) for before, after in ends if before in parent and after in parent]
    try:
        Network.build(bare, joined, {"": ELAPSED}, "", {"": date.min})
    except CycleError as told:
        found += [told.cycle, *told.others]
    return tuple(found)
