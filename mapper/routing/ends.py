"""How a query begins and ends: the parts of the edges its start and goal lie on."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from mapper.routing.arrays import ARRIVALS, DIRECT, EDGES, ONE_CAMERA, Ends

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.graph import EdgeCameras, PartEdge, Query, SearchGraph

__all__ = ["ends_of"]


def ends_of(
    graph: SearchGraph, seen: EdgeCameras, visits: NDArray[np.int32], query: Query
) -> tuple[Ends, NDArray[np.int32]]:
    """Split the edges a query begins and ends on, and tell the cameras nobody gets past.

    A path that leaves the start towards a goal on the same edge has arrived when it gets there;
    so where both lie on one edge, only the parts that lead away from each other are of use.
    """
    parts: list[PartEdge | None] = [None] * EDGES
    departures, arrivals = list(graph.departures(query)), list(graph.arrivals(query))
    if query.start_edge == query.goal_edge:
        parts[DIRECT] = graph.direct(query)
        ahead = 2 * query.start_edge + (query.goal_mm < query.start_mm)
        departures = [part for part in departures if part.directed_edge != ahead]
        arrivals = [part for part in arrivals if part.directed_edge != ahead]
        if query.start_mm == query.goal_mm:
            departures, arrivals = [], []
    parts[1 : 1 + len(departures)] = departures
    parts[ARRIVALS : ARRIVALS + len(arrivals)] = arrivals
    none = seen.camera[:0]
    cameras = [
        none if part is None else seen.on_part(part.edge, part.from_mm, part.to_mm)
        for part in parts
    ]
    certain = _certain(parts, cameras, none)
    special, weight = _special(seen, visits, query, certain)
    node = [
        -1
        if part is None
        else int(graph.head[part.directed_edge] if k < ARRIVALS else graph.tail[part.directed_edge])
        for k, part in enumerate(parts)
    ]
    ends = Ends(
        edge=np.array([-1 if part is None else part.directed_edge for part in parts], np.int32),
        node=np.array(node, np.int32),
        cost=np.array([0 if part is None else part.cost_ms for part in parts], np.int64),
        start=np.cumsum([0, *(len(of_part) for of_part in cameras)]).astype(np.int64),
        camera=np.concatenate(cameras),
        special=special,
        special_weight=weight,
        start_edge=query.start_edge,
        goal_edge=query.goal_edge,
    )
    return ends, certain


def _certain(
    parts: list[PartEdge | None], cameras: list[NDArray[np.int32]], none: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the cameras that see every way out of the start, or every way in to the goal."""

    def common(rows: tuple[int, ...]) -> NDArray[np.int32]:
        lists = [cameras[row] for row in rows if parts[row] is not None]
        return reduce(np.intersect1d, lists) if lists else none

    return np.union1d(common((1, 2, DIRECT)), common((ARRIVALS, ARRIVALS + 1, DIRECT)))


def _special(
    seen: EdgeCameras, visits: NDArray[np.int32], query: Query, certain: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the cameras of the split edges with their shares 1/ν on the split graph.

    Splitting an edge adds at most one edge to a matching. Cameras that every path meets are
    charged once for all, and nothing on the way.
    """
    split = {query.start_edge, query.goal_edge}
    listed = np.concatenate([seen.on_edge(edge) for edge in split])
    special, edges = np.unique(listed, return_counts=True)
    weight = ONE_CAMERA // (visits[special] + edges)
    weight[np.isin(special, certain)] = 0
    return special.astype(np.int32), weight.astype(np.int32)
