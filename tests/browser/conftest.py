"""A real Chromium, driven by playwright; where there is none the tests say so, and under EGOV_REQUIRE=browser they fail.

Playwright keeps an event loop running in this thread, so it ends with its module: others run loops of their own.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.journeys.served import Demo, demo


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser, once for all tests."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no Chromium on this machine: the browser tests need one (Debian: apt install chromium)"
        if "browser" in os.environ.get("EGOV_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration, served once for all modules."""
    with demo(tmp_path_factory.mktemp("browser") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def signed_in(service: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of somebody who used the sign-in link, as a browser keeps them."""
    opened = httpx.post(service.sign_in, trust_env=False)
    [(name, value)] = opened.cookies.items()
    cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "expires": -1, "httpOnly": True,
              "secure": False, "sameSite": "Lax"}  # fmt: skip
    kept = tmp_path_factory.mktemp("cookies") / "state.json"
    kept.write_text(json.dumps({"cookies": [cookie], "origins": []}), encoding="utf-8")
    return kept


class Watched:
    """A page and everything it asked for and complained about."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def external(self) -> list[str]:
        """Requests that left this machine's service."""
        return [asked for asked in self.requests if not asked.startswith((self.url, "data:", "blob:"))]


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def page(request: pytest.FixtureRequest, browser: Browser, service: Demo, signed_in: Path) -> Iterator[Watched]:
    """A signed-in page, with scripts and without."""
    context = browser.new_context(
        storage_state=signed_in, java_script_enabled=request.param == "with JavaScript", viewport={"width": 1400, "height": 900}
    )
    try:
        yield Watched(context.new_page(), service.url)
    finally:
        with suppress(Error):  # the browser may be going already
            context.close()
