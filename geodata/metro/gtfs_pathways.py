"""Ways inside stations: from the door to the platform, through which gates, in what time."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.metro.gtfs import Feed

__all__ = ["StationWalks", "station_walks"]

_ENTRANCE: Final = "2"
_PLATFORM: Final = ("", "0")
_GATE_IN, _GATE_OUT = "6", "7"
_SPEED_M_S: Final = 1.34
_DEFAULT_S: Final = {"1": 20.0, "2": 40.0, "3": 30.0, "4": 60.0, "5": 60.0, "6": 5.0, "7": 5.0}
"""What a pathway without time and length takes, by its mode: walkway, stairs, … exit gate."""
BASE_S: Final = 70.0
LEVEL_S: Final = 65.0
"""What a door takes without pathways: a base, and more for each level up or down."""


@dataclass(frozen=True, slots=True)
class StationWalks:
    """What a feed tells of the insides of its stations."""

    seconds_of: Mapping[str, float]
    """Seconds from each entrance to the platforms of its station (the median of them)."""
    by_levels: frozenset[str]
    """Entrances whose seconds come from levels only, no pathway being told."""
    vestibule_of: Mapping[str, str]
    """The unpaid hall each entrance leads to: a name made of one of its entrances."""
    gates_in: int
    gates_out: int
    """Pathways that are fare gates."""


def station_walks(feed: Feed, stops: pd.DataFrame) -> StationWalks:
    """Read ``pathways.txt`` and ``levels.txt``.

    A vestibule is what lies before the gates: entrances that can be walked between without
    passing one share it.
    """
    columns = (
        "from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional", "length",
        "traversal_time",
    )  # fmt: skip
    paths = feed.table("pathways", columns)
    mode = paths["pathway_mode"].astype("str")
    doors = stops[stops["location_type"] == _ENTRANCE]
    platforms: dict[str, list[str]] = defaultdict(list)
    is_platform = stops["location_type"].isin(_PLATFORM) & (stops["hall"] != stops["stop_id"])
    for stop, hall in zip(
        stops.loc[is_platform, "stop_id"], stops.loc[is_platform, "hall"], strict=True
    ):
        platforms[str(hall)].append(str(stop))
    graph = _graph(paths, _seconds(paths, mode))
    seconds_of: dict[str, float] = {}
    for door, hall in zip(doors["stop_id"], doors["hall"], strict=True):
        reached = _shortest(graph, str(door))
        times = [reached[stop] for stop in platforms[str(hall)] if stop in reached]
        if times:
            seconds_of[str(door)] = float(np.median(times))
    levelled = _by_levels(feed, stops, doors, platforms, seconds_of)
    return StationWalks(
        seconds_of=seconds_of | levelled,
        by_levels=frozenset(levelled),
        vestibule_of=_vestibules(paths, mode, [str(door) for door in doors["stop_id"]]),
        gates_in=int((mode == _GATE_IN).sum()),
        gates_out=int((mode == _GATE_OUT).sum()),
    )


def _seconds(paths: pd.DataFrame, mode: pd.Series) -> pd.Series:
    """Return what each pathway takes: as told, else by its length, else by its mode."""
    told = pd.to_numeric(paths["traversal_time"], errors="coerce")
    by_length = pd.to_numeric(paths["length"], errors="coerce") / _SPEED_M_S
    return told.fillna(by_length).fillna(mode.map(_DEFAULT_S)).fillna(_DEFAULT_S["1"])


def _graph(paths: pd.DataFrame, seconds: pd.Series) -> dict[str, list[tuple[str, float]]]:
    graph: dict[str, list[tuple[str, float]]] = defaultdict(list)
    told = zip(
        paths["from_stop_id"], paths["to_stop_id"], paths["is_bidirectional"], seconds, strict=True
    )
    for one, other, both, time_s in told:
        graph[str(one)].append((str(other), float(time_s)))
        if str(both) == "1":
            graph[str(other)].append((str(one), float(time_s)))
    return graph


def _shortest(graph: Mapping[str, list[tuple[str, float]]], start: str) -> dict[str, float]:
    """Return the least seconds to everything that can be reached (Dijkstra 1959)."""
    best: dict[str, float] = {}
    heap = [(0.0, start)]
    while heap:
        time_s, stop = heapq.heappop(heap)
        if stop in best:
            continue
        best[stop] = time_s
        for other, step in graph.get(stop, ()):
            if other not in best:
                heapq.heappush(heap, (time_s + step, other))
    return best


def _by_levels(
    feed: Feed,
    stops: pd.DataFrame,
    doors: pd.DataFrame,
    platforms: Mapping[str, list[str]],
    known: Mapping[str, float],
) -> dict[str, float]:
    """Return seconds for doors without pathways, from how many levels lie between."""
    levels = feed.table("levels", ("level_id", "level_index"))
    index = pd.to_numeric(levels["level_index"], errors="coerce")
    height = dict(zip(levels["level_id"], index, strict=True))
    level_of = {
        str(stop): float(height.get(level, np.nan))
        for stop, level in zip(stops["stop_id"], stops["level_id"], strict=True)
    }
    result: dict[str, float] = {}
    for door, hall in zip(doors["stop_id"], doors["hall"], strict=True):
        deep = [level_of[stop] for stop in platforms.get(str(hall), ())]
        deep = [level for level in deep if not np.isnan(level)]
        if str(door) in known or not deep:
            continue
        street = np.nan_to_num(level_of[str(door)], nan=0.0)
        result[str(door)] = BASE_S + LEVEL_S * abs(float(np.median(deep)) - street)
    return result


def _vestibules(paths: pd.DataFrame, mode: pd.Series, doors: Iterable[str]) -> dict[str, str]:
    """Name the unpaid hall of each entrance by the first of its entrances."""
    unpaid = ~mode.isin([_GATE_IN, _GATE_OUT]).to_numpy()
    if unpaid.all():
        return {}
    root: dict[str, str] = {}

    def find(stop: str) -> str:
        while root.setdefault(stop, stop) != stop:
            stop = root[stop]
        return stop

    ends = zip(paths.loc[unpaid, "from_stop_id"], paths.loc[unpaid, "to_stop_id"], strict=True)
    for one, other in ends:
        a, b = find(str(one)), find(str(other))
        root[max(a, b)] = min(a, b)
    first: dict[str, str] = {}
    for door in sorted(doors):
        first.setdefault(find(door), door)
    return {door: first[find(door)] for door in doors}
