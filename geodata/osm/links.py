"""The lines of the metro: which station follows which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shapely

from geodata.osm.rows import Rows
from mapper.model.places import LINK_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.osm.plane import Plane
    from geodata.osm.source import Relation
    from geodata.osm.stations import Station, StationFinder

__all__ = ["MetroLines", "read_metro_lines"]

_ROUTES: Final = {
    "subway": ("subway", "light_rail"),
    "light_rail": ("light_rail", "subway"),
    "monorail": ("monorail",),
}


@dataclass(frozen=True, slots=True)
class MetroLines:
    """Links between stations, and the lines that stop at each."""

    links: Table
    lines_of_station: dict[str, list[str]]
    stops_outside: int
    """Stops of a line that the file does not hold, or that belong to no station."""


def read_metro_lines(plane: Plane, finder: StationFinder) -> MetroLines:
    """Return what the routes of subways and light rail say, in the order of their stops.

    Two stations are linked only where they follow each other on a route: a stop that the file
    does not hold breaks the chain, it never makes its neighbours adjacent.
    """
    rows = Rows()
    lines: dict[str, set[str]] = {}
    outside = 0
    tags_of = {node.id: node.tags for node in plane.extract.tagged}
    for relation in plane.extract.relations:
        modes = _ROUTES.get(relation.tags.get("route", ""))
        if modes is None or relation.tags.get("type") != "route":
            continue
        line = relation.tags.get("ref", "").strip()
        previous: Station | None = None
        for order, node_id in enumerate(_stops(relation)):
            spot = plane.point(node_id)
            name = tags_of.get(node_id, {}).get("name", "").strip()
            station = finder.of(f"node/{node_id}", spot, name, modes) if spot else None
            if station is None:
                outside += 1
            else:
                lines.setdefault(station.id, set()).update([line] if line else [])
            if station and previous and station.id != previous.id:
                rows.add(
                    shapely.LineString([(previous.x, previous.y), (station.x, station.y)]),
                    link_id=f"osm:r{relation.id}:{order}",
                    from_station=previous.id,
                    to_station=station.id,
                    line=line,
                    line_name=relation.tags.get("name", "").strip(),
                    colour=relation.tags.get("colour", "").strip(),
                    order=float(order),
                    source="OpenStreetMap",
                )
            previous = station
    links = rows.table(LINK_COLUMNS, "metro_links", plane.projection)
    return MetroLines(links, {key: sorted(value) for key, value in lines.items()}, outside)


def _stops(relation: Relation) -> Sequence[int]:
    """Return the stop nodes of a route in order; without roles, every node."""
    nodes = [member for member in relation.members if member.type == "n"]
    stops = [member.ref for member in nodes if member.role.startswith("stop")]
    return stops or [member.ref for member in nodes if not member.role.startswith("platform")]
