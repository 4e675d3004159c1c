"""What every table of a city shares: typed columns over a GeoDataFrame, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mapper.model.projection import Projection

__all__ = ["Column", "checked_frame", "empty_frame"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its pandas dtype, its default, and the values it may hold."""

    dtype: Literal["str", "float64", "bool"]
    default: object = None
    allowed: frozenset[str] | None = None


TEXT: Final = Column("str", "")
NUMBER: Final = Column("float64", float("nan"))
FLAG: Final = Column("bool", default=False)


def empty_frame(columns: Mapping[str, Column], projection: Projection) -> gpd.GeoDataFrame:
    """Return a table with no rows and exactly these columns plus ``geometry``."""
    data = {name: pd.Series([], dtype=column.dtype) for name, column in columns.items()}
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries([], crs=projection.crs))


def checked_frame(
    frame: gpd.GeoDataFrame,
    columns: Mapping[str, Column],
    *,
    table: str,
    key: str,
    projection: Projection,
) -> gpd.GeoDataFrame:
    """Return the table with exactly these columns, in this order, typed, keyed and projected.

    Missing columns take their default; columns that are not named are dropped; the index is
    0 … n - 1, in the order given.

    Raises
    ------
    TableError
        Where the key is missing, empty or repeated, a geometry is missing, the CRS is not the
        city's, or a column holds a value that is not allowed. The message names the first row.
    """
    if key not in frame.columns:
        message = f"table {table}: column {key!r} is missing"
        raise TableError(message)
    if frame.crs is None or frame.crs.to_epsg() != projection.epsg:
        message = f"table {table}: CRS must be EPSG:{projection.epsg}"
        raise TableError(message)
    data: dict[str, object] = {}
    for name, column in columns.items():
        if name in frame.columns:
            values = frame[name].reset_index(drop=True)
            if column.dtype == "str":
                values = values.astype("object").where(values.notna(), "")
            data[name] = values.astype(column.dtype)
        else:
            data[name] = pd.Series([column.default] * len(frame), dtype=column.dtype)
        if column.allowed is not None:
            _refuse_strangers(pd.Series(data[name]), column.allowed, f"table {table}: {name}")
    geometry = frame.geometry.reset_index(drop=True)
    clean = gpd.GeoDataFrame(data, geometry=geometry, crs=frame.crs)
    keys = clean[key].astype("str")
    if bool((keys == "").any()) or bool(keys.duplicated().any()):
        row = int(((keys == "") | keys.duplicated()).to_numpy().argmax())
        message = f"table {table}, row {row}: {key} is empty or repeated ({keys.iloc[row]!r})"
        raise TableError(message)
    shapes = np.asarray(geometry)
    lacking = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if bool(lacking.any()):
        row = int(lacking.argmax())
        message = f"table {table}, row {row}: no geometry"
        raise TableError(message)
    return clean


def _refuse_strangers(values: pd.Series, allowed: frozenset[str], what: str) -> None:
    strange = ~values.isin(sorted(allowed))
    if bool(strange.any()):
        row = int(strange.to_numpy().argmax())
        message = f"{what}, row {row}: {values.iloc[row]!r} is none of {', '.join(sorted(allowed))}"
        raise TableError(message)
