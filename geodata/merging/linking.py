"""Which cameras of different sources are one device: linked where certain, listed where nearly."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy import spatial

from mapper.model.angles import turn_deg
from mapper.model.cameras import CameraKind, Cameras

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.model.projection import Projection

__all__ = ["Link", "Merged", "merge_cameras"]

_SAME_M: Final = 10.0
_NEARLY_M: Final = 25.0
_AT_LEAST_M: Final = 3.0
_TURN_DEG: Final = 45.0


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows of different sources that are, or nearly are, one camera."""

    camera_id: str
    """The row that stays in the table ``cameras``; of a near miss the more trusted one."""
    same_as: str
    """The row that is, or may be, the same device."""
    distance_m: float
    linked: bool
    """False where they only nearly agree; both then count."""
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return the link, ready for JSON or a table."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Cameras counted once, the links, and the rows that stand behind another."""

    cameras: Cameras
    links: tuple[Link, ...]
    """What was linked and what nearly was, by id."""
    behind: Cameras
    """The rows of later sources that are the same device as a row of ``cameras``, as they were."""


def merge_cameras(tables: Sequence[Cameras], projection: Projection) -> Merged:
    """Join tables of cameras, counting a device in several of them once.

    Tables stand in the order of trust. Two rows of different tables are one device where they
    have the same id of OpenStreetMap, or lie within 10 m (and never farther than both position
    errors together explain, but at least 3 m) and agree in kind, operator and direction as far
    as both tell; the nearest pairs are linked first, and a row stands for at most one row of
    another table. A position less exact than 10 m is never certain enough. Rows of one table are
    never linked: several records on one point stay several cameras. What lies within 25 m and
    is not linked is listed as nearly the same, and both count.
    """
    joined = _joined(tables, projection)
    owner = np.repeat(np.arange(len(tables)), [len(table) for table in tables])
    frame = joined.frame
    pairs = _pairs(joined, owner)
    same_id = _same_osm_id(frame, owner)
    groups = _Groups.of(owner)
    nearly: list[tuple[int, int, str]] = []
    for first, second, certain in [
        *((a, b, True) for a, b in same_id),
        *((a, b, False) for a, b in pairs),
    ]:
        away = float(np.hypot(*(joined.xy[first] - joined.xy[second])))
        reason = "" if certain else _disagreement(frame, first, second, away)
        if not reason and groups.join(first, second, "the same id" if certain else _NEAR):
            continue
        nearly.append((first, second, reason or "another row is nearer"))
    links = _links(joined, groups, nearly)
    behind = groups.root != np.arange(len(frame))
    return Merged(
        Cameras.parse(frame[~behind], projection),
        links,
        Cameras.parse(frame[behind], projection),
    )


_NEAR: Final = "near, and nothing speaks against it"


@dataclass(slots=True)
class _Groups:
    """Rows gathered into devices: at most one row of each table in one."""

    root: NDArray[np.int64]
    """Shape (n,), the most trusted row of the device."""
    owners: dict[int, set[int]]
    members: dict[int, list[int]]
    reason: dict[int, str]

    @classmethod
    def of(cls, owner: NDArray[np.int64]) -> _Groups:
        rows = range(len(owner))
        return cls(
            np.arange(len(owner)),
            {row: {int(owner[row])} for row in rows},
            {row: [row] for row in rows},
            {},
        )

    def join(self, first: int, second: int, reason: str) -> bool:
        """Make two rows one device; False where that would join rows of one table."""
        one, other = sorted((int(self.root[first]), int(self.root[second])))
        if one == other:
            return True
        if self.owners[one] & self.owners[other]:
            return False
        for row in self.members[other]:
            self.root[row] = one
            self.reason[row] = reason
        self.owners[one] |= self.owners.pop(other)
        self.members[one] += self.members.pop(other)
        return True


def _links(
    cameras: Cameras, groups: _Groups, nearly: list[tuple[int, int, str]]
) -> tuple[Link, ...]:
    """Return the links between the rows that stay and those behind them, then the near misses."""
    ids, root = cameras.ids, groups.root

    def link(first: int, second: int, reason: str, *, linked: bool) -> Link:
        away = float(np.hypot(*(cameras.xy[first] - cameras.xy[second])))
        return Link(ids[first], ids[second], round(away, 2), linked, reason)

    found = {
        (int(root[row]), row): link(int(root[row]), row, reason, linked=True)
        for row, reason in groups.reason.items()
    }
    for first, second, reason in nearly:
        if root[first] != root[second]:
            found[first, second] = link(first, second, reason, linked=False)
    key = [(not made.linked, made.camera_id, made.same_as) for made in found.values()]
    return tuple(
        made for _, made in sorted(zip(key, found.values(), strict=True), key=lambda p: p[0])
    )


def _joined(tables: Sequence[Cameras], projection: Projection) -> Cameras:
    frames = [table.frame for table in tables if len(table)]
    if not frames:
        return Cameras.none(projection)
    frame = gpd.GeoDataFrame(
        pd.concat(frames, ignore_index=True), geometry="geometry", crs=projection.crs
    )
    return Cameras.parse(frame, projection)


def _pairs(cameras: Cameras, owner: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return rows of different tables within 25 m, the nearest first; the more trusted leads."""
    if len(cameras) < 2:  # noqa: PLR2004 - a pair
        return []
    tree = spatial.cKDTree(cameras.xy)
    found = tree.query_pairs(_NEARLY_M, output_type="ndarray")
    found = found[owner[found[:, 0]] != owner[found[:, 1]]]
    found.sort(axis=1)
    away = np.hypot(*(cameras.xy[found[:, 0]] - cameras.xy[found[:, 1]]).T)
    order = np.lexsort((found[:, 1], found[:, 0], np.round(away, 3)))
    return [(int(first), int(second)) for first, second in found[order]]


def _same_osm_id(frame: pd.DataFrame, owner: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return rows of different tables with one and the same id of OpenStreetMap."""
    ids = frame["source_id"].astype("str")
    is_osm = ids.str.fullmatch(r"(?:node|way|relation)/\d+").to_numpy(np.bool_)
    rows = np.flatnonzero(is_osm)
    found = []
    for _, group in pd.Series(rows).groupby(ids.iloc[rows].to_numpy()):
        first, *others = group.tolist()
        found += [(first, other) for other in others if owner[other] != owner[first]]
    return sorted(found)


def _disagreement(frame: pd.DataFrame, first: int, second: int, away_m: float) -> str:
    """Return what speaks against two rows being one device, "" where nothing does."""
    one, other = frame.iloc[first], frame.iloc[second]
    kinds = {str(one["kind"]), str(other["kind"])} - {CameraKind.UNKNOWN.value}
    operators = {str(row["operator"]).strip().casefold() for row in (one, other)} - {""}
    bearings = [float(one["direction_deg"]), float(other["direction_deg"])]
    turn = abs(float(turn_deg(bearings[0], bearings[1]))) if not np.isnan(bearings).any() else 0.0
    each_m = (float(one["position_error_m"]), float(other["position_error_m"]))
    against = (
        ("one is indoors", bool(one["indoor"]) != bool(other["indoor"])),
        ("kinds differ", len(kinds) > 1),
        ("operators differ", len(operators) > 1),
        ("directions differ", turn > _TURN_DEG),
        ("a position is not exact enough", max(each_m) > _SAME_M),
        ("too far apart", away_m > min(_SAME_M, max(sum(each_m), _AT_LEAST_M))),
    )
    return next((reason for reason, holds in against if holds), "")
