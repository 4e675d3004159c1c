"""The data dictionary of station coverage: what each column is, in what unit, missing how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mapper.model.assumptions import RangePreset
from mapper.model.evidence import CountingPolicy
from mapper.stations.indoors import INSIDE_M
from mapper.stations.measures import APPROACH_M, RADII_M

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mapper.stations.coverage import Coverage

__all__ = ["MISSING", "Meaning", "dictionary"]

MISSING: Final = "empty (CSV), null (JSON, Parquet, GeoPackage): unknown"
"""How every column says that nothing can be said."""

Basis = str
_CAMERAS, _PLACES, _MODEL, _SURVEY = "cameras", "places", "model", "survey"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One column."""

    column: str
    unit: str
    meaning: str
    as_of: str
    """The date of the data behind it, ISO 8601, "" where not told."""
    missing: str = MISSING

    def as_dict(self) -> dict[str, str]:
        """Return the row of the dictionary."""
        return {
            "column": self.column,
            "unit": self.unit,
            "meaning": self.meaning,
            "missing": self.missing,
            "as_of": self.as_of,
        }


_WORDS: Final[dict[str, tuple[str, str, Basis]]] = {
    "rank": (
        "place",
        "1 for the most cameras on the approach, then within 300 m; none where it is unknown",
        _CAMERAS,
    ),
    "station_id": ("text", "the station, in the pack's table of stations", _PLACES),
    "entrance_id": ("text", "the entrance, in the pack's table of entrances", _PLACES),
    "way_id": ("text", "station > entrance", _PLACES),
    "name": ("text", "its name", _PLACES),
    "name_en": ("text", "its English name", _PLACES),
    "station": ("text", "the station's name", _PLACES),
    "system": ("text", "the transport system", _PLACES),
    "mode": ("text", "subway, light_rail, monorail or rail", _PLACES),
    "lines": ("text", "lines that stop there, joined by ;", _PLACES),
    "line": ("text", "the line", _PLACES),
    "district": ("text", "the district a station lies in", _PLACES),
    "interchange": ("number", "stations with the same number are joined by transfers", _PLACES),
    "opening_hours": ("text", "as its source has them", _PLACES),
    "lon": ("degrees", "longitude, WGS84", _PLACES),
    "lat": ("degrees", "latitude, WGS84", _PLACES),
    "status": ("text", "known, or why coverage is unknown", _PLACES),
    "ref": ("text", "the entrance's number or letter", _PLACES),
    "vestibule": ("text", "the vestibule it leads to", _PLACES),
    "entrances": ("entrances", "how many lead to it", _PLACES),
    "use": (
        "text",
        "in and out, in or out, where its name tells; no way in leads to a door out",
        _PLACES,
    ),
    "entrances_on_network": ("entrances", "of these, at most 100 m from a street", _PLACES),
    "vestibules": ("vestibules", "how many are told apart, one at least", _PLACES),
    "street_m": ("m", "from the entrance to the street before it", _PLACES),
    "walk_s": ("s", "from the door to the platform", _PLACES),
    "walk_given": ("true/false", "whether its source tells that time; else supposed", _PLACES),
    "walk_from": (
        "text",
        "what that time comes from: source (pathways), depth, levels, or supposed (a usual one)",
        _PLACES,
    ),
    "walk_min_s": ("s", "from its nearest door to the platform", _PLACES),
    "walk_median_s": ("s", "from door to platform, the median of its doors", _PLACES),
    "platform_levels": (
        "levels",
        "levels from the street (of an entrance: from its own) to the platforms, down below 0",
        _PLACES,
    ),
    "platform_depth_m": ("m", "how far below the street the platforms lie, as told", _PLACES),
    "gates_on_way": ("gates", "fare gates on the quickest way in, by its pathways", _PLACES),
    "step_free": (
        "text",
        "yes or no: whether a way without stairs and escalators leads to every platform",
        _PLACES,
    ),
    "step_free_entrances": ("entrances", "how many of its entrances are step-free", _PLACES),
    "survey": ("text", "full, partial or none at the door; of a station, its worst door", _SURVEY),
    "door_systems": ("text", "systems of the cameras that see the door, name=count;…", _CAMERAS),
    "approach_median": (
        "cameras",
        "median over the compass directions ways come from of the fewest cameras met",
        _CAMERAS,
    ),
    "approach_directions": ("directions", "of eight, how many ways come from", _PLACES),
    "approach_exact": (
        "true/false",
        "whether approaches are proven; otherwise they are met at least",
        _CAMERAS,
    ),
    "camera_known": (
        "true/false",
        "whether a camera is known that sees the door or ground within 50 m",
        _CAMERAS,
    ),
    "best_way_from": ("text", "compass direction of the way that meets the fewest", _CAMERAS),
    "best_way_m": ("m", "its length from outside to the door", _CAMERAS),
    "least_watched_entrance": (
        "text",
        "the entrance with the fewest cameras on its way in, then at the door, then near it",
        _CAMERAS,
    ),
    "entrances_without_camera": (
        "entrances",
        "entrances of which no camera is known that sees the door or ground within 50 m",
        _CAMERAS,
    ),
    "direction": ("text", "compass direction the way comes from", _CAMERAS),
    "length_m": ("m", "length of the way", _PLACES),
    "cameras": ("cameras", "distinct cameras the way meets, those at the door included", _CAMERAS),
    "camera_ids": ("text", "their ids, joined by ;", _CAMERAS),
    "stations": ("stations", "how many belong to it", _PLACES),
    "stations_known": ("stations", "of these, with known coverage: only they are added", _PLACES),
    "cameras_300": ("cameras", "distinct cameras that see ground within 300 m", _CAMERAS),
    "doorways_seen": ("share", "share of the entrances whose door is in view", _CAMERAS),
    "approach_mean": ("cameras", "mean over its stations of the approach", _CAMERAS),
}


def _patterns() -> dict[str, tuple[str, str, Basis]]:
    words: dict[str, tuple[str, str, Basis]] = {}
    choices = [(policy.value, f"counting {policy.value}") for policy in CountingPolicy]
    ranges = [(preset.value, f"at the range preset {preset.value}") for preset in RangePreset]
    for name, said in (*choices, *ranges):
        words[f"door_cameras_{name}"] = (
            "cameras", f"cameras that see the door, {said}", _CAMERAS,
        )  # fmt: skip
        words[f"approach_{name}"] = (
            "cameras",
            f"fewest distinct cameras on any way in from outside {APPROACH_M} m, {said}",
            _CAMERAS,
        )
        for radius in RADII_M:
            words[f"cameras_{radius}_{name}"] = (
                "cameras",
                f"cameras that see walkable ground within {radius} m by the streets, {said}",
                _CAMERAS,
            )
    for name, said in choices:
        for radius in RADII_M:
            words[f"seen_{radius}_{name}"] = (
                "share",
                f"share of the walkable ground within {radius} m in view, {said}",
                _CAMERAS,
            )
        words[f"doorways_seen_{name}"] = (
            "share", f"share of its entrances whose door is in view, {said}", _CAMERAS,
        )  # fmt: skip
        inside = f"cameras mapped inside, at most {INSIDE_M:g} m from it or its doors, {said}"
        words[f"cameras_inside_{name}"] = (
            "cameras", f"{inside}; missing where none is mapped, which tells nothing", _CAMERAS,
        )  # fmt: skip
        words[f"gates_{name}"] = ("gates", f"modelled, at least: fare gates, {said}", _MODEL)
        words[f"platform_cameras_{name}"] = (
            "cameras", f"modelled, at least: cameras on platforms, {said}", _MODEL,
        )  # fmt: skip
    for radius in RADII_M:
        words[f"ground_{radius}_m"] = (
            "m", f"outdoor walkable ground within {radius} m by the streets", _PLACES,
        )  # fmt: skip
    for state in ("full", "partial", "none"):
        words[f"survey_{state}"] = (
            "share", f"share of the ground within 300 m whose survey is {state}", _SURVEY,
        )  # fmt: skip
    return words


def dictionary(coverage: Coverage, columns: Iterable[str]) -> list[Meaning]:
    """Return what each of some columns is.

    Raises
    ------
    KeyError
        Where a column has no entry: no table leaves without one.
    """
    city = coverage.exposure.city
    newest = max((source.as_of for source in city.sources), default="")
    surveyed = max((str(day) for day in city.survey.frame["observed_on"]), default="")
    dates = {
        _CAMERAS: newest,
        _PLACES: newest,
        _MODEL: coverage.profile.as_of if coverage.profile else "",
        _SURVEY: surveyed or newest,
    }
    words = _WORDS | _patterns()
    return [
        Meaning(column, unit, meaning, dates[basis])
        for column in columns
        for unit, meaning, basis in [words[column]]
    ]
