"""Station coverage: for each station and entrance what sees it, and what its ways in meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.model.evidence import CountingPolicy
from mapper.model.metro import MetroNetwork
from mapper.stations.doors import Doors
from mapper.stations.groups import by_district, by_line
from mapper.stations.indoors import cameras_inside
from mapper.stations.inside_columns import inside_entrances, inside_stations
from mapper.stations.measures import RADII_M, Measures, Scenery
from mapper.stations.profiles import Modelled

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.stations.profiles import CityProfile

__all__ = ["KNOWN", "NO_ENTRANCES", "NO_NETWORK", "OUTSIDE", "Coverage", "cover_stations"]

KNOWN: Final = "known"
NO_ENTRANCES: Final = "unknown: no entrance data"
OUTSIDE: Final = "unknown: outside the walking network"
NO_NETWORK: Final = "unknown: no walking network"
"""A city of stations alone, as a GTFS feed gives it."""


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """The tables of one city's stations, under one set of assumptions."""

    exposure: CityExposure
    profile: CityProfile | None
    stations: gpd.GeoDataFrame
    """Points, one row a station, in the order of the city's table."""
    entrances: gpd.GeoDataFrame
    """Points, one row an entrance."""
    ways: gpd.GeoDataFrame
    """Lines: the way in to each station's least-watched entrance that meets the fewest cameras."""
    lines: pd.DataFrame
    districts: pd.DataFrame
    modelled: tuple[Modelled, ...]
    """What is supposed in each station."""


def cover_stations(
    exposure: CityExposure,
    *,
    profile: CityProfile | None = None,
    districts: gpd.GeoDataFrame | None = None,
) -> Coverage:
    """Return what sees the stations of a city.

    Parameters
    ----------
    exposure
        The city, prepared under its assumptions.
    profile
        What its systems fit stations with; None supposes that all is unknown.
    districts
        Polygons with a column ``name``, in the city's CRS.
    """
    city = exposure.city
    metro = MetroNetwork.of(city)
    doors = Doors.of(city, metro)
    scenery = Scenery.of(exposure, metro, doors)
    measures = Measures.of(scenery)
    modelled = _modelled(metro, profile)
    everything = pd.DataFrame(measures.columns)
    of_doors = everything.iloc[: scenery.n_doors].reset_index(drop=True)
    of_stations = everything.iloc[scenery.n_doors :].reset_index(drop=True)
    entrances = _entrances(scenery, measures, of_doors)
    stations = _stations(scenery, of_stations, entrances, modelled)
    if districts is not None:
        stations["district"] = _district_of(stations, districts)
    return Coverage(
        exposure=exposure,
        profile=profile,
        stations=stations,
        entrances=entrances,
        ways=_ways(scenery, measures, stations),
        lines=by_line(stations, entrances, scenery, measures),
        districts=by_district(stations, entrances, scenery, measures),
        modelled=modelled,
    )


def _modelled(metro: MetroNetwork, profile: CityProfile | None) -> tuple[Modelled, ...]:
    vestibules = np.bincount(metro.vestibule_station, minlength=metro.n_stations)
    return tuple(
        Modelled.of(
            profile.rule_for(str(metro.station_system[row]), lines) if profile else None,
            vestibules=int(vestibules[row]),
            lines=len(lines),
        )
        for row, lines in enumerate(metro.station_lines)
    )


def _entrances(scenery: Scenery, measures: Measures, columns: pd.DataFrame) -> gpd.GeoDataFrame:
    metro, doors = scenery.metro, scenery.doors
    source = scenery.exposure.city.entrances.frame
    station = metro.entrance_station
    of_station = np.where(station >= 0, station, 0)
    names = np.append(metro.station_name, "")[np.where(station >= 0, station, -1)]
    lon, lat = scenery.exposure.city.projection.to_lon_lat(*metro.entrance_xy.T)
    lines = [";".join(metro.station_lines[row]) for row in of_station] if metro.n_stations else ""
    head = pd.DataFrame(
        {
            "entrance_id": metro.entrance_id,
            "station_id": source["station_id"].to_numpy(dtype=object),
            "station": names,
            "name": source["name"].to_numpy(dtype=object),
            "ref": source["ref"].to_numpy(dtype=object),
            "vestibule": source["vestibule"].to_numpy(dtype=object),
            "lines": lines,
            "lon": lon,
            "lat": lat,
            "status": np.where(doors.known, KNOWN, _off_network(scenery)),
            "use": [
                "in and out" if both else "in" if inward else "out"
                for inward, both in zip(
                    metro.entrance_in, metro.entrance_in & metro.entrance_out, strict=True
                )
            ],
            "street_m": np.round(doors.apart_m, 1),
            "walk_s": np.round(metro.entrance_walk_s, 1),
            "walk_given": metro.entrance_walk_given,
            **inside_entrances(scenery.exposure.city, metro),
        }
    )
    columns["camera_known"] = _camera_known(columns, scenery.policy)
    ways = [approach.best for approach in measures.best]
    silent = columns[f"approach_{scenery.policy.value}"].isna().to_numpy()
    columns["best_way_from"] = [
        way.direction if way is not None and not silent[row] else "" for row, way in enumerate(ways)
    ]
    columns["best_way_m"] = [
        round(way.length_m, 1) if way is not None and not silent[row] else np.nan
        for row, way in enumerate(ways)
    ]
    return gpd.GeoDataFrame(
        pd.concat([head, columns], axis=1),
        geometry=list(source.geometry),
        crs=source.crs,
    )


def _camera_known(columns: pd.DataFrame, policy: CountingPolicy) -> pd.Series:
    """Tell of each entrance whether a camera is known that sees its door or 50 m around it."""
    door, near = (columns[f"{name}_{policy.value}"] for name in ("door_cameras", "cameras_50"))
    known = (door.fillna(0) > 0) | (near.fillna(0) > 0)
    return known.astype("boolean").mask(~known & (door.isna() | near.isna()))


def _stations(
    scenery: Scenery,
    columns: pd.DataFrame,
    entrances: gpd.GeoDataFrame,
    modelled: tuple[Modelled, ...],
) -> gpd.GeoDataFrame:
    metro, policy = scenery.metro, scenery.policy
    source = scenery.exposure.city.stations.frame
    lon, lat = scenery.exposure.city.projection.to_lon_lat(*metro.station_xy.T)
    n_entrances = _per_station(scenery, np.ones(len(entrances)))
    on_network = _per_station(scenery, scenery.doors.known.astype(np.float64))
    off = _off_network(scenery)
    status = np.where(on_network > 0, KNOWN, np.where(n_entrances > 0, off, NO_ENTRANCES))
    head = pd.DataFrame(
        {
            "station_id": metro.station_id,
            "name": metro.station_name,
            "name_en": source["name_en"].to_numpy(dtype=object),
            "system": metro.station_system,
            "mode": source["mode"].to_numpy(dtype=object),
            "lines": source["lines"].to_numpy(dtype=object),
            "interchange": metro.interchange,
            "opening_hours": source["opening_hours"].to_numpy(dtype=object),
            "lon": lon,
            "lat": lat,
            "status": status,
            "entrances": n_entrances.astype(np.int64),
            "entrances_on_network": on_network.astype(np.int64),
            "vestibules": [row.vestibules for row in modelled],
            **inside_stations(scenery.exposure.city, metro),
        }
    )
    supposed = {
        f"{name}_{chosen.value}": [count(row, chosen) for row in modelled]
        for name, count in (
            ("gates", Modelled.gates),
            ("platform_cameras", Modelled.platform_cameras),
        )
        for chosen in CountingPolicy
    }
    least = _least_watched(scenery, entrances, policy)
    doorways = {
        f"doorways_seen_{chosen.value}": _share_of_doorways(scenery, entrances, chosen)
        for chosen in CountingPolicy
    }
    inside = pd.DataFrame(cameras_inside(scenery.exposure, metro))
    table = pd.concat(
        [head, columns, pd.DataFrame(doorways), least, inside, pd.DataFrame(supposed)], axis=1
    )
    table.insert(0, "rank", _ranks(table, policy))
    return gpd.GeoDataFrame(table, geometry=list(source.geometry), crs=source.crs)


def _off_network(scenery: Scenery) -> str:
    """Say why an entrance without a street before it has none."""
    return OUTSIDE if scenery.exposure.city.network.n_edges else NO_NETWORK


def _per_station(scenery: Scenery, values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    grouped = scenery.metro.entrance_station >= 0
    rows = scenery.metro.entrance_station[grouped]
    return np.bincount(rows, weights=values[grouped], minlength=scenery.metro.n_stations)


def _share_of_doorways(
    scenery: Scenery, entrances: gpd.GeoDataFrame, policy: CountingPolicy
) -> np.ndarray[Any, Any]:
    """Return the share of each station's doorways in view, of those of which it is known."""
    count = entrances[f"door_cameras_{policy.value}"]
    told = _per_station(scenery, count.notna().to_numpy(np.float64))
    seen = _per_station(scenery, (count.fillna(0) > 0).to_numpy(np.float64))
    return np.where(told > 0, np.round(seen / np.where(told > 0, told, 1), 4), np.nan)


def _least_watched(
    scenery: Scenery, entrances: gpd.GeoDataFrame, policy: CountingPolicy
) -> pd.DataFrame:
    """Return each station's entrance with the fewest cameras, and how many have none known.

    Fewest on the way in first, then at the door, then on the ground within 50 and 150 m.
    """
    keys = [
        f"approach_{policy.value}",
        f"door_cameras_{policy.value}",
        *(f"cameras_{radius}_{policy.value}" for radius in RADII_M[:2]),
    ]
    told = entrances[keys[0]].notna() & (scenery.metro.entrance_station >= 0)
    ordered = entrances[told].sort_values([*keys, "entrance_id"], kind="stable")
    first = ordered.groupby("station_id")["entrance_id"].first()
    unwatched = (entrances["camera_known"] == False).to_numpy(np.bool_, na_value=False)  # noqa: E712 - unknown is neither
    without = _per_station(scenery, unwatched.astype(np.float64))
    told_of = _per_station(scenery, entrances[keys[2]].notna().to_numpy(np.float64))
    return pd.DataFrame(
        {
            "least_watched_entrance": [
                str(first.get(station, "")) for station in scenery.metro.station_id
            ],
            "entrances_without_camera": pd.Series(without).astype("Int64").mask(told_of == 0),
        }
    )


def _ranks(table: pd.DataFrame, policy: CountingPolicy) -> pd.Series:
    """Return places from the most watched approach down; stations of unknown coverage have none."""
    by = table[f"approach_{policy.value}"].astype("Float64")
    ties = table[f"cameras_{RADII_M[-1]}_{policy.value}"].astype("Float64")
    known = (table["status"] == KNOWN) & by.notna() & ties.notna()
    order = pd.DataFrame({"by": by[known], "ties": ties[known]})
    order = order.sort_values(["by", "ties"], ascending=False, kind="stable")
    pairs = list(zip(order["by"], order["ties"], strict=True))
    first = {pair: place for place, pair in reversed(list(enumerate(pairs, start=1)))}
    places = dict(zip(order.index.tolist(), (first[pair] for pair in pairs), strict=True))
    return pd.Series([places.get(row, pd.NA) for row in table.index.tolist()], dtype="Int64")


def _ways(scenery: Scenery, measures: Measures, stations: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the best way in to each station's least-watched entrance."""
    row_of = {str(key): row for row, key in enumerate(scenery.metro.entrance_id)}
    ids = scenery.exposure.city.cameras.ids
    rows: list[dict[str, object]] = []
    shapes: list[shapely.Geometry] = []
    told = zip(
        stations["station_id"], stations["name"], stations["least_watched_entrance"], strict=True
    )
    for station, name, entrance in told:
        way = measures.best[row_of[entrance]].best if entrance else None
        if way is None or len(way.xy) <= 1:
            continue
        rows.append(
            {
                "way_id": f"{station}>{entrance}",
                "station_id": station,
                "station": name,
                "entrance_id": entrance,
                "direction": way.direction,
                "length_m": round(way.length_m, 1),
                "cameras": len(way.cameras),
                "camera_ids": ";".join(ids[camera] for camera in way.cameras),
            }
        )
        shapes.append(shapely.LineString(way.xy))
    names = (
        "way_id", "station_id", "station", "entrance_id", "direction", "length_m", "cameras",
        "camera_ids",
    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=pd.Index(names))
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=stations.crs)


def _district_of(stations: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> list[str]:
    """Return the district each station lies in, "" outside all; of several, the first by name."""
    ordered = districts.sort_values("name", kind="stable")
    tree = shapely.STRtree(np.asarray(ordered.geometry))
    spots = np.asarray(stations.geometry)
    station, district = tree.query(spots, predicate="intersects")
    found = [""] * len(stations)
    for row, at in sorted(zip(station.tolist(), district.tolist(), strict=True), reverse=True):
        found[row] = str(ordered["name"].iloc[at])
    return found
