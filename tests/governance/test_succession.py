"""Bodies that follow one another, by terms; posts that take one another's place; and delegations by scope, day by day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.hierarchy import head_post, heir_of_office, seat_chain, seat_in, tree
from governance.holders import Reason, Via, absent, holder, holders
from governance.messages import _
from governance.model import Appointment, Delegation, Matter, Organization, Post, Succession, SuccessionKind
from governance.records import Records
from governance.responsibility import Answer, Claim, answerable
from governance.succession import About, committee_on, in_being, in_charge, parent_on
from governance.terms import SuccessionTerm, TermKind
from governance.values import Entity
from tests.governance.making import COMMITTEE, body, delegates, follows, governments, holds, person, post

DAY = date(2018, 10, 1)
EVE = date(2018, 8, 31)


def term(kind: str, subject: str | None, of: str, heir: str | None = None, clause: str | None = None) -> SuccessionTerm:
    return SuccessionTerm(
        code=f"{kind}.{subject}.{of}", succession=of, type=TermKind(kind), subject=subject, heir=heir, clause=clause
    )


def claim(organization: str | None = None, named: str | None = None) -> Claim:
    return Claim(Reason(_("{body} leads task {task}", body=organization or "", task="T")), organization, named)


SPLIT = [
    *COMMITTEE,
    body("EAST", "GOV"),
    body("WEST", "GOV"),
    post("EAST.head", head=True),
    post("EAST.deputy"),
    post("WEST.head", head=True),
    post("NEW.east", seat_of="EAST.head"),
    post("NEW.west", seat_of="WEST.head"),
    *(follows(new, "MIC", "2018-09", SuccessionKind.SPLITS) for new in ("EAST", "WEST")),
    term("task", "P.1", "MIC~EAST", clause="Điều 3"),
    term("programme", "Q", "MIC~WEST"),
    term("body", "DEPT", "MIC~WEST"),
    term("post", "MIC.deputy", "MIC~EAST", "EAST.deputy"),
]
"""A ministry that is split in two, with terms for some of what it had."""


def answers(entities: list[Entity], asked: Claim, *subjects: str, day: date = DAY, **more: Any) -> Answer:
    return answerable(Records(entities), [asked], day, "NEW", subjects, **more)


class TestASplit:
    @pytest.mark.parametrize(
        ("about", "bodies"),
        [
            (About(("P.1", "P")), ("EAST",)),
            (About(("P.1.1", "P.1", "P")), ("EAST",)),
            (About(("Q.3", "Q")), ("WEST",)),
            (About(bodies=("DEPT",)), ("WEST",)),
            (About(post="MIC.deputy"), ("EAST",)),
            (About(("P.2", "P")), ("EAST", "WEST")),
            (About(("P.1", "Q"), ("DEPT",)), ("EAST",)),
        ],
    )
    def test_gives_what_a_term_names_to_the_body_that_it_names_the_nearest_first(
        self, about: About, bodies: tuple[str, ...]
    ) -> None:
        assert in_charge(Records(SPLIT), "MIC", DAY, about).bodies == bodies
        assert in_charge(Records(SPLIT), "MIC", EVE, about).bodies == ("MIC",)

    def test_gives_the_rest_to_one_where_a_term_says_so(self) -> None:
        records = Records([*SPLIT, term("remainder", None, "MIC~WEST")])
        assert in_charge(records, "MIC", DAY, About(("P.2", "P"))).bodies == ("WEST",)
        assert in_charge(records, "MIC", DAY, About(("P.1", "P"))).bodies == ("EAST",)

    def test_the_heir_answers_and_the_clause_is_cited(self) -> None:
        answer = answers(SPLIT, claim("MIC"), "P.1", "P")
        assert (answer.post, answer.seat) == ("EAST.head", "NEW.east")
        assert "by the terms of the succession (Article 3), P.1 goes to EAST" in [str(r.message) for r in answer.reasons]

    def test_what_has_no_heir_is_said_and_not_guessed(self) -> None:
        answer = answers(SPLIT, claim("MIC"), "P.2", "P")
        assert answer.post == "GOV.pm"
        assert "no source says which of EAST, WEST takes over from MIC" in [str(r.message) for r in answer.reasons]

    def test_a_post_that_a_term_names_takes_the_place_of_the_other(self) -> None:
        assert answers(SPLIT, claim("MIC", "MIC.deputy"), "P.2").post == "EAST.deputy"
        assert answers(SPLIT, claim("MIC", "MIC.deputy"), "P.2", day=EVE).post == "MIC.deputy"

    def test_a_term_may_name_the_post_that_takes_a_task(self) -> None:
        own = term("task", "P.7", "MIC~EAST", "EAST.deputy")
        assert answers([*SPLIT, own], claim("MIC"), "P.7", "P").post == "EAST.deputy"

    def test_a_body_under_it_stands_under_the_heir_that_the_terms_name(self) -> None:
        records = Records(SPLIT)
        assert (parent_on(records, "DEPT", EVE), parent_on(records, "DEPT", DAY)) == ("MIC", "WEST")
        [under] = next(b for b in tree(records, "GOV", DAY) if b.organization.code == "WEST").children
        assert under.organization.code == "DEPT"
        assert answers(SPLIT, claim("DEPT"), "P.2").post == "WEST.head"


class TestAPart:
    PARTED = (*COMMITTEE, body("EAST", "GOV"), follows("EAST", "MIC", "2018-09", SuccessionKind.SPLITS, partial=True),
              term("task", "P.1", "MIC~EAST"))  # fmt: skip

    def test_goes_and_the_rest_stays(self) -> None:
        records = Records(self.PARTED)
        assert in_charge(records, "MIC", DAY, About(("P.1",))).bodies == ("EAST",)
        assert in_charge(records, "MIC", DAY, About(("P.2",))).bodies == ("MIC",)
        assert in_being(records, "MIC", DAY)
        assert answers([*self.PARTED, holds("hung", "MIC.minister")], claim("MIC"), "P.2").person == "hung"


class TestAnOffice:
    def test_is_held_from_its_start_to_its_end_and_seats_end_with_it(self) -> None:
        records = Records([*COMMITTEE, body("X"), post("X.a", start="2017", end="2018-06"), post("NEW.x", seat_of="X.a"),
                           holds("hung", "X.a", "2016")])  # fmt: skip
        for code in ("X.a", "NEW.x"):
            assert [holder(records, code, day).person for day in (date(2016, 12, 31), date(2017, 1, 1), date(2018, 7, 1))] == [
                None, "hung", None,
            ]  # fmt: skip
        late = holder(records, "NEW.x", date(2018, 7, 1))
        assert str(late.reasons[-1].message) == "the post X.a has ended in 06/2018"

    def test_the_head_of_a_body_is_that_of_the_day(self) -> None:
        records = Records([body("X"), post("X.a", head=True, end="2018-06"), post("X.b", head=True, start="2018-07")])
        found = [head_post(records, "X", day) for day in (date(2018, 6, 30), date(2018, 7, 1))]
        assert [head.code for head in found if head] == ["X.a", "X.b"]

    def test_a_seat_follows_the_office_that_takes_the_place_of_its_own(self) -> None:
        merged = [*COMMITTEE, body("MST", "GOV"), post("MST.minister", head=True), follows("MST", "MIC", "2018-09-01"),
                  holds("hung", "MIC.minister", "2016"), holds("dat", "MST.minister", "2018-09-01"), person("dat")]  # fmt: skip
        records = Records(merged)
        before, after = (holder(records, "NEW.mic", day) for day in (EVE, DAY))
        assert (before.person, after.person) == ("hung", "dat")
        assert [str(r.message) for r in after.reasons[:2]] == [
            "the seat of the NEW.mic is held by whoever is the MIC.minister",
            "the MST.minister has taken the place of the MIC.minister",
        ]
        assert (seat_in(records, "MST.minister", "NEW", DAY) or body("-")).code == "NEW.mic"
        gone = holder(records, "MIC.minister", DAY)
        assert (gone.person, gone.via) == (None, Via.VACANT)
        assert "MST has followed MIC since 01/09/2018" in str(gone.reasons[-1].message)

    def test_of_a_body_that_was_dissolved_is_nobody_and_the_body_above_answers(self) -> None:
        ended = [e for e in COMMITTEE if e.code != "DEPT"]
        ended += [body("DEPT", "MIC", dissolved_on="2018-08"), holds("tuan", "DEPT.director"), holds("hung", "MIC.minister")]
        records = Records(ended)
        assert (holder(records, "DEPT.director", EVE).person, holder(records, "DEPT.director", DAY).person) == ("tuan", None)
        answer = answers(ended, claim("DEPT"))
        assert answer.post == "MIC.minister"
        assert "DEPT was dissolved in 08/2018, and no source says what follows it" in [str(r.message) for r in answer.reasons]

    def test_everybody_who_holds_a_post_of_many_is_told_the_acting_last(self) -> None:
        held = [holds("tuan", "MIC.deputy"), holds("hung", "MIC.deputy", acting=True), holds("dam", "MIC.deputy", "2019")]
        found = holders(Records([*COMMITTEE, *held]), "MIC.deputy", DAY)
        assert [(each.person, each.via) for each in found] == [("tuan", Via.HOLDER), ("hung", Via.ACTING)]

    def test_whoever_acts_in_an_office_acts_in_the_seat_that_goes_with_it(self) -> None:
        records = Records([*COMMITTEE, holds("hong", "MIC.minister", "2018-08", acting=True)])
        assert holder(records, "NEW.mic", DAY)[:2] == ("hong", Via.ACTING)

    def test_one_person_may_hold_several(self) -> None:
        records = Records([*COMMITTEE, *(holds("dam", code, "2018") for code in ("MIC.minister", "GO.chief", "MIC.deputy"))])
        assert {code: holder(records, code, DAY).person for code in ("NEW.mic", "GO.chief", "MIC.deputy")} == {
            "NEW.mic": "dam", "GO.chief": "dam", "MIC.deputy": "dam",
        }  # fmt: skip


class TestADelegation:
    HELD = (*COMMITTEE, holds("hung", "MIC.minister"), holds("hong", "MIC.deputy"), holds("dam", "GO.chief"))

    @pytest.mark.parametrize(
        ("scope", "asked", "who"),
        [
            ({"body": "MIC"}, {"bodies": ("MIC",)}, "hong"),
            ({"body": "MIC"}, {"bodies": ("DEPT",)}, "hong"),
            ({"body": "DEPT"}, {"bodies": ("MIC",)}, "hung"),
            ({"matter": Matter.APPROVING}, {"matter": Matter.APPROVING}, "hong"),
            ({"matter": Matter.APPROVING}, {"matter": Matter.LEAD}, "hung"),
            ({"matter": Matter.APPROVING}, {}, "hung"),
            ({"matter": Matter.LEAD, "body": "DEPT"}, {"matter": Matter.LEAD, "bodies": ("DEPT",)}, "hong"),
            ({"matter": Matter.LEAD, "body": "DEPT"}, {"matter": Matter.LEAD, "bodies": ("MIC",)}, "hung"),
            ({"subject": "P"}, {"subjects": ("P.1", "P")}, "hong"),
            ({"subject": "P", "body": "GO"}, {"subjects": ("P.1", "P")}, "hung"),
        ],
    )
    def test_counts_where_all_of_its_scope_fits(self, scope: dict[str, Any], asked: dict[str, Any], who: str) -> None:
        given = delegates("MIC.minister", "MIC.deputy", "2018", **scope)
        assert holder(Records([*self.HELD, given]), "MIC.minister", DAY, **asked).person == who

    def test_a_body_counts_where_it_stands_on_the_day(self) -> None:
        held = (holds("hung", "WEST.head"), holds("hong", "EAST.deputy"))
        given = delegates("WEST.head", "EAST.deputy", "2018", body="WEST")
        records = Records([*SPLIT, *held, given])
        assert holder(records, "WEST.head", DAY, bodies=("DEPT",)).person == "hong"
        assert holder(records, "WEST.head", EVE, bodies=("DEPT",)).person == "hung"

    def test_the_nearer_body_goes_before_the_one_above_and_the_matter_before_all(self) -> None:
        wide, near, narrow = (
            delegates("MIC.minister", "MIC.deputy", "2018-01", body="MIC"),
            delegates("MIC.minister", "GO.chief", "2018-02", body="DEPT"),
            delegates("MIC.minister", "GO.chief", "2018-03", matter=Matter.LEAD),
        )
        assert holder(Records([*self.HELD, wide, near]), "MIC.minister", DAY, bodies=("DEPT",)).person == "dam"
        assert holder(Records([*self.HELD, wide, near]), "MIC.minister", DAY, bodies=("MIC",)).person == "hong"
        assert holder(Records([*self.HELD, wide, narrow]), "MIC.minister", DAY, matter=Matter.LEAD).person == "dam"

    def test_a_chain_leads_to_its_end_and_a_ring_to_the_last_who_is_not_asked_twice(self) -> None:
        chain = [delegates("MIC.minister", "MIC.deputy", "2018"), delegates("MIC.deputy", "GO.chief", "2018")]
        assert holder(Records([*self.HELD, *chain]), "MIC.minister", DAY).person == "dam"
        ring = [*chain, delegates("GO.chief", "MIC.minister", "2018")]
        records = Records([*self.HELD, *ring])
        assert {code: holder(records, code, DAY).person for code in ("MIC.minister", "MIC.deputy", "GO.chief")} == {
            "MIC.minister": "dam", "MIC.deputy": "hung", "GO.chief": "hong",
        }  # fmt: skip

    def test_of_the_office_counts_for_its_seat(self) -> None:
        given = delegates("MIC.minister", "MIC.deputy", "2018-09", "2018-12")
        records = Records([*COMMITTEE, holds("hong", "MIC.deputy"), given])
        held = holder(records, "NEW.mic", DAY)
        assert (held.person, held.via) == ("hong", Via.DELEGATE)
        assert "the MIC.minister has delegated to the MIC.deputy, from 09/2018 to 12/2018" in [
            str(r.message) for r in held.reasons
        ]


def within(start: str | None, end: str | None, day: date) -> bool:
    """Whether an interval of partial dates can contain a day, told by comparing what is written."""
    iso = day.isoformat()
    return (start is None or iso[: len(start)] >= start) and (end is None or iso[: len(end)] <= end)


def holding(records: Records, code: str, day: date, subjects: tuple[str, ...], asked: frozenset[str] = frozenset()) -> Any:
    """Who holds a post, by the words of the rule and no other way: (person, how)."""
    line = [records.get(Post, code)]
    while line[-1].seat_of is not None:
        line.append(records.get(Post, line[-1].seat_of))
    for each in line:
        there = records.get(Organization, each.organization)
        if not within(there.founded_on, there.dissolved_on, day) or not within(each.start, each.end, day):
            return None, "vacant"
    mine = {each.code for each in line}
    named = [a for a in records.all(Appointment) if a.post == line[-1].code and within(a.start or a.attested_on, a.end, day)]
    full, acting = ([a for a in named if a.acting is how] for how in (False, True))
    if full or not acting:
        given = [d for d in records.all(Delegation) if d.from_post in mine and within(d.start, d.end, day)]
        given = [d for d in given if d.subject is None or d.subject in subjects]
        given.sort(key=lambda d: ([m.code for m in line].index(d.from_post), d.code))
        given.sort(key=lambda d: d.code)
        given.sort(key=lambda d: padded(d.start), reverse=True)
        given.sort(key=lambda d: subjects.index(d.subject) if d.subject else len(subjects))
        for d in given:
            if d.to_post not in asked | mine and (who := holding(records, d.to_post, day, subjects, asked | mine))[0]:
                return who[0], "delegate"
    if not (full or acting):
        return None, "vacant"
    last = max(full or acting, key=lambda a: (padded(a.start or a.attested_on or "0001"), a.code))
    return last.person, "holder" if full else "acting"


def padded(partial: str) -> str:
    return (partial + "-01-01")[:10] if len(partial) < 10 else partial


@settings(max_examples=60)
@given(governments(), st.dates(date(2014, 1, 1), date(2020, 12, 1)), st.sampled_from([(), ("P",), ("P.1", "P")]))
def test_who_holds_each_post_is_what_the_words_of_the_rule_say_day_by_day(
    entities: list[Entity], first: date, subjects: tuple[str, ...]
) -> None:
    records = Records(e for e in entities if not isinstance(e, Succession))
    for each in records.all(Post):
        for day in (first + timedelta(days=n) for n in (*range(3), 29, 30, 31, 365)):
            held = holder(records, each.code, day, subjects)
            assert (held.person, held.via.value) == holding(records, each.code, day, subjects), (each.code, day)


@settings(max_examples=60)
@given(governments(), st.dates(date(2014, 1, 1), date(2020, 12, 1)))
def test_whoever_is_told_to_hold_a_post_is_among_its_holders_and_nobody_holds_what_is_not_there(
    entities: list[Entity], day: date
) -> None:
    records = Records(entities)
    for each in records.all(Post):
        held, everybody = holder(records, each.code, day), {h.person for h in holders(records, each.code, day)}
        if held.via in (Via.HOLDER, Via.ACTING):
            assert held.person in everybody
        if absent(records, each, day) is not None:
            assert (held.via, everybody) == (Via.VACANT, set())
        if (heir := heir_of_office(records, each, day)) is not None:
            assert heir.code != each.code
        assert len({post.code for post in seat_chain(records, each.code, day)}) == len(seat_chain(records, each.code, day))


@settings(max_examples=60)
@given(governments(), st.dates(date(2014, 1, 1), date(2020, 12, 1)), st.data())
def test_a_term_never_adds_a_body_that_no_succession_names_and_never_takes_all_away(
    entities: list[Entity], day: date, data: st.DataObject
) -> None:
    records = Records(entities)
    terms = [
        term(data.draw(st.sampled_from(["task", "programme"])), data.draw(st.sampled_from(["P", "P.1"])), step.code)
        for step in records.all(Succession)
    ]
    told = records.apply((SuccessionTerm, each.code, each) for each in terms)
    for organization in records.all(Organization):
        plain = set(in_charge(records, organization.code, day).bodies)
        by_terms = in_charge(told, organization.code, day, About(("P.1", "P")))
        assert set(by_terms.bodies) <= plain
        assert by_terms.bodies
        assert committee_on(told, organization.code, day)
        if not by_terms.terms and not any(step.manner is SuccessionKind.SPLITS for step in by_terms.steps):
            assert set(by_terms.bodies) == plain
