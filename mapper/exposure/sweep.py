"""The visibility polygon of one camera among walls, by an angular sweep: the kernel.

Around the camera the directions are cut at every end of a wall. Walls do not cross, so between
two neighbouring cuts one wall, or none, is nearest all the way: each such stretch gives one
triangle (camera, a, b), or a sector of the disc where nothing stands. This is exact; the classic
account is Asano's (1985) sweep. Walls are seen from the side they face only, so a camera that
ends up inside an outline looks out of it instead of being blinded.
"""

from __future__ import annotations

from math import atan2, ceil, cos, pi, sin
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mapper.exposure.grid import Grid, near_box
from mapper.exposure.intervals import cross, disc_interval
from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pieces", "Sectors", "sweep"]

FULL_TURN = 2.0 * pi
QUARTER_TURN = 0.5 * pi
SLIVER = 1e-11
"""Radians; narrower stretches come from rounding and hold less than a nanometre."""
OPEN = -1


class Sectors(NamedTuple):
    """Fields of view as the sweep takes them."""

    xy: NDArray[np.float64]
    """Shape (V, 2), metres."""
    radius: NDArray[np.float64]
    """Shape (V,), metres."""
    start: NDArray[np.float64]
    """Shape (V,). First direction, radians anticlockwise from east."""
    width: NDArray[np.float64]
    """Shape (V,). Radians anticlockwise from there, 2π for a disc."""
    blind_to_walls: NDArray[np.bool_]
    """Shape (V,). Which are swept as if there were no walls (cameras indoors)."""


class Pieces(NamedTuple):
    """Convex pieces of V viewsheds."""

    is_disc: NDArray[np.bool_]
    """Shape (V,). Whole discs, which have no pieces."""
    start: NDArray[np.int64]
    """Shape (V + 1,)."""
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    """Shape (P, 2), metres from the origin, a to b anticlockwise."""
    arc: NDArray[np.bool_]
    """Shape (P,). True for a sector of the disc, false for a triangle."""


LOW, HIGH, AX, AY, BX, BY = range(6)
"""Columns of the walls that face one camera, cut to its disc: first and last direction, and ends.

One array and not several: each array costs something in every call of a kernel.
"""


@compiled
def _angle(x: float, y: float, start: float) -> float:
    """Return a direction in [0, 2π) from the sector's first one."""
    angle = (atan2(y, x) - start) % FULL_TURN
    if angle >= FULL_TURN:
        return 0.0
    return angle


@compiled
def _put(
    facing: NDArray[np.float64],
    n: int,
    span: tuple[float, float],
    ends: tuple[float, float, float, float],
) -> int:
    if span[1] - span[0] <= SLIVER:
        return n
    facing[n, LOW], facing[n, HIGH] = span
    facing[n, AX], facing[n, AY], facing[n, BX], facing[n, BY] = ends
    return n + 1


@compiled
def _facing_walls(
    walls: NDArray[np.float64],
    near: NDArray[np.int32],
    view: tuple[float, float, float, float, float],
    facing: NDArray[np.float64],
) -> int:
    """Collect the walls that face a view, as angles and ends relative to it."""
    x, y, radius, start, width = view
    n = 0
    for wall in near:
        # walls have their house on the left; facing the camera they run clockwise around it
        a = (walls[wall, 2] - x, walls[wall, 3] - y)
        b = (walls[wall, 0] - x, walls[wall, 1] - y)
        if cross(a, b) <= 0.0:
            continue
        d = (b[0] - a[0], b[1] - a[1])
        t0, t1 = disc_interval(a, d, radius)
        if t0 >= t1:
            continue
        if t1 < 1.0:
            b = (a[0] + t1 * d[0], a[1] + t1 * d[1])
        if t0 > 0.0:
            a = (a[0] + t0 * d[0], a[1] + t0 * d[1])
        low, high = _angle(a[0], a[1], start), _angle(b[0], b[1], start)
        ends = (a[0], a[1], b[0], b[1])
        if low <= high:
            n = _put(facing, n, (low, min(high, width)), ends)
        else:
            n = _put(facing, n, (low, width), ends)
            n = _put(facing, n, (0.0, min(high, width)), ends)
    return n


@compiled
def _hit(facing: NDArray[np.float64], wall: int, angle: float, start: float) -> tuple[float, float]:
    """Return the point of a wall in a direction; its own ends come back unrounded."""
    a = (facing[wall, AX], facing[wall, AY])
    b = (facing[wall, BX], facing[wall, BY])
    if angle == _angle(a[0], a[1], start):
        return a
    if angle == _angle(b[0], b[1], start):
        return b
    u = (cos(start + angle), sin(start + angle))
    d = (b[0] - a[0], b[1] - a[1])
    distance = cross(a, d) / cross(u, d)
    return (distance * u[0], distance * u[1])


@compiled
def _nearest(
    facing: NDArray[np.float64], active: NDArray[np.int64], n_active: int, direction: float
) -> int:
    """Return the nearest of the active walls in a direction (radians from east), or OPEN."""
    u = (cos(direction), sin(direction))
    best, nearest = np.inf, OPEN
    for k in range(n_active):
        wall = active[k]
        a = (facing[wall, AX], facing[wall, AY])
        d = (facing[wall, BX] - a[0], facing[wall, BY] - a[1])
        distance = cross(a, d) / cross(u, d)
        if 0.0 <= distance < best:
            best, nearest = distance, wall
    return nearest


@compiled
def _runs(
    facing: NDArray[np.float64],
    n: int,
    view: tuple[float, float],
    run_wall: NDArray[np.int64],
    run_end: NDArray[np.float64],
) -> int:
    """Cut the turn into runs of one nearest wall each (or OPEN) and return how many."""
    start, width = view
    order = np.argsort(facing[:n, LOW])
    cuts = np.empty(2 * n + 2)
    cuts[0], cuts[1] = 0.0, width
    cuts[2 : n + 2] = facing[:n, LOW]
    cuts[n + 2 :] = facing[:n, HIGH]
    cuts.sort()
    active = np.empty(n, np.int64)
    n_active, upcoming, n_runs = 0, 0, 0
    for cut in range(2 * n + 1):
        low, high = cuts[cut], cuts[cut + 1]
        if high - low <= SLIVER:
            continue
        middle = 0.5 * (low + high)
        while upcoming < n and facing[order[upcoming], LOW] < middle:
            active[n_active] = order[upcoming]
            n_active += 1
            upcoming += 1
        kept = 0
        for k in range(n_active):
            if facing[active[k], HIGH] > middle:
                active[kept] = active[k]
                kept += 1
        n_active = kept
        wall = _nearest(facing, active, n_active, start + middle)
        if n_runs > 0 and run_wall[n_runs - 1] == wall:
            run_end[n_runs - 1] = high
        else:
            run_wall[n_runs], run_end[n_runs] = wall, high
            n_runs += 1
    return n_runs


@compiled
def _put_arcs(pieces: NDArray[np.float64], n: int, radius: float, low: float, high: float) -> int:
    """Append a sector as sectors of at most a right angle; return the new number of pieces."""
    count = ceil((high - low) / QUARTER_TURN - 1e-9)
    for k in range(count):
        from_angle = low + (high - low) * k / count
        to_angle = low + (high - low) * (k + 1) / count
        pieces[n, 0], pieces[n, 1] = radius * cos(from_angle), radius * sin(from_angle)
        pieces[n, 2], pieces[n, 3] = radius * cos(to_angle), radius * sin(to_angle)
        pieces[n, 4] = 1.0
        n += 1
    return n


@compiled
def _put_runs(
    pieces: NDArray[np.float64],
    n: int,
    facing: NDArray[np.float64],
    runs: tuple[NDArray[np.int64], NDArray[np.float64], int],
    view: tuple[float, float],
) -> int:
    """Append the pieces of a view's runs; return the new number of pieces."""
    run_wall, run_end, n_runs = runs
    start, radius = view
    low = 0.0
    for run in range(n_runs):
        wall, high = run_wall[run], run_end[run]
        if wall == OPEN:
            n = _put_arcs(pieces, n, radius, start + low, start + high)
        else:
            pieces[n, 0], pieces[n, 1] = _hit(facing, wall, low, start)
            pieces[n, 2], pieces[n, 3] = _hit(facing, wall, high, start)
            pieces[n, 4] = 0.0
            n += 1
        low = high
    return n


@compiled
def sweep(sectors: Sectors, walls: NDArray[np.float64], grid: Grid) -> Pieces:
    """Return the convex pieces of each view among walls.

    Parameters
    ----------
    sectors
        V fields of view.
    walls
        Shape (W, 4): x, y of both ends, metres, the building on the left from first to last.
    grid
        Over the walls' boxes.
    """
    n_views, n_walls = len(sectors.radius), len(walls)
    stamp, near = np.full(n_walls, -1, np.int64), np.empty(n_walls, np.int32)
    size = 16
    facing, run_wall, run_end = np.empty((size, 6)), np.empty(64, np.int64), np.empty(64)
    is_disc, piece_start = np.zeros(n_views, np.bool_), np.zeros(n_views + 1, np.int64)
    pieces, total = np.empty((1024, 5)), 0
    for v in range(n_views):
        x, y, radius = sectors.xy[v, 0], sectors.xy[v, 1], sectors.radius[v]
        start, width = sectors.start[v], sectors.width[v]
        n_near = 0
        if not sectors.blind_to_walls[v]:
            box = (x - radius, y - radius, x + radius, y + radius)
            n_near = near_box(grid, box, stamp, v, near)
        if 2 * n_near > size:
            size = 4 * n_near
            facing = np.empty((size, 6))
            run_wall, run_end = np.empty(2 * size + 2, np.int64), np.empty(2 * size + 2)
        n = _facing_walls(walls, near[:n_near], (x, y, radius, start, width), facing)
        is_disc[v] = n == 0 and width >= FULL_TURN
        if not is_disc[v]:
            n_runs = _runs(facing, n, (start, width), run_wall, run_end)
            # a run of open ground gives at most four pieces
            if total + 4 * n_runs > len(pieces):
                larger = np.empty((2 * len(pieces) + 4 * n_runs, 5))
                larger[:total] = pieces[:total]
                pieces = larger
            runs = (run_wall, run_end, n_runs)
            total = _put_runs(pieces, total, facing, runs, (start, radius))
        piece_start[v + 1] = total
    kept = pieces[:total]
    arc = kept[:, 4] > 0.0
    return Pieces(is_disc, piece_start, kept[:, :2].copy(), kept[:, 2:4].copy(), arc)
