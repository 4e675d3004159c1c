"""Names that mean harm stay text in the application, online: nothing runs, nothing is fetched."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from api.app import create_app
from api.settings import Settings
from tests.api.hostile_town import NAMES, SCRIPT, hostile_packs
from tests.api.serving import serving
from tests.conftest import CHROMIUM
from tests.mapper.maps.small_city import along_the_street
from tests.web.test_browser import FLAGS, WATCH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.loopback, pytest.mark.enable_socket]

PATIENCE_MS = 60_000
IDS = ["script", "address", "attribute", "long", "right-to-left"]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


def walked(page: Page) -> None:
    """Go through everything that shows a name."""
    track = along_the_street()
    for end, at in (("from", 0), ("to", -1)):
        page.fill(f"#{end}", f"{track.lat[at]:.6f}, {track.lon[at]:.6f}")
    page.locator("#find").click()
    page.wait_for_selector("#results:not([hidden])", timeout=PATIENCE_MS)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for meeting in page.locator(".meeting").all():
        meeting.click()
    for layer in page.locator('[name="layer"]').all():
        layer.click()
        layer.click()
    page.locator("#tab-city").click()
    page.locator("#tab-trip").click()


@pytest.mark.parametrize("name", NAMES, ids=IDS)
def test_a_hostile_city_stays_text_in_the_application(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    packs = hostile_packs(tmp_path, name)
    app = create_app(Settings(city="small", packs=packs, requests_per_s=0))
    with serving(app) as home:
        context = browser.new_context(**PHONE)
        page = context.new_page()
        said: list[str] = []
        asked: list[str] = []
        page.add_init_script(WATCH)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{home}/en/")
        page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
        n_scripts = page.locator("script").count()
        walked(page)
        page.fill("#from", "scr" if name == SCRIPT else name[:6])
        page.wait_for_timeout(400)
        page.keyboard.press("Escape")
        assert page.locator("script").count() == n_scripts
        assert page.locator("img[onerror], [onfocus], [autofocus]").count() == 0
        foreign = [
            url for url in asked if not url.startswith((f"{home}/", "data:", f"blob:{home}/"))
        ]
        assert foreign == []
        assert page.locator('a[href^="javascript:"]').count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert said == []
        assert page.evaluate("window.violations") == []
        text = page.locator("body").inner_text()
        assert "49" not in re.findall(r"\b49\b(?!\d)", text) or "{{ 7 * 7 }}" in text
        assert "x" * 1_000 not in text
        context.close()


@pytest.mark.parametrize("name", NAMES, ids=IDS)
def test_a_hostile_city_stays_text_on_paper(browser: Browser, tmp_path: Path, name: str) -> None:
    packs = hostile_packs(tmp_path, name)
    app = create_app(Settings(city="small", packs=packs, requests_per_s=0))
    with serving(app) as home:
        context = browser.new_context(**PHONE)
        listed = context.request.get(f"{home}/api/cities/small/districts").json()["districts"]
        answer = context.request.get(f"{home}{listed[0]['file'].removesuffix('/file')}/print/pdf")
        [page] = PdfReader(io.BytesIO(answer.body())).pages
        assert "/Annots" not in page
        text = page.extract_text()
        assert "\u202e" not in text
        assert "x" * 1_000 not in text
        context.close()
