"""Coverage by line and by district: what the stations of each add up to, each camera once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from mapper.stations.measures import Measures, Scenery

__all__ = ["by_district", "by_line"]

COLUMNS = (
    "stations", "stations_known", "entrances", "cameras_300", "doorways_seen", "approach_mean",
    "entrances_without_camera",
)  # fmt: skip


def by_line(
    stations: gpd.GeoDataFrame, entrances: gpd.GeoDataFrame, scenery: Scenery, measures: Measures
) -> pd.DataFrame:
    """Return one row a line, in the order of their names."""
    members: dict[str, list[int]] = {}
    for row, lines in enumerate(scenery.metro.station_lines):
        for line in lines:
            members.setdefault(line, []).append(row)
    return _grouped("line", members, stations, entrances, scenery, measures)


def by_district(
    stations: gpd.GeoDataFrame, entrances: gpd.GeoDataFrame, scenery: Scenery, measures: Measures
) -> pd.DataFrame:
    """Return one row a district that holds a station; none where no districts were given."""
    members: dict[str, list[int]] = {}
    for row, district in enumerate(stations.get("district", ())):
        if district:
            members.setdefault(str(district), []).append(row)
    return _grouped("district", members, stations, entrances, scenery, measures)


def _grouped(
    key: str,
    members: Mapping[str, list[int]],
    stations: gpd.GeoDataFrame,
    entrances: gpd.GeoDataFrame,
    scenery: Scenery,
    measures: Measures,
) -> pd.DataFrame:
    """Add up the stations of each group whose coverage is known."""
    policy = scenery.policy.value
    known = (stations["status"] == "known").to_numpy() & stations[f"cameras_300_{policy}"].notna()
    counted = scenery.counted(scenery.policy)
    pairs = measures.ground_cameras
    kept = counted[pairs.camera] & (pairs.place >= scenery.n_doors)
    station, camera = pairs.place[kept] - scenery.n_doors, pairs.camera[kept]
    door = entrances[f"door_cameras_{policy}"]
    rows: list[dict[str, Any]] = []
    for name in sorted(members):
        of_group = np.array([row for row in members[name] if known[row]], np.int64)
        doors = np.isin(scenery.metro.entrance_station, of_group)
        told = door[doors].dropna()
        approach = stations[f"approach_{policy}"].iloc[of_group].dropna()
        rows.append(
            {
                key: name,
                "stations": len(members[name]),
                "stations_known": len(of_group),
                "entrances": int(doors.sum()),
                "cameras_300": len(np.unique(camera[np.isin(station, of_group)]))
                if len(of_group)
                else pd.NA,
                "doorways_seen": round(float((told > 0).mean()), 4) if len(told) else np.nan,
                "approach_mean": round(float(approach.mean()), 2) if len(approach) else np.nan,
                "entrances_without_camera": int(
                    stations["entrances_without_camera"].iloc[of_group].sum()
                )
                if len(of_group)
                else pd.NA,
            }
        )
    frame = pd.DataFrame(rows, columns=pd.Index((key, *COLUMNS)))
    for column in ("stations", "stations_known", "entrances", "cameras_300"):
        frame[column] = frame[column].astype("Int64")
    frame["entrances_without_camera"] = frame["entrances_without_camera"].astype("Int64")
    return frame
