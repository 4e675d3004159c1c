"""All arithmetic on angles. Bearings are degrees clockwise from north, in [0, 360)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["bearing_deg", "measure_of_arcs_deg", "normalise_deg", "turn_deg", "unit_vector"]

FULL_TURN_DEG = 360.0


def normalise_deg(angle_deg: ArrayLike) -> NDArray[np.float64]:
    """Return the same bearing in [0, 360).

    >>> normalise_deg([-20.0, 360.0, 725.0]).tolist()
    [340.0, 0.0, 5.0]
    """
    turned = np.mod(np.asarray(angle_deg, dtype=np.float64), FULL_TURN_DEG)
    # mod of a tiny negative number rounds to 360.0 itself
    return np.where(turned >= FULL_TURN_DEG, 0.0, turned)


def turn_deg(from_deg: ArrayLike, to_deg: ArrayLike) -> NDArray[np.float64]:
    """Return the signed turn from one bearing to another, clockwise positive, in (-180, 180].

    >>> turn_deg([350.0, 10.0, 0.0], [10.0, 350.0, 180.0]).tolist()
    [20.0, -20.0, 180.0]
    """
    delta = normalise_deg(np.asarray(to_deg, np.float64) - np.asarray(from_deg, np.float64))
    return np.where(delta > FULL_TURN_DEG / 2, delta - FULL_TURN_DEG, delta)


def bearing_deg(dx: ArrayLike, dy: ArrayLike) -> NDArray[np.float64]:
    """Return the bearing of the vector (dx east, dy north).

    >>> bearing_deg([0.0, 1.0, 0.0, -1.0], [1.0, 0.0, -1.0, 0.0]).tolist()
    [0.0, 90.0, 180.0, 270.0]
    """
    return normalise_deg(np.degrees(np.arctan2(np.asarray(dx), np.asarray(dy))))


def unit_vector(angle_deg: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (dx east, dy north) of unit length along a bearing."""
    radians = np.radians(np.asarray(angle_deg, dtype=np.float64))
    return np.sin(radians), np.cos(radians)


def measure_of_arcs_deg(start_deg: ArrayLike, width_deg: ArrayLike) -> float:
    """Return how many degrees of the circle a set of arcs covers together, at most 360.

    Parameters
    ----------
    start_deg
        Shape (n,). The bearing at which each arc begins.
    width_deg
        Shape (n,). How far it runs clockwise, at least 0.

    >>> measure_of_arcs_deg([350.0, 5.0, 100.0], [20.0, 10.0, 10.0])
    35.0
    """
    width = np.minimum(np.asarray(width_deg, np.float64), FULL_TURN_DEG)
    start = normalise_deg(start_deg)
    if start.size == 0:
        return 0.0
    if bool(np.any(width >= FULL_TURN_DEG)):
        return FULL_TURN_DEG
    end = start + width
    # what runs past north starts again at 0
    over = end > FULL_TURN_DEG
    starts = np.concatenate([start, np.zeros(int(over.sum()))])
    ends = np.concatenate([np.minimum(end, FULL_TURN_DEG), end[over] - FULL_TURN_DEG])
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], ends[order]
    reach = np.maximum.accumulate(ends)
    before = np.concatenate([[0.0], reach[:-1]])
    return float(np.sum(np.maximum(0.0, ends - np.maximum(starts, before))))
