"""Heights, levels and dates as mappers write them."""

from __future__ import annotations

import math
import re

__all__ = ["below_ground", "length_m", "levels_of", "number", "recorded_date"]

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_METRES = re.compile(r"~?\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:m|metres?|meters?|м)?\.?")
_CENTIMETRES = re.compile(r"(\d+(?:[.,]\d+)?)\s*cm")
_FEET = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:'|ft|feet|foot)(?:\s*(\d+(?:[.,]\d+)?)\s*(?:\"|''|in)?)?"
)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_LEVEL_RANGE = re.compile(r"(-?\d+)-(-?\d+)")
_METRES_PER_FOOT = 0.3048
_INCHES_PER_FOOT = 12.0
_MONTHS, _DAYS = 12, 31


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def number(text: str) -> float:
    """Return a plain number, NaN where the text is none.

    >>> number("3"), number("2,5"), number("many")
    (3.0, 2.5, nan)
    """
    return _float(text) if _NUMBER.fullmatch(text.strip()) else math.nan


def length_m(text: str) -> float:
    r"""Return a length in metres, NaN where the text is none.

    Without a unit it is in metres, as OpenStreetMap's page "Map features/Units" has it.

    >>> length_m("5"), length_m("5 m"), length_m("4,5m"), round(length_m("16'6\""), 3)
    (5.0, 5.0, 4.5, 5.029)
    >>> length_m("two storeys")
    nan
    """
    plain = text.strip().lower()
    if (match := _METRES.fullmatch(plain)) is not None:
        return _float(match[1])
    if (match := _CENTIMETRES.fullmatch(plain)) is not None:
        return _float(match[1]) / 100
    if (match := _FEET.fullmatch(plain)) is not None:
        feet = _float(match[1]) + (_float(match[2]) / _INCHES_PER_FOOT if match[2] else 0.0)
        return feet * _METRES_PER_FOOT
    return math.nan


def levels_of(text: str) -> tuple[float, ...]:
    """Return every level a value of ``level`` names; a range gives its two ends.

    >>> levels_of("-1"), levels_of("0;-1"), levels_of("-2-0"), levels_of("mezzanine")
    ((-1.0,), (0.0, -1.0), (-2.0, 0.0), ())
    """
    found: list[float] = []
    for part in text.replace(",", ";").split(";"):
        if (match := _LEVEL_RANGE.fullmatch(part.strip())) is not None:
            found += [float(match[1]), float(match[2])]
        elif not math.isnan(value := number(part)):
            found.append(value)
    return tuple(found)


def below_ground(text: str) -> bool:
    """Tell whether every level named lies below ground; a stair up to level 0 does not.

    >>> below_ground("-1"), below_ground("-1;0"), below_ground("")
    (True, False, False)
    """
    levels = levels_of(text)
    return bool(levels) and all(level < 0 for level in levels)


def recorded_date(*texts: str) -> str:
    """Return the first text that is an ISO 8601 date (or year, or month), "" where none is.

    >>> recorded_date("last summer", "2021-07-27"), recorded_date("2021-13")
    ('2021-07-27', '')
    """
    for text in texts:
        match = _DATE.fullmatch(text.strip())
        if match is None:
            continue
        month, day = int(match[2] or 1), int(match[3] or 1)
        if 1 <= month <= _MONTHS and 1 <= day <= _DAYS:
            return match[0]
    return ""
