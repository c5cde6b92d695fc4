"""An instrument is found by its number however people write it, and what looks wrong about a number is told, never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.model import DocumentKind, DocumentStatus, Organization, OrganizationClass
from governance.numbering import doubts, folded, numbered
from governance.records import Records
from governance.values import Entity
from tests.governance.making import body, clause_of, document, relates, suspends

NUMBERS = ("1755/QĐ-TTg", "43/2008/QĐ-TTg", "17/NQ-CP", "6519/VPCP-KGVX", "117/NQ-CP")
STATE = Records(document(f"D{i}", number=number) for i, number in enumerate(NUMBERS))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("1755/qd-ttg", ["D0"]),
        ("1755 / QĐ – TTg", ["D0"]),
        ("1755/QÐ-TTg", ["D0"]),  # the Icelandic letter that old keyboards give
        ("Quyết định số 43/2008/QĐ-TTg ngày 24/3/2008", ["D1"]),
        ("17/NQ-CP", ["D2"]),
        ("17", ["D0", "D2"]),
        ("6519/VPCP", ["D3"]),
        ("999", []),
        ("quyết định", []),
    ],
)
def test_a_number_finds_its_instrument_however_it_is_written(asked: str, found: list[str]) -> None:
    assert [d.code for d in numbered(STATE, asked)] == found


@given(st.sampled_from(NUMBERS), st.data())
def test_case_marks_and_blanks_make_no_difference(number: str, data: st.DataObject) -> None:
    ways = {letter: [letter, letter.lower(), letter.upper()] for letter in number} | {"/": ["/", " / "], "-": ["-", " –", "− "]}
    text = "".join(data.draw(st.sampled_from(ways[letter])) for letter in number)
    assert folded(text) == folded(number)
    assert [d.number for d in numbered(STATE, f"theo {text}, ngày 5/7")] == [number]


MIC = Organization(code="MIC", name_vi="Bộ Thông tin và Truyền thông", name_en="MIC", classification=OrganizationClass.MINISTRY)
GOV = body("GOV", name_vi="Chính phủ", name_en="Government", classification=OrganizationClass.GOVERNMENT)
GO = body("GO", name_vi="Văn phòng Chính phủ")
WELL = {"signed_on": "2018-07-05", "number": "9/2018/QĐ-TTg", "issuer": "GOV"}


def told(*entities: Entity, **fields: object) -> list[str]:
    return [str(doubt.message) for doubt in doubts(Records([MIC, GOV, GO, document("A", **(WELL | fields)), *entities]))]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, None),
        ({"type": DocumentKind.DECREE, "number": "9/2018/NĐ-CP"}, None),
        ({"type": DocumentKind.CIRCULAR, "number": "9/2018/TT-BTTTT", "issuer": "MIC"}, None),
        ({"type": DocumentKind.DISPATCH, "number": "6519/VPCP-KGVX", "issuer": "GO"}, None),
        ({"type": DocumentKind.CONCLUSION, "number": "99/TB-VPCP", "issuer": "GO"}, None),
        ({"type": DocumentKind.DIRECTIVE, "number": "16/CT-TTg"}, None),
        ({"type": DocumentKind.PLAN, "number": "12/KH-BTTTT", "issuer": "MIC"}, None),
        ({"type": DocumentKind.SUBMISSION, "number": "30/TTr-BTTTT", "issuer": "MIC"}, None),
        ({"type": DocumentKind.LAW, "number": "67/2006/QH11", "signed_on": "2006", "issuer": None}, None),
        ({"type": DocumentKind.DECREE}, "the letters QĐ of its number are not those of its kind, decree"),
        ({"type": DocumentKind.RESOLUTION, "number": "9/NĐ-CP"}, "the letters NĐ of its number are not those of its kind"),
        ({"type": DocumentKind.DECREE, "number": "9/NĐ-CP"}, "has a year, and 9/NĐ-CP has none"),
        ({"signed_on": "2017-07-05"}, "its number is of 2018, and it was signed on 05/07/2017"),
        ({"number": "9/0018/QĐ-TTg"}, "the year of the number 9/0018/QĐ-TTg cannot be"),
        ({"number": "chín"}, "chín is not written like a number"),
        ({"number": None}, "its number is not on record"),
        ({"signed_on": None}, "neither its signing nor its coming into force is on record"),
        ({"issuer": "MIC"}, "its number has the sign of Government"),
        ({"number": "9/QĐ-BTTTT"}, "and Government is said to have issued it"),
        ({"in_force_from": "2018-07-04"}, "it is in force from 04/07/2018, before it was signed on 05/07/2018"),
        ({"status": DocumentStatus.AWAITED, "signed_on": None}, "it is awaited, and yet has the number 9/2018/QĐ-TTg"),
        (
            {"status": DocumentStatus.AWAITED, "signed_on": None, "number": None, "in_force_from": "2019"},
            "it is awaited, and yet said to be in force from 2019",
        ),
    ],
)
def test_what_looks_wrong_is_told(fields: dict[str, object], said: str | None) -> None:
    found = told(**fields)
    assert len(found) == (said is not None), found
    assert said is None or said in found[0]


def test_one_number_in_one_year_is_told_of_both_and_in_two_years_of_neither() -> None:
    assert told(document("B", **WELL)) == ["its number is on record for B too", "its number is on record for A too"]
    assert told(document("B", **(WELL | {"signed_on": "2017", "number": "9/QĐ-TTg"})), number="9/QĐ-TTg") == []


def test_a_clause_that_cannot_be_compared_is_told() -> None:
    relation = relates("A", "amends", "B", "phần đầu của")
    rows = [relation, clause_of(relation, clause="Điều 3", by_clause="như trên"), suspends(None, "A", "2018", clause="tất cả")]
    found = told(document("B", **(WELL | {"number": "8/2018/QĐ-TTg"})), *rows)
    assert [message.split(" names")[0] for message in found] == ["“như trên”", "“tất cả”"]
