"""How often one simple path can come into view of one camera: the bound ν of each camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.graph import EdgeCameras, SearchGraph

__all__ = ["most_visits"]


def most_visits(graph: SearchGraph, seen: EdgeCameras) -> NDArray[np.int32]:
    """Return an upper bound on how often a simple path comes into view of each camera.

    A path comes into view anew when it goes from an edge the camera does not see to one it sees.
    The stretches in view that lie between share no node on a simple path, so one edge of each
    forms a matching of the edges that the camera sees: a maximum matching bounds their number.
    Edges at a node of degree one are matched first, which is optimal (Karp and Sipser, 1981);
    in what is left, a matching has at most half as many edges as there are nodes.

    Returns
    -------
    Shape (C,), at least 1.
    """
    edge_of = np.repeat(np.arange(graph.n_edges, dtype=np.int32), np.diff(seen.start))
    order = np.argsort(seen.camera, kind="stable")
    counts = np.bincount(seen.camera, minlength=seen.n_cameras)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    visits = np.ones(seen.n_cameras, np.int32)
    most = int(counts.max(initial=0))
    _bound_visits(
        start,
        edge_of[order],
        graph.tail[::2],
        graph.head[::2],
        np.zeros(graph.n_nodes, np.int32),
        np.empty((most, 2), np.int32),
        visits,
    )
    return visits


@compiled
def _bound_visits(  # noqa: PLR0913, PLR0917 - a kernel's arrays
    start: NDArray[np.int64],
    edges: NDArray[np.int32],
    ends_from: NDArray[np.int32],
    ends_to: NDArray[np.int32],
    degree: NDArray[np.int32],
    pair: NDArray[np.int32],
    visits: NDArray[np.int32],
) -> None:
    for camera in range(len(start) - 1):
        n = 0
        for k in range(start[camera], start[camera + 1]):
            u, v = ends_from[edges[k]], ends_to[edges[k]]
            if u != v:  # a loop lies on no simple path
                pair[n, 0], pair[n, 1] = u, v
                degree[u] += 1
                degree[v] += 1
                n += 1
        visits[camera] = max(1, _matching_bound(pair, n, degree))


@compiled
def _matching_bound(pair: NDArray[np.int32], n: int, degree: NDArray[np.int32]) -> int:
    """Bound a maximum matching of ``n`` edges; uses them up and leaves every degree at 0."""
    matched = 0
    found = True
    while found:
        found = False
        k = 0
        while k < n:
            u, v = pair[k, 0], pair[k, 1]
            if degree[u] > 1 and degree[v] > 1:
                k += 1
                continue
            matched += 1
            found = True
            n = _remove_ends(pair, n, degree, u, v)  # what moved up to k is looked at again
    nodes = 0
    for k in range(n):
        for side in range(2):
            if degree[pair[k, side]] > 0:
                nodes += 1
                degree[pair[k, side]] = 0
    return matched + min(n, nodes // 2)


@compiled
def _remove_ends(pair: NDArray[np.int32], n: int, degree: NDArray[np.int32], u: int, v: int) -> int:
    """Drop every edge at either of two nodes."""
    kept = 0
    for k in range(n):
        a, b = pair[k, 0], pair[k, 1]
        if a in (u, v) or b in (u, v):
            degree[a] -= 1
            degree[b] -= 1
        else:
            pair[kept, 0], pair[kept, 1] = a, b
            kept += 1
    return kept
