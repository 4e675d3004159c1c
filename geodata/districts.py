"""Districts: named polygons from any layer GDAL reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from mapper.errors import TableError

if TYPE_CHECKING:
    from pathlib import Path

    from mapper.model.projection import Projection

__all__ = ["read_districts"]

_NAMES: Final = ("name", "NAME", "Name", "district", "District", "NAME_RU")
_LAYER: Final = "districts"


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
    try:
        layers = pyogrio.list_layers(path)
        polygons = [str(name) for name, kind in layers if kind and "Polygon" in str(kind)]
        layer = _LAYER if _LAYER in polygons else next(iter(polygons), None)
        frame = gpd.read_file(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        message = f"{path.name} cannot be read as districts"
        raise TableError(message) from error
    name = next((column for column in _NAMES if column in frame.columns), None)
    solid = shapely.get_dimensions(np.asarray(frame.geometry)) == 2  # noqa: PLR2004 - areas
    if name is None or not bool(solid.any()):
        message = f"{path.name}: no polygons with a name (looked for {', '.join(_NAMES[:2])})"
        raise TableError(message)
    frame = frame[solid]
    if frame.crs is None:
        frame = frame.set_crs(4326)
    moved = frame.to_crs(projection.crs)
    shapes = shapely.make_valid(np.asarray(moved.geometry))
    names = [str(text) for text in moved[name]]
    return gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs=projection.crs)
