"""The kernel of the search: biobjective A* over directed edges, counting distinct cameras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from mapper.model.compiled import compiled, inlined
from mapper.routing.arrays import ARRIVALS, EDGES, NEVER, ONE_CAMERA
from mapper.routing.heap import pop, push

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mapper.routing.arrays import Ellipse, Labels, Span

__all__ = [
    "DONE",
    "FULL",
    "RUNNING",
    "begin",
    "bit_of",
    "expand",
    "promised",
    "trace",
]

STATE, PARENT, SIGHTING, COUNT, WEIGHT, COST = range(6)
"""Columns of a label's row."""
N_LABELS, N_SIGHTINGS, HEAP_SIZE, N_SOLUTIONS, FEWEST, EXPANDED, ROUND = range(7)
"""What the tally counts: labels, sightings, keys on the heap, solutions, the cameras of the last
solution, and labels expanded."""
RUNNING: Final = 0
DONE: Final = 1
FULL: Final = 2

LABEL_BITS: Final = 24
COUNT_BITS: Final = 11
LABEL_MASK = (1 << LABEL_BITS) - 1
MOST_COUNT = (1 << COUNT_BITS) - 1


@compiled
def begin(labels: Labels, n_states: int) -> None:
    """Put the one label that stands at the start."""
    labels.fewest[:n_states] = NEVER
    labels.tally[:ROUND] = 0
    labels.tally[FEWEST] = NEVER
    labels.row[0, STATE] = 0
    labels.row[0, PARENT] = -1
    labels.row[0, SIGHTING] = -1
    labels.row[0, COUNT] = 0
    labels.row[0, WEIGHT] = 0
    labels.row[0, COST] = 0
    labels.heap[0] = 0
    labels.tally[N_LABELS] = 1
    labels.tally[HEAP_SIZE] = 1


@compiled
def expand(ellipse: Ellipse, labels: Labels, span: Span, slice_: int) -> int:
    """Expand up to ``slice_`` labels in order of duration, then of cameras.

    Returns
    -------
    ``RUNNING``, ``DONE`` where no label is left, ``FULL`` where there is no room for more.
    """
    tally = labels.tally
    row = labels.row
    for _ in range(slice_):
        if tally[HEAP_SIZE] == 0:
            return DONE
        label = labels.heap[0] & LABEL_MASK
        tally[HEAP_SIZE] = pop(labels.heap, tally[HEAP_SIZE])
        state = row[label, STATE]
        count = row[label, COUNT]
        promise = promised(ellipse, span, row[label, WEIGHT], state)
        if count >= labels.fewest[state, 0] or max(count, promise) >= tally[FEWEST]:
            continue
        tally[EXPANDED] += 1
        tally[ROUND] += 1
        if ARRIVALS <= state < EDGES:
            _arrive(labels, label)
            continue
        labels.fewest[state, 0] = count
        first, last = ellipse.turn_start[state], ellipse.turn_start[state + 1]
        if tally[N_LABELS] + last - first > len(row):
            return FULL
        marked = NEVER
        for turn in range(first, last):
            marked = _walk(ellipse, labels, span, label, turn, marked)
            if marked < 0:
                return FULL
    return RUNNING


@inlined
def promised(ellipse: Ellipse, span: Span, weight: int, state: int) -> int:
    """Bound the cameras of every path through a label from below, by what it will be charged.

    The cameras that every path meets are charged here, and nowhere else.
    """
    charged = weight + int(ellipse.bound[state])
    return span.certain + (charged + ONE_CAMERA - 1) // ONE_CAMERA


@inlined
def _arrive(labels: Labels, label: int) -> None:
    """Note a label at the goal; it replaces one that took as long and met more cameras."""
    tally = labels.tally
    n = tally[N_SOLUTIONS]
    if n > 0 and labels.row[labels.solution[n - 1], COST] == labels.row[label, COST]:
        n -= 1
    labels.solution[n] = label
    tally[N_SOLUTIONS] = n + 1
    tally[FEWEST] = labels.row[label, COUNT]


@inlined
def _walk(ellipse: Ellipse, labels: Labels, span: Span, label: int, turn: int, marked: int) -> int:
    """Take a turn from a label and keep the label there where it may lead to something new.

    Returns
    -------
    The cost down to which the cameras of the label's path are marked, -1 where there is no room.
    """
    row, tally, seen = labels.row, labels.tally, labels.sighting
    state = ellipse.turn_to[turn]
    count = row[label, COUNT]
    cost = row[label, COST] + ellipse.cost[state]
    whole = cost + ellipse.to_goal[state]
    if whole > span.budget_ms or ellipse.bound[state] == NEVER:
        return marked
    weight = row[label, WEIGHT] + ellipse.turn_weight[turn]
    promise = promised(ellipse, span, weight, state)
    if promise >= tally[FEWEST] or _dominated(labels, state, count, cost):
        return marked
    first, last = ellipse.new_start[turn], ellipse.new_start[turn + 1]
    if tally[N_SIGHTINGS] + last - first > len(seen):
        return -1
    marked = _mark(labels, label, marked, ellipse.turn_since[turn])
    n = tally[N_SIGHTINGS]
    previous = row[label, SIGHTING]
    for k in range(first, last):
        if labels.mark[ellipse.new[k]] != tally[ROUND]:
            seen[n, 0] = ellipse.new[k]
            seen[n, 1] = previous
            seen[n, 2] = row[label, COST]
            previous = n
            n += 1
    count += n - tally[N_SIGHTINGS]
    promise = max(promise, count)
    if promise >= tally[FEWEST] or _dominated(labels, state, count, cost):
        return marked
    tally[N_SIGHTINGS] = n
    labels.fewest[state, 1] = count
    labels.fewest[state, 2] = cost
    new = tally[N_LABELS]
    row[new, STATE] = state
    row[new, PARENT] = label
    row[new, SIGHTING] = previous
    row[new, COUNT] = count
    row[new, WEIGHT] = weight
    row[new, COST] = cost
    tally[N_LABELS] = new + 1
    rank = ((whole - span.quickest_ms) << COUNT_BITS) | min(promise, MOST_COUNT)
    tally[HEAP_SIZE] = push(labels.heap, tally[HEAP_SIZE], (rank << LABEL_BITS) | new)
    return marked


@inlined
def _mark(labels: Labels, label: int, marked: int, since: int) -> int:
    """Mark the cameras that came into view of a label's path at a cost of ``since`` or more.

    What a turn shows anew cannot have been seen at a lower cost; ``marked`` tells what already is.
    """
    if since >= marked:
        return marked
    seen = labels.sighting
    at = labels.row[label, SIGHTING]
    while at >= 0 and seen[at, 2] >= since:
        labels.mark[seen[at, 0]] = labels.tally[ROUND]
        at = seen[at, 1]
    return since


@inlined
def _dominated(labels: Labels, state: int, count: int, cost: int) -> bool:
    """Whether an expanded or opened label at the state is as quick and meets as few cameras."""
    if count >= labels.fewest[state, 0]:
        return True
    return bool(count >= labels.fewest[state, 1] and cost >= labels.fewest[state, 2])


@inlined
def bit_of(camera: int) -> np.uint64:
    """Return one of 64 bits for a camera."""
    mixed = np.uint64(camera) * np.uint64(0x9E3779B97F4A7C15)
    return np.uint64(1) << (mixed >> np.uint64(58))


@compiled
def trace(
    edges: NDArray[np.int32], row: NDArray[np.int32], label: int, path: NDArray[np.int32]
) -> int:
    """Write the directed edges that lead to a label to the end of ``path``; count them."""
    n = 0
    while row[label, PARENT] >= 0:
        n += 1
        path[len(path) - n] = edges[row[label, STATE]]
        label = row[label, PARENT]
    return n
