"""A track: a polyline somebody walked or means to walk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.errors import TrackError
from mapper.model.projection import ellipsoid_lengths_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.projection import Projection

__all__ = ["Track"]

MIN_POINTS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A line in longitude and latitude, with the seconds at its points where known.

    Between two points a walker is supposed to move evenly along the straight segment.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Shape (n,), degrees, n ≥ 2."""
    elapsed_s: NDArray[np.float64] | None = None
    """Shape (n,), seconds since the first point, never falling; None where there are no times."""
    indoor: NDArray[np.bool_] | None = None
    """Shape (n - 1,), which segments lead indoors or underground; None for none."""
    gap: NDArray[np.bool_] | None = None
    """Shape (n - 1,), which segments only join two recorded pieces and were not recorded."""

    @classmethod
    def parse(
        cls,
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        elapsed_s: NDArray[np.float64] | None = None,
    ) -> Track:
        """Check a line once.

        Raises
        ------
        TrackError
            With fewer than two points, points that are no numbers or not on Earth, or no length
            and no time at all. The message never holds a coordinate.
        """
        longitudes, latitudes = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
        if longitudes.ndim != 1 or longitudes.shape != latitudes.shape:
            message = "a track needs as many longitudes as latitudes"
            raise TrackError(message)
        if longitudes.size < MIN_POINTS:
            message = f"a track needs at least two points, this one has {longitudes.size}"
            raise TrackError(message)
        bad = ~(np.isfinite(longitudes) & np.isfinite(latitudes))
        if bool(bad.any()):
            message = f"point {int(bad.argmax()) + 1} of the track is not a number"
            raise TrackError(message)
        bad = (np.abs(longitudes) > 180) | (np.abs(latitudes) > 90)  # noqa: PLR2004 - degrees
        if bool(bad.any()):
            row = int(bad.argmax()) + 1
            message = f"point {row} of the track is not on Earth (latitude and longitude swapped?)"
            raise TrackError(message)
        if elapsed_s is not None:
            elapsed_s = np.asarray(elapsed_s, np.float64)
            if elapsed_s.shape != longitudes.shape or not bool(np.isfinite(elapsed_s).all()):
                message = "a track needs one time for each point"
                raise TrackError(message)
            if bool((np.diff(elapsed_s) < 0).any()):
                row = int((np.diff(elapsed_s) < 0).argmax()) + 2
                message = f"time runs backwards at point {row} of the track"
                raise TrackError(message)
        return cls(longitudes, latitudes, elapsed_s)

    def segment_lengths_m(self) -> NDArray[np.float64]:
        """Return each segment's length on the ellipsoid, shape (n - 1,), metres."""
        return ellipsoid_lengths_m(self.lon, self.lat)

    def xy(self, projection: Projection) -> NDArray[np.float64]:
        """Return the points in the city's CRS, shape (n, 2), metres."""
        return np.column_stack(projection.to_metres(self.lon, self.lat))

    def reversed(self) -> Track:
        """Return the same line walked the other way, standing as long at each place."""
        elapsed = None if self.elapsed_s is None else self.elapsed_s[-1] - self.elapsed_s[::-1]
        return Track(
            self.lon[::-1],
            self.lat[::-1],
            elapsed,
            None if self.indoor is None else self.indoor[::-1],
            None if self.gap is None else self.gap[::-1],
        )
