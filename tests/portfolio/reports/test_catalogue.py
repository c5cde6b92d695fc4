"""The list of reports: every one stands in it once, and what is not offered of a report changes nothing of it."""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain

import pytest

from portfolio.reports import REPORTS, Table, View, made, view
from portfolio.reports.catalogue import GROUPS, LISTED
from portfolio.statuses import asking
from tests.support import seeded

DAY = date(2018, 7, 5)


@cache
def seen(asked: str) -> View:
    """The seed as it is usually looked at, or with one thing asked otherwise."""
    match asked:
        case "programme":
            return view(seeded(), DAY, "1755")
        case "data_date":
            return view(seeded(), DAY, data_date=date(2017, 1, 5))
        case "against":
            return view(seeded(), DAY, against="portfolio")
        case "critical":
            return view(seeded(), DAY, critical="longest-path")
        case "by":
            return replace(view(seeded(), DAY), asking=asking("programme", "2018"))
    return view(seeded(), DAY)


@cache
def usual(name: str) -> Table:
    return made(name, seen(""))


def test_every_report_is_listed_once() -> None:
    listed = [each.name for each in chain.from_iterable(group.reports for group in GROUPS)]
    assert sorted(listed) == sorted(REPORTS)


@pytest.mark.parametrize("asked", ["programme", "data_date", "against", "critical", "by"])
def test_what_a_report_is_not_offered_for_changes_neither_its_rows_nor_its_answer(asked: str) -> None:
    heedless = [name for name, listed in LISTED.items() if asked not in listed.asks]
    assert heedless
    for name in heedless:
        other = made(name, seen(asked))
        assert (other.rows, other.answer) == (usual(name).rows, usual(name).answer), (name, asked)
