"""Results as JSON: one place for the command line and the web service alike."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from geodata.licences import notices
from mapper.maps import ScoredLine
from mapper.model.safety import safety_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.model.city import City
    from mapper.routing import RouteOption, RoutesAnswer

__all__ = ["city_answer", "option_lines", "routes_answer", "score_answer", "software_version"]

SECONDS_A_MINUTE = 60.0


def software_version() -> str:
    """Return the version of Sidestreet, ``0+unknown`` where it runs without being installed."""
    try:
        return version("sidestreet")
    except PackageNotFoundError:
        return "0+unknown"


def city_answer(city: City) -> dict[str, Any]:
    """Return which city and version an answer stands on, and whose data it is."""
    attributions = dict.fromkeys(s.attribution for s in city.sources if s.attribution)
    return {
        "name": city.name,
        "title": city.title,
        "pack": city.pack_hash,
        "as_of": max((source.as_of for source in city.sources), default=""),
        "attribution": "; ".join(attributions),
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
    }


def score_answer(
    prepared: CityExposure, exposure: Exposure, *, notes: Sequence[str] = (), language: str = "en"
) -> dict[str, Any]:
    """Return one scored line, ready for JSON.

    Parameters
    ----------
    prepared
        The city it was scored in.
    exposure
        The score.
    notes
        What had to be supposed to read the line.
    language
        Of the safety text.

    Returns
    -------
    ``Exposure.as_dict()``, and ``safety``, ``notes``, ``city`` and ``software``.
    """
    return exposure.as_dict() | {
        "notes": list(notes),
        **_frame(prepared.city, language),
    }


def routes_answer(
    prepared: CityExposure, answer: RoutesAnswer, *, language: str = "en"
) -> dict[str, Any]:
    """Return the ways found, the quickest first, ready for JSON.

    Parameters
    ----------
    prepared
        The city they were looked for in.
    answer
        What was found.
    language
        Of the safety text.

    Returns
    -------
    ``RoutesAnswer.as_dict()``, and ``safety``, ``city`` and ``software``.
    """
    return answer.as_dict() | _frame(prepared.city, language)


def option_lines(answer: RoutesAnswer) -> list[ScoredLine]:
    """Return the options as lines of a map, each with what sets it apart from the quickest."""
    return [
        ScoredLine(option.label, option.exposure, _compared(option)) for option in answer.options
    ]


def _compared(option: RouteOption) -> tuple[tuple[str, str], ...]:
    cells = []
    if option.extra_s > 0:
        cells.append(("Longer than the quickest", f"{option.extra_s / SECONDS_A_MINUTE:.1f} min"))
    if option.cameras_avoided:
        cells.append(("Cameras avoided", str(option.cameras_avoided)))
    if option.less_surveyed:
        cells.append(("Better only", "through ground that was surveyed less"))
    return tuple(cells)


def _frame(city: City, language: str) -> dict[str, Any]:
    """Return what stands around every result."""
    return {
        "safety": safety_of(city, language),
        "city": city_answer(city),
        "software": software_version(),
    }
