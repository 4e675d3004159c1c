"""``sidestreet route --metro``: journeys by foot and metro, printed or as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from api.answers import city_answer, software_version
from api.departures import departure_answer, journey_departure, waits_told
from api.opening import open_exposure
from api.reports import ground_text
from api.station_tables import print_check_days
from api.terminal import ProgressBar, print_json, print_lines, print_table
from api.trip_files import chosen_option, write_geojson_file, write_trip_files
from geodata.licences import notices
from geodata.metro import profile_for, read_profile
from geodata.metro.stops import read_check_days
from mapper.errors import BadInputError, UnknownPlaceError
from mapper.maps.journey_lines import check_notes, journey_lines, journey_notes
from mapper.model.metro import MetroNetwork
from mapper.model.safety import SAFETY_LINE, safety_of
from mapper.routing.finding import notes_of
from mapper.routing.places import resolve
from mapper.routing.snap import snap_pair
from mapper.stations.itinerary import itineraries
from mapper.stations.journeys import Avoid, JourneyWishes, find_journeys

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from geodata.metro.stops import CheckDay
    from mapper.exposure.city import CityExposure
    from mapper.stations.itinerary import Itinerary, ItineraryLeg
    from mapper.stations.journeys import Journeys
    from mapper.stations.profiles import CityProfile

__all__ = [
    "FoundJourneys",
    "found_notes",
    "journey_avoid",
    "journey_features",
    "journeys_answer",
    "journeys_between",
    "print_journeys",
    "run_journeys",
]

AVOIDED: Final = ("station", "line", "system")
"""What a journey can avoid."""
_FOR_WALKS: Final = ("steps", "max_cameras", "surveyed_only", "all")
"""Options of ``route`` that mean nothing to a journey."""
MINUTE_S: Final = 60.0
MS_PER_S: Final = 1_000.0


@dataclass(frozen=True, slots=True)
class FoundJourneys:
    """Journeys between two places, and what was asked for."""

    journeys: Journeys
    wishes: JourneyWishes
    profile: CityProfile | None
    notes: tuple[str, ...]
    """What to know of how the places were taken; names no place."""
    check_days: tuple[CheckDay, ...] = ()
    """Days of heightened checks, as their sources say."""


def run_journeys(args: argparse.Namespace, start: str, goal: str) -> int:
    """Find journeys between two places and print them."""
    _refuse_what_is_for_walks(args)
    avoid = journey_avoid(args.avoid)
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, needs_network=True, progress=progress)
        profile = read_profile(args.profile) if args.profile else profile_for(prepared.city.name)
        departure = journey_departure(prepared.city, time=args.depart, date=args.date, day=args.day)
        wishes = JourneyWishes(detour=args.detour, avoid=avoid, departure=departure)
        days = read_check_days(args.checks) if args.checks else ()
        found = journeys_between(
            prepared, start, goal, profile=profile, wishes=wishes, check_days=days
        )
    lines = journey_lines(prepared, found.journeys)
    # the quickest without a gate, unless somebody chooses
    chosen = chosen_option(args.choose, len(lines), default=0)
    notes = found_notes(found)
    write_trip_files(args, prepared, lines, chosen, notes=notes)
    if args.geojson is not None:
        told = journey_features(prepared, found)
        write_geojson_file(args.geojson, told, quiet=args.quiet)
    if args.json:
        print_json(journeys_answer(prepared, found))
    else:
        print_journeys(prepared, found)
    return 0


def journeys_between(
    prepared: CityExposure,
    start: str | Sequence[float],
    goal: str | Sequence[float],
    *,
    profile: CityProfile | None,
    wishes: JourneyWishes,
    check_days: tuple[CheckDay, ...] = (),
) -> FoundJourneys:
    """Return the journeys from one place to another, each a point or a text.

    Raises
    ------
    SidestreetError
        Where a place is not known or no way leads there, or what to avoid is not in the city.
    """
    city = prepared.city
    metro = MetroNetwork.of(city)
    _refuse_unknown(metro, wishes.avoid)
    places = resolve(city, start), resolve(city, goal)
    ends = snap_pair(city, *places, within_m=prepared.assumptions.snap_m)
    found = find_journeys(prepared, metro, ends, profile=profile, wishes=wishes)
    notes = notes_of(places)
    if not len(metro.line_id):
        notes = (*notes, "the city has no lines between stations: all ways are on foot")
    return FoundJourneys(found, wishes, profile, notes, check_days)


def found_notes(found: FoundJourneys, language: str = "en") -> list[str]:
    """Return what stands beside journeys on a map: what to know, and days of checks."""
    days = [(day.date, day.place, day.source) for day in found.check_days]
    return [*journey_notes(found.journeys, language), *check_notes(days, language)]


def _refuse_what_is_for_walks(args: argparse.Namespace) -> None:
    """Refuse options that would be passed over in silence."""
    asked = (*(getattr(args, name) for name in _FOR_WALKS), args.minimise != "cameras")
    if any(option not in (None, False) for option in asked):
        names = ", ".join(f"--{name.replace('_', '-')}" for name in (*_FOR_WALKS, "minimise"))
        message = f"--metro does not go with {names}"
        raise BadInputError(message)


def journey_avoid(texts: Sequence[str]) -> Avoid:
    """Return what not to use, from texts like ``line:M1``.

    Raises
    ------
    BadInputError
        Where a text is not of that form.
    """
    named: dict[str, set[str]] = {kind: set() for kind in AVOIDED}
    for text in texts:
        kind, _, name = text.partition(":")
        if kind not in named or not name:
            message = "journeys by metro avoid station:NAME, line:NAME or system:NAME"
            raise BadInputError(message)
        named[kind].add(name)
    return Avoid(*(frozenset(named[kind]) for kind in AVOIDED))


def _refuse_unknown(metro: MetroNetwork, avoid: Avoid) -> None:
    """Refuse what the city does not have: a slip of the pen must not look obeyed."""
    known = (
        {*metro.station_id, *metro.station_name},
        set(metro.line_id),
        set(metro.station_system),
    )
    for kind, wanted, there in zip(
        AVOIDED, (avoid.stations, avoid.lines, avoid.systems), known, strict=True
    ):
        if not wanted <= there:
            message = f"there is no {kind} of that name to avoid"
            raise UnknownPlaceError(message)


def journeys_answer(
    prepared: CityExposure, found: FoundJourneys, *, language: str = "en"
) -> dict[str, Any]:
    """Return journeys ready for JSON, grouped by the gates they pass, none first."""
    journeys = found.journeys
    laid_out = itineraries(prepared, journeys)
    groups = [
        {
            "gates": front.gates,
            "front": [p.as_dict() for p in journeys.points if p.gates == front.gates],
            "options": [one.as_dict() for one in laid_out if one.journey.gates == front.gates],
        }
        for front in journeys.fronts.fronts
    ]
    return {
        "by": "metro",
        "groups": groups,
        "complete": journeys.fronts.complete,
        "optimal": journeys.optimal,
        "detour": found.wishes.detour,
        "quickest_s": round(journeys.fronts.quickest_ms / 1000, 1),
        "budget_s": round(journeys.fronts.budget_ms / 1000, 1),
        "times_supposed": journeys.waits_supposed,
        "departure": departure_answer(found.wishes.departure),
        "waits": journeys.waits,
        "counted": {
            "policy": prepared.assumptions.policy.value,
            "title": prepared.assumptions.policy.label,
        },
        "assumptions": prepared.assumptions.as_dict(),
        "profile": _profile(found.profile),
        "notes": list(found.notes),
        "check_days": [asdict(day) for day in found.check_days],
        "safety": safety_of(prepared.city, language),
        "city": city_answer(prepared.city),
        "software": software_version(),
    }


def journey_features(prepared: CityExposure, found: FoundJourneys) -> dict[str, Any]:
    """Return every leg of every journey as a GeoJSON feature, and what to show beside them."""
    features = []
    for number, one in enumerate(itineraries(prepared, found.journeys), start=1):
        told = one.as_dict()
        legs = told.pop("legs")
        for place, leg in enumerate(legs, start=1):
            geometry = leg.pop("geometry")
            properties = {"option": number, "leg": place, **leg, "journey": told}
            features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return {
        "type": "FeatureCollection",
        "features": features,
        "notices": list(notices(prepared.city.sources)),
    }


def _profile(profile: CityProfile | None) -> dict[str, str] | None:
    return {"title": profile.title, "as_of": profile.as_of} if profile else None


def print_journeys(prepared: CityExposure, found: FoundJourneys) -> None:
    """Print the journeys found, one line each, then the legs of each."""
    laid_out = itineraries(prepared, found.journeys)
    print_lines(SAFETY_LINE, "")
    print_table(
        f"Counted: {prepared.assumptions.policy.label}",
        ("no", "", "gates", "min", "walked m", "cameras", "near/default/far", "modelled",
         "surveyed full/partly/not", ""),
        [_row(number, one) for number, one in enumerate(laid_out, start=1)],
    )  # fmt: skip
    for number, one in enumerate(laid_out, start=1):
        print_lines("", f"{number}. {one.journey.label}:")
        print_table(
            "",
            ("", "at min", "min", "from", "to", "line", "colour", "stops", "gates", "cameras",
             "modelled"),
            [_leg_row(leg) for leg in one.legs],
        )  # fmt: skip
    print_check_days(found.check_days)
    print_lines("", *(f"Note: {note}." for note in found.notes), *_reliance(found))
    print_lines(
        f"Assumptions {prepared.assumptions.digest}, pack {prepared.city.pack_hash or 'none'}.",
        *notices(prepared.city.sources),
    )


def _row(number: int, one: Itinerary) -> tuple[str, ...]:
    journey, walks = one.journey, one.walks
    count = walks.cameras.under(walks.policy)
    unknown = "not surveyed" if walks.survey.wholly_none else "not resolvable"
    band = " / ".join("?" if n is None else str(n) for n in walks.band.as_dict().values())
    return (
        str(number),
        journey.label,
        str(journey.gates),
        f"{journey.duration_ms / MS_PER_S / MINUTE_S:.1f}",
        f"{walks.length_m:.0f}",
        unknown if count is None else str(count),
        band,
        _at_least(journey.modelled),
        ground_text(walks.survey),
        "beyond the budget" if journey.beyond_budget else "",
    )


def _leg_row(laid_out: ItineraryLeg) -> tuple[str, ...]:
    leg = laid_out.leg
    return (
        leg.kind,
        f"{laid_out.begins_s / MINUTE_S:.1f}",
        f"{leg.seconds / MINUTE_S:.1f}",
        laid_out.start,
        laid_out.end,
        leg.line_name or leg.line,
        leg.colour,
        str(leg.stops or ""),
        str(leg.gates or ""),
        str(len(leg.cameras)),
        _at_least(leg.modelled) if leg.modelled else "",
    )


def _at_least(modelled: int) -> str:
    return f"≥ {modelled}" if modelled else "0"


def _reliance(found: FoundJourneys) -> list[str]:
    """Say how far the answer can be relied on."""
    journeys = found.journeys
    lines = ["A gate is not one more camera: ways without one stand first, however long."]
    if len(journeys.metro.line_id):
        lines.append(waits_told(journeys, found.wishes.departure))
    if journeys.waits_supposed:
        lines.append("Times of the metro are supposed where its data tell none.")
    if journeys.optimal:
        lines.append("Proven: no better way within the detour.")
    if not journeys.fronts.complete:
        lines.append("The search was cut short: there may be better ways.")
    return lines
