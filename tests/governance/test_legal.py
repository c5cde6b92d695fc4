"""What is in force on a day, what it rests on, and what was done to it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.clauses import touch
from governance.effects import Manner, effects_on, known_as
from governance.errors import UnknownCodeError
from governance.instruments import RelationClause, Suspension
from governance.legal import (
    LegalStatus,
    changed,
    done_to,
    force,
    in_force,
    in_its_place,
    legal_basis,
    relations,
    rests_on,
    turning_days,
)
from governance.model import Document, DocumentRelation, DocumentRelationKind, DocumentStatus
from governance.records import Records
from governance.rulebook import broken
from governance.rules import RULES
from governance.values import Entity, first_day, last_day
from tests.governance.making import clause_of, document, partial_dates, relates, suspends

DAY = date(2018, 7, 5)


def standing(*entities: Entity, code: str = "A", day: date = DAY) -> LegalStatus:
    return force(Records(entities), code, day).standing


@pytest.mark.parametrize(
    ("fields", "expected", "said"),
    [
        ({"status": DocumentStatus.AWAITED}, LegalStatus.AWAITED, "A is awaited; no source says for when"),
        ({"status": DocumentStatus.AWAITED, "expected_on": "2008-12"}, LegalStatus.AWAITED, "A is awaited, expected 12/2008"),
        ({"signed_on": "2019", "expected_on": "2018-12"}, LegalStatus.AWAITED, "A is signed only on 2019"),
        ({}, LegalStatus.IN_FORCE, "A is issued; since when it is in force is not on record"),
        (
            {"number": "43/2008/QĐ-TTg", "signed_on": "2008-03-24"},
            LegalStatus.IN_FORCE,
            "43/2008/QĐ-TTg is in force since 24/03/2008",
        ),
        ({"signed_on": "2018-01", "in_force_from": "2018-08"}, LegalStatus.NOT_YET, "A is in force only from 08/2018 on"),
        ({"in_force_until": "2017"}, LegalStatus.EXPIRED, "A was in force until 2017"),
        ({"in_force_from": "2018", "in_force_until": "2018"}, LegalStatus.IN_FORCE, "A is in force since 2018"),
    ],
)
def test_an_instrument_stands_by_its_own_days(fields: dict[str, object], expected: LegalStatus, said: str) -> None:
    found = force(Records([document("A", **fields)]), "A", DAY)
    assert (found.standing, str(found.reason.message)) == (expected, said)


def test_one_that_replaces_another_ends_it_on_its_own_first_day() -> None:
    state = (document("A", signed_on="2008"), document("B", signed_on="2018-06"), relates("B", "replaces", "A"))
    assert standing(*state, day=date(2018, 5, 31)) is LegalStatus.IN_FORCE
    assert standing(*state, day=date(2018, 6, 1)) is LegalStatus.REPLACED
    assert [d.code for d in in_force(Records(state), DAY)] == ["B"]


def test_one_that_replaces_a_clause_only_leaves_the_rest_in_force() -> None:
    assert standing(document("A"), document("B"), relates("B", "replaces", "A", "Điều 5")) is LegalStatus.IN_FORCE
    whole = relates("B", "replaces", "A")
    assert standing(document("A"), document("B"), whole, clause_of(whole, clause="Điều 5")) is LegalStatus.IN_FORCE
    assert standing(document("A"), document("B"), whole, clause_of(whole, by_clause="Điều 9")) is LegalStatus.REPLACED


def test_an_awaited_one_replaces_nothing_yet() -> None:
    awaited = document("B", status=DocumentStatus.AWAITED)
    assert standing(document("A"), awaited, relates("B", "replaces", "A")) is LegalStatus.IN_FORCE


def test_a_suspension_holds_for_its_time_and_of_a_clause_leaves_the_rest_in_force() -> None:
    state = (document("A"), document("B", signed_on="2018-06-20"), suspends("B", "A", "2018-07-01", "2018-07-31"))
    days = [date(2018, 6, 30), date(2018, 7, 1), date(2018, 7, 31), date(2018, 8, 1)]
    held = [LegalStatus.IN_FORCE, LegalStatus.SUSPENDED, LegalStatus.SUSPENDED, LegalStatus.IN_FORCE]
    assert [standing(*state, day=day) for day in days] == held
    assert str(force(Records(state), "A", DAY).reason.message) == "A is suspended by B, from 01/07/2018 to 31/07/2018"
    partly = Records([document("A"), suspends(None, "A", "2018-07-01", clause="Điều 3")])
    found = force(partly, "A", DAY)
    assert found.standing is LegalStatus.IN_FORCE
    assert [str(done_to(partly, effect)) for effect in found.effects] == ["Article 3 of A is suspended, since 01/07/2018"]


def test_amendments_are_shown_with_the_clauses_of_both_documents_and_from_the_day_of_each() -> None:
    relation = relates("B", "amends", "A", "Điều 28")
    later = clause_of(relation, clause="Điều 30", by_clause="Điều 2", in_force_from="2019")
    state = Records([document("A"), document("B", signed_on="2018-06"), relation, later])
    said = [str(done_to(state, effect)) for effect in force(state, "A", date(2019, 1, 1)).effects]
    assert said == ["Article 28 of A is amended by B, since 06/2018", "Article 30 of A is amended by Article 2 of B, since 2019"]
    assert [effect.clause for effect in force(state, "A", DAY).effects] == ["Điều 28"]
    assert force(state, "A", date(2018, 5, 1)).effects == ()
    assert [(effect.target, effect.manner) for effect in changed(state, DAY)] == [("A", Manner.AMENDS)]


def test_what_stands_in_the_place_of_a_replaced_instrument_is_followed_to_the_end() -> None:
    state = Records(
        [*map(document, "ABC"), document("D", signed_on="2020"), relates("B", "replaces", "A"), relates("C", "replaces", "B"),
         relates("D", "replaces", "C")]
    )  # fmt: skip
    assert [d.code for d in in_its_place(state, "A", DAY)] == ["C"]
    assert [d.code for d in in_its_place(state, "A", date(2020, 1, 1))] == ["D"]
    assert in_its_place(state, "D", DAY) == ()


def test_the_basis_of_an_instrument_is_followed_to_its_root() -> None:
    state = Records(
        [
            *map(document, ("LAW", "DECREE", "DECISION", "OTHER")),
            relates("DECISION", "based_on", "DECREE"),
            relates("DECISION", "based_on", "LAW"),
            relates("DECREE", "implements", "LAW"),
            relates("DECISION", "amends", "OTHER"),
        ]
    )
    assert [(rest.document, len(rest.steps)) for rest in legal_basis(state, "DECISION")] == [("DECREE", 1), ("LAW", 1)]
    assert [rest.document for rest in legal_basis(state, "DECREE")] == ["LAW"]
    assert [r.code for r in relations(state, "DECREE").does] == ["DECREE~implements~LAW"]
    assert [r.code for r in relations(state, "DECREE").undergoes] == ["DECISION~based_on~DECREE"]


def test_a_clause_rests_on_what_that_clause_is_based_on_and_the_rest_is_told_apart() -> None:
    relation = relates("DECREE", "based_on", "LAW")
    rows = [
        clause_of(relation, 1, by_clause="Điều 1", clause="Điều 28"),
        clause_of(relation, 2, by_clause="Điều 2", clause="Điều 30"),
    ]
    state = Records([document("LAW"), document("DECREE"), relation, *rows])
    found = {rest.clause: rest.precise for rest in rests_on(state, "DECREE", "khoản 3 Điều 2") if rest.document == "LAW"}
    assert found == {"Điều 28": False, "Điều 30": True}


def test_an_unknown_instrument_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="there is no document with the code X"):
        force(Records(), "X", DAY)
    with pytest.raises(UnknownCodeError):
        legal_basis(Records(), "X")


def test_an_instrument_is_called_by_its_number_where_it_has_one() -> None:
    assert known_as(document("A", number="1755/QĐ-TTg")).vi == "1755/QĐ-TTg"
    assert known_as(document("A")).vi == "văn bản A"


# ---- laws

CODES = "ABCDE"
some_clause = st.none() | st.sampled_from(["Điều 1", "Điều 2", "khoản 1 Điều 1", "khoản 2 Điều 1"])
documents = st.builds(
    lambda code, status, signed, since, until: document(
        code, status=status, signed_on=None if status is DocumentStatus.AWAITED else signed, in_force_from=since,
        in_force_until=until,
    ),
    st.sampled_from(CODES), st.sampled_from([*[DocumentStatus.ISSUED] * 4, DocumentStatus.AWAITED]), st.none() | partial_dates,
    st.none() | partial_dates, st.none() | partial_dates,
)  # fmt: skip
pairs = st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)).filter(lambda pair: pair[0] != pair[1])
links = st.builds(
    lambda pair, how, clause: relates(pair[0], how, pair[1], clause),
    pairs,
    st.sampled_from(list(DocumentRelationKind)),
    some_clause,
)
suspensions = st.builds(
    lambda pair, start, end, clause: suspends(pair[0], pair[1], start, end, clause=clause),
    pairs, partial_dates, st.none() | partial_dates, some_clause,
)  # fmt: skip


@st.composite
def states(draw: st.DrawFn) -> list[Entity]:
    """Instruments with relations of any kind, by clauses and not, loops included."""
    relating = draw(st.lists(links, max_size=8))
    clauses = [
        clause_of(
            relation, number, clause=draw(some_clause), by_clause=draw(some_clause), in_force_from=draw(st.none() | partial_dates)
        )
        for relation in relating
        for number in range(draw(st.integers(0, 2)))
    ]
    return [*draw(st.lists(documents, min_size=2, max_size=6)), *relating, *clauses, *draw(st.lists(suspensions, max_size=3))]


def joined(records: Records, relation: DocumentRelation) -> list[tuple[str | None, str | None, str | None]]:
    """(clause, by which clause, from when) of a relation, as the words of its declaration say."""
    rows = [c for c in records.all(RelationClause) if c.relation == relation.code]
    said = [(c.clause, c.by_clause, c.in_force_from) for c in rows]
    return [(relation.clause, None, None), *said] if relation.clause is not None or not rows else said


def worded(records: Records, code: str, day: date) -> LegalStatus:
    """Where an instrument stands on a day, by the definition of each word."""
    own = records.get(Document, code)

    def there(d: Document) -> bool:
        return d.status is DocumentStatus.ISSUED and not (d.signed_on and day < first_day(d.signed_on))

    def come(partial: str | None) -> bool:
        return partial is None or day >= first_day(partial)

    def wholly_replaced(r: DocumentRelation) -> bool:
        by = records.find(Document, r.document)
        if r.target != code or r.relation is not DocumentRelationKind.REPLACES or by is None or not there(by):
            return False
        return any(c is None and come(since or by.in_force_from or by.signed_on) for c, _by, since in joined(records, r))

    def suspended(s: Suspension) -> bool:
        by = records.find(Document, s.by)
        open_ = s.end is None or day <= last_day(s.end)
        return s.document == code and s.clause is None and come(s.start) and open_ and (by is None or there(by))

    if not there(own):
        return LegalStatus.AWAITED
    if not come(own.in_force_from or own.signed_on):
        return LegalStatus.NOT_YET
    if own.in_force_until and day > last_day(own.in_force_until):
        return LegalStatus.EXPIRED
    if any(map(wholly_replaced, records.all(DocumentRelation))):
        return LegalStatus.REPLACED
    return LegalStatus.SUSPENDED if any(map(suspended, records.all(Suspension))) else LegalStatus.IN_FORCE


@given(states(), st.dates(date(2013, 12, 1), date(2020, 11, 1)))
def test_an_instrument_stands_on_each_day_as_the_words_say_and_turns_only_on_turning_days(
    things: list[Entity], first: date
) -> None:
    records = Records(things)
    turning = turning_days(records)
    before: dict[str, object] = {}
    for day in (first + timedelta(days=n) for n in range(40)):
        for one in records.all(Document):
            found = force(records, one.code, day)
            assert found.standing is worded(records, one.code, day)
            now = (found.standing, effects_on(records, one.code, day))
            assert day in turning or before.get(one.code, now) == now
            before[one.code] = now
        assert in_force(records, day) == tuple(
            d for d in records.all(Document) if worded(records, d.code, day) is LegalStatus.IN_FORCE
        )


def ways(records: Records, code: str, clause: str | None, trail: frozenset[object]) -> Iterator[tuple[str, str | None, bool]]:
    """Every instrument and clause at the end of a way up, and whether the way keeps to the clauses: all ways, one by one."""
    yield code, clause, True
    for relation in records.all(DocumentRelation):
        rests = relation.relation in (DocumentRelationKind.BASED_ON, DocumentRelationKind.IMPLEMENTS)
        if relation.document == code and rests and records.find(Document, relation.target):
            for target, by, _since in joined(records, relation):
                step = (relation.code, target, by)
                if step not in trail:
                    kept = touch(clause, by)
                    for end, part, precise in ways(records, relation.target, target, trail | {step}):
                        yield end, part, kept and precise


@given(states(), some_clause)
def test_a_citation_rests_on_what_some_way_leads_to_and_on_nothing_else(things: list[Entity], clause: str | None) -> None:
    records = Records(things)
    for one in records.all(Document):
        every = set(ways(records, one.code, clause, frozenset()))
        found = rests_on(records, one.code, clause)
        assert {(rest.document, rest.clause) for rest in found} == {end[:2] for end in every}
        assert {(rest.document, rest.clause) for rest in found if rest.precise} == {end[:2] for end in every if end[2]}
        assert len({(rest.document, rest.clause) for rest in found}) == len(found)
        basis = [rest.document for rest in legal_basis(records, one.code)]
        assert one.code not in basis
        assert len(basis) == len(set(basis))


@given(states(), st.randoms())
def test_order_never_matters(things: list[Entity], random: object) -> None:
    last = {(type(thing), thing.code): thing for thing in things}
    one, other = list(last.values()), list(last.values())
    random.shuffle(other)  # type: ignore[attr-defined]
    for code in {thing.code for thing in one if isinstance(thing, Document)}:
        assert force(Records(one), code, DAY) == force(Records(other), code, DAY)
        assert rests_on(Records(one), code) == rests_on(Records(other), code)
        assert in_its_place(Records(one), code, DAY) == in_its_place(Records(other), code, DAY)


def test_an_instrument_older_than_what_it_amends_replaces_or_suspends_is_refused() -> None:
    old, new = document("OLD", signed_on="2017"), document("NEW", signed_on="2018")
    for wrong in (relates("OLD", "amends", "NEW"), relates("OLD", "replaces", "NEW"), suspends("OLD", "NEW", "2018-03")):
        (problem,) = broken(Records([old, new, wrong]), RULES)
        assert problem.place.split()[0] == wrong.kind
        assert "OLD was signed on 2017, before NEW on 2018: it cannot relate to a later document" in str(problem.message)
    assert broken(Records([old, new, relates("NEW", "amends", "OLD"), suspends("NEW", "OLD", "2018-03")]), RULES) == ()


def test_a_loop_of_instruments_is_named() -> None:
    state = [*map(document, "ABC"), relates("A", "based_on", "B"), relates("B", "implements", "C"), relates("C", "amends", "A")]
    (problem,) = broken(Records(state), RULES)
    assert "runs in a loop: A → B → C → A" in str(problem.message)
