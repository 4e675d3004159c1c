"""The streets around stations as lines, to be drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.metro import MetroNetwork
from mapper.stations.doors import Doors
from mapper.stations.ground import Places, Streets, ground_within
from mapper.stations.measures import APPROACH_M
from mapper.stations.stretches import part_of_edge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.city import City

__all__ = ["ground_lines", "metro_lines"]

_MM: Final = 1_000
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


def metro_lines(city: City) -> list[tuple[str, NDArray[np.float64]]]:
    """Return the rides between neighbours as straight lines, each pair of a line once.

    Returns
    -------
    The line's colour ("#rrggbb", "" where it is not told) and its two ends, shape (2, 2), metres.
    """
    metro = MetroNetwork.of(city)
    pairs: dict[tuple[int, int, int], None] = {}
    rides = (metro.ride_line.tolist(), metro.ride_from.tolist(), metro.ride_to.tolist())
    for line, one, other in zip(*rides, strict=True):
        pairs.setdefault((line, min(one, other), max(one, other)))
    return [
        (_colour(str(metro.line_colour[line])), metro.station_xy[[one, other]])
        for line, one, other in sorted(pairs)
    ]


def _colour(text: str) -> str:
    """Return a colour that may be drawn with as it is, "" for anything else."""
    return text if _COLOUR.fullmatch(text) else ""


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
