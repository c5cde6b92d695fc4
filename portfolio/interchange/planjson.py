"""The plan JSON: a whole plan as one object, the format of our own. What it may hold is declared in ``planschema``.

>>> plan = read(b'''{"start": "2026-06-01", "tasks": [{"code": "A", "duration": 5}, {"code": "B", "duration": 2}],
...                   "links": [{"predecessor": "A", "successor": "B", "lag": "50%"}]}''')
>>> [str(link.lag) for link in plan.network().links]
['3']
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from governance.messages import _
from portfolio.checks import place as link_place
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.planfile import DEFAULT_CALENDAR, ELAPSED_CALENDAR, Baseline, PlanFile, PlanLink, PlanTask, Resource
from portfolio.interchange.planschema import (
    BaselineIn,
    CalendarIn,
    ConstraintIn,
    DeadlineIn,
    LinkIn,
    PlanIn,
    ResourceIn,
    SpanIn,
    TaskIn,
    tidy,
)
from portfolio.interchange.remainder import remainder
from portfolio.interchange.strict import WHOLE, faults
from portfolio.model import DeadlineKind, LagCalendar
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar


def read(data: bytes) -> PlanFile:
    """The plan of a JSON file.

    Raises
    ------
    InvalidError
        With every problem and its place, such as ``tasks[3].duration``.
    """
    return plan_from(decoded(data))


def plan_from(raw: object, located: Callable[[str], str] = str, *, text: bool = False) -> PlanFile:
    """The plan of JSON that is decoded already; ``text`` reads cells of a table, of which ``located`` says where a place is.

    Raises
    ------
    InvalidError
        With every problem and its place, such as ``tasks[3].duration``: those of form, and of what can be read beside them,
        those between fields and those that keep the plan from being scheduled.
    """
    try:
        given = msgspec.convert(raw, PlanIn, strict=not text)
    except (msgspec.ValidationError, ValueError):
        found = list(faults(PlanIn, raw, text=text)) or [Problem(WHOLE, _("this is no plan"))]
        left = remainder(raw, text=text)
        plan, more = _plan_of(left.plan, lambda place: located(left.place(place)))
        placed = [Problem(located(problem.place), problem.message) for problem in (*found, *left.nowhere)]
        raise InvalidError(list(dict.fromkeys([*placed, *more, *plan.problems()]))) from None
    plan, problems = _plan_of(given, located)
    if problems:
        raise InvalidError([*problems, *plan.problems()])
    return plan


def decoded(data: bytes) -> Any:
    """JSON as plain values; names that stand twice, NaN and broken characters are refused.

    Raises
    ------
    InvalidError
    """
    try:
        text = data.decode(_encoding(data))
        raw = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        if re.search(r"\\u[dD][89a-fA-F]", text):
            json.dumps(raw, ensure_ascii=False).encode()
        return raw
    except RecursionError:
        raise InvalidError([Problem(WHOLE, _("this is nested deeper than any plan"))]) from None
    except json.JSONDecodeError as broken:
        where = f"line {broken.lineno}, column {broken.colno}"
        why = _("this is not well-formed JSON; a comma, a quotation mark or a bracket may be missing here or just before")
        raise InvalidError([Problem(where, why)]) from None
    except ValueError as unreadable:
        raise InvalidError([Problem(WHOLE, _("this cannot be read as JSON: {why}", why=str(unreadable)[:300]))]) from None


def _encoding(data: bytes) -> str:
    return json.detect_encoding(data)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in made if names.count(name) > 1)
        raise ValueError(f'"{twice[:80]}" stands there twice')
    return made


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _plan_of(given: PlanIn, located: Callable[[str], str]) -> tuple[PlanFile, list[Problem]]:
    """The value of a plan whose fields are each as declared, and every problem between fields."""
    problems: list[Problem] = []
    parents = {tidy(task.parent) for task in given.tasks if task.parent is not None}
    calendars = _calendars(given, problems)
    places: dict[str, str] = {}
    for i, task in enumerate(given.tasks):
        _remember(places, tidy(task.code), located(f"tasks[{i}]"))
        if task.duration is None and tidy(task.code) not in parents:
            problems.append(Problem(f"tasks[{i}].duration", _("is required")))
        problems += [*_out_of_order(task, f"tasks[{i}].deadline"), *_at_odds(task, f"tasks[{i}]")]
    links = [_link(link) for link in given.links or ()]
    for i, made in enumerate(links):
        _remember(places, link_place(made.spec), located(f"links[{i}]"))
        if _length((given.links or ())[i].lag)[1] and made.spec.lag_calendar is not LagCalendar.ELAPSED:
            problems.append(Problem(f"links[{i}].lag_calendar", _("elapsed days count on no calendar: leave it out")))
    problems += _baseline_faults(given)
    plan = PlanFile(
        tasks=tuple(_task(task) for task in given.tasks),
        links=tuple(links),
        calendars=calendars,
        calendar=tidy(given.calendar) or DEFAULT_CALENDAR,
        start=given.start,
        starts={tidy(code): day for code, day in (given.starts or {}).items()},
        data_date=given.data_date,
        title=tidy(given.title),
        resources=tuple(Resource(tidy(r.code), tidy(r.title), r.capacity) for r in given.resources or ()),
        baselines=tuple(_baseline(b) for b in given.baselines or ()),
        places=places,
    )
    return plan, [Problem(located(where), why) for where, why in problems]


def _remember(places: dict[str, str], key: str, where: str) -> None:
    """Add a place where something stands; of many, the first few are enough to find them."""
    known = places.get(key)
    if known is None or known == where:
        places[key] = where
    elif not known.endswith("…"):
        places[key] = f"{known}, {where}" if known.count(", ") < 4 else f"{known}, …"


def _calendars(given: PlanIn, problems: list[Problem]) -> dict[str, WorkCalendar]:
    made = {}
    for name, said in (given.calendars or {}).items():
        code = tidy(name)
        if not said.week:
            problems.append(Problem(f"calendars.{name}.week", _("a calendar needs at least one working day in the week")))
        try:
            week = "".join("1" if day in said.week else "0" for day in range(1, 8) if said.week) or "1111100"
            made[code] = WorkCalendar(week, said.closed, said.open, code)
        except InvalidError as refused:
            made[code] = WorkCalendar(name=code)
            problems += [Problem(f"calendars.{name}.open", p.message) for p in refused.problems]
    return made


def _out_of_order(task: TaskIn, where: str) -> Iterator[Problem]:
    for due in _deadlines(task):
        if due.not_before and due.not_after and due.not_after < due.not_before:
            why = _(
                "the last day, {end}, is before the first day, {start}: correct one of them",
                end=due.not_after,
                start=due.not_before,
            )
            yield Problem(where, why)


def _at_odds(task: TaskIn, where: str) -> Iterator[Problem]:
    """What a task says of elapsed days and of its calendar that cannot both be meant."""
    elapsed = _length(task.duration)[1]
    if elapsed and tidy(task.calendar) not in ("", ELAPSED_CALENDAR):
        yield Problem(f"{where}.calendar", _("elapsed days count on no calendar: leave it out"))
    if _length(task.remaining)[1] and not elapsed and tidy(task.calendar) != ELAPSED_CALENDAR:
        yield Problem(f"{where}.remaining", _("what remains is counted as the duration is: give both in elapsed days, or none"))
    if task.done_by and not task.done:
        yield Problem(f"{where}.done_by", _("only work that is done has been done by a day: say done too"))


def _length(said: int | str | None) -> tuple[int, bool]:
    """How many days a length is, and whether they are elapsed ones.

    >>> _length("5ed"), _length(5), _length("-2d")
    ((5, True), (5, False), (-2, False))
    """
    if isinstance(said, str) and not said.endswith("%"):
        return int(said.rstrip("ed")), said.endswith("ed")
    return said if isinstance(said, int) else 0, False


def _baseline_faults(given: PlanIn) -> Iterator[Problem]:
    for i, baseline in enumerate(given.baselines or ()):
        for code, span in baseline.tasks.items():
            if span.finish < span.start:
                why = _(
                    "the last day, {end}, is before the first day, {start}: correct one of them",
                    end=span.finish,
                    start=span.start,
                )
                yield Problem(f"baselines[{i}].tasks.{code}", why)


def _deadlines(task: TaskIn) -> list[DeadlineIn]:
    match task.deadline:
        case None:
            return []
        case DeadlineIn():
            return [task.deadline]
        case list():
            return task.deadline
    return [DeadlineIn(not_after=task.deadline)]


def _task(task: TaskIn) -> PlanTask:
    constraints = task.constraint if isinstance(task.constraint, list) else [task.constraint] if task.constraint else []
    deadlines = _deadlines(task)
    duration, elapsed = _length(task.duration)
    spec = TaskSpec(
        code=tidy(task.code),
        duration=duration,
        calendar=ELAPSED_CALENDAR if elapsed else tidy(task.calendar),
        group=tidy(task.programme),
        parent=tidy(task.parent) or None,
        milestone=task.milestone,
        constraints=tuple((c.type, c.date) for c in constraints),
        deadlines=tuple(Due(d.not_after, d.type, d.not_before) for d in deadlines if d.not_after),
        actual_start=task.actual_start,
        actual_finish=task.actual_finish,
        remaining=None if task.remaining is None else _length(task.remaining)[0],
        done=task.done,
        done_by=task.done_by,
    )
    opens = max((d.not_before for d in deadlines if d.not_before and not d.not_after), default=None)
    uses = {tidy(code): units for code, units in (task.uses or {}).items()}
    return PlanTask(spec, tidy(task.title), task.estimate, uses, opens)


def _link(link: LinkIn) -> PlanLink:
    percent = int(link.lag.rstrip("%")) if isinstance(link.lag, str) and link.lag.endswith("%") else None
    lag, elapsed = _length(link.lag)
    counted = link.lag_calendar or (LagCalendar.ELAPSED if elapsed else None)
    spec = LinkSpec(tidy(link.predecessor), tidy(link.successor), link.relation, lag, counted or LagCalendar.PREDECESSOR)
    return PlanLink(spec, percent, counted is not None)


def _baseline(said: BaselineIn) -> Baseline:
    dates = {tidy(code): (span.start, span.finish) for code, span in said.tasks.items()}
    return Baseline(tidy(said.name), dates, tidy(said.document))


def write(plan: PlanFile) -> bytes:
    """A plan as JSON, such that reading it gives an equal plan. What it leaves out is what is as usual."""
    said = PlanIn(
        tasks=[_task_in(task) for task in plan.tasks],
        start=plan.start,
        starts=dict(plan.starts) or None,
        data_date=plan.data_date,
        title=plan.title or None,
        calendar=None if plan.calendar == DEFAULT_CALENDAR else plan.calendar,
        calendars={code: _calendar_in(calendar) for code, calendar in sorted(plan.calendars.items())} or None,
        links=[_link_in(link) for link in plan.links] or None,
        resources=[ResourceIn(r.code, r.title or None, r.capacity) for r in plan.resources] or None,
        baselines=[_baseline_in(baseline) for baseline in plan.baselines] or None,
    )
    return msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"


def _task_in(task: PlanTask) -> TaskIn:
    spec = task.spec
    constraints = [ConstraintIn(kind, day) for kind, day in spec.constraints]
    return TaskIn(
        code=spec.code,
        duration=spec.duration,
        title=task.title or None,
        calendar=spec.calendar or None,
        parent=spec.parent,
        programme=spec.group or None,
        constraint=constraints[0] if len(constraints) == 1 else constraints or None,
        deadline=_deadline_in(task),
        actual_start=spec.actual_start,
        actual_finish=spec.actual_finish,
        remaining=spec.remaining,
        done=spec.done,
        done_by=spec.done_by,
        milestone=spec.milestone,
        estimate=task.estimate,
        uses=dict(task.uses) or None,
    )


def _deadline_in(task: PlanTask) -> date | DeadlineIn | list[DeadlineIn] | None:
    said = [DeadlineIn(due.not_before, due.day, due.kind) for due in task.spec.deadlines]
    if task.opens:
        said.append(DeadlineIn(task.opens))
    if len(said) != 1:
        return said or None
    plain = said[0].not_before is None and said[0].type is DeadlineKind.INSTRUMENT
    return said[0].not_after if plain else said[0]


def _link_in(link: PlanLink) -> LinkIn:
    spec = link.spec
    lag: int | str = spec.lag if link.percent is None else f"{link.percent}%"
    return LinkIn(spec.predecessor, spec.successor, spec.relation, lag, spec.lag_calendar if link.own_calendar else None)


def _calendar_in(calendar: WorkCalendar) -> CalendarIn:
    week = [day for day, works in enumerate(calendar.week, 1) if works == "1"]
    return CalendarIn(week, sorted(calendar.closed), sorted(calendar.opened))


def _baseline_in(baseline: Baseline) -> BaselineIn:
    dates = {code: SpanIn(*span) for code, span in sorted(baseline.dates.items())}
    return BaselineIn(baseline.name, baseline.document or None, dates)
