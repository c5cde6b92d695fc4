"""Pictures: well-formed, the same bytes every time, nothing from outside, and what is assumed looks so."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.messages import LANGS, Text, _
from portfolio.reports import gantt, netgraph
from portfolio.reports.gantt import Chart
from portfolio.reports.gantt_bars import Arrow, Bar
from portfolio.reports.layering import layered
from portfolio.reports.netgraph import Edge, Graph, Node
from portfolio.reports.timescale import Timescale, framed

SVG = "{http://www.w3.org/2000/svg}"
NASTY = Text("Trình <Nghị quyết> & \"phụ lục\" của 'Bộ'", "Submit <the> & \"annex\" of 'it'")
DAY = date(2018, 7, 5)


def chart(**changes: Any) -> Chart:
    bars = (
        Bar("P", NASTY, "programme", start=date(2018, 1, 1), finish=date(2020, 12, 31)),
        Bar(
            "P.1",
            NASTY,
            start=date(2018, 7, 5),
            finish=date(2018, 9, 3),
            critical=True,
            done=0.3,
            due=date(2018, 9, 1),
            late=True,
        ),
        Bar("P.2", NASTY, start=date(2018, 9, 4), finish=date(2018, 9, 28), assumed=True, invented=True, tip=(NASTY,)),
        Bar("P.3", NASTY, "milestone", start=date(2018, 9, 28), finish=date(2018, 9, 28), critical=True),
        Bar("P.4", NASTY),
    )
    arrows = (
        Arrow("P.1", "P.2"),
        Arrow("P.2", "P.3", "FF", critical=True),
        Arrow("P.1", "P.3", "SS", assumed=True),
        Arrow("P.1", "P.4"),
    )
    return replace(Chart(_("Gantt chart: {scope}", scope=NASTY), _("{day}", day=DAY), bars, arrows, DAY), **changes)


def graph() -> Graph:
    nodes = (
        Node("P.1", NASTY, critical=True, tip=(NASTY,)),
        Node("P.2", NASTY, "milestone", assumed=True, who=NASTY, dates=_("{day}", day=DAY)),
        Node("P.3", NASTY, "component"),
        Node("Q.1", NASTY, "foreign"),
    )
    edges = (
        Edge("P.1", "P.2", "SS+5", critical=True),
        Edge("P.2", "Q.1", assumed=True),
        Edge("P.2", "P.3", influence=True),
        Edge("P.3", "P.2", influence=True),
    )
    return Graph(_("Dependency network: {programme}", programme=NASTY), _("{day}", day=DAY), nodes, edges)


def drawn(lang: Any = "vi") -> list[str]:
    return [gantt.svg(chart(), lang), netgraph.svg(graph(), lang)]


@pytest.mark.parametrize("lang", LANGS)
def test_pictures_are_well_formed_and_say_what_they_are(lang: Any) -> None:
    for svg in drawn(lang):
        root = ET.fromstring(svg)
        assert root.get("role") == "img"
        labels = (root.get("aria-labelledby") or "").split()
        assert [root.find(f"{SVG}title[@id='{label}']") is not None for label in labels] == [True, False]
        assert getattr(NASTY, lang) in (root.findtext(f"{SVG}title") or "")
        assert len(root.findtext(f"{SVG}desc") or "") > 3


def test_words_with_marks_of_their_own_are_kept_as_words() -> None:
    for svg in drawn("en"):
        assert "<the>" not in svg
        assert "Submit <the> & \"annex\" of 'it'" in "\n".join(ET.fromstring(svg).itertext())


def test_pictures_need_nothing_from_outside_and_no_style_attribute() -> None:
    for svg in drawn():
        assert svg.count("http") == 1, "the namespace, and no address"
        for part in ET.fromstring(svg).iter():
            assert "style" not in part.attrib
            assert not part.tag.endswith(("script", "style", "image", "foreignObject"))


def test_ids_of_two_pictures_on_a_page_differ() -> None:
    ids = [
        part.get("id")
        for name in ("one", "two")
        for part in ET.fromstring(gantt.svg(chart(), "en", name)).iter()
        if part.get("id")
    ]
    assert len(ids) == len(set(ids))


def test_the_same_chart_gives_the_same_bytes_whatever_the_order_of_its_links() -> None:
    assert gantt.svg(chart(arrows=chart().arrows[::-1]), "vi") == gantt.svg(chart(), "vi")


def test_the_same_network_gives_the_same_bytes_in_any_order() -> None:
    turned = replace(graph(), nodes=graph().nodes[::-1], edges=graph().edges[::-1])
    assert netgraph.svg(turned, "vi") == netgraph.svg(graph(), "vi")


def test_assumed_bars_are_hatched_and_stated_ones_are_not() -> None:
    svg = gantt.svg(chart(), "en")
    assert svg.count("url(#gantt-hatch)") == 2  # the bar, and the legend
    plain = replace(chart(), bars=tuple(replace(bar, assumed=False) for bar in chart().bars))
    assert "url(#gantt-hatch)" not in gantt.svg(plain, "en")


def test_the_legend_explains_only_what_is_drawn_and_nobody_is_headed_where_nobody_leads() -> None:
    file = replace(chart(), bars=(Bar("A", Text("Việc", "Work"), start=date(2018, 7, 2), finish=date(2018, 7, 6)),), arrows=())
    led = replace(chart(), bars=tuple(replace(bar, who=Text("Bộ", "Ministry")) for bar in chart().bars))
    for words in ("dates rest on assumptions", "period stated", "in no source", ">Lead<"):
        assert words in gantt.svg(led, "en")
        assert words not in gantt.svg(file, "en")


def test_a_row_that_planners_added_carries_its_mark() -> None:
    [row] = [part for part in ET.fromstring(gantt.svg(chart(), "en")).iter(f"{SVG}text") if "P.2" in "".join(part.itertext())]
    assert "".join(row.itertext()).endswith("°")


def test_days_off_are_shaded_only_where_a_day_can_be_seen() -> None:
    closed = tuple(date(2018, 7, 1) + timedelta(days=7 * n) for n in range(12))
    near = replace(chart(closed=closed), window=(date(2018, 7, 1), date(2018, 9, 30)))
    far = replace(near, window=(date(2008, 1, 1), date(2020, 12, 31)))
    assert gantt.svg(near, "vi").count('fill="#eef1f4"') == len(closed)
    assert gantt.svg(far, "vi").count('fill="#eef1f4"') == 0


def test_a_long_chart_is_cut_into_sheets_that_keep_every_row_and_one_axis() -> None:
    bars = tuple(
        Bar(
            f"{p}.{i}" if i else f"{p}",
            NASTY,
            "task" if i else "programme",
            start=DAY + timedelta(days=90 * i),
            finish=DAY + timedelta(days=90 * i + 9),
        )
        for p in "ABCD"
        for i in range(20)
    )
    sheets = gantt.sheets(chart(bars=bars, arrows=()), rows=45)
    assert [len(sheet.bars) for sheet in sheets] == [40, 40]
    assert tuple(bar for sheet in sheets for bar in sheet.bars) == bars
    assert len({sheet.span for sheet in sheets}) == 1


def test_an_empty_portfolio_still_draws() -> None:
    ET.fromstring(gantt.svg(chart(bars=(), arrows=()), "vi"))
    ET.fromstring(netgraph.svg(replace(graph(), nodes=(), edges=()), "vi"))


links = st.lists(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij")), max_size=25)


@given(links)
@settings(max_examples=60)
def test_boxes_never_overlap_and_links_without_loops_run_forward(pairs: list[tuple[str, str]]) -> None:
    forward = [(a, b) for a, b in pairs if a < b]
    layout = layered("abcdefghij", forward)
    assert all(layout.place[a][0] < layout.place[b][0] for a, b in forward)
    columns: dict[int, list[float]] = {}
    for x, y in layout.place.values():
        columns.setdefault(x, []).append(y)
    for rows in columns.values():
        assert all(b - a >= 0.999 for a, b in pairwise(sorted(rows)))


@given(links)
@settings(max_examples=40)
def test_loops_are_laid_out_too(pairs: list[tuple[str, str]]) -> None:
    layout = layered("abcdefghij", pairs)
    assert set(layout.place) == set("abcdefghij")
    assert all(0 <= x < layout.columns and -0.001 <= y <= layout.rows for x, y in layout.place.values())


def test_the_layout_does_not_depend_on_the_order_of_boxes() -> None:
    pairs = [("a", "c"), ("b", "c"), ("c", "d"), ("a", "d"), ("e", "d"), ("c", "f")]
    names = list("abcdef")
    expected = layered(names, pairs)
    for seed in range(5):
        random.Random(seed).shuffle(names)
        assert layered(names, pairs) == expected


@given(st.dates(date(2005, 1, 1), date(2025, 1, 1)), st.integers(0, 9000), st.integers(0, 9000))
def test_days_stand_in_order_on_the_axis(first: date, a: int, b: int) -> None:
    last = first + timedelta(days=max(a, b))
    scale = framed(first, last, 10, 900)
    low, high = sorted((a, b))
    assert 10 <= scale.at(first + timedelta(days=low)) <= scale.at(first + timedelta(days=high)) < scale.after(last) <= 910.001


@pytest.mark.parametrize(("days", "unit"), [(60, "week"), (700, "month"), (4700, "quarter"), (9000, "year"), (20000, "lustrum")])
def test_the_unit_of_the_axis_follows_from_the_room(days: int, unit: str) -> None:
    scale = Timescale(date(2008, 1, 1), date(2008, 1, 1) + timedelta(days=days), 0, 1100)
    assert scale.unit == unit
    edges = list(scale.spans(scale.unit))
    assert all(a[2] == b[1] for a, b in pairwise(edges))


def test_a_link_over_several_layers_bends_between_the_boxes_and_runs_level_past_them() -> None:
    nodes = tuple(Node(code, NASTY) for code in "abcd")
    chain = tuple(Edge(*ends) for ends in ("ab", "bc", "cd"))
    short = netgraph.svg(replace(graph(), nodes=nodes, edges=chain), "vi")
    long = netgraph.svg(replace(graph(), nodes=nodes, edges=(*chain, Edge("a", "d"))), "vi")
    turned = netgraph.svg(replace(graph(), nodes=nodes, edges=(*chain, Edge("d", "a", influence=True))), "vi")
    paths = [
        [path.get("d", "") for path in ET.fromstring(svg).iter(f"{SVG}path") if path.get("d", "").count("C") > 2]
        for svg in (short, long, turned)
    ]
    assert [len(each) for each in paths] == [0, 1, 1]
    assert "h-" in paths[2][0]
    assert "h-" not in paths[1][0]


def test_rows_without_dates_share_a_sheet_with_those_that_have_some() -> None:
    bars = tuple(
        Bar(code, NASTY, "programme" if len(code) == 1 else "task", start=day, finish=day)
        for code, day in (("A", DAY), ("A.1", DAY), ("B", None), ("B.1", None))
    )
    [sheet] = gantt.sheets(chart(bars=bars, arrows=()), rows=45)
    assert (len(sheet.bars), sheet.span) == (4, (DAY, DAY))


def test_a_month_of_which_the_axis_shows_a_single_day_goes_without_its_name() -> None:
    cut = gantt.svg(replace(chart(), window=(date(2018, 4, 16), date(2018, 7, 1))), "vi")
    assert ("tháng 6/2018" in cut, "tháng 7/2018" in cut) == (True, False)


def test_a_programme_tells_its_forecast_finish_and_is_drawn_over_the_period_that_is_stated_of_it() -> None:
    promised = Bar("P", NASTY, "programme", start=date(2018, 1, 1), finish=date(2020, 12, 31), forecast=date(2019, 12, 2))
    text = gantt.svg(chart(bars=(promised,), arrows=()), "vi")
    assert "02/12/2019" in text
    assert "31/12/2020" not in text


def test_a_box_says_its_days_and_who_leads_without_cutting_either() -> None:
    lead = Text("Bộ Tài nguyên và Môi trường", "Natural Resources")
    node = Node("P.1", NASTY, dates=_("{start}–{finish}", start=DAY, finish=DAY + timedelta(400)), who=lead)
    text = netgraph.svg(replace(graph(), nodes=(node,), edges=()), "vi")
    assert "05/07/2018–09/08/2019" in text
    assert "Bộ Tài nguyên và Môi trường" in text
