"""The reports as pages: what they say, how they are asked otherwise, what is taken along, and who may."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response
from openpyxl import load_workbook

from api.pages.reports import MOST_ROWS, report_page
from governance.messages import LANGS, Lang
from portfolio.reports import REPORTS, made, view
from portfolio.reports.table import render, told
from tests.api.conftest import Served
from tests.api.test_overview import Page
from tests.api.test_sign_in import cookie, link, with_session
from tests.portfolio.reports.small import DAY, small
from tests.support import seeded


class Reader:
    """Somebody who is signed in."""

    def __init__(self, served: Served) -> None:
        self.served, self.session = served, cookie(served.nobody("POST", link(served))).value

    def get(self, path: str) -> Response:
        return with_session(self.served, self.session, path=path, Accept="text/html")


@pytest.fixture(scope="module")
def reader(shared: Served) -> Reader:
    return Reader(shared)


def test_strangers_and_tokens_see_neither_the_list_nor_a_report(shared: Served) -> None:
    for path in ("/reports", "/reports/schedule", "/reports/schedule?format=csv"):
        assert shared.nobody.get(path).status_code == 401
        assert shared.secretariat.get(path).status_code == 401


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_leads_to_every_report_and_each_opens(reader: Reader, lang: Lang) -> None:
    listed = Page(reader.get(f"/reports?lang={lang}").text)
    found = [str(a["href"]) for tag, a in listed.elements if tag == "a" and str(a.get("href")).startswith("/reports/")]
    assert sorted(found) == sorted(f"/reports/{name}?lang={lang}" for name in REPORTS)
    other = {"vi": "en", "en": "vi"}[lang]
    for address in found:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == "private, no-cache"
        read = Page(answer.text)
        assert dict(read.elements)["html"] == {"lang": lang}
        assert ("a", {"href": f"/reports?lang={lang}", "aria-current": "page"}) in read.elements
        [turned] = [a["href"] for tag, a in read.elements if tag == "a" and a.get("hreflang") == other]
        assert turned == address.replace(f"lang={lang}", f"lang={other}")


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_page_says_everything_that_its_table_holds(name: str, lang: Lang) -> None:
    looked = view(small(), DAY)
    table = made(name, looked)
    read = Page(report_page(table, looked, lang))
    text = plain(read.text)
    for said in (table.title, *table.answer, *table.notes, *(() if table.rows else (table.empty,))):
        assert plain(said.render(lang)) in text
    for row in table.rows:
        for column in table.columns:
            assert all(plain(item) in text for item in told(row.get(column.key), column, lang)), (column.key, row)
    assert sum(1 for tag, a in read.elements if tag == "th" and a.get("scope") == "row") == len(table.rows)
    assert bool(table.rows) == any(tag == "caption" for tag, _a in read.elements)
    ids = [str(a["id"]) for _tag, a in read.elements if a.get("id")]
    assert len(ids) == len(set(ids))
    assert {str(a["href"])[1:] for _tag, a in read.elements if str(a.get("href")).startswith("#")} <= set(ids)


def test_of_very_many_rows_it_shows_the_first_and_says_so() -> None:
    looked = view(small(), DAY)
    table = made("schedule", looked)
    many = replace(table, rows=table.rows * (MOST_ROWS // len(table.rows) + 1))
    read = Page(report_page(many, looked, "en"))
    assert sum(1 for tag, a in read.elements if tag == "th" and a.get("scope") == "row") == MOST_ROWS
    assert f"{len(many.rows):,} rows · the first 1,000 are shown" in read.text


@pytest.mark.parametrize("name", ["responsibility", "schedule", "committee"])
def test_every_source_that_a_report_names_it_says(name: str) -> None:
    looked = view(seeded(), date(2018, 7, 5))
    table = made(name, looked)
    read = Page(report_page(table, looked, "vi"))
    said = {
        str(a["id"]).removeprefix("source-") for tag, a in read.elements if tag == "li" and str(a.get("id")).startswith("source-")
    }
    assert said == set(re.findall(r"nguồn (\d{3})", render(table, "markdown", "vi"))) | {
        str(row["source"]) for row in table.rows if row.get("source")
    }
    assert said


def test_what_is_asked_stays_in_the_form_the_language_and_what_is_taken_along(reader: Reader) -> None:
    read = Page(
        reader.get("/reports/schedule?lang=en&programme=P&as_of=05/07/2018&facts_only=true&sort=-task&q=a&known_on=").text
    )
    [chosen] = [a["value"] for tag, a in read.elements if tag == "option" and "selected" in a and a["value"] == "P"]
    fields = {a["name"]: a.get("value") for tag, a in read.elements if tag == "input" and "name" in a}
    assert (chosen, fields["as_of"], fields["q"], fields["sort"], fields["known_on"]) == ("P", "05/07/2018", "a", "-task", "")
    same = {"programme": ["P"], "as_of": ["2018-07-05"], "facts_only": ["true"], "sort": ["-task"], "q": ["a"]}
    addresses = [str(a["href"]) for tag, a in read.elements if tag == "a"]
    asked = [parse_qs(urlsplit(address).query) for address in addresses]
    assert {**same, "lang": ["vi"]} in asked
    assert [{**same, "lang": ["en"], "format": [form]} for form in ("xlsx", "csv", "markdown", "json")] == [
        each for each in asked if "format" in each
    ]
    assert "/reports/schedule?lang=en" in addresses


def test_what_is_taken_along_is_what_the_api_gives_and_a_spreadsheet_knows_its_letters(reader: Reader, shared: Served) -> None:
    asked = "programme=P&lang=vi"
    for form, ending in (("csv", "csv"), ("markdown", "md"), ("json", "json")):
        taken = reader.get(f"/reports/schedule?{asked}&format={form}")
        given = shared.secretariat.get(f"reports/schedule?{asked}&format={form}")
        assert taken.content == ("\ufeff".encode() if form == "csv" else b"") + given.content
        assert taken.headers["content-type"] == given.headers["content-type"]
        assert re.fullmatch(
            rf'attachment; filename="schedule-P-\d{{4}}-\d\d-\d\d\.{ending}"', taken.headers["content-disposition"]
        )
    book = reader.get(f"/reports/schedule?{asked}&format=xlsx")
    assert load_workbook(BytesIO(book.content)).active is not None


@pytest.mark.parametrize("lang", LANGS)
def test_all_that_is_wrong_with_an_address_is_told_at_once(reader: Reader, lang: Lang) -> None:
    wrong = "as_of=never&critical=most&period=someday&format=pdf&nonsense=1&sort=A&by=agency&by=agency"
    answer = reader.get(f"/reports/status?{wrong}&lang={lang}")
    assert answer.status_code == 400
    for place in ("as_of", "critical", "period", "format", "nonsense", "sort", "by"):
        assert f"<p>{place}: " in answer.text
    assert reader.get("/reports/nothing").status_code == reader.get("/reports/schedule?programme=NONE").status_code == 404
    assert reader.get("/reports/variance?baseline=NONE").status_code == 404
    assert "nothing_like_it" in reader.get("/reports/schedule?sort=nothing_like_it").text


def test_of_another_past_it_says_which(reader: Reader) -> None:
    assert "đến mục sổ cái 1;" in reader.get("/reports/programmes?known_on=1&lang=vi").text


def test_a_meeting_s_agenda_is_a_page(reader: Reader) -> None:
    read = Page(reader.get("/meetings/M1?lang=vi").text)
    assert [a["href"] for tag, a in read.elements if a.get("hreflang") == "en"] == ["/meetings/M1?lang=en"]
    assert not any(a.get("class") == "scope" for _tag, a in read.elements)
