"""Who sits where, who holds what and what lies with whom, over HTTP and for a day; and Popolo in and out."""

import json
from typing import Any

import pytest

from tests.api.conftest import Served
from tests.api.test_conventions import problem


def got(served: Served, path: str) -> Any:
    answer = served.by("member").get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_post_is_asked_for_its_holder_on_a_day(shared: Served) -> None:
    now, before = (got(shared, f"posts/MIC.minister/holder?as_of={day}") for day in ("2018-07-05", "2015-12-31"))
    assert (now["person"], now["person_name"], now["via"], now["there"]) == ("tuan", "Trương Minh Tuấn", "holder", True)
    assert (before["person"], before["via"]) == (None, "vacant")
    assert now["reasons"][-1]["source"] == "001"
    assert problem(shared.by("member").get("posts/X/holder"))["status"] == 404


def test_a_body_is_asked_for_its_members_and_they_are_counted(served: Served) -> None:
    for more in ({"code": "s", "person": "tuan", "substitute": True}, {"code": "w", "organization": "OLD", "end": "2018-06"}):
        said = {"body": "NCEG", "role_vi": "ủy viên", "role_en": "member", **more}
        assert served.secretariat.post("memberships", said).status_code == 201
    found = got(served, "organizations/NCEG/members?as_of=2018-07-05")
    assert (found["count"], found["vacant"]) == (2, 0)
    assert {member["person"]: member["seats"] for member in found["members"]} == {"phuc": ["NCEG.chair"], "tuan": ["NCEG.mic"]}
    assert [each["person"] for each in found["substitutes"]] == ["tuan"]
    assert got(served, "organizations/NCEG/members?as_of=2018-05-31")["count"] == 3


def test_a_body_is_asked_where_it_stands_on_a_day(served: Served) -> None:
    step = {"predecessor": "OLD", "successor": "NCEG", "manner": "replaces", "effective_on": "2018-07-04"}
    assert served.secretariat.post("successions", step).status_code == 201
    assert served.secretariat("PATCH", "organizations/MIC", {"If-Match": '"1"'}, json={"parent": "OLD"}).status_code == 200
    before, after = (got(served, f"organizations/MIC/hierarchy?as_of={day}") for day in ("2018-07-03", "2018-07-04"))
    assert (before["above"], after["above"], after["head"]) == (["OLD"], ["NCEG"], "MIC.minister")
    assert got(served, "organizations/NCEG/hierarchy?as_of=2018-07-04")["below"] == ["MIC"]
    old = got(served, "organizations/OLD/hierarchy?as_of=2018-07-04")
    assert (old["in_being"], old["in_charge"], old["successions"]) == (False, ["NCEG"], ["OLD~NCEG"])


def test_a_task_is_asked_for_everybody_s_part_and_for_its_path_upward(served: Served) -> None:
    rows = got(served, "tasks/P.1/parties")["parties"]
    assert [(r["role"], r["organization"], r["answer"]["person"]) for r in rows] == [
        ("lead", "MIC", "tuan"),
        ("coordinating", "NCEG", "phuc"),
    ]
    assert served.secretariat.post("escalation-rules", {"code": "r", "working_days": 5}).status_code == 201
    path = got(served, "tasks/P.1/escalation?as_of=2018-10-09")
    assert (path["due"], path["overdue"], path["at"]) == ("2018-09-30", 7, 2)
    assert [(s["post"], s["since"], s["until"]) for s in path["stages"]] == [
        ("MIC.minister", "2018-10-01", "2018-10-05"),
        ("NCEG.chair", "2018-10-08", None),
    ]
    before = got(served, "tasks/P.1/escalation?as_of=2018-09-30")
    assert (before["overdue"], before["at"]) == (0, None)


def test_a_person_and_an_office_are_asked_for_their_load(shared: Served) -> None:
    mine = got(shared, "persons/tuan/load")
    assert mine["roles"] == {"lead": 4, "coordinating": 0, "monitoring": 0, "approving": 0}
    assert {d["task"]: d["working_days"] for d in mine["duties"]} == {"P.1": 5, "P.2": 10, "P.3": 0, "P.5": 2}
    assert (mine["tasks"], mine["working_days"]) == (4, 17)
    for post in ("MIC.minister", "NCEG.mic"):
        assert got(shared, f"posts/{post}/load")["duties"] == mine["duties"]
    beside = got(shared, "persons/phuc/load")
    assert (beside["roles"]["coordinating"], beside["roles"]["lead"]) == (1, beside["tasks"] - 1)
    for unknown in ("persons/nobody/load", "posts/nothing/load", "organizations/x/members", "organizations/x/hierarchy"):
        assert problem(shared.by("member").get(unknown))["status"] == 404


def test_each_is_answered_as_it_was_known_then(served: Served) -> None:
    seq = served.head()["seq"]
    changed = served.secretariat("PATCH", "appointments/tuan-minister", {"If-Match": '"1"'}, json={"end": "2018-06-30"})
    assert changed.status_code == 200
    for path, now, then in (
        ("posts/MIC.minister/holder?as_of=2018-07-05", None, "tuan"),
        ("organizations/NCEG/members?as_of=2018-07-05", None, "tuan"),
        ("persons/tuan/load?as_of=2018-07-05", [], "tuan"),
    ):
        assert "tuan" not in json.dumps(got(served, path)).replace('"subject": "tuan"', ""), path
        assert "tuan" in json.dumps(got(served, f"{path}&known_on={seq}")), (path, now, then)


class TestPopolo:
    def test_what_goes_out_whole_comes_back_and_changes_nothing(self, served: Served) -> None:
        out = served.by("auditor").get("popolo?whole=true")
        assert (out.status_code, len(out.json()["persons"])) == (200, 2)
        before = served.head()
        back = served.secretariat("POST", "popolo", {"Content-Type": "application/json"}, content=out.content)
        assert (back.status_code, back.json()["rows"], served.head()) == (200, [], before)

    def test_a_file_is_shown_taken_in_one_unit_and_a_second_time_changes_nothing(self, served: Served) -> None:
        file = {
            "organizations": [{"id": "MOST", "name": "Bộ KH&CN", "classification": "ministry"}],
            "posts": [{"id": "MOST.minister", "label": "Bộ trưởng", "organization_id": "MOST", "start_date": "1992"}],
            "persons": [{"id": "anh", "name": "Chu Ngọc Anh", "email": "a@example.com"}],
            "memberships": [{"id": "anh-1", "person_id": "anh", "post_id": "MOST.minister", "start_date": "2016-04"}],
        }
        before = served.head()
        shown = served.by("planner").post("popolo?dry_run=true", file).json()
        assert ([row["step"] for row in shown["rows"]], served.head()) == (["create"] * 4, before)
        assert [note["en"].split(":")[0] for note in shown["left_out"]] == ["persons.email"]
        assert problem(served.by("planner").post("popolo", file))["status"] == 403
        assert served.secretariat.post("popolo", file).json()["rows"] == shown["rows"]
        assert served.secretariat.post("popolo", file).json()["rows"] == []
        assert got(served, "posts/MOST.minister/holder?as_of=2018-07-05")["person"] == "anh"

    @pytest.mark.parametrize(
        "file",
        [
            {"persons": [{"id": "a b", "name": "X"}, {"id": "tuan"}], "memberships": [{"id": "z", "post_id": "nothing"}]},
            {"memberships": [{"id": "second", "person_id": "phuc", "post_id": "MIC.minister", "start_date": "2017"}]},
        ],
    )
    def test_a_bad_file_changes_nothing_and_names_every_problem(self, served: Served, file: dict[str, Any]) -> None:
        before = served.head()
        said = problem(served.secretariat.post("popolo", file))
        assert (said["status"], len(said["errors"]) >= 1, served.head()) == (422, True, before)
