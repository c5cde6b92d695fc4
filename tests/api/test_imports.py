"""A plan file becomes the governed plan of a programme over HTTP, by one who may write it."""

import json
from typing import Any

from portfolio.interchange import mspdi, planjson
from tests.api.conftest import Caller, Served
from tests.api.test_conventions import problem

PLAN = {
    "title": "Kế hoạch",
    "start": "2018-08-01",
    "tasks": [{"code": "A", "title": "khảo sát", "duration": 5}, {"code": "B", "duration": "10ed", "deadline": "2018-09-01"}],
    "links": [{"predecessor": "A", "successor": "B"}],
    "resources": [{"code": "R"}],
}


def send(caller: Caller, programme: str, data: bytes, more: str = "") -> Any:
    return caller("POST", f"programmes/{programme}/import{more}", {"Content-Type": "application/octet-stream"}, content=data)


def programme(served: Served) -> str:
    """A programme without tasks."""
    own = {"code": "NEW", "type": "plan", "title_vi": "Mới", "title_en": "New"}
    known = served.secretariat.get("programmes?limit=1").json()["items"][0]
    assert served.secretariat.post("programmes", own | {"portfolio": known["portfolio"]}).status_code == 201
    return "NEW"


def test_a_file_is_shown_taken_and_a_second_time_changes_nothing(served: Served) -> None:
    code, data = programme(served), json.dumps(PLAN).encode()
    before = served.head()
    shown = send(served.secretariat, code, data, "?dry_run=true")
    assert (shown.status_code, shown.json()["written"], served.head()) == (200, False, before)
    done = send(served.secretariat, code, data).json()
    assert done["rows"] == shown.json()["rows"]
    assert {(row["step"], row["kind"]) for row in done["rows"]} == {
        ("create", kind) for kind in ("calendar", "frame", "task", "estimate", "dependency", "deadline")
    }
    assert done["left_out"][0]["en"] == "resources and their use are not imported: R"
    dated = {t["task"]: t["early_finish"] for t in served.by("member").get(f"programmes/{code}/schedule").json()["tasks"]}
    assert dated == {"NEW.A": "2018-08-07", "NEW.B": "2018-08-17"}
    again = served.head()
    assert send(served.secretariat, code, data).json()["rows"] == []
    assert served.head() == again
    [entry] = served.by("auditor").get(f"ledger?after={again['seq'] - 1}").json()["items"]
    assert entry["purpose"] == "import Kế hoạch"


def test_what_is_wrong_is_told_at_once_and_nothing_is_written(served: Served) -> None:
    code, before = programme(served), served.head()
    loop = PLAN | {"links": [{"predecessor": "A", "successor": "B"}, {"predecessor": "B", "successor": "A"}]}
    assert problem(send(served.secretariat, code, json.dumps(loop).encode()))["cycle"] == ["A", "B", "A"]
    assert problem(send(served.secretariat, "none", json.dumps(PLAN).encode()))["status"] == 404
    assert problem(send(served.secretariat, code, b"{"))["status"] == 422
    data = mspdi.write(planjson.plan_from(PLAN))
    assert problem(send(served.secretariat, code, data, "?document=none"))["status"] == 404
    for role in ("member", "planner", "auditor"):
        assert problem(send(served.by(role), code, data))["status"] == 403
    assert before["seq"] == served.head()["seq"]
