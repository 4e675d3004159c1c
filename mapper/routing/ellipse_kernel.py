"""Kernels that cut a query's ellipse out of the city: all that a path within the budget can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapper.model.compiled import compiled
from mapper.routing.arrays import ARRIVALS, DIRECT, EDGES, NEVER
from mapper.routing.reach_kernel import is_split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mapper.routing.arrays import Setting

__all__ = ["cameras_of", "cut_out", "end_node", "weight_of"]


@compiled
def cut_out(setting: Setting, n_nodes: int, budget: int) -> int:
    """Lay the states and turns within the budget out, with the cameras that each turn meets.

    Returns
    -------
    How many states there are, or -1 where the room for new cameras did not suffice.
    """
    ends, reach, ellipse = setting.ends, setting.reach, setting.ellipse
    for k in range(len(ends.special)):
        reach.camera_stamp[ends.special[k]] = setting.stamp
        reach.camera_weight[ends.special[k]] = ends.special_weight[k]
    n_states = _lay_edges(setting, _lay_ends(setting), n_nodes, budget)
    n_turns, n_new = 0, 0
    for state in range(n_states):
        ellipse.turn_start[state] = n_turns
        if state == 0:
            n_turns, n_new = _turns_to_ends(setting, 0, 1, ARRIVALS, budget, n_turns, n_new)
            n_turns, n_new = _turns_to_ends(setting, 0, DIRECT, EDGES, budget, n_turns, n_new)
        elif state >= EDGES or (state < ARRIVALS and ends.edge[state] >= 0):
            n_turns, n_new = _turns_to_ends(
                setting, state, ARRIVALS, DIRECT, budget, n_turns, n_new
            )
            n_turns, n_new = _turns_to_edges(setting, state, budget, n_turns, n_new)
        if n_new < 0:
            return -1
    ellipse.turn_start[n_states] = n_turns
    ellipse.new_start[n_turns] = n_new
    return n_states


@compiled
def _lay_ends(setting: Setting) -> int:
    """Lay out the state that stands at the start and those that begin or end a path."""
    ends, reach, ellipse = setting.ends, setting.reach, setting.ellipse
    for state in range(EDGES):
        ellipse.edge[state] = ends.edge[state]
        ellipse.cost[state] = ends.cost[state]
        ellipse.from_start[state] = 0
        ellipse.to_goal[state] = 0
        if ends.edge[state] < 0 or state == DIRECT:
            continue
        node = ends.node[state]
        if state < ARRIVALS:
            known = reach.to_goal_stamp[node] == setting.stamp
            ellipse.to_goal[state] = reach.to_goal[node] if known else NEVER
        else:
            known = reach.from_start_stamp[node] == setting.stamp
            ellipse.from_start[state] = reach.from_start[node] if known else NEVER
    return EDGES


@compiled
def _lay_edges(setting: Setting, n_states: int, n_nodes: int, budget: int) -> int:
    """Lay out each directed edge on a path within the budget; loops are on none that is simple."""
    graph, reach, ellipse = setting.graph, setting.reach, setting.ellipse
    for i in range(n_nodes):
        node = reach.order[i]
        gone = reach.from_start[node]
        for k in range(graph.out_start[node], graph.out_start[node + 1]):
            edge = graph.out_edge[k]
            head = graph.head[edge]
            if (
                head == node
                or reach.from_start_stamp[head] != setting.stamp
                or gone + graph.cost[edge] + reach.to_goal[head] > budget
                or is_split(setting.ends, edge)
            ):
                continue
            reach.edge_stamp[edge] = setting.stamp
            reach.edge_state[edge] = n_states
            ellipse.edge[n_states] = edge
            ellipse.cost[n_states] = graph.cost[edge]
            ellipse.from_start[n_states] = gone
            ellipse.to_goal[n_states] = reach.to_goal[head]
            n_states += 1
    return n_states


@compiled
def end_node(setting: Setting, state: int) -> int:
    """Return the node that a departure or a directed edge leads to."""
    if state < ARRIVALS:
        return int(setting.ends.node[state])
    return int(setting.graph.head[setting.ellipse.edge[state]])


@compiled
def _turns_to_ends(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    setting: Setting, state: int, first: int, last: int, budget: int, n_turns: int, n_new: int
) -> tuple[int, int]:
    """Add the turns from a state to some of the ends: from the start, or into an arrival."""
    ends = setting.ends
    for after in range(first, last):
        if n_new < 0 or ends.edge[after] < 0:
            continue
        if state == 0 or ends.node[after] == end_node(setting, state):
            n_turns, n_new = _turn(setting, state, after, budget, n_turns, n_new)
    return n_turns, n_new


@compiled
def _turns_to_edges(
    setting: Setting, state: int, budget: int, n_turns: int, n_new: int
) -> tuple[int, int]:
    """Add the turns from a state to the directed edges that go on from it, but not back."""
    graph, reach = setting.graph, setting.reach
    node = end_node(setting, state)
    back = setting.ellipse.edge[state] ^ 1
    for k in range(graph.out_start[node], graph.out_start[node + 1]):
        edge = graph.out_edge[k]
        if n_new >= 0 and edge != back and reach.edge_stamp[edge] == setting.stamp:
            n_turns, n_new = _turn(setting, state, reach.edge_state[edge], budget, n_turns, n_new)
    return n_turns, n_new


@compiled
def _turn(
    setting: Setting, state: int, after: int, budget: int, n_turns: int, n_new: int
) -> tuple[int, int]:
    """Add a turn within the budget, with the cameras that come into view by it.

    Returns
    -------
    The numbers of turns and of new cameras; the latter -1 where there was no room.
    """
    ellipse = setting.ellipse
    gone = ellipse.from_start[state] + ellipse.cost[state]
    if gone + ellipse.cost[after] + ellipse.to_goal[after] > budget:
        return n_turns, n_new
    old, low, high = cameras_of(setting, state)
    listed, first, last = cameras_of(setting, after)
    if n_new + last - first > len(ellipse.new):
        return n_turns, -1
    ellipse.turn_from[n_turns] = state
    ellipse.turn_to[n_turns] = after
    ellipse.new_start[n_turns] = n_new
    weight = 0
    for k in range(first, last):
        camera = listed[k]
        while low < high and old[low] < camera:
            low += 1
        if low < high and old[low] == camera:
            continue
        ellipse.new[n_new] = camera
        n_new += 1
        weight += weight_of(setting, camera)
    ellipse.turn_weight[n_turns] = weight
    return n_turns + 1, n_new


@compiled
def weight_of(setting: Setting, camera: int) -> int:
    """Return what coming into view of a camera is charged in this query."""
    if setting.reach.camera_stamp[camera] == setting.stamp:
        return int(setting.reach.camera_weight[camera])
    return int(setting.cameras.weight[camera])


@compiled
def cameras_of(setting: Setting, state: int) -> tuple[NDArray[np.int32], int, int]:
    """Return the list that holds a state's cameras, and where in it they begin and end."""
    if state < EDGES:
        ends = setting.ends
        return ends.camera, ends.start[state], ends.start[state + 1]
    edge = setting.ellipse.edge[state] >> 1
    cameras = setting.cameras
    return cameras.camera, cameras.start[edge], cameras.start[edge + 1]
