"""What holds for every page, in both languages: titled, named, legible, reachable by keyboard, narrow enough, printed whole."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.served import Demo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = (
    "/", "/?facts_only=true&as_of=17/09/2009", "/reports", "/reports/bottlenecks", "/reports/status?period=2018", "/calendars",
    "/account", "/sign-in", "/nothing-here", "/?as_of=never",
)  # fmt: skip


@pytest.fixture(scope="module")
def visited(browser: Browser, service: Demo, signed_in: Path) -> Iterator[Page]:
    """One signed-in window for all pages."""
    context = browser.new_context(storage_state=signed_in, viewport={"width": 1400, "height": 900})
    page = context.new_page()
    yield page
    context.close()


UNNAMED = """() => [...document.querySelectorAll(
    "input:not([type=hidden]), select, textarea, button, a, summary, [role=img], [role=group]")]
  .filter(e => !(e.labels && e.labels.length && e.labels[0].textContent.trim()) && !e.getAttribute("aria-label")
    && !e.getAttribute("aria-labelledby") && !e.textContent.trim())
  .map(e => e.outerHTML.slice(0, 120))"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4")].map(e => +e.tagName[1])"""
FAINT = """() => {
  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parsed = c => c.match(/[\\d.]+/g).map(Number);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parsed(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = new Set();
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || e.closest("svg, option, script") || !e.checkVisibility()) continue;
    const [a, b] = [light(parsed(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) found.add(`${e.tagName}.${e.className}: ${walk.currentNode.data.trim().slice(0, 40)}`);
  }
  return [...found];
}"""
WIDE = """() => [document.documentElement.scrollWidth, [...document.querySelectorAll("body *")]
  .filter(e => !e.closest("svg, .sheet, .skip") && e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1
    && getComputedStyle(e).position !== "absolute" && !e.closest("thead"))
  .map(e => e.outerHTML.slice(0, 80))]"""


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_titled_named_throughout_legible_and_fits_a_telephone(
    visited: Page, service: Demo, address: str, lang: str
) -> None:
    visited.set_viewport_size({"width": 1400, "height": 900})
    visited.goto(f"{service.url}{address}{'&' if '?' in address else '?'}lang={lang}")
    heading, levels = visited.locator("h1"), visited.evaluate(HEADINGS)
    assert visited.locator("html").get_attribute("lang") == lang
    assert heading.count() == 1
    assert visited.title().startswith(heading.inner_text())
    assert all(below - above <= 1 for above, below in pairwise(levels)), levels
    assert visited.locator("main").count() == 1
    assert visited.get_by_role("link", name={"vi": "English", "en": "Tiếng Việt"}[lang], exact=True).count() == 1
    assert visited.evaluate(UNNAMED) == []
    assert visited.evaluate(FAINT) == []
    assert re.findall(r"\b\d{4}-\d{2}-\d{2}\b", visited.inner_text("main")) == []
    visited.set_viewport_size({"width": 390, "height": 800})
    width, wide = visited.evaluate(WIDE)
    assert wide == []
    assert width <= 390


FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e);
  return e === document.body ? null : [e.outerHTML.slice(0, 100), s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2];
}"""


@pytest.mark.parametrize(
    "address", ["/?lang=vi", "/reports/schedule?lang=vi", "/calendars?lang=vi", "/account?lang=vi", "/sign-in?lang=vi"]
)
def test_by_keyboard_the_focus_is_always_seen_and_the_first_step_leads_past_the_top(
    visited: Page, service: Demo, address: str
) -> None:
    visited.goto(service.url + address)
    visited.keyboard.press("Tab")
    skip = visited.locator("a.skip")
    assert skip.evaluate("e => e === document.activeElement")
    box = skip.bounding_box()
    assert box
    assert box["x"] >= 0
    for _step in range(12):
        visited.keyboard.press("Tab")
        found = visited.evaluate(FOCUS)
        if found is not None:
            assert found[1], found[0]


def test_on_paper_the_bars_of_charts_and_what_is_folded_away_on_the_screen_are_there(visited: Page, service: Demo) -> None:
    visited.goto(service.url + "/?lang=en")
    visited.emulate_media(media="print")
    try:
        bars = visited.locator("#gantt .bar")
        assert bars.count() > 100
        assert bars.first.is_visible()
        chain = visited.locator(".proofs li").first
        assert chain.evaluate("e => e.checkVisibility({contentVisibilityAuto: true}) && e.getBoundingClientRect().height > 0")
        for unprinted in (".masthead", ".contents", ".choose"):
            assert visited.locator(unprinted).is_hidden()
    finally:
        visited.emulate_media(media="screen")


def test_the_first_page_answers_the_question_before_anything_else(visited: Page, service: Demo) -> None:
    visited.set_viewport_size({"width": 1400, "height": 900})
    visited.goto(service.url + "/?lang=en")
    seen = visited.locator(".hold").first
    box = seen.bounding_box()
    assert box
    assert box["y"] < 400
    said = seen.inner_text()
    for part in ("What holds it up", "Who answers for it today", "On what authority", "How sure"):
        assert part in said
    assert "1755.4.1" in said


BARS = """() => [...document.querySelectorAll("#gantt .sheet")].map(sheet => {
  const names = sheet.querySelector(".beside").getBoundingClientRect(), end = sheet.getBoundingClientRect().right;
  return [...sheet.querySelectorAll(".bar")].filter(bar => {
    const { left, right } = bar.getBoundingClientRect();
    return right > names.right && left < end;
  }).length;
})"""


def test_on_a_telephone_every_sheet_of_the_chart_opens_at_bars_with_the_names_of_their_rows_beside_them(
    visited: Page, service: Demo
) -> None:
    visited.set_viewport_size({"width": 390, "height": 844})
    visited.goto(service.url + "/?lang=vi")
    assert min(visited.evaluate(BARS)) > 0
    beside = visited.locator("#gantt .beside").first
    assert beside.is_visible()
    visited.set_viewport_size({"width": 1400, "height": 900})
    assert beside.is_hidden()
