"""A GTFS feed's metro joined with the stations a city has already: by name and place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.metro.names import station_names
from mapper.model.insides import Insides
from mapper.model.places import ENTRANCE_COLUMNS, LINK_COLUMNS, STATION_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.metro.gtfs import GtfsMetro
    from mapper.model.city import City
    from mapper.model.tables import Column

__all__ = ["with_gtfs"]

_NAMESAKES_M: Final = 800.0
_SAME_PLACE_M: Final = 120.0
"""A station this near is the same whatever its name, where only one is."""
_SAME_DOOR_M: Final = 30.0


@dataclass(frozen=True, slots=True)
class _Twins:
    """Which rows of two tables are one thing: rows of the city's, rows of the feed's."""

    mine: tuple[int, ...]
    theirs: tuple[int, ...]


def with_gtfs(city: City, metro: GtfsMetro) -> tuple[City, dict[str, Any]]:
    """Return a city with a feed's stations, entrances, rides, insides and timetable.

    A station of the city and one of the feed are one where they share a name within 800 m, or
    stand within 120 m of each other and of no third; the feed's row stays, since rides and
    timetable speak of it, with the opening hours and English name the city's had. Doors of one
    station within 30 m of each other are one, and the feed's row stays, which knows the way to
    the platform. The city's other doors now lead to the feed's station, and its links between
    two stations that both were joined give way to the feed's.

    Returns
    -------
    The city, and figures of what was joined and what was not.
    """
    old, new = city.stations.frame, metro.stations.frame
    twins = _stations_joined(old, new)
    id_of = {
        str(old["station_id"].iloc[mine]): str(new["station_id"].iloc[theirs])
        for mine, theirs in zip(twins.mine, twins.theirs, strict=True)
    }
    stations = _together(
        old.drop(index=list(twins.mine)), _told_too(new, old, twins), STATION_COLUMNS
    )
    doors = _renamed(city.entrances.frame, ("station_id",), id_of)
    same = _doors_joined(doors, metro.entrances.frame)
    entrances = _together(
        doors.drop(index=list(same.mine)), metro.entrances.frame, ENTRANCE_COLUMNS
    )
    ends = ["from_station", "to_station"]
    told_twice = city.metro_links.frame[ends].isin(list(id_of)).all(axis=1)
    kept = _renamed(city.metro_links.frame[~told_twice], tuple(ends), id_of)
    links = _together(kept, metro.links.frame, LINK_COLUMNS)
    insides = pd.concat(
        [
            city.insides.among(stations["station_id"], entrances["entrance_id"]).frame,
            metro.insides.frame,
        ],
        ignore_index=True,
    )
    figures = {
        "stations_joined": len(twins.mine),
        "stations_of_the_feed_alone": len(new) - len(twins.mine),
        "stations_of_the_city_alone": len(old) - len(twins.mine),
        "entrances_joined": len(same.mine),
        "links_told_twice": int(told_twice.sum()),
    }
    plane = metro.projection
    joined = replace(
        city,
        stations=Table.parse(stations, STATION_COLUMNS, table="stations", projection=plane),
        entrances=Table.parse(entrances, ENTRANCE_COLUMNS, table="entrances", projection=plane),
        metro_links=Table.parse(links, LINK_COLUMNS, table="metro_links", projection=plane),
        insides=Insides.parse(insides),
        timetable=metro.timetable,
    )
    return joined, figures


def _stations_joined(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> _Twins:
    """Join each station of the feed to at most one of the city's, the nearest namesakes first."""
    if not len(old) or not len(new):
        return _Twins((), ())
    here, there = np.asarray(old.geometry), np.asarray(new.geometry)
    theirs, mine = shapely.STRtree(here).query(there, predicate="dwithin", distance=_NAMESAKES_M)
    names = [station_names(str(name)) for name in old["name"]]
    wanted = [station_names(str(name)) for name in new["name"]]
    apart = shapely.distance(here[mine], there[theirs])
    near = apart <= _SAME_PLACE_M
    alone = (np.bincount(mine[near], minlength=len(old))[mine] == 1) & (
        np.bincount(theirs[near], minlength=len(new))[theirs] == 1
    )
    pairs = sorted(
        (not named, metres, m, t)
        for m, t, metres, lonely in zip(
            mine.tolist(), theirs.tolist(), apart.tolist(), (near & alone).tolist(), strict=True
        )
        if (named := bool(names[m] & wanted[t])) or lonely
    )
    found: dict[int, int] = {}
    for _, _, m, t in pairs:
        if m not in found and t not in found.values():
            found[m] = t
    return _Twins(tuple(found), tuple(found.values()))


def _told_too(new: gpd.GeoDataFrame, old: gpd.GeoDataFrame, twins: _Twins) -> gpd.GeoDataFrame:
    """Return the feed's stations with what only the city's rows tell of them."""
    told: dict[str, list[str]] = {}
    for column in ("name_en", "opening_hours"):
        texts = [str(text) for text in new[column]]
        for mine, theirs in zip(twins.mine, twins.theirs, strict=True):
            texts[theirs] = texts[theirs] or str(old[column].iloc[mine])
        told[column] = texts
    return new.assign(**told)


def _doors_joined(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> _Twins:
    """Join doors of one station that stand within 30 m, each to one, the nearest first."""
    if not len(old) or not len(new):
        return _Twins((), ())
    here, there = np.asarray(old.geometry), np.asarray(new.geometry)
    theirs, mine = shapely.STRtree(here).query(there, predicate="dwithin", distance=_SAME_DOOR_M)
    one = old["station_id"].to_numpy(dtype=object)[mine]
    other = new["station_id"].to_numpy(dtype=object)[theirs]
    same = (one == other) & (one != "")
    apart = shapely.distance(here[mine], there[theirs])
    found: dict[int, int] = {}
    for _, m, t in sorted(
        zip(apart[same].tolist(), mine[same].tolist(), theirs[same].tolist(), strict=True)
    ):
        if m not in found and t not in found.values():
            found[m] = t
    return _Twins(tuple(found), tuple(found.values()))


def _renamed(
    frame: gpd.GeoDataFrame, columns: tuple[str, ...], id_of: Mapping[str, str]
) -> gpd.GeoDataFrame:
    told = {name: [id_of.get(str(key), str(key)) for key in frame[name]] for name in columns}
    return frame.assign(**told)


def _together(
    one: gpd.GeoDataFrame, other: gpd.GeoDataFrame, columns: Mapping[str, Column]
) -> gpd.GeoDataFrame:
    """Return the rows of both; ids tell their source, so none is there twice."""
    names = [*columns, "geometry"]
    parts = [frame[names] for frame in (one, other) if len(frame)]
    if not parts:
        return other[names]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=other.crs)
