"""Days of heightened checks stand beside every result, and none is ever supposed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from geodata.pack import write_pack
from mapper.errors import TableError
from tests.api.pages.reading import press, read
from tests.mapper.stations.lines import watched_city
from tests.mapper.stations.towns import ORIGIN, PROJECTION

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.commands.conftest import Run

DAY = {"date": "2025-05-09", "place": "Station B", "source": "a newspaper"}


def at(east: float) -> str:
    lon, lat = PROJECTION.to_lon_lat(*(ORIGIN + np.array([[east, 0.0]])).T)
    return f"{lat[0]}, {lon[0]}"


TRIP = {"from": at(250.0), "to": at(3600.0)}


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("metro")
    write_pack(watched_city(), folder / "moscow")
    return folder


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    table = tmp_path_factory.mktemp("days") / "days.csv"
    table.write_text(f"{','.join(DAY)}\n{','.join(DAY.values())}\n", encoding="utf-8")
    return table


@pytest.fixture(scope="module")
def client(packs: Path, days: Path) -> TestClient:
    app = create_app(Settings(city="moscow", packs=packs, checks=days, requests_per_s=0))
    return TestClient(app, base_url="http://127.0.0.1")


def test_on_the_terminal_and_as_json(run: Run, packs: Path, days: Path) -> None:
    city = ("--city", "moscow", "--packs", packs)
    for command in (("stations",), ("route", *TRIP.values(), "--metro")):
        told = run(*command, *city, "--checks", days)
        assert told.code == 0, told.err
        assert all(value in told.out for value in DAY.values())
        assert run(*command, *city, "--checks", days, "--json").json["check_days"] == [DAY]
        silent = run(*command, *city)
        assert "heightened" not in silent.out
        assert not run(*command, *city, "--json").json.get("check_days")


def test_over_http(client: TestClient) -> None:
    stations = client.get("/api/stations").json()
    assert stations["check_days"] == [DAY]
    station = quote(stations["stations"][0]["station_id"], safe="")
    assert client.get(f"/api/stations/{station}/coverage").json()["check_days"] == [DAY]
    assert client.post("/api/routes", json={"by": "metro", **TRIP}).json()["check_days"] == [DAY]
    # the table is of the default city alone
    assert client.get("/api/stations", params={"city": "helsinki"}).json()["check_days"] == []


def test_on_maps_and_on_the_page(client: TestClient, run: Run, packs: Path, days: Path) -> None:
    assert DAY["source"] in client.get("/api/stations/map").text
    assert DAY["source"] in client.post("/api/maps", json={"by": "metro", **TRIP}).text
    page = press(client, read(client.get("/en/")), "find.large", by="ride", **TRIP)
    assert DAY["source"] in page.text
    out = packs.parent / "map.html"
    run("route", *TRIP.values(), "--metro", "--city", "moscow", "--packs", packs,
        "--checks", days, "--map", out)  # fmt: skip
    assert DAY["source"] in out.read_text(encoding="utf-8")


def test_a_day_without_a_source_is_refused(packs: Path, tmp_path: Path) -> None:
    table = tmp_path / "days.csv"
    table.write_text("date,place,source\n2025-05-09,Station B,\n", encoding="utf-8")
    with pytest.raises(TableError):
        create_app(Settings(city="moscow", packs=packs, checks=table))
