"""Kernels that cut a query's ellipse out of the city: all that a path within the budget can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapper.model.compiled import compiled, inlined
from mapper.routing.arrays import ARRIVALS, DIRECT, EDGES, NEVER
from mapper.routing.reach_kernel import is_split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mapper.routing.arrays import CameraArrays, Ellipse, Ends, GraphArrays, Reach

__all__ = ["cameras_of", "cut_out", "list_new_cameras"]


@compiled
def cut_out(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    graph: GraphArrays,
    ends: Ends,
    reach: Reach,
    ellipse: Ellipse,
    stamp: int,
    n_nodes: int,
    budget: int,
) -> int:
    """Lay the states and turns within the budget out, and return how many states there are."""
    _lay_ends(ends, reach, ellipse, stamp)
    n_states = _lay_edges(graph, ends, reach, ellipse, stamp, n_nodes, budget)
    n_turns = 0
    for state in range(n_states):
        ellipse.turn_start[state] = n_turns
        n_turns = _turns_to_ends(graph, ends, ellipse, state, budget, n_turns)
        if 0 < state < ARRIVALS or state >= EDGES:
            n_turns = _turns_to_edges(graph, reach, ellipse, stamp, state, budget, n_turns)
    ellipse.turn_start[n_states] = n_turns
    return n_states


@inlined
def _lay_ends(ends: Ends, reach: Reach, ellipse: Ellipse, stamp: int) -> None:
    """Lay out the state that stands at the start and those that begin or end a path."""
    for state in range(EDGES):
        ellipse.edge[state] = ends.edge[state]
        ellipse.cost[state] = ends.cost[state]
        ellipse.from_start[state] = 0
        ellipse.to_goal[state] = 0
        if ends.edge[state] < 0 or state == DIRECT:
            continue
        node = ends.node[state]
        if state < ARRIVALS:
            known = reach.to_goal_stamp[node] == stamp
            ellipse.to_goal[state] = reach.to_goal[node] if known else NEVER
        else:
            known = reach.from_start_stamp[node] == stamp
            ellipse.from_start[state] = reach.from_start[node] if known else NEVER


@inlined
def _lay_edges(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    graph: GraphArrays,
    ends: Ends,
    reach: Reach,
    ellipse: Ellipse,
    stamp: int,
    n_nodes: int,
    budget: int,
) -> int:
    """Lay out each directed edge on a path within the budget; loops are on none that is simple."""
    n_states = EDGES
    for i in range(n_nodes):
        node = reach.order[i]
        gone = reach.from_start[node]
        for k in range(graph.out_start[node], graph.out_start[node + 1]):
            edge = graph.out_edge[k]
            head = graph.head[edge]
            if (
                head == node
                or reach.from_start_stamp[head] != stamp
                or gone + graph.cost[edge] + reach.to_goal[head] > budget
                or is_split(ends, edge)
            ):
                continue
            reach.edge_stamp[edge] = stamp
            reach.edge_state[edge] = n_states
            ellipse.edge[n_states] = edge
            ellipse.cost[n_states] = graph.cost[edge]
            ellipse.from_start[n_states] = gone
            ellipse.to_goal[n_states] = reach.to_goal[head]
            n_states += 1
    return n_states


@inlined
def _turns_to_ends(
    graph: GraphArrays, ends: Ends, ellipse: Ellipse, state: int, budget: int, n_turns: int
) -> int:
    """Add the turns from the start to its parts, or from any other state to the goal's."""
    gone = ellipse.from_start[state] + ellipse.cost[state]
    for after in range(1, EDGES):
        if ends.edge[after] < 0 or (state == 0) == (ARRIVALS <= after < DIRECT):
            continue
        if state > 0 and (
            after == DIRECT
            or after < ARRIVALS
            or ARRIVALS <= state < EDGES
            or ellipse.edge[state] < 0
            or graph.head[ellipse.edge[state]] != ends.node[after]
        ):
            continue
        if gone + ellipse.cost[after] + ellipse.to_goal[after] <= budget:
            ellipse.turn_from[n_turns] = state
            ellipse.turn_to[n_turns] = after
            n_turns += 1
    return n_turns


@inlined
def _turns_to_edges(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    graph: GraphArrays,
    reach: Reach,
    ellipse: Ellipse,
    stamp: int,
    state: int,
    budget: int,
    n_turns: int,
) -> int:
    """Add the turns from a state to the directed edges that go on from it, but not back."""
    edge = ellipse.edge[state]
    if edge < 0:
        return n_turns
    node = graph.head[edge]
    gone = ellipse.from_start[state] + ellipse.cost[state]
    for k in range(graph.out_start[node], graph.out_start[node + 1]):
        onward = graph.out_edge[k]
        if onward == edge ^ 1 or reach.edge_stamp[onward] != stamp:
            continue
        after = reach.edge_state[onward]
        if gone + ellipse.cost[after] + ellipse.to_goal[after] <= budget:
            ellipse.turn_from[n_turns] = state
            ellipse.turn_to[n_turns] = after
            n_turns += 1
    return n_turns


@compiled
def list_new_cameras(
    cameras: CameraArrays, ends: Ends, reach: Reach, ellipse: Ellipse, stamp: int, n_states: int
) -> bool:
    """List the cameras that come into view by each turn, with what it is charged for them.

    Returns
    -------
    Whether there was room for them.
    """
    stamps, weights, soonest = reach.camera_stamp, reach.camera_weight, reach.soonest
    for k in range(len(ends.special)):
        stamps[ends.special[k]] = stamp
        weights[ends.special[k]] = ends.special_weight[k]
        soonest[ends.special[k]] = NEVER
    for state in range(n_states):
        listed, first, last = cameras_of(cameras, ends, ellipse.edge, state)
        for k in range(first, last):
            camera = listed[k]
            if stamps[camera] != stamp:
                stamps[camera] = stamp
                weights[camera] = cameras.weight[camera]
                soonest[camera] = NEVER
            soonest[camera] = min(soonest[camera], ellipse.from_start[state])
    n_new = 0
    n_turns = ellipse.turn_start[n_states]
    for turn in range(n_turns):
        state, after = ellipse.turn_from[turn], ellipse.turn_to[turn]
        if state >= EDGES and after >= EDGES:
            edge, onward = ellipse.edge[state] >> 1, ellipse.edge[after] >> 1
            low, high = cameras.start[edge], cameras.start[edge + 1]
            first, last = cameras.start[onward], cameras.start[onward + 1]
            n_new = _list_new(
                reach, ellipse, turn, n_new, cameras.camera, low, high, cameras.camera, first, last
            )
        else:
            old, low, high = cameras_of(cameras, ends, ellipse.edge, state)
            listed, first, last = cameras_of(cameras, ends, ellipse.edge, after)
            n_new = _list_new(reach, ellipse, turn, n_new, old, low, high, listed, first, last)
        if n_new < 0:
            return False
    ellipse.new_start[n_turns] = n_new
    return True


@inlined
def _list_new(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    reach: Reach,
    ellipse: Ellipse,
    turn: int,
    n_new: int,
    old: NDArray[np.int32],
    low: int,
    high: int,
    listed: NDArray[np.int32],
    first: int,
    last: int,
) -> int:
    """List what is in one ascending list and not in the other; -1 where there was no room."""
    if n_new + last - first > len(ellipse.new):
        return -1
    ellipse.new_start[turn] = n_new
    weight = 0
    since = NEVER
    for k in range(first, last):
        camera = listed[k]
        while low < high and old[low] < camera:
            low += 1
        if low < high and old[low] == camera:
            continue
        ellipse.new[n_new] = camera
        n_new += 1
        weight += reach.camera_weight[camera]
        since = min(since, reach.soonest[camera])
    ellipse.turn_weight[turn] = weight
    ellipse.turn_since[turn] = since
    return n_new


@inlined
def cameras_of(
    cameras: CameraArrays, ends: Ends, edges: NDArray[np.int32], state: int
) -> tuple[NDArray[np.int32], int, int]:
    """Return the list that holds a state's cameras, and where in it they begin and end."""
    if state < EDGES:
        return ends.camera, ends.start[state], ends.start[state + 1]
    edge = edges[state] >> 1
    return cameras.camera, cameras.start[edge], cameras.start[edge + 1]
