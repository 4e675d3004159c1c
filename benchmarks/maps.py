"""How large a map is and how long it takes to make: the bundled city, plain and with a walk."""

from __future__ import annotations

import gzip

from benchmarks.report import Report, Timing, best_of
from geodata.derived import exposure_of
from geodata.pack import find_city, read_pack
from geodata.tracks import read_track_file
from mapper.maps import ScoredLine, city_map
from mapper.model.assumptions import Assumptions

__all__ = ["main"]


def main(*, full: bool) -> list[Report]:
    """Measure both; there is only one size."""
    del full
    folder = find_city("helsinki", None)
    prepared = exposure_of(read_pack(folder), Assumptions(), folder=folder)
    walk = ScoredLine("Track", prepared.score(read_track_file(folder.parent / "walk.gpx")))
    timings = []
    for way, lines in (("plain", ()), ("with a walk", (walk,))):
        page = city_map(prepared, scored=lines).encode("utf-8")
        zipped = len(gzip.compress(page, mtime=0))
        seconds = best_of(lambda lines=lines: city_map(prepared, scored=lines))
        timings.append(Timing(way, seconds, 1, "map", f"{len(page):,} bytes, gzip {zipped:,}"))
    return [Report("maps: bundled Helsinki as one file", tuple(timings))]
