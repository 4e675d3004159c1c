"""The streets around stations as lines, to be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.metro import MetroNetwork
from mapper.stations.approach import part_of_edge
from mapper.stations.doors import Doors
from mapper.stations.ground import Places, Streets, ground_within
from mapper.stations.measures import APPROACH_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.city import City

__all__ = ["ground_lines"]

_MM: Final = 1_000


def ground_lines(
    city: City, radius_m: int = APPROACH_M, *, station: int | None = None
) -> list[NDArray[np.float64]]:
    """Return the streets from which a door is reached within a distance, each once.

    Parameters
    ----------
    city
        With its stations and streets.
    radius_m
        By the streets.
    station
        Row of the station whose doors are meant; None for all doors.

    Returns
    -------
    Lines of shape (n, 2), metres, in the order of the edges.
    """
    if not city.network.n_edges:
        return []
    metro = MetroNetwork.of(city)
    doors = Doors.of(city, metro)
    rows = doors.known if station is None else doors.known & (metro.entrance_station == station)
    places = Places(
        np.array([0, int(rows.sum())], np.int64),
        np.ascontiguousarray(doors.edge[rows]),
        np.ascontiguousarray(doors.mm[rows]),
    )
    ground = ground_within(Streets.of(city.network), places, radius_m * _MM)
    order = np.lexsort((ground.low_mm, ground.edge))
    return [
        part_of_edge(city.network, int(edge), int(low), int(high))
        for edge, low, high in zip(
            ground.edge[order], ground.low_mm[order], ground.high_mm[order], strict=True
        )
    ]
