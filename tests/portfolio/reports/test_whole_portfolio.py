"""Every report and picture over everything that the sources say, on days before, during and after it."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from governance.messages import LANGS, shown
from governance.records import Records
from portfolio.model import Programme
from portfolio.reports import REPORTS, gantt, netgraph, report, view
from portfolio.reports.pictures import gantt_chart, network_graph
from portfolio.reports.table import FORMATS, render
from portfolio.reports.tree import Body, committee_tree
from tests.support import seeded

DAYS = [date(2008, 1, 1), date(2018, 7, 5), date(2018, 12, 31), date(2031, 1, 1)]
LEFT = re.compile(r"\{\w*\}|None")
"""What would stand where something was not filled in."""


@pytest.fixture(scope="module")
def everything() -> Records:
    return seeded()


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_filled_in_whatever_the_day(everything: Records, name: str, day: date) -> None:
    for options in ({}, {"facts_only": True}, {"critical": "longest-path", "against": "portfolio"}):
        table = report(name, everything, day, **options)
        for form, lang in zip((*FORMATS, "table"), (*LANGS, *LANGS, *LANGS)):
            if form != "json":
                assert not LEFT.search(render(table, form, lang))


def test_every_programme_has_its_reports_and_pictures(everything: Records) -> None:
    day = date(2018, 7, 5)
    for programme in everything.all(Programme):
        looked = view(everything, day, programme.code)
        for name in ("critical-path", "dependencies", "deadlines", "schedule"):
            assert not LEFT.search(render(report(name, everything, day, programme=programme.code), "markdown", "vi"))
        for lang in LANGS:
            for chart in gantt.sheets(gantt_chart(looked)):
                ET.fromstring(gantt.svg(chart, lang))
            for graph in netgraph.sheets(network_graph(looked, programme.code), across=2):
                ET.fromstring(netgraph.svg(graph, lang))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_body_in_the_tree_is_told_in_both_languages(everything: Records, day: date) -> None:
    tree = committee_tree(everything, day)
    bodies = [tree.committee] if tree.committee else []
    waiting: list[Body] = [*bodies, *tree.bodies]
    while waiting:
        body = waiting.pop()
        waiting += body.children
        for lang in LANGS:
            for said in words(body):
                assert shown(said, lang).strip()
                assert not LEFT.search(shown(said, lang))
        assert set(body.singles) <= set(body.seats)
        assert not body.bare or len(body.seats) <= 1


def words(body: Body) -> list[object]:
    """Whatever a page would say of a body."""
    assert all(group.assumed in (True, False) for group in body.groups)
    return [
        body.name,
        *(member.name for member in body.members),
        *(reason.message for reason in body.history),
        *(seat.title for seat in body.seats),
        *(office for group in body.groups for office in group.offices),
    ]
