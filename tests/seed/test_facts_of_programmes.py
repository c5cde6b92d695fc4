"""What the sources say of programmes, tasks and dependencies, asserted by value."""

from datetime import date
from itertools import pairwise

from governance.records import Records
from portfolio.model import (
    Assignment,
    Deadline,
    Dependency,
    DependencyKind,
    Portfolio,
    Programme,
    ProgrammeLink,
    Progress,
    ProgressState,
    Relation,
    Role,
    Task,
    TaskKind,
    TaskPlace,
)


def stated(seed: Records, programme: str) -> dict[str, str]:
    """The tasks that the sources themselves state, with their source."""
    return {task.code: task.source or "" for task in seed.by(Task, "programme", programme) if not task.assumed}


def test_the_portfolio_is_reported_on_the_day_of_the_latest_dated_source(seed: Records) -> None:
    portfolio = seed.get(Portfolio, "EGOV")
    assert (portfolio.status_day, portfolio.committee, portfolio.source) == (date(2018, 7, 5), "NCEG", "003")


def test_programmes_have_the_periods_and_the_basis_stated(seed: Records) -> None:
    known = {p.code: (p.starts, p.ends, p.orientation_to, p.basis, p.source) for p in seed.all(Programme)}
    assert known == {
        "KH2008": ("2008", "2008", None, "QD-43-2008", "001"),
        "KH2009-2010": ("2009", "2010", "2015", "QD-KH2009-2010", "001"),
        "CT2011-2015": ("2011", "2015", None, "LUAT-CNTT", "001"),
        "1755": (None, "2020", None, "QD-1755", "000"),
        "CPDT2018-2020": ("2018", "2020", "2025", "NQ-CPDT", "003"),
        "DA2009": (None, None, None, None, "002"),
    }


def test_the_two_plans_lead_to_the_national_programme(seed: Records) -> None:
    links = {(link.predecessor, link.successor, link.source) for link in seed.all(ProgrammeLink)}
    assert links == {("KH2008", "KH2009-2010", "001"), ("KH2009-2010", "CT2011-2015", "001")}


def test_scheme_1755_has_four_tasks_and_their_places(seed: Records) -> None:
    assert {"1755.1", "1755.2", "1755.3", "1755.4"} <= stated(seed, "1755").keys()
    assert set(stated(seed, "1755").values()) == {"000"}
    places = {
        task: tuple(place.name_en for place in seed.by(TaskPlace, "task", task)) for task in ("1755.1", "1755.2", "1755.3.1")
    }
    assert places == {
        "1755.1": ("Hồ Chí Minh City", "Huế", "Đà Nẵng", "Cần Thơ"),
        "1755.2": ("Hồ Chí Minh City", "Huế", "Cần Thơ"),
        "1755.3.1": ("Hà Nội",),
    }


def test_source_001_has_five_focal_tasks_and_six_foundations(seed: Records) -> None:
    codes = stated(seed, "KH2009-2010")
    assert [code for code in codes if code.startswith("KH2009-2010.3.")] == [f"KH2009-2010.3.{n}" for n in range(1, 6)]
    assert [code for code in codes if code.startswith("KH2009-2010.4.")] == [f"KH2009-2010.4.{n}" for n in range(1, 7)]


def test_the_data_network_has_three_stages_of_which_the_first_is_done(seed: Records) -> None:
    codes = [code for code in stated(seed, "KH2009-2010") if code.startswith("KH2009-2010.5.")]
    assert len(codes) == 3
    (report,) = [p for p in seed.by(Progress, "task", codes[0]) if p.source == "002"]
    assert (report.state, report.as_of, report.actual_finish) == (ProgressState.DONE, date(2009, 9, 18), None)
    due = {code: [d.not_after for d in seed.by(Deadline, "task", code)] for code in codes}
    assert due == {codes[0]: [], codes[1]: [date(2009, 12, 31)], codes[2]: [date(2009, 12, 31)]}


def test_the_drafting_steps_stand_in_order(seed: Records) -> None:
    steps = [f"CT2011-2015.1.{n}" for n in range(1, 6)]
    assert set(steps) <= stated(seed, "CT2011-2015").keys()
    links = {(link.predecessor, link.successor) for link in seed.all(Dependency) if link.source == "002"}
    assert set(pairwise(steps)) <= links
    assert seed.get(Task, steps[0]).meeting == "BST-2009-09-17"


def test_five_means_carry_the_national_programme(seed: Records) -> None:
    means = [code for code in stated(seed, "CT2011-2015") if code.startswith("CT2011-2015.2.")]
    assert len(means) == 5


def test_the_newest_programme_has_three_tasks_of_003_and_six_of_004(seed: Records) -> None:
    codes = stated(seed, "CPDT2018-2020")
    assert sorted(codes.values()) == ["003"] * 3 + ["004"] * 6
    (report,) = [p for p in seed.by(Progress, "task", "CPDT2018-2020.3") if not p.assumed]
    assert (report.state, report.as_of) == (ProgressState.DONE, date(2018, 7, 5))


def test_four_large_sector_projects_were_under_way_in_2009(seed: Records) -> None:
    assert len(stated(seed, "DA2009")) == 4
    reports = [p for p in seed.all(Progress) if p.task in stated(seed, "DA2009") and p.source == "002"]
    assert {(p.state, p.as_of) for p in reports} == {(ProgressState.IN_PROGRESS, date(2009, 9, 18))}
    assert len(reports) == 4


def test_stated_dependencies_are_there_and_no_others_look_like_facts(seed: Records) -> None:
    links = {(d.predecessor, d.successor, d.type, d.source) for d in seed.all(Dependency) if not d.assumed}
    influence, scheduling = DependencyKind.INFLUENCE, DependencyKind.SCHEDULING
    steps = [f"CT2011-2015.1.{n}" for n in range(1, 6)]
    assert links == {
        ("1755.C1", "1755.C3", influence, "000"),
        ("1755.C2", "1755.C3", influence, "000"),
        ("1755.C3", "1755.C4", influence, "000"),
        ("KH2009-2010.5.1", "KH2009-2010.5.2", scheduling, "002"),
        ("KH2009-2010.5.2", "KH2009-2010.5.3", scheduling, "002"),
        *((a, b, scheduling, "002") for a, b in pairwise(steps)),
    }
    assert {d.relation for d in seed.all(Dependency) if not d.assumed} == {Relation.FS}


def test_what_influences_what_joins_components_that_are_not_dated(seed: Records) -> None:
    ends = {code for d in seed.by(Dependency, "type", DependencyKind.INFLUENCE) for code in (d.predecessor, d.successor)}
    assert {seed.get(Task, code).type for code in ends} == {TaskKind.COMPONENT}


def test_deadlines_are_kept_as_written_and_open_where_no_day_is_stated(seed: Records) -> None:
    written = {d.task: (d.written_vi, d.not_before, d.not_after) for d in seed.all(Deadline) if not d.assumed}
    assert written["KH2009-2010.2"] == ("trong tháng 12/2008", date(2008, 12, 1), date(2008, 12, 31))
    assert written["KH2008.1"] == ("năm 2008", date(2008, 1, 1), date(2008, 12, 31))
    assert written["KH2009-2010.4.1"] == ("giai đoạn 2009-2010", date(2009, 1, 1), date(2010, 12, 31))
    assert written["1755.C3"] == ("Đến năm 2020", None, date(2020, 12, 31))
    for task in ("CT2011-2015.1.5", *(f"CPDT2018-2020.{n}" for n in range(4, 10))):
        assert written[task][1:] == (None, None)


def test_leads_that_the_sources_name_are_facts(seed: Records) -> None:
    leads = {(a.task, a.organization, a.source) for a in seed.by(Assignment, "role", Role.LEAD) if not a.assumed}
    assert leads == {
        ("1755.2", "PROJECT-BOARD", "000"),
        ("KH2008.1", "MIC", "001"),
        ("KH2009-2010.1", "MIC", "001"),
        ("CT2011-2015.3", "MIC", "001"),
        ("CT2011-2015.1", "MIC", "002"),
        ("CT2011-2015.1.1", "MIC", "002"),
        ("CT2011-2015.1.2", "EDITING-TEAM", "002"),
        ("CT2011-2015.1.3", "DRAFTING-BOARD", "002"),
        ("CPDT2018-2020.3", "GOV", "003"),
    }
