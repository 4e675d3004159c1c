"""Cameras mapped inside stations, and which entrances no camera is known to see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from mapper.exposure.city import prepare
from mapper.model.assumptions import Assumptions
from mapper.model.cameras import Cameras
from mapper.model.metro import MetroNetwork
from mapper.stations.coverage import cover_stations
from mapper.stations.indoors import INSIDE_M, cameras_inside
from tests.mapper.stations.towns import network, town

STREET = [((-900.0, 0.0), (0.0, 0.0)), ((0.0, 0.0), (900.0, 0.0))]
STATIONS = [("A", (-600.0, 50.0)), ("B", (600.0, 50.0)), ("C", (600.0, 900.0))]
DOORS = [("A", (-600.0, 0.0)), ("B", (600.0, 0.0)), ("B", (300.0, 0.0))]


def inside_of(cameras: list[dict[str, Any]]) -> dict[str, list[int | None]]:
    city = town(network(STREET), stations=STATIONS, doors=DOORS, cameras=cameras)
    frame = city.cameras.frame.assign(
        indoor=[camera.get("indoor", False) for camera in cameras],
        zone=[camera.get("zone", "") for camera in cameras],
    )
    cameras_there = Cameras.parse(frame, city.projection)
    prepared = prepare(replace(city, cameras=cameras_there), Assumptions())
    found = cameras_inside(prepared, MetroNetwork.of(city))
    return {
        name.removeprefix("cameras_inside_"): [None if pd.isna(n) else int(n) for n in column]
        for name, column in found.items()
    }


def test_cameras_mapped_inside_belong_to_the_nearest_station() -> None:
    known = {"face_recognition": "documented"}
    found = inside_of(
        [
            {"at": (-590.0, 60.0), "indoor": True},
            {"at": (-610.0, 60.0), "zone": "platform", **known},
            {"at": (310.0, 10.0), "indoor": True},
            # outdoors, and too far from everything
            {"at": (-600.0, 5.0)},
            {"at": (0.0, 300.0), "indoor": True},
        ]
    )
    assert found == {
        "documented": [1, 0, None],
        "likely": [1, 0, None],
        "cautious": [2, 1, None],
    }


@pytest.mark.parametrize(("metres", "count"), [(INSIDE_M - 1, 1), (INSIDE_M + 1, None)])
def test_too_far_from_a_station_is_inside_none(metres: float, count: int | None) -> None:
    found = inside_of([{"at": (-600.0, 50.0 + metres), "indoor": True}])
    assert found["cautious"] == [count, None, None]


def test_an_entrance_without_a_known_camera_is_told_of_itself() -> None:
    city = town(network(STREET), stations=STATIONS, doors=DOORS, cameras=[{"at": (600.0, 2.0)}])
    coverage = cover_stations(prepare(city, Assumptions()))
    assert coverage.entrances["camera_known"].tolist() == [False, True, False]
    without = coverage.stations["entrances_without_camera"]
    assert [None if pd.isna(n) else int(n) for n in without] == [1, 1, None]


def test_where_nobody_looked_it_is_not_known_either() -> None:
    city = town(network(STREET), stations=STATIONS, doors=DOORS, surveyed=False)
    coverage = cover_stations(prepare(city, Assumptions()))
    assert coverage.entrances["camera_known"].isna().all()
    assert coverage.stations["entrances_without_camera"].isna().all()
