"""The offline file as a browser opens it: from a disk, from nowhere, without scripts, workers…"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from geodata.tracks import parse_track_file
from mapper.maps.offline import FileChoices
from mapper.model.names import normalise_name
from tests.conftest import CHROMIUM, ROOT
from tests.web.offline_files import (
    HOSTILE,
    LONG,
    changed,
    file_without_streets,
    helsinki,
    helsinki_file,
    hostile_file,
)
from tests.web.opened import FROM, TO, Opened
from tests.web.test_browser import DESKTOP, FLAGS, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

WALK = ROOT / "geodata" / "bundled" / "walk.gpx"
NO_WORKER = "window.Worker = class { constructor() { throw new Error('refused'); } };\n"
SILENT_WORKER = """
window.Worker = class extends EventTarget {
  constructor() { super(); setTimeout(() => this.dispatchEvent(new Event("error")), 20); }
  postMessage() {}
  terminate() {}
};
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


@pytest.fixture
def open_file(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    contexts = []

    def opened(document: str, *, init: str = "", frame: bool = False, **options: Any) -> Opened:  # noqa: ANN401
        path = tmp_path / "map.html"
        if frame:
            # a sandbox without allow-same-origin has an origin nobody shares
            held = html.escape(document, quote=True)
            document = (
                '<!DOCTYPE html><meta charset="utf-8"><style>iframe{width:1300px;height:800px}'
                f'</style><iframe sandbox="allow-scripts allow-downloads" srcdoc="{held}"></iframe>'
            )
        path.write_text(document, encoding="utf-8")
        context = browser.new_context(**{"viewport": DESKTOP, "offline": True, **options})
        contexts.append(context)
        return Opened(context.new_page(), path.as_uri(), init=init)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def expected(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """The ways of one trip, as the file finds them when nothing is in its way."""
    path = tmp_path_factory.mktemp("file") / "map.html"
    path.write_text(helsinki_file(), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    opened = Opened(context.new_page(), path.as_uri()).ready()
    opened.find()
    figures = opened.figures()
    context.close()
    assert len(figures) > 1
    return figures


@pytest.mark.parametrize(
    "options",
    [{}, {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}],
    ids=["desktop", "phone"],
)
def test_the_whole_journey_from_a_disk(
    open_file: Callable[..., Opened],
    expected: list[tuple[str, str]],
    options: dict[str, Any],
    tmp_path: Path,
) -> None:
    opened = open_file(helsinki_file(), **options).ready()
    page = opened.page
    assert page.title() == "Map"
    page.locator("#from").press_sequentially("Rautatient")
    # the list follows what was typed last
    expect(page.locator("#from-list [role=option]").first).to_contain_text(FROM)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#from").input_value().startswith(FROM)
    page.locator("#from").fill(FROM)
    page.locator("#to").press_sequentially(TO)
    page.keyboard.press("Enter")
    page.wait_for_selector("#results:not([hidden]) .card")
    assert opened.figures() == expected
    page.locator(".card").last.click()
    page.locator("#saving summary").click()
    with page.expect_download() as saving:
        page.locator('[data-save="gpx"]').click()
    saved = tmp_path / "saved.gpx"
    saving.value.save_as(saved)
    assert saving.value.suggested_filename == "route.gpx"
    line = saved.read_text(encoding="utf-8")
    assert 'creator="gpx"' in line
    assert len(re.findall(r"<trkpt ", line)) > 2
    assert "time" not in line
    page.locator("#clear").click()
    expect(page.locator("#results")).to_be_hidden()
    assert page.locator("#from").input_value() == ""
    assert page.url == opened.address
    assert page.evaluate("history.length") <= 2
    assert page.evaluate("document.cookie") == ""
    opened.check_silence()


def test_a_way_of_one_s_own_and_the_metro_need_no_network(
    open_file: Callable[..., Opened],
) -> None:
    opened = open_file(helsinki_file()).ready()
    page = opened.page
    page.locator("#tab-own").click()
    page.set_input_files("#file", WALK)
    page.wait_for_selector("#own-results:not([hidden])")
    track = parse_track_file(WALK).track
    counted = helsinki().score(track).cameras.cautious
    shown = page.locator('#own-results [data-figure="counted"]').first
    expect(shown).to_have_text(str(counted))
    page.locator("#tab-trip").click()
    page.locator('[name="by"][value="metro"]').check(force=True)
    opened.find(FROM, "Helsingin yliopisto")
    expect(page.locator("#results")).to_contain_text("A gate is not one more camera")
    opened.check_silence()


def test_the_whole_journey_from_an_opaque_origin(
    open_file: Callable[..., Opened], expected: list[tuple[str, str]]
) -> None:
    opened = open_file(helsinki_file(), frame=True).ready()
    assert opened.frame.evaluate("self.origin") == "null"
    opened.find()
    assert opened.figures() == expected
    opened.frame.locator("#saving summary").click()
    with opened.page.expect_download() as saving:
        opened.frame.locator('[data-save="gpx"]').click()
    assert saving.value.suggested_filename == "route.gpx"
    opened.check_silence()


@pytest.mark.parametrize("refusal", [NO_WORKER, SILENT_WORKER], ids=["thrown", "silent"])
def test_where_workers_are_refused_the_page_itself_looks(
    open_file: Callable[..., Opened], expected: list[tuple[str, str]], refusal: str
) -> None:
    opened = open_file(helsinki_file(), init=refusal).ready()
    expect(opened.page.locator("#status")).to_have_attribute("data-word", "app.no_worker")
    opened.find()
    assert opened.figures() == expected
    opened.check_silence()


def test_where_the_rule_refuses_workers_the_page_itself_looks(
    open_file: Callable[..., Opened], expected: list[tuple[str, str]]
) -> None:
    document = helsinki_file()
    assert document.count("worker-src blob:") == 1
    opened = open_file(document.replace("worker-src blob:", "worker-src 'none'")).ready()
    expect(opened.page.locator("#status")).to_have_attribute("data-word", "app.no_worker")
    opened.find()
    assert opened.figures() == expected


def test_without_the_browser_s_own_inflate_the_vendored_one_works(
    open_file: Callable[..., Opened], expected: list[tuple[str, str]]
) -> None:
    # in the engine's own text, so that it is gone in the worker, too
    document = changed(
        helsinki_file(),
        "var parts = (() => {",
        "delete globalThis.DecompressionStream;\nvar parts = (() => {",
    )
    opened = open_file(document).ready()
    expect(opened.page.locator("#status")).to_have_attribute("data-word", "app.opened")
    assert opened.page.evaluate("typeof DecompressionStream") == "undefined"
    opened.find()
    assert opened.figures() == expected
    opened.check_silence()


def test_without_scripts_there_is_a_picture_a_table_and_the_safety_text(
    open_file: Callable[..., Opened],
) -> None:
    opened = open_file(helsinki_file(), java_script_enabled=False)
    page = opened.page
    expect(page.locator("noscript .safety").first).to_contain_text(
        "A low number does not mean safe"
    )
    expect(page.locator("noscript .safety").nth(1)).to_contain_text("Малое число")
    picture = page.locator("noscript img").first
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] > 300
    expect(page.locator("noscript table").first.locator("tbody tr")).to_have_count(3)
    expect(page.locator("noscript main > ul").last).to_contain_text("OpenStreetMap")
    expect(page.locator("#app")).to_be_hidden()
    summary = page.locator("noscript details summary").first
    summary.click()
    expect(page.locator("noscript details").first).to_contain_text("not tested")
    assert [url for url in opened.requests if not url.startswith("data:")] == [opened.address]
    assert opened.complaints == []


def test_with_scripts_nothing_of_the_fallback_is_even_built(
    open_file: Callable[..., Opened],
) -> None:
    # the fallback is no part of the page where scripts run, so it cannot flash
    opened = open_file(helsinki_file()).ready()
    assert opened.page.evaluate("document.querySelectorAll('noscript *, .sheet').length") == 0


def test_languages_change_in_place(open_file: Callable[..., Opened]) -> None:
    page = open_file(helsinki_file()).ready().page
    page.locator("#tab-city").click()
    assert page.locator("#help [lang=en]").is_visible()
    page.locator('[data-language="ru"]').click()
    page.locator("#tab-city").click()
    expect(page.locator("#help [lang=ru]")).to_be_visible()
    expect(page.locator("#help [lang=en]")).to_be_hidden()
    page.locator("#help [lang=ru] summary").click()
    expect(page.locator("#help")).to_contain_text("не проверено")
    assert page.evaluate("document.documentElement.lang") == "ru"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_plain_file_begins_as_a_map_of_streets(
    open_file: Callable[..., Opened], viewport: dict[str, int]
) -> None:
    opened = open_file(helsinki_file(FileChoices(plain=True)), viewport=viewport)
    page = opened.page
    seen = "document.body.innerText"
    for text in ("amera", "safe", "ways around"):
        assert text not in page.evaluate(seen)
    opened.ready()
    page.mouse.click(200, 300)
    assert page.evaluate(
        "[...document.querySelectorAll('#layers input:checked')].map(b => b.value)"
    ) == ["names"]
    assert page.locator("#from").input_value() == ""
    expect(page.locator(".panel")).to_be_hidden()
    page.locator(".turn").click()
    expect(page.locator("#pane-trip .safety")).to_be_visible()
    opened.find()
    page.locator(".turn").click()
    expect(page.locator(".panel")).to_be_hidden()
    assert page.locator("#from").input_value() == ""
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    opened.check_silence()


def test_a_plain_file_without_scripts_begins_with_the_streets(
    open_file: Callable[..., Opened],
) -> None:
    opened = open_file(helsinki_file(FileChoices(plain=True)), java_script_enabled=False)
    page = opened.page
    expect(page.locator("noscript .safety").first).to_be_hidden()
    page.locator("noscript summary").first.click()
    expect(page.locator("noscript .safety").first).to_be_visible()


def test_a_map_without_routing_holds_no_engine(open_file: Callable[..., Opened]) -> None:
    document = helsinki_file(FileChoices(routing=False))
    assert 'define("router/search.js"' not in document
    assert 'define("router/engine.js"' in document  # one that does nothing
    assert len(document) < len(helsinki_file())
    opened = open_file(document).ready()
    page = opened.page
    expect(page.locator("#pane-city .safety")).to_be_visible()
    expect(page.locator("#trip")).to_be_hidden()
    page.mouse.click(900, 500)
    assert page.locator("#from").input_value() == ""
    page.keyboard.press("Escape")
    page.locator('[data-language="ru"]').click()
    expect(page.locator("#pane-city .safety")).to_contain_text("Малое число")
    expect(page.locator("#trip")).to_be_hidden()
    for name in ("cameras", "stations", "heat", "survey", "names"):
        page.evaluate("document.getElementById('layers').open = true")
        page.locator(f'#layers input[value="{name}"]').click()
    opened.check_silence()


def test_a_city_without_streets_opens_and_says_that_no_way_is_found(
    open_file: Callable[..., Opened],
) -> None:
    opened = open_file(file_without_streets()).ready()
    page = opened.page
    page.fill("#from", "60.17, 24.94")
    page.fill("#to", "60.171, 24.941")
    page.press("#to", "Enter")
    expect(
        page.locator(".trouble, .wrong").filter(has_text=re.compile(r"\w")).first
    ).to_be_visible()
    expect(page.locator("#results")).to_be_hidden()
    opened.check_silence()


@pytest.mark.parametrize("name", [HOSTILE, LONG], ids=["markup", "long"])
@pytest.mark.parametrize("plain", [False, True])
def test_hostile_names_stay_text(open_file: Callable[..., Opened], name: str, plain: bool) -> None:  # noqa: FBT001
    opened = open_file(hostile_file(name, FileChoices(plain=plain)))
    opened.ready()
    page = opened.page
    if plain:
        page.locator(".turn").click()
    for tab in ("own", "city", "trip"):
        page.locator(f"#tab-{tab}").click()
    page.fill("#from", normalise_name(name)[:8])
    option = page.locator("#from-list [role=option]").first
    expect(option).to_contain_text(name[:20])
    option.click()
    page.evaluate("document.getElementById('layers').open = true")
    page.locator('#layers input[value="heat"]').click()
    box = page.locator("#map").bounding_box()
    assert box is not None
    for across in (0.3, 0.45, 0.5, 0.6):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelectorAll('img[onerror], [onerror]').length") == 0
    assert page.title() == "Map"
    opened.check_silence()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


def test_hostile_names_stay_text_without_scripts(open_file: Callable[..., Opened]) -> None:
    opened = open_file(hostile_file(), java_script_enabled=False)
    heading = opened.page.locator("noscript h1").inner_text()
    assert heading.startswith("</script><script>alert(1)</script><img")
    assert opened.page.locator("noscript img[onerror]").count() == 0
    assert opened.complaints == []
