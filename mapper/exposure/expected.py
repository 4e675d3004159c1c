"""Expected exposure where directions are unknown: each bearing is as likely as any other."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.crossing import MERGE_M
from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.crossing import Crossings
    from mapper.exposure.viewshed import Viewsheds

__all__ = ["chances_of_meeting", "lens_weights"]

FULL_TURN = 2.0 * pi


def lens_weights(viewsheds: Viewsheds, n_cameras: int) -> NDArray[np.float64]:
    """Return the probability that a camera looks at a given point in its reach, shape (C,).

    It is angle / 360 for a camera whose direction is unknown, and 1 for every other.
    """
    weights = np.ones(n_cameras)
    unknown = ~np.isnan(viewsheds.lens_deg)
    weights[viewsheds.camera[unknown]] = viewsheds.lens_deg[unknown] / 360.0
    return weights


def chances_of_meeting(
    crossings: Crossings, viewsheds: Viewsheds, xy: NDArray[np.float64], n_cameras: int
) -> NDArray[np.float64]:
    """Return the probability that each camera sees any of one line, shape (C,).

    For a camera of unknown direction it is the share of bearings under which it sees some of the
    line: the bearings at which the stretches in view lie, each widened by half the lens's angle
    to both sides, over the whole turn. For every other camera that is met it is 1.

    With a tolerance the bearings are widened further, by what the tolerance spans at the nearest
    point of the stretch: then the probability is an upper bound.

    Parameters
    ----------
    crossings
        Of a single line.
    viewsheds
        The viewsheds it was crossed with.
    xy
        Shape (n, 2), the line's points, metres.
    """
    camera = viewsheds.camera[crossings.viewshed]
    chances = np.zeros(n_cameras)
    chances[camera] = 1.0
    rows = np.flatnonzero(~np.isnan(viewsheds.lens_deg[crossings.viewshed]))
    rows = rows[np.argsort(camera[rows], kind="stable")]
    if rows.size == 0:
        return chances
    low, width = _arcs(crossings, viewsheds, xy, rows)
    group = np.concatenate([[0], np.flatnonzero(np.diff(camera[rows])) + 1, [rows.size]]).astype(
        np.int64
    )
    chances[camera[rows[group[:-1]]]] = _measures(group, low, width) / FULL_TURN
    return chances


def _arcs(
    crossings: Crossings, viewsheds: Viewsheds, xy: NDArray[np.float64], rows: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return first direction and width, radians, of what stretches span, widened by the lens."""
    view, enter, leave = crossings.viewshed[rows], crossings.enter[rows], crossings.leave[rows]
    segment = np.minimum(np.minimum(enter, leave).astype(np.int64), len(xy) - 2)
    vector = xy[segment + 1] - xy[segment]
    start = xy[segment] - viewsheds.xy[view]
    one = start + (enter - segment)[:, None] * vector
    other = start + (leave - segment)[:, None] * vector
    # a stretch that begins or ends at the camera lies at the bearing of its other end
    at_camera = np.hypot(one[:, 0], one[:, 1])[:, None] <= MERGE_M
    one, other = (
        np.where(at_camera, other, one),
        np.where(~at_camera & (np.hypot(other[:, 0], other[:, 1])[:, None] <= MERGE_M), one, other),
    )
    first = np.arctan2(one[:, 1], one[:, 0])
    turn = np.arctan2(
        one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0],
        one[:, 0] * other[:, 0] + one[:, 1] * other[:, 1],
    )
    half = 0.5 * np.radians(viewsheds.lens_deg[view])
    # whoever stands at the camera itself is before every lens
    half = np.where(np.hypot(one[:, 0], one[:, 1]) <= MERGE_M, pi, half)
    if viewsheds.tolerance_m > 0.0:
        nearest = np.maximum(_distances(one, other), viewsheds.tolerance_m)
        beside = np.arcsin(viewsheds.tolerance_m / nearest)
        half = np.where(nearest <= viewsheds.tolerance_m, pi, half + beside)
    return np.minimum(first, first + turn) - half, np.abs(turn) + 2.0 * half


def _distances(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance of each segment from the origin, shape (n,)."""
    vector = other - one
    length2 = np.sum(vector * vector, axis=1)
    along = -np.sum(one * vector, axis=1) / np.where(length2 > 0, length2, 1.0)
    nearest = one + np.clip(along, 0.0, 1.0)[:, None] * vector
    return np.asarray(np.hypot(nearest[:, 0], nearest[:, 1]))


@compiled
def _measures(
    group: NDArray[np.int64], low: NDArray[np.float64], width: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much of the turn the arcs of each group cover together, radians."""
    result = np.zeros(len(group) - 1)
    for g in range(len(group) - 1):
        n = group[g + 1] - group[g]
        starts, ends = np.empty(2 * n), np.empty(2 * n)
        for k in range(n):
            first = low[group[g] + k] % FULL_TURN
            end = first + min(width[group[g] + k], FULL_TURN)
            starts[2 * k], ends[2 * k] = first, min(end, FULL_TURN)
            # what runs past a whole turn begins again at 0
            starts[2 * k + 1], ends[2 * k + 1] = 0.0, max(0.0, end - FULL_TURN)
        order = np.argsort(starts)
        reach = 0.0
        for k in order:
            if ends[k] > reach:
                result[g] += ends[k] - max(reach, starts[k])
                reach = ends[k]
    return result
