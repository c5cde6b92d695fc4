"""Feeds of every kind of thing: what each holds, how its address may ask for it, and how it is given a new secret."""

from typing import Any

import pytest

from tests.api.conftest import Served
from tests.api.test_conventions import problem
from tests.api.test_feeds import raw, unfolded


def issued(served: Served, subject: str, feed: str | None = None, options: str | None = None, label: str | None = "feed") -> Any:
    order = {"account": "member", "purpose": "feed", "label": label, "subject": subject, "feed": feed, "options": options}
    answer = served.secretariat.post("credentials", {name: value for name, value in order.items() if value is not None})
    assert answer.status_code == 201, answer.text
    return answer.json()


def body_of(served: Served, made: Any, asked: str = "") -> bytes:
    answer = served.nobody.get(f"/feeds/{made['secret']}.ics{asked}")
    assert answer.status_code == 200, answer.text
    return answer.content


def codes(body: bytes) -> set[str]:
    """What stands in a calendar: ``deadline-P.1``, ``meeting-M1``, …"""
    return {uid.partition("@")[0] for uid in raw(body)} | {
        line.removeprefix("UID:").partition("@")[0] for line in unfolded(body) if line.startswith("UID:task-")
    }


@pytest.mark.parametrize(
    ("feed", "subject", "held"),
    [
        ("post", "MIC.minister", {"deadline-P.1", "deadline-P.2", "milestone-P.3", "meeting-M1", "meeting-M2"}),
        ("person", "tuan", {"deadline-P.1", "deadline-P.2", "milestone-P.3", "meeting-M1", "meeting-M2"}),
        ("organization", "MIC", {"deadline-P.1", "deadline-P.2", "milestone-P.3"}),
        ("programme", "P", {"deadline-P.1", "deadline-P.2", "milestone-P.3"}),
        ("programme", "Q", set()),
        ("body", "NCEG", {"meeting-M1", "meeting-M2"}),
        ("query", "q=nghi dinh decree", set()),
        ("query", "q=draft", {"deadline-P.1"}),
        ("query", "agency=MIC&deadline_from=2018-10-01", {"deadline-P.2"}),
        ("query", "member=tuan&deadline_to=2018-09-30", {"deadline-P.1"}),
        ("query", "programme=P&max_float=0", {"deadline-P.1", "deadline-P.2", "milestone-P.3"}),
        ("query", "status=not-due", {"deadline-P.1", "deadline-P.2"}),
        ("query", "status=overdue", set()),
    ],
)
def test_a_feed_holds_what_it_is_of(shared: Served, feed: str, subject: str, held: set[str]) -> None:
    assert codes(body_of(shared, issued(shared, subject, feed))) == held


def test_a_feed_whose_kind_nobody_gave_is_of_a_post_or_a_person_as_ever(shared: Served) -> None:
    old = shared.nobody.get(f"/feeds/{shared.secrets.feed}.ics").content
    assert old == body_of(shared, issued(shared, "MIC.minister")) == body_of(shared, issued(shared, "MIC.minister", "post"))


@pytest.mark.parametrize(
    ("feed", "subject", "vi", "en"),
    [
        ("post", "MIC.minister", "Minister (vi), Bộ TT&TT – Chính phủ điện tử", "Minister, Ministry – e-Government"),
        ("person", "tuan", "Trương Minh Tuấn – Chính phủ điện tử", "Trương Minh Tuấn – e-Government"),
        ("organization", "MIC", "Bộ TT&TT – Chính phủ điện tử", "Ministry – e-Government"),
        ("programme", "P", "Plan (vi) – Chính phủ điện tử", "Plan – e-Government"),
        ("body", "NCEG", "Lịch họp Ủy ban – Chính phủ điện tử", "Meetings: Committee – e-Government"),
        (
            "query",
            "status=not-due&agency=MIC&member=tuan&programme=P&max_float=1&deadline_from=2018-07-01&q=về chính phủ điện tử",
            "Nhiệm vụ: chưa đến hạn, do Bộ TT&TT chủ trì, Trương Minh Tuấn chịu trách nhiệm, Plan (vi), "
            "dự trữ không quá 1 ngày làm việc, thời hạn từ 01/07/2018 trở đi, chứa các từ “về chính phủ điện tử”",
            "Tasks: not yet due, led by Ministry, answered for by Trương Minh Tuấn, Plan, float of 1 working day at most, "
            "due from 01/07/2018 on, with “về chính phủ điện tử” – e-Government",
        ),
        (
            "query",
            "member=MIC.minister&deadline_from=2018-07-01&deadline_to=2018-07-31",
            "Nhiệm vụ: Minister (vi), Bộ TT&TT chịu trách nhiệm, thời hạn từ 01/07/2018 đến 31/07/2018 – Chính phủ điện tử",
            "Tasks: answered for by Minister, Ministry, due from 01/07/2018 to 31/07/2018 – e-Government",
        ),
    ],
)
def test_a_calendar_is_called_by_what_it_is_of_unless_its_owner_calls_it_something(
    shared: Served, feed: str, subject: str, vi: str, en: str
) -> None:
    made, mine = (issued(shared, subject, feed, label=label) for label in (None, "Lịch; của An"))
    for lang, name in (("vi", vi), ("en", en), (None, vi)):
        body = body_of(shared, made, f"?lang={lang}" if lang else "")
        said = [line for line in unfolded(body) if line.startswith(("NAME:", "X-WR-CALNAME:"))]
        assert said == [f"{prop}:{_escaped(name)}" for prop in ("NAME", "X-WR-CALNAME")]
        labelled = body_of(shared, mine, f"?lang={lang}" if lang else "")
        assert unfolded(labelled) == [line.replace(_escaped(name), "Lịch\\; của An") for line in unfolded(body)]


def _escaped(text: str) -> str:
    """As text stands in a calendar (RFC 5545 3.3.11)."""
    return text.replace(";", "\\;").replace(",", "\\,")


def test_what_a_feed_may_not_be_is_refused_with_every_problem(shared: Served) -> None:
    def refused(**order: str) -> dict[str, str]:
        said = {"account": "member", "purpose": "feed", "label": "x", **order}
        answer = shared.secretariat.post("credentials", said)
        assert answer.status_code == 422
        return {error["place"]: error["message_en"] for error in answer.json()["errors"]}

    assert set(refused(subject="nobody", feed="programme")) == {"subject"}
    assert set(refused(subject="P", feed="person")) == {"subject"}
    assert set(refused(subject="agency=NONE&status=late&colour=red&max_float=x", feed="query")) == {"subject"}
    assert "there is no field colour" in str(refused(subject="colour=red", feed="query"))
    assert set(refused(subject="tuan", options="lang=fr&alarm=-1")) == {"options"}
    assert set(refused(subject="x=", feed="query", options="alarm")) == {"subject", "options"}
    assert set(refused(subject="P", purpose="api", feed="programme")) == {"feed"}
    assert problem(shared.nobody.get(f"/feeds/{shared.secrets.feed}.ics?components=all&spans=2"))["status"] == 400


def test_whose_calendar_a_code_could_be_is_said_where_nobody_said_it(shared: Served) -> None:
    body = {"account": "member", "purpose": "feed", "subject": "MIC"}
    [error] = shared.secretariat.post("credentials", body).json()["errors"]
    assert (
        error["message_en"] == "MIC is no post and no person but organization: say so, by --of organization or in the API by feed"
    )
    assert shared.secretariat.post("credentials", {**body, "feed": "organization"}).status_code == 201


def test_the_address_overrides_what_the_feed_says(shared: Served) -> None:
    made = issued(shared, "P", "programme", "lang=en&components=vtodo&alarm=0")
    todos = body_of(shared, made)
    assert {f"task-P.{n}" for n in range(1, 6)} == codes(todos)
    assert b"SUMMARY:Draft the decree" in todos
    assert b"VALARM" not in todos
    assert codes(body_of(shared, made, "?components=vevent&lang=vi")) == {"deadline-P.1", "deadline-P.2", "milestone-P.3"}
    assert "Đến hạn:".encode() in body_of(shared, made, "?components=vevent&lang=vi")
    assert {"span-P.1", "span-P.2", "span-P.5", "deadline-P.1"} <= codes(body_of(shared, made, "?components=both&spans=1"))
    assert body_of(shared, made, "?utm_source=calendar") == todos


def test_what_a_span_of_days_leaves_out_is_said(shared: Served) -> None:
    made = issued(shared, "P", "programme", "lang=en&ahead=90")
    body = body_of(shared, made)
    assert codes(body) == {"deadline-P.1", "milestone-P.3"}
    [said] = [line for line in unfolded(body) if line.startswith("DESCRIPTION:")][:1]
    assert "asked for\\, and left out: 1." in said
    assert "without an entry here: 2 (" in said
    assert codes(body_of(shared, made, "?back=0&ahead=0")) == set()


def test_a_to_do_says_when_how_urgent_how_far_and_what_it_waits_for(shared: Served) -> None:
    made = issued(shared, "P", "programme", "lang=en&components=vtodo")
    text = "\n".join(unfolded(body_of(shared, made)))
    todos = {part.partition("UID:task-")[2].partition("@")[0]: part for part in text.split("BEGIN:VTODO")[1:]}
    assert "DUE;VALUE=DATE:20181031" in todos["P.2"]
    assert "DTSTART;VALUE=DATE:20180712" in todos["P.2"]
    assert "RELATED-TO;RELTYPE=FINISHTOSTART:task-P.1@EGOV.egov-portfolio" in todos["P.2"]
    assert "RELATED-TO;GAP=P1D;RELTYPE=FINISHTOSTART:task-P.2@EGOV.egov-portfolio" in todos["P.3"]
    assert ("PRIORITY:2" in todos["P.1"], "PRIORITY:6" in todos["P.5"]) == (True, True)
    assert "STATUS:NEEDS-ACTION" in todos["P.1"]
    assert "Waits for P.1: Draft the decree (forecast 11/07/2018)" in todos["P.2"]
    assert "Ask the ministries (forecast 25/07/2018)\\, and 1 working day more" in todos["P.3"]
    assert "DUE" not in todos["P.4"]
    # 30 September 2018 is a Sunday: three working days before it is the Wednesday, at eight in Hà Nội
    assert "TRIGGER;VALUE=DATE-TIME:20180926T010000Z" in todos["P.1"]


def test_what_has_parts_is_under_way_as_soon_as_they_are(served: Served) -> None:
    for code, title in (("P.4.1", "Collect"), ("P.4.2", "Compare")):
        part = {"code": code, "programme": "P", "parent": "P.4", "title_vi": title, "title_en": title}
        assert served.secretariat.post("tasks", part).status_code == 201
        estimate = {"task": code, "optimistic": 1, "most_likely": 2, "pessimistic": 3}
        assert served.secretariat.post("estimates", estimate).status_code == 201
    made = issued(served, "P", "programme", "lang=en&components=vtodo")

    def status() -> str:
        [todo] = [part for part in body_of(served, made).decode().split("BEGIN:VTODO") if "UID:task-P.4@" in part]
        assert "PERCENT-COMPLETE" not in todo
        return todo.partition("STATUS:")[2].partition("\r\n")[0]

    assert status() == "NEEDS-ACTION"
    report = {
        "task": "P.4.1",
        "as_of": "2018-07-05",
        "state": "done",
        "actual_start": "2018-07-02",
        "actual_finish": "2018-07-05",
    }
    assert served.secretariat.post("progress", report).status_code == 201
    assert status() == "IN-PROCESS"


def test_progress_makes_a_to_do_done_and_takes_its_alarms(served: Served) -> None:
    made = issued(served, "P", "programme", "lang=en&components=vtodo")
    report = {"task": "P.1", "as_of": "2018-07-05", "state": "done", "actual_start": "2018-07-02", "actual_finish": "2018-07-05"}
    before = body_of(served, made)
    assert served.secretariat.post("progress", report).status_code == 201
    text = "\n".join(unfolded(body_of(served, made)))
    [todo] = [part for part in text.split("BEGIN:VTODO")[1:] if "UID:task-P.1@" in part]
    assert "STATUS:COMPLETED" in todo
    assert "PERCENT-COMPLETE:100" in todo
    assert "VALARM" not in todo
    assert b"VALARM" in before


def test_a_meeting_has_its_hours_its_agenda_and_its_zone(served: Served) -> None:
    point = {"meeting": "M1", "ordinal": 1, "title_vi": "Báo cáo tiến độ", "title_en": "Progress report"}
    assert served.secretariat.post("agenda-items", point).status_code == 201
    body = body_of(served, issued(served, "NCEG", "body", "lang=en"))
    meeting = raw(body)["meeting-M1@egov-portfolio"]
    assert (meeting["DTSTART"].value, meeting["DTSTART"].params) == ("20180828T080000", {"TZID": ["Asia/Ho_Chi_Minh"]})
    assert "Agenda\\, point 1: Progress report" in meeting["DESCRIPTION"].value
    assert meeting["URL"].value.endswith("/meetings/M1")
    assert b"BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh\r\n" in body


def test_a_rotated_feed_is_the_same_feed_under_another_secret(served: Served) -> None:
    made = issued(served, "P", "programme", "lang=en", "My programme")
    code, before = made["credential"]["code"], body_of(served, made)
    assert served.secretariat.post(f"credentials/{code}/rotation", {}).status_code == 428
    turned = served.secretariat("POST", f"credentials/{code}/rotation", {"If-Match": '"1"'}, json={})
    assert turned.status_code == 201
    assert turned.json()["secret"] != made["secret"]
    kept = ("label", "subject", "feed", "options", "account")
    assert {name: turned.json()["credential"][name] for name in kept} == {name: made["credential"][name] for name in kept}
    assert body_of(served, turned.json()) == before
    assert served.nobody.get(f"/feeds/{made['secret']}.ics").status_code == 404
    again = served.secretariat("POST", f"credentials/{code}/rotation", {"If-Match": '"2"'}, json={})
    assert problem(again)["status"] == 422


def test_an_old_address_lives_on_for_as_long_as_it_is_told_to(served: Served) -> None:
    made = issued(served, "tuan")
    code = made["credential"]["code"]
    turned = served.secretariat("POST", f"credentials/{code}/rotation", {"If-Match": '"1"'}, json={"keep_days": 7})
    assert body_of(served, turned.json()) == body_of(served, made)
    old = served.secretariat.get(f"credentials/{code}").json()
    assert old["expires_at"].startswith("2018-07-13")
    wrong = served.secretariat("POST", f"credentials/{code}/rotation", {"If-Match": '"2"'}, json={"keep_days": 1000})
    assert problem(wrong)["status"] == 422


def test_only_a_feed_is_rotated(shared: Served) -> None:
    token = next(c for c in shared.secretariat.get("credentials?purpose=api&limit=1").json()["items"])
    answer = shared.secretariat("POST", f"credentials/{token['code']}/rotation", {"If-Match": f'"{token["version"]}"'}, json={})
    assert problem(answer)["status"] == 422
