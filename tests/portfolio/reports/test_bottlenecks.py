"""What holds a programme up, who answers for that, on what authority, how sure: on the small portfolio, and on the seed."""

from datetime import date

import msgspec
import pytest

from governance.messages import LANGS, Lang, shown
from governance.model import Appointment
from governance.records import Records
from portfolio.model import Programme, Task
from portfolio.reports import made, view
from portfolio.reports.bottlenecks import Bottleneck, bottlenecks, bottlenecks_report
from portfolio.reports.table import render
from portfolio.reports.views import View
from tests.portfolio.reports.small import DAY, ENTITIES, small
from tests.support import seeded

SEEDED = date(2018, 7, 5)


def of(looked: View) -> dict[str, Bottleneck]:
    return {each.programme.code: each for each in bottlenecks(looked)}


def test_the_chain_leads_from_what_can_be_worked_on_now_to_the_forecast_finish_in_other_programmes_too() -> None:
    looked = view(small(), DAY)
    found = of(looked)
    assert {code: [step.task for step in each.chain] for code, each in found.items()} == {
        "A": ["A.1", "A.2.1", "A.2.2"],
        "B": ["A.1", "A.2.1", "A.2.2", "B.1"],
    }
    for each in found.values():
        assert each.chain[-1].dates.early_finish == looked.finish_of(each.programme)
        assert each.task.code == each.chain[0].task


def test_who_answers_is_who_answers_for_the_task_and_a_vacant_office_leads_upward() -> None:
    found = of(view(small(), DAY))["A"]
    assert shown(found.answers, "en") == "Minister: vacant"
    assert shown(found.above, "en") == "Nguyễn Văn An, Chair"
    held = Records([*ENTITIES, Appointment(code="AN~head", person="AN", post="BO.head", start="2018", source="001")])
    found = of(view(held, DAY))["A"]
    assert shown(found.answers, "en") == "Nguyễn Văn An, Minister"
    assert found.above is None


def test_it_rests_on_what_the_task_cites_else_on_the_programme_s_basis_with_where_that_stands() -> None:
    found = of(view(small(), DAY))["A"]
    assert [shown(basis.said, "en") for basis in found.bases] == ["1/QĐ (in force)"]
    bare = Records(msgspec.structs.replace(e, basis=None) if isinstance(e, Programme) else e for e in ENTITIES)
    [said] = bottlenecks_report(view(bare, DAY, "A")).answer
    assert "no legal basis is on record" in shown(said, "en")


def test_what_is_late_is_said_with_the_task_that_makes_it_late() -> None:
    found = of(view(small(), DAY))
    assert shown(found["A"].pressing, "en") == "it is 3 working days late against the deadline 13/07/2018 of A.2.2"
    urgent = of(view(seeded(), SEEDED))["1755"]
    assert shown(urgent.pressing, "en").startswith("more urgent: 1755.1.5 “Working mission to Cần Thơ” is 18 working days late")


def test_how_sure_counts_tasks_lengths_links_and_start_of_the_chain_and_the_lead_of_its_first_task() -> None:
    """A.1, A.2.1, A.2.2, their two lengths, two links, the start of A, and who leads A.1: of nine only three are assumed."""
    found = of(view(small(), DAY))["A"]
    assert (found.stated, found.inputs) == (6, 9)
    assert shown(found.sure, "en") == "67\u00a0%, 6 of the chain's 9 inputs on record, not assumed"


def test_how_sure_never_counts_more_than_there_is() -> None:
    looked = view(seeded(), SEEDED)
    for each in bottlenecks(looked):
        codes = {step.task for step in each.chain}
        assert 0 <= each.stated <= each.inputs
        assert each.inputs >= len(codes)
        sources = sum(1 for code in codes if not looked.records.get(Task, code).assumed)
        assert each.stated >= sources


def test_without_assumptions_no_share_is_claimed_and_nothing_is_said_to_be_done() -> None:
    table = bottlenecks_report(view(seeded(), SEEDED, facts_only=True))
    assert table.rows == ()
    assert "nothing on record dates what is left" in render(table, "table", "en")
    sourced = Records(msgspec.structs.replace(e, assumed=False) if hasattr(e, "assumed") else e for e in ENTITIES)
    [first, *_rest] = bottlenecks_report(view(sourced, DAY, facts_only=True)).rows
    assert first["sure"] is None


@pytest.mark.parametrize("lang", LANGS)
def test_each_answer_is_one_sentence_of_every_part_of_the_question(lang: Lang) -> None:
    table = made("bottlenecks", view(seeded(), SEEDED))
    said = [shown(line, lang) for line in table.answer]
    assert len(said) == len(table.rows) == 2
    parts = {
        "vi": ("đang vướng mắc ở", "Người chịu trách nhiệm tại ngày 05/07/2018", "Căn cứ pháp lý", "Mức độ chắc chắn"),
        "en": ("held up by", "Who answers for it on 05/07/2018", "On what authority", "How sure"),
    }[lang]
    for line in said:
        assert [line.index(part) for part in parts] == sorted(line.index(part) for part in parts)
        assert "{" not in line


def test_of_one_programme_only_its_answer_is_told() -> None:
    assert [row["programme"] for row in made("bottlenecks", view(small(), DAY, "B")).rows] == ["B"]


def test_what_was_entered_without_a_source_is_not_said_to_have_one() -> None:
    entered = Records(msgspec.structs.replace(e, assumed=False, source=None) if hasattr(e, "assumed") else e for e in ENTITIES)
    found = of(view(entered, DAY))["A"]
    assert shown(found.sure, "en") == "100\u00a0%, 9 of the chain's 9 inputs on record, not assumed"
    notes = render(bottlenecks_report(view(entered, DAY)), "markdown", "en")
    assert "as far as a source states them or the ledger says who entered them" in notes
