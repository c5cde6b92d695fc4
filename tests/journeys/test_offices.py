"""An auditor asks at the terminal who sat where and what was left to whom, and the offices go out as Popolo and come back."""

import json
from pathlib import Path

from tests.journeys.served import egov


def test_the_committee_on_it_application_becomes_that_on_e_government_and_nothing_is_orphaned(home: Path) -> None:
    def asked(day: str) -> dict[str, object]:
        said = egov("report", "succession", "--as-of", day, "--format", "json", "--lang", "en", home=home)
        assert said.returncode == 0, said.stderr
        found: dict[str, object] = json.loads(said.stdout)
        return found

    assert asked("2018-07-05")["rows"] == []
    after = asked("2018-10-01")
    assert "Nothing is without an heir." in str(after["answer"])
    rows = after["rows"]
    assert isinstance(rows, list)
    heirs = {row["thing"]: (row["heir"], row["post"], row["source"]) for row in rows}
    assert heirs["CPDT2018-2020.1.5"][0] == "NCEG"
    assert heirs["NCITA.GO"] == ("NCEG", "NCEG.secretary-general", "003")


def test_what_lies_with_whom_is_told_in_both_languages(home: Path) -> None:
    vi = egov("report", "load", "--lang", "vi", home=home)
    assert "Nguyễn Xuân Phúc: " in vi.stdout
    assert "phê duyệt" in vi.stdout
    asked = ("--programme", "CPDT2018-2020", "--as-of", "2018-10-12", "--format", "json")
    first = json.loads(egov("report", "escalation", *asked, home=home).stdout)["rows"][0]
    assert (first["task"], first["stands"]["step"], first["stands"]["since"]) == ("CPDT2018-2020.1.4", 2, "2018-10-08")
    assert [step["until"] for step in first["path"]] == ["2018-10-05", None]


def test_the_offices_go_out_as_popolo_and_come_back_unchanged_and_a_change_in_the_file_alone_is_taken(
    home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "offices.json"
    done = egov("popolo", "export", "--whole", "--out", str(out), "--lang", "en", home=home)
    assert (done.returncode, "no place for delegations" in done.stderr) == (0, True)
    same = egov("popolo", "import", str(out), "--dry-run", "--lang", "en", home=home)
    assert (same.returncode, same.stdout.strip()) == (0, "The records say what the file says.")
    said = json.loads(out.read_text(encoding="utf-8"))
    next(row for row in said["persons"] if row["id"] == "VU-DUC-DAM")["name"] = "Vũ Đức Đam (PTT)"
    out.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    shown = egov("popolo", "import", str(out), "--dry-run", "--lang", "en", home=home)
    assert (shown.returncode, "VU-DUC-DAM" in shown.stdout) == (1, True)
    assert egov("popolo", "import", str(out), home=home).returncode == 0
    assert egov("popolo", "import", str(out), "--dry-run", home=home).returncode == 0
    said["persons"][0]["id"], said["posts"][0]["organization_id"] = "a b", "NOWHERE"
    out.write_text(json.dumps(said), encoding="utf-8")
    bad = egov("popolo", "import", str(out), "--lang", "en", home=home)
    assert (bad.returncode, "persons[0].id" in bad.stderr, "posts[0].organization_id" in bad.stderr) == (2, True, True)
    of_day = json.loads(egov("popolo", "export", "--as-of", "2018-07-05", home=home).stdout)
    assert {row["person_id"] for row in of_day["memberships"] if row.get("post_id") == "NCEG.chair"} == {"NGUYEN-XUAN-PHUC"}
