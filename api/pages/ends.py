"""Start and goal: what was typed, what it means in the city, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from api.pages.results import clipped
from api.pages.trip import number
from mapper.errors import BadInputError, UnknownPlaceError
from mapper.routing.places import Place, choices, resolve
from mapper.routing.snap import edge_index

if TYPE_CHECKING:
    from mapper.exposure.city import CityExposure
    from mapper.model.city import City
    from mapper.routing.places import Choice

__all__ = ["ENDS", "End", "WrongError", "choices_of", "end_of", "pins_of", "wrong_end"]

ENDS: Final = ("from", "to")


class WrongError(Exception):
    """Something to be told on the page: the field it concerns, and the word for it."""

    def __init__(self, *, word: str, field: str = "") -> None:
        super().__init__(word)
        self.field, self.word = field, word


@dataclass(frozen=True, slots=True)
class End:
    """Start or goal: the place taken, or the choices there are, or what is wrong."""

    place: Place | None = None
    asked: str | tuple[float, float] = ""
    """As the search takes it: what was typed, or the point chosen for it."""
    choices: tuple[Choice, ...] = ()
    wrong: str = ""
    """The word for what is wrong, "" where nothing is."""


def end_of(city: City, fields: dict[str, str], name: str) -> End:
    """Return what one end of the trip means: a name taken whole, or else choices."""
    typed = fields[name]
    if not typed:
        return End()
    chosen = _lat_lon(fields[f"{name}_at"])
    if chosen is not None and fields[f"{name}_for"] == typed:
        return End(Place(*chosen), chosen)
    try:
        place = resolve(city, typed)
    except UnknownPlaceError:
        place = None
    except BadInputError:
        return End(wrong="no_place")
    if place is not None and place.exact:
        return End(place, typed)
    found = choices(city, typed)
    return End(choices=found) if found else End(wrong="unknown_place")


def wrong_end(prepared: CityExposure, end: End, *, needed: bool) -> str:
    """Return the word for what is wrong with an end, "" where nothing is."""
    if end.wrong:
        return end.wrong
    if end.choices:
        return "several"
    if end.place is None:
        return "missing" if needed else ""
    city, within_m = prepared.city, prepared.assumptions.snap_m
    xy = np.array(city.projection.to_metres(end.place.lon, end.place.lat), np.float64)
    near = city.network.n_edges and bool(np.isfinite(xy).all())
    return "" if near and edge_index(city.network).near(xy, within_m) else "outside"


def choices_of(ends: dict[str, End], words: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Return the choices of each end that has some, numbered on as on the map."""
    found: dict[str, list[dict[str, str]]] = {}
    count = 0
    for name, end in ends.items():
        for choice in end.choices:
            count += 1
            kind = words["choice_kinds"][choice.kind]
            row = {
                "value": f"{choice.place.lat:.7f}, {choice.place.lon:.7f}",
                "number": str(count),
                "text": f"{clipped(choice.place.name)} ({kind})",
            }
            found.setdefault(name, []).append(row)
    return found


def pins_of(ends: dict[str, End], words: dict[str, Any]) -> list[tuple[float, float, str]]:
    """Return longitude, latitude and sign of each place known so far."""
    taken = [
        (end.place.lon, end.place.lat, str(words["pins"][name]))
        for name, end in ends.items()
        if end.place is not None
    ]
    offered = [choice.place for end in ends.values() for choice in end.choices]
    return [*taken, *((at.lon, at.lat, str(n)) for n, at in enumerate(offered, start=1))]


def _lat_lon(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a choice, None where it is none."""
    try:
        lat, lon = (number(part) for part in text.split(","))
    except (ValueError, BadInputError):
        return None
    on_earth = abs(lat) <= 90 and abs(lon) <= 180  # noqa: PLR2004 - degrees
    return (lon, lat) if on_earth else None
