"""Fields of view: the sectors and discs cameras could see with nothing in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mapper.model.angles import FULL_TURN_DEG, normalise_deg
from mapper.model.cameras import CameraKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.assumptions import Assumptions
    from mapper.model.cameras import Cameras

__all__ = ["FieldsOfView", "camera_ranges_m"]


@dataclass(frozen=True, slots=True, eq=False)
class FieldsOfView:
    """V fields of view of C cameras, V ≥ C, sorted by camera; one for each lens."""

    camera: NDArray[np.int32]
    """Shape (V,). Row of the camera each belongs to."""
    xy: NDArray[np.float64]
    """Shape (V, 2), metres. Where each begins."""
    range_m: NDArray[np.float64]
    """Shape (V,). How far it reaches, the camera's position error included."""
    direction_deg: NDArray[np.float64]
    """Shape (V,). Bearing of its middle; NaN for a disc."""
    angle_deg: NDArray[np.float64]
    """Shape (V,). How wide it is; 360 for a disc."""
    lens_deg: NDArray[np.float64]
    """Shape (V,). The lens's angle where a disc stands for an unknown direction, else NaN."""
    indoor: NDArray[np.bool_]
    """Shape (V,). Whether it sees what is indoors or underground, and only that."""

    @classmethod
    def of(cls, cameras: Cameras, assumptions: Assumptions) -> FieldsOfView:
        """Derive the fields of view of a table of cameras.

        A dome or panning camera, and one whose direction is unknown, sees the whole disc. A
        device with several directions has one field of view for each.
        """
        camera, direction = _directions(cameras)
        turning = (cameras.is_kind(CameraKind.DOME) | cameras.is_kind(CameraKind.PANNING))[camera]
        recorded = cameras.numbers("angle_deg")[camera]
        fixed = np.where(recorded > 0, recorded, assumptions.angle_deg)
        angle = np.minimum(np.where(turning, assumptions.panning_angle_deg, fixed), FULL_TURN_DEG)
        disc = np.isnan(direction) | (angle >= FULL_TURN_DEG)
        unknown = np.isnan(direction) & (angle < FULL_TURN_DEG)
        reach = camera_ranges_m(cameras, assumptions) + position_errors_m(cameras)
        fields = cls(
            camera=camera,
            xy=cameras.xy[camera],
            range_m=reach[camera],
            direction_deg=np.where(disc, np.nan, direction),
            angle_deg=np.where(disc, FULL_TURN_DEG, angle),
            lens_deg=np.where(unknown, angle, np.nan),
            indoor=cameras.is_indoor[camera],
        )
        # a dome turns by itself: every lens of a disc would see the same
        return fields.take(np.flatnonzero(~_repeats(camera, disc)))

    def take(self, rows: NDArray[np.intp]) -> FieldsOfView:
        """Return some of them, in the order given."""
        return FieldsOfView(
            camera=self.camera[rows],
            xy=self.xy[rows],
            range_m=self.range_m[rows],
            direction_deg=self.direction_deg[rows],
            angle_deg=self.angle_deg[rows],
            lens_deg=self.lens_deg[rows],
            indoor=self.indoor[rows],
        )

    def moved_to(self, xy: NDArray[np.float64]) -> FieldsOfView:
        """Return the same fields of view from other places, shape (V, 2), metres."""
        return replace(self, xy=xy)

    def __len__(self) -> int:
        """Count the fields of view."""
        return len(self.camera)


def camera_ranges_m(cameras: Cameras, assumptions: Assumptions) -> NDArray[np.float64]:
    """Return how far each camera tells faces apart, without position error, shape (C,), metres.

    An overriding range holds for all; else what is recorded; else the preset.
    """
    if assumptions.range_m is not None:
        return np.full(len(cameras), assumptions.range_m)
    usual_m, panning_m = assumptions.ranges_m(assumptions.preset)
    supposed = np.where(cameras.is_kind(CameraKind.PANNING), panning_m, usual_m)
    recorded = cameras.numbers("range_m")
    return np.where(recorded > 0, recorded, supposed)


def position_errors_m(cameras: Cameras) -> NDArray[np.float64]:
    """Return how far each camera may be from where it is drawn, shape (C,), metres."""
    return np.nan_to_num(np.maximum(cameras.numbers("position_error_m"), 0.0), nan=0.0)


def _directions(cameras: Cameras) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return camera row and bearing of each lens; NaN for a camera with no bearing at all."""
    first = cameras.numbers("direction_deg")
    others = cameras.frame["other_directions_deg"].to_numpy(dtype=object)
    several = np.flatnonzero(others != "")
    rows, bearings = [np.arange(len(cameras), dtype=np.int32)], [first]
    for row in several:
        more = [float(bearing) for bearing in str(others[row]).split(";") if bearing.strip()]
        rows.append(np.full(len(more), row, np.int32))
        bearings.append(np.array(more, np.float64))
    camera, direction = np.concatenate(rows), np.concatenate(bearings)
    known = ~np.isnan(direction)
    has_any = np.bincount(camera[known], minlength=len(cameras)) > 0
    kept = known | ~has_any[camera]
    camera, direction = camera[kept], direction[kept]
    order = np.argsort(camera, kind="stable")
    camera, direction = camera[order], direction[order]
    return camera, np.where(np.isnan(direction), np.nan, normalise_deg(direction))


def _repeats(camera: NDArray[np.int32], disc: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which discs follow another disc of the same camera."""
    again = np.zeros(len(camera), np.bool_)
    again[1:] = (camera[1:] == camera[:-1]) & disc[1:] & disc[:-1]
    return again
