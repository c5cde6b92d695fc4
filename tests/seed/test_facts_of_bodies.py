"""What the sources say of people, posts, bodies and documents, asserted by value."""

from datetime import date

import pytest

from governance.holders import Via, holder
from governance.meetings import Conclusion
from governance.model import (
    Appointment,
    Document,
    DocumentRelation,
    DocumentStatus,
    Meeting,
    MeetingParty,
    Membership,
    Organization,
    Person,
    Post,
    Source,
    Statement,
    StatementKind,
    Succession,
)
from governance.quorum import quorum
from governance.records import Records
from portfolio.ordered import ConclusionTask

STATUS_DAY = date(2018, 7, 5)


def test_the_five_texts_are_there_and_two_of_them_stay_undated(seed: Records) -> None:
    texts = {source.code: source.published_on for source in seed.all(Source) if not source.reference}
    assert texts == {"000": None, "001": "2008", "002": "2009-09-18", "003": "2018-07-05", "004": None}


def test_references_are_marked_as_none_of_the_five(seed: Records) -> None:
    assert {source.code for source in seed.all(Source) if source.reference} == {"national-calendar", "dispatch-6519"}


def test_the_prime_minister_chairs_the_committee_in_person(seed: Records) -> None:
    chair = seed.get(Post, "NCEG.chair")
    assert (chair.seat_of, chair.head, chair.source) == ("GOV.prime-minister", True, "003")
    held = holder(seed, "NCEG.chair", STATUS_DAY)
    assert held.via is Via.HOLDER
    assert seed.get(Person, held.person or "").name == "Nguyễn Xuân Phúc"


def test_the_vice_chair_is_vu_duc_dam(seed: Records) -> None:
    held = holder(seed, "NCEG.vice-chair", STATUS_DAY)
    assert seed.get(Person, held.person or "").name == "Vũ Đức Đam"
    assert {a.post for a in seed.by(Appointment, "person", "VU-DUC-DAM")} == {"GOV.deputy-prime-minister", "NCEG.vice-chair"}


def test_the_secretary_general_is_an_office_without_a_name(seed: Records) -> None:
    assert seed.get(Post, "NCEG.secretary-general").seat_of == "GO.minister"
    assert holder(seed, "NCEG.secretary-general", STATUS_DAY).via is Via.VACANT


def test_ministers_deputy_prime_ministers_and_the_private_sector_sit_in_it(seed: Records) -> None:
    seats = {post.code: post.source for post in seed.by(Post, "organization", "NCEG") if not post.assumed}
    assert seats == {
        "NCEG.chair": "003",
        "NCEG.vice-chair": "003",
        "NCEG.secretary-general": "003",
        "NCEG.member": "003",
        "NCEG.deputy-prime-minister": "004",
        "NCEG.private-sector": "004",
    }
    assert seed.get(Membership, "NCEG.private-sector").organization == "PRIVATE-SECTOR"


def test_which_ministers_are_concerned_is_an_assumption_and_nobody_is_named(seed: Records) -> None:
    assumed = [post for post in seed.by(Post, "organization", "NCEG") if post.assumed]
    assert {post.seat_of for post in assumed} == {
        f"{body}.minister" for body in ("MIC", "MOF", "MOJ", "MPS", "MOIT", "MOET", "MOT")
    }
    assert all(holder(seed, post.code, STATUS_DAY).via is Via.VACANT for post in assumed)


def test_only_the_three_people_that_the_sources_name_are_there(seed: Records) -> None:
    assert {person.name for person in seed.all(Person)} == {"Nguyễn Xuân Phúc", "Vũ Đức Đam", "Nguyễn Minh Hồng"}
    assert not [a for a in seed.all(Appointment) if a.assumed or a.start or a.end]


def test_the_deputy_minister_is_attested_in_2009_and_in_2018(seed: Records) -> None:
    attested = {(a.attested_on, a.source) for a in seed.by(Appointment, "person", "NGUYEN-MINH-HONG")}
    assert attested == {("2009-09-17", "002"), ("2018-07-05", "003")}


def test_one_committee_succeeds_the_other_by_source_003_on_a_day_that_is_assumed(seed: Records) -> None:
    (succession,) = seed.all(Succession)
    assert (succession.predecessor, succession.successor, succession.source) == ("NCITA", "NCEG", "003")
    assert succession.assumed
    assert succession.effective_on == "2018-10-01"
    assert not seed.get(Organization, "NCITA").assumed
    assert "kiện toàn" in seed.get(Statement, "ST-003-4").text_vi


def test_the_drafting_board_has_four_members_and_an_editing_team(seed: Records) -> None:
    members = {m.organization for m in seed.by(Membership, "body", "DRAFTING-BOARD")}
    assert members == {"MIC", "GO", "MOF", "MOJ"}
    assert seed.get(Organization, "EDITING-TEAM").parent == "DRAFTING-BOARD"


def test_every_body_of_the_checklist_is_there(seed: Records) -> None:
    expected = {
        "GOV": "001", "MIC": "001", "IT-UNITS": "001", "GO": "002", "MOF": "002", "MOJ": "002", "DRAFTING-BOARD": "002",
        "EDITING-TEAM": "002", "COORDINATION-BOARD": "002", "PROJECT-BOARD": "000", "NCITA": "003", "NCEG": "003",
        "MPS": "003", "MOIT": "003", "MOET": "003", "MOT": "003", "VSS": "003", "HANOI": "003", "LAMDONG": "003",
        "HANOI-DIC": "003", "VDCA": "003", "IDG": "003", "ITU": "003", "PRIVATE-SECTOR": "004",
    }  # fmt: skip
    assert {body.code: body.source for body in seed.all(Organization)} == expected
    assert seed.get(Post, "IT-UNITS.cio").many


def test_documents_are_as_far_known_as_the_sources_say(seed: Records) -> None:
    known = {d.code: (d.number, d.status, d.signed_on, d.expected_on, d.source) for d in seed.all(Document)}
    issued, awaited = DocumentStatus.ISSUED, DocumentStatus.AWAITED
    assert known == {
        "LUAT-CNTT": (None, issued, None, None, "001"),
        "QD-43-2008": ("43/2008/QĐ-TTg", issued, "2008-03-24", None, "001"),
        "QD-KH2009-2010": (None, awaited, None, "2008-12", "001"),
        "QD-1755": ("1755/QĐ-TTg", issued, None, None, "000"),
        "NQ-CPDT": (None, awaited, None, None, "003"),
        "BC-VPCP-2018": (None, issued, None, None, "003"),
        "SACH-TRANG-TTTT": (None, issued, None, None, "003"),
        "CV-6519": ("6519/VPCP-KGVX", issued, "2018-07-11", None, "dispatch-6519"),
    }


def test_article_28_is_what_the_portals_of_the_plan_answer_to(seed: Records) -> None:
    (relation,) = [r for r in seed.all(DocumentRelation) if not r.assumed]
    assert (relation.document, relation.target, relation.clause) == ("QD-KH2009-2010", "LUAT-CNTT", "Điều 28")


def test_meetings_are_on_the_days_and_in_the_places_stated(seed: Records) -> None:
    met = {m.code: (m.held_on, m.part_of_day and m.part_of_day.value, m.place_vi, m.source) for m in seed.all(Meeting)}
    assert met == {
        "BST-2009-09-17": ("2009-09-17", "afternoon", "18 Nguyễn Du, Hà Nội", "002"),
        "HTQG-2018-07-05": ("2018-07-05", None, "Hà Nội", "003"),
        "DTTM-2018-07-04": ("2018-07-04", "morning", "Thanh Hóa", "003"),
        "DIEN-DAN-004": (None, None, None, "004"),
    }


def test_who_met_in_which_role(seed: Records) -> None:
    def parties(meeting: str) -> set[tuple[str, str]]:
        return {(p.role.value, p.organization or p.person or "") for p in seed.by(MeetingParty, "meeting", meeting)}

    assert parties("BST-2009-09-17") == {
        ("chair", "NGUYEN-MINH-HONG"), ("organizer", "MIC"), *(("attendee", body) for body in ("MIC", "GO", "MOF", "MOJ"))
    }  # fmt: skip
    assert parties("HTQG-2018-07-05") == {
        ("host", "MIC"), ("host", "HANOI"), ("organizer", "VDCA"), ("organizer", "HANOI-DIC"), ("organizer", "IDG"),
        ("speaker", "NGUYEN-MINH-HONG"),
    }  # fmt: skip
    assert parties("DTTM-2018-07-04") == {("organizer", "MIC"), ("organizer", "ITU")}


def test_what_the_drafting_board_concluded_and_what_came_out_of_it(seed: Records) -> None:
    concluded = {c.code: (c.meeting, c.source) for c in seed.all(Conclusion)}
    assert concluded == {f"BST-2009-09-17~{n}": ("BST-2009-09-17", "002") for n in (1, 2)}
    assert {(link.conclusion[-1], link.task, link.source) for link in seed.all(ConclusionTask)} == {
        ("1", "CT2011-2015.1.2", "002"), ("1", "CT2011-2015.1.5", "002"), ("2", "CT2011-2015.1.3", "002"),
        ("2", "CT2011-2015.1.4", "002"),
    }  # fmt: skip
    facts = quorum(seed.facts_only(), "BST-2009-09-17")
    assert (facts.present, facts.of, facts.rule) == (4, 4, None), "all four members came, and no source gives the board's rule"


def test_service_levels_pillars_purposes_and_the_definition_are_statements(seed: Records) -> None:
    said: dict[StatementKind, list[tuple[str, str | None]]] = {}
    for statement in sorted(seed.all(Statement), key=lambda s: (s.source or "", s.ordinal)):
        said.setdefault(statement.type, []).append((statement.code, statement.source))
    assert sorted(said[StatementKind.SERVICE_LEVEL]) == [("SL1", "001"), ("SL2", "001"), ("SL3", "001"), ("SL4", "000")]
    assert [code for code, source in said[StatementKind.PILLAR]] == ["ST-004-1", "ST-004-2", "ST-004-3"]
    assert len([code for code, source in said[StatementKind.PURPOSE] if source == "002"]) == 3
    assert said[StatementKind.DEFINITION] == [("ST-001-1", "001")]
    assert "quản lý lĩnh vực CNTT" in seed.get(Statement, "ST-001-2").text_vi


@pytest.mark.parametrize(
    ("post", "before", "person", "since"),
    [
        ("GOV.prime-minister", date(2008, 6, 1), "NGUYEN-XUAN-PHUC", date(2018, 7, 5)),
        ("MIC.deputy-minister", date(2009, 9, 16), "NGUYEN-MINH-HONG", date(2009, 9, 17)),
        ("NCEG.chair", date(2008, 6, 1), "NGUYEN-XUAN-PHUC", date(2018, 7, 5)),
    ],
)
def test_nobody_is_named_for_days_before_a_source_shows_him(
    seed: Records, post: str, before: date, person: str, since: date
) -> None:
    assert holder(seed, post, before).via is Via.VACANT
    assert holder(seed, post, date.fromordinal(since.toordinal() - 1)).person is None
    assert holder(seed, post, since).person == person
