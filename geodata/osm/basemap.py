"""What is only drawn: water, parks, main streets, railways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from geodata.osm.areas import AreaRepairs, areas_of_relations, areas_of_ways, polygon_parts
from geodata.osm.rows import Rows
from mapper.model.places import BASEMAP_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.osm.plane import Plane

__all__ = ["drawn_area", "drawn_line", "read_basemap"]

_STREETS: Final = frozenset(
    {
        "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
        "secondary_link", "tertiary", "tertiary_link",
    }
)  # fmt: skip
_RAILS: Final = frozenset(
    {"funicular", "light_rail", "monorail", "narrow_gauge", "rail", "subway", "tram"}
)
_SIDINGS: Final = frozenset({"crossover", "siding", "spur", "yard"})
_STREAMS: Final = frozenset({"canal", "river", "stream"})
_WATER: Final = {
    "natural": frozenset({"bay", "water"}),
    "waterway": frozenset({"dock", "riverbank"}),
    "landuse": frozenset({"basin", "reservoir"}),
}
_PARKS: Final = {
    "leisure": frozenset({"garden", "nature_reserve", "park"}),
    "landuse": frozenset(
        {"cemetery", "forest", "grass", "meadow", "recreation_ground", "village_green"}
    ),
    "natural": frozenset({"grassland", "scrub", "wood"}),
}
_SIMPLIFY_M: Final = 0.5


def drawn_line(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return layer and kind of a way drawn as a line, None where it is not drawn as one."""
    highway, railway = tags.get("highway", ""), tags.get("railway", "")
    if highway in _STREETS:
        return "street", highway
    if railway in _RAILS and tags.get("service", "") not in _SIDINGS:
        return "rail", railway
    if tags.get("waterway", "") in _STREAMS and "tunnel" not in tags:
        return "water", tags["waterway"]
    return ("water", "coastline") if tags.get("natural") == "coastline" else None


def drawn_area(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return layer and kind of an object drawn as an area, None where it is not drawn as one."""
    for layer, kinds in (("water", _WATER), ("park", _PARKS)):
        for key, values in kinds.items():
            if tags.get(key, "") in values:
                return layer, tags[key]
    return None


def read_basemap(plane: Plane, bounds_xy: shapely.Polygon) -> tuple[Table, dict[str, int]]:
    """Return the basemap clipped to the bounds, and how much of it there is, by layer."""
    rows = Rows()
    _add_areas(rows, plane, bounds_xy)
    _add_lines(rows, plane, bounds_xy)
    table = rows.table(BASEMAP_COLUMNS, "basemap", plane.projection)
    layers = [str(layer) for layer in table.frame["layer"]]
    return table, {layer: layers.count(layer) for layer in sorted(set(layers))}


def _add_areas(rows: Rows, plane: Plane, bounds_xy: shapely.Polygon) -> None:
    extract = plane.extract
    repairs = AreaRepairs()
    relations = [
        relation
        for relation in extract.relations
        if relation.tags.get("type") == "multipolygon" and drawn_area(relation.tags)
    ]
    areas = areas_of_relations(plane, relations, repairs)
    areas += areas_of_ways(plane, extract.ways.where(drawn_area), repairs, cut=True)
    for area in areas:
        drawn = drawn_area(area.tags)
        shape = shapely.make_valid(shapely.MultiPolygon(area.polygons).simplify(_SIMPLIFY_M))
        parts = polygon_parts(shapely.make_valid(_clipped(shape, bounds_xy)))
        if drawn and parts:
            whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
            _add(rows, whole, area.source_id, drawn, area.tags)


def _add_lines(rows: Rows, plane: Plane, bounds_xy: shapely.Polygon) -> None:
    for way in plane.extract.ways.where(drawn_line):
        drawn = drawn_line(way.tags)
        for number, run in enumerate(plane.runs(way), start=1):
            line = _clipped(shapely.LineString(run).simplify(_SIMPLIFY_M), bounds_xy)
            if drawn and not shapely.is_empty(line):
                source_id = f"way/{way.id}" if number == 1 else f"way/{way.id}.{number}"
                _add(rows, line, source_id, drawn, way.tags)


def _clipped(shape: shapely.Geometry, bounds_xy: shapely.Polygon) -> shapely.Geometry:
    left, bottom, right, top = bounds_xy.bounds
    return shapely.clip_by_rect(shape, left, bottom, right, top)


def _add(
    rows: Rows,
    shape: shapely.Geometry,
    source_id: str,
    drawn: tuple[str, str],
    tags: Mapping[str, str],
) -> None:
    kind, ref = source_id.split("/")
    layer, what = drawn
    # a way can be both, such as a park's outline that is a stream
    form = "a" if shapely.get_dimensions(shape) > 1 else ""
    rows.add(
        shape,
        feature_id=f"osm:{kind[0]}{ref}{form}",
        layer=layer,
        kind=what,
        name=tags.get("name", "").strip(),
    )
