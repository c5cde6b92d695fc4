"""What is published keeps to RFC 5545, 7986, 9074 and 9253: read by rules written down here, and by no library."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import product
from typing import NamedTuple, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.feeds.calendar import About, Doing, Entry, Related, Relation, Revision, feed
from tests.api.conftest import Served
from tests.api.test_feed_scopes import body_of, issued


class Line(NamedTuple):
    """A property, its parameters and its value."""

    name: str
    params: dict[str, str]
    value: str


class Part(NamedTuple):
    """A component, its properties, and the components in it."""

    name: str
    lines: list[Line]
    parts: list["Part"]

    def __getitem__(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]


ONCE = {
    "VCALENDAR": {"VERSION", "PRODID"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VTODO": {"UID", "DTSTAMP"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
"""What each component must have, and must have once (RFC 5545 3.6)."""
OFTEN = {"CATEGORIES", "RELATED-TO"}
"""What may stand in one several times; all else at most once."""
INSIDE = {
    "VCALENDAR": {"VTIMEZONE", "VEVENT", "VTODO"},
    "VTIMEZONE": {"STANDARD"},
    "VEVENT": {"VALARM"},
    "VTODO": {"VALARM"},
}
STATUSES = {"VEVENT": {"CONFIRMED", "CANCELLED"}, "VTODO": {"NEEDS-ACTION", "IN-PROCESS", "COMPLETED", "CANCELLED"}}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "NAME", "X-WR-CALNAME", "X-WR-CALDESC", "RELATED-TO", "TZID", "PRODID"}
VALUES = {"DATE": r"\d{8}", "DATE-TIME": r"\d{8}T\d{6}Z?", "DURATION": r"-?P\d+D|PT\d+H"}
TIMES = {"DTSTART", "DTEND", "DUE", "DTSTAMP", "LAST-MODIFIED", "COMPLETED", "TRIGGER"}


def read(body: bytes) -> Part:
    """A calendar, whose lines are checked while they are read."""
    assert body.endswith(b"\r\n")
    rows = body.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(row) <= 75 and row.decode() for row in rows)  # folded between characters, never inside one
    whole = body.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    top = Part("", [], [])
    above = [top]
    for row in whole:
        found = re.fullmatch(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):([^\x00-\x08\n-\x1f\x7f]*)', row)
        assert found, row
        line = Line(found[1], dict(part.split("=", 1) for part in found[2].split(";")[1:]), found[3])
        if line.name == "BEGIN":
            above.append(Part(line.value, [], []))
            above[-2].parts.append(above[-1])
        elif line.name == "END":
            assert above.pop().name == line.value
        else:
            above[-1].lines.append(line)
    [calendar] = top.parts
    return calendar


def kind(line: Line) -> str:
    return line.params.get("VALUE", "DATE-TIME")


def check(part: Part, zones: set[str]) -> None:
    """A component and what is in it."""
    count = Counter(line.name for line in part.lines)
    assert all(count[name] == 1 for name in ONCE[part.name]), part
    assert all(number == 1 for name, number in count.items() if name not in OFTEN), part
    assert {inner.name for inner in part.parts} <= INSIDE.get(part.name, set())
    for line in part.lines:
        if line.name in TEXTS:
            assert re.fullmatch(r"(?:[^\\,;]|\\[\\,;nN])*", line.value), line
        if line.name in TIMES:
            assert re.fullmatch(VALUES[kind(line)], line.value), line
        assert line.params.get("TZID") in (None, *zones)
    if part.name in STATUSES:
        check_entry(part)
    for inner in part.parts:
        check(inner, zones)


def check_entry(part: Part) -> None:
    """What holds of events and to-dos."""
    assert part["STATUS"][0].value in STATUSES[part.name]
    assert part["DTSTAMP"] == [line._replace(name="DTSTAMP") for line in part["LAST-MODIFIED"]]  # 3.8.7.2: there is no METHOD
    assert part["DTSTAMP"][0].value.endswith("Z")
    for start, end in product(part["DTSTART"], [*part["DTEND"], *part["DUE"]]):
        assert (kind(start), start.params.get("TZID")) == (kind(end), end.params.get("TZID"))
        assert start.value < end.value
    for name, most in (("PERCENT-COMPLETE", 100), ("PRIORITY", 9), ("SEQUENCE", 2**31 - 1)):
        assert all(0 <= int(line.value) <= most for line in part[name])
    for closed in part["COMPLETED"]:
        assert (part["STATUS"][0].value, closed.value[-1]) == ("COMPLETED", "Z")
    for other in part["RELATED-TO"]:
        assert other.params["RELTYPE"] in get_args(Relation)
        assert re.fullmatch(VALUES["DURATION"], other.params.get("GAP", "P1D"))
    for alarm in part.parts:
        assert (alarm["ACTION"][0].value, kind(alarm["TRIGGER"][0]), alarm["TRIGGER"][0].value[-1]) == (
            "DISPLAY",
            "DATE-TIME",
            "Z",
        )


def conforms(body: bytes) -> Part:
    """A calendar that keeps to the rules."""
    calendar = read(body)
    assert (calendar.name, calendar["VERSION"][0].value, calendar["METHOD"]) == ("VCALENDAR", "2.0", [])
    for name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        assert all(re.fullmatch(VALUES[kind(line)], line.value) for line in calendar[name])
    check(calendar, {part["TZID"][0].value for part in calendar.parts if part.name == "VTIMEZONE"})
    entries = [part for part in calendar.parts if part.name in STATUSES]
    uids = [part["UID"][0].value for each in entries for part in (each, *each.parts)]
    assert len(set(uids)) == len(uids)
    return calendar


WORDS = st.text(st.sampled_from('aế🙂,;:\\"\n\r\t N=\x00\u2028'), max_size=90)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
HOURS = st.none() | st.times(time(6), time(20)).map(lambda each: each.replace(microsecond=0))
RELATED = st.builds(Related, st.integers(0, 99).map("task-{}".format), st.sampled_from(get_args(Relation)), st.integers(-9, 9))
DOING = st.builds(
    Doing, st.sampled_from(sorted(STATUSES["VTODO"])), st.integers(0, 100), st.integers(0, 9), st.none() | DAYS, st.none() | DAYS,
    st.lists(RELATED, max_size=3).map(tuple),
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2008, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
COMMON = {
    "revision": st.builds(Revision, st.integers(0, 10**6), MOMENTS.map(lambda each: each.replace(microsecond=0))),
    "summary": WORDS, "lines": st.lists(WORDS, max_size=3).map(tuple), "place": WORDS, "cancelled": st.booleans(),
    "categories": st.lists(WORDS, max_size=2).map(tuple), "alarms": st.lists(MOMENTS, max_size=2).map(tuple),
    "url": st.just("https://egov.example/tasks/P.1,2;3"),
}  # fmt: skip
EVENTS = st.builds(Entry, uid=st.just(""), day=DAYS, starts=HOURS, ends=HOURS, **COMMON)
TODOS = st.builds(Entry, uid=st.just(""), day=st.none() | DAYS, doing=DOING, **COMMON)


@given(st.lists(EVENTS | TODOS, max_size=4), WORDS, WORDS)
def test_whatever_is_said_the_calendar_keeps_to_the_format(entries: list[Entry], name: str, said: str) -> None:
    numbered = [replace(entry, uid=f"{number}@x") for number, entry in enumerate(entries)]
    calendar = conforms(feed(numbered, About(name, said, "vi", "https://egov.example/")))
    assert sum(part.name in STATUSES for part in calendar.parts) == len(entries)


@pytest.mark.parametrize(("kind", "subject"), [("post", "MIC.minister"), ("programme", "P"), ("body", "NCEG"), ("query", "q=e")])
def test_what_is_served_keeps_to_the_format_however_it_is_asked_for(shared: Served, kind: str, subject: str) -> None:
    made = issued(shared, subject, kind, label="Của tôi; của An, và của ai đó")
    for lang, components, spans in product(("vi", "en"), ("vevent", "vtodo", "both"), (0, 1)):
        calendar = conforms(body_of(shared, made, f"?lang={lang}&components={components}&spans={spans}"))
        assert calendar["X-WR-CALNAME"][0].value == "Của tôi\\; của An\\, và của ai đó"
