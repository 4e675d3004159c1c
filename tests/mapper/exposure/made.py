"""Cameras, tracks and cities made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
import shapely.affinity
from hypothesis import strategies as st

from mapper.exposure.crossing import Lines, SightIndex, cross_lines
from mapper.exposure.obstacles import Obstacles, obstacles
from mapper.exposure.views import FieldsOfView
from mapper.model.assumptions import Assumptions
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

    from mapper.exposure.viewshed import Viewsheds
    from mapper.model.tables import Column

HELSINKI = Projection(32635)
ORIGIN = np.array([385_000.0, 6_672_000.0])
"""Local coordinates of the tests begin here."""


ON_THE_OUTLINE = Assumptions(wall_inset_m=0.0)
"""Walls exactly where they are drawn, for tests that compute them by hand."""


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


def in_view(sheds: Viewsheds, points: ArrayLike) -> NDArray[np.bool_]:
    """Tell which of n points, shape (n, 2), any of the viewsheds holds."""
    places = np.repeat(np.asarray(points, np.float64).reshape(-1, 2), 2, axis=0)
    start = np.arange(0, len(places) + 1, 2, dtype=np.int64)
    lines = Lines(start, places, np.zeros(len(places), np.bool_))
    return np.asarray(np.diff(cross_lines(lines, SightIndex.of(sheds)).start) > 0)


def field(
    xy: ArrayLike = (0.0, 0.0),
    *,
    range_m: float = 36.0,
    direction_deg: float = float("nan"),
    angle_deg: float = 360.0,
) -> FieldsOfView:
    """Make one field of view; without a direction it is a disc."""
    disc = np.isnan(direction_deg)
    return FieldsOfView(
        camera=np.zeros(1, np.int32),
        xy=np.asarray(xy, np.float64).reshape(1, 2),
        range_m=np.array([range_m]),
        direction_deg=np.array([direction_deg]),
        angle_deg=np.array([360.0 if disc else angle_deg]),
        lens_deg=np.array([angle_deg if disc and angle_deg < 360.0 else np.nan]),
        indoor=np.zeros(1, np.bool_),
    )


def obstacles_of(shapes: Sequence[shapely.Geometry]) -> Obstacles:
    """Unite buildings given in the coordinates of the fields of view."""
    table = Table(
        gpd.GeoDataFrame(
            {"building_id": [str(k) for k in range(len(shapes))]}, geometry=list(shapes)
        )
    )
    return obstacles(table, WalkNetwork.none(), ON_THE_OUTLINE)


@st.composite
def houses(draw: st.DrawFn, *, most: int = 8) -> list[shapely.Polygon]:
    """Draw turned rectangles around the origin, which may overlap but leave the origin free."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        x, y = draw(st.floats(-45, 45)), draw(st.floats(-45, 45))
        width, depth = draw(st.floats(0.5, 30)), draw(st.floats(0.5, 30))
        box = shapely.box(x, y, x + width, y + depth)
        house = shapely.affinity.rotate(box, draw(st.floats(0, 90)), origin=(x, y))
        if shapely.distance(house, shapely.Point(0, 0)) > 0.2:
            found.append(house)
    return found
