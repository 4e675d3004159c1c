"""The application as the service sends it: what goes over the wire, what is seen, what is not."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from api.app import create_app
from api.settings import Settings
from geodata.tracks import parse_track
from tests.api.serving import serving
from tests.conftest import CHROMIUM, ROOT
from tests.web.test_browser import FLAGS, WATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.loopback, pytest.mark.enable_socket]

DESKTOP: Final[dict[str, Any]] = {"viewport": {"width": 1280, "height": 900}}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
START, GOAL = "60.1719, 24.9414", "Aleksanterinkatu"
WALK = ROOT / "geodata" / "bundled" / "walk.gpx"
PATIENCE_MS: Final = 60_000
PARTS: Final = ["api/cities/helsinki/file", "app/app.css", "app/page.js", "app/worker.js"]
JUMPS: Final = """
() => new Promise((done) => {
  let jumps = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) jumps += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(jumps), 200);
})
"""


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """Serve the bundled city on this machine until the module is done."""
    with serving(create_app(Settings(city="helsinki", requests_per_s=0))) as origin:
        yield origin


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


class Visit:
    """The application, and everything it asked for and said."""

    def __init__(self, context: BrowserContext, home: str, path: str) -> None:
        self.home = home
        self.asked: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.page: Page = context.new_page()
        self.page.add_init_script(WATCH)
        self.page.on("request", lambda request: self._note(request.method, request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(f"dialog {dialog.message}"))
        self.page.goto(home + path)
        self.page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
        self.loaded = list(self.asked)

    def _note(self, method: str, url: str) -> None:
        if not url.startswith(("data:", "blob:")):
            self.asked.append((method, url))

    @property
    def since(self) -> list[tuple[str, str]]:
        """What was asked for since the city was there."""
        return self.asked[len(self.loaded) :]

    def find(self, start: str = START, goal: str = GOAL) -> None:
        """Type two places and wait for the ways, proven or not."""
        self.page.fill("#from", start)
        self.page.fill("#to", goal)
        self.page.locator("#find").click()
        self.page.wait_for_selector("#results:not([hidden])", timeout=PATIENCE_MS)
        for _ in range(600):
            if not (self.page.locator(".proof").first.text_content() or "").startswith(
                ("Still", "Доказательство")
            ):
                return
            self.page.wait_for_timeout(50)

    def check(self) -> None:
        """Only our own server was asked, nobody complained, nothing was kept."""
        assert all(url.startswith(f"{self.home}/") for _, url in self.asked)
        assert self.said == []
        assert self.page.evaluate("window.violations") == []
        assert self.page.context.cookies() == []
        kept = "localStorage.length + sessionStorage.length"
        assert self.page.evaluate(kept) == 0
        assert self.page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
        assert self.page.evaluate("caches.keys().then((found) => found.length)") == 0


@pytest.fixture
def visit(browser: Browser, home: str) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def opened(path: str = "/en/", **options: Any) -> Visit:  # noqa: ANN401 - Playwright's own
        context = browser.new_context(**{**DESKTOP, **options})
        contexts.append(context)
        return Visit(context, home, path)

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_after_the_city_has_come_nothing_is_asked_for(
    visit: Callable[..., Visit], device: dict[str, Any], language: str
) -> None:
    there = visit(f"/{language}/", **device)
    page = there.page
    first, *parts = [url.removeprefix(f"{there.home}/") for _, url in there.loaded]
    assert first == f"{language}/"
    kinds = sorted(re.sub(r"/[0-9a-f]{16,}", "", part) for part in parts)
    assert kinds == sorted([*PARTS, f"{language}/helsinki/setting.json"])
    history = page.evaluate("history.length")
    there.find()
    assert page.locator(".card").count() > 1
    page.locator(".card").first.click()
    page.locator(".meeting").first.click()
    box = page.locator("#map").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    for _ in range(3):
        page.mouse.wheel(0, -300)
        page.wait_for_timeout(150)
    page.mouse.down()
    page.mouse.move(middle[0] - 120, middle[1] - 60, steps=5)
    page.mouse.up()
    page.evaluate("document.getElementById('layers').open = true")
    for layer in page.locator('[name="layer"]').all():
        layer.click()
    with page.expect_download() as saved:
        page.evaluate("document.getElementById('saving').open = true")
        page.locator('[data-save="gpx"]').click()
    assert saved.value.suggested_filename == "route.gpx"
    assert len(parse_track(Path(saved.value.path()).read_bytes()).track.lon) > 1
    page.locator("#tab-own").click()
    page.set_input_files("#file", WALK)
    page.wait_for_selector("#own-results:not([hidden])", timeout=PATIENCE_MS)
    page.locator("#clear").click()
    assert page.input_value("#from") == page.input_value("#to") == ""
    assert page.locator(".card").count() == 0
    assert there.since == []
    assert page.url == f"{there.home}/{language}/"
    assert page.evaluate("history.length") == history
    there.check()


def test_going_back_shows_no_trip(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    there.find()
    page.goto(f"{there.home}/ru/")
    page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
    page.go_back()
    page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
    assert page.input_value("#from") == page.input_value("#to") == ""
    assert page.locator(".card").count() == 0
    assert GOAL not in page.locator("#panel").inner_text()
    there.check()


def test_what_the_device_cannot_do_the_server_does(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    page.evaluate("document.getElementById('more').open = true")
    page.fill("#metres", "25")
    there.find()
    assert there.since == [("POST", f"{there.home}/api/routes")]
    assert page.locator(".where.server").is_visible()
    there.check()


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_the_way_that_is_shown_is_printed(visit: Callable[..., Visit], kind: str) -> None:
    there = visit()
    page = there.page
    there.find()
    page.locator(".card").first.click()
    counted = page.locator(".card .tally strong").first.inner_text()
    page.evaluate("document.getElementById('saving').open = true")
    with page.expect_download(timeout=PATIENCE_MS) as saved:
        page.locator(f'[data-print="{kind}"]').click()
    content = Path(saved.value.path()).read_bytes()
    if kind == "pdf":
        [sheet] = PdfReader(io.BytesIO(content)).pages
        assert f"{counted} cameras (face recognition not ruled out)" in sheet.extract_text()
    else:
        assert content.startswith(b"\x89PNG")
    [(method, url)] = there.since
    assert method == "POST"
    assert url.startswith(f"{there.home}/api/print/{kind}?")
    assert not re.search(r"60\.|24\.", url)
    there.check()


def test_a_journey_by_metro_is_not_printed_as_a_walk(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    page.locator('[name="by"][value="metro"]').check()
    there.find("Rautatientori", "Helsingin yliopisto")
    page.evaluate("document.getElementById('saving').open = true")
    assert page.locator('[data-print="pdf"]').is_disabled()
    assert page.locator("#print-walks").is_visible()
    page.locator("#clear").click()
    page.locator('[name="by"][value="walk"]').check()
    there.find("Rautatientori", "Helsingin yliopisto")
    assert page.locator('[data-print="pdf"]').is_enabled()
    assert not page.locator("#print-walks").is_visible()
    there.check()


def test_nothing_is_seen_before_it_has_its_place(browser: Browser, home: str) -> None:
    context = browser.new_context(**DESKTOP)
    page = context.new_page()

    def late(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/app.css", late)
    page.goto(f"{home}/en/")
    page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
    styled, painted = page.evaluate(
        "[performance.getEntriesByName(document.querySelector('link[rel=stylesheet]').href)[0]"
        ".responseEnd, performance.getEntriesByName('first-paint')[0].startTime]"
    )
    assert styled > 600
    assert painted >= styled
    assert page.evaluate(JUMPS) == 0
    context.close()


def test_where_the_scripts_fail_the_form_is_one_link_away(browser: Browser, home: str) -> None:
    context = browser.new_context(**DESKTOP)
    page = context.new_page()
    page.route("**/page.js", lambda route: route.fulfill(body="what? no script"))
    page.goto(f"{home}/ru/")
    page.locator(".scriptless a").click()
    page.wait_for_url(f"{home}/ru/plain/")
    page.fill("#from", START)
    page.fill("#to", GOAL)
    with page.expect_navigation():
        page.locator('button[value="find.large"]').click()
    assert page.locator("table.ways tbody tr").count() > 20
    page.goto(f"{home}/ru/")
    page.unroute("**/page.js")
    page.goto(f"{home}/ru/")
    page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
    assert not page.locator(".scriptless").is_visible()
    context.close()


def test_each_reader_has_one_page(browser: Browser, home: str) -> None:
    seen = {}
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts, **DESKTOP)
        page = context.new_page()
        page.goto(f"{home}/en/")
        if scripts:
            page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
        ids = page.locator("[id]").evaluate_all("(all) => all.map((one) => one.id)")
        assert len(ids) == len(set(ids))
        assert page.locator("#from").count() == page.locator("#to").count() == 1
        seen[scripts] = set(ids)
        context.close()
    assert "app" in seen[True] - seen[False]
    assert "places-title" in seen[False] - seen[True]


def tab_to(page: Page, holds: str, most: int = 120) -> None:
    """Press Tab until the focused element fits; the test never moves the focus itself."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {holds}; }})()"):
            return
    pytest.fail(f"the keyboard never came to: {holds}")


def test_keys_alone_do_the_job_in_the_application(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    tab_to(page, "e.id === 'from'")
    page.keyboard.type("rautat", delay=30)
    page.wait_for_selector("#from-list [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    tab_to(page, "e.id === 'to'")
    page.keyboard.type(START)
    tab_to(page, "e.id === 'find'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#results:not([hidden])", timeout=PATIENCE_MS)
    tab_to(page, "e.className === 'point'")
    page.keyboard.press("Home")
    assert page.locator(".card.chosen").get_attribute("data-option") == "0"
    tab_to(page, "e.className === 'meeting'")
    page.keyboard.press("Enter")
    assert page.locator(".meeting[aria-expanded=true]").count() == 1
    tab_to(page, "e.tagName === 'SUMMARY' && e.parentElement.id === 'saving'")
    page.keyboard.press("Enter")
    tab_to(page, "e.dataset.save === 'gpx'")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "route.gpx"
    page.keyboard.press("Escape")
    assert not page.locator("#results").is_visible()
    assert there.since == []
    there.check()


def test_keys_alone_do_the_job_without_scripts(browser: Browser, home: str) -> None:
    """Focus is told by what typing does, since no script can ask for it here."""
    context = browser.new_context(java_script_enabled=False, **DESKTOP)
    page = context.new_page()
    page.goto(f"{home}/en/")
    # the link over everything leads past language and clearing to the form
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(START)
    page.keyboard.press("Tab")
    page.keyboard.type(GOAL)
    assert page.input_value("#from") == START
    with page.expect_navigation():
        page.keyboard.press("Enter")
    rows = page.locator("table.ways tbody tr").count()
    assert rows > 20
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # from, to, find, swap, how to go, options, two radios as one, the map, nine buttons
    shown = page.locator("table.ways .shown").first.inner_text()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator('button[value="show.0"]:focus').count():
            break
    else:
        pytest.fail("the keyboard never came to the first way")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("table.ways .shown").first.inner_text() != shown
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.locator('button[value="save.print"]:focus').count():
            break
    else:
        pytest.fail("the keyboard never came to the page to print")
    with page.expect_download(timeout=PATIENCE_MS) as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "sheet.pdf"
    context.close()
