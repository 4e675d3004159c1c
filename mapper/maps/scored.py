"""A line on a map together with what sees it, and its pieces as they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.exposure.result import Exposure

__all__ = ["RiddenLeg", "ScoredLine", "bounds_of"]


@dataclass(frozen=True, slots=True, eq=False)
class RiddenLeg:
    """A part of a journey that is not walked: a way in or out, a ride, a transfer."""

    kind: str
    colour: str
    """Of the line, "#rrggbb"; "" where there is none."""
    name: str
    """Of the line."""
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Shape (n,), n ≥ 2: of a ride each stop."""
    gates: int = 0
    inward: bool = False
    """Whether the door comes first."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoredLine:
    """One line to draw: a scored track, or one option of several."""

    label: str
    exposure: Exposure
    cells: tuple[tuple[str, str], ...] = ()
    """Further facts for the panel: pairs of title and value, both plain text."""
    group: str = ""
    """The heading it stands under, "" for none."""
    row: tuple[str, ...] = ()
    """Its row of the table of lines, where that has columns of its own."""
    legs: tuple[tuple[str, ...], ...] = ()
    """Rows of the table of its legs."""
    ridden: tuple[RiddenLeg, ...] = ()
    compared: bool = True
    """Whether it is drawn against the others: what passes a gate never is."""

    @property
    def along_m(self) -> NDArray[np.float64]:
        """Metres from the start at each point of the track, shape (n,)."""
        return np.concatenate([[0.0], np.cumsum(self.exposure.track.segment_lengths_m())])

    def between(self, enter_m: float, exit_m: float) -> tuple[NDArray[np.float64], ...]:
        """Return longitudes and latitudes of the stretch between two metres, ends included."""
        along = self.along_m
        track = self.exposure.track
        inside = (along > enter_m) & (along < exit_m)
        metres = np.concatenate([[enter_m], along[inside], [exit_m]])
        return np.interp(metres, along, track.lon), np.interp(metres, along, track.lat)

    def pieces(self) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Return longitudes and latitudes of the pieces that were recorded, gaps left out."""
        track = self.exposure.track
        if track.gap is None or not bool(track.gap.any()):
            return [(track.lon, track.lat)]
        cuts = np.flatnonzero(track.gap) + 1
        lon, lat = np.split(track.lon, cuts), np.split(track.lat, cuts)
        return list(zip(lon, lat, strict=True))

    def on_recorded_ground(self, enter_m: float, exit_m: float) -> list[tuple[float, float]]:
        """Return a stretch without the parts that lie in gaps, as pairs of metres."""
        gap = self.exposure.track.gap
        if gap is None or not bool(gap.any()):
            return [(enter_m, exit_m)]
        along = self.along_m
        kept, at = [], enter_m
        for segment in np.flatnonzero(gap):
            low, high = float(along[segment]), float(along[segment + 1])
            if high <= at or low >= exit_m:
                continue
            if low > at:
                kept.append((at, low))
            at = high
        if at < exit_m:
            kept.append((at, exit_m))
        return kept


def bounds_of(lines: Sequence[ScoredLine]) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of one or more lines and what is ridden, in degrees."""
    tracks = [line.exposure.track for line in lines]
    rides = [ride for line in lines for ride in line.ridden]
    lon = np.concatenate([*(track.lon for track in tracks), *(ride.lon for ride in rides)])
    lat = np.concatenate([*(track.lat for track in tracks), *(ride.lat for ride in rides)])
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
