"""A member's calendar: read back by a parser that is not ours, the same bytes while nothing changed."""

import os
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import colorama
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ics import Calendar
from ics.grammar.parse import string_to_container

from api.app import Clock
from api.feeds.calendar import About, Doing, Entry, Related, Revision, clean, feed
from tests.api.conftest import Caller, Served, serving
from tests.api.test_conventions import problem
from tests.api.world import NOW
from tests.support import Place

REVISION = Revision(7, datetime(2018, 7, 5, tzinfo=UTC))


def events(body: bytes) -> dict[str, Any]:
    """uid → event, as the independent parser has it."""
    try:
        return {event.uid: event for event in Calendar(body.decode()).events}
    finally:
        colorama.deinit()  # the parser wraps the terminal once more at each use


def raw(body: bytes) -> dict[str, dict[str, Any]]:
    """uid → property → (value, parameters), straight from the independent grammar."""
    try:
        [calendar] = string_to_container(body.decode())
    finally:
        colorama.deinit()
    parts = [{line.name: line for line in part} for part in calendar if part.name == "VEVENT"]
    return {lines["UID"].value: lines for lines in parts}


def unfolded(body: bytes) -> list[str]:
    """The lines of a calendar by RFC 5545 3.1: a line that begins with a blank goes on with the one before."""
    return body.decode().replace("\r\n ", "").split("\r\n")


def address(served: Served, secret: str | None = None) -> str:
    return f"/feeds/{secret or served.secrets.feed}.ics"


def test_the_feed_of_a_post_holds_its_deadlines_milestones_and_meetings(shared: Served) -> None:
    answer = shared.nobody.get(address(shared))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = events(answer.content)
    assert set(found) == {
        "deadline-P.1@EGOV.egov-portfolio",
        "deadline-P.2@EGOV.egov-portfolio",
        "milestone-P.3@EGOV.egov-portfolio",
        "meeting-M1@egov-portfolio",
        "meeting-M2@egov-portfolio",
    }
    due = found["deadline-P.1@EGOV.egov-portfolio"]
    assert due.all_day
    assert due.begin.date() == date(2018, 9, 30)
    meeting = found["meeting-M1@egov-portfolio"]
    assert (meeting.begin.to("UTC").datetime, meeting.end.to("UTC").datetime) == (
        datetime(2018, 8, 28, 1, tzinfo=UTC),
        datetime(2018, 8, 28, 4, tzinfo=UTC),
    )
    assert found["meeting-M2@egov-portfolio"].all_day


def test_a_deadline_is_a_whole_day_that_ends_before_the_next(shared: Served) -> None:
    due = raw(shared.nobody.get(address(shared)).content)["deadline-P.1@EGOV.egov-portfolio"]
    assert (due["DTSTART"].value, due["DTSTART"].params) == ("20180930", {"VALUE": ["DATE"]})
    assert (due["DTEND"].value, due["DTEND"].params) == ("20181001", {"VALUE": ["DATE"]})
    assert due["TRANSP"].value == "TRANSPARENT"


def test_the_description_says_programme_lead_basis_float_and_what_is_assumed_in_each_language(shared: Served) -> None:
    vi = events(shared.nobody.get(address(shared)).content)["deadline-P.1@EGOV.egov-portfolio"]
    en = events(shared.nobody.get(address(shared) + "?lang=en").content)["deadline-P.1@EGOV.egov-portfolio"]
    assert vi.name.startswith("Đến hạn: ")
    for said in (
        "Chương trình: Plan (vi) (P)",
        "chủ trì: Bộ TT&TT",
        "phối hợp: Ủy ban",
        "Điều 2",
        "quý III/2018",
        "dự trữ",
        "giả định",
        "Trương Minh Tuấn",
    ):
        assert said in vi.description
    for said in (
        "Programme: Plan (P)",
        "Lead: Ministry",
        "Coordinating: Committee",
        "1/QĐ",
        "third quarter of 2018",
        "float",
        "assumed",
    ):
        assert said in en.description


def test_a_person_s_feed_holds_what_their_posts_answer_for(shared: Served) -> None:
    post = raw(shared.nobody.get(address(shared)).content)
    person = raw(shared.nobody.get(address(shared, shared.secrets.feed_of_person)).content)
    assert set(post) == set(person)


def test_an_unchanged_feed_is_the_same_bytes_and_then_304(shared: Served) -> None:
    first, second = shared.nobody.get(address(shared)), shared.nobody.get(address(shared))
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    for headers in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        again = shared.nobody("GET", address(shared), headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    head = shared.nobody("HEAD", address(shared))
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert first.headers["referrer-policy"] == "no-referrer"
    assert "private" in first.headers["cache-control"]


def test_a_calendar_is_compressed_for_those_who_take_it(shared: Served) -> None:
    plain = shared.nobody("GET", address(shared), {"Accept-Encoding": "identity, gzip;q=0"})
    packed = shared.nobody("GET", address(shared), {"Accept-Encoding": "br;q=1, gzip"})
    assert ("content-encoding" in plain.headers, packed.headers["content-encoding"]) == (False, "gzip")
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    for known in (plain, packed):
        again = shared.nobody("GET", address(shared), {"If-None-Match": known.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_links_of_entries_lead_somewhere_for_whoever_is_signed_in(shared: Served) -> None:
    assert shared.nobody.get("/tasks/P.1").status_code == shared.nobody.get("/meetings/M1").status_code == 401
    shared.client.cookies.clear()
    opened = shared.client.post(f"/sign-in/{shared.secrets.sign_in}", follow_redirects=False)
    cookie = {"Cookie": opened.headers["set-cookie"].partition(";")[0]}
    task, meeting = (shared.nobody("GET", path, cookie) for path in ("/tasks/P.1", "/meetings/M1?lang=en"))
    assert (task.status_code, task.headers["location"]) == (303, "/#task-P.1")
    assert shared.nobody("GET", "/tasks/P.1?lang=en", cookie).headers["location"] == "/?lang=en#task-P.1"
    assert (meeting.status_code, "First session" in meeting.text) == (200, True)
    assert shared.nobody("GET", "/tasks/none", cookie).status_code == 404


def test_an_unchanged_feed_is_not_built_again(shared: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = shared.nobody.get(address(shared)).headers["etag"]
    monkeypatch.setattr("api.feeddesk.Desk.shown", None)  # building would now fail
    assert shared.nobody("GET", address(shared), {"If-None-Match": tag}).status_code == 304


def test_a_change_moves_the_etag_and_raises_the_sequence_of_what_it_touches(served: Served) -> None:
    def sequences() -> dict[str, int]:
        return {uid: int(lines["SEQUENCE"].value) for uid, lines in raw(served.nobody.get(address(served)).content).items()}

    before, tag = sequences(), served.nobody.get(address(served)).headers["etag"]
    moved = served.secretariat("PATCH", "deadlines/P.1-d", {"If-Match": '"1"'}, json={"not_after": "2018-12-31"})
    assert moved.status_code == 200
    answer = served.nobody("GET", address(served), {"If-None-Match": tag})
    assert answer.status_code == 200
    after = raw(answer.content)
    assert after["deadline-P.1@EGOV.egov-portfolio"]["DTSTART"].value == "20181231"
    for uid, sequence in before.items():
        touched = uid.startswith("deadline-P.1@")
        assert (int(after[uid]["SEQUENCE"].value) > sequence) is touched
        assert (after[uid]["LAST-MODIFIED"].value == NOW.strftime("%Y%m%dT%H%M%SZ")) is touched


def test_since_when_a_calendar_is_so_is_told_once_it_cannot_change_in_that_second_again(on_sqlite: Place) -> None:
    now = [NOW + timedelta(seconds=0.2)]
    with serving(on_sqlite.url, Clock(lambda: now[0], NOW.date)) as served:

        def due(day: str) -> None:
            version = served.secretariat.get("deadlines/P.1-d").headers["etag"]
            assert (
                served.secretariat("PATCH", "deadlines/P.1-d", {"If-Match": version}, json={"not_after": day}).status_code == 200
            )

        due("2018-12-30")
        early = served.nobody.get(address(served))
        now[0] = NOW + timedelta(seconds=0.8)
        due("2018-12-31")
        now[0] = NOW + timedelta(seconds=1)
        late = served.nobody.get(address(served))
        assert ("last-modified" in early.headers, early.content == late.content) == (False, False)
        known = {"If-Modified-Since": late.headers["last-modified"]}
        assert served.nobody("GET", address(served), known).status_code == 304


def test_a_change_elsewhere_leaves_every_byte(served: Served) -> None:
    before = served.nobody.get(address(served))
    assert served.secretariat.post("persons", {"code": "other", "name": "Người khác"}).status_code == 201
    assert served.secretariat("PATCH", "risks/R1", {"If-Match": '"1"'}, json={"title_en": "Later data"}).status_code == 200
    after = served.nobody("GET", address(served), {"If-None-Match": before.headers["etag"]})
    assert after.status_code == 304
    assert served.nobody.get(address(served)).content == before.content


def test_signing_in_and_issuing_tokens_moves_no_feed(served: Served) -> None:
    tag = served.nobody.get(address(served)).headers["etag"]
    served.secretariat.post("credentials", {"account": "member", "purpose": "api", "label": "x"})
    assert served.nobody("GET", address(served), {"If-None-Match": tag}).status_code == 304


def test_unknown_and_revoked_addresses_look_the_same(served: Served) -> None:
    unknown = problem(served.nobody.get("/feeds/nothing.ics"))
    [credential] = [
        item
        for item in served.secretariat.get("credentials?purpose=feed&limit=50").json()["items"]
        if item["subject"] == "MIC.minister"
    ]
    assert served.nobody.get(address(served)).status_code == 200
    gone = served.secretariat("POST", f"credentials/{credential['code']}/revocation", {"If-Match": '"1"'})
    assert (gone.status_code, gone.json()["revoked_at"] is None) == (200, False)
    kept = served.secretariat.get(f"credentials/{credential['code']}")
    assert (kept.json(), kept.headers["ETag"]) == (gone.json(), gone.headers["ETag"])
    revoked = problem(served.nobody.get(address(served)))
    for each in (unknown, revoked):
        each.pop("request_id")
    assert unknown == revoked


def test_a_feed_secret_opens_nothing_else_and_nothing_else_opens_a_feed(shared: Served) -> None:
    assert Caller(shared.client, shared.secrets.feed).get("tasks").status_code == 401
    assert Caller(shared.client, shared.secrets.sign_in).get("tasks").status_code == 401
    assert shared.nobody.get(address(shared, shared.secrets.tokens["secretariat"])).status_code == 404
    assert shared.nobody("GET", "/", {"Cookie": f"egov={shared.secrets.feed}"}).status_code == 401


def test_no_secret_reaches_a_log(database: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with serving(database.url) as served:
        served.nobody.get(address(served))
        served.nobody.get(f"/sign-in/{served.secrets.sign_in}")
        served.nobody.post(f"/sign-in/{served.secrets.sign_in}", None)
        served.secretariat.get("tasks")
        everything = "\n".join(r.getMessage() for r in caplog.records if r.name != "httpx")  # the caller's own log
        assert "GET /feeds/… 200" in everything
        for secret in (served.secrets.feed, served.secrets.sign_in, *served.secrets.tokens.values()):
            assert secret not in everything


BITS = (
    "\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\u202e", "BEGIN:VEVENT", "END:VEVENT", "ATTENDEE;CN=x:mailto:y",
    ";", ",", ":", "=", '"', "\\", "\\n", "\\N", "^n", " ", "\t", "a" * 90, "ế" * 40, "🙂" * 30, "x",
)  # fmt: skip
SENTENCES = st.text(max_size=80) | st.lists(st.sampled_from(BITS), max_size=12).map("".join)
HOSTILE_CALENDARS = int(os.environ.get("EGOV_HOSTILE_CALENDARS", "300"))
"""How many calendars Hypothesis makes of hostile texts; 20,000 take some minutes."""
DRAWN = 20_000
"""How many are drawn by lot beside these."""
FIELDS = ("uid", "summary", "line", "place", "topic", "url", "other")


def hostile_calendar(texts: dict[str, str], todo: bool) -> bytes:
    """A calendar that says a text in every field that takes one."""
    doing = Doing("IN-PROCESS", 40, 2, date(2018, 7, 2), (Related(f"o{texts['other']}", "FINISHTOSTART", 2),)) if todo else None
    entry = Entry(
        uid=f"u{texts['uid']}",
        revision=REVISION,
        day=date(2018, 7, 31),
        summary=texts["summary"],
        lines=(texts["line"], texts["summary"]),
        place=texts["place"],
        categories=(texts["topic"], texts["line"]),
        url=f"http://x/{texts['url']}",
        alarms=(NOW,),
        doing=doing,
    )
    return feed([entry], About(texts["summary"], texts["line"], "vi", "http://x/"))


def names(lines: list[str]) -> list[str]:
    """What each line of a calendar is called, parameters and all."""
    return [line.partition(":")[0] for line in lines]


@cache
def plain_names(said: frozenset[str], todo: bool) -> list[str]:
    """The same of a calendar of plain words in the fields that say something."""
    return names(unfolded(hostile_calendar({name: "plain" if name in said else "" for name in FIELDS}, todo)))


def holds_its_texts(texts: dict[str, str], todo: bool) -> None:
    """Hold a calendar to what it is to say, line by line."""
    body = hostile_calendar(texts, todo)
    lines = unfolded(body)
    assert all(len(part) <= 75 for part in body.split(b"\r\n"))
    assert re.search("[\\x00-\\x1f]", "".join(lines)) is None
    assert names(lines) == plain_names(frozenset(name for name, text in texts.items() if clean(text)), todo)
    entry = lines[lines.index("BEGIN:VTODO" if todo else "BEGIN:VEVENT") : lines.index("BEGIN:VALARM")]
    said = {name: re.sub(r"\\(.)", _meant, value) for name, _colon, value in (line.partition(":") for line in entry)}
    meant = {name: clean(text) for name, text in texts.items()}
    assert said["UID"] == clean(f"u{texts['uid']}")
    assert said["SUMMARY"] == meant["summary"]
    assert said.get("DESCRIPTION", "") == "\n".join(filter(None, (meant["line"], meant["summary"])))
    assert said.get("LOCATION", "") == meant["place"]
    assert said.get("CATEGORIES", "") == ",".join(filter(None, (meant["topic"], meant["line"])))


@settings(max_examples=HOSTILE_CALENDARS)
@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, SENTENCES)), st.booleans())
def test_no_text_breaks_out_of_its_line_and_each_is_read_as_it_was_meant(texts: dict[str, str], todo: bool) -> None:
    holds_its_texts(texts, todo)


@pytest.mark.parametrize("part", range(4))
def test_nor_does_any_of_twenty_thousand_that_are_drawn_by_lot(part: int) -> None:
    """Bar 21: as many in every run as the bar asks for."""
    lot = Random(part)
    for number in range(DRAWN // 4):
        texts = {name: "".join(lot.choices(BITS, k=lot.randrange(6))) for name in FIELDS}
        holds_its_texts(texts, bool(number % 2))


def _meant(escape: re.Match[str]) -> str:
    """A character that RFC 5545 3.3.11 escapes."""
    return {"n": "\n", "N": "\n"}.get(escape[1], escape[1])


@given(SENTENCES)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1)),
    st.integers(0, 400),
    st.booleans(),
)
def test_the_sequence_never_falls(seq: int, more: int, at: datetime, days: int, live: bool) -> None:
    began = at.replace(tzinfo=UTC)
    later = began + timedelta(days=days)
    first = Revision.of(seq, began, began.date() if live else None)
    then = Revision.of(seq + more, later if more else began, later.date() if live else None)
    assert then.sequence >= first.sequence
    assert then.at >= first.at
    assert then.sequence > first.sequence or (then.at, then.seq) == (first.at, first.seq)
