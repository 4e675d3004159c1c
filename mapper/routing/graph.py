"""The walking network as a search sees it: directed edges, whole milliseconds, cameras by edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from mapper.errors import BadInputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.model.network import WalkNetwork

__all__ = ["EdgeCameras", "PartEdge", "Query", "SearchGraph", "part_ms"]

NOT_QUITE = 1.0 - 1e-9
"""Keeps a lower bound below the true value whatever the rounding of its arithmetic."""
LONG_M = 10.0
"""Rounding changes the length of an edge this long by less than 0.01 %."""
TINY_M = 1e-9


def part_ms(cost_ms: int, length_mm: int, from_mm: int, to_mm: int) -> int:
    """Return what a part of an edge costs, in whole milliseconds.

    The cost up to an offset is rounded down, and a part costs the difference of its ends: the
    parts of an edge add up to the edge, and a part costs the same both ways.

    >>> part_ms(100, 3, 0, 1), part_ms(100, 3, 1, 3), part_ms(100, 3, 3, 1)
    (33, 67, 67)
    """
    return abs(cost_ms * to_mm // length_mm - cost_ms * from_mm // length_mm)


@dataclass(frozen=True, slots=True)
class Query:
    """From a point on one edge to a point on another, in millimetres along each edge forward.

    A path that answers a query is a list of directed edges. Its first is the start's edge (walked
    from the start's offset) and its last the goal's edge (walked up to the goal's offset), even
    where such a part has no length; a path of one directed edge goes straight from start to goal.
    """

    start_edge: int
    start_mm: int
    goal_edge: int
    goal_mm: int

    def reversed(self) -> Query:
        """Return the way back."""
        return Query(self.goal_edge, self.goal_mm, self.start_edge, self.start_mm)


@dataclass(frozen=True, slots=True)
class PartEdge:
    """A stretch of a directed edge: where it begins and ends along the edge forward."""

    directed_edge: int
    from_mm: int
    to_mm: int
    cost_ms: int

    @property
    def edge(self) -> int:
        """The undirected edge."""
        return self.directed_edge >> 1

    @property
    def length_mm(self) -> int:
        """How long the stretch is."""
        return abs(self.to_mm - self.from_mm)


@dataclass(frozen=True, slots=True, eq=False)
class SearchGraph:
    """N nodes and 2 E directed edges: edge e forward is ``2 e``, backward ``2 e + 1``."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    """Shape (2 E,), node numbers."""
    cost_ms: NDArray[np.int64]
    """Shape (2 E,), at least 1, the same both ways."""
    allowed: NDArray[np.bool_]
    """Shape (2 E,). Whether the edge may be walked that way."""
    length_mm: NDArray[np.int64]
    """Shape (E,), at least 1."""
    out_start: NDArray[np.int64]
    out_edge: NDArray[np.int32]
    """Shapes (N + 1,) and (A,): the allowed directed edges that leave each node, ascending."""
    in_start: NDArray[np.int64]
    in_edge: NDArray[np.int32]
    """Shapes (N + 1,) and (A,): the allowed directed edges that enter each node, ascending."""
    node_xy: NDArray[np.float64]
    """Shape (N, 2), metres."""
    component: NDArray[np.int32]
    """Shape (N,), connected part of each node, 0 the largest."""
    ms_per_m: float
    """No stretch costs less than this for a metre as the crow flies (projected), less 1 ms."""
    closures: EdgeCameras | None = None
    """What may not be walked; edges it holds any of are not among those that leave and enter."""

    @classmethod
    def build(cls, network: WalkNetwork, walking_speed_m_s: float) -> SearchGraph:
        """Lay a network out for searching, at one walking speed.

        Raises
        ------
        BadInputError
            Where the speed is not above 0.
        """
        if not walking_speed_m_s > 0:
            message = f"walking speed must be above 0 m/s, not {walking_speed_m_s}"
            raise BadInputError(message)
        edge_ms, ms_per_m = _costs(network, walking_speed_m_s)
        tail = _both_ways(network.edge_from, network.edge_to)
        head = _both_ways(network.edge_to, network.edge_from)
        allowed = _both_ways(network.edge_forward, network.edge_backward)
        out_start, out_edge = _rows(tail, allowed, network.n_nodes)
        in_start, in_edge = _rows(head, allowed, network.n_nodes)
        return cls(
            tail=tail,
            head=head,
            cost_ms=np.repeat(edge_ms, 2),
            allowed=allowed,
            length_mm=np.maximum(network.edge_length_mm, 1),
            out_start=out_start,
            out_edge=out_edge,
            in_start=in_start,
            in_edge=in_edge,
            node_xy=network.node_xy,
            component=network.node_component,
            ms_per_m=ms_per_m,
        )

    def shut(self, closures: EdgeCameras) -> SearchGraph:
        """Return the graph without the stretches that some closures hold.

        A part of an edge stays open where none of its own millimetres are closed.
        """
        open_ = self.allowed & ~np.repeat(np.diff(closures.start) > 0, 2)
        out_start, out_edge = _rows(self.tail, open_, self.n_nodes)
        in_start, in_edge = _rows(self.head, open_, self.n_nodes)
        return replace(
            self,
            out_start=out_start,
            out_edge=out_edge,
            in_start=in_start,
            in_edge=in_edge,
            closures=closures,
        )

    @property
    def n_nodes(self) -> int:
        """Count the nodes."""
        return len(self.node_xy)

    @property
    def n_edges(self) -> int:
        """Count the undirected edges."""
        return len(self.length_mm)

    def part(self, directed_edge: int, from_mm: int, to_mm: int) -> PartEdge:
        """Return a stretch of a directed edge with what it costs."""
        length_mm = int(self.length_mm[directed_edge >> 1])
        cost = part_ms(int(self.cost_ms[directed_edge]), length_mm, from_mm, to_mm)
        return PartEdge(directed_edge, from_mm, to_mm, cost)

    def end_mm(self, directed_edge: int) -> int:
        """Return the offset along the edge forward at which a directed edge ends."""
        return 0 if directed_edge & 1 else int(self.length_mm[directed_edge >> 1])

    def departures(self, query: Query) -> tuple[PartEdge, ...]:
        """Return the ways from the start to an end of its edge, forward first.

        A part without length is always open: who stands at a node may leave it any way.
        """
        ways = (2 * query.start_edge, 2 * query.start_edge + 1)
        parts = (self.part(way, query.start_mm, self.end_mm(way)) for way in ways)
        return tuple(part for part in parts if self._open(part))

    def arrivals(self, query: Query) -> tuple[PartEdge, ...]:
        """Return the ways from an end of the goal's edge to the goal, forward first."""
        ways = (2 * query.goal_edge, 2 * query.goal_edge + 1)
        parts = (self.part(way, self.end_mm(way ^ 1), query.goal_mm) for way in ways)
        return tuple(part for part in parts if self._open(part))

    def direct(self, query: Query) -> PartEdge | None:
        """Return the stretch from start to goal along the one edge both lie on, if there is."""
        if query.start_edge != query.goal_edge:
            return None
        way = 2 * query.start_edge + (query.goal_mm < query.start_mm)
        part = self.part(way, query.start_mm, query.goal_mm)
        return part if self._open(part) else None

    def parts(self, query: Query, path: NDArray[np.integer]) -> tuple[PartEdge, ...]:
        """Return the stretches a path that answers a query consists of, in order."""
        last = len(path) - 1
        return tuple(
            self.part(
                int(way),
                query.start_mm if i == 0 else self.end_mm(int(way) ^ 1),
                query.goal_mm if i == last else self.end_mm(int(way)),
            )
            for i, way in enumerate(path)
        )

    def _open(self, part: PartEdge) -> bool:
        if not self.allowed[part.directed_edge] and part.from_mm != part.to_mm:
            return False
        shut = self.closures
        return shut is None or not shut.on_part(part.edge, part.from_mm, part.to_mm).size


@dataclass(frozen=True, slots=True, eq=False)
class EdgeCameras:
    """Which of the counted cameras see which millimetres of which edge.

    Row k of edge e, ``start[e] <= k < start[e + 1]``, is one camera; its stretches of the edge
    are rows ``interval_start[k]`` to ``interval_start[k + 1]`` of ``enter_mm`` and ``exit_mm``.
    """

    start: NDArray[np.int64]
    """Shape (E + 1,)."""
    camera: NDArray[np.int32]
    """Shape (K,), rows of the city's cameras, distinct and ascending within an edge."""
    interval_start: NDArray[np.int64]
    """Shape (K + 1,)."""
    enter_mm: NDArray[np.int64]
    exit_mm: NDArray[np.int64]
    """Shape (M,), 0 <= enter < exit <= length of the edge, ascending within a camera."""
    n_cameras: int
    """How many rows the city's table of cameras has."""

    @classmethod
    def build(
        cls,
        edge_start: NDArray[np.int64],
        camera: NDArray[np.int32],
        stretches_mm: tuple[NDArray[np.int64], NDArray[np.int64]],
        counted: NDArray[np.bool_],
    ) -> EdgeCameras:
        """Take the counted cameras out of an incidence.

        Parameters
        ----------
        edge_start
            Shape (E + 1,), offsets into the other arrays.
        camera
            Shape (R,), sorted by edge, camera and first millimetre.
        stretches_mm
            Two arrays of shape (R,): first and last millimetre.
        counted
            Shape (C,), which cameras count.
        """
        n_edges = len(edge_start) - 1
        keep = counted[camera] if len(camera) else np.zeros(0, np.bool_)
        edge = np.repeat(np.arange(n_edges), np.diff(edge_start))[keep]
        rows = camera[keep]
        first = np.ones(len(rows), np.bool_)
        first[1:] = (edge[1:] != edge[:-1]) | (rows[1:] != rows[:-1])
        per_edge = np.bincount(edge[first], minlength=n_edges)
        return cls(
            start=np.concatenate([[0], np.cumsum(per_edge)]).astype(np.int64),
            camera=np.ascontiguousarray(rows[first], np.int32),
            interval_start=np.append(np.flatnonzero(first), len(rows)).astype(np.int64),
            enter_mm=np.ascontiguousarray(stretches_mm[0][keep], np.int64),
            exit_mm=np.ascontiguousarray(stretches_mm[1][keep], np.int64),
            n_cameras=len(counted),
        )

    def on_edge(self, edge: int) -> NDArray[np.int32]:
        """Return the cameras that see any of an edge, ascending."""
        return self.camera[self.start[edge] : self.start[edge + 1]]

    def on_part(self, edge: int, from_mm: int, to_mm: int) -> NDArray[np.int32]:
        """Return the cameras that see any of a stretch of an edge (either way), ascending.

        Intervals are rounded outwards to whole millimetres and offsets are whole, so comparing
        strictly gives just the cameras that see more than a point of the stretch.
        """
        low, high = min(from_mm, to_mm), max(from_mm, to_mm)
        rows = slice(int(self.start[edge]), int(self.start[edge + 1]))
        bounds = self.interval_start[rows.start : rows.stop + 1]
        meets = (self.enter_mm[bounds[0] : bounds[-1]] < high) & (
            self.exit_mm[bounds[0] : bounds[-1]] > low
        )
        if meets.size == 0:
            return self.camera[:0]
        return self.camera[rows][np.logical_or.reduceat(meets, bounds[:-1] - bounds[0])]

    def at(self, edge: int, at_mm: int) -> NDArray[np.int32]:
        """Return the cameras that see one point of an edge, to the millimetre, ascending."""
        return self.on_part(edge, at_mm - 1, at_mm + 1)

    def along(self, parts: tuple[PartEdge, ...]) -> NDArray[np.int32]:
        """Return the distinct cameras that see any of some stretches, ascending."""
        seen = [self.on_part(part.edge, part.from_mm, part.to_mm) for part in parts]
        return np.unique(np.concatenate([self.camera[:0], *seen]))


def _both_ways(forward: NDArray[Any], backward: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(np.column_stack([forward, backward]).reshape(-1))


def _rows(
    node: NDArray[np.int32], allowed: NDArray[np.bool_], n_nodes: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Group the allowed directed edges by a node of theirs, ascending within a node."""
    edges = np.flatnonzero(allowed)
    order = edges[np.argsort(node[edges], kind="stable")]
    counts = np.bincount(node[edges], minlength=n_nodes)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), order.astype(np.int32)


def _costs(network: WalkNetwork, walking_speed_m_s: float) -> tuple[NDArray[np.int64], float]:
    """Return each edge's cost, and the least cost of a projected metre: what keeps A* admissible.

    The rate is measured, not supposed: the scale of the projection is in it. It is taken from
    edges long enough for rounding not to matter, and the few short ones that rounding would make
    cheaper than that cost a millisecond more.
    """
    edge_ms = network.edge_length_mm / walking_speed_m_s
    if network.n_edges == 0:
        return edge_ms.astype(np.int64), 0.0
    steps = np.hypot(*np.diff(network.coord_xy, axis=0).T)
    steps[network.edge_start[1:-1] - 1] = 0.0  # from one edge's last point to the next one's first
    drawn_m = np.add.reduceat(steps, network.edge_start[:-1])
    long = drawn_m >= min(LONG_M, float(drawn_m.max()))
    rate = float(np.min(edge_ms[long] / np.maximum(drawn_m[long], TINY_M))) * NOT_QUITE
    whole_ms = np.maximum(np.rint(edge_ms), np.ceil(rate * drawn_m))
    whole_ms = np.maximum(whole_ms, 1.0)
    return whole_ms.astype(np.int64), rate * NOT_QUITE
