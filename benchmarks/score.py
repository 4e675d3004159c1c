"""Scoring one track: 150 points across a city with 200,000 cameras.

The other ways give less (metres in view of each camera, no times, no survey, no band): shapely's
STRtree with an intersection of each segment or of the whole line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks.grounds import large_network
from benchmarks.report import Report, Timing, best_of
from benchmarks.seeded import CAMERA_SETS, centre_of
from mapper.exposure.sight import Sight
from mapper.exposure.viewshed import no_walls, viewsheds
from mapper.exposure.walk import Walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["main"]

POINTS = 150
STEP_M = 20.0


def main(*, full: bool) -> list[Report]:
    """Measure discs; with ``full`` every set of cameras."""
    place, network = large_network()
    reports = []
    for cameras in CAMERA_SETS if full else [CAMERA_SETS[3]]:
        sheds = viewsheds(cameras.fields(network), no_walls())
        sight = Sight.of(sheds, sheds.radius_m)
        walks = [_walk(centre_of(network), seed) for seed in range(20)]
        shapes = sheds.polygons(chord_error_m=0.05)
        tree = shapely.STRtree(list(shapes))
        ours = best_of(lambda sight=sight, walks=walks: [_ours(sight, walk) for walk in walks])
        segments = best_of(
            lambda tree=tree, shapes=shapes, walks=walks: [
                _by_segments(tree, shapes, walk.xy) for walk in walks
            ],
            times=1,
        )
        whole = best_of(
            lambda tree=tree, shapes=shapes, walks=walks: [
                _by_line(tree, shapes, walk.xy) for walk in walks
            ],
            times=1,
        )
        met = sum(len(_ours(sight, walk)) for walk in walks) / len(walks)
        title = (
            f"score: tracks of {POINTS} points, {cameras.n_cameras:,} cameras "
            f"({cameras.name}), {place}"
        )
        timings = (
            Timing("crossings and encounters", ours, len(walks), "track", f"{met:.0f} encounters"),
            Timing("shapely, segment by segment", segments, len(walks), "track"),
            Timing("shapely, whole line", whole, len(walks), "track"),
        )
        reports.append(Report(title, timings))
    return reports


def _walk(start: NDArray[np.float64], seed: int) -> Walk:
    """Return a wandering walk of points 20 m apart."""
    random = np.random.default_rng(seed)
    heading = np.cumsum(random.normal(0.0, 0.3, POINTS))
    xy = start + np.cumsum(STEP_M * np.column_stack([np.cos(heading), np.sin(heading)]), axis=0)
    metres = STEP_M * np.arange(POINTS)
    return Walk(np.ascontiguousarray(xy), metres, metres / 1.34, np.zeros(POINTS, np.bool_))


def _ours(sight: Sight, walk: Walk) -> NDArray[np.int32]:
    return sight.stretches(walk, sight.crossings(walk)).camera


def _by_segments(
    tree: shapely.STRtree, shapes: NDArray[np.object_], xy: NDArray[np.float64]
) -> NDArray[np.float64]:
    segments = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
    segment, view = tree.query(segments, predicate="intersects")
    return shapely.length(shapely.intersection(segments[segment], shapes[view]))


def _by_line(
    tree: shapely.STRtree, shapes: NDArray[np.object_], xy: NDArray[np.float64]
) -> NDArray[np.float64]:
    line = shapely.LineString(xy)
    view = tree.query(line, predicate="intersects")
    return shapely.length(shapely.intersection(line, shapes[view]))
