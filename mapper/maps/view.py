"""Which part of the world a picture shows, and where on it a tap falls."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

__all__ = ["View"]

TILE_PX: Final = 256
MARGIN_PX: Final = 24
NEAREST_ZOOM: Final = 19.0
FARTHEST_ZOOM: Final = 1.0
STEP: Final = 1 / 3
"""How much of its width or height a picture moves at a time."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of the Web Mercator plane, by its middle, zoom and size."""

    lon: float
    lat: float
    zoom: float
    """As of tiles of 256 pixels; broken zooms are fine."""
    width: int
    """In pixels as it is shown."""
    height: int
    density: int = 1
    """How many pixels the picture has for one as it is shown, each way."""

    @classmethod
    def fit(
        cls,
        bounds: tuple[float, float, float, float],
        *,
        size: tuple[int, int],
        density: int = 1,
        nearest: float = 17.5,
    ) -> View:
        """Return the view that shows all of some bounds (left, bottom, right, top in degrees).

        >>> View.fit((0.0, 0.0, 0.0, 0.0), size=(400, 300)).zoom
        17.5
        """
        left, bottom, right, top = bounds
        (x0, y0), (x1, y1) = _fractions(left, top), _fractions(right, bottom)
        room = [max(side - 2 * MARGIN_PX, 1) for side in size]
        shares = [max(x1 - x0, 1e-12), max(y1 - y0, 1e-12)]
        zoom = min(math.log2(px / TILE_PX / share) for px, share in zip(room, shares, strict=True))
        lon, lat = _lon_lat((x0 + x1) / 2, (y0 + y1) / 2)
        return cls(lon, lat, min(zoom, nearest), *size, density)

    def moved(self, east: float, south: float) -> View:
        """Return the view that lies so many steps further."""
        return self.middle_at(*self.place_at(0.5 + STEP * east, 0.5 + STEP * south))

    def middle_at(self, lon: float, lat: float) -> View:
        """Return the same view of another place."""
        return replace(self, lon=lon, lat=lat)

    def nearer(self, steps: float) -> View:
        """Return the view at another zoom; negative steps lead away."""
        zoom = min(max(self.zoom + steps, FARTHEST_ZOOM), NEAREST_ZOOM)
        return replace(self, zoom=zoom)

    def inside(self, bounds: tuple[float, float, float, float]) -> View:
        """Return the view with its middle within bounds, and no farther off than shows them."""
        left, bottom, right, top = bounds
        farthest = View.fit(bounds, size=(self.width, self.height)).zoom
        return replace(
            self,
            lon=min(max(self.lon, left), right),
            lat=min(max(self.lat, bottom), top),
            zoom=min(max(self.zoom, farthest), NEAREST_ZOOM),
        )

    def place_at(self, across: float, down: float) -> tuple[float, float]:
        """Return longitude and latitude at shares of the width and height, from the upper left.

        >>> view = View(24.94, 60.17, 15.0, 400, 300)
        >>> [round(degrees, 9) for degrees in view.place_at(0.5, 0.5)]
        [24.94, 60.17]
        """
        x, y = _fractions(self.lon, self.lat)
        world = TILE_PX * 2.0**self.zoom
        return _lon_lat(
            x + (across - 0.5) * self.width / world, y + (down - 0.5) * self.height / world
        )


def _fractions(lon: float, lat: float) -> tuple[float, float]:
    """Return a place on the Web Mercator square of side 1, y southwards."""
    return lon / 360 + 0.5, 0.5 - math.asinh(math.tan(math.radians(lat))) / math.tau


def _lon_lat(x: float, y: float) -> tuple[float, float]:
    lat = math.degrees(math.atan(math.sinh((0.5 - min(max(y, 0.0), 1.0)) * math.tau)))
    return (min(max(x, 0.0), 1.0) - 0.5) * 360, lat
