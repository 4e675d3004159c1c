"""The metro as arrays: stations, vestibules, entrances, rides, transfers and what they take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from mapper.model.door_use import door_use
from mapper.model.insides import ENTRANCE, STATION, Insides
from mapper.model.metro_times import MetroDefaults

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from mapper.model.city import City
    from mapper.model.places import Table

__all__ = ["RIDE", "TRANSFER", "MetroDefaults", "MetroNetwork"]

RIDE: Final = "ride"
TRANSFER: Final = "transfer"


@dataclass(frozen=True, slots=True, eq=False)
class MetroNetwork:
    """S stations, V vestibules, T entrances, L lines, R rides and X transfers.

    A station is one platform hall: where several lines each have their own, each is a station,
    and transfers join them into one interchange.
    """

    station_id: NDArray[np.object_]
    station_name: NDArray[np.object_]
    station_system: NDArray[np.object_]
    station_lines: tuple[tuple[str, ...], ...]
    station_xy: NDArray[np.float64]
    """Shape (S, 2), metres."""
    interchange: NDArray[np.int32]
    """Shape (S,). Stations with the same number are joined by transfers."""
    vestibule_station: NDArray[np.int32]
    vestibule_name: NDArray[np.object_]
    """Shape (V,). A station whose entrances name none has one vestibule without a name."""
    entrance_id: NDArray[np.object_]
    entrance_station: NDArray[np.int32]
    """Shape (T,). Row of the station, -1 where none could be told."""
    entrance_vestibule: NDArray[np.int32]
    """Shape (T,). Row of the vestibule, -1 without a station."""
    entrance_xy: NDArray[np.float64]
    entrance_walk_s: NDArray[np.float64]
    """Shape (T,). From the door to the platform."""
    entrance_walk_given: NDArray[np.bool_]
    """Shape (T,). Whether the source tells that time; otherwise a default stands there."""
    entrance_walk_from: NDArray[np.object_]
    """Shape (T,). What the time comes from: ``source``, ``depth``, ``levels`` or ``supposed``."""
    entrance_in: NDArray[np.bool_]
    entrance_out: NDArray[np.bool_]
    """Shape (T,). Whether one may go in by it, and come out; both unless its name tells else."""
    line_id: NDArray[np.object_]
    line_name: NDArray[np.object_]
    line_colour: NDArray[np.object_]
    line_headway_s: NDArray[np.float64]
    line_headway_given: NDArray[np.bool_]
    """Shape (L,)."""
    ride_from: NDArray[np.int32]
    ride_to: NDArray[np.int32]
    ride_line: NDArray[np.int32]
    ride_s: NDArray[np.float64]
    ride_given: NDArray[np.bool_]
    """Shape (R,). Directed: a link that a source tells one way only runs both ways."""
    transfer_from: NDArray[np.int32]
    transfer_to: NDArray[np.int32]
    transfer_s: NDArray[np.float64]
    transfer_given: NDArray[np.bool_]
    """Shape (X,). Directed."""

    @classmethod
    def of(cls, city: City, defaults: MetroDefaults | None = None) -> MetroNetwork:
        """Put a city's metro together; what no source records is supposed."""
        return cls.build(
            city.stations,
            city.entrances,
            city.metro_links,
            insides=city.insides,
            defaults=defaults,
        )

    @classmethod
    def build(
        cls,
        stations: Table,
        entrances: Table,
        links: Table,
        *,
        insides: Insides | None = None,
        defaults: MetroDefaults | None = None,
    ) -> MetroNetwork:
        """Put a metro together from its tables.

        Parameters
        ----------
        stations, entrances, links
            As a city has them; links between stations that are not in the table are left out.
        insides
            What is known of depths and levels.
        defaults
            What is supposed where no source records a time.
        """
        supposed = defaults or MetroDefaults()
        ids = _texts(stations, "station_id")
        row_of = {str(station): row for row, station in enumerate(ids)}
        links_of = _Links.of(links, row_of)
        rides, transfers = links_of.of_kind(RIDE), links_of.of_kind(TRANSFER)
        lines = _Lines.of(rides, supposed)
        station_xy = _xy(stations)
        rides, transfers = rides.both_ways(), transfers.both_ways()
        doors = _Doors.of(entrances, row_of, len(ids))
        walks = _Walks.of(entrances, ids, doors, insides or Insides.none(), supposed)
        ride_s, ride_given = rides.timed(supposed.ride_s(rides.metres(station_xy)))
        transfer_s, transfer_given = transfers.timed(
            supposed.transfer_s(transfers.metres(station_xy))
        )
        uses = np.array([door_use(name) for name in _texts(entrances, "name")], np.bool_)
        uses = uses.reshape(-1, 2)
        return cls(
            station_id=ids,
            station_name=_texts(stations, "name"),
            station_system=_texts(stations, "system"),
            station_lines=tuple(
                tuple(line for line in str(text).split(";") if line)
                for text in stations.frame["lines"]
            ),
            station_xy=station_xy,
            interchange=_interchanges(len(ids), transfers),
            vestibule_station=doors.vestibule_station,
            vestibule_name=doors.vestibule_name,
            entrance_id=_texts(entrances, "entrance_id"),
            entrance_station=doors.station,
            entrance_vestibule=doors.vestibule,
            entrance_xy=_xy(entrances),
            entrance_walk_s=walks.seconds,
            entrance_walk_given=np.asarray(walks.told_by == "source", np.bool_),
            entrance_walk_from=walks.told_by,
            entrance_in=uses[:, 0],
            entrance_out=uses[:, 1],
            line_id=lines.ids,
            line_name=lines.names,
            line_colour=lines.colours,
            line_headway_s=lines.headway_s,
            line_headway_given=lines.headway_given,
            ride_from=rides.tail,
            ride_to=rides.head,
            ride_line=np.array([lines.row_of[str(line)] for line in rides.line], np.int32),
            ride_s=ride_s,
            ride_given=ride_given,
            transfer_from=transfers.tail,
            transfer_to=transfers.head,
            transfer_s=transfer_s,
            transfer_given=transfer_given,
        )

    @property
    def n_stations(self) -> int:
        """Count the stations."""
        return len(self.station_id)

    def entrances_of(self, station: int) -> NDArray[np.intp]:
        """Return the rows of a station's entrances, ascending."""
        return np.flatnonzero(self.entrance_station == station)

    def vestibules_of(self, station: int) -> NDArray[np.intp]:
        """Return the rows of a station's vestibules, ascending."""
        return np.flatnonzero(self.vestibule_station == station)


@dataclass(frozen=True, slots=True, eq=False)
class _Links:
    """Links of one kind, between rows of stations."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    line: NDArray[np.object_]
    seconds: NDArray[np.float64]
    frame: gpd.GeoDataFrame

    @classmethod
    def of(cls, links: Table, row_of: dict[str, int]) -> _Links:
        frame = links.frame
        known = frame["from_station"].isin(list(row_of)) & frame["to_station"].isin(list(row_of))
        frame = frame[known].reset_index(drop=True)
        line = frame["line"].where(frame["line"] != "", frame["line_name"])
        return cls(
            tail=np.array([row_of[station] for station in frame["from_station"]], np.int32),
            head=np.array([row_of[station] for station in frame["to_station"]], np.int32),
            line=line.to_numpy(dtype=object),
            seconds=frame["duration_s"].to_numpy(np.float64),
            frame=frame,
        )

    def of_kind(self, kind: str) -> _Links:
        rows = np.flatnonzero((self.frame["kind"] == kind) & (self.tail != self.head))
        return _Links(
            self.tail[rows],
            self.head[rows],
            self.line[rows],
            self.seconds[rows],
            self.frame.iloc[rows].reset_index(drop=True),
        )

    def both_ways(self) -> _Links:
        """Return each link once a line and direction, the quickest; sorted."""
        best: dict[tuple[str, int, int], float] = {}
        told = list(zip(self.line, self.tail, self.head, self.seconds, strict=True))
        for line, tail, head, seconds in told:
            _keep(best, (str(line), int(tail), int(head)), float(seconds))
        one_way = {key: seconds for key, seconds in best.items() if _back(key) not in best}
        best |= {_back(key): seconds for key, seconds in one_way.items()}
        rows = sorted(best)
        return _Links(
            np.array([tail for _, tail, _ in rows], np.int32),
            np.array([head for _, _, head in rows], np.int32),
            np.array([line for line, _, _ in rows], dtype=object),
            np.array([best[row] for row in rows], np.float64),
            self.frame,
        )

    def metres(self, station_xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far apart the ends are as the crow flies."""
        return np.asarray(np.hypot(*(station_xy[self.head] - station_xy[self.tail]).T))

    def timed(
        self, supposed_s: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return what each link takes, and whether a source tells it."""
        given = ~np.isnan(self.seconds)
        return np.where(given, self.seconds, supposed_s), given


def _keep(best: dict[tuple[str, int, int], float], key: tuple[str, int, int], s: float) -> None:
    """Keep the quicker of two links; one with a time comes before one without."""
    best[key] = float(np.fmin(best.get(key, np.nan), s))


def _back(key: tuple[str, int, int]) -> tuple[str, int, int]:
    line, tail, head = key
    return line, head, tail


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Lines by id, in the order of their ids."""

    ids: NDArray[np.object_]
    names: NDArray[np.object_]
    colours: NDArray[np.object_]
    headway_s: NDArray[np.float64]
    headway_given: NDArray[np.bool_]
    row_of: dict[str, int]

    @classmethod
    def of(cls, rides: _Links, defaults: MetroDefaults) -> _Lines:
        frame = rides.frame.assign(line=rides.line)
        groups = {str(line): rows for line, rows in frame.groupby("line", sort=True)}
        headway = np.array([rows["headway_s"].median() for rows in groups.values()], np.float64)
        return cls(
            ids=_objects(list(groups)),
            names=_objects([_first(rows["line_name"]) for rows in groups.values()]),
            colours=_objects([_first(rows["colour"]) for rows in groups.values()]),
            headway_s=np.where(np.isnan(headway), defaults.headway_s, headway),
            headway_given=~np.isnan(headway),
            row_of={line: row for row, line in enumerate(groups)},
        )


def _first(values: pd.Series) -> str:
    """Return the first text that is not empty."""
    return next((str(value) for value in values if value), "")


@dataclass(frozen=True, slots=True, eq=False)
class _Doors:
    """Which station and vestibule each entrance leads to."""

    station: NDArray[np.int32]
    vestibule: NDArray[np.int32]
    vestibule_station: NDArray[np.int32]
    vestibule_name: NDArray[np.object_]

    @classmethod
    def of(cls, entrances: Table, row_of: dict[str, int], n_stations: int) -> _Doors:
        station = np.array(
            [row_of.get(str(key), -1) for key in entrances.frame["station_id"]], np.int32
        )
        names = [str(name) for name in entrances.frame["vestibule"]]
        pairs = {(int(s), name) for s, name in zip(station, names, strict=True) if s >= 0}
        # a station nobody drew an entrance of still has somewhere to go in
        pairs |= {(row, "") for row in range(n_stations) if not any(station == row)}
        ordered = sorted(pairs)
        rows = {pair: row for row, pair in enumerate(ordered)}
        return cls(
            station=station,
            vestibule=np.array(
                [rows.get((int(s), name), -1) for s, name in zip(station, names, strict=True)],
                np.int32,
            ),
            vestibule_station=np.array([s for s, _ in ordered], np.int32),
            vestibule_name=_objects([name for _, name in ordered]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Walks:
    """How long it takes from each door to the platform, and what tells so."""

    seconds: NDArray[np.float64]
    told_by: NDArray[np.object_]

    @classmethod
    def of(
        cls,
        entrances: Table,
        stations: NDArray[np.object_],
        doors: _Doors,
        insides: Insides,
        defaults: MetroDefaults,
    ) -> _Walks:
        recorded = entrances.frame["walk_s"].to_numpy(np.float64)
        of_door = insides.of(ENTRANCE, entrances.frame["entrance_id"])
        of_hall = insides.of(STATION, stations)
        # a door without a station has no platform; its row is looked up and not used
        hall = np.where(doors.station >= 0, doors.station, len(stations))
        floor = np.array([_level(text) for text in entrances.frame["level"]])
        levels = np.append(of_hall["levels"].to_numpy(np.float64), np.nan)[hall] - floor
        depth = np.append(of_hall["depth_m"].to_numpy(np.float64), np.nan)[hall]
        levels = of_door["levels"].fillna(pd.Series(levels)).to_numpy(np.float64)
        depth = of_door["depth_m"].fillna(pd.Series(depth)).to_numpy(np.float64)
        told = ~np.isnan(recorded), ~np.isnan(depth), ~np.isnan(levels)
        told_by = np.select(told, ["source", "depth", "levels"], default="supposed")
        seconds = np.where(told[0], recorded, defaults.walk_s(levels, depth))
        return cls(seconds, told_by.astype(object))


def _level(text: object) -> float:
    """Return the level a door stands on, the street where it tells none or several.

    >>> _level("-1"), _level("0;-1"), _level("")
    (-1.0, 0.0, 0.0)
    """
    try:
        level = float(str(text))
    except ValueError:
        return 0.0
    return level if np.isfinite(level) else 0.0


def _interchanges(n_stations: int, transfers: _Links) -> NDArray[np.int32]:
    """Give each set of stations that transfers join a number, by their first station."""
    root = list(range(n_stations))

    def find(row: int) -> int:
        while root[row] != row:
            row = root[row]
        return row

    for tail, head in zip(transfers.tail.tolist(), transfers.head.tolist(), strict=True):
        one, other = find(tail), find(head)
        root[max(one, other)] = min(one, other)
    _, number = np.unique([find(row) for row in range(n_stations)], return_inverse=True)
    return np.asarray(number, np.int32)


def _objects(values: Sequence[str]) -> NDArray[np.object_]:
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result


def _texts(table: Table, column: str) -> NDArray[np.object_]:
    return table.frame[column].to_numpy(dtype=object)


def _xy(table: Table) -> NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates(table.frame.geometry.to_numpy()))
