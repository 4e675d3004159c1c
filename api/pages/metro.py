"""Journeys by foot and metro as a page tells them: those without a gate first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.journeys import journeys_between
from api.pages.results import clipped
from geodata.metro import profile_for
from mapper.errors import SidestreetError
from mapper.stations.journeys import JourneyWishes
from mapper.stations.walked import survey_of

if TYPE_CHECKING:
    from api.pages.ends import End
    from mapper.exposure.city import CityExposure
    from mapper.stations.journeys import Journey, Leg

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
    told = words["metro"]
    notes = [told["gate_note"]]
    if found.waits_supposed:
        notes.append(told["supposed"])
    if not found.fronts.complete:
        notes.append(told["cut_short"])
    return {
        "journeys": [_journey(prepared, journey, words) for journey in found.journeys],
        "notes": notes,
    }


def _journey(prepared: CityExposure, journey: Journey, words: dict[str, Any]) -> dict[str, Any]:
    told, comma = words["metro"], words["comma"]
    first = journey.label.split(" ")[0]
    gates = told["gates"].format(n=journey.gates) if journey.gates else told["no_gate"]
    return {
        "label": f"{told['labels'][first]} {gates}".strip(),
        "beyond": journey.beyond_budget,
        "facts": [
            (words["rows"]["minutes"], _minutes(journey.duration_ms / MS_PER_S, comma)),
            (words["rows"]["gates"], str(journey.gates)),
            (
                words["map"]["counts"][prepared.assumptions.policy.value],
                str(len(journey.cameras)),
            ),
            (words["rows"]["modelled"], str(journey.modelled)),
            (told["not_surveyed"], f"{survey_of(prepared, journey).none:.0%}"),
        ],
        "legs": [_leg(leg, words) for leg in journey.legs],
    }


def _leg(leg: Leg, words: dict[str, Any]) -> str:
    told = words["metro"]
    places = " – ".join(clipped(name) for name in (leg.start, leg.end) if name)
    parts = [
        told["kinds"][leg.kind],
        clipped(leg.line),
        places,
        f"{_minutes(leg.seconds, words['comma'])} {words['map']['units']['minutes']}",
        told["cameras"].format(n=len(leg.cameras)),
        told["gates"].format(n=leg.gates) if leg.gates else "",
    ]
    return ", ".join(part for part in parts if part)


def _minutes(seconds: float, comma: str) -> str:
    return f"{seconds / MINUTE_S:.1f}".replace(".", comma)
