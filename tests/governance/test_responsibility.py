"""Which office answers on a day, who holds it, and why."""

from datetime import date
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.hierarchy import office_of
from governance.holders import Reason, Via, holder, turning_days
from governance.messages import _
from governance.model import Appointment, Delegation, Organization, Post, SuccessionKind
from governance.records import Records
from governance.responsibility import Answer, Claim, answerable
from governance.succession import founded_later
from governance.values import Entity, first_day
from tests.governance.making import COMMITTEE, body, delegates, follows, governments, holds, post

DAY = date(2018, 10, 1)
days = st.dates(date(2013, 1, 1), date(2021, 12, 31))


def led_by(organization: str, named: str | None = None) -> Claim:
    return Claim(Reason(_("{body} leads task {task}", body=organization, task="T")), organization, named)


def ask(
    entities: list[Entity], *claims: Claim, day: date = DAY, committee: str | None = "NEW", subjects: tuple[str, ...] = ()
) -> Answer:
    return answerable(Records(entities), claims, day, committee, subjects)


def texts(answer: Answer) -> list[str]:
    return [str(reason.message) for reason in answer.reasons]


class TestTheOffice:
    def test_the_head_of_the_lead_answers_when_it_sits_in_the_committee(self) -> None:
        answer = ask(COMMITTEE, led_by("MIC"))
        assert (answer.post, answer.seat, answer.via) == ("MIC.minister", "NEW.mic", Via.VACANT)
        assert texts(answer) == [
            "MIC leads task T",
            "the head of MIC is the MIC.minister",
            "the MIC.minister sits in the committee ex officio, as NEW.mic",
            "no source names the holder of the post MIC.minister on 01/10/2018: vacant",
        ]

    def test_a_head_without_a_seat_hands_on_to_the_body_above(self) -> None:
        assert ask(COMMITTEE, led_by("DEPT")).post == "MIC.minister"
        assert ask(COMMITTEE, led_by("GO")).post == "GOV.pm"

    def test_a_post_that_is_named_answers_whether_it_sits_in_the_committee_or_not(self) -> None:
        answer = ask(COMMITTEE, Claim(led_by("GO").reason, post="GO.chief"))
        assert (answer.post, answer.seat) == ("GO.chief", None)

    def test_a_body_without_a_head_hands_on_and_the_reason_says_so(self) -> None:
        answer = ask([*COMMITTEE, body("TEAM", "MIC")], led_by("TEAM"))
        assert answer.post == "MIC.minister"
        assert texts(answer)[1:3] == ["no post is on record as the head of TEAM", "TEAM is under MIC"]

    def test_the_next_claim_serves_when_the_first_leads_nowhere(self) -> None:
        answer = ask([*COMMITTEE, body("OUTSIDE"), post("OUTSIDE.head", head=True)], led_by("OUTSIDE"), led_by("MIC"))
        assert answer.post == "MIC.minister"

    def test_the_chair_answers_when_nobody_nearer_does(self) -> None:
        for claims in (
            (),
            (led_by("NOWHERE"),),
            (Claim(Reason(_("no body is on record as the lead of task {task}", task="T"))),),
        ):
            assert ask(COMMITTEE, *claims).post == "NEW.chair"

    def test_without_a_committee_on_record_nobody_is_guessed(self) -> None:
        answer = ask(COMMITTEE, led_by("NOWHERE"), committee=None)
        assert (answer.post, answer.person, answer.via) == (None, None, Via.VACANT)

    def test_the_head_of_the_committee_itself_needs_no_other_seat(self) -> None:
        assert ask(COMMITTEE, led_by("NEW")).post == "NEW.chair"


class TestSuccession:
    def test_the_successors_head_answers_from_the_day_on(self) -> None:
        before, after = (ask(COMMITTEE, led_by("OLD"), day=day) for day in (date(2018, 8, 27), date(2018, 8, 28)))
        assert (before.post, after.post) == ("OLD.chair", "NEW.chair")
        assert "NEW has taken over from OLD since 28/08/2018" in texts(after)

    def test_the_seat_is_that_of_the_committee_of_the_day(self) -> None:
        assert ask(COMMITTEE, led_by("MIC"), day=date(2018, 7, 5)).seat == "OLD.mic"
        assert ask(COMMITTEE, led_by("MIC"), day=DAY).seat == "NEW.mic"

    def test_a_named_post_of_a_body_that_is_no_more_goes_to_the_successors_head(self) -> None:
        answer = ask(COMMITTEE, Claim(led_by("OLD").reason, post="OLD.mic"))
        assert answer.post == "NEW.chair"

    def test_a_split_that_leaves_it_open_is_said_and_not_guessed(self) -> None:
        parts = [body("B", "GOV"), body("C", "GOV"), post("B.x", head=True), post("C.x", head=True)]
        split = [follows(new, "MIC", "2018-09", SuccessionKind.SPLITS) for new in ("B", "C")]
        answer = ask([*COMMITTEE, *parts, *split], led_by("MIC"))
        assert answer.post == "GOV.pm"
        assert "no source says which of B, C takes over from MIC" in texts(answer)


class TestThePerson:
    def test_the_holder_on_the_day(self) -> None:
        entities = [*COMMITTEE, holds("tuan", "MIC.minister", "2016-04", "2018-07"), holds("hung", "MIC.minister", "2018-08")]
        assert ask(entities, led_by("MIC"), day=date(2018, 7, 31)).person == "tuan"
        assert ask(entities, led_by("MIC"), day=date(2018, 8, 1)).person == "hung"
        assert ask(entities, led_by("MIC"), day=date(2016, 3, 31)).via is Via.VACANT

    def test_an_ex_officio_seat_is_held_by_whoever_holds_the_post_that_it_goes_with(self) -> None:
        answer = ask([*COMMITTEE, holds("phuc", "GOV.pm", attested_on="2018-07", source="003")])
        assert (answer.post, answer.person) == ("NEW.chair", "phuc")
        assert texts(answer)[-2:] == [
            "the seat of the NEW.chair is held by whoever is the GOV.pm",
            "Phuc is the GOV.pm, start and end not on record, attested on 07/2018",
        ]
        assert answer.reasons[-1].source == "003"

    @pytest.mark.parametrize(
        ("start", "end", "attested", "period"),
        [
            ("2016", "2018-07", None, "from 2016 to 07/2018"),
            ("2016-04-09", None, "2018-07-05", "since 09/04/2016, attested on 05/07/2018"),
            (None, "2019", None, "until 2019, start not on record"),
            (None, None, None, "start and end not on record"),
        ],
    )
    def test_the_reason_says_how_long_and_when_it_is_attested(self, start: str, end: str, attested: str, period: str) -> None:
        held = holder(Records([*COMMITTEE, holds("tuan", "MIC.minister", start, end, attested_on=attested)]), "MIC.minister", DAY)
        expected = "vacant" if end == "2018-07" else f"Tuan is the MIC.minister, {period}"
        assert str(held.reasons[-1].message).endswith(expected)

    def test_whose_start_is_not_on_record_holds_from_the_day_of_the_attestation_and_never_before(self) -> None:
        records = Records([*COMMITTEE, holds("phuc", "GOV.pm", attested_on="2018-07-05", source="003")])
        before, after = (holder(records, "GOV.pm", day) for day in (date(2018, 7, 4), date(2018, 7, 5)))
        assert (before.person, before.via) == (None, Via.VACANT)
        assert str(before.reasons[-1].message) == "no source names the holder of the post GOV.pm on 04/07/2018: vacant"
        assert (after.person, after.via) == ("phuc", Via.HOLDER)
        assert date(2018, 7, 5) in turning_days(records)

    def test_whose_start_is_on_record_holds_from_then_whenever_it_is_attested(self) -> None:
        records = Records([*COMMITTEE, holds("phuc", "GOV.pm", "2016-04-07", attested_on="2018-07-05")])
        assert [holder(records, "GOV.pm", day).person for day in (date(2016, 4, 6), date(2016, 4, 7))] == [None, "phuc"]
        assert date(2018, 7, 5) not in turning_days(records)

    def test_of_a_body_that_is_founded_later_is_nobody_yet(self) -> None:
        later = [body("NEXT", "GOV", founded_on="2018-08-28"), post("NEXT.chair", head=True, seat_of="GOV.pm")]
        records = Records([*COMMITTEE, *later, holds("phuc", "GOV.pm")])
        before, after = (holder(records, "NEXT.chair", day) for day in (date(2018, 8, 27), date(2018, 8, 28)))
        assert (before.via, after.person) == (Via.VACANT, "phuc")
        assert str(before.reasons[-1].message) == "NEXT is founded only in 28/08/2018: nobody holds the post NEXT.chair"

    def test_an_acting_holder_stands_in_only_while_there_is_no_other(self) -> None:
        acting = holds("hong", "MIC.minister", "2018-01", acting=True)
        assert holder(Records([*COMMITTEE, acting]), "MIC.minister", DAY)[:2] == ("hong", Via.ACTING)
        both = Records([*COMMITTEE, acting, holds("hung", "MIC.minister", "2018-08")])
        assert holder(both, "MIC.minister", DAY)[:2] == ("hung", Via.HOLDER)

    def test_of_two_whose_vague_dates_overlap_the_later_is_taken_and_said(self) -> None:
        entities = [*COMMITTEE, holds("tuan", "MIC.minister", "2016", "2018"), holds("hung", "MIC.minister", "2018")]
        held = holder(Records(entities), "MIC.minister", date(2018, 5, 1))
        assert held.person == "hung"
        assert "Tuan may hold it on 01/05/2018 too" in str(held.reasons[-1].message)


class TestDelegation:
    MINISTER = (*COMMITTEE, holds("hung", "MIC.minister", "2018-08"), holds("hong", "MIC.deputy"))

    def test_it_replaces_a_present_holder_and_both_are_shown(self) -> None:
        answer = ask([*self.MINISTER, delegates("MIC.minister", "MIC.deputy", "2018-09", "2018-12")], led_by("MIC"))
        assert (answer.post, answer.person, answer.via) == ("MIC.minister", "hong", Via.DELEGATE)
        assert texts(answer)[-3:] == [
            "Hung is the MIC.minister, since 08/2018",
            "the MIC.minister has delegated to the MIC.deputy, from 09/2018 to 12/2018",
            "Hong is the MIC.deputy, start and end not on record",
        ]

    def test_it_holds_on_its_days_and_for_its_subject_only(self) -> None:
        entities = [*self.MINISTER, delegates("MIC.minister", "MIC.deputy", "2018-09", "2018-12", "P.1")]
        assert ask(entities, led_by("MIC"), subjects=("P.1.1", "P.1", "P")).person == "hong"
        assert ask(entities, led_by("MIC"), subjects=("P.2", "P")).person == "hung"
        assert ask(entities, led_by("MIC"), subjects=("P.1",), day=date(2019, 1, 1)).person == "hung"

    def test_the_narrowest_subject_wins_then_the_latest(self) -> None:
        entities = [
            *self.MINISTER,
            holds("dam", "GO.chief"),
            delegates("MIC.minister", "MIC.deputy", "2018-09", subject="P.1"),
            delegates("MIC.minister", "GO.chief", "2018-09-15"),
        ]
        assert ask(entities, led_by("MIC"), subjects=("P.1",)).person == "hong"
        assert ask(entities, led_by("MIC"), subjects=("P.2",)).person == "dam"

    def test_one_that_leads_to_nobody_leaves_the_holder_in_place(self) -> None:
        entities = [*self.MINISTER, delegates("MIC.minister", "GO.chief", "2018-09")]
        assert ask(entities, led_by("MIC")).person == "hung"

    def test_it_serves_a_vacant_post_too_but_comes_after_an_acting_holder(self) -> None:
        vacant = [*COMMITTEE, holds("hong", "MIC.deputy"), delegates("MIC.minister", "MIC.deputy", "2018-09")]
        assert ask(vacant, led_by("MIC")).via is Via.DELEGATE
        assert ask([*vacant, holds("dam", "MIC.minister", acting=True)], led_by("MIC"))[1:3] == ("dam", Via.ACTING)

    def test_one_given_by_the_seat_counts_for_what_the_seat_answers_for(self) -> None:
        entities = [*self.MINISTER, delegates("NEW.mic", "MIC.deputy", "2018-09")]
        assert ask(entities, led_by("MIC")).person == "hong"
        assert holder(Records(entities), "MIC.minister", DAY).person == "hung"

    def test_of_delegations_that_branch_and_meet_again_each_post_is_asked_once_not_in_every_way_there_is_to_it(self) -> None:
        posts = [[post(f"GO.{level}{side}") for side in "ab"] for level in range(40)]
        chain = [
            delegates(giver.code, taker.code, "2018") for level, below in pairwise(posts) for giver in level for taker in below
        ]
        records = Records([*COMMITTEE, *(each for level in posts for each in level), *chain])
        assert holder(records, "GO.0a", date(2018, 10, 1)).via is Via.VACANT

    def test_a_ring_of_delegations_ends_with_the_holder(self) -> None:
        ring = [delegates("MIC.minister", "MIC.deputy", "2018"), delegates("MIC.deputy", "MIC.minister", "2018")]
        assert ask([*self.MINISTER, *ring], led_by("MIC")).person == "hong"
        assert ask([*COMMITTEE, *ring], led_by("MIC")).via is Via.VACANT


class TestReasons:
    def test_an_answer_is_assumed_as_soon_as_one_of_its_reasons_is(self) -> None:
        sure = [*COMMITTEE, holds("hung", "MIC.minister", source="003")]
        assert not ask(sure, led_by("MIC")).assumed
        assert ask([*COMMITTEE, holds("hung", "MIC.minister", assumed=True)], led_by("MIC")).assumed
        assert ask(sure, Claim(Reason(_("give text"), None, True), "MIC")).assumed

    @pytest.mark.parametrize(
        ("reason", "line"),
        [
            (Reason(_("give text")), "give text"),
            (Reason(_("give text"), "001"), "give text (source 001)"),
            (Reason(_("give text"), None, True), "give text (assumed)"),
            (Reason(_("give text"), "001", True), "give text (assumed; source 001)"),
        ],
    )
    def test_a_reason_shows_where_it_comes_from(self, reason: Reason, line: str) -> None:
        assert str(reason.line) == line


@given(governments(), days, st.randoms(use_true_random=False), st.data())
def test_asking_twice_and_in_any_order_gives_one_answer(
    entities: list[Entity], day: date, random: Random, data: st.DataObject
) -> None:
    records, shuffled = Records(entities), Records(random.sample(entities, len(entities)))
    codes = [b.code for b in records.all(Organization)]
    claims = [led_by(code) for code in data.draw(st.lists(st.sampled_from(codes), max_size=3))]
    committee = data.draw(st.sampled_from(codes))
    once = answerable(records, claims, day, committee, ("P.1", "P"))
    assert once == answerable(records, claims, day, committee, ("P.1", "P"))
    assert once == answerable(shuffled, claims, day, committee, ("P.1", "P"))
    assert (once.person is None) is (once.via is Via.VACANT)
    assert once.assumed is any(reason.assumed for reason in once.reasons)


@given(governments(), days)
def test_nobody_holds_a_post_whom_no_record_of_the_day_names(entities: list[Entity], day: date) -> None:
    records = Records(entities)
    for office in records.all(Post):
        held = holder(records, office.code, day, ("P",))
        named = {a.person for a in records.all(Appointment)}
        assert held.person is None or held.person in named
        if held.via is Via.DELEGATE:
            assert records.all(Delegation)


@given(governments(), days)
def test_answers_change_on_turning_days_only(entities: list[Entity], day: date) -> None:
    records = Records(entities)
    before = date.fromordinal(day.toordinal() - 1)
    if day not in turning_days(records):
        for office in records.all(Post):
            assert holder(records, office.code, day)[:2] == holder(records, office.code, before)[:2]
        for organization in records.all(Organization):
            today, yesterday = (answerable(records, [led_by(organization.code)], d, "B0") for d in (day, before))
            assert today.who == yesterday.who


@given(governments(), days)
def test_nobody_holds_a_post_before_a_source_says_so_or_its_body_is_there(entities: list[Entity], day: date) -> None:
    records = Records(entities)
    for office in records.all(Post):
        held = holder(records, office.code, day)
        if held.via in (Via.HOLDER, Via.ACTING):
            base = office_of(records, office.code, day)
            mine = [a for a in records.by(Appointment, "post", base) if a.person == held.person]
            assert any(a.since is None or first_day(a.since) <= day for a in mine)
            assert not founded_later(records, office.organization, day)


def test_an_attestation_lies_between_start_and_end() -> None:
    assert [p.place for p in holds("tuan", "MIC.minister", "2018", attested_on="2017").rules()] == ["attested_on"]
    assert [p.place for p in holds("tuan", "MIC.minister", end="2017", attested_on="2018").rules()] == ["end"]
    assert list(holds("tuan", "MIC.minister", "2016", "2018", attested_on="2018-07").rules()) == []
