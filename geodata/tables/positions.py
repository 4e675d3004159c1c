"""Where rows lie: coordinates checked one by one, repaired only where that is certain."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj
import shapely

from geodata.tables.addresses import AddressBook
from geodata.tables.values import numbers, point_texts
from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from geodata.tables.rows import Rows

__all__ = ["MAX_SPREAD_M", "Anchor", "Placed", "anchor_of", "checked_positions", "raw_positions"]

MAX_SPREAD_M: Final = 500_000.0
"""A row farther than this from the rest has a wrong coordinate or belongs to another city."""
_NULL_ISLAND_DEG: Final = 1e-3
_MAX_LON: Final = 180.0
_MAX_UTM_LAT: Final = 84.0
_GEOD: Final = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the rows of a table are supposed to lie: a point and how far from it."""

    lon: float
    lat: float
    within_m: float = MAX_SPREAD_M

    def distance_m(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far points lie from it, shape (n,), infinite where a point is none."""
        fit = _on_earth(lon, lat)
        away = np.full(len(lon), np.inf)
        if bool(fit.any()):
            count = int(fit.sum())
            here = np.full(count, self.lon), np.full(count, self.lat)
            away[fit] = _GEOD.inv(*here, lon[fit], lat[fit])[2]
        return away


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Positions of n rows, and why some have none."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Shape (n,), degrees; what stands at a refused row means nothing."""
    reason: NDArray[np.object_]
    """Shape (n,), "" where the position holds."""
    repairs: Counter[str] = field(default_factory=Counter)
    by_address: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Shape (n,), which were placed by their address; empty where none was."""


def raw_positions(
    rows: Rows,
    columns: Mapping[str, str],
    crs: pyproj.CRS | None,
    addresses: AddressBook | None = None,
) -> Placed:
    """Read the coordinates of rows as degrees, before they are checked.

    Rows that have none, but an address, are placed by it where the city knows it.

    Parameters
    ----------
    rows
        The rows.
    columns
        The columns found for ``longitude`` and ``latitude``, or for ``geometry``.
    crs
        Of the coordinates as they stand; None for WGS84.
    addresses
        The city's; None for none.
    """
    placed = _by_coordinates(rows, columns, crs)
    if "street" not in columns and "address" not in columns:
        return placed
    lost = np.asarray([str(reason).startswith("no ") for reason in placed.reason], np.bool_)
    if not lost.any():
        return placed
    book = addresses or AddressBook({})
    lon, lat, reason = book.find(rows.frame, columns, lost)
    return Placed(
        np.where(lost, lon, placed.lon),
        np.where(lost, lat, placed.lat),
        np.where(lost, reason, placed.reason),
        placed.repairs + Counter({"placed by address": int(np.isfinite(lon).sum())}),
        np.isfinite(lon),
    )


def _by_coordinates(rows: Rows, columns: Mapping[str, str], crs: pyproj.CRS | None) -> Placed:
    repairs: Counter[str] = Counter()
    reason = np.full(len(rows.frame), "", dtype=object)
    if rows.shapes is not None:
        x, y = _of_shapes(rows.shapes, reason)
        return _in_degrees(x, y, crs, reason, repairs)
    if "longitude" in columns:
        x = _coordinate(rows.frame[columns["longitude"]], columns["longitude"], reason, repairs)
        y = _coordinate(rows.frame[columns["latitude"]], columns["latitude"], reason, repairs)
    elif "geometry" not in columns:
        x = y = np.full(len(rows.frame), np.nan)
        reason[:] = "no coordinates"
    else:
        x, y = point_texts(rows.frame[columns["geometry"]])
        reason[np.isnan(x) | np.isnan(y)] = f"no point in {columns['geometry']}"
    return _in_degrees(x, y, crs, reason, repairs)


def _in_degrees(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    crs: pyproj.CRS | None,
    reason: NDArray[np.object_],
    repairs: Counter[str],
) -> Placed:
    if crs is not None and not _is_wgs84(crs):
        transformer = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
        lon, lat = (np.asarray(part, np.float64) for part in transformer.transform(x, y))
        lost = (reason == "") & ~(np.isfinite(lon) & np.isfinite(lat))
        reason[lost] = f"outside the area of {crs.name}"
        x, y = lon, lat
    return Placed(x, y, reason, repairs)


def anchor_of(placed: Placed, what: str) -> Anchor | None:
    """Return where most rows lie, None where no row has a position.

    Raises
    ------
    TableError
        Where the coordinates are no degrees at all: the CRS must be named.
    """
    there = (placed.reason == "") & ~_at_null_island(placed)
    lon, lat = placed.lon[there], placed.lat[there]
    plain, swapped = _on_earth(lon, lat), _on_earth(lat, lon)
    if not len(lon):
        return None
    if int(plain.sum()) * 2 >= len(lon):
        return Anchor(float(np.median(lon[plain])), float(np.median(lat[plain])))
    if int(swapped.sum()) * 2 >= len(lon):
        return Anchor(float(np.median(lat[swapped])), float(np.median(lon[swapped])))
    message = (
        f"{what}: the coordinates are no degrees of longitude and latitude; "
        'name their CRS in a mapping file, such as crs = "EPSG:32637"'
    )
    raise TableError(message)


def checked_positions(placed: Placed, anchor: Anchor) -> Placed:
    """Refuse what cannot be, and turn around what was written the wrong way round.

    Longitude and latitude are swapped only where the row then lies with the rest and did not
    before.
    """
    lon, lat = placed.lon.copy(), placed.lat.copy()
    reason, repairs = placed.reason.copy(), Counter(placed.repairs)
    zero = (reason == "") & _at_null_island(placed)
    reason[zero] = "at 0° N, 0° E: no position"
    open_ = reason == ""
    far = open_ & (anchor.distance_m(lon, lat) > anchor.within_m)
    turned = far & (anchor.distance_m(lat, lon) <= anchor.within_m)
    lon[turned], lat[turned] = lat[turned], lon[turned]
    if bool(turned.any()):
        repairs["longitude and latitude were swapped"] += int(turned.sum())
    left = far & ~turned
    beyond = left & ~_on_earth(lon, lat)
    reason[left] = f"more than {anchor.within_m / 1000:.0f} km from the rest"
    reason[beyond] = "longitude or latitude out of range"
    return Placed(lon, lat, reason, repairs, placed.by_address)


def _on_earth(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray((np.abs(lon) <= _MAX_LON) & (np.abs(lat) <= _MAX_UTM_LAT), np.bool_)


def _at_null_island(placed: Placed) -> NDArray[np.bool_]:
    near = (np.abs(placed.lon) < _NULL_ISLAND_DEG) & (np.abs(placed.lat) < _NULL_ISLAND_DEG)
    return np.asarray(near, np.bool_)


def _is_wgs84(crs: pyproj.CRS) -> bool:
    return crs.to_epsg() == 4326 or crs.to_authority() == ("OGC", "CRS84")  # noqa: PLR2004 - EPSG code


def _coordinate(
    cells: pd.Series, name: str, reason: NDArray[np.object_], repairs: Counter[str]
) -> NDArray[np.float64]:
    values, strange, commas = numbers(cells)
    if commas:
        repairs[f"{name}: decimal comma"] += commas
    reason[strange & (reason == "")] = f"{name} is no number"
    reason[np.isnan(values) & ~strange & (reason == "")] = f"no {name}"
    return values


def _of_shapes(
    shapes: NDArray[np.object_], reason: NDArray[np.object_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return points as they are and the middle of areas; lines are no positions."""
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    lines = ~missing & (shapely.get_dimensions(shapes) == 1)
    reason[missing] = "no geometry"
    reason[lines] = "the geometry is a line, not a point"
    middle = shapely.centroid(shapes)
    x, y = shapely.get_x(middle), shapely.get_y(middle)
    lost = ~missing & ~lines & ~(np.isfinite(x) & np.isfinite(y))
    reason[lost] = "no geometry"
    return np.asarray(x, np.float64), np.asarray(y, np.float64)
