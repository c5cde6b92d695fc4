"""A meeting as tables: the sentence that says whether enough came, the points with their papers, what was ordered."""

from datetime import date

import pytest

from governance.meetings import AgendaItem, Attendance, AttendanceState, MeetingPaper, QuorumRule
from governance.model import Meeting, MeetingKind
from governance.quorum import quorum
from governance.records import Records
from governance.values import Entity
from portfolio.agenda import agenda
from portfolio.reports import view
from portfolio.reports.agenda import agenda_of
from portfolio.reports.meetings import points_table, quorum_table, verdict
from portfolio.reports.table import render
from tests.governance.making import body, document, holds, person, post

MET = Meeting(code="M", type=MeetingKind.MEETING, title_vi="Phiên họp", title_en="Session", body="C", held_on="2018-08-28")
CAME = Attendance(code="1", meeting="M", person="an", state=AttendanceState.PRESENT)
STOOD_IN = Attendance(code="2", meeting="M", person="chi", substitute_for_post="C.b", state=AttendanceState.PRESENT)
THINGS: list[Entity] = [
    body("C"), document("QD"), *map(person, ("an", "binh", "chi")), post("C.a", head=True, rank=1), post("C.b"), post("C.c"),
    holds("an", "C.a"), holds("binh", "C.b", assumed=True), MET, CAME, STOOD_IN,
]  # fmt: skip


def rule(numerator: int) -> QuorumRule:
    return QuorumRule(code="Q", body="C", numerator=numerator, denominator=3, document="QD", clause="Điều 5")


@pytest.mark.parametrize(
    ("things", "vi", "en"),
    [
        (THINGS, "Có mặt 1/3 thành viên (33,3 %); chưa ghi nhận quy định nào cho biết như vậy là đủ hay thiếu.",
         "1 of 3 members present (33.3 %); no rule is on record that says whether that is enough."),
        ([*THINGS, rule(1)], "Có mặt 1/3 thành viên (33,3 %); cần 1, ít nhất 1/3 số thành viên: đủ điều kiện họp.",
         "1 of 3 members present (33.3 %); 1 needed, at least 1/3 of the members: there is a quorum."),
        ([*THINGS, rule(2)], "Có mặt 1/3 thành viên (33,3 %); cần 2, ít nhất 2/3 số thành viên: chưa đủ điều kiện họp.",
         "1 of 3 members present (33.3 %); 2 needed, at least 2/3 of the members: there is no quorum."),
        ([body("C"), MET], "Chưa ghi nhận thành viên nào: không tính được.", "No member is on record: nobody can be counted."),
    ],
)  # fmt: skip
def test_the_verdict_says_how_many_of_how_many_by_which_rule(things: list[Entity], vi: str, en: str) -> None:
    found = verdict(quorum(Records(things), "M"))
    assert (found.render("vi"), found.render("en")) == (vi, en)


def test_every_member_has_a_row_with_who_stood_in_and_why() -> None:
    records = Records([*THINGS, rule(2)])
    found = quorum(records, "M")
    assert found.assumed
    table = quorum_table(records, found)
    assert [(row["person"], row["present"], row["substitutes"], row["assumed"]) for row in table.rows] == [
        ("An", True, (), False), ("Binh", False, ("Chi",), True), (None, False, (), False)
    ]  # fmt: skip
    said = render(table, "markdown", "en")
    assert "C decides with at least 2/3 of the members (QD, Điều 5)" in said
    assert "nothing is on record of whether it was there" in said


def test_points_come_with_their_papers_and_the_papers_of_the_whole_meeting_last() -> None:
    things = [
        AgendaItem(meeting="M", ordinal=1, title_vi="Mục", title_en="Point", presenter="C", minutes=15),
        MeetingPaper(code="P1", meeting="M", agenda_item="M~1", title_vi="Báo cáo", title_en="Report"),
        MeetingPaper(code="P2", meeting="M", title_vi="Chương trình", title_en="Programme"),
    ]
    looked = view(Records([*THINGS, *things]), date(2018, 8, 1))
    table = points_table(looked, agenda(looked.records, "M", looked.day))
    assert [[paper.en for paper in row["papers"]] for row in table.rows] == [["Report"], ["Programme"]]  # type: ignore[attr-defined]
    assert table.answer[0].render("vi") == "Chủ trì: An."
    assert agenda_of(looked, "M").title.render("vi") == "Những việc đã giao trước đó: Phiên họp"
    bare = view(Records([MET, body("C")]), date(2018, 8, 1))
    empty = points_table(bare, agenda(bare.records, "M", bare.day))
    assert (empty.answer[0].render("en"), empty.rows) == ("Who chairs it is not on record.", ())
