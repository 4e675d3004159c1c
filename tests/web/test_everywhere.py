"""One trip asked in five places: terminal, API, page, form without scripts, file offline."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from playwright.sync_api import sync_playwright

from api.app import create_app
from api.cli import main
from api.offline_files import offline_file
from api.settings import Settings
from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from mapper.maps.offline import FileChoices
from mapper.model.assumptions import Assumptions
from tests.api.serving import serving
from tests.conftest import CHROMIUM
from tests.web.test_browser import FLAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from starlette.types import ASGIApp

pytestmark = [pytest.mark.browser, pytest.mark.loopback, pytest.mark.enable_socket]

PATIENCE_MS: Final = 60_000
PRINTED: Final = 20
MINUTES, METRES, SECONDS = 0.051, 0.51, 0.51
"""How far a number may be from another that was rounded the same way."""


@dataclass(frozen=True)
class Trip:
    """What is asked for."""

    start: str
    goal: str
    range: str = "default"
    count: str = "cautious"
    detour: str = "1.3"


TRIPS: Final = (
    Trip("60.1719, 24.9414", "60.1655, 24.9470"),
    Trip("Rautatientori", "Helsingin yliopisto"),
    Trip("Aleksanterinkatu", "60.1745, 24.9480", detour="1.6"),
    Trip("60.1700, 24.9385", "60.1660, 24.9500", range="far"),
    Trip("Mikonkatu", "60.1668, 24.9440", range="near", detour="2"),
    Trip("60.1762, 24.9370", "60.1690, 24.9520", count="likely"),
)


@dataclass(frozen=True)
class Met:
    """One encounter as it is told everywhere."""

    enter_m: float
    exit_m: float
    seconds: float
    what: str
    """Evidence and kind."""


@dataclass(frozen=True)
class Told:
    """What one place tells: a row of figures an option, and what the last option meets."""

    figures: list[dict[str, float]]
    last: list[Met]

    def agrees_with(self, other: Told) -> None:
        """Fail where any number differs by more than rounding."""
        assert len(self.figures) == len(other.figures) > 0
        for one, its in zip(self.figures, other.figures, strict=True):
            for name in one.keys() & its.keys():
                room = {"minutes": MINUTES, "metres": METRES}.get(name, 0)
                assert one[name] == pytest.approx(its[name], abs=room), name
        assert len(self.last) == len(other.last)
        for met, its_met in zip(self.last, other.last, strict=True):
            assert met.what == its_met.what
            assert met.enter_m == pytest.approx(its_met.enter_m, abs=METRES)
            assert met.exit_m == pytest.approx(its_met.exit_m, abs=METRES)
            assert met.seconds == pytest.approx(its_met.seconds, abs=SECONDS)


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return create_app(Settings(city="helsinki", requests_per_s=0))


@pytest.fixture(scope="module")
def home(app: Any) -> Iterator[str]:  # noqa: ANN401 - FastAPI
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


@pytest.fixture(scope="module")
def online(browser: Browser, home: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{home}/en/")
    page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
    yield page
    context.close()


@pytest.fixture(scope="module")
def offline(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    city = read_pack(find_city("helsinki", None))
    whole = exposure_of(city, Assumptions(), folder=None)
    path = tmp_path_factory.mktemp("file") / "map.html"
    path.write_bytes(offline_file(whole, FileChoices()))
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-state=ready]", timeout=PATIENCE_MS)
    yield page
    context.close()


def by_api(page: Page, home: str, trip: Trip) -> Told:
    """Ask ``POST /api/routes``."""
    body = {
        "from": trip.start, "to": trip.goal, "range": trip.range, "count": trip.count,
        "detour": float(trip.detour),
    }  # fmt: skip
    answer = page.request.post(f"{home}/api/routes", data=body)
    assert answer.ok, answer.text()
    return of_json(answer.json())


def of_json(answer: dict[str, Any]) -> Told:
    figures = [
        {
            "minutes": option["duration_s"] / 60,
            "metres": option["length_m"],
            "counted": option["cameras"][option["counted"]["policy"]],
            **option["cameras"],
            **option["band"],
            "avoided": option["cameras_avoided"],
            "gates": option["gates"],
            "plate_readers": option["plate_readers"],
        }
        for option in answer["options"]
    ]
    last = [
        Met(e["enter_m"], e["exit_m"], e["seconds"], f"{e['face_recognition']} {e['kind']}")
        for e in answer["options"][-1]["encounters"]
    ]
    return Told(figures, last)


def by_terminal(
    trip: Trip, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[Told, Told]:
    """Ask ``sidestreet route``: as JSON, and the table people read."""
    argv = ["route", "--trip", "-", "--range", trip.range, "--count", trip.count]
    argv += ["--detour", trip.detour, "--quiet"]
    texts = []
    for more in (["--json"], []):
        stdin = io.TextIOWrapper(io.BytesIO(f"{trip.start}\n{trip.goal}\n".encode()))
        monkeypatch.setattr("sys.stdin", stdin)
        capsys.readouterr()
        assert main([*argv, *more]) == 0
        texts.append(capsys.readouterr().out)
    table, _, encounters = texts[1].partition("Encounters of option")
    rows = re.findall(
        r"^ ?\d+  \S.*?\s+([\d.]+) +(\d+) +(\d+) +(-?\d+) +(\d+) / (\d+) / (\d+) ",
        table,
        re.MULTILINE,
    )
    names = ("minutes", "metres", "counted", "avoided", "near", "default", "far")
    met = re.findall(r"^ *\d+ +([\d.]+) +([\d.]+) +(\d+)  (\w+) +(\w+)  ", encounters, re.MULTILINE)
    seen = Told(
        [dict(zip(names, map(float, row), strict=True)) for row in rows],
        [Met(float(a), float(b), float(s), f"{what} {kind}") for a, b, s, what, kind in met],
    )
    return of_json(json.loads(texts[0])), seen


def by_application(page: Page, trip: Trip) -> Told:
    """Ask the application, online or in a file, and read what it shows."""
    page.locator("#clear").click()
    page.evaluate("document.getElementById('more').open = true")
    page.select_option("#range", trip.range)
    page.select_option("#count", trip.count)
    page.fill("#detour", trip.detour)
    page.fill("#from", trip.start)
    page.fill("#to", trip.goal)
    page.locator("#find").click()
    page.wait_for_selector("#results:not([hidden])", timeout=PATIENCE_MS)
    for _ in range(600):
        proof = page.locator(".proof").first.text_content() or ""
        if not proof.startswith("Still"):
            break
        page.wait_for_timeout(50)
    assert page.locator(".where.device").count() == 1
    n_options = page.locator(".card").count()
    figures: list[dict[str, float]] = [{} for _ in range(n_options)]
    for row in page.locator(".compare tr[data-row]").all():
        cells = row.locator("td").all_text_contents()
        for option, cell in zip(figures, cells, strict=True):
            if re.fullmatch(r"-?[\d,]+(\.\d+)?", cell):
                option[str(row.get_attribute("data-row"))] = float(cell.replace(",", ""))
    page.evaluate(
        "document.querySelectorAll('.card')[document.querySelectorAll('.card').length - 1].click()"
    )
    last = []
    for meeting in page.locator(".meeting").all():
        stretch = meeting.locator(".stretch").text_content() or ""
        numbers = [float(part.replace(",", "")) for part in re.findall(r"[\d,.]*\d", stretch)]
        evidence = meeting.get_attribute("data-evidence")
        _, _, kind = (meeting.locator(".soft").text_content() or "").partition(" · ")
        # of a kind that is not known nothing is said
        last.append(Met(numbers[0], numbers[1], numbers[2], f"{evidence} {kind or 'unknown'}"))
    return Told(figures, last)


def without_scripts(browser: Browser, home: str, trip: Trip) -> Told:
    """Ask the form, and read its tables."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{home}/en/")
    page.locator(".options summary").click()
    page.select_option("#range", trip.range)
    page.select_option("#count", trip.count)
    page.fill("#detour", trip.detour)
    page.fill("#from", trip.start)
    page.fill("#to", trip.goal)
    with page.expect_navigation():
        page.locator('button[value="find.large"]').click()
    buttons = page.locator('button[value^="show."]')
    n_options = buttons.count() + 1
    last = page.locator(f'button[value="show.{n_options - 1}"]')
    if last.count():
        with page.expect_navigation():
            last.click()
    titles = {
        "minutes": "minutes", "metres": "metres", "cameras avoided": "avoided", "near": "near",
        "usual": "default", "far": "far", "documented": "documented", "likely": "likely",
        "cautious": "cautious", "gates that photograph faces": "gates",
        "plate readers, counted apart": "plate_readers",
    }  # fmt: skip
    figures: list[dict[str, float]] = [{} for _ in range(n_options)]
    for row in page.locator("table.ways tbody tr").all():
        title = row.locator("th").first.text_content() or ""
        name = "counted" if row.get_attribute("class") == "strong" else titles.get(title)
        if name is not None:
            cells = row.locator("td").all_text_contents()
            for option, cell in zip(figures, cells, strict=True):
                option[name] = float(cell)
    met = []
    for row in page.locator("table.encounters tbody tr").all():
        _, stretch, seconds, evidence, kind, _ = row.locator("td").all_text_contents()
        enter, leave = stretch.split("–")
        met.append(Met(float(enter), float(leave), float(seconds), f"{evidence} {kind}"))
    context.close()
    return Told(figures, met)


@pytest.mark.parametrize("trip", TRIPS, ids=lambda trip: f"{trip.start} to {trip.goal}")
def test_a_trip_has_the_same_options_and_cameras_everywhere(  # noqa: PLR0913, PLR0917 - the five places
    trip: Trip,
    home: str,
    browser: Browser,
    online: Page,
    offline: Page,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = by_api(online, home, trip)
    as_json, as_text = by_terminal(trip, monkeypatch, capsys)
    assert as_json == told
    # of many encounters the terminal prints the first
    as_text.agrees_with(replace(told, last=told.last[:PRINTED]))
    by_application(online, trip).agrees_with(told)
    by_application(offline, trip).agrees_with(told)
    without_scripts(browser, home, trip).agrees_with(told)
