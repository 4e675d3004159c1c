"""Journeys by foot and metro as a page tells them: those without a gate first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.journeys import journeys_between
from api.pages.results import clipped
from geodata.metro import profile_for
from mapper.errors import SidestreetError
from mapper.stations.itinerary import itineraries
from mapper.stations.journeys import JourneyWishes

if TYPE_CHECKING:
    from api.pages.ends import End
    from mapper.exposure.city import CityExposure
    from mapper.stations.itinerary import Itinerary, ItineraryLeg

__all__ = ["has_metro", "metro_words"]

MINUTE_S: Final = 60.0
MS_PER_S: Final = 1_000.0


def has_metro(prepared: CityExposure) -> bool:
    """Tell whether the city has lines between stations."""
    return len(prepared.city.metro_links) > 0


def metro_words(
    prepared: CityExposure, ends: dict[str, End], detour: float, words: dict[str, Any]
) -> dict[str, Any]:
    """Return the journeys between two places, in words and figures."""
    profile = profile_for(prepared.city.name)
    asked = ends["from"].asked, ends["to"].asked
    wishes = JourneyWishes(detour=detour)
    try:
        found = journeys_between(prepared, *asked, profile=profile, wishes=wishes)
    except SidestreetError:
        return {"journeys": [], "notes": [words["errors"]["no_route"]]}
    journeys, told = found.journeys, words["metro"]
    notes = [told["gate_note"]]
    if journeys.waits_supposed:
        notes.append(told["supposed"])
    if not journeys.fronts.complete:
        notes.append(told["cut_short"])
    return {
        "journeys": [_journey(one, words) for one in itineraries(prepared, journeys)],
        "notes": notes,
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
            (told["not_surveyed"], f"{walks.survey.none:.0%}"),
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
