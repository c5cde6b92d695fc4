"""A report in a real browser: found by clicking, asked otherwise in its form, sorted by its headings, taken along, printed."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_report_is_found_narrowed_sorted_and_taken_along_by_clicking(page: Watched) -> None:
    window = page.page
    window.goto(f"{page.url}/?lang=en")
    window.get_by_role("navigation", name="Pages").get_by_role("link", name="Reports").click()
    window.get_by_role("link", name="Schedule", exact=True).click()
    rows = window.get_by_role("rowheader")
    everything = rows.count()
    window.get_by_role("combobox", name="Programme", exact=False).first.select_option("1755")
    window.get_by_role("button", name="Show").click()
    assert 0 < rows.count() < everything
    window.get_by_role("link", name="Total float").click()
    expect(window.locator("th[aria-sort=ascending]")).to_contain_text("Total float")
    expect(window.get_by_role("combobox", name="Programme", exact=False).first).to_have_value("1755")
    with window.expect_download() as taken:
        window.get_by_role("link", name="Excel (XLSX)").click()
    assert taken.value.suggested_filename == "schedule-1755-2018-07-05.xlsx"
    window.emulate_media(media="print")
    assert window.locator("form.scope").is_hidden()
    assert window.locator("thead").evaluate("e => getComputedStyle(e).display") == "table-header-group"
    assert page.external == []
    assert page.complaints == []


def test_a_task_of_a_report_leads_to_its_box_in_the_network(page: Watched) -> None:
    page.page.goto(f"{page.url}/reports/schedule?lang=en&programme=1755")
    page.page.get_by_role("link", name="1755.4.1", exact=True).click()
    box = page.page.locator(".node:target")
    expect(box).to_be_in_viewport()
    expect(box.get_by_text("4.1", exact=True)).to_be_visible()
    expect(page.page.locator("html")).to_have_attribute("lang", "en")
