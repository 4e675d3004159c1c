"""``sidestreet route``: ways between two places, the quickest first."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.answers import option_lines, routes_answer
from api.evidence import with_evidence
from api.journeys import run_journeys
from api.opening import open_exposure
from api.reports import print_routes
from api.terminal import ProgressBar, print_json
from api.trip_files import chosen_option, write_geojson_file, write_trip_files
from geodata.licences import notices
from mapper.errors import BadInputError
from mapper.routing import Avoid, Minimise, RouteWishes, find_routes

if TYPE_CHECKING:
    import argparse

__all__ = ["chosen_option", "read_trip", "read_wishes", "run"]

LINES_OF_A_TRIP = 2


def run(args: argparse.Namespace) -> int:
    """Find the ways, print them and write what was asked for."""
    if args.metro:
        return run_journeys(args, *read_trip(args))
    if args.depart or args.date or args.day:
        message = "--depart, --date and --day go with --metro: a walk takes as long at any time"
        raise BadInputError(message)
    wishes = read_wishes(args)
    start, goal = read_trip(args)
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, needs_network=True, progress=progress)
        answer = find_routes(prepared, start, goal, wanted=wishes)
    chosen = chosen_option(args.choose, len(answer.options))
    write_trip_files(args, prepared, option_lines(answer), chosen)
    if args.geojson is not None:
        told = answer.as_feature_collection() | {"notices": notices(prepared.city.sources)}
        write_geojson_file(args.geojson, told, quiet=args.quiet)
    if args.json:
        met = with_evidence(prepared.city, [option.exposure for option in answer.options])
        print_json(routes_answer(prepared, answer) | met)
    else:
        print_routes(prepared, answer, chosen, steps=args.steps)
    return 0


def read_wishes(args: argparse.Namespace) -> RouteWishes:
    """Return what was wished; a thing to avoid that is a file holds areas.

    Raises
    ------
    BadInputError
        Where a wish makes no sense.
    """
    texts = [text for text in args.avoid if ":" in text and not Path(text).is_file()]
    areas = [_areas(Path(text)) for text in args.avoid if text not in texts]
    return RouteWishes(
        detour=args.detour,
        minimise=Minimise(args.minimise),
        max_cameras=args.max_cameras,
        avoid=Avoid.parse(texts, _together(areas)),
        surveyed_only=args.surveyed_only,
        every=args.all,
    )


def _areas(path: Path) -> dict[str, Any]:
    try:
        area = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        message = f"{path.name} is not GeoJSON"
        raise BadInputError(message) from error
    if not isinstance(area, dict):
        message = f"{path.name} is not GeoJSON"
        raise BadInputError(message)
    return area


def _together(areas: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return several GeoJSON areas as one collection."""
    if not areas:
        return None
    if len(areas) == 1:
        return areas[0]
    features: list[dict[str, Any]] = []
    for area in areas:
        if area.get("type") == "FeatureCollection":
            features.extend(area.get("features", []))
        elif area.get("type") == "Feature":
            features.append(area)
        else:
            features.append({"type": "Feature", "properties": {}, "geometry": area})
    return {"type": "FeatureCollection", "features": features}


def read_trip(args: argparse.Namespace) -> tuple[str, str]:
    """Return from and to: from the arguments, a file, the standard input, or by asking.

    Raises
    ------
    BadInputError
        Where one of them is missing.
    """
    if args.trip is not None:
        if args.start is not None:
            message = "give the trip either as arguments or with --trip, not both"
            raise BadInputError(message)
        text = sys.stdin.read() if args.trip == "-" else Path(args.trip).read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) != LINES_OF_A_TRIP:
            message = f"--trip needs two lines, from and to; there were {len(lines)}"
            raise BadInputError(message)
        return lines[0], lines[1]
    if args.start is None:
        return _ask("From (street, station, entrance or lat,lon): "), _ask("To: ")
    if args.goal is None:
        message = "a route needs two places, or none (then you are asked)"
        raise BadInputError(message)
    return args.start, args.goal


def _ask(question: str) -> str:
    # the question goes to the error stream, so that --json output stays clean
    print(question, end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip()
    if not answer:
        message = "no place was given"
        raise BadInputError(message)
    return answer
