"""Cameras mapped inside stations: which station each belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from mapper.model.evidence import CountingPolicy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.model.metro import MetroNetwork

__all__ = ["INSIDE_M", "INSIDE_ZONES", "cameras_inside"]

INSIDE_M: Final = 150.0
"""A camera farther than this from a station's point and doors belongs to none."""
INSIDE_ZONES: Final = frozenset({"fare_gate", "escalator", "platform", "rail_platform", "carriage"})
"""Zones that are inside a station, whether the source calls them indoors or not."""


def cameras_inside(exposure: CityExposure, metro: MetroNetwork) -> dict[str, Any]:
    """Return, for each station, the cameras mapped inside it by policy; missing where none is.

    Hardly any is on a map, so none mapped tells nothing. A camera belongs to the nearest station,
    by the station's point or any of its doors.

    Returns
    -------
    ``cameras_inside_POLICY``, each of S rows.
    """
    inside = _stations_of(exposure, metro)
    columns: dict[str, Any] = {}
    mapped = np.bincount(inside[inside >= 0], minlength=metro.n_stations)
    for policy in CountingPolicy:
        counted = exposure.scene.facts.counted(policy) & (inside >= 0)
        count = np.bincount(inside[counted], minlength=metro.n_stations)
        columns[f"cameras_inside_{policy.value}"] = pd.Series(count, dtype="Int64").mask(
            mapped == 0
        )
    return columns


def _stations_of(exposure: CityExposure, metro: MetroNetwork) -> NDArray[np.int64]:
    """Return the row of the station each camera is inside of, -1 for none, shape (C,)."""
    cameras = exposure.city.cameras
    found = np.full(len(cameras), -1, np.int64)
    rows = np.flatnonzero(
        cameras.frame["indoor"].to_numpy(np.bool_)
        | cameras.frame["zone"].isin(list(INSIDE_ZONES)).to_numpy(np.bool_)
    )
    grouped = metro.entrance_station >= 0
    places = np.concatenate([metro.station_xy, metro.entrance_xy[grouped]])
    station = np.concatenate([np.arange(metro.n_stations), metro.entrance_station[grouped]])
    if not len(rows) or not len(places):
        return found
    tree = shapely.STRtree(np.asarray(shapely.points(places)))
    camera, place = tree.query_nearest(shapely.points(cameras.xy[rows]), max_distance=INSIDE_M)
    pairs = sorted(zip(camera.tolist(), station[place].tolist(), strict=True), reverse=True)
    # of several just as near the first of the table
    for at, near in pairs:
        found[rows[at]] = near
    return found
