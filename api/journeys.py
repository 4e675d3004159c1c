"""``sidestreet route --metro``: journeys by foot and metro, printed or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from api.answers import city_answer, software_version
from api.opening import open_exposure
from api.terminal import ProgressBar, print_json, print_lines, print_table
from geodata.licences import notices
from geodata.metro import profile_for, read_profile
from mapper.errors import BadInputError, UnknownPlaceError
from mapper.model.metro import MetroNetwork
from mapper.model.safety import SAFETY_LINE, safety_of
from mapper.routing.places import resolve
from mapper.routing.snap import snap_pair
from mapper.stations.journeys import Avoid, JourneyWishes, find_journeys
from mapper.stations.walked import survey_of, walked_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.stations.journeys import Journey, Journeys, Leg
    from mapper.stations.profiles import CityProfile

__all__ = ["journeys_answer", "journeys_between", "run_journeys"]

_AVOIDED: Final = ("station", "line", "system")
_FOR_WALKS: Final = ("map", "gpx", "geojson", "steps", "max_cameras", "surveyed_only", "all")
"""Options of ``route`` that mean nothing to a journey."""
_MINUTE: Final = 60.0


def run_journeys(args: argparse.Namespace, start: str, goal: str) -> int:
    """Find journeys between two places and print them."""
    _refuse_what_is_for_walks(args)
    avoid = _avoid(args.avoid)
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, needs_network=True, progress=progress)
        profile = read_profile(args.profile) if args.profile else profile_for(prepared.city.name)
        wishes = JourneyWishes(detour=args.detour, avoid=avoid)
        found = journeys_between(prepared, start, goal, profile=profile, wishes=wishes)
    if args.json:
        print_json(journeys_answer(prepared, found))
    else:
        _print(prepared, found)
    return 0


def journeys_between(
    prepared: CityExposure,
    start: str | Sequence[float],
    goal: str | Sequence[float],
    *,
    profile: CityProfile | None,
    wishes: JourneyWishes,
) -> Journeys:
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
    return find_journeys(prepared, metro, ends, profile=profile, wishes=wishes)


def _refuse_what_is_for_walks(args: argparse.Namespace) -> None:
    """Refuse options that would be passed over in silence."""
    asked = (*(getattr(args, name) for name in _FOR_WALKS), args.minimise != "cameras")
    if any(option not in (None, False) for option in asked):
        names = ", ".join(f"--{name.replace('_', '-')}" for name in (*_FOR_WALKS, "minimise"))
        message = f"--metro does not go with {names}"
        raise BadInputError(message)


def _avoid(texts: Sequence[str]) -> Avoid:
    """Return what not to use, from texts like ``line:M1``."""
    named: dict[str, set[str]] = {kind: set() for kind in _AVOIDED}
    for text in texts:
        kind, _, name = text.partition(":")
        if kind not in named or not name:
            message = "with --metro, --avoid takes station:NAME, line:NAME or system:NAME"
            raise BadInputError(message)
        named[kind].add(name)
    return Avoid(*(frozenset(named[kind]) for kind in _AVOIDED))


def _refuse_unknown(metro: MetroNetwork, avoid: Avoid) -> None:
    """Refuse what the city does not have: a slip of the pen must not look obeyed."""
    known = (
        {*metro.station_id, *metro.station_name},
        set(metro.line_id),
        set(metro.station_system),
    )
    for kind, wanted, there in zip(
        _AVOIDED, (avoid.stations, avoid.lines, avoid.systems), known, strict=True
    ):
        if not wanted <= there:
            message = f"there is no {kind} of that name to avoid"
            raise UnknownPlaceError(message)


def journeys_answer(
    prepared: CityExposure, found: Journeys, *, language: str = "en"
) -> dict[str, Any]:
    """Return journeys ready for JSON, the ways without a gate first."""
    return {
        "journeys": [_journey(prepared, journey) for journey in found.journeys],
        "complete": found.fronts.complete,
        "optimal": False,
        "quickest_s": round(found.fronts.quickest_ms / 1000, 1),
        "budget_s": round(found.fronts.budget_ms / 1000, 1),
        "times_supposed": found.waits_supposed,
        "counted": {
            "policy": prepared.assumptions.policy.value,
            "title": prepared.assumptions.policy.label,
        },
        "safety": safety_of(prepared.city, language),
        "city": city_answer(prepared.city),
        "software": software_version(),
    }


def _journey(prepared: CityExposure, journey: Journey) -> dict[str, Any]:
    ids = prepared.city.cameras.ids
    return journey.as_dict() | {
        "camera_ids": [ids[camera] for camera in journey.cameras],
        "survey": survey_of(prepared, journey).as_dict(),
        "legs": [_leg(prepared, leg) for leg in journey.legs],
    }


def _leg(prepared: CityExposure, leg: Leg) -> dict[str, Any]:
    answer = leg.as_dict()
    if leg.stretches:
        lon, lat = prepared.city.projection.to_lon_lat(*walked_line(prepared, leg).T)
        points = np.column_stack([lon, lat]).tolist()
        answer["geometry"] = {"type": "LineString", "coordinates": points}
    return answer


def _print(prepared: CityExposure, found: Journeys) -> None:
    print_lines(SAFETY_LINE, "")
    print_table(
        f"Counted: {prepared.assumptions.policy.label}",
        ("", "gates", "min", "cameras", "modelled", "not surveyed", ""),
        [
            (
                journey.label,
                str(journey.gates),
                f"{journey.duration_ms / 1000 / _MINUTE:.1f}",
                str(len(journey.cameras)),
                f"≥ {journey.modelled}" if journey.modelled else "0",
                f"{survey_of(prepared, journey).none:.0%}",
                "beyond the budget" if journey.beyond_budget else "",
            )
            for journey in found.journeys
        ],
    )
    for journey in found.journeys:
        print_lines("", f"{journey.label}:")
        print_table(
            "",
            ("", "min", "from", "to", "line", "stops", "gates", "cameras", "modelled"),
            [
                (
                    leg.kind,
                    f"{leg.seconds / _MINUTE:.1f}",
                    leg.start,
                    leg.end,
                    leg.line,
                    str(leg.stops or ""),
                    str(leg.gates or ""),
                    str(len(leg.cameras)),
                    f"≥ {leg.modelled}" if leg.modelled else "",
                )
                for leg in journey.legs
            ],
        )
    notes = ["A gate is not one more camera: ways without one stand first, however long."]
    if found.waits_supposed:
        notes.append("Times of the metro are supposed where its data tell none.")
    if not found.fronts.complete:
        notes.append("The search was cut short: there may be better ways.")
    print_lines("", *notes)
    print_lines(
        f"Assumptions {prepared.assumptions.digest}, pack {prepared.city.pack_hash or 'none'}.",
        *notices(prepared.city.sources),
    )
