"""Variance and changes against a baseline of the small portfolio, which is drawn in small.py."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from governance.messages import LANGS
from governance.records import Records
from governance.values import Entity
from portfolio.baselines.model import Baseline
from portfolio.errors import UnknownCodeError
from portfolio.model import Deadline, DeadlineKind, Dependency, Estimate
from portfolio.reports import gantt, report, view
from portfolio.reports.baselines import baselines_table, chosen
from portfolio.reports.pictures import gantt_chart
from portfolio.reports.table import Table, render
from tests.portfolio.keeping import DECISION, keeping
from tests.portfolio.making import link
from tests.portfolio.reports.small import DAY, days, small, task

KEPT = keeping(small(), DAY)
LATER = {"A.1": 7, "A.2.1": 3, "B.1": 4}
SAME = {"A.1": 5, "A.2.1": 3, "B.1": 4}
SOONER = {"A.1": 3, "A.2.1": 3, "B.1": 4}


def since(lengths: dict[str, int], *more: Entity, without: str = "") -> Records:
    """The portfolio with its baseline, and what became of it since."""
    left = [e for e in KEPT if not isinstance(e, Estimate) and (e.code != without or "baseline" in e.kind)]
    return Records([*left, *(days(code, length) for code, length in lengths.items()), *more])


def rows(table: Table) -> dict[str, dict[str, Any]]:
    return {row["task"]: row for row in json.loads(render(table, "json", "en"))["rows"]}


def told(table: Table) -> str:
    assert all(said.render("vi") != said.render("en") for said in (*table.answer, *table.notes))
    return "\n".join(said.render("en") for said in (*table.answer, *table.notes))


def test_where_nothing_changed_nothing_is_listed_and_everything_stands_as_promised() -> None:
    variance, changes = (report(name, KEPT, DAY) for name in ("variance", "changes"))
    assert (rows(variance), rows(changes)) == ({}, {})
    assert "“Scheme A” finishes on 18/07/2018, as promised." in told(variance)
    assert "0 tasks added, 0 dropped, 0 moved." in told(changes)
    assert "nobody has approved it yet" in told(changes)


def test_of_a_move_with_very_many_causes_each_is_told() -> None:
    every = [f"A.{n}" for n in range(100, 700)]
    plan = [
        *small(),
        *(task(code, code, code) for code in every),
        *(days(code, 1) for code in every),
        task("A.99", "x", "x"),
        days("A.99", 1),
    ]
    kept = keeping(Records([*plan, *(link(code, "A.99") for code in every)]), DAY)
    longer = [structs.replace(e, lag=1) if isinstance(e, Dependency) and e.predecessor in every else e for e in kept]
    assert rows(report("changes", Records(longer), DAY))["A.99"]["causes"].count("; ") == len(every) - 1


def test_two_days_more_for_one_task_move_all_that_follow_and_it_alone_is_the_root() -> None:
    variance, changes = (report(name, since(LATER), DAY) for name in ("variance", "changes"))
    found = rows(variance)
    assert {code: row["finish_variance"] for code, row in found.items()} == {
        "A.1": 2, "A.2": 2, "A.2.1": 2, "A.2.2": 2, "B.1": 2,
    }  # fmt: skip
    assert found["A.1"]["duration_variance"] == 2
    assert {row["state"] for row in found.values()} == {"later"}
    assert "2 working days later than promised (18/07/2018)" in told(variance)
    assert set(rows(changes)) >= {"A.1", "A.2.1", "A.2.2", "B.1"}
    assert "back to it; without it the last day would be 24/07/2018" in told(changes)


def test_two_days_less_bring_the_end_forward() -> None:
    assert "2 working days earlier than promised" in told(report("variance", since(SOONER), DAY))


def test_what_came_and_what_went_is_told_as_such() -> None:
    records = since(LATER, task("A.5", "Thêm", "More"), days("A.5", 1), without="A.4")
    assert {code: row["change"] for code, row in rows(report("changes", records, DAY)).items() if row["change"] != "moved"} == {
        "A.4": "dropped",
        "A.5": "added",
    }
    found = rows(report("variance", since({**LATER, "A.4": 2}), DAY))
    assert found["A.4"]["state"] in ("added", "undated")


def test_of_one_programme_and_without_assumptions_only_that_is_told() -> None:
    assert set(rows(report("variance", since(LATER), DAY, programme="B"))) == {"B.1"}
    for name in ("variance", "changes"):
        table = report(name, since(LATER), DAY, facts_only=True)
        assert not any(row["assumed"] for row in rows(table).values())


def beside(code: str, *more: Entity, **said: Any) -> list[Entity]:
    """The parts of a further baseline of the portfolio as it was."""
    whole = keeping(Records([*small(), *more]), DAY, code, **said)
    return [*more, *(entity for entity in whole if "baseline" in entity.kind)]


def test_a_baseline_of_one_programme_says_nothing_of_the_others_that_its_dates_hang_on() -> None:
    records = since(LATER, *beside("ONLY", programme="B"))
    for name in ("variance", "changes"):
        assert set(rows(report(name, records, DAY, baseline="ONLY"))) == {"B.1"}


def test_what_came_since_what_went_and_what_only_has_another_float_stand_beside_what_moved() -> None:
    extended = Deadline(
        code="D3",
        task="A.2.2",
        type=DeadlineKind.EXTENSION,
        written_vi="hết tháng 7",
        written_en="end of July",
        not_after=date(2018, 7, 31),
    )
    found = rows(report("variance", since(SAME, extended, task("A.5", "Thêm", "More"), days("A.5", 1), without="A.4"), DAY))
    stayed = dict.fromkeys(("A.1", "A.2", "A.2.1", "A.2.2"), ("as-promised", 3))  # from three days too few to none to spare
    states = {code: (row["state"], row["float_variance"]) for code, row in found.items()}
    assert states == stayed | {"A.4": ("dropped", None), "A.5": ("added", None)}


def test_what_moved_is_told_with_its_cause_and_the_document_that_approved_the_dates() -> None:
    changes = report("changes", since({**LATER, "A.4": 2}, *beside("C", DECISION, document="QD1")), DAY)
    assert rows(changes)["A.4"]["causes"].startswith("A.4 can be dated only since: it has a length now")
    assert "A.4 can be dated only since: it has a length now, or is given up no more: 1 move leads back to it." in told(changes)
    assert "at ledger entry 0; approved by QD1 “Decision”." in told(changes)


def test_an_approved_baseline_is_what_is_told_against_and_stands_in_the_list() -> None:
    approved = structs.replace(KEPT.get(Baseline, "B"), code="C", document="QD1")
    records = Records([*KEPT, DECISION, approved])
    looked = view(records, DAY)
    assert chosen(looked) == "C"
    table = baselines_table(looked)
    for lang in LANGS:
        assert "C" in render(table, "markdown", lang)
    assert [row["baseline"] for row in json.loads(render(table, "json", "en"))["rows"]] == ["C", "B"]


def test_without_a_baseline_the_reports_say_how_to_take_one() -> None:
    for name in ("variance", "changes"):
        assert rows(report(name, small(), DAY)) == {}
    with pytest.raises(UnknownCodeError):
        report("variance", KEPT, DAY, baseline="Z")


def test_the_chart_shows_thin_bars_where_the_baseline_had_the_tasks() -> None:
    looked = view(since(LATER), DAY)
    chart = gantt_chart(replace(looked, baseline="B"))
    assert any(bar.was for bar in chart.bars)
    assert gantt.svg(chart, "vi") != gantt.svg(gantt_chart(looked), "vi")
