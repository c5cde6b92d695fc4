"""A programme written as an annex reads back as it is, in either format and language; and the workbook is fit to print."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from governance.messages import LANGS, Lang
from governance.model import Organization
from governance.records import Records
from governance.values import Entity
from portfolio.annex import csvfile
from portfolio.annex.adopting import taken
from portfolio.annex.rows import read
from portfolio.annex.table import annex_of
from portfolio.annex.workbook_write import workbook
from portfolio.model import Assignment, Deadline, DeadlineKind, Programme, Role, Task, TaskKind
from tests.portfolio.annex.making import BODIES, RESOLUTION, WORLD, csv_of
from tests.portfolio.making import programme
from tests.support import seeded

FORMULAS = ["=", "+", "-", "@", "=1+1", "=cmd|'/c calc'!A0", "@SUM(A1)", "+1", "-1", "'=1", "'", '=HYPERLINK("http://x")', "\t=1"]
LETTERS = "aB đệÔ19.;,:&<>'\"=+-@_x0041/\\|()[]{}“”…\u00a0\u200b\u202e"


def files(records: Records, code: str, lang: Lang) -> list[bytes]:
    annex = annex_of(records, code, lang)
    return [workbook(annex), csvfile.written(annex.rows)]


def comes_back(records: Records, code: str, lang: Lang, data: bytes) -> None:
    made = taken(read(data), code, records)
    assert [entity for entity, _cell in made.wanted if records.find(type(entity), entity.code) != entity] == []
    assert (made.gone, made.beyond) == ((), ())
    assert set(made.rows.values()) == {task.code for task in records.by(Task, "programme", code)}


@pytest.mark.parametrize("code", [each.code for each in seeded().all(Programme)])
def test_every_programme_of_the_seed_reads_back_as_it_is(code: str) -> None:
    records = seeded()
    for lang in LANGS:
        for data in files(records, code, lang):
            comes_back(records, code, lang, data)


lines = (st.sampled_from(FORMULAS) | st.text(st.sampled_from(LETTERS), min_size=1, max_size=20)).map(
    lambda text: re.sub(r"[\x00-\x1f]", "", text).strip() or "x"
)
numbers = st.none() | st.sampled_from(["I", "II", "A", "1", "2", "1.1", "2.1", "a", "đ", "Điều 5", "I.1"])


@st.composite
def programmes(draw: st.DrawFn) -> list[Entity]:
    """A programme with any outline, words, clauses, bodies in their roles, and deadlines that an annex says or does not."""
    made: list[Entity] = [*WORLD]
    bodies = [each.code for each in BODIES if isinstance(each, Organization)]
    codes: list[str] = []
    for i in range(draw(st.integers(0, 7))):
        code = f"P.{draw(st.sampled_from(['', 'I.', 'x-']))}{i}"
        parent = draw(st.none() | st.sampled_from(codes)) if codes else None
        vi, en = draw(st.tuples(lines, lines))
        product = draw(st.none() | st.tuples(lines, lines)) or (None, None)
        kind = draw(st.sampled_from([TaskKind.TASK, TaskKind.TASK, TaskKind.MILESTONE, TaskKind.COMPONENT]))
        made.append(
            Task(code=code, programme="P", parent=parent, type=kind, title_vi=vi, title_en=en, deliverable_vi=product[0],
                 deliverable_en=product[1], clause=draw(numbers), ordinal=draw(st.integers(0, 3)))
        )  # fmt: skip
        named = draw(st.lists(st.sampled_from(bodies), max_size=4, unique=True))
        roles = [Role.LEAD, *[Role.COORDINATING] * 2, Role.MONITORING]
        made += [Assignment(task=code, organization=name, role=role) for name, role in zip(named, roles, strict=False)]
        for j in range(draw(st.integers(0, 2))):
            kind_of = draw(st.sampled_from([DeadlineKind.INSTRUMENT, DeadlineKind.EXTENSION]))
            document = draw(st.sampled_from([None, "NQ17", "NQ36"]))
            written = draw(st.tuples(lines, lines))
            made.append(Deadline(code=f"{code}.d{j}", task=code, type=kind_of, written_vi=written[0], written_en=written[1],
                                 document=document))  # fmt: skip
        codes.append(code)
    return made


@settings(max_examples=25)
@given(programmes(), st.sampled_from(LANGS))
def test_whatever_a_programme_holds_it_reads_back_as_it_is(made: list[Entity], lang: Lang) -> None:
    records = Records(made)
    if not records.by(Task, "programme", "P"):
        return
    for data in files(records, "P", lang):
        comes_back(records, "P", lang, data)


def test_the_numbers_of_the_document_come_back_where_they_make_an_outline() -> None:
    table = [("TT", "Nhiệm vụ", "Chủ trì"), ("A", "Một", ""), ("I", "Hai", ""), ("1", "Ba", "BTC"), ("1.1", "Bốn", "BTC"),
             ("a", "Năm", "BTC"), ("2", "Sáu", "BTP"), ("II", "Bảy", ""), ("3", "Tám", "BTC")]  # fmt: skip
    made = taken(read(csv_of(table)), "P", Records(WORLD), "NQ17")
    records = Records([*WORLD, *(entity for entity, _cell in made.wanted)])
    assert [row[0] for row in annex_of(records, "P", "vi").rows] == [row[0] for row in table]
    assert [task.code for task in records.by(Task, "clause", "1.1")] == ["P.A.I.1.1"]


# ------------------------------------------------------------------------------------------------------- safe and good-looking
def five_hundred() -> list[str]:
    """Texts that a spreadsheet would run, if it took them for formulas."""
    begins = ["=", "+", "-", "@", "=+", "=-", "=@", "'=", '="', "=\u00a0"]
    return [f"{begin}{rest}{i}" for i in range(10) for begin in begins
            for rest in ("1+", "SUM(A1)", "cmd|' /C calc'!A", "HYPERLINK(\"http://x\")", "")]  # fmt: skip


def test_no_cell_is_a_formula_whatever_it_begins_with() -> None:
    texts = five_hundred()
    assert len(texts) == 500
    tasks = [
        Task(code=f"P.{i}", programme="P", title_vi=text, title_en=text, deliverable_vi=text) for i, text in enumerate(texts)
    ]
    records = Records([*WORLD, *tasks])
    data, plain = files(records, "P", "vi")
    cells = [cell for row in load_workbook(BytesIO(data)).active for cell in row if cell.value is not None]  # type: ignore[union-attr]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+-@")
    assert {cell.value for cell in cells} >= set(texts)
    assert not any(re.match(r"\"?[=+\-@]", part) for part in re.split(r"[\r\n,](?=[\"=+\-@'])", plain.decode("utf-8-sig")))
    for each in (data, plain):
        comes_back(records, "P", "vi", each)


def sheet_of_the_programme() -> Any:
    own = programme("P", basis="NQ17", title_vi="Kế hoạch phát triển Chính phủ điện tử")
    records = Records([*WORLD, RESOLUTION, own, Task(code="P.1", programme="P", title_vi="Việc", title_en="Task")])
    return load_workbook(BytesIO(workbook(annex_of(records, "P", "vi")))).active


def test_the_workbook_prints_on_a4_across_with_its_title_document_and_heading_on_every_page() -> None:
    sheet = sheet_of_the_programme()
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        "PHỤ LỤC", "Kế hoạch phát triển Chính phủ điện tử", "(Kèm theo Nghị quyết số 17/NQ-CP ngày 07/03/2019)",
    ]  # fmt: skip
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == ("landscape", 9, 1)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$5:$5", "A6")
    assert {cell.font.name for row in sheet for cell in row if cell.value} == {"Times New Roman"}
    assert all(cell.alignment.wrap_text for cell in sheet[6])
    assert sheet.column_dimensions["B"].width > 40


def test_the_same_programme_is_the_same_file() -> None:
    records = seeded()
    first, again = (files(records, "1755", "vi") for _time in range(2))
    assert first == again
    with ZipFile(BytesIO(first[0])) as parts:  # also seconds later: no time stands anywhere in it
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    said = load_workbook(BytesIO(first[0])).properties
    assert said.created == said.modified
    assert first[1].startswith(b"\xef\xbb\xbfTT,")
