"""Cameras drawn on or just inside a building: they belong to the outside of its wall."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mapper.exposure.grid import Grid, build_grid, near_box
from mapper.model.angles import unit_vector
from mapper.model.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.obstacles import Obstacles
    from mapper.exposure.views import FieldsOfView
    from mapper.model.assumptions import Assumptions

__all__ = ["Hosting", "hosted"]

CELL_M = 25.0
FARTHEST_M = 4_096.0
ROUNDS = 6
"""How many walls are tried until a camera stands outside all buildings."""


@dataclass(frozen=True, slots=True, eq=False)
class Hosting:
    """Where V fields of view begin, and how many of them a building hosts."""

    xy: NDArray[np.float64]
    """Shape (V, 2), metres."""
    moved: NDArray[np.bool_]
    """Shape (V,). Which were drawn in or on a building and begin in front of its wall."""
    deep: NDArray[np.bool_]
    """Shape (V,). Which of them were drawn farther inside than ``host_depth_m``."""


def hosted(fields: FieldsOfView, obstacles: Obstacles, assumptions: Assumptions) -> Hosting:
    """Move fields of view out of the buildings they are drawn in.

    Each begins ``wall_gap_m`` in front of the nearest wall; where its direction is known, of the
    nearest wall no deeper than ``host_depth_m`` that faces within 90° of it. A camera drawn
    deeper is moved as well, so that no camera is blinded by its own house. Cameras indoors stay.
    """
    xy, walls = fields.xy.copy(), obstacles.walls
    moved, deep = np.zeros(len(fields), np.bool_), np.zeros(len(fields), np.bool_)
    outdoors = np.flatnonzero(~fields.indoor)
    if len(walls) == 0 or outdoors.size == 0:
        return Hosting(xy, moved, deep)
    fronts = _Fronts(walls, _grid_of(walls), assumptions.host_depth_m, assumptions.wall_gap_m)
    drawn = np.ascontiguousarray(xy[outdoors])
    depth, _ = _nearest_fronts(drawn, np.zeros_like(drawn), np.full(len(drawn), -1.0), fronts)
    held = obstacles.holds(drawn) | (depth < assumptions.wall_gap_m)
    rows, depth = outdoors[held], depth[held]
    moved[rows], deep[rows] = True, depth > assumptions.host_depth_m
    facing = np.nan_to_num(np.column_stack(unit_vector(fields.direction_deg[rows])), nan=0.0)
    xy[rows] = _placed(drawn[held], facing, fronts, obstacles)
    return Hosting(xy, moved, deep)


class _Fronts(NamedTuple):
    """Walls to stand in front of."""

    walls: NDArray[np.float64]
    grid: Grid
    depth_m: float
    gap_m: float


def _grid_of(walls: NDArray[np.float64]) -> Grid:
    ends = walls.reshape(-1, 2, 2)
    return build_grid(np.hstack([ends.min(axis=1), ends.max(axis=1)]), CELL_M)


def _placed(
    drawn: NDArray[np.float64], facing: NDArray[np.float64], fronts: _Fronts, obstacles: Obstacles
) -> NDArray[np.float64]:
    """Return a place in front of a wall for each point; where it is built up, of the next wall."""
    depth, placed = _nearest_fronts(drawn, facing, np.full(len(drawn), -1.0), fronts)
    for _ in range(ROUNDS):
        blocked = np.flatnonzero(obstacles.holds(placed))
        if blocked.size == 0:
            break
        depth[blocked], attempt = _nearest_fronts(
            drawn[blocked], facing[blocked], depth[blocked], fronts
        )
        placed[blocked] = attempt
    return placed


@compiled
def _foot(
    walls: NDArray[np.float64], wall: int, x: float, y: float
) -> tuple[float, float, float, float, float]:
    """Return a wall's point nearest to (x, y), its outward normal, and the distance."""
    ax, ay = walls[wall, 0], walls[wall, 1]
    dx, dy = walls[wall, 2] - ax, walls[wall, 3] - ay
    length2 = dx * dx + dy * dy
    t = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / length2))
    foot_x, foot_y = ax + t * dx, ay + t * dy
    length = sqrt(length2)
    distance = sqrt((foot_x - x) ** 2 + (foot_y - y) ** 2)
    return foot_x, foot_y, dy / length, -dx / length, distance


@compiled
def _best_front(
    fronts: _Fronts,
    near: NDArray[np.int32],
    place: tuple[float, float, float],
    facing: tuple[float, float],
) -> tuple[float, float, float]:
    """Return the nearest suitable wall's distance, beyond a last one, and the place before it."""
    x, y, beyond = place
    directed = facing[0] != 0.0 or facing[1] != 0.0
    best, best_x, best_y, suits = np.inf, x, y, False
    for wall in near:
        foot_x, foot_y, out_x, out_y, distance = _foot(fronts.walls, wall, x, y)
        if distance <= beyond:
            continue
        suited = directed and distance <= fronts.depth_m
        suited = suited and facing[0] * out_x + facing[1] * out_y > 0.0
        if (suited and not suits) or (suited == suits and distance < best):
            best, suits = distance, suited
            best_x, best_y = foot_x + fronts.gap_m * out_x, foot_y + fronts.gap_m * out_y
    return best, best_x, best_y


@compiled
def _nearest_fronts(
    xy: NDArray[np.float64],
    facing: NDArray[np.float64],
    beyond: NDArray[np.float64],
    fronts: _Fronts,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the distance of each point's wall and the place before it, shapes (n,) and (n, 2).

    ``facing`` holds unit vectors, (0, 0) for none; walls no farther than ``beyond`` are skipped.
    Where nothing is found the distance is infinite and the point stays.
    """
    depth, placed = np.full(len(xy), np.inf), xy.copy()
    stamp = np.full(len(fronts.walls), -1, np.int64)
    near = np.empty(len(fronts.walls), np.int32)
    serial = 0
    for k in range(len(xy)):
        x, y, reach = xy[k, 0], xy[k, 1], 2.0 * fronts.depth_m + 1.0
        while reach <= FARTHEST_M:
            box = (x - reach, y - reach, x + reach, y + reach)
            n = near_box(fronts.grid, box, stamp, serial, near)
            serial += 1
            place = (x, y, beyond[k])
            distance, front_x, front_y = _best_front(
                fronts, near[:n], place, (facing[k, 0], facing[k, 1])
            )
            if distance <= reach:
                depth[k], placed[k, 0], placed[k, 1] = distance, front_x, front_y
                break
            reach *= 2.0
    return depth, placed
