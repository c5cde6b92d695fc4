"""An awaited document is issued in one step: it keeps its code and its links, or nothing changes and all problems are told."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import InvalidError, StaleVersionError, UnknownCodeError
from governance.issuing import issue
from governance.ledger import Head
from governance.legal import LegalStatus, force, relations
from governance.model import Document, DocumentStatus
from governance.records import Records
from governance.values import Entity
from governance.work import Author, State, Work
from tests.governance.making import document, partial_dates, relates, source

AWAITED = document(
    "NQ",
    status=DocumentStatus.AWAITED,
    expected_on="2018-12",
    source="003",
    source_ref="câu 5",
    note_vi="chưa có số",
    assumed=True,
)
STATE = (source("003"), AWAITED, document("LAW", signed_on="2006"), relates("NQ", "based_on", "LAW"), document("OLD"))


def work(*entities: Entity) -> Work:
    records = Records(entities or STATE)
    marks = {kind: {e.code: (3, 1) for e in records.all(kind)} for kind in {type(e) for e in records}}
    return Work(State(Head(), records, marks), Author("tester", datetime(2019, 3, 8, tzinfo=UTC)))


def test_it_gets_its_number_and_its_days_and_keeps_its_code_its_links_and_the_day_for_which_it_was_expected() -> None:
    doing = work()
    issued, version, _seq = issue(doing, "NQ", 3, {"number": "17/NQ-CP", "signed_on": "2019-03-07"})
    assert (issued.code, issued.number, issued.signed_on, issued.expected_on, version) == (
        "NQ",
        "17/NQ-CP",
        "2019-03-07",
        "2018-12",
        4,
    )
    assert [change.code for change in doing.changes] == ["NQ"]
    assert [relation.target for relation in relations(doing.records, "NQ").does] == ["LAW"]
    assert force(doing.records, "NQ", date(2019, 3, 6)).standing is LegalStatus.AWAITED
    assert force(doing.records, "NQ", date(2019, 3, 7)).standing is LegalStatus.IN_FORCE


def test_what_the_source_said_while_it_was_awaited_is_not_said_of_what_is_issued() -> None:
    issued = issue(work(), "NQ", None, {"number": "17/NQ-CP", "signed_on": "2019-03-07"}).entity
    assert (issued.source, issued.source_ref, issued.note_vi, issued.assumed) == (None, None, None, False)
    again = issue(
        work(), "NQ", None, {"number": "17/NQ-CP", "signed_on": "2019", "source": "003", "title_en": "Resolution"}
    ).entity
    assert (again.source, again.title_en, again.title_vi) == ("003", "Resolution", AWAITED.title_vi)


@pytest.mark.parametrize(
    ("given_", "places"),
    [
        ({}, {"number", "signed_on"}),
        ({"number": " ", "signed_on": "2019-02-30", "colour": "red"}, {"number", "signed_on", "colour"}),
        ({"number": ["17"], "signed_on": {}}, {"number", "signed_on"}),
        ({"signed_on": "2005"}, {"number", "document_relation NQ~based_on~LAW target"}),
        ({"number": "1", "signed_on": "2019", "in_force_from": "2020", "in_force_until": "2019"}, {"in_force_until"}),
        ({"number": "1", "signed_on": "2019", "source": "009"}, {"document NQ source"}),
    ],
)
def test_every_problem_is_told_at_once_and_nothing_changes(given_: dict[str, object], places: set[str]) -> None:
    doing = work()
    with pytest.raises(InvalidError) as refused:
        issue(doing, "NQ", 3, given_)
    assert {problem.place for problem in refused.value.problems} == places
    assert doing.changes == []


def test_what_is_issued_already_another_version_and_what_is_not_there_are_refused() -> None:
    fine = {"number": "17/NQ-CP", "signed_on": "2019"}
    with pytest.raises(InvalidError, match="OLD is issued already, as OLD: amend it instead"):
        issue(work(), "OLD", 3, fine)
    with pytest.raises(StaleVersionError):
        issue(work(), "NQ", 2, fine)
    with pytest.raises(UnknownCodeError):
        issue(work(), "NONE", 1, fine)


@given(partial_dates, st.none() | partial_dates, st.none() | partial_dates)
def test_an_issued_document_breaks_no_rule_of_its_own_or_is_refused(signed: str, since: str | None, until: str | None) -> None:
    doing = work()
    try:
        issued = issue(
            doing, "NQ", 3, {"number": "1/NQ-CP", "signed_on": signed, "in_force_from": since, "in_force_until": until}
        )
    except InvalidError:
        assert doing.changes == []
    else:
        assert list(issued.entity.rules()) == []
        assert doing.records.get(Document, "NQ") == issued.entity
