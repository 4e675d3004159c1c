"""The application in a browser: the whole job on the device, by touch, by keyboard, in silence."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from api.settings import Settings
from geodata.tracks import parse_track
from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from tests.mapper.stations.lines import watched_city
from tests.mapper.stations.towns import ORIGIN, PROJECTION
from tests.web.app.conftest import DESKTOP, FOUND, GOAL, READY, START, Visit
from tests.web.app.serving import serve_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.loopback, pytest.mark.enable_socket]

ROOT = Path(__file__).resolve().parents[3]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
AXE = ROOT / "tests" / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = """
async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)
"""
JUMPS = """
() => new Promise((done) => {
  let jumps = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) jumps += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(jumps), 200);
})
"""
OWN = "#own-results:not([hidden])"
GPX = b'<gpx xmlns="http://www.topografix.com/GPX/1/1">%s</gpx>'
HOSTILE_FILES = {
    "empty": b"",
    "bytes": bytes(range(256)) * 40,
    "laughs": b'<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + GPX % b"&b;",
    "outside": b'<!DOCTYPE gpx SYSTEM "http://example.org/x.dtd">' + GPX % b"",
    "markup": b"<html><body><img src=x onerror=alert(1)><script>alert(1)</script></body></html>",
    "broken": GPX % b"<trk><trkseg><trkpt lat='60.17' lon='24.94'/>",
    "no numbers": GPX
    % b"<trk><trkseg><trkpt lat='x' lon='y'/><trkpt lat='' lon='1'/></trkseg></trk>",
    "elsewhere": GPX
    % b"<trk><trkseg><trkpt lat='10' lon='10'/><trkpt lat='10' lon='10.01'/></trkseg></trk>",
    "deep": b"<gpx>" + b"<a>" * 20_000,
    "json": b'{"type": "LineString", "coordinates": ' + b"[" * 50_000,
}
TELLING = re.compile(rb"<(name|time|desc|wpt)|camera|sidestreet|helsinki", re.IGNORECASE)
WALK = ROOT / "geodata" / "bundled" / "walk.gpx"


def _options(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".card .tally strong").all_inner_texts()]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_whole_job_asks_nobody(
    visit: Callable[..., Visit], device: dict[str, Any], language: str
) -> None:
    there = visit(f"/{language}/", **device)
    page = there.page
    history = page.evaluate("history.length")
    page.click("#from")
    page.keyboard.type("rautat", delay=20)
    page.wait_for_selector("#from-list [role=option]")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#from", "aria-activedescendant") == "option-from-0"
    page.keyboard.press("Enter")
    assert page.input_value("#from").casefold().startswith("rautat")
    assert page.get_attribute("#from", "aria-expanded") == "false"
    page.fill("#to", GOAL)
    page.keyboard.press("Enter")
    page.wait_for_selector(FOUND)
    shown = _options(page)
    assert len(shown) > 1
    assert page.locator(".where.device").is_visible()
    page.locator(".card").first.click()
    assert page.locator(".card.chosen").get_attribute("data-option") == "0"
    assert page.locator('.point[aria-pressed="true"]').get_attribute("data-option") == "0"
    page.locator(".meeting").nth(1).click()
    assert page.locator(".camera .facts div").count() > 2
    page.locator(".compare summary").click()
    row = page.locator('tr[data-row="counted"] td').all_inner_texts()
    assert row == shown
    page.click("#clear")
    assert not page.locator("#results").is_visible()
    assert page.input_value("#from") == page.input_value("#to") == ""
    assert page.locator(".card").count() == 0
    assert page.url == f"{there.home}/{language}/"
    assert page.evaluate("history.length") == history
    there.check_silence()


def test_the_keyboard_alone_does_the_job(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "from"
    page.keyboard.type(START)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "arm-to"
    page.keyboard.press("Tab")
    page.keyboard.type(GOAL)
    page.keyboard.press("Enter")
    page.wait_for_selector(FOUND)
    assert page.evaluate("document.activeElement.id") == "results-title"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "point"
    last = page.locator(".point").count() - 1
    page.keyboard.press("Home")
    assert page.locator(".card.chosen").get_attribute("data-option") == "0"
    page.keyboard.press("End")
    assert page.locator(".card.chosen").get_attribute("data-option") == str(last)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == str(last)
    page.keyboard.press("ArrowUp")
    assert page.locator(".card.chosen").get_attribute("data-option") == str(last - 1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".meeting[aria-expanded=true]").count() == 1
    page.keyboard.press("Escape")
    assert not page.locator("#results").is_visible()
    there.check_silence()


def test_a_list_of_places_is_closed_before_anything_is_cleared(visit: Callable[..., Visit]) -> None:
    page = visit().page
    page.click("#from")
    page.keyboard.type("aleks", delay=20)
    page.wait_for_selector("#from-list [role=option]")
    page.keyboard.press("Escape")
    assert not page.locator("#from-list").is_visible()
    assert page.input_value("#from") == "aleks"
    page.keyboard.press("Escape")
    assert page.input_value("#from") == ""


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_touches_of_the_map_find_ways(
    visit: Callable[..., Visit], device: dict[str, Any]
) -> None:
    there = visit(**device)
    page = there.page
    box = page.locator("#map").bounding_box()
    assert box is not None
    touch = page.touchscreen.tap if device is PHONE else page.mouse.click
    touch(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.55)
    there.until("document.getElementById('from').value !== ''")
    assert page.get_attribute("#arm-to", "aria-pressed") == "true"
    page.wait_for_timeout(400)
    touch(box["x"] + box["width"] * 0.52, box["y"] + box["height"] * 0.65)
    page.wait_for_selector(FOUND)
    assert page.locator(".card").count() >= 1
    for end in ("from", "to"):
        lat, lon = (float(part) for part in page.input_value(f"#{end}").split(","))
        assert 60.1 < lat < 60.2
        assert 24.9 < lon < 25.0
    typed = page.input_value("#from")
    page.click("#swap")
    assert page.input_value("#to") == typed
    page.wait_for_selector(FOUND)
    assert page.locator(".card.chosen").count() == 1
    there.check_silence()


def test_saved_lines_are_bare_trimmed_and_let_go(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    there.find()
    page.evaluate(
        "() => { window.open_urls = new Set(); const [make, drop] = "
        "[URL.createObjectURL, URL.revokeObjectURL];"
        "URL.createObjectURL = (b) => { const u = make.call(URL, b); open_urls.add(u); return u; };"
        "URL.revokeObjectURL = (u) => { open_urls.delete(u); drop.call(URL, u); }; }"
    )
    page.click("#saving summary")
    assert page.locator("#save-warning").is_visible()
    lines = {}
    for metres in ("0", "50"):
        page.fill("#trim", metres)
        for kind, name in (("gpx", "route.gpx"), ("geojson", "route.geojson")):
            with page.expect_download() as saved:
                page.click(f'[data-save="{kind}"]')
            assert saved.value.suggested_filename == name
            data = Path(saved.value.path()).read_bytes()
            assert not re.search(
                rb"<(name|time|desc|wpt)|camera|sidestreet|helsinki", data, re.IGNORECASE
            )
            lines[kind, metres] = parse_track(data).track
    for metres in ("0", "50"):
        one, other = lines["gpx", metres], lines["geojson", metres]
        assert np.allclose(one.lon, other.lon, atol=1e-7)
        assert np.allclose(one.lat, other.lat, atol=1e-7)
    whole, cut = (lines["gpx", metres].segment_lengths_m().sum() for metres in ("0", "50"))
    assert abs(whole - cut - 100) < 0.1
    page.fill("#trim", "99999")
    page.click('[data-save="gpx"]')
    assert "less than half" in page.inner_text("#saved")
    page.fill("#trim", "0")
    with page.expect_download() as saved:
        page.click('[data-save="png"]')
    assert saved.value.suggested_filename == "map.png"
    png = Path(saved.value.path()).read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert b"tEXt" not in png
    there.until("window.open_urls.size === 0")
    there.check_silence()


def test_coming_back_or_reloading_shows_no_trip(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    there.find()
    page.reload()
    page.wait_for_selector(READY)
    assert page.input_value("#from") == page.input_value("#to") == ""
    there.find()
    page.goto("about:blank")
    page.go_back()
    page.wait_for_selector(READY)
    assert page.input_value("#from") == page.input_value("#to") == ""
    assert page.locator(".card").count() == 0
    assert GOAL not in page.inner_text("#panel")


def test_where_workers_are_refused_the_page_does_it_itself(visit: Callable[..., Visit]) -> None:
    there = visit("/en/?refused")
    assert "allows no worker" in there.page.inner_text("#status")
    there.find()
    with_worker = visit()
    with_worker.find()
    assert _options(there.page) == _options(with_worker.page)


def test_what_the_device_cannot_do_is_sent_only_after_saying_so(
    visit: Callable[..., Visit],
) -> None:
    there = visit()
    page = there.page
    page.click("#more summary")
    assert not page.locator("#server-hint").is_visible()
    page.fill("#metres", "50")
    assert page.locator("#server-hint").is_visible()
    assert "sends the trip" in page.inner_text("#find")
    page.fill("#from", START)
    page.fill("#to", GOAL)
    assert there.asked_since() == []
    page.click("#find")
    page.wait_for_selector(FOUND, timeout=60_000)
    assert there.asked_since() == [("POST", f"{there.home}/api/routes")]
    assert page.locator(".where.server").is_visible()
    assert there.said == []


def test_what_is_wrong_is_said_where_it_is(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    page.click("#find")
    assert page.locator("#from-wrong").is_visible()
    assert page.get_attribute("#from", "aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "from"
    page.fill("#from", "zzzzzzzzz")
    page.fill("#to", GOAL)
    page.click("#find")
    page.wait_for_selector("#from-wrong:not([hidden])")
    assert "zzz" not in page.inner_text("#from-wrong")
    page.fill("#from", "ka")
    page.keyboard.press("Enter")
    page.wait_for_selector("#from-wrong:not([hidden])")
    page.wait_for_selector("#from-list [role=option]")
    assert "several places" in page.inner_text("#from-wrong")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert len(page.input_value("#from")) > 2
    assert not page.locator("#from-wrong").is_visible()
    page.fill("#from", "10, 10")
    page.click("#find")
    page.wait_for_selector("#from-wrong:not([hidden])")
    there.check_silence()


def test_a_way_of_ones_own_is_read_and_counted_here(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    there = visit()
    page = there.page
    page.click("#tab-own")
    own = tmp_path / "planted way home.gpx"
    own.write_bytes(WALK.read_bytes())
    page.set_input_files("#file", own)
    page.wait_for_selector(OWN)
    count = int(page.inner_text("#own-answer .tally strong"))
    told = page.request.post(
        f"{there.home}/api/score",
        data=WALK.read_bytes(),
        headers={"Content-Type": "application/gpx+xml"},
    ).json()
    assert count == told["cameras"]["cautious"]
    assert (
        page.inner_text('#own-answer [data-figure="minutes"]') == f"{told['duration_s'] / 60:.1f}"
    )
    assert page.locator("#own-answer .meeting").count() == min(len(told["encounters"]), 100)
    assert "planted" not in page.content()
    assert page.locator("#own-status").inner_text().startswith("Worked out on this device")
    page.click("#tab-trip")
    there.find()
    page.click("#tab-own")
    assert int(page.inner_text("#own-answer .tally strong")) == count
    page.keyboard.press("Escape")
    assert not page.locator("#own-results").is_visible()
    there.check_silence()


def test_a_file_dropped_anywhere_is_counted(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    page.evaluate(
        """(text) => {
          const carried = new DataTransfer();
          carried.items.add(new File([text], "x.gpx"));
          const target = document.getElementById("map");
          for (const type of ["dragover", "drop"])
            target.dispatchEvent(
              new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
        }""",
        WALK.read_text(encoding="utf-8"),
    )
    page.wait_for_selector(OWN)
    assert page.get_attribute("#tab-own", "aria-selected") == "true"
    there.check_silence()


@pytest.mark.parametrize("content", HOSTILE_FILES.values(), ids=HOSTILE_FILES)
def test_hostile_files_give_one_line(
    visit: Callable[..., Visit], tmp_path: Path, content: bytes
) -> None:
    there = visit()
    page = there.page
    page.click("#tab-own")
    own = tmp_path / "way.gpx"
    own.write_bytes(content)
    page.set_input_files("#file", own)
    page.wait_for_selector("#own-trouble p")
    assert page.locator("#own-trouble p").count() == 1
    assert not page.locator("#own-results").is_visible()
    assert page.evaluate("document.images.length") == 0
    there.check_silence()


def test_journeys_stand_by_their_gates_with_those_without_one_first(
    visit: Callable[..., Visit],
) -> None:
    there = visit()
    page = there.page
    page.check('[name="by"][value="metro"]', force=True)
    page.fill("#from", "Rautatientori")
    page.fill("#to", "Helsingin yliopisto")
    page.click("#find")
    page.wait_for_selector(f"{FOUND}, #trouble button")
    if page.locator("#trouble button").count():
        assert there.asked_since() == []
        page.click("#trouble button")
        page.wait_for_selector(FOUND)
        assert page.locator(".where.server").is_visible()
    gates = [
        int(text or "0")
        for text in page.locator(".gates").evaluate_all(
            "(all) => all.map((group) => group.dataset.gates)"
        )
    ]
    assert gates == sorted(gates)
    assert gates[0] == 0
    assert page.locator(".card.chosen .leg").count() > 0
    page.locator(".card").last.click()
    assert page.locator(".card.chosen").count() == 1
    assert there.said == []


def test_a_way_through_a_gate_never_looks_like_one_with_fewer_cameras(
    browser: Browser, tmp_path: Path
) -> None:
    prepared = prepare(replace(watched_city(), name="moscow"), Assumptions())
    settings = Settings(packs=tmp_path, requests_per_s=0)
    ends = ORIGIN + np.array([[100.0, 0.0], [3000.0, 0.0]])
    lon, lat = PROJECTION.to_lon_lat(*ends.T)
    with serve_app(prepared, settings) as served, browser.new_context(**DESKTOP) as context:
        there = Visit(context, served.home, "/en/")
        page = there.page
        page.check('[name="by"][value="metro"]', force=True)
        page.fill("#from", f"{lat[0]}, {lon[0]}")
        page.fill("#to", f"{lat[1]}, {lon[1]}")
        page.click("#find")
        page.wait_for_selector(FOUND)
        groups = page.locator(".gates")
        assert groups.evaluate_all("(all) => all.map((g) => g.dataset.gates)") == ["0", "1"]
        assert page.locator(".card.chosen").get_attribute("data-option") == "0"
        assert page.locator(".point").count() == 2
        gated = page.locator(".point.gated")
        assert gated.count() == 1
        assert "1 gate that photographs faces" in str(gated.get_attribute("aria-label"))
        assert "gates are not among the cameras" in page.inner_text("#chart-hint")
        gated.click()
        chosen = page.locator(".card.chosen")
        assert "1 gate that photographs faces" in chosen.inner_text()
        assert "supposed camera" in chosen.inner_text()
        assert "fewest" not in chosen.inner_text()
        assert chosen.locator(".leg").count() > 2
        check_rides_are_left_out_of_a_line(page)
        there.check_silence()


def check_rides_are_left_out_of_a_line(page: Page) -> None:
    """What is saved of a journey is walked, and never a straight line to where a train goes."""
    page.click("#saving summary")
    for kind in ("gpx", "geojson"):
        with page.expect_download() as saved:
            page.click(f'[data-save="{kind}"]')
        track = parse_track(Path(saved.value.path()).read_bytes()).track
        # the walk to one station; the door of the other is the goal itself, 3 km on
        assert max(track.lon) - min(track.lon) < 0.002
    page.fill("#trim", "10")
    page.click('[data-save="png"]')
    page.wait_for_function("document.querySelector('#saved').textContent.includes('whole')")


def test_a_page_to_print_is_drawn_by_the_server_and_says_so(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    there.find()
    page.click("#saving summary")
    assert "sent to it" in page.inner_text("#saving")
    page.fill("#trim", "30")
    with page.expect_download(timeout=60_000) as saved:
        page.click('[data-print="pdf"]')
    assert saved.value.suggested_filename == "sheet.pdf"
    assert Path(saved.value.path()).read_bytes()[:5] == b"%PDF-"
    ((method, url),) = there.asked_since()
    assert method == "POST"
    assert url.startswith(f"{there.home}/api/print/pdf?")
    assert "60." not in url
    assert "24." not in url
    assert there.said == []


def test_a_picture_with_trimmed_ends_shows_the_line_alone(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    there.find()
    page.click("#saving summary")
    sizes = []
    for metres in ("0", "60"):
        page.fill("#trim", metres)
        with page.expect_download() as saved:
            page.click('[data-save="png"]')
        sizes.append(len(Path(saved.value.path()).read_bytes()))
    assert sizes[0] != sizes[1]
    assert page.locator(".card.chosen").count() == 1
    there.check_silence()


def test_layers_and_their_legend_are_at_hand(visit: Callable[..., Visit]) -> None:
    there = visit()
    page = there.page
    page.click("#layers summary")
    assert page.locator("#legend canvas.key").count() > 3
    before = page.locator("#map").screenshot()
    page.check('[name="layer"][value="heat"]')
    page.uncheck('[name="layer"][value="cameras"]')
    page.wait_for_timeout(600)
    assert page.locator("#map").screenshot() != before
    page.keyboard.press("Escape")
    assert page.is_checked('[name="layer"][value="cameras"]')
    assert not page.is_checked('[name="layer"][value="heat"]')
    there.check_silence()


@pytest.mark.parametrize("width", [320, 390, 600, 860, 1280, 1920, 3840])
def test_nothing_reaches_beyond_a_screen_and_nothing_jumps(
    visit: Callable[..., Visit], width: int
) -> None:
    there = visit("/ru/", viewport={"width": width, "height": 900})
    page = there.page
    there.find()
    assert page.evaluate(JUMPS) == 0
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.locator(".meeting").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = page.evaluate(
        "[...document.querySelectorAll('#panel *')].filter((e) => !e.closest('.scroll, .unseen')"
        " && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.className)"
    )
    assert beyond == []
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, summary, a, input, label.card')]"
        ".filter((e) => e.checkVisibility() && !e.closest('.unseen') && !e.matches('.unseen,"
        " label input'))"
        ".map((e) => [e.id || e.className || e.textContent, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))"
        ".map(([name]) => name)"
    )
    assert [name for name in small if name != "skip"] == []
    there.check_silence()


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious(
    visit: Callable[..., Visit], device: dict[str, Any], scheme: str
) -> None:
    if not AXE.exists():
        missing = "needs axe-core: npm install --prefix tests/web"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    there = visit("/ru/", **device, color_scheme=scheme, bypass_csp=True)
    page = there.page
    page.add_script_tag(path=AXE)
    assert page.evaluate(SERIOUS) == []
    page.click("#from")
    page.keyboard.type("aleks", delay=20)
    page.wait_for_selector("#from-list [role=option]")
    assert page.evaluate(SERIOUS) == []
    page.keyboard.press("Escape")
    there.find()
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.locator(".meeting").first.click()
    assert page.evaluate(SERIOUS) == []
    for tab in ("own", "city"):
        page.click(f"#tab-{tab}")
        assert page.evaluate(SERIOUS) == []


def test_a_page_alone_switches_its_language_in_place(visit: Callable[..., Visit]) -> None:
    there = visit("/en/?alone")
    page = there.page
    there.find()
    page.click('[data-language="ru"]')
    assert page.get_attribute("html", "lang") == "ru"
    assert page.inner_text("#find") == "Найти пути"
    assert page.inner_text("#safety").startswith("Малое число")
    assert page.locator(".card").count() == 0
    there.find()
    assert "камер" in page.locator(".card .tally").first.inner_text()
    english = re.findall(r"\b(the|and|camera|way)\b", page.inner_text("body"))
    assert english == []
    page.click('[data-language="en"]')
    assert page.inner_text("#find") == "Find ways"
    there.check_silence()
