"""What must hold over a whole portfolio."""

from datetime import date
from itertools import pairwise
from random import Random
from time import process_time

import networkx as nx
import pytest
from hypothesis import assume
from hypothesis import given as law
from hypothesis import strategies as st

from governance.errors import CycleError
from governance.model import Statement, StatementKind
from governance.records import Records
from governance.rulebook import broken, enforce
from governance.rules import RULES as GOVERNANCE_RULES
from governance.terms import SuccessionTerm, TermKind
from governance.values import Entity
from portfolio.measures import AgencyClass, AgencyClassPart
from portfolio.model import Frame, ProgrammeLink, ProgressState, Role, TaskKind
from portfolio.network import LinkSpec, Network, TaskSpec
from portfolio.plan import network
from portfolio.rules import RULES, find_dependency_cycle
from portfolio.whatif.model import Scenario, ScenarioChange
from portfolio.workcalendar import WorkCalendar
from tests.governance.making import delegates
from tests.portfolio.making import PORTFOLIO, given, link, programme, reported, survey, takes, task, vote
from tests.portfolio.whatif.making import change

ALL = (*GOVERNANCE_RULES, *RULES)


def problems(*entities: Entity) -> dict[str, str]:
    return {place: message.render("en") for place, message in broken(Records([*PORTFOLIO, *entities]), ALL)}


def test_a_sound_state_has_no_problems() -> None:
    assert problems(task("P.1"), task("P.1.1", "P.1"), given("P.1", "MIC"), takes("P.1.1"), *survey(), vote("a", 90, "50")) == {}


def test_a_reference_that_leads_nowhere_is_named_by_kind_code_and_field() -> None:
    assert problems(task("P.1", "P.9"), takes("P.8")) == {
        "task P.1 parent": "there is no task with the code P.9: add it first, or name another",
        "estimate P.8 task": "there is no task with the code P.8: add it first, or name another",
    }


def test_what_a_delegation_or_a_statement_is_about_is_there() -> None:
    about = {"type": StatementKind.PURPOSE, "text_vi": "x", "text_en": "x"}
    found = problems(
        delegates("MIC.minister", "MIC.deputy", "2018", subject="P.9"),
        Statement(code="s1", subject="P.9", **about),
        Statement(code="s2", subject="P", **about),
        Statement(code="s3", subject="MIC", **about),
    )
    assert list(found) == ["delegation MIC.minister_MIC.deputy_2018_P.9 subject", "statement s1 subject"]


def test_what_a_term_of_a_succession_passes_on_is_there() -> None:
    terms = [
        SuccessionTerm(code=f"t{i}", succession="A~B", type=kind, subject=subject)
        for i, (kind, subject) in enumerate([(TermKind.TASK, "P.9"), (TermKind.PROGRAMME, "P"), (TermKind.REMAINDER, None)])
    ]
    assert problems(*terms)["succession_term t0 subject"] == "there is no task P.9 that could pass on: name one"
    assert not {"succession_term t1 subject", "succession_term t2 subject"} & set(problems(*terms))


def test_what_is_part_of_each_other_or_follows_each_other_in_a_loop_is_named() -> None:
    found = problems(
        task("P.1", "P.2"), task("P.2", "P.1"),
        programme("Q"), ProgrammeLink(predecessor="P", successor="Q"), ProgrammeLink(predecessor="Q", successor="P"),
        AgencyClass(code="a", name_vi="a", name_en="a"), AgencyClass(code="b", name_vi="b", name_en="b"),
        AgencyClassPart(whole="a", part="b"), AgencyClassPart(whole="b", part="a"),
    )  # fmt: skip
    assert found["task P.1 parent"] == "task runs in a loop: P.1 → P.2 → P.1; change one of the links"
    assert found["programme_link P~Q successor"] == "programme link runs in a loop: P → Q → P; change one of the links"
    assert "agency_class_part a~b part" in found


def test_a_task_and_what_it_is_part_of_are_in_one_programme() -> None:
    assert list(problems(programme("Q"), task("P.1"), task("Q.1", "P.1"))) == ["task Q.1 parent"]


class TestLead:
    def test_a_task_that_is_assigned_has_exactly_one(self) -> None:
        assert problems(task("P.1")) == {}
        assert list(problems(task("P.1"), given("P.1", "MIC", Role.COORDINATING))) == ["task P.1 lead"]
        assert problems(task("P.1"), given("P.1", "MIC"), given("P.1", "GO")) == {
            "task P.1 lead": "task P.1 would have several leads, GO, MIC: "
            "only one body leads; keep one and make the others coordinating"
        }

    def test_and_that_one_does_not_coordinate_with_itself(self) -> None:
        assert list(problems(task("P.1"), given("P.1", "MIC"), given("P.1", "MIC", Role.COORDINATING))) == [
            "assignment P.1~MIC~coordinating organization"
        ]
        assert problems(task("P.1"), given("P.1", "MIC"), given("P.1", "MIC", Role.MONITORING)) == {}

    def test_the_accountable_post_is_held_by_one_person(self) -> None:
        assert list(problems(task("P.1"), given("P.1", "MIC", post="MIC.deputy"))) == ["assignment P.1~MIC~lead post"]


class TestDependencies:
    TASKS = (task("P.1"), task("P.1.1", "P.1"), task("P.1.2", "P.1"), task("P.2"), task("P.2.1", "P.2"), task("P.3"))

    def cycle(self, *links: Entity) -> tuple[str, ...] | None:
        return find_dependency_cycle(Records([*PORTFOLIO, *self.TASKS, *links]))

    def test_without_a_loop_there_is_none(self) -> None:
        assert self.cycle(link("P.1", "P.2"), link("P.2.1", "P.3"), link("P.1.1", "P.1.2", "SS")) is None

    def test_a_loop_is_named_in_order(self) -> None:
        assert self.cycle(link("P.3", "P.1.1"), link("P.1.1", "P.2.1", "SS"), link("P.2.1", "P.3", "SF")) == (
            "P.1.1", "P.2.1", "P.3", "P.1.1",
        )  # fmt: skip

    def test_a_link_on_a_summary_binds_what_is_in_it(self) -> None:
        assert self.cycle(link("P.1", "P.2"), link("P.2.1", "P.1.2")) == ("P.1", "P.2", "P.2.1", "P.1.2", "P.1")
        assert self.cycle(link("P.1", "P.2"), link("P.2", "P.1")) == ("P.1", "P.2", "P.1")
        assert self.cycle(link("P.1.1", "P.2"), link("P.2", "P.1.2")) is None

    def test_influences_may_loop(self) -> None:
        assert self.cycle(link("P.1", "P.2", influence=True), link("P.2", "P.1", influence=True)) is None

    def test_the_rule_refuses_with_the_loop(self) -> None:
        state = Records([*PORTFOLIO, *self.TASKS, link("P.1.1", "P.3"), link("P.3", "P.1.1")])
        with pytest.raises(CycleError, match=r"P\.1\.1 → P\.3 → P\.1\.1"):
            enforce(state, ALL)

    def test_a_task_and_what_it_is_part_of_are_not_linked(self) -> None:
        for wrong, field in ((link("P.1", "P.1.1"), "successor"), (link("P.1.1", "P.1"), "predecessor")):
            assert f"dependency {wrong.code} {field}" in problems(*self.TASKS, wrong)
        assert problems(*self.TASKS, link("P.1", "P.1.1", influence=True)) == {}


CODES = [f"P.{i}" for i in range(7)]
trees = st.lists(st.integers(-1, 5), min_size=7, max_size=7).map(
    lambda above: [task(code, CODES[a] if 0 <= a < i else None) for i, (code, a) in enumerate(zip(CODES, above, strict=True))]
)
links = st.builds(link, st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(["FS", "SS", "FF", "SF"]))


reports = st.builds(
    lambda day, state, start, finish: reported(
        "P.1", day, state, actual_start=start and min(start, day), actual_finish=finish and min(finish, day)
    ),
    st.dates(date(2018, 6, 1), date(2018, 7, 1)),
    st.sampled_from(ProgressState),
    st.none() | st.dates(date(2018, 5, 1), date(2018, 7, 1)),
    st.none() | st.dates(date(2018, 5, 1), date(2018, 7, 1)),
).filter(lambda report: not list(report.rules()))


def leaves(tasks: list[Entity], code: str) -> list[str]:
    below = [t.code for t in tasks if t.parent == code]
    return [leaf for child in below for leaf in leaves(tasks, child)] or [code]


@law(trees, st.lists(links, max_size=8), st.randoms(use_true_random=False))
def test_a_loop_is_found_exactly_when_the_tasks_that_links_bind_wait_for_each_other(
    tasks: list, joined: list, random: Random
) -> None:
    bound = nx.DiGraph((a, b) for join in joined for a in leaves(tasks, join.predecessor) for b in leaves(tasks, join.successor))
    loop = find_dependency_cycle(Records([*tasks, *joined]))
    assert (loop is None) is nx.is_directed_acyclic_graph(bound)
    assert loop == find_dependency_cycle(Records(random.sample([*tasks, *joined], len(tasks) + len(joined))))
    if loop:
        assert loop[0] == loop[-1] == min(loop)
        assert len(set(loop)) == len(loop) - 1
        steps = {(j.predecessor, j.successor) for j in joined}
        steps |= {pair for t in tasks if t.parent for pair in ((t.parent, t.code), (t.code, t.parent))}
        assert all(step in steps for step in pairwise(loop))


@law(trees, st.lists(links, max_size=8))
def test_the_schedule_refuses_exactly_the_loops_that_the_rule_refuses(tasks: list, joined: list) -> None:
    assume(all(join.predecessor != join.successor for join in joined))
    unique = {join.code: join for join in joined}.values()
    specs = [TaskSpec(t.code, 1, parent=t.parent) for t in tasks]
    joins = [LinkSpec(j.predecessor, j.successor, j.relation) for j in unique]
    refused = False
    try:
        Network.build(specs, joins, {"vn": WorkCalendar()}, "vn", {"": date(2018, 7, 2)})
    except CycleError:
        refused = True
    assert refused is (find_dependency_cycle(Records([*tasks, *unique])) is not None)


class TestWhatCannotBeScheduled:
    def test_a_milestone_takes_no_time(self) -> None:
        milestone = task("P.1", type=TaskKind.MILESTONE)
        assert list(problems(milestone, takes("P.1", 1))) == ["estimate P.1 most_likely"]
        assert problems(milestone, takes("P.1", 0)) == {}

    def test_reports_together_do_not_finish_a_task_before_it_starts(self) -> None:
        first = reported("P.1", date(2018, 6, 1), ProgressState.IN_PROGRESS, actual_start=date(2018, 5, 2))
        last = reported("P.1", date(2018, 7, 1), ProgressState.DONE, actual_finish=date(2018, 5, 1))
        assert list(problems(task("P.1"), first, last)) == ["progress P.1~2018-07-01 actual_finish"]
        again = reported("P.1", date(2018, 8, 1), ProgressState.IN_PROGRESS, actual_start=date(2018, 7, 10))
        done = reported("P.1", date(2018, 7, 1), ProgressState.DONE, actual_finish=date(2018, 6, 30))
        assert problems(task("P.1"), first, done, again) == {}
        assert problems(task("P.1"), first) == {}

    def test_is_that_of_the_children_where_there_are_any_and_so_are_the_days(self) -> None:
        parts = (task("P.1"), task("P.1.1", "P.1"), task("P.1.2", "P.1"))
        done = reported("P.1", date(2018, 6, 1), ProgressState.DONE)
        said = "P.1 is a summary, whose days and progress are those of its children: say this of P.1.1, P.1.2 instead"
        assert problems(*parts, done) == {"progress P.1~2018-06-01 task": said}
        assert problems(*parts, takes("P.1")) == {"estimate P.1 task": said}
        assert problems(*parts, takes("P.1.1"), reported("P.1.1", date(2018, 6, 1), ProgressState.DONE)) == {}

    def test_of_a_milestone_is_one_day_or_none(self) -> None:
        event, day = task("P.1", type=TaskKind.MILESTONE), date(2018, 6, 1)
        begun = reported("P.1", day, ProgressState.IN_PROGRESS, actual_start=day)
        assert list(problems(event, begun)) == ["progress P.1~2018-06-01 state"]
        long = reported("P.1", day, ProgressState.DONE, actual_start=date(2018, 5, 1), actual_finish=day)
        assert list(problems(event, long)) == ["progress P.1~2018-06-01 actual_finish"]
        assert problems(event, reported("P.1", day, ProgressState.DONE, actual_start=day, actual_finish=day)) == {}
        assert problems(task("P.1"), long) == {}

    @pytest.mark.parametrize(
        ("state", "said", "fields"),
        [
            ("done", {"remaining": 3}, ["remaining"]),
            ("done", {"percent": 99}, ["percent"]),
            ("done", {"remaining": 0, "percent": 100, "actual_finish": date(2018, 5, 1)}, []),
            ("done", {"actual_start": date(2018, 5, 1)}, []),
            ("not-started", {"actual_start": date(2018, 5, 1)}, ["actual_start"]),
            ("not-started", {"actual_finish": date(2018, 5, 1), "percent": 5}, ["actual_finish", "percent"]),
            ("not-started", {"percent": 0}, []),
            ("in-progress", {"actual_finish": date(2018, 5, 1)}, ["actual_finish"]),
            ("in-progress", {"percent": 100}, ["percent"]),
            ("suspended", {"remaining": 0}, ["remaining"]),
            ("in-progress", {"percent": 99, "remaining": 1, "actual_start": date(2018, 5, 1)}, []),
            ("cancelled", {"actual_finish": date(2018, 5, 1)}, ["actual_finish"]),
            ("cancelled", {"percent": 30, "actual_start": date(2018, 5, 1)}, []),
        ],
    )
    def test_that_contradicts_itself_is_refused_by_its_fields(
        self, state: str, said: dict[str, object], fields: list[str]
    ) -> None:
        report = reported("P.1", date(2018, 6, 1), ProgressState(state), **said)
        assert [problem.place for problem in report.rules()] == fields


@law(st.lists(reports, max_size=4))
def test_whatever_the_rules_let_pass_can_be_scheduled(made: list) -> None:
    state = Records([*PORTFOLIO, task("P.1"), takes("P.1"), *{report.code: report for report in made}.values()])
    assume(not broken(state, ALL))
    for day in (date(2018, 6, 15), date(2018, 7, 5)):
        assert network(state, day).day == day


def test_a_scenario_changes_a_thing_once() -> None:
    scenario = Scenario(code="S", portfolio="EGOV", title_vi="x", title_en="x")
    twice = [change(number, "amend", "estimate", "P.1", most_likely=number) for number in (1, 2)]
    found = broken(Records([scenario, *twice]), [rule for rule in RULES if rule.kinds == {ScenarioChange}])
    assert [(place, message.render("en")) for place, message in found] == [
        ("scenario_change S~2 subject", "the scenario changes P.1 already, in S~1: say all of it there")
    ]


class TestFigures:
    @pytest.mark.parametrize(
        ("votes", "share", "computes"),
        [
            (137, "76.1", True),
            (104, "57", False),
            (104, "57.8", True),
            (104, "58", True),
            (90, "50", True),
            (90, "50.0", True),
            (81, "45", True),
            (27, "15.05", False),
        ],
    )
    def test_the_flag_of_a_share_is_what_arithmetic_says(self, votes: int, share: str, computes: bool) -> None:
        assert problems(*survey(), vote("a", votes, share, computes=computes)) == {}
        assert list(problems(*survey(), vote("a", votes, share, computes=not computes))) == ["survey_answer a computes"]

    def test_the_refusal_prints_numerator_denominator_and_result(self) -> None:
        found = problems(*survey(), vote("a", 104, "57"))["survey_answer a computes"]
        assert found == "104 of 180 is 57.78 %, not 57: keep the figure as stated and set computes to false"

    def test_what_is_not_stated_is_not_contradicted(self) -> None:
        assert problems(*survey(), vote("a", None, "34.4"), vote("b", 5, None)) == {}
        assert list(problems(*survey(), vote("a", None, "34.4", computes=False))) == ["survey_answer a computes"]

    def test_where_nobody_is_said_to_have_answered_no_share_is_held_against_anything(self) -> None:
        assert problems(*survey(0), vote("a", 5, "99")) == {}

    def test_the_shares_of_a_single_choice_add_up_or_say_that_they_do_not(self) -> None:
        short = [vote(str(i), None, share) for i, share in enumerate(("34.4", "32.2", "28.9", "0"))]
        assert problems(*survey(single_choice=True, computes=False), *short) == {}
        assert problems(*survey(single_choice=True), *short) == {
            "survey_question Q computes": "the shares of this single choice add up to 95.5 %, not 100: set computes to false"
        }
        full = [vote("a", None, "33.3"), vote("b", None, "66.6")]
        assert problems(*survey(single_choice=True), *full) == {}
        assert list(problems(*survey(computes=False))) == ["survey_question Q computes"]


def test_the_rules_keep_pace_with_each_commit() -> None:
    state: list[Entity] = [*PORTFOLIO, Frame(programme="P", start=date(2018, 1, 1))]
    for i in range(300):
        state += [task(f"P.{i}"), *(task(f"P.{i}.{j}", f"P.{i}") for j in range(3))]
        state += [link(f"P.{i}.{j}", f"P.{i}.{j + 1}") for j in range(2)]
        state += [link(f"P.{i - 1}", f"P.{i}")] if i else []
        state += [given(f"P.{i}.{j}", "MIC") for j in range(3)]
    records = Records(state)
    enforce(records, ALL)
    began = process_time()
    enforce(Records(state), ALL)
    assert process_time() - began < 0.5
