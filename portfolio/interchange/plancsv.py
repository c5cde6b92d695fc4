"""A plan as CSV: a row a task, predecessors as planners write them (``A; B SS+2; C FF-50%``), settings above the heading.

::

    #start,2026-06-01
    #closed,vn,2026-09-02
    #calendar,vn
    code,title,duration,predecessors,constraint,deadline
    A,draft the decree,5,,SNET 2026-06-10,2026-07-01
    B,opinions,10,A FS+2 successor,,2026-07-01..2026-09-30
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from governance.messages import Message, _
from portfolio.errors import InvalidError, Problem
from portfolio.interchange.cells import (
    ELAPSED_UNIT,
    alive,
    constraint_cell,
    constraints,
    deadline_cell,
    deadlines,
    inert,
    link_cell,
    points,
    predecessors,
    uses,
    uses_cell,
)
from portfolio.interchange.csvsettings import SETTINGS, settings_of, stand_in
from portfolio.interchange.planfile import ELAPSED_CALENDAR, PlanFile, PlanTask
from portfolio.interchange.planjson import plan_from
from portfolio.interchange.remainder import called
from portfolio.interchange.strict import WHOLE

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("id", "task id", "mã", "mã nhiệm vụ"),
    "title": ("name", "task name", "tên", "tên nhiệm vụ"),
    "duration": ("days", "thời lượng", "số ngày"),
    "calendar": ("task calendar", "lịch"),
    "parent": ("part of", "thuộc"),
    "programme": ("program", "chương trình"),
    "predecessors": ("predecessor", "nhiệm vụ trước"),
    "constraint": ("constraints", "ràng buộc"),
    "deadline": ("due", "thời hạn"),
    "actual_start": ("bắt đầu thực tế",),
    "actual_finish": ("kết thúc thực tế",),
    "remaining": ("remaining duration", "còn lại"),
    "done": ("xong",),
    "done_by": ("xong trước ngày",),
    "milestone": ("cột mốc",),
    "estimate": ("ước lượng",),
    "uses": ("resources", "nguồn lực"),
}
"""Column → other headings that it may have; blanks may stand for underscores."""
_COLUMNS = {other: name for name, others in _HEADINGS.items() for other in (name, name.replace("_", " "), *others)}
_DAYS = re.compile(rf"(-?\d{{1,9}}) ?(?:({ELAPSED_UNIT})|d|days?|ngày)?", re.IGNORECASE)


@dataclass
class _Sheet:
    """What is read on the way: the plan as the fields of its declaration, and where each thing stands."""

    raw: dict[str, Any] = field(default_factory=lambda: {"tasks": [], "links": []})
    lines: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Message] = field(default_factory=list)

    def located(self, place: str) -> str:
        """Where in the file a place of the plan stands, or what it is part of: ``tasks[3].duration`` → ``line 5, duration``."""
        whole = place
        while whole and whole not in self.lines:
            whole = whole[: max(whole.rfind("."), whole.rfind("["), 0)]
        column = re.match(r"tasks\[\d+\]\.([a-z_]+)", place)
        return f"{self.lines.get(whole, place)}{f', {column[1]}' if column else ''}"


def read(data: bytes) -> PlanFile:
    """The plan of a CSV file; its cells may be kept apart by commas, semicolons or tabs.

    Raises
    ------
    InvalidError
        With every problem and its place, such as ``line 5, duration``.
    """
    sheet = _Sheet()
    text = _text(data)
    rows = _rows(text)
    heading = next((i for i, (_line, row) in enumerate(rows) if not row[0].startswith("#")), None)
    if heading is None or "code" not in (names := [_column(cell) for cell in rows[heading][1]]):
        why = _("there is no heading line with the column code; the columns are {columns}", columns=tuple(_HEADINGS))
        raise InvalidError([Problem(WHOLE if heading is None else f"line {rows[heading][0]}", why)])
    for line, row in rows[:heading]:
        _setting(sheet, line, row)
    _check_heading(sheet, rows[heading][0], rows[heading][1], names)
    _tasks(sheet, names, rows[heading + 1 :])
    try:
        plan = plan_from(sheet.raw, sheet.located, text=True)
    except InvalidError as refused:
        raise InvalidError([*sheet.problems, *refused.problems]) from None
    if sheet.problems:
        raise InvalidError([*sheet.problems, *plan.problems()])
    return replace(plan, left_out=tuple(sheet.left_out))


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidError([Problem(WHOLE, _("this is not UTF-8: save it as CSV UTF-8"))]) from None
    if "\0" in text:
        raise InvalidError([Problem(WHOLE, _("this is no text, it holds zero bytes"))])
    return text


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that say anything, with the number of their last line; cells are kept apart by what the heading line uses most."""
    first = next((line for line in text.splitlines() if line.strip() and not line.lstrip("'\"").startswith("#")), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    try:
        for row in reader:
            cells = [alive(cell.strip()) for cell in row]
            if any(cells):
                found.append((reader.line_num, cells))
    except csv.Error as broken:
        raise InvalidError(
            [Problem(f"line {reader.line_num}", _("this cannot be read as CSV: {why}", why=str(broken)))]
        ) from None
    return found


def _column(cell: str) -> str:
    """The column that a heading names, or nothing."""
    return _COLUMNS.get(re.sub(r"\s+", " ", cell.strip().lower()), "")


def _check_heading(sheet: _Sheet, line: int, row: Sequence[str], names: Sequence[str]) -> None:
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        sheet.problems.append(Problem(f"line {line}", _("the column {name} stands there twice", name=name)))
    for cell, name in zip(row, names, strict=True):
        if not name and cell:
            sheet.left_out.append(_("the column {name} is not kept", name=cell[:80]))


def _tasks(sheet: _Sheet, names: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> None:
    """The rows as fields of the plan JSON."""
    told = [(line, {name: cell for name, cell in zip(names, row) if name and cell}) for line, row in rows]
    known = {cells["code"] for _line, cells in told if "code" in cells}
    for i, ((line, row), (_same, cells)) in enumerate(zip(rows, told, strict=True)):
        if len(row) > len(names) and any(row[len(names) :]):
            sheet.problems.append(Problem(f"line {line}", _("has more cells than the heading line has columns")))
        sheet.lines[f"tasks[{i}]"] = f"line {line}"
        for link in predecessors(cells.pop("predecessors", ""), called(cells.get("code"), i), known):
            sheet.lines[f"links[{len(sheet.raw['links'])}]"] = f"line {line}, predecessors"
            sheet.raw["links"].append(link)
        sheet.raw["tasks"].append({name: _CELLS[name](cell) if name in _CELLS else cell for name, cell in cells.items()})


def _days(cell: str) -> int | str:
    """A number of days, such as ``5``, ``5 days`` or ``5ed``, as the plan JSON says it."""
    found = _DAYS.fullmatch(cell)
    if not found:
        return cell
    return f"{found[1]}ed" if found[2] else int(found[1])


_CELLS: Mapping[str, Callable[[str], Any]] = {
    "duration": _days,
    "remaining": _days,
    "constraint": constraints,
    "deadline": deadlines,
    "estimate": points,
    "uses": uses,
}


def _setting(sheet: _Sheet, line: int, row: Sequence[str]) -> None:
    """A line above the heading: ``#name,value,…``."""
    name, *cells = row
    values = [cell for cell in cells if cell]
    told = name.removeprefix("#").strip().lower()
    wanted = SETTINGS.get(told)
    if wanted is None:
        known = tuple(f"#{setting}" for setting in SETTINGS)
        sheet.problems.append(
            Problem(f"line {line}", _("there is no setting {name}; there are {known}", name=name[:80], known=known))
        )
        stand_in(sheet.raw, told, ())
    elif len(values) < wanted[0]:
        form = _("write it as {form}", form=f"#{wanted[2]}")
        sheet.problems.append(Problem(f"line {line}", form))
        stand_in(sheet.raw, told, values)
    else:
        place = wanted[1](sheet.raw, [*cells, "", "", ""])
        sheet.lines.setdefault(place, f"line {line}")


def write(plan: PlanFile) -> bytes:
    """A plan as CSV, such that reading it gives an equal plan."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for setting in settings_of(plan):
        writer.writerow(inert(setting))
    before: dict[str, list[str]] = {}
    blanks = any(" " in task.code for task in plan.tasks)
    for link in plan.links:
        before.setdefault(link.spec.successor, []).append(link_cell(link, blanks=blanks))
    rows = [_row(task, "; ".join(before.get(task.code, ()))) for task in plan.tasks]
    kept = [name for name in _HEADINGS if name == "code" or any(row[name] for row in rows)]
    writer.writerow(kept)
    writer.writerows(inert([row[name] for name in kept]) for row in rows)
    return out.getvalue().encode()


def _row(task: PlanTask, before: str) -> dict[str, str]:
    spec = task.spec
    elapsed = spec.calendar == ELAPSED_CALENDAR
    unit = "ed" if elapsed else ""
    return {
        "code": spec.code,
        "title": task.title,
        "duration": f"{spec.duration}{unit}",
        "calendar": "" if elapsed else spec.calendar,
        "parent": spec.parent or "",
        "programme": spec.group,
        "predecessors": before,
        "constraint": constraint_cell(task),
        "deadline": deadline_cell(task),
        "actual_start": str(spec.actual_start or ""),
        "actual_finish": str(spec.actual_finish or ""),
        "remaining": "" if spec.remaining is None else f"{spec.remaining}{unit}",
        "done": "true" if spec.done else "",
        "done_by": str(spec.done_by or ""),
        "milestone": "true" if spec.milestone else "",
        "estimate": "/".join(map(str, task.estimate or ())),
        "uses": uses_cell(task),
    }
