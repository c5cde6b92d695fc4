"""What Hypothesis draws plans from: calendars with exceptions both ways, tasks, links, dates and summaries."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from portfolio.model import ConstraintKind, DeadlineKind, LagCalendar, Relation
from portfolio.network import Due, LinkSpec, Network, TaskSpec
from portfolio.workcalendar import WorkCalendar

FIRST = date(2018, 7, 2)
days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))
weeks = st.text("01", min_size=7, max_size=7).filter(lambda week: "1" in week)


@st.composite
def calendars(draw: st.DrawFn, name: str = "") -> WorkCalendar:
    """A week with exceptions on both sides, few enough that work is always found."""
    special = draw(st.lists(days, max_size=8, unique=True))
    cut = draw(st.integers(0, len(special)))
    return WorkCalendar(draw(weeks), special[:cut], special[cut:], name)


@st.composite
def plans(
    draw: st.DrawFn,
    *,
    dated: bool = True,
    single: bool = False,
    lags: bool = True,
    groups: int = 2,
    most: int = 7,
) -> dict[str, Any]:
    """The arguments of :meth:`Network.build` for a plan without loops and summaries.

    ``dated`` adds constraints and deadlines; ``single`` leaves one calendar.
    """
    size = draw(st.integers(1, most))
    codes = [f"t{i}" for i in draw(st.permutations(range(size)))]
    known = {"a": draw(calendars("a"))}
    if not single:
        known |= {"b": draw(calendars("b")), "c": draw(calendars("c"))}
    tasks = [
        TaskSpec(
            code,
            draw(st.integers(0, 4)),
            draw(st.sampled_from(["", *known])),
            draw(st.sampled_from([f"P{g}" for g in range(groups)])),
            constraints=draw(constraints) if dated else (),
            deadlines=(Due(draw(days)),) if dated and draw(st.integers(0, 3)) == 0 else (),
        )
        for code in codes
    ]
    pairs = [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :]]
    ends = draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(Relation)), max_size=10, unique=True)) if pairs else []
    links = [
        LinkSpec(a, b, relation, draw(st.integers(-3, 4)) if lags else 0, draw(st.sampled_from(LagCalendar)))
        for (a, b), relation in ends
    ]
    starts = {f"P{g}": FIRST + timedelta(days=draw(st.integers(0, 5))) for g in range(groups)}
    return {"tasks": tasks, "links": links, "calendars": known, "default": "a", "starts": starts, "data_date": None}


@st.composite
def lived_plans(draw: st.DrawFn) -> dict[str, Any]:
    """A plan with summaries, links and dates on them, and a history until a data date; such a plan may loop."""
    plan = draw(plans(most=6))
    today = draw(days)
    above = draw(st.lists(st.sampled_from([None, "S", "T"]), min_size=6, max_size=6))
    past = st.integers(0, 30).map(lambda n: today - timedelta(days=n))
    tasks = [TaskSpec("S", 0, group="P0", constraints=draw(constraints)), TaskSpec("T", 0, group="P1", parent="S")]
    for task, parent in zip(plan["tasks"], above):
        began, ended = sorted([draw(past), draw(past)])
        history: dict[str, Any] = draw(
            st.sampled_from(
                [
                    {},
                    {},
                    {"actual_start": began},
                    {"actual_start": began, "remaining": 2},
                    {"actual_start": began, "actual_finish": ended},
                    {"actual_finish": ended},
                    {"done": True},
                ]
            )
        )
        alap = ((ConstraintKind.ALAP, None),) if draw(st.integers(0, 4)) == 0 else task.constraints
        tasks.append(replace(task, parent=parent, constraints=alap, **history))
    codes = [task.code for task in tasks]
    ends = draw(
        st.lists(st.tuples(st.sampled_from(codes), st.sampled_from("ST"), st.sampled_from(Relation)), max_size=3, unique=True)
    )
    links = [
        *plan["links"],
        *(LinkSpec(a, b, relation) if i % 2 else LinkSpec(b, a, relation) for i, (a, b, relation) in enumerate(ends)),
    ]
    unique = {(link.predecessor, link.successor, link.relation): link for link in links}
    return {**plan, "tasks": tasks, "links": list(unique.values()), "data_date": today}


constraints = st.one_of(
    st.just(()),
    st.just(()),
    st.just(((ConstraintKind.ASAP, None),)),
    st.tuples(
        st.tuples(st.sampled_from([kind for kind in ConstraintKind if kind not in ("ASAP", "ALAP")]), days),
    ),
)


def network(plan: dict[str, Any], **changes: Any) -> Network:
    """The network of a plan, with some of its arguments changed."""
    return Network.build(**{**plan, **changes})


@st.composite
def whole_plans(draw: st.DrawFn, most: int = 5) -> dict[str, Any]:
    """A plan without loops in which everything may occur: calendars, all relations and lags, summaries in summaries with links,
    dates and deadlines on them, tasks as late as possible, several programmes, and a history, with or without a data date.

    Tasks are in a row, each part of summary ``S``, or of ``T`` within it, if it stands between their bounds; what is linked
    stands apart in the row.
    """
    plan = draw(plans(most=most))
    size = len(plan["tasks"])
    cuts = sorted(draw(st.lists(st.integers(0, size), min_size=4, max_size=4)))
    spans = {"S": (cuts[0], cuts[3]), "T": (cuts[1], cuts[2])}
    spans = {code: span for code, span in spans.items() if span[0] < span[1]}
    today = draw(st.none() | days)
    tasks = []
    for i, task in enumerate(plan["tasks"]):
        above = [code for code, (low, high) in spans.items() if low <= i < high]
        lazy = ((ConstraintKind.ALAP, None),) if draw(st.integers(0, 5)) == 0 else task.constraints
        tasks.append(
            replace(task, parent=above[-1] if above else None, constraints=lazy, **draw(histories(task.duration, today)))
        )
        if draw(st.integers(0, 9)) == 0:
            tasks[-1] = replace(tasks[-1], deadlines=(*task.deadlines, Due(draw(days), DeadlineKind.EXTENSION)))
    for code in spans:
        said = draw(constraints | st.just(((ConstraintKind.ALAP, None),)))
        due = (Due(draw(days)),) if draw(st.integers(0, 5)) == 0 else ()
        calendar = draw(st.sampled_from(["", *plan["calendars"]]))
        parent = "S" if code == "T" else None
        tasks.append(TaskSpec(code, 0, calendar, "P0", parent, constraints=said, deadlines=due))
    row = {task.code: (i, i + 1) for i, task in enumerate(plan["tasks"])} | spans
    pairs = [(a, b) for a in row for b in row if {a, b} & set(spans) and row[a][1] <= row[b][0]]
    some = st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(Relation)), max_size=4, unique=True)
    more = [
        LinkSpec(a, b, relation, draw(st.integers(-2, 3)), draw(st.sampled_from(LagCalendar)))
        for (a, b), relation in (draw(some) if pairs else [])
    ]
    return {**plan, "tasks": tasks, "links": [*plan["links"], *more], "data_date": today}


@st.composite
def histories(draw: st.DrawFn, duration: int, today: date | None) -> dict[str, Any]:
    """What has happened to a task until a day, or without one at any time."""
    until = today or FIRST + timedelta(days=20)
    began, ended = sorted(until - timedelta(days=draw(st.integers(0, 25))) for _ in range(2))
    happened: list[dict[str, Any]] = [
        {"actual_start": began},
        {"actual_start": began, "remaining": draw(st.integers(0, 3))},
        {"actual_start": began, "actual_finish": ended},
        {"actual_finish": ended},
        {"done": True},
        {"done": True, "done_by": ended},
        {"remaining": draw(st.integers(0, 3))},
    ]
    return draw(st.sampled_from([{}] * 7 + happened)) if duration or draw(st.booleans()) else {}
