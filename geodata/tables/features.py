"""Features of any table in the city's plane: rows under the names that are asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyproj
import shapely

from geodata.tables.mapping import folded
from geodata.tables.positions import Anchor, Placed, anchor_of, checked_positions, raw_positions
from geodata.tables.reading import open_table
from geodata.tables.rows import Refusal, scrubbed
from mapper.errors import TableError
from mapper.model.city import Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.tables.rows import Rows, RowSource
    from mapper.model.projection import Projection

__all__ = ["UNKNOWN", "Features", "Licensed", "read_features", "spot_of"]

UNKNOWN: Final = "unknown"
"""The licence of a file that nobody told one of."""

_POSITIONS: Final[Mapping[str, Sequence[str]]] = {
    "longitude": ("longitude", "lon", "lng", "Longitude_WGS84", "долгота"),
    "latitude": ("latitude", "lat", "Latitude_WGS84", "широта"),
    "geometry": ("geoData", "geometry", "wkt"),
}


@dataclass(frozen=True, slots=True)
class Licensed:
    """A file and under which name and terms its rows are used."""

    path: Path
    layer: str = ""
    """Which layer, where the file has several; "" for the first whose geometry fits."""
    label: str = ""
    licence: str = UNKNOWN
    attribution: str = ""
    as_of: str = ""

    def source(self, sha256: str, what: str) -> Source:
        """Return where the rows come from; never the path."""
        label = self.label or what
        return Source(label, self.licence, self.attribution or label, self.as_of, sha256)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Rows of one file, with their geometry in the city's plane."""

    frame: pd.DataFrame
    """Text under the names asked for, "" where the file has no such column."""
    shapes: NDArray[np.object_]
    """Shape (n,), metres."""
    source: Source
    rows_read: int
    refused: tuple[Refusal, ...]
    repairs: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = ()

    @property
    def figures(self) -> dict[str, object]:
        """What was read, kept, refused and repaired."""
        reasons = Counter(refusal.reason for refusal in self.refused)
        return {
            "read": self.rows_read,
            "kept": len(self.frame),
            "refused": dict(sorted(reasons.items())),
            "repaired": dict(sorted(self.repairs.items())),
        }


def read_features(
    file: Licensed,
    fields: Mapping[str, Sequence[str]],
    *,
    what: str,
    geometry: str,
    projection: Projection,
    anchor: Anchor,
) -> Features:
    """Read the rows of a file of streets, buildings, stations, entrances or survey areas.

    Parameters
    ----------
    file
        Anything ``geodata.tables.reading`` opens.
    fields
        For each name asked for, what its column may be called: the first there is.
    what
        What the rows are, for messages and as the source's name where none is given.
    geometry
        What the geometries should be: "Point", "LineString", "Polygon".
    projection
        The city's.
    anchor
        Where rows must lie.

    Raises
    ------
    TableError
        Where the file cannot be read, or holds neither geometries nor coordinates.
    """
    source = open_table(file.path, layer=file.layer, geometry=geometry)
    names = {folded(alias): own for alias, own in source.aliases.items()}
    names |= {folded(name): name for name in source.columns}
    positions = _found(_POSITIONS, names)
    if not source.has_shapes and not {"longitude", "geometry"} & set(positions):
        found = ", ".join(source.columns[:20])
        message = f"{file.path.name}: no geometries and no coordinates of {what} (found {found})"
        raise TableError(message)
    columns = _found(fields, names)
    parts = [
        _part(rows, source, positions, columns, (geometry, projection, anchor))
        for rows in source.stretches()
    ]
    frames = [frame for frame, _, _, _ in parts]
    empty = pd.DataFrame({name: pd.Series([], dtype="str") for name in fields})
    frame = pd.concat(frames, ignore_index=True) if frames else empty
    return Features(
        frame=frame.reindex(columns=list(fields), fill_value=""),
        shapes=np.concatenate([shapes for _, shapes, _, _ in parts] or [np.zeros(0, object)]),
        source=file.source(source.sha256, what),
        rows_read=sum(len(f) + len(refused) for f, _, refused, _ in parts),
        refused=tuple(refusal for _, _, refused, _ in parts for refusal in refused),
        repairs=sum((repairs for _, _, _, repairs in parts), Counter()),
        columns=source.columns,
    )


def spot_of(file: Licensed, *, geometry: str) -> Anchor:
    """Return where the rows of a file lie, before anything else is known of a city.

    Raises
    ------
    TableError
        Where the file cannot be read or no row has a place.
    """
    source = open_table(file.path, layer=file.layer, geometry=geometry)
    names = {folded(name): name for name in source.columns}
    positions = _found(_POSITIONS, names)
    for rows in source.stretches():
        if rows.shapes is None:
            if not {"longitude", "geometry"} & set(positions):
                break
            placed = raw_positions(rows, positions, source.crs)
        else:
            lon, lat, reason = _middles(rows.shapes, source.crs)
            placed = Placed(lon, lat, reason)
        anchor = anchor_of(placed, file.path.name)
        if anchor is not None:
            return anchor
    message = f"{file.path.name}: no row has a place"
    raise TableError(message)


def _found(fields: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for target, options in fields.items():
        column = next((names[folded(o)] for o in options if folded(o) in names), None)
        if column is not None:
            found[target] = column
    return found


def _middles(
    shapes: NDArray[np.object_], crs: pyproj.CRS | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.object_]]:
    """Return the middle of each shape's box in degrees, and why there is none."""
    box = np.asarray(shapely.bounds(shapes), np.float64).reshape(-1, 4)
    x, y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    reason = np.where(np.isfinite(x) & np.isfinite(y), "", "no geometry").astype(object)
    if crs is None or crs.to_epsg() == 4326:  # noqa: PLR2004 - EPSG code
        return x, y, reason
    lon, lat = pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
    reason[(reason == "") & ~np.isfinite(lon)] = f"outside the area of {crs.name}"
    return np.asarray(lon), np.asarray(lat), reason


def _part(
    rows: Rows,
    source: RowSource,
    positions: Mapping[str, str],
    columns: Mapping[str, str],
    wanted: tuple[str, Projection, Anchor],
) -> tuple[pd.DataFrame, NDArray[np.object_], list[Refusal], Counter[str]]:
    geometry, projection, anchor = wanted
    if rows.shapes is None:
        placed = checked_positions(raw_positions(rows, positions, source.crs), anchor)
        keep = placed.reason == ""
        xy = projection.to_metres(placed.lon[keep], placed.lat[keep])
        shapes = np.asarray(shapely.points(*xy), dtype=object).reshape(-1)
    else:
        lon, lat, reason = _middles(rows.shapes, source.crs)
        reason[(reason == "") & ~_is(rows.shapes, geometry)] = f"not a {geometry}"
        far = (reason == "") & (anchor.distance_m(lon, lat) > anchor.within_m)
        reason[far] = f"more than {anchor.within_m / 1000:.0f} km from the rest"
        placed = Placed(lon, lat, reason)
        keep = reason == ""
        shapes = _in_plane(rows.shapes[keep], source.crs, projection)
    refused = [*rows.refused]
    refused += [
        Refusal(int(rows.line[row]), str(placed.reason[row]), rows.original(int(row)))
        for row in np.flatnonzero(~keep)
    ]
    told = {
        target: rows.frame.loc[keep, column].astype("str").map(scrubbed)
        for target, column in columns.items()
    }
    frame = pd.DataFrame(told, index=rows.frame.index[keep]).reset_index(drop=True)
    return frame, shapes, refused, placed.repairs


def _is(shapes: NDArray[np.object_], geometry: str) -> NDArray[np.bool_]:
    dimension = {"Point": 0, "LineString": 1, "Polygon": 2}[geometry]
    dimensions = shapely.get_dimensions(shapes)
    # a station or entrance may be drawn as an area: its middle is meant
    fits = dimensions >= 0 if geometry == "Point" else dimensions == dimension
    return np.asarray(fits, np.bool_)


def _in_plane(
    shapes: NDArray[np.object_], crs: pyproj.CRS | None, projection: Projection
) -> NDArray[np.object_]:
    source = crs or pyproj.CRS.from_epsg(4326)
    flat = shapely.force_2d(shapes)
    if source.to_epsg() == projection.epsg:
        return np.asarray(flat, dtype=object)
    transformer = pyproj.Transformer.from_crs(source, projection.crs, always_xy=True)

    def moved_points(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    moved = shapely.transform(flat, moved_points)
    return np.asarray(moved, dtype=object).reshape(-1)
