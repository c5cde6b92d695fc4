"""A portfolio read in columns is the portfolio read as things, on lists and on arrays."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import UnavailableError
from governance.records import Records
from governance.values import Entity
from portfolio import plan
from portfolio.cpm import schedule
from portfolio.engine import texts
from portfolio.engine.compiled import PLAIN, compiled
from portfolio.errors import CycleError
from portfolio.model import (
    Calendar,
    CalendarDay,
    Constraint,
    ConstraintKind,
    Deadline,
    DeadlineKind,
    Dependency,
    DependencyKind,
    Estimate,
    Frame,
    LagCalendar,
    Portfolio,
    Progress,
    ProgressState,
    Relation,
    Task,
    TaskKind,
)
from portfolio.plan import Planned
from portfolio.plancolumns import planned
from tests.portfolio.charts import july
from tests.portfolio.making import programme
from tests.portfolio.telling import told
from tests.support import seeded

TODAY = july(9)
DAYS = st.integers(-10, 30).map(lambda n: TODAY + timedelta(days=n))
CODES = ("A", "A.1", "A-1", "A10", "A2", "a", "b~1", "Z_", "0")
"""In no order that words have: the order is that of code points."""

RUNNERS = [pytest.param(lambda: PLAIN, id="lists"), pytest.param(compiled, id="arrays")]


@st.composite
def portfolios(draw: st.DrawFn) -> Records:
    """A portfolio as the store lets it be, loops of links apart, in parts also of what is not there."""
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, min_size=0, max_size=7))
    names = draw(st.lists(st.sampled_from(["VN", "6D", "elapsed"]), unique=True))
    entities: list[Entity] = [programme(code) for code in "PQR"]
    weeks = {"VN": "1111100", "6D": "1111110", "elapsed": "1111111"}
    entities += [Calendar(code=name, title_vi="…", title_en="…", week=weeks[name]) for name in names]
    entities += [
        CalendarDay(calendar=name, day=draw(DAYS), working=name == "elapsed" or draw(st.booleans()), reason_vi="…", reason_en="…")
        for name in names
    ]
    if draw(st.booleans()):
        entities.append(Portfolio(code="E", title_vi="…", title_en="…", committee="C", calendar=draw(st.sampled_from([*weeks]))))
    calendar = st.sampled_from([None, *weeks])
    for code in draw(st.sets(st.sampled_from("PQ"))):
        entities.append(Frame(programme=code, start=draw(DAYS), calendar=draw(calendar)))
    for i, code in enumerate(codes):
        entities += draw(_task(code, codes[:i], calendar))
    pair = st.tuples(st.sampled_from([*CODES, "gone"]), st.sampled_from(CODES), st.sampled_from(Relation))
    for before, after, relation in draw(st.sets(pair, max_size=7)):
        kind = draw(st.sampled_from([DependencyKind.SCHEDULING] * 3 + [DependencyKind.INFLUENCE]))
        lag = {"lag": draw(st.integers(-3, 12)), "lag_calendar": draw(st.sampled_from(LagCalendar))}
        if before != after:
            entities.append(Dependency(predecessor=before, successor=after, relation=relation, type=kind, **lag))
    return Records(entities)


@st.composite
def _task(draw: st.DrawFn, code: str, above: list[str], calendar: st.SearchStrategy[str | None]) -> list[Entity]:
    kind = draw(st.sampled_from([TaskKind.TASK] * 4 + [TaskKind.MILESTONE, TaskKind.COMPONENT]))
    parent = draw(st.sampled_from([None, None, *above, "gone"]))
    entities: list[Entity] = [
        Task(code=code, programme=draw(st.sampled_from("PQR")), parent=parent, type=kind, title_vi="…", title_en="…")
    ]
    if draw(st.integers(0, 3)):
        days = draw(st.integers(0, 6))
        entities.append(Estimate(task=code, optimistic=0, most_likely=days, pessimistic=9, calendar=draw(calendar)))
    for bound in draw(st.sets(st.sampled_from(ConstraintKind), max_size=1)):
        free = bound in (ConstraintKind.ASAP, ConstraintKind.ALAP)
        entities.append(Constraint(task=code, type=bound, day=None if free else draw(DAYS)))
    if draw(st.integers(0, 3)) == 0:
        last, type_ = draw(st.none() | DAYS), draw(st.sampled_from(DeadlineKind))
        entities.append(Deadline(code=f"d-{code}", task=code, type=type_, written_vi="…", written_en="…", not_after=last))
    return [*entities, *draw(st.lists(_report(code), max_size=2))]


@st.composite
def _report(draw: st.DrawFn, code: str) -> Progress:
    as_of = TODAY + timedelta(days=draw(st.integers(-5, 2)))
    state = draw(st.sampled_from(ProgressState))
    began, ended = sorted(as_of - timedelta(days=draw(st.integers(0, 8))) for _ in range(2))
    said: dict[str, Any] = {}
    if state is not ProgressState.NOT_STARTED and draw(st.booleans()):
        said["actual_start"] = began
    if state is ProgressState.DONE and draw(st.booleans()):
        said["actual_finish"] = ended
    if state is ProgressState.IN_PROGRESS and draw(st.booleans()):
        said |= draw(st.sampled_from([{"percent": 40}, {"remaining": 2}, {"percent": 70, "remaining": 1}]))
    return Progress(task=code, as_of=as_of, state=state, **said)


def everything(made: Planned) -> object:
    """All that there is to know of what was planned, and of its schedule."""
    dates, network = schedule(made.network), made.network
    tasks = {code: replace(task, calendar=task.calendar or network.default) for code, task in network.tasks.items()}
    told_of = (made.undated, made.cancelled, made.day, tasks, tuple(network.links), network.calendars, network.starts)
    return (*told_of, network.children, network.wiring.sheet.groups, dict(dates.tasks), dates.links, dates.critical, dates.finish)


def outcome(make: Any) -> object:
    try:
        return everything(make())
    except CycleError as loop:
        return loop.cycle


@pytest.mark.parametrize("run", RUNNERS)
@given(records=portfolios())
def test_the_network_of_columns_is_the_network_of_things(run: Any, records: Records) -> None:
    assert outcome(lambda: planned(told(records), TODAY, run())) == outcome(lambda: plan.network(records, TODAY))


@pytest.mark.parametrize("run", RUNNERS)
def test_so_it_is_of_the_committees_own_portfolio(run: Any) -> None:
    records = seeded()
    for day in (date(2009, 9, 17), date(2018, 7, 5), date(2019, 1, 1)):
        assert everything(planned(told(records), day, run())) == everything(plan.network(records, day))


@pytest.mark.parametrize("run", RUNNERS)
@given(wanted=st.lists(st.text("ab1~", max_size=4)), names=st.lists(st.text("ab1~", min_size=1, max_size=4), unique=True))
def test_a_name_is_found_at_its_place_and_nothing_else_is(run: Any, wanted: list[str], names: list[str]) -> None:
    make = texts.LISTS if run() is PLAIN else texts.arrays()
    place = {name: i for i, name in enumerate(names)}
    lines = wanted + names
    assert list(make.finder(names)("\n".join(lines))) == [place.get(line, -1) for line in lines or [""]]


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.parametrize("where", ["codes", "tasks", "estimates", "links"])
def test_columns_that_are_not_equally_long_are_refused(run: Any, where: str) -> None:
    entities = [programme("P"), *(Task(code=code, programme="P", title_vi="…", title_en="…") for code in "ab")]
    estimates = [Estimate(task=code, optimistic=1, most_likely=1, pessimistic=1) for code in "ab"]
    whole = told(Records([*entities, *estimates, Dependency(predecessor="a", successor="b")]))
    columns = getattr(whole, where)
    broken = [replace(columns, choices=columns.choices + "0")] if columns.choices else []
    for name, text in columns.texts.items():
        more = "\n1" if name in ("lag", "most_likely") else "\nx"
        broken.append(replace(columns, texts={**columns.texts, name: text + more}))
    for each in broken:
        with pytest.raises(UnavailableError, match="does not agree with the ledger"):
            planned(replace(whole, **{where: each}), TODAY, run())


@pytest.mark.parametrize("run", RUNNERS)
def test_tasks_that_are_part_of_each_other_are_refused(run: Any) -> None:
    parents = {"a": "b", "b": "c", "c": "b", "d": None}
    parts = [Task(code=code, programme="P", parent=parent, title_vi="…", title_en="…") for code, parent in parents.items()]
    with pytest.raises(UnavailableError, match="the table of task does not agree with the ledger"):
        planned(told(Records([programme("P"), *parts])), TODAY, run())


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        (["a", "ab", "b~1"], ["ab", "", "b~1", "c", "a"]),
        (["sulrvdfg", "b"], ["b", "sfdfoqfv", "sulrvdfg"]),  # the two long ones have one fingerprint
    ],
)
def test_what_is_compiled_says_what_it_says_uncompiled(names: list[str], lines: list[str]) -> None:
    text, table, found = list("\n".join(names).encode()), [-1] * 32, [0] * len(lines)
    wanted = list("\n".join(lines).encode())
    texts.enter(len(names), len(text), text, len(table) - 1, table)
    texts.find(len(lines), len(wanted), wanted, text, len(table) - 1, table, found)
    assert found == [names.index(line) if line in names else -1 for line in lines]
    assert list(texts.arrays().finder(names)("\n".join(lines))) == found


def test_what_belongs_to_nothing_known_is_left_out_of_a_column() -> None:
    for make in (texts.LISTS, texts.arrays()):
        assert list(make.spread(4, make.numbers("2\n-1\n0"), make.numbers("7\n8\n9"))) == [9, -1, 7, -1]
