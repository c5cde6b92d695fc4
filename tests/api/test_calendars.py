"""The page on which people subscribe to calendars: what its forms make, whose they are, and where a secret is seen."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st

from api.feeds.scope import Query
from api.pages.calendars import Address
from api.sessions import form_token
from tests.api.conftest import URL, Served, serving
from tests.api.test_sign_in import cookie, link, with_session
from tests.conftest import Place

SECRET = re.compile(r"/feeds/([\w-]{43})\.ics")


class Person:
    """A member who is signed in."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.session = cookie(served.nobody("POST", link(served))).value

    def get(self, path: str = "/calendars?lang=en") -> Response:
        return with_session(self.served, self.session, path=path)

    def send(self, path: str = "/calendars?lang=en", **said: str) -> Response:
        form = {"form_token": form_token(self.session), **said}
        return with_session(self.served, self.session, "POST", path, form, Sec_Fetch_Site="same-origin")

    def codes(self) -> list[str]:
        return re.findall(r"/calendars/([\w-]+)/end", self.get().text)


def secret(answer: Response) -> str:
    found = set(SECRET.findall(answer.text))
    assert len(found) == 1, answer.text
    return str(found.pop())


@pytest.fixture
def member(on_sqlite: Place) -> Iterator[Person]:
    with serving(on_sqlite.url) as served:
        yield Person(served)


def test_without_a_session_there_is_no_page(shared: Served) -> None:
    for method, path in (("GET", "/calendars"), ("POST", "/calendars"), ("POST", "/calendars/x/end")):
        assert shared.nobody(method, path).status_code == 401
        assert shared.secretariat(method, path).status_code == 401


def test_a_calendar_is_made_shown_once_and_read(member: Person) -> None:
    made = member.send(of="post:MIC.minister", label="Của  tôi", components="both", spans="1", alarm="5", lang="vi")
    assert made.status_code == 200
    new = secret(made)
    feed = member.served.nobody.get(f"/feeds/{new}.ics").text
    assert "BEGIN:VTODO" in feed
    assert "Đến hạn" in feed
    assert f'value="{URL}/caldav/{new}/"' in made.text
    assert f'href="webcal://127.0.0.1:8000/feeds/{new}.ics"' in made.text
    assert "<svg" in made.text
    page = member.get().text
    assert new not in page
    assert "Của tôi" in page
    for said in ("Minister, Ministry", "tasks as to-dos", "from its first day to its last", "5 working day"):
        assert said in page, said


def test_links_to_other_programs_carry_the_address_and_no_referer(member: Person) -> None:
    made = member.send(of="programme:P", lang="en")
    new, text = secret(made), unescape(made.text)
    webcal = f"webcal%3A%2F%2F127.0.0.1%3A8000%2Ffeeds%2F{new}.ics"
    assert f'<a href="https://calendar.google.com/calendar/r?cid={webcal}" rel="noreferrer noopener"' in text
    assert f"addfromweb?url=http%3A%2F%2F127.0.0.1%3A8000%2Ffeeds%2F{new}.ics&name=Plan%20%E2%80%93%20e-Government" in text
    for answer in (made, member.get()):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
    assert "will not reach it" in text  # there is no https here


@given(st.text(max_size=40), st.sampled_from(["https://egov.example", "https://egov.example:8443/portfolio"]))
def test_each_link_to_a_program_brings_it_the_whole_address_and_name(name: str, public: str) -> None:
    """The forms are no promise of their makers: Google takes a webcal address as ``cid``, Microsoft an https one as ``url``."""
    made = Address.of(name, public, "s-_3cret")
    assert (made.feed, made.webcal) == (
        f"{public}/feeds/s-_3cret.ics",
        f"webcal{public.removeprefix('https')}/feeds/s-_3cret.ics",
    )
    links = {name: urlsplit(link) for name, link in made.elsewhere}
    assert {name: (link.scheme, link.netloc, link.path, parse_qs(link.query, True)) for name, link in links.items()} == {
        "Google Calendar": ("https", "calendar.google.com", "/calendar/r", {"cid": [made.webcal]}),
        "Outlook.com": ("https", "outlook.live.com", "/calendar/0/addfromweb", {"url": [made.feed], "name": [name]}),
        "Microsoft 365": ("https", "outlook.office.com", "/calendar/0/addfromweb", {"url": [made.feed], "name": [name]}),
    }
    assert not any(link.fragment for link in links.values())
    assert made.server in ("egov.example", "egov.example:8443")


@pytest.mark.parametrize("of", ["person:tuan", "organization:MIC", "body:NCEG", "programme:P", "query"])
def test_there_is_a_calendar_of_each_sort_of_thing(member: Person, of: str) -> None:
    made = member.send(of=of, agency="MIC" if of == "query" else "", q="decree" if of == "query" else "", lang="en")
    feed = member.served.nobody.get(f"/feeds/{secret(made)}.ics")
    assert feed.status_code == 200
    assert "BEGIN:VEVENT" in feed.text
    assert f'value="{of}"' in member.get().text


def test_without_a_line_filled_in_a_filter_is_of_all_tasks(member: Person) -> None:
    made = member.send(of="query", lang="en")
    assert "Address of the calendar: All tasks – e-Government" in made.text
    feed = member.served.nobody.get(f"/feeds/{secret(made)}.ics").text
    assert feed.count("BEGIN:VEVENT") == 3


def test_what_is_given_no_name_is_called_by_what_it_is_of_in_the_language_of_the_calendar(member: Person) -> None:
    for lang, name in (("vi", "Lịch họp Ủy ban – Chính phủ điện tử"), ("en", "Meetings: Committee – e-Government")):
        made = member.send("/calendars?lang=en", of="body:NCEG", lang=lang)
        assert f"Address of the calendar: {name}" in made.text
        assert f'<th scope="row">{name}</th>' in made.text
        assert f"NAME:{name}\r\n" in member.served.nobody.get(f"/feeds/{secret(made)}.ics").text
    page = member.get().text
    row = page[page.index("Meetings: Committee – e-Government") :]
    assert "deadlines and milestones" not in row[: row.index("</tr>")]  # there is nothing to choose of meetings


def test_a_new_address_keeps_the_name_and_the_old_one_ends_as_was_chosen(member: Person) -> None:
    first = secret(member.send(of="post:MIC.minister", label="Mine", lang="en"))
    [code] = [c for c in member.codes() if c not in old_codes(member)]
    entries = member.served.nobody.get(f"/feeds/{first}.ics").content
    changed = member.send(f"/calendars/{code}/address?lang=en", keep_days="0")
    second = secret(changed)
    assert "Address of the calendar: Mine" in changed.text
    assert member.served.nobody.get(f"/feeds/{second}.ics").content == entries
    assert member.served.nobody.get(f"/feeds/{first}.ics").status_code == 404
    [code] = [c for c in member.codes() if c not in old_codes(member)]
    third = secret(member.send(f"/calendars/{code}/address?lang=en", keep_days="7"))
    assert [member.served.nobody.get(f"/feeds/{each}.ics").status_code for each in (second, third)] == [200, 200]
    assert "old address, ends 13/07/2018" in member.get().text


def old_codes(member: Person) -> set[str]:
    """Those that the small world began with, and those that were replaced."""
    items = member.served.secretariat.get("credentials?purpose=feed&limit=50").json()["items"]
    return {item["code"] for item in items if item["label"] == "feed" or item["expires_at"] or item["revoked_at"]}


def test_an_ended_calendar_opens_nothing_and_leaves_the_page(member: Person) -> None:
    new = secret(member.send(of="programme:P", lang="en"))
    [code] = [c for c in member.codes() if c not in old_codes(member)]
    ended = member.send(f"/calendars/{code}/end?lang=en")
    assert (ended.status_code, ended.headers["location"]) == (303, "/calendars?lang=en")
    assert member.served.nobody.get(f"/feeds/{new}.ics").status_code == 404
    assert code not in member.codes()


def test_a_calendar_of_another_account_is_not_there(member: Person) -> None:
    order = {"account": "planner", "purpose": "feed", "subject": "MIC.minister", "label": "theirs"}
    code = member.served.secretariat.post("credentials", order).json()["credential"]["code"]
    assert "theirs" not in member.get().text
    for act in ("address", "end"):
        assert member.send(f"/calendars/{code}/{act}").status_code == 404
        assert member.send(f"/calendars/nothing/{act}").status_code == 404
    mine = member.served.secretariat.get("credentials?purpose=session").json()["items"][0]["code"]
    assert member.send(f"/calendars/{mine}/end").status_code == 404


def test_everything_that_is_wrong_with_an_order_is_told_and_nothing_is_made(member: Person) -> None:
    before = member.served.head()
    wrong = member.send(of="query", status="asleep", max_float="x", deadline_from="soon", components="all", alarm="99", lang="de")
    assert wrong.status_code == 422
    for place in ("What it shows", "Remind me", "Language of the calendar"):
        assert place in wrong.text, place
    for of in ("", "post", "post:nobody", "planet:Mars", "query:x"):
        refused = member.send(of=of, programme="nothing")
        assert refused.status_code == 422, of
        assert not SECRET.search(refused.text)
    assert member.served.head() == before


class Forms(HTMLParser):
    """What the forms of a page would send: the names and values of their fields, the hidden ones left out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: list[dict[str, str]] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.sent.append({})
        elif tag == "select":
            self._select = said["name"]
        elif "selected" in said or "checked" in said:
            self.sent[-1][said.get("name", self._select)] = said["value"]
        elif tag == "input" and said.get("type") not in ("hidden", "checkbox") and "name" in said:
            self.sent[-1][said["name"]] = said["value"]


@pytest.mark.parametrize(
    "typed",
    [
        {"of": "programme:P", "label": 'My "own" <name>', "components": "both", "spans": "1", "alarm": "99", "lang": "vi"},
        {"of": "post:MIC.minister", "label": "", "components": "vtodo", "alarm": "", "lang": "de"},
        {"of": "query", "label": "Quá hạn", "components": "vevent", "alarm": "0", "lang": "en", "programme": "P", "agency": "MIC",
         "status": "overdue", "max_float": "x", "deadline_from": "2018-07-01", "deadline_to": "", "q": "nghị định"},
    ],
    ids=["a programme", "a post", "a filter"],
)  # fmt: skip
def test_what_was_typed_stands_in_the_form_again_when_it_is_refused(member: Person, typed: dict[str, str]) -> None:
    refused = member.send(**typed)
    assert refused.status_code == 422
    forms = Forms(refused.text).sent
    found = next(form for form in forms if ("q" in form) == (typed["of"] == "query") and "label" in form)
    assert {name: value for name, value in typed.items() if value and name != "of" and value != "de"}.items() <= found.items()
    assert found.get("of", typed["of"]) == typed["of"]
    assert ("<details open>" in refused.text) == (typed["of"] == "query")


def test_every_line_of_the_filter_counts(member: Person) -> None:
    due = {"deadline_from": "2018-10-01", "deadline_to": "2018-10-31"}
    feed = member.served.nobody.get(f"/feeds/{secret(member.send(of='query', lang='en', **due))}.ics").text
    assert re.findall(r"UID:deadline-(\S+)@", feed) == ["P.2"]
    [form] = [form for form in Forms(member.get().text).sent if "q" in form]
    assert form.keys() - {"label", "components", "alarm", "lang"} <= {*Query.__struct_fields__}


@pytest.mark.parametrize("headers", [{"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_form_from_elsewhere_or_of_another_session_makes_nothing(member: Person, headers: dict[str, str]) -> None:
    before = member.served.head()
    form = {"form_token": form_token(member.session), "of": "programme:P"}
    assert with_session(member.served, member.session, "POST", "/calendars", form, **headers).status_code == 403
    form = {"form_token": form_token("other.session"), "of": "programme:P"}
    assert with_session(member.served, member.session, "POST", "/calendars", form).status_code == 403
    assert member.served.head() == before


def test_names_are_shown_as_text(member: Person) -> None:
    text = member.send(of="programme:P", label='<script>alert("1")</script>', lang="en").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_it_says_how_often_each_program_looks_and_how_that_is_known(member: Person) -> None:
    vi, en = member.get("/calendars?lang=vi").text, member.get().text
    for text, said in ((vi, "4 đến 24 giờ một lần"), (en, "every 4 to 24 hours")):
        assert said in text
        assert all(
            name in text for name in ("Google Calendar", "Outlook (Windows)", "Apple Calendar", "Thunderbird", "vdirsyncer")
        )
    assert en.count("tried with this service") == 2
