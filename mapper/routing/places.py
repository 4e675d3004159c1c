"""From what a person types to a place: a point of longitude and latitude, or a name."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from rapidfuzz import fuzz, process

from mapper.errors import BadInputError, UnknownPlaceError
from mapper.model.names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mapper.model.city import City
    from mapper.model.places import Table

__all__ = ["Choice", "Place", "choices", "resolve"]

ONE_PLACE_M: Final = 500.0
"""Places of one name no farther apart than this are one: a station, its square, its street."""
ONE_STREET_M: Final = 2_000.0
"""Pieces of one street name no farther apart than this are one street, cut in two."""
SHORTEST_BEGINNING: Final = 3
"""Fewer letters than this begin too many names."""
LEAST_LIKENESS: Final = 85.0
"""Of 100: about one letter in seven may differ."""
LEAST_CHOICE: Final = 65.0
"""How alike a name must be to be offered as a choice."""
MOST_CHOICES: Final = 8
BY_KIND: Final = ("station", "square", "street", "entrance", "address")
"""Which of several places at one spot a name means first."""
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)"
_LAT_LON: Final = re.compile(rf"\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A point, and how it was found."""

    lon: float
    lat: float
    name: str = ""
    """The name in the city's table that was taken, "" for a point."""
    exact: bool = True
    """Whether that is the name that was asked for, word for word once folded."""


def resolve(city: City, place: str | Sequence[float]) -> Place:
    """Return the place that a text or a point means.

    Parameters
    ----------
    city
        Whose table ``places`` holds the names.
    place
        ``(lon, lat)``, or a text: ``"lat,lon"``, or a name. A name is folded (see
        ``normalise_name``), then looked up whole (its words in any order), then as the beginning
        of a name, then as a name misspelt.

    Raises
    ------
    BadInputError
        Where a longitude or latitude is not on Earth, or the text is empty.
    UnknownPlaceError
        Where no name is like that, or several places go by it. No message holds what was asked.
    """
    if not isinstance(place, str):
        return _point(place)
    as_point = _LAT_LON.fullmatch(place)
    if as_point:
        return _point((float(as_point[2]), float(as_point[1])))
    wanted = normalise_name(place)
    if not wanted:
        message = "a place is a name, or latitude and longitude as lat,lon"
        raise BadInputError(message)
    return _named(city, wanted)


@dataclass(frozen=True, slots=True)
class Choice:
    """A place a name may mean."""

    place: Place
    kind: str
    """As in the city's table ``places``."""


def choices(city: City, text: str) -> tuple[Choice, ...]:
    """Return the places that a name may mean, the likeliest first; of one place, one.

    Parameters
    ----------
    city
        Whose table ``places`` holds the names.
    text
        A name as a person typed it.
    """
    wanted = normalise_name(text)
    if not wanted:
        return ()
    names = city.places.frame["normalised"].tolist()
    exact = [row for row, name in enumerate(names) if name == wanted] or _reordered(names, wanted)
    rows = exact or _beginning(names, wanted) or _likest(names, wanted)
    kind, name, xy = _columns(city.places, rows)
    found: list[int] = []
    for at in sorted(range(len(rows)), key=lambda at: (BY_KIND.index(kind[at]), at)):
        near_m = ONE_STREET_M if kind[at] == "street" else ONE_PLACE_M
        same = (other for other in found if name[other] == name[at])
        if all(np.hypot(*(xy[other] - xy[at])) > near_m for other in same):
            found.append(at)
    found = sorted(found)[:MOST_CHOICES]
    lon, lat = city.projection.to_lon_lat(*xy[found].T) if found else ((), ())
    return tuple(
        Choice(Place(float(x), float(y), name=name[at], exact=bool(exact)), kind[at])
        for at, x, y in zip(found, lon, lat, strict=True)
    )


def _point(lon_lat: Sequence[float]) -> Place:
    try:
        lon, lat = (float(value) for value in lon_lat)
    except (TypeError, ValueError):
        message = "a point is a longitude and a latitude, two numbers"
        raise BadInputError(message) from None  # the cause holds what was typed
    if not (math.isfinite(lon) and math.isfinite(lat)):
        message = "a longitude or latitude is not a number"
        raise BadInputError(message)
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004 - degrees
        message = "a longitude or latitude is not on Earth (swapped? text is read as lat,lon)"
        raise BadInputError(message)
    return Place(lon, lat)


def _named(city: City, wanted: str) -> Place:
    names = city.places.frame["normalised"].tolist()
    exact = [row for row, name in enumerate(names) if name == wanted] or _reordered(names, wanted)
    rows = exact or _beginning(names, wanted) or _like(names, wanted)
    if not rows:
        message = "no street, station or entrance of the city goes by that name"
        raise UnknownPlaceError(message)
    kind, name, xy = _columns(city.places, rows)
    first = min(range(len(rows)), key=lambda i: (BY_KIND.index(kind[i]), i))
    away_m = np.hypot(*(xy - xy[first]).T)
    street = np.array(
        [k == kind[first] == "street" and n == name[first] for k, n in zip(kind, name, strict=True)]
    )
    if bool((away_m > np.where(street, ONE_STREET_M, ONE_PLACE_M)).any()):
        message = (
            "several places go by that name; give latitude and longitude instead"
            if exact
            else "several places go by a name like that; write it in full"
        )
        raise UnknownPlaceError(message)
    lon, lat = city.projection.to_lon_lat(*xy[first])
    return Place(float(lon), float(lat), name=name[first], exact=bool(exact))


def _columns(places: Table, rows: list[int]) -> tuple[list[str], list[str], NDArray[np.float64]]:
    """Return kind, name and (x, y) of some rows."""
    taken = places.frame.iloc[rows]
    points = shapely.centroid(taken.geometry.to_numpy())
    return (
        [str(kind) for kind in taken["kind"]],
        [str(name) for name in taken["name"]],
        shapely.get_coordinates(points),
    )


def _reordered(names: list[str], wanted: str) -> list[int]:
    """Return the rows of names of the same words: "ul. Long" is "Long ul."."""
    words = sorted(wanted.split())
    size = len(wanted)
    return [
        row for row, name in enumerate(names) if len(name) == size and sorted(name.split()) == words
    ]


def _beginning(names: list[str], wanted: str) -> list[int]:
    if len(wanted) < SHORTEST_BEGINNING:
        return []
    return [row for row, name in enumerate(names) if name.startswith(wanted)]


def _like(names: list[str], wanted: str) -> list[int]:
    """Return the rows of the names most like the one wanted, all those equally like it."""
    found = process.extract(
        wanted, names, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_LIKENESS, limit=None
    )
    best = max((score for _, score, _ in found), default=0.0)
    return sorted(row for _, score, row in found if score == best)


def _likest(names: list[str], wanted: str) -> list[int]:
    """Return the rows of the names somewhat like the one wanted, the likest first."""
    found = process.extract(
        wanted, names, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_CHOICE, limit=None
    )
    return [row for _, _, row in sorted(found, key=lambda like: (-like[1], like[2]))]
