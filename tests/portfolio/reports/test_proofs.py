"""The reports that prove: float paths, contradictions and the health of the plan, on the portfolio drawn in small.py."""

import json
from datetime import date
from typing import Any

from governance.records import Records
from portfolio.model import Constraint, ConstraintKind, Deadline, DeadlineKind, Dependency, DependencyKind
from portfolio.reports import report
from portfolio.reports.table import render
from tests.portfolio.reports.small import DAY, ENTITIES, days, small, task


def rows(name: str, records: Records | None = None, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render(report(name, records or small(), DAY, **options), "json", "en"))["rows"]
    return found


def test_the_first_path_of_a_programme_is_its_critical_path() -> None:
    found = rows("float-paths", programme="A")
    assert [(row["path"], row["task"], row["total_float"], row["band"]) for row in found] == [
        (1, "A.1", -3, "critical"),
        (1, "A.2.1", -3, "critical"),
        (1, "A.2.2", -3, "critical"),
    ]
    assert [row["runs_into"] for row in found] == [None, None, {"limit": "deadline", "day": "2018-07-13", "rule": "instrument"}]


def test_further_paths_say_where_they_run_into_an_earlier_one_and_what_is_nearly_critical() -> None:
    more = [task("A.5", "Dịch", "Translate"), days("A.5", 4), Dependency(predecessor="A.5", successor="A.2.1", lag=1)]
    last = rows("float-paths", Records([*ENTITIES, *more]), programme="A")[-1]
    assert (last["path"], last["task"], last["total_float"], last["band"]) == (2, "A.5", -1, "critical")
    assert last["runs_into"] == {
        "limit": "link", "day": "2018-07-11", "task": "A.2.1", "relation": "FS", "lag": 1, "spare": 2,
    }  # fmt: skip
    told = render(report("float-paths", Records([*ENTITIES, *more]), DAY, programme="A"), "markdown", "en")
    assert "before A.2.1 (FS+1)" in told
    free = [task("B.2", "Dịch", "Translate"), days("B.2", 6)]
    found = {row["task"]: row for row in rows("float-paths", Records([*ENTITIES, *free]))}
    assert (found["B.2"]["band"], found["B.2"]["runs_into"]) == ("near-critical", {"limit": "end", "day": "2018-07-24"})


def test_paths_may_be_those_of_the_whole_portfolio() -> None:
    found = rows("float-paths", against="portfolio")
    assert [(row["path"], row["task"]) for row in found] == [(1, "A.1"), (1, "A.2.1"), (1, "A.2.2"), (2, "B.1")]


def test_contradictions_are_told_member_by_member_with_their_sources() -> None:
    found = rows("contradictions")
    assert [(row["contradiction"], row["task"], row["source"]) for row in found] == [
        (1, "A.2.2", "001"),
        (1, "A.2.1", "001"),
        (1, "A.2.2", "001"),
    ]
    assert found[0]["member"] == {"task": "A.2.2", "rule": "instrument", "day": "2018-07-13"}
    assert found[1]["member"] == {"task": "A.2.1", "predecessor": "A.1", "relation": "FS", "lag": 2}
    assert found[0]["why"].startswith("with these alone A.2.2 finishes on 18/07/2018 at the earliest, 3 working days too late")
    assert rows("contradictions", programme="B") == []
    assert rows("contradictions", facts_only=True) == []


def test_a_constraint_and_an_extended_deadline_are_found_in_the_records() -> None:
    more = [
        Constraint(task="A.1", type=ConstraintKind.SNET, day=date(2018, 7, 25), source="001"),
        Deadline(
            code="D3", task="A.2.2", type=DeadlineKind.EXTENSION, written_vi="a", written_en="a", not_after=date(2018, 7, 31),
            document="QD", assumed=True,
        ),
    ]  # fmt: skip
    found = rows("contradictions", Records([*ENTITIES, *more]))
    assert [(row["member"].get("rule"), row["source"], row["assumed"]) for row in found] == [
        ("SNET", "001", False),
        ("extension", None, True),
        (None, "001", False),
        (None, "001", False),
    ]


def test_the_health_of_the_plan_names_open_ends_redundant_links_and_loops_of_influences() -> None:
    link = Dependency(predecessor="A.1", successor="A.2.2", source="001")
    again = Dependency(predecessor="B.1", successor="A.C", type=DependencyKind.INFLUENCE)
    found = rows("health", Records([*ENTITIES, link, again]))
    assert [(row["finding"], row["task"]) for row in found] == [
        ("no-predecessor", "A.1"),
        ("no-successor", "B.1"),
        ("redundant-link", "A.2.2"),
        ("loop-of-influences", "A.1"),
    ]
    assert found[2]["detail"]["way"] == ["A.1", "A.2.1", "A.2.2"]
    assert (found[2]["source"], found[3]["source"]) == ("001", ["001"])
    assert found[3]["detail"] == {"loop": ["A.1", "A.C", "A.1"]}
    assert [row["task"] for row in rows("health", Records([*ENTITIES, link]), programme="B")] == ["B.1"]
