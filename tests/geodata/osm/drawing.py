"""Small cities drawn by hand: nodes on a grid of metres, ways and relations over them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from geodata.osm import OsmImport, import_city

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mapper.model.network import WalkNetwork

Tags = dict[str, str]
METRES_PER_DEGREE_LON, METRES_PER_DEGREE_LAT = 111_319.5, 110_574.3
"""On the ellipsoid, at the equator."""
ORIGIN_LON, ORIGIN_LAT = 27.0, 0.1
"""On a central meridian near the equator, so that a grid of degrees is a grid of metres."""


def lon_lat(east_m: float, north_m: float) -> tuple[float, float]:
    """Return the degrees of a place on the grid."""
    return ORIGIN_LON + east_m / METRES_PER_DEGREE_LON, ORIGIN_LAT + north_m / METRES_PER_DEGREE_LAT


def drawn(
    nodes: Mapping[int, tuple[float, float] | tuple[float, float, Tags]],
    ways: Mapping[int, tuple[Sequence[int], Tags]],
    relations: Mapping[int, tuple[Sequence[tuple[str, int, str]], Tags]] | None = None,
    head: str = "",
) -> str:
    """Return an OpenStreetMap XML document."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6">', head]
    stamp = 'version="1" timestamp="2024-05-06T07:08:09Z" user="somebody" uid="7" changeset="8"'
    for number, (east, north, *tags) in nodes.items():
        lon, lat = lon_lat(east, north)
        lines.append(f'<node id="{number}" lat="{lat:.7f}" lon="{lon:.7f}" {stamp}>')
        lines += [*_tag_lines(tags[0] if tags else {}), "</node>"]
    for number, (refs, tags_of_way) in ways.items():
        lines.append(f'<way id="{number}" {stamp}>')
        lines += [f'<nd ref="{ref}"/>' for ref in refs]
        lines += [*_tag_lines(tags_of_way), "</way>"]
    for number, (members, tags_of_relation) in (relations or {}).items():
        lines.append(f'<relation id="{number}" {stamp}>')
        for kind, ref, role in members:
            long = {"n": "node", "w": "way", "r": "relation"}[kind]
            lines.append(f'<member type="{long}" ref="{ref}" role="{role}"/>')
        lines += [*_tag_lines(tags_of_relation), "</relation>"]
    return "\n".join([*lines, "</osm>"])


def _tag_lines(tags: Mapping[str, str]) -> list[str]:
    return [f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items()]


def imported(folder: Path, document: str, file_name: str = "drawn.osm") -> OsmImport:
    """Write a document and import it."""
    path = folder / file_name
    path.write_text(document, encoding="utf-8")
    return import_city(path, name="drawn")


def edges_by_nodes(network: WalkNetwork) -> list[tuple[int, int, int]]:
    """Return (smaller node, larger node, length in whole metres) of every edge, sorted."""
    ids = network.node_osm_id
    return sorted(
        (
            int(min(ids[a], ids[b])),
            int(max(ids[a], ids[b])),
            round(int(length) / 1000),
        )
        for a, b, length in zip(
            network.edge_from, network.edge_to, network.edge_length_mm, strict=True
        )
    )
