"""Rides and headways of a GTFS feed on one service day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.metro.gtfs_calendar import busiest_day, service_days
from mapper.errors import TableError
from mapper.model.timetable import EVERY_DAY

if TYPE_CHECKING:
    from geodata.metro.gtfs_calls import Calls
    from geodata.metro.gtfs_feed import Feed

__all__ = ["LineTimes", "line_times"]

_DAYTIME_S: Final = (7 * 3600, 20 * 3600)
"""Departures between these times make the headway."""


@dataclass(frozen=True, slots=True, eq=False)
class LineTimes:
    """What a service day tells of the lines."""

    day: str
    """YYYY-MM-DD, or "*" where the feed has no calendar."""
    days: pd.DataFrame
    """Which service runs on which date."""
    rides: pd.DataFrame
    """Columns route_id, from_hall, to_hall, seconds (median, from arrival to arrival)."""
    headway_s: dict[str, float]
    """Median daytime headway by route."""
    routes_of: dict[str, set[str]]
    """Routes that stop at each station, on any day."""

    @property
    def halls(self) -> frozenset[str]:
        """The stations that any route stops at."""
        return frozenset(self.routes_of)


def line_times(feed: Feed, calls: Calls, day: str) -> LineTimes:
    """Read what the trips of one day say: the one given (YYYY-MM-DD), else the busiest.

    Raises
    ------
    TableError
        Where no train runs on the day given, or a date is none.
    """
    trips = calls.trips
    days = service_days(feed, set(trips["service_id"]))
    chosen = day or busiest_day(days, trips["service_id"])
    running = set(days.loc[days["date"].isin([chosen, EVERY_DAY]), "service"])
    on_the_day = trips["service_id"].isin(sorted(running)).to_numpy(np.bool_)
    if day and not on_the_day.any():
        message = f"{feed.name}: no train runs on {day}"
        raise TableError(message)
    rides = _rides(calls, on_the_day)
    headways = _headways(rides) | _told_headways(feed, trips[on_the_day])
    return LineTimes(chosen, days, _medians(rides), headways, _routes_of(calls))


def _routes_of(calls: Calls) -> dict[str, set[str]]:
    """Return the routes that stop at each station, on any day."""
    route, routes = pd.factorize(calls.trips["route_id"])
    pairs = np.unique(np.column_stack([calls.hall, route[calls.trip]]), axis=0)
    found: dict[str, set[str]] = {}
    for hall, number in pairs.tolist():
        found.setdefault(calls.halls[hall], set()).add(str(routes[number]))
    return found


def _rides(calls: Calls, on_the_day: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pd.DataFrame:
    """Return one row a pair of calls that follow each other on a trip of the day."""
    row = calls.of(on_the_day)
    here, there = row[:-1], row[1:]
    moves = (calls.trip[here] == calls.trip[there]) & (calls.hall[here] != calls.hall[there])
    here, there = here[moves], there[moves]
    halls = np.array(calls.halls, dtype=object)
    trip = calls.trip[here]
    return pd.DataFrame(
        {
            "route_id": calls.trips["route_id"].to_numpy(dtype=object)[trip],
            "direction": calls.trips["direction_id"].to_numpy(dtype=object)[trip],
            "from_hall": halls[calls.hall[here]],
            "to_hall": halls[calls.hall[there]],
            "departure": calls.depart_s[here].astype(np.float64),
            "seconds": (calls.arrive_s[there] - calls.arrive_s[here]).astype(np.float64),
        }
    )


def _medians(rides: pd.DataFrame) -> pd.DataFrame:
    keys = ["route_id", "from_hall", "to_hall"]
    return rides.groupby(keys, sort=True)["seconds"].median().reset_index()


def _headways(rides: pd.DataFrame) -> dict[str, float]:
    """Return each route's median time between departures by day, over stops and directions."""
    low, high = _DAYTIME_S
    by_day = rides[(rides["departure"] >= low) & (rides["departure"] < high)]
    keys = ["route_id", "direction", "from_hall", "to_hall"]
    ordered = by_day.sort_values([*keys, "departure"], kind="stable")
    gaps = ordered.groupby(keys)["departure"].diff()
    median = gaps.groupby(ordered["route_id"]).median().dropna()
    return {str(route): float(value) for route, value in median.items()}


def _told_headways(feed: Feed, trips: pd.DataFrame) -> dict[str, float]:
    """Return the headways that ``frequencies.txt`` states, the median of a route."""
    table = feed.table("frequencies", ("trip_id", "headway_secs"))
    route_of = trips.drop_duplicates("trip_id").set_index("trip_id")["route_id"]
    table = table[table["trip_id"].isin(route_of.index)]
    stated = pd.to_numeric(table["headway_secs"], errors="coerce")
    median = stated.groupby(table["trip_id"].map(route_of)).median().dropna()
    return {str(route): float(value) for route, value in median.items()}
