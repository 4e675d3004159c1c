"""What a page says of the city itself: sources, survey, dates, stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.maps.assets import words_of
from mapper.maps.panel import attribution_of, city_words, source_lines
from mapper.model.notices import notices
from mapper.model.safety import safety_of
from mapper.stations.classes import COLOURS, MEASURES, station_layer
from mapper.stations.coverage import KNOWN, NO_ENTRANCES, NO_NETWORK, OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.model.city import City
    from mapper.stations.coverage import Coverage

__all__ = ["STATUSES", "about_city", "coverage_of", "survey_shares"]

STATION_FIGURES: Final = (
    "entrances", "approach_{policy}", "approach_near", "approach_default", "approach_far",
    "approach_median", "cameras_50_{policy}", "cameras_150_{policy}", "cameras_300_{policy}",
    "seen_150_{policy}", "doorways_seen_{policy}", "entrances_without_camera", "gates_{policy}",
    "platform_cameras_{policy}",
)  # fmt: skip
ENTRANCE_FIGURES: Final = (
    "approach_{policy}", "approach_near", "approach_default", "approach_far",
    "door_cameras_{policy}", "cameras_50_{policy}", "seen_50_{policy}", "best_way_m",
)  # fmt: skip
STATUSES: Final = (KNOWN, NO_ENTRANCES, OUTSIDE, NO_NETWORK)
"""Whether coverage is known, or why not; the header holds their places."""
_DECIMALS: Final = 3


def about_city(
    exposure: CityExposure, survey: dict[str, float], languages: Sequence[str]
) -> dict[str, Any]:
    """Return what must stand beside the map, by language.

    Parameters
    ----------
    exposure
        The prepared city.
    survey
        Shares of the walking network, see ``survey_shares``.
    languages
        Those of the page.
    """
    city = exposure.city
    told = {}
    for language in languages:
        words = words_of(language)
        told[language] = {
            "safety": safety_of(city, language),
            "attribution": attribution_of(city),
            "sources": source_lines(city, words),
            "cameras": city_words(city, words),
        }
    return {
        "as_of": max((source.as_of for source in city.sources), default=""),
        "notices": notices(city.sources),
        "sources": [
            {
                "label": source.label,
                "licence": source.licence,
                "attribution": source.attribution,
                "as_of": source.as_of,
            }
            for source in city.sources
        ],
        "survey": survey,
        "told": told,
    }


def survey_shares(city: City, full_mm: int, known_mm: int) -> dict[str, float]:
    """Return how much of the network's length was looked over in full, in part and not at all."""
    total = max(int(city.network.edge_length_mm.sum()), 1)
    full, known = min(full_mm / total, 1.0), min(known_mm / total, 1.0)
    return {
        "full": round(full, _DECIMALS),
        "partial": round(max(known - full, 0.0), _DECIMALS),
        "none": round(1.0 - max(known, full), _DECIMALS),
    }


def coverage_of(coverage: Coverage | None) -> dict[str, Any]:
    """Return how stations are coloured and what is measured of them, for the header.

    Figures that are not known are null, never 0.
    """
    if coverage is None or not len(coverage.stations):
        return {}
    policy = coverage.exposure.assumptions.policy.value
    return {
        "colours": COLOURS,
        "layers": [station_layer(coverage, measure) for measure in MEASURES],
        "stations": _figures(coverage.stations, STATION_FIGURES, policy),
        "entrances": _figures(coverage.entrances, ENTRANCE_FIGURES, policy),
        "status": [STATUSES.index(status) for status in coverage.stations["status"]],
        "station_of": _rows_of(coverage),
        "profile": coverage.profile.title if coverage.profile else None,
    }


def _figures(table: pd.DataFrame, names: Sequence[str], policy: str) -> dict[str, list[Any]]:
    """Return figures by what they are called without the policy."""
    found = {}
    for pattern in names:
        values = table[pattern.format(policy=policy)].astype("Float64")
        found[pattern.replace("_{policy}", "")] = _plain(
            values.to_numpy(np.float64, na_value=np.nan)
        )
    return found


def _plain(values: NDArray[np.floating[Any]]) -> list[float | int | None]:
    """Return numbers ready for JSON, whole ones as such, None where one is not known."""
    return [
        None if np.isnan(value) else int(value) if value == int(value) else round(value, _DECIMALS)
        for value in values.tolist()
    ]


def _rows_of(coverage: Coverage) -> list[int]:
    """Return the row of each entrance's station, -1 for none."""
    row = {station: at for at, station in enumerate(coverage.stations["station_id"].tolist())}
    return [row.get(station, -1) for station in coverage.entrances["station_id"].tolist()]
