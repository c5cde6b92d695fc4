"""What Hypothesis draws plan files from that Microsoft Project and Primavera can hold, and how plans are compared."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from portfolio.interchange.planfile import Baseline, PlanFile, PlanLink, PlanTask, Resource
from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar, Relation
from portfolio.network import Due, LinkSpec, TaskSpec
from tests.strategies import FIRST, calendars

days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
titles = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn", "Zs", "Zl", "Zp")), min_size=1, max_size=12)


@st.composite
def progress(draw: st.DrawFn, duration: int, today: date | None) -> dict[str, Any]:
    """What is on record of a task on a day."""
    if today is None or draw(st.integers(0, 2)):
        return {}
    began, ended = sorted(today - timedelta(days=draw(st.integers(0, 30))) for _ in range(2))
    if duration == 0 or draw(st.booleans()):
        return {"actual_start": began if duration else ended, "actual_finish": ended}
    return draw(st.sampled_from([{"done": True}, {"actual_start": began, "remaining": draw(st.integers(1, 5))}]))


@st.composite
def plan_files(draw: st.DrawFn, lag_calendar: LagCalendar = LagCalendar.SUCCESSOR, *, percents: bool = True) -> PlanFile:
    """A plan with summaries, links, calendars, constraints, deadlines, history, resources and baselines."""
    names = ["elapsed", "một", "hai & ba"]
    known = {name: draw(calendars(name)) for name in names[1:]}
    today = draw(st.none() | days.map(lambda day: day + timedelta(1)))  # on the first day it says nothing
    groups = ["S", "S.T"] if draw(st.booleans()) else []
    codes = [f"t{i}" for i in draw(st.permutations(range(draw(st.integers(1, 6)))))]
    tasks = []
    for code in codes:
        duration = draw(st.integers(0, 5))
        kind = draw(st.sampled_from([None, None, *(kind for kind in Kind if kind is not Kind.ASAP)]))
        tasks.append(
            PlanTask(
                TaskSpec(
                    code,
                    duration,
                    draw(st.sampled_from(["", "", *names] if duration else ["", "một"])),
                    parent=draw(st.sampled_from([None, *groups])),
                    constraints=() if kind is None else ((kind, None if kind is Kind.ALAP else draw(days)),),
                    deadlines=(Due(draw(days)),) if draw(st.integers(0, 3)) == 0 else (),
                    **draw(progress(duration, today)),
                ),
                draw(titles),
                uses={"R": 1.5} if draw(st.integers(0, 4)) == 0 else {},
            )
        )
    parents = {task.spec.parent for task in tasks}
    if "S.T" in parents:
        tasks.append(PlanTask(TaskSpec("S.T", 0, parent="S"), "nhóm con"))
    if parents & {"S", "S.T"}:
        tasks.append(PlanTask(TaskSpec("S", 0), "nhóm"))
    return PlanFile(
        tuple(tasks),
        tuple(draw(links(codes, lag_calendar, percents=percents))),
        known,
        "một",
        FIRST,
        data_date=today,
        title="Kế hoạch",
        resources=(Resource("R", "R", 4.0),),
        baselines=(Baseline("Baseline", {code: (FIRST, FIRST + timedelta(3)) for code in codes[:2]}),),
    )


@st.composite
def links(draw: st.DrawFn, codes: list[str], lag_calendar: LagCalendar, *, percents: bool = True) -> list[PlanLink]:
    """Links that make no loop."""
    pairs = [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    ends = draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(Relation)), max_size=8, unique=True)) if pairs else []
    made = []
    for (a, b), relation in ends:
        lag = draw(st.integers(-3, 4))
        spec = LinkSpec(a, b, relation, lag, lag_calendar if lag else LagCalendar.PREDECESSOR)
        made.append(PlanLink(spec, own_calendar=not lag or not percents))
        if percents and draw(st.integers(0, 5)) == 0:
            made[-1] = PlanLink(replace(spec, lag=0, lag_calendar=LagCalendar.SUCCESSOR), 50, own_calendar=False)
        elif percents and lag and draw(st.integers(0, 5)) == 0:
            made[-1] = PlanLink(replace(spec, lag_calendar=LagCalendar.ELAPSED))
    return made


def compared(plan: PlanFile) -> PlanFile:
    """A plan as it compares with others: calendars by what they say, computed dates left out."""
    said: Any = {code: (c.week, c.closed - free(c), c.opened - worked(c)) for code, c in plan.calendars.items()}
    tasks = tuple(replace(task, stated=None, spec=_spec(task.spec, plan.calendar)) for task in plan.tasks)
    return replace(plan, calendars=said, tasks=tasks)


def free(calendar: Any) -> set[date]:
    """The closed days that the week leaves free anyhow."""
    return {day for day in calendar.closed if calendar.week[day.weekday()] == "0"}


def worked(calendar: Any) -> set[date]:
    """The opened days that the week works anyhow."""
    return {day for day in calendar.opened if calendar.week[day.weekday()] == "1"}


def _spec(spec: TaskSpec, default: str) -> TaskSpec:
    return replace(spec, calendar="") if spec.calendar == default else spec
