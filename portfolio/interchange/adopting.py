"""A plan file as governed things of one programme: what would stand in the portfolio, if the file were taken for the plan.

What the portfolio says already, under any title, source or wording, stays as it is; what the file says otherwise replaces it
and has no source any more: it rests on the ledger, which names the file. Nothing is taken away.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from governance.errors import InvalidError, Problem
from governance.messages import Message, _
from governance.records import Records
from governance.values import Entity
from portfolio.checks import place
from portfolio.interchange.adoptedcalendars import Calendars, slug
from portfolio.interchange.adoptedtasks import Adoption, constraints_of, deadlines_of, estimate_of, kept, progress_of, task_of
from portfolio.interchange.foreign import some
from portfolio.interchange.planfile import ELAPSED_CALENDAR, PlanFile, PlanLink, lag_of
from portfolio.model import (
    Calendar,
    CalendarDay,
    Constraint,
    Deadline,
    Dependency,
    Estimate,
    Frame,
    LagCalendar,
    Programme,
    Progress,
    Task,
)
from portfolio.plan import network


class Adopted(NamedTuple):
    """The things that the file makes, what the programme has in their places, and what the portfolio has no place for."""

    wanted: Records
    current: Records
    notes: tuple[Message, ...]


def adopted(plan: PlanFile, programme: str, records: Records, day: date, *, frame: bool = False) -> Adopted:
    """The governed things that a plan file makes of a programme; ``day`` is that of its progress where the file has no data date.

    The start and the default calendar of a programme that has a frame stay as they are, unless ``frame`` takes the file's.
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
    stands = None if frame else next(iter(records.by(Frame, "programme", programme)), None)
    calendars = Calendars.of(plan, programme, records, live, keep=stands is not None)
    made = Adoption(
        plan, programme, records, day, codes, calendars, dict(live.tasks),
        frozenset(task.spec.parent for task in plan.tasks if task.spec.parent), stands,
    )  # fmt: skip
    wanted = list(_wanted(made))
    for entity, where in wanted:
        problems += _wrong(entity, where)
    _refuse(problems)
    every = Records(entity for entity, _where in wanted)
    return Adopted(every, Records(_current(made, every)), (*made.notes.finish(), *_standing(made), *_unadopted(made)))


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
def _wanted(made: Adoption) -> Iterator[tuple[Entity, str]]:
    """Everything that the file makes, each with its place in the file."""
    for entity in made.calendars.made:
        yield entity, "calendars"
    yield _frame(made), "start"
    for task in made.plan.tasks:
        where = made.place(task)
        said = (
            task_of(made, task),
            estimate_of(made, task),
            *constraints_of(made, task),
            *deadlines_of(made, task),
            progress_of(made, task),
        )
        yield from ((entity, where) for entity in said if entity is not None)
    yield from _links(made)


def _links(made: Adoption) -> Iterator[tuple[Dependency, str]]:
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
        yield kept(there, said), made.plan.places.get(place(spec), said.code)


def _counted_alike(made: Adoption, link: PlanLink, other: LagCalendar) -> bool:
    """Whether a lag is the same on another calendar: it is none, the file does not say on which, or both are one."""
    spec = link.spec

    def calendar(counted: LagCalendar) -> str:
        ends = {LagCalendar.PREDECESSOR: spec.predecessor, LagCalendar.SUCCESSOR: spec.successor}
        if counted in ends:
            return made.own_calendar[ends[counted]] or made.plan.calendar
        return made.plan.calendar if counted is LagCalendar.PLAN else ELAPSED_CALENDAR

    return not spec.lag or not link.own_calendar or calendar(spec.lag_calendar) == calendar(other)


def _frame(made: Adoption) -> Frame:
    if made.stands is not None:
        return made.stands
    plan, there = made.plan, next(iter(made.records.by(Frame, "programme", made.programme)), None)
    start = _start(plan) or (there.start if there else plan.data_date) or made.day
    return kept(there, Frame(programme=made.programme, start=start, calendar=made.calendars.frame))


def _start(plan: PlanFile) -> date | None:
    """The day on which the file says that the work starts; it has one programme."""
    return plan.start or next(iter(plan.starts.values()), None)


# ---------------------------------------------------------------------------------------------------- what stands there
def _current(made: Adoption, wanted: Records) -> Iterator[Entity]:
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


def _standing(made: Adoption) -> Iterator[Message]:
    """What the file says of the frame of the programme, and is not taken."""
    start, ours = _start(made.plan), made.stands
    if ours is None:
        return
    if start not in (None, ours.start):
        yield _("the start of {programme} stays {ours}; the file says {theirs}: --frame (?frame=true) takes the file's",
                programme=made.programme, ours=ours.start, theirs=start)  # fmt: skip
    if made.calendars.stands is not None:
        yield _("the calendar of {programme} stays {ours}; the file's {theirs} has other days: --frame (?frame=true) takes it",
                programme=made.programme, ours=made.calendars.stands, theirs=made.plan.calendar)  # fmt: skip


def _unadopted(made: Adoption) -> Iterator[Message]:
    """What the file says and the portfolio has no place for."""
    plan, programme = made.plan, made.records.get(Programme, made.programme)
    if plan.resources:
        yield _("resources and their use are not imported: {items}", items=some(resource.code for resource in plan.resources))
    if plan.baselines:
        yield _("baselines of a file are not imported: {items}", items=some(baseline.name for baseline in plan.baselines))
    if plan.title not in ("", programme.title_vi, programme.title_en):
        yield _("the title of the file is not imported, {programme} keeps its own: {title}",
                programme=made.programme, title=plan.title)  # fmt: skip


def _percents(items: str) -> Message:
    return _("lags that are a percent of a duration become days: {items}", items=items)
