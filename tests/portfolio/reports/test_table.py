"""One report value, four renderings."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.messages import LANGS, Lang, Text, _
from portfolio.model import Role
from portfolio.reports.table import FORMATS, Column, Format, Table, Term, columns, notes, render
from portfolio.reports.words import word

DAY = date(2018, 7, 5)
TITLE = Text("Trình Chính phủ dự thảo | Nghị quyết <mới>", "Submit the draft | of the <new> resolution")
COLUMNS = (
    Column("task", _("Task")),
    Column("title", _("Title"), wide=1),
    Column("start", _("Early start")),
    Column("finish", _("Early finish"), under="start"),
    Column("role", _("Kind")),
    Column("assumed", _("Assumed"), yes=_("assumed")),
)


def table(*rows: dict[str, Any]) -> Table:
    return Table("x", _("Schedule: {scope}", scope=TITLE), COLUMNS, rows, (_("Status day: {day}.", day=DAY),), DAY, "1755")


ROW = {"task": "1755.1", "title": TITLE, "start": DAY, "finish": date(2018, 9, 30), "role": word(Role.LEAD), "assumed": True}


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_terminal_gets_dates_of_its_reader_and_words_of_its_language() -> None:
    text = render(table(ROW), "table", "vi", width=72)
    assert "05/07/2018" in text
    assert "30/09/2018" in text
    assert "chủ trì" in text
    assert "giả định" in text
    assert text.splitlines()[-1] == "• Ngày báo cáo: 05/07/2018."


def test_an_english_terminal_table_reads_so() -> None:
    drawn = render(table(ROW, {**ROW, "task": "1755.2", "assumed": False}), "table", "en", width=60)
    assert drawn == GOLDEN


GOLDEN = """\
Schedule: Submit the draft | of the <new> resolution

Task    Title                  Early       Kind   Assumed
                               start
                               Early
                               finish
------  ---------------------  ----------  -----  -------
1755.1  Submit the draft | of  05/07/2018  leads  assumed
        the <new> resolution   30/09/2018

1755.2  Submit the draft | of  05/07/2018  leads
        the <new> resolution   30/09/2018

• Status day: 05/07/2018.
"""


@given(st.text(max_size=120), st.integers(60, 200), st.sampled_from(LANGS))
def test_no_line_is_wider_than_the_terminal(words: str, width: int, lang: Any) -> None:
    drawn = render(table({**ROW, "title": Text(words, words)}), "table", lang, width=width)
    assert max(columns(line) for line in drawn.split("\n")) <= width


def test_letters_that_are_put_together_from_parts_take_one_column() -> None:
    apart = "Đường găng"
    assert columns(apart) == 10
    assert "Đường găng" in render(table({**ROW, "title": Text(apart, apart)}), "table", "vi")


def test_numbers_and_codes_stay_as_they_are() -> None:
    drawn = render(table({**ROW, "task": "1e5", "title": Text("1.10", "1.10")}), "table", "en")
    assert "1e5" in drawn
    assert "1.10" in drawn


def test_markdown_cells_neither_end_early_nor_turn_into_tags() -> None:
    text = render(table(ROW), "markdown", "en")
    row = next(line for line in text.splitlines() if line.startswith("| 1755.1"))
    assert r"Submit the draft \| of the &lt;new> resolution" in row
    assert row.replace(r"\|", "").count("|") == len(COLUMNS) + 1
    assert text.rstrip().endswith("- Status day: 05/07/2018.")


def test_csv_has_keys_codes_and_iso_dates() -> None:
    [row] = cells(render(table(ROW), "csv", "vi"))
    assert row == {
        "task": "1755.1",
        "title": TITLE.vi,
        "start": "2018-07-05",
        "finish": "2018-09-30",
        "role": "lead",
        "assumed": "true",
    }


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_cell_is_a_formula(evil: str) -> None:
    [row] = cells(render(table({**ROW, "title": Text(evil, evil)}), "csv", "en"))
    assert row["title"].startswith("'")


def test_numbers_in_csv_stay_numbers() -> None:
    [row] = cells(render(table({**ROW, "role": -3}), "csv", "en"))
    assert row["role"] == "-3"


@pytest.mark.parametrize("lang", LANGS)
def test_json_holds_the_report_its_day_its_rows_and_its_notes(lang: Any) -> None:
    document = json.loads(render(table(ROW), "json", lang))
    assert list(document) == ["report", "as_of", "programme", "rows", "notes"]
    assert document["as_of"] == "2018-07-05"
    assert document["programme"] == "1755"
    assert document["rows"][0]["role"] == "lead"
    assert document["rows"][0]["assumed"] is True
    assert document["rows"][0]["title"] == getattr(TITLE, lang)
    assert len(document["notes"]) == 1


def test_json_writes_lists_and_nested_values_out() -> None:
    nested = (Term({"cause": "link", "day": DAY}, _("after {task}", task="A")),)
    assert json.loads(render(table({**ROW, "role": nested}), "json", "en"))["rows"][0]["role"] == [
        {"cause": "link", "day": "2018-07-05"}
    ]
    assert "after A" in render(table({**ROW, "role": nested}), "table", "en")
    assert cells(render(table({**ROW, "role": nested}), "csv", "en"))[0]["role"] == "after A"


@pytest.mark.parametrize("width", [60, 80, 100])
def test_codes_stay_whole_and_nothing_is_wider_than_the_terminal(width: int) -> None:
    code = "CPDT2018-2020.6.2.1"
    many = tuple(Column(f"c{n}", _("Task")) for n in range(5))
    rows = ({f"c{n}": code for n in range(5)},)
    for columns_ in (COLUMNS[:3], many):
        drawn = render(
            Table("x", _("Task"), columns_, ({"task": code, "title": TITLE, "start": DAY}, *rows), (), DAY), width=width
        )
        assert max(columns(line) for line in drawn.splitlines()) <= width
        assert code in drawn


def test_rules_stand_only_under_the_heading_and_between_groups() -> None:
    rows = [{**ROW, "task": task, "role": role} for task, role in (("A", 1), ("B", 1), ("C", 2))]
    drawn = render(replace(table(*rows), groups=("role",)), "table", "en", width=60).splitlines()
    assert sum(set(line) == {"-", " "} for line in drawn) == 2


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_report_still_says_what_it_is(format_: Format, lang: Any) -> None:
    assert render(table(), format_, lang).endswith("\n")


def test_notes_can_be_said_beside_a_rendering_without_them() -> None:
    assert notes(table(ROW), "vi") == "Ngày báo cáo: 05/07/2018."


@pytest.mark.parametrize("lang", LANGS)
def test_why_there_are_no_rows_is_said_to_programs_too(lang: Lang) -> None:
    said = table().empty.render(lang)
    assert json.loads(render(table(), "json", lang))["answer"] == notes(table(), lang).splitlines()[:1] == [said]
    assert "answer" not in json.loads(render(table(ROW), "json", lang))


def test_a_mapping_is_told_name_by_name_in_csv() -> None:
    [row] = cells(render(table({**ROW, "role": {"day": DAY, "assumed": True}}), "csv", "en"))
    assert row["role"] == "day 2018-07-05, assumed true"


def test_a_long_code_is_parted_after_its_dots_where_no_line_holds_it() -> None:
    narrow = Table("x", _("Task"), (Column("task", _("Task")),), ({"task": "CPDT.2018.2020.6"},), (), DAY)
    drawn = render(narrow, "table", "en", width=10)
    assert drawn.split()[-3:] == ["CPDT.", "2018.", "2020.6"]


def test_columns_that_need_more_than_there_is_share_it_rather_than_one_taking_all() -> None:
    told = Table(
        "x",
        _("Task"),
        (Column("a", _("Task")), Column("b", _("Kind"))),
        ({"a": "one two " * 9, "b": "three four " * 9},),
        (),
        DAY,
    )
    drawn = render(told, "table", "en", width=30).splitlines()
    assert max(map(columns, drawn)) <= 30
    assert any("one two" in line and "three" in line for line in drawn)
