"""One table as the bytes of one Parquet file, the same bytes for the same rows."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import parquet as pq

from mapper.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mapper.model.projection import Projection

__all__ = ["plain_from_bytes", "table_from_bytes", "table_to_bytes"]

_GEOMETRY: Final = "geometry"
_GEOPARQUET: Final = "1.1.0"
_COMPRESSION: Final = "zstd"
_LEVEL: Final = 19
"""A pack is written once and read often: the slowest level that zstd calls ordinary."""


def table_to_bytes(frame: gpd.GeoDataFrame | pd.DataFrame) -> bytes:
    """Return a table as GeoParquet (WKB), or as plain Parquet where it has no geometry.

    The bytes depend on the rows and on the versions of pyarrow, pandas, geopandas and PROJ only.
    """
    sink = io.BytesIO()
    # free remarks of whoever made the frame would be written into the file
    frame = frame.copy(deep=False)
    frame.attrs = {}
    if isinstance(frame, gpd.GeoDataFrame):
        frame.to_parquet(
            sink,
            index=False,
            compression=_COMPRESSION,
            compression_level=_LEVEL,
            geometry_encoding="WKB",
            schema_version=_GEOPARQUET,
        )
    else:
        frame.to_parquet(sink, index=False, compression=_COMPRESSION, compression_level=_LEVEL)
    return sink.getvalue()


def table_from_bytes(
    data: bytes, *, table: str, columns: Iterable[str], projection: Projection
) -> gpd.GeoDataFrame:
    """Return a table with geometry from the bytes of its file.

    The CRS is told by its code: to parse its whole text anew for each of ten tables would take
    most of the time a pack needs to be read.

    Raises
    ------
    PackError
        Where the bytes are no GeoParquet in the pack's CRS, or a column is missing; it names
        the table.
    """
    with _refusing(table):
        stored = pq.read_table(pa.BufferReader(data))
        about = json.loads(stored.schema.metadata[b"geo"])["columns"][_GEOMETRY]
        frame = stored.to_pandas()
        shapes = shapely.from_wkb(frame.pop(_GEOMETRY).to_numpy())
        code = about["crs"]["id"]["code"]
    if code != projection.epsg:
        message = f"table {table}: its CRS is not the pack's"
        raise PackError(message)
    _refuse_missing(frame, table, columns)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=projection.crs)


def plain_from_bytes(data: bytes, *, table: str, columns: Iterable[str]) -> pd.DataFrame:
    """Return a table without geometry from the bytes of its file.

    Raises
    ------
    PackError
        Where the bytes are no Parquet, or a column is missing; it names the table.
    """
    with _refusing(table):
        frame = pd.read_parquet(pa.BufferReader(data))
    _refuse_missing(frame, table, columns)
    return frame


@contextmanager
def _refusing(table: str) -> Iterator[None]:
    """Turn whatever a reader says of bytes that are no table into one error."""
    try:
        yield
    except Exception as error:
        # the readers of five libraries meet here, and damaged bytes reach any line of them
        message = f"table {table} cannot be read"
        raise PackError(message) from error


def _refuse_missing(frame: pd.DataFrame, table: str, columns: Iterable[str]) -> None:
    for column in columns:
        if column not in frame.columns:
            message = f"table {table}: column {column!r} is missing"
            raise PackError(message)
