"""Which stretches of lines lie in which viewsheds: the kernel behind scores and incidence."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mapper.exposure.grid import Grid, build_grid, near_box, near_segment
from mapper.exposure.intervals import (
    capsule_interval,
    disc_interval,
    triangle_interval,
    wedge,
)
from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.viewshed import Viewsheds

__all__ = ["MERGE_M", "Crossings", "Lines", "SightIndex", "cross_lines"]

MERGE_M = 1e-6
"""Stretches closer together than this are one; a shorter one is none."""


class Lines(NamedTuple):
    """Many polylines, one after the other."""

    start: NDArray[np.int64]
    """Shape (L + 1,), offsets into ``xy``."""
    xy: NDArray[np.float64]
    """Shape (P, 2), metres."""
    indoor: NDArray[np.bool_]
    """Shape (P,). Whether the segment that begins at a point is indoors."""


class Crossings(NamedTuple):
    """Stretches of segments in view, by line, then segment; not yet merged.

    A place on a line is a number u: u = 3.25 is a quarter along its fourth segment.
    """

    start: NDArray[np.int64]
    """Shape (L + 1,), offsets of each line's rows."""
    viewshed: NDArray[np.int32]
    enter: NDArray[np.float64]
    leave: NDArray[np.float64]
    """Shape (R,); enter ≤ leave, both on one segment."""


class _Views(NamedTuple):
    """Viewsheds in few arrays: each array costs something in every call of a kernel."""

    place: NDArray[np.float64]
    """Shape (V, 3): x, y, radius with tolerance."""
    indoor: NDArray[np.bool_]
    is_disc: NDArray[np.bool_]
    start: NDArray[np.int64]
    pieces: NDArray[np.float64]
    """Shape (P, 5): a, b, and 1 for a sector or 0 for a triangle."""


class SightIndex(NamedTuple):
    """Viewsheds ready to be asked which lines cross them."""

    views: _Views
    grid: Grid
    tolerance_m: float
    most_intervals: int
    """How many intervals one segment and one view can have before they are merged."""

    @classmethod
    def of(cls, viewsheds: Viewsheds) -> SightIndex:
        """Index viewsheds by place."""
        sheds = viewsheds
        # cells a radius wide were the fastest of 0.7 to 2 radii, on 200,000 views in a real city
        cell_m = float(np.median(sheds.radius_m)) if len(sheds) else 1.0
        most = int(np.diff(sheds.piece_start).max(initial=0))
        reach = sheds.radius_m + sheds.tolerance_m
        views = _Views(
            place=np.column_stack([sheds.xy, reach]),
            indoor=np.ascontiguousarray(sheds.indoor),
            is_disc=np.ascontiguousarray(sheds.is_disc),
            start=np.ascontiguousarray(sheds.piece_start),
            pieces=np.column_stack([sheds.piece_a, sheds.piece_b, sheds.piece_arc]),
        )
        grid = build_grid(sheds.boxes, max(cell_m, SMALLEST_CELL_M))
        return cls(views, grid, sheds.tolerance_m, 4 * most + 4)


SMALLEST_CELL_M = 10.0
MORE_THAN_ONE = 2


@compiled
def _append(found: NDArray[np.float64], n: int, interval: tuple[float, float]) -> int:
    if interval[0] <= interval[1]:
        found[n, 0], found[n, 1] = interval
        return n + 1
    return n


@compiled
def _merged(found: NDArray[np.float64], n: int, gap: float) -> int:
    """Unite overlapping intervals in place, sorted, and return how many are left."""
    for k in range(1, n):
        low, high = found[k, 0], found[k, 1]
        at = k - 1
        while at >= 0 and found[at, 0] > low:
            found[at + 1, 0], found[at + 1, 1] = found[at, 0], found[at, 1]
            at -= 1
        found[at + 1, 0], found[at + 1, 1] = low, high
    kept = 0
    for k in range(1, n):
        if found[k, 0] <= found[kept, 1] + gap:
            found[kept, 1] = max(found[kept, 1], found[k, 1])
        else:
            kept += 1
            found[kept, 0], found[kept, 1] = found[k, 0], found[k, 1]
    return min(n, kept + 1)


@compiled
def _in_pieces(
    pieces: NDArray[np.float64],
    span: tuple[int, int],
    segment: tuple[float, float, float, float],
    disc: tuple[float, float],
    tolerance: float,
    found: NDArray[np.float64],
) -> int:
    """Write where a segment lies in pieces, grown by the tolerance; return how many stretches.

    ``segment`` is (x, y, dx, dy) seen from the camera, ``disc`` the interval within its reach.
    """
    p, d, origin = (segment[0], segment[1]), (segment[2], segment[3]), (0.0, 0.0)
    n = 0
    for piece in range(span[0], span[1]):
        a = (pieces[piece, 0], pieces[piece, 1])
        b = (pieces[piece, 2], pieces[piece, 3])
        is_arc = pieces[piece, 4] > 0.0
        inside = wedge(disc, p, d, a, b) if is_arc else triangle_interval(disc, p, d, a, b)
        n = _append(found, n, inside)
        if tolerance > 0.0:
            n = _append(found, n, capsule_interval(p, d, origin, a, tolerance))
            n = _append(found, n, capsule_interval(p, d, origin, b, tolerance))
            if not is_arc:
                n = _append(found, n, capsule_interval(p, d, a, b, tolerance))
    if n < MORE_THAN_ONE:
        return n
    length = sqrt(d[0] * d[0] + d[1] * d[1])
    return _merged(found, n, MERGE_M / length if length > 0.0 else 0.0)


@compiled
def _larger_rows(
    view: NDArray[np.int32], enter: NDArray[np.float64], leave: NDArray[np.float64], least: int
) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.float64]]:
    size = max(2 * len(view), least)
    new_view, new_enter, new_leave = np.empty(size, np.int32), np.empty(size), np.empty(size)
    new_view[: len(view)] = view
    new_enter[: len(view)] = enter
    new_leave[: len(view)] = leave
    return new_view, new_enter, new_leave


@compiled
def _chunk_end(xy: NDArray[np.float64], point: int, last: int, side: float) -> int:
    """Return the last point up to which a line stays in a box of some side, at least the next."""
    left = right = xy[point, 0]
    bottom = top = xy[point, 1]
    for end in range(point + 1, last + 1):
        x, y = xy[end, 0], xy[end, 1]
        left, right = min(left, x), max(right, x)
        bottom, top = min(bottom, y), max(top, y)
        if right - left > side or top - bottom > side:
            return max(point + 1, end - 1)
    return last


@compiled
def _candidates(
    xy: NDArray[np.float64],
    grid: Grid,
    chunk: tuple[int, int],
    stamp: NDArray[np.int64],
    near: NDArray[np.int32],
) -> int:
    """Write the views that may see the line between two points and return how many there are.

    Points close together are asked about once, for the box around them all.
    """
    first, last = chunk
    x, y = xy[first, 0], xy[first, 1]
    if last == first + 1:
        segment = (x, y, xy[last, 0] - x, xy[last, 1] - y)
        return near_segment(grid, segment, stamp, first + 1, near)
    left = right = x
    bottom = top = y
    for point in range(first + 1, last + 1):
        left, right = min(left, xy[point, 0]), max(right, xy[point, 0])
        bottom, top = min(bottom, xy[point, 1]), max(top, xy[point, 1])
    return near_box(grid, (left, bottom, right, top), stamp, first + 1, near)


@compiled
def cross_lines(lines: Lines, index: SightIndex) -> Crossings:
    """Return every stretch of every line that lies in a viewshed.

    Indoor segments meet indoor cameras only, all others the others only.
    """
    place, piece_start, pieces = index.views.place, index.views.start, index.views.pieces
    is_disc, is_indoor = index.views.is_disc, index.views.indoor
    n_lines, n_views = len(lines.start) - 1, len(place)
    # zeros are not touched before they are used, which a single track hardly does
    stamp, near = np.zeros(n_views, np.int64), np.empty(n_views, np.int32)
    found = np.empty((index.most_intervals, 2))
    start = np.zeros(n_lines + 1, np.int64)
    view, enter, leave = np.empty(1024, np.int32), np.empty(1024), np.empty(1024)
    n = 0
    for line in range(n_lines):
        first, last = lines.start[line], lines.start[line + 1] - 1
        chunk_end, n_near = first, 0
        for point in range(first, last):
            if point == chunk_end:
                chunk_end = _chunk_end(lines.xy, point, last, index.grid.cell_m)
                chunk = (point, chunk_end)
                n_near = _candidates(lines.xy, index.grid, chunk, stamp, near)
            x, y = lines.xy[point, 0], lines.xy[point, 1]
            d = (lines.xy[point + 1, 0] - x, lines.xy[point + 1, 1] - y)
            for k in range(n_near):
                v = near[k]
                p = (x - place[v, 0], y - place[v, 1])
                disc = disc_interval(p, d, place[v, 2])
                if disc[0] > disc[1] or is_indoor[v] != lines.indoor[point]:
                    continue
                found[0, 0], found[0, 1], n_found = disc[0], disc[1], 1
                if not is_disc[v]:
                    span, segment = (piece_start[v], piece_start[v + 1]), (p[0], p[1], d[0], d[1])
                    n_found = _in_pieces(pieces, span, segment, disc, index.tolerance_m, found)
                if n + n_found > len(view):
                    view, enter, leave = _larger_rows(view, enter, leave, n + n_found)
                for stretch in range(n_found):
                    view[n] = v
                    enter[n] = point - first + found[stretch, 0]
                    leave[n] = point - first + found[stretch, 1]
                    n += 1
        start[line + 1] = n
    return Crossings(start, view[:n].copy(), enter[:n].copy(), leave[:n].copy())
