"""From a place to a point on an edge of the walking network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy import sparse

from mapper.errors import NoRouteError, OutsideCityError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.city import City
    from mapper.model.network import WalkNetwork
    from mapper.routing.places import Place

__all__ = ["EdgeIndex", "Snapped", "edge_index", "snap_pair"]

FURTHER_M: Final = 50.0
"""How much farther than the nearest edge one may lie that the other place can be reached from."""


@dataclass(frozen=True, slots=True)
class Snapped:
    """The point of an edge that stands for a place."""

    edge: int
    offset_mm: int
    """Along the edge forward."""
    distance_m: float
    """From the place to that point."""
    component: int
    """The connected part of the network the edge belongs to."""
    circuit: int
    """The strongly connected part: every edge of it can be reached from every other.

    Below 0 where the edge is of none: it leads one way, and nothing leads back.
    """


@dataclass(frozen=True, slots=True, eq=False)
class EdgeIndex:
    """The edges a walk may begin or end on, ready to be searched by distance.

    Edges indoors are left out where there are others: a place means the street before it.
    """

    network: WalkNetwork
    edge: NDArray[np.int64]
    """Shape (n,), the edges in the tree."""
    circuit: NDArray[np.int64]
    """Shape (n,), the strongly connected part of each; see ``Snapped``."""
    tree: shapely.STRtree

    @classmethod
    def build(cls, network: WalkNetwork) -> EdgeIndex:
        """Index the lines of the walkable edges."""
        walkable = network.edge_forward | network.edge_backward
        outdoors = walkable & ~network.edge_indoor
        edge = np.flatnonzero(outdoors if bool(outdoors.any()) else walkable)
        counts = np.diff(network.edge_start)
        of_point = np.repeat(np.arange(network.n_edges), counts)
        lines = np.asarray(shapely.linestrings(network.coord_xy, indices=of_point))
        return cls(network, edge, _circuits(network)[edge], shapely.STRtree(lines[edge]))

    def near(self, xy: NDArray[np.float64], within_m: float) -> list[Snapped]:
        """Return the nearest point of each strongly connected part, nearest first.

        Only parts at most ``FURTHER_M`` farther than the nearest are among them. Of edges equally
        near (to the millimetre) the first in the network is taken.
        """
        spot = shapely.Point(xy)
        rows = self.tree.query(spot, predicate="dwithin", distance=within_m)
        if not len(rows):
            return []
        distance_m = np.round(shapely.distance(self.tree.geometries[rows], spot), 3)
        edges = self.edge[rows]
        order = np.lexsort((edges, distance_m))
        _, first = np.unique(self.circuit[rows][order], return_index=True)
        nearest = order[np.sort(first)]
        nearest = nearest[distance_m[nearest] <= distance_m[nearest[0]] + FURTHER_M]
        return [
            Snapped(
                edge=int(edges[i]),
                offset_mm=self._offset_mm(int(rows[i]), spot),
                distance_m=float(distance_m[i]),
                component=int(self.network.node_component[self.network.edge_from[edges[i]]]),
                circuit=int(self.circuit[rows[i]]),
            )
            for i in nearest
        ]

    def _offset_mm(self, row: int, spot: shapely.Point) -> int:
        share = shapely.line_locate_point(self.tree.geometries[row], spot, normalized=True)
        return int(np.rint(share * self.network.edge_length_mm[self.edge[row]]))


@lru_cache(maxsize=4)
def edge_index(network: WalkNetwork) -> EdgeIndex:
    """Return the index of a network, built once and kept for the last few networks."""
    return EdgeIndex.build(network)


def snap_pair(city: City, start: Place, goal: Place, *, within_m: float) -> tuple[Snapped, Snapped]:
    """Return the points on the network for two places, in one connected part of it.

    The nearest edge need not do: it may belong to a courtyard that nothing leads to, or to a moving
    staircase that only leads away. Of the strongly connected parts near both places, the one with
    the shortest way to both is taken; where there is none, edges of one connected part will do.

    Raises
    ------
    OutsideCityError
        Where a place lies farther than ``within_m`` from any walkable edge.
    NoRouteError
        Where there is no network, or the two lie in separate parts of it.
    """
    if not city.network.n_edges:
        message = "there is no walking network to find a route on"
        raise NoRouteError(message)
    starts, goals = (
        _near(city, place, which, within_m) for place, which in ((start, "start"), (goal, "goal"))
    )
    pairs = [(one, other) for one in starts for other in goals]
    joined = [pair for pair in pairs if pair[0].circuit == pair[1].circuit]
    joined = joined or [pair for pair in pairs if pair[0].component == pair[1].component]
    if not joined:
        message = "the two places lie in separate parts of the walking network"
        raise NoRouteError(message)
    return min(joined, key=lambda p: (p[0].distance_m + p[1].distance_m, p[0].edge, p[1].edge))


def _circuits(network: WalkNetwork) -> NDArray[np.int64]:
    """Return the strongly connected part of each edge, shape (E,); see ``Snapped``."""
    ways = (
        (network.edge_from, network.edge_to, network.edge_forward),
        (network.edge_to, network.edge_from, network.edge_backward),
    )
    tail = np.concatenate([one[open_] for one, _, open_ in ways])
    head = np.concatenate([other[open_] for _, other, open_ in ways])
    matrix = sparse.coo_array(
        (np.ones(len(tail), np.int8), (tail, head)), shape=(network.n_nodes,) * 2
    )
    _, label = sparse.csgraph.connected_components(matrix, connection="strong")
    ends = label[network.edge_from], label[network.edge_to]
    return np.where(ends[0] == ends[1], ends[0], -1 - np.arange(network.n_edges))


def _near(city: City, place: Place, which: str, within_m: float) -> list[Snapped]:
    xy = np.array(city.projection.to_metres(place.lon, place.lat), np.float64)
    near = (
        edge_index(city.network).near(xy, within_m)
        if bool(np.isfinite(xy).all()) and city.network.n_edges
        else []
    )
    if not near:
        message = f"the {which} lies farther than {within_m:.0f} m from any street of the city"
        left, bottom, right, top = city.bounds
        if left <= place.lat <= right and bottom <= place.lon <= top:
            message += " (latitude and longitude swapped?)"
        raise OutsideCityError(message)
    return near
