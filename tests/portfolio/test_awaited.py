"""A document that does not exist yet is a thing with an expected day: what waits for it, and who is to bring it about."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.effects import exists
from governance.legal import rests_on
from governance.model import Document, DocumentStatus
from governance.records import Records
from governance.values import Entity, last_day
from portfolio.authority import SubjectKind, grounds, subjects
from portfolio.awaited import awaited, overdue
from portfolio.citing import TaskProduct
from portfolio.finishing import over_on
from portfolio.model import ProgressState
from tests.governance.making import document, relates
from tests.portfolio.making import programme, reported, task
from tests.portfolio.test_authority import plans

DAY = date(2018, 7, 5)
NQ = document("NQ", status=DocumentStatus.AWAITED, expected_on="2018-06")
PLAN = (
    NQ, document("OLD"), relates("NQ", "replaces", "OLD", "Điều 3"), document("QD"), relates("QD", "implements", "NQ"),
    programme(basis="NQ"), task("P.1"), task("P.1.1", "P.1"), TaskProduct(task="P.1", document="NQ"), task("P.2"),
    task("P.3", basis="QD"), task("P.4"), reported("P.4", date(2018, 7, 1), ProgressState.DONE),
)  # fmt: skip


def test_what_rests_on_it_waits_for_it_the_nearest_first_and_not_what_is_done_or_brings_it_about() -> None:
    (found,) = awaited(Records(PLAN), DAY)
    assert [(w.subject.code, len(w.rest.steps)) for w in found.waiting] == [("P", 0), ("P.2", 0), ("P.3", 1)]
    assert [t.code for t in found.brought_by] == ["P.1"]
    assert [(effect.target, effect.clause) for effect in found.will_do] == [("OLD", "Điều 3")]


@pytest.mark.parametrize(
    ("expected_on", "day", "days"),
    [("2018-06", "2018-06-30", 0), ("2018-06", "2018-07-01", 1), ("2018", "2018-12-31", 0), ("2018-06-05", "2018-07-05", 30),
     (None, "2030-01-01", None)],
)  # fmt: skip
def test_it_is_overdue_after_the_last_day_for_which_it_was_expected(expected_on: str | None, day: str, days: int | None) -> None:
    assert overdue(document("NQ", status=DocumentStatus.AWAITED, expected_on=expected_on), date.fromisoformat(day)) == days


def test_once_it_is_issued_it_was_awaited_until_its_signing_and_nothing_waits_any_more() -> None:
    signed = document("NQ", signed_on="2018-07-05", expected_on="2018-06", number="17/NQ-CP")
    state = Records([signed if entity is NQ else entity for entity in PLAN])
    assert [found.document.code for found in awaited(state, date(2018, 7, 4))] == ["NQ"]
    assert awaited(state, DAY) == ()


@given(plans(), st.dates(date(2014, 1, 1), date(2020, 12, 31)))
def test_exactly_the_open_things_with_a_way_to_it_wait(things: list[Entity], day: date) -> None:
    records = Records(things)
    told = {(each.document.code, w.subject.code) for each in awaited(records, day) for w in each.waiting}
    missing = {d.code for d in records.all(Document) if d.status is DocumentStatus.AWAITED and not exists(d, day)}
    wanted = set()
    for subject in subjects(records):
        over = over_on(records, subject.code) if subject.kind is SubjectKind.TASK else None
        if over is None or over > day:
            for ground in grounds(records, subject, day):
                reached = {rest.document for rest in rests_on(records, ground.document, ground.clause)}
                wanted |= {(code, subject.code) for code in reached & missing}
    assert told == wanted
    for each in awaited(records, day):
        expected = each.document.expected_on
        assert each.overdue is None if expected is None else (each.overdue or 0) >= (day - last_day(expected)).days
