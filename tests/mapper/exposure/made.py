"""Cameras, tracks and cities made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from mapper.model.cameras import Cameras
from mapper.model.city import City
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
from mapper.model.track import Track

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from mapper.model.tables import Column

HELSINKI = Projection(32635)
ORIGIN = np.array([385_000.0, 6_672_000.0])
"""Local coordinates of the tests begin here."""


def cameras(xy: ArrayLike, **columns: object) -> Cameras:
    """Make cameras at local coordinates, shape (n, 2)."""
    points = np.asarray(xy, np.float64).reshape(-1, 2) + ORIGIN
    data = {"camera_id": [f"c{row}" for row in range(len(points))], **columns}
    frame = gpd.GeoDataFrame(data, geometry=shapely.points(points), crs=HELSINKI.crs)
    return Cameras.parse(frame, HELSINKI)


def track(xy: ArrayLike, elapsed_s: ArrayLike | None = None) -> Track:
    """Make a track through local coordinates, not rounded to 7 decimals."""
    points = np.asarray(xy, np.float64).reshape(-1, 2) + ORIGIN
    lon, lat = unrounded_lon_lat(points)
    return Track.parse(lon, lat, None if elapsed_s is None else np.asarray(elapsed_s, np.float64))


def unrounded_lon_lat(
    points: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    frame = gpd.GeoSeries(shapely.points(points), crs=HELSINKI.crs).to_crs(4326)
    return np.asarray(frame.x, np.float64), np.asarray(frame.y, np.float64)


def polygons(
    shapes: Sequence[shapely.Geometry],
    columns: Mapping[str, Column],
    name: str,
    **more: object,
) -> Table:
    """Make a table of polygons given in local coordinates."""
    moved = shapely.transform(np.array(shapes, dtype=object), lambda at: at + ORIGIN)
    key = next(iter(columns))
    data = {key: [f"{name}{row}" for row in range(len(shapes))], **more}
    frame = gpd.GeoDataFrame(data, geometry=list(moved), crs=HELSINKI.crs)
    return Table.parse(frame, columns, table=name, projection=HELSINKI)


def survey(shapes: Sequence[shapely.Geometry], states: Sequence[str]) -> Table:
    """Make survey areas in local coordinates."""
    return polygons(shapes, SURVEY_COLUMNS, "survey", state=list(states))


def buildings(shapes: Sequence[shapely.Geometry]) -> Table:
    """Make buildings in local coordinates."""
    return polygons(shapes, BUILDING_COLUMNS, "building")


def city(devices: Cameras, **tables: object) -> City:
    """Make a city around cameras; its ground is surveyed in full unless a table says otherwise."""
    everywhere = shapely.box(-50_000, -50_000, 50_000, 50_000)
    given: dict[str, Any] = {
        "network": WalkNetwork.none(),
        "claims": Claims.none(),
        "stations": Table.empty(STATION_COLUMNS, HELSINKI),
        "entrances": Table.empty(ENTRANCE_COLUMNS, HELSINKI),
        "metro_links": Table.empty(LINK_COLUMNS, HELSINKI),
        "buildings": Table.empty(BUILDING_COLUMNS, HELSINKI),
        "basemap": Table.empty(BASEMAP_COLUMNS, HELSINKI),
        "survey": survey([everywhere], ["full"]),
        "places": Table.empty(PLACE_COLUMNS, HELSINKI),
        **tables,
    }
    return City(
        name="made",
        title="Made",
        projection=HELSINKI,
        bounds=(24.0, 59.5, 26.0, 61.0),
        cameras=devices,
        sources=(),
        **given,
    )
