"""The acceptance case of succession: the committee is renamed and gets another chair in the middle of a task.

The National Committee on IT Application becomes the National Committee on E-Government, and that one later takes another name
and another chair. The task goes with it, the timeline shows each hand-over, and calendars follow.
"""

from typing import Any

import pytest

from tests.api.conftest import Served
from tests.api.test_feeds import raw
from tests.api.world import named, two

SET_UP: tuple[tuple[str, dict[str, Any]], ...] = (
    ("organizations", {"code": "NCITA", **named("UBQG về Ứng dụng CNTT", "Committee on IT"), "classification": "committee"}),
    ("organizations", {"code": "NCDT", **named("UBQG về Chuyển đổi số", "Committee on Digital"), "classification": "committee",
                       "founded_on": "2018-08-15"}),
    ("posts", {"code": "NCITA.chair", "organization": "NCITA", "head": True, **two("Chair of NCITA")}),
    ("posts", {"code": "NCDT.chair", "organization": "NCDT", "head": True, "start": "2018-08-15", "document": "QD2",
               **two("Chair of NCDT")}),
    ("persons", {"code": "nhan", "name": "Nguyễn Thiện Nhân"}),
    ("persons", {"code": "chinh", "name": "Phạm Minh Chính"}),
    ("appointments", {"code": "a1", "person": "nhan", "post": "NCITA.chair", "start": "2008"}),
    ("appointments", {"code": "a2", "person": "chinh", "post": "NCDT.chair", "start": "2018-08-15"}),
    ("tasks", {"code": "P.9", "programme": "P", **two("One platform")}),
    ("assignments", {"task": "P.9", "organization": "NCITA", "role": "lead"}),
    ("estimates", {"task": "P.9", "optimistic": 60, "most_likely": 60, "pessimistic": 60}),
    ("tasks", {"code": "P.8", "programme": "P", **two("Two steps")}),
    ("tasks", {"code": "P.8.1", "programme": "P", "parent": "P.8", **two("First step")}),
    ("tasks", {"code": "P.7", "programme": "P", **two("What is done")}),
    ("tasks", {"code": "P.7.1", "programme": "P", "parent": "P.7", **two("All of it")}),
    ("progress", {"task": "P.7.1", "as_of": "2018-07-05", "state": "done", "actual_start": "2018-07-02",
                  "actual_finish": "2018-07-05"}),
    *(("assignments", {"task": task, "organization": "NCITA", "role": "lead"}) for task in ("P.7", "P.8")),
    ("estimates", {"task": "P.8.1", "optimistic": 60, "most_likely": 60, "pessimistic": 60}),
    ("deadlines", {"code": "P.9-d", "task": "P.9", "type": "instrument", "written_vi": "tháng 10", "written_en": "October",
                   "not_after": "2018-10-31"}),
)  # fmt: skip
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("successions", {"predecessor": "NCITA", "successor": "NCEG", "manner": "replaces", "effective_on": "2018-07-20",
                     "document": "QD1"}),
    ("successions", {"predecessor": "NCEG", "successor": "NCDT", "manner": "renames", "effective_on": "2018-08-15",
                     "document": "QD2"}),
)  # fmt: skip
UID = "deadline-P.9@EGOV.egov-portfolio"


@pytest.fixture(scope="module")
def followed(lasting: Served) -> Served:
    """The small committee with the one before it, the one after it, and a task that outlives two of them."""
    for path, said in (*SET_UP, *STEPS):
        assert lasting.secretariat.post(path, said).status_code == 201, path
    return lasting


def on(served: Served, day: str) -> None:
    """Move the status day."""
    version = served.secretariat.get("portfolios/EGOV").headers["etag"]
    assert served.secretariat("PATCH", "portfolios/EGOV", {"If-Match": version}, json={"status_day": day}).status_code == 200


def test_the_task_goes_with_the_committee_and_its_timeline_shows_each_hand_over(followed: Served) -> None:
    spans = followed.by("member").get("tasks/P.9/timeline?start=2018-07-05&end=2018-09-30").json()["spans"]
    assert [(s["start"], s["end"], s["answer"]["post"], s["answer"]["person"]) for s in spans] == [
        ("2018-07-05", "2018-07-19", "NCITA.chair", "nhan"),
        ("2018-07-20", "2018-08-14", "NCEG.chair", "phuc"),
        ("2018-08-15", "2018-09-30", "NCDT.chair", "chinh"),
    ]
    said = [reason["en"] for reason in spans[2]["answer"]["reasons"]]
    assert said[:3] == [
        "Committee on IT leads task P.9",
        "Committee has taken over from Committee on IT since 20/07/2018",
        "Committee on Digital is the new name of Committee since 15/08/2018",
    ]


def test_nothing_is_orphaned_and_the_report_says_by_what_each_thing_passed(followed: Served) -> None:
    told = followed.by("auditor").get("reports/succession?as_of=2018-09-01&lang=en").json()
    assert [row for row in told["rows"] if row["orphan"] and row["thing"] != "NCEG.mic"] == []
    task = next(row for row in told["rows"] if row["thing"] == "P.9")
    assert (task["body"], task["heir"], task["terms"][0]["document"]) == ("NCITA", "NCDT", "QD1")
    early = followed.by("auditor").get("reports/succession?as_of=2018-07-05&lang=en").json()
    assert early["rows"] == []
    assert "Committee is to follow Committee on IT from 20/07/2018 on." in early["answer"]


def test_calendars_follow_under_one_uid_with_a_higher_sequence(followed: Served) -> None:
    addresses = {post: calendar(followed, post) for post in ("NCITA.chair", "NCEG.chair", "NCDT.chair")}

    def seen() -> dict[str, tuple[str, int]]:
        found = {post: raw(followed.nobody.get(address).content).get(UID) for post, address in addresses.items()}
        return {post: (said["STATUS"].value, int(said["SEQUENCE"].value)) for post, said in found.items() if said}

    before = seen()
    assert {post: status for post, (status, _seq) in before.items()} == {"NCITA.chair": "CONFIRMED"}
    on(followed, "2018-07-25")
    after = seen()
    assert {post: status for post, (status, _seq) in after.items()} == {"NCITA.chair": "CANCELLED", "NCEG.chair": "CONFIRMED"}
    assert after["NCITA.chair"][1] > before["NCITA.chair"][1]
    on(followed, "2018-08-20")
    last = seen()
    assert {post: status for post, (status, _seq) in last.items()} == {
        "NCITA.chair": "CANCELLED", "NCEG.chair": "CANCELLED", "NCDT.chair": "CONFIRMED",
    }  # fmt: skip
    assert last["NCEG.chair"][1] > after["NCEG.chair"][1]


def test_what_a_body_leads_goes_to_the_calendar_of_whichever_follows_it_and_what_it_has_done_stays(followed: Served) -> None:
    addresses = {body: calendar(followed, body, "organization") for body in ("NCITA", "NCEG", "NCDT")}

    def led() -> dict[str, set[str]]:
        texts = {body: followed.nobody.get(f"{address}?components=vtodo").text for body, address in addresses.items()}
        found = {body: text.replace("\r\n ", "").split("BEGIN:VTODO")[1:] for body, text in texts.items()}
        live = {body: [todo for todo in todos if "STATUS:CANCELLED" not in todo] for body, todos in found.items()}
        return {body: {todo.partition("UID:task-")[2].partition("@")[0] for todo in todos} for body, todos in live.items()}

    open_, done = {"P.8", "P.8.1", "P.9"}, {"P.7", "P.7.1"}
    for day, body in (("2018-07-05", "NCITA"), ("2018-07-25", "NCEG"), ("2018-08-20", "NCDT")):
        on(followed, day)
        found = {each: codes & (open_ | done) for each, codes in led().items()}
        assert found == {each: (open_ if each == body else set()) | (done if each == "NCITA" else set()) for each in addresses}


def test_a_seat_that_no_term_and_no_seat_of_the_new_body_takes_is_named_as_an_orphan(followed: Served) -> None:
    lost = "reports/succession?as_of=2018-09-01&lang=en"
    assert [row["thing"] for row in followed.by("auditor").get(lost).json()["rows"] if row["orphan"]] == ["NCEG.mic"]
    seat = {"code": "NCDT.mic", "organization": "NCDT", "seat_of": "MIC.minister", **two("Member of NCDT")}
    assert followed.secretariat.post("posts", seat).status_code == 201
    assert [row["thing"] for row in followed.by("auditor").get(lost).json()["rows"] if row["orphan"]] == []


def calendar(served: Served, code: str, of: str = "post") -> str:
    """The address of a calendar of a post, or of something else, new."""
    made = served.secretariat.post("credentials", {"account": "member", "purpose": "feed", "subject": code, "feed": of})
    assert made.status_code == 201
    return f"/feeds/{made.json()['secret']}.ics"
