"""Rules laid over cameras: which rule holds for which, and where rules disagree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from mapper.errors import TableError
from mapper.model.cameras import Cameras
from mapper.model.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geodata.rules.book import Rule, RuleBook, Where
    from mapper.model.claims import Claims
    from mapper.model.places import Table
    from mapper.model.projection import Projection

__all__ = ["RuleOutcome", "RulePlaces", "apply_rules"]


@dataclass(frozen=True, slots=True, eq=False)
class RulePlaces:
    """What conditions on places are measured against, all in the city's CRS."""

    stations: Table
    entrances: Table
    districts: gpd.GeoDataFrame | None = None
    """Polygons with a column ``name``."""


@dataclass(frozen=True, slots=True, eq=False)
class RuleOutcome:
    """Cameras with the evidence rules set, and what came of each rule."""

    cameras: Cameras
    applied: Mapping[str, int]
    """For each rule, in the order of trust, how many cameras it holds for."""
    overruled: Mapping[str, int]
    """For "rule, overruled by rule": cameras on which they say different things."""


def apply_rules(
    cameras: Cameras,
    book: RuleBook,
    *,
    claims: Claims,
    places: RulePlaces,
    projection: Projection,
) -> RuleOutcome:
    """Set ``face_recognition``, ``system`` and ``rule`` of cameras.

    Rules stand in the order of trust: the first that speaks of a camera holds, later ones that
    say something else of it are counted as overruled. A camera no rule speaks of stays as its
    source has it.

    Raises
    ------
    TableError
        Where a rule names a claim, a district or a station that is not there.
    """
    _check_claims(book, claims)
    frame = cameras.frame.copy()
    holder = np.full(len(frame), -1, np.int64)
    applied: dict[str, int] = {}
    overruled: Counter[str] = Counter()
    for number, rule in enumerate(book.rules):
        matches = _matches(cameras, rule, places)
        free = matches & (holder < 0)
        _count_overruled(rule, matches & ~free, holder, book, overruled)
        holder[free] = number
        applied[rule.name] = int(free.sum())
        if rule.face_recognition is not None:
            frame.loc[free, "face_recognition"] = rule.face_recognition.value
        if rule.system:
            frame.loc[free, "system"] = rule.system
        frame.loc[free, "rule"] = rule.name
    return RuleOutcome(Cameras.parse(frame, projection), applied, dict(sorted(overruled.items())))


def _check_claims(book: RuleBook, claims: Claims) -> None:
    known = set(claims.frame["claim_id"])
    for rule in book.rules:
        strange = [claim for claim in rule.claims if claim not in known]
        if strange:
            message = f"rule {rule.name}: there is no claim {strange[0]!r}"
            raise TableError(message)


def _count_overruled(
    rule: Rule,
    lost: NDArray[np.bool_],
    holder: NDArray[np.int64],
    book: RuleBook,
    overruled: Counter[str],
) -> None:
    for number in np.unique(holder[lost]):
        stronger = book.rules[int(number)]
        said = (rule.face_recognition, rule.system)
        if said != (stronger.face_recognition, stronger.system):
            pair = f"{rule.name}, overruled by {stronger.name}"
            overruled[pair] += int((holder[lost] == number).sum())


def _matches(cameras: Cameras, rule: Rule, places: RulePlaces) -> NDArray[np.bool_]:
    where = rule.where
    frame = cameras.frame
    matches = np.ones(len(frame), np.bool_)
    for column in ("kind", "zone", "operator", "source"):
        wanted = [text.casefold() for text in getattr(where, column)]
        if wanted:
            matches &= frame[column].str.casefold().isin(wanted).to_numpy(np.bool_)
    if where.ids:
        ids = list(where.ids)
        matches &= (frame["camera_id"].isin(ids) | frame["source_id"].isin(ids)).to_numpy(np.bool_)
    if where.district:
        matches &= _in_districts(cameras, rule, places)
    if where.station:
        matches &= _near_stations(cameras, where, rule, places)
    return matches


def _in_districts(cameras: Cameras, rule: Rule, places: RulePlaces) -> NDArray[np.bool_]:
    inside = np.zeros(len(cameras), np.bool_)
    for wanted in rule.where.district:
        found = None
        if places.districts is not None:
            names = places.districts["name"].map(lambda name: normalise_name(str(name)))
            found = places.districts[names == normalise_name(wanted)]
        if found is None or not len(found):
            message = f"rule {rule.name}: there is no district {wanted!r}"
            raise TableError(message)
        area = shapely.union_all(found.geometry.to_numpy())
        shapely.prepare(area)
        inside |= shapely.contains_xy(area, cameras.xy[:, 0], cameras.xy[:, 1])
    return inside


def _near_stations(
    cameras: Cameras, where: Where, rule: Rule, places: RulePlaces
) -> NDArray[np.bool_]:
    near = np.zeros(len(cameras), np.bool_)
    names = places.stations.frame["name"].map(lambda name: normalise_name(str(name)))
    english = places.stations.frame["name_en"].map(lambda name: normalise_name(str(name)))
    points = shapely.points(cameras.xy)
    for wanted in where.station:
        stations = places.stations.frame[
            (names == normalise_name(wanted)) | (english == normalise_name(wanted))
        ]
        if not len(stations):
            message = f"rule {rule.name}: there is no station {wanted!r}"
            raise TableError(message)
        own = places.entrances.frame["station_id"].isin(stations["station_id"])
        spots = [*stations.geometry, *places.entrances.frame.geometry[own]]
        near |= shapely.distance(points, shapely.multipoints(spots)) <= where.within_m
    return near
