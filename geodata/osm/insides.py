"""How deep stations lie, and whether one gets in without steps, as far as tags tell."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mapper.model.insides import ENTRANCE, INSIDE_COLUMNS, STATION, Insides

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geodata.osm.plane import Plane
    from geodata.osm.source import Relation
    from geodata.osm.stations import Station, StationFinder
    from mapper.model.places import Table

__all__ = ["depth_of", "inside_row", "level_of", "read_insides"]

_UNDERGROUND: Final = ("subway", "light_rail")
_OTHERS: Final = ("train", "tram", "bus", "trolleybus")
_NUMBER: Final = re.compile(r"[-+]?\d+(?:\.\d+)?")
_STEP_FREE: Final = {"yes": "yes", "designated": "yes", "no": "no"}
_DEEPEST_M: Final = 200.0
"""No metro lies deeper (Arsenalna: 105 m); a larger number is a slip."""
_FURTHEST_LEVEL: Final = 30.0


def read_insides(
    plane: Plane, stations: Sequence[Station], finder: StationFinder, entrances: Table
) -> Insides:
    """Return depths and levels of stations, and which of them and of their doors have no steps.

    A station's levels are those of its platforms (``level``, else ``layer``; the median), else
    its own; its depth is its tag ``depth``. ``wheelchair`` tells of steps, "limited" nothing.
    """
    levels = _platform_levels(plane, finder)
    rows: list[dict[str, object]] = []
    for station in stations:
        own = levels.get(station.id) or [level_of(station.tags)]
        known = [level for level in own if not np.isnan(level)]
        level = float(np.median(known)) if known else np.nan
        rows.append(inside_row(STATION, station.id, station.tags, level=level))
    tags_of = {f"osm:n{node.id}": node.tags for node in plane.extract.tagged}
    rows += [
        inside_row(ENTRANCE, str(key), tags_of.get(str(key), {}), level=np.nan)
        for key in entrances.frame["entrance_id"]
    ]
    told = [row for row in rows if row["told_by"]]
    return Insides.parse(pd.DataFrame(told, columns=pd.Index(list(INSIDE_COLUMNS))))


def level_of(tags: Mapping[str, str]) -> float:
    """Return the level a platform or station lies on, the mean of several; NaN where not told.

    >>> level_of({"level": "-3"}), level_of({"level": "-1;-2"}), level_of({"layer": "-2"})
    (-3.0, -1.5, -2.0)
    """
    for key in ("level", "layer"):
        numbers = [float(number) for number in _NUMBER.findall(tags.get(key, ""))]
        numbers = [number for number in numbers if abs(number) <= _FURTHEST_LEVEL]
        if numbers:
            return float(np.mean(numbers))
    return np.nan


def depth_of(tags: Mapping[str, str]) -> float:
    """Return how many metres below the street a station lies, NaN where not told.

    >>> depth_of({"depth": "-35 m"}), depth_of({"depth": "43.5"}), depth_of({"depth": "deep"})
    (35.0, 43.5, nan)
    """
    number = _NUMBER.search(tags.get("depth", "").replace(",", "."))
    metres = abs(float(number.group())) if number else np.nan
    return metres if metres <= _DEEPEST_M else np.nan


def inside_row(
    kind: str,
    place: str,
    tags: Mapping[str, str],
    *,
    level: float | None = None,
    source: str = "OpenStreetMap",
) -> dict[str, object]:
    """Return a row of the table ``insides``; where it tells nothing ``told_by`` is empty.

    Parameters
    ----------
    kind, place
        Station or entrance, and its id.
    tags
        Its ``depth``, ``level``, ``layer`` and ``wheelchair``.
    level
        The level of the platforms, None to take it from the tags.
    source
        What the row's source is called.
    """
    levels = level_of(tags) if level is None else level
    depth = depth_of(tags)
    step_free = _STEP_FREE.get(tags.get("wheelchair", ""), "")
    tellers = {
        "depth": not np.isnan(depth),
        "levels": not np.isnan(levels),
        "wheelchair": bool(step_free),
    }
    return {
        "kind": kind,
        "place_id": place,
        "levels": levels,
        "depth_m": depth,
        "gates": np.nan,
        "step_free": step_free,
        "told_by": ";".join(name for name, tells in tellers.items() if tells),
        "source": source,
    }


def _platform_levels(plane: Plane, finder: StationFinder) -> dict[str, list[float]]:
    """Return the levels of each station's platforms.

    A platform belongs where it says that it is a metro's, or where the stop area of a station
    holds it and it does not say that it is a bus's or a railway's.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for source_id, tags, spot in _platforms(plane):
        level = level_of(tags)
        if np.isnan(level):
            continue
        if any(tags.get(mode) == "yes" for mode in _UNDERGROUND):
            name = tags.get("name", "").strip()
            station = finder.of(source_id, spot, name, _UNDERGROUND)
        elif any(tags.get(mode) == "yes" for mode in _OTHERS) or tags.get("subway") == "no":
            station = None
        else:
            station = finder.in_area(source_id, _UNDERGROUND)
        if station is not None:
            found[station.id].append(level)
    return found


def _platforms(
    plane: Plane,
) -> Iterator[tuple[str, Mapping[str, str], tuple[float, float]]]:
    for node in plane.extract.tagged:
        spot = plane.point(node.id) if _is_platform(node.tags) else None
        if spot is not None:
            yield f"node/{node.id}", node.tags, spot
    for way in plane.extract.ways.where(_is_platform):
        points = plane.line(way)[0]
        if len(points):
            yield f"way/{way.id}", way.tags, _middle(points)
    for relation in plane.extract.relations:
        lines = _lines(plane, relation) if _is_platform(relation.tags) else []
        if lines:
            yield f"relation/{relation.id}", relation.tags, _middle(np.concatenate(lines))


def _lines(plane: Plane, relation: Relation) -> list[NDArray[np.float64]]:
    members = [member.ref for member in relation.members if member.type == "w"]
    ways = [plane.extract.ways.find(ref) for ref in members]
    lines = [plane.line(way)[0] for way in ways if way is not None]
    return [line for line in lines if len(line)]


def _middle(points: NDArray[np.float64]) -> tuple[float, float]:
    x, y = points.mean(axis=0)
    return float(x), float(y)


def _is_platform(tags: Mapping[str, str]) -> bool:
    return tags.get("railway") == "platform" or tags.get("public_transport") == "platform"
