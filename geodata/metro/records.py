"""Rows of a table of stations or entrances: the columns that matter, and where each row is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geodata.tables.mapping import folded
from geodata.tables.positions import raw_positions
from geodata.tables.reading import open_table
from geodata.tables.rows import Refusal
from mapper.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.tables.features import Features
    from mapper.model.projection import Projection

__all__ = ["POSITION_FIELDS", "PlacedRows", "read_placed_rows"]

POSITION_FIELDS: Final = {
    "longitude": ("Longitude_WGS84", "lng", "lon", "longitude", "x"),
    "latitude": ("Latitude_WGS84", "lat", "latitude", "y"),
    "geometry": ("geoData", "geometry", "geom", "wkt"),
}


@dataclass(frozen=True, slots=True, eq=False)
class PlacedRows:
    """n rows that have a place, with the columns that were looked for."""

    frame: pd.DataFrame
    """One column a field, text, "" where the table has none or the cell is empty."""
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Shape (n,), degrees."""
    line: NDArray[np.int64]
    """Shape (n,), where each row stands in the file."""
    refused: tuple[Refusal, ...]
    sha256: str
    form: str

    @classmethod
    def of(cls, features: Features, projection: Projection) -> PlacedRows:
        """Return the rows of features that were read and checked already."""
        xy = shapely.get_coordinates(shapely.centroid(features.shapes))
        lon, lat = projection.to_lon_lat(xy[:, 0], xy[:, 1], rounded=False)
        frame = features.frame.reset_index(drop=True)
        line = np.arange(1, len(frame) + 1)
        return cls(frame, lon, lat, line, (), features.source.sha256, "")

    def take(self, kept: NDArray[np.bool_], refused: tuple[Refusal, ...] = ()) -> PlacedRows:
        """Return some of the rows; what was left out may be given as refused."""
        return PlacedRows(
            self.frame[kept].reset_index(drop=True),
            self.lon[kept],
            self.lat[kept],
            self.line[kept],
            (*self.refused, *refused),
            self.sha256,
            self.form,
        )

    def refusals(self, wrong: NDArray[np.bool_], reason: str) -> tuple[Refusal, ...]:
        """Return refusals of some rows for one reason."""
        return tuple(
            Refusal(int(self.line[row]), reason, dict(self.frame.iloc[row]))
            for row in np.flatnonzero(wrong)
        )


def read_placed_rows(path: Path, fields: Mapping[str, tuple[str, ...]], *, need: str) -> PlacedRows:
    """Read a table of any form that has coordinates.

    Parameters
    ----------
    path
        CSV, portal JSON, GeoJSON or any layer GDAL reads.
    fields
        For each field, the names its column may go by, the best first.
    need
        The field without which a row is nothing.

    Raises
    ------
    TableError
        Where the file cannot be read, or lacks coordinates or the field needed.
    """
    source = open_table(path)
    known = {folded(alias): own for alias, own in source.aliases.items()}
    known |= {folded(name): name for name in source.columns}
    found = {
        field: next((known[folded(name)] for name in names if folded(name) in known), None)
        for field, names in (POSITION_FIELDS | dict(fields)).items()
    }
    columns = {field: name for field, name in found.items() if name is not None}
    if need not in columns:
        message = f"{path.name}: no column {', '.join(fields[need])}"
        raise TableError(message)
    placed_by = {"longitude", "latitude"} <= set(columns) or "geometry" in columns
    if not placed_by and not source.has_shapes:
        message = f"{path.name}: no columns for longitude and latitude"
        raise TableError(message)
    parts: list[PlacedRows] = []
    for rows in source.stretches():
        placed = raw_positions(rows, columns, source.crs)
        frame = pd.DataFrame(
            {
                field: rows.frame[columns[field]].astype("str").str.strip()
                if field in columns
                else pd.Series([""] * len(rows.frame), dtype="str")
                for field in fields
            }
        )
        reason = placed.reason.copy()
        strange = ~(np.abs(placed.lon) <= 180) | ~(np.abs(placed.lat) <= 90)  # noqa: PLR2004
        reason[(reason == "") & strange] = "not on Earth"
        reason[(reason == "") & (frame[need] == "").to_numpy()] = f"no {need}"
        refused = tuple(
            Refusal(int(rows.line[row]), str(reason[row]), rows.original(row))
            for row in np.flatnonzero(reason != "").tolist()
        )
        everything = PlacedRows(
            frame, placed.lon, placed.lat, rows.line, rows.refused, source.sha256, source.form
        )
        parts.append(everything.take(reason == "", refused))
    if not parts or not sum(len(part.frame) for part in parts):
        message = f"{path.name}: no row can be used"
        raise TableError(message)
    return PlacedRows(
        pd.concat([part.frame for part in parts], ignore_index=True),
        np.concatenate([part.lon for part in parts]),
        np.concatenate([part.lat for part in parts]),
        np.concatenate([part.line for part in parts]),
        tuple(refusal for part in parts for refusal in part.refused),
        source.sha256,
        source.form,
    )
