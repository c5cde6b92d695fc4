"""Every report on a portfolio small enough to work out by hand: drawn in small.py."""

import csv
import io
import json
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs

from governance.messages import LANGS
from governance.records import Records
from governance.values import Entity
from portfolio.errors import UnknownCodeError
from portfolio.model import Deadline, DeadlineKind, Dependency, Estimate, Frame, LagCalendar, Task
from portfolio.reports import REPORTS, gantt, netgraph, report, view
from portfolio.reports.assumptions import surmised
from portfolio.reports.pictures import gantt_chart, network_graph
from portfolio.reports.programmes import holding
from portfolio.reports.table import FORMATS, Format, columns, render
from tests.portfolio.reports.small import DAY, ENTITIES, small


def rows(name: str, records: Records | None = None, **options: Any) -> list[dict[str, Any]]:
    table = report(name, records or small(), DAY, **options)
    found: list[dict[str, Any]] = json.loads(render(table, "json", "en"))["rows"]
    return found


def by(key: str, name: str, records: Records | None = None, **options: Any) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows(name, records, **options)}


def without(*codes: str) -> list[Entity]:
    return [entity for entity in ENTITIES if entity.code not in codes]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "options", [{}, {"programme": "A"}, {"facts_only": True}, {"against": "portfolio", "ledger_seq": 7}], ids=str
)
def test_every_report_reads_in_every_language_and_format(name: str, format_: Format, lang: Any, options: Any) -> None:
    text = render(report(name, small(), DAY, **options), format_, lang, width=100)
    assert text == render(report(name, small(), DAY, **options), format_, lang, width=100)
    if format_ == "table":
        assert max(columns(line) for line in text.split("\n")) <= 100
    if format_ == "csv":
        wide = {len(row) for row in csv.reader(io.StringIO(text))}
        assert len(wide) == 1
    if format_ in ("table", "markdown"):
        assert "05/07/2018" in text
        assert "2018-07-05" not in text


def test_a_schedule_row_has_exactly_the_promised_keys() -> None:
    promised = [
        "task",
        "title",
        "early_start",
        "early_finish",
        "late_start",
        "late_finish",
        "total_float",
        "free_float",
        "critical",
        "responsible",
        "source",
        "assumed",
    ]
    assert list(rows("schedule", programme="A")[0]) == promised
    assert list(rows("schedule")[0]) == ["programme", *promised]


def test_the_schedule_is_the_one_worked_out_by_hand() -> None:
    found = by("task", "schedule", programme="A")
    dates = {code: (row["early_start"], row["early_finish"], row["total_float"]) for code, row in found.items()}
    assert dates == {
        "A.1": ("2018-07-05", "2018-07-11", -3),
        "A.2": ("2018-07-16", "2018-07-18", -3),
        "A.2.1": ("2018-07-16", "2018-07-18", -3),
        "A.2.2": ("2018-07-18", "2018-07-18", -3),
        "A.3": ("2018-07-02", "2018-07-02", None),
        "A.4": (None, None, None),
        "A.C": (None, None, None),
    }


def test_what_rests_on_an_assumption_is_marked_and_what_a_source_says_is_not() -> None:
    marked = {code: row["assumed"] for code, row in by("task", "schedule").items()}
    assert marked == {
        "A.1": True, "A.2": True, "A.2.1": True, "A.2.2": True, "B.1": True,
        "A.3": False, "A.4": False, "A.C": False,
    }  # fmt: skip


def test_without_assumptions_no_date_is_left_that_no_source_supports() -> None:
    found = by("task", "schedule", facts_only=True)
    assert {code: row["early_finish"] for code, row in found.items() if row["early_finish"]} == {"A.3": "2018-07-02"}
    assert not any(row["assumed"] for row in found.values())
    assert "B.1" not in found, "a task that planners added is left out whole"
    assert rows("critical-path", facts_only=True) == []
    assert by("task", "deadlines", facts_only=True)["A.2.2"]["state"] == "not-forecast"
    told = rows("programmes", facts_only=True)
    assert [row["finish"] for row in told] == [None, None], "most of the work has no date, so no finish can be told"
    assert not any(row["assumed"] for row in told)


def test_a_report_without_assumptions_says_so() -> None:
    said = render(report("schedule", small(), DAY, facts_only=True), "markdown", "vi")
    assert "Đã bỏ các giả định" in said


def test_work_after_work_of_unknown_length_is_marked_as_assumed() -> None:
    facts = [e for e in without("A.1") if not (isinstance(e, Estimate) and e.task == "A.2.1") and not isinstance(e, Frame)]
    assert by("task", "schedule", Records(facts))["A.2.2"]["assumed"]


def test_an_assumption_about_a_group_reaches_its_parts() -> None:
    known = [structs.replace(e, assumed=False) for e in ENTITIES if not isinstance(e, Frame)]
    link = Dependency(predecessor="A.3", successor="A.2", assumed=True)
    assert "A.2.1" not in surmised(Records(known), DAY)
    assert {"A.2", "A.2.1", "A.2.2", "B.1"} <= surmised(Records([*known, link]), DAY)


def test_the_critical_path_is_in_order_and_says_what_fixes_each_date() -> None:
    path = rows("critical-path", programme="A")
    assert [(row["task"], row["step"]) for row in path] == [("A.1", 1), ("A.2.1", 2), ("A.2.2", 3)]
    assert [row["driven_by"][0]["cause"] for row in path] == ["data-date", "link", "link"]
    assert path[1]["driven_by"][0] == {
        "cause": "link",
        "task": "A.1",
        "relation": "FS",
        "lag": 2,
        "lag_calendar": "predecessor",
    }
    assert path[2]["misses"] == [{"rule": "instrument", "day": "2018-07-13", "days": 3}]
    assert path[0]["responsible"] == "Minister: vacant"
    assert path[1]["responsible"] == "Nguyễn Văn An, Chair"


def test_the_critical_path_says_first_what_holds_the_programme_up() -> None:
    said = render(report("critical-path", small(), DAY, programme="A"), "table", "en", width=200).splitlines()[2]
    assert said == (
        'A: held up by A.1 “Study the <indices> & the "ranking"”: 3 working days late against the deadline 13/07/2018 of A.2.2. '
        "Who answers for it: Minister: vacant."
    )
    assert json.loads(render(report("critical-path", small(), DAY, programme="A"), "json", "en"))["answer"] == [said]


def test_the_last_row_of_a_chain_says_where_it_leads() -> None:
    path = rows("critical-path", programme="A")
    assert [row["chain"] for row in path] == [1, 1, 1]
    assert [row["leads_to"] for row in path[:-1]] == [None, None]
    assert path[-1]["leads_to"] == {"limit": "deadline", "rule": "instrument", "day": "2018-07-13", "of": "A.2.2"}


def test_a_chain_is_bound_by_the_deadline_of_another_programme_where_that_asks_for_most() -> None:
    theirs = Deadline(
        code="D4", task="B.1", type=DeadlineKind.INSTRUMENT, written_vi="a", written_en="b", not_after=date(2018, 7, 12)
    )
    path = rows("critical-path", Records([*ENTITIES, theirs]), programme="A")
    assert path[-1]["leads_to"] == {
        "task": "B.1", "limit": "deadline", "rule": "instrument", "day": "2018-07-12", "of": "B.1",
    }  # fmt: skip
    assert rows("critical-path", Records([*ENTITIES, theirs]), programme="B")[0]["step"] == 1


def test_the_longest_path_is_told_where_it_is_asked_for() -> None:
    table = report("critical-path", small(), DAY, programme="B", critical="longest-path")
    assert [row["task"] for row in table.rows] == ["B.1"]
    assert "on the longest path of driving links" in render(table, "markdown", "en")
    assert "A.1" in render(table, "markdown", "en"), "what holds B up begins in A"


def test_lags_say_in_what_days_they_count() -> None:
    lag = Dependency(predecessor="A.1", successor="A.4", lag=10, lag_calendar=LagCalendar.ELAPSED, source="001")
    said = render(report("dependencies", Records([*ENTITIES, lag]), DAY), "markdown", "en")
    assert "+10 calendar days" in said
    assert "+2 working days" in said


def test_an_empty_report_is_a_sentence() -> None:
    said = render(report("critical-path", small(), DAY, facts_only=True), "table", "en")
    assert "No task is critical" in said
    assert "---" not in said


def test_csv_says_in_words_what_json_nests() -> None:
    [first, *_rest] = csv.DictReader(io.StringIO(render(report("critical-path", small(), DAY, programme="A"), "csv", "en")))
    assert first["driven_by"] == "not before the status day, 05/07/2018"


def test_the_critical_path_reads_in_vietnamese() -> None:
    text = render(report("critical-path", small(), DAY, programme="A"), "markdown", "vi")
    assert "## Đường găng: Đề án A" in text
    assert "sau A.1 (FS+2)" in text
    assert "thời hạn theo văn bản 13/07/2018: chậm 3 ngày làm việc" in text
    assert "Bộ trưởng: khuyết" in text
    assert "theo ngày kết thúc của chương trình" in text


def test_dates_can_count_to_the_end_of_the_whole_portfolio() -> None:
    table = report("critical-path", small(), DAY, against="portfolio", ledger_seq=41)
    said = render(table, "table", "en")
    assert "count to the end of the whole portfolio" in said
    assert "ledger entry 41" in said


def test_dependencies_tell_scheduling_links_from_influences() -> None:
    found = {(row["predecessor"], row["successor"]): row for row in rows("dependencies")}
    assert len(found) == 5
    first = found["A.1", "A.2.1"]
    assert (first["relation"], first["lag"], first["lag_calendar"], first["driving"], first["float"]) == (
        "FS",
        2,
        "predecessor",
        True,
        0,
    )
    assert found["A.C", "A.1"]["type"] == "influence"
    assert found["A.C", "A.1"]["driving"] is None
    assert found["A.2.2", "B.1"]["assumed"]


def test_a_programme_shows_its_links_to_other_programmes() -> None:
    assert ("A.2.2", "B.1") in {(row["predecessor"], row["successor"]) for row in rows("dependencies", programme="B")}


def test_responsibility_gives_office_person_capacity_and_reasons() -> None:
    found = by("task", "responsibility", programme="A")
    assert found["A.1"]["lead"] == ["BO"]
    assert (found["A.1"]["post"], found["A.1"]["person"], found["A.1"]["via"]) == ("Minister", None, "vacant")
    assert (found["A.2.1"]["post"], found["A.2.1"]["person"], found["A.2.1"]["via"]) == ("Chair", "Nguyễn Văn An", "holder")
    assert found["A.1"]["reasons"][0]["source"] == "001"
    assert found["A.2.1"]["assumed"]
    assert "UB" in found["A.2"]["lead"]


def test_responsibility_tells_the_hand_overs_of_unfinished_work() -> None:
    leaves = structs.replace(next(e for e in ENTITIES if e.code == "AN~chair"), end="2018-07-16")
    records = Records([*without("AN~chair"), leaves])
    found = by("task", "responsibility", records, programme="A")
    assert found["A.2.1"]["handovers"] == [
        {
            "from": "2018-07-17",
            "post": "UB.chair",
            "post_title": "Chair",
            "person": None,
            "person_name": None,
            "assumed": True,
        }
    ]
    assert found["A.1"]["handovers"] == []


def test_the_committee_shows_who_sits_where_and_what_is_vacant() -> None:
    found = by("post", "committee")
    assert (found["UB.chair"]["person"], found["UB.chair"]["via"]) == ("Nguyễn Văn An", "holder")
    assert (found["UB.m"]["person"], found["UB.m"]["via"], found["UB.m"]["office"]) == (None, "vacant", "Minister")
    assert found["UB.m"]["reasons"][-1]["text"].startswith("no source names the holder")
    assert [row["body"] for row in rows("committee")] == ["UB", "UB", "BO"]


def test_the_three_deadlines_are_kept_apart() -> None:
    later = Deadline(
        code="D3", task="A.2.2", type=DeadlineKind.EXTENSION, written_vi="hết tháng 7", written_en="end of July",
        not_after=date(2018, 7, 31), document="QD", assumed=True,
    )  # fmt: skip
    row = by("task", "deadlines", Records([*ENTITIES, later]))["A.2.2"]
    assert (row["until"], row["extension"], row["forecast"]) == ("2018-07-13", "2018-07-31", "2018-07-18")
    assert (row["days_late"], row["days_late_instrument"], row["state"]) == (0, 3, "on-course")
    assert row["extended_by"] == "QD"
    assert by("programme", "programmes", Records([*ENTITIES, later]))["A"]["misses"] == []
    said = render(report("deadlines", Records([*ENTITIES, later]), DAY), "table", "en", width=120)
    assert "extended, on course" in " ".join(said.split())
    late = by("task", "deadlines")["A.2.2"]
    assert (late["days_late"], late["days_late_instrument"]) == (3, 3), "Saturday and Sunday are no working days"
    assert by("task", "deadlines")["A.2.2"]["state"] == "forecast-late"


def test_a_deadline_without_a_last_day_stays_as_it_was_written() -> None:
    row = by("task", "deadlines")["A.4"]
    assert (row["written"], row["until"], row["state"]) == ("regularly", None, "open")


def test_programmes_tell_what_holds_them_up_even_in_another_programme() -> None:
    found = by("programme", "programmes")
    assert found["B"]["held_up_by"] == "A.1"
    look = view(small(), DAY)
    assert [step.task for step in holding(look, look.programmes[1])] == ["A.1", "A.2.1", "A.2.2", "B.1"]
    assert found["A"]["misses"] == ["A.2.2: deadline of the instrument 13/07/2018: missed by 3 working days"]


def test_how_sure_is_told_with_numerator_and_denominator() -> None:
    row = by("programme", "programmes")["A"]
    given = [e for e in ENTITIES if isinstance(e, Task) and e.programme == "A"]
    assert (row["inputs_stated"], row["inputs"]) == (14, 18)
    assert len(given) < row["inputs"]


def test_an_unknown_report_or_programme_is_refused_with_what_there_is() -> None:
    with pytest.raises(UnknownCodeError, match="A, B"):
        report("schedule", small(), DAY, programme="Z")
    with pytest.raises(UnknownCodeError, match="critical-path"):
        report("gossip", small(), DAY)


def test_an_empty_portfolio_gives_empty_reports() -> None:
    for name in REPORTS:
        assert rows(name, Records()) == []


@pytest.mark.parametrize("facts_only", [False, True])
def test_pictures_are_drawn_from_the_same_values(facts_only: bool) -> None:
    look = view(small(), DAY, facts_only=facts_only)
    chart = gantt_chart(look)
    codes = [bar.code for bar in chart.bars]
    assert codes == ["A", "A.1", "A.2", "A.2.1", "A.2.2", "A.3", "A.4", "A.C", "B", *(() if facts_only else ("B.1",))]
    for sheet in (gantt.glance(chart), *gantt.sheets(chart)):
        ET.fromstring(gantt.svg(sheet, "vi"))
    for programme in "AB":
        ET.fromstring(netgraph.svg(network_graph(look, programme), "en"))


def test_the_glance_lifts_links_to_what_it_shows() -> None:
    chart = gantt.glance(gantt_chart(view(small(), DAY)))
    assert [bar.code for bar in chart.bars] == ["A", "A.1", "A.2", "A.3", "A.4", "A.C", "B", "B.1"]
    assert {(arrow.predecessor, arrow.successor) for arrow in chart.arrows} == {("A.1", "A.2"), ("A.2", "B.1")}


def test_the_network_of_a_programme_shows_its_neighbours_and_its_loop_of_influences() -> None:
    graph = network_graph(view(small(), DAY), "B")
    assert {node.code: node.shape for node in graph.nodes} == {"A.2.2": "foreign", "B.1": "task"}
    loop = [edge for edge in network_graph(view(small(), DAY), "A").edges if edge.influence]
    assert {(edge.source, edge.target) for edge in loop} == {("A.1", "A.C"), ("A.C", "A.1")}
