"""Bar 21: nothing that somebody wrote into the records runs in a spreadsheet, whichever report or export it stands in."""

import asyncio
import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from api.database import engine_for
from api.registry import store_for
from governance.model import Document, DocumentKind, DocumentStatus, Organization, OrganizationClass, Person
from governance.work import Work
from portfolio.model import Assignment, Deadline, DeadlineKind, Programme, ProgrammeKind, Role, Task
from portfolio.reports import REPORTS
from tests.api.conftest import Served, serving
from tests.api.world import AUTHOR

LEADS = ["", " ", "\u00a0", "\u200b", "'", '"', ";", ","]
SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "=-", "+@", "-=", "@="]
CALLS = ["1+1", "cmd|' /C calc'!A0", "SUM(1+1)*cmd|'x'!A1", 'HYPERLINK("http://x.example","y")', "DDE(1)", "A1"]
EVIL = ["".join(each) for each in itertools.product(LEADS, SIGNS, CALLS)]
RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula, where it begins with it."""


def written_in(work: Work) -> None:
    """One thing of evil words each, of the kinds that reports and exports tell."""
    work.create(Programme(code="X", portfolio="EGOV", type=ProgrammeKind.PLAN, owner="NCEG", title_vi=EVIL[0], title_en=EVIL[0]))
    for n, words in enumerate(EVIL):
        two: dict[str, Any] = {"title_vi": words, "title_en": words}
        more = {"deliverable_vi": words, "deliverable_en": words, "clause": words, "note_vi": words, "note_en": words}
        work.create(Task(code=f"X.{n}", programme="X", **two, **more))
        if n % 8:
            continue
        named: dict[str, Any] = {"name_vi": words, "name_en": words}
        work.create(Person(code=f"x{n}", name=words))
        work.create(Organization(code=f"X{n}", classification=OrganizationClass.UNIT, parent="MIC", **named))
        work.create(Document(code=f"D{n}", type=DocumentKind.DECREE, status=DocumentStatus.AWAITED, number=words, **two))
        work.create(Assignment(task=f"X.{n}", organization=f"X{n}", role=Role.LEAD))
        said: dict[str, Any] = {"written_vi": words, "written_en": words}
        work.create(Deadline(code=f"X.{n}-d", task=f"X.{n}", type=DeadlineKind.INSTRUMENT, document=f"D{n}", **said))


@pytest.fixture(scope="module")
def evil(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service whose records are full of formulas."""
    path = tmp_path_factory.mktemp("evil") / "egov.sqlite"
    path.write_bytes(sqlite_template.read_bytes())

    async def fill() -> None:
        engine = engine_for(str(path))
        try:
            await store_for(engine).commit(written_in, AUTHOR)
        finally:
            await engine.aclose()

    with serving(str(path)) as found:
        asyncio.run(fill())
        yield found


def cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]


def alive(cell: str) -> bool:
    """Whether a spreadsheet would compute a cell; a number is what it says."""
    return cell.startswith(RUN) and not cell.removeprefix("-").replace(".", "", 1).isdigit()


def test_there_are_more_than_five_hundred_ways_to_begin() -> None:
    assert len(set(EVIL)) > 500


def test_no_cell_of_any_report_or_export_is_a_formula(evil: Served) -> None:
    told: dict[str, int] = {}
    us = evil.secretariat
    reports = [f"reports/{name}?format=csv&lang={lang}&programme=X" for name in REPORTS for lang in ("vi", "en")]
    for path in (*reports, "ledger/report?format=csv", "plan?format=csv&programme=X", "programmes/X/annex?format=csv"):
        answer = us.get(path)
        if answer.status_code != 200:
            assert answer.status_code in (404, 409, 422), answer.text  # some need a baseline, or dates
            continue
        found = cells(answer.text)
        assert [cell for cell in found if alive(cell)] == [], path
        told[path] = sum(any(call in cell for call in CALLS[:5]) for cell in found)
    assert len(told) > len(REPORTS)
    assert max(told.values()) > 400
    assert sum(count > 0 for count in told.values()) > 12


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(evil: Served) -> None:
    book = load_workbook(io.BytesIO(evil.secretariat.get("programmes/X/annex?format=xlsx").content))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(found) > len(EVIL)
    assert [cell.value for cell in found if cell.data_type == "f" or cell.hyperlink] == []
