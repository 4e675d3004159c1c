"""Trains of one day as a search meets them: for each line and way, when they leave and arrive."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.timetable import EVERY_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from mapper.model.metro import MetroNetwork
    from mapper.model.timetable import Timetable

__all__ = ["Departure", "TrainGroup", "trains_on"]

DAY_S: Final = 86_400
MS: Final = 1_000
_LEAST_STOPS: Final = 2


@dataclass(frozen=True, slots=True)
class Departure:
    """When a journey begins. It is part of a trip: no log, address or error ever holds it."""

    clock_s: int
    """Seconds after midnight."""
    date: str
    """A day the timetable tells of, or "*" where it holds on every day; see ``day_for``."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainGroup:
    """K trains of a line with the same n stops, of which none overtakes another."""

    line: int
    """Row of the line."""
    stations: tuple[int, ...]
    """Rows of the stations, in order."""
    arrives_ms: NDArray[np.int64]
    leaves_ms: NDArray[np.int64]
    """Shape (K, n), after midnight of the day; strictly ascending from train to train."""


def trains_on(timetable: Timetable, metro: MetroNetwork, date: str) -> list[TrainGroup]:
    """Return the trains of a day, those of the night before and after it too.

    Trains of one line with the same stops are split into groups in which nobody overtakes: whoever
    comes to a group earlier gets no later train, and to wait for another one never pays.
    """
    line_row = {str(line): row for row, line in enumerate(metro.line_id)}
    station_row = {str(key): row for row, key in enumerate(metro.station_id)}
    starts = _starts(timetable, date)
    found: dict[tuple[int, tuple[int, ...]], list[NDArray[np.int64]]] = defaultdict(list)
    calls = timetable.calls
    every_row = np.array([station_row.get(str(key), -1) for key in calls["station_id"]])
    every_time = calls[["arrive_s", "depart_s"]].to_numpy(np.int64)
    profile, lines = calls["profile"].to_numpy(np.int64), calls["line"].to_numpy(dtype=object)
    first = np.flatnonzero(np.diff(profile, prepend=-1))
    for begin, end in zip(first.tolist(), [*first[1:].tolist(), len(profile)], strict=False):
        line, begins = line_row.get(str(lines[begin])), starts.get(int(profile[begin]))
        rows = every_row[begin:end]
        here = rows >= 0
        if line is None or begins is None or here.sum() < _LEAST_STOPS:
            continue
        times = every_time[begin:end][here]
        # shape (K, n, 2): every train of the profile at every stop
        found[line, tuple(rows[here].tolist())].append(times[None] + begins[:, None, None])
    return [
        TrainGroup(line, stations, group[:, :, 0] * MS, group[:, :, 1] * MS)
        for (line, stations), parts in sorted(found.items())
        for group in _without_overtaking(np.concatenate(parts))
    ]


def _starts(timetable: Timetable, date: str) -> dict[int, NDArray[np.int64]]:
    """Return when the trains of each profile begin, in seconds after midnight of a day."""
    runs = timetable.runs
    profile, service = runs["profile"].to_numpy(np.int64), runs["service"]
    start = runs["start_s"].to_numpy(np.int64)
    parts: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for days in (-1, 0, 1):
        running = service.isin(list(timetable.services_on(_day(date, days)))).to_numpy(np.bool_)
        parts.append((profile[running], start[running] + days * DAY_S))
    profiles, begins = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((begins, profiles))
    profiles, begins = profiles[order], begins[order]
    first = np.flatnonzero(np.diff(profiles, prepend=-1))
    keys = profiles[first].tolist()
    return dict(zip(keys, np.split(begins, first[1:]), strict=True)) if keys else {}


def _day(date: str, days: int) -> str:
    if date == EVERY_DAY:
        return date
    return (dt.date.fromisoformat(date) + dt.timedelta(days=days)).isoformat()


def _without_overtaking(times: NDArray[np.int64]) -> Iterable[NDArray[np.int64]]:
    """Split trains into groups that keep their order at every stop, shape (K, n, 2) each."""
    flat = times.reshape(len(times), -1)
    # where a train begins nobody arrives, and where it ends nobody leaves
    kept = flat[:, 1:-1]
    order = np.lexsort(kept.T[::-1])
    if (np.diff(kept[order], axis=0) > 0).all():
        return [times[order]]
    groups: list[list[int]] = []
    for row in order.tolist():
        for group in groups:
            if (kept[row] > kept[group[-1]]).all():
                group.append(row)
                break
        else:
            groups.append([row])
    return [times[group] for group in groups]
