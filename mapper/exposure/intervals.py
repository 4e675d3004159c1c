"""Where a straight segment lies inside a convex shape: the scalar kernels under every score.

A segment is its first point p and its vector d; a stretch of it is an interval [t0, t1] of the
parameter t in p + t d, 0 ≤ t ≤ 1; t0 > t1 means nowhere. Shapes stand at the origin.
"""

from __future__ import annotations

from math import sqrt

from mapper.model.compiled import compiled

__all__ = [
    "NOWHERE",
    "SLACK_M",
    "capsule_interval",
    "cross",
    "disc_interval",
    "half_plane",
    "hull",
    "triangle_interval",
    "wedge",
]

Vector = tuple[float, float]
Interval = tuple[float, float]

NOWHERE: Interval = (2.0, -1.0)
SLACK_M = 1e-9
"""How far pieces overlap, so that a line along their common side falls between no two."""


@compiled
def cross(a: Vector, b: Vector) -> float:
    """Return the z component of a × b: positive where b lies anticlockwise of a."""
    return a[0] * b[1] - a[1] * b[0]


@compiled
def disc_interval(p: Vector, d: Vector, radius: float) -> Interval:
    """Return where the segment lies within the disc around the origin."""
    length2 = d[0] * d[0] + d[1] * d[1]
    if length2 == 0.0:
        if p[0] * p[0] + p[1] * p[1] <= radius * radius:
            return (0.0, 1.0)
        return NOWHERE
    offset = cross(p, d)
    inside = length2 * radius * radius - offset * offset
    if inside < 0.0:
        return NOWHERE
    middle = -(p[0] * d[0] + p[1] * d[1])
    half = sqrt(inside)
    return (max(0.0, (middle - half) / length2), min(1.0, (middle + half) / length2))


@compiled
def half_plane(interval: Interval, value: float, slope: float) -> Interval:
    """Return the part of an interval where ``value + t slope`` is not negative."""
    if slope == 0.0:
        if value < 0.0:
            return NOWHERE
        return interval
    root = -value / slope
    if slope > 0.0:
        return (max(interval[0], root), interval[1])
    return (interval[0], min(interval[1], root))


@compiled
def wedge(interval: Interval, p: Vector, d: Vector, a: Vector, b: Vector) -> Interval:
    """Return the part of an interval between the rays through a and, anticlockwise, b (< 180°)."""
    slack_a = SLACK_M * sqrt(a[0] * a[0] + a[1] * a[1])
    slack_b = SLACK_M * sqrt(b[0] * b[0] + b[1] * b[1])
    cut = half_plane(interval, cross(a, p) + slack_a, cross(a, d))
    return half_plane(cut, cross(p, b) + slack_b, cross(d, b))


@compiled
def triangle_interval(within: Interval, p: Vector, d: Vector, a: Vector, b: Vector) -> Interval:
    """Return the part of an interval inside the triangle (origin, a, b), anticlockwise."""
    cut = wedge(within, p, d, a, b)
    side = (b[0] - a[0], b[1] - a[1])
    from_a = (p[0] - a[0], p[1] - a[1])
    return half_plane(cut, cross(side, from_a), cross(side, d))


@compiled
def hull(one: Interval, other: Interval) -> Interval:
    """Return the smallest interval that holds both."""
    if one[0] > one[1]:
        return other
    if other[0] > other[1]:
        return one
    return (min(one[0], other[0]), max(one[1], other[1]))


@compiled
def capsule_interval(p: Vector, d: Vector, a: Vector, b: Vector, radius: float) -> Interval:
    """Return where the segment lies within ``radius`` of the segment from a to b.

    A capsule is convex, so the hull of what its two discs and its rectangle hold is exact.
    """
    from_a = (p[0] - a[0], p[1] - a[1])
    from_b = (p[0] - b[0], p[1] - b[1])
    ends = hull(disc_interval(from_a, d, radius), disc_interval(from_b, d, radius))
    side = (b[0] - a[0], b[1] - a[1])
    length2 = side[0] * side[0] + side[1] * side[1]
    if length2 == 0.0:
        return ends
    reach = radius * sqrt(length2)
    along = side[0] * from_a[0] + side[1] * from_a[1]
    along_slope = side[0] * d[0] + side[1] * d[1]
    across, across_slope = cross(side, from_a), cross(side, d)
    box = half_plane((0.0, 1.0), along, along_slope)
    box = half_plane(box, length2 - along, -along_slope)
    box = half_plane(box, reach + across, across_slope)
    box = half_plane(box, reach - across, -across_slope)
    return hull(ends, box)
