"""The secretariat takes the annex of a resolution into a programme, hands it out again, and asks how its tasks stand."""

import json
from pathlib import Path

from tests.journeys.served import egov
from tests.portfolio.annex.making import HEADING, sheet_of

ROWS = [
    ("PHỤ LỤC",),
    HEADING,
    ("I. Hoàn thiện thể chế",),
    (1, "Nghị định về chia sẻ dữ liệu", "Bộ TT&TT", "Bộ Tài chính, Bộ Tư pháp và VPCP", "Quý II năm 2018", "Nghị định"),
    (2, "Nghị định về định danh điện tử", "Bộ TT&TT", "Bộ Công an", "đầu năm 2019", "Nghị định"),
]


def test_an_annex_is_shown_corrected_taken_and_handed_out(home: Path, tmp_path: Path) -> None:
    file, into = tmp_path / "phu-luc.xlsx", ("--programme", "KH2008")
    file.write_bytes(sheet_of(ROWS, ["A3:F3"], name="Phụ lục"))
    refused = egov("annex", "read", str(file), *into, "--lang", "vi", home=home)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "'Phụ lục'!E5: “đầu năm 2019” không cho biết hạn đến ngày nào" in refused.stderr
    one = egov("annex", "read", str(file), *into, "--take", "I.1", "--dry-run", "--lang", "en", home=home)
    assert (one.returncode, one.stdout.splitlines()[0]) == (
        1,
        "rows: 2 · new tasks: 2 · changed: 0 · beyond the table, kept: 6",
    )
    ROWS[4] = (*ROWS[4][:4], "quý I/2019", ROWS[4][5])
    file.write_bytes(sheet_of(ROWS, ["A3:F3"], name="Phụ lục"))
    assert egov("annex", "read", str(file), *into, home=home).returncode == 0
    assert egov("annex", "read", str(file), *into, "--dry-run", home=home).returncode == 0
    entry = json.loads(egov("ledger", "show", "--last", "1", "--format", "json", home=home).stdout)
    assert (entry["purpose"], entry["document"]) == ("annex phu-luc.xlsx", "QD-43-2008")
    for name in ("out.xlsx", "out.csv"):
        out = tmp_path / name
        assert egov("annex", "write", *into, "--out", str(out), home=home).returncode == 0
        again = egov("annex", "read", str(out), *into, "--dry-run", "--lang", "vi", home=home)
        assert (again.returncode, "nhiệm vụ mới: 0 · thay đổi: 0 · ngoài bảng, giữ nguyên: 0" in again.stdout) == (0, True)
    assert egov("annex", "write", *into, "--out", str(tmp_path / "out.doc"), home=home).returncode == 2
    asked = ("report", "status", *into, "--by", "document", "--period", "quý II/2018", "--as-of", "2018-07-05")
    told = json.loads(egov(*asked, "--format", "json", home=home).stdout)
    assert [(row["group"], row["overdue"]) for row in told["rows"]] == [("QD-43-2008", 1)]
    assert egov("report", "status", "--period", "quý II", home=home).returncode == 2
    assert egov("ledger", "verify", home=home).returncode == 0
