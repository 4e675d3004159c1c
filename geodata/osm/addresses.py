"""Addresses that nodes, houses and areas carry, to place what has nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geodata.osm.plane import Plane

__all__ = ["NUMBER_KEY", "Address", "address_texts", "placed_addresses"]

NUMBER_KEY: Final = "addr:housenumber"
_STREET_KEYS: Final = ("addr:street", "addr:place")
_SEVERAL: Final = re.compile(r"[;,]")
_MIN_RING: Final = 4


class Address(NamedTuple):
    """An address, and the node or the way that carries it."""

    is_way: bool
    ref: int
    text: str


def address_texts(tags: Mapping[str, str]) -> list[str]:
    """Return the addresses that tags tell: one a house number, none without a street or place.

    >>> address_texts({"addr:street": "Садовая улица", "addr:housenumber": "7;9"})
    ['Садовая улица 7', 'Садовая улица 9']
    >>> address_texts({"addr:housenumber": "7"})
    []
    """
    street = next((tags[key].strip() for key in _STREET_KEYS if tags.get(key, "").strip()), "")
    numbers = (number.strip() for number in _SEVERAL.split(tags.get(NUMBER_KEY, "")))
    return [f"{street} {number}" for number in numbers if street and number]


def placed_addresses(plane: Plane) -> list[tuple[str, float, float]]:
    """Return (address, longitude, latitude) of what the file holds: of an area a point inside."""
    texts: list[str] = []
    spots: list[shapely.Geometry] = []
    for address in plane.extract.addresses:
        spot = _spot(plane, address)
        if spot is not None:
            texts.append(address.text)
            spots.append(spot)
    middles = shapely.point_on_surface(spots)
    lon, lat = plane.projection.to_lon_lat(shapely.get_x(middles), shapely.get_y(middles))
    return list(zip(texts, lon.tolist(), lat.tolist(), strict=True))


def _spot(plane: Plane, address: Address) -> shapely.Geometry | None:
    """Return the point, line or area that carries an address, None where the file lacks it."""
    if not address.is_way:
        place = plane.point(address.ref)
        return shapely.Point(place) if place else None
    way = plane.extract.ways.find(address.ref)
    return _shape(plane.line(way)[0]) if way is not None else None


def _shape(points: NDArray[np.float64]) -> shapely.Geometry | None:
    if not len(points):
        return None
    if len(points) >= _MIN_RING and np.array_equal(points[0], points[-1]):
        outline = shapely.make_valid(shapely.Polygon(points))
        return outline if outline.area > 0 else shapely.MultiPoint(points)
    return shapely.MultiPoint(points)
