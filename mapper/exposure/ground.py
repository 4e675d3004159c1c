"""How thoroughly the ground under a line was surveyed for cameras."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from mapper.exposure.result import SurveyShares
from mapper.model.places import SurveyState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.places import Table

__all__ = ["SurveyedGround"]


@dataclass(frozen=True, slots=True, eq=False)
class SurveyedGround:
    """Where cameras were looked for; ground outside both areas is ``none``."""

    full: shapely.Geometry
    known: shapely.Geometry
    """Full and partial together."""

    @classmethod
    def of(cls, survey: Table) -> SurveyedGround:
        """Unite the survey areas of a city by state; where they overlap the better one holds."""
        areas = np.asarray(survey.frame.geometry)
        state = survey.frame["state"].to_numpy(dtype=object)
        full = shapely.union_all(areas[state == SurveyState.FULL.value])
        partial = shapely.union_all(areas[state == SurveyState.PARTIAL.value])
        known = shapely.union(full, partial)
        shapely.prepare(full)
        shapely.prepare(known)
        return cls(full, known)

    def shares(self, xy: NDArray[np.float64], metres: NDArray[np.float64]) -> SurveyShares:
        """Return what shares of a line lie on ground of each state.

        Parameters
        ----------
        xy
            Shape (n, 2), points, metres.
        metres
            Shape (n,), running length at each point.
        """
        weights = np.diff(metres)
        if metres[-1] <= 0.0:
            # somebody stood still: the one place stands for the line
            weights = np.ones(len(xy) - 1)
        full = _share(self.full, xy, weights)
        known = max(full, _share(self.known, xy, weights))
        return SurveyShares(full=full, partial=known - full, none=1.0 - known)


def _share(area: shapely.Geometry, xy: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the weighted mean share of segments that lies in an area."""
    if shapely.is_empty(area):
        return 0.0
    segments = np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)))
    share = np.asarray(shapely.covers(area, segments), np.float64)
    cut = np.flatnonzero((share == 0.0) & shapely.intersects(area, segments))
    length = shapely.length(segments[cut])
    inside = shapely.length(shapely.intersection(segments[cut], area))
    touched = np.asarray(shapely.intersects(area, shapely.points(xy[:-1][cut])), np.float64)
    share[cut] = np.where(length > 0, inside / np.where(length > 0, length, 1.0), touched)
    return float(min(1.0, np.sum(share * weights) / np.sum(weights)))
