"""JSON tables: rows of a portal (``Cells``, ``Attributes``), GeoJSON, Overpass, plain lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyproj
import shapely

from geodata.tables.layers import file_hash
from geodata.tables.rows import Refusal, Rows, RowSource, is_refused_column
from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["open_json", "rows_of_json"]

_LISTS: Final = ("features", "elements", "Items", "items", "rows", "data", "value", "results")
_NESTED: Final = ("Cells", "Attributes", "attributes", "tags", "properties")
MAX_BYTES: Final = 100_000_000


def open_json(path: Path) -> RowSource:
    """Open a JSON table.

    Raises
    ------
    TableError
        Where it is no JSON, holds no list of rows, is an answer that says it is incomplete, or
        is larger than 100 MB.
    """
    sha256, size = file_hash(path)
    if size > MAX_BYTES:
        message = f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB of JSON: use GeoJSON"
        raise TableError(message)
    return rows_of_json(path.read_bytes(), what=path.name, sha256=sha256)


def rows_of_json(content: bytes, *, what: str, sha256: str = "") -> RowSource:
    """Read a JSON table that is already in memory; see ``open_json``."""
    try:
        # numbers stay as they are written; the columns they belong to decide what they mean
        data = json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        message = f"{what} is no whole JSON{where}"
        raise TableError(message) from error
    items, form = _items(data, what)
    flat = [_flat(item) if isinstance(item, dict) else None for item in items]
    names = dict.fromkeys(name for row in flat if row is not None for name in row)
    kept = [name for name in names if not is_refused_column(name)]
    shapes = [_shape(item) for item in items] if form == "GeoJSON" else None
    rows = _rows(flat, kept, shapes)
    return RowSource(
        columns=tuple(kept),
        form=form,
        stretches=lambda: iter([rows]),
        dropped=tuple(name for name in names if is_refused_column(name)),
        crs=_crs(data) if form == "GeoJSON" else None,
        has_shapes=shapes is not None,
        sha256=sha256,
        size=len(content),
    )


def _items(data: object, what: str) -> tuple[list[Any], str]:
    if isinstance(data, dict):
        if data.get("remark"):
            message = f"{what} is an incomplete answer; it remarks: {str(data['remark'])[:200]}"
            raise TableError(message)
        key = next((key for key in _LISTS if isinstance(data.get(key), list)), None)
        if key is None:
            message = f"{what} is JSON, but holds no list of rows"
            raise TableError(message)
        forms = {"features": "GeoJSON", "elements": "Overpass JSON"}
        return data[key], forms.get(key, "JSON rows")
    if isinstance(data, list):
        return data, "JSON rows"
    message = f"{what} is JSON, but holds no list of rows"
    raise TableError(message)


def _flat(item: Mapping[str, Any]) -> dict[str, str]:
    """Return one row's values by name; what a portal wraps around them is taken off."""
    row: dict[str, str] = {}
    for name, value in item.items():
        if name in _NESTED and isinstance(value, dict):
            row |= _flat(value)
        elif name == "center" and isinstance(value, dict):
            row |= {key: _cell(value[key]) for key in ("lat", "lon") if key in value}
        elif name not in ("geometry", "nodes", "members", "bounds"):
            row.setdefault(str(name), _cell(value))
    if str(item.get("type")) in ("node", "way", "relation") and "id" in item:
        row["@id"] = f"{item['type']}/{item['id']}"
    return row


def _cell(value: object) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (dict, list)):
        return json.dumps(_plain(value), ensure_ascii=False)
    return str(value)


def _plain(value: object) -> object:
    """Return a nested value without what leads to a person, its numbers as numbers."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if not is_refused_column(str(k))}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _rows(
    flat: Sequence[dict[str, str] | None],
    kept: Sequence[str],
    shapes: Sequence[shapely.Geometry | None] | None,
) -> Rows:
    there = [at for at, row in enumerate(flat) if row is not None]
    cells = [[(flat[at] or {}).get(name, "") for name in kept] for at in there]
    frame = pd.DataFrame(cells, columns=pd.Index(list(kept)), dtype="str", index=range(len(there)))
    geometries = None
    if shapes is not None:
        geometries = np.empty(len(there), dtype=object)
        geometries[:] = [shapes[at] for at in there]
    refused = tuple(
        Refusal(at, "the record is no object", {})
        for at, row in enumerate(flat, start=1)
        if row is None
    )
    return Rows(frame, np.array(there, np.int64) + 1, geometries, refused)


def _shape(item: object) -> shapely.Geometry | None:
    """Return a feature's geometry, None where it has none or a broken one."""
    geometry = item.get("geometry") if isinstance(item, dict) else None
    if not isinstance(geometry, dict):
        return None
    text = json.dumps(_plain(geometry))
    return shapely.from_geojson(text, on_invalid="ignore")


def _crs(data: dict[str, Any] | list[Any]) -> pyproj.CRS | None:
    """Return the CRS an old-style GeoJSON names; None for the standard's WGS84."""
    named = data.get("crs") if isinstance(data, dict) else None
    inner = named.get("properties") if isinstance(named, dict) else None
    name = inner.get("name") if isinstance(inner, dict) else None
    try:
        return pyproj.CRS.from_user_input(name) if name else None
    except pyproj.exceptions.CRSError:
        return None
