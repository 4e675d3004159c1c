"""The files that hold a trip, written only where asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.outputs import write_whole
from api.terminal import say
from geodata.tracks import write_gpx
from mapper.maps import ScoredLine, city_map

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure

__all__ = ["write_trip_files"]

WARNING = "This file shows where the trip starts and ends, and stays where you put it."


def write_trip_files(
    args: argparse.Namespace, prepared: CityExposure, lines: Sequence[tuple[str, Exposure]]
) -> None:
    """Write ``--map`` and ``--gpx`` where given; the GPX holds the last, least seen, line."""
    if args.map is not None:
        scored = [ScoredLine(label, exposure) for label, exposure in lines]
        write_whole(args.map, city_map(prepared, scored=scored, chosen=len(scored) - 1))
        say(f"{args.map}: {WARNING}", quiet=args.quiet)
    if args.gpx is not None:
        write_whole(args.gpx, write_gpx(lines[-1][1].track))
        say(f"{args.gpx}: {WARNING}", quiet=args.quiet)
