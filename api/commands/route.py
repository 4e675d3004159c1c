"""``sidestreet route``: ways between two places, the quickest first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from api.answers import routes_answer
from api.opening import open_exposure
from api.reports import print_routes
from api.terminal import ProgressBar, print_json
from api.trip_files import write_trip_files
from mapper.errors import BadInputError
from mapper.routing import find_routes

if TYPE_CHECKING:
    import argparse

__all__ = ["run"]

LINES_OF_A_TRIP = 2


def run(args: argparse.Namespace) -> int:
    """Find the ways, print them and write what was asked for."""
    start, goal = _trip(args)
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, needs_network=True, progress=progress)
        answer = find_routes(prepared, start, goal)
    write_trip_files(args, prepared, [(option.label, option.exposure) for option in answer.options])
    if args.json:
        print_json(routes_answer(prepared, answer))
    else:
        print_routes(prepared, answer)
    return 0


def _trip(args: argparse.Namespace) -> tuple[str, str]:
    """Return from and to: from the arguments, a file, the standard input, or by asking."""
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
