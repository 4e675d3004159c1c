"""A made city with a metro of any size: streets, cameras, lines on a grid, gates, a timetable.

Everything follows from the size and the constants in this file.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from benchmarks.seeded import synthetic_city
from geodata.assembly import empty_city
from geodata.metro.profiles import parse_profile
from mapper.model.cameras import Cameras
from mapper.model.places import (
    ENTRANCE_COLUMNS,
    LINK_COLUMNS,
    STATION_COLUMNS,
    SURVEY_COLUMNS,
    Table,
)
from mapper.model.projection import Projection
from mapper.model.timetable import EVERY_DAY, Timetable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.city import City
    from mapper.model.network import WalkNetwork

__all__ = ["PROFILE", "metro_city"]

PLANE: Final = Projection(32635)
ORIGIN: Final = np.array([500_000.0, 6_670_000.0])
STATION_APART_M: Final = 1_250.0
"""From one station to the next on a line, and from one line to the next beside it."""
DOORS: Final = 4
DOOR_M: Final = 90.0
CAMERAS_A_NODE: Final = 0.8
"""As many as 200,000 in a city of 250,000 crossings."""
RANGES_M: Final = (15.0, 40.0)
HEADWAY_S: Final = 300
RIDE_S: Final = 120
SEED: Final = 11
PROFILE: Final = parse_profile(
    """
    [[systems]]
    name = "Metro"
    lines = ["*"]
    [systems.gates]
    face_recognition = "documented"
    source = "made"
    [systems.platforms]
    face_recognition = "reported"
    source = "made"
    [systems.carriages]
    face_recognition = "reported"
    source = "made"
    """,
    name="made",
)


def metro_city(side: int) -> City:
    """Return a city of ``side`` by ``side`` crossings, 70 m apart, with stations every 1,250 m.

    Lines run along every row and every column of stations; where two cross is one station of two
    lines. At 500 it has 250,000 crossings, 200,000 cameras and 784 stations.
    """
    network = _moved(synthetic_city(side))
    random = np.random.default_rng(SEED)
    n = int(CAMERAS_A_NODE * side * side)
    low, high = network.node_xy.min(axis=0), network.node_xy.max(axis=0)
    cameras = gpd.GeoDataFrame(
        {
            "camera_id": [f"c{row}" for row in range(n)],
            "kind": "dome",
            "range_m": random.uniform(*RANGES_M, n),
            "position_error_m": 0.0,
        },
        geometry=shapely.points(random.uniform(low, high, (n, 2))),
        crs=PLANE.crs,
    )
    area = gpd.GeoDataFrame(
        {"survey_id": ["all"], "state": ["full"]},
        geometry=[shapely.box(*low - 1000, *high + 1000)],
        crs=PLANE.crs,
    )
    spots, lines = _lines(low, high)
    middle = PLANE.to_lon_lat(*((low + high) / 2)[:, None])
    city = empty_city("made", "Made", PLANE, (float(middle[0][0]), float(middle[1][0])))
    return replace(
        city,
        network=network,
        cameras=Cameras.parse(cameras, PLANE),
        survey=Table.parse(area, SURVEY_COLUMNS, table="survey", projection=PLANE),
        stations=_stations(spots, lines),
        entrances=_entrances(spots),
        metro_links=_links(spots, lines),
        timetable=_timetable(lines),
        pack_hash="0" * 16,
    )


def _moved(network: WalkNetwork) -> WalkNetwork:
    return replace(network, node_xy=network.node_xy + ORIGIN, coord_xy=network.coord_xy + ORIGIN)


def _lines(
    low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[NDArray[np.float64], dict[str, list[int]]]:
    """Return where stations stand, and the stations of each line in order."""
    across, up = (
        np.arange(low[axis] + STATION_APART_M / 2, high[axis], STATION_APART_M) for axis in (0, 1)
    )
    x, y = np.meshgrid(across, up)
    rows = np.arange(x.size).reshape(x.shape)
    lines = {f"E{k}": row.tolist() for k, row in enumerate(rows)}
    lines |= {f"N{k}": column.tolist() for k, column in enumerate(rows.T)}
    return np.column_stack([x.ravel(), y.ravel()]), lines


def _stations(spots: NDArray[np.float64], lines: dict[str, list[int]]) -> Table:
    of: list[list[str]] = [[] for _ in spots]
    for line, stops in lines.items():
        for stop in stops:
            of[stop].append(line)
    frame = gpd.GeoDataFrame(
        {
            "station_id": [f"s{row}" for row in range(len(spots))],
            "name": [f"Station {row}" for row in range(len(spots))],
            "system": "Metro",
            "lines": [";".join(names) for names in of],
        },
        geometry=shapely.points(spots),
        crs=PLANE.crs,
    )
    return Table.parse(frame, STATION_COLUMNS, table="stations", projection=PLANE)


def _entrances(spots: NDArray[np.float64]) -> Table:
    angle = 2 * np.pi * np.arange(DOORS) / DOORS
    around = DOOR_M * np.column_stack([np.cos(angle), np.sin(angle)])
    xy = (spots[:, None] + around[None]).reshape(-1, 2)
    frame = gpd.GeoDataFrame(
        {
            "entrance_id": [f"e{row}" for row in range(len(xy))],
            "station_id": [f"s{row // DOORS}" for row in range(len(xy))],
        },
        geometry=shapely.points(xy),
        crs=PLANE.crs,
    )
    return Table.parse(frame, ENTRANCE_COLUMNS, table="entrances", projection=PLANE)


def _links(spots: NDArray[np.float64], lines: dict[str, list[int]]) -> Table:
    pairs = [(line, *pair) for line, stops in lines.items() for pair in pairwise(stops)]
    frame = gpd.GeoDataFrame(
        {
            "link_id": [f"{line}:{one}" for line, one, _ in pairs],
            "from_station": [f"s{one}" for _, one, _ in pairs],
            "to_station": [f"s{other}" for _, _, other in pairs],
            "line": [line for line, _, _ in pairs],
            "duration_s": float(RIDE_S),
            "headway_s": float(HEADWAY_S),
        },
        geometry=[shapely.LineString(spots[[one, other]]) for _, one, other in pairs],
        crs=PLANE.crs,
    )
    return Table.parse(frame, LINK_COLUMNS, table="metro_links", projection=PLANE)


def _timetable(lines: dict[str, list[int]]) -> Timetable:
    """Return a train each way every headway from 6 in the morning to midnight."""
    calls: list[pd.DataFrame] = []
    runs: list[pd.DataFrame] = []
    ways = [(line, way) for line, stops in lines.items() for way in (stops, stops[::-1])]
    for profile, (line, stops) in enumerate(ways):
        time_s = RIDE_S * np.arange(len(stops))
        stations = [f"s{stop}" for stop in stops]
        place = np.arange(len(stops))
        calls.append(
            pd.DataFrame(
                {
                    "profile": profile, "place": place, "station_id": stations, "line": line,
                    "arrive_s": time_s, "depart_s": time_s,
                }
            )
        )  # fmt: skip
        starts = np.arange(6 * 3600 + 7 * profile % HEADWAY_S, 24 * 3600, HEADWAY_S)
        runs.append(pd.DataFrame({"profile": profile, "service": "all", "start_s": starts}))
    days = pd.DataFrame({"service": ["all"], "date": [EVERY_DAY]})
    return Timetable.parse(
        pd.concat(calls, ignore_index=True), pd.concat(runs, ignore_index=True), days
    )
