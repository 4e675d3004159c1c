"""Firefox ESR as Debian ships it: the application online, without scripts, and from a file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from PIL import Image

from api.app import create_app
from api.offline_files import offline_file
from api.settings import Settings
from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from mapper.maps.offline import FileChoices
from mapper.model.assumptions import Assumptions
from tests.api.serving import serving
from tests.web.bidi import firefox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.bidi import Tab

pytestmark = [pytest.mark.firefox, pytest.mark.loopback, pytest.mark.enable_socket]

START, GOAL = "60.1719, 24.9414", "60.1655, 24.9470"
ENTER, TAB = "\ue007", "\ue004"
FIRST_FIELD: Final = (264, 305)
"""Where the form's first field is in a window 1280 wide."""
READY: Final = "document.documentElement.dataset.state === 'ready'"
FOUND: Final = "!document.getElementById('results').hidden"
PROVEN: Final = "!document.querySelector('.proof').textContent.startsWith('Still')"
COUNTS: Final = "[...document.querySelectorAll('.card .tally strong')].map((e) => +e.textContent)"
KEPT: Final = "document.cookie.length + localStorage.length + sessionStorage.length"


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    with serving(create_app(Settings(city="helsinki", requests_per_s=0))) as origin:
        yield origin


def foreign(tab: Tab, own: str) -> list[str]:
    """What was asked for elsewhere."""
    return [url for url in tab.asked if not url.startswith((own, "data:", "blob:", "about:"))]


def find(tab: Tab) -> list[int]:
    """Type a trip and return the cameras of each way."""
    tab.until(READY)
    tab.click("#from")
    tab.type(START)
    tab.click("#to")
    tab.type(GOAL + ENTER)
    tab.until(FOUND)
    tab.until(PROVEN)
    found: list[int] = tab.run(COUNTS)
    return found


def is_drawn(picture: bytes) -> bool:
    """Whether a picture shows more than a few flat areas."""
    with Image.open(io.BytesIO(picture)) as image:
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    return len(np.unique(pixels, axis=0)) > 500


def test_the_application_finds_the_ways_of_the_server(home: str) -> None:
    with firefox() as tab:
        tab.go(f"{home}/en/")
        counts = find(tab)
        asked = [url for url in tab.asked if not url.startswith("data:")]
        body = {"from": START, "to": GOAL}
        answer: dict[str, Any] = tab.run(
            "fetch('/api/routes', {method: 'POST', headers: {'Content-Type': 'application/json'},"
            f" body: JSON.stringify({body!r})}}).then((answer) => answer.json())"
        )
        assert counts == [option["cameras"]["cautious"] for option in answer["options"]]
        assert len(asked) == 6
        assert foreign(tab, home) == []
        assert tab.said == []
        assert tab.run(KEPT) == 0
        assert is_drawn(tab.picture())


def test_a_file_finds_ways_with_nobody_to_ask(tmp_path: Path) -> None:
    whole = exposure_of(read_pack(find_city("helsinki", None)), Assumptions(), folder=None)
    path = tmp_path / "map.html"
    path.write_bytes(offline_file(whole, FileChoices()))
    with firefox() as tab:
        tab.go(path.as_uri())
        counts = find(tab)
        assert len(counts) > 1
        assert counts == sorted(counts, reverse=True)
        assert foreign(tab, path.as_uri()) == []
        assert tab.said == []
        assert is_drawn(tab.picture())


def test_without_scripts_the_form_is_there_and_answers(home: str) -> None:
    with firefox({"javascript.enabled": False}) as tab:
        tab.go(f"{home}/en/")
        assert [url for url in tab.asked if not url.startswith("data:")] == [f"{home}/en/"]
        before = tab.picture()
        assert is_drawn(before)
        tab.click_at(*FIRST_FIELD)
        tab.type(START + TAB + GOAL + ENTER)
        tab.settled()
        assert tab.picture() != before
        assert set(tab.asked) - {url for url in tab.asked if url.startswith("data:")} == {
            f"{home}/en/"
        }
        assert [url for url in tab.asked if url == f"{home}/en/"] == [f"{home}/en/"] * 2
        assert tab.said == []
