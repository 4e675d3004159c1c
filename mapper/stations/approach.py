"""The approach: how few cameras the ways to a door meet, from outside a radius, by direction.

Fewest distinct cameras is the minimum-colour path, hard in general. Within 300 m it is small: the
cameras at the door itself count once and are then free, streets that show nothing new are one
place, cameras that see the same streets are one colour with a weight, and label setting over sets
of colours (a set dominates its supersets) does the rest. Where that would grow too large, the
figure is a bound from below and says so.
"""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.angles import bearing_deg
from mapper.stations.stretches import part_of_edge, point_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from mapper.model.network import WalkNetwork
    from mapper.routing.graph import EdgeCameras
    from mapper.stations.ground import Streets

__all__ = [
    "DIRECTIONS",
    "Approach",
    "Arc",
    "Surroundings",
    "Watch",
    "WayIn",
    "approach_to",
]

DIRECTIONS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
MOST_LABELS: Final = 20_000
_DOOR: Final = -1
_OUTSIDE: Final = -2
Least = tuple[int, tuple[int, ...]]
"""The weight of sets of colours, and the sets; none where the weight is a bound only."""


@dataclass(frozen=True, slots=True, eq=False)
class WayIn:
    """A way from outside the radius to the door."""

    direction: str
    xy: NDArray[np.float64]
    """Shape (k, 2), metres, from outside to the door."""
    length_m: float
    cameras: tuple[int, ...]
    """Rows of the cameras met, ascending."""


@dataclass(frozen=True, slots=True, eq=False)
class Approach:
    """The cameras that the ways to one door meet at least, from each direction there is."""

    fewest: Mapping[str, int]
    """By direction: distinct cameras on the least-watched way from there."""
    exact: bool
    """Whether every figure is proven; otherwise it is what is met at least."""
    best: WayIn | None
    """The shortest of the ways that meet the fewest; None where no way leads in from outside."""

    @property
    def minimum(self) -> int | None:
        """The fewest cameras on any way in."""
        return min(self.fewest.values()) if self.fewest else None

    @property
    def median(self) -> float | None:
        """The median over the directions that ways come from."""
        return float(np.median(list(self.fewest.values()))) if self.fewest else None


@dataclass(frozen=True, slots=True)
class Arc:
    """A stretch of an edge walked towards the door, from one place to the next."""

    tail: int
    head: int
    """Node numbers; ``_OUTSIDE`` and ``_DOOR`` are places too."""
    edge: int
    from_mm: int
    to_mm: int
    direction: str = ""
    """Where an arc that begins outside comes from."""

    @property
    def length_mm(self) -> int:
        """How long it is."""
        return abs(self.to_mm - self.from_mm)


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What lies around one door, within the radius."""

    network: WalkNetwork
    streets: Streets
    edge: int
    mm: int
    """Where the door meets the network: an outdoor edge and how far along it."""
    distance_mm: Mapping[int, int]
    """The way to the door from each node within the radius."""
    radius_mm: int

    def arcs(self) -> list[Arc]:
        """Return every stretch within the radius that can be walked towards the door."""
        return _arcs(self)


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """Which of the counted cameras see which stretch; what was asked before is remembered."""

    seen: EdgeCameras
    on_edges: dict[int, frozenset[int]] = field(default_factory=dict)

    def on(self, network: WalkNetwork, arc: Arc) -> frozenset[int]:
        """Return the rows of the cameras that see any of a stretch."""
        if arc.length_mm < max(1, int(network.edge_length_mm[arc.edge])):
            return frozenset(self.seen.on_part(arc.edge, arc.from_mm, arc.to_mm).tolist())
        if arc.edge not in self.on_edges:
            self.on_edges[arc.edge] = frozenset(self.seen.on_edge(arc.edge).tolist())
        return self.on_edges[arc.edge]


def approach_to(
    network: WalkNetwork,
    arcs: Sequence[Arc],
    watch: Watch,
    at_door: Iterable[int],
    *,
    draw: bool = True,
    most_labels: int = MOST_LABELS,
) -> Approach:
    """Return what the ways to a door meet.

    Parameters
    ----------
    network
        The walking network.
    arcs
        The stretches around the door, see ``Surroundings.arcs``.
    watch
        The counted cameras.
    at_door
        Rows of the counted cameras that see the door itself: nobody gets past them.
    draw
        Whether to tell the best way too, not only how few it meets.
    most_labels
        How many labels the search may make before it settles for a bound.
    """
    if not any(arc.tail == _OUTSIDE for arc in arcs):
        return Approach({}, exact=True, best=None)
    certain = frozenset(at_door)
    cameras = [watch.on(network, arc) for arc in arcs]
    masks, weights = _colours([own - certain for own in cameras])
    found, exact = _fewest(arcs, masks, weights, most_labels)
    fewest: dict[str, int] = {str(d): len(certain) + found[d][0] for d in DIRECTIONS if d in found}
    way = _best_way(arcs, masks, found) if draw else None
    if way is None:
        return Approach(fewest, exact, None)
    stretches = [arcs[k] for k in way]
    best = WayIn(
        direction=stretches[0].direction,
        xy=_line(network, stretches),
        length_m=sum(arc.length_mm for arc in stretches) / MM,
        cameras=tuple(sorted(certain.union(*(cameras[k] for k in way)))),
    )
    return Approach(fewest, exact, best)


MM: Final = 1_000.0


def _line(network: WalkNetwork, stretches: Sequence[Arc]) -> NDArray[np.float64]:
    points = np.concatenate([part_of_edge(network, a.edge, a.from_mm, a.to_mm) for a in stretches])
    moves = np.ones(len(points), np.bool_)
    moves[1:] = (np.diff(points, axis=0) != 0.0).any(axis=1)
    return np.asarray(points[moves] if int(moves.sum()) > 1 else points[[0, -1]])


def _arcs(around: Surroundings) -> list[Arc]:
    """Return every stretch within the radius that can be walked towards the door."""
    streets = around.streets
    beside = {
        int(edge)
        for node in around.distance_mm
        for edge in streets.edge[streets.start[node] : streets.start[node + 1]]
    }
    middle = point_on(around.network, around.edge, around.mm)
    arcs: list[Arc] = []
    for edge in sorted(beside | {around.edge}):
        length = int(streets.length_mm[edge])
        ends = (int(streets.tail[edge]), 0), (int(streets.head[edge]), length)
        for open_, back, one, other in (
            (streets.forward[edge], streets.backward[edge], ends[0], ends[1]),
            (streets.backward[edge], streets.forward[edge], ends[1], ends[0]),
        ):
            # who walks past the door has arrived
            goal = (_DOOR, around.mm) if edge == around.edge else other
            arc = Arc(one[0], goal[0], edge, one[1], goal[1])
            inward = _inward(around, arc, both_ways=bool(back)) if open_ else None
            if inward is not None:
                arcs.append(inward if inward.tail != _OUTSIDE else _named(around, inward, middle))
    return arcs


def _inward(around: Surroundings, arc: Arc, *, both_ways: bool) -> Arc | None:
    """Return what of a stretch lies within the radius; it begins outside where it crosses it."""
    left_mm = 0 if arc.head == _DOOR else around.distance_mm.get(arc.head, FAR)
    within = around.radius_mm - left_mm
    if within < 0:
        return None
    if within >= arc.length_mm:
        return arc
    back_mm = around.distance_mm.get(arc.tail, FAR) if both_ways else FAR
    if back_mm + arc.length_mm - within <= around.radius_mm:
        # the rest of it is within the radius by the other end
        return arc
    sign = 1 if arc.to_mm >= arc.from_mm else -1
    return Arc(_OUTSIDE, arc.head, arc.edge, arc.to_mm - sign * within, arc.to_mm)


FAR: Final = 1 << 60


def _named(around: Surroundings, arc: Arc, middle: NDArray[np.float64]) -> Arc:
    """Say which direction a stretch that begins outside comes from."""
    dx, dy = point_on(around.network, arc.edge, arc.from_mm) - middle
    sector = round(float(bearing_deg(dx, dy)) / (360.0 / len(DIRECTIONS))) % len(DIRECTIONS)
    return Arc(_OUTSIDE, arc.head, arc.edge, arc.from_mm, arc.to_mm, DIRECTIONS[sector])


def _colours(cameras: Sequence[frozenset[int]]) -> tuple[list[int], list[int]]:
    """Give cameras that see the same stretches one bit.

    Returns
    -------
    The bits of each stretch, and how many cameras each bit stands for.
    """
    stretches: dict[int, list[int]] = defaultdict(list)
    for number, own in enumerate(cameras):
        for camera in own:
            stretches[camera].append(number)
    alike: dict[tuple[int, ...], int] = defaultdict(int)
    for camera in sorted(stretches):
        alike[tuple(stretches[camera])] += 1
    masks = [0] * len(cameras)
    for bit, numbers in enumerate(alike):
        for number in numbers:
            masks[number] |= 1 << bit
    return masks, list(alike.values())


def _fewest(
    arcs: Sequence[Arc], masks: Sequence[int], weights: Sequence[int], most_labels: int
) -> tuple[dict[str, Least], bool]:
    """Return by direction the least weight of a set of colours that leads in, and such sets.

    Labels are settled in the order of their weight, so the first to get outside in a direction
    has the least; a label at a place is dropped where a subset of it was settled there. Of the
    least weight of all directions every set is kept, so that the shortest way can be told.
    """
    wanted = {arc.direction for arc in arcs if arc.tail == _OUTSIDE}
    if not weights:
        # nothing new is seen anywhere, and the radius is a distance along streets that lead in
        return dict.fromkeys(wanted, (0, (0,))), True
    into = _turns(arcs, masks)
    weigh = _Scales(weights)
    found: dict[str, Least] = {}
    least: int | None = None
    settled: dict[int | str, list[int]] = defaultdict(list)
    number = itertools.count()
    heap: list[tuple[int, int, int | str, int]] = [(0, next(number), _DOOR, 0)]
    while heap and (len(found) < len(wanted) or heap[0][0] == least):
        weight, _, place, mask = heapq.heappop(heap)
        if isinstance(place, str):
            least = weight if least is None else least
            known_by = found.setdefault(place, (weight, ()))[1]
            if weight == least or not known_by:
                found[place] = weight, (*known_by, mask)
            continue
        if any(known & mask == known for known in settled[place]):
            continue
        settled[place].append(mask)
        if next(number) > most_labels:
            # everything still to come weighs as much or more
            bounds: dict[str, Least] = dict.fromkeys(wanted, (weight, ()))
            return bounds | found, len(found) == len(wanted)
        for tail, more in into[place]:
            new = mask | more
            heavier = weight + weigh.of(new ^ mask)
            if tail in found and heavier != least:
                continue
            if not any(known & new == known for known in settled[tail]):
                heapq.heappush(heap, (heavier, next(number), tail, new))
    return found, True


@dataclass(frozen=True, slots=True)
class _Scales:
    """How many cameras sets of colours stand for; what was asked before is remembered."""

    weights: Sequence[int]
    known: dict[int, int] = field(default_factory=lambda: {0: 0})

    def of(self, mask: int) -> int:
        """Return how many cameras a set of colours stands for."""
        weight = self.known.get(mask)
        if weight is None:
            lowest = mask & -mask
            weight = self.weights[lowest.bit_length() - 1] + self.of(mask ^ lowest)
            self.known[mask] = weight
        return weight


def _turns(
    arcs: Sequence[Arc], masks: Sequence[int]
) -> dict[int | str, list[tuple[int | str, int]]]:
    """Return what leads into each place, streets that show nothing new drawn together."""
    root = _drawn_together(arcs, masks)
    into: dict[int | str, dict[int | str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for arc, mask in zip(arcs, masks, strict=True):
        tail = arc.direction if arc.tail == _OUTSIDE else root.get(arc.tail, arc.tail)
        head = root.get(arc.head, arc.head)
        if tail != head:
            into[head][tail].add(mask)
    ordered: dict[int | str, list[tuple[int | str, int]]] = defaultdict(list)
    for place, turns in into.items():
        ordered[place] = [(tail, mask) for tail, own in turns.items() for mask in _least(own)]
    return ordered


def _least(masks: set[int]) -> list[int]:
    """Return the sets of colours that contain no other one of them."""
    kept: list[int] = []
    for mask in sorted(masks, key=lambda mask: (mask.bit_count(), mask)):
        if not any(less & mask == less for less in kept):
            kept.append(mask)
    return kept


def _drawn_together(arcs: Sequence[Arc], masks: Sequence[int]) -> dict[int, int]:
    """Return for nodes joined by streets that show nothing new the one that stands for them."""
    free = {(arc.tail, arc.head) for arc, mask in zip(arcs, masks, strict=True) if not mask}
    root: dict[int, int] = {}

    def find(node: int) -> int:
        while root.setdefault(node, node) != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for tail, head in sorted(free):
        # the door has no way out, and needs none
        if tail != _OUTSIDE and ((head, tail) in free or head == _DOOR):
            one, other = find(tail), find(head)
            root[max(one, other)] = min(one, other)
    return {node: find(node) for node in list(root)}


def _best_way(
    arcs: Sequence[Arc],
    masks: Sequence[int],
    found: Mapping[str, Least],
) -> list[int] | None:
    """Return the shortest way in that meets the fewest, as numbers of arcs from outside in."""
    if not found:
        return None
    least = min(weight for weight, _ in found.values())
    best: tuple[int, list[int]] | None = None
    for direction in DIRECTIONS:
        weight, sets = found.get(direction, (least + 1, ()))
        for mask in dict.fromkeys(sets) if weight == least else ():
            way = _shortest(arcs, masks, mask, direction)
            if way is not None and (best is None or way[0] < best[0]):
                best = way
    return None if best is None else best[1]


def _shortest(
    arcs: Sequence[Arc], masks: Sequence[int], allowed: int, direction: str
) -> tuple[int, list[int]] | None:
    """Return length and arcs of the shortest way in from a direction that shows no more."""
    into: dict[int, list[int]] = defaultdict(list)
    for k, arc in enumerate(arcs):
        if masks[k] & ~allowed == 0 and arc.direction in ("", direction):
            into[arc.head].append(k)
    came: dict[int, tuple[int, int]] = {}
    heap: list[tuple[int, int, int, int]] = [(0, _DOOR, -1, -1)]
    while heap:
        length, place, by, before = heapq.heappop(heap)
        if place in came:
            continue
        came[place] = by, before
        if place == _OUTSIDE:
            way: list[int] = []
            while by >= 0:
                way.append(by)
                by, before = came[before]
            return length, way
        for k in into[place]:
            if arcs[k].tail not in came:
                heapq.heappush(heap, (length + arcs[k].length_mm, arcs[k].tail, k, place))
    return None
