"""The walking network as columns: positions to a ten-millionth of a degree, lengths and costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.errors import BadInputError
from mapper.model.projection import LON_LAT_DECIMALS
from mapper.routing.snap import edge_index

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.maps.cityfile.columns import Columns
    from mapper.model.city import City
    from mapper.model.network import WalkNetwork
    from mapper.model.projection import Projection
    from mapper.routing.graph import SearchGraph

__all__ = ["UNITS_PER_DEG", "Flat", "put_costs", "put_streets", "units_of"]

UNITS_PER_DEG: Final = 10**LON_LAT_DECIMALS
EARTH_M: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257223563
NOT_QUITE: Final = 1.0 - 1e-9
FORWARD, BACKWARD, INDOOR = 1, 2, 4
"""Bits of an edge's flags."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A plane near enough to the ground of one city that lengths in it need few corrections.

    All of it is multiplication, addition and square roots, which a browser rounds as Python does:
    both come to the same whole millimetres.
    """

    lon: int
    lat: int
    """Its origin, in units of a ten-millionth of a degree."""
    x_mm: float
    """Millimetres a unit of longitude, at the origin's latitude."""
    x_slope: float
    """How many more for each unit of latitude."""
    y_mm: float
    """Millimetres a unit of latitude."""

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float]) -> Flat:
        """Lay the plane at the middle of a city (radii of curvature of the WGS84 ellipsoid)."""
        left, bottom, right, top = bounds
        lon, lat = (left + right) / 2, (bottom + top) / 2
        unit = np.radians(1 / UNITS_PER_DEG)
        phi = np.radians(lat)
        e2 = FLATTENING * (2 - FLATTENING)
        root = np.sqrt(1 - e2 * np.sin(phi) ** 2)
        across, along = EARTH_M / root, EARTH_M * (1 - e2) / root**3
        return cls(
            lon=round(lon * UNITS_PER_DEG),
            lat=round(lat * UNITS_PER_DEG),
            x_mm=float(1000 * unit * across * np.cos(phi)),
            x_slope=float(-1000 * unit * unit * along * np.sin(phi)),
            y_mm=float(1000 * unit * along),
        )

    def as_dict(self) -> dict[str, float]:
        """Return it ready for JSON."""
        return {
            "lon": self.lon,
            "lat": self.lat,
            "x_mm": self.x_mm,
            "x_slope": self.x_slope,
            "y_mm": self.y_mm,
        }

    def step_mm(self, lon: NDArray[np.int64], lat: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the length of each step along a line, shape (n - 1,), whole millimetres."""
        scale = self.x_mm + self.x_slope * (lat[:-1] - self.lat)
        x, y = np.diff(lon) * scale, np.diff(lat) * self.y_mm
        return np.asarray(np.floor(np.sqrt(x * x + y * y) + 0.5), np.int64)

    def crow_mm(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return straight distances at the origin's scale, shape (n,); points are (lon, lat)."""
        x = (one[:, 0] - other[:, 0]) * self.x_mm
        y = (one[:, 1] - other[:, 1]) * self.y_mm
        return np.asarray(np.sqrt(x * x + y * y))


def units_of(projection: Projection, xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return points in metres as (lon, lat) in ten-millionths of a degree, shape (n, 2)."""
    lon_lat = np.column_stack(projection.to_lon_lat(xy[:, 0], xy[:, 1]))
    return np.asarray(np.rint(lon_lat * UNITS_PER_DEG), np.int64)


def put_streets(columns: Columns, city: City) -> dict[str, Any]:
    """Put nodes and edges, in the network's own order; return what the header says of them.

    Raises
    ------
    BadInputError
        Where an edge's line does not begin and end at its nodes.
    """
    network = city.network
    nodes = units_of(city.projection, network.node_xy)
    points = units_of(city.projection, network.coord_xy)
    first, last = network.edge_start[:-1], network.edge_start[1:] - 1
    joined = (points[first] == nodes[network.edge_from]) & (points[last] == nodes[network.edge_to])
    if not joined.all():
        message = "an edge of the network does not begin and end at its nodes"
        raise BadInputError(message)
    columns.put_steps("node.lon", nodes[:, 0])
    columns.put_steps("node.lat", nodes[:, 1])
    columns.put_steps("edge.from", network.edge_from)
    columns.put_signed("edge.to", network.edge_to.astype(np.int64) - network.edge_from)
    columns.put_numbers("edge.points", np.diff(network.edge_start) - 2)
    inner = np.ones(len(points), np.bool_)
    inner[first] = inner[last] = False
    before = np.roll(points, 1, axis=0)
    columns.put_signed("point.lon", (points - before)[inner, 0])
    columns.put_signed("point.lat", (points - before)[inner, 1])
    flags = (
        FORWARD * network.edge_forward.astype(np.int64)
        + BACKWARD * network.edge_backward
        + INDOOR * network.edge_indoor
    )
    columns.put_numbers("edge.flags", flags)
    for name, texts in (("name", network.edge_name), ("kind", network.edge_kind)):
        found = {"": 0}
        codes = [found.setdefault(text, len(found)) for text in texts.tolist()]
        columns.put_numbers(f"edge.{name}", codes)
        columns.put_texts(f"{name}s", found)
    return {"nodes": network.n_nodes, "edges": network.n_edges}


def put_costs(
    columns: Columns, city: City, graph: SearchGraph, flat: Flat, *, speed_m_s: float
) -> dict[str, Any]:
    """Put what a search needs of the same edges; return what the header says of it.

    Parameters
    ----------
    columns, city, graph
        Where to, whose, and its costs.
    flat
        The plane lengths are left over from.
    speed_m_s
        The walking speed.
    """
    network = city.network
    nodes = units_of(city.projection, network.node_xy)
    points = units_of(city.projection, network.coord_xy)
    length_mm, cost_ms = np.maximum(network.edge_length_mm, 1), np.maximum(graph.cost_ms[::2], 1)
    columns.put_numbers("node.component", network.node_component)
    columns.put_signed("edge.length", length_mm - _drawn_mm(network, points, flat))
    columns.put_signed("edge.cost", cost_ms - np.rint(length_mm / speed_m_s).astype(np.int64))
    columns.put_numbers("edge.circuit", _circuits(network))
    return {
        "speed_m_s": speed_m_s,
        "flat": flat.as_dict(),
        "ms_per_m": graph.ms_per_m,
        "ms_per_mm": _least_rate(network, nodes, cost_ms, flat),
    }


def _drawn_mm(network: WalkNetwork, points: NDArray[np.int64], flat: Flat) -> NDArray[np.int64]:
    """Return each edge's length in the plane, shape (E,)."""
    step = np.zeros(len(points), np.int64)
    step[1:] = flat.step_mm(points[:, 0], points[:, 1])
    step[network.edge_start[:-1]] = 0
    total = np.concatenate([[0], np.cumsum(step)])
    return np.asarray(total[network.edge_start[1:]] - total[network.edge_start[:-1]])


def _least_rate(
    network: WalkNetwork, nodes: NDArray[np.int64], cost_ms: NDArray[np.int64], flat: Flat
) -> float:
    """Return the least cost of a millimetre as the crow flies: what keeps A* admissible."""
    crow = flat.crow_mm(nodes[network.edge_from], nodes[network.edge_to])
    apart = crow > 0
    if not apart.any():
        return 0.0
    return float(np.min(cost_ms[apart] / crow[apart])) * NOT_QUITE


def _circuits(network: WalkNetwork) -> NDArray[np.int64]:
    """Return of each edge: 0 where no walk begins on it, 1 where nothing leads back, else its part.

    Strongly connected parts are numbered from 2, the largest first.
    """
    index = edge_index(network)
    found = np.zeros(network.n_edges, np.int64)
    of_part = index.circuit >= 0
    _, part, size = np.unique(index.circuit[of_part], return_inverse=True, return_counts=True)
    rank = np.empty(len(size), np.int64)
    rank[np.argsort(-size, kind="stable")] = np.arange(len(size))
    found[index.edge] = 1
    found[index.edge[of_part]] = 2 + rank[part]
    return found
