"""On what tasks, programmes and seats rest, and which of them rest on what was amended, replaced, suspended or has expired."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.clauses import touch
from governance.effects import effects_on
from governance.legal import done_to
from governance.model import Document, DocumentRelation, DocumentRelationKind
from governance.records import Records
from governance.values import Entity, first_day
from portfolio.authority import Subject, SubjectKind, affected, grounds, subject_of, subjects
from portfolio.citing import Citation, TaskProduct
from portfolio.errors import UnknownCodeError
from portfolio.finishing import over_on
from portfolio.model import Deadline, DeadlineKind, ProgressState
from tests.governance.making import COMMITTEE, clause_of, document, follows, holds, relates
from tests.governance.test_legal import joined, states
from tests.portfolio.making import programme, reported, task

DAY = date(2018, 7, 5)


def cites(document_: str, clause: str | None = None, **of: Any) -> Citation:
    (what,) = of.values()
    return Citation(code=f"{what}~{document_}", document=document_, clause=clause, **of)


def cited(*entities: Entity, kind: str = "task", code: str = "P.1") -> list[tuple[str, str | None]]:
    return [(g.document, g.clause) for g in grounds(Records(entities), Subject(SubjectKind(kind), code), DAY)]


def test_a_task_rests_on_its_own_basis_and_on_every_other_citation_of_it() -> None:
    own = task("P.1", basis="A", clause="khoản 2 Điều 7")
    assert cited(programme(basis="B"), own, cites("C", "Điều 1", task="P.1")) == [("A", "khoản 2 Điều 7"), ("C", "Điều 1")]


def test_a_task_that_cites_nothing_rests_on_what_it_is_part_of_then_on_its_programme_and_the_chain_says_so() -> None:
    state = (document("A"), programme(basis="A"), task("P.1"), task("P.1.1", "P.1"))
    assert cited(*state, code="P.1.1") == [("A", None)]
    (ground,) = grounds(Records(state), Subject(SubjectKind.TASK, "P.1.1"), DAY)
    assert [str(reason.message) for reason in ground.reasons] == [
        "P.1.1 names no basis of its own; it is part of P.1",
        "P.1 names no basis of its own; it is part of P",
        "P cites A",
    ]
    assert cited(programme(basis="A"), task("P.1", basis="B"), task("P.1.1", "P.1"), code="P.1.1") == [("B", None)]


def test_a_deadline_rests_on_the_document_that_sets_it_and_on_the_clause_if_one_is_cited() -> None:
    due = Deadline(code="d", task="P.1", type=DeadlineKind.INSTRUMENT, written_vi="2018", written_en="2018", document="B")
    assert cited(programme(), task("P.1", basis="A"), due) == [("A", None), ("B", None)]
    assert cited(programme(), task("P.1"), due, cites("B", "Điều 3", deadline="d")) == [("B", "Điều 3")]


def test_nothing_rests_on_the_document_that_it_is_itself_to_bring_about() -> None:
    tasks = (task("P.1", basis="A"), task("P.1.1", "P.1"), task("P.2"))
    state = (programme(basis="A"), *tasks, TaskProduct(task="P.1", document="A"))
    assert cited(*state, code="P.1") == []
    assert cited(*state, code="P.1.1") == []
    assert cited(*state, code="P.2") == [("A", None)]


def test_a_seat_rests_on_what_it_and_its_office_cite_and_on_what_set_up_its_body_and_appointed_its_holder() -> None:
    state = [entity for entity in COMMITTEE if entity.code != "OLD~NEW"]
    state += [
        document("QD"), document("BN"), document("LAW"), follows("NEW", "OLD", "2018", document="QD"),
        holds("tuan", "MIC.minister", "2016", document="BN"), cites("LAW", "Điều 5", post="NEW.mic"),
    ]  # fmt: skip
    assert cited(*state, kind="post", code="NEW.mic") == [("LAW", "Điều 5"), ("QD", None), ("BN", None)]
    assert cited(*state, kind="post", code="MIC.minister") == [("BN", None)]


def test_a_code_is_looked_for_among_tasks_programmes_posts_and_documents() -> None:
    records = Records([*COMMITTEE, document("A"), programme(), task("P.1")])
    assert [subject_of(records, code).kind.value for code in ("P.1", "P", "NEW.chair", "A")] == [
        "task", "programme", "post", "document",
    ]  # fmt: skip
    with pytest.raises(UnknownCodeError, match=r"there is no programme with the code P\.1"):
        subject_of(records, "P.1", "programme")


# ---- what became of it


def found(*entities: Entity, day: date = DAY) -> list[tuple[str, str, int, bool]]:
    records = Records(entities)
    return [(f.subject.code, str(done_to(records, f.effect)), len(f.rest.steps), f.precise) for f in affected(records, day)]


def test_what_rests_on_a_replaced_instrument_is_named_directly_and_through_as_many_steps_as_it_is() -> None:
    state = (
        document("LAW"), document("DECREE"), document("NEW", signed_on="2018-06"),
        relates("DECREE", "based_on", "LAW"), relates("NEW", "replaces", "LAW"),
        programme(), task("P.1", basis="LAW"), task("P.2", basis="DECREE"), task("P.3", basis="NEW"),
    )  # fmt: skip
    said = "LAW is replaced by NEW, since 06/2018"
    assert found(*state) == [("P.1", said, 0, True), ("P.2", said, 1, True)]
    assert found(*state, day=date(2018, 5, 31)) == []


def test_a_task_that_cites_one_clause_is_not_named_for_another_but_told_of_a_change_elsewhere() -> None:
    state = (
        document("A"), document("B", signed_on="2018"), relates("B", "amends", "A", "Điều 5"), programme(),
        task("P.1", basis="A", clause="Điều 2"), task("P.2", basis="A", clause="khoản 1 Điều 5"), task("P.3", basis="A"),
    )  # fmt: skip
    assert [(code, precise) for code, _said, _steps, precise in found(*state)] == [("P.1", False), ("P.2", True), ("P.3", True)]


def test_the_clause_is_followed_through_each_step() -> None:
    link = relates("DECREE", "based_on", "LAW")
    rows = (clause_of(link, 1, by_clause="Điều 1", clause="Điều 28"), clause_of(link, 2, by_clause="Điều 2", clause="Điều 30"))
    state = (
        document("LAW"), document("DECREE"), document("NEW"), link, *rows, relates("NEW", "amends", "LAW", "Điều 30"),
        programme(), task("P.1", basis="DECREE", clause="Điều 1"), task("P.2", basis="DECREE", clause="Điều 2"),
    )  # fmt: skip
    assert [(code, precise) for code, _said, _steps, precise in found(*state)] == [("P.1", False), ("P.2", True)]


def test_what_rests_on_the_changing_instrument_knows_of_the_change() -> None:
    state = (document("A"), document("B"), relates("B", "replaces", "A"), relates("B", "based_on", "A"), programme(basis="B"))
    assert found(*state) == []


def test_work_that_was_over_before_the_change_is_not_touched_by_it() -> None:
    change = (document("A"), document("B", signed_on="2018-06"), relates("B", "amends", "A"), programme(), task("P.1", basis="A"))
    parts = (task("P.1.1", "P.1"), task("P.1.2", "P.1"))
    done = [reported(code, date(2018, 5, 31), ProgressState.DONE) for code in ("P.1.1", "P.1.2")]
    assert [code for code, *_rest in found(*change, *parts, *done)] == []
    assert [code for code, *_rest in found(*change, *parts, done[0])] == ["P.1", "P.1.2"]
    assert over_on(Records([*change, *parts, *done]), "P.1") == date(2018, 5, 31)


def test_an_expired_or_suspended_instrument_is_told_too() -> None:
    state = (document("A", in_force_until="2018-06-30"), programme(), task("P.1", basis="A", clause="Điều 2"))
    assert found(*state) == [("P.1", "A was in force until 30/06/2018", 0, True)]
    assert found(*state, day=date(2018, 6, 30)) == []


# ---- law


@st.composite
def plans(draw: st.DrawFn) -> list[Entity]:
    """Instruments in any constellation, and a programme with tasks that cite some of them, by clause or not."""
    things = draw(states())
    codes = sorted({thing.code for thing in things if isinstance(thing, Document)})
    some = st.none() | st.sampled_from(codes)
    clause = st.none() | st.sampled_from(["Điều 1", "Điều 2", "khoản 1 Điều 1"])
    made: list[Entity] = [programme(basis=draw(some))]
    for number in range(draw(st.integers(1, 4))):
        parent = f"P.{draw(st.integers(0, number - 1))}" if number and draw(st.booleans()) else None
        made.append(task(f"P.{number}", parent, basis=draw(some), clause=draw(clause)))
        if draw(st.integers(0, 3)) == 0:
            made.append(reported(f"P.{number}", draw(st.dates(date(2014, 1, 1), date(2018, 7, 1))), ProgressState.DONE))
    return [*things, *made]


Past = tuple[tuple[str, str | None], ...]


def upward(
    records: Records, code: str, clause: str | None, kept: bool = True, past: Past = ()
) -> Iterator[tuple[str, str | None, bool, Past]]:
    """Every way up, one by one: where it ends, at which clause, whether it keeps to the clauses, and what it came through."""
    yield code, clause, kept, past
    for relation in records.all(DocumentRelation):
        rests = relation.relation in (DocumentRelationKind.BASED_ON, DocumentRelationKind.IMPLEMENTS)
        if relation.document == code and rests and records.find(Document, relation.target):
            for target, by, _since in joined(records, relation):
                yield from upward(records, relation.target, target, kept and touch(clause, by), (*past, (code, clause)))


@given(plans(), st.dates(date(2014, 1, 1), date(2020, 12, 31)))
def test_exactly_what_rests_on_a_change_by_some_way_is_named(things: list[Entity], day: date) -> None:
    records = Records([thing for thing in things if not _loops(thing)])
    wanted: dict[tuple[str, str, str, str], tuple[bool, int]] = {}
    for subject in subjects(records):
        for ground in grounds(records, subject, day):
            for end, clause, kept, past in upward(records, ground.document, ground.clause):
                for effect in effects_on(records, end, day):
                    knowing = {end, *(code for code, _clause in past)}
                    over = over_on(records, subject.code) if subject.kind is SubjectKind.TASK else None
                    if effect.by in knowing or (over and effect.since and over < first_day(effect.since)):
                        continue
                    rank = (not (kept and touch(clause, effect.clause)), len(past))
                    key = (subject.code, effect.record.kind, effect.record.code, effect.target)
                    wanted[key] = min(wanted.get(key, rank), rank)
    told = {
        (f.subject.code, f.effect.record.kind, f.effect.record.code, f.effect.target): (not f.precise, len(f.rest.steps))
        for f in affected(records, day)
    }
    assert told == wanted


def _loops(thing: Entity) -> bool:
    """Relations against the order of the codes: without them nothing loops, as the rules of the records have it."""
    return isinstance(thing, DocumentRelation) and thing.document < thing.target


@given(plans(), st.randoms())
def test_order_never_matters(things: list[Entity], random: object) -> None:
    last = list({(type(thing), thing.code): thing for thing in things}.values())
    other = list(last)
    random.shuffle(other)  # type: ignore[attr-defined]
    assert affected(Records(last), DAY) == affected(Records(other), DAY)
