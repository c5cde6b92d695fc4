"""The network of a whole portfolio from the columns of a database, without an object for each task and link.

It is the network that :func:`portfolio.plan.network` makes of the same things, by the same rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from governance.gathering import Gathered, Wanted
from governance.records import Records
from governance.values import Entity
from portfolio.engine.compiled import PLAIN, Runner, runner
from portfolio.engine.counting import Ints
from portfolio.engine.sheet import ENDS, LAG_CALENDARS, Sheet
from portfolio.engine.texts import LISTS, Finder, Lists, arrays
from portfolio.model import (
    Calendar,
    CalendarDay,
    Constraint,
    Deadline,
    Dependency,
    DependencyKind,
    Estimate,
    Frame,
    Portfolio,
    Programme,
    Progress,
    Relation,
    Task,
    TaskKind,
)
from portfolio.network import Network
from portfolio.plan import (
    Actuals,
    Extent,
    Given,
    Planned,
    actuals,
    calendars_of,
    extent,
    first_known,
    frame_calendar,
    spec_of,
    starts_of,
)
from portfolio.specs import TaskSpec
from portfolio.workcalendar import WorkCalendar

WANTED = (
    Wanted(Task, ("code",)),  # alone it is read from an index, and comes in order
    Wanted(Task, ("code", "parent", "programme", "type")),
    Wanted(Estimate, ("task", "most_likely", "calendar")),
    Wanted(
        Dependency,
        ("predecessor", "successor", "relation", "lag", "lag_calendar"),
        (("type", DependencyKind.SCHEDULING.value),),
    ),
)
"""What there is of by the hundred thousand."""

WHOLE: tuple[type[Entity], ...] = (Calendar, CalendarDay, Portfolio, Programme, Frame, Constraint, Deadline, Progress)
"""What there is little of: it is read as things."""

_CHOICES = list(product(Relation, LAG_CALENDARS))
_BY_NAME = [sorted(Relation).index(relation) for relation, _on in _CHOICES]
_ENDS = [ENDS[relation] for relation, _on in _CHOICES]
_ON = [LAG_CALENDARS.index(on) for _relation, on in _CHOICES]
_KINDS = tuple(TaskKind)


@dataclass(frozen=True)
class Told:
    """What was read of a portfolio: :data:`WANTED` as columns, and :data:`WHOLE` as things."""

    codes: Gathered
    tasks: Gathered
    estimates: Gathered
    links: Gathered
    rest: Records


def planned(told: Told, day: date, run: Runner | None = None) -> Planned:
    """The network of everything that can be dated, as known on a day, which is its data date.

    What computes it is chosen by its size, unless it is given.

    Raises
    ------
    CycleError
        If tasks wait for each other.
    UnavailableError
        If columns of a table are not equally long, or tasks are part of each other: somebody wrote past the store.
    """
    run = run or runner(told.tasks.count + told.links.count)
    return _Planning(told, day, run, LISTS if run is PLAIN else arrays()).planned()


class _Planning:
    """The columns of all tasks, by place in code order; then of those that can be dated, by place among them."""

    def __init__(self, told: Told, day: date, run: Runner, make: Lists) -> None:
        self.told, self.day, self.run, self.make = told, day, run, make
        self.calendars, self.default = calendars_of(told.rest)
        self.names = list(self.calendars)
        self.codes = sorted(told.codes.lines("code"))
        self.size = len(self.codes)
        self.programmes = [programme.code for programme in told.rest.all(Programme)]
        self.find = make.finder(self.codes)

    def planned(self) -> Planned:
        self._tasks()
        self._estimates()
        found, special = self._extent()
        sheet = self._sheet(sorted(found.kept), special)
        network = Network.of(sheet, self.calendars, self.default, starts_of(self.told.rest), self.day)
        return Planned(network, self._named(found.undated), self._named(found.cancelled), self.day)

    def _named(self, places: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.codes[t] for t in sorted(places))

    def _found(self, find: Finder, told: Gathered, field: str) -> Ints:
        column = find(told.texts[field]) if told.count else self.run.full(0)
        told.must_be(len(column))
        return column

    def _chosen(self, told: Gathered) -> Ints:
        column = self.make.digits(told.choices)
        told.must_be(len(column))
        return column

    def _numbers(self, told: Gathered, field: str) -> Ints:
        column = self.make.numbers(told.texts[field]) if told.count else self.run.full(0)
        told.must_be(len(column))
        return column

    def _tasks(self) -> None:
        """Kind, programme and parent of each task."""
        told, make, n = self.told.tasks, self.make, self.size
        at = self._found(self.find, told, "code")
        self.kind = make.spread(n, at, self._chosen(told))
        self.programme = make.spread(n, at, self._found(make.finder(self.programmes), told, "programme"))
        self.parent = make.spread(n, at, self._found(self.find, told, "parent"))
        told.must_be(n - len(self.run.below(self.programme, 0)))

    def _estimates(self) -> None:
        """Days, and the calendar that is named, of each task that is estimated."""
        told, make, n = self.told.estimates, self.make, self.size
        of = self._found(self.find, told, "task")
        self.days = make.spread(n, of, self._numbers(told, "most_likely"))
        self.named = make.spread(n, of, self._found(make.finder(self.names), told, "calendar"))

    def _extent(self) -> tuple[Extent[int], Mapping[int, TaskSpec]]:
        """What is in the network, and all that is known of those of it of which more is known than a length."""
        rest, make = self.told.rest, self.make
        parent, milestones = make.named(self.parent), set(make.equal(self.kind, _KINDS.index(TaskKind.MILESTONE)))
        self.told.tasks.must_be(-1 if _loops(parent) else self.size)
        untimed = set(self.run.below(self.days, 0)) - milestones
        components = set(make.equal(self.kind, _KINDS.index(TaskKind.COMPONENT)))
        reported = self._places(report.task for report in rest.all(Progress))
        known = {t: actuals(rest, self.codes[t], self.day) for t in reported}
        found = extent(range(self.size), parent, components, untimed, known)
        summaries = {above for t, above in parent.items() if t in found.kept}
        bound = self._places([*(said.task for said in rest.all(Constraint)), *(due.task for due in rest.all(Deadline))])
        special = {
            t: spec_of(
                rest,
                self._given(t, milestone=t in milestones),
                self.calendars,
                known.get(t, Actuals()),
                self.codes[parent[t]] if t in parent else None,
                summary=t in summaries,
            )
            for t in sorted((milestones | reported | bound) & found.kept)
        }
        for t in milestones | untimed | summaries:
            self.days[t] = 0
        return found, special

    def _places(self, codes: Iterable[str]) -> set[int]:
        """The places of some of the tasks; what is no task has none."""
        wanted = sorted(set(codes))
        return {int(t) for t in self.find("\n".join(wanted)) if t >= 0} if wanted else set()

    def _given(self, t: int, *, milestone: bool) -> Given:
        days, named = int(self.days[t]), int(self.named[t])
        calendar = self.names[named] if named >= 0 else None
        return Given(self.codes[t], self.programmes[self.programme[t]], milestone, None if days < 0 else days, calendar)

    def _sheet(self, kept: Sequence[int], special: Mapping[int, TaskSpec]) -> Sheet:
        """The columns of the tasks that are kept, and of the links between them."""
        run, make, links, rows = self.run, self.make, self.told.links, self.run.column(kept)
        index = make.spread(self.size, rows, make.counted(len(kept)))
        before = make.through(self._found(self.find, links, "predecessor"), index)
        after = make.through(self._found(self.find, links, "successor"), index)
        how = self._chosen(links)
        order = make.joined(before, after, run.take(run.column(_BY_NAME), how), self.size)
        how = run.take(how, order)
        programme = run.take(self.programme, rows)
        used = make.distinct(programme)
        group = make.through(programme, make.spread(len(self.programmes), run.column(used), make.counted(len(used))))
        parent = make.through(run.take(self.parent, rows), index)
        return Sheet(
            list(map(self.codes.__getitem__, kept)),
            run.take(self.days, rows),
            self._calendars(run.take(self.named, rows), programme),
            group,
            parent if isinstance(parent, list) else parent.tolist(),
            {int(index[t]): spec for t, spec in special.items()},
            run.take(before, order),
            run.take(after, order),
            run.take(run.column(_ENDS), how),
            run.take(self._numbers(links, "lag"), order),
            run.take(run.column(_ON), how),
            self.names,
            [self.programmes[g] for g in used],
        )

    def _calendars(self, named: Ints, programme: Ints) -> Ints:
        """The calendar of each task: its estimate's, else that of its programme's frame, else the portfolio's."""
        frames = [self._frame(programme, self.calendars) for programme in self.programmes]
        return self.make.either(named, self.run.take(self.run.column(frames), programme))

    def _frame(self, programme: str, calendars: Mapping[str, WorkCalendar]) -> int:
        return self.names.index(first_known((frame_calendar(self.told.rest, programme),), calendars) or self.default)


def _loops(parent: Mapping[int, int]) -> bool:
    """Whether any task is part of itself, by way of others."""
    settled = set[int]()
    for t in parent:
        path = set[int]()
        while t in parent and t not in settled:
            if t in path:
                return True
            path.add(t)
            t = parent[t]  # noqa: PLW2901 - up the path
        settled |= path
    return False
