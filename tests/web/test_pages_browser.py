"""The pages in a browser whose scripts are off: the whole job, by touch and by keyboard."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from api.app import create_app
from api.settings import Settings
from geodata.tracks import parse_track
from tests.api.serving import serving
from tests.api.town import GOAL_NAME, NAME, START_NAME, gpx, make_packs, point
from tests.conftest import CHROMIUM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.loopback, pytest.mark.enable_socket]

FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = """
async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)
"""
JUMPS = """
() => new Promise((done) => {
  let jumps = 0;
  new PerformanceObserver((list) => { jumps += list.getEntries().length; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(jumps), 100);
})
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the town on this machine until the module is done."""
    packs = make_packs(tmp_path_factory.mktemp("town"))
    app = create_app(Settings(city=NAME, packs=packs, requests_per_s=0))
    with serving(app) as origin:
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
    """A page, and everything it asked for and said."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = home
        self.asked: list[tuple[str, str]] = []
        self.said: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.asked.append((request.method, request.url)))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def press(self, button: str) -> None:
        """Press a button and wait for its page."""
        with self.page.expect_navigation():
            self.page.locator(f'button[value="{button}"]:visible').first.click()

    def tap(self, across: float, down: float) -> None:
        """Touch the map at a share of its width and height."""
        ground = self.page.locator(".map input:visible")
        box = ground.bounding_box()
        assert box is not None
        with self.page.expect_navigation():
            ground.click(position={"x": across * box["width"], "y": down * box["height"]})

    def typed(self, name: str) -> str:
        """Return what a field holds."""
        return self.page.locator(f"#{name}").input_value()

    def check(self) -> None:
        """Only our own pages were asked for, no address holds the trip, nobody complained."""
        outside = {url for _, url in self.asked if not url.startswith("data:")}
        pages = ("", "en/", "ru/", "en/plain/", "ru/plain/")
        assert outside <= {f"{self.home}/{page}" for page in pages}
        assert self.said == []
        assert self.page.url in outside


@pytest.fixture
def visit(browser: Browser, home: str) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def opened(path: str = "/en/", **options: Any) -> Visit:  # noqa: ANN401 - Playwright's own
        context = browser.new_context(**{"java_script_enabled": False, **DESKTOP, **options})
        contexts.append(context)
        found = Visit(context, home)
        found.page.goto(home + path)
        return found

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_whole_job_without_scripts(
    visit: Callable[..., Visit], device: dict[str, Any], language: str, tmp_path: Path
) -> None:
    there = visit(f"/{language}/", **device)
    page = there.page
    assert page.locator("table.ways").count() == 0
    page.fill("#from", START_NAME)
    page.fill("#to", GOAL_NAME)
    there.press("find.small" if device is PHONE else "find.large")
    assert there.typed("from") == START_NAME
    assert page.locator("table.ways tbody tr").count() > 20
    picture = page.locator(".map img")
    natural = (360, 400) if device is PHONE else (720, 600)
    assert (picture.get_attribute("width"), picture.get_attribute("height")) == tuple(
        str(side) for side in natural
    )
    there.press("show.0")
    page.locator("summary").nth(2).click()
    assert page.locator("table.encounters tbody tr").count() > 0
    with page.expect_download() as saved:
        page.locator('button[value="save.gpx"]').click()
    assert saved.value.suggested_filename == "route.gpx"
    line = tmp_path / "line"
    saved.value.save_as(line)
    assert len(parse_track(line.read_bytes()).track.lon) > 1
    own = tmp_path / "planted way home.gpx"
    own.write_bytes(gpx())
    page.set_input_files("#file", own)
    there.press("score")
    assert page.locator(".count strong").is_visible()
    assert "planted" not in page.content()
    with page.expect_navigation():
        page.locator("nav .clear").click()
    assert there.typed("from") == there.typed("to") == ""
    there.check()
    assert {method for method, url in there.asked if not url.startswith("data:")} == {"GET", "POST"}


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_map_is_tapped_where_it_is_touched(
    visit: Callable[..., Visit], device: dict[str, Any]
) -> None:
    there = visit(**device)
    there.page.fill("#from", START_NAME)
    there.page.fill("#to", GOAL_NAME)
    there.press("find.small" if device is PHONE else "find.large")
    # the ways fill the map: its start lies left of its goal, and a touch between is between
    there.page.fill("#from", "")
    there.tap(0.5, 0.5)
    there.page.locator('input[name="tap"][value="start"]').check()
    there.tap(0.25, 0.5)
    lat, lon = (float(part) for part in there.typed("from").split(","))
    west, east = point(0, 0)[0], point(200, 0)[0]
    assert west - 0.001 < lon < east
    assert abs(lat - point(0, 100)[1]) < 0.001
    there.check()


def test_the_way_back_and_the_empty_page_show_no_trip(visit: Callable[..., Visit]) -> None:
    there = visit()
    there.page.fill("#from", START_NAME)
    there.page.fill("#to", GOAL_NAME)
    there.press("find.large")
    with there.page.expect_navigation():
        there.page.locator("nav .clear").click()
    assert there.page.locator("table.ways").count() == 0
    assert there.page.context.cookies() == []
    # the answer was sent by POST and may not be kept: the browser has nothing to go back to
    with contextlib.suppress(PlaywrightError):
        there.page.go_back()
    shown = there.page.content()
    assert START_NAME not in shown
    assert GOAL_NAME not in shown


def test_the_keyboard_alone_does_the_job(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(12):
        if page.locator("#from:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.type(START_NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(GOAL_NAME)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("table.ways").is_visible()
    page.locator('button[value="show.0"]').focus()
    with page.expect_navigation():
        page.keyboard.press("Space")
    page.locator(".map input:visible").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "," in there.typed("from")
    there.check()


@pytest.mark.parametrize("width", [320, 360, 390, 412, 600, 768, 1024, 1280, 1920, 3840])
def test_nothing_reaches_beyond_a_screen_and_nothing_jumps(
    browser: Browser, home: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    there = Visit(context, home)
    page = there.page
    page.goto(f"{home}/ru/plain/")
    page.fill("#from", START_NAME)
    page.fill("#to", GOAL_NAME)
    there.press("find.large" if width >= 512 else "find.small")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".map input:visible").count() == 1
    name = page.locator(".map input:visible").get_attribute("name")
    box = page.locator(".map").bounding_box()
    assert box is not None
    assert name == f"map-{box['width']:.0f}"
    assert page.evaluate(JUMPS) == 0
    for control in page.locator("button:visible, select:visible, summary:visible").all():
        seen = control.bounding_box()
        assert seen is None or (seen["height"] >= 24 and seen["width"] >= 24)
    there.check()
    context.close()


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious_on_any_page(
    visit: Callable[..., Visit], device: dict[str, Any], scheme: str
) -> None:
    if not AXE.exists():
        missing = "needs axe-core: npm install --prefix tests/web"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    # scripts are on for axe alone, which the pages' policy would refuse
    options = device | {"java_script_enabled": True, "bypass_csp": True, "color_scheme": scheme}
    there = visit("/ru/plain/", **options)
    page = there.page
    find = "find.small" if device is PHONE else "find.large"
    for start, goal in (("", ""), ("quilhaven", "zzzzzzz"), (START_NAME, GOAL_NAME)):
        if goal:
            page.fill("#from", start)
            page.fill("#to", goal)
            there.press(find)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        page.add_script_tag(path=AXE)
        assert page.evaluate(SERIOUS) == []
