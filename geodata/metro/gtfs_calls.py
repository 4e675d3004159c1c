"""The calls of a feed's trains, as whole numbers: ``stop_times.txt`` read in pieces.

What is kept is 16 bytes a call of a train on rails; buses, whose calls are most of a city's feed,
are read past. So memory grows with the metro and not with the feed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mapper.errors import TableError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.metro.gtfs_feed import Feed

__all__ = ["Calls", "read_calls", "seconds_of_day"]

ROWS_A_PIECE: Final = 200_000
_UNTIMED: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """M calls of trains, by train and in the order they are made."""

    trips: pd.DataFrame
    """Columns route_id, service_id, trip_id, direction_id, of the trains on rails."""
    halls: tuple[str, ...]
    """The stations by number."""
    trip: NDArray[np.int32]
    """Shape (M,). Row of ``trips``, ascending."""
    hall: NDArray[np.int32]
    """Shape (M,). Number of the station."""
    arrive_s: NDArray[np.int32]
    depart_s: NDArray[np.int32]
    """Shape (M,). Seconds after the midnight the service day begins with."""

    def of(self, trips: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the rows of the calls of some trains, shape (m,)."""
        return np.flatnonzero(trips[self.trip])


def read_calls(feed: Feed, routes: pd.DataFrame, stops: pd.DataFrame) -> Calls:
    """Read the calls of all trains of some routes.

    A call without a time of its own lies between those around it, evenly by its place.

    Raises
    ------
    TableError
        Where the feed has no trips of these routes.
    """
    trips = feed.table("trips", ("route_id", "service_id", "trip_id", "direction_id"))
    trips = trips[trips["route_id"].isin(list(routes["route_id"]))].reset_index(drop=True)
    if trips.empty:
        message = f"{feed.name}: no trips on rails"
        raise TableError(message)
    row_of = pd.Series(np.arange(len(trips), dtype=np.int32), index=trips["trip_id"])
    row_of = row_of[~row_of.index.duplicated()]
    hall_code, halls = pd.factorize(stops["hall"])
    hall_of = pd.Series(hall_code.astype(np.int32), index=stops["stop_id"])
    hall_of = hall_of[~hall_of.index.duplicated()]
    columns = ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence")
    pieces = [np.empty((0, 5), np.int32)]
    for piece in feed.pieces("stop_times", columns, rows=ROWS_A_PIECE):
        rows = piece[piece["trip_id"].isin(row_of.index) & piece["stop_id"].isin(hall_of.index)]
        place = pd.to_numeric(rows["stop_sequence"], errors="coerce").fillna(0)
        arrive, depart = _times(rows["arrival_time"]), _times(rows["departure_time"])
        numbers = (
            row_of[rows["trip_id"]],
            place,
            hall_of[rows["stop_id"]],
            np.where(arrive == _UNTIMED, depart, arrive),
            np.where(depart == _UNTIMED, arrive, depart),
        )
        pieces.append(np.column_stack([np.asarray(column, np.int32) for column in numbers]))
    table = np.concatenate(pieces)
    table = _timed(table[np.lexsort((table[:, 1], table[:, 0]))])
    trip, _, hall, arrive, depart = (np.ascontiguousarray(column) for column in table.T)
    # a clock that goes back within a trip is a slip: the train stands until then
    return Calls(
        trips, tuple(str(h) for h in halls), trip, hall, arrive, np.maximum(arrive, depart)
    )


def seconds_of_day(texts: pd.Series) -> NDArray[np.float64]:
    """Return seconds since midnight of texts like "25:10:00", NaN where there is none.

    >>> seconds_of_day(pd.Series(["07:01:30", "25:00:00", ""])).tolist()
    [25290.0, 90000.0, nan]
    """
    parts = texts.astype("str").str.extract(r"^\s*(\d+):(\d\d):(\d\d)\s*$").astype("float64")
    return np.asarray(parts[0] * 3600.0 + parts[1] * 60.0 + parts[2], np.float64)


def _times(texts: pd.Series) -> NDArray[np.int32]:
    # the same few thousand times of day stand in millions of rows
    code, unique = pd.factorize(texts)
    seconds = np.nan_to_num(seconds_of_day(pd.Series(unique, dtype="str")), nan=_UNTIMED)
    return np.asarray(seconds[code] if len(unique) else np.empty(0), np.int32)


def _timed(table: NDArray[np.int32]) -> NDArray[np.int32]:
    """Put times between those of the calls around; leave out what has none on one side."""
    known = table[:, 3] != _UNTIMED
    if known.all():
        return table
    row = np.arange(len(table))
    before = np.maximum.accumulate(np.where(known, row, -1))
    after = np.minimum.accumulate(np.where(known, row, len(table))[::-1])[::-1]
    inside = known.copy()
    between = (before >= 0) & (after < len(table))
    inside[between] = table[before[between], 0] == table[after[between], 0]
    gap = np.flatnonzero(inside & ~known)
    start, end = table[before[gap], 4], table[after[gap], 3]
    share = (row[gap] - before[gap]) / (after[gap] - before[gap])
    table[gap, 3:] = np.rint(start + share * (end - start)).astype(np.int32)[:, None]
    return np.asarray(table[inside], np.int32)
