"""Two versions of a city: what came, what went, what changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from mapper.model.city import City

__all__ = ["CameraChange", "CityDiff", "diff_cities"]

_MOVED_M: Final = 0.05
"""A shift below five centimetres is rounding, not a move."""
_TABLES: Final = (
    "stations", "entrances", "metro_links", "buildings", "basemap", "survey", "places",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CameraChange:
    """One camera that both versions hold, and what is not the same of it."""

    camera_id: str
    moved_m: float
    columns: tuple[tuple[str, str, str], ...]
    """Column, old value, new value."""


@dataclass(frozen=True, slots=True)
class CityDiff:
    """What differs between two versions."""

    added: tuple[str, ...]
    """Ids of cameras that only the new one has, sorted; likewise below."""
    retired: tuple[str, ...]
    changed: tuple[CameraChange, ...]
    unchanged: int
    tables: tuple[tuple[str, int, int], ...]
    """Table, rows before, rows after, where the number differs."""
    claims_added: tuple[str, ...]
    claims_retired: tuple[str, ...]
    sources_before: tuple[str, ...]
    sources_after: tuple[str, ...]
    """Each "label (licence), date"."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs that is looked at."""
        return not (
            self.added
            or self.retired
            or self.changed
            or self.tables
            or self.claims_added
            or self.claims_retired
        )

    def as_dict(self) -> dict[str, Any]:
        """Return everything, ready for JSON."""
        return asdict(self)


def diff_cities(old: City, new: City) -> CityDiff:
    """Compare two versions of a city camera by camera, and its other tables by their rows."""
    before, after = set(old.cameras.ids), set(new.cameras.ids)
    both = sorted(before & after)
    changes = _changes(old, new, both)
    claims_before, claims_after = (set(c.claims.frame["claim_id"]) for c in (old, new))
    sizes = [(name, len(getattr(old, name)), len(getattr(new, name))) for name in _TABLES]
    sizes.append(("edges", old.network.n_edges, new.network.n_edges))
    return CityDiff(
        added=tuple(sorted(after - before)),
        retired=tuple(sorted(before - after)),
        changed=changes,
        unchanged=len(both) - len(changes),
        tables=tuple(size for size in sizes if size[1] != size[2]),
        claims_added=tuple(sorted(claims_after - claims_before)),
        claims_retired=tuple(sorted(claims_before - claims_after)),
        sources_before=_sources(old),
        sources_after=_sources(new),
    )


def _sources(city: City) -> tuple[str, ...]:
    return tuple(
        f"{source.label} ({source.licence}), {source.as_of or 'date unknown'}"
        for source in city.sources
    )


def _changes(old: City, new: City, both: list[str]) -> tuple[CameraChange, ...]:
    if not both:
        return ()
    first = old.cameras.frame.set_index("camera_id").loc[both]
    second = new.cameras.frame.to_crs(old.projection.crs).set_index("camera_id").loc[both]
    moved_m = np.asarray(first.geometry.distance(second.geometry, align=False), np.float64)
    columns = [str(name) for name in first.columns if name != "geometry"]
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


def _differs(one: pd.Series, other: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    same = (one == other) | (one.isna() & other.isna())
    return ~np.asarray(same, np.bool_)


def _shown(value: object) -> str:
    return "" if isinstance(value, float) and np.isnan(value) else str(value)
