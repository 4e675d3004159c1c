"""The application's map as a browser shows it, with the network off."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import expect, sync_playwright

from mapper.exposure.city import prepare
from mapper.maps.assets import leaflet_css, leaflet_js, palette, words_of
from mapper.maps.cityfile import city_file
from mapper.maps.offline.modules import DEFINE, joined
from mapper.model.assumptions import Assumptions
from mapper.stations.coverage import cover_stations
from tests.conftest import CHROMIUM
from tests.mapper.maps.small_city import along_the_street, small_city
from tests.web.test_browser import DESKTOP, FLAGS, HOSTILE, PHONE, WATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser, Page

    from mapper.exposure.city import CityExposure

pytestmark = pytest.mark.browser

MIDDLE = (600, 400)
SIZE = {"width": 1200, "height": 800}
START = """
const text = (id) => document.getElementById(id).textContent;
const packed = Uint8Array.from(atob(text("city")), (letter) => letter.charCodeAt(0));
const { inflate } = parts.need("router/city.js");
const { readDrawing } = parts.need("app/map/drawing.js");
const { makeCityMap } = parts.need("app/map/city_map.js");
window.taps = [];
window.hits = [];
inflate(packed).then((bytes) => {
  window.drawn = readDrawing(bytes);
  const words = JSON.parse(text("words"));
  window.map = makeCityMap(document.getElementById("map"), drawn, { words, language: "en" });
  map.onTap((at) => { taps.push(at); return window.takes; });
  map.onPick((hit) => hits.push(hit));
  window.answer = JSON.parse(text("answer"));
});
"""


def page_of(exposure: CityExposure, answer: Any) -> str:  # noqa: ANN401 - JSON
    """Return the map alone in a document, with an answer to draw."""
    city = city_file(exposure, coverage=cover_stations(exposure))
    words = json.dumps(words_of("en")).replace("<", "\\u003c")
    drawn = json.dumps(answer).replace("<", "\\u003c")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Map</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{leaflet_css()}\nbody {{ margin: 0 }} #map {{ height: 100vh }}</style>"
        f'<div id="map"></div><script type="text/plain" id="city">'
        f"{base64.b64encode(city).decode('ascii')}</script>"
        f'<script type="application/json" id="words">{words}</script>'
        f'<script type="application/json" id="answer">{drawn}</script>'
        f"<script>{leaflet_js()}</script><script>{DEFINE}"
        f"{joined('app/map/city_map.js', 'router/city.js')}{START}</script></html>"
    )


def answer_of(exposure: CityExposure) -> dict[str, Any]:
    """Two ways along the street, as routes are answered."""
    options = []
    for north in (0.0, 4.0):
        scored = exposure.score(along_the_street(north_m=north)).as_dict()
        options.append(scored | {"label": f"way {north}"})
    return {"options": options}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    found = {}
    for name, title in (("plain", "Long Street"), ("hostile", HOSTILE)):
        exposure = prepare(small_city(name=title), Assumptions())
        found[name] = page_of(exposure, answer_of(exposure))
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


class Shown:
    """The map in a window, and everything it did that it should not."""

    def __init__(self, page: Page, path: Path, colours: dict[str, str]) -> None:
        self.page, self.colours = page, colours
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", lambda request: self.requests.append(request.url))
        page.add_init_script(WATCH)
        self.address = path.as_uri()
        page.goto(self.address)
        page.wait_for_function("window.answer")
        self.rest()

    def rest(self) -> None:
        """Wait until every tile is painted."""
        self.page.wait_for_function("map.tiles.ready()")
        self.page.wait_for_timeout(150)

    def run(self, script: str) -> Any:  # noqa: ANN401 - JSON
        told = self.page.evaluate(script)
        self.rest()
        return told

    def look(self) -> NDArray[np.int64]:
        return np.asarray(Image.open(io.BytesIO(self.page.screenshot())).convert("RGB"), np.int64)

    def count(self, colour: str) -> int:
        """Count the pixels of a colour of the palette."""
        rgb = np.array(ImageColor.getrgb(self.colours.get(colour, colour)))
        return int((np.abs(self.look() - rgb).max(axis=2) <= 2).sum())

    def check_silence(self) -> None:
        assert self.complaints == []
        assert [url for url in self.requests if not url.startswith("data:")] == [self.address]
        assert self.page.evaluate("window.violations") == []


@pytest.fixture
def show(browser: Browser, pages: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Shown]]:
    contexts = []

    def opened(name: str = "plain", **options: Any) -> Shown:  # noqa: ANN401 - Playwright's own
        path = tmp_path / f"{name}.html"
        path.write_text(pages[name], encoding="utf-8")
        context = browser.new_context(**{"viewport": SIZE, "offline": True, **options})
        contexts.append(context)
        theme = "dark" if options.get("color_scheme") == "dark" else "light"
        return Shown(context.new_page(), path, palette()[theme])

    yield opened
    for context in contexts:
        context.close()


def test_every_kind_of_camera_is_drawn_until_the_layer_is_off(show: Callable[..., Shown]) -> None:
    shown = show()
    kinds = ("documented", "reported", "presumed", "unknown", "no", "plate_reader")
    shown.run("map.setLayer('names', false)")
    before = {kind: shown.count(kind) for kind in kinds}
    assert min(before.values()) >= 8
    shown.run("map.setLayer('cameras', false)")
    # a grey at the edge of some letter may be the grey of a mark
    assert all(shown.count(kind) <= before[kind] / 2 for kind in kinds)
    shown.check_silence()


def test_the_ground_stays_when_layers_go(show: Callable[..., Shown]) -> None:
    shown = show()
    for layer in ("cameras", "survey", "names"):
        shown.run(f"map.setLayer('{layer}', false)")
    for colour in ("water", "park", "building", "street"):
        assert shown.count(colour) > 500, colour


def test_the_heat_shows_how_many_cameras_see_a_street(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.run("map.setLayer('cameras', false)")
    seen = shown.page.evaluate("drawn.streets.seen[0]")
    level = shown.page.evaluate("parts.need('app/map/colours.js').heatClass(drawn.streets.seen[0])")
    colour = shown.page.evaluate(f"parts.need('app/map/colours.js').COLOURS.light['heat_{level}']")
    assert seen >= 2
    assert shown.count(colour) == 0
    shown.run("map.setLayer('heat', true)")
    assert shown.count(colour) > 300


def test_stations_have_the_colour_of_their_coverage_or_are_plain(
    show: Callable[..., Shown],
) -> None:
    shown = show()
    layer = shown.page.evaluate("map.stations.layer")
    colour = "class_unknown" if layer["stations"]["class"][0] < 0 else "class_0"
    assert shown.count(colour) > 60
    shown.run("map.setLayer('stations', false)")
    assert shown.count(colour) < 10
    assert [group["title"] for group in shown.page.evaluate("map.legendGroups()")]


def test_ground_nobody_surveyed_is_hatched(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.run("map.map.setZoom(map.map.getMinZoom(), {animate: false})")
    hatched = shown.look()
    shown.run("map.setLayer('survey', false)")
    plain = shown.look()
    changed = (hatched != plain).any(axis=2)
    assert changed[:20].mean() > 0.1, "outside the survey"
    assert not changed[MIDDLE[1] - 40 : MIDDLE[1] + 40, MIDDLE[0] - 40 : MIDDLE[0] + 40].any()


def test_the_chosen_way_is_filled_where_it_is_seen(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.run("map.setLayer('cameras', false)")
    before = {kind: shown.count(f"line_{kind}") for kind in ("documented", "reported", "unknown")}
    shown.run("map.showOptions(answer, 0)")
    for kind, count in before.items():
        assert shown.count(f"line_{kind}") > count + 20, kind
    strong = shown.count("paper")
    shown.run("map.clear()")
    assert shown.count("paper") < strong
    assert shown.page.evaluate("[map.ways.length, map.answer, map.pins]") == [0, None, [None, None]]
    shown.check_silence()


def test_pins_stand_at_the_places_asked_for(show: Callable[..., Shown]) -> None:
    shown = show()
    middle = shown.page.evaluate("[map.map.getCenter().lng, map.map.getCenter().lat]")
    shown.run(f"map.setEnds({middle}, null)")
    pixels = shown.look()[MIDDLE[1] - 30 : MIDDLE[1] - 20, MIDDLE[0] - 5 : MIDDLE[0] + 5]
    ink = np.array(ImageColor.getrgb(shown.colours["ink"]))
    assert (np.abs(pixels - ink).max(axis=2) <= 2).any()


def test_touching_a_camera_tells_what_is_known_as_text(show: Callable[..., Shown]) -> None:
    shown = show("hostile")
    xy = shown.page.evaluate(
        "(() => { const at = map.map.latLngToContainerPoint(map.latlng(drawn.cameras.xy[0],"
        " drawn.cameras.xy[1])); return [at.x, at.y]; })()"
    )
    shown.page.mouse.click(*xy)
    expect(shown.page.locator(".leaflet-popup")).to_contain_text("<script>alert(1)</script>")
    [hit] = shown.page.evaluate("hits")
    assert hit["kind"] == "camera"
    assert all(isinstance(text, str) for row in hit["rows"] for text in row)
    assert shown.page.evaluate("taps.length") == 1
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator(".leaflet-popup")).to_have_count(0)
    shown.check_silence()


def test_a_touch_that_sets_a_place_opens_nothing(show: Callable[..., Shown]) -> None:
    shown = show(has_touch=True, is_mobile=True, viewport=PHONE, device_scale_factor=2)
    shown.page.evaluate("window.takes = true")
    xy = shown.page.evaluate(
        "(() => { const at = map.map.latLngToContainerPoint(map.latlng(drawn.cameras.xy[0],"
        " drawn.cameras.xy[1])); return [at.x, at.y]; })()"
    )
    shown.page.touchscreen.tap(*xy)
    shown.page.wait_for_function("taps.length === 1")
    assert shown.page.evaluate("hits") == []
    expect(shown.page.locator(".leaflet-popup")).to_have_count(0)
    expect(shown.page.locator("#map > canvas")).to_be_hidden()


def test_an_encounter_brings_its_camera_out(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.run("map.showOptions(answer, 1)")
    shown.run("map.focusEncounter(0)")
    first = shown.page.evaluate("answer.options[1].encounters[0].camera_id")
    assert shown.page.evaluate("drawn.cameraIds()[drawn.cameras.rows[map.camera]]") == first
    assert shown.page.evaluate("map.map.getZoom()") >= 17.5
    shown.run("map.choose(0)")
    assert shown.page.evaluate("[map.chosen, map.encounter, map.camera]") == [0, -1, -1]


def test_keys_move_the_map_and_take_the_place_under_the_cross(show: Callable[..., Shown]) -> None:
    shown = show()
    cross = shown.page.locator("#map > canvas")
    expect(cross).to_be_hidden()
    shown.page.locator("#map").focus()
    expect(cross).to_be_visible()
    before = shown.page.evaluate("[map.map.getCenter().lng, map.map.getZoom()]")
    shown.page.keyboard.press("+")
    shown.page.wait_for_timeout(500)
    shown.page.keyboard.press("ArrowRight")
    shown.page.wait_for_timeout(500)
    shown.page.keyboard.press("Enter")
    lng, zoom = shown.page.evaluate("[map.map.getCenter().lng, map.map.getZoom()]")
    assert lng > before[0]
    assert zoom > before[1]
    [tap] = shown.page.evaluate("taps")
    assert tap[0] == pytest.approx(lng, abs=1e-7)
    at = shown.page.evaluate("[drawn.cameras.xy[0], drawn.cameras.xy[1]]")
    shown.run(f"map.map.setView(map.latlng({at[0]}, {at[1]}), 19, {{animate: false}})")
    shown.page.keyboard.press(" ")
    expect(shown.page.locator(".leaflet-popup")).to_be_visible()
    assert len(shown.page.evaluate("taps")) == 1, "asking sets no place"
    expect(shown.page.locator("#map [role=status]")).to_contain_text("Recorded range: 30 m")
    outer = "window.escaped = 0; document.addEventListener('keydown', () => { escaped++; })"
    shown.page.evaluate(outer)
    shown.page.keyboard.press("Escape")
    expect(shown.page.locator(".leaflet-popup")).to_have_count(0)
    assert shown.page.evaluate("escaped") == 0, "the page around would clear the trip"
    shown.run("map.map.setView(map.latlng(-9000, -9000), 19, {animate: false})")
    shown.page.keyboard.press(" ")
    expect(shown.page.locator("#map [role=status]")).to_contain_text("No camera")
    shown.check_silence()


def test_journeys_have_the_colours_of_their_lines(show: Callable[..., Shown]) -> None:
    shown = show()
    middle = shown.page.evaluate("[map.map.getCenter().lng, map.map.getCenter().lat]")
    far = [middle[0] + 0.002, middle[1] + 0.0005]
    legs = [
        {"kind": "gate", "geometry": {"type": "Point", "coordinates": middle}},
        {
            "kind": "ride",
            "colour": "#12ab34",
            "geometry": {"type": "LineString", "coordinates": [middle, far]},
        },
    ]
    journeys = {"groups": [{"options": [{"legs": legs}]}]}
    shown.run(f"map.showJourneys({json.dumps(journeys)}, 0)")
    assert shown.count("#12ab34") > 500
    shown.check_silence()


def test_a_picture_holds_the_map_and_nothing_else(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.run("map.showOptions(answer, 0)")
    coded = shown.page.evaluate(
        "map.picture().then((blob) => new Promise((done) => { const reader = new FileReader();"
        " reader.onload = () => done(reader.result.split(',')[1]); reader.readAsDataURL(blob); }))"
    )
    png = base64.b64decode(coded)
    at, names = 8, []
    while at < len(png):
        names.append(png[at + 4 : at + 8].decode("ascii"))
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    assert set(names) <= {"IHDR", "PLTE", "tRNS", "IDAT", "IEND"}
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.size == (2 * SIZE["width"], 2 * SIZE["height"])
    pixels = np.asarray(image, np.int64)
    documented = np.array(ImageColor.getrgb(palette()["light"]["line_documented"]))
    assert int((np.abs(pixels - documented).max(axis=2) <= 2).sum()) > 100
    # whose data it is, and the offer of the database: two lines of writing in the corner
    foot = pixels[-2 * 34 :, pixels.shape[1] // 2 :].max(axis=2) < 128
    written = np.flatnonzero(foot.any(axis=1))
    assert len(np.flatnonzero(np.diff(written) > 2)) == 1


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_the_dark_map_is_dark_and_turns_with_the_page(
    show: Callable[..., Shown], viewport: dict[str, int]
) -> None:
    shown = show(color_scheme="dark", viewport=viewport)
    assert float(shown.look().mean()) < 90
    shown.page.emulate_media(color_scheme="light")
    shown.page.wait_for_timeout(100)
    shown.rest()
    assert float(shown.look().mean()) > 180
    shown.check_silence()


def test_dragging_shows_no_empty_ground(show: Callable[..., Shown]) -> None:
    shown = show()
    shown.run("map.map.setZoom(18, {animate: false})")
    page = shown.page
    page.mouse.move(*MIDDLE)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(MIDDLE[0] - 8 * step, MIDDLE[1] + 4 * step)
    page.mouse.up()
    shown.rest()
    empty = page.evaluate("[...document.querySelectorAll('.leaflet-tile-container')].length")
    assert empty == 1, "levels of other zooms are gone"
    covered = page.evaluate(
        "(() => { const size = map.map.getSize(); let all = true;"
        " for (let x = 0; x < size.x; x += 50) for (let y = 0; y < size.y; y += 50)"
        "  all = all && [...document.querySelectorAll('canvas.leaflet-tile')].some((tile) => {"
        "    const box = tile.getBoundingClientRect();"
        "    return x >= box.left && x < box.right && y >= box.top && y < box.bottom; });"
        " return all; })()"
    )
    assert covered
    shown.check_silence()
