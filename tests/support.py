"""Values that many tests use: a database's place, an author, a small world, and one example of every kind of thing."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import inspect

from api.database import SafeEngine, engine_for
from api.registry import KINDS
from governance import columns
from governance.model import Organization, OrganizationClass
from governance.records import Records
from governance.values import Entity
from governance.work import Author, Work
from portfolio.model import Calendar, Portfolio, Programme, ProgrammeKind, Task
from seed.load import read

ROOT = Path(__file__).parent.parent
AUTHOR = Author("tester", datetime(2018, 7, 5, 2, 0, tzinfo=UTC))


@cache
def seeded() -> Records:
    """What the seed says, read once; nothing changes it."""
    return read()


class Place(NamedTuple):
    """A database of a test's own: its kind, and the address that an engine takes."""

    kind: str
    url: str

    def engine(self) -> SafeEngine:
        """A new engine over it."""
        return engine_for(self.url)


def task(code: str, **more: Any) -> Task:
    """A task of the small world."""
    return Task(**({"code": code, "programme": "P", "title_vi": f"Việc {code}", "title_en": f"Task {code}"} | more))


def small_world(work: Work) -> None:
    """A ministry, a calendar, a portfolio, a programme and its tasks A, B and C."""
    work.create(Organization(code="MIC", name_vi="Bộ Thông tin", name_en="Ministry", classification=OrganizationClass.MINISTRY))
    work.create(Calendar(code="VN", title_vi="Lịch", title_en="Calendar"))
    work.create(Portfolio(code="EGOV", title_vi="Danh mục", title_en="Portfolio", committee="MIC", calendar="VN"))
    work.create(Programme(code="P", portfolio="EGOV", type=ProgrammeKind.SCHEME, title_vi="Đề án", title_en="Scheme"))
    for code in "ABC":
        work.create(task(code))


def example(kind: type[Entity], number: int = 1) -> Entity:
    """A thing of a kind with every required field, referring to other examples; the same for the same number."""
    values: dict[str, Any] = {} if kind.key else {"code": f"{kind.kind}-{number}"}
    targets: list[str] = []
    declared = {field.name: field for field in inspect.type_info(kind).fields}  # type: ignore[attr-defined]
    for field in columns.fields(kind):
        alternative = field.name == "organization" and kind.kind in ("membership", "meeting_party")
        if field.name == "code" or not (declared[field.name].required or alternative):
            continue
        if field.reference:
            targets.append(field.reference)
            values[field.name] = f"{field.reference}-{targets.count(field.reference)}"
        else:
            values[field.name] = _value(field, declared[field.name], number)
    return kind(**(values | _MORE.get(kind.kind, {})))


_MORE = {
    "scenario_change": {"fields": '{"title_en":"words","title_vi":"words"}'},
    "redaction": {"type": "person"},
    "webhook": {"address": "https://example.org/changes"},
    "relation_clause": {"relation": "document-1~based_on~document-2", "clause": "Điều 1"},
    "citation": {"task": "task-1"},
    "invitation": {"post": "post-1"},
    "attendance": {"person": "person-1"},
    "conclusion_task": {"conclusion": "meeting-1~2001"},
    "succession_term": {"succession": "organization-1~organization-2", "subject": "task-1"},
    "escalation_rule": {"working_days": 5},
    "task_step": {"ordinal": 1},
    "evidence": {"step": "task-1~1", "document": "document-1"},
    "extension_request": {"ordinal": 1},
    "extension_decision": {"request": "task-1~1", "document": "document-1", "deadline": "deadline-1"},
    "reminder_rule": {"days": 3},
}
"""What a kind needs beyond its required fields."""


def _value(field: columns.Field, declared: Any, number: int) -> Any:
    if field.choices:
        return next(iter(field.choices))
    if field.base is str:
        return _text(field, str(declared.type), number)
    return {int: 2000 + number, bool: False, date: date(2018, 7, number)}[field.base]


def _text(field: columns.Field, declared: str, number: int) -> str:
    if "partial_date" in declared:
        return "2018"
    by_length = {64: f"{number:064x}", 27: "2018-07-05T02:00:00.000000Z", 30: f"{number}", 160: f"words-{number}"}
    return by_length.get(field.longest or 0, f"words {number}")


def one_of_each(work: Work, numbers: Sequence[int] = (1, 2, 3)) -> None:
    """Examples of every kind, those that are referred to first."""
    for kind in KINDS:
        for number in numbers if not kind.key else numbers[:1]:
            work.create(example(kind, number))


def program(source: str, *arguments: str, timeout: float = 30) -> subprocess.CompletedProcess[str]:
    """Run Python code in a process of its own, to its end."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", source, *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip


async def gathered(*coroutines: Any) -> list[Any]:
    """The results, or the errors, of coroutines that run at once."""
    return await asyncio.gather(*coroutines, return_exceptions=True)


async def past(engine: SafeEngine, *statements: str) -> None:
    """Write past the store, as somebody with the database's own tools would."""
    async with engine.unit() as unit:
        for statement in statements:
            await unit.rows(statement)
