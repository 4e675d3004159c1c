"""A track without its ends: where it starts and goes is what gives a walker away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.errors import BadInputError, TrackError
from mapper.model.track import Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["trim_ends"]

_SHORTEST_M: Final = 0.01
"""What is left must be longer than what 7 decimals of a degree can tell apart."""


def trim_ends(track: Track, trim_m: float) -> Track:
    """Return the track without its first and last metres; a gap that is cut into goes whole.

    Parameters
    ----------
    track
        Any line.
    trim_m
        Metres to leave out at each end, on the ellipsoid; 0 returns the track itself.

    Raises
    ------
    BadInputError
        Where the metres are negative or no number.
    TrackError
        Where nothing would be left.
    """
    if not (np.isfinite(trim_m) and trim_m >= 0):
        message = "metres to trim must be 0 or more"
        raise BadInputError(message)
    if trim_m == 0:
        return track
    if float(track.segment_lengths_m().sum()) - 2 * trim_m < _SHORTEST_M:
        message = "trimming the ends leaves nothing of the track"
        raise TrackError(message)
    once = _without_start(track, trim_m)
    return _without_start(once.reversed(), trim_m).reversed()


def _without_start(track: Track, trim_m: float) -> Track:
    lengths = track.segment_lengths_m()
    reach = np.concatenate([[0.0], np.cumsum(lengths)])
    if trim_m >= reach[-1]:
        message = "trimming the ends leaves nothing of the track"
        raise TrackError(message)
    segment = int(np.searchsorted(reach, trim_m, side="right")) - 1
    share = (trim_m - reach[segment]) / lengths[segment]
    if track.gap is not None and track.gap[segment] and share > 0:
        segment, share = segment + 1, 0.0
    if segment >= len(lengths):
        message = "trimming the ends leaves nothing of the track"
        raise TrackError(message)
    elapsed = None if track.elapsed_s is None else _from(track.elapsed_s, segment, share)
    return Track(
        _from(track.lon, segment, share),
        _from(track.lat, segment, share),
        None if elapsed is None else elapsed - elapsed[0],
        None if track.indoor is None else track.indoor[segment:],
        None if track.gap is None else track.gap[segment:],
    )


def _from(values: NDArray[np.float64], segment: int, share: float) -> NDArray[np.float64]:
    """Return values from a share of a segment on, that place interpolated."""
    first = values[segment] + share * (values[segment + 1] - values[segment])
    return np.concatenate([[first], values[segment + 1 :]])
