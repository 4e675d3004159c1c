"""Layers of geodata: everything GDAL reads, and Parquet, as rows of text with geometries."""

from __future__ import annotations

import hashlib
import json
import warnings
import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely

from geodata.tables.rows import Rows, RowSource, is_refused_column
from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["file_hash", "open_layer", "open_parquet"]

_ROWS_A_STRETCH: Final = 50_000
_TEXT_OPTIONS: Final = {".xlsx": {"HEADERS": "FORCE", "FIELD_TYPES": "STRING"}}
_WITHIN_ARCHIVES: Final = (".gdb", ".shp", ".gpkg", ".geojson", ".fgb", ".kml", ".csv")


@dataclass(frozen=True, slots=True)
class _Layer:
    address: str
    name: str
    kind: str
    count: int


def open_layer(path: Path, *, layer: str = "", geometry: str = "Point") -> RowSource:
    """Open a layer of a file GDAL reads (Shapefile, GPKG, FileGDB, FlatGeobuf, KML, XLSX …).

    Parameters
    ----------
    path
        The file or folder; archives are looked into.
    layer
        Its layer; "" for the first whose geometry fits, else the first.
    geometry
        What a fitting geometry's name holds: "Point", "Polygon", "LineString".

    Raises
    ------
    TableError
        Where GDAL cannot read it, or there is no such layer.
    """
    layers = _layers_of(path)
    named = [found for found in layers if found.name == layer] if layer else layers
    if not named:
        message = f"{path.name} has no layer {layer!r}; it has {_names(layers)}"
        raise TableError(message)
    fitting = [found for found in named if geometry in found.kind and found.count]
    chosen = (fitting or named)[0]
    options = _TEXT_OPTIONS.get(path.suffix.lower(), {})
    with _reading(path):
        info = pyogrio.read_info(chosen.address, layer=chosen.name, **options)
        crs = pyproj.CRS.from_user_input(info["crs"]) if info["crs"] else None
    columns = [str(name) for name in info["fields"]]
    kept = [name for name in columns if not is_refused_column(name)]
    notes = [f"layer {chosen.name} of {_names(layers)}"] if len(layers) > 1 else []
    sha256, size = file_hash(path)
    return RowSource(
        columns=tuple(kept),
        form=f"{info['driver']}, layer {chosen.name}",
        stretches=lambda: _stretches(path, chosen, kept, options, int(info["features"])),
        dropped=tuple(name for name in columns if is_refused_column(name)),
        crs=crs,
        has_shapes=info["geometry_type"] is not None,
        notes=tuple(notes),
        sha256=sha256,
        size=size,
    )


def _names(layers: list[_Layer]) -> str:
    return ", ".join(found.name for found in layers)


_FAULTS: Final = (RuntimeError, OSError, ValueError, pa.ArrowException, zipfile.BadZipFile)
"""What GDAL, PROJ and Arrow raise over damaged files."""


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file brings up into one clear line."""
    with warnings.catch_warnings():
        # what cannot be read is refused, or counted below
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            yield
        except TableError:
            raise
        except _FAULTS as error:
            message = f"{path.name} cannot be read as geodata ({type(error).__name__})"
            raise TableError(message) from error


def _layers_of(path: Path) -> list[_Layer]:
    found = []
    with _reading(path):
        for address in _addresses(path):
            for name, kind in pyogrio.list_layers(address):
                info = pyogrio.read_info(address, layer=name)
                found.append(_Layer(address, str(name), str(kind), int(info["features"])))
    if not found:
        message = f"{path.name} holds no layer of geodata"
        raise TableError(message)
    return found


def _addresses(path: Path) -> list[str]:
    """Return the data sources in a file; an archive may hold them in folders."""
    if path.is_dir() or path.suffix.lower() in {".xlsx", ".kmz"} or not zipfile.is_zipfile(path):
        return [str(path)]
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    sources = set()
    for name in names:
        inside = Path(name)
        for part in (inside, *inside.parents):
            if part.suffix.lower() in _WITHIN_ARCHIVES:
                sources.add(part.as_posix())
    if not sources:
        message = f"{path.name} holds no geodata"
        raise TableError(message)
    return [f"/vsizip/{{{path.resolve().as_posix()}}}/{source}" for source in sorted(sources)]


def _stretches(
    path: Path, layer: _Layer, kept: list[str], options: dict[str, str], promised: int
) -> Iterator[Rows]:
    done = 0
    with ExitStack() as stack:
        with _reading(path):
            meta, reader = stack.enter_context(
                pyogrio.open_arrow(
                    layer.address,
                    layer=layer.name,
                    columns=kept,
                    batch_size=_ROWS_A_STRETCH,
                    use_pyarrow=True,
                    **options,
                )
            )
        geometry = meta["geometry_name"] or "wkb_geometry"
        for rows in _batches(path, reader, kept, geometry):
            done += len(rows.frame)
            yield rows
    if 0 <= promised != done:
        message = f"{path.name} is damaged: {done} of its {promised} records can be read"
        raise TableError(message)


def _batches(
    path: Path, batches: Iterator[pa.RecordBatch], kept: list[str], geometry: str
) -> Iterator[Rows]:
    """Yield batches as rows; a fault in one is told as a fault of the file."""
    done = 0
    while True:
        with _reading(path):
            batch = next(batches, None)
            rows = None if batch is None else _rows_of(batch, kept, geometry, done)
        if rows is None:
            return
        done += len(rows.frame)
        yield rows


def _rows_of(batch: pa.RecordBatch, kept: list[str], geometry: str, done: int) -> Rows:
    table = pa.Table.from_batches([batch])
    frame = pd.DataFrame({name: _texts(table.column(name)) for name in kept}, dtype="str")
    frame = frame.reindex(range(table.num_rows), fill_value="")
    shapes = None
    if geometry in table.column_names:
        encoded = table.column(geometry).to_pylist()
        shapes = np.asarray(shapely.from_wkb(encoded, on_invalid="ignore"), dtype=object)
        shapes = shapes.reshape(len(encoded))
    return Rows(frame, np.arange(done + 1, done + 1 + table.num_rows), shapes)


def _texts(column: pa.ChunkedArray) -> pd.Series:
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return pd.Series([""] * len(column), dtype="str")
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pd.Series(column.to_pylist(), dtype="str").fillna("")
    return pd.Series([_text(value) for value in column.to_pylist()], dtype="str")


def _text(value: object) -> str:
    """Return a cell as a person would write it: whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def open_parquet(path: Path) -> RowSource:
    """Open a Parquet file; GeoParquet's geometry and CRS are understood.

    Raises
    ------
    TableError
        Where it is damaged.
    """
    with _reading(path):
        file = pq.ParquetFile(path)
        metadata: dict[bytes, bytes] = file.schema_arrow.metadata or {}
    geometry, crs = _geometry_of(metadata)
    columns = [name for name in file.schema_arrow.names if name not in (geometry, "bbox")]
    kept = [name for name in columns if not is_refused_column(name)]
    sha256, size = file_hash(path)
    return RowSource(
        columns=tuple(kept),
        form="Parquet",
        stretches=lambda: _parquet_stretches(path, kept, geometry),
        dropped=tuple(name for name in columns if is_refused_column(name)),
        crs=crs,
        has_shapes=bool(geometry),
        sha256=sha256,
        size=size,
    )


def _geometry_of(metadata: dict[bytes, bytes]) -> tuple[str, pyproj.CRS | None]:
    try:
        geo: dict[str, Any] = json.loads(metadata.get(b"geo", b"{}"))
        name = str(geo.get("primary_column", ""))
        described = geo.get("columns", {}).get(name, {})
        crs = described.get("crs", "OGC:CRS84") if name else None
        return name, None if crs is None else pyproj.CRS.from_user_input(crs)
    except (ValueError, AttributeError, pyproj.exceptions.CRSError):
        return "", None


def _parquet_stretches(path: Path, kept: list[str], geometry: str) -> Iterator[Rows]:
    wanted = [*kept, geometry] if geometry else kept
    with _reading(path):
        batches = pq.ParquetFile(path).iter_batches(_ROWS_A_STRETCH, columns=wanted)
    yield from _batches(path, batches, kept, geometry)


def file_hash(path: Path) -> tuple[str, int]:
    """Return the SHA-256 and the size of a file, or of all files of a folder in their order.

    Raises
    ------
    TableError
        Where it cannot be opened.
    """
    digest, size = hashlib.sha256(), 0
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    try:
        for file in files:
            with file.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
                    size += len(block)
    except OSError as error:
        message = f"{path.name} cannot be opened: {error.strerror or type(error).__name__}"
        raise TableError(message) from error
    return digest.hexdigest(), size
