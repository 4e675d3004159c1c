"""Polygons from closed ways and multipolygon relations, repaired where they are invalid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from shapely import Polygon

    from geodata.osm.plane import Plane
    from geodata.osm.source import Relation
    from geodata.osm.ways import Way

__all__ = ["Area", "AreaRepairs", "areas_of_relations", "areas_of_ways", "polygon_parts"]

_MIN_RING: Final = 4
_INNER: Final = "inner"


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """One object's polygons, with holes; valid, none empty."""

    source_id: str
    tags: Mapping[str, str]
    polygons: tuple[Polygon, ...]


@dataclass(slots=True)
class AreaRepairs:
    """How many areas came out how."""

    repaired: int = 0
    incomplete: int = 0
    empty: int = 0


def polygon_parts(geometry: shapely.Geometry) -> tuple[Polygon, ...]:
    """Return the polygons of any geometry, largest bounds first by position, none empty."""
    if isinstance(geometry, shapely.Polygon):
        # nearly all are: no need to look for parts
        return (shapely.normalize(geometry),) if geometry.area > 0 else ()
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry])))
    flat = shapely.get_parts(parts)
    solid = flat[
        (shapely.get_type_id(flat) == shapely.GeometryType.POLYGON) & (shapely.area(flat) > 0)
    ]
    return tuple(sorted(shapely.normalize(solid), key=lambda polygon: polygon.wkb))


def areas_of_ways(
    plane: Plane, ways: Iterable[Way], repairs: AreaRepairs, *, cut: bool = False
) -> list[Area]:
    """Return the areas that closed ways bound.

    Parameters
    ----------
    cut
        Whether a way that the file holds in part may be closed across the gap, which is good
        enough to draw and never for a wall.
    """
    areas: list[Area] = []
    for way in ways:
        if not way.is_closed:
            continue
        points, complete = plane.line(way)
        if not complete and not cut:
            repairs.incomplete += 1
            continue
        area = _area(f"way/{way.id}", way.tags, _ring(points), repairs)
        if area is not None:
            areas.append(area)
    return areas


def areas_of_relations(
    plane: Plane, relations: Sequence[Relation], repairs: AreaRepairs
) -> list[Area]:
    """Return the areas of multipolygon relations: outer rings less inner ones."""
    areas: list[Area] = []
    for relation in relations:
        lines: dict[bool, list[NDArray[np.float64]]] = {False: [], True: []}
        complete = True
        for member in relation.members:
            if member.type != "w":
                continue
            way = plane.extract.ways.find(member.ref)
            points, whole = plane.line(way) if way is not None else (np.zeros((0, 2)), False)
            complete &= whole
            if whole and len(points) > 1:
                lines[member.role == _INNER].append(points)
        outer, closed = _rings(lines[False])
        if not complete or not closed:
            repairs.incomplete += 1
        # an outline that is not whole bounds nothing; inner rings that are not whole are left out
        if outer is None:
            continue
        inner, _ = _rings(lines[True])
        shape = outer if inner is None else shapely.difference(outer, inner)
        area = _area(f"relation/{relation.id}", relation.tags, shape, repairs)
        if area is not None:
            areas.append(area)
    return areas


def _ring(points: NDArray[np.float64]) -> shapely.Geometry | None:
    if len(points) and not np.array_equal(points[0], points[-1]):
        points = np.vstack([points, points[:1]])
    return shapely.Polygon(points) if len(points) >= _MIN_RING else None


def _rings(lines: Sequence[NDArray[np.float64]]) -> tuple[shapely.Geometry | None, bool]:
    """Return the ground inside a set of lines and whether all of them close."""
    if not lines:
        return None, True
    polygons, cuts, dangles, _ = shapely.polygonize_full(
        [shapely.LineString(points) for points in lines]
    )
    parts = shapely.get_parts(polygons)
    closed = shapely.is_empty(cuts) and shapely.is_empty(dangles)
    return (shapely.union_all(parts) if len(parts) else None), bool(closed)


def _area(
    source_id: str,
    tags: Mapping[str, str],
    shape: shapely.Geometry | None,
    repairs: AreaRepairs,
) -> Area | None:
    if shape is not None and not shapely.is_valid(shape):
        shape = shapely.make_valid(shape)
        repairs.repaired += 1
    parts = () if shape is None else polygon_parts(shape)
    if not parts:
        repairs.empty += 1
        return None
    return Area(source_id, tags, parts)
