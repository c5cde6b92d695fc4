"""Whatever is done to a workbook or a CSV file, it is a table or clearly none, and soon."""

from itertools import islice

import pytest

from tests.portfolio.annex.fuzzing import bombs, corpus, files, judged

BOMBS = bombs()


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    assert judged(BOMBS[bomb]()) in ("InvalidError", "table")


def test_whole_files_are_tables() -> None:
    assert [judged(data) for data in corpus()] == ["table"] * 4


def test_spoilt_files_are_tables_or_clearly_none() -> None:
    became = [judged(data) for data in islice(files(20260601), 200)]
    assert 20 < became.count("table") < 180
