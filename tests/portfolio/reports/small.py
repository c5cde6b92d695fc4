"""A portfolio of two programmes, small enough to work out by hand. The status day is Thursday 5 July 2018.

In programme A (a source gives its tasks, planners the lengths), counted in days Monday to Friday::

    A.1 study 5 days  ──FS+2──▶ A.2.1 draft 3 days ──FS──▶ A.2.2 send (milestone, due 13 July)
    5 to 11 July                16 to 18 July               18 July: three working days late
    A.3 talk: done on 2 July, as a source says
    A.4 has no estimate, A.C a component that A.1 influences and that influences A.1

    B.1 print 4 days waits for A.2.2: 19 to 24 July
"""

from datetime import date

from governance.model import (
    Appointment,
    Document,
    DocumentKind,
    DocumentStatus,
    Organization,
    OrganizationClass,
    Person,
    Post,
    Source,
)
from governance.records import Records
from governance.values import Entity
from portfolio.model import (
    Assignment,
    Calendar,
    Deadline,
    DeadlineKind,
    Dependency,
    DependencyKind,
    Estimate,
    Frame,
    Portfolio,
    Programme,
    ProgrammeKind,
    Progress,
    ProgressState,
    Role,
    Task,
    TaskKind,
)

DAY = date(2018, 7, 5)


def task(code: str, vi: str, en: str, **more: object) -> Task:
    return Task(code=code, programme=code[0], title_vi=vi, title_en=en, source="001", **more)  # type: ignore[arg-type]


def days(of: str, count: int) -> Estimate:
    return Estimate(task=of, optimistic=count, most_likely=count, pessimistic=count, assumed=True)


ENTITIES: tuple[Entity, ...] = (
    Source(code="001", title_vi="Bài báo", title_en="Article"),
    Organization(code="UB", name_vi="Ủy ban", name_en="Committee", classification=OrganizationClass.COMMITTEE, source="001"),
    Organization(
        code="BO", name_vi="Bộ <Một>", name_en="Ministry <One>", classification=OrganizationClass.MINISTRY, source="001"
    ),
    Post(code="UB.chair", organization="UB", title_vi="Chủ tịch", title_en="Chair", head=True, rank=1, source="001"),
    Post(code="BO.head", organization="BO", title_vi="Bộ trưởng", title_en="Minister", head=True, rank=1, source="001"),
    Post(code="UB.m", organization="UB", title_vi="Ủy viên", title_en="Member", seat_of="BO.head", rank=2, source="001"),
    Person(code="AN", name="Nguyễn Văn An", source="001"),
    Appointment(code="AN~chair", person="AN", post="UB.chair", start="2018", source="001"),
    Calendar(code="VN", title_vi="Lịch", title_en="Calendar"),
    Portfolio(code="P", title_vi="Danh mục", title_en="The portfolio", committee="UB", calendar="VN", status_day=DAY),
    Document(
        code="QD",
        type=DocumentKind.DECISION,
        number="1/QĐ",
        title_vi="Quyết định",
        title_en="Decision",
        status=DocumentStatus.ISSUED,
    ),
    Programme(
        code="A",
        portfolio="P",
        type=ProgrammeKind.SCHEME,
        title_vi="Đề án A",
        title_en="Scheme A",
        ends="2018",
        basis="QD",
        source="001",
    ),
    Programme(
        code="B",
        portfolio="P",
        type=ProgrammeKind.PLAN,
        title_vi="Kế hoạch B",
        title_en="Plan B",
        starts="2018",
        ordinal=1,
        source="001",
    ),
    Frame(programme="A", start=date(2018, 7, 2), assumed=True),
    Frame(programme="B", start=date(2018, 7, 2), assumed=True),
    task("A.1", "Nghiên cứu <chỉ số> & “xếp hạng”", 'Study the <indices> & the "ranking"', ordinal=1),
    task("A.2", "Trình dự thảo", "Submit the draft", ordinal=2),
    task("A.2.1", "Soạn thảo", "Draft", parent="A.2", ordinal=1),
    task("A.2.2", "Trình", "Send", parent="A.2", type=TaskKind.MILESTONE, ordinal=2),
    task("A.3", "Tọa đàm", "Talk", ordinal=3),
    task("A.4", "Truyền thông", "Communication", ordinal=4),
    task("A.C", "Hạ tầng", "Infrastructure", type=TaskKind.COMPONENT, ordinal=5),
    Task(code="B.1", programme="B", title_vi="In", title_en="Print", assumed=True),
    days("A.1", 5),
    days("A.2.1", 3),
    days("B.1", 4),
    Dependency(predecessor="A.1", successor="A.2.1", lag=2, source="001"),
    Dependency(predecessor="A.2.1", successor="A.2.2", source="001"),
    Dependency(predecessor="A.2.2", successor="B.1", assumed=True),
    Dependency(predecessor="A.1", successor="A.C", type=DependencyKind.INFLUENCE, source="001"),
    Dependency(predecessor="A.C", successor="A.1", type=DependencyKind.INFLUENCE, source="001"),
    Assignment(task="A.1", organization="BO", role=Role.LEAD, source="001"),
    Assignment(task="A.2", organization="UB", role=Role.LEAD, assumed=True),
    Progress(
        task="A.3",
        as_of=date(2018, 7, 3),
        state=ProgressState.DONE,
        actual_start=date(2018, 7, 2),
        actual_finish=date(2018, 7, 2),
        source="001",
    ),
    Deadline(
        code="D1",
        task="A.2.2",
        type=DeadlineKind.INSTRUMENT,
        written_vi="giữa tháng 7",
        written_en="mid-July",
        not_after=date(2018, 7, 13),
        source="001",
    ),
    Deadline(
        code="D2", task="A.4", type=DeadlineKind.INSTRUMENT, written_vi="thường xuyên", written_en="regularly", source="001"
    ),
)


def small() -> Records:
    """The portfolio of this page."""
    return Records(ENTITIES)
