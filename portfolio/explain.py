"""Why a task is on its date: the chain back from it to what ultimately fixes it, as data and in words.

Each step says what fixes one task: a link (with its lag, and the days off that pushed it on), a constraint, an actual date,
the data date or the start of its programme; a link leads to the next step.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

from governance.messages import Message, Text, _
from governance.records import Records
from governance.values import Entity
from portfolio.checks import place
from portfolio.cpm import Cause, Driver, Schedule, TaskDates
from portfolio.model import CalendarDay, Constraint, ConstraintKind, Dependency, Estimate, Frame, LagCalendar, Relation, Task
from portfolio.plan import reports_behind
from portfolio.specs import LinkSpec
from portfolio.workcalendar import WorkCalendar

Name = Message | str
Titles = Records | Mapping[str, Text]
"""The records, from which words take titles and sources; or titles alone."""

ONE_DAY = timedelta(days=1)
SHOWN = 3
"""How many steps of a long chain a sentence tells before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Days in a row, both ends included, that a calendar does not work, and why where a document says so."""

    first: date
    last: date
    reasons: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What fixes one task. ``idle`` are the days off in between.

    ``source`` is that of the link, date or report, else of the task; ``assumed`` says whether anything that the step says
    rests on an assumption: that record, the task, the report of what remains, the estimate where a finish is told.
    """

    task: str
    dates: TaskDates
    driver: Driver
    idle: tuple[Idle, ...]
    message: Message
    source: str | None = None
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps from a task back to the cause of its date; never empty."""

    task: str
    steps: tuple[Step, ...]

    @property
    def root(self) -> Step:
        """The step that no link leads on from: what ultimately fixes the date."""
        return self.steps[-1]

    @property
    def sentence(self) -> Message:
        """The whole chain in words; of a long one, its beginning and its end."""
        said = [step.message for step in self.steps]
        return _("{reasons}.", reasons=joined(said, lambda count: _("{count} further steps lead back to this", count=count)))


def joined(said: Sequence[Message], left_out: Callable[[int], Message]) -> Message:
    """Several things in one sentence: of many the first few and the last, with ``left_out`` for those in between."""
    more = len(said) - SHOWN - 1
    if more > 1:
        said = [*said[:SHOWN], left_out(more), said[-1]]
    return reduce(lambda told, more: _("{told}; {more}", told=told, more=more), said)


def explain(schedule: Schedule, titles: Titles, code: str) -> Explanation:
    """Say what fixes the early date of a task.

    With the records, steps carry sources and days off their reasons; a mapping gives titles only.

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
    >>> print(explain(plan, {}, "review").sentence)
    review starts on 06/07/2018: it waits for draft to finish, on 04/07/2018, plus 1 working day;
    draft starts on 02/07/2018: the work of its programme starts on 02/07/2018.
    """
    teller = _Teller(schedule, titles)
    steps = [teller.step(schedule.task(code), at_finish=False)]
    while (follow := _next(schedule, steps[-1])) is not None:
        steps.append(teller.step(*follow))
    return Explanation(code, tuple(steps))


def _next(schedule: Schedule, step: Step) -> tuple[TaskDates, bool] | None:
    """The task that a step leads to, and whether it is its finish that matters."""
    link, child = step.driver.link, step.driver.child
    if child is not None:
        return schedule.tasks[child], step.driver.day != step.dates.early_start
    return (schedule.tasks[link.predecessor], link.from_finish) if link else None


@dataclass(frozen=True)
class _Teller:
    schedule: Schedule
    titles: Titles

    def step(self, dates: TaskDates, at_finish: bool) -> Step:
        """What fixes one end of a task, in words."""
        driver = self._driver(dates, at_finish)
        idle = tuple(self._idle(dates, driver))
        said = self._said(dates, driver, at_finish)
        if idle:
            said = _("{what} (not worked in between: {days})", what=said, days=tuple(_span(off) for off in idle))
        grounds = self._grounds(dates, driver, at_finish)
        source = grounds[0].source if grounds else None
        return Step(dates.code, dates, driver, idle, said, source, any(ground.assumed for ground in grounds))

    def _driver(self, dates: TaskDates, at_finish: bool) -> Driver:
        """The driver that the chain follows; of several links, that of the smallest code."""
        if dates.summary and at_finish:
            leaves = [self.schedule.tasks[leaf] for leaf in self.schedule.network.leaves(dates.code)]
            last = max(leaves, key=lambda leaf: leaf.early_finish)
            return Driver(Cause.CHILD, last.early_finish, child=last.code)
        if dates.state == "started" and at_finish and len(dates.driven_by) > 1:
            return dates.driven_by[1]
        return dates.driven_by[0]

    def _name(self, code: str) -> Message | str:
        return titled(self.titles, code)

    def _said(self, dates: TaskDates, driver: Driver, at_finish: bool) -> Message:
        name = self._name(dates.code)
        if driver.child is not None:
            child = self._name(driver.child)
            if at_finish:
                return _("the last part of {task} to finish is {child}, on {day}", task=name, child=child, day=driver.day)
            return _("the first part of {task} to start is {child}, on {day}", task=name, child=child, day=driver.day)
        if driver.cause is Cause.ACTUAL:
            return _past(name, dates, self.schedule.data_date, self.schedule.network.tasks[dates.code].done_by, driver.day)
        where = _head(name, dates, driver)
        why = self._link(driver.link) if driver.link else self._date(dates, driver)
        if driver.on:
            why = _("as part of {summary}, {why}", summary=self._name(driver.on), why=why)
        return _("{where}: {why}", where=where, why=why)

    def _link(self, link: LinkSpec) -> Message:
        dates = self.schedule.tasks[link.predecessor]
        day = dates.early_finish if link.from_finish else dates.early_start
        said = _BY_RELATION[link.relation](self._name(link.predecessor), day)
        if link.lag:
            lag = _("{days} calendar day(s)", days=abs(link.lag))
            if link.lag_calendar is not LagCalendar.ELAPSED:
                lag = _("{days} working day(s)", days=abs(link.lag))
            said = _("{what}, plus {lag}", what=said, lag=lag) if link.lag > 0 else _("{what}, less {lag}", what=said, lag=lag)
        return said

    def _date(self, dates: TaskDates, driver: Driver) -> Message:
        if driver.constraint is not None:
            return _CONSTRAINED[driver.constraint](driver.day)
        if driver.cause is Cause.DATA_DATE:
            if dates.state == "started":
                return _("what remains is scheduled from the status day, {day}", day=driver.day)
            return _("work that has not begun cannot start before the status day, {day}", day=driver.day)
        return _("the work of its programme starts on {day}", day=driver.day)

    def _idle(self, dates: TaskDates, driver: Driver) -> Iterator[Idle]:
        """The days off between what fixes a task and the task: those that a lag skips, then those before its first day.

        Of a lead they lie between the task and what it waits for.
        """
        network, spec = self.schedule.network, self.schedule.network.tasks[dates.code]
        if driver.cause is Cause.ACTUAL or driver.child is not None or dates.state == "started":
            return
        after, link = driver.day, driver.link
        if link is not None:
            before = self.schedule.tasks[link.predecessor]
            end = before.early_finish + ONE_DAY if link.from_finish else before.early_start
            calendar = network.lag_calendar_of(link)
            after = date.fromordinal(calendar.advance(end.toordinal(), link.lag))
            if link.lag < 0:
                after = end
                yield from self._off(calendar, dates.early_finish + ONE_DAY if link.to_finish else dates.early_start, end)
            yield from self._off(calendar, end, after)
        to_finish = link.to_finish if link else driver.constraint in (ConstraintKind.FNET, ConstraintKind.MFO)
        if after is not None and not to_finish:
            yield from self._off(network.calendar_of(spec), after, dates.early_start)

    def _off(self, calendar: WorkCalendar, first: date, until: date) -> Iterator[Idle]:
        """Runs of closed days from ``first`` until before another day."""
        run: list[date] = []
        for ordinal in range(first.toordinal(), until.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if day < until and not calendar.works(day):
                run.append(day)
            elif run:
                yield Idle(run[0], run[-1], tuple(dict.fromkeys(r for off in run for r in self._reasons(calendar, off))))
                run = []

    def _reasons(self, calendar: WorkCalendar, day: date) -> Iterator[Text]:
        if isinstance(self.titles, Records):
            named = self.titles.find(CalendarDay, f"{calendar.name}~{day}")
            if named is not None:
                yield Text(named.reason_vi, named.reason_en)

    def _grounds(self, dates: TaskDates, driver: Driver, at_finish: bool) -> tuple[Entity, ...]:
        """The records that a step rests on, first the one that it is about."""
        if not isinstance(self.titles, Records):
            return ()
        told = reports_behind(self.titles, dates.code, self.schedule.data_date or date.max)
        found: list[Entity | None] = [self._fixing(self.titles, told, dates, driver), self.titles.find(Task, dates.code)]
        if driver.child is not None:
            found.append(self.titles.find(Task, driver.child))
        elif driver.cause is not Cause.ACTUAL and (at_finish or dates.state == "started"):
            found.append(told.get("remaining") or told.get("percent"))
            if "remaining" not in told:
                found.append(self.titles.find(Estimate, dates.code))
        return tuple(ground for ground in found if ground is not None)

    def _fixing(self, records: Records, told: Mapping[str, Entity], dates: TaskDates, driver: Driver) -> Entity | None:
        """The record of the link, the constraint, the report or the frame that fixes a task."""
        if driver.link is not None:
            return records.find(Dependency, place(driver.link))
        if driver.constraint is not None:
            return records.find(Constraint, f"{driver.on or dates.code}~{driver.constraint.value}")
        if driver.cause is Cause.ACTUAL:
            ends = ("actual_finish", "done_by") if dates.state == "finished" else ()
            return next((told[name] for name in (*ends, "actual_start", "state") if name in told), None)
        if driver.cause is Cause.DATA_DATE and dates.state == "started":
            return told.get("remaining") or told.get("percent")
        if driver.cause is Cause.START:
            return records.find(Frame, self.schedule.network.tasks[dates.code].group)
        return None


_BY_RELATION: Mapping[Relation, Callable[[Name, date], Message]] = {
    Relation.FS: lambda task, day: _("it waits for {task} to finish, on {day}", task=task, day=day),
    Relation.SS: lambda task, day: _("it waits for {task} to start, on {day}", task=task, day=day),
    Relation.FF: lambda task, day: _("it cannot finish before {task} finishes, on {day}", task=task, day=day),
    Relation.SF: lambda task, day: _("it cannot finish before {task} starts, on {day}", task=task, day=day),
}

_CONSTRAINED: Mapping[ConstraintKind, Callable[[date | None], Message]] = {
    ConstraintKind.SNET: lambda day: _("it may not start before {day}", day=day),
    ConstraintKind.FNET: lambda day: _("it may not finish before {day}", day=day),
    ConstraintKind.MSO: lambda day: _("it must start on {day}", day=day),
    ConstraintKind.MFO: lambda day: _("it must finish on {day}", day=day),
    ConstraintKind.ALAP: lambda _day: _("it is to be done as late as what follows allows"),
}


def titled(titles: Titles, code: str) -> Name:
    """A task by its code, and by its title where that is known."""
    task = titles.find(Task, code) if isinstance(titles, Records) else None
    title = task.title if task and task.title_vi else titles.get(code) if isinstance(titles, Mapping) else None
    return _("{code} “{title}”", code=code, title=title) if title else code


def _head(name: Name, dates: TaskDates, driver: Driver) -> Message:
    """A task and the end of it that is fixed."""
    if dates.milestone:
        return _("{task} falls on {day}", task=name, day=dates.early_start)
    to_finish = driver.link.to_finish if driver.link else driver.constraint in (ConstraintKind.FNET, ConstraintKind.MFO)
    if to_finish or dates.state == "started":
        return _("{task} finishes on {day}", task=name, day=dates.early_finish)
    return _("{task} starts on {day}", task=name, day=dates.early_start)


def _past(name: Name, dates: TaskDates, today: date | None, by: date | None, began: date | None) -> Message:
    """What has happened to a task."""
    if dates.undated:
        if by is not None:
            return _("{task} was finished by {day}; when is not on record", task=name, day=dates.early_finish)
        return _("{task} was finished before {day}; when is not on record", task=name, day=today)
    if dates.state == "finished" and began is None:
        return _("{task} was finished on {day}, as reported; when it began is not on record", task=name, day=dates.early_finish)
    if dates.state == "finished":
        return _("{task} was finished on {day}, as reported", task=name, day=dates.early_finish)
    return _("{task} began on {day}, as reported", task=name, day=dates.early_start)


def _span(off: Idle) -> Message | date:
    """A run of days off, with its reasons."""
    days = off.first if off.first == off.last else _("{first}–{last}", first=off.first, last=off.last)
    return _("{days} ({reasons})", days=days, reasons=off.reasons) if off.reasons else days
