"""The timetable of a GTFS feed: profiles of calls, and one number a train."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.metro.gtfs_calls import seconds_of_day
from mapper.errors import TableError
from mapper.model.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.metro.gtfs_calls import Calls
    from geodata.metro.gtfs_feed import Feed

__all__ = ["timetable_of"]

_LEAST_CALLS: Final = 2
_MOST_EXPANDED: Final = 2_000_000
"""``frequencies.txt`` may not make more trains than this."""


def timetable_of(
    feed: Feed, calls: Calls, days: pd.DataFrame, line_of: Mapping[str, str]
) -> Timetable:
    """Return the timetable of a feed's metro, ``frequencies.txt`` expanded to single trains.

    Parameters
    ----------
    feed
        The feed.
    calls
        The calls of its trains.
    days
        Which service runs on which date.
    line_of
        The line of each route, as the links between stations name it.

    Raises
    ------
    TableError
        Where frequencies would make more trains than a city has.
    """
    begin = np.flatnonzero(np.diff(calls.trip, prepend=-1))
    end = np.append(begin[1:], len(calls.trip))[: len(begin)]
    route = calls.trips["route_id"].to_numpy(dtype=object)
    lines = [line_of[str(name)] for name in route]
    number_of: dict[tuple[str, bytes], int] = {}
    rows: list[pd.DataFrame] = []
    profile = np.full(len(calls.trips), -1, np.int64)
    start = np.zeros(len(calls.trips), np.int64)
    for first, last in zip(begin.tolist(), end.tolist(), strict=True):
        table = _standing(calls, first, last)
        trip = int(calls.trip[first])
        if len(table) < _LEAST_CALLS:
            continue
        # nobody arrives where a train begins
        start[trip] = table[0, 1] = table[0, 2]
        table[:, 1:] -= start[trip]
        key = lines[trip], table.tobytes()
        if key not in number_of:
            number_of[key] = len(number_of)
            rows.append(_profile(number_of[key], table, calls.halls, lines[trip]))
        profile[trip] = number_of[key]
    runs = _runs(feed, calls.trips, profile, start)
    here = days["service"].isin(runs["service"].unique())
    none = pd.DataFrame({name: [] for name in _CALLS})
    return Timetable.parse(pd.concat(rows, ignore_index=True) if rows else none, runs, days[here])


_CALLS: Final = ("profile", "place", "station_id", "line", "arrive_s", "depart_s")


def _standing(calls: Calls, first: int, last: int) -> NDArray[np.int64]:
    """Return station, arrival and departure of a train's calls, shape (n, 3).

    Calls that follow each other at one station are one, and no clock goes back.
    """
    hall = calls.hall[first:last]
    new = np.flatnonzero(np.diff(hall, prepend=-1))
    final = np.append(new[1:], len(hall)) - 1
    times = np.column_stack([calls.arrive_s[first:last][new], calls.depart_s[first:last][final]])
    flat = np.maximum.accumulate(times.ravel()).reshape(-1, 2)
    return np.column_stack([hall[new], flat]).astype(np.int64)


def _profile(
    number: int, table: NDArray[np.int64], halls: tuple[str, ...], line: str
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "profile": number,
            "place": np.arange(len(table)),
            "station_id": [f"gtfs:{halls[hall]}" for hall in table[:, 0].tolist()],
            "line": line,
            "arrive_s": table[:, 1],
            "depart_s": table[:, 2],
        }
    )


def _runs(
    feed: Feed, trips: pd.DataFrame, profile: NDArray[np.int64], start: NDArray[np.int64]
) -> pd.DataFrame:
    """Return profile, service and start of every train; a trip of frequencies makes many."""
    runs = pd.DataFrame(
        {
            "profile": profile,
            "service": trips["service_id"].to_numpy(dtype=object),
            "start_s": start,
            "trip": trips["trip_id"].to_numpy(dtype=object),
        }
    )
    runs = runs[runs["profile"] >= 0]
    often = feed.table("frequencies", ("trip_id", "start_time", "end_time", "headway_secs"))
    often = often[often["trip_id"].isin(list(runs["trip"]))]
    single = runs[~runs["trip"].isin(list(often["trip_id"]))].drop(columns="trip")
    parts = [single]
    by_trip = runs.drop_duplicates("trip").set_index("trip")
    bounds = [seconds_of_day(often[name]) for name in ("start_time", "end_time")]
    step = pd.to_numeric(often["headway_secs"], errors="coerce").to_numpy(np.float64)
    made = 0
    for trip, low, high, every in zip(often["trip_id"], *bounds, step, strict=True):
        if not (every >= 1 and high > low):
            continue
        starts = np.arange(low, high, every)
        made += len(starts)
        if made > _MOST_EXPANDED:
            message = f"{feed.name}: frequencies.txt makes more than {_MOST_EXPANDED:,} trains"
            raise TableError(message)
        of_trip = by_trip.loc[trip]
        parts.append(
            pd.DataFrame(
                {"profile": of_trip["profile"], "service": of_trip["service"], "start_s": starts}
            )
        )
    table = pd.concat(parts, ignore_index=True).astype({"start_s": "int64", "profile": "int64"})
    return table.sort_values(["service", "profile", "start_s"], kind="stable").drop_duplicates()
