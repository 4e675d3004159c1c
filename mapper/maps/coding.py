"""Lines as whole numbers: Web Mercator pixels at zoom 20, coded as short text."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from mapper.maps.varints import varints, zigzag

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
        """Return the lines and rings of geometries, in units (see ``owned_lines_of``)."""
        return self.owned_lines_of(shapes)[1]

    def owned_lines_of(
        self, shapes: NDArray[np.object_]
    ) -> tuple[list[int], list[NDArray[np.int64]]]:
        """Return the lines and rings of geometries, in units, and whose each is.

        Rings come first and are not closed. Outer rings run one way and holes the other, so that
        a non-zero fill leaves holes open.
        """
        parts, owner = shapely.get_parts(shapes, return_index=True)
        kind = shapely.get_type_id(parts)
        is_area = kind == shapely.GeometryType.POLYGON
        is_line = kind == shapely.GeometryType.LINESTRING
        rings, area = shapely.get_rings(shapely.orient_polygons(parts[is_area]), return_index=True)
        owners: list[int] = []
        found: list[NDArray[np.int64]] = []
        for pieces, whose, drop in (
            (rings, owner[is_area][area], 1),
            (parts[is_line], owner[is_line], 0),
        ):
            xy, index = shapely.get_coordinates(pieces, return_index=True)
            if not len(xy):
                continue
            units = self.of_metres(xy)
            ends = np.cumsum(np.bincount(index, minlength=len(pieces))).tolist()
            starts = [0, *ends[:-1]]
            found += [units[a : b - drop] for a, b in zip(starts, ends, strict=True)]
            owners += whose.tolist()
        return owners, found


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
    counts = np.array([len(line) for line in lines], np.int64)
    points = np.concatenate([*lines, np.zeros((0, 2), np.int64)])
    steps = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64))
    keep = (steps != 0).any(axis=1)
    first = np.cumsum(counts) - counts
    keep[first[counts > 0]] = True
    line_of = np.repeat(np.arange(len(counts)), counts)
    kept = np.bincount(line_of[keep], minlength=len(counts))
    # each line's count goes before its points
    joined = np.insert(zigzag(steps[keep]).ravel(), 2 * (np.cumsum(kept) - kept), kept)
    return base64.b64encode(varints(joined)).decode("ascii")
