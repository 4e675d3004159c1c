"""Kernels for what is yet to come: a bound from below on the cameras between a state and the goal.

Each time a path comes into view of camera c it is charged 1/ν(c), and a simple path comes into
view of c at most ν(c) times: so what a path is charged never exceeds the distinct cameras it meets.
The least charge from each state to the goal is a shortest path over turns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mapper.model.compiled import compiled
from mapper.routing.arrays import ARRIVALS, EDGES, NEVER
from mapper.routing.heap import pop, push

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mapper.routing.arrays import Ellipse

__all__ = ["bound_cameras"]

STATE_BITS = 31
STATE_MASK = (1 << STATE_BITS) - 1


@compiled
def bound_cameras(ellipse: Ellipse, n_states: int, heap: NDArray[np.int64]) -> None:
    """Fill ``ellipse.bound`` by Dijkstra's algorithm, backward from the arrivals."""
    _turn_back(ellipse, n_states)
    bound = ellipse.bound
    bound[:n_states] = NEVER
    size = 0
    for state in range(ARRIVALS, EDGES):
        bound[state] = 0
        size = push(heap, size, state)
    while size > 0:
        here = heap[0] >> STATE_BITS
        state = heap[0] & STATE_MASK
        size = pop(heap, size)
        if here != bound[state]:
            continue
        for k in range(ellipse.back_start[state], ellipse.back_start[state + 1]):
            turn = ellipse.back_turn[k]
            before = ellipse.turn_from[turn]
            charge = here + ellipse.turn_weight[turn]
            if charge < bound[before]:
                bound[before] = charge
                size = push(heap, size, (charge << STATE_BITS) | before)


@compiled
def _turn_back(ellipse: Ellipse, n_states: int) -> None:
    """Group the turns by the state they lead to."""
    start = ellipse.back_start
    n_turns = ellipse.turn_start[n_states]
    start[: n_states + 1] = 0
    for turn in range(n_turns):
        start[ellipse.turn_to[turn]] += 1
    total = 0
    for state in range(n_states):
        total += start[state]
        start[state] = total
    start[n_states] = total
    for turn in range(n_turns - 1, -1, -1):
        state = ellipse.turn_to[turn]
        start[state] -= 1
        ellipse.back_turn[start[state]] = turn
