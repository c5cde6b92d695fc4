"""A plan file as governed things of one programme: what would stand in the portfolio, if the file were taken for the plan.

What the portfolio says already, under any title, source or wording, stays as it is; what the file says otherwise replaces it
and has no source any more: it rests on the ledger, which names the file. Nothing is taken away.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar

import msgspec
from msgspec.structs import asdict

from governance.errors import InvalidError, Problem
from governance.messages import Message, _
from governance.records import Records
from governance.values import Entity
from portfolio.checks import place
from portfolio.interchange.adoptedcalendars import Calendars, slug
from portfolio.interchange.foreign import Reading, some
from portfolio.interchange.planfile import ELAPSED_CALENDAR, PlanFile, PlanLink, PlanTask, lag_of
from portfolio.model import (
    Calendar,
    CalendarDay,
    Constraint,
    ConstraintKind,
    Deadline,
    DeadlineKind,
    Dependency,
    Estimate,
    Frame,
    LagCalendar,
    Programme,
    Progress,
    ProgressState,
    Task,
    TaskKind,
)
from portfolio.plan import network
from portfolio.specs import TaskSpec

E = TypeVar("E", bound=Entity)
_UNSAID = {"source": None, "source_ref": None, "assumed": False, "note_vi": None, "note_en": None}
"""The provenance of what an import says: it rests on the ledger."""


class Adopted(NamedTuple):
    """What the file makes of the programme, what the programme has of that, and what the portfolio has no place for."""

    wanted: Records
    current: Records
    notes: tuple[Message, ...]


@dataclass
class _Adoption:
    """A plan on its way into a programme."""

    plan: PlanFile
    programme: str
    records: Records
    day: date
    codes: dict[str, str]
    calendars: Calendars
    known: dict[str, TaskSpec]
    summaries: frozenset[str]
    notes: Reading = field(default_factory=Reading)

    @cached_property
    def own_calendar(self) -> dict[str, str]:
        """The calendar that each task of the file names."""
        return {task.code: task.spec.calendar for task in self.plan.tasks}

    def place(self, task: PlanTask) -> str:
        """Where the task stands in the file."""
        return self.plan.places.get(task.code, task.code)


def adopted(plan: PlanFile, programme: str, records: Records, day: date) -> Adopted:
    """The governed things that a plan file makes of a programme; ``day`` is that of its progress where the file has no data date.

    A code becomes one of the programme: ``A 1`` in ``P`` is ``P.A-1``; one that begins with the programme's stays.

    Raises
    ------
    UnknownCodeError
        When there is no such programme.
    InvalidError
        With every problem and its place in the file.
    CycleError
        When tasks wait for each other.
    """
    records.get(Programme, programme)
    plan.network()
    problems: list[Problem] = []
    codes = _codes(plan, programme, records, problems)
    _refuse(problems)
    day = plan.data_date or day
    live = network(records, day).network
    made = _Adoption(
        plan, programme, records, day, codes, Calendars.of(plan, programme, records, live), dict(live.tasks),
        frozenset(task.spec.parent for task in plan.tasks if task.spec.parent),
    )  # fmt: skip
    wanted = list(_wanted(made))
    for entity, where in wanted:
        problems += _wrong(entity, where)
    _refuse(problems)
    every = Records(entity for entity, _where in wanted)
    return Adopted(every, Records(_current(made, every)), (*made.notes.finish(), *_unadopted(made)))


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidError(problems)


def _wrong(entity: Entity, where: str) -> Iterator[Problem]:
    """What the declaration of a thing refuses, at its place in the file."""
    try:
        type(entity).parse(msgspec.to_builtins(entity))
    except InvalidError as refused:
        yield from (Problem(f"{where}: {entity.kind} {problem.place}".rstrip(), problem.message) for problem in refused.problems)


# -------------------------------------------------------------------------------------------------------------- codes
def code_of(code: str, programme: str) -> str:
    """The code of a file's task in a programme.

    >>> code_of("Đợt 1: khảo sát", "P"), code_of("P.2", "P")
    ('P.Dot-1-khao-sat', 'P.2')
    """
    if re.fullmatch(rf"{re.escape(programme)}\.[A-Za-z0-9._~-]+", code):
        return code
    return f"{programme}.{slug(code)}"


def _codes(plan: PlanFile, programme: str, records: Records, problems: list[Problem]) -> dict[str, str]:
    """The code of each task in the programme."""
    groups = sorted({task.spec.group for task in plan.tasks})
    if len(groups) > 1:
        why = _("the file holds several programmes, {programmes}: import each from a file of its own", programmes=tuple(groups))
        problems.append(Problem("file", why))
    taken: dict[str, str] = {}
    for task in plan.tasks:
        code, where = code_of(task.code, programme), plan.places.get(task.code, task.code)
        if code in taken:
            why = _(
                "{one} and {other} would both be called {code}: rename one in the file",
                one=taken[code],
                other=task.code,
                code=code,
            )
            problems.append(Problem(where, why))
        taken[code] = task.code
        there = records.find(Task, code)
        if there is not None and there.programme != programme:
            why = _("the code {code} belongs to a task of programme {other}", code=code, other=there.programme)
            problems.append(Problem(where, why))
    return {own: code for code, own in taken.items()}


# ------------------------------------------------------------------------------------------------------------- things
def _wanted(made: _Adoption) -> Iterator[tuple[Entity, str]]:
    """Everything that the file makes, each with its place in the file."""
    for entity in made.calendars.made:
        yield entity, "calendars"
    yield _frame(made), "start"
    for task in made.plan.tasks:
        where = made.place(task)
        said = (
            _task(made, task),
            _estimate(made, task),
            *_constraints(made, task),
            *_deadlines(made, task),
            _progress(made, task),
        )
        yield from ((entity, where) for entity in said if entity is not None)
    yield from _links(made)


def _links(made: _Adoption) -> Iterator[tuple[Dependency, str]]:
    durations = {task.code: task.spec.duration for task in made.plan.tasks}
    for link in made.plan.links:
        spec = link.spec
        if link.percent is not None:
            made.notes.leave(_percents, f"{spec.predecessor} → {spec.successor}")
        lag = lag_of(link, durations[spec.predecessor])
        before, after = made.codes[spec.predecessor], made.codes[spec.successor]
        said = Dependency(predecessor=before, successor=after, relation=spec.relation, lag=lag, lag_calendar=spec.lag_calendar)
        there = made.records.find(Dependency, said.code)
        if there is not None and there.lag == lag and _counted_alike(made, link, there.lag_calendar):
            said = msgspec.structs.replace(said, lag_calendar=there.lag_calendar)
        yield _kept(there, said), made.plan.places.get(place(spec), said.code)


def _counted_alike(made: _Adoption, link: PlanLink, other: LagCalendar) -> bool:
    """Whether a lag is the same on another calendar: it is none, the file does not say on which, or both are one."""
    spec = link.spec

    def calendar(counted: LagCalendar) -> str:
        ends = {LagCalendar.PREDECESSOR: spec.predecessor, LagCalendar.SUCCESSOR: spec.successor}
        if counted in ends:
            return made.own_calendar[ends[counted]] or made.plan.calendar
        return made.plan.calendar if counted is LagCalendar.PLAN else ELAPSED_CALENDAR

    return not spec.lag or not link.own_calendar or calendar(spec.lag_calendar) == calendar(other)


def _kept(there: E | None, said: E) -> E:
    """The thing that stands there, where it says the same; what it says of its source goes with what it said."""
    if there is None:
        return said
    ours, theirs = asdict(there), asdict(said)
    return there if all(ours[name] == theirs[name] for name in ours if name not in _UNSAID) else said


def _frame(made: _Adoption) -> Frame:
    plan, there = made.plan, next(iter(made.records.by(Frame, "programme", made.programme)), None)
    start = plan.start or next(iter(plan.starts.values()), None) or (there.start if there else plan.data_date) or made.day
    return _kept(there, Frame(programme=made.programme, start=start, calendar=made.calendars.frame))


def _same_work(made: _Adoption, task: PlanTask) -> bool:
    """Whether the portfolio dates the task by the same length on the same days already."""
    there = made.known.get(made.codes[task.code])
    if there is None or made.records.find(Task, made.codes[task.code]) is None:
        return False
    points = [(e.optimistic, e.most_likely, e.pessimistic) for e in made.records.by(Estimate, "task", there.code)]
    same = task.estimate is None or points == [task.estimate]
    return same and there.duration == task.spec.duration and made.calendars.same(task.spec, there)


def _task(made: _Adoption, task: PlanTask) -> Task:
    code = made.codes[task.code]
    there = made.records.find(Task, code)
    parent = made.codes[task.spec.parent] if task.spec.parent else None
    summary = task.code in made.summaries
    moment = task.spec.duration == 0 and not summary
    title = task.title or task.code
    if there is None:
        kind = TaskKind.MILESTONE if moment else TaskKind.TASK
        return Task(code=code, programme=made.programme, parent=parent, type=kind, title_vi=title, title_en=title)
    kind = there.type if summary or _same_work(made, task) else TaskKind.MILESTONE if moment else TaskKind.TASK
    known = not task.title or title in (there.title_vi, there.title_en)
    titles = (there.title_vi, there.title_en) if known else (title, title)
    said = {"parent": parent, "type": kind, "title_vi": titles[0], "title_en": titles[1]}
    return _kept(there, msgspec.structs.replace(there, **said, **_UNSAID))


def _estimate(made: _Adoption, task: PlanTask) -> Estimate | None:
    code = made.codes[task.code]
    there = next(iter(made.records.by(Estimate, "task", code)), None)
    if task.code in made.summaries:
        return None
    if _same_work(made, task):
        return there
    if task.spec.duration == 0 and there is None:
        return None
    low, likely, high = task.estimate or (task.spec.duration,) * 3
    if likely != task.spec.duration:
        low, likely, high = min(low, task.spec.duration), task.spec.duration, max(high, task.spec.duration)
    own = made.calendars.own(task.spec)
    return _kept(there, Estimate(task=code, optimistic=low, most_likely=likely, pessimistic=high, calendar=own))


def _constraints(made: _Adoption, task: PlanTask) -> Iterator[Constraint]:
    code = made.codes[task.code]
    for kind, day in task.spec.constraints:
        if kind is not ConstraintKind.ASAP:
            said = Constraint(task=code, type=kind, day=day)
            yield _kept(made.records.find(Constraint, said.code), said)


def _deadlines(made: _Adoption, task: PlanTask) -> Iterator[Deadline]:
    """A deadline that says the same days is the same one, whatever it is called and however it is written."""
    code = made.codes[task.code]
    there = {(d.type, d.not_before, d.not_after): d for d in made.records.by(Deadline, "task", code)}
    last_days = {d.not_after: d for d in there.values()}  # other tools know no more of a deadline than this
    taken = {d.code for d in there.values()}
    spans: list[tuple[DeadlineKind, date | None, date | None]]
    spans = [(due.kind, due.not_before, due.day) for due in task.spec.deadlines]
    if task.opens:
        known = (kind for kind, first, last in there if (first, last) == (task.opens, None))
        spans.append((next(known, DeadlineKind.INSTRUMENT), task.opens, None))
    for kind, first, last in dict.fromkeys(spans):
        found = there.get((kind, first, last))
        if found is None and (kind, first) == (DeadlineKind.INSTRUMENT, None):
            found = last_days.get(last)
        if found:
            yield found
            continue
        name, n = f"{code}.{kind.value}", 2
        while name in taken:
            name, n = f"{code}.{kind.value}.{n}", n + 1
        taken.add(name)
        words = _written(first, last)
        yield Deadline(
            code=name,
            task=code,
            type=kind,
            written_vi=words.render("vi"),
            written_en=words.render("en"),
            not_before=first,
            not_after=last,
        )


def _written(first: date | None, last: date | None) -> Message:
    if first and last:
        return _("{start} to {end}", start=first, end=last)
    return _("by {day}", day=last) if last else _("from {day} on", day=first)


def _progress(made: _Adoption, task: PlanTask) -> Progress | None:
    """A report on the task, unless the reports until then say the same."""
    spec, code = task.spec, made.codes[task.code]
    there = made.known.get(code, TaskSpec(code, 0))
    if spec.remaining is not None and not spec.started and not spec.finished:
        made.notes.leave(_unbegun, task.code)
    if task.code in made.summaries or _as_far(spec, there):
        return None
    day = spec.done_by or made.day
    start, finish = spec.actual_start, spec.actual_finish
    if spec.duration == 0 and spec.finished:
        start = finish = finish or start
    state = ProgressState.DONE if spec.finished else ProgressState.IN_PROGRESS if spec.started else ProgressState.NOT_STARTED
    left = spec.remaining if state is ProgressState.IN_PROGRESS else None
    if state is ProgressState.NOT_STARTED and not (there.started or there.finished):
        return None
    return Progress(task=code, as_of=day, state=state, actual_start=start, actual_finish=finish, remaining=left)


def _as_far(spec: TaskSpec, there: TaskSpec) -> bool:
    """Whether two say the same of how far a task has come."""
    begun = (spec.actual_start, spec.actual_finish) == (there.actual_start, there.actual_finish)
    left = not spec.started or spec.remaining in (None, there.remaining)
    return begun and left and spec.finished == there.finished and spec.done_by in (None, there.done_by)


# ---------------------------------------------------------------------------------------------------- what stands there
def _current(made: _Adoption, wanted: Records) -> Iterator[Entity]:
    """What the programme has of the kinds that a file can say."""
    own = {task.code for task in made.records.by(Task, "programme", made.programme)}
    yield from (task for task in made.records.all(Task) if task.code in own)
    for kind in (Estimate, Constraint, Deadline):
        found: Iterable[Estimate | Constraint | Deadline] = made.records.all(kind)
        yield from (entity for entity in found if entity.task in own)
    yield from (link for link in made.records.all(Dependency) if link.predecessor in own and link.successor in own)
    yield from made.records.by(Frame, "programme", made.programme)
    said: tuple[Progress | Calendar | CalendarDay, ...] = (
        *wanted.all(Progress), *wanted.all(Calendar), *wanted.all(CalendarDay),
    )  # fmt: skip
    for entity in said:
        if there := made.records.find(type(entity), entity.code):
            yield there


def _unadopted(made: _Adoption) -> Iterator[Message]:
    """What the file says and the portfolio has no place for."""
    plan = made.plan
    if plan.resources:
        yield _("resources and their use are not imported: {items}", items=some(resource.code for resource in plan.resources))
    if plan.baselines:
        yield _("baselines of a file are not imported: {items}", items=some(baseline.name for baseline in plan.baselines))


def _percents(items: str) -> Message:
    return _("lags that are a percent of a duration become days: {items}", items=items)


def _unbegun(items: str) -> Message:
    return _("what remains of work that is not begun is not imported: {items}", items=items)
