"""What a plan file says, whichever format it came in: the one value between readers, the scheduler and writers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from governance.messages import Message, _
from portfolio.checks import faults, place
from portfolio.errors import CycleError, DomainError, DuplicateCodeError, InvalidError, Problem, UnknownCodeError
from portfolio.loops import loops
from portfolio.model import LagCalendar
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

    ``estimate`` is optimistic, most likely and pessimistic, in working days; ``uses`` gives units of each resource; ``opens`` is
    the first day of a deadline without a last one ("from 2020 on"), which bounds nothing.
    """

    spec: TaskSpec
    title: str = ""
    estimate: tuple[int, int, int] | None = None
    uses: Mapping[str, float] = field(default_factory=dict)
    opens: date | None = None
    stated: Stated | None = None

    @property
    def code(self) -> str:
        """The task's code."""
        return self.spec.code


@dataclass(frozen=True, slots=True)
class PlanLink:
    """A link. With ``percent`` its lag is that share of the predecessor's duration, and ``spec.lag`` means nothing.

    ``own_calendar`` is false where the file does not say on whose days the lag counts, so that ``spec.lag_calendar`` is only what
    its format usually means; :meth:`PlanFile.counting_lags_on` may say otherwise.
    """

    spec: LinkSpec
    percent: int | None = None
    own_calendar: bool = True


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
    what the file holds and this value does not, thing by thing: nothing is dropped in silence. ``places`` says where in the file
    a task (by code) or a link (by :func:`portfolio.checks.place`) stands, so that a problem can be found there.
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
    places: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name, ordered in (
            ("tasks", sorted(self.tasks, key=lambda task: task.code)),
            ("links", sorted(self.links, key=lambda link: place(link.spec))),
            ("resources", sorted(self.resources, key=lambda resource: resource.code)),
            ("baselines", sorted(self.baselines, key=lambda baseline: baseline.name)),
        ):
            object.__setattr__(self, name, tuple(ordered))

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of every task that has one."""
        return {task.code: task.title for task in self.tasks if task.title}

    @cached_property
    def _between(self) -> Mapping[tuple[str, str], Sequence[LinkSpec]]:
        """The links between two tasks, by their codes."""
        joined: dict[tuple[str, str], list[LinkSpec]] = {}
        for link in self.links:
            joined.setdefault((link.spec.predecessor, link.spec.successor), []).append(link.spec)
        return joined

    def counting_lags_on(self, calendar: LagCalendar) -> "PlanFile":
        """The same plan, with lags counted on this calendar where the file does not say on which."""
        links = [
            link if link.own_calendar else replace(link, spec=replace(link.spec, lag_calendar=calendar)) for link in self.links
        ]
        return replace(self, links=tuple(links))

    def network(self) -> Network:
        """The plan, checked and numbered; percent lags become working days, halves rounded up.

        Raises
        ------
        InvalidError
            With every problem, loops included, each with its place in the file.
        CycleError
            If nothing is wrong but that tasks wait for each other, or are part of each other; its problems say where in the file
            each step of each loop stands.
        """
        if not any(self._faults()):
            try:
                return Network.build(*self._given())
            except DomainError:
                pass  # told below, with all that is wrong beside it
        if found := self.faults():
            raise InvalidError([*found, *self.loops()])
        loop, *others = self._loops()
        steps = (step for each in (loop, *others) for step in self._steps(each))
        raise CycleError(loop, list(dict.fromkeys(Problem(place, step) for place, step in steps)), others=others)

    def problems(self) -> list[Problem]:
        """What keeps the plan from being scheduled."""
        return [*self.faults(), *self.loops()]

    def faults(self) -> list[Problem]:
        """What keeps the plan from being scheduled, loops apart."""
        return [*self._faults(), *self._unsound(self._given())]

    def loops(self) -> list[Problem]:
        """Each step of each loop, with its place in the file: where a link stands, or a task that is part of another."""
        told = ((place, _in_a_loop(step, loop)) for loop in self._loops() for place, step in self._steps(loop))
        return list(dict.fromkeys(Problem(place, why) for place, why in told))

    def _loops(self) -> Sequence[Sequence[str]]:
        return loops((task.spec for task in self.tasks), (link.spec for link in self.links))

    def _given(self) -> "_Given":
        """What :meth:`portfolio.network.Network.build` is given."""
        durations = {task.code: task.spec.duration for task in self.tasks}
        calendars = {ELAPSED_CALENDAR: ELAPSED, **self.calendars}
        if self.calendar == DEFAULT_CALENDAR:
            calendars.setdefault(DEFAULT_CALENDAR, WorkCalendar(name=DEFAULT_CALENDAR))
        starts = {} if self.start is None else dict.fromkeys({task.spec.group for task in self.tasks}, self.start)
        links = [replace(link.spec, lag=lag_of(link, durations.get(link.spec.predecessor, 0))) for link in self.links]
        specs = [task.spec for task in self.tasks]
        return _Given(specs, links, calendars, self.calendar, starts | dict(self.starts), self.data_date)

    def _unsound(self, given: "_Given") -> list[Problem]:
        """What the network refuses, with places in the file."""
        tasks, links = sorted(given.tasks, key=lambda t: t.code), sorted(given.links, key=place)
        found = faults(tasks, links, *given[2:])
        placed = [Problem(self.places.get(where, where or "start"), why.message) for where, why in found]
        return list(dict.fromkeys(placed))

    def _steps(self, cycle: Sequence[str]) -> Iterator[tuple[str, Message]]:
        """Where the links of a loop stand; or its tasks, where they are part of each other or a summary joins them."""
        for step in pairwise(cycle):
            keys = [place(link) for link in self._between.get(step, ())] or [step[0]]
            yield from ((self.places.get(key, key), Message(" → ".join(step))) for key in keys)

    def _faults(self) -> Iterator[Problem]:
        """What breaks the rules of a file beyond those of a network."""
        summaries = {task.spec.parent for task in self.tasks}
        resources = {resource.code for resource in self.resources}
        for task in self.tasks:
            at = self.places.get(task.code, task.code)
            if task.estimate and list(task.estimate) != sorted(task.estimate):
                yield Problem(_field(at, "estimate"), _("the three points must rise: optimistic ≤ most likely ≤ pessimistic"))
            for code in sorted(set(task.uses) - resources):
                yield Problem(_field(at, "uses"), UnknownCodeError("resource", code, tuple(sorted(resources))[:20]).message)
        own = self.calendars.get(ELAPSED_CALENDAR, ELAPSED)
        if (own.week, own.closed) != (ELAPSED.week, frozenset()):
            why = _("every plan has the calendar elapsed, on which each day is worked: give yours another name")
            yield Problem(self.places.get(f"calendars.{ELAPSED_CALENDAR}", f"calendars.{ELAPSED_CALENDAR}"), why)
        for link in self.links:
            if link.percent is not None and link.spec.predecessor in summaries:
                where = self.places.get(place(link.spec), place(link.spec))
                why = _("how long a group of tasks is shows only once it is dated: give the lag in working days, not in percent")
                yield Problem(where, why)
        for resource, follower in pairwise(self.resources):
            if resource.code == follower.code:
                yield Problem("resources", DuplicateCodeError("resource", resource.code).message)


def _in_a_loop(step: Message, loop: Sequence[str]) -> Message:
    """What is wrong with a step of a loop; of a long one, the first tasks name it."""
    chain = " → ".join(loop if len(loop) <= 8 else [*loop[:6], "…", loop[-1]])
    return _("{step} is part of a loop, {chain}: one of its links has to go", step=step, chain=chain)


def _field(place: str, name: str) -> str:
    """The place of a field of what stands in a place: of a line, or of a thing in JSON."""
    return f"{place}, {name}" if place.startswith("line ") else f"{place}.{name}"


class _Given(NamedTuple):
    tasks: list[TaskSpec]
    links: list[LinkSpec]
    calendars: Mapping[str, WorkCalendar]
    default: str
    starts: Mapping[str, date]
    data_date: date | None


def described(network: Network, titles: Mapping[str, str] | None = None) -> PlanFile:
    """A network as a plan file, such as the live plan of the portfolio on a day; its own network is an equal one."""
    known = titles or {}
    return PlanFile(
        tasks=tuple(PlanTask(task, known.get(task.code, "")) for task in network.tasks.values()),
        links=tuple(PlanLink(link) for link in network.links),
        calendars={code: calendar for code, calendar in network.calendars.items() if code != ELAPSED_CALENDAR},
        calendar=network.default,
        starts=network.starts,
        data_date=network.data_date,
    )


def lag_of(link: PlanLink, duration: int) -> int:
    """The lag of a link in days, where its predecessor takes so many.

    >>> lag_of(PlanLink(LinkSpec("A", "B"), percent=50), 5), lag_of(PlanLink(LinkSpec("A", "B"), percent=-50), 5)
    (3, -2)
    """
    return link.spec.lag if link.percent is None else (2 * duration * link.percent + 100) // 200
