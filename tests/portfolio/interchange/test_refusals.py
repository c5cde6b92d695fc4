"""Whatever is no plan is refused clearly: every problem at once, each at its place in the file."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import DomainError, InvalidError
from governance.messages import LANGS
from portfolio.cpm import schedule
from portfolio.interchange import read
from portfolio.interchange.planschema import EXAMPLES, PlanIn
from portfolio.interchange.scheduled import encoded

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["2026-06-01", "A", "50%", "FS"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(PlanIn.__struct_fields__)) | st.text(max_size=3), inner)
    ),
    max_leaves=12,
)


def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """A value with one thing in it replaced by anything, or taken out."""
    if isinstance(value, dict) and value and draw(st.integers(0, 4)):
        name = draw(st.sampled_from(sorted(value)))
        if not draw(st.integers(0, 5)):
            return {other: item for other, item in value.items() if other != name}
        return {**value, name: spoilt(draw, value[name])}
    if isinstance(value, list) and value and draw(st.integers(0, 4)):
        i = draw(st.integers(0, len(value) - 1))
        return [*value[:i], spoilt(draw, value[i]), *value[i + 1 :]]
    return draw(anything)


@st.composite
def spoilt_plans(draw: st.DrawFn) -> Any:
    return spoilt(draw, draw(st.sampled_from(EXAMPLES)))


def refusal(data: bytes) -> DomainError | None:
    """Schedule it, or say why not."""
    try:
        encoded(schedule(read(data).network()))
    except DomainError as refused:
        return refused
    return None


def is_clear(refused: DomainError | None) -> bool:
    """Whether every problem has a place and reads in both languages."""
    return refused is None or (all(problem.place for problem in refused.problems) and all(map(refused.render, LANGS)))


@settings(max_examples=400, deadline=None)
@given(raw=anything | spoilt_plans())
def test_any_json_is_a_plan_or_clearly_none(raw: Any) -> None:
    assert is_clear(refusal(json.dumps(raw).encode()))


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_plan_or_clearly_none(data: bytes) -> None:
    assert is_clear(refusal(data))


CELLS = st.sampled_from(
    [
        "code",
        "duration",
        "predecessors",
        "deadline",
        "uses",
        "#start",
        "#week",
        "#planned",
        "#open",
        "2026-06-01",
        "A",
        "B",
        "3",
        "-1",
        "A FS+2",
        '"',
        '"A" SS',
        "B;A",
        "a..b",
        "1/2",
        "R 2",
        "'",
        "",
        "vn",
        "SNET 2026-06-10",
    ]
) | st.text(max_size=4)


@settings(max_examples=400, deadline=None)
@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=6), mark=st.sampled_from(",;\t"))
def test_any_table_is_a_plan_or_clearly_none(rows: list[list[str]], mark: str) -> None:
    text = "\n".join(mark.join(row) for row in [*rows[:2], ["code", "duration", "predecessors", "uses"], *rows[2:]])
    assert is_clear(refusal(text.encode("utf-8", "replace")))
    assert is_clear(refusal("\n".join(mark.join(row) for row in rows).encode("utf-8", "replace")))


def refused(text: str | bytes) -> dict[str, str]:
    """The problems of a file by their places."""
    with pytest.raises(InvalidError) as caught:
        read(text).network()
    return {problem.place: problem.message.render("en") for problem in caught.value.problems}


def test_every_problem_comes_at_once_and_at_its_place() -> None:
    found = refused(
        '{"start": "2026-06-31", "calender": "vn", "tasks": [{"code": "A", "duration": "5"}, {"duration": 1, "uses": {"R": -1}},'
        ' {"code": "C", "duration": 1, "constraint": [{"type": "SNET"}, {"type": "ASAP", "date": 5}], "estimate": [1, 2]}],'
        ' "links": [{"predecessor": "A", "successor": "C", "relation": "XX", "lag": "half"}]}'
    )
    assert set(found) == {
        "start", "calender", "tasks[0].duration", "tasks[1].code", "tasks[1].uses.R", "tasks[2].constraint[1].date",
        "tasks[2].estimate", "links[0].relation", "links[0].lag", "tasks[1].uses", "tasks[2]",
    }  # fmt: skip
    assert found["tasks[0].duration"] == (
        '"5" is not allowed: give a whole number of days up to 20000, such as 5 or 5d; 5ed are elapsed days: nights and holidays '
        "count too"
    )
    assert found["links[0].lag"].endswith("a percent of the predecessor's duration such as 50%")


def test_what_is_well_formed_and_makes_no_sense_is_told_at_once_too() -> None:
    found = refused(
        '{"calendars": {"vn": {"week": [], "closed": []}, "b": {"closed": ["2026-06-01"], "open": ["2026-06-01"]}},'
        ' "tasks": [{"code": "A", "duration": 1, "parent": "Z", "calendar": "q"}, {"code": "B"}, {"code": "B", "duration": 2},'
        ' {"code": "S"}, {"code": "C", "duration": 1, "parent": "S", "estimate": [3, 2, 1], "uses": {"R": 1},'
        ' "deadline": {"not_before": "2026-07-01", "not_after": "2026-06-01"}}],'
        ' "links": [{"predecessor": "S", "successor": "A", "lag": "50%"}, {"predecessor": "A", "successor": "Q"}]}'
    )
    assert set(found) == {
        "calendars.vn.week", "calendars.b.open", "tasks[0]", "tasks[1].duration", "tasks[1], tasks[2]", "tasks[4].estimate",
        "tasks[4].uses", "tasks[4].deadline", "links[0]", "links[1]", "start",
    }  # fmt: skip


def test_elapsed_days_count_on_no_calendar() -> None:
    found = refused(
        '{"start": "2026-06-01", "calendars": {"elapsed": {"week": [1]}, "vn": {}}, "tasks": ['
        '{"code": "A", "duration": "5ed", "calendar": "vn"}, {"code": "B", "duration": 5, "remaining": "2ed"},'
        '{"code": "C", "duration": "20001ed"}, {"code": "D", "duration": 1, "done_by": "2026-06-01"}]}'
    )
    assert set(found) == {"tasks[0].calendar", "tasks[1].remaining", "tasks[2].duration", "tasks[3].done_by", "calendars.elapsed"}
    found = refused(
        '{"start": "2026-06-01", "calendars": {"elapsed": {"week": [1]}, "vn": {}}, "tasks": ['
        '{"code": "A", "duration": "5ed", "calendar": "vn"}, {"code": "B", "duration": 5, "remaining": "2ed"},'
        '{"code": "C", "duration": "5ed", "remaining": "2d"}, {"code": "D", "duration": 1, "done_by": "2026-06-01"}],'
        '"links": [{"predecessor": "A", "successor": "B", "lag": "2ed", "lag_calendar": "plan"}]}'
    )
    assert set(found) == {
        "tasks[0].calendar", "tasks[1].remaining", "tasks[3].done_by", "links[0].lag_calendar", "calendars.elapsed",
    }  # fmt: skip
    assert set(refused("#start,2026-06-01\ncode,duration,predecessors\nA,1,\nB,1,A FS+2ed plan\n")) == {"line 4, predecessors"}


def test_a_table_is_refused_by_line_and_column() -> None:
    found = refused("#begin,2026-06-01\n#week,vn\ncode,duration,predecessors,deadline,code\nA,five,,soon,\nB,1,Q SS+2,,,,extra\n")
    assert set(found) == {
        "line 1", "line 2", "line 3", "line 4, duration", "line 4, deadline", "line 5", "start",
        "line 5, predecessors",
    }  # fmt: skip
    assert set(refused("#start,2026-06-01\ncode;duration;predecessors\nA;1;\nB;1;Q SS+2\n")) == {"line 1", "line 4, predecessors"}
    assert set(refused("#start;2026-06-01\ncode;duration;predecessors\nA;1;\nB;1;Q SS+2\n")) == {"line 4, predecessors"}


def test_broken_files_are_refused_as_such() -> None:
    for data in (
        b"",
        b"\xff\xfe\x00",
        b"\x00\x01",
        b"PK\x03\x04",
        b'{"a": NaN}',
        b'{"tasks": 1, "tasks": 2}',
        b"[" * 100_000,
    ):
        assert list(refused(data)) == ["file"]
    assert list(refused(b'{"start": "2026-06-01", "tasks": [{"code": "\\ud800", "duration": 1}]}')) == ["file"]
    assert list(refused("mã,số ngày\nA,1".encode("utf-16"))) == ["start"]
    assert list(refused("mã,số ngày\nA,1".encode("cp1258", "replace"))) == ["file"]


@pytest.mark.parametrize(
    ("file", "place", "why"),
    [
        ("", "file", "this is empty"),
        (" \n", "file", "this is empty"),
        ("[", "line 1, column 2", "well-formed"),
        ("{]", "line 1, column 2", "well-formed"),
        ('{"tasks": [\n{"code" 1}]}', "line 2, column 9", "well-formed"),
    ],
)
def test_what_is_cut_or_empty_is_told_with_the_place_in_the_file(file: str, place: str, why: str) -> None:
    with pytest.raises(InvalidError) as refused:
        read(file)
    [problem] = refused.value.problems
    assert problem.place == place
    assert why in str(problem.message)


def test_a_code_in_quotation_marks_ends_where_they_close_and_what_follows_must_be_a_link() -> None:
    head = b"#start,2026-06-01\ncode,duration,predecessors\nA,1,\nB,1,"
    assert [link.spec.lag for link in read(head + b'"""A"" FS+2"').links] == [2]
    assert list(refused(head + b'"""A"" soon"')) == ["line 4, predecessors"]


@pytest.mark.parametrize("setting", ["#starts,a.b,never", "#closed,vn.2026,never", "#week,vn.2026,9", "#planned,x.y[1],a,b"])
def test_a_setting_that_cannot_be_read_is_told_by_its_line_whatever_it_is_about(setting: str) -> None:
    found = refused(f"#start,2026-06-01\n#baseline,b\n{setting}\ncode,duration\nA,1".encode())
    assert list(found) == ["line 2" if setting.startswith("#planned") else "line 3"]  # planned days are their baseline's


def test_a_resource_that_is_given_twice_is_named() -> None:
    found = refused(
        '{"start": "2026-06-01", "tasks": [{"code": "A", "duration": 1}],'
        ' "resources": [{"code": "R"}, {"code": "Q"}, {"code": "R"}]}'
    )
    assert found == {"resources": "the code R is taken by another resource; choose another code or change that one"}
