"""Who is a member on the day of a meeting, who chairs and is invited, and whether enough of them were there."""

from datetime import date
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.convening import chair_of, convened, invitations
from governance.errors import InvalidError, UnknownCodeError
from governance.meetings import (
    RULES,
    AgendaItem,
    Attendance,
    AttendanceState,
    Conclusion,
    ConclusionNotice,
    Invitation,
    InvitationCapacity,
    MeetingPaper,
    QuorumRule,
    SigningAuthority,
)
from governance.members import composition
from governance.model import Meeting, MeetingKind, MeetingParty, MeetingRole, Membership
from governance.quorum import needed, quorum, rule_on
from governance.records import Records
from governance.rulebook import broken
from governance.values import Entity
from tests.governance.making import body, delegates, follows, holds, person, post
from tests.support import example

DAY = date(2018, 8, 28)


def meeting(code: str = "M", on: str | None = "2018-08-28", of: str | None = "C", **more: Any) -> Meeting:
    return Meeting(code=code, type=MeetingKind.MEETING, title_vi=f"Họp {code}", title_en=code, body=of, held_on=on, **more)


def party(who: str, role: MeetingRole = MeetingRole.ATTENDEE, *, organization: bool = False) -> MeetingParty:
    names = {"organization" if organization else "person": who}
    return MeetingParty(code=f"M.{role.value}.{who}", meeting="M", role=role, **names)


def member(who: str, *, organization: bool = False, **more: Any) -> Membership:
    names = {"organization" if organization else "person": who}
    return Membership(code=f"C.{who}", body="C", role_vi="thành viên", role_en="member", **names, **more)


def line(state: str = "present", **who: Any) -> Attendance:
    return Attendance(code="L." + ".".join(map(str, who.values())), meeting="M", state=AttendanceState(state), **who)


def rule(numerator: int = 1, denominator: int = 2, *, more_than: bool = True, code: str = "Q", **more: Any) -> QuorumRule:
    return QuorumRule(code=code, body="C", numerator=numerator, denominator=denominator, more_than=more_than, **more)


def said(reasons: Any) -> str:
    return " | ".join(reason.line.render("en") for reason in reasons)


PLACES = [
    body("C"), body("MIC"), body("OLD"), body("FIRM"), *map(person, ("an", "binh", "chi", "dung", "em")),
    post("MIC.minister", head=True, rank=1), post("C.chair", head=True, rank=1), post("C.mic", seat_of="MIC.minister", rank=10),
    holds("an", "C.chair", "2018"), holds("binh", "MIC.minister", "2018"),
]  # fmt: skip


def counted(*more: Entity) -> tuple[int, int]:
    found = quorum(Records([*PLACES, meeting(), *more]), "M")
    return found.present, found.of


# ---- members


def titles(records: Records, day: date = DAY) -> list[tuple[str, str | None]]:
    return [(each.title.en, each.person or each.organization) for each in composition(records, "C", day).members]


def test_seats_come_by_rank_ex_officio_ones_with_the_holder_of_the_office_and_members_by_name_after_them() -> None:
    records = Records([*PLACES, member("chi"), member("FIRM", organization=True)])
    assert titles(records) == [("C.chair", "an"), ("C.mic", "binh"), ("FIRM", "FIRM"), ("member", "chi")]


def test_members_are_those_of_the_day() -> None:
    over = member("chi", end="2018-08-27")
    coming = member("dung", start="2018-08-29")
    changed = [holds("em", "MIC.minister", "2018-09-01")]
    ended = [*PLACES[:-1], holds("binh", "MIC.minister", "2018", "2018-08-31")]
    records = Records([*ended, over, coming, *changed, post("C.new", start="2018-09")])
    assert titles(records) == [("C.chair", "an"), ("C.mic", "binh")]
    assert titles(records, date(2018, 9, 2)) == [("C.chair", "an"), ("C.mic", "em"), ("C.new", None), ("member", "dung")]
    assert titles(records, date(2018, 8, 1)) == [("C.chair", "an"), ("C.mic", "binh"), ("member", "chi")]


def test_a_seat_that_nobody_is_known_to_hold_is_a_member_and_one_that_many_hold_is_so_by_its_holders() -> None:
    seats = [post("C.empty", rank=20), post("C.deputies", many=True, rank=30), post("C.private", many=True, rank=40)]
    found = composition(Records([*PLACES, *seats, holds("dung", "C.deputies"), holds("em", "C.deputies")]), "C", DAY)
    assert [each.title.en for each in found.members] == ["C.chair", "C.mic", "C.empty", "C.deputies", "C.deputies"]
    assert "several may hold the post C.private" in said(found.reasons)


def test_whoever_sits_twice_is_one_member() -> None:
    records = Records([*PLACES, post("C.vice", rank=2), holds("binh", "C.vice", "2018"), member("binh")])
    [_chair, twice] = composition(records, "C", DAY).members
    assert (twice.person, twice.seats) == ("binh", ("C.vice", "C.mic"))


def test_a_delegate_and_a_substitute_by_name_are_no_members() -> None:
    records = Records([*PLACES, post("MIC.deputy"), holds("chi", "MIC.deputy", "2018"),
                       delegates("MIC.minister", "MIC.deputy", "2018-01-01"), member("dung", substitute=True)])  # fmt: skip
    assert titles(records) == [("C.chair", "an"), ("C.mic", "binh")]


def test_an_organization_that_was_followed_by_another_has_that_one_in_its_place() -> None:
    records = Records([*PLACES, member("OLD", organization=True), follows("FIRM", "OLD", "2018-01-01")])
    assert titles(records)[-1] == ("FIRM", "FIRM")
    assert "FIRM has taken the place of OLD" in said(composition(records, "C", DAY).members[-1].reasons)


# ---- chair and invitations


def test_the_chair_is_on_record_or_else_heads_the_body_on_the_day() -> None:
    records = Records([*PLACES, meeting()])
    assert (chair_of(records, "M").person, chair_of(records, "M").post) == ("an", "C.chair")
    recorded = chair_of(Records([*records, party("binh", MeetingRole.CHAIR)]), "M")
    assert (recorded.person, recorded.post) == ("binh", "MIC.minister")
    by_body = chair_of(Records([*records, party("MIC", MeetingRole.CHAIR, organization=True)]), "M")
    assert (by_body.person, by_body.post) == ("binh", "MIC.minister")


@pytest.mark.parametrize(
    ("met", "why"),
    [
        (meeting(of=None), "neither a chair nor a body is on record"),
        (meeting(of="FIRM"), "no post is on record as the head of FIRM"),
        (meeting(on=None), "the meeting has no day"),
    ],
)
def test_where_the_chair_is_not_known_the_reasons_say_why(met: Meeting, why: str) -> None:
    found = chair_of(Records([*PLACES, met]), "M")
    assert found.person is None
    assert why in said(found.reasons)


def test_every_member_is_invited_once_by_seat_or_by_name() -> None:
    more = [member("chi"), member("FIRM", organization=True), post("C.many", many=True), holds("dung", "C.many")]
    records = Records([*PLACES, *more, meeting()])
    drawn = invitations(records, "M")
    assert [(each.post, each.person, each.organization) for each in drawn] == [
        ("C.chair", None, None), ("C.mic", None, None), (None, "dung", None), (None, None, "FIRM"), (None, "chi", None)
    ]  # fmt: skip
    assert invitations(Records([*records, *drawn]), "M") == ()
    by_name = Invitation(code="I", meeting="M", person="binh", capacity=InvitationCapacity.MEMBER)
    assert "C.mic" not in {each.post for each in invitations(Records([*records, by_name]), "M")}


def test_a_meeting_without_body_or_day_cannot_be_counted_and_both_are_told_at_once() -> None:
    with pytest.raises(InvalidError) as refused:
        convened(Records([*PLACES, meeting(on="2018-08", of=None)]), "M")
    assert [problem.place for problem in refused.value.problems] == ["body", "held_on"]
    with pytest.raises(UnknownCodeError):
        quorum(Records(PLACES), "M")


# ---- quorum


def test_present_is_who_is_on_the_list_by_person_seat_or_organization() -> None:
    firm = member("FIRM", organization=True)
    assert counted(firm, line(person="an"), line(post="C.mic"), line(organization="FIRM", person="em")) == (3, 3)
    assert counted(firm, line("excused", person="an"), line("absent", post="C.mic")) == (0, 3)
    assert counted(firm, line(post="MIC.minister")) == (1, 3)
    assert counted(firm, line(person="em")) == (0, 3)


def test_without_a_list_who_took_part_is_present() -> None:
    assert counted(party("an", MeetingRole.CHAIR), party("binh"), party("chi")) == (2, 2)
    assert counted(party("an", MeetingRole.SPEAKER)) == (0, 2)
    assert counted(party("an", MeetingRole.CHAIR), line(person="binh")) == (1, 2)


def test_substitutes_are_told_and_never_counted() -> None:
    found = quorum(Records([*PLACES, meeting(), line(person="chi", substitute_for_post="C.mic"),
                            line(person="dung", substitute_for_person="an")]), "M")  # fmt: skip
    assert found.present == 0
    assert [each.substitutes for each in found.counted] == [("Dung",), ("Chi",)]
    assert "Chi stands in, and is not counted as a member" in said(found.counted[1].reasons)
    firm = [member("FIRM", organization=True), member("em", substitute=True, on_behalf_of="FIRM")]
    assert counted(*firm, line(person="em", organization="FIRM")) == (0, 3)
    assert counted(*firm, line(person="chi", organization="FIRM")) == (1, 3)


def test_a_member_who_also_stands_in_for_another_counts_once_and_for_itself() -> None:
    assert counted(line(person="an", substitute_for_post="C.mic")) == (1, 2)


def test_somebody_else_in_a_seat_whose_holder_is_known_is_no_member() -> None:
    found = quorum(Records([*PLACES, meeting(), line(person="chi", post="C.mic")]), "M")
    assert found.present == 0
    assert "which Binh holds on the day" in said(found.counted[1].reasons)
    assert counted(post("C.empty"), line(person="chi", post="C.empty")) == (1, 3)


@pytest.mark.parametrize(("lines", "met"), [(1, False), (2, True)])
def test_the_bodys_rule_of_the_day_says_whether_they_are_enough(lines: int, met: bool) -> None:
    rules = [rule(end="2018-08-01"), rule(2, 3, more_than=False, code="R", start="2018-08-02")]
    people = [line(person=who) for who in ("an", "binh")][:lines]
    found = quorum(Records([*PLACES, member("chi"), meeting(), *rules, *people]), "M")
    assert (found.rule and found.rule.code, found.of, found.needed, found.met) == ("R", 3, 2, met)
    assert "C decides with at least 2/3 of the members" in said(found.reasons)


def test_without_a_rule_nothing_is_said_of_enough_and_a_rule_may_leave_out_empty_seats() -> None:
    empty = post("C.empty")
    assert quorum(Records([*PLACES, meeting()]), "M").met is None
    found = quorum(Records([*PLACES, empty, meeting(), rule(filled_only=True), line(person="an"), line(person="binh")]), "M")
    assert (found.present, found.of, found.met) == (2, 2, True)
    assert "seats that nobody is known to hold do not count" in said(found.reasons)
    assert quorum(Records([body("C"), meeting(), rule()]), "M").met is None


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 60), st.booleans())
def test_needed_is_the_least_number_that_reaches_the_share(numerator: int, more: int, members: int, more_than: bool) -> None:
    share = Fraction(numerator, numerator + more)
    found = needed(members, rule(numerator, numerator + more, more_than=more_than))

    def enough(number: int) -> bool:
        return number > members * share if more_than else number >= max(members * share, 1)

    assert enough(found)
    assert not enough(found - 1)


SEATS = [f"C.{n}" for n in range(5)]
PEOPLE = [f"p{n}" for n in range(7)]
"""The first three hold the first three seats, the other seats are held by nobody known."""
HELD = [body("C"), meeting(), rule(), *map(post, SEATS), *map(person, PEOPLE),
        *(holds(who, seat) for who, seat in zip(PEOPLE[:3], SEATS[:3], strict=True))]  # fmt: skip
LINES = st.lists(
    st.tuples(st.sampled_from([None, *PEOPLE]), st.sampled_from([None, *SEATS]), st.sampled_from([None, *SEATS]),
              st.sampled_from(list(AttendanceState))),
    max_size=6,
)  # fmt: skip


@given(LINES, st.randoms())
def test_a_member_counts_by_a_line_of_its_own_whatever_the_order_and_substitutes_change_nothing(lines: Any, random: Any) -> None:
    kept = [
        Attendance(code=f"L{n}", meeting="M", person=who, post=seat, substitute_for_post=other, state=state)
        for n, (who, seat, other, state) in enumerate(lines)
    ]
    holder = dict(zip(SEATS, [*PEOPLE[:3], None, None], strict=True))

    def there(seat: str) -> bool:
        for who, own, other, state in lines:
            if (
                other != seat
                and state is AttendanceState.PRESENT
                and ((who is not None and who == holder[seat]) or (own == seat and (who is None or holder[seat] in (None, who))))
            ):
                return True
        return False

    found = quorum(Records([*HELD, *kept]), "M")
    if kept:
        assert {each.member.seats[0] for each in found.counted if each.present} == {seat for seat in SEATS if there(seat)}
    random.shuffle(kept)
    assert quorum(Records([*kept, *HELD]), "M") == found
    stand_ins = [line(organization="C", substitute_for_post=seat) for seat in SEATS]
    assert quorum(Records([*HELD, *kept, *stand_ins]), "M").present == (found.present if kept else 0)


def test_the_rule_that_began_last_holds() -> None:
    records = Records([rule(), rule(code="R", start="2018")])
    found = rule_on(records, "C", DAY)
    assert found is not None
    assert found.code == "R"
    assert rule_on(records, "FIRM", DAY) is None


# ---- what each thing obeys, and all together


CONTRADICTIONS: list[tuple[type[Entity], dict[str, Any], str]] = [
    (QuorumRule, {"numerator": 3, "denominator": 2}, "numerator"),
    (QuorumRule, {"numerator": 2, "denominator": 2, "more_than": True}, "numerator"),
    (QuorumRule, {"start": "2019", "end": "2018"}, "end"),
    (Invitation, {"person": "person-1"}, "post"),
    (Invitation, {"post": None}, "post"),
    (Attendance, {"person": None}, "person"),
    (Attendance, {"substitute_for_post": "post-1", "substitute_for_person": "person-2"}, "substitute_for_person"),
    (Attendance, {"post": "post-1", "substitute_for_post": "post-1"}, "substitute_for_post"),
    (Attendance, {"substitute_for_person": "person-1"}, "substitute_for_person"),
    (Attendance, {"substitute_for_post": "post-1", "state": AttendanceState.ABSENT}, "state"),
    (ConclusionNotice, {"authority": SigningAuthority.BY_ORDER}, "in_place_of"),
    (ConclusionNotice, {"authority": SigningAuthority.ON_BEHALF, "in_place_of": "post-1"}, "in_place_of"),
    (ConclusionNotice, {"recipients_vi": "- VT"}, "recipients_en"),
]


@pytest.mark.parametrize(("kind", "fields", "where"), CONTRADICTIONS, ids=lambda value: getattr(value, "kind", None))
def test_what_contradicts_itself_is_refused_at_its_field(kind: type[Entity], fields: dict[str, Any], where: str) -> None:
    sound = example(kind)
    assert list(sound.rules()) == []
    problems = list(msgspec.structs.replace(sound, **fields).rules())
    assert [problem.place for problem in problems] == [where]
    assert all(problem.message.render("vi") != problem.message.render("en") for problem in problems)


def point(of: str, number: int) -> AgendaItem:
    return AgendaItem(meeting=of, ordinal=number, title_vi="mục", title_en="point")


@pytest.mark.parametrize(
    ("things", "places"),
    [
        ([point("M", 1), Conclusion(meeting="N", ordinal=1, text_vi="x", text_en="x", agenda_item="M~1")],
         ["meeting_conclusion N~1 agenda_item"]),
        ([point("M", 1), MeetingPaper(code="P", meeting="N", title_vi="x", title_en="x", agenda_item="M~1")],
         ["meeting_paper P agenda_item"]),
        ([post("C.chair"), line(person="an", post="C.chair"), line(post="C.chair", person="chi")],
         ["attendance L.an.C.chair post"]),
        ([post("C.all", many=True), line(person="an", post="C.all"), line(post="C.all", person="chi")], []),
        ([line(person="an"), line(person="an", post="C.mic")], ["attendance L.an.C.mic person"]),
        ([line(organization="MIC", person="an"), line(organization="MIC", person="chi")], []),
        ([Invitation(code=code, meeting="M", post="C.mic", capacity=InvitationCapacity.GUEST) for code in "AB"],
         ["invitation B post"]),
        ([rule(end="2018-07-01"), rule(code="R", start="2018-07-01")], ["quorum_rule R start"]),
        ([rule(end="2018-06-30"), rule(code="R", start="2018-07-01")], []),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told_at_its_place(things: list[Entity], places: list[str]) -> None:
    assert [problem.place for problem in broken(Records(things), RULES)] == places
