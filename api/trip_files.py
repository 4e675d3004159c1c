"""The files that hold a trip, written only where asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from api.outputs import write_whole
from api.terminal import say
from geodata.licences import notices
from geodata.tracks import Waypoint, write_gpx
from mapper.errors import BadInputError
from mapper.maps import city_map

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from mapper.exposure.city import CityExposure
    from mapper.exposure.result import Exposure
    from mapper.maps import ScoredLine

__all__ = ["chosen_option", "encounter_waypoints", "write_geojson_file", "write_trip_files"]

WARNING = "This file shows where the trip starts and ends, and stays where you put it."


def write_trip_files(
    args: argparse.Namespace,
    prepared: CityExposure,
    lines: Sequence[ScoredLine],
    chosen: int,
    *,
    notes: Sequence[str] = (),
) -> None:
    """Write ``--map`` with all lines and ``--gpx`` with the chosen one, where asked for."""
    if args.map is not None:
        page = city_map(prepared, scored=lines, chosen=chosen, notes=notes)
        _write(args.map, page, quiet=args.quiet)
    if args.gpx is not None:
        exposure = lines[chosen].exposure
        waypoints = encounter_waypoints(exposure, args.trim) if args.gpx_encounters else ()
        told = notices(prepared.city.sources) if args.gpx_notices else ()
        text = write_gpx(exposure.track, waypoints=waypoints, trim_m=args.trim, notices=told)
        _write(args.gpx, text, quiet=args.quiet)


def chosen_option(number: int | None, n_options: int, *, default: int = -1) -> int:
    """Return the option to draw strong and write: as chosen, counted from 1, or by default.

    Raises
    ------
    BadInputError
        Where there is no such option.
    """
    if number is None:
        return default % n_options
    if not 1 <= number <= n_options:
        message = f"there are {n_options} options; --choose takes 1 to {n_options}"
        raise BadInputError(message)
    return number - 1


def write_geojson_file(path: Path, collection: dict[str, Any], *, quiet: bool) -> None:
    """Write options with their scores as GeoJSON."""
    text = json.dumps(collection, ensure_ascii=False, indent=1, allow_nan=False)
    _write(path, text + "\n", quiet=quiet)


def encounter_waypoints(exposure: Exposure, trim_m: float = 0.0) -> tuple[Waypoint, ...]:
    """Return where each encounter begins, named by its number alone; none in trimmed ends."""
    track = exposure.track
    reach = np.concatenate([[0.0], np.cumsum(track.segment_lengths_m())])
    numbered = [
        (number, encounter.enter_m)
        for number, encounter in enumerate(exposure.encounters, start=1)
        if trim_m <= encounter.enter_m <= reach[-1] - trim_m
    ]
    places = np.array([enter_m for _, enter_m in numbered])
    lon, lat = np.interp(places, reach, track.lon), np.interp(places, reach, track.lat)
    return tuple(
        Waypoint(float(x), float(y), str(number))
        for (number, _), x, y in zip(numbered, lon, lat, strict=True)
    )


def _write(path: Path, text: str, *, quiet: bool) -> None:
    write_whole(path, text)
    say(f"{path}: {WARNING}", quiet=quiet)
