"""Ways inside stations: from the door to the platform, through which gates, in what time."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from mapper.model.insides import ENTRANCE, INSIDE_COLUMNS, STATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geodata.metro.gtfs_feed import Feed

__all__ = ["StationWalks", "insides_of", "station_walks"]

_ENTRANCE: Final = "2"
_PLATFORM: Final = ("", "0")
_GATE_IN, _GATE_OUT = "6", "7"
_STEPS: Final = ("2", "4")
"""Stairs and escalators."""
_SPEED_M_S: Final = 1.34
_DEFAULT_S: Final = {"1": 20.0, "2": 40.0, "3": 30.0, "4": 60.0, "5": 60.0, "6": 5.0, "7": 5.0}
"""What a pathway without time and length takes, by its mode: walkway, stairs, … exit gate."""
_WHEELCHAIR: Final = {"1": "yes", "2": "no"}

Step = tuple[str, float, str]
"""To which stop, in how many seconds, by which mode."""


@dataclass(frozen=True, slots=True)
class StationWalks:
    """What a feed tells of the insides of its stations."""

    seconds_of: Mapping[str, float]
    """Seconds from each entrance to the platforms of its station (the median of them)."""
    gates_of: Mapping[str, int]
    """Gates on the quickest way from each entrance to the platform it leads to first."""
    step_free_of: Mapping[str, bool]
    """Whether a way without stairs and escalators leads from each entrance to every platform."""
    levels_of: Mapping[str, float]
    """How many levels the platforms (their median) lie from each entrance, down as a negative
    number, and under ids of stations from the street."""
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
    graph = _graph(paths, _seconds(paths, mode), mode)
    flat = {stop: [s for s in steps if s[2] not in _STEPS] for stop, steps in graph.items()}
    seconds_of: dict[str, float] = {}
    gates_of: dict[str, int] = {}
    step_free_of: dict[str, bool] = {}
    for door, hall in zip(doors["stop_id"], doors["hall"], strict=True):
        reached = _shortest(graph, str(door))
        found = [reached[stop] for stop in platforms[str(hall)] if stop in reached]
        if found:
            seconds_of[str(door)] = float(np.median([time_s for time_s, _ in found]))
            gates_of[str(door)] = min(found)[1]
            without = _shortest(flat, str(door))
            step_free_of[str(door)] = all(stop in without for stop in platforms[str(hall)])
    return StationWalks(
        seconds_of=seconds_of,
        gates_of=gates_of,
        step_free_of=step_free_of,
        levels_of=_levels(feed, stops, doors, platforms),
        vestibule_of=_vestibules(paths, mode, [str(door) for door in doors["stop_id"]]),
        gates_in=int((mode == _GATE_IN).sum()),
        gates_out=int((mode == _GATE_OUT).sum()),
    )


def insides_of(
    stops: pd.DataFrame, walks: StationWalks, used: Iterable[str], source: str
) -> pd.DataFrame:
    """Return the rows of the table ``insides`` for the stations in use and their entrances.

    Without pathways ``wheelchair_boarding`` tells whether there are steps, as far as it does.
    """
    known = set(used)
    rows: list[dict[str, object]] = []
    told = zip(
        stops["stop_id"], stops["hall"], stops["location_type"], stops["wheelchair_boarding"],
        strict=True,
    )  # fmt: skip
    for stop, hall, kind, wheels in told:
        is_door = kind == _ENTRANCE
        if (str(hall) if is_door else str(stop)) not in known:
            continue
        by_path = walks.step_free_of.get(str(stop))
        step_free = _WHEELCHAIR.get(str(wheels), "")
        if by_path is not None:
            step_free = "yes" if by_path else "no"
        levels = walks.levels_of.get(str(stop), np.nan)
        tellers = {
            "pathways": by_path is not None,
            "levels": not np.isnan(levels),
            "wheelchair_boarding": by_path is None and step_free != "",
        }
        if not any(tellers.values()):
            continue
        rows.append(
            {
                "kind": ENTRANCE if is_door else STATION,
                "place_id": f"gtfs:{stop}",
                "levels": levels,
                "depth_m": np.nan,
                "gates": walks.gates_of.get(str(stop), np.nan),
                "step_free": step_free,
                "told_by": ";".join(name for name, tells in tellers.items() if tells),
                "source": source,
            }
        )
    return pd.DataFrame(rows, columns=pd.Index(list(INSIDE_COLUMNS)))


def _seconds(paths: pd.DataFrame, mode: pd.Series) -> pd.Series:
    """Return what each pathway takes: as told, else by its length, else by its mode."""
    told = pd.to_numeric(paths["traversal_time"], errors="coerce")
    by_length = pd.to_numeric(paths["length"], errors="coerce") / _SPEED_M_S
    return told.fillna(by_length).fillna(mode.map(_DEFAULT_S)).fillna(_DEFAULT_S["1"])


def _graph(paths: pd.DataFrame, seconds: pd.Series, mode: pd.Series) -> dict[str, list[Step]]:
    graph: dict[str, list[Step]] = defaultdict(list)
    told = zip(
        paths["from_stop_id"], paths["to_stop_id"], paths["is_bidirectional"], seconds, mode,
        strict=True,
    )  # fmt: skip
    for one, other, both, time_s, how in told:
        graph[str(one)].append((str(other), float(time_s), str(how)))
        if str(both) == "1":
            graph[str(other)].append((str(one), float(time_s), str(how)))
    return graph


def _shortest(graph: Mapping[str, list[Step]], start: str) -> dict[str, tuple[float, int]]:
    """Return the least seconds to everything reached, and the gates on the way (Dijkstra 1959)."""
    best: dict[str, tuple[float, int]] = {}
    heap = [(0.0, 0, start)]
    while heap:
        time_s, gates, stop = heapq.heappop(heap)
        if stop in best:
            continue
        best[stop] = time_s, gates
        for other, step, mode in graph.get(stop, ()):
            if other not in best:
                heapq.heappush(heap, (time_s + step, gates + (mode == _GATE_IN), other))
    return best


def _levels(
    feed: Feed, stops: pd.DataFrame, doors: pd.DataFrame, platforms: Mapping[str, list[str]]
) -> dict[str, float]:
    """Return how many levels lie between the platforms and each entrance, or the street."""
    levels = feed.table("levels", ("level_id", "level_index"))
    index = pd.to_numeric(levels["level_index"], errors="coerce")
    height = dict(zip(levels["level_id"], index, strict=True))
    level_of = {
        str(stop): float(height.get(level, np.nan))
        for stop, level in zip(stops["stop_id"], stops["level_id"], strict=True)
    }
    result: dict[str, float] = {}
    for hall, own in platforms.items():
        deep = [level_of[stop] for stop in own if not np.isnan(level_of[stop])]
        if deep:
            result[hall] = float(np.median(deep))
    for door, hall in zip(doors["stop_id"], doors["hall"], strict=True):
        if str(hall) in result:
            street = float(np.nan_to_num(level_of[str(door)], nan=0.0))
            result[str(door)] = result[str(hall)] - street
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
