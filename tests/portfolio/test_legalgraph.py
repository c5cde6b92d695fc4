"""The legal basis of a thing as a graph, as lines of text, for Graphviz, and as a picture."""

import re
from datetime import date
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from governance.effects import effects
from governance.legal import rests_on
from governance.messages import LANGS
from governance.model import Document
from governance.records import Records
from governance.values import Entity
from portfolio.authority import Subject, SubjectKind, grounds, subjects
from portfolio.legalgraph import dot, legal_graph, tree
from portfolio.reports.legalpicture import legal_picture
from portfolio.reports.netgraph import svg
from tests.governance.making import document, relates
from tests.portfolio.making import programme, task
from tests.portfolio.reports.test_instruments import STATE
from tests.portfolio.test_authority import plans

DAY = date(2018, 7, 5)


def told(code: str, *more: Entity) -> str:
    records = Records([*STATE, *more])
    return tree(records, legal_graph(records, Subject(SubjectKind.TASK, code), DAY), "en")


def test_the_tree_tells_each_instrument_once_with_where_it_stands_and_what_was_done_to_it() -> None:
    later = (document("LATER", signed_on="2019"), relates("LATER", "replaces", "DECREE"))
    assert told("P.1", *later).splitlines() == [
        "P.1 · P.1",
        "• P.1 cites Article 1 of 64/2007/NĐ-CP",
        "  DECREE · 64/2007/NĐ-CP is in force since 10/04/2007",
        "    DECREE",
        "    ← LATER replaces 64/2007/NĐ-CP: does not count on this day",
        "    → Article 1: is based on Article 28 of 67/2006/QH11",
        "        LAW · 67/2006/QH11 is in force since 29/06/2006",
        "          LAW",
        "          ← 1/2018/QH14 amends Article 28 of 67/2006/QH11",
        "    → Article 2: is based on Article 30 of 67/2006/QH11",
    ]


def test_what_rests_on_nothing_says_so() -> None:
    records = Records([programme(), task("P.1")])
    graph = legal_graph(records, Subject(SubjectKind.TASK, "P.1"), DAY)
    assert tree(records, graph, "en").splitlines()[-1] == "No record says on what it rests."


def test_dot_quotes_every_name_and_dashes_what_is_not_in_force() -> None:
    awkward = document("A", number='1"/QĐ\\-TTg', in_force_until="2017")
    records = Records([awkward, programme(basis="A")])
    text = dot(legal_graph(records, Subject(SubjectKind.PROGRAMME, "P"), DAY), "en")
    assert '"A" [label="1\\"/QĐ\\\\-TTg\\nexpired", style=dashed];' in text
    assert '"P" -> "A" [label="rests on"];' in text


@given(plans(), st.dates(date(2014, 1, 1), date(2020, 12, 31)), st.sampled_from(LANGS))
def test_the_graph_holds_exactly_what_is_reached_and_who_changes_it_and_is_drawn_the_same_each_time(
    things: list[Entity], day: date, lang: str
) -> None:
    records = Records(things)
    for subject in subjects(records):
        graph = legal_graph(records, subject, day)
        reached = {
            rest.document
            for ground in grounds(records, subject, day)
            for rest in rests_on(records, ground.document, ground.clause)
        }
        doing = {effect.by for code in reached for effect in effects(records, code) if effect.by}
        assert set(graph.documents) == {code for code in reached | doing if records.find(Document, code)}
        lines = tree(records, graph, lang)  # type: ignore[arg-type]
        for code in reached:
            assert len(re.findall(rf"^ *{code} · ", lines, re.MULTILINE)) == 1
    assert legal_graph(Records(reversed(list(records))), subject, day) == graph
    ET.fromstring(svg(legal_picture(graph), lang))  # type: ignore[arg-type]
