"""What cells of a table say about a task, in the short forms that planners write: predecessors, constraints, deadlines, uses."""

import re
from collections.abc import Container, Sequence
from typing import Any

from portfolio.interchange.planfile import PlanLink, PlanTask
from portfolio.model import DeadlineKind, LagCalendar, Relation

ELAPSED_UNIT = "ed|edays?|ngày lịch"
"""How the unit of elapsed days is written."""
_PLAIN = re.compile(r"[\w.~]+([-/][\w.~]+)*")
_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"')
_TAIL = re.compile(
    r"\s*(?P<relation>FS|SS|FF|SF)?"
    rf"\s*(?P<lag>[-+−]\s*\d+)?\s*(?P<unit>%|{ELAPSED_UNIT}|d|days?|ngày)?"
    r"(?:\s+(?P<calendar>predecessor|successor|plan|elapsed))?\s*",
    re.IGNORECASE,
)


def items(cell: str) -> list[str]:
    """The parts of a cell, kept apart by semicolons, or by commas where there are none; quotation marks keep a part together.

    >>> items('A; "B; C" SS'), items("A, B")
    (['A', '"B; C" SS'], ['A', 'B'])
    """
    bare = re.sub(r'"(?:[^"]|"")*"', "", cell)
    parts = re.findall(r'(?:"(?:[^"]|"")*"|[^";])+' if ";" in bare else r'(?:"(?:[^"]|"")*"|[^",])+', cell)
    return [part.strip() for part in parts if part.strip()] or ([cell.strip()] if cell.strip() else [])


def quoted(code: str) -> str:
    """A code as it stands in a cell beside other words.

    >>> quoted("1755.2"), quoted("a b")
    ('1755.2', '"a b"')
    """
    return code if _PLAIN.fullmatch(code) else '"' + code.replace('"', '""') + '"'


def predecessors(cell: str, successor: str, known: Container[str]) -> list[dict[str, Any]]:
    """The links that a cell of predecessors says, as fields of the plan JSON; ``known`` are the codes of all tasks.

    >>> predecessors("A; B-1 SS+2 days plan; 3FS-50%", "Z", {"A", "B-1", "3"})[1:]
    [{'predecessor': 'B-1', 'successor': 'Z', 'relation': 'SS', 'lag': 2, 'lag_calendar': 'plan'},
     {'predecessor': '3', 'successor': 'Z', 'relation': 'FS', 'lag': '-50%'}]
    """
    return [_predecessor(item, successor, known) for item in items(cell)]


def _predecessor(item: str, successor: str, known: Container[str]) -> dict[str, Any]:
    code, said = _split(item, known)
    link: dict[str, Any] = {"predecessor": code, "successor": successor}
    if said["relation"]:
        link["relation"] = said["relation"].upper()
    unit, calendar = (said["unit"] or "").lower(), said["calendar"]
    if said["lag"]:
        days = re.sub(r"\s", "", said["lag"].replace("−", "-")).removeprefix("+")
        elapsed = re.fullmatch(ELAPSED_UNIT, unit)
        link["lag"] = f"{days}%" if unit == "%" else f"{days}ed" if elapsed else int(days)
    if calendar:
        link["lag_calendar"] = calendar.lower()
    return link


def _split(item: str, known: Container[str]) -> tuple[str, dict[str, str | None]]:
    """The code that an item begins with, and what follows it; of several codes that fit, the longest."""
    if mark := _QUOTED.match(item):
        tail = _TAIL.fullmatch(item, mark.end())
        if tail:
            return mark[1].replace('""', '"'), tail.groupdict()
    found: tuple[str, dict[str, str | None]] | None = None
    for end in range(len(item), 0, -1):
        tail = _TAIL.fullmatch(item, end)
        code = item[:end].strip()
        if tail and code in known:
            return code, tail.groupdict()
        if tail:
            found = (code, tail.groupdict())
    return found or (item, dict.fromkeys(("relation", "lag", "unit", "calendar")))


def link_cell(link: PlanLink, *, blanks: bool = False) -> str:
    """A link as an item of its successor's cell of predecessors; ``blanks`` says that codes of the plan have blanks in them.

    >>> from portfolio.network import LinkSpec
    >>> link_cell(PlanLink(LinkSpec("A", "B", lag=2), own_calendar=False), blanks=True)
    '"A" FS+2'
    """
    spec = link.spec
    words = [f'"{spec.predecessor}"' if blanks and _PLAIN.fullmatch(spec.predecessor) else quoted(spec.predecessor)]
    elapsed = bool(spec.lag) and link.percent is None and link.own_calendar and spec.lag_calendar is LagCalendar.ELAPSED
    share = f"{link.percent:+d}%" if link.percent is not None else f"{spec.lag:+d}{'ed' * elapsed}" if spec.lag else ""
    if share or spec.relation is not Relation.FS or words[0][0] != '"':
        words.append(spec.relation.value + share)
    if link.own_calendar and not elapsed:
        words.append(spec.lag_calendar.value)
    return " ".join(words)


def constraints(cell: str) -> list[dict[str, str]]:
    """``SNET 2026-06-10; ALAP`` as fields of the plan JSON."""
    made = []
    for item in items(cell):
        kind, *day = item.split(maxsplit=1)
        made.append({"type": kind.upper(), **({"date": day[0]} if day else {})})
    return made


def deadlines(cell: str) -> list[dict[str, str]]:
    """``2026-07-01; extension 2026-07-15..2026-09-30`` as fields of the plan JSON; an end that is not said is open.

    >>> deadlines("extension 2026-07-01..")
    [{'type': 'extension', 'not_before': '2026-07-01'}]
    """
    made = []
    for item in items(cell):
        *kind, days = item.rsplit(maxsplit=1)
        first, dots, last = days.partition("..")
        ends = {"not_before": first, "not_after": last} if dots else {"not_after": first}
        made.append({**({"type": kind[0].lower()} if kind else {}), **{name: day for name, day in ends.items() if day}})
    return made


def points(cell: str) -> list[str]:
    """``3/5/9`` as three points."""
    return [point.strip() for point in cell.split("/")]


def uses(cell: str) -> dict[str, str]:
    """``R1 2; "R 2" 0.5; R3`` as units of each resource, one where nothing is said."""
    made = {}
    for item in items(cell):
        mark = _QUOTED.match(item)
        code, units = (mark[1].replace('""', '"'), item[mark.end() :].strip()) if mark else _units(item)
        made[code] = units or "1"
    return made


def _units(item: str) -> tuple[str, str]:
    *code, last = item.rsplit(maxsplit=1)
    return (code[0], last) if code and re.fullmatch(r"[\d.]+", last) else (item, "")


def constraint_cell(task: PlanTask) -> str:
    """The constraints of a task as a cell."""
    return "; ".join(f"{kind.value} {day or ''}".strip() for kind, day in task.spec.constraints)


def deadline_cell(task: PlanTask) -> str:
    """The deadlines of a task as a cell."""
    said = []
    for due in task.spec.deadlines:
        span = f"{due.not_before}..{due.day}" if due.not_before else str(due.day)
        said.append(span if due.kind is DeadlineKind.INSTRUMENT else f"{due.kind.value} {span}")
    return "; ".join([*said, *([f"{task.opens}.."] if task.opens else [])])


def uses_cell(task: PlanTask) -> str:
    """What a task uses as a cell."""
    return "; ".join(f"{quoted(code)} {units!r}" for code, units in sorted(task.uses.items()))


_RUN = "=+-@'＝＋－＠"
"""What makes some spreadsheet compute a cell that begins with it, and the mark that keeps it from doing so."""


def inert(cells: Sequence[str]) -> list[str]:
    """Cells that no spreadsheet takes for a formula; :func:`alive` takes the mark off again."""
    return [f"'{cell}" if cell[:1] and cell[0] in _RUN else cell for cell in cells]


def alive(cell: str) -> str:
    """A cell as it was before :func:`inert`.

    >>> alive("'=1"), alive("'tis")
    ('=1', "'tis")
    """
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple(_RUN) else cell
