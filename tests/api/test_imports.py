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
    assert [note["en"] for note in done["left_out"]] == [
        "resources and their use are not imported: R",
        "the title of the file is not imported, NEW keeps its own: Kế hoạch",
    ]
    dated = {t["task"]: t["early_finish"] for t in served.by("member").get(f"programmes/{code}/schedule").json()["tasks"]}
    assert dated == {"NEW.A": "2018-08-07", "NEW.B": "2018-08-17"}
    again = served.head()
    assert send(served.secretariat, code, data).json()["rows"] == []
    assert served.head() == again
    [entry] = served.by("auditor").get(f"ledger?after={again['seq'] - 1}").json()["items"]
    assert entry["purpose"] == "import Kế hoạch"


def test_whoever_may_read_plans_may_try_one_and_nothing_else(shared: Served) -> None:
    code = shared.secretariat.get("programmes?limit=1").json()["items"][0]["code"]
    data, before = json.dumps(PLAN).encode(), shared.head()
    for role in ("member", "planner", "auditor"):
        for tried in ("true", "True", "1"):
            shown = send(shared.by(role), code, data, f"?dry_run={tried}")
            assert (shown.status_code, shown.json()["written"]) == (200, False), (role, tried)
        for written in ("", "?dry_run=false", "?dry_run=true&dry_run=false", "?dry_run=false&dry_run=true", "?frame=true"):
            assert problem(send(shared.by(role), code, data, written))["status"] in (400, 403), (role, written)
    assert shared.nobody("POST", f"/api/v1/programmes/{code}/import?dry_run=true", content=data).status_code == 401
    assert shared.head() == before


def test_a_programme_moves_only_when_its_frame_is_asked_for(served: Served) -> None:
    code = programme(served)
    assert send(served.secretariat, code, json.dumps(PLAN).encode()).status_code == 200

    def dated() -> dict[str, str]:
        return {t["task"]: t["early_start"] for t in served.secretariat.get(f"programmes/{code}/schedule").json()["tasks"]}

    def told(answer: Any) -> list[str]:
        return [note["en"] for note in answer.json()["left_out"]]

    later = json.dumps(PLAN | {"start": "2018-09-03", "tasks": [{"code": "C", "duration": 3}], "links": []}).encode()
    shown = told(send(served.by("planner"), code, later, "?dry_run=true"))
    start = "the start of NEW stays 01/08/2018; the file says 03/09/2018: --frame (?frame=true) takes the file's"
    assert start in shown
    assert shown[-1].startswith("with --frame (?frame=true) 3 tasks would be dated otherwise, NEW.C the most: its finish ")
    whole = send(served.by("planner"), code, later, "?dry_run=true&frame=true")
    assert told(whole)[-1].startswith("2 tasks that are there already would move, NEW.A the most: its finish from 07/08/2018 to ")
    assert start in told(send(served.secretariat, code, later))
    assert dated() == {"NEW.A": "2018-08-01", "NEW.B": "2018-08-08", "NEW.C": "2018-08-01"}
    assert send(served.secretariat, code, later, "?frame=true").json()["rows"][0]["kind"] == "frame"
    assert set(dated().values()) == {"2018-09-03", "2018-09-08"}


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
