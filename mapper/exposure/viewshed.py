"""Viewsheds: what buildings leave of fields of view, exactly, as convex pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from mapper.exposure.grid import Grid, build_grid
from mapper.exposure.sweep import Pieces, Sectors, sweep

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.views import FieldsOfView

__all__ = ["Viewsheds", "no_walls", "viewsheds"]

CELL_OF_WALLS_M = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Viewsheds:
    """V viewsheds, each the union of convex pieces around its origin.

    A piece is the triangle (origin, a, b) with [a, b] on a wall, or the circular sector from a
    to b, at most a right angle wide. A walker may be ``tolerance_m`` beside the line: every
    viewshed then stands for its Minkowski sum with a disc of that radius.
    """

    camera: NDArray[np.int32]
    """Shape (V,). Row of the camera each belongs to; sorted."""
    xy: NDArray[np.float64]
    """Shape (V, 2). Origins, metres."""
    radius_m: NDArray[np.float64]
    """Shape (V,). How far each reaches, without the tolerance."""
    lens_deg: NDArray[np.float64]
    """Shape (V,). The lens's angle where the direction is unknown, else NaN."""
    indoor: NDArray[np.bool_]
    """Shape (V,). Whether it sees indoor ground, and only that."""
    is_disc: NDArray[np.bool_]
    """Shape (V,). Whole discs, which have no pieces."""
    piece_start: NDArray[np.int64]
    """Shape (V + 1,), offsets into the pieces."""
    piece_a: NDArray[np.float64]
    piece_b: NDArray[np.float64]
    """Shape (P, 2), metres relative to the origin; from a to b anticlockwise."""
    piece_arc: NDArray[np.bool_]
    """Shape (P,). True for sectors, false for triangles."""
    tolerance_m: float = 0.0

    def __len__(self) -> int:
        """Count the viewsheds."""
        return len(self.camera)

    @property
    def boxes(self) -> NDArray[np.float64]:
        """Boxes around the viewsheds, tolerance included, shape (V, 4), metres."""
        reach = (self.radius_m + self.tolerance_m)[:, None]
        return np.hstack([self.xy - reach, self.xy + reach])

    def take(self, views: NDArray[np.intp]) -> Viewsheds:
        """Return some of them, in the order given."""
        counts = np.diff(self.piece_start)[views]
        start = np.concatenate([[0], np.cumsum(counts)])
        # the pieces of each view stand together: count on from where its first one lies
        piece = np.arange(start[-1]) + np.repeat(self.piece_start[views] - start[:-1], counts)
        return Viewsheds(
            camera=self.camera[views],
            xy=self.xy[views],
            radius_m=self.radius_m[views],
            lens_deg=self.lens_deg[views],
            indoor=self.indoor[views],
            is_disc=self.is_disc[views],
            piece_start=start,
            piece_a=self.piece_a[piece],
            piece_b=self.piece_b[piece],
            piece_arc=self.piece_arc[piece],
            tolerance_m=self.tolerance_m,
        )

    def polygons(self, *, chord_error_m: float = 0.1) -> NDArray[np.object_]:
        """Return the viewsheds as shapely polygons for drawing, shape (V,).

        Parameters
        ----------
        chord_error_m
            How far an arc may leave its true circle, above 0.
        """
        shapes = [self._polygon(view, chord_error_m) for view in range(len(self))]
        drawn = np.array(shapes, dtype=object)
        return shapely.buffer(drawn, self.tolerance_m) if self.tolerance_m > 0 else drawn

    def _polygon(self, view: int, chord_error_m: float) -> shapely.Polygon:
        """Return one viewshed without its tolerance, its arcs as chords."""
        origin, radius = self.xy[view], float(self.radius_m[view])
        step = 2.0 * np.arccos(max(-1.0, 1.0 - chord_error_m / radius))
        if self.is_disc[view]:
            turn = np.linspace(0.0, 2.0 * np.pi, max(8, int(np.ceil(2.0 * np.pi / step))) + 1)
            ring = radius * np.column_stack([np.cos(turn), np.sin(turn)])
            return shapely.Polygon(origin + ring[:-1])
        pieces = range(int(self.piece_start[view]), int(self.piece_start[view + 1]))
        runs = [_outline(self.piece_a[p], self.piece_b[p], self.piece_arc[p], step) for p in pieces]
        if not runs:
            return shapely.Polygon()
        rim = np.vstack(runs)
        ends = rim[[0, -1]] / np.linalg.norm(rim[[0, -1]], axis=1, keepdims=True)
        if len(runs) == 1 or float(np.abs(ends[0] - ends[1]).max()) > CLOSED:
            return shapely.Polygon(origin + np.vstack([rim, [[0.0, 0.0]]]))
        # once round: the last point repeats the first one but for rounding
        repeats = float(np.abs(rim[0] - rim[-1]).max()) <= CLOSED * radius
        return shapely.Polygon(origin + (rim[:-1] if repeats else rim))


CLOSED = 1e-9
"""Rims whose first and last directions differ by less go round the whole turn."""


def _outline(
    a: NDArray[np.float64], b: NDArray[np.float64], arc: np.bool_, step: float
) -> NDArray[np.float64]:
    """Return the outer side of a piece, shape (k, 2)."""
    if not arc:
        return np.vstack([a, b])
    first = np.arctan2(a[1], a[0])
    turn = (np.arctan2(b[1], b[0]) - first) % (2.0 * np.pi)
    angles = first + np.linspace(0.0, turn, max(1, int(np.ceil(turn / step))) + 1)
    points = np.hypot(*a) * np.column_stack([np.cos(angles), np.sin(angles)])
    points[0], points[-1] = a, b
    return np.asarray(points)


def no_walls() -> NDArray[np.float64]:
    """Return walls, shape (0, 4), of ground where nothing stands."""
    return np.zeros((0, 4))


def viewsheds(
    fields: FieldsOfView, walls: NDArray[np.float64], *, tolerance_m: float = 0.0
) -> Viewsheds:
    """Cut fields of view by walls.

    Parameters
    ----------
    fields
        V fields of view, none of them on a wall.
    walls
        Shape (W, 4): x, y of both ends, metres, the building on the left; they do not cross.
    tolerance_m
        How far beside its line a walker may be.
    """
    pieces = _swept(fields, walls)
    return Viewsheds(
        camera=fields.camera,
        xy=np.ascontiguousarray(fields.xy),
        radius_m=fields.range_m,
        lens_deg=fields.lens_deg,
        indoor=fields.indoor,
        is_disc=pieces.is_disc,
        piece_start=pieces.start,
        piece_a=pieces.a,
        piece_b=pieces.b,
        piece_arc=pieces.arc,
        tolerance_m=tolerance_m,
    )


def _swept(fields: FieldsOfView, walls: NDArray[np.float64]) -> Pieces:
    disc = np.isnan(fields.direction_deg)
    width = np.where(disc, 2.0 * np.pi, np.radians(fields.angle_deg))
    middle = np.radians(90.0 - np.where(disc, 0.0, fields.direction_deg))
    sectors = Sectors(
        xy=np.ascontiguousarray(fields.xy),
        radius=np.ascontiguousarray(fields.range_m),
        start=np.where(disc, -np.pi, middle - 0.5 * width),
        width=width,
        blind_to_walls=np.ascontiguousarray(fields.indoor),
    )
    return sweep(sectors, np.ascontiguousarray(walls), _grid_of(walls))


def _grid_of(walls: NDArray[np.float64]) -> Grid:
    ends = walls.reshape(-1, 2, 2)
    boxes = np.hstack([ends.min(axis=1), ends.max(axis=1)])
    return build_grid(boxes, CELL_OF_WALLS_M)
