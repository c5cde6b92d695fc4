"""What is in force on a day, what it rests on, and what was done to it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import UnknownCodeError
from governance.legal import Standing, changed, force, in_force, known_as, legal_basis, relations
from governance.model import Document, DocumentStatus
from governance.records import Records
from tests.governance.making import document, partial_dates, relates

DAY = date(2018, 7, 5)


def standing(*entities: object, code: str = "A", day: date = DAY) -> Standing:
    return force(Records(entities), code, day).standing


@pytest.mark.parametrize(
    ("fields", "expected", "said"),
    [
        ({"status": DocumentStatus.AWAITED}, Standing.AWAITED, "A is awaited; no source says for when"),
        ({"status": DocumentStatus.AWAITED, "expected_on": "2008-12"}, Standing.AWAITED, "A is awaited, expected 12/2008"),
        ({}, Standing.IN_FORCE, "A is issued; since when it is in force is not on record"),
        (
            {"number": "43/2008/QĐ-TTg", "signed_on": "2008-03-24"},
            Standing.IN_FORCE,
            "43/2008/QĐ-TTg is in force since 24/03/2008",
        ),
        ({"signed_on": "2018-01", "in_force_from": "2018-08"}, Standing.NOT_YET, "A is in force only from 08/2018 on"),
        ({"in_force_until": "2017"}, Standing.EXPIRED, "A was in force until 2017"),
        ({"in_force_from": "2018", "in_force_until": "2018"}, Standing.IN_FORCE, "A is in force since 2018"),
    ],
)
def test_an_instrument_stands_by_its_own_days(fields: dict[str, object], expected: Standing, said: str) -> None:
    found = force(Records([document("A", **fields)]), "A", DAY)
    assert (found.standing, str(found.reason.message)) == (expected, said)


def test_one_that_replaces_another_ends_it_on_its_own_first_day() -> None:
    state = (document("A", signed_on="2008"), document("B", signed_on="2018-06"), relates("B", "replaces", "A"))
    assert standing(*state, day=date(2018, 5, 31)) is Standing.IN_FORCE
    assert standing(*state, day=date(2018, 6, 1)) is Standing.REPLACED
    assert [d.code for d in in_force(Records(state), DAY)] == ["B"]


def test_one_that_replaces_a_clause_only_leaves_the_rest_in_force() -> None:
    assert standing(document("A"), document("B"), relates("B", "replaces", "A", "Điều 5")) is Standing.IN_FORCE


def test_an_awaited_one_replaces_nothing_yet() -> None:
    awaited = document("B", status=DocumentStatus.AWAITED)
    assert standing(document("A"), awaited, relates("B", "replaces", "A")) is Standing.IN_FORCE


def test_amendments_are_shown_with_what_they_amend() -> None:
    state = Records([document("A"), document("B", signed_on="2018-06"), relates("B", "amends", "A", "Điều 28")])
    assert [(r.document, r.clause) for r in force(state, "A", DAY).amended_by] == [("B", "Điều 28")]
    assert force(state, "A", date(2018, 5, 1)).amended_by == ()
    assert [r.target for r in changed(state, DAY)] == ["A"]


def test_the_basis_of_an_instrument_is_followed_to_its_root() -> None:
    state = Records(
        [
            *map(document, ("LAW", "DECREE", "DECISION", "OTHER")),
            relates("DECISION", "based_on", "DECREE"),
            relates("DECISION", "based_on", "LAW"),
            relates("DECREE", "implements", "LAW"),
            relates("DECISION", "amends", "OTHER"),
        ]
    )
    assert [(step.document.code, step.depth) for step in legal_basis(state, "DECISION")] == [("DECREE", 1), ("LAW", 1)]
    assert [step.document.code for step in legal_basis(state, "DECREE")] == ["LAW"]
    assert [r.code for r in relations(state, "DECREE").does] == ["DECREE~implements~LAW"]
    assert [r.code for r in relations(state, "DECREE").undergoes] == ["DECISION~based_on~DECREE"]


def test_an_unknown_instrument_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="there is no document with the code X"):
        force(Records(), "X", DAY)
    with pytest.raises(UnknownCodeError):
        legal_basis(Records(), "X")


def test_an_instrument_is_called_by_its_number_where_it_has_one() -> None:
    assert known_as(document("A", number="1755/QĐ-TTg")).vi == "1755/QĐ-TTg"
    assert known_as(document("A")).vi == "văn bản A"


documents = st.builds(
    lambda code, signed, since, until: document(code, signed_on=signed, in_force_from=since, in_force_until=until),
    st.sampled_from("ABCD"), st.none() | partial_dates, st.none() | partial_dates, st.none() | partial_dates,
)  # fmt: skip
links = st.builds(relates, st.sampled_from("ABCD"), st.sampled_from(["based_on", "amends", "replaces"]), st.sampled_from("ABCD"))


@given(st.lists(documents, max_size=4), st.lists(links, max_size=6), st.dates(date(2013, 1, 1), date(2021, 1, 1)))
def test_every_instrument_stands_somewhere_and_only_those_in_force_are_listed(things: list, relating: list, day: date) -> None:
    records = Records([*things, *relating])
    listed = in_force(records, day)
    for one in records.all(Document):
        assert (one in listed) is (force(records, one.code, day).standing is Standing.IN_FORCE)
        basis = [step.document.code for step in legal_basis(records, one.code)]
        assert one.code not in basis
        assert len(basis) == len(set(basis))
