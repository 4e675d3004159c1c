"""Station coverage once more, slowly, by other means: shapely cuts, networkx walks.

Nothing of the program's own kernels, graphs or intervals is used: only its streets, its doors, and
what each camera sees as a polygon (for cities without buildings drawn here as a disc).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import shapely
import shapely.ops

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mapper.model.city import City

DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
DOOR = "door"
TOUCHING_M = 0.001
LEAST_M = 0.002
"""What a camera sees of a street must be longer than this, as far as a chord is from its arc."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a street walked towards the door, and where it comes from."""

    tail: object
    head: object
    line: shapely.LineString
    cameras: frozenset[int]


@dataclass(frozen=True, slots=True)
class Slow:
    """What the slow way finds for one door."""

    ground_m: Mapping[int, float]
    share: Mapping[int, float]
    cameras: Mapping[int, frozenset[int]]
    at_door: frozenset[int]
    fewest: Mapping[str, int]
    """By direction; without those that need more cameras than were tried."""
    shortest_m: float | None
    """Of the ways that meet the fewest; None where more than ``tried`` must be met."""
    tried: int
    """Sets of so many cameras, beside those at the door, were tried."""


def discs(city: City, radius_m: Sequence[float]) -> dict[int, shapely.Polygon]:
    """Return what cameras see where nothing stands in the way."""
    spots = city.cameras.frame.geometry
    return {
        row: spot.buffer(float(radius), 256)
        for row, (spot, radius) in enumerate(zip(spots, radius_m, strict=True))
    }


def slow_coverage(
    city: City,
    door: int,
    views: Mapping[int, shapely.Polygon],
    *,
    radii: Sequence[int] = (50, 150, 300),
    most: int = 3,
) -> Slow:
    """Measure one door; an approach tries every set of up to ``most`` cameras around it."""
    spot = shapely.Point(city.entrances.frame.geometry.iloc[door].coords[0])
    near = {row: view for row, view in views.items() if view.distance(spot) < max(radii) + 1}
    streets = _streets(city, spot, float(max(radii)))
    ways = _ways_to(streets)
    shares: dict[int, float] = {}
    ground: dict[int, float] = {}
    cameras: dict[int, frozenset[int]] = {}
    for radius in radii:
        parts = _within(streets, ways, float(radius))
        ground[radius] = float(shapely.length(parts).sum())
        seeing = {row: v for row, v in near.items() if _sees(v, parts)}
        cameras[radius] = frozenset(seeing)
        seen = shapely.intersection(parts, shapely.union_all(list(seeing.values())))
        shares[radius] = float(shapely.length(seen).sum()) / max(1e-9, ground[radius])
    at_door = frozenset(row for row, view in near.items() if view.intersects(_before(city, spot)))
    pieces, crossing = _inward(streets, ways, float(max(radii)), near)
    fewest, shortest = _approach(pieces, crossing, at_door, most)
    return Slow(ground, shares, cameras, at_door, fewest, shortest, most)


def _before(city: City, spot: shapely.Point) -> shapely.Point:
    """Return the door, moved just before its wall where it is drawn inside a building."""
    inside = [shape for shape in city.buildings.frame.geometry if spot.within(shape)]
    if not inside:
        return spot
    wall = shapely.union_all(inside).boundary
    touch = wall.interpolate(wall.project(spot))
    step = np.array([touch.x - spot.x, touch.y - spot.y])
    return shapely.Point(np.array([touch.x, touch.y]) + step / np.hypot(*step) * 0.05)


def _streets(city: City, spot: shapely.Point, reach_m: float) -> list[dict[str, Any]]:
    """Return outdoor streets around a door as dictionaries, the nearest one cut where it is."""
    net = city.network
    streets: list[dict[str, Any]] = []
    for edge in np.flatnonzero(~net.edge_indoor).tolist():
        line = shapely.LineString(net.edge_line(edge))
        if line.distance(spot) > 2 * reach_m:
            continue
        streets.append(
            {
                "line": line,
                "scale": net.edge_length_mm[edge] / 1000 / line.length if line.length else 1.0,
                "ends": (int(net.edge_from[edge]), int(net.edge_to[edge])),
                "open": (bool(net.edge_forward[edge]), bool(net.edge_backward[edge])),
                "edge": edge,
            }
        )
    leads = [s for s in streets if net.node_component[s["ends"][0]] == 0] or streets
    nearest = min(leads, key=lambda street: street["line"].distance(spot))
    at = nearest["line"].project(spot)
    for end, mark in zip(nearest["ends"], (0.0, nearest["line"].length), strict=True):
        if abs(at - mark) < TOUCHING_M:
            # the door stands at a crossing: that is the place
            named = [tuple(DOOR if e == end else e for e in s["ends"]) for s in streets]
            return [street | {"ends": e} for street, e in zip(streets, named, strict=True)]
    cut: list[dict[str, Any]] = []
    for low, high, ends in (
        (0.0, at, (nearest["ends"][0], DOOR)),
        (at, nearest["line"].length, (DOOR, nearest["ends"][1])),
    ):
        part = shapely.ops.substring(nearest["line"], low, high)
        cut.append(nearest | {"line": part, "ends": ends})
    return [street for street in streets if street is not nearest] + cut


def _ways_to(streets: Sequence[Mapping[str, Any]]) -> dict[object, float]:
    """Return the way to the door from every crossing, walked as streets may be walked."""
    graph = nx.MultiDiGraph()
    graph.add_node(DOOR)
    for street in streets:
        (one, other), (forward, backward) = street["ends"], street["open"]
        metres = street["line"].length * street["scale"]
        # against the walk: from the door outward
        if forward:
            graph.add_edge(other, one, weight=metres)
        if backward:
            graph.add_edge(one, other, weight=metres)
    found: dict[object, float] = nx.single_source_dijkstra_path_length(graph, DOOR)
    return found


def _within(
    streets: Sequence[Mapping[str, Any]], ways: Mapping[object, float], radius: float
) -> np.ndarray:
    parts = []
    for street in streets:
        line, metres = street["line"], street["line"].length * street["scale"]
        (one, other), (forward, backward) = street["ends"], street["open"]
        low = max(0.0, radius - ways[one]) if backward and one in ways else 0.0
        high = max(0.0, radius - ways[other]) if forward and other in ways else 0.0
        if low + high >= metres:
            parts.append(line)
            continue
        parts.append(shapely.ops.substring(line, 0.0, low / metres, normalized=True))
        parts.append(shapely.ops.substring(line, 1.0 - high / metres, 1.0, normalized=True))
    return np.array([part for part in parts if part.length > 0.0], dtype=object)


def _sees(view: shapely.Polygon, parts: np.ndarray) -> bool:
    return float(shapely.length(shapely.intersection(parts, view)).sum()) > LEAST_M


def _inward(
    streets: Sequence[Mapping[str, Any]],
    ways: Mapping[object, float],
    radius: float,
    views: Mapping[int, shapely.Polygon],
) -> tuple[list[Piece], dict[object, str]]:
    """Return stretches walked towards the door, and by name of a crossing its direction."""
    spot = next(
        street["line"].coords[-1 if street["ends"][1] == DOOR else 0]
        for street in streets
        if DOOR in street["ends"]
    )
    pieces: list[Piece] = []
    crossing: dict[object, str] = {}
    tree = shapely.STRtree(list(views.values()))
    rows = list(views)
    for street in streets:
        ends, lines = street["ends"], (street["line"], street["line"].reverse())
        for (tail, head), open_, back, line in (
            (ends, street["open"][0], street["open"][1], lines[0]),
            (ends[::-1], street["open"][1], street["open"][0], lines[1]),
        ):
            if not open_ or head not in ways or ways[head] > radius or tail == DOOR:
                continue
            metres, left = line.length * street["scale"], radius - ways[head]
            rest = ways.get(tail, np.inf) + metres - left if back else np.inf
            whole = left >= metres or rest <= radius
            walked, begin = line, tail
            if not whole:
                walked = shapely.ops.substring(line, 1.0 - left / metres, 1.0, normalized=True)
                begin = ("outside", street["edge"], head)
                dx, dy = np.subtract(walked.coords[0], spot)
                bearing = np.degrees(np.arctan2(dx, dy)) % 360.0
                crossing[begin] = DIRECTIONS[round(bearing / 45.0) % 8]
            near = tree.query(walked, predicate="intersects")
            seeing = {rows[k] for k in near if _sees(views[rows[k]], np.array([walked]))}
            pieces.append(Piece(begin, head, walked, frozenset(seeing)))
    return pieces, crossing


def _approach(
    pieces: Sequence[Piece],
    crossing: Mapping[object, str],
    at_door: frozenset[int],
    most: int,
) -> tuple[dict[str, int], float | None]:
    """Try every set of cameras, small ones first: which directions lead in past these alone?"""
    around = sorted(set().union(*(piece.cameras for piece in pieces)) - at_door) if pieces else []
    fewest: dict[str, int] = {}
    shortest: float | None = None
    wanted = set(crossing.values())
    for size in range(most + 1):
        reached: dict[str, float] = {}
        for chosen in combinations(around, size):
            allowed = at_door.union(chosen)
            graph = nx.DiGraph()
            for piece in pieces:
                if piece.cameras <= allowed:
                    old = graph.get_edge_data(piece.head, piece.tail, {"weight": np.inf})
                    metres = min(piece.line.length, old["weight"])
                    graph.add_edge(piece.head, piece.tail, weight=metres)
            if DOOR not in graph:
                continue
            for place, metres in nx.single_source_dijkstra_path_length(graph, DOOR).items():
                if place in crossing:
                    direction = crossing[place]
                    reached[direction] = min(metres, reached.get(direction, np.inf))
        new = {d: metres for d, metres in reached.items() if d not in fewest}
        if new and not fewest:
            shortest = min(new.values())
        fewest |= {direction: len(at_door) + size for direction in new}
        if set(fewest) == wanted:
            break
    return fewest, shortest
