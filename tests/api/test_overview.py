"""The overview page: whole, in two languages, readable without script, and strict about what it loads."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from api.controllers.pages import asked_for
from api.errors import HttpError
from api.pages.overview import STATIC, overview
from governance.messages import LANGS
from governance.records import Records
from portfolio.reports import svg, view
from portfolio.reports.catalogue import LISTED
from tests.portfolio.reports.small import DAY, small
from tests.portfolio.reports.test_comparison import RECORDS as SCENARIOS
from tests.support import seeded

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Reads a page and refuses what is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"[ \n]+", " ", " ".join(self.words))


def page(lang: Any, **options: Any) -> Page:
    return Page(overview(view(small(), DAY, **options), lang))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("options", [{}, {"facts_only": True}, {"programme": "A"}, {"against": "portfolio"}], ids=str)
def test_it_is_well_formed_and_says_its_language_and_day(lang: Any, options: Any) -> None:
    read_ = page(lang, **options)
    assert dict(read_.elements)["html"] == {"lang": lang}
    assert "05/07/2018" in read_.text
    assert "2018-07-05" not in read_.text


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_portfolio_s_page_says_how_to_begin_and_shows_no_empty_part(lang: Any) -> None:
    read_ = Page(overview(view(Records(), DAY), lang))
    assert "egov import" in read_.text
    assert "egov seed" in read_.text
    assert [a["id"] for tag, a in read_.elements if tag == "section"] == ["programmes", "notes"]
    assert not [tag for tag, _attributes in read_.elements if tag in ("table", "svg", "dl")]


@pytest.mark.parametrize("lang", LANGS)
def test_it_needs_its_style_sheets_its_icon_and_nothing_else(lang: Any) -> None:
    loaded = [
        (tag, name, value)
        for tag, attributes in page(lang).elements
        for name, value in attributes.items()
        if name in ("src", "srcset", "action", "data")
        or (name == "href" and tag in ("link", "image", "use", "script") and not str(value).startswith("#"))
    ]
    assert loaded == [
        ("link", "href", "/static/favicon.svg"),
        ("link", "href", "/static/base.css"),
        ("link", "href", "/static/pages.css"),
        ("form", "action", f"/sign-out?lang={lang}"),
    ]


def test_a_strict_content_policy_finds_nothing_to_block() -> None:
    for tag, attributes in page("vi").elements:
        assert tag not in ("script", "style", "iframe", "object")
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
    for sheet in STATIC.glob("*.css"):
        assert not re.search(r"url\(|@import|https?:", sheet.read_text(encoding="utf-8"))


def test_the_language_is_switched_by_a_plain_link() -> None:
    links = {"vi": "?lang=vi&as_of=2018-07-05", "en": "?lang=en&as_of=2018-07-05"}
    found = [a for tag, a in Page(overview(view(small(), DAY), "vi", links=links)).elements if tag == "a" and a.get("hreflang")]
    assert [(a["hreflang"], a["href"]) for a in found] == [("en", "?lang=en&as_of=2018-07-05")]


def test_titles_are_words_not_markup() -> None:
    text = page("en")
    assert 'Study the <indices> & the "ranking"' in text.text
    assert not [tag for tag, _attributes in text.elements if tag in ("indices", "one")]


def test_every_id_is_used_once_and_every_inner_link_leads_somewhere() -> None:
    elements = page("vi").elements
    ids = [a["id"] for _tag, a in elements if a.get("id")]
    assert len(ids) == len(set(ids))
    inner = {str(a["href"])[1:] for _tag, a in elements if str(a.get("href") or "").startswith("#")}
    assert inner <= set(ids)
    labelled = {part for _tag, a in elements for part in str(a.get("aria-labelledby") or "").split()}
    assert labelled <= set(ids)


def test_it_marks_assumptions_vacancies_and_misses() -> None:
    text = page("vi").text
    assert "giả định" in text
    assert "khuyết" in text
    assert "chậm 3 ngày làm việc" in text
    assert "14/18 dữ liệu vào đã ghi nhận (78 %)" in text


def test_without_assumptions_no_share_is_claimed() -> None:
    text = page("en", facts_only=True).text
    assert "100 %" not in text
    assert "assumptions are left out" in text


def test_the_same_state_gives_the_same_page() -> None:
    assert overview(view(small(), DAY), "en") == overview(view(small(), DAY), "en")


@pytest.mark.parametrize("lang", LANGS)
def test_the_demonstration_s_page_answers_its_question(lang: Any) -> None:
    read_ = Page(overview(view(seeded(), date(2018, 7, 5)), lang))
    assert "1755/QĐ-TTg" in read_.text
    assert "Nguyễn Xuân Phúc" in read_.text
    assert sum(1 for tag, a in read_.elements if tag == "svg" and a.get("role") == "img") >= 6
    assert "{" not in read_.text


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAGE = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", (Path(STATIC) / "base.css").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (svg.INK, svg.PAPER), (svg.MUTED, svg.PAPER), (svg.MUTED, svg.GREY_PALE), (svg.NAVY, svg.BAND), (svg.RED, svg.PAPER),
        (svg.RED, svg.RED_PALE), (svg.MUTED, svg.RED_PALE), (svg.INK, svg.BAND), (svg.PAPER, svg.DAY), (svg.PAPER, svg.NAVY),
        (PAGE["ink"], PAGE["ground"]), (PAGE["muted"], PAGE["ground"]), (PAGE["blue"], PAGE["ground"]),
        (PAGE["assumed"], PAGE["assumed-ground"]), (PAGE["red"], PAGE["paper"]), ("#d9e4f0", PAGE["navy"]),
        (PAGE["paper"], PAGE["deep"]), (PAGE["paper"], PAGE["day"]), (PAGE["navy"], PAGE["paper"]), (PAGE["red"], PAGE["ground"]),
    ],
)  # fmt: skip
def test_words_stand_out_from_their_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ([("as_of", "yesterday")], "as_of"),
        ([("as_of", "2018-02-30")], "as_of"),
        ([("as_of", "30/02/2018")], "as_of"),
        ([("as_of", "2018/07/05")], "as_of"),
        ([("as_of", "0001-01-01")], "as_of"),
        ([("facts_only", "1")], "facts_only"),
        ([("lang", "fr")], "lang"),
        ([("day", "2018-07-05")], "day"),
        ([("as_of", "2018-07-05"), ("as_of", "2018-07-06")], "as_of"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_parameter_named(address: list[tuple[str, str]], place: str) -> None:
    with pytest.raises(HttpError) as refused:
        asked_for(address)
    assert [problem.place for problem in refused.value.problems] == [place]


def test_the_day_is_chosen_in_a_plain_form_and_kept_when_the_language_changes() -> None:
    read_ = Page(overview(view(small(), date(2018, 7, 9), facts_only=True), "en", asked=date(2018, 7, 9)))
    fields = {a["name"]: a.get("value") for tag, a in read_.elements if tag == "input"}
    token = fields.pop("form_token")  # of the form that signs out
    assert token
    assert fields == {"lang": "en", "as_of": "09/07/2018", "facts_only": "true"}
    links = [a["href"] for tag, a in read_.elements if tag == "a" and a.get("hreflang")]
    assert links == ["?lang=vi&as_of=2018-07-09&facts_only=true"]
    assert "Back to it" in read_.text


@pytest.mark.parametrize("lang", LANGS)
def test_a_scenario_is_drawn_as_the_plan_is_and_says_that_it_is_none(lang: Any) -> None:
    whole = Page(overview(view(SCENARIOS, DAY, scenario="FAST"), lang))
    [title] = [text for text in whole.words if "· " in text and "FAST" in text][:1]
    assert title.endswith({"vi": "phương án FAST", "en": "scenario FAST"}[lang] + f" · {DAY:%d/%m/%Y}")
    assert {"vi": "chưa thay đổi nào được thực hiện", "en": "none of them made"}[lang] in whole.text
    assert "12/07/2018" in whole.text
    assert ("input", {"type": "hidden", "name": "scenario", "value": "FAST"}) in whole.elements
    assert any(attrs.get("href", "").endswith("&scenario=FAST") for tag, attrs in whole.elements if tag == "a")  # type: ignore[union-attr]
    assert "FAST" not in Page(overview(view(SCENARIOS, DAY), lang)).text


@pytest.mark.parametrize("lang", LANGS)
def test_each_part_leads_to_its_reports_asked_for_what_is_shown(lang: Any) -> None:
    day = date(2018, 7, 9)
    read_ = Page(overview(view(seeded(), day, facts_only=True), lang, asked=day))
    led = {str(a["href"]) for tag, a in read_.elements if tag == "a" and str(a.get("href")).startswith("/reports/")}
    assert {urlsplit(address).path.rpartition("/")[2] for address in led} <= LISTED.keys()
    assert {tuple(parse_qs(urlsplit(address).query)["as_of"]) for address in led} == {("2018-07-09",)}
    held = {address.rpartition("=")[2] for address in led if address.startswith("/reports/bottlenecks")}
    assert held == {str(a["id"]).removeprefix("held-") for tag, a in read_.elements if tag == "article"}
