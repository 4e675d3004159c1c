"""Towns with a station, made by hand: a grid of streets, doors and cameras where one likes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.model.cameras import Cameras
from mapper.model.city import City, Source
from mapper.model.claims import Claims
from mapper.model.network import WalkNetwork
from mapper.model.places import (
    BASEMAP_COLUMNS,
    BUILDING_COLUMNS,
    ENTRANCE_COLUMNS,
    LINK_COLUMNS,
    PLACE_COLUMNS,
    STATION_COLUMNS,
    SURVEY_COLUMNS,
    Table,
)
from mapper.model.projection import Projection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

PROJECTION = Projection(32635)
ORIGIN = np.array([500_000.0, 6_670_000.0])
"""On the central meridian, where a projected metre is 0.9996 of a true one."""
Spot = tuple[float, float]


def frame(rows: dict[str, object], spots: Sequence[Spot]) -> gpd.GeoDataFrame:
    points = [shapely.Point(ORIGIN + spot) for spot in spots]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=points, crs=PROJECTION.crs)


def network(lines: Sequence[tuple[Spot, Spot]], **attributes: ArrayLike) -> WalkNetwork:
    """Straight streets; lengths are those of the plane, in whole millimetres."""
    spots = sorted({spot for line in lines for spot in line})
    row = {spot: number for number, spot in enumerate(spots)}
    return WalkNetwork.build(
        np.array(spots) + ORIGIN,
        [(row[one], row[other]) for one, other in lines],
        [np.array([one, other]) + ORIGIN for one, other in lines],
        [round(1000 * float(np.hypot(*np.subtract(other, one)))) for one, other in lines],
        **attributes,
    )


def grid(side: int, step: float) -> list[tuple[Spot, Spot]]:
    """Return the streets of a square grid around (0, 0)."""
    at = [step * (k - (side - 1) / 2) for k in range(side)]
    across = [((x, y), (x + step, y)) for x, y in itertools.product(at[:-1], at)]
    up = [((x, y), (x, y + step)) for x, y in itertools.product(at, at[:-1])]
    return across + up


def town(
    streets: WalkNetwork,
    *,
    doors: Sequence[tuple[str, Spot]] = (("S", (0.0, 0.0)),),
    stations: Sequence[tuple[str, Spot]] = (("S", (0.0, 0.0)),),
    cameras: Sequence[Mapping[str, Any]] = (),
    surveyed: bool = True,
) -> City:
    """Return a town; a camera is a dict with ``at`` and any columns."""
    table = frame(
        {
            "camera_id": [f"c{row}" for row in range(len(cameras))],
            **{
                column: [camera.get(column, default) for camera in cameras]
                for column, default in (
                    ("kind", "dome"),
                    ("range_m", 10.0),
                    ("system", ""),
                    ("face_recognition", "unknown"),
                    ("position_error_m", 0.0),
                )
            },
        },
        [camera["at"] for camera in cameras],
    )
    around = shapely.box(*(ORIGIN - 3000), *(ORIGIN + 3000))
    areas = gpd.GeoDataFrame(
        {"survey_id": ["s"], "state": ["full" if surveyed else "none"]},
        geometry=[around],
        crs=PROJECTION.crs,
    )
    lon, lat = PROJECTION.to_lon_lat(*np.array([ORIGIN - 3000, ORIGIN + 3000]).T)
    return City(
        name="town",
        title="Town",
        projection=PROJECTION,
        bounds=(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])),
        network=streets,
        cameras=Cameras.parse(table, PROJECTION) if cameras else Cameras.none(PROJECTION),
        claims=Claims.none(),
        stations=Table.parse(
            frame(
                {
                    "station_id": [name for name, _ in stations],
                    "name": [f"Station {name}" for name, _ in stations],
                    "lines": ["1"] * len(stations),
                },
                [spot for _, spot in stations],
            ),
            STATION_COLUMNS,
            table="stations",
            projection=PROJECTION,
        ),
        entrances=Table.parse(
            frame(
                {
                    "entrance_id": [f"e{row}" for row in range(len(doors))],
                    "station_id": [name for name, _ in doors],
                },
                [spot for _, spot in doors],
            ),
            ENTRANCE_COLUMNS,
            table="entrances",
            projection=PROJECTION,
        )
        if doors
        else Table.empty(ENTRANCE_COLUMNS, PROJECTION),
        metro_links=Table.empty(LINK_COLUMNS, PROJECTION),
        buildings=Table.empty(BUILDING_COLUMNS, PROJECTION),
        basemap=Table.empty(BASEMAP_COLUMNS, PROJECTION),
        survey=Table.parse(areas, SURVEY_COLUMNS, table="survey", projection=PROJECTION),
        places=Table.empty(PLACE_COLUMNS, PROJECTION),
        sources=(Source("Made", "CC0-1.0", "nobody", "2026-01-01", ""),),
        pack_hash="0" * 16,
    )
