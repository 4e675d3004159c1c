"""The memory a search works in: taken once a thread, used again by every query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mapper.routing.arrays import EDGES, Ellipse, Labels, Reach, SetLabels, Sight

if TYPE_CHECKING:
    from mapper.routing.graph import SearchGraph

__all__ = ["MOST_LABELS", "Workspace"]

MOST_LABELS = (1 << 24) - 1
"""As many labels as a key on the heap can tell apart."""


class Workspace:
    """Arrays for one query at a time on networks of one size; never share one between threads.

    Nothing is cleared between queries: a stamp tells what is current. Memory is reserved and only
    taken by the system where a query touches it. The one array whose size a query cannot tell
    beforehand is doubled before its search begins, where it has to be.
    """

    def __init__(self, graph: SearchGraph, n_cameras: int, *, labels: int = 1_000_000) -> None:
        """Reserve room for a graph, its cameras, and at most so many labels a search or proof."""
        if not 1 <= labels <= MOST_LABELS:
            message = f"a search can keep 1 to {MOST_LABELS} labels, not {labels}"
            raise ValueError(message)
        self.stamp = 0
        self.shape = (graph.n_nodes, graph.n_edges, n_cameras)
        n_states = len(graph.out_edge) + EDGES
        n_turns = _turns(graph) + 8 * EDGES
        self.reach = _reach(graph, n_cameras, n_turns)
        self.ellipse = _ellipse(n_states, n_turns, n_turns)
        self.labels = _labels(n_states, labels, n_cameras)
        self.sight = _sight(n_states, n_cameras)
        self.set_labels = _set_labels(n_states, labels, n_cameras)
        self.path = np.empty(n_states, np.int32)

    def fits(self, graph: SearchGraph, n_cameras: int) -> bool:
        """Whether the arrays are large enough for a graph and its cameras."""
        return self.shape == (graph.n_nodes, graph.n_edges, n_cameras)

    def next_stamp(self) -> int:
        """Return a stamp no array holds."""
        if self.stamp >= np.iinfo(np.int32).max:
            for stamps in (
                self.reach.to_goal_stamp,
                self.reach.from_start_stamp,
                self.reach.edge_stamp,
                self.reach.camera_stamp,
                self.sight.stamp,
            ):
                stamps[:] = 0
            self.stamp = 0
        self.stamp += 1
        return self.stamp

    def grow(self) -> None:
        """Make room for more new cameras a turn; what was laid out is to be laid out again."""
        self.ellipse = self.ellipse._replace(new=np.empty(2 * len(self.ellipse.new), np.int32))


def _turns(graph: SearchGraph) -> int:
    """Count the pairs of an edge into a node and an edge out of it."""
    return int((np.diff(graph.in_start) * np.diff(graph.out_start)).sum())


def _reach(graph: SearchGraph, n_cameras: int, n_turns: int) -> Reach:
    n_nodes, n_directed = graph.n_nodes, 2 * graph.n_edges
    return Reach(
        to_goal_stamp=np.zeros(n_nodes, np.int32),
        to_goal=np.empty(n_nodes, np.int64),
        ahead=np.empty(n_nodes, np.int64),
        from_start_stamp=np.zeros(n_nodes, np.int32),
        from_start=np.empty(n_nodes, np.int64),
        order=np.empty(n_nodes, np.int32),
        edge_stamp=np.zeros(n_directed, np.int32),
        edge_state=np.empty(n_directed, np.int32),
        camera_stamp=np.zeros(n_cameras, np.int32),
        camera_weight=np.empty(n_cameras, np.int32),
        soonest=np.empty(n_cameras, np.int64),
        heap=np.empty(n_directed + n_turns + 2 * EDGES, np.int64),
    )


def _ellipse(n_states: int, n_turns: int, n_new: int) -> Ellipse:
    return Ellipse(
        edge=np.empty(n_states, np.int32),
        cost=np.empty(n_states, np.int64),
        to_goal=np.empty(n_states, np.int64),
        from_start=np.empty(n_states, np.int64),
        bound=np.empty(n_states, np.int32),
        turn_start=np.empty(n_states + 1, np.int64),
        turn_to=np.empty(n_turns, np.int32),
        turn_weight=np.empty(n_turns, np.int32),
        turn_since=np.empty(n_turns, np.int64),
        new_start=np.empty(n_turns + 1, np.int64),
        new=np.empty(n_new, np.int32),
        back_start=np.empty(n_states + 1, np.int64),
        back_turn=np.empty(n_turns, np.int32),
        turn_from=np.empty(n_turns, np.int32),
    )


def _labels(n_states: int, n_labels: int, n_cameras: int) -> Labels:
    return Labels(
        row=np.empty((n_labels, 6), np.int32),
        sighting=np.empty((4 * n_labels, 3), np.int32),
        mark=np.zeros(n_cameras, np.int64),
        heap=np.empty(n_labels, np.int64),
        fewest=np.empty((n_states, 3), np.int32),
        solution=np.empty(n_cameras + 2, np.int32),
        tally=np.zeros(7, np.int64),
    )


def _sight(n_states: int, n_cameras: int) -> Sight:
    return Sight(
        stamp=np.zeros(n_cameras, np.int32),
        box=np.empty((n_cameras, 4), np.float64),
        after=np.empty(n_cameras, np.int64),
        whole=np.empty(n_cameras, np.int64),
        end_xy=np.empty((n_states, 2), np.float64),
        end_cost=np.empty(n_states, np.int64),
    )


def _set_labels(n_states: int, n_labels: int, n_cameras: int) -> SetLabels:
    return SetLabels(
        row=np.empty((n_labels, 9), np.int32),
        mask=np.empty(n_labels, np.uint64),
        pool=np.empty(16 * n_labels, np.int32),
        first=np.empty(n_states, np.int32),
        heap=np.empty(n_labels, np.int64),
        solution=np.empty(n_cameras + 2, np.int32),
        tally=np.zeros(6, np.int64),
    )
