"""A sweep over what a camera is worth: a net under the search where its proof is cut short.

The shortest path under duration plus λ times the cameras of its edges, for every λ there is. A
camera is added once for each edge that it sees, so the sum is not the count; but what a sweep
finds, and the search may have missed, is found here as well.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.compiled import compiled
from mapper.routing.additive import least_to_goal
from mapper.routing.arrays import ARRIVALS, DIRECT, EDGES
from mapper.routing.quickest import UNREACHED, pop, push
from mapper.routing.search import Limits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.search import Field, Front

__all__ = ["MOST_PATHS", "sweep"]

MOST_PATHS: Final = 256
"""How many shortest paths a sweep looks for: more than the hulls of fronts over hours have."""
MOST_ARCS: Final = 30_000_000
"""How many arcs they may have to look at together: where the ellipse is a whole city, fewer paths
are looked for, so that nobody waits long for little."""


def sweep(field: Field, found: Front, *, limits: Limits | None = None) -> Front:
    """Add the paths of a sweep that are within the budget and better than any route found.

    The paths are the corners of the convex hull of duration and sum, found by dichotomic search
    (Aneja and Nair, Management Science 25, 1979): for whatever λ, the shortest path is at one of
    them. The true distinct cameras of each are counted.

    Parameters
    ----------
    field
        As ``lay_out`` gave it; its workspace must not have served another query since.
    found
        A front of true routes of that query.
    limits
        When to give up, a slice being one shortest path; with no cap on time, and in any case
        after ``MOST_PATHS`` or ``MOST_ARCS``, at the same path on every machine.

    Returns
    -------
    The better of both; never claimed to be proven by this.
    """
    streets = _Streets.of(field)
    paths = _corners(streets, field.span.budget_ms, limits or Limits())
    return found.joined(
        np.array([path.cost_ms for path in paths], np.int64),
        np.array([_count_cameras(field, streets.state[path.arcs]) for path in paths], np.int64),
        [field.workspace.ellipse.edge[streets.state[path.arcs]] for path in paths],
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Streets:
    """A query's ellipse as a graph of nodes and arcs; the last two nodes are start and goal."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    cost_ms: NDArray[np.int64]
    cameras: NDArray[np.int64]
    state: NDArray[np.int64]
    """Shapes (A,): the arcs, what they take, how many cameras see them, and their states."""
    out_start: NDArray[np.int64]
    out_arc: NDArray[np.int32]
    """Shapes (N + 1,) and (A,): the arcs out of each node."""
    least_ms: NDArray[np.int64]
    least_cameras: NDArray[np.int64]
    """Shapes (N,): the least of each from there to the goal."""

    @classmethod
    def of(cls, field: Field) -> _Streets:
        """Lay the graph out."""
        ellipse, ends = field.workspace.ellipse, field.ends
        graph, seen = field.network.graph, field.network.seen
        state = np.flatnonzero(ellipse.edge[: field.n_states] >= 0)
        state = state[state > 0]
        edge = ellipse.edge[state]
        start, goal = graph.n_nodes, graph.n_nodes + 1
        leaves, arrives = state < ARRIVALS, (state >= ARRIVALS) & (state < EDGES)
        tail = np.where(leaves | (state == DIRECT), start, graph.tail[edge])
        head = np.where(arrives, goal, graph.head[edge])
        used = np.zeros(goal + 1, np.bool_)
        used[tail] = used[head] = used[[start, goal]] = True
        number = np.cumsum(used) - 1
        tail, head = number[tail].astype(np.int32), number[head].astype(np.int32)
        n_nodes = int(number[-1]) + 1
        cost_ms = ellipse.cost[state]
        cameras = np.diff(seen.start)[edge >> 1]
        cameras[state < EDGES] = np.diff(ends.start)[state[state < EDGES]]
        out_start, out_arc = _grouped(tail, n_nodes)
        in_start, in_arc = _grouped(head, n_nodes)
        last = np.array([n_nodes - 1], np.int64), np.zeros(1, np.int64)
        return cls(
            tail=tail,
            head=head,
            cost_ms=cost_ms,
            cameras=cameras,
            state=state,
            out_start=out_start,
            out_arc=out_arc,
            least_ms=least_to_goal(in_start, in_arc, tail, cost_ms, *last),
            least_cameras=least_to_goal(in_start, in_arc, tail, cameras, *last),
        )

    def shortest(self, a_ms: int, a_camera: int) -> _Path:
        """Return the shortest path where a millisecond and a camera cost so much."""
        reached = self.least_ms < UNREACHED
        ahead = np.full(len(reached), UNREACHED, np.int64)
        ahead[reached] = a_ms * self.least_ms[reached] + a_camera * self.least_cameras[reached]
        price = a_ms * self.cost_ms + a_camera * self.cameras
        came_by = _shortest(self.out_start, self.out_arc, self.head, price, ahead)
        arcs = []
        node = len(ahead) - 1
        while node != len(ahead) - 2:
            arcs.append(int(came_by[node]))
            node = int(self.tail[arcs[-1]])
        rows = np.array(arcs[::-1], np.int64)
        return _Path(rows, int(self.cost_ms[rows].sum()), int(self.cameras[rows].sum()))


@dataclass(frozen=True, slots=True, eq=False)
class _Path:
    """The arcs of a path, how long it takes, and the sum of its edges' cameras."""

    arcs: NDArray[np.int64]
    cost_ms: int
    cameras: int


def _corners(streets: _Streets, budget_ms: int, limits: Limits) -> list[_Path]:
    """Return paths at the corners of the hull within a budget, the widest gaps halved first."""
    started = time.perf_counter()
    most = min(MOST_PATHS, MOST_ARCS // len(streets.tail))
    found: list[_Path] = []
    if not limits.passed(started, 0):
        found = [streets.shortest(1, 0), streets.shortest(0, 1)]
    gaps = deque([(found[0], found[1])] if found else [])
    while gaps and len(found) < most and not limits.passed(started, len(found)):
        left, right = gaps.popleft()
        a_ms, a_camera = left.cameras - right.cameras, right.cost_ms - left.cost_ms
        if left.cost_ms > budget_ms or a_ms <= 0 or a_camera <= 0:
            continue
        path = streets.shortest(a_ms, a_camera)
        known = a_ms * left.cost_ms + a_camera * left.cameras
        if a_ms * path.cost_ms + a_camera * path.cameras < known:
            found.append(path)
            gaps += [(left, path), (path, right)]
    return [path for path in found if path.cost_ms <= budget_ms]


def _count_cameras(field: Field, states: NDArray[np.int64]) -> int:
    """Count the distinct cameras along a path of states."""
    seen, ends, edge = field.network.seen, field.ends, field.workspace.ellipse.edge
    met = [
        seen.on_edge(int(edge[state]) >> 1)
        if state >= EDGES
        else ends.camera[ends.start[state] : ends.start[state + 1]]
        for state in states.tolist()
    ]
    return len(np.unique(np.concatenate(met)))


def _grouped(node: NDArray[np.int32], n_nodes: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Group arcs by a node of each: where each node's begin, and the arcs."""
    arcs = np.argsort(node, kind="stable").astype(np.int32)
    start = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=n_nodes))])
    return start.astype(np.int64), arcs


@compiled
def _shortest(
    out_start: NDArray[np.int64],
    out_arc: NDArray[np.int32],
    head: NDArray[np.int32],
    price: NDArray[np.int64],
    ahead: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the arc by which each node was reached, by A* from the last node but one to the last.

    ``ahead`` is what is surely still to come from each node, and never more than by any one arc.
    """
    goal = len(ahead) - 1
    reached = np.full(len(ahead), UNREACHED, np.int64)
    came_by = np.full(len(ahead), -1, np.int64)
    keys = np.empty(256, np.int64)
    items = np.empty((256, 2), np.int64)
    reached[goal - 1] = 0
    keys, items, size = push(keys, items, 0, 0, goal - 1, 0)
    while size > 0:
        node, here = items[0, 0], items[0, 1]
        size = pop(keys, items, size)
        if node == goal:
            break
        if here > reached[node]:
            continue
        for row in range(out_start[node], out_start[node + 1]):
            arc = out_arc[row]
            there, then = head[arc], here + price[arc]
            if ahead[there] < UNREACHED and then < reached[there]:
                reached[there] = then
                came_by[there] = arc
                keys, items, size = push(keys, items, size, then + ahead[there], there, then)
    return came_by
