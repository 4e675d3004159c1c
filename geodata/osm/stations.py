"""Stations and their entrances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geodata.osm.rows import Rows
from mapper.model.places import ENTRANCE_COLUMNS, STATION_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geodata.osm.plane import Plane
    from geodata.osm.source import Member, Relation

__all__ = ["Station", "StationFinder", "entrance_table", "read_stations", "station_table"]

_MODES: Final = ("subway", "light_rail", "monorail")
_RAIL: Final = "rail"
_STATIONS: Final = frozenset({"halt", "station"})
_ENTRANCES: Final = {"subway_entrance": _MODES, "train_station_entrance": (_RAIL, *_MODES)}
_SAME_STATION_M: Final = 250.0
"""An area or second node of the same name and mode this near is the same station."""
_OF_THAT_NAME_M: Final = 600.0
_NEAREST_M: Final = 300.0


@dataclass(frozen=True, slots=True)
class Station:
    """A station as it will stand in the table."""

    id: str
    source_id: str
    mode: str
    tags: Mapping[str, str]
    x: float
    y: float

    @property
    def name(self) -> str:
        """Its name, "" where it has none."""
        return self.tags.get("name", "").strip()


def station_mode(tags: Mapping[str, str]) -> str | None:
    """Return subway, light_rail, monorail or rail; None for what is no station.

    >>> station_mode({"railway": "station", "station": "subway"})
    'subway'
    >>> station_mode({"railway": "station"}), station_mode({"railway": "tram_stop"})
    ('rail', None)
    """
    named = tags.get("railway") in _STATIONS
    modes = [mode for mode in _MODES if tags.get("station") == mode or tags.get(mode) == "yes"]
    if not named and not (tags.get("public_transport") == "station" and modes):
        return None
    return modes[0] if modes else _RAIL


def read_stations(plane: Plane) -> list[Station]:
    """Return the stations; an area beside a node of the same name and mode is not a second one."""
    found: list[Station] = []
    for node in plane.extract.tagged:
        mode = station_mode(node.tags)
        if mode and (spot := plane.point(node.id)):
            found.append(Station(f"osm:n{node.id}", f"node/{node.id}", mode, node.tags, *spot))
    for way in plane.extract.ways.where(station_mode):
        mode = station_mode(way.tags)
        if mode and len(points := plane.line(way)[0]):
            x, y = points.mean(axis=0)
            found.append(
                Station(f"osm:w{way.id}", f"way/{way.id}", mode, way.tags, float(x), float(y))
            )
    # the node of a railway's station is the best place, an area's middle the worst
    found.sort(key=lambda s: (s.id.startswith("osm:w"), s.tags.get("railway") not in _STATIONS))
    kept: list[Station] = []
    for station in found:
        if not any(_is_same(station, other) for other in kept):
            kept.append(station)
    return sorted(kept, key=lambda s: (s.id[4], int(s.id[5:])))


def _is_same(station: Station, other: Station) -> bool:
    if (station.name, station.mode) != (other.name, other.mode):
        return False
    both_proper = all(
        s.id.startswith("osm:n") and s.tags.get("railway") in _STATIONS for s in (station, other)
    )
    return not both_proper and _apart(station, other) <= _SAME_STATION_M


def _apart(station: Station, other: Station) -> float:
    return float(np.hypot(station.x - other.x, station.y - other.y))


class StationFinder:
    """Tells which station an entrance or a stop belongs to."""

    def __init__(self, stations: Sequence[Station], relations: Iterable[Relation]) -> None:
        self._stations = tuple(stations)
        by_source = {station.source_id: station for station in stations}
        self._of_member: dict[str, list[Station]] = {}
        for relation in relations:
            if relation.tags.get("public_transport") != "stop_area":
                continue
            members = [_source_id(member) for member in relation.members]
            held = [by_source[member] for member in members if member in by_source]
            for member in members:
                self._of_member.setdefault(member, []).extend(held)

    def of(
        self, source_id: str, spot: tuple[float, float], name: str, modes: Sequence[str]
    ) -> Station | None:
        """Return the station of the same stop area, else of the same name, else the nearest."""
        in_area = [s for s in self._of_member.get(source_id, []) if s.mode in modes]
        others = [s for s in self._stations if s.mode in modes]
        namesakes = [s for s in others if name and s.name == name]
        for candidates, reach_m in (
            (in_area, float("inf")),
            (namesakes, _OF_THAT_NAME_M),
            (others, _NEAREST_M),
        ):
            near = [(float(np.hypot(s.x - spot[0], s.y - spot[1])), s.id, s) for s in candidates]
            if near and min(near)[0] <= reach_m:
                return min(near)[2]
        return None

    def in_area(self, source_id: str, modes: Sequence[str]) -> Station | None:
        """Return the station whose stop area holds something, None where none does."""
        return next((s for s in self._of_member.get(source_id, []) if s.mode in modes), None)


def _source_id(member: Member) -> str:
    return f"{ {'n': 'node', 'w': 'way', 'r': 'relation'}[member.type] }/{member.ref}"


def station_table(
    plane: Plane, stations: Sequence[Station], lines: Mapping[str, Sequence[str]]
) -> Table:
    """Return the table ``stations``; ``lines`` are the lines that stop there, by station."""
    rows = Rows()
    for station in stations:
        rows.add(
            shapely.Point(station.x, station.y),
            station_id=station.id,
            name=station.name,
            name_en=station.tags.get("name:en", "").strip(),
            system=station.tags.get("network", "").strip(),
            mode=station.mode,
            lines=";".join(lines.get(station.id, ())),
            opening_hours=station.tags.get("opening_hours", "").strip(),
            source="OpenStreetMap",
            source_id=station.source_id,
        )
    return rows.table(STATION_COLUMNS, "stations", plane.projection)


def entrance_table(plane: Plane, finder: StationFinder) -> Table:
    """Return the table ``entrances``: nodes mapped as entrances of a subway or a railway."""
    rows = Rows()
    for node in plane.extract.tagged:
        modes = _ENTRANCES.get(node.tags.get("railway", ""))
        spot = plane.point(node.id) if modes else None
        if modes is None or spot is None:
            continue
        name = node.tags.get("name", "").strip()
        station = finder.of(f"node/{node.id}", spot, name, modes)
        rows.add(
            shapely.Point(spot),
            entrance_id=f"osm:n{node.id}",
            station_id=station.id if station else "",
            name=name,
            ref=node.tags.get("ref", "").strip(),
            level=node.tags.get("level", "").strip(),
            source="OpenStreetMap",
            source_id=f"node/{node.id}",
        )
    return rows.table(ENTRANCE_COLUMNS, "entrances", plane.projection)
