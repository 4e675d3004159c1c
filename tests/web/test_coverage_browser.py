"""The map of stations and a journey on the map, as a browser shows them, with the network off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from geodata.metro import profile_for
from mapper.exposure.city import prepare
from mapper.maps import city_map
from mapper.maps.journey_lines import journey_lines, journey_notes
from mapper.maps.station_map import station_map
from mapper.model.assumptions import Assumptions
from mapper.stations.coverage import cover_stations
from tests.conftest import CHROMIUM
from tests.mapper.maps.test_journey_lines import found_in
from tests.mapper.stations.lines import watched_city
from tests.web.test_browser import DESKTOP, FLAGS, PHONE, Opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    prepared = prepare(watched_city(), Assumptions())
    found = found_in(prepared)
    folder = tmp_path_factory.mktemp("maps")
    documents = {
        "stations": station_map(cover_stations(prepared, profile=profile_for("moscow"))),
        "journeys": city_map(
            prepared, scored=journey_lines(prepared, found), chosen=1, notes=journey_notes(found)
        ),
    }
    paths = {name: folder / f"{name}.html" for name in documents}
    for name, text in documents.items():
        paths[name].write_text(text, encoding="utf-8")
    return paths


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_measure_can_be_chosen_and_a_pick_shows_the_row(
    browser: Browser, pages: dict[str, Path], size: dict[str, int]
) -> None:
    context = browser.new_context(viewport={"width": size["width"], "height": size["height"]})
    opened = Opened(context.new_page(), pages["stations"])
    page = opened.page
    expect(page.locator("[data-measure=approach]")).to_be_visible()
    expect(page.locator("[data-measure=seen]")).to_be_hidden()
    page.locator("input[value=seen]").check()
    expect(page.locator("[data-measure=seen]")).to_be_visible()
    expect(page.locator("[data-measure=approach]")).to_be_hidden()
    page.get_by_role("button", name="Station B").click()
    box = page.locator(".leaflet-popup")
    expect(box).to_contain_text("Station B")
    expect(box).to_be_in_viewport()
    expect(box).to_contain_text("Way in, fewest cameras")
    expect(box).to_contain_text("at least 1")
    expect(page.locator("tr.chosen")).to_contain_text("Station B")
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup-close-button").click()
    expect(page.locator("tr.chosen")).to_have_count(0)
    assert page.evaluate(SIDEWAYS) <= 0
    opened.check_silence()
    context.close()


def test_rides_and_gates_are_drawn_in_their_colours(
    browser: Browser, pages: dict[str, Path]
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = Opened(context.new_page(), pages["journeys"])
    assert opened.shows("#F07E24", 200)
    assert opened.shows("#c23b00", 40)
    first = opened.page.locator("details[data-line='0'] summary")
    expect(first).to_contain_text("Without a gate")
    first.click()
    opened.page.wait_for_timeout(200)
    # the ride stays, thinner; the gate is told of the chosen journey alone
    assert not opened.shows("#c23b00", 40)
    opened.check_silence()
    context.close()


def test_without_scripts_the_table_and_the_legs_are_there(
    browser: Browser, pages: dict[str, Path]
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(pages["stations"].as_uri())
    expect(page.locator("noscript img").first).to_be_visible()
    expect(page.locator("table.stations")).to_contain_text("Station E")
    assert page.evaluate(SIDEWAYS) <= 0
    page.goto(pages["journeys"].as_uri())
    expect(page.locator("table.legs").last).to_contain_text("Line 1")
    assert page.evaluate(SIDEWAYS) <= 0
    context.close()
