"""Cameras without a city: enough of one to score a track."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

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
    SurveyState,
    Table,
)
from mapper.model.projection import LON_LAT_DECIMALS

if TYPE_CHECKING:
    from geodata.tables.cameras import CameraTable
    from mapper.model.projection import Projection

__all__ = ["city_of_cameras", "city_with_cameras", "surroundings"]

_DERIVED: Final = "derived from the positions of the cameras"


def city_of_cameras(table: CameraTable, *, name: str = "cameras") -> City:
    """Return a city that is nothing but a table of cameras and the ground around them.

    No buildings hide anything, no street can be walked along, and the surroundings of the
    cameras count as surveyed in part.
    """
    projection = table.projection

    return City(
        name=name,
        title=table.source.label,
        projection=projection,
        bounds=_bounds(table.cameras, projection),
        network=WalkNetwork.none(),
        cameras=table.cameras,
        claims=Claims.none(),
        stations=Table.empty(STATION_COLUMNS, projection),
        entrances=Table.empty(ENTRANCE_COLUMNS, projection),
        metro_links=Table.empty(LINK_COLUMNS, projection),
        buildings=Table.empty(BUILDING_COLUMNS, projection),
        basemap=Table.empty(BASEMAP_COLUMNS, projection),
        survey=surroundings(table.cameras, projection, observed_on=table.source.as_of),
        places=Table.empty(PLACE_COLUMNS, projection),
        sources=(table.source,),
        figures={"cameras": table.figures},
    )


def city_with_cameras(city: City, table: CameraTable) -> City:
    """Return a city with a table of cameras in the place of its own.

    A survey that somebody stated stays; ground that counted as surveyed only because of the
    city's own cameras does not, and the surroundings of the new ones take its place.
    """
    cameras = Cameras.parse(table.cameras.frame.to_crs(city.projection.crs), city.projection)
    around = surroundings(cameras, city.projection, observed_on=table.source.as_of)
    stated = city.survey.frame[~city.survey.frame["derived"]]
    survey = gpd.GeoDataFrame(
        pd.concat([stated, around.frame], ignore_index=True),
        geometry="geometry",
        crs=city.projection.crs,
    )
    return replace(
        city,
        cameras=cameras,
        survey=Table.parse(survey, SURVEY_COLUMNS, table="survey", projection=city.projection),
        sources=(*city.sources, table.source),
        figures={**city.figures, "cameras": table.figures},
        pack_hash="",
    )


def surroundings(
    cameras: Cameras, projection: Projection, *, observed_on: str = "", prefix: str = "table"
) -> Table:
    """Return the ground near cameras as ``partial``: where one was noted, somebody looked."""
    if not len(cameras):
        return Table.empty(SURVEY_COLUMNS, projection)
    discs = shapely.buffer(shapely.points(np.unique(cameras.xy, axis=0)), Assumptions().surveyed_m)
    parts = shapely.get_parts(shapely.union_all(discs))
    frame = gpd.GeoDataFrame(
        {
            "survey_id": [f"{prefix}:near-cameras:{n}" for n in range(1, len(parts) + 1)],
            "state": SurveyState.PARTIAL.value,
            "source": _DERIVED,
            "observed_on": observed_on,
            "derived": True,
        },
        geometry=list(parts),
        crs=projection.crs,
    )
    return Table.parse(frame, SURVEY_COLUMNS, table="survey", projection=projection)


def _bounds(cameras: Cameras, projection: Projection) -> tuple[float, float, float, float]:
    """Return the box of the ground around the cameras, in degrees."""
    reach = Assumptions().surveyed_m
    low, high = cameras.xy.min(axis=0) - reach, cameras.xy.max(axis=0) + reach
    x = [low[0], high[0], low[0], high[0]]
    y = [low[1], low[1], high[1], high[1]]
    lon, lat = projection.to_lon_lat(x, y)
    box = float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
    left, bottom, right, top = (round(value, LON_LAT_DECIMALS) for value in box)
    return left, bottom, right, top
