"""``sidestreet score``: what sees a track."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from api.answers import score_answer
from api.evidence import with_evidence
from api.opening import open_exposure
from api.reports import print_score
from api.terminal import ProgressBar, print_json
from api.trip_files import write_trip_files
from geodata.tracks import parse_track, parse_track_file
from mapper.maps import ScoredLine

if TYPE_CHECKING:
    import argparse

    from geodata.tracks import ReadTrack

__all__ = ["read_track_argument", "run"]


def run(args: argparse.Namespace) -> int:
    """Score one track; print it and write what was asked for."""
    read = read_track_argument(args.track)
    with ProgressBar(quiet=args.quiet) as progress:
        prepared = open_exposure(args, progress=progress)
        exposure = prepared.score(read.track)
    # files first: what was asked for is there even where nobody reads the table to its end
    write_trip_files(args, prepared, [ScoredLine("Track", exposure)], 0)
    if args.json:
        answer = score_answer(prepared, exposure, notes=read.notes)
        print_json(answer | with_evidence(prepared.city, [exposure]))
    else:
        print_score(prepared, exposure, notes=read.notes)
    return 0


def read_track_argument(argument: str) -> ReadTrack:
    """Read a track from a file, or from the standard input where the argument is ``-``.

    Raises
    ------
    TrackError
        Where it cannot be read or holds no line.
    """
    if argument == "-":
        return parse_track(sys.stdin.buffer.read())
    return parse_track_file(Path(argument))
