"""A route: stretches of edges in order, with the line, the legs by street and the times."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mapper.errors import BadInputError
from mapper.model.angles import bearing_deg, normalise_deg
from mapper.model.track import Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.network import WalkNetwork
    from mapper.model.projection import Projection
    from mapper.routing.graph import PartEdge, Query, SearchGraph

__all__ = ["Leg", "Route"]

MM_PER_M: Final = 1_000.0
MS_PER_S: Final = 1_000.0
SIGHT_M: Final = 10.0
"""Which way a leg leads is told from this far into it, not from a kerb's first metre."""
HALF_TURN_DEG: Final = 180.0
MIN_POINTS: Final = 2


@dataclass(frozen=True, slots=True)
class Leg:
    """An unbroken stretch of a route along one street."""

    name: str
    """The street's name, "" where it has none."""
    kind: str
    """The kind of way at its beginning, as OpenStreetMap has it."""
    enter_mm: int
    """How far from the start of the route it begins."""
    length_mm: int
    duration_ms: int
    bearing_in_deg: float
    """Which way one walks where it begins."""
    bearing_out_deg: float
    """Which way one walks where it ends."""

    @property
    def exit_mm(self) -> int:
        """How far from the start of the route it ends."""
        return self.enter_mm + self.length_mm

    def as_dict(self) -> dict[str, Any]:
        """Return the leg ready for JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "enter_m": round(self.enter_mm / MM_PER_M, 1),
            "length_m": round(self.length_mm / MM_PER_M, 1),
            "duration_s": round(self.duration_ms / MS_PER_S, 1),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """A walk from a point on an edge to a point on another, along whole edges between.

    Durations and lengths are whole milliseconds and millimetres, and those of a route are exactly
    the sums of its parts.
    """

    parts: tuple[PartEdge, ...]
    xy: NDArray[np.float64]
    """Shape (n, 2), metres, n >= 2; neighbours differ."""
    elapsed_ms: NDArray[np.float64]
    """Shape (n,), since the start; whole where parts end."""
    part_of_segment: NDArray[np.int64]
    """Shape (n - 1,), rows of ``parts``."""
    legs: tuple[Leg, ...]
    indoor: NDArray[np.bool_]
    """Shape (n - 1,). Which segments lead indoors or underground."""

    @classmethod
    def build(
        cls, network: WalkNetwork, graph: SearchGraph, query: Query, path: NDArray[np.integer]
    ) -> Route:
        """Lay out the path that answers a query.

        Raises
        ------
        BadInputError
            Where start and goal are one point and the path does not leave it.
        """
        parts = graph.parts(query, path)
        lines = [_line_of(network, part) for part in parts]
        starts_ms = np.cumsum([0, *(part.cost_ms for part in parts)])
        xy = np.concatenate([line for line, _ in lines])
        elapsed_ms = np.concatenate(
            [
                at_ms + share * part.cost_ms
                for at_ms, (_, share), part in zip(starts_ms[:-1], lines, parts, strict=True)
            ]
        )
        owner = np.repeat(np.arange(len(parts)), [len(line) for line, _ in lines])
        # where one part ends and the next begins, the point is there twice
        keep = np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1))
        if int(keep.sum()) < MIN_POINTS:
            message = "the two places are the same point of the walking network"
            raise BadInputError(message)
        xy, part_of_segment = xy[keep], owner[keep][1:]
        edges = np.array([part.edge for part in parts])
        return cls(
            parts=parts,
            xy=xy,
            elapsed_ms=elapsed_ms[keep],
            part_of_segment=part_of_segment,
            legs=_legs(network, parts, xy, part_of_segment),
            indoor=network.edge_indoor[edges[part_of_segment]],
        )

    @property
    def duration_ms(self) -> int:
        """How long the walk takes."""
        return sum(part.cost_ms for part in self.parts)

    @property
    def length_mm(self) -> int:
        """How far it is, on the ellipsoid."""
        return sum(part.length_mm for part in self.parts)

    @property
    def directed_edges(self) -> tuple[int, ...]:
        """The directed edges walked, the first and the last perhaps in part."""
        return tuple(part.directed_edge for part in self.parts)

    def track(self, projection: Projection) -> Track:
        """Return the line to be scored, unrounded, with the time at each point."""
        lon, lat = projection.to_lon_lat(self.xy[:, 0], self.xy[:, 1], rounded=False)
        indoor = self.indoor if bool(self.indoor.any()) else None
        return Track(lon, lat, self.elapsed_ms / MS_PER_S, indoor)


def _line_of(
    network: WalkNetwork, part: PartEdge
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points of a stretch in walking order, and how much of its length lies before each.

    Offsets are millimetres on the ellipsoid; along one edge they are in proportion to the drawn
    length, whose scale does not change over so short a way.
    """
    line = network.edge_line(part.edge)
    reach = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    length_mm = max(int(network.edge_length_mm[part.edge]), 1)
    low, high = sorted(reach[-1] * (mm / length_mm) for mm in (part.from_mm, part.to_mm))
    inside = (reach > low) & (reach < high)
    at = np.concatenate([[low], reach[inside], [high]])
    points = np.column_stack([np.interp(at, reach, line[:, axis]) for axis in (0, 1)])
    share = (at - low) / (high - low) if high > low else np.array([0.0, 1.0])
    if part.to_mm < part.from_mm:
        return points[::-1], 1.0 - share[::-1]
    return points, share


def _legs(
    network: WalkNetwork,
    parts: tuple[PartEdge, ...],
    xy: NDArray[np.float64],
    part_of_segment: NDArray[np.int64],
) -> tuple[Leg, ...]:
    """Group parts by street name; a part without a line of its own goes with the one before."""
    walked = np.unique(part_of_segment)
    names = network.edge_name[[parts[number].edge for number in walked]]
    firsts = walked[np.append(True, names[1:] != names[:-1])]
    bounds = [0, *firsts[1:].tolist(), len(parts)]
    legs: list[Leg] = []
    enter_mm = 0
    for first, (begin, end) in zip(firsts, pairwise(bounds), strict=True):
        segments = np.flatnonzero((part_of_segment >= begin) & (part_of_segment < end))
        line = xy[segments[0] : segments[-1] + 2]
        length_mm = sum(part.length_mm for part in parts[begin:end])
        legs.append(
            Leg(
                name=str(network.edge_name[parts[first].edge]),
                kind=str(network.edge_kind[parts[first].edge]),
                enter_mm=enter_mm,
                length_mm=length_mm,
                duration_ms=sum(part.cost_ms for part in parts[begin:end]),
                bearing_in_deg=_bearing(line),
                bearing_out_deg=float(normalise_deg(_bearing(line[::-1]) + HALF_TURN_DEG)),
            )
        )
        enter_mm += length_mm
    return tuple(legs)


def _bearing(line: NDArray[np.float64]) -> float:
    """Return the bearing from a line's first point to the one some metres along it."""
    reach = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    ahead = [float(np.interp(SIGHT_M, reach, line[:, axis])) for axis in (0, 1)]
    return float(bearing_deg(ahead[0] - line[0, 0], ahead[1] - line[0, 1]))
