"""Where a camera looks, in every form mappers write it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from mapper.model.angles import normalise_deg

__all__ = ["Direction", "parse_direction"]

_POINTS: Final = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
    "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
)  # fmt: skip
_LETTERS: Final = {name: 22.5 * number for number, name in enumerate(_POINTS)}
_WORDS: Final = {
    "NORTH": 0.0, "NORTHEAST": 45.0, "EAST": 90.0, "SOUTHEAST": 135.0,
    "SOUTH": 180.0, "SOUTHWEST": 225.0, "WEST": 270.0, "NORTHWEST": 315.0,
}  # fmt: skip
_RELATIVE: Final = frozenset(
    {"forward", "backward", "both", "clockwise", "anticlockwise", "up", "down"}
)
_ONE: Final = r"[-+]?\d+(?:\.\d+)?\s*(?:°|deg(?:rees?)?)?|[NSEW]{1,3}"
_SINGLE: Final = re.compile(_ONE, re.IGNORECASE)
_RANGE: Final = re.compile(rf"({_ONE})\s*[-–—]\s*({_ONE})", re.IGNORECASE)  # fmt: skip
_UNIT: Final = re.compile(r"\s*(?:°|deg(?:rees?)?)$", re.IGNORECASE)
_FULL_TURN_DEG: Final = 360.0


@dataclass(frozen=True, slots=True)
class Direction:
    """The bearings of a camera's lenses and the angle they sweep, or why there are none."""

    bearings_deg: tuple[float, ...] = ()
    """Middle of each view, in [0, 360), in the order written."""
    angle_deg: float = math.nan
    """The widest range written; NaN where at least one bearing came without a range."""
    reason: str = ""
    """Why nothing could be told, "" where something was or nothing was written."""


def parse_direction(text: str) -> Direction:
    """Read degrees, compass points, clockwise ranges and lists joined by ";".

    Follows the pages "Key:camera:direction" and "Key:direction" of OpenStreetMap's wiki: 0 is
    north, degrees run clockwise, ``90-270`` is the half circle through south. A range becomes
    its middle and its width.

    >>> parse_direction("0").bearings_deg, parse_direction("-20").bearings_deg
    ((0.0,), (340.0,))
    >>> parse_direction("nnw;45°").bearings_deg
    (337.5, 45.0)
    >>> parse_direction("270-90")
    Direction(bearings_deg=(0.0,), angle_deg=180.0, reason='')
    >>> parse_direction("forward").reason
    'direction relative to a way'
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts:
        return Direction()
    bearings: list[float] = []
    angles: list[float] = []
    for part in parts:
        view = _view(part)
        if view is None:
            relative = part.casefold() in _RELATIVE
            return Direction(
                reason="direction relative to a way" if relative else "direction not understood"
            )
        if view[0] not in bearings:
            bearings.append(view[0])
        angles.append(view[1])
    lacking = any(math.isnan(angle) for angle in angles)
    return Direction(tuple(bearings), math.nan if lacking else max(angles))


def _view(part: str) -> tuple[float, float] | None:
    """Return the middle and the width of one bearing or range."""
    word = _WORDS.get(re.sub(r"[\s-]", "", part).upper())
    if word is not None:
        return word, math.nan
    if _SINGLE.fullmatch(part):
        bearing = _bearing(part)
        return None if bearing is None else (_turned(bearing), math.nan)
    match = _RANGE.fullmatch(part)
    if match is None:
        return None
    start, end = _bearing(match[1]), _bearing(match[2])
    if start is None or end is None:
        return None
    if start == end:
        return _turned(start), math.nan
    width = (end - start) % _FULL_TURN_DEG or _FULL_TURN_DEG
    return _turned(start + width / 2), width


def _bearing(text: str) -> float | None:
    """Return one bearing as written, None where it is no point of the compass."""
    plain = _UNIT.sub("", text.strip())
    if plain.upper() in _LETTERS:
        return _LETTERS[plain.upper()]
    try:
        degrees = float(plain)
    except ValueError:
        return None
    return degrees if abs(degrees) <= _FULL_TURN_DEG else None


def _turned(degrees: float) -> float:
    return float(normalise_deg(degrees))
