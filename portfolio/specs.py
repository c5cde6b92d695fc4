"""What a plan is made of before it is numbered: tasks, links, deadlines, as the scheduler sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from portfolio.errors import UnknownCodeError
from portfolio.model import ConstraintKind, DeadlineKind, LagCalendar, Relation
from portfolio.workcalendar import ELAPSED, WorkCalendar

if TYPE_CHECKING:
    import networkx as nx


class Due(NamedTuple):
    """A deadline of a task: its last day, who set it, and the first day where it names an interval.

    The last day bounds late dates, never early ones; the first bounds nothing.
    """

    day: date
    kind: DeadlineKind = DeadlineKind.INSTRUMENT
    not_before: date | None = None


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A task. ``duration`` and ``remaining`` are working days of its own calendar; a duration of 0 makes a milestone.

    ``done`` without ``actual_finish`` is finished work whose finish is not on record: it was by ``done_by``, which binds what
    follows as a finish would, or else before the data date.
    """

    code: str
    duration: int
    calendar: str = ""
    group: str = ""
    parent: str | None = None
    milestone: bool = False
    constraints: tuple[tuple[ConstraintKind, date | None], ...] = ()
    deadlines: tuple[Due, ...] = ()
    actual_start: date | None = None
    actual_finish: date | None = None
    remaining: int | None = None
    done: bool = False
    done_by: date | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing remains to be done."""
        return self.done or self.actual_finish is not None or (self.duration == 0 and self.actual_start is not None)

    @property
    def started(self) -> bool:
        """Whether it is under way: begun and not finished."""
        return self.actual_start is not None and not self.finished

    @property
    def binding_deadline(self) -> date | None:
        """The day that late dates must keep: the latest extension, else the earliest day that an instrument sets."""
        extended = [due.day for due in self.deadlines if due.kind is DeadlineKind.EXTENSION]
        return max(extended) if extended else min((due.day for due in self.deadlines), default=None)


@dataclass(frozen=True, slots=True)
class LinkSpec:
    """One end of the predecessor, plus a lag, bounds one end of the successor. A negative lag is a lead."""

    predecessor: str
    successor: str
    relation: Relation = Relation.FS
    lag: int = 0
    lag_calendar: LagCalendar = LagCalendar.PREDECESSOR

    @property
    def from_finish(self) -> bool:
        """Whether the predecessor's finish binds, rather than its start."""
        return self.relation in (Relation.FS, Relation.FF)

    @property
    def to_finish(self) -> bool:
        """Whether the successor's finish is bound, rather than its start."""
        return self.relation in (Relation.FF, Relation.SF)


@dataclass(frozen=True)
class Plan:
    """Tasks and links that have been checked, with what their days are counted on. Mappings are in code order."""

    tasks: Mapping[str, TaskSpec]
    links: Sequence[LinkSpec]
    calendars: Mapping[str, WorkCalendar]
    default: str
    starts: Mapping[str, date]
    data_date: date | None
    children: Mapping[str, Sequence[str]]

    def task(self, code: str) -> TaskSpec:
        """The task with this code.

        Raises
        ------
        UnknownCodeError
            If the plan has none.
        """
        found = self.tasks.get(code)
        if found is None:
            raise UnknownCodeError("task", code, tuple(self.tasks))
        return found

    def calendar_of(self, task: TaskSpec) -> WorkCalendar:
        """The calendar that a task's days are counted on."""
        return self.calendars[task.calendar or self.default]

    def lag_calendar_of(self, link: LinkSpec) -> WorkCalendar:
        """The calendar that a link's lag is counted on."""
        match link.lag_calendar:
            case LagCalendar.PREDECESSOR:
                return self.calendar_of(self.tasks[link.predecessor])
            case LagCalendar.SUCCESSOR:
                return self.calendar_of(self.tasks[link.successor])
            case LagCalendar.PLAN:
                return self.calendars[self.default]
        return ELAPSED

    def is_summary(self, code: str) -> bool:
        """Whether the task spans children."""
        return code in self.children

    def leaves(self, code: str) -> tuple[str, ...]:
        """The tasks below a summary that are no summaries themselves, by code; a plain task is its own only leaf."""
        found, waiting = [], [code]
        while waiting:
            here = waiting.pop()
            if here in self.children:
                waiting += self.children[here]
            else:
                found.append(here)
        return tuple(sorted(found))

    def start_of(self, group: str) -> date | None:
        """The day before which no work of a group begins: its own, else the data date."""
        return self.starts.get(group, self.data_date)

    def graph(self) -> "nx.MultiDiGraph[str]":
        """A networkx view of the tasks and links, keyed by relation; changing it changes nothing here."""
        import networkx as nx  # noqa: PLC0415 - only who asks for the view waits for the library

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from((code, {"task": task}) for code, task in self.tasks.items())
        for link in self.links:
            graph.add_edge(link.predecessor, link.successor, key=link.relation.value, link=link, lag=link.lag)
        return graph
