"""From longitude and latitude to metres and back, and lengths on the ellipsoid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj

from mapper.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["LON_LAT_DECIMALS", "Projection", "ellipsoid_lengths_m", "utm_for"]

LON_LAT_DECIMALS = 7
"""Decimals of a degree in what goes out: about a centimetre."""
_WGS84 = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Projection:
    """One projected CRS in metres (UTM, WGS84), axis order (x, y)."""

    epsg: int

    @property
    def crs(self) -> pyproj.CRS:
        """The coordinate reference system."""
        return pyproj.CRS.from_epsg(self.epsg)

    def to_metres(
        self, lon: ArrayLike, lat: ArrayLike
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Project longitudes and latitudes, shape (n,), to (x, y) in metres."""
        x, y = _transformer(4326, self.epsg).transform(
            np.asarray(lon, np.float64), np.asarray(lat, np.float64)
        )
        return np.asarray(x), np.asarray(y)

    def to_lon_lat(
        self, x: ArrayLike, y: ArrayLike, *, rounded: bool = True
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return longitudes and latitudes of (x, y), shape (n,).

        They are rounded to 7 decimals for what goes out; what is still to be measured is not.
        """
        lon, lat = _transformer(self.epsg, 4326).transform(
            np.asarray(x, np.float64), np.asarray(y, np.float64)
        )
        if not rounded:
            return np.asarray(lon), np.asarray(lat)
        return np.round(lon, LON_LAT_DECIMALS), np.round(lat, LON_LAT_DECIMALS)


@lru_cache(maxsize=8)
def _transformer(source: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def utm_for(lon: float, lat: float) -> Projection:
    """Return the UTM zone (WGS84) that holds a point.

    Raises
    ------
    BadInputError
        Where the point is no place on Earth, or lies beyond UTM (84° N, 80° S).

    >>> utm_for(24.94, 60.17).epsg
    32635
    """
    if not (-180 <= lon <= 180 and -80 <= lat <= 84):  # noqa: PLR2004 - the bounds of UTM
        message = "longitude or latitude is out of range"
        raise BadInputError(message)
    zone = min(int((lon + 180) // 6) + 1, 60)
    return Projection((32600 if lat >= 0 else 32700) + zone)


def ellipsoid_lengths_m(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Return the length of each segment of a line on the WGS84 ellipsoid.

    Parameters
    ----------
    lon, lat
        Shape (n,), degrees.

    Returns
    -------
    Shape (n - 1,), metres (Karney's geodesics, through PROJ).
    """
    longitudes, latitudes = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    _, _, length = _WGS84.inv(longitudes[:-1], latitudes[:-1], longitudes[1:], latitudes[1:])
    return np.asarray(length, np.float64)
