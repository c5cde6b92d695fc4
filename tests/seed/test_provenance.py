"""Nothing looks like a fact that is none, and nothing assumed hides it."""

import re

from governance.model import Source
from governance.records import Records
from governance.rulebook import broken
from portfolio.model import Estimate, Frame
from seed.load import RULES


def test_every_row_is_a_fact_with_its_source_or_an_assumption_with_its_reason(seed: Records) -> None:
    for entity in seed:
        if entity.assumed:
            assert entity.note_vi
            assert entity.note_en
        else:
            assert entity.source
            assert entity.source_ref


def test_facts_alone_stand_without_the_assumptions(seed: Records) -> None:
    facts = seed.facts_only()
    dangling = [problem for problem in broken(facts, RULES) if "there is no" in problem.message.msgid]
    assert dangling == []


def test_durations_and_starts_are_never_facts(seed: Records) -> None:
    assert all(entity.assumed for kind in (Estimate, Frame) for entity in seed.all(kind))


def test_source_ref_is_short_and_every_text_is_in_both_languages(seed: Records) -> None:
    for entity in seed:
        assert len(entity.source_ref or "") <= 200
        assert entity.title.vi
        assert entity.title.en
        assert (entity.note_vi is None) == (entity.note_en is None)


def test_vietnamese_titles_carry_their_marks(seed: Records) -> None:
    marks = re.compile(r"[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵằắẳẵặầấẩẫậềếểễệồốổỗộờớởỡợừứửữự]", re.IGNORECASE)
    plain = [e.code for e in seed if hasattr(e, "title_vi") and not marks.search(e.title_vi)]
    assert plain == []


def test_every_text_is_quoted_from_its_own_source(seed: Records) -> None:
    assert {entity.source for entity in seed if entity.source} == {source.code for source in seed.all(Source)}
