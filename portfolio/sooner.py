"""What would have to move for a task to finish by a day?

Every task on a chain that leads to it too late: none of them can stay where it is, and if all of them move as far as is said,
everything else can stay. Then the single changes that would do it alone, each tried out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from governance.messages import Message, _
from portfolio.claims import link_message
from portfolio.cpm import Driver, Schedule, TaskDates
from portfolio.dates import shown
from portfolio.engine.bounds import State, evening
from portfolio.engine.columns import in_path_order
from portfolio.engine.passes import latest
from portfolio.explain import Titles, explain, joined, titled
from portfolio.live import Change, Live
from portfolio.model import ConstraintKind
from portfolio.network import Network
from portfolio.specs import LinkSpec, TaskSpec
from portfolio.workcalendar import as_date

EFFORT, TRIES = 200_000, 100
"""How many changes are tried alone: so many tasks' worth of them in a small plan, and in any plan a hundred."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A task that cannot stay: it would have to finish by a day, ``days`` working days of its own earlier than it does."""

    task: str
    dates: TaskDates
    finish: date
    days: int
    message: Message


@dataclass(frozen=True, slots=True)
class Lever:
    """One change that would do alone: ``task`` takes ``days`` less, of which ``left`` are left, or a link into it or a constraint
    on it is dropped.
    """

    message: Message
    task: str
    days: int | None = None
    left: int | None = None
    link: LinkSpec | None = None
    constraint: ConstraintKind | None = None


@dataclass(frozen=True, slots=True)
class FinishBy:
    """What would have to move for a task to finish by ``day``; it is ``days`` working days too late, or in time with 0.

    ``root`` says what the chain that makes it late rests on, which no change of the plan moves: a start, a status day, history.
    """

    task: str
    dates: TaskDates
    day: date
    days: int
    verdict: Message
    movers: tuple[Mover, ...] = ()
    levers: tuple[Lever, ...] = ()
    root: Message | None = None

    @property
    def sentence(self) -> Message:
        """The whole answer in words."""
        if self.root is None:
            return _("{reasons}.", reasons=self.verdict)
        moves = joined([mover.message for mover in self.movers], lambda count: _("{count} further tasks", count=count))
        said = _("{what}. What would have to move: {moves}. The ground: {root}", what=self.verdict, moves=moves, root=self.root)
        if not self.levers:
            return _("{what}. No single change that was tried would do; several would have to come together.", what=said)
        alone = joined([lever.message for lever in self.levers], lambda count: _("{count} further changes", count=count))
        return _("{what}. Any one of these would do alone: {levers}.", what=said, levers=alone)


def finish_by(schedule: Schedule, titles: Titles, code: str, day: date) -> FinishBy:
    """Say what would have to move for a task, or the last part of a summary, to finish by a day.

    Deadlines and constraints that bound late dates have no say in it: the question is what dates are possible. Lengths, links
    and early constraints count as they are, until a lever changes one of them.

    Raises
    ------
    UnknownCodeError
        If the schedule has no such task.

    Examples
    --------
    >>> from portfolio.cpm import schedule
    >>> from portfolio.network import LinkSpec, Network, TaskSpec
    >>> from portfolio.workcalendar import WorkCalendar
    >>> tasks = [TaskSpec("draft", 3), TaskSpec("translate", 1), TaskSpec("review", 2)]
    >>> links = [LinkSpec("draft", "review", lag=1), LinkSpec("translate", "review")]
    >>> plan = schedule(Network.build(tasks, links, {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)}))
    >>> [str(mover.message) for mover in finish_by(plan, {}, "review", date(2018, 7, 6)).movers]
    ['draft by 03/07/2018, 1 working day earlier', 'review by 06/07/2018, 1 working day earlier']
    """
    dates, name = schedule.task(code), titled(titles, code)
    finish, calendar = dates.early_finish, schedule.network.calendar_of(schedule.network.tasks[code])
    if finish <= day:
        said = _("{task} finishes on {finish}, which is by {day}: nothing has to move", task=name, finish=finish, day=day)
        return FinishBy(code, dates, day, 0, said)
    short = max(1, calendar.working_days(day, finish) - calendar.works(day))
    if dates.state == "finished":
        said = _("{task} was finished on {finish}, and history does not move", task=name, finish=finish)
        return FinishBy(code, dates, day, short, said)
    said = _("{task} finishes on {finish}, {days} working day(s) after {day}", task=name, finish=finish, days=short, day=day)
    movers = tuple(_movers(schedule, titles, code, day))
    root = explain(schedule, titles, code).root.message
    return FinishBy(code, dates, day, short, said, movers, tuple(_levers(schedule, titles, code, day, movers)), root)


def _movers(schedule: Schedule, titles: Titles, code: str, day: date) -> Iterator[Mover]:
    """The tasks whose last place for the task to finish in time is before their earliest."""
    network, columns = schedule.network, schedule.columns
    until = {network.wiring.task_node[leaf]: evening(day.toordinal()) for leaf in network.leaves(code)}
    places = latest(columns.passes, until)
    short = [i for i in network.wiring.task_node.values() if columns.moves(i) and places[i] < columns.at[i]]
    for i in in_path_order(network.wiring, columns, short):
        moved, calendar = network.wiring.codes[i], columns.bounds.calendar(i)
        if columns.bounds.state[i] == State.MOMENT:
            finish, days = shown(max(3, calendar.mark(places[i]))), (columns.at[i] - places[i] + 1) >> 1
        else:
            finish = as_date(max(1, calendar.nth(places[i] + columns.bounds.days[i] - 1)))
            days = columns.at[i] - places[i]
        said = _("{task} by {finish}, {days} working day(s) earlier", task=titled(titles, moved), finish=finish, days=days)
        yield Mover(moved, schedule.tasks[moved], finish, days, said)


def _levers(schedule: Schedule, titles: Titles, code: str, day: date, movers: Sequence[Mover]) -> Iterator[Lever]:
    """The single changes that bring the finish to the day, of those that touch what must move: the nearest to it first."""
    every = (change for mover in reversed(movers) for change in _changes(schedule, titles, mover))
    live = Live(schedule.network, against=schedule.against, progress=schedule.progress)
    for lever, change in islice(every, max(TRIES, EFFORT // len(schedule.network.tasks))):
        undo = live.change(change)
        if live.finish_of(code) <= day:
            yield lever
        live.change(undo)


def _changes(schedule: Schedule, titles: Titles, mover: Mover) -> Iterator[tuple[Lever, Change]]:
    """Everything that could be changed about a task that must move, each with the change to the plan that it is."""
    network, columns, name = schedule.network, schedule.columns, titled(titles, mover.task)
    spec, left = network.tasks[mover.task], columns.bounds.days[network.wiring.task_node[mover.task]]
    if mover.days < left:
        said = _("{task} takes {days} working day(s) less than its {all}", task=name, days=mover.days, all=left)
        yield Lever(said, mover.task, mover.days, left - mover.days), Change([_shorter(spec, left - mover.days)])
    for driver in mover.dates.driven_by:
        if driver.link is not None:
            said = _("{link} is dropped", link=link_message(driver.link))
            yield Lever(said, driver.link.successor, link=driver.link), Change(dropped=[driver.link])
        elif driver.constraint is not None:
            yield _freed(network, titles, driver, mover.task)


def _freed(network: Network, titles: Titles, driver: Driver, task: str) -> tuple[Lever, Change]:
    """A task, or the summary that a constraint comes from, without that constraint."""
    kind, of = driver.constraint, driver.on or task
    assert kind is not None
    while (kind, driver.day) not in network.tasks[of].constraints and (above := network.tasks[of].parent) is not None:
        of = above
    spec = network.tasks[of]
    kept = tuple(constraint for constraint in spec.constraints if constraint[0] is not kind)
    said = _("the constraint {kind} on {task} is dropped", kind=kind.value, task=titled(titles, of))
    return Lever(said, of, constraint=kind), Change([replace(spec, constraints=kept)])


def _shorter(spec: TaskSpec, days: int) -> TaskSpec:
    """A task of which so many days are left."""
    if spec.actual_start or spec.remaining is not None:
        return replace(spec, remaining=days)
    return replace(spec, duration=days)
