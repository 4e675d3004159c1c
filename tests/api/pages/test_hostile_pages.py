"""A city whose every name is meant to do harm, and pages it cannot do it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api.hostile_town import NAMES, SCRIPT, hostile_packs
from tests.api.pages.reading import read
from tests.mapper.maps.small_city import PROJECTION, at

if TYPE_CHECKING:
    from httpx2 import Response


@pytest.fixture(scope="module", params=range(len(NAMES)))
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    packs = hostile_packs(tmp_path_factory.mktemp("hostile"), NAMES[request.param])
    settings = Settings(city="small", packs=packs, requests_per_s=0)
    return TestClient(create_app(settings), base_url="http://127.0.0.1")


def _check(answer: Response) -> None:
    """Only our own elements and attributes, no foreign address, nothing run as a template."""
    page = read(answer)
    text = " ".join(page.words)
    assert "x" * 300 not in text
    assert "{{ 7 * 7 }}" in text or "49" not in text
    assert "\u202e" not in page.fields["from"] + page.fields["to"]


def test_hostile_names_stay_text(hostile: TestClient) -> None:
    _check(hostile.get("/en/"))
    ends = [f"{float(y)}, {float(x)}" for x, y in _ends()]
    for typed in (
        {"from": ends[0], "to": ends[1]},
        {"from": SCRIPT, "to": NAMES[2]},
        {"from": NAMES[3], "to": NAMES[4]},
        {"from": "javascript:alert(1)", "to": "x"},
    ):
        for language in ("en", "ru"):
            _check(hostile.post(f"/{language}/", data=typed | {"do": "find"}))


def _ends() -> list[tuple[float, float]]:
    lon, lat = PROJECTION.to_lon_lat(*at((-200, 0), (200, 0)).T)
    return list(zip(lon.tolist(), lat.tolist(), strict=True))
