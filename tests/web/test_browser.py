"""The map as a browser shows it, with the network off."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import expect, sync_playwright

from mapper.exposure.city import prepare
from mapper.maps import ScoredLine, city_map
from mapper.maps.assets import palette
from mapper.model.assumptions import Assumptions
from tests.conftest import CHROMIUM
from tests.mapper.maps.small_city import along_the_street, small_city

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
HOSTILE = '</script><script>alert(1)</script><img src="x" onerror="alert(2)">{{ 7 * 7 }}\u202e'
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    prepared = prepare(small_city(), Assumptions())
    lines = [
        ScoredLine(f"Option {k}", prepared.score(along_the_street(north_m=3.0 * k)))
        for k in range(3)
    ]
    hostile = prepare(small_city(name=HOSTILE), Assumptions())
    line = ScoredLine(HOSTILE, hostile.score(along_the_street()), ((HOSTILE, HOSTILE),))
    return {
        "city": city_map(prepared),
        "one": city_map(prepared, scored=lines[:1]),
        "three": city_map(prepared, scored=lines, chosen=1),
        "hostile": city_map(hostile, scored=[line]),
        "russian": city_map(prepared, scored=lines[:1], language="ru"),
    }


class Opened:
    """A page and everything it did that it should not."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.add_init_script(WATCH)
        self.address = path.as_uri()
        page.route(lambda url: url != self.address, lambda route: route.abort())
        page.goto(self.address)
        page.wait_for_timeout(200)

    def check_silence(self) -> None:
        """Only the file itself was read, and nobody complained."""
        assert [url for url in self.requests if not url.startswith("data:")] == [self.address]
        assert self.complaints == []
        assert self.page.evaluate("window.violations") == []

    def picture(self) -> NDArray[np.int64]:
        return np.asarray(Image.open(io.BytesIO(self.page.screenshot())).convert("RGB"), np.int64)

    def shows(self, colour: str, least: int = 20) -> bool:
        """Whether at least so many pixels have a colour."""
        distance = np.abs(self.picture() - np.array(ImageColor.getrgb(colour))).max(axis=2)
        return int((distance <= 2).sum()) >= least


@pytest.fixture
def open_page(
    browser: Browser, documents: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def opened(name: str, **options: Any) -> Opened:  # noqa: ANN401 - Playwright's own
        path = tmp_path / "map.html"
        path.write_text(documents[name], encoding="utf-8")
        context = browser.new_context(**{"viewport": DESKTOP, "offline": True, **options})
        contexts.append(context)
        return Opened(context.new_page(), path)

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["city", "one", "three", "hostile", "russian"])
def test_only_the_file_itself_is_read(
    open_page: Callable[..., Opened], name: str, scheme: str
) -> None:
    opened = open_page(name, color_scheme=scheme)
    opened.page.mouse.move(900, 450)
    opened.page.mouse.wheel(0, -300)
    opened.page.mouse.down()
    opened.page.mouse.move(700, 300, steps=4)
    opened.page.mouse.up()
    opened.page.wait_for_timeout(300)
    opened.check_silence()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cameras_and_the_line_show_their_evidence(
    open_page: Callable[..., Opened], scheme: str
) -> None:
    opened = open_page("one", color_scheme=scheme)
    colours = palette()[scheme]
    for evidence in ("documented", "reported", "presumed", "unknown", "plate_reader"):
        assert opened.shows(colours[evidence]), f"no {evidence} camera"
    for evidence in ("documented", "reported", "presumed", "unknown"):
        assert opened.shows(colours[f"line_{evidence}"], 60), f"no line seen by {evidence}"
    assert opened.shows(colours["water"])
    assert opened.shows(colours["building"])


def test_a_city_without_lines_shows_no_line(open_page: Callable[..., Opened]) -> None:
    opened = open_page("city", color_scheme="dark")
    assert opened.shows(palette()["dark"]["documented"])
    assert not opened.shows(palette()["dark"]["line_documented"])


def test_a_hostile_name_stays_text(open_page: Callable[..., Opened]) -> None:
    opened = open_page("hostile")
    page = opened.page
    assert page.locator("h1").inner_text().startswith("</script><script>alert(1)")
    page.get_by_role("button", name="Show encounter A1").click()
    assert "</script>" in page.locator(".leaflet-popup-content").inner_text()
    assert page.locator("img").count() == 0
    assert page.locator("script:not([type])").count() == 2
    assert "{{ 7 * 7 }}" in page.locator("main").inner_text()
    opened.check_silence()


def test_a_click_on_a_camera_says_what_is_recorded(open_page: Callable[..., Opened]) -> None:
    opened = open_page("city")
    place = opened.page.evaluate(
        "(() => { const place = page.scene.latLng(...page.cameras.at(0));"
        " const at = map_main.latLngToContainerPoint(place);"
        " const box = map_main.getContainer().getBoundingClientRect();"
        " return [at.x + box.x, at.y + box.y]; })()"
    )
    opened.page.mouse.click(*place)
    words = opened.page.locator(".leaflet-popup-content").inner_text()
    assert "documented" in words
    assert "180°" in words
    opened.check_silence()


def test_the_mark_moves_to_the_encounter_asked_for_last(
    open_page: Callable[..., Opened],
) -> None:
    opened = open_page("one")
    page = opened.page
    for number in (1, 3):  # the box before fades away
        page.get_by_role("button", name=f"Show encounter A{number}").click()
        encounter = page.evaluate(f"page.frame.lines[0].encounters[{number - 1}]")
        assert page.evaluate("page.cameras.selected") == encounter[0]
        expect(page.locator(".leaflet-popup")).to_have_count(1)
    page.get_by_role("button", name="Close", exact=True).click()
    assert page.evaluate("page.cameras.selected") == -1


def test_ground_nobody_looked_at_is_hatched(open_page: Callable[..., Opened]) -> None:
    opened = open_page("one", viewport=PHONE)
    grey = opened.picture().sum(axis=2)
    # outside the small city's survey, and inside it, beside the streets
    assert np.unique(grey[310:330, 100:300]).size < np.unique(grey[230:280, 100:300]).size


def test_opening_a_line_makes_it_the_strong_one(open_page: Callable[..., Opened]) -> None:
    opened = open_page("three")
    page = opened.page
    assert page.evaluate("page.lines.chosen") == 1
    page.get_by_text("Option 2").first.click()
    page.wait_for_timeout(100)
    assert page.evaluate("page.lines.chosen") == 2
    assert page.locator("details.line[open]").count() == 1
    opened.check_silence()


def test_the_keyboard_reaches_the_map_and_every_encounter(
    open_page: Callable[..., Opened],
) -> None:
    opened = open_page("one")
    page = opened.page
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        )
    assert {"map_main", "1", "2", "3", "4"} <= reached
    page.get_by_role("button", name="Show encounter A2").focus()
    page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup-content dd").first.inner_text() == "2"


@pytest.mark.parametrize("name", ["one", "three", "hostile", "russian"])
def test_a_phone_shows_everything_without_moving_sideways(
    open_page: Callable[..., Opened], name: str
) -> None:
    opened = open_page(name, viewport=PHONE, has_touch=True, is_mobile=True)
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tops = [page.locator(part).bounding_box() for part in (".safety", ".map", "main")]
    ys = [box["y"] for box in tops if box is not None]
    assert len(ys) == 3
    assert ys == sorted(ys)
    for button in page.locator("main button, main summary, .leaflet-control-zoom a").all():
        box = button.bounding_box() if button.is_visible() else None
        assert box is None or (box["width"] >= 24 and box["height"] >= 24)
    opened.check_silence()


CONTRASTS = """
() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => {
    const [lr, lg, lb] = [r, g, b].map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!text || !element.getClientRects().length) continue;
    const [one, other] = [parse(getComputedStyle(element).color), ground(element)].map(luminance);
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    found.push([ratio, element.tagName + "." + element.className]);
  }
  return found;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read(open_page: Callable[..., Opened], scheme: str) -> None:
    opened = open_page("three", color_scheme=scheme)
    opened.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    ratios = opened.page.evaluate(CONTRASTS)
    assert len(ratios) > 60
    assert [(ratio, where) for ratio, where in ratios if ratio < 4.5] == []


def test_without_scripts_there_are_picture_table_and_words(
    open_page: Callable[..., Opened],
) -> None:
    opened = open_page("one", java_script_enabled=False)
    page = opened.page
    assert page.locator("noscript > img").bounding_box() is not None
    assert page.locator("noscript tbody tr").count() == 4
    keys = page.locator("noscript .key")
    assert keys.count() == page.locator("canvas.key").count()
    assert all(key.evaluate("(image) => image.naturalWidth === 54") for key in keys.all())
    assert page.locator(".safety").is_visible()
    assert page.locator(".count").is_visible()
    assert not page.locator(".map").is_visible()
    assert opened.complaints == []


def test_it_prints_in_ink_on_paper(open_page: Callable[..., Opened]) -> None:
    opened = open_page("one", color_scheme="dark")
    opened.page.emulate_media(media="print")
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert opened.shows(palette()["light"]["ground"], 1000)
    assert opened.page.pdf()[:4] == b"%PDF"
