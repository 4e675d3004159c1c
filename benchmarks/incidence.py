"""Which camera sees which metres of which edge: 200,000 seeded cameras on a city's network.

The other ways do the same work on the same polylines and the same discs (drawn as 64-gons, which
shapely needs): ``geopandas.overlay``, and shapely's STRtree with an intersection of each pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.grounds import large_network
from benchmarks.report import Report, Timing, best_of
from benchmarks.seeded import CAMERA_SETS
from mapper.exposure.incidence import incidence_of
from mapper.exposure.viewshed import Viewsheds, no_walls, viewsheds

if TYPE_CHECKING:
    from mapper.model.network import WalkNetwork

__all__ = ["main"]


def main(*, full: bool) -> list[Report]:
    """Measure uniform discs; with ``full`` also clustered ones and sectors."""
    place, network = large_network()
    chosen = CAMERA_SETS[::-1] if full else [CAMERA_SETS[2]]
    reports = []
    for cameras in chosen:
        sheds = viewsheds(cameras.fields(network), no_walls())
        title = (
            f"incidence: {cameras.n_cameras:,} cameras ({cameras.name}) × "
            f"{network.n_edges:,} edges of {place}"
        )
        reports.append(Report(title, _timings(sheds, network, cameras.n_cameras)))
    return reports


def _timings(sheds: Viewsheds, network: WalkNetwork, n_cameras: int) -> tuple[Timing, ...]:
    found = len(incidence_of(sheds, network))
    ours = best_of(lambda: incidence_of(sheds, network))
    # the shapes are drawn beforehand: only finding and cutting is timed
    shapes = sheds.polygons(chord_error_m=0.05)
    points = np.repeat(np.arange(network.n_edges), np.diff(network.edge_start))
    edges = np.asarray(shapely.linestrings(network.coord_xy, indices=points))
    pairs = len(_by_tree(edges, shapes))
    by_tree = best_of(lambda: _by_tree(edges, shapes), times=1)
    lines = gpd.GeoDataFrame({"edge": np.arange(len(edges))}, geometry=edges)
    areas = gpd.GeoDataFrame({"camera": np.arange(len(shapes))}, geometry=shapes)
    cut = len(_by_overlay(lines, areas))
    by_overlay = best_of(lambda: _by_overlay(lines, areas), times=1)
    return (
        Timing("incidence_of", ours, n_cameras, "camera", f"{found:,} stretches"),
        Timing("shapely STRtree + intersection", by_tree, n_cameras, "camera", f"{pairs:,} pairs"),
        Timing("geopandas overlay", by_overlay, n_cameras, "camera", f"{cut:,} rows"),
    )


def _by_tree(edges: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    camera, edge = shapely.STRtree(list(edges)).query(shapes, predicate="intersects")
    return shapely.length(shapely.intersection(edges[edge], shapes[camera]))


def _by_overlay(lines: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.overlay(lines, areas, how="intersection", keep_geom_type=True)
