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


class _Facing(NamedTuple):
    """The walls that face one camera, cut to its disc; shapes (n,) and (n, 2)."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    a: NDArray[np.float64]
    b: NDArray[np.float64]


@compiled
def _angle(x: float, y: float, start: float) -> float:
    """Return a direction in [0, 2π) from the sector's first one."""
    angle = (atan2(y, x) - start) % FULL_TURN
    if angle >= FULL_TURN:
        return 0.0
    return angle


@compiled
def _put(
    facing: _Facing, n: int, span: tuple[float, float], ends: tuple[float, float, float, float]
) -> int:
    if span[1] - span[0] <= SLIVER:
        return n
    facing.low[n], facing.high[n] = span
    facing.a[n, 0], facing.a[n, 1], facing.b[n, 0], facing.b[n, 1] = ends
    return n + 1


@compiled
def _facing_walls(
    walls: NDArray[np.float64],
    near: NDArray[np.int32],
    view: tuple[float, float, float, float, float],
    facing: _Facing,
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
def _hit(facing: _Facing, wall: int, angle: float, start: float) -> tuple[float, float]:
    """Return the point of a wall in a direction; its own ends come back unrounded."""
    a = (facing.a[wall, 0], facing.a[wall, 1])
    b = (facing.b[wall, 0], facing.b[wall, 1])
    if angle == _angle(a[0], a[1], start):
        return a
    if angle == _angle(b[0], b[1], start):
        return b
    u = (cos(start + angle), sin(start + angle))
    d = (b[0] - a[0], b[1] - a[1])
    distance = cross(a, d) / cross(u, d)
    return (distance * u[0], distance * u[1])


@compiled
def _nearest(facing: _Facing, active: NDArray[np.int64], n_active: int, direction: float) -> int:
    """Return the nearest of the active walls in a direction (radians from east), or OPEN."""
    u = (cos(direction), sin(direction))
    best, nearest = np.inf, OPEN
    for k in range(n_active):
        wall = active[k]
        a = (facing.a[wall, 0], facing.a[wall, 1])
        d = (facing.b[wall, 0] - a[0], facing.b[wall, 1] - a[1])
        distance = cross(a, d) / cross(u, d)
        if 0.0 <= distance < best:
            best, nearest = distance, wall
    return nearest


@compiled
def _runs(
    facing: _Facing,
    n: int,
    view: tuple[float, float],
    run_wall: NDArray[np.int64],
    run_end: NDArray[np.float64],
) -> int:
    """Cut the turn into runs of one nearest wall each (or OPEN) and return how many."""
    start, width = view
    order = np.argsort(facing.low[:n])
    cuts = np.empty(2 * n + 2)
    cuts[0], cuts[1] = 0.0, width
    cuts[2 : n + 2] = facing.low[:n]
    cuts[n + 2 :] = facing.high[:n]
    cuts.sort()
    active = np.empty(n, np.int64)
    n_active, upcoming, n_runs = 0, 0, 0
    for cut in range(2 * n + 1):
        low, high = cuts[cut], cuts[cut + 1]
        if high - low <= SLIVER:
            continue
        middle = 0.5 * (low + high)
        while upcoming < n and facing.low[order[upcoming]] < middle:
            active[n_active] = order[upcoming]
            n_active += 1
            upcoming += 1
        kept = 0
        for k in range(n_active):
            if facing.high[active[k]] > middle:
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
def _arcs(
    radius: float, span: tuple[float, float], a: NDArray[np.float64], b: NDArray[np.float64]
) -> int:
    """Write a sector as sectors of at most a right angle and return how many."""
    low, high = span
    count = ceil((high - low) / QUARTER_TURN - 1e-9)
    for k in range(count):
        from_angle = low + (high - low) * k / count
        to_angle = low + (high - low) * (k + 1) / count
        a[k, 0], a[k, 1] = radius * cos(from_angle), radius * sin(from_angle)
        b[k, 0], b[k, 1] = radius * cos(to_angle), radius * sin(to_angle)
    return count


@compiled
def _grown(array: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    larger = np.empty((length, 2))
    larger[: len(array)] = array
    return larger


@compiled
def _grown_flags(array: NDArray[np.bool_], length: int) -> NDArray[np.bool_]:
    larger = np.empty(length, np.bool_)
    larger[: len(array)] = array
    return larger


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
    stamp = np.full(n_walls, -1, np.int64)
    near = np.empty(n_walls, np.int32)
    facing = _Facing(np.empty(16), np.empty(16), np.empty((16, 2)), np.empty((16, 2)))
    is_disc = np.zeros(n_views, np.bool_)
    piece_start = np.zeros(n_views + 1, np.int64)
    piece_a, piece_b = np.empty((1024, 2)), np.empty((1024, 2))
    piece_arc = np.empty(1024, np.bool_)
    run_wall, run_end = np.empty(64, np.int64), np.empty(64)
    total = 0
    for v in range(n_views):
        x, y, radius = sectors.xy[v, 0], sectors.xy[v, 1], sectors.radius[v]
        start, width = sectors.start[v], sectors.width[v]
        n_near = 0
        if n_walls > 0 and not sectors.blind_to_walls[v]:
            n_near = near_box(
                grid, (x - radius, y - radius, x + radius, y + radius), stamp, v, near
            )
        if 2 * n_near > len(facing.low):
            size = 4 * n_near
            facing = _Facing(
                np.empty(size), np.empty(size), np.empty((size, 2)), np.empty((size, 2))
            )
            run_wall, run_end = np.empty(2 * size + 2, np.int64), np.empty(2 * size + 2)
        n = _facing_walls(walls, near[:n_near], (x, y, radius, start, width), facing)
        if n == 0 and width >= FULL_TURN:
            is_disc[v] = True
            piece_start[v + 1] = total
            continue
        n_runs = _runs(facing, n, (start, width), run_wall, run_end)
        # a run of open ground gives at most five arcs
        if total + 5 * n_runs > len(piece_arc):
            size = 2 * len(piece_arc) + 5 * n_runs
            piece_a, piece_b = _grown(piece_a, size), _grown(piece_b, size)
            piece_arc = _grown_flags(piece_arc, size)
        low = 0.0
        for run in range(n_runs):
            wall, high = run_wall[run], run_end[run]
            if wall == OPEN:
                span = (start + low, start + high)
                added = _arcs(radius, span, piece_a[total:], piece_b[total:])
                piece_arc[total : total + added] = True
                total += added
            else:
                piece_a[total, 0], piece_a[total, 1] = _hit(facing, wall, low, start)
                piece_b[total, 0], piece_b[total, 1] = _hit(facing, wall, high, start)
                piece_arc[total] = False
                total += 1
            low = high
        piece_start[v + 1] = total
    return Pieces(
        is_disc,
        piece_start,
        piece_a[:total].copy(),
        piece_b[:total].copy(),
        piece_arc[:total].copy(),
    )
