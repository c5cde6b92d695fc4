"""The subscription page in a real browser: by keyboard, on a telephone, on paper, and without telling others the secret."""

import re
from base64 import b64decode, b64encode

import httpx
import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def made(page: Watched, name: str, lang: str = "en") -> str:
    """Make a calendar of a minister and answer its address."""
    page.page.goto(f"{page.url}/calendars?lang={lang}")
    page.page.locator("#of").select_option("post:MIC.minister")
    page.page.locator("#one-label").fill(name)
    page.page.locator("#one-label").press("Enter")
    return page.page.locator("#feed").input_value()


def status(address: str) -> int:
    return httpx.get(address, trust_env=False).status_code


def test_a_calendar_is_made_by_keyboard_alone_and_its_address_seen_once(page: Watched) -> None:
    page.page.goto(f"{page.url}/calendars?lang=vi")
    page.page.keyboard.press("Tab")
    while page.page.evaluate("document.activeElement.id") != "of":
        page.page.keyboard.press("Tab")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Tab")
    page.page.keyboard.type("Bằng bàn phím")
    while page.page.evaluate("document.activeElement.tagName") != "BUTTON":
        page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    address = page.page.locator("#feed").input_value()
    assert status(address) == 200
    expect(page.page.get_by_role("heading", name="Bằng bàn phím")).to_be_visible()
    expect(page.page.locator("svg.qr")).to_be_visible()
    page.page.goto(f"{page.url}/calendars?lang=vi")
    assert address not in page.page.content()
    assert "Bằng bàn phím" in page.page.inner_text("table >> nth=0")
    assert page.external == []
    assert page.complaints == []


def test_the_address_is_copied_where_scripts_run_and_taken_by_hand_where_not(page: Watched) -> None:
    made(page, "Copied")
    scripts = page.page.evaluate("navigator.clipboard !== undefined") and page.page.locator("button[data-copy]:visible").count()
    if scripts:
        page.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=page.url)
        page.page.get_by_role("button", name="Copy").first.click()
        expect(page.page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.page.evaluate("navigator.clipboard.readText()") == page.page.locator("#feed").input_value()
    assert page.page.locator("#feed").get_attribute("readonly") is not None


def test_a_link_to_another_program_brings_it_the_address_and_no_referer(page: Watched) -> None:
    address = made(page, "Elsewhere")
    seen: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        seen.append({**route.request.all_headers(), "url": route.request.url})
        route.fulfill(status=200, content_type="text/plain", body="")

    page.page.context.route(re.compile(r"^https://(calendar\.google|outlook)"), answer)
    for name in ("Google Calendar", "Outlook.com", "Microsoft 365"):
        with page.page.context.expect_page():
            page.page.get_by_role("link", name=name, exact=True).click()
    page.page.wait_for_timeout(200)
    assert len(seen) == 3
    secret = address.rpartition("/")[2]
    for request in seen:
        assert "referer" not in request
        assert secret in request["url"]


def test_a_new_address_keeps_the_name_and_an_ended_calendar_goes(page: Watched) -> None:
    name = f"Moved {page.page.evaluate('performance.timeOrigin')}"
    first = made(page, name)
    row = page.page.locator("tr", has=page.page.get_by_role("rowheader", name=name))
    row.get_by_text("New address", exact=True).click()
    row.get_by_role("button", name="Change the address").click()
    second = page.page.locator("#feed").input_value()
    expect(page.page.get_by_role("heading", name=name)).to_be_visible()
    assert (status(first), status(second)) == (404, 200)
    row.get_by_text("End", exact=True).click()
    row.get_by_role("button", name="End this calendar").click()
    expect(row).to_have_count(0)
    assert status(second) == 404


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_on_a_telephone_nothing_is_wider_than_the_window(page: Watched, lang: str) -> None:
    page.page.set_viewport_size({"width": 400, "height": 800})
    made(page, "A name of some length that does not fit on one line of a telephone", lang)
    page.page.locator("summary").nth(0).click()
    page.page.locator("section.make summary").click()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 400


_PIXELS = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const { width, height } = picture;
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(picture, 0, 0);
  const bytes = pen.getImageData(0, 0, width, height).data;
  return { width, height, bytes: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
}"""


def read_by_camera(browser: Browser, photographs: list[bytes]) -> list[list[str]]:
    """What a reader of barcodes, which none of us wrote, finds on each photograph (PNG)."""
    blank = browser.new_page()
    try:
        taken = [blank.evaluate(_PIXELS, b64encode(each).decode()) for each in photographs]
    finally:
        blank.close()
    pixels = [np.frombuffer(b64decode(each["bytes"]), np.uint8).reshape(each["height"], each["width"], 4) for each in taken]
    return [[code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(each[:, :, :3]))] for each in pixels]


def test_a_telephone_reads_the_address_from_the_page_and_from_paper_that_holds_no_forms(page: Watched, browser: Browser) -> None:
    address = made(page, "By camera")
    code = page.page.locator("figure")
    photographs = [code.screenshot()]
    page.page.set_viewport_size({"width": 360, "height": 800})
    photographs.append(code.screenshot())
    page.page.emulate_media(media="print")
    photographs.append(code.screenshot())
    assert read_by_camera(browser, photographs) == [[address.replace("http:", "webcal:", 1)]] * 3
    expect(page.page.locator("section.make")).to_be_hidden()
    assert page.page.pdf().startswith(b"%PDF")
    assert page.complaints == []
