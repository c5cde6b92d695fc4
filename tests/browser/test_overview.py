"""The overview page in a real browser: read, switched, printed, without anything from outside."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Watched
from tests.journeys.served import Demo, egov

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_stranger_sees_no_data(browser: Browser, service: Demo) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(service.url + "/")
    assert answer
    assert "1755/QĐ-TTg" not in page.content()
    context.close()


def test_the_sign_in_link_works_once(browser: Browser, service: Demo, signed_in: object) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(service.sign_in)
    if page.get_by_role("button").count():
        page.get_by_role("button").first.click()
    assert "1755/QĐ-TTg" not in page.content()
    context.close()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_it_shows_committee_programmes_gantt_and_network(page: Watched, lang: str) -> None:
    page.page.goto(f"{page.url}/?lang={lang}")
    expect(page.page.locator("html")).to_have_attribute("lang", lang)
    text = page.page.inner_text("body")
    assert "05/07/2018" in text
    assert "Nguyễn Xuân Phúc" in text
    assert "1755/QĐ-TTg" in text
    assert page.page.locator("svg[role=img]").count() >= 2
    assert ("giả định" if lang == "vi" else "assum") in text.lower()
    assert page.external == []
    assert page.complaints == []


def test_the_language_is_switched_by_a_link(page: Watched) -> None:
    page.page.goto(f"{page.url}/?lang=vi")
    page.page.get_by_role("link", name=re.compile("English")).first.click()
    expect(page.page.locator("html")).to_have_attribute("lang", "en")


def test_nothing_is_wider_than_the_window_but_what_scrolls_by_itself(page: Watched) -> None:
    page.page.goto(page.url + "/")
    page.page.set_viewport_size({"width": 800, "height": 900})
    box = page.page.locator("body").bounding_box()
    assert box
    assert box["width"] <= 800


def test_it_prints(page: Watched) -> None:
    page.page.goto(page.url + "/")
    printed = page.page.pdf(format="A3", landscape=True)
    assert printed.startswith(b"%PDF")
    assert len(printed) > 50_000


def test_the_api_documentation_opens_offline(page: Watched) -> None:
    answer = page.page.goto(page.url + "/docs")
    assert answer
    assert answer.ok
    assert page.external == []


def test_after_signing_out_the_page_is_closed(browser: Browser, service: Demo) -> None:
    link = egov("account", "sign-in", "auditor", home=service.home, EGOV_PUBLIC_URL=service.url).stdout.strip()
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button").first.click()
    page.wait_for_url(service.url + "/")
    page.get_by_role("button", name=re.compile("Sign out|Đăng xuất")).click()
    page.goto(service.url + "/")
    assert "1755/QĐ-TTg" not in page.content()
    context.close()
