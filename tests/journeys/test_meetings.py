"""A secretary at the terminal: counts who came, makes conclusions into tasks, reads the next agenda, and writes the notice."""

import json
from pathlib import Path

from tests.journeys.served import egov

MEETING = "BST-2009-09-17"


def meeting(home: Path, *arguments: str, code: int = 0, lang: str = "en") -> str:
    done = egov("meeting", *arguments, "--lang", lang, home=home, COLUMNS="200")
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def test_quorum_says_who_of_the_members_came_and_that_no_rule_is_on_record(home: Path) -> None:
    assert "Có mặt 4/4 thành viên (100 %); chưa ghi nhận quy định" in meeting(home, "quorum", MEETING, "--facts-only", lang="vi")
    counted = json.loads(meeting(home, "quorum", MEETING, "--format", "json"))
    assert [each["present"] for each in counted["members"]] == [False, True, True, True, True]


def test_a_conclusion_is_tried_then_made_and_the_agenda_of_the_body_tells_it(home: Path, tmp_path: Path) -> None:
    deadline = {"written_vi": "cuối tháng 9/2009", "written_en": "end of September 2009", "not_after": "2009-09-30"}
    order = {"code": "CT2011-2015.9", "programme": "CT2011-2015", "title_vi": "Báo cáo tiến độ", "title_en": "Report progress",
             "lead": "EDITING-TEAM", "coordinating": ["MOF"], "deadline": deadline}  # fmt: skip
    file = tmp_path / "order.json"
    file.write_text(json.dumps({"tasks": [order]}))
    assert "5 things would be written; nothing was" in meeting(home, "conclude", MEETING, "1", str(file), "--dry-run")
    said = meeting(home, "conclude", MEETING, "1", str(file))
    assert said.splitlines()[0] == "task\tCT2011-2015.9"
    assert "5 things written" in said
    assert "tasks[0].code: task CT2011-2015.9 is there already" in meeting(home, "conclude", MEETING, "1", str(file), code=2)
    rows = json.loads(egov("report", "agenda", "--format", "json", "--as-of", "2009-10-05", home=home).stdout)["rows"]
    [row] = [row for row in rows if row["task"] == "CT2011-2015.9"]
    assert (row["state"], row["days_overdue"], row["number"], row["meeting"]) == ("overdue", 3, 1, None)
    told = meeting(home, "agenda", MEETING)
    assert "Chaired by Nguyễn Minh Hồng." in told
    assert "Nothing was ordered" in told


def test_members_are_invited_once(home: Path) -> None:
    assert f"invitation\t{MEETING}~organization~GO" in meeting(home, "invite", MEETING)
    assert meeting(home, "invite", MEETING, lang="vi").strip() == "đã ghi 0 mục"
    assert egov("ledger", "verify", home=home).returncode == 0


def test_the_notice_is_written_as_a_page_or_a_word_document(home: Path, tmp_path: Path) -> None:
    page = meeting(home, "notice", MEETING, lang="vi")
    assert "Kết luận của Thứ trưởng Bộ Thông tin và Truyền thông Nguyễn Minh Hồng tại cuộc họp Ban soạn thảo" in page
    out = tmp_path / "notice.docx"
    assert meeting(home, "notice", MEETING, "--format", "docx", "--out", str(out)) == ""
    assert out.read_bytes()[:2] == b"PK"
