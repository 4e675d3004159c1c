"""Doors of the metro on the walking network: where each stands, and where the street begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from mapper.model.metro import MetroNetwork
from mapper.routing.snap import edge_index
from mapper.stations.ground import Places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.city import City

__all__ = ["Doors", "doors_of"]

DOOR_M: Final = 100.0
"""A door farther than this from every street is outside the walking network."""
_OUTSIDE_WALL_M: Final = 0.05
"""How far before its wall a door drawn inside a building is looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """T doors, in the order of the metro's entrances."""

    xy: NDArray[np.float64]
    """Shape (T, 2), metres; a door drawn inside a building stands before its nearest wall."""
    edge: NDArray[np.int64]
    mm: NDArray[np.int64]
    """Shape (T,). Where the street before the door begins; edge -1 where there is none."""
    apart_m: NDArray[np.float64]
    """Shape (T,). From the door to that point, NaN where there is none."""

    @classmethod
    def of(cls, city: City, metro: MetroNetwork) -> Doors:
        """Find the street before each entrance: the nearest outdoor edge that leads anywhere."""
        n_doors = len(metro.entrance_id)
        edge, mm = np.full(n_doors, -1, np.int64), np.zeros(n_doors, np.int64)
        apart = np.full(n_doors, np.nan)
        index = edge_index(city.network) if city.network.n_edges else None
        for door, spot in enumerate(metro.entrance_xy):
            near = index.near(spot, DOOR_M) if index is not None else []
            if near:
                best = min(near, key=lambda s: (s.component != 0 or s.circuit < 0, s.distance_m))
                edge[door], mm[door], apart[door] = best.edge, best.offset_mm, best.distance_m
        return cls(_before_walls(city, metro.entrance_xy), edge, mm, apart)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which doors lie on the walking network, shape (T,)."""
        return np.asarray(self.edge >= 0)

    def places(self, group: NDArray[np.int32], n_groups: int) -> Places:
        """Return each door as a place, and after them groups of doors.

        Parameters
        ----------
        group
            Shape (T,), the group each door belongs to, -1 for none.
        n_groups
            How many groups there are.
        """
        door = np.flatnonzero(self.known)
        grouped = door[group[door] >= 0]
        place = np.concatenate([door, len(self.edge) + group[grouped].astype(np.int64)])
        rows = np.concatenate([door, grouped])
        order = np.argsort(place, kind="stable")
        counts = np.bincount(place, minlength=len(self.edge) + n_groups)
        return Places(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.ascontiguousarray(self.edge[rows][order]),
            np.ascontiguousarray(self.mm[rows][order]),
        )


@lru_cache(maxsize=4)
def doors_of(city: City) -> Doors:
    """Return where a city's entrances meet its streets, found once and kept for the last few."""
    return Doors.of(city, MetroNetwork.of(city))


def _before_walls(city: City, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move doors drawn inside a building to just before its nearest wall."""
    moved = xy.copy()
    walls = np.asarray(city.buildings.frame.geometry)
    if not len(walls) or not len(xy):
        return moved
    tree = shapely.STRtree(walls)
    spots = np.asarray(shapely.points(xy))
    inside, building = tree.query(spots, predicate="within")
    for door in np.unique(inside):
        solid = shapely.union_all(walls[building[inside == door]])
        wall = shapely.boundary(solid)
        near = np.asarray(shapely.get_coordinates(shapely.shortest_line(spots[door], wall)))
        step = near[1] - near[0]
        length = float(np.hypot(*step))
        if length > 0.0:
            moved[door] = near[1] + step / length * _OUTSIDE_WALL_M
    return moved
