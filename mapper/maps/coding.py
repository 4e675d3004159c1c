"""Lines as whole numbers: Web Mercator pixels at zoom 20, coded as short text."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from mapper.model.projection import Projection

__all__ = ["UNIT_ZOOM", "Plane", "encode_lines"]

UNIT_ZOOM: Final = 20
_PLANE_PX: Final = 256 * 2**UNIT_ZOOM


class Plane:
    """The drawing plane of one page: units from an origin, x eastwards, y southwards.

    One unit is one pixel at zoom 20, which is at most 0.15 m on the ground.
    """

    __slots__ = ("bounds", "origin", "projection")

    def __init__(self, projection: Projection, bounds: tuple[float, float, float, float]) -> None:
        self.projection = projection
        self.bounds = bounds
        left, _, _, top = bounds
        corner = _mercator_px(left, top)
        self.origin = (int(corner[0, 0]), int(corner[0, 1]))

    def of_lon_lat(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
        """Return units of longitudes and latitudes, shape (n, 2)."""
        return _mercator_px(lon, lat) - np.asarray(self.origin, np.int64)

    def of_metres(self, xy: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return units of points in the city's CRS, shape (n, 2)."""
        return self.of_lon_lat(*self.projection.to_lon_lat(xy[:, 0], xy[:, 1]))

    def lines_of(self, shapes: NDArray[np.object_]) -> list[NDArray[np.int64]]:
        """Return the lines and rings of geometries, in units; rings are not closed.

        Outer rings run one way and holes the other, so that a non-zero fill leaves holes open.
        """
        kind = shapely.get_type_id(shapely.get_parts(shapes))
        parts = shapely.get_parts(shapes)
        areas = shapely.orient_polygons(parts[kind == shapely.GeometryType.POLYGON])
        lines = parts[kind == shapely.GeometryType.LINESTRING]
        rings = shapely.get_rings(areas)
        found = []
        for pieces, drop in ((rings, 1), (lines, 0)):
            xy, index = shapely.get_coordinates(pieces, return_index=True)
            if not len(xy):
                continue
            units = self.of_metres(xy)
            ends = np.cumsum(np.bincount(index, minlength=len(pieces)))
            found += [
                units[start : end - drop] for start, end in zip([0, *ends[:-1]], ends, strict=True)
            ]
        return found


def _mercator_px(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
    """Return spherical Mercator pixels at zoom 20 (EPSG:3857, as Leaflet draws it)."""
    longitude = np.atleast_1d(np.asarray(lon, np.float64))
    latitude = np.radians(np.atleast_1d(np.asarray(lat, np.float64)))
    x = (longitude + 180.0) / 360.0
    y = 0.5 - np.arcsinh(np.tan(latitude)) / (2.0 * np.pi)
    return np.rint(np.column_stack([x, y]) * _PLANE_PX).astype(np.int64)


def encode_lines(lines: Sequence[NDArray[np.int64]]) -> str:
    """Return lines as base64 of varints: each its number of points, then steps.

    Parameters
    ----------
    lines
        Arrays of shape (k, 2), units. Points that repeat the one before are left out.

    >>> encode_lines([np.array([[0, 0], [3, -2]])])
    'AgAABgM='
    """
    previous = np.zeros((1, 2), np.int64)
    numbers: list[NDArray[np.int64]] = []
    for line in lines:
        steps = np.diff(line, axis=0, prepend=previous)
        keep = (steps != 0).any(axis=1) | (np.arange(len(steps)) == 0)
        steps = steps[keep]
        numbers += [np.array([len(steps)]), np.where(steps < 0, -2 * steps - 1, 2 * steps).ravel()]
        previous = line[-1:]
    joined = np.concatenate([*numbers, np.zeros(0, np.int64)]).astype(np.uint64)
    return base64.b64encode(_varints(joined)).decode("ascii")


def _varints(numbers: NDArray[np.uint64]) -> bytes:
    """Return little-endian base-128 numbers, the high bit set on all but the last byte."""
    groups = np.arange(0, 63, 7, dtype=np.uint64)
    digits = (numbers[:, None] >> groups) & np.uint64(0x7F)
    used = (numbers[:, None] >> groups) > 0
    used[:, 0] = True
    more = np.zeros_like(digits)
    more[:, :-1] = np.where(used[:, 1:], 0x80, 0)
    return bytes((digits | more)[used].astype(np.uint8).tobytes())
