"""A city of a few streets, made by hand, with every kind of evidence and any names one likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from mapper.model.track import Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

PROJECTION = Projection(32635)
ORIGIN = np.array([385_800.0, 6_672_000.0])
EVIDENCE = ("documented", "reported", "presumed", "unknown", "no", "unknown")
KINDS = ("fixed", "dome", "panning", "unknown", "fixed", "plate_reader")


def at(*xy: tuple[float, float]) -> NDArray[np.float64]:
    """Metres from the city's middle as metres in its CRS."""
    moved: NDArray[np.float64] = np.array(xy, np.float64).reshape(-1, 2) + ORIGIN
    return moved


def points(*xy: tuple[float, float]) -> list[shapely.Geometry]:
    return [shapely.Point(position) for position in at(*xy)]


def frame(rows: dict[str, list[object]], shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=PROJECTION.crs)


def small_city(*, name: str = "Long Street", surveyed: bool = True, cameras: bool = True) -> City:
    """Six cameras along a street of 500 m from west to east, buildings on both sides."""
    spots = points((-200, 8), (-120, -8), (-40, 8), (40, -8), (120, 8), (200, -8))
    table = frame(
        {
            "camera_id": [f"c{row}" for row in range(6)],
            "kind": list(KINDS),
            "face_recognition": list(EVIDENCE),
            "direction_deg": [180.0, np.nan, np.nan, np.nan, 180.0, 0.0],
            "angle_deg": [150.0, *[np.nan] * 5],
            "range_m": [30.0] * 6,
            "operator": [name] * 6,
            "source": [name] * 6,
        },
        spots,
    )
    street = at((-250, 0), (250, 0))
    corners = shapely.box(*at((-300, -300))[0], *at((300, 300))[0])
    lon, lat = PROJECTION.to_lon_lat(*at((-300, -300), (300, 300)).T)
    surveys = {"survey_id": ["s"], "state": ["full"]}
    return City(
        name="small",
        title=name,
        projection=PROJECTION,
        bounds=(float(lon[0]), float(lat[0]), float(lon[1]), float(lat[1])),
        network=WalkNetwork.build(
            street, [(0, 1)], [street], [500_000], edge_name=[name], edge_kind=["residential"]
        ),
        cameras=Cameras.parse(table, PROJECTION) if cameras else Cameras.none(PROJECTION),
        claims=Claims.parse(
            pd.DataFrame({"claim_id": ["a", "b"], "date": ["2017-09-28", "2023-03-28"]})
        ),
        stations=Table.parse(
            frame({"station_id": ["m"], "name": [name]}, points((0, 60))),
            STATION_COLUMNS,
            table="stations",
            projection=PROJECTION,
        ),
        entrances=Table.parse(
            frame({"entrance_id": ["e"], "name": [name]}, points((10, 20))),
            ENTRANCE_COLUMNS,
            table="entrances",
            projection=PROJECTION,
        ),
        metro_links=Table.empty(LINK_COLUMNS, PROJECTION),
        buildings=Table.parse(
            frame(
                {"building_id": ["n", "s"]},
                [
                    shapely.box(*at((-240, 12))[0], *at((-20, 50))[0]),
                    shapely.box(*at((-240, -50))[0], *at((240, -12))[0]),
                ],
            ),
            BUILDING_COLUMNS,
            table="buildings",
            projection=PROJECTION,
        ),
        basemap=Table.parse(
            frame(
                {"feature_id": ["p", "w"], "layer": ["park", "water"], "name": [name, name]},
                [
                    shapely.box(*at((0, 100))[0], *at((200, 200))[0]),
                    shapely.box(*at((-200, 100))[0], *at((-50, 200))[0]),
                ],
            ),
            BASEMAP_COLUMNS,
            table="basemap",
            projection=PROJECTION,
        ),
        survey=(
            Table.parse(
                frame({key: list(value) for key, value in surveys.items()}, [corners]),
                SURVEY_COLUMNS,
                table="survey",
                projection=PROJECTION,
            )
            if surveyed
            else Table.empty(SURVEY_COLUMNS, PROJECTION)
        ),
        places=Table.empty(PLACE_COLUMNS, PROJECTION),
        sources=(Source("OpenStreetMap", "ODbL-1.0", name, "2019-04-21", "00"),),
    )


def along_the_street(*, north_m: float = 0.0) -> Track:
    """A walk along the whole street, or beside it."""
    lon, lat = PROJECTION.to_lon_lat(*at((-240, north_m), (0, north_m), (240, north_m)).T)
    return Track.parse(lon, lat)
