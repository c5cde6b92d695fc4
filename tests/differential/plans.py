"""Seeded random plans for the comparison with MPXJ: of whole days, in what both its file formats and ours can say."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from portfolio.cpm import schedule
from portfolio.interchange.planfile import PlanFile, PlanLink, PlanTask
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar, Relation
from portfolio.network import Due, LinkSpec, TaskSpec
from portfolio.workcalendar import WorkCalendar

START = date(2026, 6, 1)
RELATIONS = (Relation.FS, Relation.FS, Relation.FS, Relation.SS, Relation.FF, Relation.SF)
DATED = tuple(kind for kind in Kind if kind not in (Kind.ASAP, Kind.ALAP))


def drawn(
    seed: int,
    *,
    calendars: bool = True,
    lags: LagCalendar | None = LagCalendar.SUCCESSOR,
    kinds: tuple[Kind, ...] = DATED,
    progress: bool = True,
    late: bool = True,
    milestones: bool = False,
) -> PlanFile:
    """A plan of 3 to 12 tasks with links of all four relations; the same for the same seed and features."""
    random = Random(seed)
    codes = [f"T{i:02}" for i in range(random.randint(3, 12))]
    known = {name: _calendar(random, name) for name in ("standard", "other")}
    known["standard"] = _on_weekdays(known["standard"])
    today = START + timedelta(random.randint(5, 20)) if progress and random.random() < 0.5 else None
    tasks = []
    for code in codes:
        duration = random.choice([0, 0, 1, 2, 3, 5] if milestones else [1, 2, 3, 5, 8])
        calendar = "other" if calendars and duration and random.random() < 0.3 else ""
        tasks.append(PlanTask(TaskSpec(code, duration, calendar), f"task {code}"))
    links = tuple(_links(random, codes, lags))
    tasks = [PlanTask(_constrained(random, task.spec, known, kinds), task.title) for task in tasks]
    plan = PlanFile(tuple(tasks), links, known, "standard", START, title="plan")
    return _begun(random, plan, today, late) if today else plan


def held_at_start(plan: PlanFile) -> PlanFile:
    """The same plan, where tasks without a constraint say that they do not start before the plan does, as they do not anyhow."""
    tasks = []
    for task in plan.tasks:
        calendar = plan.calendars[task.spec.calendar or plan.calendar]
        start = (Kind.SNET, calendar.day(calendar.index(START)))
        tasks.append(replace(task, spec=replace(task.spec, constraints=task.spec.constraints or (start,))))
    return replace(plan, tasks=tuple(tasks))


def _on_weekdays(calendar: WorkCalendar) -> WorkCalendar:
    """The same exceptions on Monday to Friday."""
    return WorkCalendar("1111100", calendar.closed, calendar.opened, calendar.name)


def _calendar(random: Random, name: str) -> WorkCalendar:
    """A week of four to six days, with days closed and opened in the first two months."""
    week = random.choice(["1111100", "1111110", "1111000", "0111110"])
    special = random.sample(range(60), 6)
    days = [START + timedelta(n) for n in special]
    return WorkCalendar(week, days[:3], days[3:], name)


def _links(random: Random, codes: list[str], lags: LagCalendar | None) -> list[PlanLink]:
    made = []
    for j in range(1, len(codes)):
        for i in random.sample(range(j), min(j, random.randint(0, 2))):
            lag = random.choice([0, 0, 1, 2, -1, 3]) if lags else 0
            counted = lags if lags and lag else LagCalendar.PREDECESSOR
            made.append(PlanLink(LinkSpec(codes[i], codes[j], random.choice(RELATIONS), lag, counted)))
    return made


def _constrained(random: Random, spec: TaskSpec, known: dict[str, WorkCalendar], kinds: tuple[Kind, ...]) -> TaskSpec:
    """The task with a date now and then, on a day that it works, and a deadline now and then."""
    calendar = known[spec.calendar or "standard"]
    day = calendar.day(calendar.index(START) + random.randint(0, 25))
    changes: dict[str, Any] = {}
    if kinds and random.random() < 0.2:
        changes["constraints"] = ((random.choice(kinds), day),)
    if random.random() < 0.15:
        changes["deadlines"] = (Due(START + timedelta(random.randint(5, 60))),)
    return replace(spec, **changes)


def _begun(random: Random, plan: PlanFile, today: date, late: bool) -> PlanFile:
    """The plan as it stands on a day: what was to be over is over, some of what was to be under way is, as it was planned."""
    dates = schedule(plan.network()).tasks
    tasks = []
    for task in plan.tasks:
        spec, own = task.spec, dates[task.code]
        if own.early_finish < today and random.random() < 0.8:
            spec = replace(spec, actual_start=own.early_start, actual_finish=own.early_finish)
        elif spec.duration and own.early_start < today <= own.early_finish:
            calendar = plan.calendars[spec.calendar or "standard"]
            left = spec.duration - (calendar.index(today) - calendar.index(own.early_start))
            spec = replace(spec, actual_start=own.early_start, remaining=max(1, left + (random.randint(0, 2) if late else 0)))
        tasks.append(replace(task, spec=spec))
    return replace(plan, tasks=tuple(tasks), data_date=today)
