"""Which tasks somebody means: by the body that leads them, by their deadline, by how they stand to it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from governance.model import Organization, OrganizationClass, Succession
from governance.records import Records
from governance.values import Entity
from portfolio.choosing import Choice, chosen, under
from portfolio.model import Assignment, Deadline, DeadlineKind, ProgressState, Role, Task
from portfolio.statuses import Status, duties
from tests.portfolio.making import reported, task

DAY = date(2018, 7, 5)


def body(code: str, parent: str | None = None) -> Organization:
    return Organization(code=code, name_vi=code, name_en=code, classification=OrganizationClass.MINISTRY, parent=parent)


def led(what: str, by: str, role: Role = Role.LEAD) -> Assignment:
    return Assignment(task=what, organization=by, role=role)


def due(what: str, until: date | None, kind: DeadlineKind = DeadlineKind.INSTRUMENT) -> Deadline:
    return Deadline(code=f"{what}.{kind.value}", task=what, type=kind, written_vi="hạn", written_en="due", not_after=until)


def meant(*entities: Entity, day: date = DAY, **choice: object) -> list[str]:
    return sorted(chosen(Records(entities), day, Choice(**choice)))  # type: ignore[arg-type]


BODIES = (body("MIC"), body("AITA", "MIC"), body("LAB", "AITA"), body("MOF"))
TREE = (task("A"), task("A.1", "A"), task("A.2", "A"), task("B"))


def test_a_body_has_what_it_leads_and_what_those_below_it_lead_and_parts_go_with_their_whole() -> None:
    given = (led("A", "AITA"), led("A.2", "MOF"), led("B", "MIC"), led("B", "AITA", Role.COORDINATING))
    assert meant(*BODIES, *TREE, *given, agency="MIC") == ["A", "A.1", "B"]
    assert meant(*BODIES, *TREE, *given, agency="AITA") == ["A", "A.1"]
    assert meant(*BODIES, *TREE, *given, agency="LAB") == []
    assert meant(*BODIES, *TREE, *given, agency="MOF") == ["A.2"]


def test_what_is_open_goes_to_the_successor_on_its_day_and_what_is_done_stays() -> None:
    given = (body("OLD"), body("NEW"), led("A.1", "OLD"), led("B", "OLD"), reported("B", DAY, ProgressState.DONE))
    step = Succession(predecessor="OLD", successor="NEW", manner="replaces", effective_on="2018-07-10")  # type: ignore[arg-type]
    later = DAY + timedelta(days=10)
    assert meant(*TREE, *given, step, agency="OLD") == ["A.1", "B"]
    assert meant(*TREE, *given, step, agency="NEW", day=later) == ["A.1"]
    assert meant(*TREE, *given, step, agency="OLD", day=later) == ["B"]


def test_the_deadline_that_counts_is_the_extended_one_and_that_of_the_whole_where_a_part_has_none() -> None:
    given = (due("A", date(2018, 9, 30)), due("A.2", date(2018, 8, 1)), due("A.2", date(2018, 12, 1), DeadlineKind.EXTENSION))
    assert meant(*TREE, *given, deadline_from=date(2018, 10, 1)) == ["A.2"]
    assert meant(*TREE, *given, deadline_to=date(2018, 9, 30)) == ["A", "A.1"]
    assert meant(*TREE, *given, due("B", None), deadline_from=date(2018, 1, 1), deadline_to=date(2019, 1, 1)) == [
        "A",
        "A.1",
        "A.2",
    ]


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.dates(date(2018, 6, 1), date(2018, 8, 1))), unique_by=lambda pair: pair[0]),
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(ProgressState)), unique_by=lambda pair: pair[0]),
)
def test_the_statuses_share_out_every_task_without_parts(
    dues: list[tuple[str, date]], told: list[tuple[str, ProgressState]]
) -> None:
    state = [task(code) for code in "ABC"] + [due(code, until) for code, until in dues]
    records = Records([*state, *(reported(code, DAY, said) for code, said in told)])
    parts = {status: chosen(records, DAY, Choice(status=status)) for status in Status}
    assert sorted(code for codes in parts.values() for code in codes) == ["A", "B", "C"]
    assert all(duty.task.code in parts[duty.status] for duty in duties(records, DAY, records.all(Task)))


def test_what_cannot_be_meant_is_told_all_at_once() -> None:
    wrong = Choice(agency="X", member="Y", deadline_from=DAY, deadline_to=DAY - timedelta(days=1))
    assert [problem.place for problem in wrong.problems(Records(BODIES))] == ["agency", "member", "deadline_to"]
    assert list(Choice(agency="LAB").problems(Records(BODIES))) == []


def test_a_body_stands_under_itself() -> None:
    assert under(Records(BODIES), "AITA", DAY) == {"AITA", "LAB"}
