"""Journeys by foot and metro as lines of a map, in words: those without a gate first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from mapper.maps.assets import words_of
from mapper.maps.panel import LETTERS, unknown_reason
from mapper.maps.scored import RiddenLeg, ScoredLine
from mapper.stations.itinerary import itineraries
from mapper.stations.joined import joined_exposure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.stations.itinerary import Itinerary, ItineraryLeg
    from mapper.stations.journeys import Journeys

__all__ = ["check_notes", "journey_lines", "journey_notes"]

MINUTE_S: Final = 60.0
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


def journey_lines(
    exposure: CityExposure, found: Journeys, language: str = "en"
) -> list[ScoredLine]:
    """Return every journey found as a line, in the order in which they are told."""
    words = words_of(language)
    return [
        _line(exposure, itinerary, LETTERS[number % len(LETTERS)], words)
        for number, itinerary in enumerate(itineraries(exposure, found))
    ]


def journey_notes(found: Journeys, language: str = "en") -> list[str]:
    """Return what to know of all of them together."""
    told = words_of(language)["journeys"]
    notes = [told["gate_note"]]
    if found.waits_supposed:
        notes.append(told["supposed"])
    if not found.fronts.complete:
        notes.append(told["cut_short"])
    return notes


def check_notes(days: Sequence[tuple[str, str, str]], language: str = "en") -> list[str]:
    """Return days of heightened checks as notes: date, place and source of each."""
    title = words_of(language)["coverage"]["checks"]
    return [f"{title}: {date}, {place} ({source})" for date, place, source in days]


def _line(
    exposure: CityExposure, itinerary: Itinerary, letter: str, words: dict[str, Any]
) -> ScoredLine:
    told, journey = words["journeys"], itinerary.journey
    scored = joined_exposure(itinerary, exposure.assumptions)
    group = told["some"].format(n=journey.gates) if journey.gates else told["none"]
    reason = told["reasons"][journey.reason]
    metres = words["units"]["metres"]
    cells = [(told["walked"], f"{itinerary.walks.length_m:.0f} {metres}")]
    if journey.beyond_budget:
        cells.append(("", told["beyond"]))
    return ScoredLine(
        label=f"{group}: {reason}",
        exposure=scored,
        cells=tuple(cells),
        group=group,
        row=_row(scored, letter, journey.gates, words),
        legs=tuple(_leg(leg, words) for leg in itinerary.legs),
        ridden=tuple(_ridden(leg) for leg in itinerary.legs if leg.exposure is None),
        compared=not journey.gates,
    )


def _row(scored: Exposure, letter: str, gates: int, words: dict[str, Any]) -> tuple[str, ...]:
    reason = unknown_reason(scored, words).split(":")[0]
    count = scored.cameras.under(scored.assumptions.policy)
    near, far = (reason if n is None else str(n) for n in (scored.band.near, scored.band.far))
    return (
        letter,
        f"{scored.duration_s / MINUTE_S:.0f}",
        f"{scored.length_m:.0f}",
        str(gates),
        reason if count is None else str(count),
        f"{near} / {far}",
        _at_least(scored.modelled),
    )


def _leg(laid_out: ItineraryLeg, words: dict[str, Any]) -> tuple[str, ...]:
    leg, told = laid_out.leg, words["journeys"]
    line = leg.line_name or leg.line
    if leg.stops:
        line = f"{line}, {told['stops'].format(n=leg.stops)}"
    return (
        told["kinds"][leg.kind],
        f"{leg.seconds / MINUTE_S:.1f}",
        laid_out.start,
        laid_out.end,
        line,
        str(leg.gates or ""),
        str(len(leg.cameras)) if laid_out.exposure is not None else "",
        _at_least(leg.modelled) if leg.modelled else "",
    )


def _at_least(modelled: int) -> str:
    return f"≥ {modelled}" if modelled else "0"


def _ridden(laid_out: ItineraryLeg) -> RiddenLeg:
    leg = laid_out.leg
    return RiddenLeg(
        kind=leg.kind,
        # it goes into a canvas as it is
        colour=leg.colour if _COLOUR.fullmatch(leg.colour) else "",
        name=leg.line,
        lon=laid_out.lon,
        lat=laid_out.lat,
        gates=leg.gates,
        inward=laid_out.inward,
    )
