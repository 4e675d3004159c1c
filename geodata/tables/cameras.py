"""Tables of cameras: rows through a mapping to checked cameras, nothing dropped in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.progress import silent
from geodata.tables.addresses import ADDRESS_ERROR_M
from geodata.tables.attributes import camera_columns
from geodata.tables.columns import Plan, plan_for
from geodata.tables.identity import SeenTexts
from geodata.tables.osm_tags import tag_reasons
from geodata.tables.positions import Anchor, Placed, anchor_of, checked_positions, raw_positions
from geodata.tables.reading import open_table
from geodata.tables.rows import Refusal
from geodata.tables.standalone import city_of_cameras, city_with_cameras
from mapper.errors import TableError
from mapper.model.cameras import Cameras
from mapper.model.city import Source
from mapper.model.projection import LON_LAT_DECIMALS, Projection, utm_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geodata.progress import Progress
    from geodata.tables.addresses import AddressBook
    from geodata.tables.mapping import CameraMapping
    from geodata.tables.rows import Rows, RowSource

__all__ = [
    "CameraStretch",
    "CameraTable",
    "camera_stretches",
    "city_of_cameras",
    "city_with_cameras",
    "read_cameras",
]

_MAX_COUNT = 500


@dataclass(frozen=True, slots=True, eq=False)
class CameraStretch:
    """A stretch of a table as cameras, before it is joined with the rest."""

    frame: pd.DataFrame
    """The columns of ``cameras``."""
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    refused: tuple[Refusal, ...]
    rows_read: int
    repairs: Counter[str]
    not_understood: Counter[str]


@dataclass(frozen=True, slots=True, eq=False)
class CameraTable:
    """What came of one table of cameras."""

    cameras: Cameras
    projection: Projection
    source: Source
    plan: Plan
    rows_read: int
    refused: tuple[Refusal, ...]
    repairs: Mapping[str, int] = field(default_factory=dict)
    """What was mended, and how often."""
    not_understood: Mapping[str, int] = field(default_factory=dict)
    """Values that were left out of rows that were kept, by column."""
    form: str = ""
    dropped: tuple[str, ...] = ()
    """Columns that are never read (persons, contacts, addresses of streams)."""
    notes: tuple[str, ...] = ()

    @property
    def figures(self) -> dict[str, object]:
        """What was read, kept and refused, with reasons, for a city's record."""
        reasons = Counter(refusal.reason for refusal in self.refused)
        return {
            "read": self.rows_read,
            "kept": len(self.cameras),
            "refused": dict(sorted(reasons.items())),
            "repaired": dict(sorted(self.repairs.items())),
            "not_understood": dict(sorted(self.not_understood.items())),
            "columns_never_read": len(self.dropped),
        }


def read_cameras(
    path: Path,
    *,
    mapping: CameraMapping | None = None,
    projection: Projection | None = None,
    anchor: Anchor | None = None,
    addresses: AddressBook | None = None,
    progress: Progress = silent,
) -> CameraTable:
    """Read a table of cameras in any form that is known.

    Parameters
    ----------
    path
        CSV, TSV, JSON, XLSX, Parquet, or anything GDAL reads.
    mapping
        Which column is what; None to recognise the table or to guess by the names of columns.
    projection
        The city's; None for the UTM zone of the table's middle.
    anchor
        Where the rows should lie; None for wherever most of the first 50,000 lie.
    addresses
        The city's, for rows without coordinates; None to refuse such rows.
    progress
        Told of rows done.

    Raises
    ------
    TableError
        Where the table cannot be read, tells no positions, or holds no row that can be used.
    """
    source = open_table(path, mapping)
    plan = plan_for(source, mapping, what=path.name)
    parts = list(
        camera_stretches(
            source, plan, what=path.name, anchor=anchor, addresses=addresses, progress=progress
        )
    )
    lon = np.concatenate([part.lon for part in parts]) if parts else np.zeros(0)
    lat = np.concatenate([part.lat for part in parts]) if parts else np.zeros(0)
    refused = tuple(refusal for part in parts for refusal in part.refused)
    if not len(lon):
        message = f"{path.name}: no row can be used{_most_often(refused)}"
        raise TableError(message)
    there = projection or utm_for(float(np.median(lon)), float(np.median(lat)))
    frame = gpd.GeoDataFrame(
        pd.concat([part.frame for part in parts], ignore_index=True),
        geometry=gpd.points_from_xy(*there.to_metres(lon, lat), crs=there.crs),
    )
    return CameraTable(
        cameras=Cameras.parse(frame, there),
        projection=there,
        source=source_of(source, plan),
        plan=plan,
        rows_read=sum(part.rows_read for part in parts),
        refused=refused,
        repairs=sum((part.repairs for part in parts), Counter()),
        not_understood=sum((part.not_understood for part in parts), Counter()),
        form=source.form,
        dropped=source.dropped,
        notes=(*source.notes, *plan.mapping.notes),
    )


def source_of(source: RowSource, plan: Plan) -> Source:
    """Return where a table's rows come from; never its path."""
    mapping = plan.mapping
    return Source(
        label=mapping.label or mapping.title or mapping.name,
        licence=mapping.licence or "unknown",
        attribution=mapping.attribution or mapping.label,
        as_of=mapping.as_of,
        sha256=source.sha256,
    )


def camera_stretches(
    source: RowSource,
    plan: Plan,
    *,
    what: str,
    anchor: Anchor | None = None,
    addresses: AddressBook | None = None,
    progress: Progress = silent,
) -> Iterator[CameraStretch]:
    """Yield a table's cameras, stretch by stretch, in memory that does not grow with its rows.

    Raises
    ------
    TableError
        Where the coordinates are no degrees and no CRS is named.
    """
    ids, whole_rows = SeenTexts(), SeenTexts()
    done = 0
    for rows in source.stretches():
        placed = raw_positions(rows, plan.columns, plan.crs, addresses)
        anchor = anchor or anchor_of(placed, what)
        if anchor is not None:
            placed = checked_positions(placed, anchor)
        yield _stretch(rows, plan, placed, ids, whole_rows)
        done += len(rows.frame) + len(rows.refused)
        progress("cameras", done, 0)


def _stretch(
    rows: Rows, plan: Plan, placed: Placed, ids: SeenTexts, whole_rows: SeenTexts
) -> CameraStretch:
    reason = placed.reason.copy()
    count = _counts(rows, plan, reason)
    if "source_id" in plan.columns:
        reason[_repeated(rows, plan, whole_rows) & (reason == "")] = "the same row again"
    if plan.mapping.tags:
        reason = np.where(reason == "", tag_reasons(rows.frame), reason)
    keep = reason == ""
    times = count[keep]
    told, not_understood = camera_columns(rows.frame[keep], plan)
    if len(placed.by_address):
        vague = told["position_error_m"].clip(lower=ADDRESS_ERROR_M)
        told["position_error_m"] = told["position_error_m"].where(~placed.by_address[keep], vague)
    lon = np.repeat(np.round(placed.lon[keep], LON_LAT_DECIMALS), times)
    lat = np.repeat(np.round(placed.lat[keep], LON_LAT_DECIMALS), times)
    frame = told.iloc[np.repeat(np.arange(len(told)), times)].reset_index(drop=True)
    frame["camera_id"] = _camera_ids(frame, plan, lon, lat, ids)
    looked = int((keep & (count == 0)).sum())
    repairs = Counter(placed.repairs)
    if looked:
        repairs["looked at, no camera there"] += looked
    refused = (
        *rows.refused,
        *(
            Refusal(int(rows.line[row]), str(reason[row]), rows.original(int(row)))
            for row in np.flatnonzero(~keep)
        ),
    )
    return CameraStretch(
        frame=frame,
        lon=lon,
        lat=lat,
        refused=tuple(sorted(refused, key=lambda refusal: refusal.line)),
        rows_read=len(rows.frame) + len(rows.refused),
        repairs=repairs,
        not_understood=not_understood,
    )


def _counts(rows: Rows, plan: Plan, reason: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return how many cameras each row stands for: one, unless a column counts them."""
    column = plan.columns.get("count")
    if column is None:
        return np.ones(len(rows.frame), np.int64)
    values = pd.to_numeric(rows.frame[column], errors="coerce").to_numpy(
        np.float64, na_value=np.nan
    )
    bad = ~((values >= 0) & (values <= _MAX_COUNT))
    reason[bad & (reason == "")] = f"{column} is no count"
    return np.ceil(np.where(bad, 0, values)).astype(np.int64)


def _repeated(rows: Rows, plan: Plan, whole_rows: SeenTexts) -> NDArray[np.bool_]:
    """Tell which rows repeat an earlier one word for word, its id included."""
    has_id = np.asarray(rows.frame[plan.columns["source_id"]].str.strip() != "", np.bool_)
    cells = [rows.frame[name].tolist() for name in rows.frame.columns]
    if rows.shapes is not None:
        cells.append([str(shape) for shape in rows.shapes])
    text = pd.Series(["\x1f".join(row) for row in zip(*cells, strict=True)], dtype="str")
    return np.asarray((whole_rows.occurrences(text) > 1) & has_id, np.bool_)


def _camera_ids(
    frame: pd.DataFrame,
    plan: Plan,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    ids: SeenTexts,
) -> pd.Series:
    """Name cameras by the source's own id, else by their place, so that a re-import finds them."""
    place = pd.Series([f"{x:.7f},{y:.7f}" for x, y in zip(lon, lat, strict=True)], dtype="str")
    own = frame["source_id"].where(frame["source_id"] != "", place)
    name = plan.slug + ":" + own
    occurrence = ids.occurrences(name)
    again = pd.Series(np.where(occurrence > 1, [f"/{n}" for n in occurrence], ""), dtype="str")
    return name + again


def _most_often(refused: tuple[Refusal, ...]) -> str:
    if not refused:
        return ": the table has no rows"
    reason, times = Counter(refusal.reason for refusal in refused).most_common(1)[0]
    return f" ({len(refused)} refused; most often, {times} times: {reason})"
