"""What each thing must obey by itself, and how its declaration becomes a column."""

from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from governance import columns, values
from governance.errors import InvalidError
from governance.gathering import Gathered, Wanted, gathered
from governance.holders import Reason, Via, holder
from governance.messages import _
from governance.model import (
    Delegation,
    Document,
    DocumentRelation,
    DocumentStatus,
    Meeting,
    MeetingParty,
    Membership,
    Organization,
    Post,
    Succession,
)
from governance.records import Records
from governance.responsibility import Claim, answerable
from governance.values import Entity
from governance.work import check
from tests.governance.making import COMMITTEE, body
from tests.support import example

CONTRADICTIONS: list[tuple[type[Entity], dict[str, Any], str]] = [
    (Organization, {"parent": "organization-1"}, "parent"),
    (Succession, {"predecessor": "A", "successor": "A"}, "successor"),
    (Post, {"seat_of": "post-1"}, "seat_of"),
    (Membership, {"organization": None, "person": None}, "organization"),
    (Membership, {"organization": "A", "person": "B"}, "organization"),
    (Delegation, {"from_post": "A", "to_post": "A"}, "to_post"),
    (Document, {"status": DocumentStatus.AWAITED, "signed_on": "2018"}, "signed_on"),
    (DocumentRelation, {"document": "A", "target": "A"}, "target"),
    (Meeting, {"starts_at": "10:00", "ends_at": "09:00"}, "ends_at"),
    (MeetingParty, {"organization": None, "person": None}, "organization"),
]


@pytest.mark.parametrize(("kind", "said", "where"), CONTRADICTIONS, ids=lambda value: getattr(value, "kind", None))
def test_what_contradicts_itself_is_refused_at_its_field(kind: type[Entity], said: dict[str, Any], where: str) -> None:
    sound = example(kind)
    assert list(sound.rules()) == []
    problems = list(msgspec.structs.replace(sound, **said).rules())
    assert [problem.place for problem in problems] == [where]
    assert all(problem.message.render("vi") != problem.message.render("en") for problem in problems)


def test_what_a_constructor_took_unchecked_is_refused_at_the_door() -> None:
    sound = example(Document)
    check(sound)
    with pytest.raises(InvalidError) as refused:
        check(msgspec.structs.replace(sound, title_vi="hai\ndòng"))
    assert [problem.place for problem in refused.value.problems] == ["title_vi"]
    with pytest.raises(InvalidError) as empty:
        check(msgspec.structs.replace(sound, code=""))
    assert "code" in {problem.place for problem in empty.value.problems}


def test_numbers_with_fractions_mappings_and_anything_else_read_as_they_are() -> None:
    said = _("{a}; {b}; {c}", a=1234.5, b={"x": 1, "y": date(2018, 7, 5)}, c=object)
    assert said.render("vi") == f"1.234,5; x: 1, y: 05/07/2018; {object}"
    assert said.render("en") == f"1,234.5; x: 1, y: 05/07/2018; {object}"


def test_a_type_without_a_column_is_refused_by_the_name_of_its_field() -> None:
    [declared] = inspect.type_info(msgspec.defstruct("Odd", [("when", float)])).fields  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="when: no column"):
        columns._field(declared)


def test_what_a_type_says_beyond_its_checks_is_read_from_it() -> None:
    parent = Organization.__annotations__["parent"]
    assert values.reference(parent) == "organization"
    assert not values.holds_json(parent)


def test_a_row_that_was_gathered_is_told_by_field_and_line() -> None:
    told = gathered(Wanted(Organization, ("code", "name_vi")), (2, None, "A\nB", "một\nhai"))
    assert (told.count, told.lines("code"), told.lines("name_vi"), told.choices) == (2, ["A", "B"], ["một", "hai"], "")
    assert Gathered(told.wanted, 0, {"code": ""}, "").lines("code") == []


def test_a_post_that_is_not_on_record_is_held_by_nobody_and_named() -> None:
    holding = holder(Records([body("MIC")]), "MIC.ghost", date(2018, 7, 5))
    assert (holding.person, holding.via) == (None, Via.VACANT)
    assert "MIC.ghost" in holding.reasons[0].message.render("vi")


def test_a_claim_on_a_post_that_is_not_on_record_leaves_the_next_claim_to_answer() -> None:
    records = Records(COMMITTEE)
    why = Reason(_("{a}", a="…"))
    claims = [Claim(why, post="MIC.ghost"), Claim(why, organization="MIC")]
    answer = answerable(records, claims, date(2019, 7, 5), "NEW")
    assert answer.post == "MIC.minister"
