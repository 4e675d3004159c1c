"""Buildings: outlines whose walls hide what is behind them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.osm.areas import Area, AreaRepairs, areas_of_relations, areas_of_ways
from geodata.osm.quantities import length_m, number
from geodata.osm.refusals import Refusal, count_reasons
from mapper.model.places import BUILDING_COLUMNS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.osm.plane import Plane

__all__ = ["read_buildings", "refusal_to_hide"]

_OPEN_BELOW: Final = frozenset({"canopy", "carport", "gazebo", "grandstand", "pergola", "roof"})
_NOT_BUILT: Final = frozenset({"construction", "demolished", "entrance", "no", "proposed", "ruins"})


def refusal_to_hide(tags: Mapping[str, str]) -> str | None:
    """Return why a building hides nothing, "" where it does, None where it is none.

    >>> refusal_to_hide({"building": "yes"}), refusal_to_hide({"building": "roof"})
    ('', 'open below')
    """
    kind = tags.get("building") or tags.get("building:part")
    if kind is None:
        return None
    if kind in _OPEN_BELOW:
        return "open below"
    if kind in _NOT_BUILT:
        return "not standing"
    if tags.get("location") == "underground" or number(tags.get("layer", "")) < 0:
        return "underground"
    if number(tags.get("building:min_level", "")) > 0 or length_m(tags.get("min_height", "")) > 0:
        return "raised above the ground"
    return ""


def _is_building(tags: Mapping[str, str]) -> bool:
    return refusal_to_hide(tags) is not None


def _hides(tags: Mapping[str, str]) -> bool:
    return refusal_to_hide(tags) == ""


def read_buildings(plane: Plane) -> tuple[Table, list[Refusal], dict[str, object]]:
    """Return the buildings, one row a polygon, what hides nothing, and the figures of both.

    A part (``building:part``) counts only where no building's outline holds it.
    """
    extract = plane.extract
    relations = [r for r in extract.relations if r.tags.get("type") == "multipolygon"]
    refused = [
        Refusal(f"way/{way.id}", "buildings", refusal_to_hide(way.tags) or "")
        for way in extract.ways.where(refusal_to_hide)
    ]
    refused += [
        Refusal(f"relation/{r.id}", "buildings", reason)
        for r in relations
        if (reason := refusal_to_hide(r.tags))
    ]
    repairs = AreaRepairs()
    areas = areas_of_ways(plane, extract.ways.where(_hides), repairs)
    areas += areas_of_relations(plane, [r for r in relations if _hides(r.tags)], repairs)
    whole = [area for area in areas if "building" in area.tags]
    parts = _outside([area for area in areas if "building" not in area.tags], whole)
    table = _table(plane, [*whole, *parts])
    figures: dict[str, object] = {
        "read": extract.ways.count(_is_building) + sum(_is_building(r.tags) for r in relations),
        "kept": len(table),
        "parts_inside_buildings": len(areas) - len(whole) - len(parts),
        "repaired": repairs.repaired,
        "outline_incomplete": repairs.incomplete,
        "empty": repairs.empty,
        "refused": count_reasons(refused),
    }
    return table, refused, figures


def _outside(parts: Sequence[Area], whole: Sequence[Area]) -> list[Area]:
    """Return the parts that no building holds, told by a point inside each."""
    tree = shapely.STRtree([polygon for area in whole for polygon in area.polygons])
    inside = shapely.point_on_surface([area.polygons[0] for area in parts])
    held = np.zeros(len(parts), np.bool_)
    held[tree.query(inside, predicate="within")[0]] = True
    return [area for area, is_held in zip(parts, held, strict=True) if not is_held]


def _table(plane: Plane, areas: Sequence[Area]) -> Table:
    rows: dict[str, list[object]] = {"building_id": [], "height_m": [], "levels": [], "source": []}
    shapes: list[shapely.Geometry] = []
    for area in areas:
        kind, ref = area.source_id.split("/")
        base = f"osm:{kind[0]}{ref}"
        height = length_m(area.tags.get("height", ""))
        height = length_m(area.tags.get("est_height", "")) if math.isnan(height) else height
        for part, polygon in enumerate(area.polygons):
            rows["building_id"].append(base if part == 0 else f"{base}.{part + 1}")
            rows["height_m"].append(height)
            rows["levels"].append(number(area.tags.get("building:levels", "")))
            rows["source"].append("OpenStreetMap")
            shapes.append(polygon)
    crs = plane.projection.crs
    frame = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(shapes, crs=crs), crs=crs)
    return Table.parse(frame, BUILDING_COLUMNS, table="buildings", projection=plane.projection)
