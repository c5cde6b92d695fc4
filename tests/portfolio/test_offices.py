"""Everybody's part in a task, the path upward with its days, what is handed over, what passes from body to body, and loads."""

from datetime import date, timedelta

import pytest
from hypothesis import given as law
from hypothesis import settings
from hypothesis import strategies as st

from governance.holders import Via
from governance.model import Matter, Membership, SuccessionKind
from governance.records import Records
from governance.succession import About, dissolved, followed, in_charge
from governance.terms import EscalationRule, SuccessionTerm, TermKind
from governance.values import Entity
from portfolio.answers import subjects_of, timeline, who_answers
from portfolio.escalation import escalation
from portfolio.finishing import over_on
from portfolio.handing import REMEMBERED, handed_over
from portfolio.model import Assignment, Calendar, Deadline, DeadlineKind, Frame, ProgressState, Role, Task
from portfolio.parties import parties
from portfolio.passing import Left, Passage, passages, to_come
from portfolio.reports import report, view
from portfolio.reports.load import duties, load
from tests.governance.making import body, delegates, follows, holds, post
from tests.portfolio.making import PORTFOLIO, given, portfolios, programme, reported, takes, task

DAY = date(2018, 10, 1)
days = st.dates(date(2014, 1, 1), date(2020, 6, 30))


def due(what: str, day: str, kind: DeadlineKind = DeadlineKind.INSTRUMENT) -> Deadline:
    last = date.fromisoformat(day)
    return Deadline(code=f"{what}-{kind.value}", task=what, type=kind, written_vi=day, written_en=day, not_after=last)


def rule(code: str, working_days: int, **more: object) -> EscalationRule:
    return EscalationRule(code=code, working_days=working_days, **more)


def orphans(records: Records, day: date) -> list[Passage]:
    return [passage for passage in passages(records, day) if passage.orphan]


def term(kind: str, subject: str | None, of: str) -> SuccessionTerm:
    return SuccessionTerm(code=f"{kind}.{subject}.{of}", succession=of, type=TermKind(kind), subject=subject)


class TestParties:
    STATE = (
        *PORTFOLIO,
        task("P.1"),
        task("P.1.1", "P.1"),
        given("P.1", "MIC"),
        given("P.1", "GO", Role.MONITORING),
        given("P.1.1", "DEPT", Role.COORDINATING),
        given("P.1.1", "GOV", Role.APPROVING, post="GO.chief"),
        holds("hung", "MIC.minister"),
        holds("tuan", "DEPT.director"),
        holds("dam", "GO.chief"),
        holds("hong", "MIC.deputy"),
    )

    def test_each_role_has_its_office_and_its_person(self) -> None:
        found = parties(Records(self.STATE), "P.1.1", DAY)
        assert [(p.role, p.organization, p.answer.post, p.answer.person) for p in found] == [
            (Role.LEAD, "MIC", "MIC.minister", "hung"),
            (Role.COORDINATING, "DEPT", "DEPT.director", "tuan"),
            (Role.MONITORING, "GO", "GO.chief", "dam"),
            (Role.APPROVING, "GOV", "GO.chief", "dam"),
        ]
        assert str(found[2].answer.reasons[0].message) == "GO monitors task P.1"

    def test_a_delegation_of_one_matter_moves_that_part_alone(self) -> None:
        coordinating = delegates("DEPT.director", "MIC.deputy", "2018", matter=Matter.COORDINATING)
        leading = delegates("MIC.minister", "MIC.deputy", "2018", matter=Matter.LEAD, body="MIC")
        found = {p.role: p.answer.person for p in parties(Records([*self.STATE, coordinating, leading]), "P.1.1", DAY)}
        assert found == {Role.LEAD: "hong", Role.COORDINATING: "hong", Role.MONITORING: "dam", Role.APPROVING: "dam"}

    def test_those_of_finished_work_stay(self) -> None:
        done = reported("P.1.1", date(2018, 6, 1), ProgressState.DONE)
        ended = [e for e in self.STATE if e.code != "dam_GO.chief_None"]
        records = Records([*ended, holds("dam", "GO.chief", end="2018-08"), holds("phuc", "GO.chief", "2018-09"), done])
        assert {p.answer.person for p in parties(records, "P.1.1", DAY) if p.role is Role.MONITORING} == {"dam"}

    @law(portfolios(), days)
    @settings(max_examples=50)
    def test_exactly_one_leads_and_it_is_who_answers(self, entities: list[Entity], day: date) -> None:
        records = Records(entities)
        for each in records.all(Task):
            [lead] = [p for p in parties(records, each.code, day) if p.role is Role.LEAD]
            assert lead.answer == who_answers(records, each.code, day)


class TestEscalation:
    STATE = (
        *PORTFOLIO,
        task("P.1"),
        given("P.1", "DEPT"),
        due("P.1", "2018-09-28"),
        holds("tuan", "DEPT.director"),
        holds("phuc", "GOV.pm"),
        rule("all", 5),
        rule("second", 2, step=2),
    )

    def test_each_office_has_the_matter_for_the_days_of_the_rule_and_the_chair_keeps_it(self) -> None:
        found = escalation(Records(self.STATE), "P.1", date(2018, 10, 8))
        assert [(s.post.code, s.since, s.until) for s in found.stages] == [
            ("DEPT.director", date(2018, 10, 1), date(2018, 10, 5)),
            ("MIC.minister", date(2018, 10, 8), date(2018, 10, 9)),
            ("GOV.pm", date(2018, 10, 10), None),
        ]
        assert (found.at, found.overdue) == (2, 6)

    @pytest.mark.parametrize(
        ("day", "at"), [("2018-09-28", None), ("2018-09-29", 1), ("2018-10-07", 1), ("2018-10-10", 3), ("2020-01-01", 3)]
    )
    def test_it_stands_where_its_days_have_brought_it(self, day: str, at: int | None) -> None:
        assert escalation(Records(self.STATE), "P.1", date.fromisoformat(day)).at == at

    def test_an_extension_moves_it_and_finished_work_goes_nowhere(self) -> None:
        later = due("P.1", "2018-12-31", DeadlineKind.EXTENSION)
        assert escalation(Records([*self.STATE, later]), "P.1", date(2018, 10, 8)).at is None
        done = reported("P.1", date(2018, 10, 3), ProgressState.DONE)
        assert escalation(Records([*self.STATE, done]), "P.1", date(2018, 10, 8)).at is None

    def test_the_nearest_body_counts_and_the_day_on_which_the_rule_holds(self) -> None:
        near = rule("near", 1, body="MIC")
        records = Records([*self.STATE, near, rule("ended", 9, body="DEPT", end="2018-08")])
        assert [s.rule and s.rule.code for s in escalation(records, "P.1", DAY).stages] == ["near", "near", None]

    def test_without_a_rule_it_goes_no_further_and_a_named_post_comes_first(self) -> None:
        plain = [e for e in self.STATE if not isinstance(e, EscalationRule) and e.code != "P.1~DEPT~lead"]
        found = escalation(Records([*plain, given("P.1", "DEPT", post="MIC.deputy")]), "P.1", date(2019, 1, 1))
        assert [s.post.code for s in found.stages] == ["MIC.deputy", "DEPT.director", "MIC.minister", "GOV.pm"]
        assert (found.at, found.stages[0].until, found.stages[1].since) == (1, None, None)

    @law(st.lists(st.integers(0, 6), min_size=2, max_size=2), days)
    @settings(max_examples=60)
    def test_where_it_stands_is_what_counting_working_days_one_by_one_says(self, each: list[int], day: date) -> None:
        rules = [rule(f"r{i}", n, step=i) for i, n in enumerate(each, 1)]
        state = [e for e in self.STATE if not isinstance(e, EscalationRule)]
        found = escalation(Records([*state, *rules]), "P.1", day)
        worked = sum((date(2018, 9, 28) + timedelta(n)).weekday() < 5 for n in range(1, (day - date(2018, 9, 28)).days + 1))
        assert found.overdue == worked
        if day <= date(2018, 9, 28):
            assert found.at is None
        elif worked:
            assert found.at == 1 + sum(worked > sum(each[: i + 1]) for i in range(2))


class TestHandingOver:
    STATE = (*PORTFOLIO, task("P.1"), task("P.2"), given("P.1", "MIC"), given("P.2", "OLD"), holds("phuc", "GOV.pm"),
             holds("tuan", "MIC.minister", "2016", "2018-07"), holds("hung", "MIC.minister", "2018-08"),
             holds("dam", "OLD.chair", "2016"))  # fmt: skip

    def test_a_person_hands_over_on_the_day_after_the_last(self) -> None:
        [found] = handed_over(Records(self.STATE), "tuan", DAY)
        assert (found.task.code, found.on, found.to.person) == ("P.1", date(2018, 8, 1), "hung")

    def test_a_post_hands_over_to_the_successor_s_and_what_it_keeps_is_not_told(self) -> None:
        [found] = handed_over(Records(self.STATE), "OLD.chair", DAY)
        assert (found.task.code, found.on, found.to.post) == ("P.2", date(2018, 8, 28), "NEW.chair")
        assert handed_over(Records(self.STATE), "MIC.minister", DAY) == ()

    def test_after_a_year_it_is_told_no_more(self) -> None:
        assert handed_over(Records(self.STATE), "tuan", date(2018, 8, 1) + REMEMBERED) == ()

    @law(portfolios(), days)
    @settings(max_examples=25)
    def test_it_is_what_looking_at_every_day_of_the_year_says(self, entities: list[Entity], day: date) -> None:
        records = Records(entities)
        year = [day - timedelta(n) for n in range(1, REMEMBERED.days + 1)]
        for who in ("p0", "p1"):
            told = {each.task.code: each.on for each in handed_over(records, who, day)}
            for code in ("P.1", "P.2"):
                if who_answers(records, code, day).person == who:
                    assert code not in told
                    continue
                last = next((d for d in year if who_answers(records, code, d).person == who), None)
                assert told.get(code) == (last + timedelta(1) if last else None), (who, code)


@law(portfolios(), st.sampled_from(["P.1", "P.1.1", "P.2"]), days)
@settings(max_examples=40)
def test_a_timeline_says_on_each_single_day_who_answers_on_that_day(entities: list[Entity], code: str, start: date) -> None:
    records = Records(entities)
    spans = timeline(records, code, start, start + timedelta(120))
    for n in range(121):
        day = start + timedelta(n)
        [span] = [s for s in spans if s.start <= day <= s.end]
        assert span.answer.who == who_answers(records, code, day).who


class TestPassing:
    STATE = (
        *PORTFOLIO,
        programme("Q", owner="MIC"),
        task("P.1"),
        task("P.2"),
        task("P.3"),
        task("Q.1"),
        given("P.1", "MIC"),
        given("P.2", "MIC"),
        given("P.3", "MIC"),
        given("P.2", "GO", Role.MONITORING),
        reported("P.3", date(2018, 6, 1), ProgressState.DONE),
        holds("hung", "MIC.minister"),
        holds("hong", "MIC.deputy", end="2017"),
        Membership(code="m", body="GO", organization="MIC", role_vi="ủy viên", role_en="member"),
    )
    SPLIT = (
        body("EAST", "GOV"),
        body("WEST", "GOV"),
        post("EAST.head", head=True),
        *(follows(new, "MIC", "2018-09-01", SuccessionKind.SPLITS) for new in ("EAST", "WEST")),
        term("task", "P.1", "MIC~EAST"),
        term("body", "DEPT", "MIC~WEST"),
    )

    def test_a_renamed_body_leaves_everything_to_the_new_one_and_finished_work_stays(self) -> None:
        state = [*self.STATE, body("MST", "GOV"), post("MST.minister", head=True),
                 follows("MST", "MIC", "2018-09-01", SuccessionKind.RENAMES)]  # fmt: skip
        found = [p for p in passages(Records(state), DAY) if p.body == "MIC"]
        assert {(p.kind, p.thing.code, p.heir, p.post) for p in found if p.thing.code != "MIC.deputy"} == {
            (Left.TASK, "P.1", "MST", None),
            (Left.TASK, "P.2", "MST", None),
            (Left.PROGRAMME, "Q", "MST", None),
            (Left.BODY, "DEPT", "MST", None),
            (Left.POST, "MIC.minister", "MST", "MST.minister"),
            (Left.MEMBERSHIP, "GO", "MST", None),
        }
        assert orphans(Records(state), DAY) == []
        assert passages(Records(state), date(2018, 8, 27)) == ()
        assert [step.code for step in to_come(Records(state), date(2018, 8, 27))] == ["MIC~MST", "OLD~NEW"]

    def test_of_a_split_what_no_term_names_is_an_orphan_by_name(self) -> None:
        found = orphans(Records([*self.STATE, *self.SPLIT]), DAY)
        assert {(p.kind, p.thing.code) for p in found} == {
            (Left.TASK, "P.2"), (Left.PROGRAMME, "Q"), (Left.POST, "MIC.minister"), (Left.MEMBERSHIP, "GO"),
        }  # fmt: skip

    def test_and_none_is_once_a_term_gives_the_rest_to_one(self) -> None:
        rest = [term("remainder", None, "MIC~EAST")]
        assert orphans(Records([*self.STATE, *self.SPLIT, *rest]), DAY) == []

    def test_what_a_dissolved_body_leaves_to_none_is_an_orphan_too(self) -> None:
        state = [e for e in self.STATE if e.code != "MIC"]
        found = orphans(Records([*state, body("MIC", "GOV", dissolved_on="2018-08")]), DAY)
        assert {p.thing.code for p in found if p.kind is Left.TASK} == {"P.1", "P.2"}

    @law(portfolios(), days)
    @settings(max_examples=60)
    def test_an_open_task_of_a_body_that_is_no_more_has_an_heir_or_is_named_as_an_orphan(
        self, entities: list[Entity], day: date
    ) -> None:
        records = Records(entities)
        told = {(p.body, p.thing.code): p for p in passages(records, day) if p.kind is Left.TASK and p.role is Role.LEAD}
        for lead in records.by(Assignment, "role", Role.LEAD):
            over = over_on(records, lead.task)
            if (over is None or over > day) and (
                followed(records, lead.organization, day) or dissolved(records, lead.organization, day)
            ):
                passage = told[lead.organization, lead.task]
                about = About(subjects_of(records, records.get(Task, lead.task)))
                heirs = in_charge(records, lead.organization, day, about).bodies
                assert passage.orphan is (passage.heir is None)
                assert passage.heir is None or heirs == (passage.heir,)
                assert len(heirs) == 1 or passage.orphan

    def test_the_report_names_the_orphans_first(self) -> None:
        table = report("succession", Records([*self.STATE, *self.SPLIT]), DAY)
        assert [str(line) for line in table.answer][1] == "4 are still without an heir: GO, MIC.minister, P.2, Q"
        assert [row["orphan"] for row in table.rows][:5] == [True] * 4 + [False]


class TestLoad:
    STATE = (
        *PORTFOLIO,
        *(task(f"P.{i}") for i in range(1, 4)),
        *(takes(f"P.{i}", 10) for i in range(1, 3)),
        given("P.1", "MIC"),
        given("P.2", "GO", post="GO.chief"),
        given("P.2", "MIC", Role.COORDINATING),
        given("P.3", "MIC"),
        due("P.1", "2018-09-28"),
        reported("P.1", date(2018, 9, 24), ProgressState.IN_PROGRESS, actual_start=date(2018, 9, 24)),
        holds("hung", "MIC.minister"),
    )

    def test_is_every_open_task_in_every_role_with_its_sums(self) -> None:
        found = duties(view(Records(self.STATE), DAY))
        mine = [duty for duty in found if duty.answer.person == "hung"]
        assert [(d.task.code, d.role, d.state.value, d.working_days) for d in mine] == [
            ("P.1", Role.LEAD, "overdue", 5),
            ("P.2", Role.COORDINATING, "no-deadline", 10),
            ("P.3", Role.LEAD, "no-deadline", None),
        ]
        total = load(mine)
        assert dict(total.roles) == {Role.LEAD: 2, Role.COORDINATING: 1, Role.MONITORING: 0, Role.APPROVING: 0}
        assert (total.tasks, total.overdue, total.working_days, total.undated) == (3, 1, 5, 1)

    def test_every_part_of_every_open_task_lies_with_somebody_or_with_a_vacant_office_once(self) -> None:
        found = duties(view(Records(self.STATE), DAY))
        assert len(found) == len({(d.task.code, d.role, d.organization) for d in found}) == 4
        [vacant] = [duty for duty in found if duty.answer.via is Via.VACANT]
        assert (vacant.task.code, vacant.answer.post) == ("P.2", "GO.chief")

    @pytest.mark.parametrize("name", ["load", "members", "handovers", "escalation", "succession"])
    def test_each_report_of_offices_is_there(self, name: str) -> None:
        assert report(name, Records(self.STATE), DAY).name == name


def test_where_a_calendar_is_left_out_as_assumed_the_days_of_a_stage_count_on_the_portfolio_s() -> None:
    week = Calendar(code="six", title_vi="sáu ngày", title_en="six days", week="1111110", assumed=True)
    frame = Frame(programme="P", start=date(2018, 7, 2), calendar="six")
    records = Records([*TestEscalation.STATE, week, frame])
    on = date(2018, 10, 8)
    assert [escalation(each, "P.1", on).overdue for each in (records, records.facts_only())] == [8, 6]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_all_days_are_days_too(day: date) -> None:
    late = post("MST.x", start="9999-12-31", end="9999-12-31")
    more = [body("MST", "GOV", founded_on="0001"), late, follows("MST", "MIC", "0001-01-01"), rule("all", 5)]
    records = Records([*TestPassing.STATE, *more, due("P.1", day.isoformat())])
    assert passages(records, day)
    assert escalation(records, "P.1", day).at is None
    assert handed_over(records, "hung", day) == ()
    for name in ("load", "members", "escalation", "succession"):
        assert report(name, records, day).name == name
