"""The quickest way: A* over the walking network, in whole milliseconds, from edge to edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.errors import NoRouteError
from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.graph import PartEdge, Query, SearchGraph

__all__ = ["UNREACHED", "Path", "pop", "push", "quickest"]

UNREACHED = np.iinfo(np.int64).max
NO_WAY = "no way leads from one place to the other"


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """The directed edges of an answer to a query, and what they cost together."""

    edges: NDArray[np.int32]
    """Shape (n,), n >= 1; see ``Query`` for its ends."""
    cost_ms: int


def quickest(graph: SearchGraph, query: Query) -> Path:
    """Return the quickest path from one point on an edge to another.

    A* (Hart, Nilsson, Raphael 1968) over nodes. The bound is the crow's distance to either end of
    the goal's edge at the graph's lowest cost for a metre, plus what remains on that edge. Of
    equally quick paths the same one is found every time.

    Raises
    ------
    NoRouteError
        Where no allowed path leads there.

    >>> from mapper.model.network import WalkNetwork
    >>> from mapper.routing.graph import Query, SearchGraph
    >>> street = WalkNetwork.build(
    ...     [[0, 0], [50, 0], [90, 0]], [(0, 1), (1, 2)],
    ...     [[[0, 0], [50, 0]], [[50, 0], [90, 0]]], [50_000, 40_000],
    ... )
    >>> path = quickest(SearchGraph.build(street, 1.25), Query(0, 10_000, 1, 5_000))
    >>> path.edges.tolist(), path.cost_ms
    ([0, 2], 36000)
    """
    direct = graph.direct(query)
    departures, arrivals = graph.departures(query), graph.arrivals(query)
    if not departures or not arrivals:
        if direct is None:
            raise NoRouteError(NO_WAY)
        return Path(np.array([direct.directed_edge], np.int32), direct.cost_ms)
    cost_ms, last, came_by = _search(
        graph.out_start,
        graph.out_edge,
        graph.head,
        graph.cost_ms,
        graph.node_xy,
        graph.ms_per_m,
        *_ends(departures, graph.head),
        *_ends(arrivals, graph.tail),
    )
    if direct is not None and direct.cost_ms <= cost_ms:
        return Path(np.array([direct.directed_edge], np.int32), direct.cost_ms)
    if last < 0:
        raise NoRouteError(NO_WAY)
    edges = [arrivals[last].directed_edge]
    node = int(graph.tail[edges[0]])
    while (edge := int(came_by[node])) >= 0:
        edges.append(edge)
        node = int(graph.tail[edge])
    edges.append(departures[-edge - 1].directed_edge)
    return Path(np.array(edges[::-1], np.int32), int(cost_ms))


def _ends(
    parts: tuple[PartEdge, ...], node: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the nodes where part-edges join the network, and their costs."""
    nodes = np.array([node[part.directed_edge] for part in parts], np.int64)
    return nodes, np.array([part.cost_ms for part in parts], np.int64)


@compiled
def _search(  # noqa: PLR0913, PLR0917 - a kernel takes plain arrays
    out_start: NDArray[np.int64],
    out_edge: NDArray[np.int32],
    head: NDArray[np.int32],
    cost_ms: NDArray[np.int64],
    node_xy: NDArray[np.float64],
    ms_per_m: float,
    first_node: NDArray[np.int64],
    first_ms: NDArray[np.int64],
    last_node: NDArray[np.int64],
    last_ms: NDArray[np.int64],
) -> tuple[int, int, NDArray[np.int64]]:
    """Return the cost, the arrival taken (-1: none), and the edge by which each node was reached.

    A departure k is written as the edge ``-k - 1``.
    """
    reached_ms = np.full(len(node_xy), UNREACHED, np.int64)
    came_by = np.empty(len(node_xy), np.int64)
    keys = np.empty(256, np.int64)
    items = np.empty((256, 2), np.int64)
    size = 0
    for k in range(len(first_node)):
        node, at_ms = first_node[k], first_ms[k]
        if at_ms < reached_ms[node]:
            reached_ms[node] = at_ms
            came_by[node] = -k - 1
            bound = at_ms + _bound_ms(node_xy, node, last_node, last_ms, ms_per_m)
            keys, items, size = push(keys, items, size, bound, node, at_ms)
    best_ms, best_last = UNREACHED, -1
    while size > 0 and keys[0] < best_ms:
        node, at_ms = items[0, 0], items[0, 1]
        size = pop(keys, items, size)
        if at_ms > reached_ms[node]:
            continue
        for k in range(len(last_node)):
            if last_node[k] == node and at_ms + last_ms[k] < best_ms:
                best_ms, best_last = at_ms + last_ms[k], k
        for row in range(out_start[node], out_start[node + 1]):
            edge = out_edge[row]
            there, then_ms = head[edge], at_ms + cost_ms[edge]
            if then_ms < reached_ms[there]:
                reached_ms[there] = then_ms
                came_by[there] = edge
                bound = then_ms + _bound_ms(node_xy, there, last_node, last_ms, ms_per_m)
                keys, items, size = push(keys, items, size, bound, there, then_ms)
    return best_ms, best_last, came_by


@compiled
def _bound_ms(
    node_xy: NDArray[np.float64],
    node: int,
    last_node: NDArray[np.int64],
    last_ms: NDArray[np.int64],
    ms_per_m: float,
) -> int:
    """Return what is surely still to come from a node; 1 ms less than floats say."""
    least = UNREACHED
    for k in range(len(last_node)):
        dx = node_xy[node, 0] - node_xy[last_node[k], 0]
        dy = node_xy[node, 1] - node_xy[last_node[k], 1]
        least = min(least, max(0, int(np.hypot(dx, dy) * ms_per_m) - 1) + last_ms[k])
    return least


@compiled
def push(
    keys: NDArray[np.int64],
    items: NDArray[np.int64],
    size: int,
    key: int,
    node: int,
    at_ms: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Put an item into a binary heap, which grows where it is full."""
    if size == len(keys):
        keys = np.concatenate((keys, np.empty_like(keys)))
        items = np.concatenate((items, np.empty_like(items)))
    child = size
    while child > 0 and keys[(child - 1) >> 1] > key:
        parent = (child - 1) >> 1
        keys[child] = keys[parent]
        items[child, 0], items[child, 1] = items[parent, 0], items[parent, 1]
        child = parent
    keys[child] = key
    items[child, 0], items[child, 1] = node, at_ms
    return keys, items, size + 1


@compiled
def pop(keys: NDArray[np.int64], items: NDArray[np.int64], size: int) -> int:
    """Take the smallest item off a binary heap and return the new size."""
    size -= 1
    key, node, at_ms = keys[size], items[size, 0], items[size, 1]
    hole, child = 0, 1
    while child < size:
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[hole] = keys[child]
        items[hole, 0], items[hole, 1] = items[child, 0], items[child, 1]
        hole, child = child, 2 * child + 1
    keys[hole] = key
    items[hole, 0], items[hole, 1] = node, at_ms
    return size
