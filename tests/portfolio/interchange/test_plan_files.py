"""Plan JSON and CSV: what is written is read again as it was, and what it means."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.cpm import schedule
from portfolio.interchange import detect, plancsv, planjson, read
from portfolio.interchange.planfile import (
    DEFAULT_CALENDAR,
    Baseline,
    PlanFile,
    PlanLink,
    PlanTask,
    Resource,
    described,
)
from portfolio.interchange.planschema import PlanIn, schema, tidy
from portfolio.interchange.scheduled import encoded
from portfolio.model import DeadlineKind, LagCalendar, Relation
from portfolio.network import Due, LinkSpec, Network, TaskSpec
from portfolio.plan import network
from portfolio.workcalendar import WorkCalendar
from tests import strategies as drawn
from tests.support import seeded

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029"), max_size=12).map(tidy)
CODES = st.one_of(
    st.sampled_from(["A", "A-1", "AFS", "1755.1", "2", 'a "b"', "x; y", "Ä, 3", "A FS+2", "=1", "#start", "'q", "plan", "ô đ"]),
    WORDS,
).filter(bool)
SMALL = st.integers(0, 20)


@st.composite
def plan_files(draw: st.DrawFn) -> PlanFile:
    """A plan with everything that our own formats hold, under codes of any kind; such a plan may loop."""
    plan = draw(drawn.lived_plans())
    codes = draw(st.lists(CODES, min_size=len(plan["tasks"]), max_size=len(plan["tasks"]), unique=True))
    new = {task.code: code for task, code in zip(plan["tasks"], codes)}
    summaries = {task.parent for task in plan["tasks"]}
    resources = draw(st.lists(CODES, max_size=2, unique=True))
    tasks = []
    for task in plan["tasks"]:
        due = tuple(
            Due(d.day, draw(st.sampled_from(DeadlineKind)), draw(st.none() | st.just(date(2018, 1, 1)))) for d in task.deadlines
        )
        spec = replace(task, code=new[task.code], parent=new.get(task.parent), deadlines=due)
        spec = replace(spec, calendar=draw(st.sampled_from([spec.calendar] * 3 + ["elapsed"])))
        spec = replace(spec, done_by=draw(st.none() | drawn.days) if spec.done else None)
        points = draw(st.none() | st.tuples(SMALL, SMALL, SMALL).map(lambda three: tuple(sorted(three))))
        uses = {code: draw(st.floats(0, 9).map(lambda units: round(units, 3))) for code in resources if draw(st.booleans())}
        tasks.append(PlanTask(spec, draw(WORDS), points, uses, draw(st.none() | drawn.days)))
    links = []
    for link in plan["links"]:
        share = draw(st.none() | st.integers(-200, 300)) if link.predecessor not in summaries else None
        own = draw(st.booleans())
        spec = replace(
            link, predecessor=new[link.predecessor], successor=new[link.successor], lag=0 if share is not None else link.lag
        )
        links.append(PlanLink(spec if own else replace(spec, lag_calendar=LagCalendar.PREDECESSOR), share, own))
    spans = {code: (date(2018, 7, 2), date(2018, 7, 2)) for code in codes[:2]}
    return PlanFile(
        tuple(tasks),
        tuple(links),
        plan["calendars"],
        plan["default"],
        draw(st.none() | drawn.days),
        plan["starts"],
        plan["data_date"],
        draw(WORDS),
        tuple(Resource(code, draw(WORDS), draw(st.none() | st.just(2.5))) for code in resources),
        tuple(Baseline(name, spans, draw(WORDS)) for name in draw(st.lists(WORDS.filter(bool), max_size=2, unique=True))),
    )


@pytest.mark.parametrize("form", [planjson, plancsv], ids=["json", "csv"])
@settings(max_examples=150, deadline=None)
@given(plan=plan_files())
def test_what_is_written_reads_as_the_same_plan(form: Any, plan: PlanFile) -> None:
    assert form.read(form.write(plan)) == plan
    assert read(form.write(plan)) == plan


@settings(max_examples=100, deadline=None)
@given(plan=drawn.plans())
def test_a_plan_is_dated_as_the_engine_dates_its_network(plan: dict[str, Any]) -> None:
    straight = Network.build(**plan)
    written = planjson.read(planjson.write(described(straight))).network()
    assert encoded(schedule(written)) == encoded(schedule(straight))


@pytest.mark.parametrize("form", [planjson, plancsv], ids=["json", "csv"])
def test_the_live_plan_of_the_seed_is_dated_the_same_from_a_file(form: Any) -> None:
    live = network(seeded(), date(2018, 7, 5)).network
    assert len(live.tasks) > 50
    again = form.read(form.write(described(live))).network()
    for options in ({}, {"critical": "longest-path"}, {"against": "portfolio", "progress": "override"}):
        assert encoded(schedule(again, **options)) == encoded(schedule(live, **options))


def plan(tasks: str, links: str = "", more: str = "") -> PlanFile:
    return read('{"start": "2026-06-01"' + more + ', "tasks": [' + tasks + '], "links": [' + links + "]}")


def test_a_percent_lag_is_a_share_of_the_predecessors_duration() -> None:
    made = plan(
        '{"code": "A", "duration": 5}, {"code": "B", "duration": 1}', '{"predecessor": "A", "successor": "B", "lag": "50%"}'
    )
    assert [link.lag for link in made.network().links] == [3]


def test_elapsed_work_goes_on_through_weekends() -> None:
    made = schedule(plan('{"code": "A", "duration": 7, "calendar": "elapsed"}, {"code": "B", "duration": 7}').network())
    assert [str(made.tasks[code].early_finish) for code in "AB"] == ["2026-06-07", "2026-06-09"]


@given(days=st.integers(0, 20_000))
def test_elapsed_days_are_days_on_the_calendar_on_which_each_is_worked(days: int) -> None:
    begun = '"actual_start": "2026-05-01"'
    assert plan(f'{{"code": "A", "duration": "{days}ed", {begun}, "remaining": "1ed"}}') == plan(
        f'{{"code": "A", "duration": {days}, "calendar": "elapsed", {begun}, "remaining": 1}}'
    )
    assert plan(f'{{"code": "A", "duration": "{days}d"}}') == plan(f'{{"code": "A", "duration": {days}}}')
    assert read(f"#start,2026-06-01\ncode,duration\nA,{days} edays\n") == plan(f'{{"code": "A", "duration": "{days}ed"}}')


def test_a_lag_of_elapsed_days_counts_weekends() -> None:
    two = '{"code": "A", "duration": 5}, {"code": "B", "duration": 1}'
    said, spelt = (
        plan(two, f'{{"predecessor": "A", "successor": "B", "lag": {lag}}}') for lag in ('"2ed"', '2, "lag_calendar": "elapsed"')
    )
    assert said == spelt
    assert str(schedule(said.network()).tasks["B"].early_start) == "2026-06-08"
    table = read("#start,2026-06-01\ncode,duration,predecessors\nA,5,\nB,1,A FS+2 ngày lịch\n")
    assert table.links == said.links


def test_lags_that_name_no_calendar_take_the_one_asked_for() -> None:
    tasks = '{"code": "A", "duration": 1, "calendar": "elapsed"}, {"code": "B", "duration": 1}'
    made = plan(tasks, '{"predecessor": "A", "successor": "B", "lag": 6}')
    found = [schedule(p.network()).tasks["B"].early_start for p in (made, made.counting_lags_on(LagCalendar.SUCCESSOR))]
    assert [str(day) for day in found] == ["2026-06-08", "2026-06-10"]
    stated = plan(tasks, '{"predecessor": "A", "successor": "B", "lag": 6, "lag_calendar": "predecessor"}')
    assert stated.counting_lags_on(LagCalendar.SUCCESSOR) == stated


def test_a_plan_without_a_calendar_works_from_monday_to_friday() -> None:
    made = plan('{"code": "A", "duration": 6}')
    assert made.calendar == DEFAULT_CALENDAR
    assert str(schedule(made.network()).finish) == "2026-06-08"


def test_a_deadline_may_be_an_interval_or_open() -> None:
    made = plan(
        '{"code": "A", "duration": 1, "deadline": {"not_before": "2026-06-10", "not_after": "2026-06-30"}},'
        '{"code": "B", "duration": 1, "deadline": {"not_before": "2026-07-01"}}'
    )
    assert made.tasks[0].spec.deadlines == (Due(date(2026, 6, 30), DeadlineKind.INSTRUMENT, date(2026, 6, 10)),)
    assert (made.tasks[1].spec.deadlines, made.tasks[1].opens) == ((), date(2026, 7, 1))


def test_predecessors_read_as_planners_write_them() -> None:
    made = read(
        "#start;2026-06-01\nID;Task Name;Duration;Predecessors;Colour\n2;dig;5 days;;red\nA-1;pour;3d;2FS+3 days\n"
        'B c;cure;4 ngày;"2 SS-1; A-1 FF+50%; ""A-1"" SS+2ed";\nZ;end;0;B c, 2;\n'
    )
    said = [(link.spec.predecessor, link.spec.successor, link.spec.relation, link.spec.lag, link.percent) for link in made.links]
    assert said == [
        ("2", "A-1", Relation.FS, 3, None), ("2", "B c", Relation.SS, -1, None), ("2", "Z", Relation.FS, 0, None),
        ("A-1", "B c", Relation.FF, 0, 50), ("A-1", "B c", Relation.SS, 2, None), ("B c", "Z", Relation.FS, 0, None),
    ]  # fmt: skip
    assert made.links[4].spec.lag_calendar is LagCalendar.ELAPSED
    assert [note.render("en") for note in made.left_out] == ["the column Colour is not kept"]


def test_order_in_the_file_never_matters() -> None:
    made = plan('{"code": "A", "duration": 5}, {"code": "B", "duration": 1}')
    assert made == plan('{"code": "B", "duration": 1}, {"code": "A", "duration": 5}')


def test_what_a_file_is_in_is_told_from_how_it_begins() -> None:
    starts = {b' \n{"tasks": []}': "json", b"\xef\xbb\xbf<Project>": "mspdi", b"ERMHDR\t22.12": "xer", b"code,duration\n": "csv"}
    assert {data: detect(data) for data in starts} == starts
    assert detect("mã;số ngày".encode("utf-16")) == "csv"


def test_the_schema_holds_the_examples_and_names_what_is_needed() -> None:
    declared = schema()
    assert declared["$defs"]["PlanIn"]["required"] == ["tasks"]
    assert declared["$defs"]["TaskIn"]["required"] == ["code"]
    for example in declared["examples"]:
        assert msgspec.convert(example, PlanIn)
        schedule(planjson.plan_from(example).network())


def test_a_calendar_is_what_it_says() -> None:
    assert WorkCalendar(name="a") == WorkCalendar(name="a") != WorkCalendar(name="b")
    assert len({WorkCalendar(name="a"), WorkCalendar(name="a"), TaskSpec("A", 1), LinkSpec("A", "B")}) == 3
