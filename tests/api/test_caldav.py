"""The face of the feeds for CalDAV: what it answers, what it refuses, and that it says what the feed says."""

from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st

from api.feeds.calendar import Doing, Entry, Revision
from api.feeds.davfilter import chosen
from api.feeds.davxml import LARGEST
from api.feeds.shown import piece
from tests.api.conftest import Served, serving
from tests.api.test_conventions import problem
from tests.api.test_feed_scopes import issued
from tests.api.world import two
from tests.conftest import Place

NAMES = {"D": "DAV:", "C": "urn:ietf:params:xml:ns:caldav", "S": "http://calendarserver.org/ns/"}
DUE = "deadline-P.1@EGOV.egov-portfolio"


def home(served: Served, secret: str | None = None) -> str:
    return f"/caldav/{secret or served.secrets.feed}/"


def asked(served: Served, method: str, body: str = "", depth: str = "0", at: str | None = None) -> Response:
    return served.nobody(method, at or home(served), {"Depth": depth, "Content-Type": "application/xml"}, content=body.encode())


def prop(*names: str) -> str:
    space = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())
    return f"<D:propfind {space}><D:prop>{''.join(f'<{name}/>' for name in names)}</D:prop></D:propfind>"


def report(kind: str, inside: str = "") -> str:
    space = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())
    return f"<{kind} {space}><D:prop><D:getetag/><C:calendar-data/></D:prop>{inside}</{kind}>"


def told(answer: Response) -> dict[str, Element]:
    """href → what is told of it."""
    assert answer.status_code == 207, answer.text
    return {str(part.findtext("D:href", None, NAMES)): part for part in fromstring(answer.content).iterfind("D:response", NAMES)}


def uids(answer: Response) -> set[str]:
    texts = [str(part.findtext(".//C:calendar-data", "", NAMES)).partition("BEGIN:VALARM")[0] for part in told(answer).values()]
    return {line.removeprefix("UID:") for text in texts for line in text.splitlines() if line.startswith("UID:")}


def token(answer: Response) -> str:
    return str(fromstring(answer.content).findtext("D:sync-token", "", NAMES))


def test_options_say_what_it_speaks_and_whatever_would_change_something_is_405(shared: Served) -> None:
    options = shared.nobody("OPTIONS", home(shared))
    assert (options.status_code, options.headers["allow"]) == (204, "OPTIONS, PROPFIND, REPORT")
    assert options.headers["dav"] == "1, calendar-access"
    for method in ("PUT", "DELETE", "PROPPATCH", "MKCALENDAR", "MOVE", "COPY", "LOCK", "POST", "GET"):
        assert problem(asked(shared, method))["status"] == 405, method
    for method in ("PUT", "DELETE", "PROPPATCH", "REPORT"):
        assert problem(asked(shared, method, at=f"{home(shared)}{DUE}.ics"))["status"] == 405, method


def test_the_collection_says_what_it_is_and_that_it_is_only_read(shared: Served) -> None:
    names = ("D:resourcetype", "D:displayname", "D:current-user-privilege-set", "S:getctag", "D:sync-token", "D:no-such-thing")
    [part] = told(asked(shared, "PROPFIND", prop(*names))).values()
    found, missing = part.findall("D:propstat", NAMES)
    assert found.find(".//D:resourcetype/C:calendar", NAMES) is not None
    assert [each.tag for each in found.find(".//D:privilege", NAMES) or []] == ["{DAV:}read"]
    assert found.findtext(".//D:displayname", "", NAMES) == "feed"
    assert [each.tag for each in missing.find("D:prop", NAMES) or []] == ["{DAV:}no-such-thing"]
    assert missing.findtext("D:status", "", NAMES) == "HTTP/1.1 404 Not Found"


def test_a_calendar_that_has_no_to_dos_is_none_of_to_dos(shared: Served) -> None:
    """Else a program that shows to-dos lists an empty calendar beside those that have some."""

    def holds(options: str | None, feed: str = "post", subject: str = "MIC.minister") -> list[str]:
        made = issued(shared, subject, feed, options)
        [part] = told(
            asked(shared, "PROPFIND", prop("C:supported-calendar-component-set"), at=home(shared, made["secret"]))
        ).values()
        return [str(each.get("name")) for each in part.iterfind(".//C:comp", NAMES)]

    assert holds(None) == holds("components=vevent") == holds("components=both", "body", "NCEG") == ["VEVENT"]
    assert holds("components=vtodo") == holds("components=both") == ["VEVENT", "VTODO"]


def test_a_program_finds_its_calendar_by_the_host_and_the_secret_as_a_password(shared: Served) -> None:
    def looked(password: str, depth: str = "1", scheme: str = "Basic") -> Response:
        said = b64encode(f"anybody:{password}".encode()).decode()
        question = prop("D:current-user-principal", "C:calendar-home-set", "D:resourcetype")
        headers = {"Authorization": f"{scheme} {said}", "Depth": depth}
        return shared.nobody("PROPFIND", "/caldav/", headers, content=question.encode())

    for method in ("GET", "HEAD", "PROPFIND"):
        moved = shared.client.request(method, "/.well-known/caldav", follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (301, "/caldav/")
    there = told(looked(shared.secrets.feed))
    assert [*there] == ["/caldav/", home(shared)]
    for name in ("D:current-user-principal", "C:calendar-home-set"):
        assert there["/caldav/"].findtext(f".//{name}/D:href", "", NAMES) == "/caldav/"
    assert there[home(shared)].find(".//D:resourcetype/C:calendar", NAMES) is not None
    assert [*told(looked(shared.secrets.feed, "0"))] == ["/caldav/"]
    assert looked(shared.secrets.feed, "infinity").status_code == 403
    api_token = shared.secrets.tokens["secretariat"]
    refused = [looked(password) for password in ("nothing", "", "a:b", api_token)]
    refused += [looked(shared.secrets.feed, scheme="Bearer"), asked(shared, "PROPFIND", at="/caldav/")]
    refused += [shared.nobody("PROPFIND", "/caldav/", {"Authorization": f"Basic {said}"}) for said in ("", "*", "/w==")]
    for answer in refused:
        assert (problem(answer)["status"], answer.headers["www-authenticate"].split()[0]) == (401, "Basic")


def test_depth_one_lists_every_entry_of_the_feed_and_infinity_is_refused(shared: Served) -> None:
    listed = told(asked(shared, "PROPFIND", "", depth="1"))
    feed = shared.nobody.get(f"/feeds/{shared.secrets.feed}.ics").text
    assert len(listed) == 1 + feed.count("BEGIN:VEVENT")
    assert all(part.find("D:propstat/D:prop/C:calendar-data", NAMES) is None for part in listed.values())
    refused = asked(shared, "PROPFIND", "", depth="infinity")
    assert (refused.status_code, fromstring(refused.content)[0].tag) == (403, "{DAV:}propfind-finite-depth")


def test_names_alone_are_told_when_asked_for(shared: Served) -> None:
    [part] = told(asked(shared, "PROPFIND", '<propfind xmlns="DAV:"><propname/></propfind>')).values()
    assert part.find(".//D:displayname", NAMES) is not None
    assert part.findtext(".//D:displayname", "", NAMES) == ""


def test_each_entry_says_byte_for_byte_what_the_feed_says(shared: Served) -> None:
    feed = shared.nobody.get(f"/feeds/{shared.secrets.feed}.ics").content
    answer = asked(shared, "REPORT", report("C:calendar-query", WHOLE))
    for href, part in told(answer).items():
        said = str(part.findtext(".//C:calendar-data", "", NAMES)).encode()
        component = said[said.index(b"BEGIN:VEVENT") : said.index(b"END:VCALENDAR")]
        assert component in feed
        alone = shared.nobody.get(href)
        assert (alone.content, alone.headers["content-type"]) == (said, "text/calendar; charset=utf-8")
        assert alone.headers["etag"] == part.findtext(".//D:getetag", "", NAMES)
        assert shared.nobody("GET", href, {"If-None-Match": alone.headers["etag"]}).status_code == 304
        assert [*told(asked(shared, "PROPFIND", prop("D:getetag"), at=href))] == [href]


WHOLE = '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter>'


def events(inside: str, kind: str = "VEVENT") -> str:
    nested = f'<C:comp-filter name="VCALENDAR"><C:comp-filter name="{kind}">{inside}</C:comp-filter></C:comp-filter>'
    return report("C:calendar-query", f"<C:filter>{nested}</C:filter>")


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ('<C:time-range start="20180930T000000Z" end="20180930T010000Z"/>', {DUE}),  # 7 o'clock in Hà Nội
        ('<C:time-range start="20180929T150000Z" end="20180929T170000Z"/>', set()),  # it is not that day there yet
        ('<C:time-range end="20180801T000000Z"/>', {"milestone-P.3@EGOV.egov-portfolio"}),
        ('<C:prop-filter name="UID"><C:text-match>meeting-m1</C:text-match></C:prop-filter>', {"meeting-M1@egov-portfolio"}),
        ('<C:prop-filter name="LOCATION"><C:text-match>hà</C:text-match></C:prop-filter>', {"meeting-M1@egov-portfolio"}),
        ('<C:prop-filter name="LOCATION"><C:text-match>hÀ</C:text-match></C:prop-filter>', set()),  # of ASCII only (RFC 4790 9.2)
        (
            '<C:prop-filter name="LOCATION"><C:text-match collation="i;unicode-casemap">hÀ</C:text-match></C:prop-filter>',
            {"meeting-M1@egov-portfolio"},
        ),
        ('<C:prop-filter name="UID"><C:text-match collation="i;octet">meeting-m1</C:text-match></C:prop-filter>', set()),
        ('<C:prop-filter name="LOCATION"/>', {"meeting-M1@egov-portfolio"}),
        ('<C:prop-filter name="SUMMARY"><C:is-not-defined/></C:prop-filter>', set()),
    ],
)
def test_a_query_finds_what_it_is_after(shared: Served, inside: str, found: set[str]) -> None:
    assert uids(asked(shared, "REPORT", events(inside))) == found


def test_what_is_no_event_is_found_only_by_who_wants_no_event(shared: Served) -> None:
    assert uids(asked(shared, "REPORT", events("", "VTODO"))) == set()
    assert len(uids(asked(shared, "REPORT", events("<C:is-not-defined/>", "VTODO")))) == 5


def test_a_filter_that_is_not_known_is_refused_and_never_left_out(shared: Served) -> None:
    for inside in (
        '<C:prop-filter name="UID"><C:param-filter name="X"/></C:prop-filter>',
        '<C:comp-filter name="VALARM"/>',
    ):
        refused = asked(shared, "REPORT", events(inside))
        assert (refused.status_code, fromstring(refused.content)[0].tag) == (403, f"{{{NAMES['C']}}}supported-filter")
    spoken = '<C:prop-filter name="UID"><C:text-match collation="i;klingon">x</C:text-match></C:prop-filter>'
    refused = asked(shared, "REPORT", events(spoken))
    assert (refused.status_code, fromstring(refused.content)[0].tag) == (403, f"{{{NAMES['C']}}}supported-collation")
    other = asked(shared, "REPORT", report("D:expand-property"))
    assert (other.status_code, fromstring(other.content)[0].tag) == (403, "{DAV:}supported-report")


def test_of_addresses_that_are_named_each_is_answered_also_those_of_nothing(shared: Served) -> None:
    there, gone = f"{home(shared)}{DUE}.ics", f"{home(shared)}nothing.ics"
    foreign = f"/caldav/other/{DUE}.ics"
    inside = "".join(f"<D:href>{href}</D:href>" for href in (there, gone, foreign))
    answer = asked(shared, "REPORT", report("C:calendar-multiget", inside))
    assert uids(answer) == {DUE}
    for href in (gone, foreign):
        assert told(answer)[href].findtext("D:status", "", NAMES) == "HTTP/1.1 404 Not Found"


def test_who_shows_a_token_is_told_what_changed_and_what_went_since(served: Served) -> None:
    def since(known: str = "") -> Response:
        inside = f"<D:sync-token>{known}</D:sync-token><D:sync-level>1</D:sync-level>"
        return asked(served, "REPORT", report("D:sync-collection", inside))

    first = since()
    assert len(uids(first)) == 5
    assert told(since(token(first))) == {}
    meeting = {"code": "M9", "type": "meeting", "body": "NCEG", "held_on": "2018-09-12", **two("One more")}
    assert served.secretariat.post("meetings", meeting).status_code == 201
    second = since(token(first))
    assert uids(second) == {"meeting-M9@egov-portfolio"}
    assert told(since(token(second))) == {}
    assert served.secretariat("DELETE", "meetings/M9", {"If-Match": '"1"'}).status_code == 204
    third = since(token(second))
    assert {href: part.findtext("D:status", "", NAMES) for href, part in told(third).items()} == {
        f"{home(served)}meeting-M9@egov-portfolio.ics": "HTTP/1.1 404 Not Found"
    }
    history, _colon, number = token(third).rpartition(":")
    wrong = ["", "1.2018-07-04", "-1", "١", "9" * 19, str(int(number) + 1)]
    for strange in ("x", number, f"urn:egov-portfolio:sync:{number}", f"{history}0:{number}", *(f"{history}:{n}" for n in wrong)):
        refused = since(strange)
        assert (refused.status_code, fromstring(refused.content)[0].tag) == (403, "{DAV:}valid-sync-token")


@pytest.mark.parametrize(("most", "status"), [("4", 403), ("5", 207), ("500", 207), ("many", 207)])
def test_who_wants_no_more_than_a_number_is_told_no_more(shared: Served, most: str, status: int) -> None:
    inside = f"<D:sync-token/><D:sync-level>1</D:sync-level><D:limit><D:nresults>{most}</D:nresults></D:limit>"
    answer = asked(shared, "REPORT", report("D:sync-collection", inside))
    assert answer.status_code == status
    if status == 403:
        assert fromstring(answer.content)[0].tag == "{DAV:}number-of-matches-within-limits"


def test_unknown_and_revoked_secrets_look_the_same_and_open_nothing(served: Served) -> None:
    listed = served.secretariat.get("credentials?purpose=feed&limit=50").json()["items"]
    [code] = [item["code"] for item in listed if item["subject"] == "MIC.minister"]
    assert asked(served, "PROPFIND").status_code == 207
    assert served.secretariat("POST", f"credentials/{code}/revocation", {"If-Match": '"1"'}).status_code == 200
    for method in ("PROPFIND", "REPORT"):
        answers = [problem(asked(served, method, at=at)) for at in (home(served), home(served, "nothing"))]
        for each in answers:
            each.pop("request_id")
        assert answers[0] == answers[1]
        assert answers[0]["status"] == 404
    assert served.nobody.get(f"{home(served)}{DUE}.ics").status_code == 404
    assert asked(served, "PROPFIND", at=home(served, served.secrets.tokens["secretariat"])).status_code == 404


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><propfind xmlns="DAV:"><prop>&b;</prop></propfind>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><propfind xmlns="DAV:"/>',
        "<propfind",
        "\x00",
        "<a>" * 50 + "</a>" * 50,
        "<a>" + "x" * LARGEST + "</a>",
    ],
    ids=["entities", "external", "cut off", "no XML", "deep", "large"],
)
def test_xml_that_is_after_something_else_is_refused(shared: Served, body: str) -> None:
    for method in ("PROPFIND", "REPORT"):
        assert problem(asked(shared, method, body))["status"] == 400
    assert problem(asked(shared, "REPORT", ""))["status"] == 400


def test_a_query_without_a_filter_or_with_a_moment_that_is_none_is_refused(shared: Served) -> None:
    assert problem(asked(shared, "REPORT", report("C:calendar-query")))["status"] in (400, 422)
    assert problem(asked(shared, "REPORT", events('<C:time-range start="yesterday"/>')))["status"] in (400, 422)


def test_no_secret_reaches_a_log(database: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with serving(database.url) as served:
        asked(served, "PROPFIND", depth="1")
        served.nobody.get(f"{home(served)}{DUE}.ics")
        refused = asked(served, "DELETE")
        everything = "\n".join(r.getMessage() for r in caplog.records if r.name != "httpx")
        assert "PROPFIND /caldav/…" in everything
        assert served.secrets.feed not in everything
        assert served.secrets.feed not in refused.text
        assert refused.headers["referrer-policy"] in ("no-referrer", "same-origin")


# ---------------------------------------------------------------------------- the law of overlapping
DAYS = st.dates(date(2018, 1, 1), date(2018, 12, 31))
REVISION = Revision(7, datetime(2018, 7, 5, tzinfo=UTC))


@given(DAYS, st.integers(0, 40), st.datetimes(datetime(2017, 12, 1), datetime(2019, 1, 31)), st.integers(1, 5_000))
def test_a_stretch_finds_the_days_of_which_an_hour_in_hanoi_lies_in_it(
    day: date, more: int, start: datetime, minutes: int
) -> None:
    last = day + timedelta(days=more)
    entry = piece(Entry(uid="x", revision=REVISION, day=day, last=last, summary="x"))
    start = start.replace(second=0, microsecond=0)
    stretch = [start + timedelta(minutes=each, hours=7) for each in range(minutes)]  # every minute, as clocks there show it
    found = {moment.date() for moment in stretch}
    wanted = any(day <= each <= last for each in found)
    assert (len(chosen([entry], query(start, start + timedelta(minutes=minutes)))) == 1) == wanted


@pytest.mark.parametrize("doing", [None, Doing("NEEDS-ACTION")], ids=["event", "to-do"])
@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 30), date.max])
def test_the_first_and_the_last_of_all_days_are_days_too(day: date, doing: Doing | None) -> None:
    entry = piece(Entry(uid="x", revision=REVISION, day=day, summary="x", doing=doing))
    asked = events('<C:time-range start="99991229T170000Z"/>', "VTODO" if doing else "VEVENT")
    assert len(chosen([entry], fromstring(asked))) == (day.year == 9999)


def test_a_to_do_that_was_due_on_no_known_day_is_of_the_day_on_which_it_was_done() -> None:
    entry = piece(
        Entry(uid="x", revision=REVISION, day=None, summary="x", doing=Doing("COMPLETED", 100, closed=date(2018, 7, 5)))
    )
    for day, found in ((4, 0), (5, 1), (6, 0)):
        asked = events(f'<C:time-range start="201807{day:02}T000000Z" end="201807{day:02}T235959Z"/>', "VTODO")
        assert len(chosen([entry], fromstring(asked))) == found


def query(start: datetime, end: datetime) -> Any:
    written = [f'{name}="{moment:%Y%m%dT%H%M%S}Z"' for name, moment in (("start", start), ("end", end))]
    return fromstring(events(f"<C:time-range {' '.join(written)}/>"))
