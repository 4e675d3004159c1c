"""axe-core finds nothing serious or critical on any page there is, in light and dark."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from playwright.sync_api import sync_playwright

from api.app import create_app
from api.offline_files import offline_file
from api.settings import Settings
from api.station_sheet import station_sheet
from geodata.derived import exposure_of
from geodata.metro import profile_for
from geodata.pack import find_city, read_pack
from geodata.tracks import parse_track_file
from mapper.maps import ScoredLine, city_map
from mapper.maps.offline import FileChoices, hash_page, help_page
from mapper.model.assumptions import Assumptions
from mapper.stations.coverage import cover_stations
from tests.api.serving import serving
from tests.conftest import CHROMIUM, ROOT
from tests.web.test_browser import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from mapper.exposure.city import CityExposure

pytestmark = [
    pytest.mark.browser,
    pytest.mark.node,
    pytest.mark.loopback,
    pytest.mark.enable_socket,
]

AXE: Final = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WALK: Final = ROOT / "geodata" / "bundled" / "walk.gpx"
SERIOUS: Final = """
async () => (await axe.run({ resultTypes: ["violations"] })).violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)
"""
UNFOLDED: Final = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
READY: Final = "html[data-state=ready]"
PATIENCE_MS: Final = 60_000
SIZES: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}


@cache
def helsinki() -> CityExposure:
    return exposure_of(read_pack(find_city("helsinki", None)), Assumptions(), folder=None)


@cache
def document(name: str) -> str:
    """Return one of the pages that are files."""
    whole = helsinki()
    if name == "map document":
        scored = whole.score(parse_track_file(WALK).track)
        return city_map(whole, scored=[ScoredLine("Track", scored)], language="ru")
    if name == "station sheet":
        coverage = cover_stations(whole, profile=profile_for("helsinki"))
        return station_sheet(coverage, str(whole.city.stations.frame["station_id"].iloc[0]))
    if name == "offline file":
        return offline_file(whole, FileChoices()).decode("utf-8")
    if name == "plain offline file":
        return offline_file(whole, FileChoices(plain=True, languages=("ru",))).decode("utf-8")
    language = name.rpartition(" ")[2]
    return (help_page if name.startswith("help") else hash_page)(language)


Scheme = Literal["light", "dark"]
FILES: Final = (
    "map document", "station sheet", "offline file", "plain offline file", "help en", "help ru",
    "hash en", "hash ru",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not AXE.exists():
        missing = "needs axe-core: npm install --prefix tests/web"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=list(FLAGS), chromium_sandbox=False
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with serving(create_app(Settings(city="helsinki", requests_per_s=0))) as origin:
        yield origin


def found_on(page: Page) -> list[str]:
    """What axe finds on a page with everything unfolded."""
    page.evaluate(UNFOLDED)
    page.wait_for_timeout(200)
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    found: list[str] = page.evaluate(SERIOUS)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", FILES)
def test_nothing_serious_in_a_file(
    browser: Browser, tmp_path: Path, name: str, scheme: Scheme
) -> None:
    path = tmp_path / "page.html"
    path.write_text(document(name), encoding="utf-8")
    # the pages' own policies would refuse axe
    context = browser.new_context(**SIZES["desktop"], color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    if "offline" in name:
        page.wait_for_selector(READY, timeout=PATIENCE_MS)
    assert found_on(page) == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_serious_in_the_application(
    browser: Browser, home: str, size: str, scheme: Scheme
) -> None:
    context = browser.new_context(**SIZES[size], color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{home}/ru/")
    page.wait_for_selector(READY, timeout=PATIENCE_MS)
    assert found_on(page) == []
    page.fill("#from", "60.1719, 24.9414")
    page.fill("#to", "Aleksanterinkatu")
    page.locator("#find").click()
    page.wait_for_selector("#results:not([hidden])", timeout=PATIENCE_MS)
    page.locator(".meeting").first.click()
    assert found_on(page) == []
    page.locator("#tab-own").click()
    page.set_input_files("#file", WALK)
    page.wait_for_selector("#own-results:not([hidden])", timeout=PATIENCE_MS)
    assert found_on(page) == []
    page.locator("#tab-city").click()
    assert found_on(page) == []
    context.close()
