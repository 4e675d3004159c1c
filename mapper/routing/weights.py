"""What each edge adds to time in view, and about what it adds to the cameras expected."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.angles import bearing_deg, turn_deg
from mapper.model.compiled import compiled
from mapper.routing.additive import EdgeWeights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.exposure.viewshed import Viewsheds
    from mapper.model.network import WalkNetwork
    from mapper.routing.graph import EdgeCameras, PartEdge, SearchGraph

__all__ = ["CAMERA", "expected_weights", "seen_weights"]

CAMERA: Final = 1_000_000
"""What one camera that is sure to be met weighs, in cameras expected."""
FULL_TURN_DEG: Final = 360.0


@lru_cache(maxsize=4)
def seen_weights(graph: SearchGraph, rows: EdgeCameras) -> EdgeWeights:
    """Return the milliseconds in view of any counted camera, edge by edge."""
    seen_mm = _seen_mm(rows.start, rows.interval_start, rows.enter_mm, rows.exit_mm)
    whole = graph.cost_ms[::2] * seen_mm // graph.length_mm

    def of_part(part: PartEdge) -> int:
        low, high = sorted((part.from_mm, part.to_mm))
        first, last = rows.interval_start[rows.start[[part.edge, part.edge + 1]]]
        enter = np.clip(rows.enter_mm[first:last], low, high)
        leave = np.clip(rows.exit_mm[first:last], low, high)
        seen = _united_mm(np.ascontiguousarray(enter), np.ascontiguousarray(leave))
        return int(graph.cost_ms[part.directed_edge]) * seen // int(graph.length_mm[part.edge])

    return EdgeWeights(whole, of_part)


def expected_weights(exposure: CityExposure, rows: EdgeCameras) -> EdgeWeights:
    """Return about how many cameras each edge adds to those expected, in millionths.

    A camera of known direction adds one. One of unknown direction adds the share of bearings under
    which it sees some of the edge. A camera that sees several edges of a route is added again at
    each, so the sum along a route is not below what is expected of it, but for bends of an edge
    that turn back; it only guides a search.
    """
    return _expected(exposure.viewsheds(), exposure.city.network, rows)


@lru_cache(maxsize=4)
def _expected(sheds: Viewsheds, network: WalkNetwork, rows: EdgeCameras) -> EdgeWeights:
    edge = np.repeat(np.arange(network.n_edges), np.diff(rows.start))
    first, last = rows.interval_start[:-1], rows.interval_start[1:] - 1
    lens, eye = np.full(rows.n_cameras, np.nan), np.zeros((rows.n_cameras, 2))
    lens[sheds.camera[::-1]], eye[sheds.camera[::-1]] = sheds.lens_deg[::-1], sheds.xy[::-1]
    ends = (
        _points_at(network, edge, rows.enter_mm[first]),
        _points_at(network, edge, rows.exit_mm[last]),
    )
    bearings = [bearing_deg(*(end - eye[rows.camera]).T) for end in ends]
    spanned = np.abs(turn_deg(*bearings)) + lens[rows.camera]
    chance = np.where(np.isnan(spanned), 1.0, np.minimum(spanned / FULL_TURN_DEG, 1.0))
    of_row = np.rint(chance * CAMERA).astype(np.int64)
    whole = np.bincount(edge, of_row, network.n_edges).astype(np.int64)

    def of_part(part: PartEdge) -> int:
        seen = rows.on_part(part.edge, part.from_mm, part.to_mm)
        on_edge = slice(int(rows.start[part.edge]), int(rows.start[part.edge + 1]))
        return int(of_row[on_edge][np.isin(rows.camera[on_edge], seen)].sum())

    return EdgeWeights(whole, of_part)


def _points_at(
    network: WalkNetwork, edge: NDArray[np.int64], at_mm: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return points of edges, shape (n, 2), at offsets in millimetres along each."""
    step = np.hypot(*np.diff(network.coord_xy, axis=0).T)
    step[network.edge_start[1:-1] - 1] = 0.0  # from one edge's last point to the next one's first
    running = np.concatenate([[0.0], np.cumsum(step)])
    first, last = network.edge_start[edge], network.edge_start[edge + 1] - 1
    drawn_m = running[last] - running[first]
    place = running[first] + drawn_m * at_mm / np.maximum(network.edge_length_mm[edge], 1)
    after = np.clip(np.searchsorted(running, place), first + 1, last)
    gap = running[after] - running[after - 1]
    share = np.clip((place - running[after - 1]) / np.where(gap > 0, gap, 1.0), 0.0, 1.0)
    points = network.coord_xy
    return np.asarray(points[after - 1] + share[:, None] * (points[after] - points[after - 1]))


@compiled
def _united_mm(enter: NDArray[np.int64], leave: NDArray[np.int64]) -> int:
    """Return how many millimetres some intervals cover together."""
    total = reach = 0
    for k in np.argsort(enter, kind="mergesort"):
        if leave[k] > reach:
            total += leave[k] - max(reach, enter[k])
            reach = leave[k]
    return total


@compiled
def _seen_mm(
    start: NDArray[np.int64],
    interval_start: NDArray[np.int64],
    enter_mm: NDArray[np.int64],
    exit_mm: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return how many millimetres of each edge any camera sees, shape (E,)."""
    seen = np.zeros(len(start) - 1, np.int64)
    for edge in range(len(seen)):
        first, last = interval_start[start[edge]], interval_start[start[edge + 1]]
        if last > first:
            seen[edge] = _united_mm(enter_mm[first:last], exit_mm[first:last])
    return seen
