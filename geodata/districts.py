"""Districts: named polygons from any layer GDAL reads, or squares where there are none."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.city import City
    from mapper.model.projection import Projection

__all__ = ["District", "districts_of", "read_districts"]

_NAMES: Final = ("name", "NAME", "Name", "district", "District", "NAME_RU")
_LAYER: Final = "districts"
_FILES: Final = ("districts.gpkg", "districts.geojson")
"""An operator's own districts, beside a city's versions."""
LONGEST_SIDE_M: Final = 3_000.0
MOST_SQUARES: Final = 8
"""Each way: of a very large city they are longer, for a list nobody reads to its end is none."""
_LEAST_SQUARES: Final = 2
"""A city is cut at least this many times each way, so that a part is smaller than the whole."""


@dataclass(frozen=True, slots=True)
class District:
    """A part of a city somebody may want alone."""

    district_id: str
    """What an address calls it: letters and digits."""
    name: str
    area: shapely.Geometry
    """In the city's CRS."""


def districts_of(city: City, folder: Path | None = None) -> list[District]:
    """Return the districts of a city that have ways in them.

    Parameters
    ----------
    city
        The whole.
    folder
        The city's folder. Where it holds ``districts.gpkg`` or ``districts.geojson``, these are
        its districts; else the city is cut into squares, named as on a chess board.

    Raises
    ------
    TableError
        Where the folder's layer cannot be read.
    """
    own = [] if folder is None else [folder / name for name in _FILES]
    layer = next((path for path in own if path.is_file()), None)
    found = _squares(city) if layer is None else _named(layer, city.projection)
    nodes = shapely.points(city.network.node_xy)
    return [district for district in found if bool(shapely.intersects(district.area, nodes).any())]


def _named(path: Path, projection: Projection) -> list[District]:
    frame = read_districts(path, projection)
    rows = zip(frame["name"], frame.geometry, strict=True)
    return [District(f"d{n}", str(name), area) for n, (name, area) in enumerate(rows, start=1)]


def _squares(city: City) -> list[District]:
    """Cut the ground a city's ways cover into squares, letters eastwards, numbers southwards."""
    nodes = city.network.node_xy
    if not len(nodes):
        return []
    (left, bottom), (right, top) = nodes.min(axis=0).tolist(), nodes.max(axis=0).tolist()
    extent = max(right - left, top - bottom, 1.0)
    n_squares = min(max(_LEAST_SQUARES, int(np.ceil(extent / LONGEST_SIDE_M))), MOST_SQUARES)
    side = extent / n_squares
    found = []
    for row in range(n_squares):
        for column in range(n_squares):
            west, north = left + column * side, top - row * side
            name = f"{_letters(column)}{row + 1}"
            area = shapely.box(west, north - side, west + side, north)
            found.append(District(name, name, area))
    return found


def _letters(column: int) -> str:
    """Return A to Z, then AA to AZ, BA and so on.

    >>> [_letters(column) for column in (0, 25, 26)]
    ['A', 'Z', 'AA']
    """
    first, last = divmod(column, len(ascii_uppercase))
    return (_letters(first - 1) if first else "") + ascii_uppercase[last]


def read_districts(path: Path, projection: Projection) -> gpd.GeoDataFrame:
    """Read named polygons; of several layers the one called districts, else the first of polygons.

    Returns
    -------
    A table with ``name``, in the city's CRS.

    Raises
    ------
    TableError
        Where it cannot be read, or has no polygons with names.
    """
    frame = _read_solid(path)
    name = next((column for column in _NAMES if column in frame.columns), None)
    if name is None or not len(frame):
        message = f"{path.name}: no polygons with a name (looked for {', '.join(_NAMES[:2])})"
        raise TableError(message)
    moved = frame.to_crs(projection.crs)
    shapes = shapely.make_valid(np.asarray(moved.geometry))
    names = [str(text) for text in moved[name]]
    return gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs=projection.crs)


def read_polygons(path: Path) -> gpd.GeoSeries:
    """Read polygons without regard to names, in longitude and latitude.

    Raises
    ------
    TableError
        Where it cannot be read, or has no polygons.
    """
    frame = _read_solid(path)
    if not len(frame):
        message = f"{path.name} has no polygons"
        raise TableError(message)
    return frame.geometry.to_crs(4326)


def _read_solid(path: Path) -> gpd.GeoDataFrame:
    """Read the polygons of a file; coordinates of unknown CRS are longitude and latitude."""
    try:
        layers = pyogrio.list_layers(path)
        polygons = [str(name) for name, kind in layers if kind and "Polygon" in str(kind)]
        layer = _LAYER if _LAYER in polygons else next(iter(polygons), None)
        frame = gpd.read_file(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        message = f"{path.name} cannot be read as districts"
        raise TableError(message) from error
    if frame.crs is None:
        frame = frame.set_crs(4326)
    solid = shapely.get_dimensions(np.asarray(frame.geometry)) == 2  # noqa: PLR2004 - areas
    kept: gpd.GeoDataFrame = frame[solid]
    return kept
