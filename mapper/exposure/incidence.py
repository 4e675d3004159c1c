"""Incidence: which camera sees which millimetres of which edge."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.crossing import Lines, SightIndex, cross_lines
from mapper.exposure.stretches import Stretches, unite
from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.viewshed import Viewsheds
    from mapper.model.network import WalkNetwork

__all__ = ["Incidence", "incidence_of"]

MM = 1_000.0
ROUNDING_MM = 1e-6
"""Rounding errors below this do not push an end outward by a whole millimetre."""


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """What each of E edges shows to the cameras, whatever the counting policy.

    Rows are sorted by edge, camera and place; stretches of one camera on one edge neither
    overlap nor touch. Ends are whole millimetres on the ellipsoid along the edge's forward
    direction, rounded outward: 0 ≤ enter < exit ≤ the edge's length.
    """

    edge_start: NDArray[np.int64]
    """Shape (E + 1,), offsets of each edge's rows."""
    camera: NDArray[np.int32]
    """Shape (K,). Row of the camera in the city's table."""
    enter_mm: NDArray[np.int64]
    exit_mm: NDArray[np.int64]
    """Shape (K,)."""

    def __len__(self) -> int:
        """Count the stretches."""
        return len(self.camera)


def incidence_of(viewsheds: Viewsheds, network: WalkNetwork) -> Incidence:
    """Return what each edge of a network shows to each camera.

    Cameras indoors see indoor edges and only these, the others all other edges. Places along an
    edge are measured in the plane and scaled to the edge's length on the ellipsoid.
    """
    edge = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    lines = Lines(
        np.ascontiguousarray(network.edge_start),
        np.ascontiguousarray(network.coord_xy),
        network.edge_indoor[edge],
    )
    metres = _running_metres(network, edge)
    index = SightIndex.of(viewsheds)

    def part(edges: tuple[int, int]) -> _Rows:
        some, first, last = _part(lines, edges)
        stretches = unite(
            cross_lines(some, index), viewsheds.camera, some.start, *2 * (metres[first:last],)
        )
        lengths = network.edge_length_mm[edges[0] : edges[1]]
        return _in_millimetres(stretches, some.start, metres[first:last], lengths)

    parts = _parts(network.n_edges)
    # the kernels let other threads run, and parts in order give the same rows as one
    with ThreadPoolExecutor(max_workers=len(parts)) as threads:
        rows = list(threads.map(part, parts))
    counts = np.concatenate([np.diff(start) for start, _, _, _ in rows])
    return Incidence(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        *(np.concatenate([row[k] for row in rows]) for k in (1, 2, 3)),
    )


_Rows = tuple["NDArray[np.int64]", "NDArray[np.int32]", "NDArray[np.int64]", "NDArray[np.int64]"]
MOST_THREADS = 4
EDGES_A_THREAD = 5_000
"""Fewer are done before a thread has started."""


def _parts(n_edges: int) -> list[tuple[int, int]]:
    """Cut the edges into one part for each processor, at most four."""
    n_parts = min(MOST_THREADS, os.cpu_count() or 1, max(1, n_edges // EDGES_A_THREAD))
    cuts = np.linspace(0, n_edges, n_parts + 1).astype(int).tolist()
    return list(pairwise(cuts))


def _part(lines: Lines, edges: tuple[int, int]) -> tuple[Lines, int, int]:
    """Return some of the lines, with the offsets of their first and last points."""
    start = lines.start[edges[0] : edges[1] + 1]
    first, last = int(start[0]), int(start[-1])
    return Lines(start - first, lines.xy[first:last], lines.indoor[first:last]), first, last


def _running_metres(network: WalkNetwork, edge: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the length along its edge up to each point, on the ellipsoid, shape (P,)."""
    if len(edge) == 0:
        return np.zeros(0)
    step = np.zeros(len(edge))
    step[1:] = np.hypot(*np.diff(network.coord_xy, axis=0).T)
    first = network.edge_start[:-1]
    step[first] = 0.0
    planar = np.cumsum(step)
    planar -= planar[first][edge]
    total = planar[network.edge_start[1:] - 1]
    scale = network.edge_length_mm / MM / np.where(total > 0.0, total, 1.0)
    return np.asarray(planar * scale[edge])


@compiled
def _in_millimetres(
    stretches: Stretches,
    line_start: NDArray[np.int64],
    metres: NDArray[np.float64],
    length_mm: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Round stretches outward to whole millimetres; what then touches becomes one."""
    n_rows, n_edges = len(stretches.camera), len(length_mm)
    start = np.zeros(n_edges + 1, np.int64)
    camera = np.empty(n_rows, np.int32)
    enter, leave = np.empty(n_rows, np.int64), np.empty(n_rows, np.int64)
    n = 0
    for edge in range(n_edges):
        first, segments = line_start[edge], line_start[edge + 1] - line_start[edge] - 1
        begin = n
        for row in range(stretches.start[edge], stretches.start[edge + 1]):
            low = min(int(stretches.enter[row]), segments - 1)
            high = min(int(stretches.leave[row]), segments - 1)
            a, b = metres[first + low], metres[first + high]
            a += (stretches.enter[row] - low) * (metres[first + low + 1] - a)
            b += (stretches.leave[row] - high) * (metres[first + high + 1] - b)
            enter_mm = max(0, int(np.floor(a * MM + ROUNDING_MM)))
            exit_mm = min(length_mm[edge], int(np.ceil(b * MM - ROUNDING_MM)))
            if exit_mm <= enter_mm:
                continue
            if n > begin and camera[n - 1] == stretches.camera[row] and enter_mm <= leave[n - 1]:
                leave[n - 1] = max(leave[n - 1], exit_mm)
                continue
            camera[n], enter[n], leave[n] = stretches.camera[row], enter_mm, exit_mm
            n += 1
        start[edge + 1] = n
    return start, camera[:n].copy(), enter[:n].copy(), leave[:n].copy()
