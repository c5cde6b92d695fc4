"""What a plan file says, whichever format it came in: the one value between readers, the scheduler and writers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import floor

from governance.messages import Message, _
from portfolio.checks import place
from portfolio.errors import DuplicateCodeError, InvalidError, Problem
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.workcalendar import ELAPSED, WorkCalendar

ELAPSED_CALENDAR = "elapsed"
"""The calendar that every plan has without naming it: every day is worked. A task on it has an elapsed duration."""
DEFAULT_CALENDAR = "standard"
"""The calendar of a plan that names none: Monday to Friday."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The dates that the file itself gives a task, as another tool computed them; never used, only compared with ours."""

    early_start: date | None = None
    early_finish: date | None = None
    late_start: date | None = None
    late_finish: date | None = None
    total_float: int | None = None
    free_float: int | None = None


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task: what the scheduler needs of it (``spec``), and what else the file says.

    ``estimate`` is optimistic, most likely and pessimistic, in working days; ``uses`` gives units of each resource.
    """

    spec: TaskSpec
    title: str = ""
    estimate: tuple[int, int, int] | None = None
    uses: Mapping[str, float] = field(default_factory=dict)
    stated: Stated | None = None

    @property
    def code(self) -> str:
        """The task's code."""
        return self.spec.code


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A link. With ``percent`` its lag is that share of the predecessor's duration, and ``spec.lag`` means nothing."""

    spec: LinkSpec
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that tasks use: how many units of it there are, or None where the file does not say."""

    code: str
    title: str = ""
    capacity: float | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """First and last days as they were once approved, by task, and the document that approved them."""

    name: str
    dates: Mapping[str, tuple[date, date]]
    document: str = ""


@dataclass(frozen=True)
class PlanFile:
    """A whole plan. Tasks, links, calendars and resources are in code order, so that equal plans are equal values.

    ``start`` is the day before which nothing begins; ``starts`` gives programmes (groups of tasks) their own. ``left_out`` says
    what the file holds and this value does not, thing by thing: nothing is dropped in silence.
    """

    tasks: tuple[PlanTask, ...]
    links: tuple[PlanLink, ...] = ()
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    calendar: str = DEFAULT_CALENDAR
    start: date | None = None
    starts: Mapping[str, date] = field(default_factory=dict)
    data_date: date | None = None
    title: str = ""
    resources: tuple[Resource, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    left_out: tuple[Message, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for name, ordered in (
            ("tasks", sorted(self.tasks, key=lambda task: task.code)),
            ("links", sorted(self.links, key=lambda link: place(link.spec))),
            ("resources", sorted(self.resources, key=lambda resource: resource.code)),
        ):
            object.__setattr__(self, name, tuple(ordered))

    @property
    def titles(self) -> Mapping[str, str]:
        """The title of every task that has one."""
        return {task.code: task.title for task in self.tasks if task.title}

    def network(self) -> Network:
        """The plan, checked and numbered; percent lags become working days, halves rounded up.

        Raises
        ------
        DomainError
            As :meth:`portfolio.network.Network.build`, and if a percent lag has no duration to be a share of.
        """
        durations = {task.code: task.spec.duration for task in self.tasks}
        summaries = {task.spec.parent for task in self.tasks}
        calendars = {ELAPSED_CALENDAR: ELAPSED, **self.calendars}
        if self.calendar == DEFAULT_CALENDAR:
            calendars.setdefault(DEFAULT_CALENDAR, WorkCalendar(name=DEFAULT_CALENDAR))
        starts = {} if self.start is None else dict.fromkeys({task.spec.group for task in self.tasks}, self.start)
        faults = [*self._repeated(), *self._without_duration(summaries)]
        if faults:
            raise InvalidError(faults)
        links = [replace(link.spec, lag=lag_of(link, durations.get(link.spec.predecessor, 0))) for link in self.links]
        return Network.build(
            [task.spec for task in self.tasks], links, calendars, self.calendar, starts | dict(self.starts), self.data_date
        )

    def _repeated(self) -> Iterator[Problem]:
        for code, times in Counter(resource.code for resource in self.resources).items():
            if times > 1:
                yield Problem(code, DuplicateCodeError("resource", code).message)

    def _without_duration(self, summaries: set[str | None]) -> Iterator[Problem]:
        for link in self.links:
            if link.percent is not None and link.spec.predecessor in summaries:
                yield Problem(
                    place(link.spec), _("a group of tasks has no duration to take a percent of; give the lag in working days")
                )


def lag_of(link: PlanLink, duration: int) -> int:
    """The lag of a link in days, where its predecessor takes so many.

    >>> lag_of(PlanLink(LinkSpec("A", "B"), percent=50), 5), lag_of(PlanLink(LinkSpec("A", "B"), percent=-50), 5)
    (3, -2)
    """
    return link.spec.lag if link.percent is None else floor(Fraction(duration * link.percent, 100) + Fraction(1, 2))
