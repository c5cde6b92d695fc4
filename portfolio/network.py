"""The network that a schedule is computed from: a checked plan, numbered.

Dates and codes go in; inside there are integers only. The order in which tasks and links are given never matters.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from portfolio.checks import check
from portfolio.engine.bounds import Bounds, bounds
from portfolio.engine.sheet import Links, Sheet, Tasks, sheet_of
from portfolio.engine.wiring import Wiring, wired
from portfolio.specs import Due, LinkSpec, Plan, TaskSpec
from portfolio.workcalendar import WorkCalendar

__all__ = ["Due", "LinkSpec", "Network", "TaskSpec"]


@dataclass(frozen=True)
class Network(Plan):
    """A whole plan, checked and numbered. Make one with :meth:`build`.

    Examples
    --------
    >>> network = Network.build(
    ...     [TaskSpec("draft", 3), TaskSpec("review", 2)],
    ...     [LinkSpec("draft", "review", lag=1)],
    ...     {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)},
    ... )
    >>> sorted(network.graph().edges(keys=True))
    [('draft', 'review', 'FS')]
    """

    wiring: Wiring = field(repr=False)

    @classmethod
    def build(
        cls,
        tasks: Iterable[TaskSpec],
        links: Iterable[LinkSpec],
        calendars: Mapping[str, WorkCalendar],
        default: str,
        starts: Mapping[str, date],
        data_date: date | None = None,
    ) -> "Network":
        """Check a plan and number it.

        ``default`` names the plan's calendar: that of tasks which name none, and of lags on the plan's days. ``starts`` gives
        for each group (programme) the day before which none of its work begins; the data date serves where it gives none.

        Raises
        ------
        InvalidError
            With every problem of the plan, each under its task's code or its link.
        DuplicateCodeError
            If the only problem is that two tasks have one code.
        UnknownCodeError
            If the only problem is a task, parent or calendar that is not there.
        CycleError
            If tasks wait for each other, or are part of each other; it names them in order, summaries included.
        """
        listed = sorted(tasks, key=lambda task: task.code)
        joined = sorted(links, key=lambda link: (link.predecessor, link.successor, link.relation))
        check(listed, joined, calendars, default, starts, data_date)
        plan = Plan(
            tasks={task.code: task for task in listed},
            links=tuple(joined),
            calendars=dict(calendars),
            default=default,
            starts=dict(starts),
            data_date=data_date,
            children=_children((task.code, task.parent) for task in listed if task.parent is not None),
        )
        return cls(**vars(plan), wiring=wired(plan, sheet_of(plan)))

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        calendars: Mapping[str, WorkCalendar],
        default: str,
        starts: Mapping[str, date],
        data_date: date | None = None,
    ) -> "Network":
        """Number a plan that comes as columns, without an object for each task and link.

        Columns come from where they have been checked: codes in order and each once, places that exist, no duration below 0, none
        and no lag of more days than there are dates.

        Raises
        ------
        CycleError
            If tasks wait for each other.
        """
        codes, above = sheet.codes, sheet.parent
        plan = Plan(
            tasks=Tasks(sheet),
            links=Links(sheet),
            calendars=dict(calendars),
            default=default,
            starts=dict(starts),
            data_date=data_date,
            children=_children((codes[t], codes[above[t]]) for t in sheet.parts),
        )
        return cls(**vars(plan), wiring=wired(plan, sheet))

    @cached_property
    def bounds(self) -> Bounds:
        """What dates alone say of each node."""
        return bounds(self, self.wiring)


def _children(parts: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    """What each summary is made of, in code order."""
    below: dict[str, list[str]] = defaultdict(list)
    for code, parent in parts:
        below[parent].append(code)
    return {code: tuple(children) for code, children in below.items()}
