"""Which station an entrance leads to: by name and line, by name, or by line and place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geodata.metro.names import line_key, station_names
from geodata.osm.rows import Rows
from mapper.model.places import ENTRANCE_COLUMNS, STATION_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.metro.entrances import EntranceList
    from mapper.model.projection import Projection

__all__ = ["Joined", "Miss", "join_entrances", "with_opening_hours"]

NAME_AND_LINE: Final = "name and line"
NAME: Final = "name"
LINE_AND_PLACE: Final = "line and place"
_OF_THAT_NAME_M: Final = 1_000.0
"""An entrance farther from its namesake belongs to another station of that name."""
_RENAMED_M: Final = 300.0
"""A station of the same line this near, under another name, was renamed since."""


@dataclass(frozen=True, slots=True)
class Miss:
    """An entrance that leads to no station of the list, and what it said of itself."""

    source_id: str
    station: str
    line: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        """Return it for the figures of a pack."""
        return {
            "source_id": self.source_id,
            "station": self.station,
            "line": self.line,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """The table ``entrances``, and what could not be joined."""

    entrances: Table
    misses: tuple[Miss, ...]
    stations_without: tuple[str, ...]
    """Ids of the stations that no entrance leads to."""
    hours: Mapping[str, str]
    """Opening hours that the entrances of a station tell most often, by station."""
    figures: dict[str, Any]

    @property
    def share(self) -> float:
        """Share of the entrances that lead to a station, 0 to 1."""
        return 1.0 - len(self.misses) / max(1, len(self.entrances))


def join_entrances(
    doors: EntranceList, stations: Table, *, source: str = "entrance list"
) -> Joined:
    """Join each entrance to a station.

    In this order: a station of its name on its line within 1 km; of its name on any line within
    1 km, the nearest; a station of its line within 300 m, which was renamed since. What fits none
    stays without a station and is named.

    Parameters
    ----------
    doors
        The entrances, in the stations' CRS.
    stations
        The city's stations.
    source
        What the rows' source is called.
    """
    xy = np.asarray(shapely.get_coordinates(stations.frame.geometry.to_numpy()))
    by_name, by_line = _by_name(stations), _by_line(stations)
    ids = [str(station) for station in stations.frame["station_id"]]
    table = Rows()
    misses: list[Miss] = []
    ways: Counter[str] = Counter()
    used: set[str] = set()
    hours: dict[str, Counter[str]] = {}
    for row, cells in enumerate(doors.rows.frame.itertuples(index=False)):
        names = [n for name in station_names(str(cells.station)) for n in by_name.get(name, ())]
        own_line = by_line.get(line_key(str(cells.line)), frozenset())
        found, way = _nearest(doors.xy[row], xy, names, own_line)
        station = ids[found] if found is not None else ""
        if found is None:
            misses.append(_miss(cells, named=bool(names)))
        used.add(station)
        if station and doors.hours[row]:
            hours.setdefault(station, Counter())[doors.hours[row]] += 1
        ways[way] += 1
        table.add(
            shapely.Point(doors.xy[row]),
            entrance_id=f"list:{str(cells.source_id) or row}",
            station_id=station,
            name=str(cells.name) or str(cells.station),
            ref=doors.ref[row],
            vestibule=doors.vestibule[row],
            joined_by=way,
            source=source,
            source_id=str(cells.source_id),
        )
    without = tuple(station for station in ids if station not in used)
    figures = {
        "entrances": len(doors),
        "joined_by": {way: ways[way] for way in (NAME_AND_LINE, NAME, LINE_AND_PLACE)},
        "not_joined": len(misses),
        "stations_without_entrances": len(without),
        "refused": len(doors.refused),
    }
    entrances = table.table(ENTRANCE_COLUMNS, "entrances", doors.projection)
    usual = {key: min(c.most_common(), key=lambda k: (-k[1], k[0]))[0] for key, c in hours.items()}
    return Joined(entrances, tuple(misses), without, usual, figures)


def with_opening_hours(stations: Table, joined: Joined, projection: Projection) -> Table:
    """Return the stations, those without opening hours with what their entrances tell."""
    named = zip(stations.frame["station_id"], stations.frame["opening_hours"], strict=True)
    hours = [str(known) or joined.hours.get(str(key), "") for key, known in named]
    frame = stations.frame.assign(opening_hours=hours)
    return Table.parse(frame, STATION_COLUMNS, table="stations", projection=projection)


def _nearest(
    spot: NDArray[np.float64],
    xy: NDArray[np.float64],
    names: list[int],
    own_line: frozenset[int],
) -> tuple[int | None, str]:
    for candidates, reach_m, way in (
        ([row for row in names if row in own_line], _OF_THAT_NAME_M, NAME_AND_LINE),
        (names, _OF_THAT_NAME_M, NAME),
        (sorted(own_line), _RENAMED_M, LINE_AND_PLACE),
    ):
        apart = [(float(np.hypot(*(xy[row] - spot))), row) for row in candidates]
        if apart and min(apart)[0] <= reach_m:
            return min(apart)[1], way
    return None, ""


def _miss(cells: Any, *, named: bool) -> Miss:  # noqa: ANN401 - a row of a frame
    reason = "its namesakes are too far away" if named else "no station of that name or near"
    return Miss(str(cells.source_id), str(cells.station), str(cells.line), reason)


def _by_name(stations: Table) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(stations.frame["name"]):
        for folded in sorted(station_names(str(name))):
            rows.setdefault(folded, []).append(row)
    return rows


def _by_line(stations: Table) -> dict[str, frozenset[int]]:
    rows: dict[str, set[int]] = {}
    for row, lines in enumerate(stations.frame["lines"]):
        for line in str(lines).split(";"):
            rows.setdefault(line_key(line), set()).add(row)
    rows.pop("", None)
    return {line: frozenset(of_line) for line, of_line in rows.items()}
