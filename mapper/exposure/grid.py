"""A grid over boxes: which of them may touch a box or a segment."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Grid", "build_grid", "near_box", "near_segment"]

MAX_CELLS = 4_000_000
PADDING_M = 1e-6
"""More than a coordinate's rounding error, so that no neighbour is missed on a cell's border."""


class Grid(NamedTuple):
    """Square cells over the plane, each listing the boxes that touch it."""

    left: float
    bottom: float
    cell_m: float
    columns: int
    rows: int
    start: NDArray[np.int64]
    """Shape (columns · rows + 1,), offsets into ``item``."""
    item: NDArray[np.int32]
    """Numbers of boxes."""


def build_grid(boxes: NDArray[np.float64], cell_m: float) -> Grid:
    """Index boxes by the cells they touch.

    Parameters
    ----------
    boxes
        Shape (n, 4): left, bottom, right, top, metres.
    cell_m
        The cells' side; made larger where that would give more than four million cells.
    """
    if len(boxes) == 0:
        return Grid(0.0, 0.0, 1.0, 0, 0, np.zeros(1, np.int64), np.zeros(0, np.int32))
    left, bottom = (float(value) - PADDING_M for value in boxes[:, :2].min(axis=0))
    right, top = (float(value) for value in boxes[:, 2:].max(axis=0))
    side = max(float(cell_m), float(np.sqrt((right - left) * (top - bottom) / MAX_CELLS)))
    side = max(side, (right - left) / MAX_CELLS, (top - bottom) / MAX_CELLS)
    columns, rows = int((right - left) / side) + 1, int((top - bottom) / side) + 1
    start, item = _fill(np.ascontiguousarray(boxes), (left, bottom, side), columns, rows)
    return Grid(left, bottom, side, columns, rows, start, item)


@compiled
def _cells(low: float, high: float, origin: float, cell_m: float, count: int) -> tuple[int, int]:
    """Return the first and last cell that [low, high] touches on one axis; first > last: none."""
    first = floor((low - PADDING_M - origin) / cell_m)
    last = floor((high + PADDING_M - origin) / cell_m)
    return (max(0, int(first)), min(count - 1, int(last)))


@compiled
def _fill(
    boxes: NDArray[np.float64], frame: tuple[float, float, float], columns: int, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """List the boxes of each cell: count, then write."""
    left, bottom, cell_m = frame
    start = np.zeros(columns * rows + 1, np.int64)
    for box in range(len(boxes)):
        x0, x1 = _cells(boxes[box, 0], boxes[box, 2], left, cell_m, columns)
        y0, y1 = _cells(boxes[box, 1], boxes[box, 3], bottom, cell_m, rows)
        for row in range(y0, y1 + 1):
            for column in range(x0, x1 + 1):
                start[row * columns + column + 1] += 1
    for cell in range(columns * rows):
        start[cell + 1] += start[cell]
    item = np.empty(start[-1], np.int32)
    free = start[:-1].copy()
    for box in range(len(boxes)):
        x0, x1 = _cells(boxes[box, 0], boxes[box, 2], left, cell_m, columns)
        y0, y1 = _cells(boxes[box, 1], boxes[box, 3], bottom, cell_m, rows)
        for row in range(y0, y1 + 1):
            for column in range(x0, x1 + 1):
                cell = row * columns + column
                item[free[cell]] = box
                free[cell] += 1
    return start, item


@compiled
def _take(
    grid: Grid,
    span: tuple[int, int, int],
    stamp: NDArray[np.int64],
    serial: int,
    out: NDArray[np.int32],
    n: int,
) -> int:
    """Append the boxes of some cells of a row that were not met under this serial before."""
    row, first, last = span
    for cell in range(row * grid.columns + first, row * grid.columns + last + 1):
        for k in range(grid.start[cell], grid.start[cell + 1]):
            box = grid.item[k]
            if stamp[box] != serial:
                stamp[box] = serial
                out[n] = box
                n += 1
    return n


@compiled
def near_box(
    grid: Grid,
    box: tuple[float, float, float, float],
    stamp: NDArray[np.int64],
    serial: int,
    out: NDArray[np.int32],
) -> int:
    """Write the boxes that may touch a box to ``out`` and return how many there are.

    ``stamp`` and ``out`` have one place for each box of the grid; ``serial`` is new at each call.
    """
    n = 0
    first, last = _cells(box[0], box[2], grid.left, grid.cell_m, grid.columns)
    low, high = _cells(box[1], box[3], grid.bottom, grid.cell_m, grid.rows)
    if first <= last:
        for row in range(low, high + 1):
            n = _take(grid, (row, first, last), stamp, serial, out, n)
    return n


@compiled
def near_segment(
    grid: Grid,
    segment: tuple[float, float, float, float],
    stamp: NDArray[np.int64],
    serial: int,
    out: NDArray[np.int32],
) -> int:
    """Write the boxes that may touch the segment from (x, y) by (dx, dy); see ``near_box``.

    Row by row, so that a long slanting segment visits only the cells along it.
    """
    x, y, dx, dy = segment
    n = 0
    low, high = _cells(min(y, y + dy), max(y, y + dy), grid.bottom, grid.cell_m, grid.rows)
    for row in range(low, high + 1):
        enter, leave = x, x + dx
        if low != high:
            bottom = grid.bottom + row * grid.cell_m
            t0 = (bottom - PADDING_M - y) / dy
            t1 = (bottom + grid.cell_m + PADDING_M - y) / dy
            enter = x + dx * min(1.0, max(0.0, min(t0, t1)))
            leave = x + dx * min(1.0, max(0.0, t0, t1))
        first, last = _cells(
            min(enter, leave), max(enter, leave), grid.left, grid.cell_m, grid.columns
        )
        if first <= last:
            n = _take(grid, (row, first, last), stamp, serial, out, n)
    return n
