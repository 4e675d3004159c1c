"""How thoroughly the ground under a line was surveyed for cameras."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from mapper.exposure.result import SurveyShares
from mapper.model.places import SurveyState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.cameras import Cameras
    from mapper.model.places import Table

__all__ = ["SurveyedGround"]

INDOORS_M: Final = 50.0
"""Indoors within this of a camera mapped indoors, somebody looked; see ``docs/exposure.md``."""


@dataclass(frozen=True, slots=True, eq=False)
class SurveyedGround:
    """Where cameras were looked for; ground outside these areas is ``none``.

    Indoors and underground nothing holds of what is said of the street above: it is ``partial``
    where somebody mapped a camera indoors, and ``none`` elsewhere.
    """

    full: shapely.Geometry
    known: shapely.Geometry
    """Full and partial together."""
    indoors: shapely.Geometry = field(default_factory=shapely.MultiPolygon)
    """Where indoors is ``partial``."""

    @classmethod
    def of(cls, survey: Table, cameras: Cameras) -> SurveyedGround:
        """Unite the survey areas of a city by state; where they overlap the better one holds."""
        areas = np.asarray(survey.frame.geometry)
        state = survey.frame["state"].to_numpy(dtype=object)
        full = shapely.union_all(areas[state == SurveyState.FULL.value])
        partial = shapely.union_all(areas[state == SurveyState.PARTIAL.value])
        known = shapely.union(full, partial)
        inside = cameras.xy[cameras.frame["indoor"].to_numpy(np.bool_)]
        looked = shapely.union_all(shapely.buffer(shapely.points(inside), INDOORS_M))
        indoors = shapely.intersection(looked, known)
        for area in (full, known, indoors):
            shapely.prepare(area)
        return cls(full, known, indoors)

    def shares(
        self,
        xy: NDArray[np.float64],
        metres: NDArray[np.float64],
        indoor: NDArray[np.bool_] | None = None,
    ) -> SurveyShares:
        """Return what shares of a line lie on ground of each state.

        Parameters
        ----------
        xy
            Shape (n, 2), points, metres.
        metres
            Shape (n,), running length at each point.
        indoor
            Shape (n - 1,), which segments lead indoors; none do unless told.
        """
        weights = np.diff(metres)
        if metres[-1] <= 0.0:
            # somebody stood still: the one place stands for the line
            weights = np.ones(len(xy) - 1)
        inside = np.zeros(len(weights), np.bool_) if indoor is None else indoor
        outside = ~inside
        full = _share(self.full, xy, weights * outside)
        known = _share(self.known, xy, weights * outside)
        known += _share(self.indoors, xy, weights * inside)
        total = float(np.sum(weights))
        full, known = min(1.0, full / total), min(1.0, max(full, known) / total)
        return SurveyShares(full=full, partial=known - full, none=1.0 - known)


def _share(area: shapely.Geometry, xy: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the weights of segments, each times its share that lies in an area, added up."""
    taken = np.flatnonzero(weights > 0.0)
    if shapely.is_empty(area) or not len(taken):
        return 0.0
    begin, end = xy[:-1][taken], xy[1:][taken]
    segments = np.asarray(shapely.linestrings(np.stack([begin, end], axis=1)))
    share = np.asarray(shapely.covers(area, segments), np.float64)
    cut = np.flatnonzero((share == 0.0) & shapely.intersects(area, segments))
    length = shapely.length(segments[cut])
    inside = shapely.length(shapely.intersection(segments[cut], area))
    touched = np.asarray(shapely.intersects(area, shapely.points(begin[cut])), np.float64)
    share[cut] = np.where(length > 0, inside / np.where(length > 0, length, 1.0), touched)
    return float(np.sum(share * weights[taken]))
