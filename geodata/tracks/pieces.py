"""One track out of the pieces a file records, with the joints between them marked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from mapper.model.track import Track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Piece", "join_pieces", "pieces_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """An unbroken stretch of a recording."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """Shape (n,), degrees."""
    time_s: NDArray[np.float64] | None = None
    """Shape (n,), seconds since any moment common to all pieces, NaN where missing."""


def join_pieces(pieces: Sequence[Piece]) -> tuple[Track, tuple[str, ...]]:
    """Join pieces, in their order, by straight segments that are marked as gaps.

    Two pieces that meet in a point are joined without a gap. Times are kept only where every
    point has one: a track half timed would give seconds nobody measured.

    Returns
    -------
    The track, and what had to be supposed, one sentence each.

    Raises
    ------
    TrackError
        As for ``Track.parse``.
    """
    filled = [piece for piece in pieces if len(piece.lon)]
    notes: list[str] = []
    lon = np.concatenate([np.zeros(0), *(piece.lon for piece in filled)])
    lat = np.concatenate([np.zeros(0), *(piece.lat for piece in filled)])
    track = Track.parse(lon, lat, _elapsed_s(filled, notes))
    joints = np.cumsum([len(piece.lon) for piece in filled])[:-1] - 1
    gap = np.zeros(len(lon) - 1, np.bool_)
    gap[joints] = (lon[joints] != lon[joints + 1]) | (lat[joints] != lat[joints + 1])
    if not gap.any():
        return track, tuple(notes)
    bridged = int(gap.sum())
    notes.append(f"{bridged} gap{'s' * (bridged > 1)} between pieces bridged by a straight line")
    return replace(track, gap=gap), tuple(notes)


def pieces_of(track: Track) -> list[slice]:
    """Return the slices of points between a track's gaps, in order.

    >>> line = Track.parse(np.array([0.0, 1.0, 2.0]), np.zeros(3))
    >>> pieces_of(replace(line, gap=np.array([False, True])))
    [slice(0, 2, None), slice(2, 3, None)]
    """
    breaks = [] if track.gap is None else (np.flatnonzero(track.gap) + 1).tolist()
    edges = [0, *breaks, len(track.lon)]
    return [slice(start, end) for start, end in pairwise(edges)]


def _elapsed_s(pieces: Sequence[Piece], notes: list[str]) -> NDArray[np.float64] | None:
    """Return seconds since the first point where every point has a time; else say so."""
    if not pieces or all(piece.time_s is None for piece in pieces):
        return None
    times = np.concatenate(
        [
            np.full(len(piece.lon), np.nan) if piece.time_s is None else piece.time_s
            for piece in pieces
        ]
    )
    missing = int(np.isnan(times).sum())
    if missing == len(times):
        return None
    if missing:
        notes.append(f"{missing} of {len(times)} points have no time: all times are left out")
        return None
    return np.asarray(times - times[0])
