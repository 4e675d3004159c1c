"""Two versions of a city: what came, what went, what changed, and what is now one device."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely

from mapper.model.cameras import CAMERA_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

    from mapper.model.city import City

__all__ = ["CameraChange", "CameraLink", "CityDiff", "TableDiff", "diff_cities"]

_MOVED_M: Final = 0.05
"""A shift below five centimetres is rounding, not a move."""
_BY_ID: Final = {
    "stations": "station_id",
    "entrances": "entrance_id",
    "metro_links": "link_id",
    "buildings": "building_id",
    "survey": "survey_id",
    "places": "place_id",
    "basemap": "feature_id",
    "claims": "claim_id",
}
_COUNTED: Final = ("same_as", "insides", "timetable")


@dataclass(frozen=True, slots=True)
class CameraChange:
    """One camera that both versions hold, and what is not the same of it."""

    camera_id: str
    moved_m: float
    columns: tuple[tuple[str, str, str], ...]
    """Column, old value, new value."""


@dataclass(frozen=True, slots=True)
class CameraLink:
    """A row that stands behind a camera, as the same device in another source."""

    camera_id: str
    """The camera that counts."""
    same_as: str


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What differs in one table: its rows before and after, and which by id."""

    table: str
    before: int
    after: int
    added: tuple[str, ...] = ()
    """Sorted; likewise below. Edges have no ids that last, so they are only counted."""
    retired: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return self.before == self.after and not (self.added or self.retired or self.changed)


@dataclass(frozen=True, slots=True)
class CityDiff:
    """What differs between two versions."""

    added: tuple[str, ...]
    """Ids of cameras that only the new one holds at all, sorted; likewise below."""
    retired: tuple[str, ...]
    """Ids that the new one holds no more, neither as a camera nor behind one."""
    linked: tuple[CameraLink, ...]
    """Rows that counted, or are new, and now stand behind a camera."""
    unlinked: tuple[CameraLink, ...]
    """Rows that stood behind a camera of the old one, and now count by themselves or are gone."""
    changed: tuple[CameraChange, ...]
    unchanged: int
    tables: tuple[TableDiff, ...]
    """The other tables in which something differs."""
    sources_before: tuple[str, ...]
    sources_after: tuple[str, ...]
    """Each "label (licence), date"."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs that is looked at."""
        lists = (self.added, self.retired, self.linked, self.unlinked, self.changed, self.tables)
        return not any(lists)

    def as_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return asdict(self)


def diff_cities(old: City, new: City) -> CityDiff:
    """Compare two versions of a city camera by camera, and its other tables row by row.

    A camera that is now told to be the same device as another stands in ``linked`` and is not
    retired: its row is still there, behind the other.
    """
    before, after = set(old.cameras.ids), set(new.cameras.ids)
    behind_before, behind_after = _behind(old), _behind(new)
    both = sorted(before & after)
    changes = _changes(old, new, both)
    return CityDiff(
        added=tuple(sorted(after - before - set(behind_before))),
        retired=tuple(sorted((before | set(behind_before)) - after - set(behind_after))),
        linked=_links(behind_after, set(behind_after) - set(behind_before)),
        unlinked=_links(behind_before, set(behind_before) - set(behind_after)),
        changed=changes,
        unchanged=len(both) - len(changes),
        tables=tuple(table for table in _tables(old, new) if not table.is_empty),
        sources_before=_sources(old),
        sources_after=_sources(new),
    )


def _behind(city: City) -> dict[str, str]:
    """Return, for each row that stands behind a camera, that camera."""
    frame = city.same_as.frame
    linked = frame[frame["linked"]]
    return dict(zip(linked["same_as"].tolist(), linked["camera_id"].tolist(), strict=True))


def _links(behind: dict[str, str], rows: Iterable[str]) -> tuple[CameraLink, ...]:
    return tuple(CameraLink(behind[row], row) for row in sorted(rows))


def _sources(city: City) -> tuple[str, ...]:
    return tuple(
        f"{source.label} ({source.licence}), {source.as_of or 'date unknown'}"
        for source in city.sources
    )


def _tables(old: City, new: City) -> list[TableDiff]:
    """Compare every table but the cameras."""
    found = [TableDiff("edges", old.network.n_edges, new.network.n_edges)]
    for name, key in _BY_ID.items():
        frames = [getattr(city, name).frame for city in (old, new)]
        if isinstance(frames[1], gpd.GeoDataFrame):
            frames[1] = frames[1].to_crs(frames[0].crs)
        first, second = (frame.set_index(key) for frame in frames)
        found.append(
            TableDiff(
                name,
                len(first),
                len(second),
                tuple(sorted(second.index.difference(first.index))),
                tuple(sorted(first.index.difference(second.index))),
                tuple(_changed(first, second)),
            )
        )
    found += [
        TableDiff(name, len(getattr(old, name)), len(getattr(new, name))) for name in _COUNTED
    ]
    return found


def _changed(first: pd.DataFrame, second: pd.DataFrame) -> list[str]:
    """Return the ids of rows that both hold and that are not the same, sorted."""
    both = first.index.intersection(second.index).sort_values()
    one, other = first.loc[both], second.loc[both]
    differs = np.zeros(len(both), np.bool_)
    for name in (column for column in one.columns if column != "geometry"):
        differs |= _differs(one[name], other[name])
    if isinstance(one, gpd.GeoDataFrame):
        shapes, others = np.asarray(one.geometry), np.asarray(other.geometry)
        differs |= ~shapely.equals_exact(shapes, others, _MOVED_M, normalize=True)
    return [str(name) for name in both[differs]]


def _changes(old: City, new: City, both: list[str]) -> tuple[CameraChange, ...]:
    if not both:
        return ()
    first = old.cameras.frame.set_index("camera_id").loc[both]
    second = new.cameras.frame.to_crs(old.projection.crs).set_index("camera_id").loc[both]
    moved_m = np.asarray(first.geometry.distance(second.geometry, align=False), np.float64)
    columns = [name for name in CAMERA_COLUMNS if name != "camera_id"]
    differs = np.column_stack([_differs(first[name], second[name]) for name in columns])
    rows = np.flatnonzero(differs.any(axis=1) | (moved_m > _MOVED_M))
    return tuple(
        CameraChange(
            both[row],
            round(float(moved_m[row]), 2) if moved_m[row] > _MOVED_M else 0.0,
            tuple(
                (
                    columns[at],
                    _shown(first[columns[at]].iloc[row]),
                    _shown(second[columns[at]].iloc[row]),
                )
                for at in np.flatnonzero(differs[row])
            ),
        )
        for row in rows.tolist()
    )


def _differs(one: pd.Series, other: pd.Series) -> NDArray[np.bool_]:
    same = (one == other) | (one.isna() & other.isna())
    return ~np.asarray(same, np.bool_)


def _shown(value: object) -> str:
    return "" if isinstance(value, float) and np.isnan(value) else str(value)
