"""Viewsheds cut by buildings: cameras a second, in dense perimeter blocks.

The other way is what shapely offers for it: for each wall near the camera, the quadrilateral of
its shadow, their union taken from the disc.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.grounds import blocks
from benchmarks.report import Report, Timing, best_of
from mapper.exposure.hosts import hosted
from mapper.exposure.obstacles import Obstacles, obstacles
from mapper.exposure.views import FieldsOfView
from mapper.exposure.viewshed import viewsheds
from mapper.model.assumptions import Assumptions
from mapper.model.network import WalkNetwork
from mapper.model.places import Table

__all__ = ["main"]

SAMPLE = 200


def main(*, full: bool) -> list[Report]:
    """Measure discs of 36 m and sectors of 85° on walls and in streets."""
    side, n_cameras = (40, 100_000) if full else (20, 20_000)
    houses = blocks(side)
    table = Table(
        gpd.GeoDataFrame(
            {"building_id": [str(k) for k in range(len(houses))]}, geometry=list(houses)
        )
    )
    found = obstacles(table, WalkNetwork.none(), Assumptions())
    reports = []
    for name, angle in (("discs of 36 m", 360.0), ("sectors of 85°, 36 m", 85.0)):
        fields = _fields(n_cameras, angle, 100.0 * side)
        moved = fields.moved_to(hosted(fields, found, Assumptions()).xy)
        title = f"viewsheds: {n_cameras:,} {name} among {len(found.walls):,} walls"
        reports.append(Report(title, _timings(moved, fields, found)))
    return reports


def _fields(count: int, angle_deg: float, side_m: float) -> FieldsOfView:
    random = np.random.default_rng(3)
    disc = angle_deg >= 360.0  # noqa: PLR2004 - a full turn
    return FieldsOfView(
        camera=np.arange(count, dtype=np.int32),
        xy=random.uniform(0.0, side_m, (count, 2)),
        range_m=np.full(count, 36.0),
        direction_deg=np.full(count, np.nan) if disc else random.uniform(0.0, 360.0, count),
        angle_deg=np.full(count, angle_deg),
        lens_deg=np.full(count, np.nan),
        indoor=np.zeros(count, np.bool_),
    )


def _timings(moved: FieldsOfView, drawn: FieldsOfView, found: Obstacles) -> tuple[Timing, ...]:
    sheds = viewsheds(moved, found.walls)
    pieces = len(sheds.piece_arc) / len(sheds)
    ours = best_of(lambda: viewsheds(moved, found.walls))
    hosting = best_of(lambda: hosted(drawn, found, Assumptions()))
    sample = np.arange(SAMPLE)
    shadows = best_of(lambda: _by_shadows(moved.take(sample), found), times=1)
    apart = _disagreement(sheds.polygons(chord_error_m=1e-3)[sample], moved.take(sample), found)
    return (
        Timing("viewsheds", ours, len(moved), "camera", f"{pieces:.0f} pieces each"),
        Timing("… and the host rule before it", ours + hosting, len(moved), "camera"),
        Timing(
            "shapely, shadows taken from the disc", shadows, SAMPLE, "camera",
            f"areas differ by at most {apart:.2f} m²",
        ),
    )  # fmt: skip


def _by_shadows(fields: FieldsOfView, found: Obstacles) -> list[shapely.Geometry]:
    """Cut each field of view by the shadow of every wall near it."""
    walls = found.walls
    tree = shapely.STRtree(list(shapely.linestrings(walls.reshape(-1, 2, 2))))
    open_shapes = viewsheds(fields, np.zeros((0, 4))).polygons(chord_error_m=1e-3)
    shapes = []
    for row, shape in enumerate(open_shapes):
        near = walls[tree.query(shape, predicate="intersects")].reshape(-1, 2, 2)
        origin = fields.xy[row]
        away = near - origin
        length = np.linalg.norm(away, axis=2, keepdims=True)
        # far enough that no chord between two far ends comes back into reach
        far = origin + away / length * 1e6
        rings = np.stack([near[:, 0], near[:, 1], far[:, 1], far[:, 0]], axis=1)
        shadows = shapely.buffer(shapely.polygons(rings), 0.0)
        shapes.append(shapely.difference(shape, shapely.union_all(shadows)))
    return shapes


def _disagreement(ours: np.ndarray, fields: FieldsOfView, found: Obstacles) -> float:
    theirs = np.array(_by_shadows(fields, found), dtype=object)
    return float(shapely.area(shapely.symmetric_difference(ours, theirs)).max())
