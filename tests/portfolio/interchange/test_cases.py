"""Plans with a known answer, from textbooks and by hand: each file of ``tests/cases`` names its source and holds its answer."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from portfolio.cpm import Schedule, TaskDates, schedule
from portfolio.interchange import plancsv, planjson
from tests.support import ROOT

CASES = sorted((ROOT / "tests" / "cases").glob("*.json"))


def case(path: Path) -> tuple[dict[str, Any], Schedule]:
    said = json.loads(path.read_text(encoding="utf-8"))
    return said, schedule(planjson.plan_from(said["plan"]).network())


def columns(dates: TaskDates) -> list[Any]:
    return [dates.early_start, dates.early_finish, dates.late_start, dates.late_finish, dates.total_float]


def expected(said: dict[str, Any]) -> dict[str, list[Any]]:
    """What the source says of each task, as days; a book that counts periods says after how many each begins and ends.

    A milestone falls on the day that it ends.
    """
    start, answer = date.fromisoformat(said["plan"]["start"]), said["expect"]
    if "dates" in answer:
        return {code: [*map(date.fromisoformat, dates), spare] for code, (*dates, spare) in answer["dates"].items()}
    return {
        code: [
            start + timedelta(min(es, ef - 1)),
            start + timedelta(ef - 1),
            start + timedelta(min(ls, lf - 1)),
            start + timedelta(lf - 1),
            spare,
        ]
        for code, (es, ef, ls, lf, spare) in answer["tasks"].items()
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_dates_and_floats_are_those_of_the_source(path: Path) -> None:
    said, made = case(path)
    assert {code: columns(dates) for code, dates in made.tasks.items()} == expected(said)
    assert list(made.critical) == said["expect"]["critical"]
    missed = {
        code: [[m.rule, str(m.day), m.days] for m in dates.violates] for code, dates in made.tasks.items() if dates.violates
    }
    assert missed == said["expect"].get("violates", {})


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_names_its_source_and_says_its_unit(path: Path) -> None:
    said, _made = case(path)
    assert said["source"]
    assert said["unit"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_as_csv_it_is_the_same_plan(path: Path) -> None:
    plan = planjson.plan_from(json.loads(path.read_text(encoding="utf-8"))["plan"])
    assert plancsv.read(plancsv.write(plan)) == plan
