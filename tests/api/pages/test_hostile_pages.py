"""A city whose every name is meant to do harm, and pages it cannot do it in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shapely
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from geodata.pack import write_pack
from mapper.model.names import normalise_name
from mapper.model.places import PLACE_COLUMNS, Table
from tests.api.pages.reading import read
from tests.mapper.maps.small_city import PROJECTION, at, frame, small_city

if TYPE_CHECKING:
    from pathlib import Path

    from httpx2 import Response

SCRIPT = '</script><script>alert(1)</script><img src="x" onerror="alert(2)">{{ 7 * 7 }}\u202e'
NAMES = (
    SCRIPT,
    "javascript:alert(1)",
    '" autofocus onfocus="alert(1)',
    "x" * 10_000,
    "\u202eevil\u2066",
)


@pytest.fixture(scope="module", params=range(len(NAMES)))
def hostile(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    packs: Path = tmp_path_factory.mktemp("hostile")
    name = NAMES[request.param]
    spots = [shapely.Point(*at((east, 0))[0]) for east in (-200, 200)]
    places = {
        "place_id": ["a", "b"],
        "name": [name, name],
        "normalised": [normalise_name(name)] * 2,
        "kind": ["street", "station"],
    }
    table = Table.parse(
        frame({key: list(value) for key, value in places.items()}, list(spots)),
        PLACE_COLUMNS,
        table="places",
        projection=PROJECTION,
    )
    write_pack(replace(small_city(name=name), places=table), packs / "small")
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
