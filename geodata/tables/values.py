"""Cells of text as numbers, lengths, bearings, kinds and dates; whole columns at a time."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geodata.osm.directions import parse_direction
from geodata.osm.quantities import length_m, recorded_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

__all__ = ["dates", "directions", "flags", "lengths_m", "numbers", "point_texts", "words"]

_DECIMAL_COMMA: Final = r"^[-+]?\d+,\d+$"
_SPACES: Final = r"[\s\u00a0\u202f']+"
_YES: Final = frozenset({"yes", "true", "1", "y", "t", "да", "indoor", "ja", "oui"})
_NO: Final = frozenset({"no", "false", "0", "n", "f", "нет", "outdoor", "nein", "non", ""})
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\b.*")
_POINT: Final = (
    r"(?i)(?:point|coordinates)\D*?\[*\(*\s*([-+]?\d+(?:\.\d+)?)[\s,]+([-+]?\d+(?:\.\d+)?)"
)


def numbers(cells: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.bool_], int]:
    """Read plain numbers; a decimal comma is read as a point where nothing else fits.

    Returns
    -------
    Values, shape (n,), NaN where nothing is written or nothing fits; which did not fit, shape
    (n,); and how many had a decimal comma.

    >>> values, strange, commas = numbers(pd.Series(["1.5", "1,5", "", "many"]))
    >>> values.tolist(), strange.tolist(), commas
    ([1.5, 1.5, nan, nan], [False, False, False, True], 1)
    """
    text = cells.astype("str").str.strip()
    values = pd.to_numeric(text, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    open_ = np.asarray(text != "", np.bool_) & ~np.isfinite(values)
    commas = 0
    if bool(open_.any()):
        plain = text[open_].str.replace(_SPACES, "", regex=True)
        comma = np.asarray(plain.str.match(_DECIMAL_COMMA), np.bool_)
        fixed = pd.to_numeric(plain.str.replace(",", ".", regex=False), errors="coerce")
        second = fixed.to_numpy(np.float64, na_value=np.nan)
        values = values.copy()
        values[open_] = second
        commas = int((comma & np.isfinite(second)).sum())
    values = np.where(np.isfinite(values), values, np.nan)
    return values, np.asarray(text != "", np.bool_) & np.isnan(values), commas


def lengths_m(
    cells: pd.Series, metres: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read lengths; a plain number is in the unit given, one with a unit in its own.

    Returns
    -------
    Metres, shape (n,), NaN where nothing fits; and which did not fit, shape (n,).
    """
    values, strange, _ = numbers(cells)
    values = values * metres
    if bool(strange.any()):
        values[strange] = _by_word(cells[strange], length_m)
        strange = strange & np.isnan(values)
    return values, strange


def directions(
    cells: pd.Series,
) -> tuple[NDArray[np.float64], list[str], NDArray[np.float64], NDArray[np.bool_]]:
    """Read bearings in every form: degrees, compass points, ranges, lists.

    Returns
    -------
    The first bearing, shape (n,), NaN where none; the further ones, joined by ";"; the angle a
    range spans, shape (n,), NaN where none; and which were written but not understood.
    """
    text = cells.astype("str").str.strip()
    codes, distinct = pd.factorize(text)
    first = np.full(len(distinct), np.nan)
    angle = np.full(len(distinct), np.nan)
    strange = np.zeros(len(distinct), np.bool_)
    further = []
    for at, written in enumerate(distinct):
        told = parse_direction(_spelt(str(written)))
        first[at] = told.bearings_deg[0] if told.bearings_deg else math.nan
        further.append(";".join(f"{bearing:g}" for bearing in told.bearings_deg[1:]))
        angle[at] = told.angle_deg
        strange[at] = bool(told.reason)
    return first[codes], [further[code] for code in codes], angle[codes], strange[codes]


_COMPASS_WORDS: Final = {
    "северовосток": "NE", "северозапад": "NW", "юговосток": "SE", "югозапад": "SW",
    "север": "N", "юг": "S", "восток": "E", "запад": "W",
    "с": "N", "ю": "S", "в": "E", "з": "W", "св": "NE", "сз": "NW", "юв": "SE", "юз": "SW",
}  # fmt: skip
_NOTHING: Final = frozenset({"unknown", "none", "nan", "n/a", "na", "-", "?", "null"})


def _spelt(text: str) -> str:
    """Return a direction in the forms OpenStreetMap knows."""
    if text.casefold() in _NOTHING:
        return ""
    if re.fullmatch(_DECIMAL_COMMA, text):
        return text.replace(",", ".")
    word = re.sub(r"[\s-]", "", text.casefold())
    return _COMPASS_WORDS.get(word, re.sub(r"\s*[,/|]\s*", ";", text))


def words(
    cells: pd.Series, meaning: Mapping[str, str], allowed: frozenset[str] | None
) -> tuple[pd.Series, NDArray[np.bool_]]:
    """Read words through a table of values; what is not in it stays where it is allowed.

    Returns
    -------
    The words, shape (n,), "" where nothing is written or allowed; and which were not understood.
    """
    text = cells.astype("str").str.strip()
    codes, distinct = pd.factorize(text)
    told = [meaning.get(str(word).casefold(), str(word)) for word in distinct]
    fits = np.array([allowed is None or word in allowed or word == "" for word in told], np.bool_)
    kept = np.array(
        [word if fit else "" for word, fit in zip(told, fits, strict=True)], dtype=object
    )
    if not len(distinct):
        return text, np.zeros(0, np.bool_)
    return pd.Series(kept[codes], index=cells.index, dtype="str"), ~fits[codes]


def flags(cells: pd.Series) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Read yes and no; return the flags and which were not understood, each of shape (n,)."""
    text = cells.astype("str").str.strip().str.casefold()
    yes = np.asarray(text.isin(sorted(_YES)), np.bool_)
    return yes, ~yes & ~np.asarray(text.isin(sorted(_NO)), np.bool_)


def dates(cells: pd.Series) -> tuple[pd.Series, NDArray[np.bool_]]:
    """Read ISO 8601 dates and days written 27.07.2021; return them and which did not fit."""
    text = cells.astype("str").str.strip()
    codes, distinct = pd.factorize(text)
    if not len(distinct):
        return text, np.zeros(0, np.bool_)
    told = np.array([_date(str(word)) for word in distinct], dtype=object)
    strange = np.array([bool(word) and not date for word, date in zip(distinct, told, strict=True)])
    return pd.Series(told[codes], index=cells.index, dtype="str"), strange[codes]


def _date(text: str) -> str:
    match = _DAY_FIRST.fullmatch(text)
    if match is not None:
        return recorded_date(f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}")
    return recorded_date(text, text[:10])


def point_texts(cells: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Read points written out: GeoJSON, a portal's ``{type=Point, coordinates=[…]}``, or WKT.

    Returns
    -------
    x and y, each of shape (n,), NaN where none can be read.

    >>> x, y = point_texts(pd.Series(["{type=Point, coordinates=[37.6, 55.7]}", "POINT (2 3)"]))
    >>> x.tolist(), y.tolist()
    ([37.6, 2.0], [55.7, 3.0])
    """
    found = cells.astype("str").str.extract(_POINT)
    return (
        pd.to_numeric(found[0], errors="coerce").to_numpy(np.float64, na_value=np.nan),
        pd.to_numeric(found[1], errors="coerce").to_numpy(np.float64, na_value=np.nan),
    )


def _by_word(cells: pd.Series, read: Callable[[str], float]) -> NDArray[np.float64]:
    codes, distinct = pd.factorize(cells)
    return np.array([read(str(word)) for word in distinct], np.float64)[codes]
