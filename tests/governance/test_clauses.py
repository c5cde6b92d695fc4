"""Two citations of a clause are compared as the texts that they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.clauses import clauses, readable, touch


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("khoản 2 Điều 7", "Điều 7 khoản 2", True),
        ("khoản 2 Điều 7", "Article 7 clause 2", True),
        ("KHOẢN 2 ĐIỀU 7", "khoan 2 dieu 7", True),
        ("Điều 7", "điểm a khoản 2 Điều 7", True),
        ("khoản 1 Điều 7", "khoản 2 Điều 7", False),
        ("khoản 2 Điều 7", "khoản 2 Điều 8", False),
        ("Điều 2", "Điều 21", False),
        ("Điều 5", "Điều 5a", False),
        ("điểm d khoản 1 Điều 3", "điểm đ khoản 1 Điều 3", False),
        ("điểm a, b khoản 2 Điều 7; Điều 9", "điểm b khoản 2 Điều 7", True),
        ("điểm a, b khoản 2 Điều 7; Điều 9", "điểm c khoản 2 Điều 7", False),
        ("Điều 5, khoản 2 Điều 7", "khoản 3 Điều 5", True),
        ("Điều 5, khoản 2 Điều 7", "khoản 3 Điều 7", False),
        ("Điều 7 khoản 2, khoản 3", "khoản 3 Điều 7", True),
        ("Điều 5 và 6", "Điều 6 của Luật Công nghệ thông tin", True),
        ("Điều 5 và 6", "Điều 7 của Luật Công nghệ thông tin", False),
        ("Mục II", "Mục II.3", True),
        ("Mục II.1", "Mục II.10", False),
        ("Phụ lục I", "Phụ lục II", False),
        ("Phụ lục", "Phụ lục II", True),
        ("Phụ lục I", "Điều 5", False),
        ("Chương II", "Điều 5", True),  # whether the article stands in the chapter is not known
        ("những quy định chung", "Điều 5", True),  # nor what words mean
        (None, "Điều 5", True),
    ],
)
def test_clauses_touch_where_they_can_be_about_the_same_text(one: str | None, other: str | None, expected: bool) -> None:
    assert touch(one, other) is expected
    assert touch(other, one) is expected


def test_what_names_no_clause_is_said_to_be_unreadable() -> None:
    assert readable("điểm a khoản 2 Điều 7")
    assert not readable("những quy định chung")


LEVELS = ("điểm {}", "khoản {}", "Điều {}", "Chương {}")


@st.composite
def written_clauses(draw: st.DrawFn) -> tuple[tuple[str | None, ...], str]:
    """A clause as its labels from the smallest level to the largest, and as it is written, from either end."""
    labels = [draw(st.none() | st.sampled_from(marks)) for marks in ("abđ", "123", "123", ("I", "II"))]
    labels[2] = labels[2] or "1"
    said = [level.format(label) for level, label in zip(LEVELS, labels, strict=True) if label]
    return tuple(labels), " ".join(said if draw(st.booleans()) else reversed(said))


@given(written_clauses(), written_clauses())
def test_whole_clauses_touch_unless_a_level_of_both_differs(one: tuple, other: tuple) -> None:
    apart = any(a and b and a != b for a, b in zip(one[0], other[0], strict=True))
    assert touch(one[1], other[1]) is not apart


@given(st.lists(written_clauses(), min_size=1, max_size=4))
def test_a_list_is_each_of_its_clauses(listed: list) -> None:
    text = "; ".join(said for _labels, said in listed)
    assert clauses(text) == tuple(clause for _labels, said in listed for clause in clauses(said))
