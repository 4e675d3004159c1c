"""The metro as one file tells it: stations, entrances, lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geodata.osm.insides import read_insides
from geodata.osm.links import read_metro_lines
from geodata.osm.stations import StationFinder, entrance_table, read_stations, station_table

if TYPE_CHECKING:
    from geodata.osm.plane import Plane
    from mapper.model.insides import Insides
    from mapper.model.places import Table

__all__ = ["Metro", "read_metro"]


@dataclass(frozen=True, slots=True)
class Metro:
    """Three tables that refer to each other."""

    stations: Table
    entrances: Table
    links: Table
    insides: Insides
    figures: dict[str, int]


def read_metro(plane: Plane) -> Metro:
    """Return stations, the entrances that lead to them and the lines that join them."""
    stations = read_stations(plane)
    finder = StationFinder(stations, plane.extract.relations)
    lines = read_metro_lines(plane, finder)
    entrances = entrance_table(plane, finder)
    insides = read_insides(plane, stations, finder, entrances)
    figures = {
        "stations": len(stations),
        "entrances": len(entrances),
        "entrances_without_station": int((entrances.frame["station_id"] == "").sum()),
        "links": len(lines.links),
        "stops_outside": lines.stops_outside,
    }
    return Metro(
        station_table(plane, stations, lines.lines_of_station),
        entrances,
        lines.links,
        insides,
        figures,
    )
