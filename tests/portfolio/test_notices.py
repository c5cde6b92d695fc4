"""The notice of conclusions says what is on record, marks what is assumed, and is a draft until it is issued."""

from typing import Any

import pytest
from msgspec.structs import replace

from governance.meetings import Attendance, AttendanceState, Conclusion, ConclusionNotice, SigningAuthority
from governance.messages import Text
from governance.model import Meeting, MeetingKind, MeetingParty, MeetingRole, OrganizationClass, PartOfDay
from governance.records import Records
from governance.values import Entity
from portfolio.model import Deadline, DeadlineKind, Role
from portfolio.notices.notice import Paper, notice, paper
from portfolio.notices.sentences import at_meeting, long_day
from portfolio.ordered import ConclusionTask
from tests.governance.making import body, document, holds, person, post
from tests.portfolio.making import given, programme, task

MET = Meeting(code="M", type=MeetingKind.MEETING, title_vi="Phiên họp thứ nhất", title_en="First session", body="C",
              held_on="2018-08-28", starts_at="08:30", place_vi="Trụ sở Chính phủ", place_en="Government Office")  # fmt: skip
DUE = Deadline(code="D", task="P.1", type=DeadlineKind.INSTRUMENT, written_vi="tháng 12/2018", written_en="December 2018")
THINGS: list[Entity] = [
    body("GOV", classification=OrganizationClass.GOVERNMENT),
    body("C", "GOV", name_vi="Ủy ban", name_en="Committee", short_vi="UB"),
    body("MIC", "C", name_vi="Bộ Thông tin", name_en="Ministry"), body("MOF", name_vi="Bộ Tài chính", name_en="Finance"),
    post("C.chair", head=True, title_vi="Chủ tịch", title_en="Chair"),
    post("C.vice", title_vi="Phó Chủ tịch", title_en="Vice-chair"),
    person("an"), person("binh"), holds("an", "C.chair", "2018"), holds("binh", "C.vice", "2018"), MET, programme(),
    task("P.1", deliverable_vi="Dự thảo", deliverable_en="Draft", ordinal=1), task("P.2", ordinal=2),
    given("P.1", "MIC"), given("P.1", "MOF", Role.COORDINATING), given("P.1", "C", Role.APPROVING), DUE,
    Conclusion(meeting="M", ordinal=1, text_vi="Kết luận một.", text_en="Conclusion one."),
    Conclusion(meeting="M", ordinal=2, text_vi="Kết luận hai.", text_en="Conclusion two."),
    ConclusionTask(conclusion="M~1", task="P.1"), ConclusionTask(conclusion="M~1", task="P.2"),
]  # fmt: skip


def drawn(*more: Entity, lang: Any = "vi", without: tuple[type[Entity], ...] = ()) -> Paper:
    return paper(notice(Records([*(each for each in THINGS if not isinstance(each, without)), *more]), "M"), lang)


def test_it_says_when_where_and_under_whom_and_what_was_concluded_and_ordered() -> None:
    said = drawn()
    assert said.opening == (
        "Hồi 08 giờ 30, ngày 28 tháng 8 năm 2018, tại Trụ sở Chính phủ, Ủy ban họp dưới sự chủ trì của Chủ tịch An.",
        "Chủ tịch An kết luận như sau:",
    )
    assert said.subject == "Kết luận của Chủ tịch An tại phiên họp thứ nhất"
    assert said.points == (
        ("1. Kết luận một.", (
            "Giao Bộ Thông tin chủ trì, phối hợp với Bộ Tài chính: nhiệm vụ P.1. Sản phẩm: Dự thảo. Thời hạn: tháng 12/2018.",
            "Chưa giao cơ quan chủ trì: nhiệm vụ P.2.")),
        ("2. Kết luận hai.", ()),
    )  # fmt: skip
    assert said.closing == "Ủy ban thông báo để các cơ quan, đơn vị liên quan biết, thực hiện./."
    assert said.recipients == ("- Bộ Thông tin;", "- Bộ Tài chính;", "- Các thành viên Ủy ban;", "- Lưu: VT.")
    assert (said.capacity, said.signer, said.remark) == (("CHỦ TỊCH",), "An", None)


def test_it_says_the_same_in_english_and_that_this_is_not_the_issued_text() -> None:
    said = drawn(lang="en")
    assert said.opening[0] == "At 08:30 on 28 August 2018, at Government Office, the Committee met, chaired by An, Chair."
    assert said.subject == "Conclusions of An, Chair at “First session”"
    assert said.points[0][1][0] == "The Ministry leads, with Finance: P.1. Deliverable: Draft. Deadline: December 2018."
    assert said.rendering == "English rendering; the notice is issued in Vietnamese."
    assert drawn().rendering is None


def test_until_it_is_issued_it_is_a_draft_with_blanks() -> None:
    draft = drawn()
    assert (draft.draft, draft.number, draft.place_and_day) == ("DỰ THẢO", "Số: ……/TB-UB", "Hà Nội, ngày …… tháng …… năm ……")
    paper_of = document("TB", number="12/TB-VPCP", signed_on="2018-09-03", issuer="MIC")
    issued = drawn(paper_of, ConclusionNotice(meeting="M", document="TB", issued_in_vi="Huế", issued_in_en="Huế"))
    assert (issued.draft, issued.number, issued.place_and_day) == (None, "Số: 12/TB-VPCP", "Huế, ngày 03 tháng 9 năm 2018")
    assert (issued.superior, issued.issuer) == ("ỦY BAN", "BỘ THÔNG TIN"), "who issues it is what the document says"
    assert drawn(replace(paper_of, signed_on=None), ConclusionNotice(meeting="M", document="TB")).draft == "DỰ THẢO"


def test_a_body_under_the_government_has_no_body_above_it_on_the_letterhead() -> None:
    assert drawn().superior is None
    assert drawn(ConclusionNotice(meeting="M", issuer="MIC")).superior == "ỦY BAN"


@pytest.mark.parametrize(
    ("authority", "place", "vi", "en"),
    [
        (None, None, ("PHÓ CHỦ TỊCH",), ("VICE-CHAIR",)),
        (SigningAuthority.ON_BEHALF, None, ("TM. ỦY BAN", "PHÓ CHỦ TỊCH"), ("ON BEHALF OF THE COMMITTEE", "VICE-CHAIR")),
        (SigningAuthority.FOR_SUPERIOR, "C.chair", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), ("FOR THE CHAIR", "VICE-CHAIR")),
        (SigningAuthority.BY_ORDER, "C.chair", ("TL. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), ("BY ORDER OF THE CHAIR", "VICE-CHAIR")),
        (SigningAuthority.BY_AUTHORIZATION, "C.chair", ("TUQ. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
         ("BY AUTHORIZATION OF THE CHAIR", "VICE-CHAIR")),
    ],
)  # fmt: skip
def test_it_is_signed_in_the_capacity_that_is_stated(authority: Any, place: str | None, vi: Any, en: Any) -> None:
    how = ConclusionNotice(meeting="M", signed_by="C.vice", authority=authority, in_place_of=place)
    assert (drawn(how).capacity, drawn(how, lang="en").capacity) == (vi, en)
    assert drawn(how).signer == "Binh", "who holds the post that signs, on the day"
    assert drawn(replace(how, signer="an")).signer == "An"


def test_recipients_may_be_stated_and_the_issuer_is_none_of_them() -> None:
    assert drawn(ConclusionNotice(meeting="M", issuer="MIC")).recipients[0] == "- Bộ Tài chính;"
    how = ConclusionNotice(meeting="M", recipients_vi="- Như trên;\n- Lưu: VT, KGVX.", recipients_en="- As above;\n- Archive.")
    assert drawn(how).recipients == ("- Như trên;", "- Lưu: VT, KGVX.")
    assert drawn(how, lang="en").recipients == ("- As above;", "- Archive.")


def test_who_came_is_told_by_the_list_or_by_who_is_on_record_as_an_attendee() -> None:
    party = MeetingParty(code="MP", meeting="M", role=MeetingRole.ATTENDEE, organization="MOF")
    assert drawn(party).opening[1] == "Dự họp có: đại diện Bộ Tài chính."
    here = AttendanceState.PRESENT
    lines = [
        Attendance(code="1", meeting="M", person="an", post="C.chair", state=here),
        Attendance(code="2", meeting="M", post="C.vice", state=AttendanceState.ABSENT),
        Attendance(code="3", meeting="M", person="binh", organization="MOF", substitute_for_post="C.vice", state=here),
        Attendance(code="4", meeting="M", post="C.vice", state=here, assumed=True),
    ]
    assert drawn(party, *lines).opening[1] == ("Dự họp có: Binh, Bộ Tài chính (dự thay Phó Chủ tịch); Phó Chủ tịch (giả định).")


def test_who_is_on_the_list_by_name_only_is_told_with_the_post_of_the_day() -> None:
    lines = [Attendance(code=who, meeting="M", person=who, state=AttendanceState.PRESENT) for who in ("an", "binh", "chi")]
    assert drawn(person("chi"), *lines).opening[1] == "Dự họp có: Binh, Phó Chủ tịch; Chi.", "who chairs is told before"


def test_what_is_assumed_is_marked_where_it_stands_and_remarked_at_the_end() -> None:
    made = given("P.2", "MOF")
    said = drawn(replace(made, assumed=True))
    assert said.points[0][1][1] == "Giao Bộ Tài chính (giả định) chủ trì: nhiệm vụ P.2."
    assert said.recipients[:2] == ("- Bộ Thông tin;", "- Bộ Tài chính;"), "it takes part in another task for certain"
    assert said.remark == "Phần ghi “giả định” không có trong nguồn nào."
    facts = paper(notice(Records([*THINGS, replace(made, assumed=True)]).facts_only(), "M"), "vi")
    assert facts.remark is None
    assert "giả định" not in str(facts)


NO_PLACE: dict[str, Any] = {"place_vi": None, "place_en": None}


@pytest.mark.parametrize(
    ("fields", "opening"),
    [
        ({"starts_at": None}, "Vào ngày 28 tháng 8 năm 2018, tại Trụ sở Chính phủ, Ủy ban họp"),
        (NO_PLACE | {"starts_at": None, "part_of_day": PartOfDay.MORNING}, "Sáng ngày 28 tháng 8 năm 2018, Ủy ban họp"),
        (NO_PLACE | {"starts_at": None, "part_of_day": PartOfDay.EVENING}, "Tối ngày 28 tháng 8 năm 2018, Ủy ban họp"),
        ({"held_on": "2018-08", "place_vi": None}, "Vào tháng 8 năm 2018, tại Government Office, Ủy ban họp"),
        ({"held_on": None}, "Ủy ban họp"),
        ({"body": None}, "Hồi 08 giờ 30, ngày 28 tháng 8 năm 2018, tại Trụ sở Chính phủ, đã diễn ra phiên họp thứ nhất."),
        ({"body": None, "held_on": None}, "Đã diễn ra phiên họp thứ nhất."),
    ],
)  # fmt: skip
def test_it_says_as_much_as_is_known_of_when_and_where(fields: dict[str, Any], opening: str) -> None:
    assert drawn(replace(MET, **fields)).opening[0].startswith(opening)


def test_without_chair_body_conclusion_or_anything_it_is_a_draft_all_the_same() -> None:
    bare = paper(notice(Records([Meeting(code="M", type=MeetingKind.FORUM, title_vi="Diễn đàn", title_en="Forum")]), "M"), "vi")
    assert bare.issuer == "……"
    assert bare.opening == ("Đã diễn ra diễn đàn.",)
    assert (bare.subject, bare.points, bare.capacity, bare.signer) == ("Kết luận diễn đàn", (), (), None)
    assert bare.recipients == ("- Lưu: VT.",)


def test_days_are_written_out_and_titles_stand_inside_sentences() -> None:
    assert long_day("2018") == Text("năm 2018", "2018")
    assert at_meeting(Text("Họp Ban", "Meeting")).vi == "cuộc họp Ban"
    assert at_meeting(Text("Ủy ban họp phiên 1", "Session 1")).vi == "Ủy ban họp phiên 1"
