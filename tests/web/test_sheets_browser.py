"""The page that hashes a file and the help on phones, as a browser opens them."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from mapper.maps.offline import hash_page, help_page
from tests.conftest import CHROMIUM
from tests.web.test_browser import FLAGS, WATCH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
CONTENT = bytes(range(256)) * 500 + b"end"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(offline=True)
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.add_init_script(WATCH)
    yield opened
    context.close()


def _addresses(document: str, folder: Path) -> dict[str, str]:
    path = folder / "page.html"
    path.write_text(document, encoding="utf-8")
    coded = base64.b64encode(document.encode()).decode()
    return {"disk": path.as_uri(), "nowhere": f"data:text/html;charset=utf-8;base64,{coded}"}


@pytest.mark.parametrize("place", ["disk", "nowhere"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_file_is_hashed_where_it_is(
    page: Page, tmp_path: Path, place: str, language: str
) -> None:
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = _addresses(hash_page(language), tmp_path)[place]
    page.goto(address)
    # pages from a disk may ask the browser for a hash, pages from nowhere may not
    assert page.evaluate("Boolean(crypto.subtle)") == (place == "disk")
    page.on("request", lambda request: requests.append(request.url))
    chosen = tmp_path / "a file.html"
    chosen.write_bytes(CONTENT)
    page.set_input_files("#file", chosen)
    expect(page.locator("#digest")).to_have_text(" ".join(re.findall(".{8}", DIGEST)))
    for pasted, verdict in (
        (DIGEST, "same"),
        (f"SHA-256 {DIGEST.upper()}", "same"),
        (" ".join(re.findall(".{8}", DIGEST)), "same"),
        (hashlib.sha256(b"other").hexdigest(), "different"),
        (DIGEST[:-1], "unread"),
    ):
        page.fill("#other", pasted)
        expect(page.locator("#verdict")).to_have_class(verdict)
    page.fill("#other", "")
    expect(page.locator("#verdict")).to_have_text("")
    other = tmp_path / "another.html"
    other.write_bytes(CONTENT + b"!")
    page.set_input_files("#file", other)
    changed = hashlib.sha256(CONTENT + b"!").hexdigest()
    expect(page.locator("#digest")).to_have_text(" ".join(re.findall(".{8}", changed)))
    assert requests == []
    assert complaints == []
    assert page.evaluate("window.violations") == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_help_reads_without_scripts_and_on_a_small_screen(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    context = browser.new_context(
        offline=True, java_script_enabled=False, viewport={"width": 360, "height": 640}
    )
    opened = context.new_page()
    opened.goto(_addresses(help_page(language), tmp_path)["disk"])
    text = opened.inner_text("main")
    assert text.count({"en": "not tested", "ru": "не проверено"}[language]) >= 7
    # tables may be wider than the screen, the page may not
    width = opened.locator("main").bounding_box()
    assert width is not None
    assert width["width"] <= 360
    context.close()
