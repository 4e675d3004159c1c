"""The walked parts of a journey as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mapper.model.track import Track
from mapper.stations.stretches import part_of_edge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.exposure.city import CityExposure
    from mapper.stations.journeys import Leg

__all__ = ["walk_track", "walked_line"]


def walked_line(exposure: CityExposure, leg: Leg) -> NDArray[np.float64]:
    """Return the line of a walk, shape (n, 2), metres, n ≥ 2."""
    return _laid_out(exposure, leg)[0]


def walk_track(exposure: CityExposure, leg: Leg) -> Track:
    """Return a walk as a line to be scored, unrounded, with its own times."""
    xy, indoor = _laid_out(exposure, leg)
    lon, lat = exposure.city.projection.to_lon_lat(xy[:, 0], xy[:, 1], rounded=False)
    track = Track(lon, lat, indoor=indoor if bool(indoor.any()) else None)
    metres = np.concatenate([[0.0], np.cumsum(track.segment_lengths_m())])
    share = metres / metres[-1] if metres[-1] > 0.0 else np.array([0.0, 1.0])
    return Track(lon, lat, share * leg.seconds, track.indoor)


def _laid_out(exposure: CityExposure, leg: Leg) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return points, shape (n, 2), and which segments lead indoors, shape (n - 1,)."""
    network = exposure.city.network
    lines = [part_of_edge(network, *stretch) for stretch in leg.stretches]
    points = np.concatenate(lines)
    edge = np.repeat([stretch[0] for stretch in leg.stretches], [len(line) for line in lines])
    moves = np.ones(len(points), np.bool_)
    moves[1:] = (np.diff(points, axis=0) != 0.0).any(axis=1)
    if int(moves.sum()) <= 1:
        moves[:] = False
        moves[[0, -1]] = True
    return points[moves], np.asarray(network.edge_indoor[edge[moves][1:]], np.bool_)
