"""Tables of any length, imported in memory that does not grow with them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geodata.progress import silent
from geodata.tables.cameras import camera_stretches
from geodata.tables.columns import plan_for
from geodata.tables.reading import open_table
from mapper.errors import TableError
from mapper.model.cameras import Cameras
from mapper.model.projection import Projection, utm_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.progress import Progress
    from geodata.tables.cameras import CameraStretch
    from geodata.tables.mapping import CameraMapping

__all__ = ["Imported", "import_cameras"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    projection: Projection
    rows_read: int
    kept: int
    refused: Mapping[str, int]
    """By reason."""
    repairs: Mapping[str, int]
    not_understood: Mapping[str, int]


def import_cameras(
    path: Path,
    out: Path,
    refused_to: Path,
    *,
    mapping: CameraMapping | None = None,
    progress: Progress = silent,
) -> Imported:
    """Import a table of cameras into a GeoParquet file, 50,000 rows at a time.

    Each stretch is checked, written and forgotten; what is remembered of a row is two hashes of
    eight bytes, by which repeated rows and ids are known.

    Parameters
    ----------
    path
        The table.
    out
        GeoParquet with the columns of ``cameras``; written whole or not at all.
    refused_to
        ``refused.csv``: line, reason and the original row; likewise.
    mapping
        Which column is what; None to recognise the table or to guess.
    progress
        Told of rows done.

    Raises
    ------
    TableError
        Where the table cannot be read, or holds no row that can be used.
    """
    source = open_table(path, mapping)
    plan = plan_for(source, mapping, what=path.name)
    out_part = out.with_name(f"{out.name}.part")
    refused_part = refused_to.with_name(f"{refused_to.name}.part")
    tally = _Tally()
    writer: pq.ParquetWriter | None = None
    try:
        with refused_part.open("w", encoding="utf-8", newline="") as stream:
            record = csv.writer(stream)
            record.writerow(["line", "reason", *source.columns])
            for stretch in camera_stretches(source, plan, what=path.name, progress=progress):
                tally.add(stretch)
                for refusal in stretch.refused:
                    cells = [refusal.row.get(column, "") for column in source.columns]
                    record.writerow([refusal.line, refusal.reason, *cells])
                if len(stretch.frame):
                    table = _table(stretch, tally.projection_of(stretch))
                    writer = writer or pq.ParquetWriter(out_part, table.schema, compression="zstd")
                    writer.write_table(table)
    except BaseException:
        refused_part.unlink(missing_ok=True)
        raise
    finally:
        if writer is not None:
            writer.close()
        if writer is None or tally.projection is None or not refused_part.exists():
            out_part.unlink(missing_ok=True)
    if tally.projection is None:
        refused_part.replace(refused_to)
        message = f"{path.name}: no row can be used"
        raise TableError(message)
    out_part.replace(out)
    refused_part.replace(refused_to)
    return Imported(
        tally.projection,
        tally.read,
        tally.kept,
        dict(sorted(tally.refused.items())),
        dict(sorted(tally.repairs.items())),
        dict(sorted(tally.not_understood.items())),
    )


class _Tally:
    """What has been imported so far."""

    def __init__(self) -> None:
        self.projection: Projection | None = None
        self.read = self.kept = 0
        self.refused: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()
        self.not_understood: Counter[str] = Counter()

    def add(self, stretch: CameraStretch) -> None:
        self.read += stretch.rows_read
        self.kept += len(stretch.frame)
        self.refused.update(refusal.reason for refusal in stretch.refused)
        self.repairs += stretch.repairs
        self.not_understood += stretch.not_understood

    def projection_of(self, stretch: CameraStretch) -> Projection:
        if self.projection is None:
            lon, lat = float(np.median(stretch.lon)), float(np.median(stretch.lat))
            self.projection = utm_for(lon, lat)
        return self.projection


def _table(stretch: CameraStretch, projection: Projection) -> pa.Table:
    """Return a stretch as the checked table ``cameras``, with the metadata of GeoParquet."""
    x, y = projection.to_metres(stretch.lon, stretch.lat)
    frame = gpd.GeoDataFrame(stretch.frame, geometry=shapely.points(x, y), crs=projection.crs)
    checked: Any = Cameras.parse(frame, projection).frame
    stream = io.BytesIO()
    checked.to_parquet(stream, index=False)
    table = pq.read_table(stream)
    # the box of one stretch is not the box of the file
    metadata = dict(table.schema.metadata)
    return table.replace_schema_metadata({b"geo": _without_box(metadata[b"geo"])})


def _without_box(geo: bytes) -> bytes:

    described = json.loads(geo)
    for column in described["columns"].values():
        column.pop("bbox", None)
    return json.dumps(described, sort_keys=True).encode()
