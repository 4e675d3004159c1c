"""Walkable ground around places, by network distance, and how much of it is in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mapper.model.compiled import compiled
from mapper.routing.heap import pop, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.incidence import Incidence
    from mapper.model.network import WalkNetwork

__all__ = ["Ground", "Places", "Streets", "cameras_on", "ground_within", "length_on", "union_of"]

NODE_BITS = 31
NODE_MASK = (1 << NODE_BITS) - 1
FAR = np.iinfo(np.int64).max


class Streets(NamedTuple):
    """The outdoor part of a walking network, by node."""

    start: NDArray[np.int64]
    """Shape (N + 1,), offsets into ``edge``."""
    edge: NDArray[np.int32]
    """Every outdoor edge at both its ends; a loop twice at one."""
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_mm: NDArray[np.int64]
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]
    """Shape (E,)."""

    @classmethod
    def of(cls, network: WalkNetwork) -> Streets:
        """Index a network's outdoor edges by their ends."""
        outdoors = np.flatnonzero(~network.edge_indoor)
        node = np.concatenate([network.edge_from[outdoors], network.edge_to[outdoors]])
        edge = np.concatenate([outdoors, outdoors]).astype(np.int32)
        order = np.lexsort((edge, node))
        counts = np.bincount(node, minlength=network.n_nodes)
        return cls(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.ascontiguousarray(edge[order]),
            network.edge_from,
            network.edge_to,
            np.maximum(network.edge_length_mm, 1),
            network.edge_forward,
            network.edge_backward,
        )


class Places(NamedTuple):
    """P places, each with one or more doors: points on outdoor edges."""

    start: NDArray[np.int64]
    """Shape (P + 1,), offsets into the doors."""
    edge: NDArray[np.int64]
    mm: NDArray[np.int64]
    """Shape (D,), the edge of each door and how far along it."""


class Ground(NamedTuple):
    """Stretches of edges from which a place is reached within a distance, disjoint."""

    start: NDArray[np.int64]
    """Shape (P + 1,)."""
    edge: NDArray[np.int32]
    low_mm: NDArray[np.int64]
    high_mm: NDArray[np.int64]
    """Shape (K,), 0 ≤ low < high ≤ length of the edge."""


@compiled
def _offer(best: NDArray[np.int64], heap: NDArray[np.int64], size: int, node: int, mm: int) -> int:
    """Take a way to a node where it is the shortest so far; return the size of the heap."""
    if mm < best[node]:
        best[node] = mm
        size = push(heap, size, (mm << NODE_BITS) | node)
    return size


@compiled
def _set_out(
    streets: Streets,
    doors: tuple[NDArray[np.int64], NDArray[np.int64]],
    best: NDArray[np.int64],
    heap: NDArray[np.int64],
) -> int:
    """Offer the ways from both ends of each door's edge; return the size of the heap."""
    size = 0
    for door in range(len(doors[0])):
        edge, mm = doors[0][door], doors[1][door]
        if streets.forward[edge]:
            size = _offer(best, heap, size, streets.tail[edge], mm)
        if streets.backward[edge]:
            size = _offer(best, heap, size, streets.head[edge], streets.length_mm[edge] - mm)
    return size


@compiled
def distances_to(
    streets: Streets,
    doors: tuple[NDArray[np.int64], NDArray[np.int64]],
    limit_mm: int,
    best: NDArray[np.int64],
    heap: NDArray[np.int64],
) -> NDArray[np.int32]:
    """Fill the way from nodes to the nearest of some doors; return the nodes within a limit.

    Dijkstra's algorithm backward from the doors, outdoors only, along edges in the direction they
    may be walked. ``best`` must hold ``FAR`` everywhere, and holds it again beyond the limit; the
    nodes returned must be put back.
    """
    reached, outside = np.empty(len(best), np.int32), np.empty(len(best), np.int32)
    n, n_outside = 0, 0
    size = _set_out(streets, doors, best, heap)
    while size > 0:
        here, node = heap[0] >> NODE_BITS, heap[0] & NODE_MASK
        size = pop(heap, size)
        if here != best[node]:
            continue
        if here > limit_mm:
            outside[n_outside] = node
            n_outside += 1
            continue
        reached[n] = node
        n += 1
        for k in range(streets.start[node], streets.start[node + 1]):
            edge = streets.edge[k]
            further = here + streets.length_mm[edge]
            # towards the door: forward from the tail, backward from the head
            if streets.head[edge] == node and streets.forward[edge]:
                size = _offer(best, heap, size, streets.tail[edge], further)
            if streets.tail[edge] == node and streets.backward[edge]:
                size = _offer(best, heap, size, streets.head[edge], further)
    best[outside[:n_outside]] = FAR
    return reached[:n].copy()


@compiled
def _covered(
    streets: Streets,
    edge: int,
    limit_mm: int,
    best: NDArray[np.int64],
    doors: tuple[NDArray[np.int64], NDArray[np.int64]],
    found: NDArray[np.int64],
) -> int:
    """Write the stretches of an edge within the limit, sorted and disjoint; return how many."""
    length = streets.length_mm[edge]
    n = 0
    if best[streets.tail[edge]] < limit_mm and streets.backward[edge]:
        found[n, 0], found[n, 1] = 0, min(length, limit_mm - best[streets.tail[edge]])
        n += 1
    if best[streets.head[edge]] < limit_mm and streets.forward[edge]:
        found[n, 0], found[n, 1] = max(0, length - (limit_mm - best[streets.head[edge]])), length
        n += 1
    for door in range(len(doors[0])):
        if doors[0][door] != edge:
            continue
        mm = doors[1][door]
        low = max(0, mm - limit_mm) if streets.forward[edge] else mm
        high = min(length, mm + limit_mm) if streets.backward[edge] else mm
        if low < high:
            found[n, 0], found[n, 1] = low, high
            n += 1
    return _united(found, n)


@compiled
def _united(found: NDArray[np.int64], n: int) -> int:
    """Sort intervals and unite what overlaps or touches, in place; return how many are left."""
    for k in range(1, n):
        low, high = found[k, 0], found[k, 1]
        at = k - 1
        while at >= 0 and found[at, 0] > low:
            found[at + 1, 0], found[at + 1, 1] = found[at, 0], found[at, 1]
            at -= 1
        found[at + 1, 0], found[at + 1, 1] = low, high
    kept = 0
    for k in range(1, n):
        if found[k, 0] <= found[kept, 1]:
            found[kept, 1] = max(found[kept, 1], found[k, 1])
        else:
            kept += 1
            found[kept, 0], found[kept, 1] = found[k, 0], found[k, 1]
    return min(n, kept + 1)


@compiled
def ground_within(streets: Streets, places: Places, limit_mm: int) -> Ground:
    """Return the outdoor ground from which each place is reached within a distance."""
    n_places, n_edges = len(places.start) - 1, len(streets.length_mm)
    best = np.full(len(streets.start) - 1, FAR, np.int64)
    heap = np.empty(2 * len(streets.edge) + 2 * len(places.edge) + 2, np.int64)
    stamp = np.full(n_edges, -1, np.int64)
    start = np.zeros(n_places + 1, np.int64)
    size, n = 1024, 0
    edges, low, high = np.empty(size, np.int32), np.empty(size, np.int64), np.empty(size, np.int64)
    for place in range(n_places):
        rows = slice(places.start[place], places.start[place + 1])
        doors = (places.edge[rows], places.mm[rows])
        found = np.empty((len(doors[0]) + 2, 2), np.int64)
        nodes = distances_to(streets, doors, limit_mm, best, heap)
        for step in range(len(nodes) + 1):
            first = streets.start[nodes[step]] if step < len(nodes) else 0
            last = streets.start[nodes[step] + 1] if step < len(nodes) else len(doors[0])
            for k in range(first, last):
                edge = streets.edge[k] if step < len(nodes) else doors[0][k]
                if stamp[edge] == place:
                    continue
                stamp[edge] = place
                for row in range(_covered(streets, edge, limit_mm, best, doors, found)):
                    if n == size:
                        size *= 2
                        edges, low, high = _longer(edges, low, high, size)
                    edges[n], low[n], high[n] = edge, found[row, 0], found[row, 1]
                    n += 1
        best[nodes] = FAR
        start[place + 1] = n
    return Ground(start, edges[:n].copy(), low[:n].copy(), high[:n].copy())


@compiled
def _longer(
    edges: NDArray[np.int32], low: NDArray[np.int64], high: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    more = np.empty(size, np.int32), np.empty(size, np.int64), np.empty(size, np.int64)
    more[0][: len(edges)] = edges
    more[1][: len(low)] = low
    more[2][: len(high)] = high
    return more


class Union(NamedTuple):
    """Stretches of edges, disjoint and sorted within an edge."""

    start: NDArray[np.int64]
    """Shape (E + 1,)."""
    low_mm: NDArray[np.int64]
    high_mm: NDArray[np.int64]
    """Shape (K,)."""


def union_of(incidence: Incidence, counted: NDArray[np.bool_]) -> Union:
    """Return what any of the counted cameras sees of each edge.

    Parameters
    ----------
    incidence
        Of C cameras and E edges.
    counted
        Shape (C,).
    """
    n_edges = len(incidence.edge_start) - 1
    edge = np.repeat(np.arange(n_edges), np.diff(incidence.edge_start))
    rows = np.flatnonzero(counted[incidence.camera]) if len(edge) else np.zeros(0, np.intp)
    rows = rows[np.lexsort((incidence.enter_mm[rows], edge[rows]))]
    return stretches_united(edge[rows], incidence.enter_mm[rows], incidence.exit_mm[rows], n_edges)


def stretches_united(
    edge: NDArray[np.int64], low_mm: NDArray[np.int64], high_mm: NDArray[np.int64], n_edges: int
) -> Union:
    """Unite stretches that are sorted by edge and beginning."""
    first = np.ones(len(edge), np.bool_)
    # the highest end so far within an edge: edges are told apart by a shift beyond any length
    reach = int(high_mm.max(initial=0)) + 1
    shifted = edge * reach
    top = np.maximum.accumulate(high_mm + shifted) if len(edge) else high_mm
    first[1:] = (edge[1:] != edge[:-1]) | (low_mm[1:] + shifted[1:] > top[:-1])
    begin = np.flatnonzero(first)
    end = np.append(begin[1:], len(edge)) - 1 if len(begin) else begin
    counts = np.bincount(edge[begin], minlength=n_edges)
    return Union(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.ascontiguousarray(low_mm[begin]),
        np.ascontiguousarray((top - shifted)[end]) if len(begin) else high_mm[:0],
    )


@compiled
def length_on(ground: Ground, union: Union) -> NDArray[np.int64]:
    """Return how many millimetres of each place's ground lie in a union, shape (P,)."""
    n_places = len(ground.start) - 1
    total = np.zeros(n_places, np.int64)
    for place in range(n_places):
        for k in range(ground.start[place], ground.start[place + 1]):
            edge = ground.edge[k]
            for row in range(union.start[edge], union.start[edge + 1]):
                low = max(ground.low_mm[k], union.low_mm[row])
                high = min(ground.high_mm[k], union.high_mm[row])
                if low < high:
                    total[place] += high - low
    return total


@compiled
def cameras_on(
    ground: Ground,
    edge_start: NDArray[np.int64],
    camera: NDArray[np.int32],
    enter_mm: NDArray[np.int64],
    exit_mm: NDArray[np.int64],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return pairs of a place and a camera that sees any of its ground, each pair once."""
    n_cameras = camera.max() + 1 if len(camera) > 0 else 0
    stamp = np.full(n_cameras, -1, np.int64)
    size, n = 1024, 0
    places, cameras = np.empty(size, np.int32), np.empty(size, np.int32)
    for place in range(len(ground.start) - 1):
        for k in range(ground.start[place], ground.start[place + 1]):
            edge = ground.edge[k]
            for row in range(edge_start[edge], edge_start[edge + 1]):
                if stamp[camera[row]] == place:
                    continue
                if enter_mm[row] >= ground.high_mm[k] or exit_mm[row] <= ground.low_mm[k]:
                    continue
                stamp[camera[row]] = place
                if n == size:
                    size *= 2
                    longer = np.empty(size, np.int32), np.empty(size, np.int32)
                    longer[0][:n] = places
                    longer[1][:n] = cameras
                    places, cameras = longer
                places[n], cameras[n] = place, camera[row]
                n += 1
    return places[:n].copy(), cameras[:n].copy()
