"""Stretches of lines in view of one camera: crossings united over views and segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mapper.exposure.crossing import MERGE_M, Crossings
from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Stretches", "unite"]

MOMENT_S = 1e-3
"""A stretch with no length counts where somebody stands there for longer than this."""


class Stretches(NamedTuple):
    """Unbroken stretches of L lines in view of one camera each; by line, camera, place."""

    start: NDArray[np.int64]
    """Shape (L + 1,), offsets of each line's rows."""
    camera: NDArray[np.int32]
    enter: NDArray[np.float64]
    leave: NDArray[np.float64]
    """Shape (R,), places on the line (see ``Crossings``)."""


@compiled
def _along(points: NDArray[np.float64], first: int, last: int, place: float) -> float:
    """Return a running total at a place on the line between two points."""
    segment = min(int(place), last - first - 1)
    low: float = points[first + segment]
    high: float = points[first + segment + 1]
    return low + (place - segment) * (high - low)


@compiled
def _sort_by_camera(
    order: NDArray[np.int64], camera: NDArray[np.int32], enter: NDArray[np.float64]
) -> None:
    """Sort row numbers by camera, then place; rows come nearly sorted by place."""
    for k in range(1, len(order)):
        row, at = order[k], k - 1
        while at >= 0 and camera[order[at]] == camera[row] and enter[order[at]] > enter[row]:
            order[at + 1] = order[at]
            at -= 1
        order[at + 1] = row


@compiled
def unite(
    crossings: Crossings,
    camera_of_view: NDArray[np.int32],
    line_start: NDArray[np.int64],
    metres: NDArray[np.float64],
    seconds: NDArray[np.float64],
) -> Stretches:
    """Unite what one camera sees of each line, over its views and over segment borders.

    Parameters
    ----------
    crossings
        Of L lines.
    camera_of_view
        Shape (V,).
    line_start
        Shape (L + 1,), offsets of the lines' points.
    metres, seconds
        Shape (P,), running totals at each point. What has neither length nor time is dropped.
    """
    n_lines = len(line_start) - 1
    camera = camera_of_view[crossings.viewshed]
    kept_start = np.zeros(n_lines + 1, np.int64)
    kept_camera = np.empty(len(camera), np.int32)
    kept_enter, kept_leave = np.empty(len(camera)), np.empty(len(camera))
    n = 0
    for line in range(n_lines):
        low, high = crossings.start[line], crossings.start[line + 1]
        first, last = line_start[line], line_start[line + 1] - 1
        order = low + np.argsort(camera[low:high], kind="mergesort")
        _sort_by_camera(order, camera, crossings.enter)
        k = 0
        while k < len(order):
            current, enter = camera[order[k]], crossings.enter[order[k]]
            leave = crossings.leave[order[k]]
            reach = _along(metres, first, last, leave) + MERGE_M
            k += 1
            while k < len(order) and camera[order[k]] == current:
                row = order[k]
                # the metres are looked up only where there is a gap at all
                apart = crossings.enter[row] > leave
                if apart and _along(metres, first, last, crossings.enter[row]) > reach:
                    break
                if crossings.leave[row] > leave:
                    leave = crossings.leave[row]
                    reach = _along(metres, first, last, leave) + MERGE_M
                k += 1
            length = reach - MERGE_M - _along(metres, first, last, enter)
            time = _along(seconds, first, last, leave) - _along(seconds, first, last, enter)
            if length >= MERGE_M or time >= MOMENT_S:
                kept_camera[n], kept_enter[n], kept_leave[n] = current, enter, leave
                n += 1
        kept_start[line + 1] = n
    return Stretches(
        kept_start, kept_camera[:n].copy(), kept_enter[:n].copy(), kept_leave[:n].copy()
    )
