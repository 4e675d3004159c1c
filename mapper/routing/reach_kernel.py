"""Kernels that find how far a query's budget reaches: Dijkstra's algorithm from both ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from mapper.model.compiled import compiled, inlined
from mapper.routing.arrays import ARRIVALS, DIRECT, NEVER
from mapper.routing.heap import pop, push

if TYPE_CHECKING:
    from mapper.routing.arrays import Ends, GraphArrays, Reach

__all__ = ["budget_ms", "cost_to_goal", "is_split", "spread_from_start"]

NODE_BITS: Final = 31
NODE_MASK: Final = (1 << NODE_BITS) - 1
LONGEST_DETOUR_MS: Final = (1 << 28) - 1
"""Three days: what a label's key has room for."""


@compiled
def budget_ms(quickest_ms: int, detour: float) -> int:
    """Return the longest duration within a detour, in whole milliseconds.

    >>> budget_ms(1000, 1.3), budget_ms(7, 1.0)
    (1300, 7)
    """
    slack = math.floor(min(quickest_ms * (detour - 1.0) + 1e-6, LONGEST_DETOUR_MS))
    return min(quickest_ms + slack, NEVER - 1)


@compiled
def cost_to_goal(
    graph: GraphArrays, ends: Ends, reach: Reach, stamp: int, ms_per_m: float, detour: float
) -> tuple[int, int]:
    """Search backward from the goal, A* towards the start, until the budget is used up.

    Returns
    -------
    The quickest duration and the budget; ``NEVER`` twice where no way leads to the goal.
    """
    size = 0
    for end in range(ARRIVALS, DIRECT):
        if ends.edge[end] >= 0:
            size = _approach(
                graph, ends, reach, stamp, ms_per_m, ends.node[end], ends.cost[end], size
            )
    quickest = ends.cost[DIRECT] if ends.edge[DIRECT] >= 0 else NEVER
    budget = NEVER
    while size > 0:
        whole = reach.heap[0] >> NODE_BITS
        node = reach.heap[0] & NODE_MASK
        size = pop(reach.heap, size)
        if budget == NEVER and whole >= quickest:
            budget = budget_ms(quickest, detour)
        if whole > budget:
            break
        here = reach.to_goal[node]
        if whole != here + reach.ahead[node]:
            continue
        quickest = min(quickest, here + _from_start_straight(ends, node))
        for k in range(graph.in_start[node], graph.in_start[node + 1]):
            edge = graph.in_edge[k]
            if not is_split(ends, edge):
                size = _approach(
                    graph,
                    ends,
                    reach,
                    stamp,
                    ms_per_m,
                    graph.tail[edge],
                    here + graph.cost[edge],
                    size,
                )
    return quickest, NEVER if quickest >= NEVER else budget_ms(quickest, detour)


@inlined
def _from_start_straight(ends: Ends, node: int) -> int:
    """Return what the start's own edge costs to a node, ``NEVER`` where it does not lead there."""
    cost = NEVER
    for end in range(1, ARRIVALS):
        if ends.edge[end] >= 0 and ends.node[end] == node:
            cost = min(cost, int(ends.cost[end]))
    return cost


@inlined
def _approach(  # noqa: PLR0913, PLR0917 - a kernel, and numba knows no keyword-only arguments
    graph: GraphArrays,
    ends: Ends,
    reach: Reach,
    stamp: int,
    ms_per_m: float,
    node: int,
    cost: int,
    size: int,
) -> int:
    """Note a cost from a node to the goal where it is the least so far."""
    if reach.to_goal_stamp[node] != stamp:
        reach.to_goal_stamp[node] = stamp
        reach.ahead[node] = _least_from_start(graph, ends, ms_per_m, node)
    elif cost >= reach.to_goal[node]:
        return size
    reach.to_goal[node] = cost
    whole = cost + reach.ahead[node]
    return size if whole >= NEVER else push(reach.heap, size, (whole << NODE_BITS) | node)


@inlined
def _least_from_start(graph: GraphArrays, ends: Ends, ms_per_m: float, node: int) -> int:
    """Bound the cost from the start to a node from below, as the crow flies."""
    node_xy = graph.node_xy
    least = NEVER
    for end in range(1, ARRIVALS):
        if ends.edge[end] >= 0:
            x = node_xy[node, 0] - node_xy[ends.node[end], 0]
            y = node_xy[node, 1] - node_xy[ends.node[end], 1]
            crow = math.floor(ms_per_m * math.sqrt(x * x + y * y))
            least = min(least, ends.cost[end] + crow)
    return least


@inlined
def is_split(ends: Ends, edge: int) -> bool:
    """Whether the start or the goal lies on an edge: no simple path walks the whole of it."""
    either = edge >> 1
    return either == ends.start_edge or either == ends.goal_edge  # noqa: PLR1714 - as numba likes it


@compiled
def spread_from_start(graph: GraphArrays, ends: Ends, reach: Reach, stamp: int, budget: int) -> int:
    """Search forward from the start over all nodes of paths within the budget; count them."""
    size = 0
    found = 0
    for end in range(1, ARRIVALS):
        if ends.edge[end] >= 0:
            size = _leave(reach, stamp, budget, ends.node[end], ends.cost[end], size)
    while size > 0:
        whole = reach.heap[0] >> NODE_BITS
        node = reach.heap[0] & NODE_MASK
        size = pop(reach.heap, size)
        here = reach.from_start[node]
        if whole != here + reach.to_goal[node]:
            continue
        reach.order[found] = node
        found += 1
        for k in range(graph.out_start[node], graph.out_start[node + 1]):
            edge = graph.out_edge[k]
            if not is_split(ends, edge):
                size = _leave(reach, stamp, budget, graph.head[edge], here + graph.cost[edge], size)
    return found


@inlined
def _leave(reach: Reach, stamp: int, budget: int, node: int, cost: int, size: int) -> int:
    """Note a cost from the start to a node where it is the least so far and within the budget."""
    if reach.to_goal_stamp[node] != stamp or cost + reach.to_goal[node] > budget:
        return size
    if reach.from_start_stamp[node] == stamp and cost >= reach.from_start[node]:
        return size
    reach.from_start_stamp[node] = stamp
    reach.from_start[node] = cost
    return push(reach.heap, size, ((cost + reach.to_goal[node]) << NODE_BITS) | node)
