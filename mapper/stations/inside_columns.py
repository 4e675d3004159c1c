"""What is known of the insides of stations, as columns beside their coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mapper.model.insides import ENTRANCE, STATION

if TYPE_CHECKING:
    from mapper.model.city import City
    from mapper.model.metro import MetroNetwork

__all__ = ["inside_entrances", "inside_stations"]


def inside_entrances(city: City, metro: MetroNetwork) -> dict[str, Any]:
    """Return, for each entrance, what its time comes from, levels, depth, gates and steps."""
    told = city.insides.of(ENTRANCE, metro.entrance_id)
    return {
        "walk_from": metro.entrance_walk_from,
        "platform_levels": told["levels"].to_numpy(np.float64),
        "platform_depth_m": told["depth_m"].to_numpy(np.float64),
        "gates_on_way": told["gates"].astype("Int64"),
        "step_free": told["step_free"].to_numpy(dtype=object),
    }


def inside_stations(city: City, metro: MetroNetwork) -> dict[str, Any]:
    """Return, for each station, the times from its doors, levels, depth and steps.

    A station without entrances has no door to walk from; where nothing tells of any of its
    entrances whether it is step-free, the number of those that are is missing, never 0.
    """
    told = city.insides.of(STATION, metro.station_id)
    doors = city.insides.of(ENTRANCE, metro.entrance_id)
    frame = pd.DataFrame(
        {
            "station": metro.entrance_station,
            "walk_s": metro.entrance_walk_s,
            "told": doors["step_free"].to_numpy(dtype=object) != "",
            "free": doors["step_free"].to_numpy(dtype=object) == "yes",
        }
    )
    groups = frame[frame["station"] >= 0].groupby("station")
    rows = pd.RangeIndex(metro.n_stations)
    free = groups["free"].sum().reindex(rows).astype("Int64")
    known = groups["told"].any().reindex(rows, fill_value=False).to_numpy(np.bool_)
    return {
        "walk_min_s": groups["walk_s"].min().reindex(rows).round(1).to_numpy(np.float64),
        "walk_median_s": groups["walk_s"].median().reindex(rows).round(1).to_numpy(np.float64),
        "platform_levels": told["levels"].to_numpy(np.float64),
        "platform_depth_m": told["depth_m"].to_numpy(np.float64),
        "step_free": told["step_free"].to_numpy(dtype=object),
        "step_free_entrances": free.mask(~known),
    }
