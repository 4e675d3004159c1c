"""How a query begins and ends: the parts of the edges its start and goal lie on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from mapper.routing.arrays import ARRIVALS, DIRECT, EDGES, ONE_CAMERA, Ends

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.graph import EdgeCameras, PartEdge, Query, SearchGraph

__all__ = ["ends_of"]


def ends_of(
    graph: SearchGraph, seen: EdgeCameras, visits: NDArray[np.int32], query: Query
) -> tuple[Ends, int]:
    """Split the edges a query begins and ends on, and count the cameras nobody gets past.

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
    cameras = [
        [] if part is None else seen.on_part(part.edge, part.from_mm, part.to_mm).tolist()
        for part in parts
    ]
    certain = _certain(parts, cameras)
    special = _special(seen, visits, query, certain)
    start = [0]
    for of_part in cameras:
        start.append(start[-1] + len(of_part))
    ends = Ends(
        edge=np.array([-1 if part is None else part.directed_edge for part in parts], np.int32),
        node=np.array([_node(graph, state, part) for state, part in enumerate(parts)], np.int32),
        cost=np.array([0 if part is None else part.cost_ms for part in parts], np.int64),
        start=np.array(start, np.int64),
        camera=np.array([camera for of_part in cameras for camera in of_part], np.int32),
        special=np.array(list(special), np.int32),
        special_weight=np.array(list(special.values()), np.int32),
        start_edge=query.start_edge,
        goal_edge=query.goal_edge,
    )
    return ends, len(certain)


def _node(graph: SearchGraph, state: int, part: PartEdge | None) -> int:
    """Return where a departure leads, or where an arrival sets out from."""
    if part is None:
        return -1
    return int((graph.head if state < ARRIVALS else graph.tail)[part.directed_edge])


def _certain(parts: list[PartEdge | None], cameras: list[list[int]]) -> set[int]:
    """Return the cameras that see every way out of the start, or every way in to the goal."""
    certain: set[int] = set()
    for rows in ((1, 2, DIRECT), (ARRIVALS, ARRIVALS + 1, DIRECT)):
        ways = [set(cameras[row]) for row in rows if parts[row] is not None]
        certain |= set.intersection(*ways) if ways else set()
    return certain


def _special(
    seen: EdgeCameras, visits: NDArray[np.int32], query: Query, certain: set[int]
) -> dict[int, int]:
    """Return the shares 1/ν on the split graph of the cameras that see a split edge.

    Splitting an edge adds at most one edge to a matching. Cameras that every path meets are
    charged once for all, and nothing on the way.
    """
    first = seen.on_edge(query.start_edge).tolist()
    second = [] if query.start_edge == query.goal_edge else seen.on_edge(query.goal_edge).tolist()
    splits = Counter([*first, *second])
    return {
        camera: 0 if camera in certain else ONE_CAMERA // (int(visits[camera]) + n)
        for camera, n in splits.items()
    }
