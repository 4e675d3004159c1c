"""Walls: the outline of all buildings together, open where a mapped way leads through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.assumptions import Assumptions
    from mapper.model.network import WalkNetwork
    from mapper.model.places import Table

__all__ = ["Obstacles", "obstacles"]

POLYGON = 3
"""shapely's type id of a polygon."""
INTERIORS_MEET = "T********"
"""The DE-9IM pattern of two shapes that share more than their borders."""
OPENING_ENDS = 2.0
"""An opening runs on outside the wall for this many of its half widths."""


@dataclass(frozen=True, slots=True, eq=False)
class Obstacles:
    """What hides: the union of all buildings, and its boundary as walls."""

    shapes: NDArray[np.object_]
    """Polygons that at most touch each other."""
    walls: NDArray[np.float64]
    """Shape (W, 4): x, y of both ends, metres, the building on the left from first to last."""
    openings: int = 0
    """How many ways lead through buildings."""

    @classmethod
    def none(cls) -> Obstacles:
        """Return ground where nothing stands."""
        return cls(np.array([], dtype=object), np.zeros((0, 4)))

    def holds(self, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which points lie in or on a building, shape (n,)."""
        inside = np.zeros(len(xy), np.bool_)
        if len(self.shapes) and len(xy):
            tree = shapely.STRtree(list(self.shapes))
            inside[tree.query(shapely.points(xy), predicate="intersects")[0]] = True
        return inside


def obstacles(buildings: Table, network: WalkNetwork, assumptions: Assumptions) -> Obstacles:
    """Unite buildings, open them along the ways that lead through, and list their walls.

    Walls that two buildings share vanish; courtyards stay open inside. Every walkable way that
    is not indoors opens the buildings it runs through, flagged as a passage or not: a mapped
    outdoor way is never dark by mistake. Walls stand ``wall_inset_m`` inside the outlines: many
    ways are drawn on one, and a rounding error must not decide on which side they run.
    """
    shapes = _united(np.asarray(buildings.frame.geometry, dtype=object))
    if len(shapes) == 0:
        return Obstacles.none()
    shapes, openings = _opened(shapes, network, assumptions.passage_half_width_m)
    if assumptions.wall_inset_m > 0:
        shapes = _shrunk(shapes, assumptions.wall_inset_m)
    return Obstacles(shapes, _walls(shapes), openings)


def _united(buildings: NDArray[np.object_]) -> NDArray[np.object_]:
    """Unite buildings that touch; what stands alone is passed through."""
    valid = np.asarray(shapely.make_valid(buildings, method="structure", keep_collapsed=False))
    parts = _polygons(valid)
    if len(parts) == 0:
        return parts
    tree = shapely.STRtree(list(parts))
    one, other = tree.query(parts, predicate="intersects")
    touching = np.zeros(len(parts), np.bool_)
    touching[one[one != other]] = True
    joined = shapely.get_parts(shapely.union_all(parts[touching]))
    return np.concatenate([parts[~touching], _polygons(joined)])


def _polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the polygons among shapes and their parts, empty ones left out."""
    parts = np.asarray(shapely.get_parts(shapely.get_parts(shapes)), dtype=object)
    kept: NDArray[np.object_] = parts[
        (shapely.get_type_id(parts) == POLYGON) & ~shapely.is_empty(parts)
    ]
    return kept


def _opened(
    shapes: NDArray[np.object_], network: WalkNetwork, half_width_m: float
) -> tuple[NDArray[np.object_], int]:
    """Subtract a corridor along every outdoor way that leads into a building."""
    edges = np.flatnonzero(~network.edge_indoor & (np.diff(network.edge_start) > 1))
    if len(edges) == 0:
        return shapes, 0
    points = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    lines = np.asarray(shapely.linestrings(network.coord_xy, indices=points), dtype=object)[edges]
    tree = shapely.STRtree(list(shapes))
    way, building = tree.query(lines, predicate="intersects")
    through = shapely.relate_pattern(lines[way], shapes[building], INTERIORS_MEET)
    way, building = way[through], building[through]
    if len(way) == 0:
        return shapes, 0
    hit, position = np.unique(building, return_inverse=True)
    # the corridor runs on before the wall, so that it opens also where the way meets it aslant
    around = shapely.buffer(shapes[hit], OPENING_ENDS * half_width_m, join_style="mitre")
    shapely.prepare(around)
    inside = shapely.intersection(lines[way], around[position])
    corridors = shapely.buffer(inside, half_width_m, cap_style="flat", join_style="mitre")
    order = np.argsort(position, kind="stable")
    bounds = np.searchsorted(position[order], np.arange(len(hit) + 1))
    merged = np.array(
        [shapely.union_all(corridors[order[bounds[k] : bounds[k + 1]]]) for k in range(len(hit))],
        dtype=object,
    )
    rest = _polygons(np.asarray(shapely.difference(shapes[hit], merged), dtype=object))
    return np.concatenate([np.delete(shapes, hit), rest]), len(np.unique(way))


def _shrunk(shapes: NDArray[np.object_], inset_m: float) -> NDArray[np.object_]:
    """Draw every outline a little way in; what is narrower than twice that hides nothing."""
    return _polygons(np.asarray(shapely.buffer(shapes, -inset_m, join_style="mitre")))


def _walls(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the sides of polygons, each with its building on the left, shape (W, 4)."""
    oriented = shapely.orient_polygons(shapes, exterior_cw=False)
    rings = shapely.get_rings(oriented)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    joined = ring[1:] == ring[:-1]
    sides = np.hstack([points[:-1][joined], points[1:][joined]])
    has_length = np.any(sides[:, :2] != sides[:, 2:], axis=1)
    return np.ascontiguousarray(sides[has_length])
