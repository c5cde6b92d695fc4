"""A report as a workbook, read back: numbers, days and text are what they are, and nothing computes."""

from datetime import date, datetime
from io import BytesIO

from openpyxl import load_workbook

from governance.messages import Text, _
from portfolio.reports import made, view
from portfolio.reports.table import Column, Table
from portfolio.reports.workbook import workbook
from tests.portfolio.reports.small import DAY, small

COLUMNS = (
    Column("n", _("N")),
    Column("day", _("Day")),
    Column("title", _("Title"), wide=1),
    Column("assumed", _("A"), yes=_("yes")),
)
ROWS = (
    {"n": -3, "day": date(2018, 7, 5), "title": Text("=việc", "=task"), "assumed": True},
    {"n": 0, "day": None, "title": ("a", "b"), "assumed": False},
)
TABLE = Table("x", _("X"), COLUMNS, ROWS, (_("Note."),), DAY, answer=(_("So it is."),))


def test_numbers_are_numbers_days_are_days_and_text_never_computes() -> None:
    sheet = load_workbook(BytesIO(workbook(TABLE, "en"))).active
    assert sheet is not None
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert grid[0][0] == "X"
    assert grid[1][0] == "So it is."
    assert grid[3:6] == [
        ["N", "Day", "Title", "A"],
        [-3, datetime(2018, 7, 5), "=task", "yes"],
        [0, None, "a\nb", None],
    ]
    assert grid[7][0] == "Note."
    assert [cell.data_type for cell in sheet[5]] == ["n", "d", "s", "s"]
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"


def test_a_report_becomes_one_and_always_the_same() -> None:
    table = made("schedule", view(small(), DAY))
    assert workbook(table, "vi") == workbook(table, "vi")
