"""A track laid out for scoring: places along it as metres and seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.crossing import Lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.projection import Projection
    from mapper.model.track import Track

__all__ = ["Walk"]


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """A track of n points in the city's CRS.

    A place on it is a number u: u = 3.25 is a quarter along its fourth segment.
    """

    xy: NDArray[np.float64]
    """Shape (n, 2), metres, projected."""
    metres: NDArray[np.float64]
    """Shape (n,). Length on the ellipsoid up to each point."""
    seconds: NDArray[np.float64]
    """Shape (n,). Time up to each point; its own, or at walking speed."""
    indoor: NDArray[np.bool_]
    """Shape (n,). Whether the segment that begins at a point is indoors."""

    @classmethod
    def of(cls, track: Track, projection: Projection, *, speed_m_s: float) -> Walk:
        """Lay out a track; the speed serves where it has no times."""
        metres = np.concatenate([[0.0], np.cumsum(track.segment_lengths_m())])
        seconds = metres / speed_m_s if track.elapsed_s is None else track.elapsed_s
        indoor = np.zeros(len(metres), np.bool_)
        if track.indoor is not None:
            indoor[:-1] = track.indoor
        xy = np.ascontiguousarray(track.xy(projection))
        return cls(xy, metres, np.ascontiguousarray(seconds - seconds[0]), indoor)

    @property
    def lines(self) -> Lines:
        """The walk as the only one of a batch of lines."""
        return Lines(np.array([0, len(self.xy)], np.int64), self.xy, self.indoor)

    @property
    def end(self) -> float:
        """The place where it ends."""
        return float(len(self.metres) - 1)

    def metres_at(self, place: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return metres from the start at places, same shape."""
        return np.interp(place, np.arange(len(self.metres)), self.metres)

    def seconds_at(self, place: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return seconds from the start at places, same shape."""
        return np.interp(place, np.arange(len(self.seconds)), self.seconds)
