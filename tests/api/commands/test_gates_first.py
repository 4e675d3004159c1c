"""A gate is never traded: on every surface the ways without one stand first, however long.

The town: five stations in a row, a walk of 55 min past three cameras, a ride through one gate of
5 min past none. Nowhere is the ride called the one with the fewest cameras.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from geodata.pack import write_pack
from tests.api.pages.reading import press, read
from tests.mapper.stations.lines import watched_city
from tests.mapper.stations.towns import ORIGIN, PROJECTION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

PRAISE = re.compile(r"fewest|least seen|best|safest|меньше всего", re.IGNORECASE)


def at(east: float) -> str:
    lon, lat = PROJECTION.to_lon_lat(*(ORIGIN + np.array([[east, 0.0]])).T)
    return f"{lat[0]}, {lon[0]}"


TRIP = {"from": at(20.0), "to": at(3980.0)}


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("metro")
    write_pack(watched_city(), folder / "moscow")
    return folder


@pytest.fixture(scope="module")
def client(packs: Path) -> TestClient:
    app = create_app(Settings(city="moscow", packs=packs, requests_per_s=0))
    return TestClient(app, base_url="http://127.0.0.1")


def first_without_then_through(text: str, without: str, through: str) -> None:
    """Check the order of the headings and what the way through a gate is called."""
    begin = text.index(through)
    assert text.index(without) < begin
    assert not PRAISE.search(text[begin : begin + 200])


def test_on_the_terminal(run: Run, packs: Path) -> None:
    ran = run("route", *TRIP.values(), "--metro", "--city", "moscow", "--packs", packs)
    assert ran.code == 0, ran.err
    first_without_then_through(ran.out, "without a gate", "quickest through 1 gate")
    row = next(line for line in ran.out.splitlines() if "without a gate" in line)
    assert "beyond the budget" in row


def test_as_json_and_over_http(client: TestClient, run: Run, packs: Path) -> None:
    printed = run(
        "route", *TRIP.values(), "--metro", "--json", "--city", "moscow", "--packs", packs
    ).json
    for answer in (printed, client.post("/api/routes", json={"by": "metro", **TRIP}).json()):
        without, through = answer["groups"]
        assert (without["gates"], through["gates"]) == (0, 1)
        (walk,), (ride,) = without["options"], through["options"]
        assert walk["beyond_budget"]
        assert walk["cameras"]["cautious"] > (ride["cameras"]["cautious"] or 0)
        assert not PRAISE.search(ride["label"])
        assert ride["reason"] == "quickest"


@pytest.mark.parametrize(
    ("language", "without", "through"),
    [("en", "Without a gate", "Gates passed: 1"), ("ru", "Без турникета", "Турникетов: 1")],
)
def test_on_the_map(client: TestClient, language: str, without: str, through: str) -> None:
    page = client.post(f"/api/maps?language={language}", json={"by": "metro", **TRIP}).text
    panel = page[page.index('<main id="panel">') :]
    first_without_then_through(panel, without, through)


@pytest.mark.parametrize(
    ("language", "without", "through"),
    [("en", "without a gate", "gates: 1"), ("ru", "без турникета", "турникетов: 1")],
)
def test_on_the_page(client: TestClient, language: str, without: str, through: str) -> None:
    first = read(client.get(f"/{language}/"))
    text = press(client, first, "find.large", by="ride", **TRIP).text
    first_without_then_through(text[text.index("metro-title") :], without, through)
