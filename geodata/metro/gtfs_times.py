"""Rides and headways of a GTFS feed on one service day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mapper.errors import TableError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.metro.gtfs import Feed

__all__ = ["LineTimes", "line_times"]

_ROWS_A_PIECE: Final = 200_000
_DAYTIME_S: Final = (7 * 3600, 20 * 3600)
"""Departures between these times make the headway."""
_WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
_ADDED: Final = "1"


@dataclass(frozen=True, slots=True, eq=False)
class LineTimes:
    """What a service day tells of the lines."""

    day: str
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


def line_times(feed: Feed, routes: pd.DataFrame, stops: pd.DataFrame, day: str) -> LineTimes:
    """Read what the trips of one day say, in pieces of the table of stop times.

    Raises
    ------
    TableError
        Where the feed has no trips of these routes.
    """
    trips = feed.table("trips", ("route_id", "service_id", "trip_id", "direction_id"))
    trips = trips[trips["route_id"].isin(list(routes["route_id"]))]
    if trips.empty:
        message = f"{feed.name}: no trips on rails"
        raise TableError(message)
    day, running = _service_day(feed, trips, day)
    route_of = trips.set_index("trip_id")["route_id"]
    direction_of = trips.set_index("trip_id")["direction_id"]
    on_the_day = set(trips.loc[trips["service_id"].isin(sorted(running)), "trip_id"])
    hall_of = stops.set_index("stop_id")["hall"]
    routes_of: dict[str, set[str]] = {}
    kept: list[pd.DataFrame] = []
    columns = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")
    for piece in feed.pieces("stop_times", columns, rows=_ROWS_A_PIECE):
        rows = piece[piece["trip_id"].isin(route_of.index)]
        stopping = pd.DataFrame(
            {"hall": rows["stop_id"].map(hall_of), "route": rows["trip_id"].map(route_of)}
        ).drop_duplicates()
        for hall, route in zip(stopping["hall"], stopping["route"], strict=True):
            routes_of.setdefault(str(hall), set()).add(str(route))
        kept.append(_calls(rows[rows["trip_id"].isin(on_the_day)], hall_of))
    calls = pd.concat(kept, ignore_index=True) if kept else _calls(None, hall_of)
    calls["route_id"] = calls["trip_id"].map(route_of)
    calls["direction"] = calls["trip_id"].map(direction_of)
    rides = _rides(calls)
    headways = _headways(rides) | _told_headways(feed, route_of, on_the_day)
    return LineTimes(day, _medians(rides), headways, routes_of)


def _service_day(feed: Feed, trips: pd.DataFrame, day: str) -> tuple[str, set[str]]:
    """Return the day and the services that run on it: the one given, else the busiest."""
    dates = feed.table("calendar_dates", ("service_id", "date", "exception_type"))
    weekly = feed.table("calendar", ("service_id", "start_date", "end_date", *_WEEKDAYS))
    busy = trips["service_id"].value_counts()
    added = dates[dates["exception_type"] == _ADDED]
    removed = dates[dates["exception_type"] != _ADDED]
    days = [day] if day else sorted({*dates["date"], *_first_week(weekly)})
    if not days:
        # a feed without any calendar runs every day
        return "", set(trips["service_id"])

    def services(date: str) -> set[str]:
        found = set(added.loc[added["date"] == date, "service_id"]) | _weekly(weekly, date)
        return found - set(removed.loc[removed["date"] == date, "service_id"])

    running = {date: services(date) for date in days}
    best = max(days, key=lambda d: (sum(int(busy.get(s, 0)) for s in running[d]), -int(d or 0)))
    return best, running[best]


def _first_week(weekly: pd.DataFrame) -> list[str]:
    """Return the first seven days of the first service, as dates."""
    starts = [text for text in weekly["start_date"] if str(text).isdigit()]
    if not starts:
        return []
    first = pd.Timestamp(min(starts))
    return [(first + pd.Timedelta(days=k)).strftime("%Y%m%d") for k in range(7)]


def _weekly(weekly: pd.DataFrame, date: str) -> set[str]:
    if weekly.empty:
        return set()
    column = _WEEKDAYS[pd.Timestamp(date).weekday()]
    runs = (weekly[column] == "1") & (weekly["start_date"] <= date) & (weekly["end_date"] >= date)
    return set(weekly.loc[runs, "service_id"])


def _calls(rows: pd.DataFrame | None, hall_of: pd.Series) -> pd.DataFrame:
    """Return trip, station, arrival, departure and place in the trip, as numbers."""
    if rows is None:
        rows = pd.DataFrame(
            columns=["trip_id", "stop_id", "arrival_time", "departure_time", "stop_sequence"]
        )
    return pd.DataFrame(
        {
            "trip_id": rows["trip_id"],
            "hall": rows["stop_id"].map(hall_of),
            "arrival": seconds_of_day(rows["arrival_time"]),
            "departure": seconds_of_day(rows["departure_time"]),
            "place": pd.to_numeric(rows["stop_sequence"], errors="coerce"),
        }
    )


def seconds_of_day(texts: pd.Series) -> NDArray[np.float64]:
    """Return seconds since midnight of texts like "25:10:00", NaN where there is none.

    >>> seconds_of_day(pd.Series(["07:01:30", "25:00:00", ""])).tolist()
    [25290.0, 90000.0, nan]
    """
    parts = texts.astype("str").str.extract(r"^\s*(\d+):(\d\d):(\d\d)\s*$").astype("float64")
    return np.asarray(parts[0] * 3600.0 + parts[1] * 60.0 + parts[2], np.float64)


def _rides(calls: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair of calls that follow each other on a trip."""
    calls = calls.sort_values(["trip_id", "place"], kind="stable").reset_index(drop=True)
    following = calls.shift(-1)
    same = (calls["trip_id"] == following["trip_id"]) & (calls["hall"] != following["hall"])
    rides = pd.DataFrame(
        {
            "route_id": calls["route_id"],
            "direction": calls["direction"],
            "from_hall": calls["hall"],
            "to_hall": following["hall"],
            "departure": calls["departure"],
            "seconds": following["arrival"] - calls["arrival"],
        }
    )
    return rides[same].reset_index(drop=True)


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


def _told_headways(feed: Feed, route_of: pd.Series, on_the_day: set[str]) -> dict[str, float]:
    """Return the headways that ``frequencies.txt`` states, the median of a route."""
    table = feed.table("frequencies", ("trip_id", "headway_secs"))
    table = table[table["trip_id"].isin(sorted(on_the_day))]
    stated = pd.to_numeric(table["headway_secs"], errors="coerce")
    median = stated.groupby(table["trip_id"].map(route_of)).median().dropna()
    return {str(route): float(value) for route, value in median.items()}
