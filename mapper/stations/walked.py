"""The walked parts of a journey as lines, and how well their ground was surveyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mapper.exposure.result import SurveyShares
from mapper.stations.approach import part_of_edge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.stations.journeys import Journey, Leg

__all__ = ["survey_of", "walked_line"]


def walked_line(exposure: CityExposure, leg: Leg) -> NDArray[np.float64]:
    """Return the line of a walk, shape (n, 2), metres, n ≥ 2."""
    network = exposure.city.network
    points = np.concatenate([part_of_edge(network, *stretch) for stretch in leg.stretches])
    moves = np.ones(len(points), np.bool_)
    moves[1:] = (np.diff(points, axis=0) != 0.0).any(axis=1)
    return np.asarray(points[moves] if int(moves.sum()) > 1 else points[[0, -1]])


def survey_of(exposure: CityExposure, journey: Journey) -> SurveyShares:
    """Return what shares of the walked metres lie on ground of each state."""
    shares: list[SurveyShares] = []
    weights: list[float] = []
    for leg in journey.legs:
        if not leg.stretches:
            continue
        xy = walked_line(exposure, leg)
        metres = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        shares.append(exposure.scene.ground.shares(xy, metres))
        weights.append(float(metres[-1]))
    total = sum(weights)
    if total <= 0.0:
        return SurveyShares(full=0.0, partial=0.0, none=1.0)
    mean = [
        sum(getattr(share, state) * weight for share, weight in zip(shares, weights, strict=True))
        / total
        for state in ("full", "partial", "none")
    ]
    return SurveyShares(full=mean[0], partial=mean[1], none=mean[2])
