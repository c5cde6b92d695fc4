"""The reports on instruments: which stand, what rests on those that were changed, what is awaited, what is in doubt."""

import json
from datetime import date
from typing import Any

from governance.model import DocumentKind, DocumentStatus
from governance.records import Records
from portfolio.citing import Citation, TaskProduct
from portfolio.reports import report
from portfolio.reports.table import render
from tests.governance.making import body, clause_of, document, relates, suspends
from tests.portfolio.making import programme, task

DAY = date(2018, 7, 5)
BASED = relates("DECREE", "based_on", "LAW")
STATE = (
    body("GOV", name_en="Government"),
    document("LAW", number="67/2006/QH11", signed_on="2006-06-29", issuer="GOV"),
    document("DECREE", number="64/2007/NĐ-CP", signed_on="2007-04-10", type=DocumentKind.DECREE),
    document("AMEND", number="1/2018/QH14", signed_on="2018-06"),
    document("GUIDE", signed_on="2009", in_force_until="2017"),
    document("STOPPED", signed_on="2010"),
    document("NQ", status=DocumentStatus.AWAITED, expected_on="2018-06"),
    BASED,
    clause_of(BASED, 1, by_clause="Điều 1", clause="Điều 28"),
    clause_of(BASED, 2, by_clause="Điều 2", clause="Điều 30"),
    relates("AMEND", "amends", "LAW", "Điều 28"),
    suspends(None, "STOPPED", "2018-07-01"),
    programme(),
    task("P.1", basis="DECREE", clause="Điều 1"),
    task("P.2", basis="DECREE", clause="Điều 2"),
    task("P.3", basis="NQ"),
    task("P.4"),
    TaskProduct(task="P.4", document="NQ"),
    programme("Q", basis="GUIDE"),
    Citation(code="c", task="P.4", document="LAW", clause="như trên"),
)


def rows(name: str, *, records: Records | None = None, lang: Any = "en", **options: Any) -> list[dict[str, Any]]:
    table = report(name, records or Records(STATE), DAY, **options)
    found: list[dict[str, Any]] = json.loads(render(table, "json", lang))["rows"]
    return found


def test_each_instrument_stands_where_it_does_and_says_why_and_what_was_done_to_it() -> None:
    found = {row["document"]: row for row in rows("instruments")}
    assert {code: row["standing"] for code, row in found.items()} == {
        "LAW": "in-force", "DECREE": "in-force", "AMEND": "in-force", "STOPPED": "suspended", "NQ": "awaited", "GUIDE": "expired",
    }  # fmt: skip
    assert found["LAW"]["changes"] == ["Article 28 of 67/2006/QH11 is amended by 1/2018/QH14, since 06/2018"]
    assert found["LAW"]["cited_by"] == 3
    assert [row["document"] for row in rows("instruments", programme="Q")] == ["GUIDE"]


def test_a_number_with_the_sign_of_the_prime_minister_says_who_issued_it() -> None:
    signed = document("QD", number="1755/QĐ-TTg", issuer="GOV")
    found = {row["document"]: row["issuer"] for row in rows("instruments", records=Records((*STATE, signed)))}
    assert (found["QD"], found["LAW"]) == ("Prime Minister", "Government")


def test_what_rests_on_a_changed_clause_is_told_with_the_chain_by_what_since_when_and_how_far() -> None:
    found = {row["subject"]: row for row in rows("amended")}
    assert set(found) == {"P.1", "P.4", "Q"}
    told = found["P.1"]
    assert told["change"] == {"document": "LAW", "clause": "Điều 28", "by": "AMEND", "by_clause": None}
    assert (told["manner"], told["by"], told["since"], told["steps"], told["where"]) == ("amends", "AMEND", "2018-06", 1, "cited")
    assert [step["text"] for step in told["chain"]] == [
        "P.1 cites Article 1 of 64/2007/NĐ-CP",
        "Article 1 of 64/2007/NĐ-CP is based on Article 28 of 67/2006/QH11",
    ]
    assert found["Q"]["manner"] == "expires"


def test_a_change_elsewhere_in_the_instrument_is_told_at_choice() -> None:
    where = {row["subject"]: row["where"] for row in rows("amended-elsewhere")}
    assert where == {"P.1": "cited", "P.2": "elsewhere", "P.4": "cited", "Q": "cited"}
    assert any("1 more rest" in note.render("en") for note in report("amended", Records(STATE), DAY).notes)


def test_an_awaited_document_is_told_with_what_waits_for_it_and_how_long_it_is_overdue() -> None:
    (told,) = rows("awaited")
    assert (told["document"], told["state"], told["days_overdue"]) == ("NQ", "overdue", 5)
    assert (told["brought_by"], told["tasks"]) == (["P.4"], ["P.3"])
    assert rows("awaited", programme="Q") == []


def test_doubts_are_told_of_instruments_and_of_what_cites_them() -> None:
    made = Records([*STATE, task("P.5", basis="NQ", clause="đoạn cuối"), TaskProduct(task="P.5", document="NQ")])
    said = {(row["subject"], row["doubt"].split(":")[0]) for row in rows("instrument-doubts", records=made)}
    assert ("P.5", "P.5 rests on NQ, which it is itself to bring about") in said
    assert ("P.5", "“đoạn cuối” names no article, clause or point that can be compared") in said
    assert ("c", "“như trên” names no article, clause or point that can be compared") in said
    assert ("GUIDE", "it is issued, and its number is not on record") in said
    kept = {row["subject"] for row in rows("instrument-doubts", records=made, programme="Q")}
    assert kept == {"GUIDE"}


def test_without_assumptions_what_is_only_assumed_to_rest_on_a_change_is_not_told() -> None:
    assumed = relates("DECREE", "implements", "GUIDE")
    made = Records([*STATE, type(assumed)(document="DECREE", relation=assumed.relation, target="GUIDE", assumed=True)])
    assert {row["subject"]: row["assumed"] for row in rows("amended", records=made) if row["manner"] == "expires"} == {
        "P.1": True, "P.2": True, "Q": False,
    }  # fmt: skip
    assert [row["subject"] for row in rows("amended", records=made, facts_only=True) if row["manner"] == "expires"] == ["Q"]
