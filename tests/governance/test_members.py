"""Who is counted as a member of a body on a day, and who is not."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from governance.members import composition
from governance.model import Membership, Organization
from governance.records import Records
from governance.values import Entity
from tests.governance.making import COMMITTEE, body, delegates, follows, governments, holds, post

DAY = date(2018, 10, 1)


def member(code: str, of: str = "NEW", **more: object) -> Membership:
    return Membership(code=code, body=of, role_vi="ủy viên", role_en="member", **more)


def counted(*entities: Entity, of: str = "NEW", day: date = DAY) -> list[str | None]:
    return [each.person or each.organization for each in composition(Records([*COMMITTEE, *entities]), of, day).members]


def test_a_seat_is_a_member_whoever_holds_it_and_whoever_sits_twice_is_one() -> None:
    assert counted() == [None, None]
    assert counted(holds("phuc", "GOV.pm"), holds("hung", "MIC.minister")) == ["phuc", "hung"]
    both = composition(Records([*COMMITTEE, holds("phuc", "GOV.pm"), holds("phuc", "MIC.minister")]), "NEW", DAY)
    assert [(m.person, m.seats) for m in both.members] == [("phuc", ("NEW.chair", "NEW.mic"))]


def test_substitutes_and_delegates_are_never_counted() -> None:
    state = [holds("phuc", "GOV.pm"), holds("hung", "MIC.minister"), holds("hong", "MIC.deputy")]
    state += [member("s", person="hong", substitute=True), delegates("MIC.minister", "MIC.deputy", "2018")]
    found = composition(Records([*COMMITTEE, *state]), "NEW", DAY)
    assert [m.person for m in found.members] == ["phuc", "hung"]
    assert [m.person for m in found.substitutes] == ["hong"]


def test_whoever_speaks_for_a_member_is_not_counted_beside_it() -> None:
    named = [member("o", organization="GO"), member("p", person="dam", on_behalf_of="GO"),
             member("q", person="tuan", on_behalf_of="MIC")]  # fmt: skip
    assert counted(*named) == [None, None, "GO", "tuan"]


def test_a_membership_counts_in_its_time_and_a_member_that_is_followed_is_its_successor() -> None:
    named = [member("a", person="tuan", start="2018-09", end="2018"), member("b", organization="DEPT"),
             body("HEIR", "MIC"), follows("HEIR", "DEPT", "2018-09-15")]  # fmt: skip
    assert counted(*named)[2:] == ["tuan", "HEIR"]
    assert counted(*named, day=date(2018, 8, 31))[2:] == ["DEPT"]


def test_every_holder_of_a_seat_of_many_is_counted_and_a_vacant_one_for_nobody() -> None:
    seat = post("NEW.experts", many=True, rank=200)
    assert counted(seat) == [None, None]
    assert counted(seat, holds("tuan", "NEW.experts"), holds("dam", "NEW.experts"))[2:] == ["dam", "tuan"]


def test_a_body_that_is_not_there_has_no_members_and_says_why() -> None:
    old = composition(Records([*COMMITTEE, holds("phuc", "OLD.chair")]), "OLD", DAY)
    assert (old.members, [str(r.message) for r in old.reasons]) == ((), ["NEW has followed OLD since 28/08/2018"])
    assert counted(holds("phuc", "OLD.chair"), of="OLD", day=date(2018, 8, 27)) == ["phuc", None]


@settings(max_examples=50)
@given(governments(), st.dates(date(2014, 1, 1), date(2020, 12, 1)))
def test_nobody_is_counted_twice_and_no_substitute_at_all(entities: list[Entity], day: date) -> None:
    records = Records([*entities, member("s", "B0", person="p9", substitute=True), member("m", "B0", person="p0")])
    for each in records.all(Organization):
        people = [m.person for m in composition(records, each.code, day).members if m.person]
        assert len(people) == len(set(people))
        assert "p9" not in people
