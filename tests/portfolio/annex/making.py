"""Short ways to make annex tables as files, and a committee with ministries that they name."""

import csv
import io
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook

from governance.model import Document, DocumentKind, DocumentStatus, OrganizationClass
from governance.records import Records
from governance.values import Entity
from portfolio.annex.adopting import Taken, taken
from portfolio.annex.rows import read
from tests.governance.making import body
from tests.portfolio.making import PORTFOLIO, programme

HEADING = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Sản phẩm")


def ministry(code: str, vi: str, en: str, short: str | None = None) -> Entity:
    return body(code, "GOV", name_vi=vi, name_en=en, short_vi=short, classification=OrganizationClass.MINISTRY)


BODIES = (
    ministry("BTTTT", "Bộ Thông tin và Truyền thông", "Ministry of Information and Communications", "Bộ TT&TT"),
    ministry("BTC", "Bộ Tài chính", "Ministry of Finance"),
    ministry("BTP", "Bộ Tư pháp", "Ministry of Justice"),
    ministry("BLD", "Bộ Lao động - Thương binh và Xã hội", "Ministry of Labour", "Bộ LĐTBXH"),
    ministry("VPCP", "Văn phòng Chính phủ", "Government Office", "VPCP"),
    ministry("DVQL", "Đơn vị quản lý CNTT các cấp, đến cấp quận, huyện", "IT units, down to the district"),
)
RESOLUTION = Document(code="NQ17", type=DocumentKind.RESOLUTION, number="17/NQ-CP", title_vi="Nghị quyết", title_en="Resolution",
                      status=DocumentStatus.ISSUED, signed_on="2019-03-07")  # fmt: skip
OTHER = Document(code="NQ36", type=DocumentKind.RESOLUTION, title_vi="Cũ", title_en="Old", status=DocumentStatus.ISSUED)
WORLD = (*PORTFOLIO, *BODIES, RESOLUTION, OTHER, programme("Q"))


def sheet_of(rows: Iterable[Sequence[object]], merges: Iterable[str] = (), name: str = "Sheet1") -> bytes:
    """Rows as a workbook; None leaves a cell out."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for i, row in enumerate(rows, 1):
        for j, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(i, j, value)  # type: ignore[arg-type]
    for cells in merges:
        sheet.merge_cells(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(rows: Iterable[Sequence[object]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(["" if value is None else value for value in row] for row in rows)
    return out.getvalue().encode()


def take(
    data: bytes, records: Records | None = None, document: str | None = "NQ17", only: str | None = None, into: str = "P"
) -> Taken:
    """The rows of a file taken into a programme of the world."""
    return taken(read(data), into, records or Records(WORLD), document, only)


def after(data: bytes, records: Records | None = None, **more: object) -> Records:
    """The state once the rows of a file are taken."""
    known = records or Records(WORLD)
    made = take(data, known, **more)  # type: ignore[arg-type]
    gone = [(type(entity), entity.code, None) for entity in made.gone]
    return known.apply([*gone, *((type(entity), entity.code, entity) for entity, _cell in made.wanted)])


def changed(before: Records, now: Records) -> set[str]:
    """The codes of what is not as it was."""
    both = {(type(entity), entity.code) for records in (before, now) for entity in records}
    return {code for kind, code in both if before.find(kind, code) != now.find(kind, code)}
