"""A planner lays a change of several things out in a file, looks at what it would move, and makes it whole."""

import json
from pathlib import Path

from tests.journeys.served import egov

TASK = "KH2008.7"
NEW = {"programme": "KH2008", "title_vi": "Rà soát", "title_en": "Review"}
CHANGES = [
    {"action": "create", "kind": "dependency", "value": {"predecessor": "KH2008.1", "successor": TASK}},
    {"action": "create", "kind": "task", "code": TASK, "value": NEW},
    {"action": "create", "kind": "estimate", "value": {"task": TASK, "optimistic": 5, "most_likely": 10, "pessimistic": 20}},
]


def test_a_batch_is_shown_corrected_and_made(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "ra-soat.json"
    wrong = [
        *CHANGES,
        {"action": "delete", "kind": "task", "code": "KH2008.1"},
        {"action": "create", "kind": "baselines", "value": {}},
    ]
    file.write_text(json.dumps({"changes": wrong}), encoding="utf-8")
    refused = egov("batch", str(file), "--lang", "vi", home=home)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "changes[3].version: hãy nêu phiên bản đã đọc: KH2008.1 hiện ở phiên bản 1" in refused.stderr
    assert "changes[4].kind: lô thay đổi không ghi baselines" in refused.stderr

    file.write_text(json.dumps({"changes": CHANGES}), encoding="utf-8")
    wanted = [f"create\tdependency\tKH2008.1~{TASK}~FS\t1", f"create\ttask\t{TASK}\t1", f"create\testimate\t{TASK}\t1"]
    tried = egov("batch", str(file), "--dry-run", "--lang", "en", home=home)
    assert (tried.returncode, tried.stdout.splitlines()) == (1, wanted)
    assert f"{TASK} would be dated otherwise" in tried.stderr
    assert "3 things would be written; nothing was" in tried.stderr
    made = egov("batch", str(file), "--document", "QD-43-2008", "--lang", "en", home=home)
    assert (made.returncode, made.stdout.splitlines()) == (0, wanted), made.stderr
    entries = egov("ledger", "show", "--last", "3", "--format", "json", home=home).stdout.splitlines()
    assert {(entry["purpose"], entry["document"]) for entry in map(json.loads, entries)} == {("batch ra-soat.json", "QD-43-2008")}

    back = {"action": "create", "kind": "dependency", "value": {"predecessor": TASK, "successor": "KH2008.1"}}
    file.write_text(json.dumps({"changes": [back]}), encoding="utf-8")
    loop = egov("batch", str(file), "--lang", "en", home=home)
    assert (loop.returncode, "changes[0]" in loop.stderr, f"KH2008.1 → {TASK} → KH2008.1" in loop.stderr) == (2, True, True)
    for said in ("{", "[]", '{"changes": [], "more": 1}'):
        file.write_text(said, encoding="utf-8")
        assert egov("batch", str(file), home=home).returncode == 2
    assert egov("batch", str(tmp_path / "none.json"), home=home).returncode == 2
    assert egov("ledger", "verify", home=home).returncode == 0
