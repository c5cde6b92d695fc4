"""An annex table becomes tasks with who leads and coordinates them and when they are due; what is wrong is told by its cell."""

import re
from datetime import date, datetime

import pytest

from governance.records import Records
from governance.rulebook import broken
from portfolio.errors import InvalidError
from portfolio.model import Assignment, Deadline, DeadlineKind, Role, Task
from portfolio.rules import RULES
from tests.portfolio.annex.making import HEADING, WORLD, after, changed, csv_of, sheet_of, take

ROWS = [
    ("CHÍNH PHỦ",),
    (),
    ("PHỤ LỤC: DANH MỤC NHIỆM VỤ",),
    ("TT", "NHIỆM VỤ", "CƠ QUAN THỰC HIỆN", None, "Thời hạn hoàn thành", "Sản phẩm", "Ghi chú"),
    (None, None, "Chủ trì", "Phối hợp"),
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
    ("I. Hoàn thiện thể chế",),
    (1, "Nghị định về chia sẻ dữ liệu", "Bộ TT&TT", "Bộ Tài chính, Bộ Tư pháp và VPCP", "Quý II năm 2019", "Nghị định", "x"),
    (2, "Định danh  điện tử", "bo thong tin va truyen thong", "- Bộ LĐTBXH\n- VPCP", datetime(2019, 6, 30), "Nghị định"),
    (None, None, None, "Bộ Tư pháp", None, "Báo cáo"),
    ("II", "Hạ tầng"),
    (3, "Cổng Dịch vụ công", "VPCP", None, "tháng 11/2019", "Cổng"),
    (3.1, "Khảo sát", None, "Bộ Lao động - Thương binh và Xã hội", "trước ngày 31/7/2019"),
    ("3.2", "Vận hành", "Văn phòng Chính phủ", "Đơn vị quản lý CNTT các cấp, đến cấp quận, huyện; BTC", "thường xuyên"),
    (),
    (None, None, None, None, "TM. CHÍNH PHỦ"),
]
MERGES = ["A3:G3", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:F5", "G4:G5", "A7:G7",
          "A9:A10", "B9:B10", "C9:C10", "E9:E10"]  # fmt: skip


def annex(*changes: tuple[int, int, object], rows: list[tuple[object, ...]] = ROWS) -> bytes:
    """The annex as a workbook, with some cells changed: row and column as people count them, and what is to stand there."""
    cells = [list(row) for row in rows]
    for row, column, value in changes:
        cells[row - 1] += [None] * (column - len(cells[row - 1]))
        cells[row - 1][column - 1] = value
    return sheet_of(cells, MERGES)


def two_lower(cells: str) -> str:
    return re.sub(r"\d+", lambda row: str(int(row[0]) + 2), cells)


GOOD = annex((13, 3, "VPCP"))


def refused(data: bytes, **more: object) -> dict[str, str]:
    """What is wrong: cell → words."""
    with pytest.raises(InvalidError) as wrong:
        take(data, **more)  # type: ignore[arg-type]
    return {problem.place: problem.message.render("en") for problem in wrong.value.problems}


def bodies(records: Records, task: str, role: Role) -> set[str]:
    return {a.organization for a in records.by(Assignment, "task", task) if a.role is role}


def test_titles_two_row_headings_merged_cells_and_sections_are_read_as_people_read_them() -> None:
    records = after(GOOD)
    tasks = {task.code: task for task in records.by(Task, "programme", "P")}
    assert list(tasks) == ["P.I", "P.I.1", "P.I.2", "P.II", "P.II.3", "P.II.3.1", "P.II.3.2"]
    assert {code: task.parent for code, task in tasks.items() if task.parent} == {
        "P.I.1": "P.I", "P.I.2": "P.I", "P.II.3": "P.II", "P.II.3.1": "P.II.3", "P.II.3.2": "P.II.3",
    }  # fmt: skip
    one, two = tasks["P.I.1"], tasks["P.I.2"]
    assert (one.title_vi, one.deliverable_vi, one.basis, one.clause) == ("Nghị định về chia sẻ dữ liệu", "Nghị định", "NQ17", "1")
    assert one.source_ref == "17/NQ-CP · Sheet1!B8"
    assert (two.title_vi, two.deliverable_vi) == ("Định danh điện tử", "Nghị định; Báo cáo")
    assert bodies(records, "P.I.1", Role.LEAD) == {"BTTTT"}
    assert bodies(records, "P.I.1", Role.COORDINATING) == {"BTC", "BTP", "VPCP"}
    assert bodies(records, "P.I.2", Role.COORDINATING) == {"BLD", "VPCP", "BTP"}
    assert bodies(records, "P.II.3.1", Role.COORDINATING) == {"BLD"}
    assert bodies(records, "P.II.3.2", Role.COORDINATING) == {"DVQL", "BTC"}
    assert list(broken(records, RULES)) == []


def test_deadlines_are_kept_as_written_and_understood_as_days() -> None:
    due = {d.task: (d.written_vi, d.not_before, d.not_after) for d in after(GOOD).all(Deadline)}
    assert due == {
        "P.I.1": ("Quý II năm 2019", date(2019, 4, 1), date(2019, 6, 30)),
        "P.I.2": ("30/6/2019", date(2019, 6, 30), date(2019, 6, 30)),
        "P.II.3": ("tháng 11/2019", date(2019, 11, 1), date(2019, 11, 30)),
        "P.II.3.1": ("trước ngày 31/7/2019", None, date(2019, 7, 31)),
        "P.II.3.2": ("thường xuyên", None, None),
    }


def test_what_of_the_sheet_is_not_read_is_told() -> None:
    assert [note.render("en") for note in take(GOOD).notes] == [
        "columns that are not read: Ghi chú",
        "1 line below the table is not read: TM. CHÍNH PHỦ",
    ]


def test_the_same_table_again_changes_nothing_even_where_its_rows_stand_elsewhere() -> None:
    records = after(GOOD)
    assert changed(records, after(GOOD, records)) == set()
    lower = sheet_of([(), (), *ROWS[:12], (*ROWS[12][:2], "VPCP", *ROWS[12][3:]), ROWS[13]], map(two_lower, MERGES))
    assert changed(records, after(lower, records)) == set()


def test_a_changed_row_changes_only_its_task() -> None:
    records = after(GOOD)
    now = after(annex((13, 3, "VPCP"), (8, 5, "quý III/2019"), (8, 4, "Bộ Tài chính; BLD")), records)
    assert changed(records, now) == {
        "P.I.1.instrument", "P.I.1~BTP~coordinating", "P.I.1~VPCP~coordinating", "P.I.1~BLD~coordinating",
    }  # fmt: skip
    assert now.get(Deadline, "P.I.1.instrument").source_ref == "17/NQ-CP · Sheet1!E8"
    renamed = after(annex((13, 3, "VPCP"), (12, 2, "Cổng Dịch vụ công quốc gia")), records)
    assert changed(records, renamed) == {"P.II.3"}
    led = after(annex((13, 3, "VPCP"), (8, 3, "Bộ Tư pháp"), (8, 4, None)), records)
    assert bodies(led, "P.I.1", Role.LEAD) == {"BTP"}
    assert bodies(led, "P.I.1", Role.COORDINATING) == set()


def test_a_column_that_is_not_there_says_nothing_and_an_empty_cell_of_one_that_is_says_there_is_none() -> None:
    records = after(GOOD)
    short = csv_of([HEADING[:4], (1, "Sửa tên", "Bộ TT&TT", "BTC; BTP; VPCP")])
    with_section = csv_of([HEADING[:4], ("I", "Hoàn thiện thể chế", "", ""), (1, "Sửa tên", "Bộ TT&TT", "BTC; BTP; VPCP")])
    assert set(take(short, records).rows.values()) == {"P.1"}
    assert changed(records, after(with_section, records)) == {"P.I.1"}
    assert changed(records, after(annex((13, 3, "VPCP"), (12, 5, None), (12, 6, None)), records)) == {
        "P.II.3.instrument", "P.II.3",
    }  # fmt: skip


FAULTS = {
    "Sheet1!A8": ((8, 1, "một"), "is no number of a row"),
    "Sheet1!A9": ((9, 1, 1), "I.1 stands already at Sheet1!A8"),
    "Sheet1!C8": ((8, 3, "Bộ Y tế"), "no body is called “Bộ Y tế”"),
    "Sheet1!C9": ((9, 3, "BTC; BTP"), "only one body leads"),
    "Sheet1!D8": ((8, 4, "Bộ Tài chính và Sở Hoa"), "no body is called “Sở Hoa”"),
    "Sheet1!D9": ((9, 4, "BTTTT"), "nobody coordinates with itself"),
    "Sheet1!E12": ((12, 5, "quý II"), "names no year"),
    "Sheet1!E14": ((14, 5, "sớm"), "is not understood as a deadline"),
    "Sheet1!F8": ((8, 6, "y" * 600), "has 600 characters"),
    "Sheet1!B12": ((12, 2, "x" * 501), "has 501 characters"),
    "Sheet1!A13": ((13, 1, "4.1"), "no row 4 stands above 4.1"),
}


@pytest.mark.parametrize("cell", FAULTS)
def test_each_fault_is_told_at_its_cell(cell: str) -> None:
    change, words = FAULTS[cell]
    found = refused(annex((13, 3, "VPCP"), change))
    assert words in found[cell]
    assert len(found) == 1


def test_all_faults_are_told_at_once() -> None:
    cells = ("Sheet1!A9", "Sheet1!C9", "Sheet1!D8", "Sheet1!E12", "Sheet1!E14", "Sheet1!F8")
    found = refused(annex((13, 3, "VPCP"), *(FAULTS[cell][0] for cell in cells)))
    assert set(found) == set(cells)


def test_in_csv_a_cell_is_its_row_and_column() -> None:
    found = refused(
        csv_of([HEADING, (1, "A", "VPCP", "", "quý II", ""), (2, "", "VPCP", "", "", ""), ("", "B", "VPCP", "", "2019")])
    )
    assert {place: words[:20] for place, words in found.items()} == {
        "2:5": "“quý II” names no ye", "3:2": "this row names no ta", "4:1": "this row has no numb",
    }  # fmt: skip


def test_someone_leads_each_task_itself_or_what_it_is_part_of() -> None:
    assert refused(csv_of([HEADING, (1, "A", "", "", "2019", "")])) == {"2:3": "no body leads: name the one that does"}
    assert "none leads" in refused(csv_of([HEADING, (1, "A", "", "BTC", "2019", "")]))["2:3"]
    inherited = csv_of([HEADING, (1, "A", "VPCP", "", "2019", ""), ("1.1", "B", "", "", "2019", "")])
    assert take(inherited).rows == {"1": "P.1", "1.1": "P.1.1"}


def test_good_rows_are_taken_by_name_and_bring_what_they_are_part_of() -> None:
    bad = annex((9, 5, "quý II"), (13, 3, "VPCP"))
    assert set(refused(bad)) == {"Sheet1!E9"}
    assert set(refused(bad, only="I.1-I.2")) == {"Sheet1!E9"}
    assert set(take(bad, only="I.1,II.3-II.3.2").rows) == {"I", "I.1", "II", "II.3", "II.3.1", "II.3.2"}
    assert set(take(bad, only='["I.1"]').rows) == {"I", "I.1"}
    records = after(bad, only="I.1")
    assert set(take(annex((7, 1, "I. Tên khác"), (13, 3, "VPCP")), records, only="I.2").rows) == {"I.2"}
    found = refused(bad, only="I.9, II.3.2-I.1,")
    assert found == {"take": "there is no row II.3.2-I.1; the rows are I, I.1, I.2, II, II.3, II.3.1, II.3.2"}
    assert refused(bad, only=" , ") == {"take": "name rows, such as 3,5-7"}


def test_a_task_of_another_document_is_not_taken_for_a_row_and_its_deadline_is_not_overwritten() -> None:
    table = csv_of([HEADING, (1, "A", "VPCP", "", "quý I/2020", "")])
    there = after(csv_of([HEADING, (1, "A", "VPCP", "", "2019", "")]), document="NQ36")
    found = refused(table, records=there)
    assert set(found) == {"2:1", "2:5"}
    assert "rests on NQ36" in found["2:1"]
    assert "NQ36 set the deadline “2019”" in found["2:5"]


def test_rows_may_name_their_tasks_by_code_and_then_keep_what_the_table_does_not_say() -> None:
    records = after(GOOD)
    rows = [
        (*HEADING, "Mã nhiệm vụ"),
        ("7", "Khảo sát", "VPCP", "BLD", "tháng 8/2019", "", "P.II.3.1"),
        ("8", "Mới", "BTC", "", "", "", ""),
    ]
    now = after(csv_of(rows), records)
    assert changed(records, now) == {"P.II.3.1.instrument", "P.8", "P.8~BTC~lead"}
    assert now.get(Task, "P.II.3.1").clause == "3.1"
    assert take(csv_of(rows), records).beyond == ("P.I", "P.I.1", "P.I.2", "P.II", "P.II.3", "P.II.3.2")
    twice = csv_of([rows[0], rows[1], ("8", "Hai", "BTC", "", "", "", "P.II.3.1")])
    assert "several rows would be task P.II.3.1" in refused(twice, records=records)["3:7"]
    foreign = refused(csv_of(rows), records=records, into="Q")
    assert "belongs to a task of programme P" in foreign["2:7"]


def test_an_extension_is_left_alone() -> None:
    records = after(GOOD)
    later = Deadline(
        code="X",
        task="P.I.1",
        type=DeadlineKind.EXTENSION,
        written_vi="quý IV/2019",
        written_en="Q4",
        not_after=date(2019, 12, 31),
    )
    extended = records.apply([(Deadline, "X", later)])
    assert changed(extended, after(GOOD, extended)) == set()


def test_without_a_document_nothing_is_said_of_the_basis() -> None:
    records = after(GOOD, document=None)
    task = records.get(Task, "P.I.1")
    assert (task.basis, task.clause, task.source_ref) == (None, None, "Sheet1!B8")
    assert Records(WORLD).by(Task, "programme", "P") == ()
