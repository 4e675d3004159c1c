"""Encoded polylines, after Google's *Encoded Polyline Algorithm Format*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.errors import TrackError
from mapper.model.track import Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MAX_POINTS", "looks_like_polyline", "parse_polyline"]

_FIRST: Final = 63
"""The character that stands for 0, "?"."""
_LAST: Final = 126
_MORE: Final = 0x20
"""Set in every chunk but the last of a number."""
_BITS: Final = 5
_MAX_CHUNKS: Final = 7
"""35 bits; 360 degrees in millionths need 30."""
MAX_POINTS: Final = 1_000_000
"""Two bytes may be a point here, so a limit on bytes alone would let ten millions in."""
_PRECISIONS: Final = (5, 6)


def looks_like_polyline(data: bytes) -> bool:
    """Tell whether a text has only characters an encoded polyline is made of."""
    text = np.frombuffer(data.strip(), np.uint8)
    return bool(text.size and ((text >= _FIRST) & (text <= _LAST)).all())


def parse_polyline(data: bytes, *, precision: int = 5) -> Track:
    """Return the line of an encoded polyline.

    Parameters
    ----------
    data
        ASCII; white space around it is ignored.
    precision
        Decimals of a degree: 5, or 6 as some routers write.

    Raises
    ------
    TrackError
        Where a character does not belong, the text is cut short, or the line leaves the Earth.

    >>> line = parse_polyline(b"_p~iF~ps|U_ulLnnqC_mqNvxq`@")
    >>> line.lat.tolist(), line.lon.tolist()
    ([38.5, 40.7, 43.252], [-120.2, -120.95, -126.453])
    """
    if precision not in _PRECISIONS:
        message = f"a polyline's precision is 5 or 6, not {precision}"
        raise TrackError(message)
    text = np.frombuffer(data.strip(), np.uint8)
    strange = (text < _FIRST) | (text > _LAST)
    if bool(strange.any()):
        message = f"character {int(strange.argmax()) + 1} is not part of an encoded polyline"
        raise TrackError(message)
    values = _whole_numbers(text.astype(np.int64) - _FIRST)
    if values.size % 2:
        message = "the encoded polyline is cut short"
        raise TrackError(message)
    degrees = np.cumsum(values.reshape(-1, 2), axis=0) / 10**precision
    lat, lon = degrees[:, 0], degrees[:, 1]
    if bool((np.abs(lat) > 90).any() or (np.abs(lon) > 180).any()):  # noqa: PLR2004 - degrees
        message = f"the encoded polyline leaves the Earth at precision {precision}"
        raise TrackError(message)
    return Track.parse(lon, lat)


def _whole_numbers(chunks: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the signed numbers that 5-bit chunks spell, least chunk first."""
    last = np.flatnonzero(chunks < _MORE)
    if chunks.size and (not last.size or last[-1] != chunks.size - 1):
        message = "the encoded polyline is cut short"
        raise TrackError(message)
    if not last.size:
        return np.zeros(0, np.int64)
    start = np.concatenate([[0], last[:-1] + 1])
    length = last - start + 1
    if last.size > 2 * MAX_POINTS:
        message = f"the encoded polyline has more than {MAX_POINTS:,} points"
        raise TrackError(message)
    if int(length.max()) > _MAX_CHUNKS:
        message = "the encoded polyline holds a number that is no coordinate"
        raise TrackError(message)
    place = np.arange(chunks.size) - np.repeat(start, length)
    spelled = np.add.reduceat((chunks & (_MORE - 1)) << (_BITS * place), start)
    return np.where(spelled & 1, ~(spelled >> 1), spelled >> 1)
