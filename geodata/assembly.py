"""What a city made of files still needs: its bounds, a drawn ground, and a clean cut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

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
from mapper.model.projection import LON_LAT_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.tables.features import Features
    from mapper.model.projection import Projection
    from mapper.model.tables import Column

__all__ = ["basemap_of_streets", "bounds_of", "box_of", "clipped", "empty_city"]

_MAIN: Final = ("trunk", "primary", "secondary", "tertiary", "residential", "pedestrian")
_MARGIN_M: Final = 200.0


def empty_city(name: str, title: str, projection: Projection, spot: tuple[float, float]) -> City:
    """Return a city with nothing in it, at a place given as longitude and latitude."""
    return City(
        name=name,
        title=title,
        projection=projection,
        bounds=(*spot, *spot),
        network=WalkNetwork.none(),
        cameras=Cameras.none(projection),
        claims=Claims.none(),
        stations=Table.empty(STATION_COLUMNS, projection),
        entrances=Table.empty(ENTRANCE_COLUMNS, projection),
        metro_links=Table.empty(LINK_COLUMNS, projection),
        buildings=Table.empty(BUILDING_COLUMNS, projection),
        basemap=Table.empty(BASEMAP_COLUMNS, projection),
        survey=Table.empty(SURVEY_COLUMNS, projection),
        places=Table.empty(PLACE_COLUMNS, projection),
        sources=(),
    )


def basemap_of_streets(streets: Features, projection: Projection) -> Table:
    """Return the streets that are drawn under everything else."""
    kinds = streets.frame["highway"].str.removesuffix("_link")
    main = (kinds.isin(_MAIN) | (kinds == "")).to_numpy(np.bool_)
    frame = gpd.GeoDataFrame(
        {
            "feature_id": [f"street:{row}" for row in np.flatnonzero(main) + 1],
            "layer": "street",
            "kind": kinds[main].to_numpy(),
            "name": streets.frame["name"][main].to_numpy(),
        },
        geometry=list(streets.shapes[main]),
        crs=projection.crs,
    )
    return Table.parse(frame, BASEMAP_COLUMNS, table="basemap", projection=projection)


def bounds_of(city: City) -> tuple[float, float, float, float]:
    """Return the box that holds streets, cameras and stations, in degrees."""
    points = [city.network.coord_xy, city.cameras.xy]
    tables = [city.entrances, city.buildings]
    # lines of a metro reach far beyond the streets of a centre: they count where there is no more
    tables += [city.stations] if not len(city.network.coord_xy) else []
    for table in tables:
        box = np.asarray(table.frame.total_bounds, np.float64).reshape(2, 2)
        points.append(box[np.isfinite(box).all(axis=1)])
    # a list of stations reaches far beyond the rest: it tells where the city lies only alone
    stations = shapely.get_coordinates(city.stations.frame.geometry.to_numpy())
    xy = np.concatenate([p for p in points if len(p)] or [stations])
    if not len(xy):
        return city.bounds
    low, high = xy.min(axis=0) - _MARGIN_M, xy.max(axis=0) + _MARGIN_M
    lon, lat = city.projection.to_lon_lat(
        [low[0], high[0], low[0], high[0]], [low[1], low[1], high[1], high[1]]
    )
    corners = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
    left, bottom, right, top = (round(value, LON_LAT_DECIMALS) for value in corners)
    return left, bottom, right, top


def box_of(city: City, bounds: tuple[float, float, float, float] | None) -> shapely.Polygon:
    """Return bounds in degrees as an area in the city's plane; without bounds the streets' box."""
    if bounds is None:
        low, high = city.network.coord_xy.min(axis=0), city.network.coord_xy.max(axis=0)
        x, y = [low[0], high[0], high[0], low[0]], [low[1], low[1], high[1], high[1]]
        return shapely.Polygon(np.column_stack([x, y]))
    left, bottom, right, top = bounds
    east, north = city.projection.to_metres([left, right, right, left], [bottom, bottom, top, top])
    return shapely.Polygon(np.column_stack([east, north]))


def clipped(city: City, area: shapely.Polygon) -> tuple[City, dict[str, int]]:
    """Return what of cameras, stations, buildings and ground lies in an area, and what was left.

    The walking network is not cut: a route may leave the box and come back.
    """
    outside: dict[str, int] = {}
    camera_frame = _within(city.cameras.frame, area, outside, "cameras")
    tables: dict[str, Table] = {}
    columns: Mapping[str, Mapping[str, Column]] = {
        "stations": STATION_COLUMNS,
        "entrances": ENTRANCE_COLUMNS,
        "metro_links": LINK_COLUMNS,
        "buildings": BUILDING_COLUMNS,
        "basemap": BASEMAP_COLUMNS,
        "survey": SURVEY_COLUMNS,
    }
    for name, known in columns.items():
        frame = _within(getattr(city, name).frame, area, outside, name)
        if name == "metro_links":
            there = set(tables["stations"].frame["station_id"])
            frame = frame[frame["from_station"].isin(there) & frame["to_station"].isin(there)]
        if name == "entrances":
            there = set(tables["stations"].frame["station_id"])
            frame = frame.assign(
                station_id=frame["station_id"].where(frame["station_id"].isin(there), "")
            )
        tables[name] = Table.parse(frame, known, table=name, projection=city.projection)
    cameras = Cameras.parse(camera_frame, city.projection)
    cut = replace(
        city,
        cameras=cameras,
        stations=tables["stations"],
        entrances=tables["entrances"],
        metro_links=tables["metro_links"],
        buildings=tables["buildings"],
        basemap=tables["basemap"],
        survey=tables["survey"],
        insides=city.insides.among(
            tables["stations"].frame["station_id"], tables["entrances"].frame["entrance_id"]
        ),
        timetable=city.timetable.among(tables["stations"].frame["station_id"]),
    )
    return cut, outside


def _within(
    frame: gpd.GeoDataFrame, area: shapely.Polygon, outside: dict[str, int], name: str
) -> gpd.GeoDataFrame:
    """Keep the points in an area, and the lines and polygons that reach into it."""
    inside = np.asarray(shapely.intersects(frame.geometry.to_numpy(), area), np.bool_)
    outside[name] = int((~inside).sum())
    return frame[inside]
