"""Journeys by foot and metro as a page tells them: those without a gate first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.journeys import found_notes, journeys_between
from api.pages.results import clipped
from api.pages.words import page_words
from geodata.metro import profile_for
from mapper.errors import SidestreetError
from mapper.stations.itinerary import itineraries
from mapper.stations.journeys import JourneyWishes

if TYPE_CHECKING:
    from api.journeys import FoundJourneys
    from api.pages.ends import End
    from geodata.metro.stops import CheckDay
    from mapper.exposure.city import CityExposure
    from mapper.stations.itinerary import Itinerary, ItineraryLeg

__all__ = ["SHOWN", "has_metro", "journeys_for", "metro_words", "shown_journey"]

SHOWN: Final = "m"
"""What stands before the number of a journey where the form says which way is shown."""
MINUTE_S: Final = 60.0
MS_PER_S: Final = 1_000.0


def has_metro(prepared: CityExposure) -> bool:
    """Tell whether the city has lines between stations."""
    return len(prepared.city.metro_links) > 0


def journeys_for(
    prepared: CityExposure,
    ends: dict[str, End],
    detour: float,
    check_days: tuple[CheckDay, ...] = (),
) -> FoundJourneys | None:
    """Return the journeys between two places, None where no way leads there."""
    profile = profile_for(prepared.city.name)
    asked = ends["from"].asked, ends["to"].asked
    wishes = JourneyWishes(detour=detour)
    try:
        return journeys_between(
            prepared, *asked, profile=profile, wishes=wishes, check_days=check_days
        )
    except SidestreetError:
        return None


def shown_journey(show: str, found: FoundJourneys | None) -> int:
    """Return which journey the map shows, -1 for none of them."""
    if found is None or not show.startswith(SHOWN):
        return -1
    number = show.removeprefix(SHOWN)
    at = int(number) if number.isascii() and number.isdigit() else -1
    return at if at < len(found.journeys.journeys) else -1


def metro_words(
    prepared: CityExposure, found: FoundJourneys | None, shown: int, language: str
) -> dict[str, Any]:
    """Return journeys in words and figures.

    Parameters
    ----------
    prepared, found
        The city and the journeys.
    shown
        Which of them the map shows, -1 for none.
    language
        Of the page.
    """
    words = page_words(language)
    if found is None:
        return {"journeys": [], "notes": [words["errors"]["no_route"]], "shown": -1}
    laid_out = itineraries(prepared, found.journeys)
    return {
        "journeys": [_journey(one, words) for one in laid_out],
        "notes": found_notes(found, language),
        "shown": shown,
    }


def _journey(one: Itinerary, words: dict[str, Any]) -> dict[str, Any]:
    told, comma, walks = words["metro"], words["comma"], one.walks
    journey = one.journey
    gates = told["gates"].format(n=journey.gates) if journey.gates else told["no_gate"]
    count = walks.cameras.under(walks.policy)
    reason = "not_surveyed" if walks.survey.wholly_none else "not_resolvable"
    cameras = str(words["unknown"][reason]) if count is None else str(count)
    return {
        "label": f"{told['labels'][journey.reason]} {gates}".strip(),
        "cameras": cameras,
        "beyond": journey.beyond_budget,
        "facts": [
            (words["rows"]["minutes"], _minutes(journey.duration_ms / MS_PER_S, comma)),
            (words["rows"]["gates"], str(journey.gates)),
            (words["map"]["counts"][walks.policy.value], cameras),
            (words["rows"]["modelled"], str(journey.modelled)),
            (
                words["map"]["survey"],
                words["map"]["survey_text"].format(
                    **{state: f"{share:.0%}" for state, share in walks.survey.as_dict().items()}
                ),
            ),
        ],
        "legs": [_leg(leg, words) for leg in one.legs],
    }


def _leg(laid_out: ItineraryLeg, words: dict[str, Any]) -> str:
    told, leg = words["metro"], laid_out.leg
    places = " – ".join(clipped(name) for name in (laid_out.start, laid_out.end) if name)
    parts = [
        told["kinds"][leg.kind],
        clipped(leg.line_name or leg.line),
        places,
        f"{_minutes(leg.seconds, words['comma'])} {words['map']['units']['minutes']}",
        told["cameras"].format(n=len(leg.cameras)),
        told["gates"].format(n=leg.gates) if leg.gates else "",
        told["modelled"].format(n=leg.modelled) if leg.modelled else "",
    ]
    return ", ".join(part for part in parts if part)


def _minutes(seconds: float, comma: str) -> str:
    return f"{seconds / MINUTE_S:.1f}".replace(".", comma)
